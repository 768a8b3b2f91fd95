"""`baldwin run`: evolve a population and keep the run."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from baldwin.cli import candidates
from baldwin.cli.drive import drive
from baldwin.cli.options import (
    For,
    Generations,
    Json,
    NamedPopulation,
    Quiet,
    Replicates,
    Runs,
    Seed,
    Set,
    Trust,
    overrides,
)
from baldwin.cli.processes import Processes
from baldwin.definition import load, refuse_if_unfit
from baldwin.definition.fits import refuse_if_no_room
from baldwin.errors import UsageError
from baldwin.founding import founded
from baldwin.store import RunWriter
from baldwin.store.finding import runs_folder

__all__ = ["CheckpointEvery", "LogTo", "not_negative", "run"]

CheckpointEvery = Annotated[
    float, Parameter(name="--checkpoint-every", help="Seconds between checkpoints; 0 saves after every chunk.")
]
LogTo = Annotated[
    list[str] | None,
    Parameter(
        name="--log-to",
        negative="",
        help="Write means of each generation to a tracker too: tensorboard:DIR, mlflow:URI or wandb:PROJECT. "
        "Repeatable.",
        completer=candidates.trackers,
    ),
]


def run(
    population: NamedPopulation,
    /,
    *,
    set_: Set = None,
    seed: Seed = None,
    replicates: Replicates = None,
    generations: Generations = None,
    runs: Runs = None,
    trust: Trust = False,
    quiet: Quiet = False,
    json: Json = False,
    fresh: Annotated[bool, Parameter(name="--fresh", negative="", help="Discard what exists and start over.")] = False,
    checkpoint_every: CheckpointEvery = 10.0,
    log_to: LogTo = None,
    for_: For = None,
    processes: Processes = Processes(),  # noqa: B008 - frozen
) -> int:
    """Evolve a population and keep the run.

    The same request is the same run: found complete it is not computed again, found partial it is continued.
    Ctrl-C saves and says how to go on, and so does the end of a time that --for gives. The last line of stdout is the
    run's path.

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
    baldwin run sinusoid --log-to tensorboard:logs
    baldwin run hinton-nowlan --set founders.run=hinton_nowlan/3f9a1c2e77b0 --set fitness.plasticity_cost=0.05
    baldwin run sinusoid --for 10m --set stop.of=learned --set stop.target=-0.1 --set stop.plateau=500
    baldwin plot $(baldwin run hinton-nowlan --quiet)
    baldwin run sinusoid --processes 2 --process 0 --coordinator 127.0.0.1:9000 &
    baldwin run sinusoid --processes 2 --process 1 --coordinator 127.0.0.1:9000
    srun -n 4 baldwin run sinusoid --set population.size=4096 --processes 4
    """
    given = overrides(set_, seed, replicates, generations)
    definition = founded(load(population, given, trust=trust), runs_folder(runs))
    member = processes.join(definition)
    if member is not None and member.follows:
        return member.follow()
    refuse_if_unfit(definition)
    refuse_if_no_room(definition, runs_folder(runs))
    options = {"source": population, "overrides": given, "fresh": fresh}
    every = not_negative(checkpoint_every)
    writer = RunWriter.create(runs_folder(runs), definition, checkpoint_every=every, **options)
    if member is None:
        return drive(writer, quiet=quiet, json=json, log_to=log_to or (), seconds=for_)
    with member:
        return drive(
            writer, quiet=quiet, json=json, engine=member.engine, log_to=log_to or (), asked=member.asked, seconds=for_
        )


def not_negative(seconds: float) -> float:
    """Return the time between checkpoints, if it is one.

    Raises:
        UsageError: it is negative or no number.
    """
    if not seconds >= 0.0:
        raise UsageError(f"--checkpoint-every {seconds:g}: must be 0 or more seconds.")
    return seconds
