"""The numbers behind the figures of lives that learn by memory: sums, rules beside them, and what choices show."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from imagined_memories import GENERATIONS, REPLICATES, TASKS, imagined_memory, without
from matplotlib.collections import PolyCollection
from test_figures import check_labels

from baldwin.figures.catalogue import described
from baldwin.figures.policies import best_and_chance, telling
from baldwin.neural.theory import ideals
from baldwin.neural.theory.two_step import KINDS
from baldwin.plots.catalogue import applicable, figures
from baldwin.plots.marks import _apart
from baldwin.plots.style import style
from baldwin.presentation import PolicyScores, presentation_of

ALWAYS = ("story", "innate_learned", "lifetime_curve", "regret", "individuals")
OF_A_TASK = ("behaviour", "example_lives", "lifetime_curve", "regret")  # the others are alike for all kinds
KINDS_SHOWN = ("bandit", "two_step", "harlow", "volatility", "matching", "inferred_value", "restless")
BEHAVIOUR = figures()["behaviour"]
MIDDLE = 0.001  # the median replicate's share of a planted measure


def drawn(figure, run):
    with style():
        return figure.draw([run])


@pytest.mark.parametrize("kind", TASKS)
def test_runs_are_offered_what_they_can_show_and_all_is_labelled(kind):
    run = imagined_memory(kind)
    offered = applicable([run])
    assert set(offered) == {*ALWAYS, "example_lives", "behaviour", "takeover"}
    for name in offered if kind == "bandit" else OF_A_TASK:
        check_labels(drawn(figures()[name], run))


@pytest.mark.parametrize("kind", KINDS_SHOWN)
def test_founders_alone_and_one_replicate_can_be_drawn(kind):
    run = imagined_memory(kind, replicates=1)
    founders = run.assays["generation"] == 0
    alone = without(run, **{name: values[founders] for name, values in run.assays.items()})
    alone.__dict__["generations"] = {name: values[:1] for name, values in run.generations.items()}
    for shown in (run, alone) if kind in ("two_step", "bandit") else (alone,):
        offered = applicable([shown])
        assert "behaviour" in offered
        for name in offered if kind == "bandit" else ["behaviour"]:  # the others are alike for all kinds
            figure = drawn(figures()[name], shown)
            assert not any(
                isinstance(one, PolyCollection) and one.get_label().startswith("_")
                for axes in figure.axes
                for one in axes.collections
            )  # no band
            check_labels(figure)


def test_regret_is_summed_from_the_first_trial_on():
    run = imagined_memory("bandit")
    curves = figures()["regret"].data([run])
    late = curves["generation_100"]
    np.testing.assert_array_equal(late.x, np.arange(21))
    np.testing.assert_allclose(late.middle, np.append(0.0, np.cumsum(1.1 / (1.0 + 5.0 * np.arange(1, 21)))))
    np.testing.assert_allclose(late.low[-1] / late.middle[-1], (1.0 + 0.1 * 0.1) / 1.1)  # 5 % quantile of 1, 1.1, 1.2
    best, chance = run.definition.task.reference_policies()[0], run.definition.task.reference_policies()[-1]
    assert curves["rule_0"].label == best.name == "Bayes-optimal"
    np.testing.assert_allclose(curves["rule_0"].middle[1:], np.cumsum(-best.scores))
    count = sum(name.startswith("rule_") for name in curves)
    np.testing.assert_allclose(curves[f"rule_{count - 1}"].middle[1:], -np.cumsum(chance.scores))
    left, right = drawn(figures()["regret"], run).axes
    assert left.get_ylabel() == "cumulative regret\n(lower is better)"
    told = {text.get_text().replace("\n", " ") for text in right.texts}
    assert {"Bayes-optimal", "generation 100"} <= told
    assert any(text.startswith("chance") for text in told)


def test_scores_that_are_no_errors_are_summed_above_chance():
    run = imagined_memory("harlow")
    curves = figures()["regret"].data([run])
    planted = -1.1 / (1.0 + 5.0 * np.arange(1, 7))
    np.testing.assert_allclose(curves["generation_100"].middle[1:], np.cumsum(planted - 0.5))
    np.testing.assert_allclose(curves["rule_0"].middle, [0.0, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5])
    np.testing.assert_array_equal(curves["rule_2"].middle, 0.0)
    assert "above chance" in drawn(figures()["regret"], run).axes[0].get_ylabel()


def test_chance_far_off_is_named_with_an_arrow():
    run = imagined_memory("bandit", {"trials": 40})
    _, right = drawn(figures()["regret"], without(run, curve=run.assays["curve"] / 20.0)).axes
    assert right.get_ylim()[1] < 40 / 6  # regret of chance
    assert "chance ↑" in {text.get_text() for text in right.texts}


def test_rules_that_are_told_differ_and_beat_chance():
    known = {"best": 1.0, "twin of the best": 0.99, "UCB1": 0.8, "UCB, c = 2": 0.6, "odd": 0.82, "slow": 0.4}
    known |= {"Thompson": 0.7, "worse": -1.0, "chance": 0.0}
    rules = tuple(PolicyScores(name, np.full(4, value)) for name, value in known.items())
    assert [rule.name for rule in telling(rules)] == ["best", "UCB1", "slow", "Thompson", "chance"]
    errors = tuple(PolicyScores(rule.name, 2.0 - rule.scores) for rule in rules)
    assert [rule.name for rule in telling(errors)] == [rule.name for rule in telling(rules)]
    assert telling(rules[:1]) == rules[:1]
    assert telling(()) == ()
    assert best_and_chance(rules) == {"best": rules[0], "chance": rules[-1]}
    assert list(best_and_chance(rules[-1:])) == ["chance"]


def test_names_at_ends_of_lines_do_not_touch():
    places = _apart(np.array([0.5, 0.51, 0.5, 0.99, 1.0]), np.full(5, 0.1))
    assert np.diff(np.sort(places)).min() > 0.0999
    assert places.max() <= 1.0
    np.testing.assert_allclose(_apart(np.array([0.1, 0.9]), np.full(2, 0.1)), [0.1, 0.9])


def test_a_life_of_trials_is_drawn_beside_the_best_rule_and_chance():
    run = imagined_memory("bandit")
    curves = figures()["lifetime_curve"].data([run])
    np.testing.assert_array_equal(curves["generation_0"].x, np.arange(1, 21))
    np.testing.assert_allclose(curves["generation_100"].middle, 1.1 / (1.0 + 5.0 * np.arange(1, 21)))
    best = run.definition.task.reference_policies()[0]
    np.testing.assert_allclose(curves["rule_best"].middle, -best.scores)
    np.testing.assert_allclose(curves["rule_chance"].middle, 1 / 6)
    assert "ceiling" not in curves  # it is what chance scores
    assert "oracle" in curves
    assert "ceiling" in figures()["lifetime_curve"].data([imagined_memory("volatility")])
    (axes,) = drawn(figures()["lifetime_curve"], run).axes
    labels = [line.get_label() for line in axes.get_lines()]
    assert {"Bayes-optimal", "chance"} <= set(labels)
    assert "end of the evolved life" not in labels
    assert axes.get_xlabel() == "trial of a life"
    assert axes.get_xlim() == (1.0, 20.0)


def test_ability_is_drawn_beside_the_best_rule_at_the_end_of_a_life():
    run = imagined_memory("bandit", {"trials": 35})
    best = run.definition.task.reference_policies()[0]
    curve = figures()["innate_learned"].data([run])["best"]
    assert curve.label == "Bayes-optimal"
    np.testing.assert_allclose(curve.middle, -best.scores[-4:].mean())
    assert "Bayes-optimal" in [line.get_label() for line in drawn(figures()["innate_learned"], run).axes[0].get_lines()]
    forced = presentation_of(imagined_memory("safe_risky").definition).levels({})
    assert forced["ceiling"].value < forced["best"].value <= forced["oracle"].value  # all of them at a life's end


def test_example_lives_are_told_choice_by_choice():
    curves = figures()["example_lives"].data([imagined_memory("bandit")])
    assert len(curves) == 2 * 2 * 3  # rewarded or not, founders and last generation, instances
    for i in range(3):
        for name, first, side in (("rewarded", 2, 0.12), ("unrewarded", 1, -0.12)):
            one = curves[f"{name}_100_{i}"]
            np.testing.assert_array_equal(one.x, np.arange(first, 21, 2))
            np.testing.assert_allclose(one.middle, (one.x + i) % 2 + 1 + side)


def test_numbers_that_share_a_panel_stand_beside_what_reference_policies_show():
    curves = BEHAVIOUR.data([imagined_memory("harlow")])
    np.testing.assert_allclose(curves["win_stay"].middle, GENERATIONS / 100 + MIDDLE)
    np.testing.assert_allclose(curves["lose_shift"].middle, 2 * (GENERATIONS / 100 + MIDDLE))
    for name in ("win_stay", "lose_shift"):
        assert (curves[f"{name}_0"].label, curves[f"{name}_0"].middle[0]) == ("Bayes-optimal", 1.0)
        assert (curves[f"{name}_1"].label, curves[f"{name}_1"].middle[0]) == ("chance", 0.5)
    (axes,) = drawn(BEHAVIOUR, imagined_memory("harlow")).axes
    assert axes.get_ylabel() == "share of lives, trial 2"


def test_bars_of_the_two_step_task_stand_beside_theory():
    run = imagined_memory("two_step")
    stay = np.array([0.9, 0.6, 0.5, 0.8])
    run = without(run, stay=stay - 0.1 * run.assays["replicate"][:, None])
    curves = BEHAVIOUR.data([run])
    for side in (0, 1):  # after a common transition, and after a rare one: rewarded, unrewarded
        np.testing.assert_allclose(curves[f"stay_{side}_generation_100"].middle, stay[side::2] - 0.1)
        np.testing.assert_allclose(curves[f"stay_{side}_0"].middle, [[1.0, 0.663], [0.662, 1.0]][side], atol=0.005)
    ideals = {"model_based_index": (0.675, 0.13), "model_free_index": (0.0, 0.34)}  # ideal observer, model-free
    for name, (observer, model_free) in ideals.items():
        np.testing.assert_allclose(curves[f"{name}_0"].middle, observer, atol=0.005)
        np.testing.assert_allclose(curves[f"{name}_1"].middle, model_free, atol=0.015)
    np.testing.assert_allclose(curves["model_free_index"].middle, 3 * (GENERATIONS / 100 + MIDDLE))
    evolved, observer = drawn(BEHAVIOUR, run).axes[:2]
    heights = [bar.get_height() for bar in evolved.patches]
    np.testing.assert_allclose(heights, stay[[0, 2, 1, 3]] - 0.1)  # common: reward, no reward; then rare
    assert [axes.get_title(loc="left") for axes in (evolved, observer)] == ["evolved", "ideal observer"]
    daw = imagined_memory("two_step", {"version": "daw", "trials": 20})
    assert not [name for name in BEHAVIOUR.data([daw]) if name.endswith(("_0", "_1")) and "generation" not in name]


def test_lags_are_told_apart_by_what_they_consist_of():
    curves = BEHAVIOUR.data([imagined_memory("two_step")])
    share = 4 * (1.0 + MIDDLE)  # fourth column, last generation
    place = np.arange(1, 21).reshape(5, 4)
    for kind, name in enumerate(name.replace(" ", "_") for name in KINDS):
        late = curves[f"lag_weights_{name}_generation_100"]
        np.testing.assert_allclose(late.middle, share * place[:, kind])
        np.testing.assert_array_equal(late.x, [1, 2, 3, 4, 5])
        ideal = curves[f"lag_weights_{name}_0"].middle[0]  # stays after what speaks for the state reached, else shifts
        assert ideal > 2.0 if name in ("rewarded_common", "unrewarded_rare") else ideal < -2.0
    matching = imagined_memory("matching")
    curves = BEHAVIOUR.data([matching])
    np.testing.assert_allclose(curves["choice_kernel_generation_100"].middle, 3 * (1.0 + MIDDLE) * np.arange(1, 16))
    assert curves["reward_kernel_1"].middle[0] > 0.0
    undefined = np.full_like(matching.assays["reward_kernel"], np.nan)
    left = BEHAVIOUR.data([without(matching, reward_kernel=undefined, choice_kernel=undefined)])
    assert not [name for name in left if "kernel" in name]


def test_matching_is_drawn_beside_perfect_and_local_matching():
    curves = BEHAVIOUR.data([imagined_memory("matching", {"trials": 100})])
    np.testing.assert_allclose(curves["matching_slope"].middle, GENERATIONS / 100 + MIDDLE)
    np.testing.assert_array_equal(curves["matching_slope_0"].middle, 1.0)
    assert 0.5 < curves["matching_slope_1"].middle[0] < 1.0
    assert curves["matching_slope_1"].label.startswith("local matching")


def test_learning_rates_of_each_replicate_and_of_ideal_observers():
    run = imagined_memory("volatility")
    curves = BEHAVIOUR.data([run])
    np.testing.assert_allclose(curves["learning_rate_stable"].middle, GENERATIONS / 100 + MIDDLE)
    assert curves["learning_rate_stable_0"].middle[0] < 0.35 < curves["learning_rate_volatile_0"].middle[0]
    panels = presentation_panels(run)
    (ends,) = [one for one in panels[1].curves.values() if not one.theory]
    np.testing.assert_allclose(ends.replicates[:, 1], 2 * (1.0 + np.arange(REPLICATES) / 1000))
    restless = BEHAVIOUR.data([imagined_memory("restless", {"trials": 100})])
    assert restless["rate_low"].label == "low volatility"
    assert restless["rate_low_0"].middle[0] + 0.1 < restless["rate_high_0"].middle[0]
    np.testing.assert_allclose(restless["rate_low"].middle, 3 * (GENERATIONS / 100 + MIDDLE))
    low = BEHAVIOUR.data([imagined_memory("restless", {"volatility": "low"})])
    assert "rate_low_0" in low
    assert "rate_high_0" not in low
    nothing = np.full(18, np.nan)
    assert not BEHAVIOUR.applies([without(run, learning_rate_stable=nothing, learning_rate_volatile=nothing)])


def presentation_panels(run):
    return described()["behaviour"].describe([run]).panels


def test_prediction_errors_are_pairs_and_their_difference():
    run = imagined_memory("inferred_value")
    curves = BEHAVIOUR.data([run])
    share = GENERATIONS / 100 + MIDDLE
    for side in (0, 1):  # rewarded and unrewarded cue; groups: before, experienced, inferred
        late = curves[f"rpe_before_{side}_generation_100"].middle
        np.testing.assert_allclose(late, share[-1] * np.array([2, 3, 4]) * (side + 1))
        np.testing.assert_allclose(curves[f"rpe_before_{side}_0"].middle, 0.45 * (-1) ** side)  # discount / 2
    np.testing.assert_allclose(curves["rpe_inferred_contrast"].middle, -4 * share)  # rewarded minus unrewarded
    np.testing.assert_allclose(curves["rpe_before_contrast_0"].middle, 0.9)
    undefined = np.full((18, 2), np.nan)
    headless = without(run, rpe_before=undefined, rpe_experienced=undefined, rpe_inferred=undefined)
    assert not [name for name in BEHAVIOUR.data([headless]) if "rpe" in name]


def test_other_measures_have_a_panel_each_with_their_meaning():
    run = imagined_memory("bandit")
    columns = run.definition.task.columns
    curves = BEHAVIOUR.data([run])
    assert [name for name in curves if not name.endswith(("_0", "_1"))] == list(columns)
    np.testing.assert_allclose(curves["suboptimal"].middle, 2 * (GENERATIONS / 100 + MIDDLE))
    assert curves["suboptimal_1"].middle[0] == 0.5  # chance, of two arms
    meanings = [axes.get_title(loc="left").replace("\n", " ") for axes in drawn(BEHAVIOUR, run).axes]
    assert meanings == [column.meaning for column in columns.values()]
    partly = without(run, stay_after_win=np.full(18, np.nan))
    assert not [name for name in BEHAVIOUR.data([partly]) if "stay_after_win" in name]
    lists = BEHAVIOUR.data([imagined_memory("sequence")])
    np.testing.assert_allclose(lists["kl_by_trial_generation_100"].middle, 2 * (1.0 + MIDDLE) * np.arange(1, 21))


@pytest.mark.parametrize("kind", TASKS)
def test_reference_policies_speak_of_columns_that_there_are(kind):
    run = imagined_memory(kind)
    task, policies = run.definition.task, presentation_of(run.definition).ideals()
    for known in policies.values():
        assert set(known) <= set(task.columns)
        for name, values in known.items():
            assert values.size == run.assays[name][0].size
            assert np.isfinite(values).all()


def test_ideals_are_the_same_twice():
    task = imagined_memory("two_step").definition.task
    fields = (task.high, task.low, task.flip, task.trials)
    again = ideals.two_step_lags.__wrapped__(task.p_common, *fields)
    np.testing.assert_array_equal(again, ideals.two_step_lags(task.p_common, *fields))
    swapped = ideals.two_step_lags(0.2, *fields).reshape(5, 4)[0]  # actions swap their roles, and so do common and rare
    assert (np.sign(swapped) == [-1, 1, 1, -1]).all()


@pytest.mark.slow
def test_figures_of_memory_load_nothing_heavy():
    code = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from imagined_memories import TASKS, imagined_memory
from baldwin.neural.theory import ideals
from baldwin.plots.catalogue import applicable, figures
ideals.LIVES, ideals.STEPS = 200, 600  # what is simulated need not be exact here
for kind in TASKS:
    run = imagined_memory(kind, {{"trials": 8}} if kind in ("restless", "matching") else None)
    for name in applicable([run]):
        figures()[name].data([run])
sys.exit(str([name for name in ("numba", "llvmlite", "jax", "matplotlib.pyplot") if name in sys.modules]))
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "[]"


def test_a_life_of_one_trial_is_told_by_what_it_does():
    run = imagined_memory("bandit", {"trials": 1})
    offered = set(applicable([run]))
    assert "story" in offered
    assert not offered & {"lifetime_curve", "example_lives"}
    _, done = drawn(figures()["story"], run).axes
    first = BEHAVIOUR.figure.describe([run]).panels[0]
    assert (done.get_ylabel(), done.get_xlabel()) == (first.y.label, "generation")
