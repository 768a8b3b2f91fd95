"""A study computed: plan, journal, executor and driver brought together, for commands and programs alike."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

from baldwin.definition import wing_of
from baldwin.definition.fits import available_disk, available_memory, gigabytes
from baldwin.errors import RunError, StorageError
from baldwin.stopping import Stop, stoppable
from baldwin.store.places import in_its_place, runs_option
from baldwin.study.cells import Plan
from baldwin.study.driver import Driver, StudyObserver
from baldwin.study.executors import Settings, available_cores, start
from baldwin.study.journal import StudyJournal
from baldwin.study.plan import plan
from baldwin.study.proposals import Options, ask
from baldwin.study.reading import Study
from baldwin.study.spec import STUDY

__all__ = ["compute", "plan_again"]


def compute(
    planned: Plan,
    runs: Path,
    observer: StudyObserver,
    *,
    on: str = "local",
    settings: Settings = Settings(),  # noqa: B008 - frozen
    retries: int = 2,
    again: bool = False,
    checkpoint_every: float = 10.0,
    seconds: float | None = None,
) -> tuple[Study, Stop]:
    """Compute what is left of a study, until it is done or a signal asks to stop; all that was computed is kept.

    Args:
        planned: the study.
        runs: folder that holds it and its runs.
        observer: is informed of progress.
        on: where cells are computed, an executor's kind.
        settings: of the executor; a local one gets no more workers than memory has room for.
        retries: how often a cell is begun again after its process was lost.
        again: try again what failed before.
        checkpoint_every: wall time [s] between checkpoints of a cell.
        seconds: wall time after which to save and stop; None: as much as it takes.

    Returns:
        The study as it is then, and what asked to stop: a signal, or the end of the time.
    """
    _refuse_if_no_room(planned, runs)
    journal = StudyJournal(runs, planned)
    settings = replace(settings, scratch=(runs / f".{planned.name}" / planned.id).resolve())
    if on == "local":
        settings = _fitting(settings, planned, observer)
    # What cannot start leaves nothing behind; journal and executor are closed whenever a signal comes.
    with stoppable(journal.halt, seconds) as stop:
        with start(on, settings) as executor, journal:
            driver = Driver(
                journal,
                executor,
                observer,
                retries=retries,
                again=again,
                checkpoint_every=checkpoint_every,
                stopping=lambda: stop.requested or stop.expired,
            )
            driver.drive()
        return journal.study(), stop


def plan_again(study: Study) -> Plan:
    """Return the plan of a study that was begun, from its own file.

    Raises:
        RunError: the file, or this version, would make another study of it.
        UntrustedError: its Python files have never been run on this machine.
    """
    spec = ask(str(study.path / STUDY), Options(runs=study.runs))
    planned = plan(replace(spec, source=str(study.info.get("source", STUDY))))
    if planned.id != study.info.get("id", planned.id):
        raise RunError(
            f"{study.path}: no longer the study that it began as; its files were changed, or another version of "
            f"baldwin wrote it ({study.info.get('baldwin', '?')}). Begin anew: "
            f"baldwin sweep {shlex.quote(str(study.path / STUDY))}{runs_option(study.path)}"
        )
    if not in_its_place(study.path, planned.name, planned.id):
        raise RunError(
            f"{study.path}: is not in a folder {planned.name}/{planned.id}, beside whose runs it would go on. Move it "
            f"back there, or compute it where you are: baldwin sweep {shlex.quote(str(study.path / STUDY))}"
        )
    return planned


def _refuse_if_no_room(planned: Plan, runs: Path) -> None:
    """Do nothing if what the cells that are not begun will leave fits the disk, or if that is unknown."""
    begun = {path.name for path in runs.glob("*/*/")}
    new = [cell.definition for cell in planned.cells if Path(cell.run).name not in begun]
    needed, available = sum(wing_of(one).estimate(one).disk for one in new), available_disk(runs)
    if available is not None and needed > available:
        raise StorageError(
            f"{planned.name}: {len(new)} cells need about {gigabytes(needed)} of disk, and {gigabytes(available)} are "
            f"free in {runs}. Make room, or choose another folder with --runs DIR."
        )


def _fitting(settings: Settings, planned: Plan, observer: StudyObserver) -> Settings:
    """Return settings with no more workers than memory has room for."""
    workers, available = settings.workers or available_cores(), available_memory()
    needed = max((wing_of(cell.definition).estimate(cell.definition).memory for cell in planned.cells), default=0)
    if not needed or available is None or workers * needed <= available:
        return settings
    fitting = max(1, available // needed)
    room = f"a cell may need {gigabytes(needed)}, {gigabytes(available)} are free."
    observer.note(f"{fitting} of {workers} workers: {room}")
    return replace(settings, workers=fitting)
