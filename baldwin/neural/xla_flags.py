"""Flags of the compiler XLA, which reads them once per process: those that may change numbers are refused.

And what processes are started with, so that each computes on its share of the cores.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
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
READ = re.compile(
    r"--xla_force_host_platform_device_count=[1-9]\d{0,3}|--xla_cpu_multi_thread_eigen=(true|false)|--xla_dump_to=\S+"
)
"""Flags that are known to be understood, with their values."""


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
    text = os.environ.get(VARIABLE, "")
    if harmful := list(harmful_flags(text)):
        shown = " ".join(flag if flag.startswith("--") else "what is no flag" for flag in harmful[:5])
        raise UsageError(
            f"{VARIABLE}: {shown} may change the numbers of a run, which follow from its definition alone. "
            f"Start again without: unset {VARIABLE}"
        )
    if not all(READ.fullmatch(flag) for flag in text.split()):
        _refuse_unread()


def _refuse_unread() -> None:
    """Do nothing where XLA understands its flags: it would end this process otherwise, so another one tries.

    Raises:    UsageError: it does not.
    """
    code = "from jaxlib import xla_client; xla_client.make_cpu_client()"
    tried = subprocess.run([sys.executable, "-c", code], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if tried.returncode:
        said = tried.stderr.decode(errors="replace").partition("\n")[0].rpartition("] ")[2].rstrip(". ")
        raise UsageError(f"{VARIABLE}: XLA does not take it ({said[:200]}). Start again without: unset {VARIABLE}")


def harmful_flags(text: str) -> Iterator[str]:
    """Yield each flag of a text, or of the file that it names, that is not known to be harmless."""
    text = text.strip()
    if text and not text.startswith("-"):  # as XLA reads it
        text = _read(text)
    for flag in text.split():
        name = flag.lstrip("-").partition("=")[0]
        if not HARMLESS.fullmatch(name):
            yield flag


def _read(path: str) -> str:
    """Return the flags in a file.

    Raises:    UsageError: it cannot be read, for which XLA would end the process.
    """
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        shown = path if path.isprintable() else ascii(path)
        raise UsageError(
            f"{VARIABLE}={shown[:80]}: begins with no --, so it names a file of flags, which cannot be read. "
            f"Start again without: unset {VARIABLE}"
        ) from None
