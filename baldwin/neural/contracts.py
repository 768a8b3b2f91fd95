"""The contracts of the neural wing, on one page: what a task, an encoding, a lifetime and a strategy must do.

Everything here is written for one individual; only `baldwin.neural.engine` vectorises, over individuals, task
instances and replicates. A new kind is one new file in the family's folder: a `Table` (its fields are the TOML
fields), its docstring's first line (what `baldwin list` prints) and `tiny()` (what the contract tests run). The same
file works beside a definition, as `kind = "my_task.py:MyTask"`. Inside compiled code numerical fields are traced: a
kind may branch on its integers, texts and flags, never on a float.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from baldwin.definition.base import Table
from baldwin.neural.lazily import jax, jnp

if TYPE_CHECKING:
    from baldwin.neural.network import Network

__all__ = [
    "Array",
    "Batch",
    "Encoding",
    "Instance",
    "InteractiveTask",
    "Key",
    "LifeHistory",
    "Lifetime",
    "MetaGradient",
    "Newborn",
    "State",
    "Step",
    "Strategy",
    "SupervisedTask",
    "Task",
    "Weights",
]

if TYPE_CHECKING:
    from jax import Array
else:
    Array = Any

Key = Array  # a JAX random key
Weights = dict[str, Array]  # tensor name -> values: "w1" (inputs, width), "b1" (width,), "w2", ...
Instance = Any  # one draw from a task: a pytree of arrays
State = Any  # a pytree of arrays


class Batch(NamedTuple):
    """Supervised experience: inputs (K, inputs) and targets (K, outputs)."""

    x: Array
    y: Array


class Step(NamedTuple):
    """What one action brings: the world after it, its observation (inputs,), reward () and whether life there ended."""

    state: State
    observation: Array
    reward: Array
    done: Array


class Newborn(NamedTuple):
    """What an individual is born with. Its network and its rule of learning can be taken from different genomes.

    plasticity["rate"] is tensor name -> learning rate, () or the tensor's shape; "momentum" () in 0..1 and "steps" ()
    are there if the encoding has genes for them.
    """

    weights: Weights
    plasticity: dict[str, Any]


class LifeHistory(NamedTuple):
    """What became of one life: scores (S + 1,), [0] at birth and [t] after experience t; the network it ended with."""

    scores: Array
    learned: Weights
    diverged: Array  # () bool: the life ended beyond the finite numbers, or below the lowest score that it can have


class Kind(Table):
    """One way to fill a table of a definition; `kind` is the name of its file.

    `source` is name and content of the file, where it is one of the user's own.
    """

    source: ClassVar[tuple[str, bytes] | None] = None
    untraced: ClassVar[frozenset[str]] = frozenset()  # numbers that decide a shape, so that changing them recompiles
    if TYPE_CHECKING:  # a field of each kind, in the place where its file has it
        kind: str

    @classmethod
    @abstractmethod
    def tiny(cls) -> Self:
        """Return an instance small enough for a test."""


class Task(Kind):
    """A distribution of instances; higher scores are better."""

    score_name: ClassVar[str]  # with its unit, such as "minus mean squared error"
    error_name: ClassVar[str | None] = None  # if the score is an error with its sign changed: the error's name

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
        """Return the best mean score of anyone who cannot learn, None if it is not known exactly."""
        return None

    def oracle(self) -> float | None:
        """Return the mean score of someone who knows each instance from the start, None if not known."""
        return None


class SupervisedTask(Task):
    """A task that is learned from examples, and scored on others."""

    score_name: ClassVar[str] = "minus mean squared error"
    error_name: ClassVar[str | None] = "mean squared error"

    @abstractmethod
    def support(self, key: Key, instance: Instance) -> Batch:
        """Draw the examples that a life learns from."""

    @abstractmethod
    def query(self, key: Key, instance: Instance) -> Batch:
        """Draw the examples that a life is scored on."""

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

    score_name: ClassVar[str] = "return"

    @property
    @abstractmethod
    def horizon(self) -> int:
        """Steps of an episode at most."""

    @abstractmethod
    def reset(self, key: Key, instance: Instance) -> tuple[State, Array]:
        """Return the world at the start of an episode, and its observation (inputs,)."""

    @abstractmethod
    def step(self, key: Key, state: State, action: Array, instance: Instance) -> Step:
        """Return what follows from `action` (outputs,)."""

    def picture(self, instance: Instance, observations: Array) -> tuple[Array, Array] | None:
        """Return the path (H, 2) in a plane that led to `observations` (H, inputs), and places (n, 2) of note there.

        None if nobody moves in a plane.
        """
        del instance, observations
        return None


class Encoding(Kind):
    """The map from genotype to newborn: gene blocks, each with its transform and mutation scale."""

    @abstractmethod
    def size(self, network: Network, task: Task) -> int:
        """Return the number of genes (G)."""

    @abstractmethod
    def founder(self, key: Key, network: Network, task: Task) -> Array:
        """Draw the genotype (G,) of one founder."""

    @abstractmethod
    def develop(self, genotype: Array, network: Network, task: Task) -> Newborn:
        """Return the newborn of a genotype (G,)."""

    @abstractmethod
    def inherit(
        self, newborn: Newborn, learned: Weights, blocks: tuple[str, ...], network: Network, task: Task
    ) -> Array:
        """Return the change of genes (G,) that would make a newborn be born as `learned`; `blocks` () means all."""


class Lifetime(Kind):
    """How an individual lives, and learns, in one instance of a task."""

    interactive: ClassVar[bool] = False  # whether it lives in interactive tasks, not in supervised ones
    if TYPE_CHECKING:
        steps: int  # experiences (S)
        diverged_score: (
            float  # what a life scores from the moment that it leaves the finite numbers, or falls below this
        )

    def learning(self, network: Network, weights: Weights) -> tuple[str, ...]:
        """Return the names of the tensors that learning can change."""
        del network
        return tuple(weights)

    @abstractmethod
    def live(self, key: Key, newborn: Newborn, network: Network, task: Any, instance: Instance) -> LifeHistory:
        """Live one life. The same key gives the same experience to whoever lives it."""

    @abstractmethod
    def examine(self, key: Key, weights: Weights, network: Network, task: Any, instance: Instance) -> Array:
        """Return the score () of `weights` as `live` scores them with that key."""


class Strategy(Kind):
    """Outer search: who is born next. Sees genotypes and fitness, nothing that was learned; fitness is maximised.

    A generation is `rounds` times ask, live, tell. In generation 0 `ask` returns founders. `needs_rate` is the value
    of `encoding.rate` that a strategy cannot do without.
    """

    needs_rate: ClassVar[str | None] = None

    def individuals(self, size: int) -> int:
        """Return how many individuals a generation evaluates."""
        return size

    def rounds(self, size: int) -> int:
        """Return how many times a generation asks; steady-state strategies ask once per tournament."""
        del size
        return 1

    def refuses(self, size: int, genes: int) -> str | None:
        """Return why a population of this size, with genomes of so many genes, cannot evolve so, and the remedy."""
        del size, genes
        return None

    @abstractmethod
    def init(self, key: Key, founders: Array, generations: Any) -> State:
        """Return the state before generation 0, given founders (P, G); `generations` is the length of schedules."""

    @abstractmethod
    def ask(self, key: Key, state: State, generation: Array, turn: Array) -> tuple[Array, State]:
        """Return genotypes (n, G) to live now, and the state; `turn` counts the rounds of this generation."""

    @abstractmethod
    def tell(self, key: Key, state: State, genotypes: Array, fitness: Array) -> State:
        """Return the state after `genotypes` (n, G), in the order of `ask`, achieved `fitness` (n,), finite or NaN."""

    @abstractmethod
    def centre(self, state: State) -> Array:
        """Return the genotype (G,) that stands for the population: its mean, or where there is none its champion."""

    def champion(self, state: State) -> Array | None:
        """Return the best genotype (G,) of a population that has lived; None if a mean stands for the population."""
        del state
        return None

    def shift(self, state: State, change: Array) -> State | None:
        """Move the population by `change` (G,): Lamarckian inheritance of a mean.

        None if individuals must be changed instead, before `tell`.
        """
        del state, change
        return None


class MetaGradient(Strategy):
    """A comparator in the strategy's slot: one genome, improved by derivatives of what lives achieve.

    `derivative` names which: "second" goes through the learning, "first" takes learning as given, "displacement"
    follows the learned weights (Reptile), "birth" is the score before learning (pretraining).
    """

    derivative: ClassVar[str]

    @abstractmethod
    def climb(self, state: State, gradient: Array) -> State:
        """Return the state after a step along `gradient` (G,) of the mean score over lives."""
