"""Lives of networks on held-out instances, lived again: the one place where claims meet the neural wing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

__all__ = ["behaviour_columns", "examine"]


def examine(definition: Any, genotype: Any, instances: int) -> Any:
    """Return `curve`, the mean scores of a genotype's lives, and of lives in trials `trace` and `world`."""
    from baldwin.neural.contracts import SequentialTask, Trace
    from baldwin.neural.replay import assay, replay

    one = np.asarray(genotype)[None]
    if not isinstance(definition.task, SequentialTask):
        return SimpleNamespace(curve=assay(definition, one, instances)["curve"][0])
    names = ("observations", "actions", "rewards", "scores", "hidden", "values")
    lived = replay(definition, one, instances, ("score", *names))
    world = SimpleNamespace(world=lived.chances.world, noise=lived.chances.noise)
    return SimpleNamespace(
        curve=lived["score"][0].mean(axis=0),
        trace=Trace(*(lived[name][0] for name in names)),
        world=SimpleNamespace(instances=lived.instances, keys=world),
    )


def behaviour_columns(definition: Any, found: Any) -> dict[str, Any]:
    """Return what the task says of lives that `examine` found; (n,) lists, or numbers."""
    columns = definition.task.behaviour(found.world.instances, found.world.keys.world, found.trace)
    return {
        name: float(value) if np.ndim(value) == 0 else np.asarray(value, np.float64) for name, value in columns.items()
    }
