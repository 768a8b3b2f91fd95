"""Two machines that predict a coin, Bayes' and the network's: can each be read in the other's states?

Bayes' rule remembers heads and tosses; the network its hidden state. A map is fitted from the states of one to those of
the other, on half of the lives, and tried on the others (reference: section 5.2, after Mikulik et al. 2020):

network to Bayes    polynomial of second degree in the hidden units, by ridge regression; heads and tosses so found are
                    read by Bayes' rule
Bayes to network    the mean hidden state after so many heads in so many tosses: no map does better; the network's
                    readout reads it

How far outputs are then away is the mean KL divergence [nats] of what the second machine says from what it says of its
own states. From Bayes to the network it is divided by the same for one mean output: an untrained network says nearly
the same of everything, and is easily imitated in absolute terms.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit

from baldwin.claims.bayes_predictors.settings import COIN, TRIALS
from baldwin.claims.claim import Claim, Measured, at_most
from baldwin.claims.estimates import exact
from baldwin.claims.measures import Floats
from baldwin.claims.populations import Evolved
from baldwin.claims.untrained import founders, lived
from baldwin.neural.theory.predictors import beta_bernoulli

__all__ = ["CLAIMS"]

LIVES = 4000
RIDGE = 1e-4  # per row
BAR = 0.1  # of what an untrained network leaves


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
    told = beta_bernoulli(np.clip(found[:, 0], 0.0, count), count, 1.0, 1.0)
    return _divergence(beta_bernoulli(heads, tosses, 1.0, 1.0)[half:].ravel(), told), error


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


def _gap(definition: Any, genotype: Floats, one: Any) -> Gap:
    hidden = np.asarray(one.trace.hidden, np.float64)
    came = np.asarray(one.world.keys.world, np.float64)
    heads, tosses = np.cumsum(came, axis=1) - came, np.broadcast_to(np.arange(float(TRIALS)), came.shape)
    weights = definition.encoding.develop(np.asarray(genotype), definition.network, definition.task).weights
    readout = (np.asarray(weights["w_out"], np.float64), np.asarray(weights["b_out"], np.float64))
    return Gap(*_to_bayes(hidden, heads, tosses), *_to_network(hidden, heads, tosses, readout))


def _mean(setting: Any, genotypes: Floats) -> Gap:
    """Return the mean gap over replicates."""
    definition: Any = setting.definition
    gaps = [
        _gap(definition, genotype, one)
        for genotype, one in zip(genotypes, lived(setting, genotypes, LIVES), strict=True)
    ]
    return Gap(*np.mean(gaps, axis=0))


def _machines(run: Evolved) -> list[Measured]:
    evolved, before = _mean(run.setting, run.centres), _mean(run.setting, founders(run.setting))
    found = [exact(new / old, f"{new:.2g} over {old:.2g}") for new, old in zip(evolved[:3], before[:3], strict=True)]
    return [*found, exact(evolved.network_state, f"founders {before.network_state:.2g}")]


CLAIMS = (
    Claim(
        id="BP06",
        text="What the evolved network remembers is what Bayes' rule remembers: either can be read in the other",
        settings=(COIN,),
        quantities=(
            at_most("network to Bayes, outputs: evolved over founders", BAR, 0.0, "theory"),
            at_most("network to Bayes, states: evolved over founders", BAR, 0.0, "theory"),
            at_most("Bayes to network, outputs: evolved over founders", BAR, 0.0, "theory"),
            at_most("Bayes to network, states: share of variance that heads and tosses leave", 0.2, 0.0, "theory"),
        ),
        measure=_machines,
        quick=True,
        remark="Reference row 32, section 5.2. Maps: a polynomial of second degree by ridge regression (NumPy), and a "
        "table of means, which no map beats; fitted to 2,000 lives, tried on 2,000 others; means of 3 seeds. Founders: "
        "the networks that the populations began with. Outputs from Bayes to the network are shares of their spread. "
        "The last bar is ours; a state may hold more than Bayes needs, and founders, who forget soon, are no measure.",
    ),
)
