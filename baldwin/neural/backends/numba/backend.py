"""Which definitions the kernels can live, and how JAX's programs hand lives over to them.

Nothing here is differentiable: MAML and its relatives, and every assay, live in JAX.
"""

from __future__ import annotations

import math
import struct
from typing import Any

import numpy as np

from baldwin.neural.backends.numba.layout import ACTIVATIONS, OPTIMISERS, READS, layout
from baldwin.neural.contracts import Array, LifeHistory, Newborn, SupervisedTask
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes.gradient import Gradient, SupportAndQuery
from baldwin.neural.networks.perceptron import Perceptron

__all__ = ["fits", "is_compiled", "live", "surroundings"]

MOST_WEIGHTS = 65_536  # beyond what a core's cache holds, the blocked products of a linear algebra library are faster
MOST_OUTPUTS = 16  # each takes a pass of its own


def fits(definition: NeuralDefinition) -> bool:
    """Return whether the kernels can live the lives of `definition`, on the machine at hand."""
    task, network = definition.task, definition.network
    if not isinstance(task, SupervisedTask):
        return False
    weights = sum(map(math.prod, definition.shapes.values()))
    return (
        type(definition.lifetime) is Gradient
        and definition.lifetime.period == "always"
        and type(network) is Perceptron  # one that is derived from it may answer otherwise
        and _shares(task) is not None
        and network.activation in ACTIVATIONS
        and weights <= MOST_WEIGHTS
        and task.outputs <= MOST_OUTPUTS
        and struct.calcsize("P") == 8
        and jax.default_backend() == "cpu"
    )


def _shares(task: SupervisedTask) -> tuple[float, float] | None:
    """Return the task's `squared_errors`, None where a class below the one that says so learns or scores otherwise."""
    line = type(task).__mro__
    loss, score, says = (
        next(place for place, one in enumerate(line) if name in vars(one))
        for name in ("loss", "score", "squared_errors")
    )
    return task.squared_errors() if says <= min(loss, score) else None


def is_compiled() -> bool:
    """Return whether the kernels are on this machine's disk, compiled."""
    from baldwin.numba_cache import are_compiled

    return are_compiled(["_handle"])


def surroundings() -> dict[str, object]:
    """Return which processor the kernels are compiled for: some multiply and add in one step, rounding once.

    Raises:    UsageError: it is another than this machine's.
    """
    from baldwin.numba_cache import processor

    return {"numba_processor": processor()}


def live(definition: NeuralDefinition, newborns: Newborn, worlds: Any, *, own: bool, learned: bool) -> LifeHistory:
    """Return the lives of some individuals; see `baldwin.neural.backends.Backend`."""
    from baldwin.neural.backends.numba.call import TARGET, register

    register()
    lifetime, network = definition.lifetime, definition.network
    assert isinstance(lifetime, Gradient)  # `fits` has seen to it
    assert isinstance(network, Perceptron)
    chances: SupportAndQuery = worlds.chances
    weights, (support, query) = newborns.weights, chances
    shapes = definition.shapes
    tensors = {name: weights[name] for name in shapes}  # JAX may have sorted them
    n, lives, steps = weights["w1"].shape[0], support.x.shape[-3], lifetime.steps
    learning = set(lifetime.learning(network, tuple(weights))) if steps else set()
    counts = {"individuals": n, "lives": lives, "support": support.x.shape[-2], "query": query.x.shape[-2]}
    plan = _plan(definition, {name: name in learning for name in tensors}, counts, own=own, learned=learned)
    task: Any = definition.task
    shares = _shares(task)
    assert shares is not None  # `fits` has seen to it
    numbers = jnp.stack(
        [jnp.float32(value) for value in (jnp.inf if lifetime.clip is None else lifetime.clip, *shares)]
    )
    active, evolved = lifetime.active(newborns, definition.task), lifetime.momentum_of(newborns)
    people = [
        lifetime.momentum if evolved is None else evolved,
        steps if active is None else active,
        weights.get("gain", 1.0),
    ]
    rates = lifetime.rates(newborns, network)
    scale = {name: rates[name] if name in learning else jnp.float32(0.0) for name in tensors}
    count = sum(map(math.prod, shapes.values()))
    ffi: Any = jax.ffi
    shape: Any = jax.ShapeDtypeStruct
    call = ffi.ffi_call(
        TARGET,
        (
            shape((n, lives, steps + 1), jnp.float32),
            shape((n, lives, count if learned else 0), jnp.float32),
        ),
    )
    kept = {"gain": jnp.broadcast_to(weights["gain"][:, None], (n, lives))} if "gain" in weights else {}
    scores, after = call(
        plan,
        numbers,
        jnp.concatenate([value.reshape(n, -1) for value in tensors.values()], axis=1),
        jnp.concatenate([_spread(scale[name], value) for name, value in tensors.items()], axis=1),
        jnp.stack([jnp.broadcast_to(jnp.float32(value), n) for value in people], axis=1),
        *(jnp.asarray(part, jnp.float32) for part in (support.x, support.y, query.x, query.y)),
    )
    return _judged(scores, _cut(after, shapes) | kept if learned else weights, lifetime.diverged_score)


def _plan(definition: NeuralDefinition, learns: dict[str, bool], counts: dict[str, int], **asked: bool) -> Any:
    """Return the layout of lives, after its length."""
    from baldwin.neural.backends.numba.tiles import LANES

    lifetime, network, task = definition.lifetime, definition.network, definition.task
    assert isinstance(lifetime, Gradient)  # `fits` has seen to it
    assert isinstance(network, Perceptron)
    plan = layout(
        (task.inputs, *network.hidden, task.outputs),
        learns,
        LANES,
        steps=lifetime.steps,
        activation=ACTIVATIONS.index(network.activation),
        optimiser=OPTIMISERS.index(lifetime.optimiser),
        reads=READS.index(definition.fitness.reads),
        **counts,
        **asked,
    )
    return jnp.asarray(np.concatenate([[plan.size], plan]), jnp.int32)


def _spread(rate: Array, tensor: Array) -> Array:
    """Return rates (n, numbers in the tensor), given one for each individual, for each number, or one for all."""
    n = tensor.shape[0]
    whole = rate.reshape(-1, *[1] * (tensor.ndim - 1)) if rate.ndim < tensor.ndim else rate
    return jnp.broadcast_to(whole, tensor.shape).reshape(n, -1)


def _cut(flat: Array, shapes: dict[str, tuple[int, ...]]) -> dict[str, Array]:
    """Return the tensors (n, T, ..) that lie one after the other in `flat` (n, T, weights)."""
    ends = np.cumsum([math.prod(shape) for shape in shapes.values()])[:-1]
    parts = jnp.split(flat, ends, axis=-1)
    return {
        name: part.reshape(*flat.shape[:2], *shape) for (name, shape), part in zip(shapes.items(), parts, strict=True)
    }


def _judged(scores: Array, learned: dict[str, Array], lowest: Any) -> LifeHistory:
    """Return the history of raw scores: what is lost scores `lowest`; see `Lifetime.history`."""
    lost = ~(scores >= lowest)
    return LifeHistory(jnp.where(lost, lowest, scores), learned, lost[..., -1])
