"""Options that mean the same for every command."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter, Token

from baldwin.cli import candidates
from baldwin.definition.overriding import Override
from baldwin.errors import UsageError

__all__ = [
    "TABLE",
    "Folder",
    "For",
    "Generations",
    "Json",
    "NamedPopulation",
    "NamedRun",
    "Quiet",
    "Replicates",
    "Runs",
    "Seed",
    "Set",
    "Trust",
    "ending_of",
    "folder_of",
    "generation_or_all",
    "overrides",
    "whole_number",
]

NamedPopulation = Annotated[str, Parameter(completer=candidates.populations)]
NamedRun = Annotated[str, Parameter(completer=candidates.runs)]

Set = Annotated[
    list[str] | None,
    Parameter(
        name="--set",
        negative="",
        help="Override one field: table.field=value. Repeatable.",
        completer=candidates.fields,
    ),
]

# Text, since cyclopts would round 2.7 to 3; the definition checks them like its fields.
Seed = Annotated[str | None, Parameter(name="--seed", help="Same as --set population.seed=INT.")]
Replicates = Annotated[str | None, Parameter(name="--replicates", help="Same as --set population.replicates=INT.")]
Generations = Annotated[str | None, Parameter(name="--generations", help="Same as --set population.generations=INT.")]


def _folder(type_: type, tokens: Sequence[Token]) -> Path:
    """Return a folder that an option names; an empty name would mean the current folder."""
    if not tokens[0].value:
        raise UsageError(f"{tokens[0].keyword}: the name is empty. Name a folder.")
    return Path(tokens[0].value)


Folder = Annotated[Path | None, Parameter(converter=_folder)]
Runs = Annotated[
    Folder, Parameter(name="--runs", help="Folder that holds the runs; default: BALDWIN_RUNS, else ./runs.")
]
FILES = (
    ".png",
    ".svg",
    ".pdf",
    ".csv",
    ".json",
    ".nc",
    ".npz",
    ".safetensors",
    ".parquet",
)  # written into folders


def folder_of(output: Path | None, default: Path) -> Path:
    """Return the folder that `--output` names, or the default.

    Raises:
        UsageError: it names a file, where a folder is wanted.
    """
    if output is not None and output.suffix.lower() in FILES and not output.is_dir():
        raise UsageError(f"--output {output}: must be a folder; its files have names of their own. Name one, such as .")
    return default if output is None else output


TABLE, PICTURES = ".csv", (".png", ".svg", ".pdf")


def ending_of(file: Path) -> str:
    """Return the ending of a file that `--output` names: `TABLE`, or that of a picture.

    Raises:
        UsageError: it is another.
    """
    ending = file.suffix.lower()
    if ending not in (TABLE, *PICTURES):
        allowed = f"{', '.join((TABLE, *PICTURES[:-1]))} or {PICTURES[-1]}"
        raise UsageError(f"--output {file}: no such format. End the name in {allowed}.")
    return ending


UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def _seconds(type_: type, tokens: Sequence[Token]) -> float:
    """Return a wall time [s] that an option gives, such as 90s, 10m or 1h30m."""
    text = tokens[0].value.strip()
    found = re.findall(r"(\d+(?:\.\d+)?)([smhd]?)", text)
    total = sum(float(number) * UNITS[unit] for number, unit in found)
    if "".join(number + unit for number, unit in found) != text or not total > 0.0:
        raise UsageError(f"{tokens[0].keyword} {text}: must be a time above 0, such as 90s, 10m, 2h or 1h30m.")
    return total


For = Annotated[
    float | None,
    Parameter(
        name="--for",
        converter=_seconds,
        show_default=False,
        help="Save and stop after so long (90s, 10m, 2h), with exit status 124 if something is left to compute.",
    ),
]
Trust = Annotated[
    bool,
    Parameter(
        name="--trust",
        negative="",
        show_default=False,
        help="Run Python files that came with a run, though they have never been run on this machine.",
    ),
]
Quiet = Annotated[
    bool, Parameter(name="--quiet", negative="", show_default=False, help="Print results only, no progress.")
]
Json = Annotated[
    bool, Parameter(name="--json", negative="", show_default=False, help="Print JSON on stdout, for programs.")
]


def overrides(
    set_: list[str] | None, seed: str | None = None, replicates: str | None = None, generations: str | None = None
) -> list[str]:
    """Return every override as `table.field=value`; the last of several `--set` of one field wins.

    Raises:
        UsageError: a short option and `--set` give one field different values.
    """
    short = {"seed": seed, "replicates": replicates, "generations": generations}
    given = {name: value for name, value in short.items() if value is not None}
    last = {text.partition("=")[0].strip(): text for text in set_ or ()}
    for name, value in given.items():
        said = last.get(f"population.{name}", "")
        if said and said.partition("=")[2].strip() != value.strip():
            raise UsageError(f"--{name} {value}: --set {said} says otherwise. Leave one of them out.")
    return [*(set_ or ()), *(Override(f"population.{name}={value}", f"--{name}") for name, value in given.items())]


def generation_or_all(text: str | None) -> int | Literal["all"] | None:
    """Return what `--until` was given: a generation, "all" or nothing.

    Raises:
        UsageError: it is neither.
    """
    if text is None:
        return None
    rule = "must be a generation, an integer >= 0, or all."
    return "all" if text == "all" else whole_number(text, "--until", rule, least=0)


def whole_number(text: str, option: str, rule: str, *, least: int, most: int | None = None) -> int:
    """Return the integer that `option` was given as `text`; cyclopts would round 1.5.

    Raises:
        UsageError: it is none from `least` to `most`, with `rule` as what it must be.
    """
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if number < least or (most is not None and number > most):
        raise UsageError(f"{option} {text}: {rule}")
    return number
