"""The contract by which several processes share one population; what a wing offers that can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from baldwin.engine import Engine

__all__ = ["Distributed", "Team"]


@dataclass(frozen=True)
class Team:
    """Processes that share one population: where the first of them listens, how many they are, which one this is."""

    coordinator: str  # host:port, or "auto": as a cluster's manager says
    processes: int
    process: int  # 0 leads, and alone writes


class Distributed(Protocol):
    """A module of a wing by which several processes share one population."""

    def join(self, team: Team, definition: Any) -> int:
        """Make this process one of a team, wait until all have joined, and return this one's number."""
        ...

    def lead(self, definition: Any) -> Engine:
        """Return the engine of process 0, with which it evolves as if it were alone."""
        ...

    def follow(self, definition: Any) -> None:
        """Take part in what process 0 does, until it ends."""
        ...

    def end(self) -> None:
        """Let the others go; of process 0."""
        ...

    def ask(self) -> None:
        """Have process 0 save and let all go; of any other."""
        ...

    def asked(self) -> bool:
        """Return whether another process has asked for that; of process 0."""
        ...

    def fail(self) -> None:
        """End the others, and wait for none, after an error in this process."""
        ...
