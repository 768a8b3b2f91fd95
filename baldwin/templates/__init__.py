"""What `baldwin new` writes: a folder for each kind of thing, with files that work as they are.

They stand there under the name `my_thing`, with a class `MyThing`; both are replaced. A test writes each kind and runs
the test that comes with it. A new kind is a new folder, and its line in `TITLES`.
"""

from __future__ import annotations

import importlib.util
import io
import keyword
import re
import sys
import tokenize
from collections.abc import Mapping
from pathlib import Path

from baldwin.definition.names import did_you_mean
from baldwin.definition.own_code import KEPT_BY_RUNS
from baldwin.definition.sources import locate, read
from baldwin.errors import UsageError
from baldwin.store.files import writing
from baldwin.store.output import refuse_output
from baldwin.store.reading import holds_run

__all__ = ["MANNERS", "TITLES", "copied", "filled_in", "write_new"]

NAME, CLASS = "my_thing", "MyThing"  # in the files of the templates
COMMENTS = 40  # column of the comments behind the fields of a TOML file
HERE = Path(__file__).parent

TITLES = {
    "task": "a task of your own, which a network learns in life, or a haystack for genomes",
    "lifetime": "a way of learning",
    "rule": "a plasticity rule: how a synapse changes",
    "probe": "an analysis of what evolved",
    "schedule": "a way in which a world changes over generations",
    "population": "a population to run",
    "study": "a study: many runs of a population, with controls",
}
"""Kind -> what it is."""

MANNERS = {
    "trials": "choices one after another in one life, such as a bandit",
    "examples": "inputs and answers to learn from, such as points of a curve",
    "episodes": "worlds to act in again and again, such as a walk",
    "scores": "genomes of 0, 1 and ? that are worth a score",
}
"""Manner of a task -> how it is met."""


def filled_in(kind: str, name: str, manner: str = "trials") -> dict[str, str]:
    """Return file name -> text of a new thing.

    Args:
        kind: one of `TITLES`.
        name: lower-case letters, digits and underscores, a letter first.
        manner: of a task, one of `MANNERS`.

    Raises:
        UsageError: there is no such kind or manner, or the name does not do.
    """
    if kind not in TITLES:
        raise UsageError(f"{kind}: no such kind of file. {did_you_mean(kind, TITLES, form='{}')}")
    if manner not in MANNERS:
        raise UsageError(f"--manner {manner}: no such manner. {did_you_mean(manner, MANNERS, form='{}')}")
    folder = HERE / (f"task-{manner}" if kind == "task" else kind)
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.is_file()}
    name = _checked(name, module=f"{NAME}.py" in texts)
    cls = "".join(part.capitalize() for part in name.split("_"))
    if keyword.iskeyword(cls) or cls in set().union(
        *(_names_in(text) for file, text in texts.items() if file.endswith(".py"))
    ):
        cls += kind.capitalize()
    return {
        file.replace(NAME, name): _aligned(text.replace(NAME, name).replace(CLASS, cls)) for file, text in texts.items()
    }


def _names_in(code: str) -> set[str]:
    """Return the names that Python code uses; words in its texts and comments are none."""
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return {token.string for token in tokens if token.type == tokenize.NAME}


def copied(preset: str, name: str) -> dict[str, str]:
    """Return file name -> text of a population like a preset, or like one in a file.

    Raises:
        UsageError: the name does not do, or it is no population that stands alone.
        DefinitionError: there is no such preset or file.
    """
    name = _checked(name, module=False)
    path, origin = locate(preset)
    text, count = re.subn(r'(?m)^name\s*=\s*"[^"\n]*"', f'name = "{name}"', read(path, origin), count=1)
    if not count:
        raise UsageError(f'{origin}: has no line such as name = "mine" to change. Copy the file by hand.')
    return {f"{name}.toml": re.sub(r"\A#:schema .*\n", "", text)}


def write_new(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write files that are not there yet, all or none, and return their paths.

    Raises:
        UsageError: one of them exists, or the folder is none, or a run's.
        RunError: the system refuses.
    """
    paths = {folder / file: text for file, text in texts.items()}
    there = [path for path in paths if path.is_symlink() or path.exists()]
    if there:
        raise UsageError(
            f"{', '.join(map(str, there))}: there already, and not replaced. Choose another name, or another --output."
        )
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is not a folder. Choose another --output.")
    run = next((one for one in (folder.absolute(), *folder.absolute().parents) if holds_run(one)), None)
    if run is not None:
        raise UsageError(f"{folder}: lies in the run {run}, which keeps its own files alone. Choose another --output.")
    for path in paths:
        refuse_output(path)
    made: list[Path] = []
    try:
        with writing(folder.absolute(), "Choose another --output."):
            folder.mkdir(parents=True, exist_ok=True)
            for path, text in paths.items():
                with path.open("x", encoding="utf-8") as file:
                    made.append(path)
                    file.write(text)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise
    return made


def _checked(name: str, *, module: bool) -> str:
    """Return a name as files and runs can have it; hyphens are taken for underscores.

    Raises:
        UsageError: it does not do.
    """
    plain = name.replace("-", "_")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", plain):
        shown = name if name.isprintable() else ascii(name)[1:-1]
        made = re.sub(r"\W+", "_", name.lower(), flags=re.ASCII).strip("_0123456789")[:64]
        such = f", such as {made}" if made else ""
        raise UsageError(f"{shown[:80]}: must be lower-case letters, digits and underscores, a letter first{such}.")
    if NAME in plain or f"{plain}.toml" in KEPT_BY_RUNS:
        raise UsageError(f"{name}: files of that name have a meaning already. Choose another name.")
    if module and (plain in sys.stdlib_module_names or importlib.util.find_spec(plain) is not None):
        raise UsageError(
            f"{name}: a Python module of that name is installed, and {plain}.py would hide it. Choose another."
        )
    return plain


def _aligned(text: str) -> str:
    """Return a text whose comments behind fields, and behind commands, stand in one column each again."""
    lines = text.splitlines()
    commands = [re.fullmatch(r"(#   baldwin .*?\S)(?:\s{2,}(.*))?", line) for line in lines]
    width = max((len(one[1]) for one in commands if one and one[2]), default=0)
    for number, (line, command) in enumerate(zip(lines, commands, strict=True)):
        if command and command[2]:
            lines[number] = f"{command[1]:<{width}}    {command[2]}"
        elif field := re.fullmatch(r"([a-z\[][^#]*\S)\s{2,}(# .*)", line):
            lines[number] = f"{field[1]:<{max(COMMENTS, len(field[1]) + 2)}}{field[2]}"
    return "\n".join([*lines, ""])
