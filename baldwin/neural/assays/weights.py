"""What the scientist reads: innate and learned ability, and what learning does, on instances no life has seen.

Every assay of every replicate uses the same held-out instances with the same examples, for innate and learned ability
alike, so that differences are those of the genomes. Nothing here touches the evolution.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

from baldwin.neural.contracts import Array, Instance, Key, LifeHistory, Newborn, Weights
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.lives import World, live_one
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.random_keys import Purpose
from baldwin.neural.traced import numbers_of, with_numbers

__all__ = ["Assay", "Examined", "curve_steps", "gini", "held_out", "mutants_of"]

SILENT = 1e-4  # learning rates below it teach next to nothing


class Examined(NamedTuple):
    """One genotype, examined; "end" is after `lifetime.steps` experiences. See the wing's columns."""

    innate: Array
    learned: Array
    learned_median: Array
    diverged: Array  # share of held-out lives that diverged before their end
    spread: Array  # (2,) standard deviation over held-out instances, of scores at birth and at the end
    steps_to_criterion: Array  # median over lives; infinite if most never reach it
    specificity: Array
    canalisation: Array  # (2,) what a mutation costs, at birth and at the end; NaN if nobody asks
    curve: Array  # (steps + 1,) mean score at birth and after each experience
    drift: Array
    drift_by_tensor: Array  # (tensors,)
    predictability: Array
    change: Array  # (G,) mean learned change of genes
    rates: Array  # (tensors,) mean |learning rate|
    rates_gini: Array  # (tensors,)
    rates_silent: Array  # (tensors,)
    momentum: Array
    active_steps: Array
    individuals_innate: Array  # (k,)
    individuals_learned: Array  # (k,)


def curve_steps(definition: NeuralDefinition) -> int:
    """Return the length of the lifetime curve: longer than a life only where learning can simply go on."""
    steps = definition.experiences
    return max(steps, definition.assays.steps) if definition.lifetime.kind == "gradient" else steps


def held_out(definition: NeuralDefinition, key: Key, count: int) -> World:
    """Return `count` held-out instances; they depend on the key alone, never on an evolution."""
    instances, keys = jax.random.split(jax.random.fold_in(key, Purpose.HELD_OUT))
    return World.of(definition, definition.task.held_out(instances, count), jax.random.split(keys, count))


def mutants_of(definition: NeuralDefinition, key: Key, genotype: Array) -> Array:
    """Return mutants (m, G) of a genotype, of the same changes in every assay."""
    shape = (definition.assays.mutants, genotype.size)
    changes = jax.random.normal(jax.random.fold_in(key, Purpose.MUTANTS), shape)
    return genotype + definition.assays.mutation * changes


class Assay:
    """Compiles the assay of one definition, whose numbers are arguments."""

    def __init__(self, definition: NeuralDefinition, instances: int | None = None) -> None:
        """Prepare an assay on `instances` held-out instances, by default as many as the definition says."""
        self.definition = definition
        self.instances = instances or definition.assays.instances
        self.numbers = numbers_of(definition)

    @cached_property
    def examine(self) -> Any:
        """Compiled (key, genotype (G,), sample (k, G), numbers) -> `Examined`."""

        def examine(key: Key, genotype: Array, sample: Array, numbers: Any) -> Examined:
            d = with_numbers(self.definition, numbers)
            return self._examine(d, key, genotype, sample, held_out(d, key, self.instances))

        return jax.jit(examine)

    def _examine(self, d: NeuralDefinition, key: Key, genotype: Array, sample: Array, world: World) -> Examined:
        steps, longer = d.experiences, curve_steps(d)
        newborn = d.encoding.develop(genotype, d.network, d.task)
        lives = live_one(d, newborn, world)
        curve = lives.scores
        if longer > steps:
            # As long a life, of which the first part is the life lived: what comes later changes nothing before.
            long_lived = d.model_copy(update={"lifetime": d.lifetime.model_copy(update={"steps": longer})})
            rule = dict(newborn.plasticity)
            if "steps" in rule:  # an evolved share of the life, not of its prolongation
                rule["steps"] = rule["steps"] * (steps / longer)
            curve = live_one(long_lived, newborn._replace(plasticity=rule), world).scores
        means = curve.mean(axis=0)
        everyone = jnp.concatenate([sample, mutants_of(d, key, genotype)])
        measured = jnp.zeros((0, 2))
        if everyone.shape[0]:
            measured = jax.lax.map(lambda one: self._ability(d, one, world), everyone)
        individuals, mutants = jnp.split(measured, [sample.shape[0]])
        change = jax.vmap(lambda one: d.encoding.inherit(newborn, one, (), d.network, d.task))(lives.learned)
        change = jnp.where(lives.diverged[:, None], 0.0, change).mean(axis=0)
        drift, by_tensor, predictability = _travel(newborn, lives)
        learning = d.lifetime.learning(d.network, newborn.weights)
        ends = lives.scores[:, jnp.array([0, -1])]
        reached = lives.scores >= d.fitness.criterion
        return Examined(
            innate=means[0],
            learned=means[steps],
            learned_median=jnp.median(curve[:, steps]),
            diverged=lives.diverged.mean(),
            spread=ends.std(axis=0),
            steps_to_criterion=jnp.median(jnp.where(reached.any(axis=1), jnp.argmax(reached, axis=1), jnp.inf)),
            specificity=means[steps] - self._elsewhere(d, lives, world),
            canalisation=ends.mean(axis=0) - mutants.mean(axis=0) if mutants.shape[0] else jnp.full(2, jnp.nan),
            curve=means,
            drift=drift,
            drift_by_tensor=by_tensor,
            predictability=predictability,
            change=change,
            rates=_rates(newborn, learning, lambda rate: rate.mean()),
            rates_gini=_rates(newborn, learning, gini),
            rates_silent=_rates(newborn, learning, lambda rate: (rate < SILENT).mean()),
            momentum=jnp.asarray(newborn.plasticity.get("momentum", jnp.nan), jnp.float32),
            active_steps=jnp.asarray(jnp.round(newborn.plasticity.get("steps", jnp.nan) * steps), jnp.float32),
            individuals_innate=individuals[:, 0],
            individuals_learned=individuals[:, 1],
        )

    def _elsewhere(self, d: NeuralDefinition, lives: LifeHistory, world: World) -> Array:
        """Return the mean score of what each life learned, in the instance of the next one."""
        following = jax.tree.map(lambda leaf: jnp.roll(leaf, -1, axis=0), world.instances)

        def score(key: Key, learned: Weights, instance: Instance) -> Array:
            found = d.lifetime.examine(key, learned, d.network, d.task, instance)
            return jnp.where(found >= d.lifetime.diverged_score, found, d.lifetime.diverged_score)

        mean: Array = jax.vmap(score)(jnp.roll(world.keys, -1, axis=0), lives.learned, following).mean()
        return mean

    def _ability(self, d: NeuralDefinition, genotype: Array, world: World) -> Array:
        """Return innate and learned ability (2,) of one genotype."""
        scores = live_one(d, d.encoding.develop(genotype, d.network, d.task), world).scores
        return scores[:, jnp.array([0, -1])].mean(axis=0)


def _travel(newborn: Newborn, lives: LifeHistory) -> tuple[Array, Array, Array]:
    """Return how far lives move the network, each tensor, and how alike they move it; of lives that did not diverge.

    drift is the mean of |w_T - w_0| / |w_0|; predictability is |E d|^2 / E|d|^2 with d = w_T - w_0: 1 if every life
    learns the same, 1 / T in expectation if lives move in independent directions, NaN if nothing moves.
    """
    kept = ~lives.diverged
    count = jnp.maximum(kept.sum(), 1)

    def moved(after: Array, before: Array) -> Array:
        difference = (after - before).reshape(after.shape[0], -1)
        return jnp.where(kept[:, None], difference, 0.0)

    parts = [moved(lives.learned[name], value) for name, value in newborn.weights.items()]
    squares = [jnp.sum(part**2, axis=1) for part in parts]
    born = [jnp.sum(value**2) for value in newborn.weights.values()]
    whole, length = sum(squares, start=jnp.zeros(())), sum(born, start=jnp.zeros(()))
    mean_square = sum((jnp.sum((part.sum(axis=0) / count) ** 2) for part in parts), start=jnp.zeros(()))
    by_tensor = jnp.stack([jnp.sqrt(s / b).sum() / count for s, b in zip(squares, born, strict=True)])
    return jnp.sqrt(whole / length).sum() / count, by_tensor, jnp.asarray(mean_square / (whole.sum() / count))


def gini(values: Array) -> Array:
    """Return the Gini coefficient of numbers >= 0: 0 if all are alike, 1 - 1/n if one has everything."""
    ordered, n = jnp.sort(values.ravel()), values.size
    return jnp.sum((2.0 * jnp.arange(1, n + 1) - n - 1) * ordered) / (n * ordered.sum())


def _rates(newborn: Newborn, learning: tuple[str, ...], summary: Callable[[Array], Array]) -> Array:
    """Return a summary of the |learning rates| of each tensor, NaN for those that do not learn."""
    rates: Weights = newborn.plasticity.get("rate", {})
    found = [summary(jnp.abs(rate)) if name in learning else jnp.nan for name, rate in rates.items()]
    return jnp.stack([jnp.asarray(one) for one in found]) if found else jnp.zeros(0)
