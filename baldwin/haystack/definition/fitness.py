"""What a life is worth to selection, with the prices of learning."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from baldwin.definition.table import Table

__all__ = ["AllOrNone", "LifetimeMean", "TimeRemaining"]

LearningCost = Annotated[
    float,
    Field(ge=0.0, lt=1.0, description="c: fitness is multiplied by (1 - c)^q, q plastic loci"),
]
Payers = Annotated[
    Literal["competent", "everyone"],
    Field(description="who pays plasticity_cost: genomes without a wrong allele, or all"),
]
TrialCost = Annotated[
    float,
    Field(
        ge=0.0,
        le=1e6,
        description="fitness lost per trial used, by everyone (an unsuccessful life uses all its trials; "
        "one without plastic loci uses 1); fitness never falls below 0",
    ),
]


class TimeRemaining(Table):
    """Fitness 1 + bonus * n / scale, with n the trials left after success; 1 without success.

    With all costs, in this order: max(0, (1 + bonus n / scale) (1 - c)^q (1 - kappa)^g - trial_cost * trials), where q
    counts plastic loci, g is the budget gene, kappa its upkeep, and `trials` are those used in life. Under convention A
    with scale = "trials", n < G: nobody gets quite all of the bonus.

    Where phenotypes have scores, n is the sum of the best score so far: over the first G - 1 trials under convention A,
    over all G under B, and as A under C but for genomes without plastic loci. For a needle, that is the same n.
    """

    kind: Literal["time_remaining"] = "time_remaining"
    bonus: Annotated[
        float, Field(ge=0.0, le=1e6, description="what success with n = scale trials left adds to the fitness of 1")
    ] = 19.0
    scale: Annotated[
        Literal["trials"] | Annotated[float, Field(gt=0.0, le=1e9)],
        Field(description='divisor of n: "trials" (19n/G), or a number such as 1000.0 (19n/1000 whatever G is)'),
    ] = "trials"
    convention: Annotated[
        Literal["A", "B", "C"],
        Field(
            description="trials left after success on trial t: A: n = G - t; B: n = G - t + 1; "
            "C: as A for learners, n = G for the genome with no plastic locus"
        ),
    ] = "A"
    credit_innate: Annotated[
        bool,
        Field(
            description="false: a correct genome without plastic loci counts as unsuccessful, with fitness 1 "
            "(the slip of a 2017 replication)"
        ),
    ] = True
    plasticity_cost: LearningCost = 0.0
    plasticity_cost_on: Payers = "competent"
    trial_cost: TrialCost = 0.0


class AllOrNone(Table):
    """Fitness 1 + bonus for success at any time, 1 without: no credit for learning quickly.

    Costs are those of `time_remaining`, in the same order. Where phenotypes have scores, the bonus is multiplied by the
    best of the life.
    """

    kind: Literal["all_or_none"] = "all_or_none"
    bonus: Annotated[float, Field(ge=0.0, le=1e6, description="what success adds to the fitness of 1")] = 19.0
    plasticity_cost: LearningCost = 0.0
    plasticity_cost_on: Payers = "competent"
    trial_cost: TrialCost = 0.0


class LifetimeMean(Table):
    """Mean score over birth and trials 1..T, less `change_cost` for each flip that was kept.

    A trial counts with the score of the phenotype kept so far; fitness is max(0, mean - costs)^selection_exponent.
    """

    kind: Literal["lifetime_mean"] = "lifetime_mean"
    change_cost: Annotated[
        float, Field(ge=0.0, le=1.0, description="fitness lost per kept flip, one that undoes another included")
    ] = 0.0
    selection_exponent: Annotated[
        int, Field(ge=1, le=64, description="selection reads the fitness after cost to this power: larger is stricter")
    ] = 1
