"""What evolved, examined: in other settings, life by life, by probes, beside reference policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from baldwin.evaluation.settings import INSTANCES
from baldwin.genotypes import REPLAYED, Overrides
from baldwin.replaying import Who
from baldwin.store import Run, find_run
from baldwin.store.finding import runs_folder
from baldwin.study.axes import override_texts

if TYPE_CHECKING:
    from baldwin.evaluation import Evaluation
    from baldwin.probes import Dissection, ProbeResult
    from baldwin.replaying import ReferencePolicies, Replay

__all__ = ["assay", "baseline", "dissect", "probe", "replay"]

Asked = Run | str | Path


def assay(
    runs: Asked | Sequence[Asked],
    vary: Mapping[str, Any] | Sequence[str] | None = None,
    set: Overrides = (),
    *,
    instances: int = INSTANCES,
    world: int | None = None,
    trust: bool = False,
) -> Evaluation:
    """Examine what evolved in other settings, as `baldwin assay` does: how far does it generalise?

    Args:
        runs: one or several, each a run or what `baldwin assay` takes for one.
        vary: field -> its values, such as {"task.law": ["easy", "hard"]}; several fields make a grid.
        set: field -> value in every setting.
        instances: held-out task instances that each genotype lives in, at least 2.
        world: generation in whose world they live, where it changes; by default that of the genotypes themselves.
        trust: run Python files that came with a run, even if they have never been run on this machine.

    Returns:
        The evaluation: `frame` is its long table, `cells` all columns, `notes` what should be known of the runs.

    Raises:
        UsageError: a field changes what a genotype means, or scores would mean different things.
        DefinitionError: a value breaks a rule.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> found = baldwin.assay(run, {"lifetime.trials": [10, 1000]}, instances=20)
        >>> medians = found.frame.groupby("lifetime.trials")["learned"].median()
        >>> bool(medians[1000] > medians[10])
        True
    """
    from baldwin.evaluation import evaluate, labelled, varied

    several = [runs] if isinstance(runs, Run | str | Path) else list(runs)
    chosen = labelled([_run(one) for one in several], world=world, trust=trust)
    return evaluate(chosen, override_texts(set), varied(vary or {}), instances)


def replay(
    run: Asked,
    overrides: Overrides = (),
    *,
    who: Who = "centre",
    replicate: int | None = None,
    instances: int = REPLAYED,
    world: int | None = None,
    trust: bool = False,
) -> Replay:
    """Live the lives of what evolved again, and return everything that happened in them, as arrays.

    Args:
        run: a run, or what `baldwin show` takes for one.
        overrides: field -> value, such as {"lifetime.memory": False}: any that leaves a genotype its meaning.
        who: the genotype that stands for each population, its best individual, or the individuals that were kept.
        replicate: whose; by default those of all replicates.
        instances: held-out task instances that each genotype lives in.
        world: generation in whose world they live, where it changes; by default that of the genotypes themselves.
        trust: run Python files that came with the run, even if they have never been run on this machine.

    Returns:
        The replay: `replay["measure"]` (n, lives) is the score of each life, `replay.meanings` says what else there is.

    Raises:
        UsageError: an override changes what a genotype means, or the population's kind cannot be lived again.
        RunError: the run holds no checkpoint that can be read.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> lives = baldwin.replay(run, {"lifetime.trials": 100}, instances=20)
        >>> lives["trials"].shape  # trials that each replicate's genotype uses in each life
        (8, 20)
    """
    from baldwin.genotypes import evolved

    found = evolved(_run(run), who, trust=trust).in_world(world)
    return found.replay(overrides, instances=instances, replicate=replicate)


def probe(run: Asked, kind: str, *, instances: int | None = None, trust: bool = False, **fields: Any) -> ProbeResult:
    """Analyse what evolved, as `baldwin probe` does, and return what was found.

    Args:
        run: a run, or what `baldwin probe` takes for one.
        kind: a probe that `baldwin probe --list` names, or a class in a file of your own: "my_probe.py:MyProbe".
        instances: held-out task instances that each genotype lives in.
        trust: run Python files that came with the run, even if they have never been run on this machine.
        fields: of the probe.

    Returns:
        The finding: `reading` says in a sentence what was found, `frame` is its table, `arrays` holds series for
        figures. It is kept in the run, in `file`, where `baldwin report` shows it.

    Raises:
        UsageError: no such probe or field, or it does not apply to this run.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> found = baldwin.probe(run, "frozen", instances=20)  # `baldwin probe --list` names the probes
        >>> found.title
        'learned fitness, higher is better'
    """
    from baldwin.probes import examine, load_probe

    return examine(_run(run), load_probe(kind, fields), instances, trust=trust)


def dissect(run: Asked, *, instances: int = REPLAYED, points: int | None = None, trust: bool = False) -> Dissection:
    """Take apart what evolved, as `baldwin dissect` does: which of start and rule carries the skill?

    Args:
        run: a run, or what `baldwin dissect` takes for one.
        instances: held-out task instances that each genotype lives in, at least 2.
        points: moments of a life after which learning is clamped, at most; by default 12, with 0 none.
        trust: run Python files that came with the run, even if they have never been run on this machine.

    Returns:
        The dissection: `frame` is its table, `shares` what start and rule alone bring of what evolution added,
        `clamped` the score by the last moment of learning, `notes` its reading; `baldwin.plot` draws it.

    Raises:
        UsageError: there is nothing to take apart.

    Example:
        >>> few = {"population.generations": 2, "population.size": 8, "sampling.lives": 2, "assays.every": 0}
        >>> run = baldwin.run("associative-memory", few, progress=False)
        >>> found = baldwin.dissect(run, instances=4, points=0)
        >>> found.frame["condition"].tolist()[:2]
        ['evolved', 'ancestral']
    """
    from baldwin.probes import POINTS
    from baldwin.probes import dissect as dissected

    return dissected(_run(run), instances, POINTS if points is None else points, trust=trust)


def baseline(task: str, overrides: Overrides = ()) -> ReferencePolicies:
    """Return how reference policies score in a task: the exact optimum, textbook policies, chance.

    Args:
        task: a kind of task, a preset or a TOML file.
        overrides: field -> value, such as {"task.law": "hard"}.

    Returns:
        The policies, the best first; `baldwin.frame` makes a table of them.

    Raises:
        UsageError: nothing is called so, or its task has no reference policies.
        DefinitionError: a value breaks a rule.

    Example:
        >>> policies = baldwin.baseline("bandit", {"task.law": "hard", "task.trials": 10})
        >>> list(dict.fromkeys(policies.table()["policy"]))[:2]
        ['Bayes-optimal', 'Bayes-optimal for independent arms']
    """
    from baldwin.evaluation import population_of, reference_policies

    return reference_policies(population_of(str(task), override_texts(overrides)), str(task))


def _run(asked: Asked) -> Run:
    return asked if isinstance(asked, Run) else find_run(str(asked), runs_folder(None))
