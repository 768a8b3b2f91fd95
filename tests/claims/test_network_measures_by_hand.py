"""What claims on networks measure, of lives that were written down by hand: which arm, which control, which sign.

A stand-in answers in the place of networks. Its three seeds score 1, 2 and 6 a life, luck of +-1 the same for all, and
what is changed in their lives adds a number of its own: 100 without memory, 10 without the sense of reward, 20 without
that of actions, and what a test says of other overrides.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.claims.ladder import ladders

CLAIMS = {claim.id: claim for ladder in ladders().values() for claim in ladder.claims}
SEEDS = np.array([1.0, 2.0, 6.0])  # mean 3
LUCK = np.array([-1.0, 1.0, -1.0, 1.0])
LOST = {"lifetime.memory=false": 100.0}
BORN, RULES = np.zeros((3, 2)), np.ones((3, 2))  # genotypes: of founders, and of those that evolved


class Networks:
    """Stands in for networks that evolved; `more` adds to scores, by override, and `behaviour` is of single lives."""

    def __init__(
        self,
        *,
        more: dict[str, float] | None = None,
        behaviour: Callable[[float], dict[str, Any]] = lambda added: {},
        errors: Any = None,
        table: dict[str, Any] | None = None,
        **task: Any,
    ) -> None:
        self.more, self.behaves, self.wrong, self.table = LOST | (more or {}), behaviour, errors, table or {}
        senses = ("action", "reward")
        self.setting = SimpleNamespace(
            definition=SimpleNamespace(network=SimpleNamespace(senses=senses), task=SimpleNamespace(**task))
        )
        self.centres, self.founders = RULES, BORN
        self.generations = {"lives": np.array([1, 5])}
        self.assays = self.table

    def added(self, overrides: tuple[str, ...], genotypes: Any = None) -> float:
        found = 0.0 if genotypes is None else 1000.0 * float(np.mean(genotypes != self.centres))
        for one in overrides:
            if one.startswith("lifetime.mask="):
                found += 10.0 * ('"reward"' in one) + 20.0 * ('"action"' in one)
            found += self.more.get(one, 0.0)
        return found

    def lived(self, *overrides: str, instances: int = 4, genotypes: Any = None, only: Any = ()) -> list[Any]:
        del instances, only
        added = self.added(overrides, genotypes)
        lives = []
        for seed in SEEDS:
            total = seed + added + LUCK
            curves = np.stack([total * 0.1, total * 0.25, total * 0.75], axis=1)
            own = self.behaves(seed + added)
            lives.append(
                SimpleNamespace(totals=total, curves=curves, curve=curves.mean(axis=0), scores=curves, behaviour=own)
            )
        return lives

    def behaviour(self, *overrides: str, instances: int = 4, genotypes: Any = None) -> dict[str, Any]:
        found = [one.behaviour for one in self.lived(*overrides, genotypes=genotypes)]
        return {name: np.stack([np.asarray(one[name], np.float64) for one in found]) for name in found[0]}

    def errors(self, *overrides: str, instances: int = 4, genotypes: Any = None) -> Any:
        return np.asarray(self.wrong(overrides, genotypes) if callable(self.wrong) else self.wrong, np.float64)

    def last(self, column: str) -> Any:
        return np.asarray(self.table[column])

    def at(self, generation: int, column: str) -> Any:
        return np.asarray(self.table[f"{column} {generation}"])

    def transplant(self, births: Any, rules: Any) -> Any:
        return np.stack([births[:, 0], rules[:, 1]], axis=1)


class Shifted(Networks):
    """Scores more by a number, whatever is changed."""

    def __init__(self, by: float) -> None:
        super().__init__()
        self.by = by

    def added(self, overrides: tuple[str, ...], genotypes: Any = None) -> float:
        return super().added(overrides, genotypes) + self.by


def measured(id_: str, *runs: Any) -> dict[str, float]:
    return {name: one.value for name, one in CLAIMS[id_].measure(*runs).items()}


def agree(found: dict[str, float], **expected: float) -> None:
    names = {name.replace("_", " "): value for name, value in expected.items()}
    assert {name: found[name] for name in names} == pytest.approx(names)


def shifts(added: float) -> dict[str, Any]:
    return {"stay_after_win": added / 200.0, "shift_after_loss": added / 400.0}


def test_regrets_are_totals_with_their_sign_changed() -> None:
    easy = Networks(behaviour=shifts, more={"lifetime.choice=greedy": 3.0})
    found = measured("W04", easy)
    agree(found, best=-6.0, no_reward=-13.0, no_memory=-103.0, no_past=-133.0, lost=-10.0)
    assert found["trial 2, stay_after_win"] == pytest.approx(6.0 / 200.0)
    assert found["trial 2, shift_after_loss"] == pytest.approx(6.0 / 400.0)
    agree(measured("W05", easy), regret=-3.0, least=-6.0, most=-1.0)
    laws = {f"task.law={law}": value for law, value in (("independent", 7.0), ("uniform", 50.0), ("medium", 4.0))}
    nets = [Networks(more=laws | {"task.law=independent": 7.0 * place}) for place in range(1, 6)]
    found = measured("W08", *nets)
    agree(found, abroad=-17.0, uniform=-7.0, easy=-14.0, medium=-21.0, hard=-28.0, mirrored=0.0)
    found = measured("W13", *nets[:3])
    agree(found, A2C=-7.0, mirrored=-7.0)
    assert (found["independent, most"], found["independent, least"], found["mirrored, least"]) == (-5.0, -10.0, -10.0)
    agree(measured("V03", Networks()), no_reward=-13.0 / 100.0, no_past=-133.0 / 100.0, lost=-10.0 / 100.0)


def test_arms_that_are_harder_to_tell_apart() -> None:
    found = measured("W07", Shifted(0.0), Shifted(-2.0), Shifted(-5.0))
    agree(found, easy=-3.0, medium=-1.0, hard=2.0, medium_less_easy=2.0, hard_less_medium=3.0)
    assert found["hard, least"] == -1.0
    found = measured("W09", *(Shifted(by) for by in (0.0, 1.0, 2.0, 3.0, 4.0)))
    assert (found["independent"], found["hard"], found["easy, lost"]) == (-13.0, -17.0, -10.0)
    found = measured("W10", *(Shifted(by) for by in (0.0, 1.0, 2.0, 3.0, 4.0)))
    assert (found["uniform"], found["uniform, state held"], found["uniform, lost"]) == (-134.0, -107.0, -100.0)


def test_rewards_of_few_pulls_are_regrets_below_what_knowing_earns() -> None:
    found = measured("D04", Networks(trials=10, arms=4))  # who knows four arms earns 8 in ten pulls
    agree(found, rewards=11.0, least=9.0, most=14.0, no_reward=21.0, lost=-10.0)
    agree(measured("D07", Networks(trials=10, arms=4)), rewards=11.0, least=9.0, most=14.0)


def test_worlds_of_many_states() -> None:
    net = Networks(behaviour=lambda added: {"optimal_actions": [0.1, added / 10.0], "pairs_tried": added})
    found = measured("P04", net)
    agree(found, **{"return": 3.0}, least=1.0, most=6.0, gain=0.65 * 3.0, optimal=0.3, tried=3.0)
    agree(measured("P05", net), no_reward=13.0, no_past=133.0, lost=-10.0)
    agree(measured("P08", net), **{"return": 3.0}, gain=1.95)


def test_shares_correct_by_trial() -> None:
    """Trials have a tenth, a quarter and three quarters of a life's score."""
    world = {"task.fresh=true": 1.0, "task.fresh=false": 2.0}
    net = Networks(more=world, table={f"curve {when}": np.full((3, 2), when / 1e4) for when in (0, 200, 1000)})
    with np.errstate(invalid="ignore"):
        found = measured("H02", net)
        agree(found, first=0.3)
        assert found["second, per cent"] == pytest.approx(75.0)
        assert found["later, per cent"] == pytest.approx(150.0)
        agree(measured("H03", net), no_reward=6.5, no_past=66.5, no_memory=51.5, lost=1.5 - 51.5)
        found = measured("H04", net, net)
        agree(found, first=0.3, later=1.5, staying=2.5, no_reward=7.0, other=2.0)
        assert found["staying, no reward"] == pytest.approx(7.5)
    agree(measured("H05", net), founders=0.0, early=0.02, late=0.08, last=0.1)


def test_prediction_errors_are_of_the_rewarded_cue_less_the_other() -> None:
    def errors(added: float) -> dict[str, Any]:
        pairs = {
            f"rpe_{when}": [place * added, added] for place, when in enumerate(("before", "experienced", "inferred"), 2)
        }
        return {**pairs, "valid_share": 0.5, "inferred_ratio": added}

    net = Networks(behaviour=errors)
    found = measured("I03", net)
    agree(found, valid=0.5, ratio=3.0)
    assert (found["before, rewarded"], found["before, unrewarded"], found["inferred, rewarded"]) == (6.0, 3.0, 12.0)
    found = measured("I04", net)
    assert (found["no reward, experienced"], found["no reward, inferred"]) == (26.0, 39.0)
    assert (found["no past, lost"], found["founders"]) == (9.0 - 399.0, 3.0 * 1003.0)
    agree(measured("I06", net), experienced=6.0, inferred=9.0)


def test_plans_choices_and_risks() -> None:
    world = {"task.other=1.0": 1.0, "lifetime.choice=greedy": 2.0}
    net = Networks(more=world, behaviour=lambda added: {"informative_first": added})
    agree(measured("A02", net), least=4.0, most=9.0, informative_first=6.0, no_past=139.0)
    agree(measured("A04", net), least=2.0, most=7.0, informative_first=4.0)
    blocked = {f"task.blocked={what}": value for what, value in (("risky_reward", 4.0), ("safe_reward", 8.0))}
    risky = Networks(more=blocked, behaviour=lambda added: {"risky_share_high": added, "risky_share_low": 3.0 * added})
    agree(measured("S02", risky), high=3.0, low=9.0, least=1.0, most=6.0)
    found = measured("S03", risky)
    assert (found["high, risen"], found["high"], found["low"]) == pytest.approx((4.0, 7.0, 21.0))
    found = measured("S06", risky)
    assert (found["no reward, gap"], found["no reward, reward"], found["no reward, lost"]) == pytest.approx(
        (-26.0, 13.0, -10.0)
    )
    assert (found["no past, reward"], found["no past, lost"]) == pytest.approx((133.0, -130.0))
    tries = Networks(
        more={"task.mean=-1.0": 4.0, "lifetime.choice=greedy": 1.0}, behaviour=lambda added: {"risky_first": added}
    )
    found = measured("S09", tries)
    agree(
        found,
        least=1.0 / 50.0,
        most=6.0 / 50.0,
        risky_first=3.0,
        no_reward=13.0 / 50.0,
        no_past=133.0 / 50.0,
        lost=-0.2,
    )
    agree(measured("S10", tries), least=6.0 / 50.0, most=11.0 / 50.0, risky_first=8.0)
    agree(measured("S11", tries), reward=3.0 / 50.0, risky_first=3.0)


def test_matching_and_two_steps() -> None:
    world = {"task.bands=training": 1.0, "task.bands=held_out": 2.0}
    coding = np.array([8.0, 1.0, 2.0, 5.0])
    baits = Networks(
        more=world,
        behaviour=lambda added: {
            "matching_slope": added,
            "reward_kernel": added * np.arange(15.0, 0.0, -1.0),
            "choice_kernel": added * np.arange(1.0, 16.0),
            "coding": added * coding,
        },
    )
    agree(measured("Q02", baits), least=0.01, most=0.06, slope=4.0, held_out=5.0)
    agree(measured("Q03", baits), reward=45.0, fallen=27.0, choice=3.0)
    found = measured("Q04", baits)
    agree(found, action_less_product=18.0, worth_less_product=9.0, product_less_reward=3.0, action=24.0)
    agree(measured("Q05", baits), slope=3.0, reward=45.0, least=9.0, product_less_reward=3.0)
    stay = np.array([4.0, 3.0, 2.0, 1.0])
    steps = Networks(
        trials=10,
        behaviour=lambda added: {"stay": added * stay, "model_based_index": added, "model_free_index": 2.0 * added},
    )
    found = measured("T04", steps)
    agree(found, least=0.1, most=0.6, rewarded_common=12.0, unrewarded_rare=3.0)
    assert (found["model_based_index"], found["model_free_index"]) == pytest.approx((3.0, 6.0))
    found = measured("T05", steps)
    agree(found, no_reward=1.3, no_past=13.3, no_memory=10.6, lost=-1.0, rewarded_rare=309.0)
    agree(measured("T07", steps), rewarded_common=412.0, unrewarded_common=206.0)


def test_walks_and_widths() -> None:
    """After the last step lives have three quarters of their score; errors are scores with their sign changed."""
    agree(measured("N02", Networks()), birth=0.3, step=2.25, gain=1.95)
    found = measured("N04", Networks(), Networks())
    agree(found, worst=0.75, best=4.5, ahead=0.75 - 4.5)
    agree(measured("U02", Networks()), **{"two pi, most": -0.1, "two pi, least": -0.6})
    agree(measured("U03", Shifted(0.0), Shifted(2.0), Shifted(6.0)), narrow=0.9, middle=0.6)


def by_step(scale: float = 1.0) -> Any:
    """Return errors (3 seeds, 11 steps): 1, 10 and 4 at birth, a tenth less of it after each step."""
    return scale * np.array([1.0, 10.0, 4.0])[:, None] * (1.0 - 0.05 * np.arange(11.0))


def test_errors_of_sines_are_medians_of_seeds() -> None:
    agree(measured("B01", Networks(errors=by_step())), birth=4.0)
    agree(measured("B02", Networks(errors=by_step())), **{"0": 4.0, "1": 3.8, "5": 3.0})
    agree(measured("B03", Networks(errors=by_step(2.0)), Networks(errors=by_step())), step=7.6, behind=3.8)
    agree(measured("B04", Networks(errors=by_step(2.0)), Networks(errors=by_step())), behind=3.8)
    one = Networks(table={"innate": [-3.0, -5.0, -4.0], "learned": [-1.0, -2.0, -2.0]})
    five = Networks(table={"innate": [-3.0, -5.0, -5.0], "learned": [-1.0, -1.0, -2.0]})
    agree(measured("B05", one, five), birth=1.0, end=0.5)
    agree(
        measured("B07", *(Networks(errors=by_step(scale)) for scale in (4.0, 2.0, 1.0))), MAML=2.0, **{"Meta-SGD": 4.0}
    )
    agree(measured("M01", Networks(errors=by_step())), **{"1": 3.8, "10": 2.0})
    agree(measured("M03", Networks(errors=by_step()), Networks(errors=by_step(4.0))), ratio=0.25)
    agree(measured("M05", Networks(errors=by_step())), **{"1": 3.8})

    def tuned(overrides: tuple[str, ...], genotypes: Any) -> Any:
        (rate,) = (float(one.partition("=")[2]) for one in overrides if one.startswith("lifetime.initial_rate"))
        errors = by_step(1.0 + abs(rate - 0.002))  # least at 0.002, but for the end
        errors[:, 10] *= 0.5 if rate == 0.01 else 1.0
        return errors

    agree(measured("M02", Networks(errors=tuned)), **{"1": 3.8, "10 over 1": 0.5 * 1.008 * 2.0 / 3.8})
    agree(measured("Z01", one), last=2.0)
    agree(measured("Z04", one, five), ratio=0.5)


def test_arms_of_inheritance() -> None:
    arms = [Networks(errors=by_step(scale)) for scale in (10.0, 1.0, 100.0, 0.1)]
    found = measured("X01", *arms)
    agree(found, Baldwin=3.8, Darwin=1.0, all=2.0, a_tenth=-1.0)
    assert found["Darwin, birth"] == pytest.approx(40.0)

    def transplanted(overrides: tuple[str, ...], genotypes: Any) -> Any:
        weights, rule = (1.0, 1.0) if genotypes is None else genotypes[0]
        return by_step((1.0 if weights else 10.0) * (1.0 if rule else 100.0))

    found = measured("X02", Networks(errors=transplanted), SimpleNamespace(centres=BORN, errors=lambda: by_step(1e4)))
    agree(found, innate=4.0, founders=4.0, rule=1.0, birth=2.0)
    cheap = Networks(errors=by_step(), table={"rates": [[1.0, 3.0, math.nan]] * 3})
    costly = Networks(errors=by_step(10.0), table={"rates": [[0.1, 0.3, math.nan]] * 3})
    agree(measured("X03", cheap, costly), rate=-1.0, error=1.0)
    tables = [
        {"innate": [-1.0 * scale] * 3, "learned": [-10.0 * scale] * 3, "learned 300": [-5.0 * scale] * 3}
        for scale in (1.0, 2.0, 3.0)
    ]
    runs = [Networks(table=table) for table in tables]
    agree(measured("IH01", *runs), Darwin=1.0, Baldwin=2.0, gain=-18.0, Lamarck=3.0)
    agree(measured("IH02", *runs), Darwin=1.0, Baldwin=20.0, all=10.0 - 15.0)
    when = {"generation": np.tile([300, 600, 900], 2), "replicate": np.repeat([0, 1], 3)}
    followed = [
        Networks(table={**when, "following": np.array([9.0, 1.0, math.nan, 6.0, 2.0, 4.0]) * scale})
        for scale in (1.0, 2.0, 4.0)
    ]
    agree(measured("IH03", *followed), **{"beyond Baldwin": 4.5 * (4.0 - 2.0), "beyond Darwin": 4.5 * (4.0 - 1.0)})


def test_rates_of_linear_lives() -> None:
    """A genome is its weights, then learning rates 0.1 exp(3 g)."""
    home = SimpleNamespace(
        centres=np.concatenate([np.zeros((2, 8)), [[0.0] * 8, np.log(np.arange(1.0, 9.0)) / 3.0]], axis=1)
    )
    found = measured("L01", home)
    agree(found, **{"0": 0.1, "0.3": 0.25, "1": 0.35, "2": 0.45})
    rates, scales = (
        np.stack([np.full(8, 0.1), 0.1 * np.arange(1.0, 9.0)]),
        np.array([0.0, 0.0, 0.1, 0.3, 0.5, 1.0, 1.0, 2.0]),
    )
    m = scales**2
    curvature = m * 1.1 + (m.sum() + 0.25) / 10.0
    assert found["risk"] == pytest.approx((m - 2.0 * rates * m + rates**2 * curvature).sum(axis=1).mean())
