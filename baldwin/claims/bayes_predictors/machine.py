"""Two machines that predict a coin, Bayes' and the network's: can each be read in the other's states?

Bayes' rule remembers heads and tosses; the network its hidden state. A map is fitted from the states of one to those of
the other, on half of the lives, and tried on the others (after Mikulik et al. 2020):

network to Bayes    polynomial of second degree in the hidden units, by ridge regression; heads and tosses so found are
                    read by Bayes' rule
Bayes to network    the mean hidden state after so many heads in so many tosses: no map does better; the network's
                    readout reads it

How far outputs are then away is the mean KL divergence [nats] of what the second machine says from what it says of its
own states. From Bayes to the network it is divided by the same for one mean output: an untrained network says nearly
the same of everything, and is easily imitated in absolute terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import expit

from baldwin.claims.bayes_predictors.settings import COIN, TRIALS
from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.lives import Lives
from baldwin.claims.measures import Floats, of_seeds
from baldwin.claims.populations import Networks
from baldwin.claims.quantity import SHARE, Measurements, Quantity, Range, below
from baldwin.neural.theory.predictors import beta_bernoulli

__all__ = ["CLAIMS"]

LIVES = 4000
RIDGE = 1e-4  # per row
HALF = 0.5  # of what an untrained network leaves, or of a variance


class Gap(NamedTuple):
    """What is lost between two machines; see the module."""

    bayes_output: float  # network to Bayes, nats
    bayes_state: float  # the same, mean squared error of standardised heads and tosses
    network_output: float  # Bayes to network, share of the spread of outputs
    network_state: float  # the same, mean squared error of standardised units


def _divergence(p: Floats, q: Floats) -> float:
    """Return the mean of KL(p, q) of coins, nats."""
    return float((p * np.log(p / q) + (1.0 - p) * np.log((1.0 - p) / (1.0 - q))).mean())


def _squares(x: Floats) -> Floats:
    """Return 1, the columns of x (n, k), and all their products."""
    i, j = np.triu_indices(x.shape[1])
    return np.concatenate([np.ones((len(x), 1)), x, x[:, i] * x[:, j]], axis=1)


def _to_bayes(hidden: Floats, heads: Floats, tosses: Floats) -> tuple[float, float]:
    """Return what is lost from the network to Bayes: of outputs, of states. Arrays (N, T, u) and (N, T)."""
    half = len(heads) // 2
    statistics = np.stack([heads, tosses], axis=-1)
    scale = statistics.std(axis=(0, 1))
    wanted = (statistics - statistics.mean(axis=(0, 1))) / scale
    x = _squares(hidden[:half].reshape(half * TRIALS, -1))
    y = wanted[:half].reshape(len(x), 2)
    weights = np.linalg.solve(x.T @ x + RIDGE * len(x) * np.eye(x.shape[1]), x.T @ y)
    read = _squares(hidden[half:].reshape(-1, hidden.shape[2])) @ weights
    error = float(((read - wanted[half:].reshape(read.shape)) ** 2).mean())
    found = read * scale + statistics.mean(axis=(0, 1))
    count = np.clip(found[:, 1], 0.0, TRIALS - 1.0)
    predicted = beta_bernoulli(np.clip(found[:, 0], 0.0, count), count, 1.0, 1.0)
    return _divergence(beta_bernoulli(heads, tosses, 1.0, 1.0)[half:].ravel(), predicted), error


def _to_network(hidden: Floats, heads: Floats, tosses: Floats, readout: tuple[Floats, Floats]) -> tuple[float, float]:
    """Return what is lost from Bayes to the network: of outputs, of states."""
    half = len(heads) // 2
    cell = (heads * TRIALS + tosses).astype(np.int64)
    center, scale = hidden.mean(axis=(0, 1)), np.maximum(hidden.std(axis=(0, 1)), 1e-9)
    wanted = (hidden - center) / scale
    seen, size = cell[:half].ravel(), TRIALS * TRIALS
    count = np.maximum(np.bincount(seen, minlength=size), 1)[:, None]
    sums = [np.bincount(seen, weights=unit.ravel(), minlength=size) for unit in np.moveaxis(wanted[:half], -1, 0)]
    guessed = (np.stack(sums, axis=1) / count)[cell[half:]]
    weights, offset = readout
    said, copied = (expit(state @ weights + offset)[..., 0] for state in (hidden[half:], guessed * scale + center))
    spread = _divergence(said, np.full_like(said, said.mean()))
    return _divergence(said, copied) / spread, float(((guessed - wanted[half:]) ** 2).mean())


def _gap(one: Lives) -> Gap:
    came = np.asarray(one.chances, np.float64)
    heads, tosses = np.cumsum(came, axis=1) - came, np.broadcast_to(np.arange(float(TRIALS)), came.shape)
    readout = (one.weights["w_out"], one.weights["b_out"])
    return Gap(*_to_bayes(one.hidden, heads, tosses), *_to_network(one.hidden, heads, tosses, readout))


def _gaps(lives: Sequence[Lives]) -> Gap:
    """Return the gaps, each an array (replicates,)."""
    return Gap(*np.transpose([_gap(one) for one in lives]))


def _machines(run: Networks) -> Measurements:
    read = ("hidden", "born")
    evolved = _gaps(run.lived(instances=LIVES, only=read))
    before = _gaps(run.lived(instances=LIVES, genotypes=run.founders, only=read))
    ratios = {
        name: of_seeds(np.asarray(getattr(evolved, name)) / np.asarray(getattr(before, name)))
        for name in ("bayes_output", "bayes_state", "network_output")
    }
    return {**ratios, "network_state": of_seeds(np.asarray(evolved.network_state), range=SHARE)}


def _half(name: str, expected: float, of: str, range: Range | None = None) -> Quantity:
    return below(name, HALF, expected, of=of, range=range)


CLAIMS = (
    Claim(
        id="BP06",
        text="What the evolved network remembers is what Bayes' rule remembers: either can be read in the other",
        settings=(COIN,),
        quantities=(
            _half("network to Bayes, outputs: evolved over founders", 0.007, "bayes_output"),
            _half("network to Bayes, states: evolved over founders", 0.02, "bayes_state"),
            _half("Bayes to network, outputs: evolved over founders", 0.012, "network_output"),
            _half(
                "Bayes to network, states: share of variance that heads and tosses leave", 0.04, "network_state", SHARE
            ),
        ),
        measure=_machines,
        null=UNTRAINED,
        quick=True,
        remark="After Mikulik et al. (2020), who give no such numbers. Maps: a polynomial of second degree by ridge "
        "regression (NumPy), and a table of means, which no map beats; fitted to 2,000 lives, tried on 2,000 others. "
        "Founders: the networks that the populations began with. Outputs from Bayes to the network are shares of "
        "their spread. A state may hold more than Bayes needs, and founders, who forget soon, are no measure of "
        "states. Means of 3 seeds.",
    ),
)
