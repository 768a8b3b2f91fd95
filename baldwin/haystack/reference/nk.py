"""The landscape to be read: `baldwin.haystack.kernels.nk` in plain Python, the same words and the same bits.

Genomes are lists of bits with lists of plastic flags; parents are drawn as in `baldwin.haystack.reference.selection`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from baldwin.haystack.kernels.model import Model
from baldwin.haystack.kernels.nk import Climb
from baldwin.haystack.randomness import Stream, key, multiply_high, word
from baldwin.haystack.reference.selection import Words, births, draw_parent, fittest, survivors

__all__ = ["Climbed", "Individual", "climbed", "draw_landscape", "founders", "generation", "score", "scored_on"]

Landscape = list[list[int]]
Scored = Callable[[tuple[int, ...]], int]
"""What a phenotype scores on one landscape."""


@dataclass
class Individual:
    """Born with `bits` and `flags`; `germ_line` is what it passes on in place of its bits."""

    bits: list[int]
    flags: list[int]
    excess: int = 0
    kept: int = 0
    germ_line: list[int] | None = None


def draw_landscape(seed: int, replicate: int, loci: int, epistasis: int) -> Landscape:
    """Return the contributions of each locus for each setting of the K + 1 bits that it reads, 32-bit integers."""
    stream, cells = key(seed, replicate, 0, Stream.LANDSCAPE), 2 ** (epistasis + 1)
    return [[word(stream, i * cells + j) >> 32 for j in range(cells)] for i in range(loci)]


def score(bits: Sequence[int], landscape: Landscape) -> int:
    """Return the sum of contributions; locus i reads bits i, i + 1, .. i + K in a circle, its own bit lowest."""
    loci, reads = len(bits), len(landscape[0]).bit_length() - 1
    windows = (sum(bits[(i + j) % loci] << j for j in range(reads)) for i in range(loci))
    return sum(row[window] for row, window in zip(landscape, windows, strict=True))


def scored_on(landscape: Landscape) -> tuple[Scored, float]:
    """Return what phenotypes score on a landscape, and the score that is worth 1."""
    return partial(score, landscape=landscape), float(len(landscape)) * 2.0**32


def founders(replicate: int, scored: Scored, full: float, climb: Climb, m: Model) -> list[Individual]:
    """Return generation 0: every bit and flag drawn on its own; then they live.

    `scored` is what a phenotype scores, in whole numbers, of which `full` is worth 1.
    """
    stream, loci = key(int(m.seed), replicate, 0, Stream.FOUNDER), int(m.loci)
    population = []
    for i in range(int(m.size)):
        bits = [int(word(stream, i, locus) >> 1 < m.founder_correct) for locus in range(loci)]
        flags = [int(word(stream, i, loci + locus) >> 1 < m.founder_plastic) for locus in range(loci)]
        population.append(Individual(bits, flags))
    return _all_live(population, replicate, 0, scored, full, climb, m)


def generation(
    parents: list[Individual],
    replicate: int,
    born: int,
    scored: Scored,
    full: float,
    climb: Climb,
    m: Model,
    *,
    moves: bool = False,
) -> list[Individual]:
    """Return the children of `parents`, who have lived; none where none survive.

    Before their lives the target, if the task has one, `moves` or not.
    """

    def words(stream: Stream, i: int) -> Words:
        return partial(word, key(int(m.seed), replicate, born, stream), i)

    parents = survivors(parents, m)
    children, among = [], fittest(parents, lambda i: words(Stream.RANK, i)(0), m)
    for i in range(births(len(parents), m)):
        mother = father = draw_parent(parents, words(Stream.MOTHER, i), m, among=among)
        if m.crossover:
            another = None if m.selfing or len(parents) == 1 else mother
            father = draw_parent(parents, words(Stream.FATHER, i), m, another, among)
        child = _cross(parents[mother], parents[father], words(Stream.CROSSOVER, i), m)
        _mutate(child, words(Stream.MUTATION, i), m)
        children.append(child)
    loci = range(int(m.loci))
    flips = [multiply_high(words(Stream.TARGET, 0)(0), int(m.loci))] if moves else []
    flips += [locus for locus in loci if m.flip and words(Stream.TARGET_FLIPS, 0)(locus) < m.flip]
    for child in children:
        for locus in flips:
            child.bits[locus] ^= 1
    return _all_live(children, replicate, born, scored, full, climb, m)


def _all_live(
    population: list[Individual], replicate: int, born: int, scored: Scored, full: float, climb: Climb, m: Model
) -> list[Individual]:
    life = key(int(m.seed), replicate, born, Stream.LIFE)
    writing = key(int(m.seed), replicate, born, Stream.WRITE_BACK)
    for i, climber in enumerate(population):
        _live(climber, partial(word, life, i), partial(word, writing, i), scored, full, climb, m)
    return population


class Climbed(NamedTuple):
    """One life on a landscape: the bits it ends with, its score at birth and after each trial, and changes kept."""

    bits: list[int]
    scores: list[int]
    kept: int


def climbed(bits: Sequence[int], flags: Sequence[int], words: Words, scored: Scored, climb: Climb) -> Climbed:
    """Climb: each trial flips one plastic locus and keeps the change if the score is not lower."""
    bits = tuple(bits)
    plastic, kept = [i for i, flag in enumerate(flags) if flag], 0
    now = scored(bits)
    scores = [now]
    for t in range(int(climb.steps)):
        if plastic:
            locus = plastic[multiply_high(words(t), len(plastic))]
            changed = tuple(bit ^ (i == locus) for i, bit in enumerate(bits))
            then = scored(changed)
            if then >= now:
                bits, now = changed, then
                kept += 1
        scores.append(now)
    return Climbed(list(bits), scores, kept)


def _live(
    climber: Individual, words: Words, writing: Words, scored: Scored, full: float, climb: Climb, m: Model
) -> None:
    """Let an individual climb, and set what its life achieved."""
    bits, scores, climber.kept = climbed(climber.bits, climber.flags, words, scored, climb)
    total = sum(scores)
    fitness = max(float(total) / (float(climb.steps + 1) * full) - climb.change_cost * float(climber.kept), 0.0)
    powered = fitness
    for _ in range(climb.exponent - 1):
        powered *= fitness
    climber.excess = int(powered / m.unit + 0.5)
    written = [
        int(was != now and writing(i) >> 1 < int(m.write_back))
        for i, (was, now) in enumerate(zip(climber.bits, bits, strict=True))
    ]
    climber.germ_line = [bit ^ w for bit, w in zip(climber.bits, written, strict=True)]


def _cross(mother: Individual, father: Individual, words: Words, m: Model) -> Individual:
    loci = range(int(m.loci))
    cut = int(m.cut_low) + multiply_high(words(0), int(m.cut_count))
    from_mother = {0: [True for _ in loci], 1: [i < cut for i in loci], 2: [bool(words(0) >> i & 1) for i in loci]}[
        m.crossover
    ]
    assert mother.germ_line is not None
    assert father.germ_line is not None
    bits = [a if take else b for take, a, b in zip(from_mother, mother.germ_line, father.germ_line, strict=True)]
    flags = [a if take else b for take, a, b in zip(from_mother, mother.flags, father.flags, strict=True)]
    return Individual(bits, flags)


def _mutate(child: Individual, words: Words, m: Model) -> None:
    """Flip each bit and each flag, 2 L loci in a row, with the mutation rate."""
    loci = len(child.bits)
    locus = n = 0
    while m.survive.size and locus < 2 * loci and words(n) >= m.survive[2 * loci - locus]:
        locus += next(d for d in range(1, 2 * loci - locus + 1) if words(n) >= m.survive[d]) - 1
        side = child.bits if locus < loci else child.flags
        side[locus % loci] ^= 1
        locus += 1
        n += 2
