"""Small populations of the toy wing, and short ways to run them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from baldwin.definition import from_toml
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


def toy_definition(*overrides: str) -> Definition:
    return from_toml(TEXT, "toy.toml", overrides)


def compute(runs: Path, definition: Definition, *, until: int | None = None, **options: object) -> RunWriter:
    """Run `definition`, to its end or for `until` chunks, one generation per chunk."""
    return write(RunWriter.create(runs, definition, **options), load_engine(definition), until)


def write(writer: RunWriter, engine: Any, until: int | None = None) -> RunWriter:
    """Compute what a run still lacks, or `until` chunks of it, one generation per chunk."""
    with writer:
        if not writer.complete:
            chunks = evolve(engine, writer.definition, state=writer.restore(engine), chunk_seconds=0.0)
            for number, chunk in enumerate(chunks, start=1):
                writer.append(chunk.state, chunk.record, chunk.seconds)
                if number == until:
                    break
    return writer


def tables(path: Path) -> tuple[bytes, ...]:
    return tuple((path / name).read_bytes() for name in TABLES)
