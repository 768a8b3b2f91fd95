"""The figure of lives within lives: each panel shows what its columns say, and all is labelled."""

from __future__ import annotations

import numpy as np
import pytest
from imagined_nested import EPISODE, GENERATIONS, TRIAL, imagined_nested
from test_figures import check_labels

from baldwin.figures.catalogue import described
from baldwin.plots.catalogue import applicable, figures
from baldwin.plots.style import style
from baldwin.presentation import presentation_of
from baldwin.store import Run


@pytest.fixture(scope="module")
def run() -> Run:
    return imagined_nested()


def test_each_panel_shows_its_timescale(run: Run) -> None:
    curves = figures()["nested_lives"].data([run])
    np.testing.assert_array_equal(curves["last_episodes"].x, GENERATIONS)
    np.testing.assert_allclose(curves["last_episodes"].middle, 1.1 * 10.5 * GENERATIONS / 100)
    np.testing.assert_allclose(curves["first_episode"].middle, 1.1 * GENERATIONS / 100)
    assert not curves["innate"].middle.any()
    assert [name for name in curves if name.startswith("life_")] == [f"life_{g}" for g in GENERATIONS]
    np.testing.assert_allclose(curves["life_40"].middle, 1.1 * 0.4 * EPISODE)
    np.testing.assert_allclose(curves["change_40"].middle, 1.1 * 0.4 * EPISODE / 7)
    np.testing.assert_array_equal(curves["change_40"].x, EPISODE)
    np.testing.assert_allclose(curves["trials_first_100"].middle, 1.1 * TRIAL / 10)
    np.testing.assert_allclose(curves["trials_last_100"].middle, 1.1 * TRIAL)
    best, *_, chance = run.definition.task.policies_over(11)
    assert curves["rule_0"].label == best.name
    np.testing.assert_allclose(curves["rule_0"].middle, best.scores)
    assert (curves["rule_3"].label, curves["rule_3"].middle.any()) == (chance.name, False)
    asked = described()["nested_lives"].describe([run], [10]).numbers
    np.testing.assert_allclose(asked["trials_last_10"].middle, 1.1 * 0.1 * TRIAL)


def test_it_is_drawn_and_labelled_and_life_is_counted_in_episodes(run: Run) -> None:
    assert "nested_lives" in applicable([run])
    with style():
        drawn = figures()["nested_lives"].draw([run])
        within = figures()["lifetime_curve"].draw([run])
        regret = figures()["regret"].draw([run])
    check_labels(drawn)
    assert [line.get_label() for line in drawn.axes[3].lines][:2] == ["end of life", "first episode"]
    labels = [axes.get_xlabel() for axes in drawn.axes]
    assert labels == ["generation", "episode of a life", "episode of a life", "trial of an episode"]
    assert presentation_of(run.definition).life == 11
    (axes,) = within.axes
    assert axes.get_xlabel() == "episode of a life"
    assert "end of the evolved life" not in [line.get_label() for line in axes.lines]
    assert {axes.get_xlabel() for axes in regret.axes} == {"episode"}
    assert "summed over episodes" in regret.axes[0].get_ylabel()
    without = Run(run.path, dict(run.info))
    assays = {name: values for name, values in run.assays.items() if name != "episode_change"}
    without.__dict__.update(definition=run.definition, generations=run.generations, assays=assays)
    assert "nested_lives" not in applicable([without])
