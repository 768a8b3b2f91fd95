"""Compression: how much shorter a genome is than a list of what is born of it. The same in every row of a run."""

from __future__ import annotations

from typing import Any

from baldwin.neural.assays.subject import Before, Subject
from baldwin.neural.contracts import Array
from baldwin.neural.definition import NeuralDefinition

PLACE = 10
COLUMNS = {
    "genes": "genes of an individual (G)",
    "compression": "numbers of a newborn (weights, gains, and genes of its way of life) / genes",
}


def applies(definition: NeuralDefinition) -> bool:
    """Return whether genes are not as many as the numbers that they make."""
    blueprint = definition.blueprint
    return definition.encoding.size(blueprint) != blueprint.numbers


def measure(subject: Subject) -> dict[str, Array]:
    """Return nothing: it is known from shapes."""
    del subject
    return {}


def row(definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
    """Return the columns of one row."""
    del found, before
    blueprint = definition.blueprint
    genes = definition.encoding.size(blueprint)
    return {"genes": genes, "compression": blueprint.numbers / genes}
