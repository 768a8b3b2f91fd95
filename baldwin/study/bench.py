"""What a study costs beside its cells: against plain multiprocessing that evolves the same cells and keeps as much.

Variants take turns. Costs are CPU time of all processes, so they hold on a busy machine too; what a second worker gains
is wall time, and means something on an idle one only. Cells that differ in numbers alone share a compiled program.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple, Self

from baldwin.definition import from_toml, load, to_toml
from baldwin.definition.base import Definition
from baldwin.engine import Engine
from baldwin.evolve import evolve, load_engine, renew_engine
from baldwin.keeping import keep
from baldwin.store import RunWriter
from baldwin.study.cells import Cell
from baldwin.study.driver import Driver, Tally
from baldwin.study.executors import Settings, start
from baldwin.study.executors.local import environment
from baldwin.study.journal import StudyJournal
from baldwin.study.plan import plan
from baldwin.study.proposals import Options, ask
from baldwin.study.worker import CellResult
from baldwin.timing import Ratio, interleaved

__all__ = ["measure"]

POPULATION = "hinton-nowlan"

REPLICATES = "population.replicates=4"

NETWORKS = "harlow"
SMALL = ("population.size=16", "population.generations=20", "assays.every=0")


class Cost(NamedTuple):
    """Seconds."""

    wall: float
    cpu: float  # of this process and all that it has waited for

    @classmethod
    def now(cls) -> Self:
        """Return the clocks as they are."""
        return cls(time.perf_counter(), sum(os.times()[:4]))

    def since(self) -> Cost:
        """Return what has passed since these clocks were read."""
        later = Cost.now()
        return Cost(later.wall - self.wall, later.cpu - self.cpu)


Costs = dict[tuple[str, int], Cost]
"""(variant, workers) -> what it takes."""


class _Silence:
    """Ignores everything."""

    def begin(self, path: Path, tally: Tally) -> None: ...
    def report(self, tally: Tally) -> None: ...
    def ended(self, cell: Cell, result: CellResult, tally: Tally) -> None: ...
    def note(self, text: str) -> None: ...
    def close(self) -> None: ...


def measure(quick: bool = False) -> Iterator[Ratio]:
    """Yield the rows of `baldwin bench study`."""
    cells, rounds = (20, 1) if quick else (60, 3)
    costs = _rounds(("population.generations=20", REPLICATES), cells, (1,), rounds)
    study, pool = (1000 * costs[name, 1].cpu / cells for name in ("study", "pool"))
    detail = f"{study:.0f} against {pool:.0f} ms of CPU; {cells} cells, the start of a worker included"
    yield Ratio("what a short cell takes, in a study and in a pool", study - pool, "ms", 15.0, True, detail)
    cells = 8 if quick else 12
    costs = _rounds(("population.generations=4000", "assays.every=100", REPLICATES), cells, (1, 2), rounds)
    for workers in (1, 2):
        of_study, other = costs["study", workers].cpu, costs["pool", workers].cpu
        detail = f"{of_study:.2f} against {other:.2f} s of CPU for {cells} cells"
        yield Ratio(f"study / pool, {workers} worker{'s' * (workers > 1)}", of_study / other, "x", 1.1, True, detail)
    gain, usual = (costs[name, 1].wall / costs[name, 2].wall for name in ("study", "pool"))
    walls = f"{costs['study', 1].wall:.2f} and {costs['study', 2].wall:.2f} s"
    detail = f"{gain:.2f} x ({walls} of wall time) against {usual:.2f} x; {os.cpu_count()} cores"
    yield Ratio("what a second worker gains, study / pool", gain / usual, "x", 0.9, False, detail)
    yield from _programs(rounds)


def _programs(rounds: int) -> Iterator[Ratio]:
    """Yield what cells of one shape gain by one compiled program.

    Programs that were compiled before lie on disk, as they do for users: what is saved is loading and tracing them.
    """
    cells = [load(NETWORKS, [*SMALL, f"population.seed={seed}"]) for seed in range(8)]

    def fresh() -> None:
        for cell in cells:
            _evolve_alone(load_engine(cell), cell)

    def shared() -> None:
        engine = load_engine(cells[0])
        for cell in cells:
            engine = renew_engine(engine, cell) or load_engine(cell)
            _evolve_alone(engine, cell)

    times = interleaved({"fresh": fresh, "shared": shared}, rounds)
    detail = f"{times['fresh']:.2f} against {times['shared']:.2f} s of CPU for {len(cells)} cells of {NETWORKS}"
    yield Ratio("one program for cells of one shape", times["fresh"] / times["shared"], "x", 1.5, False, detail)


def _evolve_alone(engine: Engine, definition: Definition) -> None:
    for _ in evolve(engine, definition):
        pass


def _rounds(fixed: tuple[str, ...], cells: int, workers: tuple[int, ...], rounds: int) -> Costs:
    """Return what each variant costs with each number of workers, medians over the rounds."""
    costs: dict[tuple[str, int], list[Cost]] = {}
    for number in range(rounds + 1):
        for count in workers:
            for name, run in (("study", _study), ("pool", _pool)):
                with tempfile.TemporaryDirectory() as folder:
                    began = Cost.now()
                    run(Path(folder), fixed, cells, count)
                    if number:  # the first round loads compiled kernels into the system's memory
                        costs.setdefault((name, count), []).append(began.since())
    return {
        key: Cost(median(one.wall for one in found), median(one.cpu for one in found)) for key, found in costs.items()
    }


def _study(runs: Path, fixed: tuple[str, ...], cells: int, workers: int) -> None:
    vary = [f"population.seed=1:{cells}:1"]
    planned = plan(ask(POPULATION, Options(set=fixed, vary=vary)))
    with _one_thread(), StudyJournal(runs, planned) as journal, start("local", Settings(workers)) as executor:
        Driver(journal, executor, _Silence()).drive()


def _pool(runs: Path, fixed: tuple[str, ...], cells: int, workers: int) -> None:
    texts = [to_toml(load(POPULATION, [*fixed, f"population.seed={seed}"])) for seed in range(1, cells + 1)]
    spawn = multiprocessing.get_context("spawn")
    with _one_thread(), ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        list(pool.map(partial(_plain, runs), texts))


def _plain(runs: Path, text: str) -> None:
    definition = from_toml(text, "cell")
    keep(RunWriter.create(runs, definition))


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Give every process one thread, whatever their number, so that workers alone make the difference."""
    before = dict(os.environ)
    os.environ.update(environment(1))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
