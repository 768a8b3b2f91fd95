"""Figures as people get them from Python: a notebook shows them, and whoever saves them gets fonts, not outlines."""

from __future__ import annotations

import io
from typing import Any, cast

import matplotlib
from matplotlib.figure import Figure

from baldwin.plots.style import FONTS

__all__ = ["ShownFigure"]

DPI, SHARP = 100, 2  # dots per inch on a page, and dots of the picture for each of them, as fine screens have


class ShownFigure(Figure):
    """A figure that is the last value of a notebook's cell is shown there once, whatever the backend.

    It belongs to no window and not to pyplot, so that nothing shows it a second time.
    """

    screen: tuple[int, int] | None = None
    """Width and height [px] that its pictures fill, whatever their dots per inch; None where these say it."""

    def dots(self, dpi: float) -> float:
        """Return the dots per inch of a picture for which `dpi` are asked."""
        if self.screen is None:
            return dpi
        return min(pixels / float(inches) for pixels, inches in zip(self.screen, self.get_size_inches(), strict=True))

    def savefig(self, fname: Any, *, transparent: bool | None = None, **options: Any) -> None:
        """Save as matplotlib does, with TrueType fonts in PDF and PostScript, and text as text in SVG."""
        with matplotlib.rc_context(cast(Any, FONTS)):
            super().savefig(fname, transparent=transparent, **options)

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        """Return the picture that a notebook shows, and its size there [px]."""
        picture = io.BytesIO()
        self.savefig(picture, format="png", dpi=DPI * SHARP)
        width, height = (round(inches * DPI) for inches in self.get_size_inches())
        return picture.getvalue(), {"width": width, "height": height}
