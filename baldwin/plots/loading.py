"""Loads matplotlib whatever a user's settings of it are: figures here have their own."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from typing import Any

from baldwin.errors import UsageError

__all__ = ["styles"]


def styles() -> Any:
    """Return matplotlib's module of styles, loaded without a word on the user's settings: figures here have their own.

    matplotlib does not load where MPLBACKEND names no backend, as in the shell of a notebook that has one of its own,
    or where a file of settings is no text. It is loaded without them then, and the variables stay as they were.

    Raises:
        UsageError: it does not load even so.
    """
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        return importlib.import_module("matplotlib.style")
    except ValueError:
        before = {name: os.environ.pop(name, None) for name in ("MPLBACKEND", "MATPLOTLIBRC")}
        os.environ["MATPLOTLIBRC"] = os.devnull
        for name in [one for one in sys.modules if one.partition(".")[0] == "matplotlib"]:
            del sys.modules[name]  # half loaded
        try:
            return importlib.import_module("matplotlib.style")
        except ValueError as error:
            raise UsageError(
                f"matplotlib does not load ({error}). Move the file matplotlibrc of this folder."
            ) from error
        finally:
            del os.environ["MATPLOTLIBRC"]
            os.environ.update({name: value for name, value in before.items() if value is not None})
    finally:
        log.setLevel(level)
