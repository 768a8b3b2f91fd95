"""Plasticity genes block by block, and the critical period, of lives that change by a rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from baldwin.neural.assays.plasticity_genes import gini
from baldwin.neural.assays.rows import rounded
from baldwin.neural.assays.subject import Before, Subject
from baldwin.neural.contracts import Array
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.lazy_jax import jnp

PLACE = 11
PERIOD = ("period.opening", "period.closing", "period.strength")  # genes of it
COLUMNS = {
    "period_opening": "moment of life (trial, episode or step) after which the centre is plastic",
    "period_closing": "last moment of life at which the centre is plastic",
    "period_strength": "factor of all changes within the centre's critical period",
    "gene_size": "mean |value| of each block of genes that say how synapses change, in the centre",
    "gene_spread": "standard deviation of the values within each of these blocks; 0 where it is one number",
    "gene_silent": "share of each block's |values| below 0.01",
    "gene_gini": "Gini coefficient of each block's |values|: 0 if all are alike, near 1 if few have everything",
}

SILENT = 1e-2


def applies(definition: NeuralDefinition) -> bool:
    """Return whether there is a critical period that evolves, or a rule."""
    names = {gene.name for gene in definition.lifetime.genes(definition.network, definition.task)}
    return names.issuperset(PERIOD) or bool(_blocks(definition))


def measure(subject: Subject) -> dict[str, Array]:
    """Return the period's genes, and summaries of the blocks."""
    genes = subject.newborn.genes
    found = {name.replace(".", "_"): jnp.asarray(genes[name]) for name in PERIOD if name in genes}
    values = [jnp.asarray(genes[name]) for name in _blocks(subject.definition)]

    def each(summary: Callable[[Array], Array]) -> Array:
        return jnp.stack([summary(one) for one in values])

    if found:
        found["period_opening"] = jnp.abs(found["period_opening"])  # as lives take it
    if values:
        found["gene_size"] = each(lambda one: jnp.abs(one).mean())
        found["gene_spread"] = each(lambda one: one.std())
        found["gene_silent"] = each(lambda one: (jnp.abs(one) < SILENT).mean())
        found["gene_gini"] = each(lambda one: gini(jnp.abs(one)))
    return found


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the columns of one row."""
    del definition, before
    return {name: rounded(found[name]) if found[name].ndim else float(found[name]) for name in COLUMNS if name in found}


def _blocks(definition: NeuralDefinition) -> tuple[str, ...]:
    return definition.lifetime.rule_blocks(definition.network, definition.task)
