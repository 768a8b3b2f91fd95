"""Reference policies of random Markov decision problems (Duan et al. 2016, section 3.2): known, planned, or guessed.

A life is n episodes of H steps in one problem. Mean rewards are N(m, t^2), rewards N(mean, s^2), the next state's
chances Dirichlet(alpha). Planners plan once an episode, by value iteration over its H steps, many problems at once.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.neural.theory.reference_policy import Floats, ReferencePolicy, from_lives

__all__ = ["Law", "draw_problems", "knowing", "known_value", "life_scores", "mdp_reference_policies", "plan"]

Planner = Literal["posterior mean", "PSRL", "epsilon-greedy"]

KNOWN = 16000  # problems over which the value of knowing them is averaged


class Law(NamedTuple):
    """The law of problems and the length of an episode."""

    states: int = 10
    actions: int = 5
    horizon: int = 10
    reward_mean: float = 1.0  # m
    reward_sd: float = 1.0  # t, between state-action pairs
    noise_sd: float = 1.0  # s, between rewards of one pair
    alpha: float = 1.0


class _Counts(NamedTuple):
    """What was seen in lives: visits (N, S, A), sums of rewards (N, S, A), and of transitions (N, S, A, S)."""

    visits: Floats
    rewards: Floats
    moves: Floats


def draw_problems(law: Law, count: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Return mean rewards (N, S, A) and transition chances (N, S, A, S) of `count` problems."""
    pairs = (count, law.states, law.actions)
    means = law.reward_mean + law.reward_sd * generator.standard_normal(pairs)
    return means, _dirichlet(np.full((*pairs, law.states), law.alpha), generator)


def plan(means: Floats, transitions: Floats, horizon: int) -> tuple[npt.NDArray[np.intp], Floats]:
    """Return the best actions (H, N, S) at each step of an episode, and what an episode from each state is worth.

    Values are (N, S). Ties are broken towards the first action.
    """
    value = np.zeros(means.shape[:2])
    actions = np.empty((horizon, *value.shape), np.intp)
    for step in reversed(range(horizon)):
        worth = means + np.matmul(transitions, value[:, None, :, None])[..., 0]
        actions[step] = worth.argmax(axis=2)
        value = worth.max(axis=2)
    return actions, value


@cache
def known_value(law: Law) -> tuple[float, float]:
    """Return what an episode is worth, from state 0, to one who knows the problem; and its standard error.

    The mean of the exact values of many problems; 21.98 with Duan's numbers.
    """
    generator = np.random.default_rng(20161)
    lot = max(1, 10**6 // (law.states**2 * law.actions))
    values = [
        plan(*draw_problems(law, min(lot, KNOWN - done), generator), law.horizon)[1][:, 0]
        for done in range(0, KNOWN, lot)
    ]
    found = np.concatenate(values)
    return float(found.mean()), float(found.std(ddof=1) / np.sqrt(found.size))


def knowing(name: str, law: Law, episodes: int) -> ReferencePolicy:
    """Return how one who knows the problem scores, under a name: the same in every episode."""
    value, error = known_value(law)
    return ReferencePolicy(name, np.full(episodes, value), np.full(episodes, error), error)


def life_scores(
    planner: Planner, law: Law, episodes: int, lives: int, generator: np.random.Generator, epsilon: float = 0.1
) -> Floats:
    """Return the expected reward of the choices of each episode, (lives, n), of a planner that knows the law at first.

    posterior mean   plans for the posterior's mean rewards and mean transitions
    PSRL             plans for one problem drawn from the posterior (Strens 2000; Osband et al. 2013)
    epsilon-greedy   as posterior mean, but each choice is any action with probability `epsilon`
    """
    means, transitions = draw_problems(law, lives, generator)
    steps = np.cumsum(transitions, axis=-1)
    seen = _Counts(np.zeros(means.shape), np.zeros(means.shape), np.zeros(transitions.shape))
    scores = np.zeros((lives, episodes))
    row = np.arange(lives)
    for episode in range(episodes):
        actions, _ = plan(*_believed(planner, law, seen, generator), law.horizon)
        place = np.zeros(lives, np.intp)
        for step in range(law.horizon):
            action = actions[step, row, place]
            if planner == "epsilon-greedy":
                any_action = generator.integers(law.actions, size=lives)
                action = np.where(generator.random(lives) < epsilon, any_action, action)
            here = (row, place, action)
            after = (generator.random((lives, 1)) > steps[here]).sum(axis=1)
            after = np.minimum(after, law.states - 1)  # the last sum may fall short of 1 by rounding
            scores[:, episode] += means[here]
            seen.visits[here] += 1.0
            seen.rewards[here] += means[here] + law.noise_sd * generator.standard_normal(lives)
            seen.moves[(*here, after)] += 1.0
            place = after
    return scores


def _believed(planner: Planner, law: Law, seen: _Counts, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Return the mean rewards and transitions for which a planner plans."""
    precision = 1.0 / law.reward_sd**2 + seen.visits / law.noise_sd**2
    means = (law.reward_mean / law.reward_sd**2 + seen.rewards / law.noise_sd**2) / precision
    weights = law.alpha + seen.moves
    if planner == "PSRL":
        drawn = generator.standard_normal(means.shape) / np.sqrt(precision)
        return means + drawn, _dirichlet(weights, generator)
    return means, weights / weights.sum(axis=-1, keepdims=True)


def _dirichlet(weights: Floats, generator: np.random.Generator) -> Floats:
    """Return one draw for each row of weights."""
    drawn: Floats = generator.standard_gamma(weights)
    drawn += np.finfo(float).tiny  # small weights may all be drawn as 0
    drawn /= drawn.sum(axis=-1, keepdims=True)
    return drawn


@cache
def mdp_reference_policies(law: Law, episodes: int) -> tuple[ReferencePolicy, ...]:
    """Return policies, the best first: the problem known, three planners that learn it (simulated), chance (exact).

    Lives are as many as some seconds allow: 2000 in Duan's setting of 10 episodes, fewer in longer or larger ones.
    """
    size = law.states**2 * law.actions * law.horizon * episodes
    lives = int(np.clip(10**8 // size, 50, 2000))
    planners: tuple[Planner, ...] = ("posterior mean", "PSRL", "epsilon-greedy")
    names = {"posterior mean": "posterior-mean planner", "epsilon-greedy": "epsilon-greedy planner (0.1)"}
    learned = [
        from_lives(names.get(one, one), life_scores(one, law, episodes, lives, np.random.default_rng(20162)))
        for one in planners
    ]
    learned.sort(key=lambda one: -float(one.scores.mean()))
    return (
        knowing("known problem", law, episodes),
        *learned,
        ReferencePolicy("chance", np.full(episodes, law.horizon * law.reward_mean)),
    )
