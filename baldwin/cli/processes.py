"""Options by which several processes share one population, and this process's part in it."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Annotated, Self

from cyclopts import Parameter

from baldwin.cli.options import whole_number
from baldwin.definition.base import Definition
from baldwin.distributed import Distributed, Team
from baldwin.engine import Engine
from baldwin.errors import BaldwinError, UsageError
from baldwin.stopping import stoppable

__all__ = ["Member", "Processes"]

AUTO = "auto"


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Processes:
    """How many processes share the population, and which of them this one is."""

    processes: Annotated[str | None, Parameter(help="How many processes share the population, started one by one.")] = (
        None
    )
    process: Annotated[str | None, Parameter(help="Which of them this one is, from 0; 0 writes the run.")] = None
    coordinator: Annotated[str, Parameter(help="HOST:PORT on which process 0 listens; auto asks Slurm or MPI.")] = AUTO

    def join(self, definition: Definition) -> Member | None:
        """Return this process's part, once all have joined; None if it is alone.

        Raises:
            UsageError: the options contradict each other or one is missing, or the others cannot be reached.
            DefinitionError: the population is too small for so many.
        """
        team = self.team()
        if team is None:
            return None
        from baldwin.evolve import distributed_of

        module = distributed_of(definition)
        return Member(module, definition, module.join(team, definition))

    def team(self) -> Team | None:
        """Return what the options say, None if they say nothing."""
        if self.processes is None:
            if self.process is not None or self.coordinator != AUTO:
                raise UsageError("--process and --coordinator: of how many? Say --processes INT.")
            return None
        count = whole_number(self.processes, "--processes", "must be an integer >= 2.", least=2)
        if self.coordinator == AUTO:
            if self.process is not None:
                raise UsageError("--process: needs --coordinator HOST:PORT, on which process 0 listens.")
            return Team(AUTO, count, -1)
        host, colon, port = self.coordinator.rpartition(":")
        if not (host and colon and port.isdecimal()):
            raise UsageError(f"--coordinator {self.coordinator}: must be HOST:PORT, such as 127.0.0.1:9000.")
        if self.process is None:
            raise UsageError(f"--process: which of the {count} is this one? Say --process INT, from 0.")
        rule = f"must be an integer from 0 to {count - 1}."
        return Team(self.coordinator, count, whole_number(self.process, "--process", rule, least=0, most=count - 1))


class Member:
    """One process's part in a shared population; as a context, it lets the others go at the end."""

    def __init__(self, module: Distributed, definition: Definition, number: int) -> None:
        self._module, self._definition = module, definition
        self.follows = number > 0

    def follow(self) -> int:
        """Take part in what process 0 does, until it ends; asked to end, ask it to save and let all go.

        Returns:
            The exit status: 0, or 128 plus the number of the signal that asked this process to end.
        """
        with stoppable(self._module.ask) as stop:
            try:
                self._module.follow(self._definition)
            except BaseException:
                self._module.fail()
                raise
        return stop.exit_status if stop.requested else 0

    def asked(self) -> bool:
        """Return whether another process was asked to end."""
        return self._module.asked()

    def engine(self, definition: Definition) -> Engine:
        """Return the engine of process 0."""
        return self._module.lead(definition)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, BaldwinError):
            self._module.end()
        else:  # it may be that the others answer no more
            self._module.fail()
