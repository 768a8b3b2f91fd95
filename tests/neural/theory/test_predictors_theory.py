"""Bayes predictors against numbers worked out apart, scipy's laws, quadrature and the chain rule."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import gammaln

from baldwin.neural.theory import predictors


@pytest.mark.parametrize(("trials", "total"), [(10, 0.854), (20, 1.147), (50, 1.568), (100, 1.900)])
def test_a_coin_costs_what_was_worked_out_apart(trials: int, total: float) -> None:
    assert predictors.excess_loss("bernoulli", trials, a=1.0, b=1.0).sum() == pytest.approx(total, abs=5.01e-4)


def test_a_coin_costs_step_by_step_what_was_worked_out_apart() -> None:
    found = predictors.excess_loss("bernoulli", 51, a=1.0, b=1.0)[[0, 1, 2, 5, 10, 19, 50]]
    expected = [0.1931, 0.1365, 0.1059, 0.0638, 0.0386, 0.0226, 0.0094]
    np.testing.assert_allclose(found, expected, atol=1.01e-4)  # they round .03855 and .00937 upwards


def compositions(total: int, parts: int) -> list[tuple[int, ...]]:
    if parts == 1:
        return [(total,)]
    return [(i, *rest) for i in range(total + 1) for rest in compositions(total - i, parts - 1)]


@pytest.mark.parametrize(("symbols", "total", "within"), [(3, 1.912, 5e-4), (5, 2.957, 5e-4)])
def test_dice_cost_what_was_worked_out_apart(symbols: int, total: float, within: float) -> None:
    found = predictors.excess_loss("categorical", 20, alpha=1.0, symbols=symbols).sum()
    assert found == pytest.approx(total, abs=within)


@pytest.mark.parametrize(("symbols", "exact"), [(6, 3.3437), (10, 4.4283)])
def test_dice_cost_the_logarithm_of_their_mixture(symbols: int, exact: float) -> None:
    """Chain rule: T E log p(x | source) - E log p(x_1 .. x_T). An earlier 3.334 and 4.431 are not these sums."""
    trials = 20
    k = np.arange(trials + 1)
    share = np.exp(
        gammaln(trials - k + symbols - 1) - gammaln(trials - k + 1) - gammaln(symbols - 1)
        - (gammaln(trials + symbols) - gammaln(trials + 1) - gammaln(symbols))
    )  # fmt: skip  # P(count = k) where all counts that sum to T are equally likely
    assert share.sum() == pytest.approx(1.0)
    mixture = gammaln(symbols) - gammaln(trials + symbols) + symbols * np.sum(share * gammaln(k + 1.0))
    true = -np.sum(1.0 / np.arange(2, symbols + 1))  # minus the mean entropy of Dirichlet(1): psi(K + 1) - psi(2)
    found = predictors.excess_loss("categorical", trials, alpha=1.0, symbols=symbols).sum()
    assert found == pytest.approx(trials * true - mixture, abs=1e-9)
    assert found == pytest.approx(exact, abs=5e-5)


def test_dice_of_two_sides_are_coins() -> None:
    np.testing.assert_allclose(
        predictors.excess_loss("categorical", 30, alpha=0.7, symbols=2),
        predictors.excess_loss("bernoulli", 30, a=0.7, b=0.7),
    )


def test_dice_cost_what_listing_all_counts_finds() -> None:
    alpha, symbols, n = 0.6, 4, 6
    law = stats.dirichlet_multinomial(np.full(symbols, alpha), n)
    told = 0.0
    for counts in compositions(n, symbols):
        p = predictors.dirichlet_categorical(counts, alpha)
        told += float(law.pmf(counts)) * float(np.sum(p * np.log(p)))
    expected = predictors.true_score("categorical", alpha=alpha, symbols=symbols) - told
    found = predictors.excess_loss("categorical", n + 1, alpha=alpha, symbols=symbols)[n]
    assert found == pytest.approx(expected, abs=1e-12)


def test_normal_values_cost_half_the_logarithm_of_the_precision_gained() -> None:
    assert predictors.excess_loss("normal", 20, t0=1.0, s=1.0).sum() == pytest.approx(1.522, abs=5e-4)
    found = predictors.excess_loss("normal", 13, t0=2.0, s=0.5).sum()
    assert found == pytest.approx(0.5 * np.log(1.0 + 13 * 2.0**2 / 0.5**2))


def test_waiting_times_cost_what_quadrature_finds() -> None:
    """KL_n = E[log rate - 1] - E log Lomax, both integrated, the sum given the rate being a Gamma(n) law."""
    a, b, n = 2.5, 0.7, 3

    def told(total: float) -> float:
        big_a, big_b = predictors.gamma_exponential(n, total, a, b)
        entropy = -stats.lomax(big_a, scale=big_b).entropy()
        return float(stats.betaprime(n, a, scale=b).pdf(total) * entropy)

    score = integrate.quad(told, 0.0, np.inf)[0]
    true = integrate.quad(lambda r: stats.gamma(a, scale=1.0 / b).pdf(r) * (np.log(r) - 1.0), 0.0, np.inf)[0]
    assert predictors.true_score("exponential", a=a, b=b) == pytest.approx(true, abs=1e-7)
    assert predictors.excess_loss("exponential", n + 1, a=a, b=b)[n] == pytest.approx(true - score, abs=1e-6)


@pytest.mark.slow
def test_counts_cost_what_a_double_sum_finds() -> None:
    a, b, n = 1.7, 0.8, 2
    rates = stats.gamma(a, scale=1.0 / b)
    k = np.arange(400)

    def kl(rate: float) -> float:
        found = 0.0
        for total in range(120):
            weight = stats.poisson(n * rate).pmf(total)
            if weight > 1e-14:
                size, p = predictors.gamma_poisson(n, total, a, b)
                logs = stats.poisson(rate).logpmf(k[:120]) - stats.nbinom(size, p).logpmf(k[:120])
                found += weight * float(np.sum(stats.poisson(rate).pmf(k[:120]) * logs))
        return found

    x, w = np.polynomial.legendre.leggauss(24)
    points, weights = 10.0 * (x + 1.0), 10.0 * w  # P(rate > 20) is 1e-5
    expected = sum(float(v * rates.pdf(r)) * kl(float(r)) for r, v in zip(points, weights, strict=True))
    assert predictors.excess_loss("poisson", n + 1, a=a, b=b)[n] == pytest.approx(expected, rel=2e-3)


def test_unknown_precision_costs_what_simulation_finds() -> None:
    """Student's law of the next value, KL_n = E[log N - log t], by simulation."""
    m0, k0, a0, b0, n, lives = 0.3, 2.0, 3.0, 1.5, 4, 200_000
    generator = np.random.default_rng(3)
    precision = generator.gamma(a0, 1.0 / b0, lives)
    mean = m0 + generator.standard_normal(lives) / np.sqrt(k0 * precision)
    x = mean[:, None] + generator.standard_normal((lives, n + 1)) / np.sqrt(precision)[:, None]
    past, following = x[:, :n], x[:, n]
    centre = past.mean(axis=1)
    law = predictors.normal_gamma(n, centre, ((past - centre[:, None]) ** 2).sum(axis=1), m0, k0, a0, b0)
    gap = stats.norm(mean, 1.0 / np.sqrt(precision)).logpdf(following) - stats.t(*law).logpdf(following)
    expected = predictors.excess_loss("normal_gamma", n + 1, k0=k0, a0=a0, b0=b0)[n]
    assert abs(gap.mean() - expected) < 4.0 * gap.std() / np.sqrt(lives)
    true = predictors.true_score("normal_gamma", a0=a0, b0=b0)
    assert true == pytest.approx(-0.5 * np.log(2.0 * np.pi * np.e) + 0.5 * np.log(precision).mean(), abs=0.01)


def test_predictive_laws_are_ratios_of_marginal_likelihoods() -> None:
    """p(next | past) = p(past, next) / p(past), the marginals by quadrature over the source."""
    past, following = np.array([0.4, 1.9, 0.7]), 1.1

    def marginal(values: np.ndarray, prior: stats.distributions.rv_frozen, law: object, low: float) -> float:
        def inside(source: float) -> float:
            return float(prior.pdf(source) * np.prod(law(source).pdf(values)))  # type: ignore[operator]

        return float(integrate.quad(inside, low, 60.0, points=[0.0, 1.0, 5.0] if low < 0.0 else [1.0, 5.0])[0])

    both = np.append(past, following)
    prior, law = stats.gamma(1.5, scale=1.0 / 0.6), lambda rate: stats.expon(scale=1.0 / rate)
    expected = marginal(both, prior, law, 1e-9) / marginal(past, prior, law, 1e-9)
    found = predictors.lomax_log_density(following, *predictors.gamma_exponential(3, past.sum(), 1.5, 0.6))
    assert np.exp(found) == pytest.approx(expected, rel=1e-6)

    prior, law = stats.norm(-0.5, 1.3), lambda mean: stats.norm(mean, 0.8)
    expected = marginal(both, prior, law, -60.0) / marginal(past, prior, law, -60.0)
    place, sd = predictors.normal_known_variance(3, past.mean(), -0.5, 1.3, 0.8)
    assert stats.norm(place, sd).pdf(following) == pytest.approx(expected, rel=1e-6)
    assert predictors.beta_bernoulli(3, 5, 2.0, 1.5) == pytest.approx(5.0 / 8.5)


def test_a_half_of_each_symbol_is_bayes_for_jeffreys_prior_only() -> None:
    """Krichevsky and Trofimov: optimal for Dirichlet(1/2), worse for others from the second step on."""
    for symbols in (2, 4):
        prior = {"alpha": 0.5, "symbols": symbols}
        best = predictors.true_score("categorical", **prior) - predictors.excess_loss("categorical", 15, **prior)
        np.testing.assert_allclose(predictors.add_half_scores(15, [0.5] * symbols), best, atol=1e-12)
    uniform = predictors.true_score("bernoulli", a=1.0, b=1.0) - predictors.excess_loss("bernoulli", 15, a=1.0, b=1.0)
    found = predictors.add_half_scores(15, [1.0, 1.0])
    assert found[0] == pytest.approx(uniform[0])
    assert (found[1:] < uniform[1:] - 1e-4).all()
    # after one head the second is expected with 3/4 instead of 2/3
    assert found[1] == pytest.approx(2.0 / 3.0 * np.log(0.75) + 1.0 / 3.0 * np.log(0.25))


def test_unknown_sources_are_refused() -> None:
    for call in (
        lambda: predictors.true_score("cards", a=1.0, b=1.0),
        lambda: predictors.excess_loss("cards", 3, a=1.0, b=1.0),
    ):
        with pytest.raises(ValueError, match="no source 'cards'"):
            call()
