"""What passes to the children, who breeds, and the gene for how long to try."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from baldwin.definition.table import Table
from baldwin.haystack.definition.shares import Share

__all__ = ["BudgetGene", "Genetic", "Inheritance"]


class Inheritance(Table):
    """What passes to the children.

    Lamarckian, after the lives: in those who succeeded, each plastic locus becomes correct in the germ line with chance
    `fraction`, independently. On a landscape each bit that learning changed is written back with that chance; its
    plastic flag stays. Where alleles are guessed for a score, each plastic locus becomes, with that chance, what it was
    in the best guess. Records and assays show genotypes as born.
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


LATER: Final = {"selection": "proportional", "replacement": "generational"}
"""Fields that came later, as everything was before them."""

USED: Final[dict[str, dict[str, Any]]] = {
    "tournament": {"tournament_size": 2},
    "truncation": {"truncation_share": 0.5},
    "steady_state": {"replaces": "random"},
}
"""What a choice of `selection` or `replacement` uses, with its defaults; there is nothing of it without that choice."""


class Genetic(Table):
    """Genetic algorithm: parents are drawn by their fitness, with replacement, one child per mating.

    proportional: in proportion to fitness; if every fitness is 0, uniformly. Without selfing, if nobody else has
    fitness, the father is another individual all the same (the mother's neighbour, after 1000 draws). tournament: the
    fittest of `tournament_size` entrants, each drawn uniformly with replacement, the first drawn of equals; without
    selfing the father's entrants are drawn from all but the mother. truncation: uniformly among the fittest
    floor(truncation_share * N), at least one; which of equals are among them is drawn. A bit and its flag cross over
    together.

    steady_state: N births a generation, one after the other. Parents are drawn from those living; the child lives at
    once, then takes the place of one who lived before it, parents included. Records show those living after N births.
    """

    kind: Literal["genetic_algorithm"] = "genetic_algorithm"
    selection: Annotated[
        Literal["proportional", "tournament", "truncation"],
        Field(description="how parents are drawn: in proportion to fitness, by tournament, or among the fittest"),
    ] = "proportional"
    tournament_size: Annotated[
        Annotated[int, Field(ge=1, le=1024)] | None,
        Field(description="tournament: entrants, of whom the fittest wins; 1: selection is blind"),
    ] = None
    truncation_share: Annotated[
        Annotated[float, Field(gt=0.0, le=1.0)] | None,
        Field(
            description="truncation: share of population.size, however few are alive, that may be parents: the fittest"
        ),
    ] = None
    crossover: Annotated[
        Literal["one_point", "uniform", "none"],
        Field(
            description="one_point with cut k: loci 1..k from the mother, the rest from the father; "
            "uniform: each locus from either parent with chance 1/2; none: clones of the mother"
        ),
    ] = "one_point"
    cuts: Annotated[
        Literal["interior", "any", "fixed"],
        Field(
            description="one-point cuts, drawn uniformly: interior 1..L-1, or any 0..L, whose ends copy one parent; "
            "fixed: always `cut`"
        ),
    ] = "interior"
    cut: Annotated[
        Annotated[int, Field(ge=1, le=65535)] | None,
        Field(description="fixed: loci 1..cut come from the mother, the others from the father"),
    ] = None
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

    replacement: Annotated[
        Literal["generational", "steady_state"],
        Field(description="generational: N children take the place of all parents at once; steady_state: one by one"),
    ] = "generational"
    replaces: Annotated[
        Literal["random", "worst", "loser"] | None,
        Field(
            description="steady_state: whose place a child takes: anyone's, that of one of the least fit (drawn among "
            "equals), or of the last drawn of the least fit entrants of the mother's tournament"
        ),
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _what_is_used_has_a_default(cls, given: Any) -> Any:
        """Fill in what the chosen ways use."""
        if not isinstance(given, dict):
            return given
        chosen = [given.get(name, usual) for name, usual in LATER.items()]
        return {**{name: value for one in chosen for name, value in USED.get(str(one), {}).items()}, **given}

    @model_serializer(mode="wrap")
    def _only_what_is_said(self, serialised: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what is as it always was: populations keep their canonical form, and with it their ids."""
        fields: dict[str, Any] = serialised(self)
        return {name: value for name, value in fields.items() if value is not None and LATER.get(name) != value}


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
