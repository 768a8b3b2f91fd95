"""Learning by plasticity from examples, shown one at a time with a teacher at the output."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import (
    Array,
    Batch,
    Environment,
    Event,
    Gene,
    Instance,
    Key,
    LifeHistory,
    Network,
    Newborn,
    SupervisedTask,
    Task,
    Weights,
)
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._rule import LearnsByRule, Plasticity, chosen
from baldwin.neural.lifetimes._scoring import DivergedScore

__all__ = ["PlasticExamples"]


class Shown(NamedTuple):
    """What is shown in a life, what it is scored on, and the keys of its birth and of what its rule tries."""

    support: Batch
    query: Batch
    birth: Key
    tries: Key


class Learner(NamedTuple):
    """A network in the middle of its life."""

    newborn: Newborn  # with the weights of its birth
    kept: Plasticity


class PlasticExamples(LearnsByRule):
    """Examples are shown one at a time, and after each a local rule changes the weights (`[lifetime.rule]`).

    In experience t example t (of K, then the first again) is put in, and the rule sees at the output what the teacher
    puts there. The reward, for a modulator, is minus the loss on that example. `scores[t]` is on the query examples
    after t examples. With the rule's term A alone, teacher = "error" and one linear layer it is the delta rule (Widrow
    & Hoff 1960): gradient descent on single examples.
    """

    manners: ClassVar[tuple[str, ...]] = ("examples",)  # type: ignore[assignment]
    records: ClassVar[dict[str, str]] = {
        "weights": "weights at birth and after each example, by tensor: (S + 1, ..)",
        "answers": "answers to the query examples at birth and after each example: (S + 1, K, outputs)",
        "inputs": "inputs of the query examples, the same at each step: (S + 1, K, inputs)",
        "targets": "targets of the query examples, likewise: (S + 1, K, outputs)",
    }
    counts_change: ClassVar[bool] = True

    kind: Literal["plastic_examples"] = "plastic_examples"
    steps: Annotated[int, Field(ge=0, le=10**5, description="examples shown in a life (S)")] = 10
    teacher: Annotated[
        Literal["error", "target", "none"],
        Field(
            description="what the rule sees at the output: the target less the answer, the target, or the answer itself"
        ),
    ] = "error"
    diverged_score: DivergedScore = -1000.0

    def genes(self, network: Network, task: Task) -> tuple[Gene, ...]:
        """Return the genes of rule, modulator and period."""
        return (*self.rule_genes(network, task), *self.period_genes(self.steps))

    def active(self, newborn: Newborn, task: Task) -> Array | None:
        """Return after how many of its examples a newborn may change, where that evolves."""
        del task
        return self.open_for(newborn, self.steps) if self.period == "evolved" else None

    def prolonged(self, newborn: Newborn, steps: int) -> tuple[Self, Newborn]:
        """Return a life that is shown `steps` examples, the first of which are those of this one."""
        return self.model_copy(update={"steps": steps}), newborn

    def chance(self, key: Key, task: Task, instance: Instance) -> Shown:
        """Draw the examples of a life."""
        assert isinstance(task, SupervisedTask)  # `manners` has seen to it
        birth, tries = jax.random.split(jax.random.fold_in(key, 1))
        return Shown(task.support(key, instance), task.query(key, instance), birth, tries)

    def support(self, chance: Shown) -> Batch:
        """Return the examples that a life learns from."""
        return chance.support

    def begin(self, newborn: Newborn, world: Environment) -> Learner:
        """Return the newborn."""
        weights = self.weights_at_birth(newborn, world.network, world.task, world.chance.birth)
        return Learner(newborn._replace(weights=weights), self.plasticity_at_birth(newborn, weights, world.network))

    def birth(self, learner: Learner, world: Environment) -> Event:
        """Return the score of the newborn."""
        return self._event(learner, world)

    def experience(self, learner: Learner, world: Environment, moment: Any) -> tuple[Learner, Event]:
        """Show example number `moment`, from 1."""
        task, network, newborn = world.task, world.network, learner.newborn
        assert isinstance(task, SupervisedTask)
        shown: Batch = jax.tree.map(lambda leaf: leaf[(moment - 1) % leaf.shape[0]], world.chance.support)
        open_ = None if self.always_open else self.openness(newborn, jnp.asarray(moment, jnp.float32))
        ready, noise = network.ready_once(self.learned(learner)), dict[str, Array]()
        if self.rule.explores:
            noise = self.noise(network, task, jax.random.fold_in(world.chance.tries, moment))
            if open_ is not None:
                noise = {name: jnp.where(open_ > 0.0, value, 0.0) for name, value in noise.items()}
            ready = network.pushed(ready, noise)
        stepped = network.step(ready, network.start(newborn.weights), shown.x)
        reward = -task.loss(stepped.answer, shown.y)
        activity = self.with_noise(stepped.activity, network, noise)
        modulator, kept = self.signal(newborn, network, learner.kept, activity, reward, True)
        if self.teacher != "none":
            taught = shown.y - stepped.answer if self.teacher == "error" else shown.y
            activity = chosen(activity, network, taught)
        after = Learner(newborn, self.updated(newborn, kept, activity, modulator, open_))
        return after, self._event(after, world)

    def learned(self, learner: Learner) -> Weights:
        """Return the weights now."""
        return self.weights_now(learner.newborn, learner.kept)

    def score(self, weights: Weights, world: Environment) -> Array:
        """Return the score of `weights` on the query examples."""
        assert isinstance(world.task, SupervisedTask)
        query = world.chance.query
        return world.task.score(world.network.answer(weights, query.x), query.y)

    def history(self, learner: Learner, scores: list[Array], world: Environment) -> LifeHistory:
        """Return the history of a life, with how much its weights changed on the way."""
        return super().history(learner, scores, world)._replace(changed=learner.kept.changed)

    def _event(self, learner: Learner, world: Environment) -> Event:
        query = world.chance.query
        weights = self.learned(learner)
        answers = world.network.answer(weights, query.x)
        record = {"weights": weights, "answers": answers, "inputs": query.x, "targets": query.y}
        return Event(self.score(weights, world), record)

    @classmethod
    def tiny(cls) -> Self:
        """Return Hebb's own term, taught by errors."""
        return cls(rule={"kind": "hebb", "terms": ("A",), "shared": "tensor"}, steps=2)  # type: ignore[arg-type]
