"""The heat map of an evaluation: runs crossed with the settings in which they were examined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baldwin.plots import heat_map

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.evaluation import Evaluation

__all__ = ["draw"]


def draw(found: Evaluation) -> Figure:
    """Return the figure: medians over replicates, reference policies below; dark is worse."""
    places = range(len(found.settings))
    shown = heat_map.HeatMap(
        rows=[one.label for one in found.runs],
        columns=["\n".join(values) for values in found.settings],
        values=[[found.median(run, place) for place in places] for run in range(len(found.runs))],
        theory=found.references(),
        across=" / ".join(found.fields),
        unit=found.measure.text,
        lower_is_better=found.measure.error is not None,
        note=f"{found.replicates}, {found.instances:,} held-out instances",
    )
    return heat_map.draw(shown)
