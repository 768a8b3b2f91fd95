"""Ability against compression, of runs that nobody computed: curves by encoding, levels, in print and on the page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import baldwin
from baldwin.figures.studies import compression
from baldwin.plots.studies.figures import study_compression
from baldwin.plots.style import style
from baldwin.report.studies import compression as on_page

COURSE = [-3.0, -1.0, -0.8, -0.7, -0.6, -0.5]  # scores: errors with their sign changed


def run(kind: str, ratio: float, worse: float) -> Any:
    """Return a run of two replicates, the second worse by 0.2 than the first, assayed twice."""
    curve = np.array(COURSE) - worse
    end = np.stack([curve, curve - 0.2])
    table = {
        "generation": np.array([0, 0, 9, 9]),
        "replicate": np.array([0, 1, 0, 1]),
        "innate": np.array([-9.0, -9.0, *end[:, 0]]),
        "learned": np.array([-9.0, -9.0, *end[:, 1]]),
        "curve": np.concatenate([end - 5.0, end]),
    }
    if ratio != 1.0:
        table["compression"] = np.full(4, ratio)
    return SimpleNamespace(definition=baldwin.load("sinusoid-all-layers", [f"encoding.kind={kind}"]), assays=table)


@pytest.fixture(scope="module")
def runs() -> list[Any]:
    """Return cells in no order."""
    return [run("cosine", 20.0, 1.0), run("direct", 1.0, 0.0), run("low_rank", 5.0, 0.5), run("cosine", 10.0, 0.5)]


def test_each_encoding_has_a_curve_over_its_compressions(runs: list[Any]) -> None:
    figure = compression.describe(runs)
    birth, step, later = figure.panels
    assert [panel.title for panel in figure.panels] == ["at birth", "after 1 step", "after 5 steps"]
    assert [curve.series.label for curve in birth.curves.values()] == ["cosine", "low rank"]
    for panel, best in zip((birth, step, later), (3.0, 1.0, 0.5), strict=True):
        cosine, low_rank = (curve.series for curve in panel.curves.values())
        assert cosine.x.tolist() == [10.0, 20.0]
        np.testing.assert_allclose(cosine.middle, [best + 0.6, best + 1.1])
        np.testing.assert_allclose([cosine.low, cosine.high], [[best + 0.5, best + 1.0], [best + 0.7, best + 1.2]])
        np.testing.assert_allclose(low_rank.middle, [best + 0.6])
        if panel is not birth:
            assert panel.levels["direct"].value == pytest.approx(best + 0.1)
    assert birth.levels["ceiling"].value == pytest.approx(3.0057, abs=1e-3)
    assert birth.y.label == "mean squared error\nat birth (lower is better)"
    assert not birth.y.logarithmic
    assert compression.describe([*runs, run("cosine", 60.0, 90.0)]).panels[0].y.logarithmic  # one that diverged


def test_it_needs_two_compressed_genomes_of_one_ability(runs: list[Any]) -> None:
    assert compression.applies(runs)
    assert not compression.applies([runs[0], runs[1]])
    elsewhere: Any = SimpleNamespace(definition=baldwin.load("navigation"), assays=runs[0].assays)
    assert not compression.applies([*runs, elsewhere])


def test_it_is_drawn_in_print_and_on_the_page(runs: list[Any]) -> None:
    cells: Any = SimpleNamespace(runs=runs)
    with style():
        figure = study_compression.draw(cells, "learned")
    assert [axes.get_xscale() for axes in figure.axes] == ["log"] * 3
    words = {text.get_text() for text in figure.legends[0].get_texts()}
    assert words == {"cosine (2 replicates)", "low rank (2 replicates)"}
    chart = on_page.chart(cells, {})
    assert [panel.title for panel in chart.panels] == ["at birth", "after 1 step", "after 5 steps"]
    assert chart.panels[1].tables["compressions"]["middle"] == pytest.approx([1.6, 2.1, 1.6])
    row = "".join(f'<td class="n">{value}</td>' for value in (20, 4.1, 2.1, 1.6))
    assert f'<th scope="row">cosine</th>{row}' in chart.table
