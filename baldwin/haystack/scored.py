"""Populations of a task that scores phenotypes with NumPy: births are compiled, lives vectorised over everybody."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.haystack.contracts import ScoredTask
from baldwin.haystack.definition import Flagged, HaystackDefinition
from baldwin.haystack.kernels.graded import SCORE_UNITS
from baldwin.haystack.kernels.model import Model
from baldwin.haystack.layouts import Booleans, Integers, State, WideKernel, climb_of
from baldwin.haystack.lives import chances, climb, first_words, guess, scored_by
from baldwin.haystack.model import counted_of
from baldwin.haystack.randomness import Stream, key
from baldwin.haystack.worlds import World

__all__ = ["ScoredKernel"]

Words = npt.NDArray[np.uint64]

GENE, EXCESS_SHIFT = np.uint64(0xFFFF), np.uint64(16)  # of the last word of a row, as in `kernels.wide_life`
ROOM = 2**22  # loci of phenotypes that are scored at once
GUESSING = (
    *("correct", "plastic", "competent", "successes", "assimilated", "trials", "excess", "largest", "squares"),
    *("squares_high", "budget", "born", "grown"),
)
CLIMBING = ("plastic", "trials", "excess", "largest", "squares", "squares_high", "kept", "born", "grown", "hamming")


class ScoredKernel(WideKernel):
    """Guesses or climbs for the scores of a task; see `baldwin.haystack.lives`."""

    def __init__(self, definition: HaystackDefinition, *, can_change: bool) -> None:
        super().__init__(definition, can_change=can_change)
        self.climbs = isinstance(definition.encoding, Flagged)
        self.entries = ("bear_all", "close_all") if definition.survival.given else ("bear_all",)

    def evolve(self, state: State, world: World, m: Model, moves: Booleans) -> dict[str, Integers]:
        from baldwin.haystack.kernels.births import bear_all, close_all

        shape = (self.replicates, moves.size)
        names = CLIMBING if self.climbs else GUESSING
        names = ("lived", *names, *(("living", "survivors") if m.absolute else ()))
        counts: dict[str, Integers] = {name: np.zeros(shape, np.int64) for name in names}
        if not self.climbs:
            counts["histogram"] = self._counts(*shape)[1]
        for g, moved in enumerate(moves):
            born = state.generation + 1 + g
            living = np.flatnonzero(state.alive)
            if not living.size:
                break
            going = state.sides, state.alive, state.living
            bear_all(state.genomes, *going, born, bool(moved), self.climbs, m)
            populations = [state.genomes[r, state.sides[r], : state.living[r]] for r in living]
            rows = np.concatenate(populations)
            for name, values in self._lived(rows, living, state.living[living], born, world, m).items():
                counts[name][living, g] = values
            counts["lived"][living, g] = 1
            for population, lived in zip(populations, _split(rows, state.living[living]), strict=True):
                population[:] = lived
            if m.absolute:
                ends = np.zeros((self.replicates, 2), np.int64)
                close_all(state.genomes, *going, m, ends)
                counts["living"][:, g], counts["survivors"][:, g] = ends.T
            if self.stop_fixed:
                same = np.array([_fixed(population, m) for population in populations])
                state.alive[living] &= ~same
        return {name: one.swapaxes(0, 1) for name, one in counts.items()}

    def _lived(
        self, rows: Words, living: Integers, sizes: Integers, born: int, world: World, m: Model
    ) -> dict[str, Integers]:
        """Let rows (n, words) live, `sizes` of each replicate: set excess and germ line; return counts (A, ..)."""
        first = {stream: _words(stream, living, born, sizes, m) for stream in (Stream.LIFE, Stream.WRITE_BACK)}
        every = self.definition.assays.every
        if every and born % every == 0:
            first[Stream.ASSAY] = _words(Stream.ASSAY, living, born, sizes, m)
        live, parts = _climb if self.climbs else _guess, []
        room = max(1, ROOM // int(m.loci))
        for start in range(0, len(rows), room):
            some = slice(start, start + room)
            parts.append(live(rows[some], {stream: words[some] for stream, words in first.items()}, world, m))
        starts = np.cumsum(sizes) - sizes
        lives = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        found = {name: np.add.reduceat(values.astype(np.int64), starts) for name, values in lives.items()}
        excess = lives["excess"].astype(np.uint64)
        squares = excess * excess
        found |= {
            "largest": np.maximum.reduceat(excess, starts).astype(np.int64),
            "squares": np.add.reduceat(squares & np.uint64(0xFFFFFFFF), starts).astype(np.int64),
            "squares_high": np.add.reduceat(squares >> np.uint64(32), starts).astype(np.int64),
        }
        if not self.climbs:
            classes = (m.levels + 1) * (lives["competent"] == 0) + lives["budget"]
            places = classes * int(m.loci + 1) + lives["plastic"]
            size = 2 * (m.levels + 1) * int(m.loci + 1)
            each = [np.bincount(one, minlength=size) for one in _split(places, sizes)]
            found["histogram"] = np.stack(each).reshape(living.size, 2 * (m.levels + 1), -1)
        return found


def _split(values: npt.NDArray[Any], sizes: Integers) -> list[npt.NDArray[Any]]:
    """Return what is of each replicate, `sizes` values, one after the other."""
    return np.split(values, np.cumsum(sizes)[:-1])


def _words(stream: Stream, living: Integers, born: int, sizes: Integers, m: Model) -> Words:
    """Return the first word in a stream of each individual, a replicate after the other."""
    keys = [key(int(m.seed), int(r), born, stream) for r in living]
    return np.concatenate([first_words(one, np.arange(size)) for one, size in zip(keys, sizes, strict=True)])


def _popcount(words: Words) -> Integers:
    counted: Integers = np.bitwise_count(words).sum(axis=1, dtype=np.int64)
    return counted


def _guess(rows: Words, first: dict[Stream, Words], world: World, m: Model) -> dict[str, Any]:
    """Let rows guess: write excess and germ line; return what each life counts for."""
    task, half, loci = world.definition.task, (rows.shape[1] - 1) // 2, int(m.loci)
    assert isinstance(task, ScoredTask)
    scored, hit = scored_by(task), (m.hit_probability, int(m.hit_threshold))
    right, plastic, gene = rows[:, :half].copy(), rows[:, half:-1].copy(), (rows[:, -1] & GENE).astype(np.int64)
    correct, q = _popcount(right), _popcount(plastic)
    limits = 2**gene if m.levels else np.full(len(rows), int(m.trials))
    counted = np.where(q > 0, *counted_of(world.definition))
    lived = guess(right, plastic, first[Stream.LIFE], limits, counted, scored, hit, loci)
    used = np.where(lived.found > 0, lived.found, np.where(q > 0, limits, 1))
    competent = correct + q == loci
    fitness = 1.0 + m.bonus * ((lived.held if m.timed else lived.best).astype(np.float64) / SCORE_UNITS)
    fitness *= np.where(competent | m.price_everyone, m.plasticity_price[q], 1.0)
    fitness *= m.upkeep_price[gene]
    fitness -= m.trial_cost * used
    excess = _rounded(np.maximum(fitness, 0.0) - m.floor, m)
    rows[:, -1] = gene.astype(np.uint64) | excess << EXCESS_SHIFT
    if m.write_back > 0:
        written = plastic & chances(first[Stream.WRITE_BACK], m.write_back, loci)
        rows[:, half:-1] ^= written
        rows[:, :half] |= lived.kept & written
    found = {"correct": correct, "plastic": q, "competent": competent, "successes": lived.found > 0}
    found |= {"assimilated": correct == loci, "trials": used, "excess": excess, "budget": gene}
    if Stream.ASSAY in first:
        assay = guess(right, plastic, first[Stream.ASSAY], limits, counted, scored, hit, loci)
        found |= {"born": assay.first, "grown": assay.best}
    return found


def _climb(rows: Words, first: dict[Stream, Words], world: World, m: Model) -> dict[str, Any]:
    """Let rows climb: write excess and germ line; return what each life counts for."""
    task, half, loci = world.definition.task, (rows.shape[1] - 1) // 2, int(m.loci)
    assert isinstance(task, ScoredTask)
    rules, scored = climb_of(world.definition), scored_by(task)
    steps, bits, flags = int(rules.steps), rows[:, :half].copy(), rows[:, half:-1].copy()
    lived = climb(bits, flags, first[Stream.LIFE], steps, scored, loci)
    fitness = lived.total.astype(np.float64) / (float(steps + 1) * SCORE_UNITS) - rules.change_cost * lived.kept
    fitness = np.maximum(fitness, 0.0)
    powered = fitness.copy()
    for _ in range(rules.exponent - 1):
        powered *= fitness
    excess = _rounded(powered, m)
    rows[:, -1] = excess << EXCESS_SHIFT
    if m.write_back > 0:
        rows[:, :half] ^= (bits ^ lived.adult) & chances(first[Stream.WRITE_BACK], m.write_back, loci)
    q = _popcount(flags)
    used = np.where((q > 0) & (steps > 0), steps, 1)
    found = {"plastic": q, "trials": used, "excess": excess, "kept": lived.kept}
    if Stream.ASSAY in first:
        assay = climb(bits, flags, first[Stream.ASSAY], steps, scored, loci)
        found |= {"born": assay.born, "grown": assay.grown, "hamming": _popcount(assay.adult ^ bits)}
    return found


def _rounded(fitness: npt.NDArray[np.float64], m: Model) -> Words:
    """Return fitness above the floor in the units that selection reads."""
    if m.unit <= 0.0:
        return np.zeros(fitness.shape, np.uint64)
    return (fitness / m.unit + 0.5).astype(np.uint64)


def _fixed(rows: Words, m: Model) -> bool:
    """Return whether all genotypes (N, words) are the same, with nothing left to be written back."""
    half = (rows.shape[1] - 1) // 2
    genomes = rows.copy()
    genomes[:, -1] &= GENE
    left = m.write_back > 0 and bool(rows[:, half:-1].any())
    return not left and bool((genomes == genomes[:1]).all())
