"""The threads of parallel kernels: started in a layer that works, never more than a system bears, not in a fork."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import numba

from baldwin.errors import FORKED, UsageError

__all__ = ["check_threads", "launch"]

MOST = max(64, 4 * (os.cpu_count() or 1))  # threads

_CONFIG: Any = numba.config
_forked = False


def _note_fork() -> None:
    """Note, in a child process, that threads of parallel kernels stayed with its parent."""
    global _forked
    _forked = _forked or bool(getattr(sys.modules.get("numba.np.ufunc.parallel"), "_is_initialized", False))


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_note_fork)


def check_threads() -> None:
    """Do nothing where numba may start threads.

    Raises:    UsageError: `NUMBA_NUM_THREADS` says no or too many, or this process is a fork of one that has them.
    """
    if _forked:
        raise UsageError(FORKED)
    if not 1 <= _CONFIG.NUMBA_NUM_THREADS <= MOST:  # numba crashes where the system starts no more
        wrong = "must be 1 or more" if _CONFIG.NUMBA_NUM_THREADS < 1 else f"more than {MOST} threads gain nothing"
        raise UsageError(f"NUMBA_NUM_THREADS={_CONFIG.NUMBA_NUM_THREADS}: {wrong}. Start again without it.")


def launch() -> None:
    """Start the threads of parallel kernels in the layer that the user chose, or in any, should that not be there."""
    check_threads()
    parallel: Any = importlib.import_module("numba.np.ufunc.parallel")
    if parallel._is_initialized:
        return
    try:
        parallel._launch_threads()
    except ValueError:  # a layer that is not installed, or none
        before = _CONFIG.THREADING_LAYER, _CONFIG.THREADING_LAYER_PRIORITY
        _CONFIG.THREADING_LAYER, _CONFIG.THREADING_LAYER_PRIORITY = "default", ["tbb", "omp", "workqueue"]
        try:
            parallel._launch_threads()
        finally:
            _CONFIG.THREADING_LAYER, _CONFIG.THREADING_LAYER_PRIORITY = before
