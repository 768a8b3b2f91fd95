"""Exact regrets of reference policies, and what was published of them (Wang et al. 2016, 2018)."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from baldwin.claims.bandits.settings import DEPENDENT, LAST_TRIAL, LAWS, TRIALS
from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.quantity import Measurement, Measurements, Quantity, close, no_more
from baldwin.claims.sources import THEORY, published, theory
from baldwin.neural.theory.bandits import bandit_reference_policies, play
from baldwin.neural.theory.gittins import discounted_indices
from baldwin.neural.theory.policies import Index, finite_horizon_gittins, ucb
from baldwin.neural.theory.two_arms import bayes_optimal, expected_scores

__all__ = ["CLAIMS"]

CHECKED = (10, 20, 50, 100)  # trials

# Cumulative regret at these trials; laws in the order of LAWS, "-" where the policy does not apply. Worked out by an
# independent program in C; the rows of Gittins indices from grids of payments 4 and 8 times as fine as the one in use.
TABLE = {
    "chance": "1.667/3.333/8.333/16.667 2.5/5/12.5/25 4/8/20/40 2.5/5/12.5/25 1/2/5/10",
    "Bayes-optimal": ".680/.960/1.379/1.748 .666/.829/1.051/1.221 .624/.625/.625/.625 .855/.972/1.000/1.000 "
    ".697/1.142/1.876/2.312",
    "Bayes-optimal for independent arms": "- .738/.964/1.277/1.541 .730/.776/.797/.797 .967/1.203/1.338/1.355 "
    ".724/1.224/2.149/2.965",
    "Gittins (finite horizon)": ".6762/.9431/1.3609/1.7543 .7297/.9438/1.2522/1.5321 .7111/.7421/.7591/.7595 "
    ".9580/1.1741/1.3000/1.3210 .7225/1.2162/2.1399/3.0185",
    "Gittins (discount 0.99)": ".6762/.9526/1.3857/1.7780 .7297/.9553/1.2802/1.5635 .7111/.7534/.7834/.7985 "
    ".9580/1.1948/1.3486/1.4013 .7225/1.2236/2.1627/2.9800",
    "Gittins (discount 0.95)": ".6551/.9129/1.3553/1.8470 .7025/.8970/1.2119/1.5496 .6701/.6810/.6826/.6826 "
    ".9156/1.0968/1.2186/1.2705 .7130/1.1941/2.1673/3.2458",
    "greedy": ".661/.968/1.672/2.691 .683/.911/1.415/2.131 .634/.642/.644/.644 .889/1.136/1.504/1.875 "
    ".709/1.241/2.623/4.745",
    "Thompson": ".962/1.402/2.126/2.786 1.183/1.594/2.228/2.790 1.509/1.740/1.967/2.126 1.420/1.963/2.597/3.007 "
    ".816/1.432/2.749/4.076",
    "Thompson with the true law": "- 1.010/1.323/1.759/2.099 .726/.727/.727/.727 1.096/1.267/1.308/1.308 "
    ".849/1.456/2.505/3.151",
    "UCB1": "1.064/1.807/3.518/5.581 1.344/2.188/3.998/5.991 1.814/2.754/4.607/6.296 1.526/2.540/4.699/7.020 "
    ".835/1.552/3.430/5.989",
    "UCB sqrt(ln t / N)": ".902/1.483/2.718/4.116 1.099/1.703/2.912/4.190 1.396/1.924/2.995/3.904 "
    "1.357/2.041/3.374/4.686 .797/1.436/2.967/4.882",
    "UCB sqrt(ln t / 2 N)": ".782/1.233/2.070/2.970 .891/1.343/2.107/2.862 .997/1.442/1.918/2.542 "
    "1.088/1.648/2.346/3.001 .750/1.322/2.551/3.874",
    "UCB from Beta(1, 1), c = 0.2": ".650/.920/1.383/1.850 .687/.888/1.217/1.537 .641/.655/.676/.729 "
    ".895/1.090/1.247/1.300 .709/1.194/2.152/3.083",
    "epsilon-greedy 0.05": ".708/1.068/1.880/2.939 .773/1.107/1.893/2.979 .802/1.009/1.610/2.610 "
    ".968/1.313/1.944/2.717 .723/1.269/2.590/4.282",
}

# Expected regret after 100 trials with p = (0.25, 0.75), read off figure 1d of Wang et al. (2018): 300 episodes.
PAPER = published("Wang, Kurth-Nelson et al.", 2018, "figure 1d")
FIGURE = {"UCB sqrt(ln t / 2 N)": 3.15, "Thompson": 2.90, "Gittins (finite horizon)": 1.15}
EPISODES = 300
SIMULATED = 10_000

# After 0 or more pulls: Beta(1, 1), (2, 1), (1, 2), (2, 2), (3, 1), as [pulls, successes].
INDICES = {
    0.90: (0.703, 0.800, 0.500, 0.634, 0.845),
    0.95: (0.761, 0.838, 0.560, 0.680, 0.873),
    0.99: (0.869, 0.910, 0.700, 0.784, 0.928),
}
STATES = ((0, 0), (1, 1), (1, 0), (2, 1), (2, 2))
GAPS = {"easy": 0.8, "medium": 0.5}
DIGITS = {"rounding": 0.0005}
PROGRAM = theory("an independent program in C, by the same recursions")
FINER_GRID = theory("the same recursion by an independent program, on a grid of payments of 1/800")


@cache
def regret(policy: str, law: str, trials: int = TRIALS) -> float:
    """Return the exact regret of a policy, by the name that `baldwin baseline` gives it, after the first `trials`."""
    scores = next(one.scores for one in bandit_reference_policies(law, 2, TRIALS) if one.name == policy)
    return -float(scores[:trials].sum())


def _table() -> Measurements:
    return {policy: exact(*_farthest(policy, rows.split())) for policy, rows in TABLE.items()}


def _table_of_chance() -> Measurements:
    return {policy: exact(*_farthest("chance", rows.split())) for policy, rows in TABLE.items()}


def _farthest(policy: str, rows: list[str]) -> tuple[float, str]:
    """Return the largest distance of a policy's regrets from a row of the table, and how many cells there are."""
    cells = [
        abs(regret(policy, law, trials) - float(cell))
        for law, row in zip(LAWS, rows, strict=True)
        if row != "-"
        for trials, cell in zip(CHECKED, row.split("/"), strict=True)
    ]
    return max(cells), f"{len(cells)} cells"


def _optima() -> Measurements:
    twenty = expected_scores([bayes_optimal("independent", 20)], ["independent"], 20)[0, 0].sum()
    own = {discount: discounted_indices(discount, 4) for discount in INDICES}
    return _numbers("Bayes-optimal", float(twenty), "net evidence", own, "win-stay lose-shift")


def _rules_of_thumb() -> Measurements:
    """Return the same numbers of chance, and of arms valued at the mean of what they paid in the place of indices."""
    means = {discount: {(n, wins): (wins + 1) / (n + 2) for n, wins in STATES} for discount in INDICES}
    return _numbers("chance", -20.0 / 6.0, "chance", means, "chance")


def _numbers(optimum: str, twenty: float, mirrored: str, indices: Any, last_trial: str) -> Measurements:
    gaps = [abs(regret(optimum, law) - 0.5 / gap) for law, gap in GAPS.items()]
    worst = [regret(optimum, law) - min(_others(law)) for law in DEPENDENT]
    off = [
        abs(indices[discount][state] - value)
        for discount, values in INDICES.items()
        for state, value in zip(STATES, values, strict=True)
    ]
    last = [abs(regret(last_trial, law) - value) for law, value in LAST_TRIAL.items()]
    return {
        "hundred": exact(100.0 * 2.0 / 3.0 - regret(optimum, "independent")),
        "twenty": exact(20.0 * 2.0 / 3.0 + twenty),
        "net evidence": exact(regret(mirrored, "independent")),
        "less 1 / (2 gap)": exact(max(gaps)),
        "less others": exact(max(worst)),
        "indices": exact(max(off), f"{len(off)} indices"),
        "last trial": exact(max(last)),
    }


def _others(law: str) -> list[float]:
    return [regret(policy, law) for policy in TABLE if policy != "Bayes-optimal"]


def _figure() -> Measurements:
    indices = {"Thompson": None, "Gittins (finite horizon)": finite_horizon_gittins(TRIALS)}
    return {policy: _regret_of_episodes(policy, indices.get(policy, ucb(0.5))) for policy in FIGURE}


def _textbook_bonus() -> Measurements:
    return dict.fromkeys(FIGURE, _regret_of_episodes("UCB1", ucb(2.0)))


def _regret_of_episodes(policy: str, index: Index | None) -> Measurement:
    """Return the exact regret of a policy, with the standard error that the mean of the paper's episodes has."""
    chances = np.tile([0.25, 0.75], (SIMULATED, 1))
    regrets = 0.5 * (play(index, chances, TRIALS) == 0).sum(axis=1)
    return Measurement(regret(policy, "medium"), float(regrets.std()) / math.sqrt(EPISODES))


def _row(policy: str) -> Quantity:
    parts = {**DIGITS, "payments on a grid": 0.0005} if policy.startswith("Gittins") else DIGITS
    return close(f"{policy}: largest distance from the table", 0.0, PROGRAM, parts=parts, of=policy)


CLAIMS = (
    Claim(
        id="W01",
        text="The regrets of the optimum, of index rules, of Thompson's rule and of chance are known exactly",
        method="regret at trials 10, 20, 50 and 100 under five laws of two arms: every count, weighed",
        quantities=tuple(_row(policy) for policy in TABLE),
        measure=_table,
        null=Null("chance in the place of every rule", measure=_table_of_chance),
        quick=True,
        remark="Expected: an independent program in C. Its rows of Gittins indices are up to 0.0015, 0.0028 and "
        "0.0032 away from what finer and finer grids of payments settle on, which is expected here.",
    ),
    Claim(
        id="W02",
        text="The best that can be done with two arms is known, and where arms mirror each other nobody need explore",
        method="backward induction over counts, and Gittins indices on two grids",
        quantities=(
            close("expected reward of 100 trials, independent arms", 64.918, PROGRAM, parts=DIGITS, of="hundred"),
            close("the same of 20 trials", 12.431, PROGRAM, parts=DIGITS, of="twenty"),
            close(
                "regret of net evidence, where arms are independent", 2.799, PROGRAM, parts=DIGITS, of="net evidence"
            ),
            close(
                "regret of net evidence, easy and medium, less 1 / (2 gap)",
                0.0,
                THEORY,
                parts={"lives that end": 1e-6},
                of="less 1 / (2 gap)",
            ),
            no_more("its regret less that of the best other rule, four mirrored laws", 0.0, of="less others"),
            close(
                "largest distance of 15 Gittins indices from those of a finer grid",
                0.0,
                FINER_GRID,
                parts={"rounding": 0.0005, "payments on a grid": 0.0015},
                of="indices",
            ),
            close(
                "win-stay lose-shift, five laws: largest distance from its regret",
                0.0,
                THEORY,
                parts=DIGITS,
                of="last trial",
            ),
        ),
        measure=_optima,
        null=Null("chance, and the mean of what an arm paid in the place of its index", measure=_rules_of_thumb),
        quick=True,
        remark="Net evidence counts what speaks for each arm: its successes, the other's failures. Win-stay "
        "lose-shift has regret gap (1/2 + 99 (1 - p)) where the arms are p and 1 - p.",
    ),
    Claim(
        id="W03",
        text="The reference policies in the figure of Wang et al. (2018) are these rules",
        method="exact regret at p = (0.25, 0.75) after 100 trials, with the standard error of 300 episodes",
        quantities=tuple(close(f"{policy}, regret", value, PAPER, of=policy) for policy, value in FIGURE.items()),
        measure=_figure,
        null=Null("UCB1, with the bonus of textbooks, in the place of every rule", measure=_textbook_bonus),
        quick=True,
        remark="Read off figure 1d of Wang et al. (2018). Its UCB is the one with the small bonus; UCB1 has 7.02. "
        "Standard errors are those of the paper's 300 episodes; what is measured is exact.",
    ),
)
