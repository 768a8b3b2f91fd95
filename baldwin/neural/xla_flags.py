"""Flags of the compiler XLA, which reads them once per process: those that may change numbers are refused."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from baldwin.errors import UsageError

__all__ = ["harmful_flags", "refuse_flags"]

VARIABLE = "XLA_FLAGS"
HARMLESS = re.compile(
    "xla_force_host_platform_device_count|xla_cpu_multi_thread_eigen|intra_op_parallelism_threads|xla_dump_.*|xla_.*_(dump|log|logging|trace|timeout|profile).*"
    "|xla_detailed_logging.*|xla_hlo_profile|xla_gpu_cuda_data_dir|xla_cpu_parallel_codegen_split_count"
)
"""Flags that change no number: devices, files for people to read, time limits."""


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
