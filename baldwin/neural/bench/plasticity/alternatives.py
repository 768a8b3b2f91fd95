"""Other ways to live the same lives: Hebb's rule with all terms, gated by reward, on an associative memory.

A network is a list of layers, each the names of its tensors: what comes in, the layer's own past if it is recurrent,
and biases. All layers but the last are hyperbolic tangents; what is seen is a stimulus, the last action and its reward.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["LAYERS", "plain_scan", "torch_products"]

LAYERS: dict[str, list[tuple[str, str, str]]] = {
    "perceptron": [("w1", "", "b1"), ("w2", "", "b2")],
    "rnn": [("wx", "wh", "b"), ("w_out", "", "b_out")],
}


def plain_scan(layers: list[tuple[str, str, str]], units: int, count: int) -> Callable[..., Any]:
    """Return compiled (weights, genes (P, ..), stimuli, right (T, S)) -> scores (P,), of `count` stimuli and actions.

    `vmap` over individuals of `vmap` over lives of a scan over steps, as a user of JAX would write it.
    """

    def life(weights: Any, genes: Any, stimuli: Any, right: Any) -> Any:
        def step(carry: Any, row: Any) -> Any:
            weights, past, sensed = carry
            stimulus, correct = row
            x = jnp.concatenate([jax.nn.one_hot(stimulus, count), sensed])
            seen: dict[str, Any] = {}
            for number, (w, own, b) in enumerate(layers):
                total = x @ weights[w] + weights[b]
                if own:
                    total = total + past @ weights[own]
                y = total if number == len(layers) - 1 else jnp.tanh(total)
                seen |= {w: (x, y), own: (past, y), b: (None, y)}
                if own:
                    past = y
                x = y
            action = jnp.argmax(x)
            shown, reward = jax.nn.one_hot(action, count), (action == correct).astype(jnp.float32)
            for name in layers[-1]:  # the head sees what was done
                seen[name] = (seen[name][0], shown)
            gate = reward - genes["modulator.baseline"]
            weights = {name: weight + gate * change(genes, name, *seen[name]) for name, weight in weights.items()}
            return (weights, past, jnp.concatenate([shown, reward[None]])), reward

        _, scores = jax.lax.scan(step, (weights, jnp.zeros(units), jnp.zeros(count + 1)), (stimuli, right))
        return scores.mean()

    def change(genes: Any, name: str, before: Any, after: Any) -> Any:
        a, b, c, d = (genes[f"{term}.{name}"] for term in "ABCD")
        if before is None:
            return a * after + b + c * after + d
        return a * before[:, None] * after + b * before[:, None] + c * after + d

    lives = jax.vmap(life, in_axes=(None, None, 0, 0))
    return jax.jit(lambda *given: jax.vmap(lives, in_axes=(0, 0, None, None))(*given).mean(axis=1))


def torch_products(layers: list[tuple[str, str, str]], units: int, count: int) -> Callable[..., Any] | None:
    """Return the same in PyTorch, all lives in batched products, weights in place; None where it is not installed."""
    if importlib.util.find_spec("torch") is None:
        return None
    torch: Any = importlib.import_module("torch")
    torch.set_num_threads(1)

    def run(weights: Any, genes: Any, stimuli: Any, right: Any) -> Any:
        (lives, steps), individuals = stimuli.shape, genes["modulator.baseline"].shape[0]
        many = {
            name: w[:, None].expand(individuals, lives, *w.shape[1:]).reshape(-1, *w.shape[1:]).clone()
            for name, w in weights.items()
        }
        past, sensed = torch.zeros(individuals * lives, units), torch.zeros(individuals * lives, count + 1)
        total, one_hot = torch.zeros(individuals, lives), torch.nn.functional.one_hot

        def times(x: Any, name: str) -> Any:
            return torch.bmm(x[:, None], many[name])[:, 0]

        with torch.no_grad():
            for t in range(steps):
                stimulus = one_hot(stimuli[:, t].long(), count).float()
                x = torch.cat([stimulus.expand(individuals, lives, count).reshape(-1, count), sensed], dim=1)
                seen: dict[str, Any] = {}
                for number, (w, own, b) in enumerate(layers):
                    y = times(x, w) + many[b] + (times(past, own) if own else 0.0)
                    y = y if number == len(layers) - 1 else torch.tanh(y)
                    seen |= {w: (x, y), own: (past, y), b: (None, y)}
                    past, x = (y if own else past), y
                action = x.argmax(dim=1)
                shown = one_hot(action, count).float()
                reward = (action.view(individuals, lives) == right[:, t]).float()
                total += reward
                for name in layers[-1]:
                    seen[name] = (seen[name][0], shown)
                gate = reward - genes["modulator.baseline"][:, None]
                for name, weight in many.items():
                    before, after = seen[name]
                    split = (individuals, lives)
                    now, after = weight.view(*split, *weight.shape[1:]), after.view(*split, -1)
                    a, b_, c, d = (genes[f"{term}.{name}"][:, None] for term in "ABCD")
                    if before is None:
                        now += gate[..., None] * ((a + c) * after + b_ + d)
                    else:
                        column, line = before.view(*split, -1, 1), after[:, :, None]
                        now += gate[..., None, None] * (column * (a * line + b_) + (c * line + d))
                sensed = torch.cat([shown, reward.view(-1, 1)], dim=1)
        return (total / steps).mean(dim=1)

    return run
