"""How reference policies score in the tasks of this wing; loads no JAX."""

from __future__ import annotations

from functools import cache
from inspect import getdoc
from typing import Any

from baldwin.neural.contracts import ClassificationTask, SequentialTask
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.registry import kinds
from baldwin.neural.tasks.bandit import Bandit
from baldwin.neural.theory.reference_policy import INNATE, constant
from baldwin.replaying import ReferencePolicies

__all__ = ["bare", "reference_policies", "reference_scores", "tasks"]

OPTIMA = ("Bayes-optimal", "ideal observer")  # how the exact optimum is called
BARE = """\
name = "bare"
[task]
kind = "{}"
[network]
kind = "recurrent"
senses = ["trial"]
[lifetime]
kind = "recurrent"
"""
BARE_OF_CLASSES = """\
name = "bare"
[task]
kind = "{}"
[lifetime]
kind = "prototype"
"""


def tasks() -> dict[str, str]:
    """Return the kinds of task of trials or classes that have reference policies, with their meanings."""
    return {
        name: (getdoc(kind) or "").partition("\n")[0] for name, kind in kinds("task").items() if _has_policies(kind)
    }


def _has_policies(kind: type[Any]) -> bool:
    if issubclass(kind, ClassificationTask):
        return True
    return issubclass(kind, SequentialTask) and kind.reference_policies is not SequentialTask.reference_policies


def bare(task: str) -> str:
    """Return the TOML of a small definition around a kind of task, with the task's defaults."""
    return (BARE_OF_CLASSES if issubclass(kinds("task")[task], ClassificationTask) else BARE).format(task)


def reference_policies(definition: NeuralDefinition) -> ReferencePolicies | None:
    """Return the reference policies of a definition's task, None if it knows of none."""
    task = definition.task
    if not _has_policies(type(task)):
        return None
    named = task.kind, task.model_dump(mode="json", exclude={"kind"}), task.score_name, task.error_name
    if isinstance(task, ClassificationTask):
        ceiling = constant(INNATE, task.innate_ceiling(), task.shots)
        return ReferencePolicies(*named, task.reference_policies(), ceiling, None, "shot")
    assert isinstance(task, SequentialTask)
    return ReferencePolicies(*named, task.reference_policies(), task.innate_bound(), task.oracle_bound())


def reference_scores(definition: NeuralDefinition) -> dict[str, float]:
    """Return what others score in the measure of a definition.

    In trials: the best that knows the law of the task, and chance; for two arms also the two rules that are optimal
    somewhere, whichever law they meet (Wang et al. 2016, section 3.1: arms that are independent, arms that sum to 1).
    Elsewhere: the oracle, and the best of those who cannot learn.
    """
    task = definition.task
    if not isinstance(task, SequentialTask):
        known: dict[str, float | None] = {"oracle": task.oracle(), INNATE: task.innate_ceiling()}
        if isinstance(task, ClassificationTask):
            shots = definition.later_scores if definition.lifetime.by_shot else task.shots
            known = {**{name: one[0] for name, one in task.references_of(shots, curve=False).items()}, **known}
        return {name: value for name, value in known.items() if value is not None}
    two_arms = _two_arms(task) if isinstance(task, Bandit) else {}
    totals = two_arms or {one.name: float(one.scores.sum()) for one in task.reference_policies()}
    if not totals:
        return {}
    best = next((name for name in OPTIMA if name in totals), next(iter(totals)))
    kept = [best, *(name for name in two_arms if name not in (best, "chance"))]
    kept += ["chance"] if "chance" in totals and best != "chance" else []
    return {name: totals[name] for name in kept}


def _two_arms(task: Bandit) -> dict[str, float]:
    """Return the scores of a life in a bandit with two arms, exactly; those that would take too long are left out."""
    from baldwin.neural.theory.bandits import EXACT, dependent_optimum
    from baldwin.neural.theory.two_arms import best_arm

    if task.arms != 2 or (task.trials > EXACT and task.law == "independent"):
        return {}
    if task.trials > EXACT:
        evidence = float(dependent_optimum(task.law, task.trials).sum())
        found = {"Bayes-optimal": evidence, "net evidence": evidence}
    else:
        independent, evidence = _ideals(task.law, task.trials)
        best = max(independent, evidence)  # each law has one of them as its optimum
        found = {"Bayes-optimal": best, "Bayes-optimal for independent arms": independent, "net evidence": evidence}
    return found | {"chance": task.trials * (0.5 - best_arm(task.law))}


def _ideals(law: str, trials: int) -> tuple[float, float]:
    """Return the scores of the two rules that are optimal under some law: independent arms, and net evidence."""
    from baldwin.neural.theory.bandits import LAWS

    return _ideals_of(LAWS if law in LAWS else (law,), trials)[law]


@cache
def _ideals_of(laws: tuple[str | float, ...], trials: int) -> dict[str | float, tuple[float, float]]:
    """Return those scores under each of the laws: what rules do that know none is worked out once."""
    from baldwin.neural.theory.policies import net_evidence
    from baldwin.neural.theory.two_arms import bayes_optimal, expected_scores

    scores = expected_scores((bayes_optimal("independent", trials), net_evidence), laws, trials).sum(axis=2)
    return {law: (float(scores[0, number]), float(scores[1, number])) for number, law in enumerate(laws)}
