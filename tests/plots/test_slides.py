"""Figures for slides are bolder and fill a screen, and a film shows a figure as it was at each assay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import baldwin
from baldwin.__main__ import run_command
from baldwin.errors import UsageError
from baldwin.plots.moving import moments, save_moving
from baldwin.plots.purposes import BOLD
from baldwin.store import Run


@pytest.fixture
def run(run_of: Callable[[str], Run]) -> Run:
    return run_of("all_or_none")  # of four generations


def widths(figure: object) -> list[float]:
    return [line.get_linewidth() for axes in figure.get_axes() for line in axes.lines]  # type: ignore[attr-defined]


def test_slides_are_print_with_bolder_lines(run: Run) -> None:
    there, here = (baldwin.plot(run, "allele_shares", style=style) for style in ("print", "slides"))
    assert widths(here) == pytest.approx([BOLD * width for width in widths(there)])
    assert here.get_size_inches().tolist() == there.get_size_inches().tolist()
    with pytest.raises(UsageError, match='style = "slidez": must be "print" or "slides"'):
        baldwin.plot(run, "allele_shares", style="slidez")  # type: ignore[arg-type]


def test_a_picture_for_slides_fills_a_screen_and_a_film_ends_with_it(run: Run, tmp_path: Path, capsys) -> None:
    command = ["plot", str(run.path), "--figures", "allele_shares", "--output", str(tmp_path)]
    assert run_command([*command, "--style", "slides", "--format", "png,gif", "--dpi", "60"]) == 0
    with Image.open(tmp_path / "allele_shares.png") as still:
        assert still.size[1] == 1080 or still.size[0] == 1920
    with Image.open(tmp_path / "allele_shares.gif") as film:
        assert film.n_frames == len(moments([run])) == 4
        ink = []
        for frame in range(film.n_frames):
            film.seek(frame)
            ink.append(int((np.asarray(film.convert("L")) < 200).sum()))
    assert ink[1] < ink[2] < ink[3]  # curves grow
    with pytest.raises(UsageError, match="compare_budget is the same in every generation"):
        save_moving("compare_budget", [run], tmp_path / "none.gif", dpi=50)
    assert not (tmp_path / "none.gif").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--style", "posters"], "--style posters: no such style. Allowed: print, slides."),
        (["--format", "giff"], "--format giff: no such format. Did you mean gif?"),
    ],
)
def test_what_cannot_be_drawn_is_said(words: list[str], said: str, run: Run, capsys) -> None:
    assert run_command(["plot", str(run.path), *words]) == 2
    assert said in capsys.readouterr().err
