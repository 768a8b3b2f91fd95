"""A few held-out task instances, and what a newborn makes of them as it learns: the picture that every paper shows.

Instances, examples and keys are those of the assay (its first ones), so a portrait shows lives that were measured.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from baldwin.neural.assays.weights import curve_steps, held_out
from baldwin.neural.contracts import Array, Instance, InteractiveTask, Key, Newborn, SupervisedTask, Weights
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._episodes import Episode, roll
from baldwin.neural.traced import numbers_of, with_numbers

__all__ = ["Portrait", "portrait_steps"]

INSTANCES = 3  # at most: all, where fewer are held out
GRID = 40  # points at which target and answers are shown
SUPPORT = 50  # support examples that are shown, at most
STEPS = (0, 1, 5, 10)

Look = Callable[[Key, Weights, Instance], dict[str, Array]]


def portrait_steps(definition: NeuralDefinition) -> tuple[int, ...]:
    """Return the lifetime steps after which a portrait shows the network; only birth and end if no more are to be had.

    As in the assay's curve, learning by gradient can go on beyond the end of the evolved life.
    """
    if definition.lifetime.kind != "gradient":
        return portrait_ends(definition)
    end, longest = definition.experiences, curve_steps(definition)
    return tuple(sorted({step for step in (*STEPS, end) if step <= longest}))


def portrait_ends(definition: NeuralDefinition) -> tuple[int, ...]:
    """Return the steps at birth and at the end of life."""
    end = definition.experiences
    return (0, end) if end else (0,)


class Portrait:
    """Compiles the portrait of one definition, whose numbers are arguments."""

    def __init__(self, definition: NeuralDefinition) -> None:
        self.definition = definition
        self.numbers = numbers_of(definition)
        self.steps = portrait_steps(definition)

    @property
    def possible(self) -> bool:
        """Whether the task has such a picture: one input and one output, or an actor that moves in a plane."""
        d = self.definition
        key = jax.eval_shape(lambda: jax.random.key(0))
        return bool(jax.eval_shape(lambda k: self._shown(d, k), key))

    def _shown(self, d: NeuralDefinition, key: Key) -> dict[str, Array]:
        instance = d.task.sample(key)
        newborn = d.encoding.develop(d.encoding.founder(key, d.network, d.task), d.network, d.task)
        return _look(d)(key, jax.tree.map(lambda leaf: leaf[None], newborn.weights), instance)

    @cached_property
    def draw(self) -> Any:
        """Compiled (key, genotype (G,), numbers) -> columns of one row of the assays, each a flat list.

        `example_steps` (n,) tells after which lifetime steps. Learned from examples: `example_x` (grid,),
        `example_target` (3, grid), `example_support_x` and `example_support_y` (3, shown), `example_guess`
        (3, n, grid). Acted in: `example_path` (3, n, H, 2), NaN once an episode has ended, `example_places` (3, ?, 2).
        """

        def draw(key: Key, genotype: Array, numbers: Any) -> dict[str, Array]:
            d = with_numbers(self.definition, numbers)
            world = jax.tree.map(lambda leaf: leaf[:INSTANCES], held_out(d, key, d.assays.instances))
            newborn = d.encoding.develop(genotype, d.network, d.task)
            look = _look(d)

            def one(life_key: Key, instance: Instance) -> dict[str, Array]:
                return look(life_key, self._learning(d, life_key, newborn, instance), instance)

            found: dict[str, Array] = jax.vmap(one)(world.keys, world.instances)
            if "example_x" in found:
                found["example_x"] = found["example_x"][0]
            columns: dict[str, Array] = {"example_steps": jnp.array(self.steps, jnp.int32), **found}
            return {name: values.ravel() for name, values in columns.items()}

        return jax.jit(draw)

    def _learning(self, d: NeuralDefinition, key: Key, newborn: Newborn, instance: Instance) -> Weights:
        """Return the network of one life after each of the steps shown, stacked."""

        def live(steps: int, newborn: Newborn) -> Weights:
            lifetime = d.lifetime.model_copy(update={"steps": steps})
            return lifetime.live(key, newborn, d.network, d.task, instance).learned

        if self.steps == portrait_ends(self.definition):
            learned = [newborn.weights, *(live(step, newborn) for step in self.steps[1:])]
            stacked: Weights = jax.tree.map(lambda *leaves: jnp.stack(leaves), *learned)
            return stacked
        longest = self.steps[-1]
        genes = newborn.plasticity.get("steps")
        active = longest if genes is None else jnp.round(genes * self.definition.experiences)

        def until(step: Array) -> Weights:  # a gene for the number of steps, set to each of them
            plasticity = {**newborn.plasticity, "steps": jnp.minimum(active, step) / longest}
            return live(longest, newborn._replace(plasticity=plasticity))

        return jax.vmap(until)(jnp.array(self.steps, jnp.float32))


def _look(d: NeuralDefinition) -> Look:
    """Return what shows one instance, given the network at each of some moments, stacked; nothing without a picture."""
    task = d.task
    if isinstance(task, InteractiveTask):
        return lambda key, weights, instance: _walk(d, task, key, weights, instance)
    if isinstance(task, SupervisedTask):
        return lambda key, weights, instance: _fit(d, task, key, weights, instance)
    return lambda key, weights, instance: {}


def _fit(d: NeuralDefinition, task: SupervisedTask, key: Key, weights: Weights, instance: Instance) -> dict[str, Array]:
    target = task.picture(instance, GRID)
    if target is None:
        return {}
    support = task.support(key, instance)
    return {
        "example_x": target.x[:, 0],
        "example_target": target.y[:, 0],
        "example_support_x": support.x[:SUPPORT, 0],
        "example_support_y": support.y[:SUPPORT, 0],
        "example_guess": jax.vmap(lambda one: d.network.answer(one, target.x)[:, 0])(weights),
    }


def _walk(
    d: NeuralDefinition, task: InteractiveTask, key: Key, weights: Weights, instance: Instance
) -> dict[str, Array]:
    def walk(now: Weights) -> Episode:
        return roll(key, lambda _, seen: d.network.answer(now, seen), task, instance)

    episodes = jax.vmap(walk)(weights)
    shown = jax.vmap(lambda seen: task.picture(instance, seen))(episodes.observations)
    if shown is None:
        return {}
    path, places = shown
    return {"example_path": jnp.where(episodes.alive[..., None], path, jnp.nan), "example_places": places[0]}
