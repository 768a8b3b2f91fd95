"""Moving pictures: a figure as it was at each assay, one after the other, on the axes of the last."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from baldwin.errors import UsageError
from baldwin.figures.tables import cut
from baldwin.plots.catalogue import figures, is_whole
from baldwin.plots.purposes import Purpose
from baldwin.plots.style import style
from baldwin.store import Run
from baldwin.store.output import write_output

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL.Image import Image as Picture

__all__ = ["moments", "save_moving"]

MOST = 60  # pictures of a film
FIRST_MS, LAST_MS, WHOLE_MS = (
    80,
    2000,
    8000,
)  # how long a picture is seen at least, the last one, and all others at most
COLOURS = 128


def moments(runs: Sequence[Run]) -> list[int]:
    """Return the generations that a film of these runs shows: those of assays, not more than `MOST`, the last too."""
    found = np.unique(np.concatenate([run.assays["generation"] for run in runs if run.assays] or [np.zeros(0, int)]))
    if not found.size:
        found = np.unique(np.concatenate([run.generations["generation"] for run in runs]))
    places = np.unique(np.linspace(0, found.size - 1, min(found.size, MOST)).round().astype(int))
    return [int(one) for one in found[places]]


def save_moving(name: str, runs: Sequence[Run], path: Path, *, dpi: int, purpose: Purpose = "print") -> None:
    """Write figure `name` of runs as a GIF that plays once after another; the same bytes for the same runs.

    Raises:
        UsageError: the figure does not change from generation to generation, or that file must not be written.
        OSError: the system refuses.
    """
    from PIL import Image

    pictures = [] if is_whole(name) else _pictures(name, runs, dpi, purpose)
    if len(pictures) < 2:
        raise UsageError(f"--format gif: {name} is the same in every generation of these runs. Save it as png or svg.")
    palette = pictures[-1].quantize(COLOURS)
    first, *others = (one.quantize(palette=palette, dither=Image.Dither.NONE) for one in pictures)
    each = max(FIRST_MS, WHOLE_MS // MOST) if len(pictures) > MOST // 2 else min(400, WHOLE_MS // len(pictures))
    film = io.BytesIO()
    times = [each] * len(others) + [LAST_MS]
    first.save(film, format="GIF", save_all=True, append_images=others, duration=times, loop=0, optimize=False)
    write_output(path, lambda file: file.write_bytes(film.getvalue()))


def _pictures(name: str, runs: Sequence[Run], dpi: int, purpose: Purpose) -> list[Picture]:
    """Return the pictures of a film, all of the size of the last."""
    module, shown = figures()[name], moments(runs)
    with style():
        last = module.draw(list(runs))
        limits = [(axes.get_xlim(), axes.get_ylim()) for axes in last.get_axes()]
        found: list[Any] = []
        for generation in shown:
            until = [cut(run, generation) for run in runs]
            if not module.applies(until):
                continue
            with style(purpose):
                figure = module.draw(until)
            panels = figure.get_axes()
            if len(panels) != len(limits):
                continue
            for axes, (x, y) in zip(panels, limits, strict=True):
                axes.set_xlim(x)
                axes.set_ylim(y)
            found.append(_picture(figure, generation, dpi))
    return [one for one in found if one.size == found[-1].size]


def _picture(figure: Figure, generation: int, dpi: int) -> Picture:
    """Return one picture, which says of which generation it is."""
    from PIL import Image

    figure.suptitle(f"generation {generation:,}", x=0.995, ha="right", fontsize=8.0, fontweight="normal")
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=dpi)
    return Image.open(drawn).convert("RGB")
