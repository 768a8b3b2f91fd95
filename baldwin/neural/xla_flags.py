"""Flags of the compiler XLA, which reads them once per process: those that may change numbers are refused.

And what processes are started with, so that each computes on its share of the cores.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from baldwin.errors import UsageError

__all__ = ["environment", "harmful_flags", "refuse_flags"]

VARIABLE = "XLA_FLAGS"
HARMLESS = re.compile(
    "xla_force_host_platform_device_count|xla_cpu_multi_thread_eigen|intra_op_parallelism_threads|xla_dump_.*|xla_.*_(dump|log|logging|trace|timeout|profile).*"
    "|xla_detailed_logging.*|xla_hlo_profile|xla_gpu_cuda_data_dir|xla_cpu_parallel_codegen_split_count"
)
"""Flags that change no number: devices, files for people to read, time limits."""


ONE_DEVICE = "--xla_force_host_platform_device_count=1"


def environment(threads: int | None) -> dict[str, str]:
    """Return the variables with which JAX, and numba beside it, use `threads` cores and one device whatever the cores.

    The last bits of a number can depend on how many devices there are. What the user has set stays as it is.
    """
    flags = os.environ.get(VARIABLE, "")
    if ONE_DEVICE.partition("=")[0] not in flags:
        flags = f"{flags} {ONE_DEVICE}".strip()
    found = {VARIABLE: flags}
    if threads is not None:
        wanted = {"NPROC": str(threads), "NUMBA_NUM_THREADS": str(threads), "JAX_PLATFORMS": "cpu"}
        found |= {name: os.environ.get(name, value) for name, value in wanted.items()}
    return found


def refuse_flags() -> None:
    """Do nothing where `XLA_FLAGS` changes no number.

    Raises:    UsageError: it may, and a run under it would not be the run of its definition.
    """
    if harmful := list(harmful_flags(os.environ.get(VARIABLE, ""))):
        raise UsageError(
            f"{VARIABLE}: {' '.join(harmful[:5])} may change the numbers of a run, which follow from its definition "
            f"alone. Start again without: unset {VARIABLE}"
        )


def harmful_flags(text: str) -> Iterator[str]:
    """Yield each flag of a text, or of the file that it names, that is not known to be harmless."""
    text = text.strip()
    if text and not text.startswith("-"):  # as XLA reads it
        try:
            text = Path(text).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return  # XLA reads nothing then, either
    for flag in text.split():
        name = flag.lstrip("-").partition("=")[0]
        if not HARMLESS.fullmatch(name):
            yield flag
