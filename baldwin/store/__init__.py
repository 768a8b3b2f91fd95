"""Run directories: what a run leaves on disk, how it goes on after a stop, how it is read back.

    runs/<name>/<id>/
        population.toml       the definition as resolved, every default written out
        my_task.py            the Python files that it names, and what these read, if any; looking never runs them
        founders_.., state_.. the founders that were given, or the state that a branch goes on from, if any, under the
                              name that the definition has for them
        run.json              provenance and status; no host, user or path
        generations.jsonl     one row per generation and living replicate
        assays.jsonl          one row per assayed generation and replicate
        timings.jsonl         wall time per chunk; the only table that differs between equal runs
        checkpoints/          the engine's state, safetensors, the last two; a longer run of the same begins there
        figures/, export/     what `baldwin plot` and `baldwin export` made
        probes/               what `baldwin probe` found, the last finding of each kind
        notes.toml            tags and a note of its user's, if any; no part of the run
        lock                  held while a process works on the run

    runs/.bin/<time>/<name>/<id>/     what was deleted, until the bin is emptied

Nothing here imports a kernel, an engine or a plotting library.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baldwin.store.finding import find_run as find_run
    from baldwin.store.provenance import run_id as run_id
    from baldwin.store.reading import Run as Run
    from baldwin.store.reading import list_runs as list_runs
    from baldwin.store.reading import open_run as open_run
    from baldwin.store.writing import RunWriter as RunWriter

__all__ = ["Run", "RunWriter", "find_run", "list_runs", "open_run", "run_id"]

_HOMES = {
    "Run": "reading",
    "RunWriter": "writing",
    "find_run": "finding",
    "list_runs": "reading",
    "open_run": "reading",
    "run_id": "provenance",
}


def __getattr__(name: str) -> Any:
    """Load a public name at its first use, so that commands which need none of them start at once."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
