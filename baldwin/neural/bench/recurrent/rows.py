"""The rows of `baldwin bench recurrent`: what is compared, what came out, and the bar that it should clear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from baldwin.neural.bench.batching import cells_in_one_call
from baldwin.neural.bench.recurrent import alternatives
from baldwin.neural.bench.rows import matrix_speed
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.lives import Environments, block_size, live_block
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.timing import Ratio, interleaved

__all__ = ["measure"]

UNITS, LIVES = 48, 10
SMALL = ("gru", 16, 64)  # cell, units and lives of the populations that the presets evolve


def measure(quick: bool = False) -> Iterator[Ratio]:
    """Yield rows as they are measured; `quick` takes fewer rounds and leaves out PyTorch."""
    rounds = 3 if quick else 7
    device = jax.devices()[0]
    yield Ratio("device", float(len(jax.devices())), "", None, False, f"{device.platform} {device.device_kind}")
    speed = matrix_speed(rounds)
    yield Ratio("sgemm, 1024 x 1024, one core", speed, "GF/s", None, False, "numpy.dot")
    for size in (64, 256):
        yield from _lives(rounds, speed, size, torch=not quick and size == 64)
    yield from _small(rounds)
    yield from cells_in_one_call(rounds, lambda size: _definition(size, "gru", 16, LIVES))


def _definition(size: int, cell: str, units: int, lives: int) -> NeuralDefinition:
    tables = {
        "name": "bench",
        "population": {"size": size, "generations": 10},
        "task": {"kind": "bandit"},
        "network": {"kind": "recurrent", "cell": cell, "units": units},
        "lifetime": {"kind": "recurrent"},
        "sampling": {"lives": lives},
        "fitness": {"reads": "life"},
        "assays": {"every": 0},
    }
    return NeuralDefinition.model_validate(tables)


def flops(units: int, inputs: int) -> float:
    """Return floating-point operations of the products in a step of an LSTM with two answers."""
    return 2.0 * (units + inputs) * 4 * units + 4.0 * units


def _engine(definition: NeuralDefinition) -> tuple[Callable[[], Any], Any, Environments]:
    """Return the default engine's lives of a population, its genotypes developed, and the worlds they live in."""
    task, size = definition.task, definition.population.size
    instances = task.sample_many(jax.random.key(2), definition.sampling.lives)
    worlds = Environments.of(definition, instances, jax.random.split(jax.random.key(1), definition.sampling.lives))

    def draw(key: Any) -> Any:
        return definition.encoding.founder(key, definition.blueprint)

    genotypes = jax.jit(jax.vmap(draw))(jax.random.split(jax.random.key(3), size))
    block = block_size(definition)

    @jax.jit
    def run(genotypes: Any, worlds: Environments, zero: Any) -> Any:
        return live_block(definition, genotypes, worlds, block, zero).fitness

    placed = jax.device_put((genotypes, worlds, jnp.int32(0)), jax.devices()[0])
    newborns = jax.vmap(lambda one: definition.encoding.develop(one, definition.blueprint))(genotypes)
    return (lambda: run(*placed).block_until_ready()), newborns.weights, worlds


def _lives(rounds: int, speed: float, size: int, torch: bool) -> Iterator[Ratio]:
    """Yield steps per second of the default engine against others."""
    engine, weights, worlds = _engine(_definition(size, "lstm", UNITS, LIVES))
    plain = alternatives.textbook(UNITS)
    luck = (worlds.instances, worlds.chances.world.pays.astype(jnp.float32), worlds.chances.noise)
    placed = jax.device_put((weights, *luck), jax.devices()[0])
    ways: dict[str, Callable[[], Any]] = {
        "engine": engine,
        "textbook cell": lambda: plain(*placed).block_until_ready(),
    }
    if torch and (products := alternatives.torch_products(UNITS)) is not None:
        from_numpy = __import__("torch").from_numpy
        tensors = {name: from_numpy(np.array(value)) for name, value in weights.items()}
        ways["torch.baddbmm"] = partial(products, tensors, *(from_numpy(np.array(part)) for part in luck))
    found = {name: np.asarray(run()) for name, run in ways.items()}
    seconds = interleaved(ways, rounds)
    steps = size * LIVES * worlds.chances.noise.shape[1]
    where = f"LSTM of {UNITS}, P = {size}, T = {LIVES}"
    rates = ", ".join(f"{name} {steps / spent / 1e6:.2f} M steps/s" for name, spent in seconds.items())
    yield Ratio(
        f"lives against a textbook cell, {where}", seconds["textbook cell"] / seconds["engine"], "x", 2.7, False, rates
    )
    alike = float(np.mean([np.isclose(other, found["engine"], rtol=1e-4, atol=1e-6) for other in found.values()]))
    yield Ratio(
        f"individuals that score alike, {where}", alike, "", 0.98, False, "others chose between equals otherwise"
    )
    if "torch.baddbmm" in seconds:
        ratio = seconds["torch.baddbmm"] / seconds["engine"]
        yield Ratio(f"lives against torch.baddbmm, {where}", ratio, "x", 1.9, False, "")
    attained = steps * flops(UNITS, 3) / seconds["engine"] / 1e9
    yield Ratio(f"share of sgemm, {where}", attained / speed, "", 0.32, False, f"{attained:.0f} GF/s")


def _small(rounds: int) -> Iterator[Ratio]:
    """Yield the rate of populations as the presets evolve them; they are bound by other things than products."""
    cell, units, lives = SMALL
    definition = _definition(64, cell, units, lives)
    engine, _, worlds = _engine(definition)
    seconds = interleaved({"engine": engine}, rounds)["engine"]
    rate = 64 * lives * worlds.chances.noise.shape[1] / seconds / 1e6
    yield Ratio(f"{cell.upper()} of {units}, P = 64, T = {lives}", rate, "M/s", None, False, "steps of lives, one core")
