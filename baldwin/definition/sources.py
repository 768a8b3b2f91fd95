"""Where definitions come from: files, and the populations and studies that ship with the package."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from pathlib import Path

from baldwin.definition.names import did_you_mean, nearest
from baldwin.errors import DefinitionError

__all__ = ["locate", "presets", "read", "studies"]

LARGEST = 1_000_000  # bytes; a definition has some hundred


def presets() -> dict[str, Path]:
    """Return name, as a user types it (`hinton-nowlan`), -> file of every preset, by name.

    Example:
        >>> baldwin.presets()["bandit"].name
        'bandit.toml'
    """
    return _named(_shipped())


def studies() -> dict[str, Path]:
    """Return name, as a user types it (`innate-or-learned`), -> file of every study that ships, by name."""
    return _named(_shipped() / "studies")


def _shipped() -> Path:
    package = Path(__file__).parent.parent
    shipped = package / "_populations"  # in a wheel; a checkout has them beside the package
    return shipped if shipped.is_dir() else package.parent / "populations"


def _named(folder: Path) -> dict[str, Path]:
    return {path.stem.replace("_", "-"): path for path in sorted(folder.glob("*.toml"))}


def locate(source: str | Path, offered: Iterable[str] = ()) -> tuple[Path, str]:
    """Return the file that `source` names, and how errors call it.

    Args:
        source: a path, or the name of a preset or of a study that ships, with hyphens or underscores. A text with a
            suffix `.toml` or a separator is a path, and so is one that names an existing file.
        offered: names that are offered beside the presets where there is no such file.

    Raises:
        DefinitionError: when there is no such file, preset or study.
    """
    text = os.fspath(source)
    if not text:
        raise DefinitionError(["The name of the population is empty. Name a TOML file or a preset."])
    path = Path(source)
    is_path = isinstance(source, Path) or path.suffix.lower() == ".toml" or len(path.parts) > 1 or text.endswith(os.sep)
    if is_path or os.path.isfile(text):
        return path, text
    known = presets()
    name = text.lower().replace("_", "-")
    if (found := known.get(name) or studies().get(name)) is not None:
        return found, name
    if os.path.isdir(text):
        return path, text
    same = [file for file in _files(path.parent) if Path(file).stem.lower().replace("_", "-") == name]
    help_ = f"Did you mean the file {same[0]}?" if same else did_you_mean(name, [*known, *offered], form="{}")
    raise DefinitionError([f"{_printable(text)}: no such preset or file. {help_}"])


def read(path: Path, origin: str) -> str:
    """Return the text of a definition file, called `origin` in errors.

    Raises:    DefinitionError: when it cannot be read as text.
    """
    origin = _printable(origin)
    try:
        if not (path.is_file() or path.is_dir()) and path.exists():  # reading it might wait for ever
            raise DefinitionError([f"{origin}: is no regular file. Save the definition in one."])
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise DefinitionError([f"{origin}: no such file.{_similar(path)}"]) from None
    except IsADirectoryError:
        raise DefinitionError([f"{origin}: is a folder. Name a file in it, or a preset."]) from None
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise DefinitionError([f"{origin}: cannot be read: {reason.lower()}."]) from None
    if len(data) > LARGEST:
        raise DefinitionError([f"{origin}: larger than {LARGEST} bytes, so not a population definition."])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DefinitionError([f"{origin}:{line}: not UTF-8 text. Save the file in UTF-8."]) from None
    if not text.strip():
        raise DefinitionError(
            [f'{origin}: the file is empty. A definition needs at least a name, such as name = "mine".']
        )
    return text


def _similar(path: Path) -> str:
    """Return a sentence that names a file or preset like one that does not exist."""
    name = path.stem.replace("_", "-")
    if (guess := nearest(name, presets())) == name:
        return f" Did you mean the preset {guess}?"
    if near := nearest(path.name, _files(path.parent)):
        return f" Did you mean {path.parent / near}?"
    return f" Did you mean the preset {guess}?" if guess else ""


def _files(folder: Path) -> list[str]:
    """Return the names of the definition files in a folder: populations and studies, which have a name."""
    try:
        return sorted(path.name for path in folder.iterdir() if path.suffix.lower() == ".toml" and _defines(path))
    except OSError:
        return []


def _defines(path: Path) -> bool:
    """Return whether a file may be a definition, and not that of another program, such as pyproject.toml."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return False
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):  # most likely a slip: what is wrong, reading it will say
        return path.is_file() and not path.name.startswith(".")
    return "name" in tables or "population" in tables


def _printable(text: str) -> str:
    """Return a file name on one line, shortened where no one could read it."""
    shown = text if text and text.isprintable() else ascii(text)
    return shown if len(shown) <= 200 else f"{shown[:200]}..."
