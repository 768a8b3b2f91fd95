"""How weights and coefficients are laid out for the kernel, and the kernel's step."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from baldwin.neural.backends.plasticity.layout import ACTIVATIONS, At, Fed, ones, plan
from baldwin.neural.backends.plasticity.lives import Lives, life_of, rule_of
from baldwin.neural.contracts import Array, Genes, Network, Weights
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._trial_steps import Learner
from baldwin.neural.networks.perceptron import Perceptron
from baldwin.neural.networks.recurrent import Recurrent

__all__ = ["Kernel"]

Fields = list[tuple[str, ...]]  # tensors of each layer, by the order of its sources
TERMS = ("A", "B", "C", "D")


class Kernel(NamedTuple):
    """The kernel for some lives, and what it begins with."""

    plan: Array
    begin: tuple[Array, Array]  # weights and values of units
    terms: Array  # (n, WEIGHTS, 4) coefficients, times the rate
    results: tuple[Any, Any]  # shapes of what it writes anew in each step

    @classmethod
    def of(cls, lives: Lives, learners: Learner) -> Kernel:
        """Return the kernel for these lives."""
        from baldwin.neural.backends.numba.tiles import LANES
        from baldwin.neural.backends.plasticity.call import register

        register()
        definition, (n, count) = lives.definition, lives.counts
        layers, tensors = _layers(definition)
        asked = life_of(definition).modulator == "unit"
        laid_out = plan(
            layers, individuals=n, lives=count, lanes=LANES, activation=_activation(definition.network), feeding=asked
        )
        tiles = int(laid_out[At.TILES])
        values = jnp.asarray(ones(layers))[:, None] * jnp.ones((n, tiles, 2, 1, LANES), jnp.float32)
        drawn = not life_of(definition).inherits_weights
        if drawn:
            born = _in_order(learners.newborn.weights, tensors)  # (n, T, W)
            padded = jnp.pad(born, ((0, 0), (0, tiles * LANES - count), (0, 0)))
            weights = jnp.moveaxis(padded.reshape(n, tiles, LANES, -1), 2, 3)
        else:
            born = _in_order(lives.newborns.weights, tensors)  # (n, W)
            weights = jnp.broadcast_to(born[:, None, :, None], (n, tiles, born.shape[-1], LANES))
        shape: Any = jax.ShapeDtypeStruct
        results = tuple(shape((n, count, int(laid_out[place])), jnp.float32) for place in (At.OUTPUTS, At.FEEDING))
        whole = jnp.asarray(np.concatenate([[laid_out.size], laid_out]), jnp.int32)
        terms = jax.vmap(lambda genes: _terms(definition, genes, tensors))(lives.newborns.genes)
        return cls(whole, (weights, values), terms, results)

    def step(
        self, number: Array, state: tuple[Array, Array], seen: Array, shown: Array, gates: Array
    ) -> tuple[tuple[Array, Array], Array, Array]:
        """Return weights and values after a step, the answers (n, T, outputs), and what fed the last layer.

        Args:
            number: of the step.
            state: weights and values before it.
            seen: what each network is given, (n, T, width).
            shown: what the last layer's synapses saw behind them in the step before, (n, T, outputs).
            gates: what changes of that step are multiplied by, and the share of a weight that is kept: (n, T, 2).
        """
        from baldwin.neural.backends.plasticity.call import TARGET

        shape: Any = jax.ShapeDtypeStruct
        ffi: Any = jax.ffi
        kept = tuple(shape(array.shape, array.dtype) for array in state)
        call = ffi.ffi_call(TARGET, (*kept, *self.results), input_output_aliases={2: 0, 3: 1})
        weights, values, answers, feeding = call(
            self.plan, jnp.asarray(number, jnp.int32), *state, self.terms, seen, shown, gates
        )
        return (weights, values), answers, feeding


def _layers(definition: NeuralDefinition) -> tuple[list[Fed], Fields]:
    """Return the layers of the network, and of each its tensors in the order of its sources."""
    network, task = definition.network, definition.task
    width = network.width(task.inputs, task.outputs)
    if isinstance(network, Recurrent):
        layers = [Fed(network.units, width, True, network.units), Fed(0, network.units, True, task.outputs)]
        return layers, [("wh", "wx", "b"), ("w_out", "b_out")]
    assert isinstance(network, Perceptron)  # `fits` has seen to it
    widths = (width, *network.hidden, task.outputs)
    layers = [Fed(0, widths[k], network.bias, widths[k + 1]) for k in range(network.layers)]
    return layers, [(f"w{k}", f"b{k}") if network.bias else (f"w{k}",) for k in range(1, network.layers + 1)]


def _activation(network: Network) -> int:
    """Return the place of the hidden units' activation."""
    return ACTIVATIONS.index(network.activation if isinstance(network, Perceptron) else "tanh")


def _in_order(tensors: Weights, names: Fields) -> Array:
    """Return tensors (.., sources, units), and biases (.., units), as the kernel has them: (.., WEIGHTS)."""
    parts = []
    for layer in names:
        units = tensors[layer[0]].shape[-1]
        lead = tensors[layer[0]].shape[:-2]
        sources = [tensors[name].reshape(*lead, -1, units) for name in layer]
        parts.append(jnp.swapaxes(jnp.concatenate(sources, axis=-2), -1, -2).reshape(*lead, -1))
    return jnp.concatenate(parts, axis=-1).astype(jnp.float32)


def _terms(definition: NeuralDefinition, genes: Genes, names: Fields) -> Array:
    """Return what an individual's weights change by, per term of the rule: (WEIGHTS, 4); 0 of those that do not."""
    lifetime, rule, network, task = (
        life_of(definition),
        rule_of(definition),
        definition.network,
        definition.task,
    )
    changing = lifetime.plastic_shapes(network, task)
    found = []
    for term in TERMS:
        of_term: Weights = {}
        for name, shape in network.shapes(task.inputs, task.outputs).items():
            is_there = term in rule.terms and name in changing
            value = rule.factor(genes, name) * rule.coefficient(genes, term, name, shape) if is_there else 0.0
            of_term[name] = jnp.broadcast_to(jnp.asarray(value, jnp.float32), shape)
        found.append(_in_order(of_term, names))
    return jnp.stack(found, axis=-1)
