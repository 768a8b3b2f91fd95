"""A table and a figure of the same thing show the same number: medians over replicates, printed or drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from imagined_runs import imagined

from baldwin.comparison import effect
from baldwin.figures.comparing import of_runs
from baldwin.figures.series import series, summarise
from baldwin.figures.studies.spreads import spread_of
from baldwin.medians import median
from baldwin.report.words import number, spread
from baldwin.store.summary import final_values

ENDS = [0.0, 0.1, 0.2, 0.9, 1.0, 1.0, 1.0]  # of which mean and median differ


def test_show_plot_report_compare_and_map_agree() -> None:
    generation, replicate = np.repeat([0, 1], 7), np.tile(np.arange(7), 2)
    table = {"generation": generation, "replicate": replicate, "plastic": np.append(np.full(7, 0.5), ENDS)}
    run = imagined("hinton-nowlan", ["population.replicates=7"], table)
    figure = of_runs([run], "plastic")["plastic_0"].series
    assert np.mean(ENDS) != pytest.approx(0.9, abs=0.1)
    shown = final_values(run)["plastic"]["median"]
    compared = effect("plastic", "a", "b", ENDS, ENDS)
    mapped = spread_of("plastic", [{"plastic": one} for one in ENDS])
    assert mapped is not None
    assert [figure.middle[-1], shown, compared.medians[0], mapped.value] == [0.9] * 4
    assert spread(figure, 1).startswith(f"{number(0.9)} (")


@pytest.mark.parametrize(
    "values",
    [ENDS, ENDS[:4], [3.0, math.nan, 1.0, 2.0], [1.0, 2.0, math.inf, math.inf], [5.0, math.inf], [math.nan] * 2],
)
def test_a_median_is_that_of_the_curve(values: list[float]) -> None:
    """With what is no number left out, and what never came counted."""
    rows = {"generation": np.zeros(len(values)), "replicate": np.arange(len(values))}
    drawn = [series(rows, values, "").middle[0], summarise(np.array([values]))[0][0]]
    assert drawn == pytest.approx([median(values)] * 2, nan_ok=True)
    mapped = spread_of("x", [{"x": None if math.isnan(one) else one} for one in values])
    assert (math.nan if mapped is None else mapped.value) == pytest.approx(median(values), nan_ok=True)
