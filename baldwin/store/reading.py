"""Reading runs back: no engine, no kernel, nothing written; works on a copied directory."""

from __future__ import annotations

import json
import os
import shlex
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from baldwin.arguments import checked
from baldwin.definition.own_code import KEPT_BY_RUNS, MADE_BY_COMMANDS
from baldwin.definition.plugins import own_codes, record_of
from baldwin.engine import Columns
from baldwin.errors import RunError
from baldwin.plateaus import Plateau, plateaus_of
from baldwin.replaying import Who
from baldwin.store.definitions import read_definition
from baldwin.store.extents import damage
from baldwin.store.holding import is_locked
from baldwin.store.info import INFO, STUDY_FILE, read_info
from baldwin.store.notes import Notes, read_notes
from baldwin.store.places import located, misplaced
from baldwin.store.provenance import DEFINITION

if TYPE_CHECKING:
    from baldwin.definition.base import Definition
    from baldwin.store.newborns import Newborn
    from baldwin.survival import SurvivalCurve

__all__ = [
    "ASSAYS",
    "CLAIMS",
    "DEFINITION",
    "EVOLUTION",
    "FIGURES",
    "GENERATIONS",
    "INFO",
    "STUDY",
    "TIMINGS",
    "Entry",
    "Run",
    "holds_run",
    "is_own_file",
    "list_entries",
    "list_runs",
    "open_entry",
    "open_run",
]

GENERATIONS = "generations.jsonl"
ASSAYS = "assays.jsonl"
TIMINGS = "timings.jsonl"
FIGURES = "figures"
EVOLUTION = "evolution"  # kind of a run; not written in its run.json
CLAIMS = "claims"  # kind of tested claims, see baldwin.claims.journal
STUDY = "study"  # kind of what lists the runs of a study, see baldwin.study


_LISTS = (STUDY_FILE, "claims.jsonl")  # which studies and tested claims hold in the place of a definition


def holds_run(folder: Path) -> bool:
    """Return whether a folder is a directory of the store; one that cannot be looked into is none."""
    try:
        return (folder / INFO).is_file() and any((folder / name).is_file() for name in (DEFINITION, *_LISTS))
    except OSError:
        return False


def is_own_file(run: Path, inside: Path) -> bool:
    """Return whether a path within the directory of a run, study or claims is that of what is kept there."""
    if inside.parts[0] == "checkpoints":
        return True
    try:
        own = json.loads((run / INFO).read_text(encoding="utf-8"))["own"]["files"]
    except (OSError, ValueError, LookupError, TypeError):
        own = []
    return (len(inside.parts) == 1 and inside.name in KEPT_BY_RUNS - MADE_BY_COMMANDS) or inside.as_posix() in own


@dataclass(frozen=True)
class Entry:
    """A directory of the store, as its `run.json` describes it: what a run, a study and tested claims have in common.

    Attributes:
        path: the directory.
        info: `run.json` (README of the runs folder); empty where it cannot be read.
        problem: why it cannot be read, in one line; empty where it can.
    """

    path: Path
    info: dict[str, Any] = field(default_factory=dict)
    problem: str = ""

    def _repr_html_(self) -> str:
        """Return what a notebook shows: a card. What draws it is above the store, and loaded by its name."""
        return str(import_module("baldwin.api.cards").card(self))

    def __fspath__(self) -> str:
        """Return its path: it can stand wherever a path can, such as in {"founders.run": run}."""
        return str(self.path)

    @property
    def name(self) -> str:
        """Return the name: of a run that of its population."""
        return str(self.info.get("name", self.path.parent.name))

    @property
    def id(self) -> str:
        """Return the 12 digits that tell this one from others of its name."""
        return str(self.info.get("id", self.path.name))

    @property
    def kind(self) -> str:
        """Return `evolution`, `claims` where claims were tested, or `study` where it lists other runs."""
        return str(self.info.get("kind", EVOLUTION))

    @property
    def title(self) -> str:
        """Return the title, for people; the name where there is none."""
        return str(self.info.get("title") or self.name)

    @property
    def status(self) -> str:
        """Return how it ended, or `running`.

        It is complete, stopped (by its user), running, interrupted (neither finished nor alive), unreadable, or of a
        study failed: all cells were tried, and not all of them ended well.
        """
        if self.problem:
            return "unreadable"
        status = str(self.info.get("status"))
        return "interrupted" if status == "running" and not is_locked(self.path) else status

    @cached_property
    def notes(self) -> Notes:
        """Return the tags and the note that its user gave it, as they were when this was first asked."""
        return read_notes(self.path)

    def refuse_damaged(self, name: str, remedy: str) -> None:
        """Raise RunError, ending in `remedy`, if `name` is not what `run.json` recorded; never while it is written."""
        if found := misplaced(self.path / name):
            raise RunError(found)
        if self.status != "running" and (found := damage(self.path, self.info, name)):
            raise RunError(f"{self.path / name}: damaged, {found}. {remedy}")


@dataclass(frozen=True)
class Run(Entry):
    """An evolution on disk. Tables and definition are read at first use and kept."""

    @classmethod
    def of(cls, entry: Entry) -> Run:
        """Return the evolution that a directory holds.

        Raises:
            RunError: it holds none, with the command that shows what it is.
        """
        path = shlex.quote(str(entry.path))
        if entry.kind == CLAIMS:
            raise RunError(f"{entry.path}: holds the verdicts of claims, no evolution. See: baldwin show {path}")
        if entry.kind == STUDY:
            raise RunError(f"{entry.path}: is a study, which lists runs. Its table: baldwin study table {path}")
        return entry if isinstance(entry, Run) else cls(entry.path, entry.info, entry.problem)

    @property
    def progress(self) -> str:
        """Return how far it came, for a list."""
        return f"{self.generation} of {self.info.get('generations', '?')}" if self.generation >= 0 else "-"

    @property
    def resume_command(self) -> str:
        """Return the command that goes on with it."""
        return f"baldwin resume {shlex.quote(str(self.path))}"

    @property
    def generation(self) -> int:
        """Return the last generation that is safe on disk; -1 before the first."""
        return int(self.info.get("generation", -1))

    @cached_property
    def definition(self) -> Definition:
        """Return the definition as resolved, to be looked at: no Python file that came with the run is run.

        Kinds of the user's own hold their fields and nothing else; `trusted` gives them whole.
        """
        return read_definition(self.path, self.info)

    @checked
    def trusted(self, trust: bool = False) -> Run:
        """Return the run with a definition that can be lived in: its Python files, if there are any, are run.

        Args:
            trust: run them even if they have never been run on this machine.

        Raises:
            UntrustedError: they have not.
        """
        if not own_codes(self.definition) or record_of(self.definition) is None:
            return self
        made = Run(self.path, self.info, self.problem)
        made.__dict__["definition"] = read_definition(self.path, self.info, "run" if trust else "ask")
        return made

    @cached_property
    def generations(self) -> Columns:
        """Return the table of generations: one row per generation and living replicate."""
        return self._table(GENERATIONS)

    @cached_property
    def assays(self) -> Columns:
        """Return the table of assays: one row per assayed generation and replicate; empty without assays."""
        return self._table(ASSAYS)

    @cached_property
    def plateaus(self) -> tuple[Plateau, ...]:
        """Return the plateaus: 20 generations or more in which all individuals of a replicate had equal fitness."""
        return plateaus_of(self.definition, self.generations, self.assays)

    def survival(self) -> SurvivalCurve | None:
        """Return the Kaplan-Meier curve of its replicates: None without absolute selection, or before generation 0."""
        from baldwin.endings import endings

        if not self.definition.survival.given or not self.generations:
            return None
        return endings(self.definition, self.generations, complete=self.status == "complete").survival

    @property
    def died_out(self) -> str:
        """A sentence on replicates that died out, of which everything takes the last generation; empty without any."""
        from baldwin.endings import died_out, endings

        if not self.definition.survival.given or not self.generations:
            return ""
        found = died_out(endings(self.definition, self.generations, complete=self.status == "complete"))
        return f"{self.path}: {found}." if found else ""

    @checked
    def newborn(self, replicate: int = 0, generation: int | None = None, who: Who = "centre") -> Newborn:
        """Return what a genotype of a saved generation is born with, as named arrays: weights, genes, or a genome.

        Args:
            replicate: which population.
            generation: one of the checkpoints, of which a run keeps its last two; by default the newest.
            who: the genotype that stands for the population, its best individual, or the individuals that were kept.

        Raises:
            UsageError: there is no such replicate, generation or genotype.
            RunError: no checkpoint can be read.
        """
        from baldwin.store.newborns import newborn

        return newborn(self, replicate, generation, who)

    def _table(self, name: str) -> Columns:
        from baldwin.store.tables import read_table

        self.refuse_damaged(name, f"Compute again what is lost: {self.resume_command}")
        return read_table(self.path / name)

    @property
    def figures(self) -> Path:
        """Return the folder for the run's figures; it may not exist yet."""
        return self.path / FIGURES


def open_entry(path: Path | str) -> Entry:
    """Return the directory `path` as its `run.json` describes it, whatever it holds.

    Raises:
        RunError: it is no directory of the store, it is damaged, or another version of baldwin wrote it.
    """
    path = located(Path(path))
    return Entry(path, read_info(path))


def open_run(path: Path | str) -> Run:
    """Return the run in the directory `path`.

    Raises:
        RunError: it is not a run directory, it is damaged, or another version of baldwin wrote it.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> baldwin.open_run(run.path).definition.population.size
        200
    """
    return Run.of(open_entry(path))


def list_entries(folder: Path) -> list[Entry]:
    """Return everything below `folder`, the newest first; what cannot be read says so in its `problem`."""
    entries = []
    for path in sorted(folder.glob("*/*/")):
        if any(os.path.exists(path / name) for name in (INFO, DEFINITION)):  # which asks no leave
            try:
                entries.append(open_entry(path))
            except RunError as error:
                entries.append(Entry(path, problem=str(error)))
    # sorted() above breaks ties, so the order is the same on every machine
    return sorted(entries, key=lambda entry: str(entry.info.get("created", "")), reverse=True)


def list_runs(folder: str | Path) -> list[Run]:
    """Return every run below `folder`, the newest first; one that cannot be read says so in its `problem`.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> run in baldwin.list_runs("runs")
        True
    """
    return [Run.of(entry) for entry in list_entries(Path(folder)) if entry.kind == EVOLUTION]
