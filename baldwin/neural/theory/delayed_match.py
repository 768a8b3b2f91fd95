"""Rules on two binary stimuli, one of which holds in a life: their truth tables, and who infers which it is, exactly.

Whatever is answered, the outcome tells the right answer, so that nothing is gained by trying: an observer who keeps the
rules that fit all pairs seen so far, and answers with most of them, is optimal. What it knows is which of the four
pairs it has seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from baldwin.neural.theory.reference_policy import Floats

__all__ = ["PAIRS", "RULES", "TABLES", "answers", "inferring", "majority", "new_pair", "seen_pairs", "table"]

# Right answers to the pairs 00, 01, 10, 11 (first stimulus, second stimulus); each rule is followed by its opposite.
TABLES: dict[str, str] = {
    "and": "0001",
    "nand": "1110",
    "or": "0111",
    "nor": "1000",
    "01": "0100",
    "not_01": "1011",
    "10": "0010",
    "not_10": "1101",
    "first": "0011",
    "not_first": "1100",
    "second": "0101",
    "not_second": "1010",
    "match": "1001",
    "mismatch": "0110",
}
RULES = tuple(TABLES)
PAIRS = 4


def table(rule: str) -> Floats:
    """Return the right answers (4,) to the four pairs."""
    return np.array([float(digit) for digit in TABLES[rule]])


@lru_cache(maxsize=32)
def answers(met: tuple[str, ...], examined: tuple[str, ...]) -> Floats:
    """Return how often the observer is right (E, 16, 4): by rule that holds, set of pairs seen, and pair that is shown.

    Sets are numbers of four binary digits, the last of which stands for the pair 00.

    Args:
        met: the rules that it holds possible, all as likely.
        examined: the rules, some of these, that hold.
    """
    known = np.array([table(rule) for rule in met])
    found = np.zeros((len(examined), 2**PAIRS, PAIRS))
    for i, rule in enumerate(examined):
        true = table(rule)
        for seen in range(2**PAIRS):
            pairs = [pair for pair in range(PAIRS) if seen >> pair & 1]
            fits = known[(known[:, pairs] == true[pairs]).all(axis=1)]
            ones = fits.mean(axis=0)
            answer = np.where(np.abs(ones - 0.5) < 1e-9, 0.5, ones > 0.5)
            found[i, seen] = np.where(true > 0.5, answer, 1.0 - answer)
    return found


@lru_cache(maxsize=32)
def seen_pairs(trials: int) -> Floats:
    """Return the chance (T, 16) of each set of pairs having been seen before a trial, pairs being drawn at random."""
    found = np.zeros((trials, 2**PAIRS))
    found[0, 0] = 1.0
    for t in range(1, trials):
        for seen in range(2**PAIRS):
            for pair in range(PAIRS):
                found[t, seen | 1 << pair] += found[t - 1, seen] / PAIRS
    return found


def inferring(met: Sequence[str], examined: Sequence[str], trials: int) -> Floats:
    """Return how often the observer is right in each trial (E, T), by rule that holds."""
    right = answers(tuple(met), tuple(examined)).mean(axis=2)
    found: Floats = right @ seen_pairs(trials).T
    return found


def new_pair(met: Sequence[str], examined: Sequence[str], trials: int) -> float:
    """Return how often the observer is right where a pair is shown for the first time in a life."""
    right = answers(tuple(met), tuple(examined)).mean(axis=0)
    new = np.array([[1.0 - (seen >> pair & 1) for pair in range(PAIRS)] for seen in range(2**PAIRS)])
    weight = seen_pairs(trials).sum(axis=0)[:, None] * new
    return float((weight * right).sum() / weight.sum())


def majority(met: Sequence[str], examined: Sequence[str]) -> float:
    """Return how often one is right who never learns, and answers each pair with most of the rules."""
    return float(answers(tuple(met), tuple(examined))[:, 0].mean())
