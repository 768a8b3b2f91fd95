"""Founders of networks that are given: genotypes, or weights by tensor, of which the encoding makes genotypes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from baldwin.definition.branching import Problems, kept, kept_meaning
from baldwin.named_arrays import NamedArrays
from baldwin.neural.contracts import Array, Weights
from baldwin.neural.definition import NeuralDefinition

__all__ = ["Given", "branching", "given_founders", "problems"]


STATES = ("strategy.kind", "strategy.name", "strategy.optimiser")
"""Fields by which the state of a strategy is made of other parts."""


class Given(NamedTuple):
    """Founders that are given, of one replicate, instead of drawn."""

    genotypes: Array  # (K, G) individuals; (0, G) where weights are given
    weights: Weights  # (K, ..) by tensor, of which the encoding makes genotypes; {} where genotypes are given
    centre: Array | None = None  # (G,) where a mean stands for them


def problems(definition: NeuralDefinition, arrays: NamedArrays) -> list[str]:
    """Return why arrays cannot found a population, with a remedy."""
    blueprint, names = definition.blueprint, arrays.arrays
    tensors = {f"weights/{name}": shape for name, shape in blueprint.shapes.items()}
    genes = {f"weights/{one.name}" for one in blueprint.gains} | {f"genes/{one.name}" for one in blueprint.genes}
    if unknown := [name for name in names if name not in {"genotype", "centre", *tensors, *genes}]:
        return [f"has {unknown[0]}, which nobody inherits here. There are {', '.join([*tensors, *sorted(genes)])}"]
    wanted = {"genotype": (definition.encoding.size(blueprint),)} if "genotype" in names else tensors
    if missing := [name for name in wanted if name not in names]:
        return [f"lacks {missing[0]}. Give genotype, or all of {', '.join(tensors)}"]
    if "genotype" not in names and (read := [name for name in names if name in genes]):
        return [
            f"has {read[0]}, which only a genotype gives: genes of founders begin at their initial values. Leave it out"
        ]
    if "genotype" not in names and definition.encoding.inverse != "exact":
        return [
            f'has weights, which no genotype of encoding "{definition.encoding.kind}" would give back. Give genotype, '
            'or use encoding "direct"'
        ]
    return _misshapen(arrays, wanted)


def branching(definition: NeuralDefinition) -> Problems:
    """Return what a branch changes that its state depends on: what the strategy keeps, and what a genotype means."""
    from baldwin.neural.replay import shape

    return kept(definition, STATES) or kept_meaning(definition, shape)


def _misshapen(arrays: NamedArrays, wanted: Mapping[str, tuple[int, ...]]) -> list[str]:
    """Return what is wrong with arrays of known names, given the shape of one individual's part of each."""
    found, counts = [], set()
    for name, shape in wanted.items():
        try:
            values = arrays.populations(name, len(shape))
        except ValueError as error:
            return [f"{error}. Give (replicates, individuals, {', '.join(map(str, shape))})"]
        counts.add(values.shape[:2])
        if values.shape[2:] != shape:
            found.append(f"{name} is of shape {values.shape[2:]}, not {shape}. Give arrays of this network")
        elif values.dtype.kind not in "iuf" or not np.isfinite(values).all():
            found.append(f"{name} holds what is no finite number. Give numbers")
    if not found and len(counts) > 1:
        found.append("its arrays hold different numbers of individuals. Give as many of each")
    if not found and (centre := arrays.arrays.get("centre")) is not None:
        legal = {wanted.get("genotype"), (next(iter(counts))[0], *wanted.get("genotype", ()))}
        if centre.shape not in legal or centre.dtype.kind not in "iuf" or not np.isfinite(centre).all():
            found.append(f"centre is of shape {centre.shape}, not one genotype or one a replicate. Leave it out")
    return found


def given_founders(definition: NeuralDefinition) -> list[Given]:
    """Return the founders that are given, by replicate; none where they are drawn."""
    arrays = definition.founders.arrays
    if arrays is None:
        return []
    if "genotype" in arrays.arrays:
        genotypes = np.asarray(arrays.populations("genotype", 1), np.float32)
        centre = arrays.arrays.get("centre")
        centres: Any = None if centre is None else np.broadcast_to(centre, (len(genotypes), genotypes.shape[2]))
        rows: list[Any] = list(genotypes)
        return [
            Given(one, {}, None if centres is None else centres[r].astype(np.float32)) for r, one in enumerate(rows)
        ]
    shapes = definition.blueprint.shapes
    weights = {name: arrays.populations(f"weights/{name}", len(shape)) for name, shape in shapes.items()}
    count = len(next(iter(weights.values())))
    nothing: Any = np.zeros((0, definition.encoding.size(definition.blueprint)), np.float32)
    by_replicate: list[Any] = [
        {name: np.asarray(one[r], np.float32) for name, one in weights.items()} for r in range(count)
    ]
    return [Given(nothing, one) for one in by_replicate]
