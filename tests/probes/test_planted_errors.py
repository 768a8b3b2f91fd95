"""Probes of prediction errors and of volatility: networks set by hand are read as what they compute, others fail."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from baldwin.decoding import discriminant, paired_rank_correlations, squared_correlation, unexplained
from baldwin.errors import UsageError
from baldwin.figures.probes import describe
from baldwin.knowing import Floats, Knowledge, Moments, Observed
from baldwin.learning_rates import Choices, pooled, rescorla_wagner
from baldwin.neural.theory import inferred_value, two_step
from baldwin.neural.theory.expectations import TwoSteps, of_cues, of_times, of_two_steps
from baldwin.probes.prediction_error import PredictionError, agreement, errors, latent_read, ratio, returns, values
from baldwin.probes.volatility import Volatility, coding
from tests.probes.planted import lives

LIVES, BLOCKS, BLOCK, DISCOUNT = 300, 8, 5, 0.9
WORLD = TwoSteps(0.8, 0.9, 0.1, 0.025)


def unasked(states: Floats) -> Floats:
    raise AssertionError("what is answered is not asked for")


def in_turn(first: Floats, second: Floats) -> Floats:
    return np.stack([first, second], axis=2).reshape(len(first), -1)


def cues(knows: str) -> Knowledge:
    """Return a network at two cues whose units hold what is expected of the cue and what was before it.

    `infers`: Bayes' rule; `apart`: each cue by itself; `nothing`: noise. Its value head says the same.
    """
    draw, trials = np.random.default_rng(6), BLOCKS * BLOCK
    flips = (draw.random((LIVES, trials)) < 0.5) & (np.arange(trials) % BLOCK == 0)
    sides, shown = np.cumsum(flips, axis=1) % 2, draw.integers(2, size=(LIVES, trials))
    paid = in_turn(np.zeros(shown.shape), (shown == sides).astype(np.float64))
    everyone = np.ones(shown.shape, np.bool_)
    observed = of_cues(sides, shown, everyone, paid, block_trials=BLOCK, flip=0.5, discount=DISCOUNT)
    belief = inferred_value.ideal_belief(sides, BLOCK, 0.5)
    expected = {
        "infers": inferred_value.ideal_values(belief, shown, DISCOUNT, True),
        "apart": inferred_value.separate_values(sides, shown, DISCOUNT),
        "nothing": draw.normal(size=(2, *shown.shape)),
    }[knows]
    head = in_turn(expected[1], expected[0])
    units = np.stack([head, draw.normal(size=head.shape)], axis=-1) @ np.array([[1.0, -2.0, 0.5], [1.0, 1.0, 0.0]])
    return Knowledge(observed, units[:, 1::2], unasked, units, head)


def steps(knows: str) -> Knowledge:
    """Return a network in the two-step task that chooses at random, and knows what one with a model does, or without.

    `planner`: a unit of the belief in the first state, which it answers; `habit`: what each action and state paid;
    `nothing`: noise.
    """
    draw, shape = np.random.default_rng(7), (LIVES, 60)
    better = (np.cumsum(draw.random(shape) < WORLD.flip, axis=1) + draw.integers(2, size=(LIVES, 1))) % 2
    actions, common = draw.integers(2, size=shape), draw.random(shape) < WORLD.p_common
    reached = np.where(common, actions, 1 - actions)
    paid = draw.random(shape) < np.where(reached == better, WORLD.high, WORLD.low)
    observed = of_two_steps(WORLD, actions, common, paid.astype(np.float64))
    habit = np.stack(two_step.model_free_values(actions, reached, paid, 0.3), axis=-1)
    states = {
        "planner": two_step.beliefs(reached, paid, WORLD.high, WORLD.low, WORLD.flip)[..., None],
        "habit": habit,
        "nothing": 0.5 + 0.1 * draw.normal(size=(*shape, 1)),
    }[knows]
    return Knowledge(
        observed, states, lambda units: np.stack([units[..., 0], 1.0 - units[..., 0]], axis=-1)[..., None, :]
    )


def found(probe: PredictionError | Volatility, given: Any) -> dict[tuple[str, str], float]:
    table = probe.find(given).table()
    rows = zip(table["network"], table["quantity"], table["value"], strict=True)
    return {(network, quantity): value for network, quantity, value in rows}


AROUND = [f"error: {kind}, {cue} cue" for kind in inferred_value.KINDS for cue in ("rewarded", "unrewarded")]


@pytest.mark.guards("probe prediction_error")
@pytest.mark.parametrize("readout", ["own", "units"])
def test_one_who_infers_has_the_same_errors_at_a_cue_not_met_since(readout: Any) -> None:
    """The probe prediction_error: of Bayes' rule 0.45 and -0.45 at all times; founders and other lives have nothing."""
    one = found(PredictionError(readout=readout), lives(cues("infers"), cues("nothing")))
    for name, sign in zip(AROUND, (1, -1) * 3, strict=True):
        assert one["evolved", name] == pytest.approx(0.45 * sign, abs=1e-9 if readout == "own" else 0.03)
        assert abs(one["untrained", name]) < 0.06
        assert abs(one["shuffled", name]) < 0.06
    assert one["evolved", "ratio: inferred over experienced"] == pytest.approx(1.0, abs=0.05)
    assert one["evolved", "r2 of errors: ideal observer"] > 0.98
    assert one["evolved", "r2 of errors: rest of each cue by itself"] < 0.01
    assert one["evolved", "r2 of values: ideal observer"] > 0.98
    for network in ("untrained", "shuffled"):
        assert math.isnan(one[network, "ratio: inferred over experienced"])
        assert one[network, "r2 of errors: ideal observer"] < 0.1
        assert one[network, "r2 of values: ideal observer"] < 0.01


@pytest.mark.parametrize("readout", ["head", "units"])
def test_one_who_learns_each_cue_by_itself_errs_the_wrong_way(readout: Any) -> None:
    one = cues("apart")
    moments = one.observed.moments
    assert moments is not None
    given = found(PredictionError(readout="own" if readout == "head" else "units"), lives(one, one))
    assert given["evolved", "ratio: inferred over experienced"] == pytest.approx(-0.97, abs=0.06)
    with_model, rest, _ = agreement(values(one, readout), moments)
    assert with_model < 0.6
    assert rest > 0.3


@pytest.mark.parametrize("readout", ["own", "units"])
def test_a_planner_agrees_with_the_model_and_a_habit_does_not(readout: Any) -> None:
    one = found(PredictionError(readout=readout), lives(steps("planner"), steps("nothing")))
    for start in ("r2 of errors: ", "r2 of values: "):
        assert one["evolved", f"{start}model-based"] > 0.99
    assert one["evolved", "r2 of errors: rest of model-free"] < 1e-3
    assert one["evolved", "error: rewarded rare"] == pytest.approx(one["evolved", "error: rewarded common"], abs=0.03)
    for network in ("untrained", "shuffled"):
        assert one[network, "r2 of errors: model-based"] < 0.8
        assert one[network, "r2 of values: model-based"] < 0.01
    moments = steps("habit").observed.moments
    assert moments is not None
    with_model, rest, of_values = agreement(values(steps("habit")), moments)
    assert with_model < 0.97
    assert rest > 0.02
    assert of_values < 0.75


def test_the_side_is_read_where_it_is_held() -> None:
    """Fixation tells the side that was rewarded last: right but for the first trial of a reversed block."""
    one = cues("infers")
    latent = one.observed.latent
    assert latent is not None
    last = np.concatenate([np.zeros((LIVES, 1)), latent.state[:, :-1]], axis=1)
    held = in_turn(last, np.zeros(last.shape))[..., None]
    noise = np.random.default_rng(8).normal(size=held.shape)
    assert [share for share, _ in latent_read(replace(one, steps=held + 1e-3 * noise)).values()] == [1.0, 0.0, 1.0]
    assert all(abs(share - 0.5) < 0.06 for share, _ in latent_read(replace(one, steps=noise)).values())


def test_errors_and_returns_by_hand() -> None:
    """0.5 after, 1 paid, worth 2: 1 + 0.5 3 - 2 = 0.5; where nothing more counts, 1 - 3 = -2."""
    moments = Moments(np.arange(3), np.zeros((1, 3)), np.ones((1, 3)), np.array([0.5, 0.0, 0.5]), {}, {})
    assert errors(np.array([[2.0, 3.0, 4.0]]), moments).tolist() == [[0.5, -2.0, -3.0]]
    assert returns(moments).tolist() == [[1.5, 1.0, 1.0]]
    x, y = np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0])
    assert squared_correlation(x, y) == pytest.approx(0.25)
    assert unexplained(y, x).tolist() == pytest.approx([-0.5, 1.0, -0.5])
    middle, axis = discriminant(np.array([[0.0, 1.0], [0.0, -1.0], [4.0, 1.0], [4.0, -1.0]]), np.array([0, 0, 1, 1]))
    assert middle.tolist() == [2.0, 0.0]
    assert axis[0] > 0.0 == pytest.approx(axis[1])


def times(order: str, units: str, count: int = 24) -> Knowledge:
    """Return lives of two blocks of 60 trials, chosen by a delta rule of rate 0.1 in stable and 0.6 in volatile times.

    `units`: three count exchanges of the arms in the last 20 trials, know late trials from early ones, and follow
    nothing; or `noise`.
    """
    draw, trials = np.random.default_rng(9 + (order == "last")), 120
    late = np.arange(trials) >= trials // 2
    volatile = np.broadcast_to(late if order == "last" else ~late, (count, trials))
    exchanged = volatile & (np.arange(trials) % 12 == 0)
    side = (np.cumsum(exchanged, axis=1) + draw.integers(2, size=(count, 1))) % 2
    paid = draw.random((count, trials)) < np.where(side == 1, 0.9, 0.1)
    shown = draw.beta(4.0, 4.0, (count, trials, 2))
    value, first = np.full(count, 0.5), np.zeros((count, trials), np.bool_)
    for t in range(trials):
        first[:, t] = value * shown[:, t, 0] > (1.0 - value) * shown[:, t, 1]
        value = value + np.where(volatile[:, t], 0.6, 0.1) * (paid[:, t] - value)
    total = np.cumsum(exchanged, axis=1)
    recent = total - np.concatenate([np.zeros((count, 20)), total[:, :-20]], axis=1)
    states = draw.normal(size=(count, trials, 3))
    if units == "counts":
        states = states + np.stack([recent, 3.0 * np.broadcast_to(late, recent.shape), np.zeros_like(recent)], axis=-1)
    return Knowledge(of_times(Choices(first, paid, shown, volatile), rescorla_wagner(paid, 0.3)), states, unasked)


def both(units: str) -> list[Knowledge]:
    return [times("last", units), times("first", units)]


@pytest.mark.guards("probe volatility")
def test_a_count_of_exchanges_codes_volatility_and_rates_are_read() -> None:
    """The probe volatility: one unit of three counts, another tells time, which cancels; rates are 0.1 and 0.6."""
    worlds = [({"evolved": [a], "untrained": [b]}) for a, b in zip(both("counts"), both("noise"), strict=True)]
    given: Any = SimpleNamespace(
        known=lambda what, setting: worlds[setting],
        knows=lambda what, setting: worlds[setting]["evolved"],
        instances=24,
        examinations={"last": 0, "first": 1},
    )
    result = replace(Volatility().find(given), kind="volatility")
    json.dumps(result.table())
    rows = zip(*(result.columns[name].values for name in ("network", "quantity", "value")), strict=True)
    table = {(network, quantity): value for network, quantity, value in rows}
    for by in ("share that codes volatility, by regression", "the same by ranks"):
        assert table["evolved", f"units: {by}"] == pytest.approx(1.0 / 3.0)
        assert table["untrained", f"units: {by}"] == table["shuffled", f"units: {by}"] == 0.0
    assert table["evolved", "units: largest |rank correlation|"] > 0.9
    assert result.arrays["correlations"][0, 0] > 0.9
    assert table["evolved", "ratio: volatile over stable, lives together"] == pytest.approx(6.0, abs=1.5)
    own, other = (table[name, "ratio: volatile over stable, ten choices at a time"] for name in ("evolved", "shuffled"))
    assert own > max(1.8, other + 0.5)  # other than 1: a bias of this reading; see `singly`
    for order in ("last", "first"):  # ten choices at a time draw both rates to the middle
        stable, quick = (table["evolved", f"learning rate: {order}, {time} times"] for time in ("stable", "volatile"))
        assert quick > stable + 0.2
    figure = describe(result)
    assert figure.numbers["units_evolved"].middle.tolist() == result.arrays["correlations"][0].tolist()
    assert len(figure.numbers["rate_ideal"].middle) == 4


def test_p_values_are_of_pairs_and_corrected_for_units() -> None:
    """Three units; the first differs as it was made to; Wilcoxon's test and that of a regression, times three."""
    apart = np.array([[1.0, -1.0, 0.0], [2.0, 2.0, 0.0], [3.0, -3.0, 0.0], [-0.5, 0.25, 0.0]])
    correlations, p_values = paired_rank_correlations(apart)
    assert correlations[:2].tolist() == pytest.approx([(2 + 3 + 4 - 1) / 10, (-2 + 3 - 4 + 1) / 10])
    assert p_values[0] == pytest.approx(stats.wilcoxon(apart[:, 0]).pvalue)
    assert math.isnan(correlations[2])
    assert math.isnan(p_values[2])
    one = both("counts")
    code = coding(one)
    quick, slow = [], []
    for each, last in zip(one, (True, False), strict=True):
        halves = each.states[:, 60:].mean(axis=1), each.states[:, :60].mean(axis=1)
        for kept, half in zip((quick, slow), halves if last else halves[::-1], strict=True):
            kept.append(half[:, 0])
    means = np.concatenate(quick), np.concatenate(slow)
    assert code.p_values[0] == pytest.approx(3.0 * stats.ttest_rel(*means).pvalue, rel=1e-6, abs=0.0)
    assert code.by_ranks[0] == pytest.approx(3.0 * stats.wilcoxon(*means).pvalue, rel=1e-6, abs=0.0)
    assert max(code.p_values[0], code.by_ranks[0]) < 1e-6 < min(code.p_values[1:])


def test_what_does_not_apply_is_refused_in_a_line() -> None:
    nothing = replace(times("last", "noise"), observed=Observed())
    given: Any = lives(nothing, nothing)
    given.run = SimpleNamespace(path="runs/one")
    with pytest.raises(UsageError, match="runs/one: nobody has said what is to be expected"):
        PredictionError().find(given)
    with pytest.raises(UsageError, match="runs/one: no time is said to be more volatile"):
        Volatility().find(given)
    assert (
        pooled(Choices(*(np.zeros((2, 5), np.bool_),) * 2, np.zeros((2, 5, 2)), np.zeros((2, 5), np.bool_)))[0] != 0.0
    )


@pytest.mark.parametrize("one", [cues("infers"), steps("planner")])
def test_errors_have_a_figure(one: Knowledge) -> None:
    result = replace(PredictionError().find(lives(one, one)), kind="prediction_error")
    json.dumps(result.table())
    figure = describe(result)
    ideal, mine = figure.numbers["error_ideal"], figure.numbers["error_evolved"]
    assert ideal.middle.size == mine.middle.size == 6
    assert figure.numbers["r2_evolved"].middle[0] > 0.98


def test_a_ratio_has_an_error_and_none_where_it_divides_by_nothing() -> None:
    """Differences 0.8 and 0.4, errors 0.05 each of a pair of 0.03 and 0.04: 2, with sqrt(1 + 4) 0.05 / 0.4."""
    found = {"a": (0.5, 0.03, 9), "b": (-0.3, 0.04, 9), "c": (0.1, 0.03, 9), "d": (-0.3, 0.04, 9)}
    assert ratio(found, (("a", "b"), ("c", "d"))) == pytest.approx((2.0, math.sqrt(5.0) * 0.05 / 0.4))
    assert all(math.isnan(one) for one in ratio(found | {"c": (-0.2, 0.03, 9)}, (("a", "b"), ("c", "d"))))
