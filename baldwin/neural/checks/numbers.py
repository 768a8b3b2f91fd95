"""Scores that are no numbers: of a task of the user's own, before a run; of all founders, once they have lived."""

from __future__ import annotations

from typing import Any

import numpy as np

from baldwin.engine import Columns
from baldwin.errors import RunError
from baldwin.neural.contracts import InteractiveTask, SequentialTask
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.lives import Environments, live_one
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["refuse_lost_founders", "without_numbers"]

DRAWS = 8  # of a task, all of which must be without a number for it to be refused
LOWEST = -3e38  # below which single precision has no number


def without_numbers(task: Any) -> str | None:
    """Return which method of a task returns no finite number, whatever is drawn; None if all do now and then.

    A task that is without numbers at times is not refused: lives that meet it are counted as diverged.
    """
    names: list[str] = []  # in the order in which a life meets them, which a dictionary would lose under JAX

    def draw(key: Any) -> list[Any]:
        drawn = _drawn(task, key)
        names[:] = drawn
        return list(drawn.values())

    found = jax.device_get(jax.jit(jax.vmap(draw))(jax.random.split(jax.random.key(0), DRAWS)))
    for name, values in zip(names, found, strict=True):
        flat = np.asarray(values, np.float64).reshape(DRAWS, -1)
        if flat.shape[1] and not np.isfinite(flat).all(axis=1).any():
            kind = "NaN" if np.isnan(flat).any() else "infinite"
            return f"{name} is {kind} in all of {DRAWS} draws. Return finite numbers"
    return None


def _drawn(task: Any, key: Any) -> dict[str, Any]:
    """Return what one instance of a task gives, by the name of the method."""
    instance = task.sample(key)
    if isinstance(task, SequentialTask):
        state = task.begin(instance)
        chance = jax.tree.map(lambda leaf: leaf[0], task.chance(key, instance))
        answer = jnp.int32(0) if task.chooses else 0.1 * jax.random.normal(key, (task.outputs,))
        seen, outcome = task.observe(state, chance, instance), task.act(state, chance, answer, instance)
        felt = {"act(): the reward": outcome.reward, "act(): the score": outcome.score}
        return {"observe(): what is seen": seen} | felt
    if isinstance(task, InteractiveTask):
        state, seen = task.reset(key, instance)
        step = task.step(key, state, 0.1 * jax.random.normal(key, (task.outputs,)), instance)
        return {"reset(): the observation": seen, "step(): the reward": step.reward}
    found: dict[str, Any] = {}
    for name in ("support", "query"):
        batch = getattr(task, name)(key, instance)
        found |= {f"{name}(): x": batch.x, f"{name}(): y": batch.y}
    answers = 0.1 * jax.random.normal(key, (batch.x.shape[0], task.outputs))
    return found | {"score()": task.score(answers, batch.y), "loss()": task.loss(answers, batch.y)}


def refuse_lost_founders(definition: NeuralDefinition, generations: Columns) -> None:
    """Raise RunError if no founder has a number for a score at birth, or for its fitness: there is nothing to select.

    Founders whose lives diverge later, as learning goes on, are not refused: evolution may teach them otherwise.

    Args:
        definition: as it evolves.
        generations: rows of generation 0, one for each replicate.
    """
    lives = generations["lives"]
    if (generations["diverged"] >= lives).all() and not _born_with_scores(definition):
        raise RunError(
            f"{definition.name}: all {int(lives.sum()):,} lives of the founders are without a score, which is NaN "
            f"or infinite at birth already. {_remedy(definition)}"
        )
    if (generations["not_finite"] >= generations["individuals"]).all():
        raise RunError(
            f"{definition.name}: the fitness of every founder is NaN or infinite, though their scores are numbers. "
            "Look at the costs in [fitness], and at the learning rates that founders are born with."
        )


def _born_with_scores(definition: NeuralDefinition) -> bool:
    """Return whether any of a few founders scores a number before it has learned anything, however low."""
    lifetime = definition.lifetime.model_copy(update={"diverged_score": LOWEST})
    judged = definition.model_copy(update={"lifetime": lifetime})

    def born(key: Any) -> Any:
        founder, task, life = jax.random.split(key, 3)
        newborn = judged.encoding.develop(judged.encoding.founder(founder, judged.blueprint), judged.blueprint)
        worlds = Environments.of(judged, judged.task.sample_many(task, 1), jax.random.split(life, 1))
        return live_one(judged, newborn, worlds).scores[0, 0]

    scores = jax.device_get(jax.jit(jax.vmap(born))(jax.random.split(jax.random.key(0), DRAWS)))
    return bool((np.asarray(scores) > LOWEST).any())


def _remedy(definition: NeuralDefinition) -> str:
    kinds = (definition.task, definition.network, definition.encoding)
    own = [f"{kind.own_code.name}: {type(kind).__name__}" for kind in kinds if kind.own_code is not None]
    if own:
        return f"Look at what {' and '.join(own)} returns."
    return "Lower the scale that founders' weights are drawn with."
