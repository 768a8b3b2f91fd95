"""Lifetimes: how an individual lives, and learns, in one instance of a task."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, NamedTuple, Self

from baldwin.errors import DefinitionError
from baldwin.neural.contracts.genes import Gene, Newborn
from baldwin.neural.contracts.kind import Array, Instance, Key, Kind, State, Weights
from baldwin.neural.contracts.networks import Network
from baldwin.neural.contracts.tasks import Batch, Manner, Task
from baldwin.neural.lazy_jax import jnp

__all__ = ["Environment", "Event", "LifeHistory", "Lifetime", "Parallel", "Record"]

LOWEST = -1e6  # score of lives that diverged, where a kind has no field for it

Record = dict[str, Any]  # name -> what happened: arrays, or dicts of arrays by tensor


class Environment(NamedTuple):
    """Where one life is lived: the task, one instance of it, and what chance decides there."""

    network: Network  # whose weights the newborn brings
    task: Task
    instance: Instance
    chance: Any  # as `Lifetime.chance` has drawn it


class Event(NamedTuple):
    """The result of one experience: its score (), and all else that happened. What is not read is not computed."""

    score: Array
    record: Record


class LifeHistory(NamedTuple):
    """Scores and final weights of one lifetime."""

    scores: Array  # (n,) those that selection reads, in the order in which they were lived
    learned: Weights
    diverged: Array  # () bool: it ended beyond the finite numbers, or below the lowest score that a life can have
    changed: Array | None = None  # () sum over experiences of the mean |change| of a weight that can learn, if counted


class Parallel(NamedTuple):
    """What one experience holds in memory at once; the estimate of a run's memory is made from it."""

    episodes: int = 0  # that it is learned from, all of them kept for a gradient
    networks: int = 0  # changed ones that are tried, each for an episode
    followed: int = 1  # episodes that a score is the mean of
    derived: bool = False  # whether a derivative goes back through all steps of an episode of trials
    per_step: int = 0  # copies of the weights that such a derivative keeps of each step


class Lifetime(Kind):
    """How an individual lives, and learns, in one instance of a task.

    `begin` makes a learner of a newborn, and each `experience` makes another learner of it; `living.live` goes through
    all of them. What is inherited beside the weights is declared by `genes`. Everyone who lives in the same world meets
    the same chance, since it is drawn before the life, by `chance`.

    A way of learning must say `begin`, `experience`, `learned`, `score` and `tiny`, and most say `genes`, `manners` and
    `records` too. How many experiences a life has is its field `steps`; without such a field it says `experiences` and
    `still`. All else has a default, and is there for those who look: assays (which find what they show in `records`,
    and in `support`), `baldwin probe RUN frozen` (which asks `held_still`), `baldwin dissect` (`still`, `settled`,
    `clamped`, `misled`), `baldwin check` (`refuses`, `parallel`).
    """

    manners: ClassVar[tuple[Manner, ...]] = ("examples",)  # of the tasks that it can be lived in
    records: ClassVar[dict[str, str]] = {}  # name in a record -> meaning, axes and unit
    unrolled: ClassVar[int] = 0  # a life of at most so many experiences is compiled without a loop
    shows_birth: ClassVar[bool] = True  # whether the first score is of the newborn, before it can have learned
    changes_weights: ClassVar[bool] = True  # whether learning is a change of weights
    by_shot: ClassVar[bool] = False  # whether an experience is one shot of a task of classes
    counted: ClassVar[str] = ""  # what its scores are of, counted from 1, where they are of no steps of learning
    misled_by: ClassVar[str] = ""  # what `misled` takes from the life of another, in words; "": nothing
    counts_change: ClassVar[bool] = False  # whether its history says how much weights changed

    # What is inherited

    @property
    def inherits_weights(self) -> bool:
        """Whether the weights at birth are genes; if not, a life draws them."""
        return True

    def genes(self, network: Network, task: Task) -> tuple[Gene, ...]:
        """Return what is inherited beside the weights, the same whatever the number of experiences."""
        del network, task
        return ()

    def outputs(self, network: Network, task: Task) -> int:
        """Return the width of the network's answers: that of the task's, unless a life answers by way of something."""
        del network
        return task.outputs

    def rule_blocks(self, network: Network, task: Task) -> tuple[str, ...]:
        """Return the names of the genes that say by which rule synapses change; () without a rule."""
        del network, task
        return ()

    def rates(self, newborn: Newborn, network: Network) -> Weights:
        """Return tensor name -> learning rates, () or of the tensor's shape; {} if it has none."""
        del newborn, network
        return {}

    def active(self, newborn: Newborn, task: Task) -> Array | None:
        """Return in how many experiences () a newborn learns; None where that is no gene of it."""
        del newborn, task
        return None

    def momentum_of(self, newborn: Newborn) -> Array | None:
        """Return the momentum () that a newborn learns with, None where that is no gene of it."""
        del newborn
        return None

    # What is lived

    def within(self) -> dict[str, Lifetime]:
        """Return field -> life that is lived within this one, as a table of it."""
        return {}

    def refuses(self, network: Network, task: Task) -> list[tuple[str, str]]:
        """Return what of it is never read, or does not fit a network or task of its manner: (table.field, rule)."""
        del network, task
        return []

    def parallel(self) -> Parallel:
        """Return what one experience holds in memory at once."""
        return Parallel()

    def moments_per_weight(self) -> int:
        """Return the numbers that a derivative through an experience needs for each weight, beside it."""
        return 0

    def draws_choices(self, task: Task) -> bool:
        """Return whether what is done in a task of choices is drawn by chance."""
        del task
        return False

    @property
    def scores_expected(self) -> bool:
        """Whether a choice that is drawn scores the mean over all that might have been drawn: its field `scored`."""
        return bool(dict(self).get("scored") == "expected")

    def experiences(self, task: Task) -> int:
        """Return the experiences of a life in `task` (S): by default its field `steps`."""
        del task
        return self._step_count

    @property
    def lowest(self) -> Any:
        """What a life scores that has left the finite numbers, or scores less: its field `diverged_score`, or -1e6."""
        return dict(self).get("diverged_score", LOWEST)

    def num_scores(self, task: Task) -> int:
        """Return how many scores a life has: one at birth, and one after each experience."""
        return self.experiences(task) + 1

    def still(self) -> Self:
        """Return the same life without learning: by default that of no `steps`."""
        return self.model_copy(update={"steps": 0}) if self._step_count else self

    @property
    def _step_count(self) -> int:
        """The field `steps`; raises DefinitionError where a kind has none, and does not do without."""
        fields = dict(self)
        if "steps" not in fields:
            rule = "has no field `steps`. Give it one, or say by experiences() and still() how long it is."
            raise DefinitionError([f"[lifetime] {type(self).__name__}: {rule}"])
        return int(fields["steps"])

    def held_still(self, network: Network) -> dict[str, tuple[str, Self]]:
        """Return name -> (what is held still, the same life so): parts that can be taken away one at a time.

        Each is a life that a definition could have, of which learning as a whole comes first.
        """
        del network
        still = self.still()
        return {"weights": ("weights stay as they were born", still)} if still != self else {}

    def settled(self) -> Self:
        """Return the same life of a newborn that brings what was learned before: its weights change no more."""
        return self.still()

    def clamped(self, last: int) -> Self | None:
        """Return the same life, which learns nothing after its moment `last`; 0 is before the first.

        None where there is no such life, or where its scores say what it would end with: those of a life that shows its
        birth are of weights that learn no more.
        """
        del last
        return None

    def misled(self, chance: Any, other: Any, record: Record) -> Any:
        """Return what chance decides in a life that learns from what happened in another, with its chance and record.

        Asked of lives that say by `misled_by` what is exchanged; what others learn is weights, which can be brought
        into another life (`settled`).
        """
        del other, record
        return chance

    def prolonged(self, newborn: Newborn, steps: int) -> tuple[Self, Newborn] | None:
        """Return a life that goes on learning for `steps` experiences, and its newborn; it begins as this life does.

        None for a life that cannot simply go on.
        """
        del newborn, steps
        return None

    def learning(self, network: Network, tensors: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of the tensors that learning can change."""
        return tuple(name for name in tensors if name not in {gain.name for gain in network.gains()})

    def chance(self, key: Key, task: Task, instance: Instance) -> Any:
        """Return what chance decides in a life: the key, from which it draws as it goes, or what it has drawn."""
        del task, instance
        return key

    def support(self, chance: Any) -> Batch | None:
        """Return the examples that a life learns from, given what chance decides in it; None where there are none."""
        del chance
        return None

    def moments(self, world: Environment) -> Any:
        """Return what each experience is given (S, ..): its number from 1, unless a life needs to know more."""
        return jnp.arange(1, self.experiences(world.task) + 1)

    @abstractmethod
    def begin(self, newborn: Newborn, world: Environment) -> State:
        """Return the learner that a newborn is."""

    def birth(self, learner: State, world: Environment) -> Event | None:
        """Return the score and record of a newborn; None if its first score is that of the first experience."""
        weights = self.learned(learner)
        return Event(self.score(weights, world), {"weights": weights})

    @abstractmethod
    def experience(self, learner: State, world: Environment, moment: Any) -> tuple[State, Event]:
        """Return the learner after an experience, and what happened; `moment` is a row of `moments`."""

    @abstractmethod
    def learned(self, learner: State) -> Weights:
        """Return the weights that a learner has now."""

    @abstractmethod
    def score(self, weights: Weights, world: Environment) -> Array:
        """Return the score () of `weights` in `world` if nothing more is learned: the objective of learning."""

    def history(self, learner: State, scores: list[Array], world: Environment) -> LifeHistory:
        """Return the history of a life that ended as `learner`, given its scores in parts (n,).

        Where a score is lost (no number, or below the lowest), it is the `lowest`. Each part is judged alone, so that
        scores which are not read are never computed.
        """
        del world
        judged = [jnp.where(part >= self.lowest, part, self.lowest) for part in scores]  # NaN: false
        diverged = ~(scores[-1][-1] >= self.lowest)
        return LifeHistory(jnp.concatenate(judged), self.learned(learner), diverged)

    def ability(self, scores: Array, task: Task) -> Array:
        """Return the ability (..) at the end of lives with these scores (.., n)."""
        del task
        return scores[..., -1]
