"""The haystack engine: chooses a kernel for a definition, and turns what kernels count into records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numba
import numpy as np
import numpy.typing as npt

from baldwin.engine import Arrays, Columns, Record
from baldwin.haystack.assay import innate_share, worth_of
from baldwin.haystack.definition import HaystackDefinition, HillClimb, LifetimeMean, NKLandscape
from baldwin.haystack.model import BLOCK, EXPECTED, SUMS, Model, model_of
from baldwin.haystack.wing import uses_packed_words

__all__ = ["HaystackEngine", "State"]

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LARGE = 8 * BLOCK  # individuals from which blocks of one replicate are worth a thread each


@dataclass
class State:
    """Every replicate as it stands after `generation` reproductions; `advance` reuses its memory."""

    generation: int
    genomes: npt.NDArray[np.uint64]  # room for two populations each; the kernel's own layout
    sides: Integers  # (R,) which of the two lives
    alive: npt.NDArray[np.bool_]  # (R,) not stopped
    trials_before: Integers  # (R,) lifetime steps used so far
    founders_innate: Floats  # (R,) innate ability of generation 0, NaN until assayed


class Kernel(Protocol):
    """One memory layout and its compiled loops."""

    def empty(self) -> npt.NDArray[np.uint64]: ...

    def found(self, genomes: npt.NDArray[np.uint64]) -> dict[str, Integers]: ...

    def evolve(self, state: State, generations: int) -> dict[str, Integers]: ...

    def living(self, state: State) -> npt.NDArray[np.uint64]: ...

    def settle(self, living: npt.NDArray[np.uint64], state: State) -> None: ...


class HaystackEngine:
    """Evolves the replicates of one haystack definition; see `baldwin.engine.Engine`."""

    def __init__(self, definition: HaystackDefinition) -> None:
        self.definition = definition
        self.model = model_of(definition)
        self.kernel: Kernel
        if isinstance(definition.task, NKLandscape):
            self.kernel = NKKernel(definition, self.model)
        elif uses_packed_words(definition):
            self.kernel = PackedKernel(definition, self.model)
        else:
            self.kernel = WideKernel(definition, self.model)

    def found(self) -> tuple[State, Record]:
        """Return the founders, having lived, and the record of generation 0."""
        replicates = self.definition.population.replicates
        state = State(
            generation=0,
            genomes=self.kernel.empty(),
            sides=np.zeros(replicates, dtype=np.int64),
            alive=np.ones(replicates, dtype=np.bool_),
            trials_before=np.zeros(replicates, dtype=np.int64),
            founders_innate=np.full(replicates, np.nan),
        )
        counts = self.kernel.found(state.genomes)
        lived = np.ones((1, replicates), dtype=np.bool_)
        return state, self._record(state, {name: c[None] for name, c in counts.items()}, lived, 0)

    def advance(self, state: State, generations: int) -> tuple[State, Record]:
        """Return the state `generations` later, and the record of the generations in between."""
        born = state.generation + 1
        before = state.alive.copy()
        counts = self.kernel.evolve(state, generations)
        counts = {name: np.moveaxis(c, 1, 0) for name, c in counts.items()}  # (generations, R, ..)
        lived = before & counts["lived"].astype(np.bool_)
        state.generation += generations
        return state, self._record(state, counts, lived, born)

    def generation(self, state: State) -> int:
        """Return how many reproductions lie behind `state`."""
        return state.generation

    def finished(self, state: State) -> bool:
        """Return whether every replicate is fixed under `population.stop = "fixed"`."""
        return not state.alive.any()

    def save(self, state: State) -> Arrays:
        """Return `state` as named arrays; genomes of the living only."""
        return {
            "generation": np.array([state.generation]),
            "genomes": self.kernel.living(state),
            "alive": state.alive,
            "trials_before": state.trials_before,
            "founders_innate": state.founders_innate,
        }

    def restore(self, arrays: Arrays) -> State:
        """Return the state that `save` gave. Raises KeyError or ValueError if the arrays are not such a state."""
        replicates = self.definition.population.replicates
        state = State(
            generation=int(arrays["generation"][0]),
            genomes=self.kernel.empty(),
            sides=np.zeros(replicates, dtype=np.int64),
            alive=arrays["alive"].copy(),
            trials_before=arrays["trials_before"].copy(),
            founders_innate=arrays["founders_innate"].copy(),
        )
        if state.alive.shape != (replicates,):
            raise ValueError(f"the state has {state.alive.size} replicates, the definition {replicates}")
        self.kernel.settle(arrays["genomes"], state)
        return state

    # -- records ---------------------------------------------------------------------------------------------------------

    def _record(self, state: State, counts: dict[str, Any], lived: npt.NDArray[np.bool_], first: int) -> Record:
        """Return the record of generations `first`, .. from counts (generations, R, ..), rows of the living only."""
        generations, replicates = lived.shape
        size, loci = float(self.definition.population.size), float(self.definition.task.loci)
        rows, which = np.nonzero(lived)
        generation = rows + first
        assays = self._assays(state, counts, rows, which, generation)
        trials = counts["trials"]
        worth: Floats | None = None
        if self.model.learner == EXPECTED:
            worth = self._expected(counts, "trials")
            trials = trials + np.rint(worth).astype(np.int64)
        used = np.cumsum(np.where(lived, trials, 0), axis=0) + state.trials_before
        state.trials_before = used[-1].copy()

        def column(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
            return values[rows, which]

        m = self.model
        mean = column(counts["excess"]) / size
        squares = column(counts["squares"]) * float(1 << (2 * int(m.square_shift))) / size
        table: Columns = {
            "generation": generation,
            "replicate": which,
            "individuals": (generation + 1) * self.definition.population.size,
            "lifetime_steps": column(used),
            "trials": column(trials),
            "fitness_mean": m.floor + m.unit * mean,
            "fitness_sd": m.unit * np.sqrt(np.maximum(squares - mean**2, 0.0)),
            "fitness_max": m.floor + m.unit * column(counts["largest"]),
        }
        plastic = column(counts["plastic"]) / (size * loci)
        if isinstance(self.definition.task, NKLandscape):
            table |= {"plastic": plastic, "kept_changes": column(counts["kept"]) / size}
        else:
            successes = column(counts["successes"])
            if worth is not None:
                successes = column(self._expected(counts, "success"))
            wrong = size * loci - column(counts["correct"]) - column(counts["plastic"])
            table |= {
                "correct": column(counts["correct"]) / (size * loci),
                "wrong": wrong / (size * loci),
                "plastic": plastic,
                "competent": column(counts["competent"]),
                "successes": successes,
                "assimilated": column(counts["assimilated"]),
            }
            if m.levels:
                table["budget_mean"] = column(counts["budget"]) / size
        return Record(generations=table, assays=assays)

    def _assays(
        self, state: State, counts: dict[str, Any], rows: Integers, which: Integers, generation: Integers
    ) -> Columns:
        """Return the assays of those rows whose generation is due."""
        every = self.definition.assays.every
        if every == 0:
            return {}
        due = generation % every == 0
        rows, which, generation = rows[due], which[due], generation[due]
        size = float(self.definition.population.size)
        extra: Columns
        if isinstance(self.kernel, NKKernel):
            scale = 256.0 / (size * float(self.definition.task.loci) * 2.0**32)
            innate, learned = (counts[name][rows, which] * scale for name in ("born", "learned"))
            extra = {"hamming": counts["hamming"][rows, which] / size, "optimum": self.kernel.optima()[which]}
        else:
            histogram = counts["histogram"][rows, which]  # (rows, H, L + 1)
            innate, learned = self._mean_worth(histogram, "innate"), self._mean_worth(histogram, "learned")
            levels = int(self.model.levels)
            extra = {"plastic_loci": histogram[:, : levels + 1].sum(axis=1)}
        founders = generation == 0
        state.founders_innate[which[founders]] = innate[founders]
        return {
            "generation": generation,
            "replicate": which,
            "innate": innate,
            "learned": learned,
            "learning_gain": learned - innate,
            "innate_share": innate_share(innate, learned, state.founders_innate[which]),
            **extra,
        }

    def _mean_worth(self, histogram: Integers, name: str) -> Floats:
        """Return the population mean of one field of `Worth`, given histograms (.., H, L + 1)."""
        worth = getattr(self._worth(), name)
        size = float(self.definition.population.size)
        rows = histogram.shape[-2]
        counted = (histogram * worth[:rows]).sum(axis=(-2, -1))
        # The packed kernel counts competent genotypes only; there the others are all worth the same.
        uncounted = size - histogram.sum(axis=(-2, -1))
        return np.asarray((counted + uncounted * worth[-1, 0]) / size)

    def _expected(self, counts: dict[str, Any], name: str) -> Floats:
        """Return population sums of a field of `Worth` over competent genotypes, whose lives are never drawn."""
        competent = int(self.model.levels) + 1
        return np.asarray((counts["histogram"][..., :competent, :] * getattr(self._worth(), name)[:competent]).sum(axis=(-2, -1)))

    def _worth(self) -> Any:
        if not hasattr(self, "_worths"):
            self._worths = worth_of(self.definition)
        return self._worths


class PackedKernel:
    """Genotype and excess in one word; see `baldwin.haystack.packed`."""

    def __init__(self, definition: HaystackDefinition, model: Model) -> None:
        self.definition, self.model = definition, model
        self.stop_fixed = definition.population.stop == "fixed" and not model.can_change
        self.replicates, self.size = definition.population.replicates, definition.population.size

    def empty(self) -> npt.NDArray[np.uint64]:
        # Not np.zeros: large arrays from np.empty come in huge pages, which random reads need.
        return np.empty((self.replicates, 3 * self.size), dtype=np.uint64)

    def _counts(self, *shape: int) -> tuple[Integers, Integers]:
        return np.zeros((*shape, len(SUMS)), np.int64), np.zeros((*shape, 1, self.definition.task.loci + 1), np.int64)

    def found(self, genomes: npt.NDArray[np.uint64]) -> dict[str, Integers]:
        from baldwin.haystack.packed import found_packed

        sums, histograms = self._counts(self.replicates)
        found_packed(genomes, self.model, sums, histograms)
        return _named(sums, histograms)

    def evolve(self, state: State, generations: int) -> dict[str, Integers]:
        from baldwin.haystack.packed import evolve_large, evolve_many

        sums, histograms = self._counts(self.replicates, generations)
        few = self.replicates < numba.get_num_threads() or self.size >= 32 * BLOCK
        if self.size >= LARGE and few and not self.stop_fixed:
            for r in range(self.replicates):
                born, side = state.generation + 1, state.sides[r : r + 1]
                evolve_large(state.genomes[r], side, born, r, True, self.model, sums[r], histograms[r])
        else:
            born, m = state.generation + 1, self.model
            evolve_many(state.genomes, state.sides, state.alive, born, self.stop_fixed, m, sums, histograms)
        return _named(sums, histograms)

    def living(self, state: State) -> npt.NDArray[np.uint64]:
        n = self.size
        if self.replicates == 1:  # a view: a large population is not copied to be saved
            return state.genomes[:, state.sides[0] * n : (state.sides[0] + 1) * n]
        return np.stack([row[side * n : (side + 1) * n] for row, side in zip(state.genomes, state.sides, strict=True)])

    def settle(self, living: npt.NDArray[np.uint64], state: State) -> None:
        state.genomes[:, : self.size] = living


class WideKernel:
    """A row of words per individual; see `baldwin.haystack.wide`."""

    def __init__(self, definition: HaystackDefinition, model: Model) -> None:
        self.definition, self.model = definition, model
        self.stop_fixed = definition.population.stop == "fixed" and not model.can_change
        self.replicates, self.size = definition.population.replicates, definition.population.size

    def empty(self) -> npt.NDArray[np.uint64]:
        from baldwin.haystack.wide import row_words

        return np.empty((self.replicates, 2, self.size, row_words(self.definition.task.loci)), dtype=np.uint64)

    def _counts(self, *shape: int) -> tuple[Integers, Integers]:
        rows = 2 * (int(self.model.levels) + 1)
        return np.zeros((*shape, len(SUMS)), np.int64), np.zeros((*shape, rows, self.definition.task.loci + 1), np.int64)

    def found(self, genomes: npt.NDArray[np.uint64]) -> dict[str, Integers]:
        from baldwin.haystack.wide import found_wide

        sums, histograms = self._counts(self.replicates)
        found_wide(genomes, self.model, sums, histograms)
        return _named(sums, histograms)

    def evolve(self, state: State, generations: int) -> dict[str, Integers]:
        from baldwin.haystack.wide import evolve_wide

        sums, histograms = self._counts(self.replicates, generations)
        born, m = state.generation + 1, self.model
        evolve_wide(state.genomes, state.sides, state.alive, born, self.stop_fixed, m, sums, histograms)
        return _named(sums, histograms)

    def living(self, state: State) -> npt.NDArray[np.uint64]:
        return state.genomes[np.arange(self.replicates), state.sides]

    def settle(self, living: npt.NDArray[np.uint64], state: State) -> None:
        state.genomes[:, 0] = living


class NKKernel(WideKernel):
    """Bits and flags on a landscape; see `baldwin.haystack.nk`."""

    def __init__(self, definition: HaystackDefinition, model: Model) -> None:
        from baldwin.haystack.nk import Climb, draw_landscapes

        super().__init__(definition, model)
        task, lifetime, fitness = definition.task, definition.lifetime, definition.fitness
        assert isinstance(task, NKLandscape)
        assert isinstance(fitness, LifetimeMean)
        steps = lifetime.trials if isinstance(lifetime, HillClimb) else 0
        self.climb = Climb(np.uint64(steps), fitness.change_cost, fitness.selection_exponent)
        count = 1 if task.shared else self.replicates
        self.landscapes = draw_landscapes(count, task.loci, 2 ** (task.epistasis + 1), model.seed)
        self._optima: Floats | None = None

    def _sums(self, *shape: int) -> Integers:
        from baldwin.haystack.nk import NK_SUMS

        return np.zeros((*shape, len(NK_SUMS)), np.int64)

    def found(self, genomes: npt.NDArray[np.uint64]) -> dict[str, Integers]:
        from baldwin.haystack.nk import NK_SUMS, found_nk

        sums = self._sums(self.replicates)
        found_nk(genomes, self.landscapes, self.climb, self.definition.assays.every > 0, self.model, sums)
        return _named(sums, None, NK_SUMS)

    def evolve(self, state: State, generations: int) -> dict[str, Integers]:
        from baldwin.haystack.nk import NK_SUMS, evolve_nk

        sums = self._sums(self.replicates, generations)
        every, born, m = self.definition.assays.every, state.generation + 1, self.model
        evolve_nk(
            state.genomes, self.landscapes, state.sides, state.alive, born, self.stop_fixed, every, self.climb, m, sums
        )
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


def _named(sums: Integers, histograms: Integers | None, names: tuple[str, ...] = SUMS) -> dict[str, Integers]:
    """Return counts by name, and whether the population lived at all (a stopped replicate leaves zeros)."""
    counts = {name: sums[..., i] for i, name in enumerate(names)}
    # Every life uses at least one trial, expected ones apart, whose incompetent or competent individuals are counted.
    counts["lived"] = (sums[..., names.index("trials")] > 0) | (sums[..., 2] > 0)
    if histograms is not None:
        counts["histogram"] = histograms
    return counts
