"""Vega's JavaScript, taken from vl-convert once: nothing is fetched when a report is written, nor when it is read."""

from __future__ import annotations

import re
from functools import cache

from baldwin.errors import UsageError

__all__ = ["require", "runtime"]

REMEDY = "Reports need vl-convert. Install it: pip install vl-convert-python"


def require() -> None:
    """Raise UsageError if vl-convert is not installed."""
    try:
        import vl_convert  # noqa: F401
    except ImportError as error:
        raise UsageError(REMEDY) from error


@cache
def runtime() -> str:
    """Return a script that leaves `vegaEmbed` and nothing else behind; safe inside an element `script`."""
    require()
    import vl_convert

    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return re.sub(r"</(?=script)", r"<\\/", f"(() => {{{bundle}}})();", flags=re.IGNORECASE)
