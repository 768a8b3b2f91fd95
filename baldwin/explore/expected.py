"""What theory says of a population before anything runs, as figures: it moves with the controls."""

from __future__ import annotations

import numpy as np

from baldwin.definition import Definition
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Floats, Series
from baldwin.presentation import Presentation, presentation_of

__all__ = ["expected"]

LONGEST = 20_000  # generations of a recursion that a page waits for
MOST_PLACES = 4096  # of a curve over plastic loci


def expected(definition: Definition) -> dict[str, Figure]:
    """Return the figures of theory by name, none where nothing is known in closed form."""
    presentation = presentation_of(definition)
    found = {
        "expected_shares": _shares(presentation, definition.population.generations),
        "expected_worth": _worth(presentation),
        "expected_policies": _policies(presentation),
    }
    return {name: figure for name, figure in found.items() if figure is not None}


def _series(label: str, values: Floats, first: int = 0) -> Series:
    nothing = np.full(values.size, np.nan)
    x = np.arange(first, first + values.size, dtype=np.float64)
    return Series(label, x, np.asarray(values, np.float64), nothing, nothing, 0)


def _figure(panel: Panel, title: str, caption: str) -> Figure:
    return Figure(((panel,),), "theory", title, caption, switched=False)


def _shares(presentation: Presentation, generations: int) -> Figure | None:
    """Return the shares of alleles that the recursion expects; None where there is none, or it is too long to wait."""
    theory = presentation.recursion(generations) if 0 < generations <= LONGEST else None
    if theory is None:
        return None
    curves = {allele: Curve(_series(allele, values), allele, key=allele) for allele, values in theory.shares.items()}
    axes = ChartAxis("generation", 0.0, generations, whole=True), ChartAxis("share of alleles", -0.01, 1.0)
    caption = f"Shares of alleles by the {' '.join(theory.label.split())}."
    return _figure(Panel(*axes, curves), "What is inherited, by theory", caption)


def _worth(presentation: Presentation) -> Figure | None:
    """Return what genomes without a wrong allele are worth, by their plastic loci; None where that is not known."""
    search = presentation.search
    fitness = search.fitness() if search is not None else None
    if fitness is None or fitness[0].size > MOST_PLACES:
        return None
    curves = {
        name: Curve(_series(label, values), name, key=name)
        for (name, label), values in zip(_LIVES.items(), fitness, strict=True)
    }
    high = float(np.nanmax(np.concatenate(fitness)))
    x = ChartAxis("plastic loci", 0.0, fitness[0].size - 1, whole=True)
    panel = Panel(x, ChartAxis("expected fitness", 0.0, 1.04 * high), curves)
    caption = (
        "What genomes without a wrong allele are worth to selection. Without learning one genome alone has an "
        "advantage; with learning those near it have one too, the more the less there is to learn."
    )
    return _figure(panel, "What learning makes of the landscape", caption)


_LIVES = {"learned": "with learning", "innate": "without"}


def _policies(presentation: Presentation) -> Figure | None:
    """Return the scores of reference policies trial by trial; None where lives have no trials."""
    found = presentation.reference_policies()
    if not found or max(one.scores.size for one in found) < 2:
        return None
    first, label = presentation.clock
    curves = {
        f"policy{place}": Curve(_series(one.name, one.scores, first), _LOOKS[place % len(_LOOKS)])
        for place, one in enumerate(found)
    }
    ends = float(first), float(first + max(one.scores.size for one in found) - 1)
    panel = Panel(ChartAxis(label, *ends, whole=True), ChartAxis(f"score{presentation.better}"), curves)
    caption = "What is to be learned in one life: mean scores of reference policies, from the best known to chance."
    return _figure(panel, "What a life could be, by theory", caption)


_LOOKS = ("learned", "innate", "single", "best", "chance")
