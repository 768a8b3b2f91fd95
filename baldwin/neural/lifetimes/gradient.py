"""Learning by gradient steps on a few examples (Finn et al. 2017; Fernando et al. 2018)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import (
    TRACED,
    Array,
    Batch,
    Environment,
    Event,
    Instance,
    Key,
    Network,
    Newborn,
    Number,
    SupervisedTask,
    Task,
    Weights,
)
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._rates import LearnsByRate
from baldwin.neural.lifetimes._scoring import DivergedScore

__all__ = ["Gradient", "SupportAndQuery"]


class SupportAndQuery(NamedTuple):
    """The examples that a life learns from, and those that it is scored on."""

    support: Batch
    query: Batch


class Learner(NamedTuple):
    """A network in the middle of its life; moments are those of its optimiser."""

    newborn: Newborn
    weights: Weights  # those that learn
    first: Weights
    second: Weights


class Gradient(LearnsByRate):
    """S gradient steps on the support examples, each with the rates that the individual was born with.

    `scores[t]` is on the query examples after step t. All steps use the same K examples.
    """

    records: ClassVar[dict[str, str]] = {
        "weights": "weights at birth and after each step, by tensor: (S + 1, ..)",
        "answers": "answers to the query examples at birth and after each step: (S + 1, K, outputs)",
        "inputs": "inputs of the query examples, the same at each step: (S + 1, K, inputs)",
        "targets": "targets of the query examples, likewise: (S + 1, K, outputs)",
    }
    unrolled: ClassVar[int] = 4  # 3 to 10 % faster, and the first step shares its weights among lives

    kind: Literal["gradient"] = "gradient"
    steps: Annotated[int, Field(ge=0, le=10**5, description="gradient steps in a life (S)")] = 1
    optimiser: Annotated[
        Literal["sgd", "momentum", "adam"], Field(description="how a gradient becomes a step; moments start at 0")
    ] = "sgd"
    momentum: Annotated[
        Number,
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
        TRACED,
        Field(gt=0.0, description="gradients are clipped to -clip .. clip, each element; omit for no limit"),
    ] = None
    evolves: Annotated[
        tuple[Literal["momentum", "steps"], ...],
        Field(
            strict=False,
            description="what else evolves: `momentum`, as 1 / (1 + exp(-gene)) from 1/2; `steps`, the number of "
            "learning steps, as steps / (1 + exp(-gene)), rounded",
        ),
    ] = ()  # type: ignore[assignment] # more can evolve than in other lives
    diverged_score: DivergedScore = -1000.0

    def refuses(self, network: Network, task: Task) -> list[tuple[str, str]]:
        """Return genes that no life reads."""
        if "momentum" in self.evolves and self.optimiser == "sgd":
            rule = 'no step of this kind reads the gene. Set lifetime.optimiser = "momentum", or leave out "momentum"'
            return [("lifetime.evolves", rule)]
        return super().refuses(network, task)

    def moments_per_weight(self) -> int:
        """Return what the optimiser keeps."""
        return {"sgd": 0, "momentum": 2, "adam": 6}[self.optimiser]

    def momentum_of(self, newborn: Newborn) -> Array | None:
        """Return the momentum that evolved, if it does."""
        return newborn.genes["momentum"] if "momentum" in self.evolves else None

    def prolonged(self, newborn: Newborn, steps: int) -> tuple[Self, Newborn]:
        """Return a life of `steps` steps, the first of which are those of this one."""
        longer = self.model_copy(update={"steps": steps})
        if "steps" not in self.evolves:
            return longer, newborn
        share = newborn.genes["steps"] * (self.steps / steps)  # of the life, not of its prolongation
        return longer, newborn._replace(genes={**newborn.genes, "steps": share})

    def learning(self, network: Network, tensors: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of the tensors that learn."""
        wanted = network.tensors(self.plastic)
        able = super().learning(network, tensors)
        return tuple(name for name in able if not wanted or name in wanted)

    def chance(self, key: Key, task: Task, instance: Instance) -> SupportAndQuery:
        """Draw the examples of a life."""
        assert isinstance(task, SupervisedTask)  # `manners` has seen to it
        return SupportAndQuery(task.support(key, instance), task.query(key, instance))

    def support(self, chance: SupportAndQuery) -> Batch:
        """Return the examples that a life learns from."""
        return chance.support

    def moments(self, world: Environment) -> Array:
        """Return the number of each step, from 1."""
        return jnp.arange(1.0, self.experiences(world.task) + 1.0)

    def begin(self, newborn: Newborn, world: Environment) -> Learner:
        """Return the newborn, without moments."""
        names = self.learning(world.network, tuple(newborn.weights))
        nothing = {name: jnp.zeros_like(newborn.weights[name]) for name in names}
        return Learner(newborn, {name: newborn.weights[name] for name in names}, nothing, nothing)

    def birth(self, learner: Learner, world: Environment) -> Event:
        """Return the score of the newborn."""
        return self._event(learner, world)

    def experience(self, learner: Learner, world: Environment, moment: Array) -> tuple[Learner, Event]:
        """Take step number `moment`."""
        task, network, examples = world.task, world.network, world.chance
        assert isinstance(task, SupervisedTask)
        fixed = {n: value for n, value in learner.newborn.weights.items() if n not in learner.weights}

        def loss(learning: Weights) -> Array:
            return task.loss(network.answer({**fixed, **learning}, examples.support.x), examples.support.y)

        after = self._update(learner, jax.grad(loss)(learner.weights), world, moment)
        return after, self._event(after, world)

    def learned(self, learner: Learner) -> Weights:
        """Return the weights now."""
        return {**learner.newborn.weights, **learner.weights}

    def score(self, weights: Weights, world: Environment) -> Array:
        """Return the score of `weights` on the query examples."""
        task, query = world.task, world.chance.query
        assert isinstance(task, SupervisedTask)
        return task.score(world.network.answer(weights, query.x), query.y)

    def _event(self, learner: Learner, world: Environment) -> Event:
        weights, query = self.learned(learner), world.chance.query
        answers = world.network.answer(weights, query.x)
        record = {"weights": weights, "answers": answers, "inputs": query.x, "targets": query.y}
        return Event(self.score(weights, world), record)

    def _update(self, learner: Learner, gradient: Weights, world: Environment, t: Array) -> Learner:
        """Return the learner after one step, number `t`, along `gradient`."""
        if self.clip is not None:
            gradient = {name: jnp.clip(g, -self.clip, self.clip) for name, g in gradient.items()}
        evolved = self.momentum_of(learner.newborn)
        momentum = self.momentum if evolved is None else evolved
        first, second = learner.first, learner.second
        direction = gradient
        if self.optimiser == "momentum":
            first = direction = {name: momentum * first[name] + g for name, g in gradient.items()}
        elif self.optimiser == "adam":  # Kingma & Ba (2015), algorithm 1, with beta2 = 0.999
            first = {name: momentum * first[name] + (1.0 - momentum) * g for name, g in gradient.items()}
            second = {name: 0.999 * second[name] + 0.001 * g * g for name, g in gradient.items()}
            bias1, bias2 = 1.0 - momentum**t, 1.0 - 0.999**t
            direction = {name: first[name] / bias1 / (_root(second[name] / bias2) + 1e-8) for name in gradient}
        learns, rate = self.awake(learner.newborn, world.task, t), self.rates(learner.newborn, world.network)
        weights = {
            name: jnp.where(learns, value - rate[name] * direction[name], value)
            for name, value in learner.weights.items()
        }
        return learner._replace(weights=weights, first=first, second=second)

    @classmethod
    def tiny(cls) -> Self:
        """Return two steps."""
        return cls(steps=2)


def _root(x: Array) -> Array:
    """Return the square root of x >= 0, with derivative 0 at 0: weights without effect leave MAML's gradient finite."""
    positive = x > 0.0
    return jnp.where(positive, jnp.sqrt(jnp.where(positive, x, 1.0)), 0.0)
