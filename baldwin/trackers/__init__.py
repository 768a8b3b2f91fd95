"""Trackers of experiments that a run can be written to while it is computed: one file per tracker, none required.

Each module is named as `--log-to` names it and holds

    PACKAGE, MODULE: str                              what must be installed, and what is then imported
    Writer(where, path, name, population)             opens it: `where` is what follows the colon, "" without one;
                                                      `path` the run's directory, `population` its fields, flat
        write(generation, values)                     column -> mean over replicates
        close()

A tracker that fails, such as for want of a network, is reported once and left alone; the run goes on.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, cast

from baldwin.definition.base import Definition
from baldwin.definition.names import did_you_mean
from baldwin.errors import UsageError
from baldwin.evolve import Progress
from baldwin.hooks import generations_of
from baldwin.keeping import Observer

__all__ = ["Tracker", "Writer", "kinds", "tracker"]


class Writer(Protocol):
    """An open tracker."""

    def write(self, generation: int, values: Mapping[str, float]) -> None:
        """Add the means of a generation."""
        ...

    def close(self) -> None:
        """Write what is left, and let go."""
        ...


class WriterModule(Protocol):
    """What a module here holds."""

    PACKAGE: str
    MODULE: str

    def Writer(self, where: str, path: Path, name: str, population: Mapping[str, Any]) -> Writer:  # noqa: N802
        """Open the tracker."""
        ...


def kinds() -> list[str]:
    """Return the names of the trackers."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def tracker(text: str, definition: Definition, observer: Observer) -> Tracker:
    """Return what writes a run to the tracker in `KIND` or `KIND:WHERE`; `observer` is informed should that fail.

    Raises:
        UsageError: there is none such, or its package is not installed.
    """
    kind, _, where = text.partition(":")
    if kind not in kinds():
        raise UsageError(f"--log-to {text}: no such tracker. {did_you_mean(kind, kinds(), form='{}')}")
    module = cast(WriterModule, importlib.import_module(f"{__name__}.{kind}"))
    try:
        importlib.import_module(module.MODULE)
    except ImportError as error:
        raise UsageError(f"--log-to {text}: needs {module.PACKAGE}. Install: pip install {module.PACKAGE}") from error
    return Tracker(kind, module, where, definition, observer)


class Tracker(Observer):
    """Writes each generation to a tracker until that fails."""

    def __init__(self, kind: str, module: WriterModule, where: str, definition: Definition, observer: Observer) -> None:
        self._kind, self._module, self._where = kind, module, where
        self._definition, self._observer = definition, observer
        self._writer: Writer | None = None
        self._path = Path()

    def begin(self, path: Path, generation: int) -> None:
        """Open the tracker, under the name of the run."""
        del generation
        self._path = path
        name = f"{path.parent.name}/{path.name}"
        tables = self._definition.model_dump(mode="json", by_alias=True)

        def opened() -> None:
            self._writer = self._module.Writer(self._where, path, name, dict(_flat(tables)))

        self._tried(opened)

    def report(self, progress: Progress) -> None:
        """Write the generations of a chunk."""
        if (writer := self._writer) is not None:

            def write() -> None:
                for one in generations_of(progress, self._path):
                    writer.write(one.number, one.means())

            self._tried(write)

    def close(self) -> None:
        """Close the tracker."""
        if self._writer is not None:
            self._tried(self._writer.close)
            self._writer = None

    def _tried(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:  # whatever a tracker raises, the run is worth more
            self._writer = None
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            self._observer.note(f"--log-to {self._kind}: {reason.rstrip('.')}. No more is logged; the run goes on.")


def _flat(tables: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """Return field -> value of nested tables, fields written with dots."""
    found: list[tuple[str, Any]] = []
    for key, value in tables.items():
        name = f"{above}.{key}" if above else key
        found += _flat(value, name) if isinstance(value, Mapping) else [(name, value)]
    return found
