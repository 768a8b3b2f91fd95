"""The haystack engine: chooses a kernel for a definition, and turns what kernels count into records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.assimilation import innate_share
from baldwin.definition.stop import Stop
from baldwin.engine import Arrays, Columns, Record
from baldwin.haystack.contracts import is_scored
from baldwin.haystack.definition import TYPES, Flagged, Graded, HaystackDefinition, NKLandscape, NoLearning
from baldwin.haystack.founding import given_founders
from baldwin.haystack.kernels.graded import SCORE_UNITS
from baldwin.haystack.kernels.model import EXPECTED, Model
from baldwin.haystack.layouts import (
    GradedKernel,
    Kernel,
    NKKernel,
    PackedKernel,
    State,
    SteadyKernel,
    WideKernel,
    one_thread,
    worth_threads,
)
from baldwin.haystack.records import in_order, joined
from baldwin.haystack.scored import ScoredKernel
from baldwin.haystack.stopping import advance_until_stopped
from baldwin.haystack.wing import uses_packed_words
from baldwin.haystack.worlds import Stretch, World, Worlds
from baldwin.numba_cache import are_compiled
from baldwin.schedules.world import extremes
from baldwin.stop_rules import Course, courses_as_arrays, courses_of

__all__ = ["HaystackEngine"]

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class HaystackEngine:
    """Evolves the replicates of one haystack definition; see `baldwin.engine.Engine`."""

    def __init__(self, definition: HaystackDefinition) -> None:
        self.definition = definition
        self.worlds = Worlds(definition)
        can_change = self.worlds.can_change()
        self.kernel: Kernel
        if isinstance(definition.task, NKLandscape):
            self.kernel = NKKernel(definition, can_change=can_change)
        elif isinstance(definition.task, Graded):
            self.kernel = GradedKernel(definition, can_change=can_change)
        elif is_scored(definition.task):
            self.kernel = ScoredKernel(definition, can_change=can_change)
        elif definition.strategy.replacement == "steady_state":
            self.kernel = SteadyKernel(definition, can_change=can_change)
        elif all(map(uses_packed_words, _worlds_met(definition))):
            self.kernel = PackedKernel(definition, can_change=can_change)
        else:
            self.kernel = WideKernel(definition, can_change=can_change)

    @property
    def model(self) -> Model:
        """The numbers that the founders' lives are computed with; without a schedule, all lives."""
        return self.worlds.at(0).model

    @property
    def notice(self) -> str | None:
        """Say that kernels have to be compiled first, if they have."""
        if are_compiled(self.kernel.entries):
            return None
        return "Compiling kernels, once for this version of baldwin: some 5 seconds."

    def found(self) -> tuple[State, Record]:
        """Return the founders, having lived, and the record of generation 0."""
        if self.notice:
            self._compile()
        return self._first()

    def _first(self) -> tuple[State, Record]:
        replicates = self.definition.population.replicates
        genomes = self.kernel.empty()
        if (given := given_founders(self.definition)) is not None:
            self.kernel.place(given, genomes)
        state = State(
            generation=-1,  # founders are the generation after it
            genomes=genomes,
            sides=np.zeros(replicates, dtype=np.int64),
            alive=np.ones(replicates, dtype=np.bool_),
            trials_before=np.zeros(replicates, dtype=np.int64),
            founders_innate=np.full(replicates, np.nan),
            living=np.full(replicates, self.definition.population.size, dtype=np.int64),
            individuals_before=np.zeros(replicates, dtype=np.int64),
            courses=[Course() for _ in range(replicates)],
        )
        return self.advance(state, 1)

    def _compile(self) -> None:
        """Compile on a population of two, so that compiler and population are not in memory together."""
        tiny = {"size": 2, "replicates": 1, "stop": "never"}
        population = self.definition.population.model_copy(update=tiny)
        engine = HaystackEngine(self.definition.model_copy(update={"population": population, "stop": Stop()}))
        engine.kernel.by_blocks = self.kernel.by_blocks
        state, _ = engine._first()
        engine.advance(state, 1)

    def advance(self, state: State, generations: int) -> tuple[State, Record]:
        """Return the state `generations` later, and the record of the generations in between."""
        if self.definition.stop.given:
            record = advance_until_stopped(self.definition, self._onward, state, generations)
        else:
            record = self._onward(state, generations)
        lived = record.generations.get("generation", ())
        if not state.alive.any() and len(lived):  # kernels were asked for more than there was left to live
            state.generation = int(np.max(lived))
        return state, record

    def _onward(self, state: State, generations: int) -> Record:
        """Evolve those alive, whatever a stop rule says, together while their worlds are alike; return the record."""
        apart, records = self.worlds.by_replicate and bool(state.alive.any()), list[Record]()
        while generations and (state.alive.any() or not apart):
            replicates, count = np.flatnonzero(state.alive).tolist() if apart else [0], 0
            for one in self.worlds.stretches(state.generation + 1, generations, replicates):
                records.append(self._stretch(state, one, list(one.replicates) if apart else slice(None)))
                count = one.moves.size
            state.generation += count
            generations -= count
        return in_order(joined(records)) if apart else joined(records)

    def _stretch(self, state: State, one: Stretch, whose: list[int] | slice) -> Record:
        """Evolve those alive of some replicates through a stretch, while the others rest; return the record."""
        resting = state.alive.copy()
        resting[whose] = False
        state.alive = state.alive & ~resting
        before = state.alive.copy()
        replicates, lives = int(before.sum()), self.definition.population.size * one.moves.size
        with one_thread(bool(resting.any()) and not worth_threads(self.kernel, replicates, lives)):
            counts = self.kernel.evolve(state, one.world, one.numbers, one.moves)
        lived, born = before & counts["lived"].astype(np.bool_), state.generation + 1
        state.alive = state.alive | resting
        record = self._record(state, one.world, counts, lived, born)
        record.assays.update(self._elsewhere(one.replicates[0], counts, record.assays, born))
        return record

    def _elsewhere(self, replicate: int, counts: dict[str, Any], assays: Columns, first: int) -> Columns:
        """Return ability in the named world of a replicate, for the rows of assays; nothing where none is named."""
        if self.definition.assays.world is None or not assays:
            return {}
        there = self.worlds.at(self.definition.assays.world, replicate)
        place = assays["generation"] - first, assays["replicate"]
        histogram, size = counts["histogram"][place], self._sizes(counts)[place]
        return {f"world_{name}": self._mean_worth(there, histogram, size, name) for name in ("innate", "learned")}

    def generation(self, state: State) -> int:
        """Return how many reproductions lie behind `state`."""
        return state.generation

    def finished(self, state: State) -> bool:
        """Return whether every replicate has ended: extinct, fixed (`population.stop = "fixed"`), or stopped."""
        return not state.alive.any()

    def save(self, state: State) -> Arrays:
        """Return `state` as named arrays; genomes of the living only."""
        absolute = {"living": state.living, "individuals_before": state.individuals_before}
        arrays = {
            "generation": np.array([state.generation]),
            "genomes": self.kernel.living(state),
            "alive": state.alive,
            "trials_before": state.trials_before,
            "founders_innate": state.founders_innate,
            **(absolute if self.definition.survival.given else {}),
        }
        return arrays | (courses_as_arrays(state.courses) if self.definition.stop.given else {})

    def adopted(self, arrays: Arrays) -> Arrays:
        """Return the state that this run would have saved where one that it goes on from saved `arrays`."""
        population, absolute = self.definition.population, self.definition.survival.given
        living = arrays.get("living", np.full(population.replicates, population.size, dtype=np.int64))
        if not absolute and (living < population.size).any():
            raise ValueError("its population has shrunk by absolute selection. Set survival.threshold here too")
        before = living * 0 + population.size * (int(arrays["generation"][0]) + 1)
        standing = {"living": living, "individuals_before": before} if absolute else {}
        new = [Course() for _ in range(population.replicates)]
        courses = courses_as_arrays(new) if self.definition.stop.given else {}
        return {**courses, **standing, **arrays, "genomes": self.kernel.adopted(arrays["genomes"])}

    def restore(self, arrays: Arrays) -> State:
        """Return the state that `save` gave. Raises KeyError or ValueError if the arrays are not such a state."""
        replicates, size = self.definition.population.replicates, self.definition.population.size
        generation, absolute = int(arrays["generation"][0]), self.definition.survival.given
        everyone = np.full(replicates, size, dtype=np.int64)
        state = State(
            generation=generation,
            genomes=self.kernel.empty(),
            sides=np.zeros(replicates, dtype=np.int64),
            alive=arrays["alive"].copy(),
            trials_before=arrays["trials_before"].copy(),
            founders_innate=arrays["founders_innate"].copy(),
            living=arrays["living"].copy() if absolute else everyone,
            individuals_before=arrays["individuals_before"].copy() if absolute else everyone * (generation + 1),
            courses=courses_of(arrays) if self.definition.stop.given else [],
        )
        if state.alive.shape != (replicates,):
            raise ValueError(f"the state has {state.alive.size} replicates, the definition {replicates}")
        self.kernel.settle(arrays["genomes"], state)
        return state

    # -- records
    # ---------------------------------------------------------------------------------------------------------

    def _record(
        self, state: State, world: World, counts: dict[str, Any], lived: npt.NDArray[np.bool_], first: int
    ) -> Record:
        """Return the record of generations `first`, .. from counts (generations, R, ..), rows of the living only."""
        m = world.model
        loci = float(self.definition.task.loci)
        rows, which = np.nonzero(lived)
        generation = rows + first
        assays = self._assays(state, world, counts, rows, which, generation)
        trials = counts["trials"]
        worth: Floats | None = None
        if m.learner == EXPECTED:
            worth = self._expected(world, counts, "trials")
            trials = trials + np.rint(worth).astype(np.int64)
        everyone = bool(lived.all())
        used = np.cumsum(trials if everyone else np.where(lived, trials, 0), axis=0) + state.trials_before
        state.trials_before = used[-1].copy()

        def column(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
            return values.ravel() if everyone else values[rows, which]

        sizes = self._sizes(counts)
        size = column(sizes)
        individuals = np.cumsum(sizes if everyone else np.where(lived, sizes, 0), axis=0) + state.individuals_before
        state.individuals_before = individuals[-1].astype(np.int64)
        mean = column(counts["excess"]) / size
        squares = (column(counts["squares"]) + 2.0**32 * column(counts["squares_high"])) / size
        table: Columns = {
            "generation": generation,
            "replicate": which,
            "individuals": column(individuals).astype(np.int64),
            "lifetime_steps": column(used),
            "trials": column(trials),
            "fitness_mean": m.floor + m.unit * mean,
            "fitness_sd": m.unit * np.sqrt(np.maximum(squares - mean**2, 0.0)),
            "fitness_max": m.floor + m.unit * column(counts["largest"]),
        }
        alleles, plastic = size * loci, column(counts["plastic"])
        if isinstance(self.definition.encoding, Flagged):
            table |= {"plastic": plastic / alleles, "kept_changes": column(counts["kept"]) / size}
        else:
            correct = column(counts["correct"])
            successes = column(counts["successes"] if worth is None else self._expected(world, counts, "success"))
            table |= {
                "correct": correct / alleles,
                "wrong": (alleles - correct - plastic) / alleles,
                "plastic": plastic / alleles,
                "competent": column(counts["competent"]),
                "successes": successes,
                "assimilated": column(counts["assimilated"]),
            }
            if m.types:
                table |= self._types(counts["histogram"], column)
            if m.levels:
                table["budget_mean"] = column(counts["budget"]) / size
        if self.definition.survival.given:
            table |= {name: column(counts[name]) for name in ("living", "survivors")}
        return Record(generations=table, assays=assays)

    def _types(self, histogram: Integers, column: Callable[[npt.NDArray[Any]], npt.NDArray[Any]]) -> Columns:
        """Return the share of each type of learner, from a histogram (generations, R, H, L + 1)."""
        counts = histogram.sum(axis=-1)
        counts = counts[..., : len(TYPES)] + counts[..., len(TYPES) :]
        size = np.maximum(column(counts.sum(axis=-1)), 1)
        return {name: column(np.ascontiguousarray(counts[..., kind])) / size for kind, name in enumerate(TYPES)}

    def _sizes(self, counts: dict[str, Any]) -> Floats:
        """Return how many individuals (generations, R) lived in each generation."""
        if self.definition.survival.given:
            return np.asarray(counts["living"], np.float64)
        return np.full(counts["lived"].shape, float(self.definition.population.size))

    def _assays(
        self, state: State, world: World, counts: dict[str, Any], rows: Integers, which: Integers, generation: Integers
    ) -> Columns:
        """Return the assays of those rows whose generation is due."""
        every = self.definition.assays.every
        if every == 0:
            return {}
        due = generation % every == 0
        rows, which, generation = rows[due], which[due], generation[due]
        size = self._sizes(counts)[rows, which]
        extra: Columns
        if isinstance(self.kernel, NKKernel):
            scale = 256.0 / (size * float(self.definition.task.loci) * 2.0**32)
            innate, learned = (counts[name][rows, which] * scale for name in ("born", "learned"))
            extra = {"hamming": counts["hamming"][rows, which] / size, "optimum": self.kernel.optima()[which]}
        elif "hamming" in counts:
            innate, learned = (counts[name][rows, which] / (size * SCORE_UNITS) for name in ("born", "grown"))
            extra = {"hamming": counts["hamming"][rows, which] / size}
        else:
            histogram = counts["histogram"][rows, which]  # (rows, H, L + 1)
            if "born" in counts:
                innate, learned = (counts[name][rows, which] / (size * SCORE_UNITS) for name in ("born", "grown"))
            else:
                innate, learned = (self._mean_worth(world, histogram, size, name) for name in ("innate", "learned"))
            levels = int(world.model.largest_gene)
            extra = {"plastic_loci": histogram[:, : levels + 1].sum(axis=1)}
        founders = generation == 0
        state.founders_innate[which[founders]] = innate[founders]
        share = innate_share(innate, learned, state.founders_innate[which])
        if isinstance(self.definition.lifetime, NoLearning):
            share = np.full(share.shape, np.nan)  # what was never learned cannot have become innate
        return {
            "generation": generation,
            "replicate": which,
            "innate": innate,
            "learned": learned,
            "learning_gain": learned - innate,
            "innate_share": share,
            **extra,
        }

    def _mean_worth(self, world: World, histogram: Integers, size: Floats, name: str) -> Floats:
        """Return the population mean of one field of `Worth`, given histograms (n, H, L + 1) and sizes (n,)."""
        worth = getattr(world.worth, name)
        rows = histogram.shape[-2]
        counted = (histogram * worth[:rows]).sum(axis=(-2, -1))
        # The packed kernel counts competent genotypes only; there the others are all worth the same.
        uncounted = size - histogram.sum(axis=(-2, -1))
        return np.asarray((counted + uncounted * worth[-1, 0]) / size)

    def _expected(self, world: World, counts: dict[str, Any], name: str) -> Floats:
        """Return population sums of a field of `Worth` over competent genotypes, whose lives are never drawn."""
        competent = int(world.model.levels) + 1
        return np.asarray(
            (counts["histogram"][..., :competent, :] * getattr(world.worth, name)[:competent]).sum(axis=(-2, -1))
        )


def _worlds_met(definition: HaystackDefinition) -> Iterator[HaystackDefinition]:
    """Yield definitions whose numbers genomes in memory carry: of its own worlds, and of those before a branch."""
    yield from extremes(definition)
    if definition.founders.parent is not None:
        yield from extremes(definition.founders.parent)
