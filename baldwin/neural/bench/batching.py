"""Populations of one shape, one after another as the cells of a study are computed, against all in one call."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.generation import Program
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.random_keys import replicate_key, seed_key
from baldwin.timing import Ratio, interleaved

__all__ = ["cells_in_one_call"]

CELLS, GENERATIONS = 8, 20


def cells_in_one_call(rounds: int, definition: Callable[[int], NeuralDefinition]) -> Iterator[Ratio]:
    """Yield how much faster one call for some populations is than as many calls; `definition` makes one of a size."""
    for size in (16, 128):
        times = interleaved(_variants(definition(size)), rounds, time.perf_counter)
        detail = (
            f"{1000 * times['in turn']:.0f} against {1000 * times['in one call']:.0f} ms for {CELLS} populations, "
            f"size {size}; below 1 the study's way, in turn, is faster"
        )
        yield Ratio(
            f"all cells in one call, size {size}", times["in turn"] / times["in one call"], "x", None, False, detail
        )


def _variants(definition: NeuralDefinition) -> dict[str, Callable[[], object]]:
    """Return what computes some generations of populations that differ in their seeds: in turn, or in one call."""
    program = Program(definition)
    keys = [replicate_key(seed_key(seed), 0) for seed in range(CELLS)]
    states = [program.begin(key, np.float32(100), program.numbers)[0] for key in keys]
    now = np.int32(1), np.int32(GENERATIONS), program.numbers
    wait: Any = jax.block_until_ready
    together = jax.jit(jax.vmap(lambda key, state: program.advance(key, state, *now)))
    stacked = jnp.stack(keys), jax.tree.map(lambda *leaves: jnp.stack(leaves), *states)

    def in_turn() -> None:
        for place, key in enumerate(keys):  # `advance` takes over the buffers of a state
            states[place], _ = wait(program.advance(key, states[place], *now))

    return {"in turn": in_turn, "in one call": lambda: wait(together(*stacked))}
