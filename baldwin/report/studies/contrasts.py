"""Arms of a study against its controls, in numbers."""

from __future__ import annotations

import math

from baldwin.comparison import Effect, compare_study, sizes_left_out
from baldwin.errors import UsageError
from baldwin.figures.studies.cells import Cells
from baldwin.report.markup import Html, join, tag, text_table
from baldwin.report.words import number
from baldwin.study.axes import values_text

__all__ = ["contrasts"]

QUANTITIES = ("innate", "learned", "learning_gain")
PAIRS = 24  # of cells and controls; `baldwin compare` has all


def contrasts(cells: Cells) -> Html:
    """Return effect sizes of arms against controls with their intervals; nothing where there is no control."""
    study = cells.study
    wanted = [name for name in QUANTITIES if name in cells.quantities] or ["fitness_mean"]
    try:
        effects = list(compare_study(study, None, wanted, most=PAIRS).effects)
    except UsageError:  # no control, or none has ended beside its arm
        return Html("")
    rows = [
        [
            ", ".join([one.arm, values_text(one.point.items())] if one.point else [one.arm]),
            one.control,
            one.quantity.replace("_", " "),
            *(number(float(f"{median:.3g}")) for median in one.medians),
            _with(one.difference, one.interval),
            _with(one.size, one.size_interval),
            f"{one.superiority:.2f}",
            "" if one.p is None or math.isnan(one.p) else f"{one.p:.2g}",
        ]
        for one in effects
    ]
    headings = [
        *("arm", "control", "quantity", "arm's median", "control's"),
        *("difference of means", "Hedges' g", "P(above)", "p"),
    ]
    return join(
        text_table("Arms against their controls", headings, rows, numbers=3),
        tag("p", _said(effects, study.name), class_="note"),
    )


def _with(value: float, ends: tuple[float, float]) -> str:
    if math.isnan(value):
        return "-"
    middle = number(float(f"{value:.3g}"))
    if math.isnan(ends[0]):
        return middle
    return f"{middle} [{', '.join(number(float(f'{end:.3g}')) for end in ends)}]"


def _said(effects: list[Effect], name: str) -> str:
    counts = sorted({count for one in effects for count in one.replicates})
    many = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    return (
        f"Medians, as in figures, and differences of means over {many} replicates, with 95 % bootstrap intervals. "
        f"{' '.join([*sizes_left_out(effects), ''])}P: chance that a replicate of the arm ends above one of the "
        "control; p: permutation null of innate ability, not adjusted for the number of rows. "
        f"At most {PAIRS} pairs stand here: baldwin compare {name} prints all."
    )
