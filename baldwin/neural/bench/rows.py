"""The rows of `baldwin bench gradient`: what is compared, what came out, and the bar that it should clear."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.neural.bench import alternatives
from baldwin.neural.checks.memory import arrays
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.generation import Program
from baldwin.neural.evolution.lives import Environments, block_size, live_block
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.strategies.open_es import OpenES
from baldwin.timing import Ratio, interleaved

__all__ = ["matrix_speed", "measure"]

RATE, WEIGHTS = 0.01, 1761


def measure(quick: bool = False) -> Iterator[Ratio]:
    """Yield rows as they are measured; `quick` takes fewer rounds and leaves out PyTorch and the large population."""
    rounds = 3 if quick else 7
    device = jax.devices()[0]
    yield Ratio("device", float(len(jax.devices())), "", None, False, f"{device.platform} {device.device_kind}")
    speed = matrix_speed(rounds)
    yield Ratio("sgemm, 1024 x 1024, one core", speed, "GF/s", None, False, "numpy.dot")
    yield from _lives(rounds, speed, quick)
    yield from _strategies(rounds)
    if not quick:
        yield from _memory()
        yield from _command()


def _definition(size: int, lives: int, steps: int, queries: int) -> NeuralDefinition:
    tables = {
        "name": "bench",
        "population": {"size": size, "generations": 10},
        "task": {"kind": "sinusoid", "shots": 10, "queries": queries},
        "network": {"kind": "perceptron", "initial": "broad"},
        "lifetime": {"kind": "gradient", "steps": steps, "rate": "fixed", "initial_rate": RATE},
        "sampling": {"lives": lives},
        "assays": {"every": 0},
    }
    return NeuralDefinition.model_validate(tables)


def matrix_speed(rounds: int) -> float:
    """Return how many GF/s one core makes of products of 1024 x 1024 matrices of 32-bit floats."""
    a = np.random.default_rng(0).standard_normal((1024, 1024), dtype=np.float32)

    def multiply() -> None:
        for _ in range(4):
            a @ a

    seconds = interleaved({"sgemm": multiply}, rounds)["sgemm"] / 4
    return 2 * 1024**3 / seconds / 1e9


def _flops(steps: int, shots: int, queries: int) -> float:
    """Return floating-point operations of a life: 2 x 1680 per point forward, that and 2 x 1640 backward, updates."""
    return steps * (shots * (2 * 1680 + 2 * 1680 + 2 * 1640) + 2 * WEIGHTS) + queries * 2 * 1680


def _lives(rounds: int, speed: float, quick: bool) -> Iterator[Ratio]:
    """Yield lives per second of the default engine against others, at some sizes."""
    for size, lives, bar in ((64, 10, 1.7), (256, 32, 2.5)):
        definition = _definition(size, lives, 1, 100)
        variants, errors, lost = _variants(definition, torch=not quick and size == 64)
        seconds = interleaved(variants, rounds)
        # An individual with a life that diverged is scored by the engine as its definition says, by others as it comes.
        kept = {name: found[lost == 0] for name, found in errors.items()}
        worst = float(np.max([np.abs(found / kept["engine"] - 1.0) for found in kept.values()]))  # NaN if any is
        count = size * lives
        rates = ", ".join(f"{name} {count / spent / 1e3:.1f} k lives/s" for name, spent in seconds.items())
        where = f"P = {size}, T = {lives}, S = 1, Q = 100"
        ratio = seconds["vmap(vmap(grad))"] / seconds["engine"]
        yield Ratio(f"lives against vmap(vmap(grad)), {where}", ratio, "x", bar, False, rates)
        detail = f"relative, over {(lost == 0).sum()} individuals of {size}; others had lives that diverged"
        yield Ratio(f"largest difference between their errors, {where}", worst, "", 1e-4, True, detail)
        for name, torch_bar in (("torch.func", 4.0), ("torch.compile", 1.7)):
            if name in seconds:
                yield Ratio(
                    f"lives against {name}, {where}", seconds[name] / seconds["engine"], "x", torch_bar, False, ""
                )
        attained = count * _flops(1, 10, 100) / seconds["engine"] / 1e9
        yield Ratio(f"share of sgemm, {where}", attained / speed, "", 0.25, False, f"{attained:.0f} GF/s")


def _variants(
    definition: NeuralDefinition, torch: bool
) -> tuple[dict[str, Callable[[], object]], dict[str, Any], npt.NDArray[np.int64]]:
    """Return each way to live the same lives, the errors that each finds, and how many lives of each diverged."""
    task: Any = definition.task
    size = definition.population.size
    keys = jax.random.split(jax.random.key(1), definition.sampling.lives)
    instances = task.sample_many(jax.random.key(2), definition.sampling.lives)
    worlds = Environments.of(definition, instances, keys)
    draw = jax.vmap(lambda k: definition.encoding.founder(k, definition.blueprint))
    genotypes = jax.jit(draw)(jax.random.split(jax.random.key(3), size))
    support, query = worlds.chances
    data = (support.x, support.y, query.x, query.y)
    block = min(block_size(definition), size)

    @jax.jit
    def engine(genotypes: Any, worlds: Environments, zero: Any) -> Any:
        lived = live_block(definition, genotypes, worlds, block, zero)
        return -lived.fitness, lived.diverged

    plain = alternatives.plain_jax(RATE, definition.lifetime.experiences(task))
    device = jax.devices()[0]
    placed = jax.device_put((genotypes, worlds, jnp.int32(0)), device)
    ways: dict[str, Callable[[], Any]] = {
        "engine": lambda: engine(*placed)[0].block_until_ready(),
        "vmap(vmap(grad))": lambda: plain(genotypes, *data).block_until_ready(),
    }
    if torch and (found := alternatives.torch_functions(RATE, definition.lifetime.experiences(task))):
        from_numpy = __import__("torch").from_numpy
        tensors = [from_numpy(np.array(part)) for part in (genotypes, *data)]
        ways |= {name: partial(run, *tensors) for name, run in found.items()}
    return ways, {name: np.asarray(run()) for name, run in ways.items()}, np.asarray(engine(*placed)[1])


def _strategies(rounds: int) -> Iterator[Ratio]:
    """Yield what a generation of the strategy costs, and what cutting an evolution into calls costs."""
    size, genes, generations = 256, WEIGHTS, 20
    strategy = OpenES()

    @jax.jit
    def evolve(key: Any, state: Any) -> Any:
        def generation(i: Any, state: Any) -> Any:
            now = jax.random.fold_in(key, i)
            genotypes, state = strategy.ask(now, state, i, jnp.int32(0))
            return strategy.tell(now, state, genotypes, -jnp.sum(genotypes**2, axis=1))

        return jax.lax.fori_loop(0, generations, generation, state)

    state = jax.jit(strategy.init)(jax.random.key(0), jnp.ones((size, genes)), jnp.float32(100))
    by_hand = alternatives.NumpyOpenES(np.ones(genes, np.float32), size)

    def numpy_generations() -> None:
        for _ in range(generations):
            by_hand.generation(lambda x: -np.sum(x**2, axis=1))

    def engine_generations() -> None:
        jax.device_get(strategy.centre(evolve(jax.random.key(0), state)))

    seconds = interleaved({"engine": engine_generations, "numpy": numpy_generations}, rounds)
    each = ", ".join(f"{name} {1e3 * spent / generations:.2f} ms" for name, spent in seconds.items())
    ratio = seconds["engine"] / seconds["numpy"]
    yield Ratio(f"OpenAI-ES generation against NumPy, P = {size}, D = {genes}", ratio, "x", 1.3, True, each)

    definition = _definition(64, 8, 1, 20)
    programs = {chunk: Program(definition, chunk) for chunk in (50, 500)}
    for program in programs.values():
        program.__dict__["devices"] = jax.devices()[:1]

    def whole(chunk: int) -> None:
        program = programs[chunk]
        key = jax.random.key(0)
        state, _ = program.begin(key, np.float32(500), program.numbers)
        for first in range(0, 500, chunk):
            state, rows = program.advance(key, state, np.int32(first), np.int32(chunk), program.numbers)
            jax.device_get(rows)

    spent = interleaved({"50": partial(whole, 50), "500": partial(whole, 500)}, min(rounds, 5))
    detail = f"{2 * spent['50']:.2f} and {2 * spent['500']:.2f} ms per generation"
    yield Ratio("500 generations in calls of 50 against one call", spent["50"] / spent["500"], "x", 1.1, True, detail)


MEMORY = """
import json, sys
from baldwin.neural.bench.rows import peak_memory
print(json.dumps(peak_memory({size})))
"""


def peak_memory(size: int) -> int:
    """Evolve individuals with 32 lives each for a few generations; return the most memory the process held."""
    from baldwin.neural.engine import NeuralEngine

    engine = NeuralEngine(_definition(size, 32, 1, 20))
    state, _ = engine.found()
    engine.advance(state, 2)
    if (status := Path("/proc/self/status")).exists():  # elsewhere a process starts with the peak of its parent
        return 1024 * int(next(line.split()[1] for line in status.read_text().splitlines() if "VmHWM" in line))
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _memory() -> Iterator[Ratio]:
    """Yield the memory of a large population, in processes of their own: a small one holds little but the libraries."""

    def peak(size: int) -> int:
        code = MEMORY.format(size=size)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        return int(json.loads(done.stdout.splitlines()[-1]))

    for size in (64, 4096):  # whatever has to be compiled, which takes memory too
        peak(size)
    small, large = peak(64), peak(4096)
    yield Ratio("peak memory of a large population", large / 1e9, "GB", 2.0, True, "P = 4096, T = 32")
    planned = arrays(_definition(4096, 32, 1, 20))
    detail = f"{(large - small) / 1e9:.2f} GB more than P = 64; planned {planned / 1e9:.2f} GB"
    yield Ratio("arrays of a large population against the planner", (large - small) / planned, "", 1.0, True, detail)


COMMAND = "import sys; from baldwin.__main__ import main; sys.argv[1:] = {arguments!r}; main()"


def _command() -> Iterator[Ratio]:
    """Yield the wall time of a MAML command whose program was compiled before, and of the first on a machine."""
    import os
    import tempfile
    import time

    def seconds(folder: str, preset: str, *options: str, **environment: str) -> float:
        code = COMMAND.format(arguments=["run", preset, *options, "--quiet", "--runs", folder])
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=os.environ | environment)
        return time.perf_counter() - start

    with tempfile.TemporaryDirectory() as folder:
        times = [seconds(folder, "maml", "--generations", "100", "--seed", str(seed)) for seed in range(4)]
        first = seconds(folder, "sinusoid", "--generations", "1", XDG_CACHE_HOME=str(Path(folder) / "cache"))
    yield Ratio("baldwin run maml, 100 generations, wall", sorted(times[1:])[1], "s", 2.0, True, "compiled before")
    detail = "nothing compiled before: kernels, and three programs side by side; half of what it took before is 9.3 s"
    yield Ratio("baldwin run sinusoid, the first on a machine, wall", first, "s", 9.3, True, detail)
