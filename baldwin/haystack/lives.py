"""Lives that try phenotypes for their scores, vectorised over individuals with NumPy.

The same lives, word for word and bit for bit, as `baldwin.haystack.reference.graded` (guesses) and
`baldwin.haystack.reference.nk` (climbs) live one by one, whatever the task scores. Scores are integers here, of which
SCORE_UNITS are the score 1, so that sums are exact. Genomes are words (n, W) of uint64, locus 0 in the lowest bit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.errors import RunError
from baldwin.haystack.contracts import ScoredTask
from baldwin.haystack.kernels.graded import SCORE_UNITS
from baldwin.haystack.randomness import GOLDEN

__all__ = [
    "Climbed",
    "Guessed",
    "Scored",
    "_words_at",
    "chances",
    "climb",
    "first_words",
    "guess",
    "packed",
    "phenotypes",
    "scored_by",
]

Words = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]
Scored = Callable[[Words], Words]
"""Genomes as words (n, W) -> scores (n,) in units."""

_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


# -- words and phenotypes ----------------------------------------------------------------------------------------------


def _mix(x: Words) -> Words:
    """Return `baldwin.haystack.randomness.mix` of each counter."""
    x = (x ^ (x >> np.uint64(30))) * _M1
    x = (x ^ (x >> np.uint64(27))) * _M2
    mixed: Words = x ^ (x >> np.uint64(31))
    return mixed


def first_words(stream_key: int, individuals: Integers) -> Words:
    """Return the first word of each individual in a stream."""
    return _mix(np.uint64(stream_key) + np.uint64(GOLDEN) * (individuals.astype(np.uint64) + np.uint64(1)))


def _words_at(first: Words, n: npt.ArrayLike) -> Words:
    """Return the n-th words of individuals whose first words are `first`; the two are broadcast."""
    counter = np.asarray(n, dtype=np.uint64)
    return np.where(counter == 0, first, _mix(first + np.uint64(GOLDEN) * counter))


def phenotypes(words: Words, loci: int) -> npt.NDArray[np.bool_]:
    """Return genomes (n, W) as booleans (n, loci)."""
    octets = np.ascontiguousarray(words.astype("<u8", copy=False)).view(np.uint8)
    return np.unpackbits(octets, axis=1, count=loci, bitorder="little").view(np.bool_)


def packed(bits: npt.NDArray[np.bool_]) -> Words:
    """Return booleans (n, loci) as words (n, W)."""
    octets = np.packbits(bits, axis=1, bitorder="little")
    whole = np.zeros((len(bits), 8 * -(-bits.shape[1] // 64)), np.uint8)
    whole[:, : octets.shape[1]] = octets
    return whole.view("<u8").astype(np.uint64, copy=False)


def scored_by(task: ScoredTask) -> Scored:
    """Return what a task gives genomes.

    Raises:    RunError: when it is called and finds that the task gave something other than a number from 0 to 1 each.
    """

    def scored(words: Words) -> Words:
        return _units(task, task.score(phenotypes(words, task.loci)), len(words))

    return scored


def _units(task: ScoredTask, found: Any, count: int) -> Words:
    """Return scores as integers, or say what is wrong with them."""
    scores = np.asarray(found)
    name = f"{task.own_code.name}: {type(task).__name__}" if task.own_code is not None else type(task).__name__
    if scores.shape != (count,) or scores.dtype.kind not in "biuf":
        kind = type(found).__name__ if scores.dtype.kind not in "biuf" else f"shape {scores.shape}"
        raise RunError(f"{name}.score of {count} phenotypes returns {kind}. Return numbers of shape ({count},).")
    wrong = ~((scores >= 0) & (scores <= 1))  # NaN too
    if wrong.any():
        raise RunError(f"{name}.score returns {scores[wrong][0]}. Return numbers from 0 to 1, the best possible.")
    return np.rint(scores * float(SCORE_UNITS)).astype(np.uint64)


def chances(first: Words, threshold: np.uint64, loci: int) -> Words:
    """Return words (n, W) of the loci whose own word, of 63 bits, lies below a threshold."""
    return packed(_words_at(first[:, None], np.arange(loci)) >> np.uint64(1) < threshold)


# -- trial and error ---------------------------------------------------------------------------------------------------


class Guessed(NamedTuple):
    """What lives of guesses came to, one number or genome each."""

    held: Words  # sum of the best score so far over the trials that count
    best: Words  # score at the end
    kept: Words  # (n, W) the phenotype that reached it first
    found: Integers  # trial, from 1, on which the score was 1; 0 if it never was
    first: Words  # score of the first guess


def guess(
    right: Words,
    plastic: Words,
    first: Words,
    limits: Integers,
    counted: Integers,
    scored: Scored,
    hit: tuple[float, int],
    loci: int,
    history: npt.NDArray[np.float64] | None = None,
) -> Guessed:
    """Let individuals guess their plastic loci afresh in each trial, and keep the best phenotype so far.

    Args:      right, plastic: alleles, words (n, W); first: words (n,) of each one's stream; limits: trials of each
               life, >= 1; counted: of these, the first whose best score counts; hit: chance of a right guess, and its
               threshold of 64-bit words.
               history: (n, trials + 1), to be filled with the best score after each trial, 0 to 1.
    """
    learns = plastic.any(axis=1)
    limits = np.where(learns, limits, 1)
    best, held, kept = np.zeros(len(right), np.uint64), np.zeros(len(right), np.uint64), right.copy()
    found, opening, trying = np.zeros(len(right), np.int64), best.copy(), np.arange(len(right))
    trial = 0
    while trying.size:
        tried = right[trying] | (_guesses(first[trying], trial, plastic.shape[1], hit, loci) & plastic[trying])
        scores = scored(tried)
        better = np.full(trying.size, True) if trial == 0 else scores > best[trying]
        best[trying[better]], kept[trying[better]] = scores[better], tried[better]
        opening = best.copy() if trial == 0 else opening
        held[trying] += np.where(trial < counted[trying], best[trying], np.uint64(0))
        trial += 1
        if history is not None:
            history[:, trial] = best / SCORE_UNITS
        won = best[trying] == SCORE_UNITS
        found[trying[won]] = trial
        trying = trying[~won & (limits[trying] > trial)]
    made = np.where(found > 0, found, limits)
    held += np.maximum(counted - made, 0).astype(np.uint64) * best
    if history is not None:
        history[:, trial + 1 :] = best[:, None] / SCORE_UNITS
    return Guessed(held, best, kept, found, opening)


def _guesses(first: Words, trial: int, width: int, hit: tuple[float, int], loci: int) -> Words:
    """Return words (n, W) of right guesses: of fair coins a bit a locus, else a word."""
    if hit[0] == 0.5:
        return _words_at(first[:, None], trial * width + np.arange(width))
    return packed(_words_at(first[:, None], trial * loci + np.arange(loci)) < np.uint64(hit[1]))


# -- hill climbing -----------------------------------------------------------------------------------------------------


class Climbed(NamedTuple):
    """What climbs came to, one number or genome each."""

    total: Words  # sum of the score over birth and all trials
    born: Words  # score at birth
    grown: Words  # score at the end
    adult: Words  # (n, W) bits at the end
    kept: Integers  # flips that were kept


def climb(
    bits: Words,
    flags: Words,
    first: Words,
    steps: int,
    scored: Scored,
    loci: int,
    history: npt.NDArray[np.float64] | None = None,
) -> Climbed:
    """Let individuals flip one plastic bit in each of `steps` trials, and keep it where the score is not lower.

    Args:      bits, flags: words (n, W); first: words (n,) of each one's stream; history: (n, steps + 1), to be filled
               with the score at birth and after each trial, 0 to 1.
    """
    plastic = phenotypes(flags, loci)
    q = plastic.sum(axis=1)
    order = np.argsort(~plastic, axis=1, kind="stable")  # plastic loci first, by place
    able = np.flatnonzero(q)
    adult, born = bits.copy(), scored(bits)
    now, total, kept = born.copy(), born.copy(), np.zeros(len(bits), np.int64)
    if history is not None:
        history[:, 0] = born / SCORE_UNITS
    for step in range(steps):
        if able.size:
            locus = order[able, _below(_words_at(first[able], step), q[able].astype(np.uint64))]
            changed = adult[able]
            changed[np.arange(able.size), locus // 64] ^= np.uint64(1) << (locus % 64).astype(np.uint64)
            then = scored(changed)
            keeps = then >= now[able]
            adult[able[keeps]], now[able[keeps]] = changed[keeps], then[keeps]
            kept[able[keeps]] += 1
        total += now
        if history is not None:
            history[:, step + 1] = now / SCORE_UNITS
    return Climbed(total, born, now, adult, kept)


def _below(words: Words, n: Words) -> Integers:
    """Return floor(word * n / 2^64) for n < 2^32, in products that fit 64 bits."""
    high = ((words >> _HALF) * n + (((words & _LOW) * n) >> _HALF)) >> _HALF
    return high.astype(np.int64)
