"""Other ways to do the same, written as well as they allow."""

from __future__ import annotations

import importlib
import importlib.util
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["NumpyOpenES", "plain_jax", "torch_functions"]

Floats = npt.NDArray[np.float32]
WIDTHS = (1, 40, 40, 1)


def _split(flat: Any) -> list[Any]:
    """Return the tensors w1, b1, w2, .. of a flat vector of weights."""
    found, first = [], 0
    for before, after in itertools.pairwise(WIDTHS):
        for shape in ((before, after), (after,)):
            size = int(np.prod(shape))
            found.append(flat[first : first + size].reshape(shape))
            first += size
    return found


def plain_jax(rate: float, steps: int) -> Callable[..., Any]:
    """Return compiled (genotypes (P, G), xs, ys, xq, yq (T, .., 1)) -> errors (P,), as a textbook would write it.

    `vmap` over individuals of `vmap` over tasks of `grad`: all fast weights of the population at once.
    """

    def answer(tensors: list[Any], x: Any) -> Any:
        w1, b1, w2, b2, w3, b3 = tensors
        return jax.nn.relu(jax.nn.relu(x @ w1 + b1) @ w2 + b2) @ w3 + b3

    def loss(tensors: list[Any], x: Any, y: Any) -> Any:
        return jnp.mean((answer(tensors, x) - y) ** 2)

    def life(genotype: Any, xs: Any, ys: Any, xq: Any, yq: Any) -> Any:
        tensors = _split(genotype)
        for _ in range(steps):
            gradient = jax.grad(loss)(tensors, xs, ys)
            tensors = [w - rate * g for w, g in zip(tensors, gradient, strict=True)]
        return loss(tensors, xq, yq)

    tasks = jax.vmap(life, in_axes=(None, 0, 0, 0, 0))
    return jax.jit(
        lambda genotypes, *data: jax.vmap(tasks, in_axes=(0, None, None, None, None))(genotypes, *data).mean(1)
    )


def torch_functions(rate: float, steps: int) -> dict[str, Callable[..., Any]]:
    """Return the same in PyTorch: `torch.func`, and that compiled; nothing if PyTorch is not installed."""
    if importlib.util.find_spec("torch") is None:
        return {}
    torch: Any = importlib.import_module("torch")
    func: Any = importlib.import_module("torch.func")
    torch.set_num_threads(1)

    def answer(tensors: tuple[Any, ...], x: Any) -> Any:
        w1, b1, w2, b2, w3, b3 = tensors
        return torch.relu(torch.relu(x @ w1 + b1) @ w2 + b2) @ w3 + b3

    def loss(tensors: tuple[Any, ...], x: Any, y: Any) -> Any:
        return ((answer(tensors, x) - y) ** 2).mean()

    def life(genotype: Any, xs: Any, ys: Any, xq: Any, yq: Any) -> Any:
        tensors = tuple(_split(genotype))
        for _ in range(steps):
            gradient = func.grad(loss)(tensors, xs, ys)
            tensors = tuple(w - rate * g for w, g in zip(tensors, gradient, strict=True))
        return loss(tensors, xq, yq)

    tasks = func.vmap(life, in_dims=(None, 0, 0, 0, 0))
    population = func.vmap(tasks, in_dims=(0, None, None, None, None))

    def run(*data: Any) -> Any:
        with torch.no_grad():
            return population(*data).mean(1)

    return {"torch.func": run, "torch.compile": torch.compile(run)}


class NumpyOpenES:
    """OpenAI-ES by hand: mirrored noise, centred ranks, Adam."""

    def __init__(self, mean: Floats, size: int, sigma: float = 0.05, rate: float = 0.02) -> None:
        self.mean, self.size, self.sigma, self.rate = mean.copy(), size, sigma, rate
        self.random = np.random.default_rng(0)
        self.first: Any = np.zeros_like(mean)
        self.second: Any = np.zeros_like(mean)
        self.count = 0

    def generation(self, fitness: Callable[[Floats], Floats]) -> None:
        """Ask, evaluate, tell."""
        half = self.random.standard_normal((self.size // 2, self.mean.size), dtype=np.float32)
        noise = np.concatenate([half, -half])
        ranks = np.empty(self.size, np.float32)
        ranks[np.argsort(fitness((self.mean + np.float32(self.sigma) * noise).astype(np.float32, copy=False)))] = (
            np.arange(self.size, dtype=np.float32)
        )
        shaped = ranks / (self.size - 1) - np.float32(0.5)
        gradient = shaped @ noise / np.float32(self.size * self.sigma)
        self.count += 1
        self.first = 0.9 * self.first + 0.1 * gradient
        self.second = 0.999 * self.second + 0.001 * gradient**2
        step = self.first / (1 - 0.9**self.count) / (np.sqrt(self.second / (1 - 0.999**self.count)) + 1e-8)
        self.mean = (self.mean + self.rate * step).astype(np.float32)
