"""Learning by gradient steps on a few examples (Finn et al. 2017; Fernando et al. 2018)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Instance, Key, LifeHistory, Lifetime, Newborn, Weights
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._pace import awake
from baldwin.neural.lifetimes._scoring import DivergedScore, history
from baldwin.neural.networks.perceptron import Perceptron

__all__ = ["Gradient"]

UNROLL = 4  # steps up to this many are unrolled: 3 to 10 % faster, and the first shares its weights among lives


class Learner(NamedTuple):
    """A network in the middle of its life; moments are those of its optimiser."""

    weights: Weights
    first: Weights
    second: Weights


class Gradient(Lifetime):
    """S gradient steps on the support examples, each with the rates that the individual was born with.

    `scores[t]` is on the query examples after step t. All steps use the same K examples.
    """

    kind: Literal["gradient"] = "gradient"
    steps: Annotated[int, Field(ge=0, le=10**5, description="gradient steps in a life (S)")] = 1
    optimiser: Annotated[
        Literal["sgd", "momentum", "adam"], Field(description="how a gradient becomes a step; moments start at 0")
    ] = "sgd"
    momentum: Annotated[
        float,
        Field(ge=0.0, lt=1.0, description="of `momentum` and (as beta1) `adam`, where it does not evolve"),
    ] = 0.9
    plastic: Annotated[
        tuple[str, ...],
        Field(
            strict=False, description='tensors that learn, such as ["w3", "b3"], or "head", the last layer; [] is all'
        ),
    ] = ()
    clip: Annotated[
        float | None,
        Field(gt=0.0, description="gradients are clipped to -clip .. clip, each element; omit for no limit"),
    ] = None
    diverged_score: DivergedScore = -1000.0

    def live(self, key: Key, newborn: Newborn, network: Perceptron, task: Any, instance: Instance) -> LifeHistory:
        """Live one life: S steps on the support examples, scored at birth and after each of them."""
        support, query = task.support(key, instance), task.query(key, instance)

        def score(weights: Weights) -> Array:
            found: Array = task.score(network.answer(weights, query.x), query.y)
            return found

        def loss(learning: Weights, innate: Weights) -> Array:
            found: Array = task.loss(network.answer({**innate, **learning}, support.x), support.y)
            return found

        names = self.learning(network, newborn.weights)
        fixed = {name: value for name, value in newborn.weights.items() if name not in names}
        nothing = {name: jnp.zeros_like(newborn.weights[name]) for name in names}
        learner = Learner({name: newborn.weights[name] for name in names}, nothing, nothing)

        def step(learner: Learner, t: Array) -> tuple[Learner, Array]:
            gradient = jax.grad(loss)(learner.weights, fixed)
            after = self._update(learner, gradient, newborn.plasticity, t)
            return after, score({**fixed, **after.weights})

        scores = [score(newborn.weights)[None]]
        if self.steps > UNROLL:
            learner, later = jax.lax.scan(step, learner, jnp.arange(1.0, self.steps + 1.0))
            scores.append(later)
        else:
            for t in range(1, self.steps + 1):
                learner, one = step(learner, jnp.asarray(t, float))
                scores.append(one[None])
        return history(scores, {**fixed, **learner.weights}, self.diverged_score)

    def examine(self, key: Key, weights: Weights, network: Perceptron, task: Any, instance: Instance) -> Array:
        """Return the score of `weights` on the query examples."""
        query = task.query(key, instance)
        score: Array = task.score(network.answer(weights, query.x), query.y)
        return score

    def learning(self, network: Perceptron, weights: Weights) -> tuple[str, ...]:
        """Return the names of the tensors that learn."""
        wanted = network.tensors(self.plastic)
        return tuple(name for name in weights if name != "gain" and (not wanted or name in wanted))

    def _update(self, learner: Learner, gradient: Weights, plasticity: dict[str, Any], t: Array) -> Learner:
        """Return the learner after one step along `gradient`."""
        if self.clip is not None:
            gradient = {name: jnp.clip(g, -self.clip, self.clip) for name, g in gradient.items()}
        momentum = plasticity.get("momentum", self.momentum)
        first, second = learner.first, learner.second
        direction = gradient
        if self.optimiser == "momentum":
            first = direction = {name: momentum * first[name] + g for name, g in gradient.items()}
        elif self.optimiser == "adam":  # Kingma & Ba (2015), algorithm 1, with beta2 = 0.999
            first = {name: momentum * first[name] + (1.0 - momentum) * g for name, g in gradient.items()}
            second = {name: 0.999 * second[name] + 0.001 * g * g for name, g in gradient.items()}
            bias1, bias2 = 1.0 - momentum**t, 1.0 - 0.999**t
            direction = {name: first[name] / bias1 / (_root(second[name] / bias2) + 1e-8) for name in gradient}
        learns, rate = awake(plasticity, self.steps, t), plasticity["rate"]
        weights = {
            name: jnp.where(learns, value - rate[name] * direction[name], value)
            for name, value in learner.weights.items()
        }
        return Learner(weights, first, second)

    @classmethod
    def tiny(cls) -> Self:
        """Return two steps."""
        return cls(steps=2)


def _root(x: Array) -> Array:
    """Return the square root of x >= 0, with derivative 0 at 0: weights without effect leave MAML's gradient finite."""
    positive = x > 0.0
    return jnp.where(positive, jnp.sqrt(jnp.where(positive, x, 1.0)), 0.0)
