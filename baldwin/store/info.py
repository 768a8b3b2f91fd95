"""`run.json`: what a directory of the store is. Written with a checksum, and never believed where it is damaged."""

from __future__ import annotations

import json
import os
import shlex
import unicodedata
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from baldwin.errors import RunError
from baldwin.store.places import misplaced, runs_option
from baldwin.store.provenance import DEFINITION, FORMAT
from baldwin.version import VERSION

__all__ = [
    "CHECKSUM",
    "INFO",
    "REPRODUCE",
    "REQUEST",
    "REQUESTED",
    "STUDY_FILE",
    "DamagedInfoError",
    "printable",
    "read_info",
    "read_request",
    "sealed",
]

INFO = "run.json"
REQUEST = "request.json"
REQUESTED = ("source", "overrides", "study", "created")
"""Fields of `run.json` that nothing else tells, and that a file of their own keeps should it be lost."""

STUDY_FILE = "study.toml"  # which studies hold in the place of a definition
REPRODUCE = "reproduce"  # how the names of tested claims begin
CHECKSUM = "checksum"  # field that counts all others
LARGEST = 32_000_000  # bytes; a run that records long lives of a task of the user's own may have some hundred thousand


class DamagedInfoError(RunError):
    """A `run.json` is not as it was written; all else in its directory may be whole."""


class _Extent(BaseModel):
    bytes: Annotated[int, Field(ge=0)]
    crc32: Annotated[int, Field(ge=0)]


class _Changed(BaseModel):
    of: str
    fields: dict[str, Any]


class _Resumed(BaseModel):
    at: str = ""
    generation: int = -1


class _Info(BaseModel):
    """Fields that readers rely on, as they must be where they are given; others may be anything."""

    model_config = ConfigDict(strict=True)

    status: Literal["running", "stopped", "complete", "failed"]
    name: Annotated[str, Field(pattern=r"^\w[\w.-]{0,199}$")] = ""
    id: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")] = "0" * 12
    kind: str = ""
    title: str = ""
    study: str = ""
    source: str = ""
    created: str = ""
    baldwin: str = ""
    random_scheme: str = ""
    python: str = ""
    generation: Annotated[int, Field(ge=-1)] = -1
    generations: Annotated[int, Field(ge=0)] | None = None
    elapsed: Annotated[float, Field(ge=0.0, allow_inf_nan=False, strict=False)] = 0.0
    overrides: list[str] = []
    claims: list[str] = []
    counts: dict[str, int] = {}
    changed: _Changed | None = None
    final: dict[str, Annotated[float, Field(allow_inf_nan=False, strict=False)]] = {}
    platform: dict[str, str] = {}
    packages: dict[str, str] = {}
    resumed: list[_Resumed] = []
    files: dict[str, _Extent] = {}


def sealed(info: Mapping[str, Any]) -> str:
    """Return the text of a `run.json`."""
    return json.dumps({**info, CHECKSUM: _checksum(info)}, indent=2) + "\n"


def _checksum(info: Mapping[str, Any]) -> int:
    whole = {name: value for name, value in info.items() if name != CHECKSUM}
    return zlib.crc32(json.dumps(whole, sort_keys=True).encode())


def read_info(path: Path) -> dict[str, Any]:
    """Return the `run.json` of the directory `path`, without its checksum; its texts hold no control characters.

    Raises:
        DamagedInfoError: it is damaged.
        RunError: there is none, or another version of baldwin wrote it.
    """
    file = path / INFO
    try:
        if os.path.exists(file) and not file.is_file():  # a pipe would be waited for
            raise DamagedInfoError(misplaced(file))
        if file.stat().st_size > LARGEST:
            raise DamagedInfoError(f"{file}: damaged, larger than {LARGEST} bytes. {_remedy(path)}")
        info = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if (path / DEFINITION).is_file():
            remedy = f"Write it anew: baldwin resume {shlex.quote(str(path))}"
            raise RunError(f"{file}: no such file. {remedy}") from error
        raise RunError(f"{path}: not a run, it holds no {INFO}. `baldwin list` shows the runs.") from error
    except OSError as error:
        raise RunError(f"{file}: cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise DamagedInfoError(f"{file}: damaged, not JSON ({printable(str(error))}). {_remedy(path)}") from error
    if not (isinstance(info, dict) and isinstance(info.get("status"), str) and isinstance(info.get("format"), int)):
        raise DamagedInfoError(f"{file}: damaged, not the description of a run. {_remedy(path)}")
    if info.pop(CHECKSUM, (expected := _checksum(info))) != expected:  # versions before this one wrote none
        raise DamagedInfoError(f"{file}: damaged, its checksum differs. {_remedy(path)}")
    if info.get("format") != FORMAT:
        raise RunError(
            f"{path}: written by baldwin {printable(str(info.get('baldwin', '?')))[:60]} (run format "
            f"{printable(str(info.get('format', '?')))[:60]}); this is baldwin {VERSION} (run format {FORMAT}). "
            "Use that version to read it."
        )
    try:
        _Info.model_validate(info)
    except ValidationError as error:
        field = ".".join(map(str, error.errors()[0]["loc"]))
        raise DamagedInfoError(
            f"{file}: damaged, its field {printable(field)} cannot be what it says. {_remedy(path)}"
        ) from error
    found: dict[str, Any] = _clean(info)
    return found


def read_request(path: Path) -> dict[str, Any]:
    """Return what `run.json` said of who asked for the run in `path` and how; empty where that is not whole."""
    try:
        request = json.loads((path / REQUEST).read_bytes())
        whole = request.pop(CHECKSUM) == _checksum(request) and set(request) <= set(REQUESTED)
        _Info.model_validate({**request, "status": "running"})
    except (OSError, ValueError, RecursionError, LookupError, AttributeError, TypeError):
        return {}
    found: dict[str, Any] = _clean(request) if whole else {}
    return found


def _remedy(path: Path) -> str:
    name = path.parent.name.replace("_", "-")
    if (path / DEFINITION).is_file():
        return f"Write it anew, all else is kept: baldwin resume {shlex.quote(str(path))}"
    if (path / STUDY_FILE).is_file():
        return f"Write it anew, all else is kept: baldwin study resume {shlex.quote(str(path))}"
    if name.startswith(f"{REPRODUCE}-"):
        ladder = shlex.quote(name.removeprefix(f"{REPRODUCE}-"))
        return f"Test again, with the options of then: baldwin reproduce {ladder} --fresh{runs_option(path)}"
    again = f"baldwin run {shlex.quote(name)} --fresh{runs_option(path)}"
    return f"Compute it again, by its name and with the options of then: {again}"


def _clean(value: Any) -> Any:
    """Return nested JSON whose texts hold no control characters, which would reach the terminal."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {printable(name): _clean(one) for name, one in value.items()}
    return value


def printable(text: str) -> str:
    """Return a text with control characters, and those that turn its direction, written as escapes."""
    if text.isprintable():
        return text
    hidden = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return "".join(ascii(one)[1:-1] if unicodedata.category(one) in hidden else one for one in text)
