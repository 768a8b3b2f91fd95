"""How far weights have moved from birth as a life goes on, tensor by tensor, before and after evolution."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Floats, band_note, series_of_grid
from baldwin.figures.tables import has
from baldwin.presentation import presentation_of
from baldwin.store import Run

__all__ = ["NEEDS", "ORDER", "applies", "describe"]

ORDER = 73
NEEDS = "one run with assays of weights that change in life"

CAPTION = (
    "How far a weight has moved from where it was born, root mean square of each tensor, as lives go on, at the "
    "generation chosen."
)


def applies(runs: Runs) -> bool:
    """Return whether there is one run with weights that move."""
    return len(runs) == 1 and has(runs[0], "moved_at", "moved")


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: `<tensor>_<generation>` against the share of life, at the first assay and the last, or others.

    Replicates are summarised by median and band.
    """
    run = runs[0]
    known = np.unique(run.assays["generation"])
    shown = sorted({int(known[np.argmin(np.abs(known - g))]) for g in generations or (known[0], known[-1])})
    curves = {name: curve for generation in shown for name, curve in _curves(run, generation).items()}
    across = ChartAxis("share of a life", 0.0, 1.0)
    panel = Panel(across, ChartAxis("change since birth", 0.0), curves)
    note = band_note(next(iter(curves.values())).series)
    return Figure(((panel,),), note, "Weights within a life", CAPTION, switched=True, split=True)


def _curves(run: Run, generation: int) -> dict[str, Curve]:
    x, moved = _moved(run, generation)
    names = _tensors(run, moved.shape[1])
    return {
        f"{name}_{generation}": Curve(
            series_of_grid(name, x, moved[:, place].T),
            "single",
            generation=generation,
            key=name,
            age=(place, len(names)),
        )
        for place, name in enumerate(names)
    }


def _moved(run: Run, generation: int) -> tuple[Floats, Floats]:
    """Return moments (m,) and changes (replicates, tensors, m)."""
    here = run.assays["generation"] == generation
    x = np.asarray(run.assays["moved_at"][here][0], np.float64)
    moved = np.asarray(run.assays["moved"][here], np.float64)
    return x, moved.reshape(moved.shape[0], -1, x.size)


def _tensors(run: Run, count: int) -> list[str]:
    """Return the names of the tensors that learn, or numbers where they are not known."""
    learning = list(presentation_of(run.definition).learning)
    return learning if len(learning) == count else [f"tensor {number}" for number in range(1, count + 1)]
