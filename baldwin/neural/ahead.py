"""Compiles the programs of an evolution side by side, before they are called: XLA needs no Python while it compiles.

One after the other they leave cores idle, for XLA spreads one program over few, and what comes before, tracing and the
kernels of a backend, is done by Python on one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from baldwin.neural.assays.assay import Assay
from baldwin.neural.contracts import Key
from baldwin.neural.evolution.generation import Program
from baldwin.neural.founding import Given
from baldwin.neural.jax_setup import pinned
from baldwin.neural.lazy_jax import jax

__all__ = ["compile_ahead"]


def compile_ahead(program: Program, assay: Assay | None, shared: Key, key: Key, given: list[Given]) -> None:
    """Compile what founds, what evolves and, if there are assays, what measures, and return once all is compiled.

    Calls like those of the first generation then find their programs. What cannot be compiled is left to them, too:
    they say why where it is expected.
    """
    if program.compiled_ahead or jax.process_count() > 1:  # several would have to compile in the same order
        return
    program.compiled_ahead = True
    begin = (key, np.float32(program.definition.population.generations), program.numbers, *given[:1])

    def found_and_measure() -> None:
        program.begin.lower(*begin).compile()
        if assay is not None:
            genotype, sample = (np.zeros((*some, program.genes), np.float32) for some in ((), (program.sampled,)))
            assay.measure.lower(shared, genotype, sample, assay.numbers).compile()

    def advance() -> None:
        state, _ = jax.eval_shape(program.begin, *begin)
        shape: Any = jax.ShapeDtypeStruct
        placed = jax.tree.map(lambda one: shape(one.shape, one.dtype, sharding=program.placing), state)
        program.advance.lower(key, placed, np.int32(0), np.int32(1), program.over(0, 0)).compile()

    _side_by_side(found_and_measure, advance)


def _side_by_side(beside: Callable[[], object], here: Callable[[], object]) -> None:
    """Do both at once, and return after both; an error of either is no error yet."""

    def work() -> None:
        with suppress(Exception), pinned():
            beside()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        with suppress(Exception):
            here()
    finally:
        thread.join()
