"""Genes of plasticity rules over generations, of a run that nobody computed."""

from __future__ import annotations

import numpy as np
from imagined_networks import GENERATIONS, imagined_plastic

from baldwin.figures.runs import plasticity_blocks


def test_each_tensor_has_a_row_and_each_summary_a_panel() -> None:
    figure = plasticity_blocks.describe([imagined_plastic()])
    period, synapses, rest = figure.rows
    assert [panel.y.label for panel in period] == ["moment of a life", "strength"]
    assert period[0].y.high == 80.0
    opening = period[0].curves["period_opening"].series
    np.testing.assert_allclose(opening.middle, GENERATIONS / 5.0)
    assert [panel.title for panel in synapses] == ["w1"] * 4
    assert list(synapses[0].curves) == ["size_w1_A", "size_w1_B", "size_w1_C", "size_w1_D"]
    for number, curve in enumerate(synapses[0].curves.values()):
        np.testing.assert_allclose(curve.series.middle, (number + 1) * GENERATIONS / 100.0)
    assert [panel.y.percent for panel in synapses] == [False, False, True, False]
    (sizes,) = rest  # of single numbers nothing else is worth telling
    assert list(sizes.curves) == ["size_modulator_and_rates_decay", "size_modulator_and_rates_baseline"]


def test_blocks_without_names_are_numbered() -> None:
    """As in a run whose record another version wrote: here a tensor has one term less than there are blocks."""
    run = imagined_plastic(['lifetime.rule.terms=["A","B","C"]'])
    (row,) = plasticity_blocks.describe([run]).rows[1:]
    assert [curve.series.label for curve in row[0].curves.values()] == [f"block {n}" for n in range(1, 7)]


def test_it_needs_one_run_with_such_genes() -> None:
    run = imagined_plastic()
    assert plasticity_blocks.applies([run])
    assert not plasticity_blocks.applies([run, run])
    for name in [one for one in run.assays if one.startswith(("gene_", "period_"))]:
        del run.assays[name]
    assert not plasticity_blocks.applies([run])
