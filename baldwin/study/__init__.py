"""Studies: many runs of one population that differ in some fields, and the table of how they ended.

    runs/<study>/<id>/
        study.toml        what varies, arms, constraints, search and budget; `baldwin sweep` reads it again
        base.toml         the population file as given, and beside it the Python files that it names
        run.json          provenance and status, kind "study"; no host, user or path
        cells.jsonl       one cell per line: arm, values of the fields that vary, and its run
        outcomes.jsonl    what happened to the cells: started, finished, failed and why; it only grows

A cell is an ordinary run in `runs/<population>/<id>/`: a plain `baldwin run` of its definition is the same run. Reading
a study imports no kernel, no engine and no optimisation library.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baldwin.study.reading import Study as Study
    from baldwin.study.reading import find_study as find_study
    from baldwin.study.reading import list_studies as list_studies
    from baldwin.study.reading import open_study as open_study
    from baldwin.study.tabulation import table as table

__all__ = ["Study", "find_study", "list_studies", "open_study", "table"]

_HOMES = {
    "Study": "reading",
    "find_study": "reading",
    "list_studies": "reading",
    "open_study": "reading",
    "table": "tabulation",
}


def __getattr__(name: str) -> Any:
    """Load a public name at its first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
