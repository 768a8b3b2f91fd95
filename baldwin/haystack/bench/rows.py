"""The rows of `baldwin bench haystack`: what is compared, what came out, and the bar that it should clear."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.haystack.bench import alternatives, limits
from baldwin.haystack.definition import HaystackDefinition
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.kernels.packed import evolve_large
from baldwin.haystack.kernels.packed_birth import GENOTYPE
from baldwin.haystack.layouts import State
from baldwin.haystack.reference import needle as reference
from baldwin.numba_cache import threads, use_threads
from baldwin.timing import Ratio, interleaved

__all__ = ["measure"]

ROUNDS, REPEATS = 7, 10


def measure(quick: bool = False) -> Iterator[Ratio]:
    """Yield rows as they are measured; `quick` leaves out populations of 10^7 and takes fewer rounds."""
    rounds = 3 if quick else ROUNDS
    usual = threads()
    use_threads(1)
    try:
        yield from _machine(rounds)
        yield from _whole_runs(rounds)
        yield from _one_generation(rounds)
        yield from _learners(rounds)
        yield from _long_genomes(rounds)
        if not quick:
            yield from _large(rounds)
        use_threads(usual)
        yield from _threads(rounds, usual)
        yield from _commands(rounds)
    finally:
        use_threads(usual)


def _definition(size: int, generations: int = 50, replicates: int = 1, **tables: Any) -> HaystackDefinition:
    population = {"size": size, "generations": generations, "replicates": replicates, "seed": 1}
    given = {"name": "bench", "population": population, "assays": {"every": 0}, "lifetime": {"kind": "geometric"}}
    return HaystackDefinition.model_validate(given | tables)


def _evolved(definition: HaystackDefinition, generations: int) -> tuple[HaystackEngine, State]:
    engine = HaystackEngine(definition)
    state, _ = engine.found()
    if generations:
        state, _ = engine.advance(state, generations)
    return engine, state


def _alleles(living: npt.NDArray[np.uint64], loci: int) -> alternatives.Alleles:
    """Return packed genotypes as bytes."""
    bits = np.arange(loci, dtype=np.uint64)
    correct, plastic = (
        living[:, None] >> bits & np.uint64(1),
        living[:, None] >> (bits + np.uint64(loci)) & np.uint64(1),
    )
    return (correct + 2 * plastic).astype(np.int8)


def _machine(rounds: int) -> Iterator[Ratio]:
    count = 1_000_000
    values = np.empty(10 * count, dtype=np.uint64)
    values[:] = 1
    places = np.random.default_rng(0).integers(0, values.size, count)
    copy = np.empty_like(values)
    t = interleaved(
        {
            "word": partial(limits.counter_words, count, np.uint64(1)),
            "gather": partial(limits.gather, values, places),
            "copy": partial(np.copyto, copy, values),
        },
        rounds,
    )
    yield Ratio("machine: counter-based random word", t["word"] / count * 1e9, "ns", None, True, "SplitMix64, summed")
    yield Ratio("machine: random gather of 8 B", t["gather"] / count * 1e9, "ns", None, True, "from 80 MB, summed")
    yield Ratio("machine: copy", 16 * values.size / t["copy"] / 1e9, "GB/s", None, False, "80 MB, read and written")


def _whole_runs(rounds: int) -> Iterator[Ratio]:
    definition = _definition(1000)

    def kernel() -> None:
        for _ in range(REPEATS):  # a run takes under a millisecond, too little to time alone
            _evolved(definition, 50)

    t = interleaved(
        {
            "kernel": kernel,
            "geometric": partial(alternatives.numpy_run, alternatives.numpy_geometric, 1000, 20, 50, 1000, 1),
            "literal": partial(alternatives.numpy_run, alternatives.numpy_literal, 1000, 20, 50, 1000, 1),
        },
        rounds,
    )
    t["kernel"] /= REPEATS
    small = HaystackEngine(_definition(100, lifetime={"kind": "literal", "trials": 200}))

    def read() -> None:
        population = reference.founders(0, small.model)
        for born in range(1, 4):
            population = reference.generation(population, 0, born, small.model)

    def same() -> None:
        state, _ = small.found()
        for _ in range(20):
            state, _ = small.advance(state, 3)

    readable = interleaved({"reference": read, "kernel": same}, 3)
    detail = f"N = 1000, 50 generations, set-up included, but for tables that are kept: {t['kernel'] * 1e3:.2f} ms"
    yield Ratio("1 whole run: kernel against NumPy, literal", t["literal"] / t["kernel"], "x", 300, False, detail)
    yield Ratio("2 whole run: kernel against NumPy, geometric", t["geometric"] / t["kernel"], "x", 15, False, detail)
    ratio = 20 * readable["reference"] / readable["kernel"]
    yield Ratio("  kernel against the reference", ratio, "x", None, False, "N = 100, 3 generations, literal")


def _one_generation(rounds: int) -> Iterator[Ratio]:
    for number, generations, bar in (("3", 0, 0.75), ("3", 50, 0.55)):
        engine, state = _evolved(_definition(1000), generations)
        buffer = np.zeros(3000, dtype=np.uint64)
        buffer[:1000] = engine.kernel.living(state)[0]
        repeats = 2000
        t = interleaved(
            {
                "kernel": partial(limits.generations_from, buffer.copy(), engine.model, repeats),
                "floor": partial(limits.floor_generations, buffer.copy(), engine.model, repeats),
            },
            rounds,
        )
        ns = {name: seconds / repeats / 1000 * 1e9 for name, seconds in t.items()}
        detail = f"N = 1000: {ns['kernel']:.1f} ns per child, records included; floor {ns['floor']:.1f} ns"
        yield Ratio(
            f"{number} generation {generations}: share of the floor", t["floor"] / t["kernel"], "", bar, False, detail
        )


def _learners(rounds: int) -> Iterator[Ratio]:
    engine, state = _evolved(_definition(1000), 50)
    living = engine.kernel.living(state)[0]
    alleles = _alleles(living, 20)
    able = alleles[(alleles != 0).all(axis=1)]
    q = (able == 2).sum(axis=1).astype(np.uint64)
    literal = HaystackEngine(_definition(1000, lifetime={"kind": "literal"})).model
    repeats = 200
    t = interleaved(
        {
            "table": partial(limits.lives, q, engine.model, 10 * repeats),
            "packed": partial(limits.lives, q, literal, repeats),
            "bytes": partial(alternatives.bytes_literal, able, 1000),
        },
        rounds,
    )
    ns = {"table": t["table"] / 10 / repeats, "packed": t["packed"] / repeats, "bytes": t["bytes"]}
    ns = {name: seconds / len(able) * 1e9 for name, seconds in ns.items()}
    detail = f"generation 50: {ns['table']:.1f}, {ns['packed']:.1f}, {ns['bytes']:.0f} ns per life"
    yield Ratio("6 lives: table against packed literal trials", ns["packed"] / ns["table"], "x", 6, False, detail)
    yield Ratio("6 lives: packed literal against literal bytes", ns["bytes"] / ns["packed"], "x", 50, False, detail)


def _long_genomes(rounds: int) -> Iterator[Ratio]:
    for loci in (64, 200):
        shares = {"kind": "ternary", "correct": 1 - 6 / loci, "wrong": 0.0, "plastic": 6 / loci}  # as if converged
        definition = _definition(1000, encoding=shares, task={"kind": "needle", "loci": loci})
        engine, start = _evolved(definition, 0)
        arrays = {name: a.copy() for name, a in engine.save(start).items()}
        rng = np.random.default_rng(0)
        alleles = rng.choice(np.array([1, 2], dtype=np.int8), size=(1000, loci), p=[1 - 6 / loci, 6 / loci])

        def kernel(engine: HaystackEngine = engine, arrays: dict[str, Any] = arrays) -> None:
            for _ in range(REPEATS):
                engine.advance(engine.restore(arrays), 50)

        def numpy(alleles: alternatives.Alleles = alleles, rng: np.random.Generator = rng) -> None:
            alternatives.numpy_generations(rng, alternatives.numpy_geometric, alleles, 50, 1000)

        t = interleaved({"kernel": kernel, "numpy": numpy}, rounds)
        t["kernel"] /= REPEATS
        detail = f"N = 1000: {t['kernel'] / 50_000 * 1e9:.1f} ns per child"
        yield Ratio(f"7 {loci} loci: kernel against NumPy, geometric", t["numpy"] / t["kernel"], "x", 25, False, detail)


def _large(rounds: int) -> Iterator[Ratio]:
    size = 10_000_000
    engine, state = _evolved(_definition(size), 0)
    places = np.random.default_rng(0).integers(0, size, size)
    plain = [np.empty(size, np.uint64) for _ in range(3)]  # the alternative's: the living, their children, learners
    for generation in (1, 15):
        if generation > 1:
            engine.advance(state, generation - 1)  # in place
        sums, histograms = np.zeros((1, 10), np.int64), np.zeros((1, 1, 21), np.int64)

        def breed(at: tuple[Any, Any, int] = (sums, histograms, generation)) -> None:
            side, never = state.sides.copy(), np.zeros(1, np.bool_)  # so that each call starts from the same population
            evolve_large(state.genomes[0], side, at[2], never, 0, engine.model, at[0], at[1])

        plain[0][:] = engine.kernel.living(state)[0] & GENOTYPE
        t = interleaved(
            {
                "batched": breed,
                "plain": partial(
                    alternatives.plain_generation, plain[0], plain[1], plain[2], np.uint64(generation), engine.model
                ),
                "gather": partial(limits.gather, state.genomes[0], places),
            },
            rounds,
        )
        ns = {name: seconds / size * 1e9 for name, seconds in t.items()}
        detail = f"generation {generation}: {ns['batched']:.1f} ns per child; gather {ns['gather']:.1f}"
        yield Ratio("4 N = 10^7: child against one random gather", ns["batched"] / ns["gather"], "x", 4.5, True, detail)
        detail = f"generation {generation}: plain {ns['plain']:.1f} ns, child after child"
        yield Ratio("5 N = 10^7: batches against plain gather", ns["plain"] / ns["batched"], "x", 1.8, False, detail)


def _threads(rounds: int, threads: int) -> Iterator[Ratio]:
    if threads < 2:
        print("one thread only: the ratios of two threads to one are left out", file=sys.stderr)
        return
    definition = _definition(1000, replicates=400)
    tables: dict[int, Any] = {}

    def sweep(count: int) -> None:
        use_threads(count)
        engine = HaystackEngine(definition)
        state, _ = engine.found()
        tables[count] = engine.advance(state, 50)[1].generations

    variants: dict[str, Callable[[], object]] = {"one": partial(sweep, 1), "two": partial(sweep, 2)}
    cpu = interleaved(variants, rounds)
    wall = interleaved(variants, rounds, time.perf_counter)
    equal = all(a.tobytes() == b.tobytes() for a, b in zip(tables[1].values(), tables[2].values(), strict=True))
    detail = f"400 replicates; tables {'equal' if equal else 'DIFFER'}"
    yield Ratio("8 replicates: CPU of two threads against one", cpu["two"] / cpu["one"], "x", 1.1, True, detail)
    yield Ratio("9 replicates: wall time, one thread against two", wall["one"] / wall["two"], "x", 1.7, False, detail)
    if not equal:
        yield Ratio("8 equal bytes for one and two threads", 0.0, "", 1.0, False, detail)


def _commands(rounds: int) -> Iterator[Ratio]:
    import subprocess
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        run = ["run", "hinton-nowlan", "--replicates", "1", "--fresh", "--runs", folder]
        variants: dict[str, Callable[[], object]] = {
            name: partial(subprocess.run, [sys.executable, "-m", "baldwin", *words], capture_output=True, check=True)
            for name, words in (("help", ["--help"]), ("run", run))
        }
        t = interleaved(variants, rounds, time.perf_counter)
    yield Ratio("18 `baldwin --help`", t["help"], "s", 0.3, True, "wall time of the process")
    yield Ratio("18 `baldwin run hinton-nowlan`", t["run"], "s", 1.0, True, "wall time, warm cache, one replicate")
