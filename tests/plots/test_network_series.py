"""The numbers behind the figures of networks: errors positive, bands over replicates, budgets, examples."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from imagined_networks import GRID, HORIZON, SHOWN, imagined_network

from baldwin.figures.catalogue import described
from baldwin.neural.registry import kinds
from baldwin.plots.catalogue import applicable, figures
from baldwin.plots.figures import story
from baldwin.plots.style import style
from baldwin.presentation import presentation_of
from baldwin.schedules.step import Step
from baldwin.schedules.switches import Switches

GOLDEN = Path(__file__).with_name("network_series.json")
OWN = ("examples", "individuals", "innate_learned", "learned_changes", "lifetime_curve", "plasticity_genes")


@pytest.fixture(scope="module")
def run():
    return imagined_network("sinusoid")


def drawn(figure, runs):
    with style():
        return figure.draw(runs)


def test_errors_are_positive_and_gains_keep_their_sign(run):
    curves = figures()["innate_learned"].data([run])
    np.testing.assert_allclose(curves["innate"].middle, 3.1)
    np.testing.assert_allclose(curves["learned"].middle, 3.1 / (1.0 + np.arange(6)))
    np.testing.assert_allclose(curves["gain"].middle, 3.1 - curves["learned"].middle)
    assert (curves["learned"].low <= curves["learned"].high).all()
    np.testing.assert_allclose(curves["innate"].high, 3.1 + 0.1 * 0.9)  # 95 % quantile of 3.0, 3.1, 3.2


def test_theory_is_drawn_in_the_unit_of_the_axis(run):
    curves = figures()["innate_learned"].data([run])
    assert curves["ceiling"].middle[0] == pytest.approx(3.006, abs=5e-4)
    assert curves["oracle"].middle[0] == 0.0
    upper, _ = drawn(figures()["innate_learned"], [run]).axes
    assert "lower is better" in upper.get_ylabel()
    assert "innate ceiling" in [line.get_label() for line in upper.get_lines()]
    returns = imagined_network("navigation")
    assert presentation_of(returns.definition).error is None
    np.testing.assert_array_equal(figures()["innate_learned"].data([returns])["innate"].middle, -3.1)


def test_a_logarithmic_axis_is_for_errors_over_decades_and_has_no_zero(run):
    far = imagined_network("sinusoid")
    far.__dict__["assays"] = run.assays | {"learned": run.assays["learned"] * 10.0 ** -(run.assays["generation"] / 40)}
    axes = drawn(figures()["innate_learned"], [far]).axes[0]
    assert axes.get_yscale() == "log"
    assert "oracle" not in " ".join(line.get_label() for line in axes.get_lines())
    assert drawn(figures()["innate_learned"], [run]).axes[0].get_yscale() == "linear"
    assert drawn(figures()["innate_learned"], [imagined_network("navigation")]).axes[0].get_yscale() == "linear"


def test_founders_far_off_are_told_in_words(run):
    assays = {name: values.copy() for name, values in run.assays.items()}
    founders = assays["generation"] == 0
    assays["innate"][founders], assays["learned"][founders] = -75.0, -700.0
    assays["learning_gain"][founders] = -625.0
    odd = imagined_network("sinusoid")
    odd.__dict__["assays"] = assays
    upper, lower = drawn(figures()["innate_learned"], [odd]).axes
    assert [text.get_text() for text in upper.texts] == ["founders: 75 innate, 700 learned ↑"]
    assert [text.get_text() for text in lower.texts] == ["founders: −625 ↓"]
    assert upper.get_ylim()[1] < 10
    upper, lower = drawn(figures()["innate_learned"], [run]).axes
    assert not [*upper.texts, *lower.texts]


def test_where_learning_harms_the_gap_is_grey(run):
    labels = [one.get_label() for one in drawn(figures()["innate_learned"], [run]).axes[0].collections]
    assert "learning gain" in labels
    assert "learning harms" not in labels
    worse = imagined_network("sinusoid")
    swapped = {"innate": run.assays["learned"], "learned": run.assays["innate"]}
    worse.__dict__["assays"] = run.assays | swapped | {"learning_gain": -run.assays["learning_gain"]}
    assert "learning harms" in [
        one.get_label() for one in drawn(figures()["innate_learned"], [worse]).axes[0].collections
    ]


def test_life_early_and_late(run):
    curves = figures()["lifetime_curve"].data([run])
    moments = [name for name in curves if name.startswith("generation")]
    assert moments == ["generation_0", "generation_40", "generation_100"]
    late = curves["generation_100"]
    np.testing.assert_allclose(late.middle, 3.1 / (1.0 + 5.0 * np.arange(11)))
    assert late.replicates == 3
    (axes,) = drawn(figures()["lifetime_curve"], [run]).axes
    (end,) = [line for line in axes.get_lines() if line.get_label() == "end of the evolved life"]
    assert end.get_xdata()[0] == run.definition.lifetime.steps == 1
    whole = imagined_network("sinusoid", ["lifetime.steps=10"])
    assert "end of the evolved life" not in [
        line.get_label() for line in drawn(figures()["lifetime_curve"], [whole]).axes[0].lines
    ]


def test_only_tensors_that_learn_are_shown(run):
    head = figures()["plasticity_genes"].data([run])
    assert list(head) == ["rate_w3", "rate_b3"]  # the preset's plastic = ["head"]
    np.testing.assert_allclose(head["rate_b3"].middle, 0.02 * np.exp(-5.0 * np.arange(6)))
    every = imagined_network("sinusoid", ["lifetime.plastic=[]"])
    assert list(figures()["plasticity_genes"].data([every])) == [
        f"rate_{name}" for name in ("w1", "w2", "w3", "b1", "b2", "b3")
    ]
    panels = drawn(figures()["plasticity_genes"], [every]).axes
    assert [axes.get_ylabel().split("\n")[1] for axes in panels] == ["of weights", "of biases"]
    assert all(axes.get_yscale() == "log" for axes in panels)
    one = imagined_network("sinusoid")
    one.__dict__["assays"] = run.assays | {"rates": np.full((18, 6), 0.1), "momentum": np.full(18, 0.9)}
    assert list(figures()["plasticity_genes"].data([one])) == ["rate_all", "momentum"]


def test_individuals_lie_on_the_line_of_the_hiding_index(run):
    curves = figures()["individuals"].data([run])
    marks, line = curves["generation_100_1"], curves["slope_100_1"]
    slope = np.diff(line.middle) / np.diff(line.x)
    assert slope == pytest.approx(0.75)
    np.testing.assert_allclose(marks.middle, line.middle[0] + 0.75 * (marks.x - line.x[0]))
    assert marks.x.min() == pytest.approx(3.1)  # errors, positive
    words = [text.get_text() for text in drawn(figures()["individuals"], [run]).axes[-1].texts]
    assert words == ["slope 0.75, hiding index 0.25"]


def test_what_learning_changes(run):
    curves = figures()["learned_changes"].data([run])
    np.testing.assert_allclose(curves["drift"].middle, 0.5 / (1.0 + np.arange(6)))
    assert np.isnan(curves["following"].middle[0])
    assert curves["following"].middle[1:].tolist() == [0.0] * 5


def test_budgets_are_what_a_replicate_spent_by_then(tmp_path, run):
    arms = [run, imagined_network("sinusoid_darwin")]
    assert {"compare_ability", "compare_budget"} == set(applicable(arms))
    curves = figures()["compare_budget"].data(arms)
    np.testing.assert_array_equal(curves["learned_lives_0"].x, 128 * (np.arange(0, 101, 20) + 1))
    np.testing.assert_array_equal(curves["innate_lifetime_steps_0"].x, curves["innate_lives_0"].x)
    assert set(curves["innate_lifetime_steps_1"].x) == {0.0}  # nobody learns
    np.testing.assert_array_equal(
        curves["learned_lives_1"].middle, figures()["compare_ability"].data(arms)["learned_1"].middle
    )
    assert not [name for name in curves if "seconds" in name]  # nobody took the time
    (tmp_path / "timings.jsonl").write_text(
        '{"generation": 0, "seconds": 6.0}\n{"generation": 50, "seconds": 3.0}\n{"generation": 100, "seconds": 6.0}\n'
    )
    for arm in arms:
        object.__setattr__(arm, "path", tmp_path)
    curves = figures()["compare_budget"].data(arms)
    np.testing.assert_allclose(
        curves["learned_seconds_0"].x, np.array([0, 1.2, 2.4, 4.2, 6.6, 9]) / 3
    )  # founders aside
    for arm in arms:
        object.__setattr__(arm, "path", Path("imagined"))


def test_budgets_over_decades_have_a_logarithmic_axis(run):
    """Lives from 128 to 12,928; who spends no step has a mark at the left edge."""
    arms = [run, imagined_network("sinusoid_darwin")]
    with style():
        figure = figures()["compare_budget"].draw(arms)
    for axes in figure.axes:
        assert (axes.get_xscale(), axes.get_xlim()) == ("log", (128.0, 128.0 * 101))
    steps = figure.axes[1].get_lines()
    assert steps[0].get_xdata()[0] == 128.0
    assert steps[-1].get_xdata().tolist() == [128.0]


def test_examples_are_taken_apart_as_they_were_recorded(run):
    curves = figures()["examples"].data([run])
    x = np.linspace(-5.0, 5.0, GRID)
    for i in range(3):
        np.testing.assert_allclose(curves[f"target_{i}"].middle, np.sin(x + i))
        np.testing.assert_allclose(curves[f"support_{i}"].x, x[::4])
        np.testing.assert_allclose(curves[f"support_{i}"].middle, np.sin(x[::4] + i))
        for step, share in zip(SHOWN, (0.0, 0.5, 0.8, 1.0), strict=True):
            np.testing.assert_allclose(curves[f"after_{step}_100_{i}"].middle, share * np.sin(x + i))
    assert curves["after_0_0_0"].label == "at birth"
    assert curves["after_1_0_0"].label == "after 1 step (end of life)"
    walk = figures()["paths"].data([imagined_network("navigation")])
    assert walk["places_1"].x.tolist() == [-0.5]
    np.testing.assert_allclose(walk["after_0_0_1"].middle, np.linspace(0.0, -0.25, HORIZON))
    assert np.isnan(walk["after_1_0_1"].middle[-1])


def test_the_story_of_a_network_has_examples_where_there_are_some(run):
    assert len(drawn(story, [run]).axes) == 5
    two = imagined_network("sinusoid", ["assays.instances=2"])
    parts = ("example_target", "example_guess", "example_support_x", "example_support_y")
    flat = {name: run.assays[name][:, : run.assays[name].shape[1] // 3 * 2] for name in parts}
    two.__dict__["assays"] = run.assays | flat
    assert len(drawn(story, [two]).axes) == 4
    assert len(drawn(story, [imagined_network("navigation")]).axes) == 2


@pytest.mark.parametrize("name", OWN)
def test_figure_data_are_as_they_were(run, name):
    """`BALDWIN_REWRITE=1 pytest tests/plots` writes the file anew; review its diff."""
    curves = figures()[name].data([run])
    now = {
        key: {"label": curve.label, "replicates": curve.replicates}
        | {part: [_number(v) for v in getattr(curve, part)] for part in ("x", "middle", "low", "high")}
        for key, curve in curves.items()
    }
    known = json.loads(GOLDEN.read_text()) if GOLDEN.exists() else {}
    if os.environ.get("BALDWIN_REWRITE"):
        GOLDEN.write_text(json.dumps(known | {name: now}, sort_keys=True) + "\n")
        return
    assert now == known[name]


def _number(value: float) -> float | None:
    return float(f"{value:.9g}") if np.isfinite(value) else None


def test_what_theory_says_of_a_task_loads_no_jax():
    code = """
import sys
from baldwin.neural.registry import kinds
for kind in kinds("task").values():
    task = kind.tiny()
    task.innate_ceiling(), task.oracle(), task.error_name, task.inputs, task.outputs
sys.exit("jax" in sys.modules)
"""
    assert len(kinds("task")) >= 5
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_levels_that_change_are_those_of_the_generations_shown():
    """The ceiling of amplitudes 0.1 to 5 until the step, and of 0.1 to 1 from it on; none where replicates differ."""
    moved = imagined_network("sinusoid")
    generations = np.unique(moved.assays["generation"])
    step = Step(field="task.amplitude_high", at=int(generations[2]), value=1.0)
    moved.__dict__["definition"] = moved.definition.model_copy(update={"schedule": (step,)})
    curves = figures()["lifetime_curve"].data([moved])
    assert "ceiling" not in curves
    assert curves["ceiling_0"].middle[0] == pytest.approx(3.006, abs=5e-4)
    (later,) = (name for name in curves if name.startswith("ceiling_") and name != "ceiling_0")
    assert int(later.removeprefix("ceiling_")) >= step.at
    assert curves[later].middle[0] == pytest.approx(0.1270, abs=5e-4)
    random = Switches(field="task.amplitude_high", listed=(5.0, 1.0), rate=0.1)
    moved.__dict__["definition"] = moved.definition.model_copy(update={"schedule": (random,)})
    figure = described()["lifetime_curve"].describe([moved], ())
    assert not any(name.startswith("ceiling") for name in figure.numbers)
    assert "differ between" in figure.caption
