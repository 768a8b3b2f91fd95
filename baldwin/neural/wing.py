"""What the spine must know of the neural wing; loads neither JAX nor evosax."""

from __future__ import annotations

from baldwin.engine import OwnKinds, Wing
from baldwin.neural.assays.assay import columns
from baldwin.neural.checks.compatibility import broken, rehearsed
from baldwin.neural.checks.memory import estimate
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.plugins import files, model
from baldwin.neural.random_keys import SCHEME
from baldwin.neural.registry import kinds

__all__ = ["WING"]

COLUMNS = {
    "generation": "reproductions so far; 0 is the founders",
    "replicate": "which of the run's independent populations",
    "individuals": "individuals evaluated so far in the replicate",
    "lives": "lives lived so far in the replicate, one per individual and task instance",
    "lifetime_steps": "lifetime steps (learning steps) offered so far in the replicate: lifetime.steps for each life, "
    "also where fewer evolve",
    "fitness_mean": "mean fitness, as selection reads it",
    "fitness_sd": "standard deviation of fitness over the population (divisor N)",
    "fitness_max": "largest fitness of the generation; with few lives each, the luckiest",
    "diverged": "lives of this generation that diverged (scored lifetime.diverged_score)",
    "not_finite": "individuals of this generation whose fitness is no finite number; they never win",
    **columns(),
}


def _behaviours() -> dict[str, str]:
    """Return the columns in which tasks tell what lives did; a name that several use has the meanings of all."""
    found: dict[str, list[str]] = {}
    for task in kinds("task").values():
        for name, meaning in getattr(task, "columns", {}).items():
            found.setdefault(name, []).append(meaning)
    return {name: "; or: ".join(dict.fromkeys(meanings)) for name, meanings in found.items()}


WING = Wing(
    name="neural",
    tasks=tuple(kinds("task")),
    definition=NeuralDefinition,
    check=broken,
    rehearse=rehearsed,
    estimate=estimate,
    engine="baldwin.neural.engine:NeuralEngine",
    columns=COLUMNS | _behaviours(),
    scheme=SCHEME,
    benches={"gradient": "baldwin.neural.bench", "recurrent": "baldwin.neural.bench.recurrent"},
    own=OwnKinds(model, files),
    replaying="baldwin.neural.replay",
    distributed="baldwin.neural.distributed",
)
