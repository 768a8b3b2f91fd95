"""Learning by plasticity while acting: a local rule changes weights after every step of every episode."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import (
    Array,
    Environment,
    Event,
    Gene,
    Instance,
    Key,
    LifeHistory,
    Manner,
    Network,
    Newborn,
    Number,
    Record,
    Task,
    Weights,
)
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._episodes import follow, interactive
from baldwin.neural.lifetimes._rule import LearnsByRule, Plasticity, chosen
from baldwin.neural.lifetimes._scoring import DivergedScore
from baldwin.neural.theory.reference_policy import mature

__all__ = ["PlasticEpisodes"]


class Chance(NamedTuple):
    """Keys of what chance decides in a life: at birth, in its episodes, and in what its rule tries."""

    birth: Key
    episodes: Key
    tries: Key


class Learner(NamedTuple):
    """A network between two episodes."""

    newborn: Newborn  # with the weights of its birth
    kept: Plasticity


class PlasticEpisodes(LearnsByRule):
    """A life of some episodes in one world, in which a local rule changes the weights after each step.

    What is learned in one episode serves in the next; the state of a recurrent network begins anew in each. A score is
    the return of an episode. Moments of a critical period are episodes. Rewards are due at every step.
    """

    manners: ClassVar[tuple[Manner, ...]] = ("episodes",)
    records: ClassVar[dict[str, str]] = {
        "weights": "weights after each episode, by tensor: (S, ..)",
        "observations": "what is seen in each episode: (S, H, inputs)",
        "actions": "what is done: (S, H, outputs)",
        "rewards": "rewards, 0 once the episode has ended: (S, H)",
        "alive": "whether the episode still ran when a step was taken: (S, H)",
    }
    shows_birth: ClassVar[bool] = False
    counts_change: ClassVar[bool] = True

    kind: Literal["plastic_episodes"] = "plastic_episodes"
    episodes: Annotated[int, Field(ge=1, le=10**5, description="episodes of a life (S)")] = 4
    exploration: Annotated[
        Number, Field(ge=0.0, le=1e3, description="standard deviation of what is done around the network's answer")
    ] = 0.0
    diverged_score: DivergedScore = -1e6

    def genes(self, network: Network, task: Task) -> tuple[Gene, ...]:
        """Return the genes of rule, modulator and period."""
        return (*self.rule_genes(network, task), *self.period_genes(self.episodes))

    def active(self, newborn: Newborn, task: Task) -> Array | None:
        """Return in how many episodes a newborn is plastic, where that evolves."""
        del task
        return self.open_for(newborn, self.episodes) if self.period == "evolved" else None

    def experiences(self, task: Task) -> int:
        """Return the episodes of a life."""
        del task
        return self.episodes

    def num_scores(self, task: Task) -> int:
        """Return the episodes of a life: each has one score."""
        return self.experiences(task)

    def still(self) -> Self:
        """Return the same life, in which no weight changes."""
        return self.model_copy(update={"period": "never"})

    def prolonged(self, newborn: Newborn, steps: int) -> tuple[Self, Newborn]:
        """Return a life of one more episode than `steps`, the first of which are those of this one."""
        return self.model_copy(update={"episodes": steps + 1}), newborn

    def chance(self, key: Key, task: Task, instance: Instance) -> Chance:
        """Split the key of a life."""
        del task, instance
        return Chance(*jax.random.split(key, 3))

    def begin(self, newborn: Newborn, world: Environment) -> Learner:
        """Return the newborn."""
        weights = self.weights_at_birth(newborn, world.network, world.task, world.chance.birth)
        return Learner(newborn._replace(weights=weights), self.plasticity_at_birth(newborn, weights, world.network))

    def birth(self, learner: Learner, world: Environment) -> None:
        """Return None: the first episode tells how a newborn performs."""
        del learner, world

    def experience(self, learner: Learner, world: Environment, moment: Any) -> tuple[Learner, Event]:
        """Live through episode number `moment`, from 1."""
        task, network, newborn = interactive(world.task), world.network, learner.newborn
        start, onward = jax.random.split(jax.random.fold_in(world.chance.episodes, moment))
        state, observation = task.reset(start, world.instance)
        open_ = self.openness(newborn, jnp.asarray(moment, jnp.float32))
        tries = jax.random.fold_in(world.chance.tries, moment)

        def step(carry: Any, given: tuple[Array, Key]) -> tuple[Any, Record]:
            state, observation, alive, memory, kept = carry
            number, key = given
            ready, noise = network.ready_once(self.weights_now(newborn, kept)), dict[str, Array]()
            if self.rule.explores:
                drawn = self.noise(network, task, jax.random.fold_in(tries, number))
                noise = {name: jnp.where(open_ > 0.0, value, 0.0) for name, value in drawn.items()}
                ready = network.pushed(ready, noise)
            stepped = network.step(ready, memory, observation)
            chooses, moves = jax.random.split(key)
            action = stepped.answer + self.exploration * jax.random.normal(chooses, stepped.answer.shape)
            after = task.step(moves, state, action, world.instance)
            reward = jnp.where(alive, after.reward, 0.0)
            activity = self.with_noise(stepped.activity, network, noise)
            modulator, kept = self.signal(newborn, network, kept, activity, reward, alive)
            awake = jnp.where(alive, open_, 0.0)
            activity = chosen(activity, network, action)
            kept = self.updated(newborn, kept, activity, modulator, awake)
            seen = {"observations": observation, "actions": action, "rewards": reward, "alive": alive}
            onward = (after.state, after.observation, alive & ~after.done, stepped.state, kept)
            return onward, seen

        begin = (state, observation, jnp.ones((), bool), network.start(newborn.weights), learner.kept)
        numbers = (jnp.arange(task.horizon), jax.random.split(onward, task.horizon))
        (*_, kept), episode = jax.lax.scan(step, begin, numbers)
        after = Learner(newborn, kept)
        return after, Event(episode["rewards"].sum(), {"weights": self.learned(after), **episode})

    def learned(self, learner: Learner) -> Weights:
        """Return the weights now."""
        return self.weights_now(learner.newborn, learner.kept)

    def score(self, weights: Weights, world: Environment) -> Array:
        """Return the return of one episode that follows `weights`, which do not change."""
        return follow(jax.random.fold_in(world.chance.episodes, 0), weights, world)

    def history(self, learner: Learner, scores: list[Array], world: Environment) -> LifeHistory:
        """Return the history of a life, with how much its weights changed on the way."""
        return super().history(learner, scores, world)._replace(changed=learner.kept.changed)

    def ability(self, scores: Array, task: Task) -> Array:
        """Return the mean return over the last tenth of a life's episodes."""
        del task
        return scores[..., -mature(scores.shape[-1]) :].mean(axis=-1)

    @classmethod
    def tiny(cls) -> Self:
        """Return two episodes of Hebb's own term, gated by reward."""
        rule = {"kind": "hebb", "terms": ("A",), "shared": "tensor"}
        return cls(rule=rule, modulator="reward", episodes=2)  # type: ignore[arg-type]
