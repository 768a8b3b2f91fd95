"""A life within a life: slow development over episodes, each of which is a life of its own (Wang et al. 2018)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import (
    TRACED,
    Array,
    Environment,
    Event,
    Gene,
    Instance,
    Key,
    Lifetime,
    Manner,
    Network,
    Newborn,
    Number,
    Parallel,
    Record,
    SequentialTask,
    State,
    Task,
    Weights,
)
from baldwin.neural.contracts.living import live_on
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._rates import LearnsByRate
from baldwin.neural.lifetimes._scoring import DivergedScore
from baldwin.neural.lifetimes._trials import TrialLife
from baldwin.neural.lifetimes.recurrent import RecurrentLife
from baldwin.neural.registry import INNER
from baldwin.neural.theory.reference_policy import mature

__all__ = ["Nested"]

WITHIN = "inner."  # how the names of the inner life's genes begin


class Episodes(NamedTuple):
    """What chance decides in a life: the instance of each episode, and chance there; arrays lead with the episodes."""

    instances: Instance
    chances: Any


class Learner(NamedTuple):
    """An individual between two episodes."""

    newborn: Newborn
    weights: Weights
    memory: State  # of the network at the end of the last episode


class Nested(LearnsByRate):
    """Three timescales: evolution, development over the episodes of a life, and learning within each episode.

    Each experience is an episode, lived as `[lifetime.inner]` says (by memory, say, or by plasticity), in a world of
    which a part may be new in each (`SequentialTask.episode`). A score is the mean score of a trial over an episode.
    Between episodes

    gradient  weights take a step of reinforcement learning (Williams 1992), with the rates that they were born with:
              along the sum over choices of (R - mean R) grad log pi, R the discounted rewards from a choice on, divided
              by their number; as in Wang et al. (2018), where development is slow and activity learns fast
    keep      weights stay as the inner life has left them: plasticity over episodes
    nothing   weights begin each episode as they were born

    and the state of the network begins anew, or is carried over.
    """

    manners: ClassVar[tuple[Manner, ...]] = ("trials",)
    records: ClassVar[dict[str, str]] = {
        "weights": "weights after each episode, by tensor: (S, ..)",
        "episode_scores": "score of each trial of each episode: (S, T)",
        "episode_actions": "what is chosen at each step: (S, T x steps), or answered: (S, T x steps, outputs)",
        "episode_rewards": "what is felt after each step: (S, T x steps)",
    }
    shows_birth: ClassVar[bool] = False
    counted: ClassVar[str] = "episode"

    kind: Literal["nested"] = "nested"
    inner: Annotated[Lifetime, INNER] = RecurrentLife()
    episodes: Annotated[int, Field(ge=1, le=10**5, description="episodes of a life (S), each a life of its own")] = 20
    between: Annotated[
        Literal["gradient", "keep", "nothing"],
        Field(
            description="what becomes of weights between episodes: a `gradient` step of reinforcement learning, `keep` "
            "what plasticity has made of them, `nothing` of either"
        ),
    ] = "gradient"
    carry: Annotated[bool, Field(description="whether the network's state is carried from episode to episode")] = False
    discount: Annotated[
        Number, Field(ge=0.0, le=1.0, description='of the reward one step later, for between = "gradient"')
    ] = 0.9
    until: Annotated[
        float | None,
        TRACED,
        Field(ge=0.0, le=1e9, description="episode after which weights stay as they are; omit for none (a control)"),
    ] = None
    diverged_score: DivergedScore = -1e6

    # What is inherited

    @property
    def _steps(self) -> bool:
        return self.between == "gradient"

    def genes(self, network: Network, task: Task) -> tuple[Gene, ...]:
        """Return the genes of development, then those of the inner life."""
        own = super().genes(network, task) if self._steps else ()
        inner = self.inner.genes(network, task)
        return (*own, *(gene._replace(name=f"{WITHIN}{gene.name}") for gene in inner))

    def rates(self, newborn: Newborn, network: Network) -> Weights:
        """Return the rates of development."""
        return super().rates(newborn, network) if self._steps else {}

    def active(self, newborn: Newborn, task: Task) -> Array | None:
        """Return after how many episodes a newborn develops, where that evolves."""
        return super().active(newborn, task) if self._steps else None

    def within(self) -> dict[str, Lifetime]:
        """Return the life of an episode."""
        return {"inner": self.inner}

    def refuses(self, network: Network, task: Task) -> list[tuple[str, str]]:
        """Return an inner life that does not fit, and what is never read."""
        if not isinstance(self.inner, TrialLife):
            return [("lifetime.inner.kind", 'is lived in no trials, as episodes are. Use "recurrent" or "plastic"')]
        if not self.inner.inherits_weights:
            return [("lifetime.inner.initial_weights", 'would be drawn in each episode. Set it to "inherited"')]
        if self.between == "keep" and not self.inner.changes_weights:
            rule = 'no weight changes within an episode, and nothing is kept. Use "gradient", or inner.kind = "plastic"'
            return [("lifetime.between", rule)]
        if self._steps and not self.inner.draws_choices(task):
            rule = 'reinforcement learns from drawn choices. Set lifetime.inner.choice = "sample"'
            return [("lifetime.between", rule)]
        if self.carry and not network.remembers:
            return [("lifetime.carry", "this network has no state to carry. Set it to false")]
        found = [
            (f"{table.replace('lifetime', 'lifetime.inner', 1)}", rule)
            for table, rule in self.inner.refuses(network, task)
        ]
        return found or super().refuses(network, task)

    # What is lived

    def draws_choices(self, task: Task) -> bool:
        """Return whether the inner life draws them."""
        return self.inner.draws_choices(task)

    def experiences(self, task: Task) -> int:
        """Return the episodes of a life."""
        del task
        return self.episodes

    def num_scores(self, task: Task) -> int:
        """Return the episodes of a life: each has one score."""
        return self.experiences(task)

    def still(self) -> Self:
        """Return the same life without learning of any kind."""
        return self.model_copy(update={"inner": self.inner.still(), "between": "nothing", "carry": False})

    def settled(self) -> Self:
        """Return the same life of weights that are brought along, as every episode begins with them."""
        return self.model_copy(update={"between": "nothing"})

    def clamped(self, last: int) -> Self | None:
        """Return the same life, whose weights stay as they are after episode `last`; None where they always do."""
        return None if self.between == "nothing" else self.model_copy(update={"until": float(last)})

    def parallel(self) -> Parallel:
        """Return that the steps of each episode are kept for the gradient, and the weights where they change on it."""
        return Parallel(derived=self._steps, per_step=2 if self.inner.changes_weights else 0)

    def held_still(self, network: Network) -> dict[str, tuple[str, Self]]:
        """Return the life without learning, without development, and with development alone."""
        still = self.inner.held_still(network).get("learning", ("", self.inner))[1]  # without learning, where it can
        nowhere = self.model_copy(update={"inner": still, "between": "nothing", "carry": False})
        found = {"learning": ("nothing is learned on any timescale", nowhere)}
        if self.between != "nothing":
            nothing = self.model_copy(update={"between": "nothing"})
            found["development"] = ("weights begin each episode as they were born", nothing)
        slow = self.model_copy(update={"inner": still, "carry": False})
        found["episode"] = ("nothing is learned within an episode", slow)
        if self.carry:
            found["carry"] = ("the state begins anew in each episode", self.model_copy(update={"carry": False}))
        return found

    def learning(self, network: Network, tensors: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of the tensors that change between episodes."""
        if self._steps:
            return super().learning(network, tensors)
        return self.inner.learning(network, tensors) if self.between == "keep" else ()

    def chance(self, key: Key, task: Task, instance: Instance) -> Episodes:
        """Draw the episodes of a life."""
        assert isinstance(task, SequentialTask)

        def one(key: Key) -> Episodes:
            world, luck = jax.random.split(key)
            here = task.episode(world, instance)
            return Episodes(here, self.inner.chance(luck, task, here))

        found: Episodes = jax.vmap(one)(jax.random.split(key, self.episodes))
        return found

    def moments(self, world: Environment) -> Any:
        """Return number and world of each episode."""
        return jnp.arange(1.0, self.episodes + 1.0), world.chance

    def begin(self, newborn: Newborn, world: Environment) -> Learner:
        """Return the newborn."""
        return Learner(newborn, newborn.weights, world.network.start(newborn.weights))

    def birth(self, learner: Learner, world: Environment) -> None:
        """Return None: the first episode tells how a newborn performs."""
        del learner, world

    def experience(self, learner: Learner, world: Environment, moment: Any) -> tuple[Learner, Event]:
        """Live through one episode, and develop."""
        number, episode = moment
        here = world._replace(instance=episode.instances, chance=episode.chances)
        if not self._steps:
            end, score, record = self._lived(learner, learner.weights, here)
            weights = self.inner.learned(end) if self.between == "keep" else learner.weights
        else:

            def worth(weights: Weights) -> tuple[Array, tuple[State, Array, Record]]:
                end, score, record = self._lived(learner, weights, here)
                return self._reinforced(record), (end, score, record)

            gradient, (end, score, record) = jax.grad(worth, has_aux=True)(learner.weights)
            weights = self._developed(learner, gradient, world, number)
        if self.until is not None:
            weights = {n: jnp.where(number <= self.until, one, learner.weights[n]) for n, one in weights.items()}
        after = Learner(learner.newborn, weights, end.memory)
        happened = {f"episode_{name}": record[name] for name in ("actions", "rewards")}
        return after, Event(score.mean(), {"weights": weights, "episode_scores": score, **happened})

    def learned(self, learner: Learner) -> Weights:
        """Return the weights now."""
        return learner.weights

    def score(self, weights: Weights, world: Environment) -> Array:
        """Return the mean score of an episode, the first, begun with `weights`."""
        first = jax.tree.map(lambda leaf: leaf[0], world.chance)
        here = world._replace(instance=first.instances, chance=first.chances)
        return self.inner.score(weights, here)

    def ability(self, scores: Array, task: Task) -> Array:
        """Return the mean score over the last tenth of a life's episodes."""
        del task
        return scores[..., -mature(scores.shape[-1]) :].mean(axis=-1)

    def _lived(self, learner: Learner, weights: Weights, here: Environment) -> tuple[Any, Array, Record]:
        """Return the learner at the end of an episode, the scores of its trials (T,), and what happened."""
        genes = {
            name.removeprefix(WITHIN): gene for name, gene in learner.newborn.genes.items() if name.startswith(WITHIN)
        }
        begins = self.inner.begin(Newborn(weights, genes), here)
        if self.carry:
            begins = begins._replace(memory=learner.memory)
        end, history, record = live_on(self.inner, begins, here, full=True)
        return end, history.scores, record

    def _reinforced(self, record: Record) -> Array:
        """Return what is climbed of an episode, (): the mean over choices of (R - mean R) log pi, R taken as given."""
        actions = record["actions"]
        chose = actions >= 0

        def back(later: Array, reward: Array) -> tuple[Array, Array]:
            now = reward + self.discount * later
            return now, now

        _, returns = jax.lax.scan(back, jnp.zeros(()), record["rewards"], reverse=True)
        count = jnp.maximum(chose.sum(), 1)
        baseline = jnp.where(chose, returns, 0.0).sum() / count
        log = jax.nn.log_softmax(record["answers"])
        chosen = jnp.take_along_axis(log, jnp.maximum(actions, 0)[:, None], axis=1)[:, 0]
        advantage = jax.lax.stop_gradient(returns - baseline)
        worth: Array = jnp.where(chose, advantage * chosen, 0.0).sum() / count
        return worth

    def _developed(self, learner: Learner, gradient: Weights, world: Environment, number: Array) -> Weights:
        """Return the weights after a step up the gradient."""
        newborn, network = learner.newborn, world.network
        rates, learns = self.rates(newborn, network), self.awake(newborn, world.task, number)
        names = self.learning(network, tuple(learner.weights))
        moved = {
            name: jnp.where(learns, learner.weights[name] + rates[name] * gradient[name], learner.weights[name])
            for name in names
        }
        return {**learner.weights, **moved}

    @classmethod
    def tiny(cls) -> Self:
        """Return two episodes by memory, with a gradient step between."""
        return cls(episodes=2)
