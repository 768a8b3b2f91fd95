"""`baldwin check`: what a population is, and what its run will need."""

from __future__ import annotations

import json as json_
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

from cyclopts import Parameter

from baldwin.cli.explaining import explained_rows, print_explained
from baldwin.cli.options import Generations, Json, NamedPopulation, Replicates, Runs, Seed, Set, Trust, overrides
from baldwin.definition import load, refuse_if_unfit, to_toml, wing_of
from baldwin.definition.discovery import Estimate
from baldwin.definition.fits import available_disk, available_memory, gigabytes, refuse_if_no_room
from baldwin.definition.problems import shown
from baldwin.founding import founded
from baldwin.schedules.calendar import Course, calendar
from baldwin.schedules.schedule import Value
from baldwin.schedules.world import ScheduledDefinition
from baldwin.store.finding import runs_folder

__all__ = ["check", "duration"]

Explain = Annotated[
    bool,
    Parameter(
        name="--explain",
        negative="",
        show_default=False,
        help="Print each field with its value, its default, what it must be and what it means.",
    ),
]


def check(
    population: NamedPopulation,
    /,
    *,
    set_: Set = None,
    seed: Seed = None,
    replicates: Replicates = None,
    generations: Generations = None,
    trust: Trust = False,
    runs: Runs = None,
    json: Json = False,
    explain: Explain = False,
) -> None:
    """Print a population with every default written out, what changes in its world and when, and what a run will need.

    Nothing runs. All errors of a file are printed at once, and a run too large for this machine is refused.

    Parameters
    ----------
    population
        A TOML file, or the name of a preset (`baldwin list` names them).

    Examples
    --------
    baldwin check hinton-nowlan
    baldwin check populations/hinton_nowlan.toml
    baldwin check hinton-nowlan --set population.size=10_000_000 --replicates 1
    baldwin check hinton-nowlan --set lifetime.kind=none > no_learning.toml
    baldwin check bandit --explain | less            every field: its value, default, range and meaning
    """
    definition = load(population, overrides(set_, seed, replicates, generations), trust=trust)
    founders = founded(definition, runs_folder(runs)).founders
    if definition.founders.source is None:  # what is printed can be run: it names the run, no copy of its founders
        named = definition.founders.model_copy(update={"run": founders.run})
        definition = definition.model_copy(update={"founders": named})
    courses = calendar(definition) if isinstance(definition, ScheduledDefinition) else ()
    estimate, available = wing_of(definition).estimate(definition), available_memory()
    folder = runs_folder(None)
    room = available_disk(folder)
    if json:
        resolved = definition.model_dump(mode="json", by_alias=True)
        print(
            json_.dumps(
                {
                    "definition": resolved,
                    **({"fields": explained_rows(definition)} if explain else {}),
                    "calendar": [_course(one) for one in courses],
                    "estimate": asdict(estimate),
                    "available_memory": available,
                    "available_disk": room,
                }
            )
        )
    elif explain:
        print_explained(definition)
        print(_comment(estimate, available, room))
    else:
        print(to_toml(definition) + _calendar(courses) + _comment(estimate, available, room))
    refuse_if_unfit(definition)
    refuse_if_no_room(definition, folder)


def _calendar(courses: Sequence[Course]) -> str:
    """Return what changes over generations as comments of TOML."""
    lines = ["", "# The world over generations:"] if courses else []
    for course in courses:
        others = ", replicate 0; the others have histories of their own" if course.by_replicate else ""
        lines += [f"# {course.field}{others}", *(f"#   {law}" for law in course.laws)]
        spans = [f"{one.first}" if one.first == one.last else f"{one.first} to {one.last}" for one in course.stretches]
        width = max(map(len, spans))
        for span, one in zip(spans, course.stretches, strict=True):
            goes = "" if one.value == one.end else f" to {shown(_short(one.end))}{', evenly' if one.evenly else ''}"
            lines.append(f"#   {span:>{width}}  {shown(_short(one.value))}{goes}")
        lines += [] if course.complete else [f"#   {'..':>{width}}"]
    return "\n".join([*lines, ""]) if lines else ""


def _short(value: Value) -> Value:
    """Return a value without digits that nobody reads."""
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _course(course: Course) -> dict[str, Any]:
    """Return the course of a field for programs."""
    return {
        "field": course.field,
        "schedules": [one.model_dump(mode="json", exclude_none=True) for one in course.schedules],
        "by_replicate": course.by_replicate,
        "replicate": 0,
        "stretches": [asdict(one) for one in course.stretches],
        "complete": course.complete,
    }


def _comment(estimate: Estimate, available: int | None, room: int | None) -> str:
    """Return an estimate as comments of TOML, so that the whole output is a definition."""
    free = f", of {gigabytes(available)} free here" if available is not None else ""
    genome = []
    does, often = estimate.met or ("trials", estimate.trials)
    if estimate.genes:
        each = (
            f"compressed {estimate.born / estimate.genes:.3g} times" if estimate.genes != estimate.born else "one each"
        )
        genome = [f"# genes   {estimate.genes:,} for the {estimate.born:,} numbers of a newborn, {each}"]
    return "\n".join(
        [
            "",
            "# What a run will need, as estimated:",
            f"# memory  {gigabytes(estimate.memory)}{free}",
            f"# disk    {gigabytes(estimate.disk)}{f', of {gigabytes(room)} free there' if room is not None else ''}",
            *genome,
            f"# lives   {estimate.lives:,}",
            f"# {does:7} {'' if estimate.exact else 'at most '}{often:,}",
            f"# time    {duration(estimate.seconds)} on one core, compiling aside",
        ]
    )


def duration(seconds: float) -> str:
    """Return a rough time in the unit in which it reads best."""
    if seconds < 1:
        return "under a second"
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return (
                f"about {seconds / length:.2g} {unit}"
                if seconds < 100 * length
                else f"about {seconds / length:,.0f} {unit}"
            )
    return f"about {seconds:.0f} second{'' if round(seconds) == 1 else 's'}"
