"""The genes of plasticity rules over generations, block by block, and when in life the evolved period is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle

import numpy as np

from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Floats, band_note, series
from baldwin.figures.tables import last_generation
from baldwin.presentation import presentation_of
from baldwin.store import Run

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 71
NEEDS = "one run with assays of lives that change by a plasticity rule, or within an evolved period"

LOOKS = ("single", "learned", "innate", "plastic", "best", "wrong", "correct")
MEASURES = {
    "gene_size": ("mean |gene|", False),
    "gene_spread": ("spread (sd)", False),
    "gene_silent": ("share near 0", True),
    "gene_gini": ("inequality (Gini)", False),
}
PERIOD = {"period_opening": ("opens", "innate"), "period_closing": ("closes", "learned")}
REST = "modulator and rates"


def applies(runs: Runs) -> bool:
    """Return whether there is one run with such genes."""
    return len(runs) == 1 and any(name in runs[0].assays for name in ("gene_size", *PERIOD))


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: the period, then a row for each tensor, a panel for each summary, a curve for each block."""
    del generations
    run = runs[0]
    rows = [tuple(_period(run))] if "period_closing" in run.assays else []
    if "gene_size" in run.assays:
        values = {name: np.atleast_2d(run.assays[name]) for name in MEASURES}
        tensors = _tensors(run)
        terms = dict.fromkeys(term for places in tensors.values() for term in places)
        looks = dict(zip(terms, cycle(LOOKS), strict=False))
        rows += [_row(run, tensor, places, values, looks) for tensor, places in tensors.items()]
    note = band_note(series(run.assays, run.assays["generation"], ""))
    return Figure(
        tuple(row for row in rows if row),
        note,
        "Plasticity genes, block by block",
        "What evolved of the rule by which synapses change: size, spread, share near 0 and inequality of the genes of "
        "each block, over generations; and from when to when a life is plastic, where that evolves.",
    )


def _tensors(run: Run) -> dict[str, dict[str, int]]:
    """Return tensor -> term -> place of its block; what belongs to no tensor comes last."""
    blocks: Sequence[str] = presentation_of(run.definition).rule_blocks
    count = np.atleast_2d(run.assays["gene_size"]).shape[1]
    if len(blocks) != count:  # a record of another version says no names
        blocks = [f"block {number}" for number in range(1, count + 1)]
    found: dict[str, dict[str, int]] = {}
    alone: dict[str, int] = {}
    for place, block in enumerate(blocks):
        term, _, tensor = block.partition(".")
        if tensor and term != "modulator":
            found.setdefault(tensor, {})[term] = place
        else:
            alone[tensor or block] = place
    return found | ({REST: alone} if alone else {})


def _row(
    run: Run, tensor: str, places: Mapping[str, int], values: Mapping[str, Floats], looks: Mapping[str, str]
) -> tuple[Panel, ...]:
    """Return the panels of one tensor; of blocks that are single numbers their size alone."""
    panels = []
    for measure, (label, percent) in MEASURES.items():
        shown = {term: values[measure][:, place] for term, place in places.items()}
        spread = any(values["gene_spread"][:, place].any() for place in places.values())
        if measure != "gene_size" and not spread:
            continue
        key = f"{measure.removeprefix('gene_')}_{tensor.replace(' ', '_')}"
        curves = {
            f"{key}_{term}": Curve(series(run.assays, column, term), looks[term]) for term, column in shown.items()
        }
        y = ChartAxis(label, 0.0, 1.02 if percent else None, percent=percent)
        panels.append(Panel(_generations(run), y, curves, tensor, size=0.65))
    return tuple(panels)


def _period(run: Run) -> Iterator[Panel]:
    """Yield when the period opens and closes, and how strong plasticity is in it."""
    curves = {name: Curve(series(run.assays, run.assays[name], label), look) for name, (label, look) in PERIOD.items()}
    life = presentation_of(run.definition).life
    y = ChartAxis("moment of a life", 0.0, float(life) if life else None)
    yield Panel(_generations(run), y, curves, "critical period", size=0.65)
    strength = Curve(series(run.assays, run.assays["period_strength"], "strength"), "single")
    yield Panel(_generations(run), ChartAxis("strength"), {"period_strength": strength}, keyed=False, size=0.65)


def _generations(run: Run) -> ChartAxis:
    return ChartAxis("generation", 0.0, last_generation(run), whole=True)
