"""`baldwin explore`: a page on this machine, whose controls evolve populations at once."""

from __future__ import annotations

import json as json_
import os
import sys
import threading
from typing import Annotated

from cyclopts import Parameter

from baldwin.cli import candidates
from baldwin.cli.options import Json, Runs, Trust, whole_number

__all__ = ["explore"]

Port = Annotated[str, Parameter(name="--port", help="Port of 127.0.0.1 to listen on; 0 chooses a free one.")]
NoBrowser = Annotated[
    bool, Parameter(name="--no-browser", negative="", show_default=False, help="Only print the address.")
]


def explore(
    subject: Annotated[str | None, Parameter(completer=candidates.populations)] = None,
    /,
    *,
    port: Port = "0",
    no_browser: NoBrowser = False,
    runs: Runs = None,
    trust: Trust = False,
    json: Json = False,
) -> int:
    """Explore a population in the browser: move a control, and see what evolves.

    The page is on this machine alone, and its address, which is printed, holds the key to it. It shows what theory
    expects before anything runs, evolves up to three arms side by side, and keeps what you like as an ordinary run.
    Ctrl-C ends it.

    Parameters
    ----------
    subject
        A preset, a TOML file, a run or a study; default: the presets.

    Examples
    --------
    baldwin explore
    baldwin explore hinton-nowlan
    baldwin explore mine.toml --port 8000
    baldwin explore hinton_nowlan/3f9a1c2e77b0     a run, from what it evolved
    """
    from baldwin.explore.serving import require, serve

    require()
    from baldwin.explore.lab import Lab
    from baldwin.explore.subjects import Subjects

    chosen = whole_number(port, "--port", "must be an integer from 0 to 65535.", least=0, most=65535)
    lab = Lab(Subjects.of(subject, runs, trust=trust))

    def tell(address: str) -> None:
        print(json_.dumps({"address": address}) if json else address, flush=True)
        if not json:
            print("Ctrl-C ends it.", file=sys.stderr, flush=True)

    serve(lab, chosen, open_browser=not (no_browser or json) and sys.stdout.isatty(), tell=tell)
    for path in lab.keepings.stopped:
        print(f"{path}: saved before its end. Go on with: baldwin resume {path}", file=sys.stderr)
    _leave()
    return 0


def _leave() -> None:
    """End the process where threads still compute what nobody will see: nothing interrupts a compiler."""
    if any(one is not threading.main_thread() and not one.daemon for one in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
