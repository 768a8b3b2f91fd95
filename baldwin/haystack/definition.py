"""Legal tables and fields of a haystack population: the Hinton-Nowlan family.

The events of one generation, in order (`baldwin.haystack.reference.needle` is the same in code):

1. in generations `task.move_every`, 2 `task.move_every`, ... the target flips at one random locus;
2. each individual lives: `lifetime` says how it learns, `fitness` what that is worth;
3. under Lamarckian inheritance, those who succeeded write what they learned into their germ line;
4. mothers and fathers are drawn in proportion to fitness, cross over, and the child mutates.

Generation 0 is the founders, who live (2, 3) but were not born of anyone.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from baldwin.definition.table import Table
from baldwin.schedules.world import ScheduledDefinition

__all__ = [
    "AllOrNone",
    "Binary",
    "BudgetGene",
    "Expected",
    "Flagged",
    "Genetic",
    "Geometric",
    "HaystackDefinition",
    "HillClimb",
    "Inheritance",
    "LifetimeMean",
    "LiteralTrials",
    "NKLandscape",
    "Needle",
    "NoLearning",
    "Ternary",
    "TimeRemaining",
]

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Loci = Annotated[int, Field(ge=2, le=65536, description="length of the genome in loci (L)")]
Trials = Annotated[int, Field(ge=1, le=2**20, description="guesses in one lifetime (G)")]
HitProbability = Annotated[
    float, Field(gt=0.0, lt=1.0, description="chance that one guess at one plastic locus is right; 0.5 is a fair coin")
]


# -- encodings ---------------------------------------------------------------------------------------------------------


class Ternary(Table):
    """Alleles correct, wrong and plastic (`1`, `0`, `?`), drawn independently per locus in the founders."""

    kind: Literal["ternary"] = "ternary"
    correct: Annotated[Share, Field(description="share of correct alleles among the founders")] = 0.25
    wrong: Annotated[Share, Field(description="share of wrong alleles among the founders")] = 0.25
    plastic: Annotated[Share, Field(description="share of plastic alleles among the founders")] = 0.5

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Self:
        total = self.correct + self.wrong + self.plastic
        if abs(total - 1.0) > 1e-9:
            raise ValueError(
                f"correct + wrong + plastic = {total:g}: founder shares must sum to 1. "
                f"With correct = {self.correct:g} and wrong = {self.wrong:g}, "
                f"plastic is {1.0 - self.correct - self.wrong:g}"
            )
        return self


class Binary(Table):
    """Alleles correct and wrong only: nothing is left to learning (the no-learning control)."""

    kind: Literal["binary"] = "binary"
    correct: Annotated[Share, Field(description="share of correct alleles among the founders")] = 0.5


class Flagged(Table):
    """A bit and a plastic flag per locus, for landscapes in which every phenotype has a score."""

    kind: Literal["flagged"] = "flagged"
    plastic: Annotated[
        Share, Field(description="share of plastic flags among the founders; bits start as fair coins")
    ] = 0.5


# -- tasks -------------------------------------------------------------------------------------------------------------


class Needle(Table):
    """A needle in a haystack: one phenotype of 2^L succeeds, all others are equally bad."""

    kind: Literal["needle"] = "needle"
    loci: Loci = 20
    move_every: Annotated[
        int,
        Field(
            ge=0,
            description="each replicate's target flips at one uniformly drawn locus in generations move_every, "
            "2 move_every, ..., before their lives; 0: it never moves",
        ),
    ] = 0


class NKLandscape(Table):
    """An NK landscape: each locus contributes by its own bit and K neighbours'; rugged for large K.

    A contribution is drawn for each locus and each setting of its K + 1 bits, uniform in [0, 1); a phenotype's score
    is the mean of its L contributions.
    """

    kind: Literal["nk"] = "nk"
    loci: Annotated[int, Field(ge=2, le=64, description="number of loci (N of NK)")] = 20
    epistasis: Annotated[
        int, Field(ge=0, le=16, description="neighbours to the right, in a circle, that each contribution reads (K)")
    ] = 4
    shared: Annotated[
        bool, Field(description="true: one landscape for all replicates; false: each replicate draws its own")
    ] = False


# -- lifetimes ---------------------------------------------------------------------------------------------------------


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


# -- fitness -----------------------------------------------------------------------------------------------------------

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

    Costs are those of `time_remaining`, in the same order.
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


# -- inheritance, strategy, budget -------------------------------------------------------------------------------------


class Inheritance(Table):
    """What passes to the children.

    Lamarckian, after the lives: in those who succeeded, each plastic locus becomes correct in the germ line with chance
    `fraction`, independently. On a landscape each bit that learning changed is written back with that chance; its
    plastic flag stays. Records and assays show genotypes as born.
    """

    kind: Annotated[
        Literal["baldwinian", "lamarckian", "darwinian"],
        Field(
            description="baldwinian: the genotype, unchanged by learning; lamarckian: what was learned is written "
            "into the germ line; darwinian: there is no learning before selection"
        ),
    ] = "baldwinian"
    fraction: Annotated[
        Share, Field(description="lamarckian: chance that each learned locus is written back, independently")
    ] = 1.0


class Genetic(Table):
    """Generational genetic algorithm: parents drawn with replacement in proportion to fitness, one child per mating.

    If every fitness is 0, parents are drawn uniformly. Without selfing, if nobody else has fitness, the father is
    another individual all the same (the mother's neighbour, after 1000 draws). A bit and its flag cross over together.
    """

    kind: Literal["genetic_algorithm"] = "genetic_algorithm"
    crossover: Annotated[
        Literal["one_point", "uniform", "none"],
        Field(
            description="one_point with cut k: loci 1..k from the mother, the rest from the father; "
            "uniform: each locus from either parent with chance 1/2; none: clones of the mother"
        ),
    ] = "one_point"
    cuts: Annotated[
        Literal["interior", "any"],
        Field(description="one-point cuts, drawn uniformly: interior 1..L-1, or any 0..L, whose ends copy one parent"),
    ] = "interior"
    selfing: Annotated[
        bool,
        Field(description="true: an individual may be both parents; false: the father is drawn again until he differs"),
    ] = True
    mutation_rate: Annotated[
        Share,
        Field(
            description="per locus per generation, independently; a mutated allele becomes one of the other alleles "
            "with equal chances (ternary: one of two; binary: the other; flagged: bit and flag mutate separately)"
        ),
    ] = 0.0


class BudgetGene(Table):
    """A gene g in 0..levels for how long to try: 2^g trials. Needs `geometric` or `literal` learning.

    It allows 2^g of the G = 2^levels trials: success must come by trial 2^g, but n still counts down from G (convention
    A: n = G - t), and scale = "trials" means G. Founders draw g uniformly from 0..levels. A child takes g whole from
    either parent with chance 1/2 (a clone: from the mother), and then it may step.
    """

    evolvable: Annotated[
        bool, Field(description="true: each individual carries the gene; `lifetime.trials` is 2^levels")
    ] = False
    levels: Annotated[int, Field(ge=1, le=20, description="largest value of the gene")] = 10
    upkeep: Annotated[
        float, Field(ge=0.0, lt=1.0, description="kappa: every individual's fitness is multiplied by (1 - kappa)^g")
    ] = 0.0
    step_rate: Annotated[
        Share, Field(description="chance that the child's g steps by one, up or down alike; past an end it stays put")
    ] = 0.05


class HaystackDefinition(ScheduledDefinition):
    """A population of the Hinton-Nowlan family."""

    encoding: Annotated[Ternary | Binary | Flagged, Field(discriminator="kind")] = Ternary()
    task: Annotated[Needle | NKLandscape, Field(discriminator="kind")] = Needle()
    lifetime: Annotated[LiteralTrials | Geometric | Expected | NoLearning | HillClimb, Field(discriminator="kind")] = (
        LiteralTrials()
    )
    fitness: Annotated[TimeRemaining | AllOrNone | LifetimeMean, Field(discriminator="kind")] = TimeRemaining()
    inheritance: Inheritance = Inheritance()
    strategy: Genetic = Genetic()
    budget: BudgetGene = BudgetGene()
