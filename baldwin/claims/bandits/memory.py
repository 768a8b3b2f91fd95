"""Controls: networks learn in their state and from reward, and nothing without either."""

from __future__ import annotations

import numpy as np
from scipy.stats import spearmanr

from baldwin.claims.bandits.settings import CHANCE, DEPENDENT, EASY, LAST_TRIAL, LAWS, NETS, OPTIMUM, UNIFORM
from baldwin.claims.claim import Claim
from baldwin.claims.estimates import median_of_seeds
from baldwin.claims.measures import WITHOUT_MEMORY, means, median, totals, without_learning, without_reward
from baldwin.claims.populations import Networks
from baldwin.claims.quantity import Measurement, Measurements, Quantity, at_least, at_most, near, no_less
from baldwin.claims.sources import THEORY, published

__all__ = ["CLAIMS"]

WANG = published("Wang, Kurth-Nelson et al.", 2018, "figure 1")

MANY = 40_000  # who does not learn has regrets from 0 to 100: the standard error of their mean is then under 0.8 %
REWARD, STATE = 0.02, 0.03  # shares of chance regret within which a network counts as knowing nothing
SHIFTS = ("stay_after_win", "shift_after_loss")


def _regret(run: Networks, *overrides: str, lives: int = MANY) -> Measurement:
    return median(means(-totals(run, *overrides, lives=lives)))


def _first_moves(run: Networks, name: str, *overrides: str) -> Measurements:
    """Return how often the second trial follows from the first, by the seed that does so least."""
    found = run.behaviour(*overrides)
    return {f"{name}, {shift}": Measurement(float(found[shift].min())) for shift in SHIFTS}


def _easy(run: Networks) -> Measurements:
    changes = {"no reward": without_reward(run), "no past": without_learning(run), "no memory": WITHOUT_MEMORY}
    without = {name: _regret(run, *changed, lives=MANY // 2) for name, changed in changes.items()}
    return {"regret": median(means(-totals(run))), **without, **_first_moves(run, "trial 2")}


def _blind(*runs: Networks) -> Measurements:
    return {law: _regret(run, *without_reward(run)) for law, run in zip(LAWS, runs, strict=True)}


def _held(*runs: Networks) -> Measurements:
    nets = dict(zip(LAWS, runs, strict=True))
    still = {law: _regret(run, *without_learning(run)) for law, run in nets.items()}
    held = {f"{law}, state held": _regret(run, *WITHOUT_MEMORY, lives=10_000) for law, run in nets.items()}
    return {**still, **held}


def _moves(*runs: Networks) -> Measurements:
    found: dict[str, Measurement] = {}
    for law, run in zip(DEPENDENT, runs, strict=True):
        found |= _first_moves(run, law, "lifetime.choice=greedy")
    return found


def _arc(run: Networks) -> Measurements:
    ordered, shares = [], []
    for one in run.lived(only=("hidden",)):
        last = one.hidden[:, -1] - one.hidden[:, -1].mean(axis=0)
        _, size, axes = np.linalg.svd(last, full_matrices=False)
        ordered.append(abs(float(spearmanr(last @ axes[0], one.instances[:, 0]).statistic)))
        shares.append(float((size[:2] ** 2).sum() / (size**2).sum()))
    return {"order": median_of_seeds(ordered), "variance": median_of_seeds(shares)}


def _at_chance(law: str, share: float) -> Quantity:
    return near(f"{law}, regret", CHANCE[law], share * CHANCE[law], THEORY, of=law)


def _moves_of(law: str) -> tuple[Quantity, ...]:
    return (
        at_least(f"{law}, stays after a win", 0.95, 1.0, THEORY, of=f"{law}, {SHIFTS[0]}"),
        at_least(f"{law}, shifts after a loss", 0.95, 1.0, THEORY, of=f"{law}, {SHIFTS[1]}"),
    )


CLAIMS = (
    Claim(
        id="W04",
        text="A net evolved where arms are easily told apart learns in its state, from reward, and from nothing else",
        settings=(EASY,),
        quantities=(
            at_most("regret of 100 trials", 1.10 * OPTIMUM["easy"], OPTIMUM["easy"], THEORY, of="regret"),
            near("reward out of sense: regret", CHANCE["easy"], REWARD * CHANCE["easy"], THEORY, of="no reward"),
            near("state held, past out of sense: regret", CHANCE["easy"], STATE * CHANCE["easy"], THEORY, of="no past"),
            no_less("state held only: regret, that of win-stay lose-shift", LAST_TRIAL["easy"], of="no memory"),
            *_moves_of("trial 2"),
        ),
        measure=_easy,
        quick=True,
        remark="Claims W07 and W09 to W11 in the world that evolves fastest. Expected: exact optimum, chance, the rule "
        "that remembers one trial. The seed in the middle of 3; for trial 2 the least.",
    ),
    Claim(
        id="W09",
        text="Without sense of reward nothing is learned: regret is that of chance",
        settings=NETS,
        quantities=tuple(_at_chance(law, REWARD) for law in LAWS),
        measure=_blind,
        remark="Chance, within 2 %. State and sense of the last action stay. The seed in the middle of 3.",
    ),
    Claim(
        id="W10",
        text="Weights are frozen and the state is the learner: held, it knows the last trial at best",
        settings=NETS,
        quantities=(
            *(_at_chance(law, STATE) for law in LAWS),
            *(no_less(f"{law}, state held only: regret", LAST_TRIAL[law], of=f"{law}, state held") for law in LAWS),
        ),
        measure=_held,
        remark="First the state is held and the last action and its reward are out of sense: chance, "
        "within 3 %. Then the state alone is held: no better than win-stay lose-shift, which is exact. The seed in the "
        "middle of 3.",
    ),
    Claim(
        id="W11",
        text="Where arms mirror each other the first move is win-stay, lose-shift",
        settings=NETS[1:],
        quantities=tuple(quantity for law in DEPENDENT for quantity in _moves_of(law)),
        measure=_moves,
        remark="So the optimum moves, exactly. What is preferred, the largest answer; drawing their "
        "choices they waver where little is at stake: in the hard world .94 and .81. The least of 3 seeds.",
    ),
    Claim(
        id="W12",
        text="At the end of a life among mirrored arms states lie on an arc, in the order of what the first arm pays",
        settings=(UNIFORM,),
        quantities=(
            at_least(
                "first principal component and p_1, rank correlation without its sign", 0.9, 1.0, WANG, of="order"
            ),
            at_least("share of variance of the first two components", 0.8, 1.0, WANG, of="variance"),
        ),
        measure=_arc,
        remark="Wang et al. (2018), figure 1e, where no number is given; bars are ours. "
        "Hidden state after trial 100 of 10,000 lives. Median of 3 seeds.",
    ),
)
