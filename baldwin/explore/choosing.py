"""What the page of runs asks: which fit, overlaid, compared, described, deleted. It names runs by `name/id` alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from baldwin.claims.reading import ClaimRun
from baldwin.comparison import compare_runs, compare_study, sizes_left_out
from baldwin.errors import UsageError
from baldwin.explore.drawing import drawn, names_of
from baldwin.explore.shelf import Shelf
from baldwin.figures.tables import together
from baldwin.listing import cells_of, parsed, row
from baldwin.report.arms import ReportedRuns
from baldwin.report.readout import readout
from baldwin.store import Run
from baldwin.store.bin import binned, move_to_bin, restore
from baldwin.store.notes import write_notes
from baldwin.store.reading import Entry
from baldwin.study import Study

__all__ = ["Asked", "chosen", "compared", "deleted", "described", "listed", "overlaid", "restored", "thrown_away"]

MOST = 24  # runs that one drawing can show
TOGETHER = ("innate_learned",)
SIDE_BY_SIDE = 4  # runs up to which figures of one run alone are drawn for each, unless they are asked for


class Asked(BaseModel):
    """A question of the page; each uses some of the fields.

    Attributes:
        runs: `name/id` of those chosen; of the bin with the time of deletion before it.
        query: words and conditions, as `baldwin list` takes them.
        where: further conditions.
        sort: column to sort by, empty for the newest first.
        reverse: whether the other way round.
        stamp: of the rows that the page has.
        figures: names of those wanted; None for those that come first.
        against: `name/id` of the control; of a study an arm; empty where it has controls.
        tags: words, and a note, that are to be kept of one run.
        cells: whether a study's runs go along.
        tab: of the page; not used.
        number: of the question; not used.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    runs: list[str] = Field(default_factory=list, max_length=10_000)
    query: str = Field(default="", max_length=1000)
    where: list[str] = Field(default_factory=list, max_length=20)
    sort: str = Field(default="", max_length=100)
    reverse: bool = False
    stamp: str = Field(default="", max_length=40)
    figures: list[str] | None = Field(default=None, max_length=40)
    against: str = Field(default="", max_length=300)
    tags: str = Field(default="", max_length=3000)
    note: str = Field(default="", max_length=30_000)
    cells: bool = False
    tab: str = Field(default="", max_length=40)
    number: int = 0

    @classmethod
    def of(cls, body: bytes) -> Asked:
        """Return what a browser asks.

        Raises:
            UsageError: it is no question.
        """
        try:
            return cls.model_validate_json(body)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise UsageError(f"No question: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None


def listed(shelf: Shelf, asked: Asked) -> Any:
    """Return the rows, and which of them fit."""
    words, where = parsed(asked.query)
    return shelf.ask(asked.stamp, words, [*where, *asked.where], asked.sort or None, asked.reverse)


def chosen(shelf: Shelf, keys: Sequence[str]) -> list[Run] | Study | ClaimRun:
    """Return the runs of these names, each once, or the one study or tested claims.

    Raises:
        UsageError: there are none, too many, or others among runs.
    """
    if not keys:
        raise UsageError("Nothing is chosen. Tick a run.")
    found = [shelf.find(key) for key in dict.fromkeys(keys[: MOST + 1])]
    if len(found) == 1 and not isinstance(alone := found[0], Run):
        return alone
    if len(found) > MOST:
        raise UsageError(f"{len(keys)} are chosen, and {MOST} are drawn at once. Choose fewer, or sweep a study.")
    for one in found:
        if not isinstance(one, Run):
            raise UsageError(f"{one.name}/{one.id}: {one.content}, no run to draw with others. Open its report.")
    runs = [one for one in found if isinstance(one, Run)]
    for run in runs:
        if not run.generations:
            raise UsageError(f"{run.name}/{run.id}: holds no generation yet.")
    return runs


def overlaid(shelf: Shelf, asked: Asked) -> Any:
    """Return the figures of a report that show these runs together, the names of all, and what each shows last."""
    runs = chosen(shelf, asked.runs)
    if not isinstance(runs, list):
        raise UsageError(f"{runs.name}/{runs.id}: {getattr(runs, 'content', '')}. Open its report.")
    cut, shortest = together(runs, None)
    arms = ReportedRuns.of(cut)
    return {
        "drawings": drawn(cut, TOGETHER if asked.figures is None and len(cut) > SIDE_BY_SIDE else asked.figures),
        "figures": names_of(cut),
        "labels": [arm.label for arm in arms],
        "readout": [lines[-1] for lines in readout(arms)],
        "note": "" if shortest is None else f"Shown to generation {shortest:,}, where the shortest run ends.",
    }


def compared(shelf: Shelf, asked: Asked) -> Any:
    """Return effect sizes against a control, and who came to what, as `baldwin compare` has them."""
    runs = chosen(shelf, asked.runs)
    if isinstance(runs, Study):
        found = compare_study(runs, asked.against or None, (), most=200)
    elif isinstance(runs, list):
        control = next((one for one in runs if f"{one.name}/{one.id}" == asked.against), None)
        if control is None or len(runs) < 2:
            raise UsageError("Compare with which? Choose two runs or more, and which of them is the control.")
        found = compare_runs([one for one in runs if one is not control], control)
    else:
        raise UsageError(f"{runs.name}/{runs.id}: has no effects to compare. Open its report.")
    notes = [*found.notes, *sizes_left_out(found.effects)]
    return {
        "effects": [one.row() for one in found.effects],
        "outcomes": [one.row() for one in found.outcomes],
        "notes": notes,
    }


def described(shelf: Shelf, asked: Asked) -> Any:
    """Keep tags and a note of one run, and return them as they are kept."""
    if len(asked.runs) != 1:
        raise UsageError("A note is of one run.")
    entry = shelf.find(asked.runs[0])
    kept = write_notes(entry.path, asked.tags.replace(",", " ").split(), asked.note)
    return {"tags": list(kept.tags), "note": kept.note, "problem": kept.problem}


def thrown_away(shelf: Shelf, asked: Asked) -> Any:
    """Move runs to the bin, and return how many, and what to give `restored`."""
    entries = shelf.entries()
    found: dict[str, Entry] = {key: entries[key] for key in asked.runs if key in entries}
    if missing := [key for key in asked.runs if key not in found]:
        raise UsageError(f"{missing[0][:80]}: is not here any more.")
    if asked.cells:
        found |= {f"{one.name}/{one.id}": one for one in cells_of(list(found.values()), shelf.folder)}
    if busy := [key for key, one in found.items() if one.status == "running"]:
        raise UsageError(f"{busy[0]}: a process is working on it. Wait for it, or stop it first.")
    moved = [move_to_bin(one, shelf.folder) for one in found.values()]
    return {"moved": ["/".join(path.parts[-3:]) for path in moved]}


def deleted(shelf: Shelf, asked: Asked) -> Any:
    """Return what lies in the bin."""
    del asked
    return {"rows": [{"key": "/".join(one.path.parts[-3:]), **_of_bin(row(one))} for one in binned(shelf.folder)]}


def _of_bin(whole: dict[str, Any]) -> dict[str, Any]:
    return {name: whole[name] for name in ("kind", "title", "status", "created", "changed", "tags", "note")}


def restored(shelf: Shelf, asked: Asked) -> Any:
    """Move runs back from the bin, and return where they are."""
    known = {"/".join(one.path.parts[-3:]): one for one in binned(shelf.folder)}
    if missing := [key for key in asked.runs if key not in known]:
        raise UsageError(f"{missing[0][:80]}: is not in the bin any more.")
    return {"restored": ["/".join(restore(known[key], shelf.folder).parts[-2:]) for key in asked.runs]}
