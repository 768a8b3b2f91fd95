"""The genes that say how a life learns: learning rates, momentum, and how long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from baldwin.neural.assays.rows import rounded
from baldwin.neural.assays.subject import Before, Subject
from baldwin.neural.contracts import Array
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jnp

PLACE = 7
COLUMNS = {
    "rates": "mean |learning rate| of each tensor of the centre, from input to output; NaN where it does not learn",
    "rates_gini": "Gini coefficient of each tensor's |learning rates|: 0 if all synapses learn alike, near 1 if few do",
    "rates_silent": "share of each tensor's |learning rates| below 1e-4",
    "momentum": "evolved momentum of the centre",
    "active_steps": "evolved number of learning steps of the centre",
}

SILENT = 1e-4  # learning rates below it teach next to nothing


def applies(definition: NeuralDefinition) -> bool:
    """Return whether learning changes weights."""
    return definition.lifetime.changes_weights


def measure(subject: Subject) -> dict[str, Array]:
    """Return summaries of the learning rates, one for each tensor, and the other genes that there are."""
    d, newborn = subject.definition, subject.newborn
    rates = d.lifetime.rates(newborn, d.network)
    learning = d.lifetime.learning(d.network, tuple(newborn.weights))

    def each(summary: Callable[[Array], Array]) -> Array:
        values = [summary(jnp.abs(rate)) if name in learning else jnp.nan for name, rate in rates.items()]
        return jnp.stack([jnp.asarray(one) for one in values])

    found: dict[str, Array] = {}
    if rates:
        found["rates"] = each(lambda rate: rate.mean())
        if any(rate.ndim for rate in rates.values()):  # a rate for each synapse
            found["rates_gini"] = each(gini)
            found["rates_silent"] = each(lambda rate: (rate < SILENT).mean())
    others = {"momentum": d.lifetime.momentum_of(newborn), "active_steps": d.lifetime.active(newborn, d.task)}
    return found | {name: jnp.asarray(gene, jnp.float32) for name, gene in others.items() if gene is not None}


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the columns of one row."""
    del definition, before
    return {name: rounded(found[name]) if found[name].ndim else float(found[name]) for name in COLUMNS if name in found}


def gini(values: Array) -> Array:
    """Return the Gini coefficient of numbers >= 0: 0 if all are alike, 1 - 1/n if one has everything."""
    ordered, n = jnp.sort(values.ravel()), values.size
    return jnp.sum((2.0 * jnp.arange(1, n + 1) - n - 1) * ordered) / (n * ordered.sum())
