"""How a haystack individual learns, one way a class."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from baldwin.definition.table import Table

__all__ = ["Expected", "Geometric", "HillClimb", "LiteralTrials", "NoLearning"]

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
