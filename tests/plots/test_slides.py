"""Figures for slides are bolder and fill a screen, and a film shows a figure as it was at each assay."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import baldwin
from baldwin.__main__ import run_command
from baldwin.errors import UsageError
from baldwin.plots.moving import moments, save_moving
from baldwin.plots.purposes import BOLD, LARGEST
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


def test_words_along_axes_are_larger_where_a_screen_would_make_them_small(run: Run) -> None:
    there, here = (baldwin.plot(run, "takeover", style=style).get_axes()[0] for style in ("print", "slides"))
    for one in ("xaxis", "yaxis"):
        small, large = (getattr(axes, one).get_ticklabels()[0].get_size() for axes in (there, here))
        assert 1.2 * small < large <= LARGEST * small
    wide = here.figure
    wide.draw_without_rendering()
    for axes in wide.get_axes():
        label, room = axes.yaxis.label.get_window_extent(), wide.bbox
        assert room.y0 <= label.y0
        assert label.y1 <= room.y1, "and no longer than there is room"


def test_a_film_from_python(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = baldwin.film(run, "allele_shares", to=tmp_path / "shares.gif", dpi=40)
    with Image.open(path) as film:
        assert film.n_frames == 4
    with pytest.raises(UsageError, match=r"films end in \.gif or \.mp4"):
        baldwin.film(run, "allele_shares", to=tmp_path / "shares.avi")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="ffmpeg, which is not on the PATH"):
        baldwin.film(run, "allele_shares", to=tmp_path / "shares.mp4")
    assert [one.name for one in tmp_path.iterdir()] == ["shares.gif"]


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg")
def test_a_film_for_video_players(run: Run, tmp_path: Path) -> None:
    assert b"ftyp" in baldwin.film(run, "allele_shares", to=tmp_path / "a.mp4", dpi=40).read_bytes()[:12]


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
