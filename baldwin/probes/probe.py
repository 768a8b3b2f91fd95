"""The contract of probes: what a file in this folder, or a user's own file, must hold.

A probe is a class derived from `Probe`. Its fields are options, its docstring says what it finds, and the first line of
that is what `baldwin probe --list` prints. It asks for lives, in the run's own setting or with something changed, and
returns a `ProbeResult`. Nothing else names it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy.typing as npt

from baldwin.definition.base import Definition
from baldwin.definition.families import Kind
from baldwin.errors import UsageError
from baldwin.frames import data_frame
from baldwin.genotypes import Evolved, Overrides
from baldwin.knowing import Episode, Knowledge, Structured, tasks_known
from baldwin.replaying import Freeze, Measure, Replay

if TYPE_CHECKING:
    import pandas

    from baldwin.store import Run

__all__ = ["Probe", "ProbeResult", "ProbedLives", "ResultColumn"]


class ResultColumn(NamedTuple):
    """A column of what was found: its values, a row each, what they mean and their unit."""

    values: Sequence[Any]
    meaning: str
    unit: str = ""


@dataclass(frozen=True)
class ProbeResult:
    """What a probe found: a table, usually with a row for each replicate and condition, and arrays for figures."""

    title: str
    columns: Mapping[str, ResultColumn]
    notes: tuple[str, ...] = ()  # what should be known to read it, one sentence each
    warnings: tuple[str, ...] = ()  # what should be known of the run, such as that it was interrupted
    arrays: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)  # name -> series or map, for a figure
    meanings: Mapping[str, str] = field(default_factory=dict)  # of the arrays: axes and unit
    kind: str = ""  # of the probe that found it
    reading: str = ""  # what these numbers say, in a sentence
    file: Path | None = None  # in the run's directory, where it is kept

    def __post_init__(self) -> None:
        """Refuse columns of different lengths, and arrays without a meaning."""
        if len({len(one.values) for one in self.columns.values()}) > 1:
            raise ValueError("the columns of a finding must be of one length")
        if missing := set(self.arrays) - set(self.meanings):
            raise ValueError(f"an array of a finding needs a meaning: {', '.join(sorted(missing))}")

    def table(self) -> dict[str, list[Any]]:
        """Return name -> values."""
        return {name: list(one.values) for name, one in self.columns.items()}

    @property
    def frame(self) -> pandas.DataFrame:
        """The table as a data frame; raises UsageError where pandas is not installed."""
        return data_frame(self.table())


class ProbedLives:
    """What a probe is given: the genotypes of a run, which live as often and in such settings as it asks for.

    The same life has the same place in every replay: same instance, same chance events. Settings can therefore be
    compared life by life.
    """

    def __init__(self, evolved: Evolved, instances: int) -> None:
        """Prepare lives of what evolved, each genotype in `instances` held-out instances."""
        self._evolved, self.instances = evolved, instances
        self._knows: list[tuple[Definition | None, list[Knowledge]]] = []

    @property
    def run(self) -> Run:
        """The run in which they evolved."""
        return self._evolved.run

    @property
    def definition(self) -> Definition:
        """The definition in which they evolved."""
        return self._evolved.run.definition

    @property
    def measure(self) -> Measure:
        """What sums up a life: the array `measure` of every replay."""
        return self._evolved.replaying.measure(self.definition)

    @property
    def replicates(self) -> int:
        """Independent populations; a replay has one genotype of each, in this order."""
        return int(self._evolved.genotypes.shape[0])

    @property
    def freezes(self) -> dict[str, Freeze]:
        """What of a life can be held still, by name."""
        return self._evolved.replaying.freezes(self.definition)

    @cached_property
    def examinations(self) -> dict[str, Definition]:
        """Name -> the definition in a world that is made to examine these lives in; empty where their own serves."""
        return self._evolved.examinations()

    def knows(self, what: str, setting: Definition | None = None) -> list[Knowledge]:
        """Return what each replicate knows as it evolved; arguments and errors are those of `known`."""
        found = next((one for where, one in self._knows if where is setting), None)
        if found is None:
            found = self._evolved.knowledge(self.instances, definition=setting)
            self._knows.append((setting, found))
        if not found:
            raise UsageError(
                f"{self.run.path}: reads {what}: known only of lives by memory, whose weights are frozen, in the "
                f"tasks {tasks_known(structured=False)}. Evolve such a one: baldwin run bandit."
            )
        return found

    def known(self, what: str, setting: Definition | None = None) -> dict[str, list[Knowledge]]:
        """Return `evolved` and `untrained` -> what each replicate knows: as it evolved, and as its founders were.

        Args:
            what: what is needed of it, such as "sufficient statistics", for the message.
            setting: one of `examinations`; by default the definition in which they evolved.

        Raises:
            UsageError: nothing is known of these lives.
        """
        found = self.knows(what, setting)
        untrained = self._evolved.knowledge(self.instances, untrained=True, definition=setting)
        return {"evolved": found, "untrained": untrained}

    def structured(self, what: str) -> dict[str, dict[str, list[Structured]]]:
        """Return `evolved` and `untrained` -> how experience came about -> what each replicate remembers of its worlds.

        Args:
            what: what is needed of them, such as "causal graphs", for the message.

        Raises:
            UsageError: these lives have no such structure to remember.
        """
        found = self._evolved.structured(self.instances)
        if not found:
            raise UsageError(
                f"{self.run.path}: reads {what}: known only of lives that remember, in {tasks_known(structured=True)}. "
                "Evolve such a one, such as: baldwin run causal."
            )
        return {"evolved": found, "untrained": self._evolved.structured(self.instances, untrained=True)}

    def over_generations(self, generations: Sequence[int]) -> ProbedLives:
        """Return lives of what stood for each population in some generations, which come one after another in replays.

        A replay has a row for each replicate and generation, the generations of a replicate in order.

        Raises:
            UsageError: the run cannot be evolved again as it was.
        """
        return ProbedLives(self._evolved.over_generations(generations), self.instances)

    def episode(self, life: int | None) -> Episode:
        """Return one life of the first replicate among things that cause each other, or the first that says most.

        Raises:
            UsageError: these lives are no such lives, or there is no such life.
        """
        try:
            found = self._evolved.episode(self.instances, life)
        except IndexError:
            raise UsageError(f"life = {life}: must be below {self.instances}, the lives of --instances.") from None
        if found is None:
            raise UsageError(
                f"{self.run.path}: causes and effects are those of {tasks_known(structured=True)}. Evolve in it, such "
                "as: baldwin run causal."
            )
        return found

    def replay(self, setting: Overrides | Definition = (), *, only: Collection[str] = ()) -> Replay:
        """Return the lives in a setting; () is the one in which they evolved.

        Args:
            setting: field -> value, such as {"lifetime.memory": False}, or texts `field=value`; or a definition.
            only: names of the arrays that are wanted, such as ("measure",); () keeps everything that happened.

        Raises:
            UsageError: an override changes what a genotype means.
        """
        return self._evolved.replay(setting, instances=self.instances, only=only)


class Probe(Kind):
    """One analysis of what evolved. A kind is called after its file: `kind: Literal["frozen"] = "frozen"`."""

    def check(self, lives: ProbedLives) -> None:
        """Do nothing if this probe applies to a run; `baldwin probe RUN --list` asks it, with a few lives.

        Raises:
            UsageError: it does not, and why; see `refusal`.
        """

    @abstractmethod
    def find(self, lives: ProbedLives) -> ProbeResult:
        """Return what is found.

        Raises:
            UsageError: a run holds nothing to analyse, or a field names nothing that it has; see `refusal`.
        """

    def refusal(self, lives: ProbedLives, why: str) -> UsageError:
        """Return the error that says, in a sentence, why this probe does not apply to a run."""
        return UsageError(f"{lives.run.path}: {why}")
