"""The definition that a run keeps: never changed in silence, and looked at without running what it names."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from baldwin.definition import to_toml
from baldwin.definition.trust import Policy
from baldwin.errors import BaldwinError, DefinitionError, RunError, UntrustedError
from baldwin.store.extents import damage
from baldwin.store.files import write_bytes, write_text
from baldwin.store.info import REQUEST, REQUESTED, sealed
from baldwin.store.places import in_its_place, misplaced, runs_option
from baldwin.store.provenance import DEFINITION, kept_id, own_files, run_id, scheme_of
from baldwin.version import VERSION

if TYPE_CHECKING:
    from baldwin.definition.base import Definition

__all__ = ["read_definition", "write_definition"]


def read_definition(path: Path, info: Mapping[str, Any] | None = None, policy: Policy = "look") -> Definition:
    """Return the definition of the run in `path`, whose `run.json` says `info`.

    Args:
        path: the run directory.
        info: what is known of it.
        policy: whether Python files that it names are run; to look at a run they are not.

    Raises:
        RunError: it is missing, damaged or changed, or another version of baldwin wrote it and this one reads it no
            longer.
        UntrustedError: its files would have to be run, and are not trusted.
    """
    from baldwin.definition import load, look_at

    file = path / DEFINITION
    try:
        if not file.is_file():
            raise RunError(f"{file}: no such file.")
        if policy == "look":
            definition = look_at(file, _record(info or {}))
        else:
            definition = load(file, recorded=True, trust=policy == "run")
        _refuse_changed(file, definition, info or {})
        return definition
    except UntrustedError:
        raise
    except BaldwinError as error:
        info = info or {}
        first, *others = str(error).splitlines()
        wrong = f"{first} (and {len(others)} more problems)" if others else first
        if (version := info.get("baldwin", VERSION)) != VERSION and file.is_file():
            raise RunError(
                f"{path}: written by baldwin {version}, with a definition that {VERSION} does not read: {wrong} "
                "Use that version to read it."
            ) from error
        if isinstance(error, DefinitionError) and "own" not in info and _is_as_begun(file, info, {}):
            raise RunError(
                f"{path}: resolved by another state of baldwin {version}, whose definitions had other fields: {wrong} "
                "Use that one to read it."
            ) from error
        if found := misplaced(file):
            raise RunError(found) from error
        raise RunError(
            f"{wrong} Without its definition the run can neither be read nor continued. {_remedy(path, info)}"
        ) from error


def write_definition(path: Path, definition: Definition, info: Mapping[str, Any]) -> None:
    """Write what a run is: its definition, the user's own files behind it, and who asked for it, as `run.json` says."""
    write_text(path / REQUEST, sealed({name: info[name] for name in REQUESTED if name in info}))
    for name, content in own_files(definition).items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path / name, content)
    write_text(path / DEFINITION, to_toml(definition))


def _remedy(path: Path, info: Mapping[str, Any]) -> str:
    """Return how a definition is had again: from its preset, or from a file that may be on another machine only."""
    from baldwin.definition import presets

    name = str(info.get("source") or path.parent.name.replace("_", "-"))
    words = [name, *(word for one in info.get("overrides", ()) for word in ("--set", str(one)))]
    if not in_its_place(path, str(info.get("name", path.parent.name)), str(info.get("id", path.name))):
        return f"Restore {path / DEFINITION} from where the run was copied from."
    if Path(name).is_file() or name.replace("_", "-").removesuffix(".toml") in presets():
        return f"Restore the file, or have it written again: baldwin run {shlex.join(words)}{runs_option(path)}"
    where = runs_option(Path(os.path.abspath(path)))
    return f"Restore the file, or have it written again where {name} is: baldwin run {shlex.join(words)}{where}"


def _record(info: Mapping[str, Any]) -> Mapping[str, Any]:
    own = info.get("own")
    found = own.get("record") if isinstance(own, dict) else None
    return found if isinstance(found, dict) else {}


def _refuse_changed(file: Path, definition: Definition, info: Mapping[str, Any]) -> None:
    """Raise RunError if the definition is not the one that the run is named for, files of the user's own included."""
    same = info.get("baldwin") == VERSION and info.get("random_scheme") == scheme_of(definition)
    if same and (now := run_id(definition)) != info.get("id") and not _is_as_begun(file, info, own_files(definition)):
        lost = definition.founders.file if definition.founders.source is None else ""  # or it cannot be read
        files = " or ".join([DEFINITION, *own_files(definition), *filter(None, [lost])])
        raise RunError(
            f"{file.parent}: {files}: no longer the definition that the run began with "
            f"(its digest is {now}, that of the run {info.get('id')})."
        )
    if found := damage(file.parent, info, DEFINITION, exact=True):  # its title, say
        raise RunError(f"{file}: damaged, {found}.")


def _is_as_begun(file: Path, info: Mapping[str, Any], files: Mapping[str, bytes]) -> bool:
    """Return whether a definition is the one that the run is named for, whatever this program makes of it.

    A program under development has other fields from one day to the next, and the same version.
    """
    try:
        return kept_id(file.read_text(encoding="utf-8"), info.get("random_scheme"), files) == info.get("id")
    except (OSError, ValueError):
        return False
