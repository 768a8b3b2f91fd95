"""The rows of `baldwin bench plasticity`: what is compared, what came out, and the bar that it should clear."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from baldwin.neural.bench.plasticity import alternatives
from baldwin.neural.bench.rows import matrix_speed
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.lives import Environments, block_size, live_block
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.timing import Ratio, interleaved

__all__ = ["measure"]

SIZE, LIVES, UNITS, STIMULI = 64, 32, 32, 4


def measure(quick: bool = False) -> Iterator[Ratio]:
    """Yield rows as they are measured; `quick` takes fewer rounds and leaves out PyTorch."""
    rounds = 3 if quick else 7
    device = jax.devices()[0]
    yield Ratio("device", float(len(jax.devices())), "", None, False, f"{device.platform} {device.device_kind}")
    speed = matrix_speed(rounds)
    yield Ratio("sgemm, 1024 x 1024, one core", speed, "GF/s", None, False, "numpy.dot")
    for network in alternatives.LAYERS:
        yield from _lives(rounds, speed, network, torch=not quick)


def definition(network: str, size: int = SIZE, lives: int = LIVES, units: int = UNITS) -> NeuralDefinition:
    """Return lives that learn an associative memory by Hebb's rule, all terms a gene of each synapse."""
    kinds: dict[str, dict[str, Any]] = {
        "perceptron": {"kind": "perceptron", "hidden": [units], "activation": "tanh"},
        "rnn": {"kind": "recurrent", "cell": "rnn", "units": units},
    }
    tables = {
        "name": "bench",
        "population": {"size": size, "generations": 10},
        "task": {"kind": "associative_memory", "stimuli": STIMULI, "actions": STIMULI},
        "network": kinds[network] | {"senses": ["action", "reward"]},
        "lifetime": {"kind": "plastic", "rule": {"kind": "hebb"}, "modulator": "reward"},
        "sampling": {"lives": lives},
        "fitness": {"reads": "life"},
        "assays": {"every": 0},
    }
    return NeuralDefinition.model_validate(tables)


def ways(definition: NeuralDefinition, network: str, torch: bool) -> tuple[dict[str, Callable[[], Any]], int]:
    """Return each way to live the same lives, as what returns scores (P,), and how many steps that takes."""
    task, size, lives = definition.task, definition.population.size, definition.sampling.lives
    instances = task.sample_many(jax.random.key(2), lives)
    worlds = Environments.of(definition, instances, jax.random.split(jax.random.key(1), lives))
    draw = jax.jit(jax.vmap(lambda key: definition.encoding.founder(key, definition.blueprint)))
    genotypes = draw(jax.random.split(jax.random.key(3), size))
    block = block_size(definition)

    @jax.jit
    def engine(genotypes: Any, worlds: Environments, zero: Any) -> Any:
        return live_block(definition, genotypes, worlds, block, zero).fitness

    layers = alternatives.LAYERS[network]
    kept: Any = definition.network
    units = kept.units if network == "rnn" else kept.hidden[0]
    newborns = jax.vmap(lambda one: definition.encoding.develop(one, definition.blueprint))(genotypes)
    cues = worlds.chances.world
    given = newborns.weights, newborns.genes, cues.stimulus, cues.right
    plain = alternatives.plain_scan(layers, units, task.outputs)
    first = jax.devices()[0]
    placed, same = jax.device_put((genotypes, worlds, jnp.int32(0)), first), jax.device_put(given, first)
    found: dict[str, Callable[[], Any]] = {
        "engine": lambda: engine(*placed).block_until_ready(),
        "plain scan": lambda: plain(*same).block_until_ready(),
    }
    if torch and (products := alternatives.torch_products(layers, units, task.outputs)) is not None:
        from_numpy = __import__("torch").from_numpy
        tensors = jax.tree.map(lambda leaf: from_numpy(np.array(leaf)), given)
        found["torch.bmm"] = partial(products, *tensors)
    return found, size * lives * cues.stimulus.shape[1]


def _lives(rounds: int, speed: float, network: str, torch: bool) -> Iterator[Ratio]:
    """Yield steps per second of the default engine against others."""
    bench = definition(network)
    variants, steps = ways(bench, network, torch)
    scores = {name: np.asarray(run()) for name, run in variants.items()}
    seconds = interleaved(variants, rounds)
    where = f"{network} of {UNITS}, P = {SIZE}, T = {LIVES}"
    rates = ", ".join(f"{name} {steps / spent / 1e6:.2f} M steps/s" for name, spent in seconds.items())
    ratio = seconds["plain scan"] / seconds["engine"]
    yield Ratio(f"lives against a plain scan, {where}", ratio, "x", 2.0, False, rates)
    alike = float(np.mean([np.isclose(other, scores["engine"], rtol=1e-4, atol=1e-6) for other in scores.values()]))
    yield Ratio(
        f"individuals that score alike, {where}", alike, "", 0.98, False, "others chose between equals otherwise"
    )
    if "torch.bmm" in seconds:
        yield Ratio(f"lives against torch.bmm, {where}", seconds["torch.bmm"] / seconds["engine"], "x", None, False, "")
    elif torch:
        yield Ratio(f"lives against torch.bmm, {where}", 0.0, "", None, False, "PyTorch is not installed")
    weights = sum(map(math.prod, bench.shapes.values()))
    attained = steps * 10.0 * weights / seconds["engine"] / 1e9  # 2 for the product and 8 for the change of each weight
    yield Ratio(f"share of sgemm, {where}", attained / speed, "", None, False, f"{attained:.0f} GF/s")
