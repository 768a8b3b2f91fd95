"""Learning by plasticity in tasks of trials: evolved local rules change weights after every step."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import (
    Activity,
    Array,
    Environment,
    Gene,
    Instance,
    Key,
    LifeHistory,
    Network,
    Newborn,
    Stepped,
    Task,
    Weights,
)
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._rule import LearnsByRule, Plasticity, chosen
from baldwin.neural.lifetimes._trial_steps import Chance, Learner, StepInput
from baldwin.neural.lifetimes._trials import TrialLife, sequential

__all__ = ["Plastic"]


class Plastic(LearnsByRule, TrialLife):
    """Learning is plasticity: after each step of a trial a local rule changes the weights (`[lifetime.rule]`).

    Moments of a critical period are trials. The baseline of `modulator` = "reward" is taken off where a trial pays.
    """

    counts_change: ClassVar[bool] = True

    kind: Literal["plastic"] = "plastic"
    choice: Annotated[
        Literal["sample", "greedy"],
        Field(description="how answers become actions: drawn from their softmax, or the largest"),
    ] = "greedy"
    sees: Annotated[
        Literal["action", "answer"],
        Field(
            description="what a rule sees behind the synapses of the head: the `action` that was done, as its one-hot, "
            "or the `answer` of the network"
        ),
    ] = "action"

    def genes(self, network: Network, task: Task) -> tuple[Gene, ...]:
        """Return the genes of rule, modulator and period."""
        return (*self.rule_genes(network, task), *self.period_genes(sequential(task).trials))

    def active(self, newborn: Newborn, task: Task) -> Array | None:
        """Return in how many trials a newborn is plastic, where that evolves."""
        return self.open_for(newborn, sequential(task).trials) if self.period == "evolved" else None

    def held_still(self, network: Network) -> dict[str, tuple[str, Self]]:
        """Return what memory lives return, and the life without plasticity, and without its modulator."""
        found = super().held_still(network)
        if self.period != "never":
            found["plasticity"] = ("no weight changes", self.model_copy(update={"until": 0.0}))
        return found

    def chance(self, key: Key, task: Task, instance: Instance) -> Chance:
        """Draw what chance decides in a life, at its birth, and in what its rule tries."""
        drawn = super().chance(key, task, instance)
        birth, tries = jax.random.split(jax.random.fold_in(key, 1))
        return drawn._replace(birth=() if self.inherits_weights else birth, tries=tries if self.rule.explores else ())

    def begin(self, newborn: Newborn, world: Environment) -> Learner:
        """Return the newborn, before its first step."""
        weights = self.weights_at_birth(newborn, world.network, world.task, world.chance.birth)
        learner = super().begin(newborn._replace(weights=weights), world)
        return learner._replace(traces=self.plasticity_at_birth(newborn, weights, world.network))

    def learned(self, learner: Learner) -> Weights:
        """Return the weights now."""
        return self.weights_now(learner.newborn, learner.traces)

    def explore(self, learner: Learner, world: Environment, moment: StepInput) -> tuple[Weights, dict[str, Array]]:
        """Return weights with the noise of the rule on biases, while the life is plastic."""
        ready, noise = super().explore(learner, world, moment)
        if not self.rule.explores or not self.memory:
            return ready, noise
        noise = self.noise(world.network, world.task, jax.random.fold_in(world.chance.tries, moment.number))
        if (open_ := self._open(learner.newborn, world.task, moment)) is not None:
            noise = {name: jnp.where(open_ > 0.0, value, 0.0) for name, value in noise.items()}
        return world.network.pushed(ready, noise), noise

    def adapt(
        self, learner: Learner, stepped: Stepped, world: Environment, moment: StepInput, tried: dict[str, Array]
    ) -> Learner:
        """Return the learner after the rule has changed it."""
        activity = self.with_noise(stepped.activity, world.network, tried)
        modulator, kept, open_ = self.gate(learner, activity, world, moment)
        if self.sees == "action" and sequential(world.task).chooses:
            activity = chosen(activity, world.network, learner.action)
        return learner._replace(traces=self.updated(learner.newborn, kept, activity, modulator, open_))

    def gate(
        self, learner: Learner, activity: Activity, world: Environment, moment: StepInput
    ) -> tuple[Array, Plasticity, Array | None]:
        """Return the modulator of a step, what plasticity keeps after it, and how open the period is (None: wholly)."""
        task = sequential(world.task)
        due = moment.number % len(task.deciding) == task.pays_at
        found = self.signal(learner.newborn, world.network, learner.traces, activity, learner.reward, due)
        return *found, self._open(learner.newborn, task, moment)

    def history(self, learner: Learner, scores: list[Array], world: Environment) -> LifeHistory:
        """Return the history of a life, with how much its weights changed on the way."""
        return super().history(learner, scores, world)._replace(changed=learner.traces.changed)

    def _open(self, newborn: Newborn, task: Task, moment: StepInput) -> Array | None:
        """Return by which factor changes are multiplied, None for 1."""
        if self.always_open:
            return None
        return self.openness(newborn, 1.0 + moment.number // len(sequential(task).deciding))

    @classmethod
    def tiny(cls) -> Self:
        """Return Hebb's own term, gated by reward."""
        return cls(rule={"kind": "hebb", "terms": ("A",), "shared": "tensor"}, modulator="reward")  # type: ignore[arg-type]
