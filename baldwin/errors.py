"""The one family of errors that baldwin shows to its users, with their exit status."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "FORKED",
    "BaldwinError",
    "BusyError",
    "DamageWarning",
    "DefinitionError",
    "ExtinctionWarning",
    "MovedFieldWarning",
    "NameWarning",
    "RunError",
    "StorageError",
    "UndeclaredFileError",
    "UntrustedError",
    "UsageError",
]


class BaldwinError(Exception):
    """Anything a user can cause or must know about; printed as plain lines, never as a traceback.

    The user must change what was asked, or what surrounds it, and ask again; nothing is lost.
    """

    exit_status = 2


class RunError(BaldwinError):
    """A run or its directory failed: a full disk, a damaged file, another process at work."""


class StorageError(RunError):
    """The disk refuses what is written: it is full, read-only or failing, and would refuse all else as well."""


class BusyError(RunError):
    """Another process works in the directory."""


class UsageError(BaldwinError):
    """A command was given something that it cannot use."""


class UntrustedError(UsageError):
    """A command would run Python files that came with a run, and nobody has said that they may be."""


class UndeclaredFileError(UsageError):
    """A class of the user's own reads a file that it does not declare."""


class DefinitionError(BaldwinError):
    """A definition breaks one or more rules; `problems` holds one line for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type[DefinitionError], tuple[tuple[str, ...]]]:
        return type(self), (self.problems,)  # with what it was made of, in another process as well


class DamageWarning(UserWarning):
    """The newest checkpoint of a run cannot be read; an older one was taken."""


class ExtinctionWarning(UserWarning):
    """What is taken of a run is of replicates that died out: their last generation, of which nobody left offspring."""


class NameWarning(UserWarning):
    """A name fits several runs; one was taken."""


class MovedFieldWarning(FutureWarning):
    """A definition has a field where an earlier version had it; it is understood, and says where it belongs."""


FORKED = (
    "This process is a fork of one that has computed already, whose threads it lacks: it would wait for ever. "
    'Start it with spawn, such as multiprocessing.get_context("spawn").Pool().'
)
"""What compilers whose threads a fork leaves behind say in it, in a `UsageError`."""
