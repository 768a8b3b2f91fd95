"""`baldwin run`: evolve a population and keep the run."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from baldwin.cli.drive import drive
from baldwin.cli.options import (
    Generations,
    Json,
    Quiet,
    Replicates,
    Runs,
    Seed,
    Set,
    overrides,
    runs_folder,
    whole_number,
)
from baldwin.definition import load, refuse_if_unfit
from baldwin.definition.base import Definition
from baldwin.engine import Team, Teaming
from baldwin.errors import UsageError
from baldwin.store import RunWriter

__all__ = ["CheckpointEvery", "not_negative", "run"]

AUTO = "auto"

CheckpointEvery = Annotated[
    float, Parameter(name="--checkpoint-every", help="Seconds between checkpoints; 0 saves after every chunk.")
]


def run(
    population: str,
    /,
    *,
    set_: Set = None,
    seed: Seed = None,
    replicates: Replicates = None,
    generations: Generations = None,
    runs: Runs = None,
    quiet: Quiet = False,
    json: Json = False,
    fresh: Annotated[bool, Parameter(name="--fresh", negative="", help="Discard what exists and start over.")] = False,
    checkpoint_every: CheckpointEvery = 10.0,
    processes: Annotated[
        str | None, Parameter(name="--processes", help="How many processes share the population, started one by one.")
    ] = None,
    process: Annotated[
        str | None, Parameter(name="--process", help="Which of them this one is, from 0; 0 writes the run.")
    ] = None,
    coordinator: Annotated[
        str, Parameter(name="--coordinator", help="HOST:PORT on which process 0 listens; auto asks Slurm or MPI.")
    ] = "auto",
) -> int:
    """Evolve a population and keep the run.

    The same request is the same run: found complete it is not computed again, found partial it is continued.
    Ctrl-C saves and says how to go on. The last line of stdout is the run's path.

    Parameters
    ----------
    population
        A TOML file, or the name of a preset (`baldwin list` names them).

    Examples
    --------
    baldwin run hinton-nowlan
    baldwin run populations/hinton_nowlan.toml --set lifetime.trials=300
    baldwin run hinton-nowlan --set population.size=10_000 --generations 200 --replicates 4
    baldwin run hinton-nowlan --set lifetime.kind=none --seed 7
    baldwin plot $(baldwin run hinton-nowlan --quiet)
    baldwin run sinusoid --processes 2 --process 0 --coordinator 127.0.0.1:9000 &
    baldwin run sinusoid --processes 2 --process 1 --coordinator 127.0.0.1:9000
    srun -n 4 baldwin run sinusoid --set population.size=4096 --processes 4
    """
    given = overrides(set_, seed, replicates, generations)
    definition = load(population, given)
    team = _team(processes, process, coordinator)
    together = None if team is None else _teaming(definition)
    if together is not None and team is not None and together.join(team, definition) > 0:
        together.follow(definition)
        return 0
    refuse_if_unfit(definition)
    writer = RunWriter.create(
        runs_folder(runs),
        definition,
        source=population,
        overrides=given,
        fresh=fresh,
        checkpoint_every=not_negative(checkpoint_every),
    )
    if together is None:
        return drive(writer, quiet=quiet, json=json)
    try:
        return drive(writer, quiet=quiet, json=json, engine=together.lead)
    finally:
        together.end()


def _teaming(definition: Definition) -> Teaming:
    from baldwin.evolve import teaming

    return teaming(definition)


def _team(processes: str | None, process: str | None, coordinator: str) -> Team | None:
    """Return the processes that share a population, None if this one is alone.

    Raises:
        UsageError: the options contradict each other, or one is missing.
    """
    if processes is None:
        if process is not None or coordinator != AUTO:
            raise UsageError("--process and --coordinator: of how many? Say --processes INT.")
        return None
    count = whole_number(processes, "--processes", "must be an integer >= 2.", least=2)
    if coordinator == AUTO:
        if process is not None:
            raise UsageError("--process: needs --coordinator HOST:PORT, on which process 0 listens.")
        return Team(AUTO, count, -1)
    host, colon, port = coordinator.rpartition(":")
    if not (host and colon and port.isdecimal()):
        raise UsageError(f"--coordinator {coordinator}: must be HOST:PORT, such as 127.0.0.1:9000.")
    if process is None:
        raise UsageError(f"--process: which of the {count} is this one? Say --process INT, from 0.")
    number = whole_number(process, "--process", f"must be an integer from 0 to {count - 1}.", least=0, most=count - 1)
    return Team(coordinator, count, number)


def not_negative(seconds: float) -> float:
    """Return the time between checkpoints, if it is one.

    Raises:
        UsageError: it is negative or no number.
    """
    if not seconds >= 0.0:
        raise UsageError(f"--checkpoint-every {seconds:g}: must be 0 or more seconds.")
    return seconds
