"""The gradient life to be read: the same lives in plain NumPy and 64-bit numbers, with the derivative written out.

`live` is the whole story on one screen; the functions below it say what each of its verbs means. There is no autodiff,
no random number and no vectorisation over individuals here: a test holds JAX to it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.neural.lifetimes.gradient import Gradient
from baldwin.neural.networks.perceptron import Perceptron

__all__ = ["ACTIVATIONS", "Examples", "Life", "answer", "gradient_of_loss", "live"]

Floats = npt.NDArray[np.float64]
Tensors = dict[str, Any]  # name -> Floats: "w1" (inputs, width), "b1" (width,), "w2", ..., and perhaps "gain" ()


class Examples(NamedTuple):
    """Inputs (K, inputs) and targets (K, outputs)."""

    x: Floats
    y: Floats


class Life(NamedTuple):
    """Scores (S + 1,), minus mean squared errors; the tensors that life ended with; whether it diverged."""

    scores: Floats
    learned: Tensors
    diverged: bool


def live(
    born: Tensors,
    genes: dict[str, Any],
    network: Perceptron,
    lifetime: Gradient,
    support: Examples,
    query: Examples,
    loss_share: float = 1.0,
) -> Life:
    """Return the life of one newborn in one world.

    Args:
        born: the tensors at birth.
        genes: what else is inherited, by name; see `Gradient.genes`.
        loss_share: learning descends this times the mean squared error on `support` (1/2 in some tasks).
    """
    weights = dict(born)
    names = lifetime.learning(network, tuple(weights))
    rates = {name: _rate(name, genes, lifetime) for name in names}
    first = {name: np.zeros_like(born[name]) for name in names}
    second = {name: np.zeros_like(born[name]) for name in names}
    momentum = genes["momentum"] if "momentum" in lifetime.evolves else lifetime.momentum
    share = genes["steps"] if "steps" in lifetime.evolves else 1.0  # of the steps, in which it learns

    scores = [-mean_squared_error(weights, query, network)]
    for t in range(1, lifetime.steps + 1):
        if t <= round(float(share * lifetime.steps)):
            gradient = gradient_of_loss(weights, support, network, loss_share)
            for name in names:
                g = gradient[name]
                if lifetime.clip is not None:
                    g = np.clip(g, -lifetime.clip, lifetime.clip)
                if lifetime.optimiser == "sgd":
                    direction = g
                elif lifetime.optimiser == "momentum":
                    first[name] = direction = momentum * first[name] + g
                else:  # adam: Kingma & Ba (2015), algorithm 1
                    first[name] = momentum * first[name] + (1.0 - momentum) * g
                    second[name] = 0.999 * second[name] + 0.001 * g**2
                    mean, square = first[name] / (1.0 - momentum**t), second[name] / (1.0 - 0.999**t)
                    direction = mean / (np.sqrt(square) + 1e-8)
                weights[name] = weights[name] - rates[name] * direction
        scores.append(-mean_squared_error(weights, query, network))

    # Where a life has left the numbers, or is below the lowest score, it scores that; who ends there has diverged.
    lost = [not score >= lifetime.diverged_score for score in scores]
    judged = [lifetime.diverged_score if gone else score for gone, score in zip(lost, scores, strict=True)]
    return Life(np.array(judged), weights, lost[-1])


def _rate(tensor: str, genes: dict[str, Any], lifetime: Gradient) -> Any:
    """Return the learning rates of a tensor: fixed, one for all, one for each tensor, or one for each weight."""
    if lifetime.rate == "fixed":
        return lifetime.initial_rate
    return genes["rate" if lifetime.rate == "global" else f"rate.{tensor}"]


def answer(weights: Tensors, x: Floats, network: Perceptron) -> tuple[Floats, list[Floats], list[Floats]]:
    """Return the outputs; and for each layer what comes into it, and what its units sum to."""
    incoming, sums = [], []
    for layer in range(1, network.layers + 1):
        incoming.append(x)
        total = x @ weights[f"w{layer}"]
        if network.bias:
            total = total + weights[f"b{layer}"]
        sums.append(total)
        x = ACTIVATIONS[network.activation][0](total) if layer < network.layers else total
    return x * weights.get("gain", np.float64(1.0)), incoming, sums


def mean_squared_error(weights: Tensors, examples: Examples, network: Perceptron) -> float:
    """Return the mean squared error of the network's answers."""
    return float(np.mean((answer(weights, examples.x, network)[0] - examples.y) ** 2))


def gradient_of_loss(weights: Tensors, examples: Examples, network: Perceptron, share: float) -> Tensors:
    """Return the derivative of `share` times the mean squared error by each tensor but the gain: backpropagation."""
    answers, incoming, sums = answer(weights, examples.x, network)
    gain = weights.get("gain", np.float64(1.0))
    error = share * 2.0 * (answers - examples.y) / answers.size * gain  # by the sums of the last layer
    gradient: Tensors = {}
    for layer in range(network.layers, 0, -1):
        gradient[f"w{layer}"] = incoming[layer - 1].T @ error
        if network.bias:
            gradient[f"b{layer}"] = error.sum(axis=0)
        if layer > 1:
            slope = ACTIVATIONS[network.activation][1](sums[layer - 2])
            error = (error @ weights[f"w{layer}"].T) * slope
    return gradient


def _sigmoid(u: Floats) -> Any:
    return 0.5 * (1.0 + np.tanh(0.5 * u))


def _bend(u: Floats) -> Any:
    """Return the tanh that gelu is made of (the approximation of Hendrycks & Gimpel 2016)."""
    return np.tanh(math.sqrt(2.0 / math.pi) * (u + 0.044715 * u**3))


def _gelu_slope(u: Floats) -> Any:
    inner = math.sqrt(2.0 / math.pi) * (1.0 + 3.0 * 0.044715 * u**2)
    return 0.5 * (1.0 + _bend(u)) + 0.5 * u * (1.0 - _bend(u) ** 2) * inner


ACTIVATIONS: dict[str, tuple[Callable[[Floats], Any], Callable[[Floats], Any]]] = {
    "identity": (lambda u: u, np.ones_like),
    "relu": (lambda u: np.maximum(u, 0.0), lambda u: (u > 0.0) * 1.0),
    "tanh": (np.tanh, lambda u: 1.0 - np.tanh(u) ** 2),
    "sigmoid": (_sigmoid, lambda u: _sigmoid(u) * _sigmoid(-u)),
    "silu": (lambda u: u * _sigmoid(u), lambda u: _sigmoid(u) * (1.0 + u * _sigmoid(-u))),
    "gelu": (lambda u: 0.5 * u * (1.0 + _bend(u)), _gelu_slope),
    "elu": (lambda u: np.where(u > 0.0, u, np.expm1(np.minimum(u, 0.0))), lambda u: np.exp(np.minimum(u, 0.0))),
    "softplus": (lambda u: np.logaddexp(u, 0.0), _sigmoid),
    "sin": (np.sin, np.cos),
}
"""Name -> what a hidden unit makes of its sum, and the derivative of that."""
