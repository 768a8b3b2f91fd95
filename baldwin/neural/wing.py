"""What the spine must know of the neural wing; loads neither JAX nor evosax."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from baldwin.definition.discovery import Wing
from baldwin.definition.plugins import OWN_MODULES
from baldwin.neural.assays import behaviour, criterion
from baldwin.neural.assays.assay import columns, groups
from baldwin.neural.checks.compatibility import rehearsed
from baldwin.neural.checks.memory import estimate
from baldwin.neural.checks.schedules import broken_in_any_world
from baldwin.neural.checks.surroundings import surroundings
from baldwin.neural.contracts import SequentialTask
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.founding import branching, problems
from baldwin.neural.old_fields import moved
from baldwin.neural.random_keys import SCHEME
from baldwin.neural.registry import TASKS
from baldwin.neural.xla_flags import environment

__all__ = ["WING"]

COLUMNS = {
    "generation": "reproductions so far; 0 is the founders",
    "replicate": "which of the run's independent populations",
    "individuals": "individuals evaluated so far in the replicate",
    "lives": "lives lived so far in the replicate, one per individual and task instance",
    "lifetime_steps": "lifetime steps (learning steps) offered so far in the replicate: lifetime.steps for each life, "
    "also where fewer evolve; in lives of trials, the trials after the first; 0 under Darwinian inheritance",
    "fitness_mean": "mean fitness, as selection reads it",
    "fitness_sd": "standard deviation of fitness over the population (divisor N)",
    "fitness_max": "largest fitness of the generation; with few lives each, the luckiest",
    "diverged": "lives of this generation that diverged (scored lifetime.diverged_score)",
    "not_finite": "individuals of this generation whose fitness is no finite number; they never win",
    "living": "individuals of this generation, under absolute selection ([survival])",
    "survivors": "individuals of this generation whose fitness reaches survival.threshold; the others leave no "
    "offspring",
    **columns(),
    "world_innate": "innate, as above, of the same genotypes and instances in the world of generation assays.world",
    "world_learned": "learned, as above, of the same genotypes and instances in the world of generation assays.world",
}


def _sources() -> dict[str, str]:
    """Return the file that computes each column: of each generation, in another world, and of each group of assays."""
    found = dict.fromkeys(COLUMNS, "neural/evolution/generation.py")
    found |= dict.fromkeys(("world_innate", "world_learned"), "neural/engine.py")
    return found | {name: f"neural/assays/{group}.py" for group, one in groups().items() for name in one.COLUMNS}


class _Columns(Mapping[str, str]):
    """`COLUMNS`, and those of the tasks, whose files are imported when a column is first looked up."""

    @cached_property
    def _meanings(self) -> dict[str, str]:
        return COLUMNS | _behaviours()

    def __getitem__(self, name: str) -> str:
        return self._meanings[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._meanings)

    def __len__(self) -> int:
        return len(self._meanings)


def _behaviours() -> dict[str, str]:
    """Return the columns in which tasks tell what lives did; a name that several use has the meanings of all."""
    found: dict[str, list[str]] = {}
    for task in TASKS.kinds().values():
        for name, column in getattr(task, "columns", {}).items():
            found.setdefault(name, []).append(column.meaning)
    return {name: "; or: ".join(dict.fromkeys(meanings)) for name, meanings in found.items()}


def _paced(definition: NeuralDefinition) -> str | None:
    """Return the field of the strategy by which its steps follow the length of a run; its kind if it does not say."""
    strategy = definition.strategy
    own = [one for one in type(strategy).__mro__ if one.__module__.startswith(OWN_MODULES)]
    if own and not any("paced" in vars(one) for one in own):
        return "strategy.kind"
    field = strategy.paced()
    return None if field is None else f"strategy.{field}"


def _followed(definition: NeuralDefinition) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns by which replicates can be stopped: of the table of generations, and of assays."""
    found = ["innate", "learned", "learning_gain", "innate_share", "learned_median", "lifetime_mean"]
    if criterion.applies(definition):
        found += criterion.COLUMNS
    if behaviour.applies(definition):
        assert isinstance(definition.task, SequentialTask)
        found += [name for name, column in definition.task.columns.items() if not column.dimensions]
    return ("fitness_mean", "fitness_sd", "fitness_max"), tuple(found)


WING = Wing(
    name="neural",
    tasks=TASKS.names(),
    definition=NeuralDefinition,
    check=broken_in_any_world,
    rehearse=rehearsed,
    founding=problems,
    branching=branching,
    followed=_followed,
    paced=_paced,
    moved=moved,
    surroundings=surroundings,
    environment=environment,
    estimate=estimate,
    engine="baldwin.neural.engine:NeuralEngine",
    presentation="baldwin.neural.presentation:NeuralPresentation",
    columns=_Columns(),
    sources=_sources,
    scheme=SCHEME,
    benches={
        "gradient": "baldwin.neural.bench",
        "recurrent": "baldwin.neural.bench.recurrent",
        "plasticity": "baldwin.neural.bench.plasticity",
    },
    replaying="baldwin.neural.replay",
    dissecting="baldwin.neural.dissection",
    knowing="baldwin.neural.knowing",
    distributed="baldwin.neural.distributed",
)
