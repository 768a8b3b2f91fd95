"""`baldwin new`: files that work as they are, to make something of your own of."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from baldwin.cli.options import Folder
from baldwin.errors import UsageError

__all__ = ["new"]

Kind = Annotated[
    Literal["task", "lifetime", "rule", "probe", "schedule", "population", "study"],
    Parameter(help="What to write files for.", show_choices=True),
]
Manner = Annotated[
    Literal["trials", "examples", "episodes", "scores"] | None,
    Parameter(
        name="--manner",
        help="How a task is met: trials (choices one after another in a life; the default), examples (to learn from), "
        "episodes (worlds to act in), scores (of genomes, without networks).",
    ),
]
Like = Annotated[str | None, Parameter(name="--like", help="A population begins as a copy of this preset or file.")]
Output = Annotated[Folder, Parameter(name="--output", help="Folder to write into; default: the current one.")]


def new(kind: Kind, name: str, /, *, manner: Manner = None, like: Like = None, output: Output = None) -> None:
    """Write files that work as they are: a class with a comment where one is worth reading, its TOML, and a test.

    Run them, then change them until they are yours. Nothing that exists is replaced.

    Parameters
    ----------
    name
        Of the files, and of the runs: lower-case letters, digits and underscores.

    Examples
    --------
    baldwin new task levers                       choices one after another in a life
    baldwin new task curves --manner examples     or examples, episodes; scores: without networks
    baldwin new lifetime my_way
    baldwin new rule my_rule
    baldwin new probe my_probe
    baldwin new schedule seasons_of_mine
    baldwin new population mine --like bandit
    baldwin new study my_study --output studies
    """
    from baldwin.templates import copied, filled_in, write_new

    if manner is not None and kind != "task":
        raise UsageError(f"--manner {manner}: is of tasks, and this is a {kind}. Leave it out.")
    if like is not None and kind != "population":
        raise UsageError(f"--like {like}: is of populations, and this is a {kind}. Leave it out.")
    texts = filled_in(kind, name, manner or "trials") if like is None else copied(like, name)
    paths = write_new(output or Path(), texts)
    for path in paths:
        print(path)
    print()
    for line in _next(paths):
        print(line)


def _next(paths: list[Path]) -> list[str]:
    """Return what to do with new files: the commands at the head of their TOML, and its test."""
    file = next(path for path in paths if path.suffix == ".toml")
    lines = file.read_text(encoding="utf-8").splitlines()
    said = [line.removeprefix("#").strip() for line in lines if line.startswith("#   baldwin ")]
    for path in paths:
        said = [re.sub(rf"(?<=\s){re.escape(path.name)}", str(path), one) for one in said]
    tests = [f"pytest {path}" for path in paths if path.name.startswith("test_")]
    parts = [re.split(r" {4,}", one) for one in said or [f"baldwin run {file}"]]
    width = max(len(command) for command, *_ in parts)
    commands = ["    ".join([f"{command:<{width}}", *what]).rstrip() for command, *what in parts]
    return ["Next:", *(f"  {one}" for one in [*commands, *tests])]
