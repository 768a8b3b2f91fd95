"""How long replicates wait: for learning to take off, for the innate skill to take over, for the target of [stop]."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from baldwin.endings import TARGET
from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.tables import has, last_generation
from baldwin.figures.waiting import CENSORED, so_far
from baldwin.presentation import Criterion
from baldwin.reaching import first_rows_of, waits
from baldwin.store.labels import labels

__all__ = ["NEEDS", "ORDER", "applies", "beside", "describe"]

ORDER = 120
NEEDS = (
    "one run with several replicates, or several runs, whose wing or task says what counts as take-off, or whose "
    "[stop] has a target"
)

WIDE = 34  # characters of a label
NOTE = "share of replicates and its 95 % interval\n(Wilson; Kaplan-Meier once some are out of sight)"


def applies(runs: Runs) -> bool:
    """Return whether there are replicates to count, and criteria to count them by."""
    return beside(runs) and (len(runs) > 1 or runs[0].definition.population.replicates > 1)


def beside(runs: Runs) -> bool:
    """Return whether all runs have criteria of the same names, and what they are read from."""
    names = {tuple(_criteria([run])) for run in runs}
    return len(names) == 1 and () not in names


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: `<criterion>_<place>`, the share of a run's replicates that came to it so far.

    It is one less the Kaplan-Meier curve of those that still wait: `baldwin.reaching`.
    """
    del generations
    x = ChartAxis("generation", 0.0, max(last_generation(run) for run in runs), whole=True)
    found = [waits(run.definition, run.generations, run.assays) for run in runs]
    named = list(enumerate(zip(runs, labels(runs), found, strict=True)))
    panels = [
        Panel(
            x,
            ChartAxis(textwrap.fill(f"share of replicates with {criterion.words} so far", WIDE), -0.02, 1.02),
            {
                f"{name}_{place}": Curve(so_far(own[name], run, label), "single", "step", key=name, run=place)
                for place, (run, label, own) in named
            },
        )
        for name, criterion in _criteria(runs[:1]).items()
    ]
    names = set(_criteria(runs[:1]))
    words = [
        "learning took off, and in how many the innate skill took over" if names - {TARGET} else "",
        "the target of [stop] was reached" if TARGET in names else "",
    ]
    marked = any(curve.series.censored is not None for panel in panels for curve in panel.curves.values())
    caption = f"In how many replicates {', and in how many '.join(what for what in words if what)}."
    note, measure = f"{NOTE};\n{CENSORED}" if marked else NOTE, "share of replicates (95 % interval)"
    return Figure((tuple(panels),), note, "How long replicates wait", caption, measure, together=True)


def _criteria(runs: Runs) -> dict[str, Criterion]:
    """Return the criteria of the first of the runs that its tables can tell."""
    return {name: one for name, one in first_rows_of(runs[0].definition).items() if has(runs[0], one.column)}
