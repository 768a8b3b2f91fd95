"""Haystack replicates that a rule stops: as those of a run without it, cut off in the right generation."""

from __future__ import annotations

import numpy as np
import pytest

from baldwin.definition import load
from baldwin.endings import endings
from baldwin.engine import Arrays, Columns
from baldwin.haystack.engine import HaystackEngine

SMALL = ["population.size=60", "population.generations=60", "population.replicates=4", "task.loci=8", "assays.every=3"]
CHUNKS = [[60], [1] * 20 + [40], [2, 45, 13]]
POPULATIONS = {
    "packed": ("hinton-nowlan", ["strategy.mutation_rate=0.01"]),
    "wide": ("plasticity-cost", ["strategy.mutation_rate=0.01", "task.move_every=20"]),
    "landscape": ("nk-landscape", ["task.epistasis=2"]),
    "worlds": (
        "plasticity-cost",
        ['schedule=[{kind="switches", field="fitness.plasticity_cost", listed=[0.0, 0.3], rate=0.04}]'],
    ),
}
Tables = tuple[Columns, Columns]


def evolved(engine: HaystackEngine, chunks: list[int], *, restart: bool = False) -> tuple[Tables, Arrays]:
    """Return the tables up to the last generation, and the arrays of the last state."""
    state, record = engine.found()
    records = [record]
    for chunk in chunks:
        if restart:
            state = engine.restore({name: np.array(value) for name, value in engine.save(state).items()})
        left = engine.definition.population.generations - engine.generation(state)
        if left <= 0 or engine.finished(state):
            break
        state, record = engine.advance(state, min(chunk, left))
        records.append(record)
    tables = [[one.generations for one in records], [one.assays for one in records]]
    generations, assays = (
        {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} for parts in tables
    )
    return (generations, assays), {name: np.array(value) for name, value in engine.save(state).items()}


def first_at(values: list[float], target: float) -> int | None:
    return next((place for place, value in enumerate(values) if value >= target), None)


def first_flat(values: list[float], patience: int) -> int | None:
    """Return the first place that is so far behind the highest value before it, or at it."""
    return next((i for i in range(len(values)) if i - int(np.argmax(values[: i + 1])) >= patience), None)


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("packed", "target"), ("packed", "plateau"), ("wide", "assays"), ("landscape", "target"), ("worlds", "plateau")],
)
def test_each_replicate_is_that_of_a_free_run_cut_off(kind: str, rule: str) -> None:
    population, changes = POPULATIONS[kind]
    free = HaystackEngine(load(population, [*SMALL, *changes]))  # type: ignore[arg-type]
    (whole, assayed), _ = evolved(free, CHUNKS[0])
    column, table, every = ("learned", assayed, 3) if rule == "assays" else ("fitness_mean", whole, 1)
    courses = [table[column][table["replicate"] == r].tolist() for r in range(4)]
    if rule == "plateau":
        given, found = ["stop.plateau=12"], [first_flat(values, 12) for values in courses]
    else:
        highest = sorted(max(values) for values in courses)
        target = (highest[1] + highest[2]) / 2  # two get there
        given, found = [f"stop.of={column}", f"stop.target={target!r}"], [first_at(v, target) for v in courses]
    ends = [60 if place is None else every * place for place in found]
    assert len(set(ends)) > 1

    engine = HaystackEngine(load(population, [*SMALL, *changes, *given]))  # type: ignore[arg-type]
    states = []
    for chunks in CHUNKS:
        (generations, assays), state = evolved(engine, chunks, restart=chunks is not CHUNKS[0])
        for ruled, all_rows in ((generations, whole), (assays, assayed)):
            keep = all_rows["generation"] <= np.array(ends)[all_rows["replicate"]]
            assert list(ruled) == list(all_rows)
            assert all(np.array_equal(ruled[one], all_rows[one][keep], equal_nan=True) for one in ruled)
        states.append(state)
    assert all(np.array_equal(one[name], states[0][name], equal_nan=True) for one in states[1:] for name in states[0])
    for replicate, end in enumerate(ends):
        _, until = evolved(free, [end] if end else [])
        for name in ("genomes", "trials_before"):
            assert np.array_equal(states[0][name][replicate], until[name][replicate])
    over = endings(engine.definition, generations, assays, complete=True)
    assert over.generation.tolist() == ends
    why = "plateau" if rule == "plateau" else "target"
    assert over.reason == tuple("" if place is None else why for place in found)


def test_founders_may_be_good_enough() -> None:
    engine = HaystackEngine(load("hinton-nowlan", [*SMALL, "stop.target=0"]))  # type: ignore[arg-type]
    state, record = engine.found()
    assert engine.finished(state)
    assert record.generations["generation"].tolist() == [0] * 4
