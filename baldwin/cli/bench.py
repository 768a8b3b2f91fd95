"""`baldwin bench`."""

from __future__ import annotations

import json as json_
from importlib import import_module
from typing import Annotated

from cyclopts import Parameter

from baldwin.cli import candidates
from baldwin.cli.options import Json
from baldwin.definition import wings
from baldwin.definition.names import did_you_mean
from baldwin.errors import UsageError

__all__ = ["bench"]


def bench(
    name: Annotated[str | None, Parameter(completer=candidates.benches)] = None,
    /,
    *,
    quick: Annotated[bool, Parameter(negative="", help="Fewer rounds, and nothing that takes long.")] = False,
    json: Json = False,
) -> None:
    """Measure how fast the simulation is on this machine.

    Variants run in turn in one process and are compared in CPU time, so that ratios hold on a busy machine too; the
    bars are for an idle one. Takes about a minute.

    Parameters
    ----------
    name
        What to measure; without one, all names are printed.

    Examples
    --------
    baldwin bench haystack           kernels, rivals and the machine's limits
    baldwin bench haystack --quick   the same in a few seconds, more roughly
    baldwin bench gradient           lives that learn by gradient, evolution strategies, memory
    baldwin bench plasticity         lives that learn by plasticity, against a plain scan
    baldwin bench study              a study's cells against plain multiprocessing
    baldwin bench haystack --json    one JSON object per row
    """
    benches = {name: module for wing in wings() for name, module in wing.benches.items()}
    benches["study"] = "baldwin.study.bench"
    if name is None:
        raise UsageError(f"bench: say what to measure: {', '.join(benches)}.")
    if name not in benches:
        raise UsageError(f'bench: no such bench "{name}". {did_you_mean(name, benches)}')
    missed = 0
    for row in import_module(benches[name]).measure(quick):
        missed += row.holds is False
        if json:
            print(json_.dumps(row.as_json()), flush=True)
            continue
        bar = "" if row.bar is None else f"{'<=' if row.at_most else '>='} {row.bar:g}"
        verdict = {None: "", True: "holds", False: "MISSED"}[row.holds]
        print(f"{row.name:50} {row.ratio:9.4g} {row.unit:4} {bar:8} {verdict:7} {row.detail}", flush=True)
    if missed and not json:
        print(f"{missed} of the bars missed; they are meant for an idle machine.")
