"""What passes to the children, who breeds, and the gene for how long to try."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from baldwin.definition.table import Table
from baldwin.haystack.definition.shares import Share

__all__ = ["BudgetGene", "Genetic", "Inheritance"]


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
