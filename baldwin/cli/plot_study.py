"""`baldwin plot STUDY`: the figures of a study."""

from __future__ import annotations

import json as json_
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from baldwin.cli.options import folder_of
from baldwin.definition.names import did_you_mean
from baldwin.errors import RunError, UsageError
from baldwin.store.files import writing
from baldwin.store.reading import FIGURES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from baldwin.figures.studies.cells import Cells
    from baldwin.plots.purposes import Purpose
    from baldwin.plots.saving import Format, Moving
    from baldwin.study import Study

__all__ = ["Saving", "plot_study"]


class Saving(NamedTuple):
    """How figures are drawn and saved."""

    formats: Sequence[Format | Moving]
    dpi: int
    purpose: Purpose


def plot_study(
    study: Study,
    how: Saving,
    *,
    wanted: Sequence[str],
    quantity: str | None,
    folder: Path | None,
    json: bool,
) -> None:
    """Draw the figures of a study, and print the paths of the files.

    Raises:
        UsageError: no such figure, none of this study, or no such quantity; or they are to move.
        RunError: no cell has ended.
    """
    from baldwin.figures.studies.cells import Cells
    from baldwin.plots.studies.catalogue import applicable, figures
    from baldwin.plots.style import style
    from baldwin.plots.unknown import unknown_figure

    still: list[Format] = [one for one in how.formats if one != "gif" and one != "mp4"]
    if len(still) < len(how.formats):
        form = next(one for one in how.formats if one not in still)
        raise UsageError(
            f"--format {form}: figures of studies do not move; those of its cells do. Save it as png or svg."
        )
    cells = Cells(study)
    possible = applicable(cells)
    for name in wanted:
        if name not in figures():
            raise UsageError(f"--figures {name}: {unknown_figure(name, of_study=True)}")
        if name not in possible:
            raise UsageError(f"--figures {name}: nothing to draw, it needs {figures()[name].NEEDS}.")
    if not possible:
        raise RunError(f"{study.path}: no cell has ended yet, so there is nothing to draw.")
    output = folder_of(folder, study.path / FIGURES)
    with style(how.purpose):
        drawn = {name: figures()[name].draw(cells, _quantity(cells, quantity)) for name in wanted or possible}
    _save(cells, drawn, still, output, how.dpi, json)


def _quantity(cells: Cells, given: str | None) -> str:
    if given is None:
        return next(iter(cells.quantities))
    name = given.replace("-", "_")
    if name not in cells.quantities:
        raise UsageError(f"--quantity {given}: no such quantity. {did_you_mean(name, cells.quantities, '{}')}")
    return name


def _save(
    cells: Cells, drawn: Mapping[str, Figure], formats: Sequence[Format], folder: Path, dpi: int, json: bool
) -> None:
    from baldwin.plots.saving import save

    source = f"{cells.study.name}/{cells.study.id}"
    with writing(folder, "Choose another folder with --output DIR."):
        for name, figure in drawn.items():
            for form in formats:
                path = folder / f"{name}.{form}"
                save(figure, path, form, dpi=dpi, sources=[source])
                row = {"figure": name, "format": form, "path": str(path), "study": source}
                print(json_.dumps(row) if json else path)
