"""How populations lie in memory: one class per layout, which calls its compiled kernel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from baldwin.haystack.definition import HaystackDefinition, HillClimb, LifetimeMean, NKLandscape
from baldwin.haystack.kernels.model import BLOCK, SUMS, Model
from baldwin.haystack.worlds import World
from baldwin.numba_cache import threads, use_threads
from baldwin.stop_rules import Course

if TYPE_CHECKING:
    from baldwin.haystack.kernels.nk import Climb

__all__ = [
    "GradedKernel",
    "Kernel",
    "NKKernel",
    "PackedKernel",
    "State",
    "SteadyKernel",
    "WideKernel",
    "climb_of",
    "one_thread",
    "worth_threads",
]

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

Founders = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], npt.NDArray[np.uint64]]
"""Bits and flags (R, N, words) and budget genes (R, N), as `baldwin.haystack.founding.given_founders` returns them."""

WORTH_THREADS = 2**15  # lives of a call
LARGE = 8 * BLOCK  # individuals from which blocks of one replicate are worth a thread each


@dataclass
class State:
    """Every replicate as it stands after `generation` reproductions, or as it ended; `advance` reuses its memory."""

    generation: int  # the last that any of them lived
    genomes: npt.NDArray[np.uint64]  # room for two populations each; the kernel's own layout
    sides: Integers  # (R,) which of the two lives
    alive: npt.NDArray[np.bool_]  # (R,) not stopped
    trials_before: Integers  # (R,) lifetime steps used so far
    founders_innate: Floats  # (R,) innate ability of generation 0, NaN until assayed
    living: Integers  # (R,) individuals of the last generation; N but for absolute selection
    individuals_before: Integers  # (R,) who have lived so far
    courses: list[Course]  # of each, by which a rule may stop it


class Kernel(Protocol):
    """One memory layout and its compiled loops."""

    entries: tuple[str, ...]  # of the compiled code
    by_blocks: bool  # threads share one population, rather than take a replicate each

    def empty(self) -> npt.NDArray[np.uint64]:
        """Return room for the genomes of all replicates."""
        ...

    def evolve(self, state: State, world: World, m: Model, moves: Booleans) -> dict[str, Integers]:
        """Evolve `moves.size` generations in place; return counts by name (generations, replicates, ..)."""
        ...

    def place(self, founders: Founders, genomes: npt.NDArray[np.uint64]) -> None:
        """Put founders that are given where the first generation begins, in room that `empty` returned."""
        ...

    def living(self, state: State) -> npt.NDArray[np.uint64]:
        """Return the genomes of the last generation, replicates first; they are what a checkpoint saves."""
        ...

    def settle(self, living: npt.NDArray[np.uint64], state: State) -> None:
        """Put the genomes that `living` returned back into a state."""
        ...

    def adopted(self, living: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        """Return as this layout's genomes those that the kernel of another run returned as `living`."""
        ...


@contextmanager
def one_thread(wanted: bool) -> Iterator[None]:
    """Let kernels use a single thread, if wanted: a call for one replicate would wait for others with nothing to do."""
    if not wanted:  # asking for the number of threads takes a fifth as long as a short run
        yield
        return
    usual = threads()
    use_threads(1)
    try:
        yield
    finally:
        use_threads(usual)


def worth_threads(kernel: Kernel, replicates: int, lives: int) -> bool:
    """Return whether threads gain by sharing a call for so many replicates of so many lives each.

    A thread of its own needs a replicate or a block of one, and enough to do: it would wait longer than it works.
    """
    return (replicates > 1 or kernel.by_blocks) and replicates * lives >= WORTH_THREADS


def prefers_blocks(size: int, replicates: int) -> bool:
    """Return whether threads should share one large population, rather than take a replicate each."""
    return size >= 32 * BLOCK or (size >= LARGE and replicates < threads())


class PackedKernel:
    """Genotype and excess in one word; see `baldwin.haystack.kernels.packed`."""

    entries: tuple[str, ...]

    def __init__(self, definition: HaystackDefinition, *, can_change: bool) -> None:
        self.definition = definition
        self.stop_fixed = definition.population.stop == "fixed" and not can_change
        self.replicates, self.size = definition.population.replicates, definition.population.size
        at_once = 1 if definition.by_replicate else self.replicates  # that may share their worlds
        self.by_blocks = not self.stop_fixed and prefers_blocks(self.size, at_once)
        self.entries = ("found_blocks", "breed_blocks") if self.by_blocks else ("evolve_many",)

    def empty(self) -> npt.NDArray[np.uint64]:
        # Not np.zeros: large arrays from np.empty come in huge pages, which random reads need.
        return np.empty((self.replicates, 3 * self.size), dtype=np.uint64)

    def _counts(self, *shape: int) -> tuple[Integers, Integers]:
        return np.zeros((*shape, len(SUMS)), np.int64), np.zeros((*shape, 1, self.definition.task.loci + 1), np.int64)

    def evolve(self, state: State, world: World, m: Model, moves: Booleans) -> dict[str, Integers]:
        from baldwin.haystack.kernels.packed import evolve_large, evolve_many

        sums, histograms = self._counts(self.replicates, moves.size)
        if self.by_blocks:
            for r in np.flatnonzero(state.alive):
                born, side = state.generation + 1, state.sides[r : r + 1]
                evolve_large(state.genomes[r], side, born, moves, int(r), m, sums[r], histograms[r])
        else:
            born = state.generation + 1
            evolve_many(state.genomes, state.sides, state.alive, born, moves, self.stop_fixed, m, sums, histograms)
        return _named(sums, histograms)

    def place(self, founders: Founders, genomes: npt.NDArray[np.uint64]) -> None:
        bits, flags, _ = founders
        genomes[:, : self.size] = bits[..., 0] | flags[..., 0] << np.uint64(self.definition.task.loci)

    def living(self, state: State) -> npt.NDArray[np.uint64]:
        n = self.size
        if self.replicates == 1:  # a view: a large population is not copied to be saved
            return state.genomes[:, state.sides[0] * n : (state.sides[0] + 1) * n]
        return np.stack([row[side * n : (side + 1) * n] for row, side in zip(state.genomes, state.sides, strict=True)])

    def settle(self, living: npt.NDArray[np.uint64], state: State) -> None:
        state.genomes[:, : self.size] = living

    def adopted(self, living: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        return living


class WideKernel:
    """A row of words per individual; see `baldwin.haystack.kernels.wide`."""

    entries: tuple[str, ...] = ("evolve_wide",)
    by_blocks = False

    def __init__(self, definition: HaystackDefinition, *, can_change: bool) -> None:
        self.definition = definition
        self.stop_fixed = definition.population.stop == "fixed" and not can_change
        self.replicates, self.size = definition.population.replicates, definition.population.size

    def empty(self) -> npt.NDArray[np.uint64]:
        from baldwin.haystack.kernels.wide_birth import row_words

        return np.empty((self.replicates, 2, self.size, row_words(self.definition.task.loci)), dtype=np.uint64)

    def _counts(self, *shape: int) -> tuple[Integers, Integers]:
        gene = self.definition.whole_gene
        rows = 2 * ((gene[1] if gene else 0) + 1)
        return np.zeros((*shape, len(SUMS)), np.int64), np.zeros(
            (*shape, rows, self.definition.task.loci + 1), np.int64
        )

    def evolve(self, state: State, world: World, m: Model, moves: Booleans) -> dict[str, Integers]:
        from baldwin.haystack.kernels.wide import evolve_wide

        sums, histograms = self._counts(self.replicates, moves.size)
        born = state.generation + 1
        going = state.sides, state.alive, state.living
        evolve_wide(state.genomes, *going, born, moves, self.stop_fixed, m, sums, histograms)
        return _named(sums, histograms)

    def place(self, founders: Founders, genomes: npt.NDArray[np.uint64]) -> None:
        bits, flags, budget = founders
        genomes[:, 1] = np.concatenate([bits, flags, budget[..., None]], axis=2)

    def living(self, state: State) -> npt.NDArray[np.uint64]:
        return state.genomes[np.arange(self.replicates), state.sides]

    def settle(self, living: npt.NDArray[np.uint64], state: State) -> None:
        state.genomes[:, 0] = living

    def adopted(self, living: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        if living.ndim != 2:
            return living
        # One word each, of a run that the packed kernel computed: bits, flags and excess in it.
        loci = np.uint64(self.definition.task.loci)
        mask = (np.uint64(1) << loci) - np.uint64(1)
        excess = (living >> np.uint64(48)) << np.uint64(16)
        return np.stack([living & mask, living >> loci & mask, excess], axis=2)


class SteadyKernel(WideKernel):
    """Children take places of the living one by one; see `baldwin.haystack.kernels.steady`."""

    entries: tuple[str, ...] = ("evolve_steady",)

    def evolve(self, state: State, world: World, m: Model, moves: Booleans) -> dict[str, Integers]:
        from baldwin.haystack.kernels.steady import evolve_steady

        sums, histograms = self._counts(self.replicates, moves.size)
        born = state.generation + 1
        evolve_steady(state.genomes, state.sides, state.alive, born, moves, self.stop_fixed, m, sums, histograms)
        return _named(sums, histograms)


class GradedKernel(WideKernel):
    """Guesses at a graded needle; see `baldwin.haystack.kernels.graded`."""

    entries: tuple[str, ...] = ("evolve_graded",)

    def evolve(self, state: State, world: World, m: Model, moves: Booleans) -> dict[str, Integers]:
        from baldwin.haystack.kernels.graded import GRADED_SUMS, evolve_graded

        _, histograms = self._counts(self.replicates, moves.size)
        sums = np.zeros((self.replicates, moves.size, len(GRADED_SUMS)), np.int64)
        born = state.generation + 1
        going = state.sides, state.alive, state.living
        evolve_graded(state.genomes, *going, born, moves, self.stop_fixed, world.guessing, m, sums, histograms)
        return _named(sums, histograms, GRADED_SUMS)


class NKKernel(WideKernel):
    """Bits and flags on a landscape; see `baldwin.haystack.kernels.nk`."""

    entries: tuple[str, ...] = ("evolve_nk",)

    def __init__(self, definition: HaystackDefinition, *, can_change: bool) -> None:
        from baldwin.haystack.kernels.nk import draw_landscapes

        super().__init__(definition, can_change=can_change)
        task = definition.task
        assert isinstance(task, NKLandscape)
        count = 1 if task.shared else self.replicates
        seed = np.uint64(definition.population.seed)
        self.landscapes = draw_landscapes(count, task.loci, 2 ** (task.epistasis + 1), seed)
        self._optima: Floats | None = None

    def _sums(self, *shape: int) -> Integers:
        from baldwin.haystack.kernels.nk import NK_SUMS

        return np.zeros((*shape, len(NK_SUMS)), np.int64)

    def evolve(self, state: State, world: World, m: Model, moves: Booleans) -> dict[str, Integers]:
        from baldwin.haystack.kernels.nk import NK_SUMS, evolve_nk

        sums = self._sums(self.replicates, moves.size)
        every, born, climb = self.definition.assays.every, state.generation + 1, climb_of(world.definition)
        going = state.sides, state.alive, state.living
        evolve_nk(state.genomes, self.landscapes, *going, born, self.stop_fixed, every, climb, m, sums)
        return _named(sums, None, NK_SUMS)

    def optima(self) -> Floats:
        """Return each replicate's highest score (R,); NaN where the landscape is too large to search."""
        if self._optima is None:
            from baldwin.haystack.theory.landscapes import optimum

            found = []
            for landscape in self.landscapes:
                try:
                    found.append(optimum(landscape / 2.0**32))
                except ValueError:
                    found.append(np.nan)
            self._optima = np.broadcast_to(np.array(found), (self.replicates,))
        return self._optima


def climb_of(definition: HaystackDefinition) -> Climb:
    """Return what the lives of a landscape's population need beside `Model`."""
    from baldwin.haystack.kernels.nk import Climb

    lifetime, fitness = definition.lifetime, definition.fitness
    assert isinstance(fitness, LifetimeMean)
    steps = lifetime.trials if isinstance(lifetime, HillClimb) else 0
    return Climb(np.uint64(steps), fitness.change_cost, fitness.selection_exponent)


def _named(sums: Integers, histograms: Integers | None, names: tuple[str, ...] = SUMS) -> dict[str, Integers]:
    """Return counts by name (generations, R, ..), and whether the population lived: a stopped one leaves zeros."""
    counts: dict[str, Integers] = dict(zip(names, np.ascontiguousarray(sums.transpose(2, 1, 0)), strict=True))
    # Every life uses at least one trial, expected ones apart, whose incompetent or competent individuals are counted.
    counts["lived"] = ((counts["trials"] > 0) | (counts[names[2]] > 0)).astype(np.int64)
    if histograms is not None:
        counts["histogram"] = histograms.swapaxes(0, 1)
    return counts
