"""One assay: innate and learned ability, and what learning does, on instances that no life of the evolution has seen.

Every assay of every replicate uses the same held-out instances with the same chance, for innate and learned ability
alike, so that differences are those of the genomes. Nothing here touches the evolution. Each group of columns is a file
in this folder.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache, cached_property
from typing import Any, Protocol

import numpy as np

from baldwin.neural.assays.subject import Before, Subject, held_out, mutants_of
from baldwin.neural.contracts import Array, Key
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.jax_setup import FEW_CALLS
from baldwin.neural.lazy_jax import jax
from baldwin.neural.traced import numbers_of, with_numbers

__all__ = ["Assay", "Found", "Group", "columns", "groups"]

Found = dict[str, dict[str, Any]]
"""Name of a group -> what it measured."""


class Group(Protocol):
    """A module in this folder: columns that are measured together."""

    PLACE: int
    """Where its columns stand in a table: the order of groups."""
    COLUMNS: dict[str, str]
    """Name -> meaning and unit."""

    def applies(self, definition: NeuralDefinition) -> bool:
        """Return whether lives of this definition have such columns."""
        ...

    def measure(self, subject: Subject) -> dict[str, Any]:
        """Return arrays, within a compiled program."""
        ...

    def row(self, definition: NeuralDefinition, found: dict[str, Any], before: Before) -> dict[str, Any]:
        """Return the columns of one row, numbers or lists of them, given what was measured."""
        ...


@cache
def groups() -> dict[str, Group]:
    """Return name -> group, in the order of their columns."""
    package = importlib.import_module("baldwin.neural.assays")
    modules: dict[str, Any] = {
        one.name: importlib.import_module(f"{package.__name__}.{one.name}")
        for one in pkgutil.iter_modules(package.__path__)
    }
    found = [(name, module) for name, module in modules.items() if hasattr(module, "PLACE")]
    return dict(sorted(found, key=lambda pair: pair[1].PLACE))


def columns() -> dict[str, str]:
    """Return the columns of all groups, with their meanings; loads no JAX."""
    return {name: meaning for group in groups().values() for name, meaning in group.COLUMNS.items()}


class Assay:
    """Compiles the assay of one definition, whose numbers are arguments."""

    def __init__(self, definition: NeuralDefinition, instances: int | None = None) -> None:
        """Prepare an assay on `instances` held-out instances, by default as many as the definition says."""
        self.definition = definition
        self.instances = instances or definition.assays.instances
        self.numbers = numbers_of(definition)

    @cached_property
    def groups(self) -> dict[str, Group]:
        """The groups of columns that lives of this definition have."""
        return {name: group for name, group in groups().items() if group.applies(self.definition)}

    @cached_property
    def measure(self) -> Any:
        """Compiled (key, genotype (G,), sample (k, G), numbers) -> `Found`."""

        def measure(key: Key, genotype: Array, sample: Array, numbers: Any) -> Found:
            d = with_numbers(self.definition, numbers)
            mutants = mutants_of(d, key, genotype)
            subject = Subject(d, genotype, sample, mutants, held_out(d, key, self.instances))
            return {name: group.measure(subject) for name, group in self.groups.items()}

        return jax.jit(measure, compiler_options=FEW_CALLS)

    def founders_innate(self, key: Key, founders: Array, sampled: int, numbers: Any) -> float:
        """Return the mean innate ability of founders (n, G), `sampled` of which are measured in one call.

        It calls `measure` as later assays do, so that nothing more is compiled.
        """
        if not sampled:  # nobody is measured but the one that stands for a population
            nobody = founders[:0]
            found = [self.measure(key, one, nobody, numbers)["ability"]["mean"][0] for one in founders]
            return float(np.mean(jax.device_get(found), dtype=np.float64))
        count = len(founders)
        places = np.arange(-(-count // sampled) * sampled) % count  # the last call is filled up with the first again
        found = [
            self.measure(key, founders[0], founders[one], numbers)["individuals"]["innate"]
            for one in places.reshape(-1, sampled)
        ]
        return float(np.concatenate(jax.device_get(found))[:count].mean(dtype=np.float64))

    def row(self, found: Found, before: Before) -> dict[str, Any]:
        """Return the columns of one row, given what was measured (arrays of NumPy)."""
        made: dict[str, Any] = {}
        for name, group in self.groups.items():
            made |= group.row(self.definition, found[name], before)
        return made
