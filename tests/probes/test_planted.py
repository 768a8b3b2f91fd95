"""Probes of networks set by hand: what they compute is found, and neither in others nor in exchanged lives."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from baldwin.decoding import components, divergence, explained, partial_rank_p_values
from baldwin.figures.probes import describe, drawable
from baldwin.knowing import Observed
from baldwin.neural.theory.observers import of_arms, of_drift, of_sequences
from baldwin.probes.structure import Structure, shape
from baldwin.probes.sufficient import Sufficient, decoded, gap
from baldwin.probes.timescales import Timescales, choice_kernels, decay, kernels
from baldwin.probes.units import Units, coding
from tests.probes.planted import PRIOR, arms, choosing, coin, linear, lives, shuffled


def rows(found: Any, *keys: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    table = found.table()
    count = len(table["network"])
    return {tuple(table[key][at] for key in keys): {name: table[name][at] for name in table} for at in range(count)}


@pytest.mark.guards("probe sufficient")
def test_a_network_that_counts_is_bayes_rule() -> None:
    """The probe sufficient: counts are read both ways, but for the ridge's 1e-4; in who forgets they are not."""
    found = Sufficient().find(lives(coin(1.0), coin(0.6, knows=False)))
    one, other = (rows(found, "network")[name,] for name in ("evolved", "untrained"))
    assert one["bayes_output"] < 1e-4
    assert one["bayes_state"] < 1e-4
    assert one["network_state"] < 1e-20
    assert one["network_output"] < 1e-12
    assert one["kl_to_bayes"] < 1e-12
    assert one["decoded"] == pytest.approx(1.0, abs=1e-3)
    assert abs(one["shuffled"]) < 0.05
    assert other["bayes_output"] > 20.0 * one["bayes_output"]
    assert other["bayes_state"] > 0.01
    assert other["network_state"] > 0.05
    assert other["kl_to_bayes"] > 0.1
    assert other["decoded"] < 0.9


def test_states_of_other_lives_hold_nothing_of_this_one() -> None:
    """Heads are then known as far as the number of the trial tells; tosses do not differ between lives."""
    right, wrong = gap(coin(1.0)), gap(shuffled(coin(1.0)))
    assert wrong.bayes_output > 0.05 > 500.0 * right.bayes_output
    assert wrong.network_output > 0.9
    heads, tosses = decoded(shuffled(coin(1.0)))
    assert heads < 0.05
    assert math.isnan(tosses)
    assert decoded(coin(1.0), shuffled=True)[0] < 0.05


def test_statistics_that_seldom_come_again_are_mapped_by_a_polynomial() -> None:
    """Wins and losses of two arms: 300 lives have few sets of four twice; the units are linear in them."""
    one = gap(arms(1.0, "independent"))
    assert one.network_state < 1e-3
    assert one.network_output < 1e-3
    assert gap(shuffled(arms(1.0, "independent"))).network_state > 0.5
    assert math.isnan(one.divergence)


@pytest.mark.guards("probe structure")
def test_one_thing_to_find_out_lies_on_a_line_and_two_in_a_sheet() -> None:
    """The probe structure: net evidence is in the order of p1; two counters of two arms take two dimensions."""
    line = replace(arms(1.0, trials=60), states=arms(1.0, trials=60).states[..., :1] * np.array([1.0, -2.0, 0.5]))
    found = rows(Structure().find(lives(line, shuffled(line))), "network", "hidden")
    one, other = found["evolved", "p1"], found["untrained", "p1"]
    assert one["rank_correlation"] > 0.9
    assert one["p_value"] < 1e-50
    assert one["dimensions"] == pytest.approx(1.0)
    assert one["variance_in_one"] == pytest.approx(1.0)
    assert one["read_in_one"] > 0.85
    assert other["rank_correlation"] < 0.15
    assert other["p_value"] > 0.01
    assert other["read_in_two"] < 0.05
    two = arms(1.0, "independent", 60)
    plane = rows(Structure().find(lives(two, shuffled(two))), "network", "hidden")
    assert plane["evolved", "p1"]["dimensions"] > 1.9
    for arm in ("p1", "p2"):
        assert plane["evolved", arm]["read_in_two"] > 0.75
    assert min(plane["evolved", arm]["read_in_one"] for arm in ("p1", "p2")) < 0.6
    early = rows(Structure(trial=2).find(lives(line, line)), "network", "hidden")["evolved", "p1"]
    assert early["rank_correlation"] < one["rank_correlation"]


def test_components_are_those_of_last_states_and_nothing_else() -> None:
    """An axis of 10 follows the first arm's chance, axes of 3 and 1 do not: 109 of 110 parts lie in a plane."""
    chance = np.linspace(0.0, 1.0, 8)
    along = np.array([-7.0, -5.0, -3.0, -1.0, 1.0, 3.0, 5.0, 7.0])
    second = np.array([7.0, 1.0, -3.0, -5.0, -5.0, -3.0, 1.0, 7.0])  # orthogonal, as polynomials of a grid are
    third = np.array([-7.0, 5.0, 7.0, 3.0, -3.0, -7.0, -5.0, 7.0])
    axes = [size * one / np.linalg.norm(one) for size, one in ((10.0, along), (3.0, second), (1.0, third))]
    states = np.zeros((8, 4, 3))
    states[:, -1] = np.stack(axes, axis=1) + 5.0
    states[:, 0, 0] = 100.0 * chance[::-1]
    found = shape(replace(arms(1.0), observed=Observed({"p1": chance}), states=states), 3)
    assert found.plane.shares[:2].sum() == pytest.approx(109.0 / 110.0)
    assert stats.spearmanr(found.places[:, 0], chance).statistic == pytest.approx(1.0)


@pytest.mark.guards("probe timescales")
def test_a_leak_is_read_from_the_decay_of_a_dependence() -> None:
    """The probe timescales: units that keep 0.8 forget half in log(2) / log(1.25) = 3.1 trials; a counter never does.

    Its choices, which chance has a part in, depend on the past as its answers do; states of other lives on nothing.
    """
    leaky, counter = choosing(0.8), choosing(1.0)
    probed = Timescales().find(lives(leaky, counter))
    found = rows(probed, "network", "of")
    for of, within in (("units", 0.01), ("answers", 0.01), ("choices", 0.06)):
        one = found["evolved", of]
        assert one["kept"] == pytest.approx(0.8, abs=within)
        assert one["low"] - 1e-3 <= 0.8 <= one["high"] + 1e-3
        assert one["high"] - one["low"] < 4.0 * within
    assert found["evolved", "answers"]["half_life"] == pytest.approx(math.log(0.5) / math.log(0.8), abs=0.15)
    assert found["evolved", "answers"]["fit"] > 0.99
    assert found["untrained", "answers"]["kept"] == pytest.approx(1.0, abs=0.005)
    assert found["untrained", "units"]["units"] == 2
    assert probed.reading.startswith("Answers keep 0.80 (0.80 to 0.80) of what a trial showed until the next one, half")
    away = kernels(shuffled(leaky).states, np.asarray(leaky.observed.evidence), 10)
    assert np.abs(away).max() < 0.05
    lost = rows(Timescales().find(lives(replace(leaky, states=shuffled(leaky).states), counter)), "network", "of")
    assert lost["evolved", "units"]["units"] <= 1
    assert abs(lost["evolved", "answers"]["last"]) < 0.05


def test_answers_are_held_against_an_ideal_observer() -> None:
    """Who knows what the ideal observer knows forgets as fast; a counter in a world that changes, more slowly."""
    one = choosing(0.8)
    belief = expit(0.3 * one.states[..., 0])
    ideal = replace(one, observed=replace(one.observed, sources=None, belief=belief, changes=0.1))
    found = Timescales().find(lives(ideal, ideal))
    assert rows(found, "network", "of")["evolved", "ideal observer"]["kept"] == pytest.approx(0.8, abs=0.01)
    assert found.reading.endswith("they forget as fast as the world asks for.")
    assert any("a chance of 0.1 a trial: of what is known, 0.8 holds on" in note for note in found.notes)
    counts = replace(choosing(1.0), observed=ideal.observed)
    told = linear(np.asarray(ideal.observed.evidence)[..., None], np.eye(1), np.eye(1))
    slow = Timescales().find(lives(replace(counts, states=np.concatenate([told, told], axis=-1)), ideal))
    assert slow.reading.endswith("they forget more slowly than the world asks for.")


def test_who_only_says_which_side_forgets_no_faster_than_the_ideal_observer_chooses() -> None:
    """Answers of yes or no seem to forget faster than graded beliefs; the sides that both prefer are the same."""
    one = choosing(0.8)

    def certain(units: Any) -> Any:
        first = 0.5 + 0.49 * np.sign(units[..., 0])
        return np.stack([first, 1.0 - first], axis=-1)[..., None, :]

    belief = expit(0.3 * one.states[..., 0])
    sharp = replace(one, said=certain, observed=replace(one.observed, sources=None, belief=belief, changes=0.1))
    found = Timescales().find(lives(sharp, sharp))
    kept = {of: row["kept"] for (network, of), row in rows(found, "network", "of").items() if network == "evolved"}
    assert kept["answers"] < kept["ideal observer"] - 0.01
    assert kept["sides"] == kept["ideal sides"]
    assert found.reading.endswith("they forget as fast as the world asks for.")


def test_weights_of_choices_are_those_that_chose() -> None:
    """Log-odds 1.5, 0.75, 0.375 of the last three trials, and 1 of repeating the last choice."""
    draw = np.random.default_rng(6)
    evidence, chosen = draw.choice([-1.0, 1.0], size=(2, 500, 40))
    for t in range(3, 40):
        odds = evidence[:, t - 3 : t] @ [0.375, 0.75, 1.5] + chosen[:, t - 1]
        chosen[:, t] = np.where(draw.random(500) < expit(odds), 1.0, -1.0)
    found = choice_kernels(chosen[:, 3:], evidence[:, 3:], 4)
    assert found[0, :, 0].tolist() == pytest.approx([1.5, 0.75, 0.375, 0.0], abs=0.06)
    again = choice_kernels(chosen[:, 3:], evidence[:, 3:], 4, np.ones((2, 500)))
    np.testing.assert_allclose(again, np.repeat(found, 2, axis=0), atol=1e-5)


def test_kernels_are_the_weights_of_a_linear_network() -> None:
    """Dependence on what was told lag trials ago is keeps^(lag - 1), in standard deviations."""
    draw = np.random.default_rng(4)
    evidence = draw.choice([-1.0, 1.0], size=(400, 30))
    states = linear(evidence[..., None], np.diag([0.5, 0.0]), np.ones((1, 2)))
    spread = (states[:, 5:] - states[:, 5:].mean(axis=0)).std(axis=(0, 1))
    (found,) = kernels(states, evidence, 5)
    np.testing.assert_allclose(found[:, 0] * spread[0], 0.5 ** np.arange(5), atol=2e-2)
    np.testing.assert_allclose(found[:, 1] * spread[1], [1.0, 0.0, 0.0, 0.0, 0.0], atol=1e-9)
    counts = np.concatenate([np.ones(200), np.zeros(200)])[None]
    half = kernels(states, evidence, 5, counts)
    assert np.abs(half - found).max() > 1e-4
    np.testing.assert_allclose(half, found[None], atol=0.1)
    fitted = decay(np.stack([0.3 * 0.5 ** np.arange(6), -2.0 * np.ones(6), np.eye(6)[0]], axis=1))
    assert fitted.kept.tolist() == pytest.approx([0.5, 1.0, 0.0], abs=1e-3)
    assert fitted.half_life.tolist() == pytest.approx([1.0, math.inf, 0.0], abs=2e-3)
    assert fitted.fit.tolist() == pytest.approx([1.0, 1.0, 1.0], abs=1e-5)


@pytest.mark.guards("probe units")
def test_units_follow_what_they_were_wired_to() -> None:
    """The probe units: four units are set to the four that can be followed; in other lives they follow nothing."""
    one = arms(1.0, trials=30)
    followed = np.stack(list(one.observed.followed.values()), axis=-1)
    noise = np.random.default_rng(5).normal(size=followed.shape)
    wired = replace(one, states=followed + 0.01 * noise)
    found = coding(wired)
    assert (np.abs(np.diag(found.correlations)) > 0.7).all()
    assert (np.diag(found.p_values) < 1e-20).all()
    table = rows(Units().find(lives(wired, replace(one, states=noise))), "network", "followed")
    assert table["evolved", "last action"]["largest_correlation"] > 0.7
    valued = replace(wired, states=wired.states[..., 3:])
    assert "without sign: value 1.00 (100 % of units), " in Units().find(lives(valued, valued)).reading
    for name in one.observed.followed:
        assert table["evolved", name]["coding"] >= 0.25
        assert table["untrained", name]["coding"] == 0.0
        assert table["untrained", name]["mean_correlation"] < 0.05
        assert table["untrained", name]["smallest_p_value"] > 0.05


def test_p_values_of_noise_are_uniform_and_corrected() -> None:
    """Of two predictors and 12 rows: nine degrees of freedom, as of Pearson's correlation of 11 rows."""
    p = partial_rank_p_values(np.array([[0.6], [np.nan]]), 12)
    assert p[0, 0] == pytest.approx(2.0 * stats.t.sf(0.6 * math.sqrt(9.0 / 0.64), 9))
    assert math.isnan(p[1, 0])
    x = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.5])
    y = np.array([2.0, 1.0, 4.0, 3.0, 6.0, 5.0])
    wanted = stats.pearsonr(x, y)
    assert partial_rank_p_values(np.array([[wanted.statistic]]), 6)[0, 0] == pytest.approx(wanted.pvalue)


def test_divergence_components_and_shares_by_hand() -> None:
    p, q = np.array([[[0.5, 0.5]]]), np.array([[[0.25, 0.75]]])
    assert divergence(p, q) == pytest.approx(0.5 * math.log(2.0) + 0.5 * math.log(2.0 / 3.0))
    assert explained(np.array([1.0, 2.0]), np.array([1.0, 3.0])) == pytest.approx(0.5)
    assert math.isnan(explained(np.ones(2), np.ones(2)))
    found = components(np.array([[3.0, 0.0], [-3.0, 0.0], [0.0, 1.0], [0.0, -1.0]]))
    assert found.shares.tolist() == pytest.approx([0.9, 0.1])
    assert np.abs(found.places(np.array([3.0, 0.0]), 1)).tolist() == pytest.approx([3.0])


@pytest.mark.parametrize(("law", "low"), [("uniform", None), ("easy", 0.1), ("independent", None)])
def test_ideal_observers_of_arms_by_hand(law: str, low: float | None) -> None:
    """Arm 1 wins, arm 2 wins, arm 1 loses; before the fourth trial."""
    chances = np.array([[0.9, 0.1]])
    chosen, paid = np.array([[0, 1, 0, 0]]), np.array([[1.0, 1.0, 0.0, 0.0]])
    seen = of_arms(law, low, chances, chosen, paid)
    assert seen.sources is not None
    laws = seen.sources.ideal(np.stack(list(seen.sources.statistics.values()), axis=-1))[0, 3, :, 0]
    speaks = {"uniform": [2.0 / 5.0], "independent": [2.0 / 4.0, 2.0 / 3.0]}
    nine = (0.9 * 0.1 * 0.1 * 0.9 + 0.1 * 0.9 * 0.9 * 0.1) / (0.9 * 0.1 * 0.1 + 0.1 * 0.9 * 0.9)
    assert laws.tolist() == pytest.approx(speaks.get(law, [nine]))
    assert seen.evidence is not None
    assert seen.evidence.tolist() == [[1.0, -1.0, -1.0, -1.0]]
    assert seen.followed["last action"].tolist() == [[0.0, 1.0, -1.0, 1.0]]
    assert seen.followed["action x reward"].tolist() == [[0.0, 1.0, -1.0, 0.0]]


def test_an_ideal_observer_of_drifting_arms_forgets() -> None:
    """Two wins of arm 1 in three trials say 3/5 where nothing drifts; here less if they came first, more if last."""
    actions, paid = [[0, 0, 0, 0], [1, 0, 0, 0]], [[1.0, 1.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0]]
    seen = of_drift((0.2,), np.full((2, 4), 0.5), actions, paid)
    assert seen.belief is not None
    assert seen.belief[:, 0].tolist() == pytest.approx([0.5, 0.5])
    assert seen.belief[:, 1].tolist() == pytest.approx([0.65, 0.35], abs=0.03)
    assert seen.belief[0, 3] < 0.55 < 0.6 < 0.63 < seen.belief[1, 3]
    assert seen.evidence is not None
    assert seen.evidence.tolist() == [[1.0, 1.0, -1.0, -1.0], [-1.0, 1.0, 1.0, -1.0]]
    assert seen.hidden["p1"].tolist() == [0.5, 0.5]


def test_an_ideal_observer_of_dice_counts() -> None:
    seen = of_sequences("categorical", np.full((1, 3), 1 / 3), [[0, 2, 2]], PRIOR | {"alpha": 1.0, "symbols": 3})
    assert seen.sources is not None
    laws = seen.sources.ideal(np.stack(list(seen.sources.statistics.values()), axis=-1))
    assert laws[0, 2, 0].tolist() == pytest.approx([2 / 5, 1 / 5, 2 / 5])
    assert of_sequences("normal", np.zeros(1), np.zeros((1, 3)), {}) == Observed({"mean": np.zeros(1)})


@pytest.mark.parametrize("kind", ["structure", "sufficient", "timescales", "units"])
def test_findings_have_figures(kind: str) -> None:
    """All curves that are described have points; those that are drawn are what was found."""
    probe = {"structure": Structure(), "sufficient": Sufficient(), "timescales": Timescales(), "units": Units()}[kind]
    one = coin(1.0) if kind == "sufficient" else arms(0.9)
    found = replace(probe.find(lives(one, shuffled(one))), kind=kind)
    again = probe.find(lives(one, shuffled(one))).table()
    assert json.dumps(found.table()) == json.dumps(again)  # plain numbers and words
    assert kind in drawable()
    figure = describe(found)
    assert figure.numbers
    assert all(curve.x.size == curve.middle.size > 0 for curve in figure.numbers.values())
    if kind == "timescales":
        assert figure.numbers["evolved_answers"].middle[:2].tolist() == pytest.approx([1.0, 0.9], abs=0.05)
