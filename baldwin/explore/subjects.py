"""What can be explored: what the command line named, which alone may be a file, presets, and runs that are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from baldwin.definition import Definition, load, presets
from baldwin.definition.names import nearest
from baldwin.definition.sources import studies
from baldwin.errors import UsageError
from baldwin.explore.shelf import KEY
from baldwin.founding import founded
from baldwin.opening import open_any
from baldwin.store import Run, open_run
from baldwin.store.finding import runs_folder
from baldwin.store.labels import labels
from baldwin.store.reading import DEFINITION, holds_run
from baldwin.study import Study

__all__ = ["Subject", "Subjects"]

GIVEN = "given"  # key of what the command line named
START = "hinton-nowlan"  # what a page begins with where it named nothing


@dataclass(frozen=True)
class Subject:
    """A population to explore.

    Attributes:
        key: what a browser calls it.
        label: what people call it.
        source: the file or preset, as a command line names it.
        runs: folder that holds the runs.
        run: that it was opened from, whose tables need not be computed again; None for a definition.
        trust: whether Python files that came with a run may be run.
    """

    key: str
    label: str
    source: str
    runs: Path
    run: Run | None = None
    trust: bool = False

    def definition(self, overrides: Sequence[str] = ()) -> Definition:
        """Return the definition as its file has it now, with changes, each `table.field=value`.

        Raises:
            DefinitionError: with a line for each rule that they break.
        """
        loaded = load(self.source, overrides, recorded=self.run is not None, trust=self.trust)
        return founded(loaded, self.runs)


@dataclass(frozen=True)
class Subjects:
    """All subjects of one server: those of the command line, and the presets.

    Attributes:
        given: what the command line named, first of all; empty where it named nothing.
        runs: folder that holds the runs.
    """

    given: tuple[Subject, ...]
    runs: Path

    @cached_property
    def by_key(self) -> Mapping[str, Subject]:
        """Every subject by key, those given first."""
        shipped = {name: _preset(name, self.runs) for name in presets()}
        return {one.key: one for one in self.given} | {one.key: one for one in shipped.values()}

    def of_key(self, key: str) -> Subject | None:
        """Return the subject that a browser names: one of these, or `name/id` of a run that is kept; None for others.

        Raises:
            RunError: the run cannot be read, or its own Python files may not be run.
        """
        if KEY.fullmatch(key) is None:
            return self.by_key.get(key)
        if not holds_run(self.runs / key):
            return None
        run = open_run(self.runs / key).trusted()
        return Subject(key, f"{run.name} {run.id}", str(run.path / DEFINITION), self.runs, run)

    @property
    def first(self) -> Subject:
        """What a page begins with."""
        return self.given[0] if self.given else self.by_key[START]

    @classmethod
    def of(cls, text: str | None, runs: Path | None, *, trust: bool = False) -> Subjects:
        """Return the subjects of a command line: a preset's name, a TOML file, a run or a study; None for the presets.

        Raises:
            DefinitionError: the population breaks rules.
            UsageError: there is nothing of that name.
            RunError: what there is cannot be read.
        """
        folder = runs_folder(runs)
        if text is None:
            return cls((), folder)
        if (name := text.lower().replace("_", "-")) in presets():
            return cls((_preset(name, folder),), folder)
        if text.endswith(".toml"):
            subject = Subject(GIVEN, Path(text).stem.replace("_", " "), text, folder, trust=trust)
            subject.definition()  # or it is refused here, in one line, and not in the browser
            return cls((subject,), folder)
        try:
            found = open_any(text, folder)
        except UsageError as error:
            if name in studies():
                raise UsageError(f"{text}: is a study that has no run yet. Run it with: baldwin sweep {name}") from None
            if meant := nearest(name, presets()):
                raise UsageError(f"{text}: no such preset, file or run. Did you mean {meant}?") from None
            raise error
        if isinstance(found, Run):
            return cls(_of_runs([found], [f"{found.name}/{found.id}"], folder, trust), folder)
        if isinstance(found, Study):
            runs_found = [run for cell in found.cells if (run := found.run(cell)) is not None and not run.problem]
            if not runs_found:
                raise UsageError(f"{found.path}: has no run yet. Go on with: {found.resume_command}")
            return cls(_of_runs(runs_found, labels(runs_found), folder, trust), folder)
        raise UsageError(f"{found.path}: holds verdicts of claims, no population. Name a run (`baldwin list`).")


def _preset(name: str, runs: Path) -> Subject:
    return Subject(name, name.replace("-", " "), name, runs)


def _of_runs(found: Sequence[Run], names: Sequence[str], runs: Path, trust: bool) -> tuple[Subject, ...]:
    """Return runs as subjects; their Python files are run, or it is refused here."""
    return tuple(
        Subject(f"{GIVEN}-{place}", label or run.id, str(run.path / DEFINITION), runs, run.trusted(trust), trust)
        for place, (run, label) in enumerate(zip(found, names, strict=True))
    )
