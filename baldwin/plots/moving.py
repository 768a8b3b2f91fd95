"""Moving pictures: a figure as it was at each assay, one after the other, on the axes of the last."""

from __future__ import annotations

import importlib
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
    """Write figure `name` of runs as a film, a GIF that plays again and again or an MP4, as the path ends.

    A GIF has the same bytes for the same runs.

    Raises:
        UsageError: the figure does not change from generation to generation, that file must not be written, or there is
            no program that writes MP4.
        OSError: the system refuses.
    """
    form = path.suffix.removeprefix(".").lower()
    write = {"gif": _gif, "mp4": _mp4}[form]
    if form == "mp4" and not _animation().FFMpegWriter.isAvailable():
        raise UsageError("mp4: is written by the program ffmpeg, which is not on the PATH. Install it, or save as gif.")
    pictures = [] if is_whole(name) else _pictures(name, runs, dpi, purpose)
    if len(pictures) < 2:
        raise UsageError(f"{form}: {name} is the same in every generation of these runs. Save it as png or svg.")
    each = max(FIRST_MS, WHOLE_MS // MOST) if len(pictures) > MOST // 2 else min(400, WHOLE_MS // len(pictures))
    write_output(path, lambda file: write(pictures, each, file))


def _gif(pictures: list[Picture], each: int, file: Path) -> None:
    """Write pictures, each of which is seen for so many milliseconds; the last one longer."""
    from PIL import Image

    palette = pictures[-1].quantize(COLOURS)
    first, *others = (one.quantize(palette=palette, dither=Image.Dither.NONE) for one in pictures)
    film = io.BytesIO()
    times = [each] * len(others) + [LAST_MS]
    first.save(film, format="GIF", save_all=True, append_images=others, duration=times, loop=0, optimize=False)
    file.write_bytes(film.getvalue())


def _mp4(pictures: list[Picture], each: int, file: Path) -> None:
    """Do the same with ffmpeg, at pixels as they are."""
    from matplotlib.figure import Figure

    width, height = (2 * (size // 2) for size in pictures[0].size)  # H.264 has none of odd size
    frames = [np.asarray(one)[:height, :width] for one in pictures]
    screen = Figure(figsize=(width / 100, height / 100), dpi=100)
    shown = screen.figimage(frames[0])
    writer = _animation().FFMpegWriter(fps=1000 / each, codec="h264", extra_args=["-f", "mp4", "-crf", "18"])
    with writer.saving(screen, str(file), dpi=100):
        for frame in [*frames, *frames[-1:] * (LAST_MS // each)]:
            shown.set_data(frame)
            writer.grab_frame()


def _animation() -> Any:
    return importlib.import_module("matplotlib.animation")


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

    from baldwin.plots.showing import ShownFigure

    figure.suptitle(f"generation {generation:,}", x=0.995, ha="right", fontsize=8.0, fontweight="normal")
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=figure.dots(dpi) if isinstance(figure, ShownFigure) else dpi)
    return Image.open(drawn).convert("RGB")
