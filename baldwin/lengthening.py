"""A longer run asked for by one that exists: `--generations +200`, from the command line or from Python."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from baldwin.definition import load, wing_of
from baldwin.definition.base import Definition
from baldwin.definition.overriding import Override
from baldwin.errors import UsageError
from baldwin.store import RunWriter
from baldwin.store.info import read_info
from baldwin.store.places import in_its_place, located, runs_option
from baldwin.store.provenance import run_id
from baldwin.store.reading import DEFINITION

__all__ = ["OPTION", "asked_for", "lengthened", "not_the_beginning"]

OPTION = "--generations"


def asked_for(asked: int | str, present: int) -> int:
    """Return the number of generations that a text asks for: all of them, or with a plus more than are `present`.

    Raises:
        UsageError: it is no such number, or smaller than what is there.
    """
    text = str(asked).strip()
    if not re.fullmatch(r"\+?\d+", text.replace("_", "")):
        raise UsageError(f"{OPTION} {text}: must be a whole number of generations, or +N for N more than now.")
    number = int(text.removeprefix("+"))
    wanted = present + number if text.startswith("+") else number
    if wanted < present:
        raise UsageError(
            f"{OPTION} {text}: is less than the {present} that are asked for already. Give more, or +N for N more."
        )
    return wanted


def not_the_beginning(definition: Definition, generations: int) -> str:
    """Return why a population is not the beginning of one of so many generations, empty if it is."""
    field = wing_of(definition).paced(definition)
    if field is None:
        return ""
    table, _, name = field.partition(".")
    value = getattr(getattr(definition, table), name)
    if name == "kind":
        return (
            f'{field} = "{value}" does not say whether its steps follow the length of a run. Define in it '
            "`def paced(self): return None` if they do not"
        )
    value = f'"{value}"' if isinstance(value, str) else f"{value:g}"
    return (
        f"{field} = {value} lets steps follow the whole length, so that the first generations of {generations} are not "
        f"those of {definition.population.generations}"
    )


def lengthened(path: Path, asked: int | str, *, checkpoint_every: float = 10.0) -> RunWriter:
    """Return the writer of a longer run than the one in `path`, which it continues; the same run if as long.

    Raises:
        UsageError: no such number of generations, or what is there is not the beginning of so long a run.
        DefinitionError: there are more than a population may have.
        RunError: not a run, or one that this version cannot continue.
    """
    path = located(path)
    shorter = RunWriter.resume(path, checkpoint_every=checkpoint_every)
    present = shorter.definition.population.generations
    wanted = asked_for(asked, present)
    if wanted == present:
        return shorter
    name, digits = shorter.definition.name, run_id(shorter.definition)
    if not in_its_place(path, name, digits):
        proper = path.parent / name / digits
        raise UsageError(
            f"{OPTION} {asked}: {path} is not in a folder {name}/{digits}, beside which a longer run would lie. "
            f"Move it there: mkdir -p {shlex.quote(str(proper.parent))} && "
            f"mv {shlex.quote(str(path))} {shlex.quote(str(proper))}"
        )
    if reason := not_the_beginning(shorter.definition, wanted):
        file, where = shlex.quote(str(path / DEFINITION)), runs_option(path)
        raise UsageError(
            f"{OPTION} {asked}: {reason}. Compute it whole: baldwin run {file} {OPTION} {wanted}{where}. "
            f"Or found another run by this one: baldwin run {file} --set founders.run={shlex.quote(str(path))}{where}"
        )
    override = Override(f"population.generations={wanted}", OPTION)
    longer = load(path / DEFINITION, [override], recorded=True)
    info = read_info(path)
    return RunWriter(
        path.parent / run_id(longer),
        longer,
        source=str(info.get("source", "")),
        overrides=[*map(str, info.get("overrides", ())), str(override)],
        checkpoint_every=checkpoint_every,
        shorter=path,
    )
