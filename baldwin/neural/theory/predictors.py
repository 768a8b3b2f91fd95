"""Bayes-optimal prediction of sequences whose source is hidden: what comes next, and what learning the source costs.

Conjugate pairs (Ortega et al. 2019 call the predictor of a mixture the target of memory-based meta-learning; the
formulas are textbook, e.g. Bernardo & Smith 1994, appendix A). Everything is in nats. After n observations the excess
loss of the Bayes predictor over one who knows the source is KL_n; as what comes is distributed as the Bayes predictor
says, its expected log-score is minus the mean entropy of its predictive law.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, digamma, gammaln, logsumexp, xlogy

from baldwin.neural.theory.reference_policy import Floats

__all__ = [
    "add_half_scores",
    "beta_bernoulli",
    "dirichlet_categorical",
    "divergence_from_bayes",
    "excess_loss",
    "gamma_exponential",
    "gamma_poisson",
    "lomax_log_density",
    "normal_gamma",
    "normal_known_variance",
    "true_score",
]

HALF_LOG_2PI_E = 0.5 * float(np.log(2.0 * np.pi * np.e))


# Predictive laws: what a Bayesian expects next, given sufficient statistics that broadcast.


def beta_bernoulli(successes: npt.ArrayLike, count: npt.ArrayLike, a: float, b: float) -> Floats:
    """Return P(next = 1) after `successes` in `count`, the prior being Beta(a, b)."""
    found: Floats = (a + np.asarray(successes, float)) / (a + b + np.asarray(count, float))
    return found


def dirichlet_categorical(counts: npt.ArrayLike, alpha: npt.ArrayLike) -> Floats:
    """Return P(next = k), (.., K), after `counts` (.., K), the prior being Dirichlet(alpha), alpha () or (K,)."""
    weights = np.asarray(counts, float) + np.asarray(alpha, float)
    found: Floats = weights / weights.sum(axis=-1, keepdims=True)
    return found


def normal_known_variance(
    count: npt.ArrayLike, mean: npt.ArrayLike, m0: float, t0: float, s: float
) -> tuple[Floats, Floats]:
    """Return mean and sd of the next value of N(mu, s^2), s known, after `count` values of that mean; mu ~ N(m0, t0^2).

    Where nothing has come, `mean` does not matter but must be finite.
    """
    count = np.asarray(count, float)
    precision = 1.0 / t0**2 + count / s**2
    expected = (m0 / t0**2 + count * np.asarray(mean, float) / s**2) / precision
    return expected, np.sqrt(1.0 / precision + s**2)


def normal_gamma(
    count: npt.ArrayLike, mean: npt.ArrayLike, squares: npt.ArrayLike, m0: float, k0: float, a0: float, b0: float
) -> tuple[Floats, Floats, Floats]:
    """Return degrees of freedom, place and scale of the Student-t law of the next value; mean and precision are hidden.

    Precision ~ Gamma(a0, b0), mean ~ N(m0, 1 / (k0 precision)); `squares` is the sum of squares around `mean`.
    """
    count, mean = np.asarray(count, float), np.asarray(mean, float)
    k, a = k0 + count, a0 + count / 2.0
    place = (k0 * m0 + count * mean) / k
    b = b0 + np.asarray(squares, float) / 2.0 + k0 * count * (mean - m0) ** 2 / (2.0 * k)
    return 2.0 * a, place, np.sqrt(b * (k + 1.0) / (a * k))


def gamma_exponential(count: npt.ArrayLike, total: npt.ArrayLike, a: float, b: float) -> tuple[Floats, Floats]:
    """Return A, B of the Lomax law p(x) = A B^A / (B + x)^(A + 1) of the next waiting time; its rate ~ Gamma(a, b)."""
    return a + np.asarray(count, float), b + np.asarray(total, float)


def gamma_poisson(count: npt.ArrayLike, total: npt.ArrayLike, a: float, b: float) -> tuple[Floats, Floats]:
    """Return A and p of the negative binomial law (scipy's n, p) of the next count; its mean ~ Gamma(a, b)."""
    rate = b + np.asarray(count, float)
    return a + np.asarray(total, float), rate / (rate + 1.0)


def lomax_log_density(x: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike) -> Floats:
    """Return log A B^A / (B + x)^(A + 1)."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    found: Floats = np.log(a) - np.log(b) - (a + 1.0) * np.log1p(np.asarray(x, float) / b)
    return found


def divergence_from_bayes(source: str, sequences: Any, answers: Any, bound: float, **prior: float) -> Floats:
    """Return how far answers are from the Bayes predictor's before each step, (N, T), nats.

    KL(Bayes || answer) in closed form of "bernoulli", "categorical" and "normal"; of "exponential" the difference of
    the log-probabilities that both give to what came, whose mean it is.

    Args:
        source: as in `true_score`, but not "normal_gamma" or "poisson".
        sequences: what came, (N, T).
        answers: (N, T, outputs), in the terms of the task `sequence`.
        bound: logarithms in answers mean bound tanh(. / bound).
    """
    x, answers = np.asarray(sequences, float), np.asarray(answers, float)
    n = np.arange(x.shape[1], dtype=float)
    found: Floats
    with np.errstate(all="ignore"):  # answers may be beyond the finite numbers
        if source == "categorical":
            ones = np.asarray(sequences)[..., None] == np.arange(prior["symbols"])
            p = dirichlet_categorical(_before(ones), prior["alpha"])
            predicted = answers - logsumexp(answers, axis=-1, keepdims=True)
            found = np.sum(p * (np.log(p) - predicted), axis=-1)
            return found
        total, z = _before(x), answers[..., 0]
        if source == "bernoulli":
            p = beta_bernoulli(total, n, prior["a"], prior["b"])
            found = p * (np.log(p) + np.logaddexp(0.0, -z)) + (1.0 - p) * (np.log1p(-p) + np.logaddexp(0.0, z))
            return found
        if source == "normal":
            place, sd = normal_known_variance(n, total / np.maximum(n, 1.0), prior["m0"], prior["t0"], prior["s"])
            log_ratio = bound * np.tanh(answers[..., 1] / bound) - np.log(sd)
            found = log_ratio - 0.5 + 0.5 * np.exp(-2.0 * log_ratio) * (1.0 + ((place - z) / sd) ** 2)
            return found
        a, b = np.exp(bound * np.tanh(np.moveaxis(answers, -1, 0) / bound))
        bayes = gamma_exponential(n, total, prior["a"], prior["b"])
        return lomax_log_density(x, *bayes) - lomax_log_density(x, a, b)


def _before(x: npt.ArrayLike) -> Floats:
    """Return sums (N, T, ..) of what came before each step."""
    sums: Floats = np.cumsum(np.asarray(x, float), axis=1)
    return np.concatenate([np.zeros_like(sums[:, :1]), sums[:, :-1]], axis=1)


# What they score on average.


def true_score(source: str, **prior: float) -> float:
    """Return the mean log-probability per step of one who knows the source, nats.

    Args:
        source: "bernoulli" (a, b), "categorical" (alpha, symbols), "normal" (s), "normal_gamma" (a0, b0) or
            "exponential" (a, b); of "poisson" (a, b) without the term E log k!, which is the same for everyone.
        prior: the numbers of its prior, by the names of the predictive laws; others are ignored.
    """
    if source == "bernoulli":
        a, b = prior["a"], prior["b"]
        return float(_mean_t_log_t(a, a + b) + _mean_t_log_t(b, a + b))
    if source == "categorical":
        return float(prior["symbols"] * _mean_t_log_t(prior["alpha"], prior["symbols"] * prior["alpha"]))
    if source == "normal":
        return float(-HALF_LOG_2PI_E - np.log(prior["s"]))
    if source == "normal_gamma":
        return float(-HALF_LOG_2PI_E + 0.5 * (digamma(prior["a0"]) - np.log(prior["b0"])))
    a, b = prior["a"], prior["b"]
    if source == "exponential":
        return float(digamma(a) - np.log(b) - 1.0)
    if source == "poisson":
        return float(a / b * (digamma(a + 1.0) - np.log(b) - 1.0))
    raise ValueError(f"no source {source!r}")


def excess_loss(source: str, trials: int, **prior: float) -> Floats:
    """Return KL_n, (T,): what the Bayes predictor loses at step n = 0 .. T - 1 against one who knows the source, nats.

    Exact: finite sums for the discrete sources (the Poisson's to 1e-12), closed forms for the others.

    Args:      source, prior: as in `true_score`; further "normal" (t0), "normal_gamma" (k0).
    Raises:    ValueError: for a source that is not there.
    """
    n = np.arange(trials, dtype=float)
    found: Floats
    if source == "bernoulli":
        a, b = prior["a"], prior["b"]
        return true_score(source, **prior) - np.array([_mixed(i, a, b) + _mixed(i, b, a) for i in range(trials)])
    if source == "categorical":
        alpha, symbols = prior["alpha"], prior["symbols"]
        predicted = [symbols * _mixed(i, alpha, (symbols - 1) * alpha) for i in range(trials)]
        return true_score(source, **prior) - np.array(predicted)
    if source == "normal":
        # The law of the next value has variance s^2 + 1 / L, that of the source s^2; entropies differ by their logs.
        found = 0.5 * np.log1p(1.0 / ((prior["s"] / prior["t0"]) ** 2 + n))
        return found
    if source == "normal_gamma":
        # b0 / b_n ~ Beta(a0, n / 2), so that E log b_n = log b0 + psi(a_n) - psi(a0), and b0 cancels.
        shape, k = prior["a0"] + n / 2.0, prior["k0"] + n
        spread = np.log((k + 1.0) / (k * shape))
        return _student_entropy(2.0 * shape) + 0.5 * (digamma(shape) + spread) - HALF_LOG_2PI_E
    if source == "exponential":
        # b / (b + sum) ~ Beta(a, n), so that E log B = log b + psi(A) - psi(a); a Lomax has entropy log B/A + 1 + 1/A.
        shape = prior["a"] + n
        found = digamma(shape) - np.log(shape) + 1.0 / shape
        return found
    if source == "poisson":
        return _poisson_excess(trials, prior["a"], prior["b"])
    raise ValueError(f"no source {source!r}")


def add_half_scores(trials: int, alpha: npt.ArrayLike) -> Floats:
    """Return the mean log-probability (T,) of the frequency so far plus 1/2 of each symbol, source ~ Dirichlet(alpha).

    The estimator of Krichevsky & Trofimov (1981), Bayes-optimal for Dirichlet(1/2). Two symbols are a Bernoulli source
    with Beta(alpha).
    """
    weights = np.asarray(alpha, float)
    kinds, times = np.unique(weights, return_counts=True)
    scores = np.zeros(trials)
    for n in range(trials):
        for a, m in zip(kinds, times, strict=True):
            b = float(weights.sum() - a)
            counts = np.arange(n + 1.0)
            said = np.log((counts + 0.5) / (n + 0.5 * weights.size))
            scores[n] += m * np.sum(_beta_binomial(n, a, b) * beta_bernoulli(counts, n, a, b) * said)
    return scores


def _mean_t_log_t(a: Any, total: Any) -> Any:
    """Return E[t log t] of t ~ Beta(a, total - a)."""
    return a / total * (digamma(a + 1.0) - digamma(total + 1.0))


def _beta_binomial(n: int, a: float, b: float) -> Floats:
    """Return P(k of n), (n + 1,), the chance of each being Beta(a, b)."""
    k = np.arange(n + 1.0)
    found: Floats = np.exp(
        gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0) + betaln(a + k, b + n - k) - betaln(a, b)
    )
    return found


def _mixed(n: int, a: float, b: float) -> float:
    """Return E[p log p] of the predicted chance p of a symbol after n observations."""
    p = beta_bernoulli(np.arange(n + 1.0), n, a, b)
    return float(np.sum(_beta_binomial(n, a, b) * xlogy(p, p)))


def _student_entropy(freedom: Floats) -> Floats:
    """Return the entropy of the standard Student-t law."""
    half, more = freedom / 2.0, (freedom + 1.0) / 2.0
    found: Floats = more * (digamma(more) - digamma(half)) + 0.5 * np.log(freedom) + betaln(half, 0.5)
    return found


def _poisson_excess(trials: int, a: float, b: float) -> Floats:
    """Return KL_n of counts whose mean is Gamma(a, b); log k! cancels.

    E log p = E[log Gamma(A + k) - log Gamma(A)] + E[A] log p + E[k] log(1 - p), where A = a + sum, so that A + k is the
    next step's A; the sum is negative binomial (a, b / (b + n)).
    """
    n = np.arange(trials + 1.0)
    mean = n * a / b
    most = int(np.ceil(np.max(mean + 40.0 * np.sqrt(mean * (1.0 + n / b)) * max(1.0, a**-0.5) + 60.0)))
    k = np.arange(most + 1.0)
    weight = gammaln(a + k) - gammaln(a) - gammaln(k + 1.0)
    logs = weight + a * np.log(b / (b + n))[:, None] + xlogy(k, (n / (b + n))[:, None])
    grown = np.exp(logs) @ gammaln(a + k)
    rate = b + n[:-1]
    predicted = np.diff(grown) + (a + mean[:-1]) * np.log(rate / (rate + 1.0)) - a / b * np.log(rate + 1.0)
    return true_score("poisson", a=a, b=b) - predicted
