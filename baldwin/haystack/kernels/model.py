"""What kernels compute with: the numbers of a definition, and the names of what they count."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "BLOCK",
    "CROSSOVERS",
    "EXPECTED",
    "GEOMETRIC",
    "LITERAL",
    "LOSER",
    "NONE",
    "NON_LEARNER",
    "PROPORTIONAL",
    "RANDOM_LEARNER",
    "REPLACES",
    "SELECTIONS",
    "SMART_LEARNER",
    "SUMS",
    "TOURNAMENT",
    "TRUNCATION",
    "WORST",
    "Model",
]

BLOCK = 32768
"""Individuals per block: sums of floats are taken within blocks, then over blocks, whatever the threads."""

NONE, LITERAL, GEOMETRIC, EXPECTED = range(4)
NON_LEARNER, RANDOM_LEARNER, SMART_LEARNER = range(3)
CROSSOVERS = {"none": 0, "one_point": 1, "uniform": 2}
SELECTIONS = {"proportional": 0, "tournament": 1, "truncation": 2}
PROPORTIONAL, TOURNAMENT, TRUNCATION = range(3)
REPLACES = {"random": 0, "worst": 1, "loser": 2}
WORST, LOSER = 1, 2

SUMS = (
    "correct",
    "plastic",
    "competent",
    "successes",
    "assimilated",
    "trials",
    "excess",
    "largest",
    "squares",
    "budget",
    "squares_high",
    "living",
    "survivors",
)
"""Integers that a generation leaves of each population, in the kernels' order.

Squares of the excess are exact: where they may have 64 bits, their upper 32 are added up as `squares_high`.

Beside them, a histogram (H, L + 1) counts individuals by number of plastic loci: row g for competent ones with budget
gene g, then (general kernel only) as many rows for incompetent ones.
"""


class Model(NamedTuple):
    """Everything that a generation depends on, as numbers; one field has one meaning in every kernel.

    Selection reads fitness = floor + unit * excess with an integer excess per individual, so that sums are exact.
    """

    size: np.uint64  # N
    loci: np.uint64  # L
    seed: np.uint64
    given: bool  # founders lie in memory already, and are not drawn
    founder_correct: np.uint64  # thresholds of 63-bit words: correct below this,
    founder_plastic: np.uint64  # plastic below this, wrong else
    founder_plastic_loci: np.uint64  # plastic alleles of each founder where their number is exact; else 0
    binary: bool  # alleles correct and wrong only: mutation flips
    learner: int  # NONE, LITERAL, GEOMETRIC or EXPECTED
    trials: np.uint64  # G
    hit_probability: float
    hit_threshold: np.uint64  # of 64-bit words: a guess at one locus is right below this
    table: npt.NDArray[np.uint64]  # alias tables of the geometric law, (Q + 1, 2^cell_bits)
    cell_bits: np.uint64
    floor: float
    unit: float
    parents_floor: float  # the same two numbers where the parents lived, from which they are drawn
    parents_unit: float
    timed: bool  # excess grows with trials left
    credit_from: np.uint64  # excess of success on trial T is credit_from - T
    credit_innate: int  # excess of the correct genome without plastic loci; -1: it is held never to have learned
    priced: bool  # fitness is no longer a whole number of trials: compute it, then round to units
    bonus: float  # per trial left, if timed; else for success
    plasticity_price: npt.NDArray[np.float64]  # (1 - c)^q for q = 0..L
    price_everyone: bool
    trial_cost: float
    upkeep_price: npt.NDArray[np.float64]  # (1 - kappa)^g for g = 0..levels; of types, 1 - cost
    levels: int  # of the budget gene; 0: there is none
    types: bool  # a learner is of a type, which lies in the place of the budget gene
    largest_gene: int  # of either gene; 0 where there is none
    type_founder: npt.NDArray[np.uint64]  # 63-bit thresholds: below the first a non-learner, then a random learner
    type_mutation: np.uint64  # threshold of 64-bit words
    budget_step: np.uint64  # threshold of 64-bit words
    expected_excess: npt.NDArray[np.uint32]  # by q, for EXPECTED lives; competent then incompetent genomes, (2, L + 1)
    write_back: np.uint64  # 63-bit threshold of writing one learned locus back; 0: Baldwinian
    absolute: bool  # whether only survivors are parents
    least: np.uint64  # excess of a survivor, at least
    parents_least: np.uint64  # the same where the parents lived
    offspring: int  # most of a survivor, in thousandths; 0: no limit
    selection: int
    tournament_size: np.uint64
    truncated: np.uint64  # how many of the fittest are parents under truncation
    replaces: int  # whose place a child takes in a steady state
    crossover: int
    cut_low: np.uint64  # cuts are cut_low + below(cut_count)
    cut_count: np.uint64
    selfing: bool
    survive: npt.NDArray[np.uint64]  # (1 - u)^d * 2^64: d loci in a row escape mutation; empty: u = 0
    flip: np.uint64  # threshold of 64-bit words: a locus of the target flips below this
    can_change: bool  # identical genotypes need not stay so, even with nothing left to write back
