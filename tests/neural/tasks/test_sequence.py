"""Prediction of sequences: laws, scores, and answers of Bayesians played through the task."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import integrate, special, stats

from baldwin.neural.contracts import Trace
from baldwin.neural.tasks.sequence import BOUND, Sequence, _scaled_exp1
from baldwin.neural.theory import predictors

LIVES = 8_000
TASKS = {
    "bernoulli": Sequence(trials=6, a=1.0, b=2.0),
    "categorical": Sequence(law="categorical", trials=6, alpha=0.7, symbols=4),
    "normal": Sequence(law="normal", trials=6, m0=-0.5, t0=1.5, s=0.6),
    "exponential": Sequence(law="exponential", trials=6, a=3.0, b=2.0),
}
LAWS = list(TASKS)


def near_mean(found: np.ndarray, expected: float, slack: float = 2e-5) -> None:
    assert abs(found.mean() - expected) < 4.0 * found.std() / math.sqrt(found.size) + slack


def logarithms(values: np.ndarray) -> np.ndarray:
    """Return the answers that mean logarithms of `values`."""
    return BOUND * np.arctanh(np.log(values) / BOUND)


def bayes_answers(task: Sequence, seen: np.ndarray) -> np.ndarray:
    """Return what a Bayesian answers, from what was seen alone: (N, T, inputs) -> (N, T, outputs)."""
    came = np.cumsum(seen != 0.0, axis=1) if task.law == "bernoulli" else None
    if came is not None:
        p = predictors.beta_bernoulli(np.cumsum(seen > 0.0, axis=1), came, task.a, task.b)
        return np.log(p / (1.0 - p))
    sums = np.cumsum(seen, axis=1)
    if task.law == "categorical":
        return np.log(predictors.dirichlet_categorical(sums, task.alpha))
    total, count = sums[..., 0], sums[..., 1]
    if task.law == "normal":
        place, sd = predictors.normal_known_variance(count, total / np.maximum(count, 1), task.m0, task.t0, task.s)
        return np.stack([place, logarithms(sd)], axis=-1)
    waited = np.cumsum(task.b * np.expm1(seen[..., 0]), axis=1)  # log(1 + x / b) is seen
    a, b = predictors.gamma_exponential(count, waited, task.a, task.b)
    return np.stack([logarithms(a), logarithms(b)], axis=-1)


@cache
def drawn(task: Sequence) -> tuple[Any, Any, Any, Any]:
    """Return instances, chances, what is seen (it does not depend on answers), and rewards and scores of answers."""
    instances = jax.jit(task.sample_many, static_argnums=1)(jax.random.key(1), LIVES)
    chances = jax.jit(jax.vmap(task.chance))(jax.random.split(jax.random.key(2), LIVES), instances)

    def watch(instance: Any, drawn: Any) -> Any:
        def step(state: Any, chance: Any) -> Any:
            outcome = task.act(state, chance, jnp.zeros(task.outputs), instance)
            return outcome.state, task.observe(state, chance, instance)

        return jax.lax.scan(step, task.begin(instance), drawn)[1]

    def act(instance: Any, chance: Any, told: Any) -> Any:
        outcome = task.act(task.begin(instance), chance, told, instance)
        return outcome.reward, outcome.score

    over_steps = jax.vmap(act, in_axes=(None, 0, 0))
    seen = np.asarray(jax.jit(jax.vmap(watch))(instances, chances), float)
    return instances, chances, seen, jax.jit(jax.vmap(over_steps))


def played(task: Sequence, answer: Any) -> tuple[Any, Any, Trace]:
    """Live many lives with answer(task, what was seen)."""
    instances, chances, seen, outcome = drawn(task)
    answers = answer(task, seen)
    rewards, scores = outcome(instances, chances, jnp.asarray(answers, jnp.float32))
    empty = np.zeros(seen.shape[:2])
    trace = Trace(seen, answers, np.asarray(rewards), np.asarray(scores), empty[..., None], empty)
    return np.asarray(instances), np.asarray(chances), trace


@pytest.mark.parametrize("law", LAWS)
def test_the_bayes_predictor_scores_what_theory_says(law: str) -> None:
    """In each trial; what is felt is as much on average. Its divergence from itself is 0."""
    task = TASKS[law]
    instances, chances, trace = played(task, bayes_answers)
    bayes = task.reference_policies()[0]
    assert bayes.name == "Bayes-optimal"
    for t in range(task.trials):
        near_mean(trace.scores[:, t], bayes.scores[t])
        near_mean(trace.rewards[:, t], bayes.scores[t])
    found = task.behaviour(instances, chances, trace)
    assert set(found) == set(task.columns)
    assert found["kl_to_bayes"] == pytest.approx(0.0, abs=1e-6)
    assert found["kl_by_trial"].shape == (task.trials,)


@pytest.mark.parametrize("law", LAWS)
def test_one_who_knows_the_source_scores_the_oracle(law: str) -> None:
    task = TASKS[law]
    source = np.asarray(drawn(task)[0], float)[:, None]

    def answer(task: Sequence, seen: np.ndarray) -> np.ndarray:
        ones = np.ones(seen.shape[:2])
        if law == "bernoulli":
            return (ones * np.log(source / (1.0 - source)))[..., None]
        if law == "categorical":
            return np.log(np.maximum(source, 1e-30)) * ones[..., None]
        if law == "normal":
            return np.stack([ones * source, ones * logarithms(np.array(task.s))], axis=-1)
        # a Lomax with A = rate B tends to the exponential law as A grows
        return np.stack([ones * logarithms(np.array(300.0)), logarithms(ones * 300.0 / source)], axis=-1)

    slack = 3e-3 if law == "exponential" else 2e-5
    near_mean(played(task, answer)[2].scores.mean(axis=1), task.oracle(), slack)
    assert task.oracle() > task.reference_policies()[0].scores.max()


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.guards("kl_by_trial")
def test_the_prior_alone_scores_chance(law: str) -> None:
    """And diverges from the Bayesian by as much as it scores less, trial by trial."""
    task = TASKS[law]
    instances, chances, trace = played(task, lambda task, seen: bayes_answers(task, np.zeros_like(seen)))
    chance = task.reference_policies()[-1].scores
    near_mean(trace.scores.mean(axis=1), chance.mean())
    found = task.behaviour(instances, chances, trace)["kl_by_trial"]
    expected = task.reference_policies()[0].scores - chance
    np.testing.assert_allclose(found, expected, atol=0.03)
    assert abs(found[0]) < 1e-6
    assert (found[1:] > 0.0).all()


@pytest.mark.parametrize("law", LAWS)
def test_memory_of_the_last_value_alone_scores_its_reference_policy(law: str) -> None:
    task = TASKS[law]

    def answer(task: Sequence, seen: np.ndarray) -> np.ndarray:
        shape = (seen.shape[0] * task.trials, 1, task.inputs)  # each trial a life of its own
        return bayes_answers(task, seen.reshape(shape)).reshape(*seen.shape[:2], -1)

    found = played(task, answer)[2].scores
    last_value = {one.name: one.scores for one in task.reference_policies()}["Bayes on the last value"]
    for t in range(task.trials):
        near_mean(found[:, t], last_value[t])


def test_the_frequency_plus_a_half_scores_its_reference_policy() -> None:
    task = TASKS["categorical"]
    trace = played(task, lambda task, seen: np.log(np.cumsum(seen, axis=1) + 0.5))[2]
    policies = task.reference_policies()
    expected = next(one.scores for one in policies if one.name == "frequency plus 1/2")
    for t in range(task.trials):
        near_mean(trace.scores[:, t], expected[t])
    means = [one.scores.mean() for one in policies]
    assert means == sorted(means, reverse=True)
    assert policies[-1].name == "chance"
    assert "frequency plus 1/2" not in {one.name for one in TASKS["normal"].reference_policies()}


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.guards("kl_to_bayes")
def test_divergences_are_those_of_the_laws_answered(law: str) -> None:
    """One answer to an empty past, by sums and quadrature of scipy's laws."""
    task = TASKS[law].model_copy(update={"trials": 1})
    answer = np.array([0.4, -0.3, 1.2, 0.1])[: task.outputs]
    if law == "bernoulli":
        p, q = task.a / (task.a + task.b), 1.0 / (1.0 + math.exp(-0.4))
        expected = p * math.log(p / q) + (1.0 - p) * math.log((1.0 - p) / (1.0 - q))
    elif law == "categorical":
        q = np.exp(answer) / np.exp(answer).sum()
        expected = float(-np.log(4.0 * q).mean())
    elif law == "normal":
        bayes = stats.norm(task.m0, math.hypot(task.t0, task.s))
        told = stats.norm(answer[0], math.exp(BOUND * math.tanh(answer[1] / BOUND)))
        expected = integrate.quad(lambda x: bayes.pdf(x) * (bayes.logpdf(x) - told.logpdf(x)), -20.0, 20.0)[0]
    else:
        a, b = np.exp(BOUND * np.tanh(answer / BOUND))
        bayes, told = stats.lomax(task.a, scale=task.b), stats.lomax(a, scale=b)
        expected = float(bayes.logpdf(0.8) - told.logpdf(0.8))
    chances = np.array([[0.8]]) if law in ("normal", "exponential") else np.array([[1]])
    empty = np.zeros((1, 1))
    trace = Trace(empty[..., None], answer[None, None], empty, empty, empty[..., None], empty)
    found = task.behaviour(np.zeros(1), chances, trace)
    assert found["kl_to_bayes"] == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("law", LAWS)
def test_felt_is_the_log_density_of_what_came(law: str) -> None:
    task = TASKS[law]
    answer = jnp.array([0.4, -0.3, 1.2, 0.1])[: task.outputs]
    instance = task.sample(jax.random.key(3))
    chance = jnp.asarray(0.8) if law in ("normal", "exponential") else jnp.asarray(1)
    found = task.act(task.begin(instance), chance, answer, instance)
    q = np.exp(np.asarray(answer, float)) / np.exp(np.asarray(answer, float)).sum()
    log_1 = BOUND * math.tanh(-0.3 / BOUND)
    expected = {
        "bernoulli": -math.log1p(math.exp(-0.4)),
        "categorical": math.log(q[1]) if law == "categorical" else 0.0,
        "normal": stats.norm(0.4, math.exp(log_1)).logpdf(0.8),
        "exponential": stats.lomax(math.exp(BOUND * math.tanh(0.4 / BOUND)), scale=math.exp(log_1)).logpdf(0.8),
    }[law]
    assert float(found.reward) == pytest.approx(expected, abs=1e-5)
    source = np.asarray(instance, float)  # scored is what the answer gives on average to what the source sends
    average = {
        "bernoulli": source * -math.log1p(math.exp(-0.4)) + (1.0 - source) * -math.log1p(math.exp(0.4)),
        "categorical": source @ np.log(q) if law == "categorical" else 0.0,
        "normal": stats.norm(0.4, math.exp(log_1)).logpdf(source) - 0.5 * task.s**2 * math.exp(-2.0 * log_1),
    }
    assert law == "exponential" or float(found.score) == pytest.approx(float(np.sum(average[law])), abs=1e-5)
    shown = {
        "bernoulli": [1.0],
        "categorical": [0.0, 1.0, 0.0, 0.0],
        "normal": [0.8, 1.0],
        "exponential": [math.log1p(0.8 / 2.0), 1.0],
    }[law]
    np.testing.assert_allclose(task.observe(found.state, chance, instance), shown, rtol=1e-6)
    np.testing.assert_array_equal(task.observe(task.begin(instance), chance, instance), np.zeros(task.inputs))


@pytest.mark.parametrize("law", LAWS)
def test_wild_answers_have_finite_scores(law: str) -> None:
    task = TASKS[law]
    instance = jnp.full(4, 0.25) if law == "categorical" else jnp.asarray(0.4)
    chance = jnp.asarray(0.8) if law in ("normal", "exponential") else jnp.asarray(1)
    for size in (1e4, -1e4):
        answer = jnp.full(task.outputs, size)
        answer = answer.at[0].set(-size / 3.0 if law != "normal" else 0.0)
        found = task.act(task.begin(instance), chance, answer, instance)
        assert np.isfinite(float(found.score))
        assert np.isfinite(float(found.reward))
    lives = np.full((3, task.trials, task.outputs), np.nan)
    empty = np.zeros((3, task.trials))
    trace = Trace(empty[..., None], lives, empty, empty, empty[..., None], empty)
    chances = np.zeros((3, task.trials), int)
    assert np.isnan(task.behaviour(np.zeros(3), chances, trace)["kl_to_bayes"])


def test_sources_are_drawn_by_their_priors() -> None:
    laws = {
        "bernoulli": stats.beta(1.0, 2.0),
        "categorical": stats.beta(0.7, 3 * 0.7),  # of each symbol
        "normal": stats.norm(-0.5, 1.5),
        "exponential": stats.gamma(3.0, scale=0.5),
    }
    for name, law in laws.items():
        found = np.asarray(drawn(TASKS[name])[0], float)
        assert stats.kstest(found if found.ndim == 1 else found[:, 2], law.cdf).pvalue > 1e-3


@pytest.mark.parametrize("law", LAWS)
def test_sequences_follow_their_source_and_the_key(law: str) -> None:
    task = TASKS[law].model_copy(update={"trials": 4000})
    instance = jnp.array([0.5, 0.2, 0.2, 0.1]) if law == "categorical" else jnp.asarray(0.3)
    found = np.asarray(task.chance(jax.random.key(5), instance))
    np.testing.assert_array_equal(found, task.chance(jax.random.key(5), instance))
    assert (found != np.asarray(task.chance(jax.random.key(6), instance))).any()
    if law == "categorical":
        expected = np.asarray(instance) * 4000.0
        assert stats.chisquare(np.bincount(found, minlength=4), expected).pvalue > 1e-3
    elif law == "bernoulli":
        near_mean(found, 0.3)
    else:
        source = stats.norm(0.3, 0.6) if law == "normal" else stats.expon(scale=1.0 / 0.3)
        assert stats.kstest(found, source.cdf).pvalue > 1e-3


@pytest.mark.parametrize("rate", [1e-3, 0.4, 7.0, 300.0])
@pytest.mark.parametrize("answer", [(0.4, -0.3), (2.0, 3.0)])
def test_waiting_times_score_their_mean_log_density(rate: float, answer: tuple[float, float]) -> None:
    """By quadrature over what the source may bring."""
    task = TASKS["exponential"]
    a, b = (math.exp(BOUND * math.tanh(one / BOUND)) for one in answer)
    law = stats.lomax(a, scale=b)
    expected, _ = integrate.quad(lambda u: law.logpdf(-math.log(u) / rate), 0.0, 1.0, limit=200)  # x = -log(u) / rate
    outcome = task.act(task.begin(jnp.asarray(rate)), jnp.asarray(0.5), jnp.array(answer), jnp.asarray(rate))
    assert float(outcome.score) == pytest.approx(expected, rel=2e-5, abs=2e-5)


def test_the_scaled_exponential_integral_holds_everywhere() -> None:
    z = np.logspace(-12, 8, 2001)
    known = np.where(
        z < 500.0, np.exp(np.minimum(z, 500.0)) * special.exp1(np.minimum(z, 500.0)), (1 - 1 / z + 2 / z**2) / z
    )
    np.testing.assert_allclose(np.asarray(_scaled_exp1(jnp.asarray(z, jnp.float32))), known, rtol=2e-6)
