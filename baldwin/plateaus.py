"""Plateaus: generations in which all individuals of a replicate had equal fitness, so that nothing was selected.

It is a plateau where the standard deviation of fitness is at most a millionth of its mean, which is what rounding
leaves of none at all, for 20 generations or more on end. Where that fitness is the highest there can be, the task is
solved; else the population is stuck, and what usually helps is for its wing to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.definition.base import Definition
from baldwin.engine import Columns
from baldwin.presentation import presentation_of

__all__ = ["ALIKE", "SHORTEST", "Plateau", "Streaks", "alike", "plateaus_of", "sentences"]

SHORTEST = 20  # generations on end; fewer may be chance, as when the first of a small population all fail
ALIKE = 1e-6  # of the mean: what sums of some thousand 32-bit numbers leave of a standard deviation of 0
NEEDED = ("generation", "replicate", "individuals", "fitness_mean", "fitness_sd")


@dataclass(frozen=True)
class Plateau:
    """Generations on end, of one replicate, in which all individuals had equal fitness."""

    replicate: int
    first: int  # generation
    last: int  # generation
    fitness: float  # of all individuals, in the last of them
    solved: bool  # whether no individual can have more

    @property
    def generations(self) -> int:
        """Return how many there are."""
        return self.last - self.first + 1


def alike(rows: Columns) -> npt.NDArray[np.bool_]:
    """Return for each row of a table of generations (n,) whether all individuals had equal fitness.

    Never where there is one individual alone, where fitness is no number, or where it was not recorded.
    """
    if not set(NEEDED) <= set(rows):
        return np.zeros(len(rows.get("generation", ())), dtype=np.bool_)
    several = rows["individuals"] > rows["generation"] + 1  # it counts up from the founders, generation 0
    if "living" in rows:
        several &= rows["living"] > 1
    found: npt.NDArray[np.bool_] = several & (rows["fitness_sd"] <= ALIKE * np.abs(rows["fitness_mean"]))
    return found


def _stretches(rows: Columns) -> Iterator[tuple[bool, npt.NDArray[np.intp]]]:
    """Yield successive rows of a replicate that agree in being alike: whether they are, and their places."""
    if not len(rows.get("replicate", ())):
        return
    order = np.argsort(rows["replicate"], kind="stable")  # within a replicate, by generation
    replicate, flat = rows["replicate"][order], alike(rows)[order]
    begins = np.flatnonzero(np.r_[True, (replicate[1:] != replicate[:-1]) | (flat[1:] != flat[:-1])])
    for first, places in zip(begins, np.split(order, begins[1:]), strict=True):
        yield bool(flat[first]), places


class Streaks:
    """Plateaus of a table that grows, whatever the pieces it comes in.

    Attributes:
        generations: how many were part of one, over all replicates.
    """

    def __init__(self) -> None:
        self.generations = 0
        self._lengths: dict[int, int] = {}  # replicate -> generations on end, up to the newest

    def add(self, rows: Columns) -> None:
        """Take in more rows of a table of generations."""
        if not self._lengths and not alike(rows).any():
            return
        for flat, places in _stretches(rows):
            replicate = int(rows["replicate"][places[0]])
            before = self._lengths.pop(replicate, 0)
            if flat:
                self._lengths[replicate] = before + places.size
                self.generations += _counted(before + places.size) - _counted(before)

    @property
    def lasting(self) -> list[int]:
        """Return the replicates that are on a plateau in their newest row."""
        return sorted(replicate for replicate, length in self._lengths.items() if _counted(length))


def _counted(length: int) -> int:
    return length if length >= SHORTEST else 0


def plateaus_of(definition: Definition, generations: Columns, assays: Columns) -> tuple[Plateau, ...]:
    """Return the plateaus of a run, given its tables, by replicate and generation."""
    if not alike(generations).any():
        return ()
    presentation = presentation_of(definition)
    found = []
    for flat, places in _stretches(generations):
        if not flat or places.size < SHORTEST:
            continue
        row = _row(generations, places[-1])
        best, fitness = presentation.best_fitness(row, assays), float(row["fitness_mean"])
        solved = best is not None and fitness >= best - ALIKE * max(abs(best), 1.0)
        first, last = (int(generations["generation"][places[place]]) for place in (0, -1))
        found.append(Plateau(int(row["replicate"]), first, last, fitness, solved))
    return tuple(found)


def _row(table: Columns, place: np.intp) -> dict[str, Any]:
    return {name: values[place] for name, values in table.items() if values.ndim == 1}


def sentences(definition: Definition, generations: Columns, plateaus: Sequence[Plateau]) -> tuple[str, str]:
    """Return what to say of the plateaus of a run: where it was stuck, with what usually helps; and where it was done.

    Each begins in the middle of a sentence, and is empty where there is no such plateau.

    Args:
        definition: of the run.
        generations: its table.
        plateaus: as `plateaus_of` returns them.
    """
    replicates = int(np.unique(generations["replicate"]).size) if plateaus else 0
    stuck, solved = ([one for one in plateaus if one.solved == what] for what in (False, True))
    told = done = ""
    if stuck:
        longest = max(stuck, key=lambda one: one.generations)
        where = _where(stuck, longest, replicates)
        told = f"all individuals had equal fitness, so that nothing was selected, {where}"
        told += _help(definition, generations, longest, "What usually helps")
    if solved:
        earliest = min(solved, key=lambda one: one.first)
        among = "" if replicates == 1 else f" in {_count(solved)} of {replicates} replicates, first"
        done = (
            f"all individuals had the highest fitness that is known to be possible ({earliest.fitness:.6g}){among} "
            f"from generation {earliest.first:,}: nothing was left to select"
        )
        done += _help(definition, generations, earliest, "If more is wanted")
    return told, done


def _count(plateaus: Iterable[Plateau]) -> int:
    return len({one.replicate for one in plateaus})


def _where(plateaus: Sequence[Plateau], longest: Plateau, replicates: int) -> str:
    """Return in which generations and replicates, and with what fitness."""
    span = f"generations {longest.first:,} to {longest.last:,}"
    if replicates == 1:
        more = "" if len(plateaus) == 1 else f", the longest of {len(plateaus)} such times"
        return f"in {span} (fitness {longest.fitness:.6g}{more})"
    same = {(one.first, one.last) for one in plateaus} == {(longest.first, longest.last)}
    if same:
        return f"in {span} of {len(plateaus)} of {replicates} replicates (fitness {longest.fitness:.6g})"
    return (
        f"for {SHORTEST} generations or more in {_count(plateaus)} of {replicates} replicates (longest: replicate "
        f"{longest.replicate}, {span}, fitness {longest.fitness:.6g})"
    )


def _help(definition: Definition, generations: Columns, plateau: Plateau, before: str) -> str:
    """Return what the wing says that helps, as a sentence of its own, given the last row of a plateau."""
    here = (generations["replicate"] == plateau.replicate) & (generations["generation"] == plateau.last)
    words = presentation_of(definition).when_alike(_row(generations, np.flatnonzero(here)[0]), plateau.solved)
    return f". {before}: {'; '.join(words)}" if words else ""
