"""Lives that act, in a task whose policy gradient is known exactly, and against the same trials in plain Python."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from pydantic import Field

from baldwin.neural.contracts import Environment, InteractiveTask, LifeHistory, Lifetime, Network, Newborn, Transition
from baldwin.neural.contracts.living import live
from baldwin.neural.lifetimes._episodes import follow, noise, roll, standardised
from baldwin.neural.lifetimes.hill_climb import HillClimb
from baldwin.neural.lifetimes.perturbation import Perturbation
from baldwin.neural.lifetimes.policy_gradient import PolicyGradient
from baldwin.neural.networks.perceptron import Perceptron
from baldwin.neural.tasks.navigation import Navigation

KEY = jax.random.key(4)
LINEAR = Perceptron(hidden=(), bias=False)


class Aim(InteractiveTask):
    """At moment t, seen as a one-hot observation, an action a brings -|a - goal_t|^2; the episode ends after `last`."""

    kind: Literal["aim"] = "aim"
    limit: int = 3
    last: int = 99
    flat: Annotated[bool, Field(description="whether every reward is the same, whatever one does")] = False

    @property
    def inputs(self) -> int:
        return self.limit

    @property
    def outputs(self) -> int:
        return 2

    @property
    def horizon(self) -> int:
        return self.limit

    def sample(self, key: Any) -> Any:
        return jax.random.normal(key, (self.limit, 2))

    def reset(self, key: Any, instance: Any) -> tuple[Any, Any]:
        del key, instance
        return jnp.int32(0), self._seen(jnp.int32(0))

    def _seen(self, t: Any) -> Any:
        return (jnp.arange(self.limit) == t).astype(jnp.float32)

    def step(self, key: Any, state: Any, action: Any, instance: Any) -> Transition:
        del key
        reward = -jnp.sum((action - instance[state]) ** 2)
        if self.flat:
            reward = jnp.float32(-0.1) + 0.0 * reward
        return Transition(state + 1, self._seen(state + 1), reward, state == self.last)

    @classmethod
    def tiny(cls) -> Self:
        return cls()


GOALS = jnp.array([[0.5, -0.3], [-0.4, 0.2], [0.1, 0.7]])


def newborn(rate: float, weights: Any = None) -> Newborn:
    w1 = jnp.zeros((3, 2)) if weights is None else weights
    return Newborn({"w1": w1}, {"rate.w1": jnp.float32(rate)})


def world(task: InteractiveTask, instance: Any, key: Any = KEY, network: Network = LINEAR) -> Environment:
    """Return where a life that draws from `key` is lived."""
    return Environment(network, task, instance, key)


def history(lifetime: Lifetime, rate: float, task: InteractiveTask) -> LifeHistory:
    """Return the life of one who knows nothing, among the goals."""
    found: LifeHistory = jax.jit(lambda key: live(lifetime, newborn(rate), world(task, GOALS, key)))(KEY)
    return found


def moved(lifetime: Any, task: Aim, rate: float = 1.0) -> np.ndarray:
    """Return what one step changes (moments, outputs)."""
    return np.asarray(history(lifetime, rate, task).learned["w1"])


def test_episodes_add_up() -> None:
    """The return of a known policy, by hand; rewards after the end are nothing."""
    weights = newborn(0.0, 0.5 * jnp.ones((3, 2))).weights
    per_moment = -np.sum((0.5 - np.asarray(GOALS)) ** 2, axis=1)
    for last, count in ((99, 3), (1, 2), (0, 1)):
        found = follow(KEY, weights, world(Aim(last=last), GOALS))
        np.testing.assert_allclose(found, per_moment[:count].sum(), rtol=1e-5)


SIGMA = 0.2


def variance_of_reward() -> np.ndarray:
    """Return Var r_t (moments,) of -|sigma e - goal|^2: 4 sigma^2 |goal|^2 + 2 sigma^4 d."""
    return 4.0 * SIGMA**2 * np.sum(np.asarray(GOALS) ** 2, axis=1) + 2.0 * SIGMA**4 * 2


@pytest.mark.parametrize("last", [99, 1])
def test_the_policy_gradient_is_the_exact_one(last: int) -> None:
    """Each action is credited with what follows it alone: 2 goal_t, in units of the advantages' spread.

    The baseline takes the mean over the episodes themselves, which shortens the gradient by 1 / episodes. Moments after
    the end teach nothing.
    """
    episodes = 4000
    found = moved(PolicyGradient(steps=1, episodes=episodes, exploration=SIGMA), Aim(last=last))
    lived = min(last, 2) + 1
    to_go = np.cumsum(variance_of_reward()[:lived][::-1])[::-1]  # Var of returns to go
    spread = np.sqrt(to_go.mean())
    expected = 2.0 * np.asarray(GOALS) / spread
    expected[lived:] = 0.0
    error = np.sqrt(3.0 * to_go) / spread / SIGMA / np.sqrt(episodes)  # Var(A e) <= E[A^2 e^2], about 3 E[A^2] at most
    for t in range(3):
        tolerance = 4.0 * error[t] if t < lived else 0.0
        np.testing.assert_allclose(found[t], expected[t], atol=tolerance, rtol=0.0, err_msg=str(t))
        assert tolerance < 0.35 * np.abs(expected).max()


def test_a_policy_gradient_step_is_its_formula_where_episodes_end_apart() -> None:
    """The same episodes in NumPy: the baseline of a moment is the mean over those that still run."""
    task, goal, count = Navigation(limit=8, reach=0.3, speed=0.3), jnp.array([0.4, 0.3]), 9
    weights = jnp.array([[0.4, -0.2], [0.1, 0.3]])
    lifetime = PolicyGradient(steps=1, episodes=count, exploration=SIGMA)
    after = jax.jit(lambda key: live(lifetime, newborn(0.5, weights), world(task, goal, key)))(KEY).learned["w1"]

    def act(key: Any, seen: Any) -> Any:
        return seen @ weights + SIGMA * jax.random.normal(key, (2,))

    keys = jax.random.split(jax.random.fold_in(KEY, 1), count)
    played = jax.jit(jax.vmap(lambda key: roll(key, act, task, goal)))(keys)
    seen, done, paid, alive = (np.asarray(part, np.float64) for part in played)
    assert len(set(alive.sum(axis=1))) > 2
    to_go = np.stack([paid[:, t:].sum(axis=1) for t in range(8)], axis=1)
    worth = alive * (to_go - (alive * to_go).sum(axis=0) / np.maximum(alive.sum(axis=0), 1.0))
    worth /= np.sqrt((worth**2).sum() / alive.sum())
    error = (done - seen @ np.asarray(weights)) / SIGMA**2
    gradient = np.einsum("et,eti,eto->io", worth, seen, error) / count
    np.testing.assert_allclose(after, np.asarray(weights) + 0.5 * gradient, rtol=1e-4)


def test_a_perturbation_step_is_its_formula() -> None:
    """The same queries in NumPy: the mean over all of them of standardised returns times directions."""
    count = 5
    lifetime = Perturbation(steps=1, queries=count, sigma=SIGMA)
    keys = jax.random.split(jax.random.fold_in(KEY, 1), count)
    directions = np.stack([noise(key, {"w1": jnp.zeros((3, 2))}, ("w1",))["w1"] for key in keys]).astype(np.float64)
    returns = -((SIGMA * directions - np.asarray(GOALS)) ** 2).sum(axis=(1, 2))
    worth = (returns - returns.mean()) / returns.std()
    expected = 0.5 * np.einsum("q,qio->io", worth, directions) / (count * SIGMA)
    np.testing.assert_allclose(moved(lifetime, Aim(), 0.5), expected, rtol=1e-4, atol=1e-6)


def test_perturbations_estimate_the_gradient_of_the_return() -> None:
    """Weights are perturbed for whole episodes: 2 goal, in units of the spread of the whole return."""
    queries = 8000
    found = moved(Perturbation(steps=1, queries=queries, sigma=SIGMA), Aim())
    spread = np.sqrt(variance_of_reward().sum())
    error = np.sqrt(3.0) / SIGMA / np.sqrt(queries)
    np.testing.assert_allclose(found, 2.0 * np.asarray(GOALS) / spread, atol=4.0 * error, rtol=0.0)
    assert 4.0 * error < 0.5 * np.abs(2.0 * np.asarray(GOALS) / spread).max()


@pytest.mark.parametrize(
    "lifetime", [PolicyGradient(steps=2, episodes=7), Perturbation(steps=2, queries=7), HillClimb(steps=2)]
)
def test_where_nothing_matters_nothing_is_learned(lifetime: Any) -> None:
    """Equal returns are equal up to rounding; their rounding errors must not be taken for differences."""
    np.testing.assert_array_equal(moved(lifetime, Aim(flat=True, limit=3)), np.zeros((3, 2)))


def test_rounding_is_told_from_spread_and_lost_numbers_pass_on() -> None:
    deviations = jnp.array([-1e-5, 1e-5])
    np.testing.assert_array_equal(standardised(deviations, jnp.float32(1e-5), jnp.float32(400.0)), [0.0, 0.0])
    np.testing.assert_allclose(standardised(deviations, jnp.float32(1e-5), jnp.float32(1e-3)), [-1.0, 1.0])
    assert np.isnan(standardised(deviations, jnp.float32(np.nan), jnp.float32(1.0))).all()


def test_hill_climbing_is_trial_by_trial() -> None:
    """The same trials in plain Python: propose, keep if better; scores never fall."""
    lifetime, task, rate = HillClimb(steps=12), Aim(), 0.3
    lived = history(lifetime, rate, task)

    def score(weights: np.ndarray) -> float:
        return -float(np.sum((weights - np.asarray(GOALS)) ** 2))

    best = np.zeros((3, 2))
    scores, kept = [score(best)], 0
    for trial in range(1, 13):
        change = noise(jax.random.fold_in(KEY, trial), {"w1": jnp.zeros((3, 2))}, ("w1",))["w1"]
        attempt = best + rate * np.asarray(change)
        if score(attempt) > score(best):
            best, kept = attempt, kept + 1
        scores.append(score(best))
    assert 2 <= kept <= 10
    np.testing.assert_allclose(lived.scores, scores, rtol=1e-4)
    np.testing.assert_allclose(lived.learned["w1"], best, rtol=1e-4)
    assert (np.diff(lived.scores) >= 0.0).all()


def test_exploring_scores_are_means_over_other_episodes() -> None:
    """In expectation, exploring costs sigma^2 per coordinate and moment; the number of queries decides the error."""
    weights = newborn(0.0, GOALS).weights  # follows perfectly
    followed = PolicyGradient().score(weights, world(Aim(), GOALS))
    np.testing.assert_allclose(followed, 0.0, atol=1e-6)
    lifetime = PolicyGradient(exploration=SIGMA, scored="exploring", queries=500)
    found = float(lifetime.score(weights, world(Aim(), GOALS)))
    error = np.sqrt(3.0 * 2.0 * SIGMA**4 * 2 / 500)
    assert abs(found + 6.0 * SIGMA**2) < 4.0 * error


def test_noise_is_standard_and_knows_no_order() -> None:
    weights = {"w1": jnp.zeros((300, 200)), "b1": jnp.zeros(200)}
    found = noise(KEY, weights, ("w1", "b1"))
    turned = noise(KEY, weights, ("b1", "w1"))
    for name in weights:
        np.testing.assert_array_equal(found[name], turned[name])
    assert abs(float(found["w1"].std()) - 1.0) < 4.0 / np.sqrt(2.0 * 60_000)
    assert abs(np.corrcoef(np.asarray(found["w1"])[0], np.asarray(found["b1"]))[0, 1]) < 4.0 / np.sqrt(200)


def test_gradients_are_clipped_by_element() -> None:
    free = moved(PolicyGradient(steps=1, episodes=50), Aim())
    clipped = moved(PolicyGradient(steps=1, episodes=50, clip=0.4), Aim())
    np.testing.assert_allclose(clipped, np.clip(free, -0.4, 0.4), rtol=1e-5)
    assert (np.abs(free) > 0.4).any()


def test_a_policy_gradient_finds_the_way_in_the_plane() -> None:
    """A policy that begins by staying at home learns to go towards its goal: a few steps take most of the loss away."""
    network, task = Perceptron(hidden=()), Navigation(limit=20)
    born = Newborn(
        {"w1": jnp.zeros((2, 2)), "b1": jnp.zeros(2)}, {"rate.w1": jnp.float32(0.02), "rate.b1": jnp.float32(5e-4)}
    )
    lifetime = PolicyGradient(steps=10, episodes=20)

    def life(key: Any) -> Any:
        goal, own = jax.random.split(key)
        return live(lifetime, born, world(task, task.sample(goal), own, network)).scores

    scores = np.asarray(jax.jit(jax.vmap(life))(jax.random.split(KEY, 64)))
    gained = scores[:, -1] - scores[:, 0]
    assert gained.mean() > 4.0 * gained.std() / np.sqrt(64)
    assert scores[:, -1].mean() > 0.6 * scores[:, 0].mean()


def test_an_episode_draws_new_actions_at_every_moment() -> None:
    found = roll(KEY, lambda key, _: jax.random.normal(key, (2,)), Aim(limit=5), jnp.zeros((5, 2)))
    assert np.unique(np.asarray(found.actions)).size == 10
