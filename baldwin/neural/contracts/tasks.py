"""Tasks: what is to be learned, met in examples, in episodes or in trials."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from baldwin.columns import Column
from baldwin.neural.contracts.kind import Array, Instance, Key, Kind, State
from baldwin.neural.contracts.networks import Network
from baldwin.neural.contracts.usual import EPISODES, TRIALS
from baldwin.neural.lazy_jax import jax, jnp

if TYPE_CHECKING:
    from baldwin.knowing import Observed
    from baldwin.neural.definition import NeuralDefinition
    from baldwin.neural.theory.reference_policy import ReferencePolicy

__all__ = [
    "Batch",
    "InteractiveTask",
    "Manner",
    "Outcome",
    "SequentialTask",
    "SupervisedTask",
    "Task",
    "Trace",
    "Transition",
]

Manner = Literal["examples", "episodes", "trials"]  # how a task is met: what a life must be able to live in


class Batch(NamedTuple):
    """Supervised experience: inputs (K, inputs) and targets (K, outputs)."""

    x: Array
    y: Array


class Transition(NamedTuple):
    """What one action brings: the world after it, its observation (inputs,), reward () and whether life there ended."""

    state: State
    observation: Array
    reward: Array
    done: Array


class Outcome(NamedTuple):
    """What one choice in a sequential task brings: the world after it, the reward () felt, and what it scores ()."""

    state: State
    reward: Array
    score: Array


class Trace(NamedTuple):
    """What lives in a sequential task did, lives first: (N, S, ..), S the steps of a life; arrays of NumPy."""

    observations: Any  # (N, S, inputs)
    actions: Any  # (N, S) int, -1 where there was no choice; answers (N, S, outputs) where nothing is chosen
    rewards: Any  # (N, S) as felt after the step
    scores: Any  # (N, S)
    hidden: Any  # (N, S, units) what the network remembers after the step
    values: Any  # (N, S) what it expects, read from its value head; 0 without one


class Task(Kind):
    """A distribution of instances; higher scores are better."""

    manner: ClassVar[Manner]
    score_name: ClassVar[str]  # with its unit, such as "minus mean squared error"
    error_name: ClassVar[str | None] = None  # if the score is an error with its sign changed: the error's name
    packages: ClassVar[Mapping[str, str]] = {}  # module -> package that must be installed, beside those of baldwin

    @property
    @abstractmethod
    def inputs(self) -> int:
        """Width of an observation."""

    @property
    @abstractmethod
    def outputs(self) -> int:
        """Width of an answer or action."""

    @abstractmethod
    def sample(self, key: Key) -> Instance:
        """Draw one instance."""

    def sample_many(self, key: Key, count: int) -> Instance:
        """Draw `count` instances, stacked. A task with few instances may deal them out in turn."""
        return jax.vmap(self.sample)(jax.random.split(key, count))

    def held_out(self, key: Key, count: int) -> Instance:
        """Draw `count` instances to be examined in; a task may spread them more evenly than chance would."""
        return self.sample_many(key, count)

    def refuses(self, network: Network) -> str | None:
        """Return why `network` cannot live in this task, and the remedy; None if it can."""
        del network
        return None

    def innate_ceiling(self) -> float | None:
        """Return the best mean score that is possible without learning, None if it is not known exactly."""
        return None

    def oracle(self) -> float | None:
        """Return the best mean score for one who knows each instance from the start, None if it is not known."""
        return None

    def worth_of_learning(self, definition: NeuralDefinition) -> float | None:
        """Return how much more fitness the best learner has than the best who does not learn; None if not known.

        What `definition` lets lives learn, and what it makes them pay, is taken into account. Above 0 learning pays:
        where it is 0 lies the boundary that maps of studies show. Of a number below 0 only the sign need be right.
        """
        del definition
        return None

    @property
    def when_alike(self) -> str:
        """What helps in this task, in some words, where all individuals score alike; none where nothing is special."""
        return ""


class SupervisedTask(Task):
    """A task that is learned from examples, and scored on others."""

    manner: ClassVar[Manner] = "examples"
    score_name: ClassVar[str] = "minus mean squared error"
    error_name: ClassVar[str | None] = "mean squared error"

    @abstractmethod
    def support(self, key: Key, instance: Instance) -> Batch:
        """Draw the examples that a life learns from."""

    @abstractmethod
    def query(self, key: Key, instance: Instance) -> Batch:
        """Draw the examples that a life is scored on."""

    @property
    def examples(self) -> tuple[int, int]:
        """How many examples a life learns from, and is scored on; the estimate of a run's memory is made from it."""
        return 1, 1

    def loss(self, answers: Array, targets: Array) -> Array:
        """Return what learning descends, (): mean squared error unless a task says otherwise."""
        return jnp.mean((answers - targets) ** 2)

    def squared_errors(self) -> tuple[float, float] | None:
        """Return which multiple of the mean squared error `loss` is, and minus `score`; None if they are no multiples.

        A task that overrides either and says so here lives faster.
        """
        plain = type(self).loss is SupervisedTask.loss and type(self).score is SupervisedTask.score
        return (1.0, 1.0) if plain else None

    def picture(self, instance: Instance, count: int) -> Batch | None:
        """Return what is to be learned, without noise, at `count` inputs across their range; None if that is no line.

        Only a task of one input and one output has such a picture.
        """
        del instance, count
        return None

    def score(self, answers: Array, targets: Array) -> Array:
        """Return the score, ()."""
        return -jnp.mean((answers - targets) ** 2)


class InteractiveTask(Task):
    """A task that is acted in: a score is the sum of rewards of one episode."""

    manner: ClassVar[Manner] = "episodes"
    score_name: ClassVar[str] = "return"
    usual: ClassVar[Mapping[str, Mapping[str, Any]]] = EPISODES

    @property
    @abstractmethod
    def horizon(self) -> int:
        """Steps of an episode at most."""

    @abstractmethod
    def reset(self, key: Key, instance: Instance) -> tuple[State, Array]:
        """Return the world at the start of an episode, and its observation (inputs,)."""

    @abstractmethod
    def step(self, key: Key, state: State, action: Array, instance: Instance) -> Transition:
        """Return what follows from `action` (outputs,)."""

    def picture(self, instance: Instance, observations: Array) -> tuple[Array, Array] | None:
        """Return the path (H, 2) in a plane that led to `observations` (H, inputs), and places (n, 2) of note there.

        None if the task has no plane to move in.
        """
        del instance, observations
        return None


class SequentialTask(Task):
    """A task of many trials in one life, each of a few steps, where what was learned in one trial serves in the next.

    A trial scores the sum of the scores of its steps. Scores are what a choice was worth (the chance of reward of the
    arm chosen, say), which is less noisy than what luck made of it; rewards are what is felt, luck included. All that
    chance decides in a life is drawn before it begins (`chance`), so that everyone meets the same. Ability is the mean
    score of a trial at the end of a life: of its last tenth (`mature`). What bounds it is known trial by trial
    (`innate_bound`, `oracle_bound`), of which `innate_ceiling` and `oracle` are the means over that tenth.
    """

    manner: ClassVar[Manner] = "trials"
    usual: ClassVar[Mapping[str, Mapping[str, Any]]] = TRIALS
    chooses: ClassVar[bool] = True  # one of `outputs` actions; False: the answer (outputs,) itself, a prediction
    columns: ClassVar[dict[str, Column]] = {}  # name -> meaning, unit and drawing of what `behaviour` returns
    if TYPE_CHECKING:

        @property
        def trials(self) -> int:
            """Trials of a life (T): a field, or a property where it follows from others."""

    def episode(self, key: Key, instance: Instance) -> Instance:
        """Return the instance of one episode, where a life in `instance` is one of many (`nested`).

        By default all are alike; a task may draw anew what changes from episode to episode.
        """
        del key
        return instance

    @property
    def deciding(self) -> tuple[bool, ...]:
        """Which steps of a trial are choices; in the others nothing is done, and no action is felt after them."""
        return (True,)

    @property
    def pays_at(self) -> int:
        """The step of a trial, from 0, that brings its reward: its last choice, unless a task says otherwise."""
        return max(place for place, decides in enumerate(self.deciding) if decides)

    @property
    def questions(self) -> int:
        """How many questions, all equally likely, the step that pays may ask; 1 where there is nothing to ask."""
        return 1

    def asking(self, chance: Any, question: Array) -> Any:
        """Return the row of chance of the step that pays, where it asks question number `question` () instead."""
        del question
        return chance

    @abstractmethod
    def chance(self, key: Key, instance: Instance) -> Any:
        """Draw what chance decides in a life: a pytree of arrays (S, ..), a row for each step; S = T len(deciding)."""

    @abstractmethod
    def begin(self, instance: Instance) -> State:
        """Return the world before the first step."""

    @abstractmethod
    def observe(self, state: State, chance: Any, instance: Instance) -> Array:
        """Return what is seen (inputs,) at the step whose row of `chance` is `chance`."""

    @abstractmethod
    def act(self, state: State, chance: Any, action: Array, instance: Instance) -> Outcome:
        """Return what follows from `action`: int () below `outputs`, or the answer (outputs,) where nothing is chosen.

        At steps that are no choices it must be ignored.
        """

    def behaviour(self, instances: Instance, chances: Any, trace: Trace) -> dict[str, Any]:
        """Return what lives did, in numbers (or short lists of them) that the field reports; see `columns`.

        Args:
            instances: of N lives, stacked; arrays of NumPy, as all that follows.
            chances: of these lives, (N, S, ..).
            trace: what they did.
        """
        del instances, chances, trace
        return {}

    def observed(self, instances: Instance, chances: Any, actions: Any, rewards: Any) -> Observed | None:
        """Return what N lives were to find out, and what an ideal observer of them knew; None where nobody has said.

        Args:
            instances: of N lives, stacked; arrays of NumPy, as all that follows.
            chances: of these lives, (N, S, ..).
            actions: (N, S), or answers (N, S, outputs).
            rewards: (N, S) as felt after the step.
        """
        del instances, chances, actions, rewards
        return None

    def examinations(self) -> dict[str, SequentialTask]:
        """Return name -> the same task in a world that probes look at lives in; empty where this world serves."""
        return {}

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return what reference policies show in `columns`: name of the policy -> column -> value; loads no JAX.

        The best comes first. A policy leaves out columns in which nothing is known of it; values are numbers, or lists
        as `behaviour` returns them.
        """
        return {}

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return how reference policies score, trial by trial: the exact optimum, textbook policies, chance.

        The best comes first, one named "chance" last: figures draw these two as such. Loads no JAX.
        """
        return ()

    def policies_over(self, episodes: int) -> tuple[ReferencePolicy, ...]:
        """Return the mean score of a trial in each episode of a life, for reference policies, best first; no JAX."""
        del episodes
        return ()

    def innate_bound(self) -> ReferencePolicy | None:
        """Return the scores, trial by trial, of the policy without learning that is best over a whole life.

        None if it is not known exactly. Loads no JAX.
        """
        return None

    def oracle_bound(self) -> ReferencePolicy | None:
        """Return the scores, trial by trial, of one who knows each instance, and acts for the best of a whole life.

        None if they are not known. Loads no JAX.
        """
        return None

    def innate_ceiling(self) -> float | None:
        """Return what `innate_bound` scores at the end of a life, as ability is measured."""
        bound = self.innate_bound()
        return None if bound is None else bound.end

    def oracle(self) -> float | None:
        """Return what `oracle_bound` scores at the end of a life, as ability is measured."""
        bound = self.oracle_bound()
        return None if bound is None else bound.end
