"""Reference policies of Bernoulli bandits: exact for two arms and few trials, otherwise from simulated lives."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr

from baldwin.neural.theory.policies import (
    Index,
    beta_ucb,
    discounted_gittins,
    exploring,
    finite_horizon_gittins,
    greedy,
    index_policy,
    net_evidence,
    thompson,
    thompson_dependent,
    ucb,
    win_stay_lose_shift,
)
from baldwin.neural.theory.reference_policy import ReferencePolicy, from_lives
from baldwin.neural.theory.two_arms import HIGH, Floats, Law, Policy, bayes_optimal, best_arm, expected_scores, high

__all__ = ["bandit_reference_policies", "dependent_optimum", "play", "simulated_scores"]

LAWS: tuple[Law, ...] = ("independent", "uniform", *HIGH)  # of two arms, those with a name
EXACT = 120  # trials up to which two arms are worked out exactly: time grows as T^4
FINITE = 150  # trials up to which Gittins indices of a finite horizon are worked out: T^3
GITTINS = 1000  # trials up to which discounted indices are: T^2
LIVES = 4000  # simulated lives ..
PULLS = 6_000_000  # .. while lives times trials times arms are no more than this
FEWEST, LONGEST = 200, 3000  # nothing is simulated with fewer lives than this, or for more trials


@cache
def bandit_reference_policies(law: Law, arms: int, trials: int) -> tuple[ReferencePolicy, ...]:
    """Return reference policies, the best first: minus the expected regret, -E[best p - p of the arm chosen], by trial.

    Two arms of no more than `EXACT` trials are exact. Beyond, lives are simulated, the same for all policies, except
    for the optimum where p2 = 1 - p1, and chance; where too few lives are affordable only those are returned.

    Args:
        law: "independent" (each p uniform), for two arms with p2 = 1 - p1 "uniform", "easy" (0.9 or 0.1), "medium"
            (0.75 or 0.25), "hard" (0.6 or 0.4), or the gap |p1 - p2| of any such pair.
        arms: k.
        trials: T.

    Raises:    ValueError: if the law is none of these, or one for two arms and there are others.
    Reference: Wang et al. (2016), section 3.1; Duan et al. (2016), Table 1.
    """
    if arms != 2 and law != "independent":
        raise ValueError(f"{law!r} is a law of two arms, not {arms}")
    best = best_arm(law) if arms == 2 else arms / (arms + 1.0)
    last = ReferencePolicy("chance", np.full(trials, 0.5 - best))
    found = _exact(law, trials) if arms == 2 and trials <= EXACT else _simulated(law, arms, trials)
    found.sort(key=lambda one: (one.name != "Bayes-optimal", -round(float(one.scores.mean()), 12)))
    return (*found, last)


def dependent_optimum(law: Law, trials: int) -> Floats:
    """Return minus the regret of the optimum where p2 = 1 - p1, in closed form (T,): most evidence wins.

    Of t pulls the number that speak for p1 is binomial, whatever was pulled; to follow the majority is wrong as
    often as a binomial number of the better chance is in the minority, half of the ties included.
    """
    t = np.arange(trials)
    top = high(law)
    if top is not None:
        below = np.where(t > 0, bdtr(np.maximum((t + 1) // 2 - 1, 0), t, top), 0.0)
        wrong = np.asarray(0.5 * (below + bdtr(t // 2, t, top)), np.float64)
        return -(2.0 * top - 1.0) * wrong
    m = t // 2
    larger = (m + 1) * np.where(t % 2, 3 * m + 4, 3 * m + 1)  # sum over a = 0 .. t of max(a + 1, t - a + 1)
    found: Floats = larger / ((t + 1.0) * (t + 2.0)) - 0.75
    return found


def _indices(trials: int) -> dict[str, Index]:
    """Return the index policies that are affordable, by name."""
    found: dict[str, Index] = {}
    if trials <= FINITE:
        found["Gittins (finite horizon)"] = finite_horizon_gittins(trials)
    if trials <= GITTINS:
        for discount in (0.99, 0.95) if trials <= FINITE else (0.995, 0.99):
            found[f"Gittins (discount {discount:g})"] = discounted_gittins(discount, trials)
    return found | {
        "UCB from Beta(1, 1), c = 0.2": beta_ucb(0.2),
        "UCB sqrt(ln t / 2 N)": ucb(0.5),
        "UCB sqrt(ln t / N)": ucb(1.0),
        "UCB1": ucb(2.0),
        "greedy": greedy,
    }


def _exact(law: Law, trials: int) -> list[ReferencePolicy]:
    """Return the reference policies of two arms."""
    blind = dict(_blind_scores(LAWS if law in LAWS else (law,), trials))
    if law == "independent":
        found = {"Bayes-optimal": blind.pop("Bayes-optimal for independent arms")}
    else:
        policy = thompson_dependent(law)
        found = {
            "Bayes-optimal": blind.pop("net evidence"),
            "Thompson with the true law": dict(zip((law,), expected_scores((policy,), (law,), trials)[0], strict=True)),
        }
    policies = [ReferencePolicy(name, scores[law]) for name, scores in (found | blind).items()]
    return [*policies, ReferencePolicy("win-stay lose-shift", win_stay_lose_shift(law, trials))]


@cache
def _blind_scores(laws: tuple[Law, ...], trials: int) -> dict[str, dict[Law, Floats]]:
    """Return the scores, by policy and law, of policies that do not know the law: their choices are worked out once."""
    policies: dict[str, Policy] = {
        "Bayes-optimal for independent arms": bayes_optimal("independent", trials),
        "net evidence": net_evidence,
    }
    policies |= {name: index_policy(index) for name, index in _indices(trials).items()}
    policies |= {"epsilon-greedy 0.05": exploring(index_policy(greedy), 0.05), "Thompson": thompson()}
    scores = expected_scores(tuple(policies.values()), laws, trials)
    return {name: dict(zip(laws, of_rule, strict=True)) for name, of_rule in zip(policies, scores, strict=True)}


def _simulated(law: Law, arms: int, trials: int) -> list[ReferencePolicy]:
    """Return the reference policies of any number of arms."""
    found = [] if law == "independent" else [ReferencePolicy("Bayes-optimal", dependent_optimum(law, trials))]
    if PULLS // (arms * trials) < FEWEST or trials > LONGEST:
        return found
    policies = _indices(trials)
    for name in [*policies, "epsilon-greedy 0.05", "Thompson"]:
        share = 0.05 if name == "epsilon-greedy 0.05" else 0.0
        index = policies.get(name, greedy if share else None)
        found.append(from_lives(name, simulated_scores(index, law, arms, trials, share)))
    return found


def simulated_scores(index: Index | None, law: Law, arms: int, trials: int, share: float = 0.0) -> Floats:
    """Return minus the regret of lives (lives, T) that follow an index policy, or Thompson sampling if `index` is None.

    All policies live in the same worlds. In a `share` of trials any arm is pulled.
    """
    lives = max(2, min(LIVES, PULLS // (arms * trials)))
    worlds = np.random.default_rng(20161117)
    if law == "independent":
        chances = worlds.random((lives, arms))
    else:
        top = high(law)
        first = worlds.random(lives) if top is None else np.where(worlds.random(lives) < 0.5, top, 1.0 - top)
        chances = np.stack([first, 1.0 - first], axis=1)
    taken = play(index, chances, trials, share)
    found: Floats = np.take_along_axis(chances, taken, axis=1) - chances.max(axis=1)[:, None]
    return found


def play(index: Index | None, chances: Floats, trials: int, share: float = 0.0, seed: int = 7) -> npt.NDArray[np.int64]:
    """Return the arms that lives (N,) with these chances of reward (N, k) pull, (N, T); ties are broken at random."""
    lives, arms = chances.shape
    world, own = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    row = np.arange(lives)
    pulls, won = np.zeros((lives, arms), np.int64), np.zeros((lives, arms), np.int64)
    found = np.empty((lives, trials), np.int64)
    trifles = 1e-9 * own.random((8, lives, arms))
    for t in range(trials):
        if index is None:
            liked = own.beta(won + 1.0, pulls - won + 1.0)
        else:
            liked = index(won, pulls, t) + trifles[own.integers(8), :, own.permutation(arms)].T
        taken = liked.argmax(axis=1)
        if share > 0.0:
            taken = np.where(own.random(lives) < share, own.integers(arms, size=lives), taken)
        pulls[row, taken] += 1
        won[row, taken] += world.random(lives) < chances[row, taken]
        found[:, t] = taken
    return found
