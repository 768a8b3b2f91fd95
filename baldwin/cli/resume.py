"""`baldwin resume`: continue a run that was interrupted, or beyond its end."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from baldwin.cli.drive import drive
from baldwin.cli.options import For, Json, NamedRun, Quiet, Runs, Trust
from baldwin.cli.run import CheckpointEvery, LogTo, not_negative
from baldwin.definition import refuse_if_too_large
from baldwin.definition.trust import trust_folder
from baldwin.errors import UsageError
from baldwin.lengthening import lengthened
from baldwin.opening import open_any
from baldwin.store import Run, RunWriter
from baldwin.store.finding import runs_folder

__all__ = ["Longer", "resume"]

Longer = Annotated[
    str | None,
    Parameter(name="--generations", help="Go on to so many generations, or with +N to N more than were asked for."),
]


def resume(
    run: NamedRun,
    /,
    *,
    generations: Longer = None,
    runs: Runs = None,
    trust: Trust = False,
    quiet: Quiet = False,
    json: Json = False,
    checkpoint_every: CheckpointEvery = 10.0,
    log_to: LogTo = None,
    for_: For = None,
) -> int:
    """Continue a run that was interrupted, to the same bytes that it would have had without.

    It goes on from its newest checkpoint, however it ended: Ctrl-C, a full disk, a power cut.
    With --generations it becomes the beginning of a longer run, beside it and with an id of its own, to the same bytes
    that the longer run would have had from the start. Where step sizes follow the length of a run (strategy.decay), the
    beginning of a longer run is another, and that is said instead.
    The last line of stdout is the run's path.

    Parameters
    ----------
    run
        The run's path, name/id, the first digits of its id, or a name: its newest run, one without changes first.

    Examples
    --------
    baldwin resume runs/hinton_nowlan/3f9a1c2e77b0
    baldwin resume 3f9a
    baldwin resume hinton-nowlan --checkpoint-every 60
    baldwin resume hinton-nowlan --generations +200
    baldwin resume sinusoid --for 2h
    """
    found = open_any(run, runs_folder(runs), unreadable=True)
    if not isinstance(found, Run):
        raise UsageError(f"{found.path}: {found.content}. Go on with: {found.resume_command}")
    every = not_negative(checkpoint_every)
    if trust:
        trust_folder(found.path)
    if generations is None:
        writer = RunWriter.resume(found.path, checkpoint_every=every)
    else:
        writer = lengthened(found.path, generations, checkpoint_every=every)
    refuse_if_too_large(writer.definition)
    return drive(writer, quiet=quiet, json=json, log_to=log_to or (), seconds=for_)
