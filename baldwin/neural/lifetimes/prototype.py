"""Learning by remembering examples in an evolved embedding (Snell et al. 2017; Vinyals et al. 2016)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import (
    Array,
    Batch,
    ClassificationTask,
    Environment,
    Event,
    Gene,
    Instance,
    Key,
    Lifetime,
    Network,
    Newborn,
    Number,
    Record,
    Task,
    Weights,
)
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._scoring import DivergedScore
from baldwin.neural.lifetimes.gradient import SupportAndQuery

__all__ = ["Prototype"]

NEVER = -1e30  # what a class is answered with of which nothing is remembered; alike for all, it is chance


class Learner(NamedTuple):
    """What is remembered; weights stay as they were born, so that queries are embedded once."""

    newborn: Newborn
    queries: Array  # (Q, D) embedded
    examples: Array  # (S N, D) embedded, 0 where nothing is remembered yet
    labels: Array  # (S N, N) one-hot, 0 likewise


class Prototype(Lifetime):
    """Labelled examples are remembered in an evolved embedding, one of each class in each experience.

    The network embeds; no weight changes. A query is answered with minus its squared distance from the mean of what is
    remembered of each class (Snell, Swersky & Zemel 2017, eq. 1 and 2), over a temperature that evolves; or by
    attention, with the logarithm of the sum of softmax(minus squared distance / temperature) over the examples of the
    class (Vinyals et al. 2016, eq. 1, there with cosines). With one shot the two are the same. At birth nothing is
    remembered, and all classes are equally likely.
    """

    records: ClassVar[dict[str, str]] = {
        "answers": "answers to the query examples at birth and after each shot, whose softmax are chances: (S + 1, Q, "
        "outputs)",
        "targets": "classes of the query examples, one-hot, the same after each shot: (S + 1, Q, outputs)",
        "embeddings": "query examples as the network embeds them, likewise: (S + 1, Q, width)",
    }
    unrolled: ClassVar[int] = 8  # scores that selection does not read are then never computed
    changes_weights: ClassVar[bool] = False
    by_shot: ClassVar[bool] = True
    misled_by: ClassVar[str] = "what is remembered are the examples of another life, of the classes of its instance"

    kind: Literal["prototype"] = "prototype"
    steps: Annotated[
        int, Field(ge=0, le=1000, description="shots that are remembered (S), no more than the task's shots")
    ] = 1
    by: Annotated[
        Literal["mean", "attention"],
        Field(description="how a query is answered: by the mean of each class, or by attention over all examples"),
    ] = "mean"
    width: Annotated[
        int,
        Field(ge=1, le=65536, description="numbers in an embedding (D), of a network that leaves it open"),
    ] = 16
    initial_temperature: Annotated[
        Number, Field(gt=0.0, le=1e6, description="temperature of the founders, in units of squared distances")
    ] = 1.0
    temperature_scale: Annotated[
        Number,
        Field(ge=0.0, le=1e6, description="what a temperature gene of size 1 adds to the logarithm of the temperature"),
    ] = 1.0
    labels: Annotated[
        Literal["true", "shuffled"],
        Field(description="`shuffled`: the labels of each shot are dealt out by chance, and nothing can be learned"),
    ] = "true"
    diverged_score: DivergedScore = -1000.0

    def genes(self, network: Network, task: Task) -> tuple[Gene, ...]:
        """Return the gene of the temperature."""
        del network, task
        meaning = "squared distance over which the chance of a class falls by a factor of e"
        return (Gene("temperature", (), self.initial_temperature, self.temperature_scale, "log", meaning),)

    def outputs(self, network: Network, task: Task) -> int:
        """Return the width of the embedding: that of the network's answers, where it leaves no choice."""
        own = network.answer_width(task.inputs)
        return self.width if own is None else own

    def refuses(self, network: Network, task: Task) -> list[tuple[str, str]]:
        """Return that the task has no classes, or not so many shots."""
        if not isinstance(task, ClassificationTask):
            rule = 'remembers examples of classes, and this task has none. Use task.kind = "glyphs", or "gradient"'
            return [("lifetime.kind", rule)]
        if self.steps > task.shots:
            rule = f"the task shows {task.shots} of each class. Set at most {task.shots}, or a higher task.shots"
            return [("lifetime.steps", rule)]
        if network.answer_width(task.inputs) is not None and self.width != Prototype().width:
            rule = (
                "the network's maps are the embedding, and nothing reads it. Leave it out, or set network.dense = true"
            )
            return [("lifetime.width", rule)]
        return super().refuses(network, task)

    def held_still(self, network: Network) -> dict[str, tuple[str, Self]]:
        """Return the life that remembers nothing, and the one whose labels are dealt out by chance."""
        del network
        if not self.steps:
            return {}
        found = {"memory": ("nothing is remembered", self.still())}
        if self.labels == "true":
            shuffled = self.model_copy(update={"labels": "shuffled"})
            found["labels"] = ("what is remembered bears the labels of others", shuffled)
        return found

    def misled(self, chance: SupportAndQuery, other: SupportAndQuery, record: Record) -> SupportAndQuery:
        """Return the queries of a life, with the examples of another: those of the classes that it learned."""
        del record
        return SupportAndQuery(other.support, chance.query)

    def learning(self, network: object, tensors: tuple[str, ...]) -> tuple[str, ...]:
        """Return (): no weight changes."""
        del network, tensors
        return ()

    def chance(self, key: Key, task: Task, instance: Instance) -> SupportAndQuery:
        """Draw the examples of a life."""
        task = classes_of(task)
        support, query = task.support(key, instance), task.query(key, instance)
        if self.labels == "shuffled":
            by_shot = support.y.reshape(task.shots, task.ways, task.ways)
            keys = jax.random.split(jax.random.fold_in(key, 2), task.shots)
            support = Batch(support.x, jax.vmap(jax.random.permutation)(keys, by_shot).reshape(support.y.shape))
        return SupportAndQuery(support, query)

    def support(self, chance: SupportAndQuery) -> Batch:
        """Return the examples that a life learns from."""
        return chance.support

    def moments(self, world: Environment) -> Array:
        """Return the row of the support at which each shot begins."""
        return jnp.arange(self.steps) * classes_of(world.task).ways

    def begin(self, newborn: Newborn, world: Environment) -> Learner:
        """Return the newborn, who remembers nothing.

        The zeros of its memory are made of what will be shown: of constants, XLA would work out what all lives answer
        at birth while it compiles, which takes it seconds.
        """
        queries = world.network.answer(newborn.weights, world.chance.query.x)
        labels = 0.0 * world.chance.support.y[: self.steps * classes_of(world.task).ways]
        return Learner(newborn, queries, jnp.zeros((len(labels), queries.shape[-1])), labels)

    def birth(self, learner: Learner, world: Environment) -> Event:
        """Return the score of the newborn: chance."""
        return self._event(learner, world)

    def experience(self, learner: Learner, world: Environment, moment: Array) -> tuple[Learner, Event]:
        """Remember one example of each class, from row `moment` on."""
        support, ways = world.chance.support, classes_of(world.task).ways
        x, y = (jax.lax.dynamic_slice_in_dim(rows, moment, ways) for rows in support)
        embedded = world.network.answer(learner.newborn.weights, x)
        after = learner._replace(
            examples=jax.lax.dynamic_update_slice_in_dim(learner.examples, embedded, moment, 0),
            labels=jax.lax.dynamic_update_slice_in_dim(learner.labels, y, moment, 0),
        )
        return after, self._event(after, world)

    def learned(self, learner: Learner) -> Weights:
        """Return the weights, as they were born."""
        return learner.newborn.weights

    def score(self, weights: Weights, world: Environment) -> Array:
        """Return the score of `weights` that remember nothing: chance, whatever they are."""
        del weights
        query = world.chance.query
        return classes_of(world.task).score(jnp.zeros_like(query.y), query.y)

    def answers(self, learner: Learner) -> Array:
        """Return the answers (Q, N) to the queries."""
        temperature = learner.newborn.genes["temperature"]
        counts = learner.labels.sum(axis=0)
        if self.by == "mean":
            means = learner.labels.T @ learner.examples / jnp.maximum(counts, 1.0)[:, None]
            near = -_squared_distances(learner.queries, means) / temperature
            return jnp.where(counts > 0.0, near, NEVER)
        near = -_squared_distances(learner.queries, learner.examples) / temperature
        of_class = jnp.where(learner.labels.T > 0.0, near[:, None, :], NEVER)  # (Q, N, S N)
        summed: Array = jax.nn.logsumexp(of_class, axis=-1) if of_class.shape[-1] else jnp.zeros(of_class.shape[:2])
        return summed

    def _event(self, learner: Learner, world: Environment) -> Event:
        answers, query = self.answers(learner), world.chance.query
        record = {"answers": answers, "targets": query.y, "embeddings": learner.queries}
        return Event(classes_of(world.task).score(answers, query.y), record)

    @classmethod
    def tiny(cls) -> Self:
        """Return two shots in three numbers."""
        return cls(steps=2, width=3)


def _squared_distances(a: Array, b: Array) -> Array:
    """Return the squared distances (n, m) between rows (n, D) and (m, D): the sum, which cancels no digits."""
    return jnp.sum((a[:, None, :] - b[None, :, :]) ** 2, axis=-1)


def classes_of(task: Task) -> ClassificationTask:
    """Return a task of classes, as one: lives of this sort are lived in no others."""
    assert isinstance(task, ClassificationTask)  # `refuses` has seen to it
    return task
