"""Pages of runs that lie on disk, each made once."""

from __future__ import annotations

from collections.abc import Sequence

from baldwin.report.page import page_of
from baldwin.store import Run
from baldwin.study import Study

_PAGES: dict[tuple[str, ...], str] = {}


def written(runs: Sequence[Run] | Study) -> str:
    """Return the page of runs as they lie on disk, or of a study."""
    paths = [runs.path] if isinstance(runs, Study) else [run.path for run in runs]
    key = tuple(map(str, paths))
    if key not in _PAGES:
        _PAGES[key] = page_of(runs)
    return _PAGES[key]
