"""What comparators by gradient share: one genome, and the optimiser that improves it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from baldwin.neural.contracts import (
    TRACED,
    Array,
    Ascent,
    Comparator,
    GenomeLives,
    Key,
    LifeHistory,
    Number,
    State,
    Weights,
)
from baldwin.neural.lazy_jax import jax, jnp, optax
from baldwin.neural.strategies._optimiser import Optimiser, optimiser
from baldwin.neural.strategies._schedule import Decay, paced

__all__ = ["GradientComparator", "kept_by_lives", "through_learning"]


class GradientComparator(Comparator):
    """One genome, improved by outer gradient steps. A step whose gradient is not finite is not taken."""

    optimiser: Annotated[Optimiser, Field(description="how the outer gradient becomes a step")] = "adam"
    learning_rate: Annotated[Number, Field(gt=0.0, le=1e6, description="outer step size")] = 0.001
    learning_rate_final: Annotated[
        Number, Field(ge=0.0, le=1e6, description="the same at the end, where it decays")
    ] = 0.0
    decay: Annotated[Decay, Field(description="how the step size goes from start to end over the generations")] = (
        "constant"
    )
    clip: Annotated[
        float | None,
        TRACED,
        Field(gt=0.0, description="outer gradients longer than this are shortened to it; omit for no limit"),
    ] = None

    def individuals(self, size: int) -> int:
        """Return 1: there is one genome."""
        del size
        return 1

    def refuses(self, size: int, genes: int) -> str | None:
        """Return why a population of more than one does not do; None if it is one."""
        del genes
        return None if size == 1 else "improves one genome, not a population. Set population.size = 1"

    def _optimiser(self, generations: Any) -> Any:
        return optimiser(self.optimiser, self.learning_rate, self.learning_rate_final, self.decay, generations)

    def paced(self) -> str | None:
        """Return what lets steps follow the length of a run, if they do."""
        return paced(self.decay, (self.learning_rate, self.learning_rate_final))

    def init(self, key: Key, founders: Array, generations: Any) -> State:
        """Return the state at the founder."""
        del key
        generations = jnp.asarray(generations, jnp.float32)
        return {
            "mean": founders[0],
            "moments": self._optimiser(generations).init(founders[0]),
            "generations": generations,
        }

    def ask(self, key: Key, state: State, generation: Array, turn: Array) -> tuple[Array, State]:
        """Return the one genome, (1, G)."""
        del key, generation, turn
        return jnp.asarray(state["mean"])[None], state

    def tell(self, key: Key, state: State, genotypes: Array, fitness: Array) -> State:
        """Return the state unchanged: this comparator steps in `climb`, not by fitness alone."""
        del key, genotypes, fitness
        return state

    def climb(self, state: State, gradient: Array) -> State:
        """Return the state after a step that climbs `gradient`."""
        sound = jnp.isfinite(gradient).all()
        gradient = jnp.where(sound, gradient, 0.0)
        if self.clip is not None:
            gradient = gradient * jnp.minimum(1.0, self.clip / jnp.maximum(jnp.linalg.norm(gradient), 1e-12))
        update, moments = self._optimiser(state["generations"]).update(-gradient, state["moments"], state["mean"])
        taken = {"mean": optax.apply_updates(state["mean"], update), "moments": moments}
        kept = {name: state[name] for name in taken}
        return {**state, **_choose(sound, taken, kept)}

    def centre(self, state: State) -> Array:
        """Return the genome."""
        return jnp.asarray(state["mean"])


def _choose(condition: Array, first: Any, second: Any) -> Any:
    return jax.tree.map(lambda a, b: jnp.where(condition, a, b), first, second)


def through_learning(genotype: Array, lives: GenomeLives) -> Ascent:
    """Return the gradient of fitness through all that is learned (Finn et al. 2017, algorithm 1)."""

    def achieved(genotype: Array) -> tuple[Array, LifeHistory]:
        newborn = lives.develop(genotype)
        lived = lives.live(newborn)
        return lives.fitness(newborn, lived), lived

    (fitness, lived), gradient = jax.value_and_grad(achieved, has_aux=True)(genotype)
    return Ascent(gradient, fitness, lived.diverged)


def kept_by_lives(diverged: Array, change: Weights) -> Weights:
    """Return what lives learned (lives, ..), nothing of those that diverged."""
    return {name: jax.vmap(lambda lost, x: jnp.where(lost, 0.0, x))(diverged, value) for name, value in change.items()}
