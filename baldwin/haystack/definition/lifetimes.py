"""How a haystack individual learns, one way a class."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from baldwin.definition.table import Table
from baldwin.haystack.definition.shares import Share

__all__ = ["TYPES", "Classroom", "Expected", "Geometric", "HillClimb", "LiteralTrials", "NoLearning"]

TYPES: Final = ("non_learners", "random_learners", "smart_learners")
"""Types of learners in a classroom, in the order of their numbers 0, 1, 2; names of the columns of their shares."""

Trials = Annotated[int, Field(ge=1, le=2**20, description="guesses in one lifetime (G)")]
HitProbability = Annotated[
    float, Field(gt=0.0, lt=1.0, description="chance that one guess at one plastic locus is right; 0.5 is a fair coin")
]


class LiteralTrials(Table):
    """Every trial is drawn, as in 1987: all plastic loci are guessed afresh until they are all right.

    A life that succeeds on trial t uses t trials; one without success uses all G, or 1 if it has no plastic locus. A
    correct genome without plastic loci succeeds on trial 1; a genome with a wrong allele never does.
    """

    kind: Literal["literal"] = "literal"
    trials: Trials = 1000
    hit_probability: HitProbability = 0.5


class Geometric(Table):
    """The trial of first success is drawn at once from its geometric law; same law as `literal`, faster."""

    kind: Literal["geometric"] = "geometric"
    trials: Trials = 1000
    hit_probability: HitProbability = 0.5


class Expected(Table):
    """Every genotype gets the expected fitness of its lives: same mean as `geometric`, no luck.

    The mean is over the trial of success, costs included. In the records `successes` is an expectation, and so is
    `trials`: its sum over the population, rounded.
    """

    kind: Literal["expected"] = "expected"
    trials: Trials = 1000
    hit_probability: HitProbability = 0.5


class Classroom(Table):
    """Learners of three types in one population: non-learners, random learners and smart learners.

    A non-learner sets its plastic loci once, at birth: its one trial. A random learner guesses them all afresh in each
    of G trials, by fair coins. A smart learner remembers what it tried: it goes through the 2^q settings of its q
    plastic loci in an order drawn at random, none twice, so that it succeeds by trial 2^q, on any of them alike, or
    fails if that is after G. Success on trial t is worth the same to all. The type is inherited whole, from either
    parent with chance 1/2 (a clone: from the mother), and then it may change to one of the other two.
    """

    kind: Literal["classroom"] = "classroom"
    trials: Trials = 1000
    random_learners: Annotated[Share, Field(description="share of random learners among the founders")] = 1 / 3
    smart_learners: Annotated[
        Share, Field(description="share of smart learners among the founders; the rest are non-learners")
    ] = 1 / 3
    random_cost: Annotated[
        float, Field(ge=0.0, lt=1.0, description="a random learner's fitness is multiplied by 1 - random_cost")
    ] = 0.0
    smart_cost: Annotated[
        float, Field(ge=0.0, lt=1.0, description="a smart learner's fitness is multiplied by 1 - smart_cost")
    ] = 0.0
    type_mutation_rate: Annotated[
        Share, Field(description="chance that a child's type changes to one of the other two, with equal chances")
    ] = 0.0

    @model_validator(mode="after")
    def _shares_are_of_one_whole(self) -> Self:
        total = self.random_learners + self.smart_learners
        if total > 1.0 + 1e-9:
            most = max(1.0 - self.random_learners, 0.0)
            raise ValueError(
                f"random_learners + smart_learners = {total:g}: shares of one population. "
                f"With random_learners = {self.random_learners:g}, smart_learners is at most {most:g}"
            )
        return self


class NoLearning(Table):
    """No learning (control): plastic loci are set once, at birth, and stay as they fell.

    Each is right with `hit_probability`; this is the life's one trial. Success is worth the whole bonus, whatever
    `convention` and `scale` say. On a landscape the inherited bits are the phenotype, and `hit_probability` is unused.
    """

    kind: Literal["none"] = "none"
    hit_probability: HitProbability = 0.5


class HillClimb(Table):
    """Local search on a landscape: each trial flips one plastic locus and keeps it if the score is not lower.

    The locus is drawn uniformly among the plastic ones. A life without any uses 1 trial.
    """

    kind: Literal["hill_climb"] = "hill_climb"
    trials: Annotated[int, Field(ge=1, le=2**20, description="trials in one lifetime (steps)")] = 20
