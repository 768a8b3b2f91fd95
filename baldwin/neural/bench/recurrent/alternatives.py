"""Other ways to live the same lives with an LSTM on a two-armed bandit, written as a textbook would."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["textbook", "torch_products"]


def textbook(units: int) -> Callable[..., Any]:
    """Return compiled (weights (P, ..), arms (E, 2), pays (E, S, 2), noise (E, S, 2)) -> scores (P,).

    `vmap` over individuals of `vmap` over lives of a scan whose cell takes eight products, two for each gate.
    """

    def gates(weights: Any) -> list[tuple[Any, Any, Any]]:
        cut = [slice(i * units, (i + 1) * units) for i in range(4)]
        return [(weights["wx"][:, one], weights["wh"][:, one], weights["b"][one]) for one in cut]

    def life(weights: Any, arms: Any, pays: Any, noise: Any) -> Any:
        parts = gates(weights)

        def step(carry: Any, row: Any) -> Any:
            h, c, x = carry
            paid, gumbel = row
            forget, take, give, new = (x @ wx + h @ wh + b for wx, wh, b in parts)
            c = jax.nn.sigmoid(forget) * c + jax.nn.sigmoid(take) * jnp.tanh(new)
            h = jax.nn.sigmoid(give) * jnp.tanh(c)
            action = jnp.argmax(h @ weights["w_out"] + weights["b_out"] + gumbel)
            x = jnp.concatenate([jax.nn.one_hot(action, 2), paid[action][None]])
            return (h, c, x), arms[action] - arms.max()

        start = (jnp.zeros(units), jnp.zeros(units), jnp.zeros(3))
        _, scores = jax.lax.scan(step, start, (pays, noise))
        return scores.mean()

    lives = jax.vmap(life, in_axes=(None, 0, 0, 0))
    return jax.jit(lambda weights, *luck: jax.vmap(lives, in_axes=(0, None, None, None))(weights, *luck).mean(axis=1))


def torch_products(units: int) -> Callable[..., Any] | None:
    """Return the same in PyTorch, all gates of all lives in one batched product; None where it is not installed."""
    if importlib.util.find_spec("torch") is None:
        return None
    torch: Any = importlib.import_module("torch")
    torch.set_num_threads(1)

    def run(weights: Any, arms: Any, pays: Any, noise: Any) -> Any:
        individuals, (lives, steps, _) = weights["wx"].shape[0], pays.shape
        wide = torch.cat([weights["wx"], weights["wh"]], dim=1)  # (P, 3 + units, 4 units)
        bias, out, last = weights["b"][:, None], weights["w_out"], weights["b_out"][:, None]
        h = torch.zeros(individuals, lives, units)
        c, x = torch.zeros_like(h), torch.zeros(individuals, lives, 3)
        regret = (arms - arms.max(dim=1, keepdim=True).values).expand(individuals, lives, 2)
        total = torch.zeros(individuals, lives)
        with torch.no_grad():
            for t in range(steps):
                forget, take, give, new = torch.baddbmm(bias, torch.cat([x, h], dim=2), wide).chunk(4, dim=2)
                c = torch.sigmoid(forget) * c + torch.sigmoid(take) * torch.tanh(new)
                h = torch.sigmoid(give) * torch.tanh(c)
                action = (torch.baddbmm(last, h, out) + noise[:, t]).argmax(dim=2, keepdim=True)
                total += regret.gather(2, action)[..., 0]
                paid = pays[:, t].expand(individuals, lives, 2).gather(2, action)
                x = torch.cat([torch.nn.functional.one_hot(action[..., 0], 2).float(), paid], dim=2)
        return (total / steps).mean(dim=1)

    return run
