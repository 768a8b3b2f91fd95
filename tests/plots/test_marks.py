"""What a legend may name: only what can be seen within the limits of a panel."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from baldwin.figures.description import ChartAxis, Curve, LevelLine, Panel, Shading
from baldwin.figures.description import Figure as Described
from baldwin.figures.series import Series
from baldwin.plots.drawing import draw
from baldwin.plots.marks import visible
from baldwin.plots.style import style

X = np.arange(3.0)


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_lines_and_areas_that_can_be_seen(scale: str) -> None:
    axes = Figure(figsize=(3, 2)).subplots()
    seen = [
        *axes.plot(X, X + 1.0),
        axes.axhline(2.0),
        *axes.plot([], []),  # a key alone
        *axes.plot([0, 2], [0.01, 1e3]),  # both ends are beyond
        *axes.plot([1], [2], "o"),
        axes.fill_between(X, X + 1.0, X + 1.5),
    ]
    unseen = [
        axes.axhline(50.0),
        *axes.plot([1], [20], "o"),
        *axes.plot(X, np.full(3, np.nan)),
        axes.fill_between(X, X + 1.0, X + 1.001),  # thinner than a hair
        axes.fill_between(X, X + 20.0, X + 30.0),
        axes.fill_between(X, X + 1.0, X + 2.0, where=X > 5.0),
    ]
    axes.set(yscale=scale, xlim=(0.0, 2.0), ylim=(0.9, 3.5))
    assert all(visible(axes, one) for one in seen)
    assert not any(visible(axes, one) for one in unseen)


def test_levels_that_coincide_are_one_line_of_both_names() -> None:
    series = Series("score", X, X, X, X, 0)
    levels = {
        "ceiling": LevelLine("innate ceiling", 0.5, "ceiling"),
        "oracle": LevelLine("oracle", 1.0, "oracle"),
        "best": LevelLine("Bayes-optimal", 1.0, "best"),
    }
    panel = Panel(ChartAxis("trial"), ChartAxis("score", 0.0, 2.0), {"score": Curve(series, "learned")}, levels=levels)
    with style():
        drawn = draw(Described(((panel,),), "1 replicate", "Ability", "What it is."))
    assert {line.get_label() for line in drawn.axes[0].get_lines()} == {
        "score",
        "innate ceiling",
        "oracle = Bayes-optimal",
    }


@pytest.mark.parametrize(("loss", "named"), [(0.0, False), (1e-4, False), (0.5, True)])
def test_a_legend_names_no_harm_that_nobody_sees(loss: float, named: bool) -> None:
    """Learning harms by `loss` at first; a ceiling far above is not on the axis either."""
    x, nothing = np.arange(6.0), np.full(6, np.nan)
    innate = np.linspace(0.0, 1.0, 6)
    learned = innate + np.array([-loss, -loss, 1.0, 1.0, 1.0, 1.0])
    curves = {
        name: Curve(Series(name, x, values, nothing, nothing, 1), name)
        for name, values in (("innate", innate), ("learned", learned))
    }
    panel = Panel(
        ChartAxis("generation", 0.0, 5.0),
        ChartAxis("score", -1.0, 3.0),
        curves,
        levels={"ceiling": LevelLine("innate ceiling", 40.0, "ceiling")},
        gap=Shading("innate", "learned", learned < innate, "learned"),
    )
    with style():
        drawn = draw(Described(((panel,),), "1 replicate", "Ability", "What it is."))
    made = drawn.axes[0].get_legend()
    words = {text.get_text() for text in made.get_texts()}
    assert words == {"innate", "learned", "learning gain"} | ({"learning harms"} if named else set())


def test_what_is_infinite_ends_at_the_axis_and_a_run_that_stays_is_a_point() -> None:
    inf, nan = np.inf, np.nan
    curve = Curve(Series("cost", X, np.array([2.0, inf, 4.0]), np.ones(3), np.array([inf, inf, 5.0]), 3), "single")
    panel = Panel(ChartAxis("x", 0.0, 2.0), ChartAxis("y", 1.0, 9.0), {"cost": curve})
    shown = panel.drawable(curve)
    np.testing.assert_array_equal([shown.middle, shown.low, shown.high], [[2, nan, 4], [1, nan, 1], [9, nan, 5]])
    assert panel.curves["cost"].series.middle[1] == inf  # the numbers behind the figure are as they were
    still = Curve(Series("none spent", np.zeros(3), X, X, X, 3), "single", run=1)
    logarithmic = Panel(ChartAxis("spent", 10.0, 99.0, logarithmic=True), ChartAxis("y"), {"still": still})
    point = logarithmic.drawable(still)
    np.testing.assert_array_equal(point.middle, [nan, nan, 2.0])
    assert point.x[-1] == 10.0
