"""What is on the paper: the right numbers, labels with units, room for every word, the same bytes twice."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from imagined_runs import imagined
from matplotlib.collections import PolyCollection
from matplotlib.text import Text

from baldwin.definition.founders import Founders
from baldwin.figures import changes
from baldwin.figures.catalogue import described
from baldwin.figures.tables import cut
from baldwin.plots.catalogue import applicable, figures, summary
from baldwin.plots.saving import FORMATS, save
from baldwin.plots.style import style

ONE_EACH = {
    "story": ["uniform_crossover"],
    "allele_shares": ["asexual"],
    "innate_learned": ["moving_needle"],
    "finding": ["uniform_crossover"],
    "gain_function": ["uniform_crossover"],
    "trials_per_success": ["lamarck"],
    "budget": ["learning_budget"],
    "learner_types": ["classroom"],
    "climbing": ["nk_landscape"],
    "takeover": ["uniform_crossover", "no_learning"],
    "survival": ["mortal"],
    "compare_ability": ["uniform_crossover", "no_learning", "lamarck"],
    "compare_alleles": ["uniform_crossover", "nk_landscape"],
    "compare_budget": ["sinusoid", "sinusoid_darwin"],
    "examples": ["sinusoid"],
    "individuals": ["sinusoid"],
    "learned_changes": ["sinusoid"],
    "lifetime_curve": ["sinusoid"],
    "paths": ["navigation"],
    "plasticity_genes": ["sinusoid"],
    "plasticity_blocks": ["critical_period"],
    "weights_in_life": ["critical_period"],
    "nested_lives": ["nested"],
    "behaviour": ["memory_bandit"],
    "example_lives": ["memory_bandit"],
    "regret": ["memory_bandit"],
}


def drawn(name, runs):
    with style():
        return figures()[name].draw(runs)


def check_labels(figure):
    """Every axis says what it shows, and every word lies within the figure."""
    width, height = figure.get_size_inches() * figure.dpi
    figure.draw_without_rendering()
    for axes in figure.axes:
        shares_beside = any(axes is not other for other in axes.get_shared_y_axes().get_siblings(axes))
        assert axes.get_ylabel() or shares_beside
        shares_below = any(axes is not other for other in axes.get_shared_x_axes().get_siblings(axes))
        assert axes.get_xlabel() or shares_below
        assert axes.has_data()
        low, high = axes.get_ylim()
        assert np.isfinite([low, high]).all()
        assert low < high
    beyond = {
        label
        for axes in figure.axes
        for label in (*axes.get_xticklabels(which="both"), *axes.get_yticklabels(which="both"))
    }
    for text in set(figure.findobj(Text)) - beyond:  # ticks beyond the limits are not drawn
        if text.get_visible() and text.get_text().strip():
            assert text.get_fontsize() >= 6
            box = text.get_window_extent()
            assert box.x0 > -2, text
            assert box.y0 > -2, text
            assert box.x1 < width + 2, text
            assert box.y1 < height + 2, text


def test_every_figure_is_tried_here():
    assert set(ONE_EACH) == set(figures())
    assert next(iter(figures())) == "story"
    assert all(summary(name) for name in figures())
    assert all(figure.NEEDS and figure.data and figure.applies for figure in figures().values())


@pytest.mark.parametrize("name", ONE_EACH)
def test_same_bytes_twice_without_a_date(run_of, tmp_path, name):
    """Each figure is drawn alike twice, as vectors show; one of them is saved alike in every format."""
    runs = [run_of(one) for one in ONE_EACH[name]]
    assert name in applicable(runs)
    for form in FORMATS if name == "story" else ("svg",):
        paths = [tmp_path / f"{turn}.{form}" for turn in (1, 2)]
        for path in paths:
            save(drawn(name, runs), path, form, dpi=60, sources=["a/1"])
        data = paths[0].read_bytes()
        assert data == paths[1].read_bytes()
        assert data.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[form])
        assert b"a/1" in data or form == "pdf"
        assert not any(word in data for word in (b"dc:date", b"CreationDate"))
        if form == "svg":
            assert b"Baldwin effect" not in data
            assert b"<text" in data
    assert not list(tmp_path.glob("*.tmp"))


def test_every_run_has_labelled_figures(every):
    for run in every:
        names = applicable([run])
        assert "allele_shares" in names
        for name in names:
            check_labels(drawn(name, [run]))


def test_comparisons_are_labelled(every):
    needles = [run for run in every if run.name not in ("nk_landscape", "classroom")]
    assert set(applicable(needles)) == {"compare_ability", "compare_alleles", "takeover"}
    assayed = [run for run in needles if run.name != "all_or_none"]
    assert set(applicable(assayed)) == {"compare_ability", "compare_alleles", "compare_budget", "takeover"}
    check_labels(drawn("compare_budget", assayed))
    for name in applicable(needles):
        check_labels(drawn(name, needles))
    assert applicable(every) == ["compare_alleles"]  # scores and fitness do not share an axis


def test_every_network_has_labelled_figures(networks):
    assert len(networks) == 3
    for run in networks:
        names = applicable([run])
        assert {"story", "innate_learned", "lifetime_curve", "learned_changes", "individuals"} <= set(names)
        assert ("examples" in names, "paths" in names) == (run.name != "navigation", run.name == "navigation")
        for name in names:
            check_labels(drawn(name, [run]))


def test_networks_are_compared_on_what_they_spend(networks):
    arms = [run for run in networks if run.name != "navigation"]
    assert applicable(arms) == ["compare_ability", "compare_budget"]
    for name in applicable(arms):
        check_labels(drawn(name, arms))
    assert applicable(networks) == []  # returns and errors do not share an axis


def test_a_user_s_settings_change_nothing(run_of, tmp_path):
    import matplotlib

    runs = [run_of("lamarck")]
    save(drawn("story", runs), tmp_path / "1.svg", "svg", dpi=60)
    with matplotlib.rc_context({"font.size": 20, "lines.linewidth": 7, "svg.fonttype": "path"}):
        save(drawn("story", runs), tmp_path / "2.svg", "svg", dpi=60)
    assert (tmp_path / "1.svg").read_bytes() == (tmp_path / "2.svg").read_bytes()


def test_lines_hold_the_numbers(run_of):
    runs = [run_of("uniform_crossover")]
    curves = figures()["allele_shares"].data(runs)
    (axes,) = drawn("allele_shares", runs).axes
    lines = axes.get_lines()
    for line, name in zip(
        lines, ["correct", "plastic", "wrong", "exact_correct", "exact_plastic", "exact_wrong"], strict=True
    ):
        np.testing.assert_array_equal(line.get_ydata(), curves[name].middle)
    styles = {(line.get_color(), line.get_linestyle()) for line in lines[:3]}
    assert len({colour for colour, _ in styles}) == 3
    assert axes.get_legend().get_title().get_text() == "median of 6 replicates; thin lines: each of them"
    assert axes.get_xlim() == (0, 14)
    assert axes.get_xlabel() == "generation"


def test_the_gap_is_shaded(run_of):
    runs = [run_of("moving_needle")]
    curves = figures()["innate_learned"].data(runs)
    upper, lower = drawn("innate_learned", runs).axes
    (gap,) = [one for one in upper.collections if one.get_label() == "learning gain"]
    corners = gap.get_paths()[0].vertices[:, 1]
    for name in ("innate", "learned"):
        assert np.isin(curves[name].middle, corners).all()
    np.testing.assert_array_equal(lower.get_lines()[0].get_ydata(), curves["gain"].middle)
    assert "fitness" in upper.get_ylabel()


def test_one_replicate_has_no_band(run_of):
    (axes,) = drawn("allele_shares", [run_of("lamarck")]).axes
    assert not [one for one in axes.collections if isinstance(one, PolyCollection)]
    assert axes.get_legend().get_title().get_text() == "1 replicate"


def test_founders_alone_are_points(run_of):
    run = run_of("hinton_nowlan")
    assert run.definition.population.generations == 0
    for name in applicable([run]):
        for axes in drawn(name, [run]).axes:
            if axes.get_xlabel() == "generation":
                assert axes.get_xlim()[0] < 0 < axes.get_xlim()[1]
                assert axes.get_xticks().tolist() == [0]
                assert any(line.get_marker() not in ("", "None") for line in axes.get_lines())


def test_peak_of_the_gain_is_marked(run_of):
    upper, lower = drawn("gain_function", [run_of("uniform_crossover")]).axes
    words = {text.get_text() for text in upper.texts}
    assert words == {"peak q* = 7", "← hides", "guides →"}
    assert lower.get_yticks().tolist() == [0, -1, -2, -3, -4, -5][: len(lower.get_yticks())]


def test_nothing_heavy_is_loaded(folder, tmp_path):
    code = f"""
import sys
from baldwin.__main__ import run_command
status = run_command(["plot", "sinusoid", "--runs", {str(folder)!r}, "--output", {str(tmp_path / "networks")!r}])
places = ["--runs", {str(folder)!r}, "--output", {str(tmp_path)!r}]
status += run_command(["plot", "uniform-crossover", "no-learning", *places])
status += run_command(["plot", "uniform-crossover", *places])
heavy = [name for name in ("numba", "llvmlite", "jax", "evosax", "matplotlib.pyplot") if name in sys.modules]
sys.exit(f"{{status}} {{heavy}}" if status or heavy else 0)
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("*.png"))) == 10


def test_a_cut_run_is_drawn_shorter(run_of):
    (axes,) = drawn("allele_shares", [cut(run_of("uniform_crossover"), 9)]).axes
    assert axes.get_xlim() == (0, 9)


def test_figures_of_branches_begin_where_these_do_and_say_so() -> None:
    rows = {
        "generation": [41, 42],
        "replicate": [0, 0],
        "correct": [0.4, 0.5],
        "plastic": [0.5, 0.5],
        "wrong": [0.1, 0],
    }
    whole, branch = (imagined("hinton-nowlan", generations=rows) for _ in range(2))
    founders = Founders(run="burn/5f1e", who="state", generation=40)
    branch.__dict__["definition"] = branch.definition.model_copy(update={"founders": founders})
    figure = described()["compare_alleles"]
    shown, beside = (changes.describe(figure, runs) for runs in ([branch, branch], [whole, branch]))
    assert {panel.x.low for panel in shown.panels} == {40.0}
    assert shown.note.splitlines()[-1] == "branched from burn/5f1e at generation 40"
    assert {panel.x.low for panel in beside.panels} == {0.0}
    assert "branched" not in beside.note
