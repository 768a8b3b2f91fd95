"""What can be read in states: regression, kinds, discriminants, components, rank correlations, divergences."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import rel_entr
from scipy.stats import rankdata, wilcoxon
from scipy.stats import t as student

__all__ = [
    "FOLDS",
    "Components",
    "commonest",
    "components",
    "discriminant",
    "divergence",
    "explained",
    "kinds_read",
    "paired_rank_correlations",
    "partial_rank_correlations",
    "partial_rank_p_values",
    "ridge",
    "squared_correlation",
    "squares",
    "unexplained",
]

Floats = npt.NDArray[np.float64]
Kinds = npt.NDArray[np.int64]

RIDGE = 1e-4  # per row
LEAST_VARIANCE = 1e-6  # added to the variance of every unit within a class
DETERMINED = 1e10  # condition number beyond which predictors determine each other


def divergence(p: Floats, q: Floats) -> float:
    """Return the mean of KL(p, q) over all laws (.., c) of c outcomes, nats."""
    return float(rel_entr(p, q).sum(axis=-1).mean())


def squares(x: Floats) -> Floats:
    """Return 1, the columns of x (n, k), and all their products."""
    i, j = np.triu_indices(x.shape[1])
    return np.concatenate([np.ones((len(x), 1)), x, x[:, i] * x[:, j]], axis=1)


def ridge(x: Floats, y: Floats, penalty: float = RIDGE) -> Floats:
    """Return the weights (k, m) of a ridge regression of y (n, m) on x (n, k); the penalty is per row."""
    return np.asarray(np.linalg.solve(x.T @ x + penalty * len(x) * np.eye(x.shape[1]), x.T @ y), np.float64)


FOLDS = 5
TINY = 1e-6  # of the spread of what is fitted, added within classes: of what is read without error nothing is left


def kinds_read(x: Floats, kinds: Kinds, groups: Kinds) -> Kinds:
    """Return the kinds (n, m) that linear maps read in x (n, k), of rows that they were not fitted on.

    By linear discriminants of each of the m things (Fisher 1936), found as regressions on indicators of its kinds and
    discriminants of these (Hastie, Tibshirani & Buja 1994). The covariance is shrunk as Ledoit & Wolf (2004) say. Rows
    of a group are never on both sides.

    Args:
        x: states.
        kinds: of m things, integers.
        groups: (n,) of each row; at least as many different ones as there are folds, 5.
    """
    own = np.unique(groups, return_inverse=True)[1].ravel()
    fold = (np.random.default_rng(0).permutation(own.max() + 1) % FOLDS)[own]
    found = np.empty_like(kinds)
    for tried in (fold == number for number in range(FOLDS)):
        spread = x[~tried].std(axis=0)
        varying = spread > 0.0
        z = (x[:, varying] - x[~tried][:, varying].mean(axis=0)) / spread[varying]
        inverse = np.linalg.inv(_shrunk(z[~tried])) if varying.any() else np.zeros((0, 0))
        for thing in range(kinds.shape[1]):
            there, which = np.unique(kinds[~tried, thing], return_inverse=True)
            indicators = np.eye(there.size)[which.ravel()]
            slopes = inverse @ z[~tried].T @ (indicators - indicators.mean(axis=0)) / len(which)
            found[tried, thing] = there[_discriminated(z[~tried] @ slopes, which.ravel(), z[tried] @ slopes)]
    return found


def _shrunk(z: Floats) -> Floats:
    """Return the covariance (k, k) of centred rows z (n, k), drawn towards a multiple of the identity."""
    count, width = z.shape
    plain = z.T @ z / count
    level = float(np.trace(plain)) / width
    apart = float(((plain - level * np.eye(width)) ** 2).sum())
    noise = float((((z**2).sum(axis=1) ** 2).mean() - (plain**2).sum()) / count)
    share = min(max(noise, 0.0) / apart, 1.0) if apart > 0.0 else 1.0
    found: Floats = (1.0 - share) * plain + max(share, 1e-9) * level * np.eye(width)
    return found


def _discriminated(fitted: Floats, which: Kinds, tried: Floats) -> Kinds:
    """Return the class (t,) of rows `tried` (t, c), by classes (n,) of rows fitted (n, c), normal around means."""
    classes = fitted.shape[1]
    counts = np.bincount(which, minlength=classes)
    means = np.stack([fitted[which == one].mean(axis=0) for one in range(classes)])
    within = (fitted - means[which]).T @ (fitted - means[which]) / len(fitted)
    within += (TINY * float(fitted.var(axis=0).sum()) + 1e-300) * np.eye(classes)
    away = tried[:, None] - means
    far = np.einsum("tci,ij,tcj->tc", away, np.linalg.inv(within), away)
    found: Kinds = (far - 2.0 * np.log(counts / counts.sum())).argmin(axis=1)
    return found


def commonest(kinds: Kinds) -> int:
    """Return the commonest of some kinds (n,), the smallest of several."""
    there, counts = np.unique(kinds, return_counts=True)
    return int(there[counts.argmax()])


def explained(found: Floats, wanted: Floats) -> float:
    """Return the share of the variance of `wanted` that `found` explains, below 0 if it misleads; NaN without any."""
    spread = float(((wanted - wanted.mean()) ** 2).mean())
    return 1.0 - float(((found - wanted) ** 2).mean()) / spread if spread > 0.0 else float("nan")


def squared_correlation(x: Floats, y: Floats) -> float:
    """Return the square of Pearson's correlation of x and y, arrays of one shape; NaN where one never changes."""
    one, other = (np.asarray(values - values.mean()) for values in (x, y))
    size = float((one**2).sum()) * float((other**2).sum())
    return float((one * other).sum()) ** 2 / size if size > 0.0 else float("nan")


def unexplained(y: Floats, x: Floats) -> Floats:
    """Return what is left of y when its linear regression on x, of the same shape, is taken away."""
    centred = x - x.mean()
    size = float((centred**2).sum())
    rest: Floats = y - y.mean() - (float((centred * y).sum()) / size if size > 0.0 else 0.0) * centred
    return rest


def discriminant(points: Floats, state: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return Fisher's linear discriminant: the point (k,) half way between two classes, and the axis (k,) that tells.

    A point x is of class 1 where (x - half way) @ axis > 0.

    Args:
        points: (n, k).
        state: which class each is of, 0 or 1, (n,); some of either.
    """
    means = np.stack([points[state == k].mean(axis=0) for k in (0, 1)])
    within = points - means[state]
    spread = within.T @ within / len(points) + LEAST_VARIANCE * np.eye(points.shape[1])
    return means.mean(axis=0), np.linalg.solve(spread, means[1] - means[0])


class Components(NamedTuple):
    """Principal components of points (n, k): the centre, axes in order, and the share of variance along each."""

    centre: Floats  # (k,)
    axes: Floats  # (k, k), a row each
    shares: Floats  # (k,), NaN where points never differ

    def places(self, points: Floats, count: int = 2) -> Floats:
        """Return points (.., k) in the first components, (.., count)."""
        return np.asarray((points - self.centre) @ self.axes[:count].T)


def components(points: Floats) -> Components:
    """Return the principal components of points (n, k), n >= k."""
    centre = points.mean(axis=0)
    _, size, axes = np.linalg.svd(points - centre, full_matrices=False)
    whole = float((size**2).sum())
    return Components(centre, axes, size**2 / whole if whole > 0.0 else np.full(size.shape, np.nan))


def partial_rank_correlations(units: Floats, predictors: Floats) -> Floats:
    """Return Spearman's partial correlation (k, u) of each unit with each predictor, the other predictors held fixed.

    NaN for units or predictors that never change, or that the other predictors determine completely.

    Args:
        units: (n, u).
        predictors: (n, k).
    """
    shape = (predictors.shape[1], units.shape[1])
    found: Floats = np.full(shape, np.nan)
    if len(units) <= predictors.shape[1] + 2:
        return found
    z, u = (_standard(rankdata(values, axis=0)) for values in (predictors, units))
    varies, lives = (z != 0.0).any(axis=0), (u != 0.0).any(axis=0)
    z, u = z[:, varies], u[:, lives]
    if not z.size or not u.size:
        return found
    among = z.T @ z / len(z)
    if np.linalg.cond(among) > DETERMINED:
        return found
    inverse = np.linalg.inv(among)
    shared = z.T @ u / len(z)
    slopes = inverse @ shared
    unexplained = np.maximum(1.0 - (shared * slopes).sum(axis=0), 0.0)
    spread = np.sqrt(slopes**2 + unexplained * np.diag(inverse)[:, None])
    partial = np.divide(slopes, spread, out=np.zeros_like(slopes), where=spread > 0.0)
    found[np.ix_(varies, lives)] = partial
    return found


def partial_rank_p_values(correlations: Floats, count: int) -> Floats:
    """Return the two-sided p-values of `partial_rank_correlations` (k, u) of `count` independent rows; NaN stays.

    By Student's t with count - 2 - (k - 1) degrees of freedom, as for Pearson's partial correlation.
    """
    freedom = count - 1 - len(correlations)
    if freedom < 1:
        return np.full(correlations.shape, np.nan)
    with np.errstate(divide="ignore"):
        size = np.abs(correlations) * np.sqrt(freedom / np.maximum(1.0 - correlations**2, 0.0))
    return np.asarray(2.0 * student.sf(size, freedom))


def paired_rank_correlations(differences: Floats) -> tuple[Floats, Floats]:
    """Return the rank correlation of each unit with a condition, from differences (n, u) between two, and its p-value.

    Matched pairs: the ranks of the differences that are above 0, less those below, over all ranks (Kerby 2014), with
    the two-sided p-value of Wilcoxon's signed-rank test of n independent pairs. NaN of units that never differ.
    """
    varies = (differences != 0.0).any(axis=0)
    correlations, p_values = (np.full(differences.shape[1], np.nan) for _ in range(2))
    if varies.any():
        some = differences[:, varies]
        ranks = np.where(
            some != 0.0, rankdata(np.where(some != 0.0, np.abs(some), np.nan), axis=0, nan_policy="omit"), 0.0
        )
        correlations[varies] = (np.sign(some) * ranks).sum(axis=0) / ranks.sum(axis=0)
        p_values[varies] = wilcoxon(some, axis=0).pvalue
    return correlations, p_values


def _standard(ranks: Floats) -> Floats:
    """Return columns with mean 0 and variance 1, or 0 where they never change."""
    centred = ranks - ranks.mean(axis=0)
    spread = centred.std(axis=0)
    scaled: Floats = np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 1e-9)
    return scaled
