"""The beginning of a long run, taken from a shorter one that is otherwise the same: its rows and its last good state.

Results depend on the definition alone, so that a shorter run is the beginning of a longer one, byte for byte; but for
those whose steps follow their whole length (`Wing.paced`), and for an assay that only the last generation has.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baldwin.definition import wing_of
from baldwin.definition.base import Definition
from baldwin.engine import Engine, adopt
from baldwin.errors import RunError
from baldwin.store import checkpoints
from baldwin.store.extents import Extent
from baldwin.store.following import timed_until
from baldwin.store.info import INFO, read_info
from baldwin.store.provenance import run_id, scheme_of
from baldwin.store.reading import ASSAYS, GENERATIONS, TIMINGS

__all__ = ["Beginning", "lengths", "longest", "of_length", "search", "take"]


@dataclass(frozen=True)
class Beginning:
    """What a longer run takes from a shorter one."""

    run: str  # name/id of the shorter run
    generation: int
    state: Any
    tables: tuple[bytes, ...]  # rows so far of generations, assays and timings
    elapsed: float  # seconds that they took
    origin: dict[str, Any]  # version and surroundings that they were computed with, as its `run.json` has them

    @property
    def info(self) -> dict[str, Any]:
        """What `run.json` says of it."""
        beginning = {"run": self.run, "generation": self.generation, **self.origin}
        return {"beginning": beginning, "elapsed": self.elapsed}


def of_length(definition: Definition, generations: int) -> Definition:
    """Return the definition with another number of generations; nothing is checked."""
    population = definition.population.model_copy(update={"generations": generations})
    return definition.model_copy(update={"population": population})


def lengths(folder: Path) -> set[int]:
    """Return the numbers of generations that the runs in a folder of one name were asked for, by their `run.json`."""
    found = set()
    for path in folder.glob(f"*/{INFO}"):
        try:
            asked = json.loads(path.read_bytes()).get("generations")
        except (OSError, ValueError, AttributeError):  # which is told where that run is opened
            continue
        if isinstance(asked, int) and not isinstance(asked, bool):
            found.add(asked)
    return found


def longest(folder: Path, definition: Definition, known: Iterable[int]) -> Path | None:
    """Return the longest of the runs in `folder` that differ from `definition` in being shorter alone, if any.

    `known` is what `lengths` returned of the folder. Never a run whose steps follow its whole length.
    """
    shorter = sorted((one for one in known if one < definition.population.generations), reverse=True)
    if not shorter or wing_of(definition).paced(definition) is not None:
        return None
    paths = (folder / run_id(of_length(definition, one)) for one in shorter)
    return next((path for path in paths if (path / INFO).is_file()), None)


def search(path: Path, definition: Definition) -> Path | None:
    """Return the longest of the shorter runs beside the run of `definition` in `path`, None without one."""
    return longest(path.parent, definition, lengths(path.parent))


def take(path: Path, definition: Definition, engine: Engine) -> Beginning | None:
    """Return what the run of `definition` can take from the shorter one in `path`: None where nothing is whole.

    Args:
        path: as `longest` returned it.
        definition: of the longer run.
        engine: of the longer run.
    """
    try:
        info = read_info(path)
    except RunError:
        return None
    for checkpoint in checkpoints.candidates(path):
        try:
            arrays, extents = checkpoints.read(checkpoint, scheme_of(definition))
            of_rows, of_assays = extents
            rows, assays = _read(path / GENERATIONS, of_rows), _read(path / ASSAYS, of_assays)
            state = adopt(engine, arrays)
            generation = engine.generation(state)
            timings = _read(path / TIMINGS, timed_until(path / TIMINGS, generation))
        except (KeyError, ValueError, OSError):  # the one before it may be whole
            continue
        tables = rows, _regular(assays, definition.assays.every), timings
        elapsed = float(info.get("elapsed", 0.0))
        origin: dict[str, Any] = {one: info[one] for one in ("baldwin", "packages", "computed_on") if one in info}
        return Beginning(f"{path.parent.name}/{path.name}", generation, state, tables, elapsed, origin)
    return None


def _read(path: Path, extent: Extent) -> bytes:
    """Return the first bytes of a table, as many as were counted; raises ValueError if they are no longer those."""
    if not extent.size:
        return b""
    with path.open("rb") as file:
        data = file.read(extent.size)
    if Extent().after(data) != extent:
        raise ValueError(f"{path.name} is damaged")
    return data


def _regular(rows: bytes, every: int) -> bytes:
    """Return assays without those at the end that came out of turn, since the run ended there."""
    lines = rows.splitlines(keepends=True)
    while lines and every and json.loads(lines[-1])["generation"] % every:
        lines.pop()
    return b"".join(lines)
