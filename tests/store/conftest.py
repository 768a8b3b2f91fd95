"""The toy wing, and small populations of it, for the tests of the run store."""

from __future__ import annotations

from pathlib import Path

import pytest
import toy

from baldwin.definition import discovery, from_toml
from baldwin.definition.base import Definition
from baldwin.evolve import evolve, load_engine
from baldwin.store import RunWriter

TABLES = ("generations.jsonl", "assays.jsonl")

TEXT = """
name = "toy"
title = "Numbers that drift"
[population]
size = 5
generations = 12
replicates = 3
seed = 7
[assays]
every = 2
[task]
kind = "toy"
"""


@pytest.fixture(autouse=True)
def _toy_wing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "wings", discovery.wings)  # so that it is undone
    toy.install()


@pytest.fixture
def definition() -> Definition:
    return toy_definition()


def toy_definition(*overrides: str) -> Definition:
    return from_toml(TEXT, "toy.toml", overrides)


def compute(runs: Path, definition: Definition, *, until: int | None = None, **options: object) -> RunWriter:
    """Run `definition`, to its end or for `until` chunks, one generation per chunk."""
    engine = load_engine(definition)
    with RunWriter.create(runs, definition, **options) as writer:
        if not writer.complete:
            chunks = evolve(engine, definition, state=writer.restore(engine), chunk_seconds=0.0)
            for number, chunk in enumerate(chunks, start=1):
                writer.append(chunk.state, chunk.record, chunk.seconds)
                if number == until:
                    break
    return writer


def tables(path: Path) -> tuple[bytes, ...]:
    return tuple((path / name).read_bytes() for name in TABLES)
