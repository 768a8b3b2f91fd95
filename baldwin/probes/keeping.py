"""What probes found, kept in the directory of the run: one file per kind, the last finding of each.

`probes/<kind>.npz` needs no baldwin: it holds the columns of the table as `table/<name>`, the arrays for figures as
`arrays/<name>`, and what each of them is in its text `description`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from baldwin.errors import BaldwinError
from baldwin.named_arrays import Described, NamedArrays
from baldwin.probes.probe import ProbeResult, ResultColumn
from baldwin.store.output import write_output
from baldwin.store.reading import Run
from baldwin.version import VERSION

__all__ = ["FOLDER", "Kept", "keep", "kept"]

FOLDER = "probes"
TABLE, ARRAYS, ENDING = "table/", "arrays/", ".npz"
ABOUT = (
    "title",
    "reading",
    "about",
    "notes",
    "warnings",
    "kind",
    "generation",
    "instances",
    "fields",
    "own",
    "baldwin",
)


@dataclass(frozen=True)
class Kept:
    """A finding as a run's directory holds it.

    Attributes:
        name: of its file: the kind of probe, or a class of the user's own.
        found: the finding; None where the file cannot be read.
        about: how the probe describes itself.
        generation: whose genotypes were examined.
        instances: held-out instances that each of them lived in.
        fields: of the probe, as they were set.
        own: whether the probe is a class of the user's own, which has no figure here.
        problem: why the file cannot be read, in one line with a remedy.
    """

    name: str
    found: ProbeResult | None = None
    about: str = ""
    generation: int = 0
    instances: int = 0
    fields: Mapping[str, Any] | None = None
    own: bool = False
    problem: str = ""


def keep(run: Run, name: str, found: ProbeResult, how: Mapping[str, Any]) -> ProbeResult:
    """Write a finding into a run's directory, in the place of an earlier one of the same kind, and return it.

    It gets the path as `file`; where nothing can be written, a warning that says so.

    Args:
        run: that was examined.
        name: of the file.
        found: by a probe.
        how: `about`, `generation`, `instances`, `fields` and `own`, as of `Kept`.
    """
    path = run.path / FOLDER / f"{name}{ENDING}"
    try:
        write_output(path, _arrays(found, how).write_npz)
    except (OSError, BaldwinError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        return replace(found, warnings=(*found.warnings, f"{path}: not kept, so that no report shows it: {why}"))
    return replace(found, file=path)


def kept(run: Run) -> tuple[Kept, ...]:
    """Return what probes found in a run, by name; nothing in these files is run."""
    folder = run.path / FOLDER
    with contextlib.suppress(OSError):
        return tuple(_read(run, path) for path in sorted(folder.glob(f"*{ENDING}")) if not path.name.startswith("."))
    return ()


def _arrays(found: ProbeResult, how: Mapping[str, Any]) -> NamedArrays:
    arrays, described = {}, {}
    for name, column in found.columns.items():
        values = np.asarray(column.values)
        arrays[f"{TABLE}{name}"] = values if values.dtype.kind in "biufU" else np.asarray([*map(str, column.values)])
        described[f"{TABLE}{name}"] = Described(column.meaning, ("rows",), column.unit)
    for name, values in found.arrays.items():
        arrays[f"{ARRAYS}{name}"] = np.asarray(values)
        described[f"{ARRAYS}{name}"] = Described(found.meanings[name], (), "")
    own = {"title": found.title, "reading": found.reading, "notes": found.notes, "warnings": found.warnings}
    return NamedArrays(arrays, described, {**own, "kind": found.kind, **how, "baldwin": VERSION})


def _read(run: Run, path: Path) -> Kept:
    name = path.stem
    try:
        read = NamedArrays.read(path.name, path.read_bytes())
        about = {key: read.about[key] for key in ABOUT}
        if not isinstance(about["fields"], dict):
            raise ValueError("is none of this program's")
        columns = {
            key.removeprefix(TABLE): ResultColumn(values.tolist(), *_words(read, key))
            for key, values in read.arrays.items()
            if key.startswith(TABLE)
        }
        arrays = {key.removeprefix(ARRAYS): one for key, one in read.arrays.items() if key.startswith(ARRAYS)}
        found = ProbeResult(
            title=str(about["title"]),
            columns=columns,
            notes=tuple(map(str, about["notes"])),
            warnings=tuple(map(str, about["warnings"])),
            arrays=arrays,
            meanings={key: read.described[f"{ARRAYS}{key}"].meaning for key in arrays},
            kind=str(about["kind"]),
            reading=str(about["reading"]),
        )
        numbers = int(about["generation"]), int(about["instances"])
        return Kept(name, found, str(about["about"]), *numbers, about["fields"], bool(about["own"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        why = error.strerror if isinstance(error, OSError) else error if type(error) is ValueError else "is incomplete"
        return Kept(name, problem=f"{path.name}: {why}. Probe again: baldwin probe {run.name}/{run.id} {name}")


def _words(read: NamedArrays, key: str) -> tuple[str, str]:
    described = read.described[key]
    return described.meaning, described.unit
