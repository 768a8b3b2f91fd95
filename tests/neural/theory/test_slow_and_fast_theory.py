"""What can be earned with a part that stays and a part that is new: closed forms, and observers simulated."""

from __future__ import annotations

import numpy as np
import pytest

from baldwin.neural.tasks.slow_and_fast import SlowAndFast
from baldwin.neural.theory.slow_and_fast import ROOT, bounds, told


def test_with_one_context_it_is_the_mean_of_a_gaussian() -> None:
    """d + e is one number of variance V: after k looks its posterior variance is 1 / (1 / V + k / noise^2)."""
    slow, fast, noise = 0.7, 1.2, 0.9
    whole, looks, rounding = slow**2 + fast**2, np.arange(5), 1e-7  # of a root near 0
    found = bounds(1, slow, fast, noise, trials=5, episodes=3, sequences=2)
    expected = ROOT * np.sqrt(whole - 1.0 / (1.0 / whole + looks / noise**2))
    np.testing.assert_allclose(found.within[1, 2], expected, rtol=1e-12, atol=rounding)
    np.testing.assert_allclose(found.both[0, 0], expected, rtol=1e-12, atol=rounding)
    # Five looks at d + e tell of d as one look with noise fast^2 + noise^2 / 5 does.
    after = 1.0 / (1.0 / slow**2 + 1.0 / (fast**2 + noise**2 / 5))
    np.testing.assert_allclose(
        found.across[0, :2], [[0.0] * 5, [ROOT * np.sqrt(slow**2 - after)] * 5], rtol=1e-12, atol=rounding
    )


def test_what_is_remembered_over_episodes_is_that_of_one_joint_gaussian() -> None:
    """All that was felt, in all episodes, at once: what is told of x by y is K (S + noise^2)^-1 K'."""
    contexts, slow, fast, noise, trials, episodes = 2, 0.7, 1.1, 0.5, 4, 3
    found = bounds(contexts, slow, fast, noise, trials, episodes, sequences=3)
    draw = np.random.default_rng(0)
    for row in range(3):
        seen = draw.integers(contexts, size=(episodes, trials)).ravel()
        episode = np.repeat(np.arange(episodes), trials)
        shared = slow**2 * (seen[:, None] == seen) + fast**2 * (episode[:, None] == episode)
        for now in range(episodes * trials):
            for who, known, tells in (
                (found.both, np.arange(now), shared[now]),
                (found.within, np.flatnonzero(episode[:now] == episode[now]), shared[now]),
                (found.across, np.flatnonzero(episode < episode[now]), slow**2 * (seen == seen[now])),
            ):
                told_by = tells[known] @ np.linalg.solve(
                    shared[np.ix_(known, known)] + noise**2 * np.eye(len(known)), tells[known]
                )
                assert who[row].ravel()[now] == pytest.approx(ROOT * np.sqrt(told_by), abs=1e-7)


def test_all_is_known_in_the_end_where_there_is_no_noise() -> None:
    found = bounds(2, 1.0, 0.5, 1e-6, trials=400, episodes=2, sequences=1)
    assert found.within[0, 1, -1] == pytest.approx(told(1.0, 0.5), rel=1e-3)
    assert told(1.0, 0.5) == pytest.approx(np.sqrt(2 / np.pi) * np.sqrt(1.25))
    assert (found.both >= found.within - 1e-12).all()
    assert (found.both >= found.across - 1e-12).all()


def test_episodes_are_means_over_their_trials_the_best_first() -> None:
    found = bounds(2, 1.0, 1.0, 0.5, trials=3, episodes=4, sequences=30)
    best, across, within, chance = SlowAndFast(contexts=2, trials=3).policies_over(4)
    for policy, scores in ((best, found.both), (across, found.across), (within, found.within)):
        np.testing.assert_allclose(policy.scores, scores.mean(axis=(0, 2)))
    assert (chance.name, chance.scores.tolist()) == ("chance", [0.0] * 4)


def test_an_observer_that_regresses_on_what_it_felt_earns_what_is_said() -> None:
    """Least squares with the prior as a ridge (another road to the posterior mean), over lives that are simulated."""
    contexts, slow, fast, noise, trials, lives = 3, 1.0, 0.8, 0.6, 6, 4000
    rng = np.random.default_rng(1)
    earned = np.zeros((lives, trials))
    ridge = noise**2 * np.diag([1 / slow**2] * contexts + [1 / fast**2])
    for life in range(lives):
        truth = np.append(slow * rng.normal(size=contexts), fast * rng.normal())
        seen, felt = np.zeros((0, contexts + 1)), np.zeros(0)
        for trial in range(trials):
            point = np.zeros(contexts + 1)
            point[[rng.integers(contexts), contexts]] = 1.0
            guess = point @ np.linalg.solve(seen.T @ seen + ridge, seen.T @ felt)
            earned[life, trial] = (1.0 if guess > 0 else -1.0) * (point @ truth)
            seen, felt = np.vstack([seen, point]), np.append(felt, point @ truth + noise * rng.normal())
    theory = bounds(contexts, slow, fast, noise, trials, 1, sequences=400).both[:, 0]
    error = np.hypot(earned.std(axis=0) / np.sqrt(lives), theory.std(axis=0) / np.sqrt(400))
    assert (np.abs(earned.mean(axis=0) - theory.mean(axis=0)) < 4.0 * error + 1e-12).all()
