"""What a run must know of its origin: the definition's digest, versions and platform; no host, user or path."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache

from baldwin.definition import to_toml, wing_of
from baldwin.definition.base import Definition
from baldwin.definition.canonical import written
from baldwin.definition.changes import changes
from baldwin.definition.plugins import files
from baldwin.presentation import presentation_of
from baldwin.version import VERSION

__all__ = [
    "DEFINITION",
    "FORMAT",
    "describe",
    "heading",
    "kept_id",
    "now",
    "own_files",
    "run_id",
    "scheme_of",
    "surroundings",
    "versions",
]

FORMAT = 1  # of a run directory
DEFINITION = "population.toml"  # name of the file that holds the definition
DISTRIBUTION = "baldwin-effect"
ID_LENGTH = 12


def run_id(definition: Definition) -> str:
    """Return the 12 hexadecimal digits that name a run: equal requests are the same run.

    A digest of the canonical definition, without `title` and `references`, of the random scheme, and of the Python
    files that the definition names.
    """
    bare = definition.model_copy(update={"title": "", "references": ()})
    return _digest(to_toml(bare), scheme_of(definition), own_files(definition))


def kept_id(text: str, scheme: object, files: Mapping[str, bytes]) -> str:
    """Return the id of the run whose directory holds this definition: that of the program which resolved it.

    A program whose definitions have other fields makes another id of it; the text says what was asked all the same.

    Args:
        text: of the file, canonical TOML.
        scheme: of random numbers, as the run has recorded it.
        files: of the user's own, name -> content.

    Raises:
        ValueError: it is not TOML.
    """
    tables = tomllib.loads(text) | {"title": "", "references": []}
    return _digest(written(tables), scheme, files)


def _digest(text: str, scheme: object, files: Mapping[str, bytes]) -> str:
    text += f"\n# random scheme {scheme}\n"
    for name, content in files.items():
        text += f"# {name} {hashlib.sha256(content).hexdigest()}\n"
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


def scheme_of(definition: Definition) -> str:
    """Return the version of the random streams that a run of `definition` draws from."""
    return wing_of(definition).scheme


def own_files(definition: Definition) -> dict[str, bytes]:
    """Return name -> content of the user's files behind `definition`, founders among them; its run keeps a copy."""
    given = definition.founders.source
    return {**files(definition), **({given[0]: given[1]} if given is not None else {})}


def heading(name: str, digits: str, title: str, kind: str = "") -> dict[str, object]:
    """Return how every `run.json` begins.

    Args:
        name: of the folder that holds the directory.
        digits: name of the directory.
        title: for people.
        kind: what the directory holds, where that is no evolution.
    """
    about = {"name": name, "id": digits, "title": title}
    return {"format": FORMAT, **({"kind": kind} if kind else {}), "status": "running", **about}


REACHING_NUMPY = (
    "NPY_DISABLE_CPU_FEATURES",
    "NPY_ENABLE_CPU_FEATURES",
    "OPENBLAS_CORETYPE",
    "MKL_CBWR",
    "MKL_ENABLE_INSTRUCTIONS",
    "BLIS_ARCH_TYPE",
    "GLIBC_TUNABLES",
)
"""Variables that choose among the ways in which NumPy, or the library of mathematics below it, computes; a last bit can
depend on that, and nobody but who starts a process can say otherwise."""


def surroundings(definition: Definition) -> dict[str, object]:
    """Return what the last bits of a run that starts now may depend on beside its definition, versions aside.

    Raises:
        UsageError: this machine, or its user's settings, cannot give the numbers of the definition.
    """
    found = wing_of(definition).surroundings(definition)
    return {**found, **{name: os.environ[name] for name in REACHING_NUMPY if os.environ.get(name)}}


def describe(
    definition: Definition,
    source: str,
    overrides: Iterable[str],
    study: str = "",
    computed_on: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return what `run.json` says of a run that starts now.

    Args:
        definition: as resolved.
        source: the file or preset that the user named; only its last part is kept.
        overrides: `table.field=value` as the user gave them.
        study: name/id of the study that it is a cell of, or of the claims that measure it.
        computed_on: its surroundings.
    """
    return {
        **heading(definition.name, run_id(definition), definition.title),
        "generations": definition.population.generations,
        "created": now(),
        "source": re.split(r"[/\\]", source)[-1],
        "overrides": [_without_path(one, definition) for one in overrides],
        "changed": changes(definition),
        **({"study": study} if study else {}),
        **_own(definition),
        **_parent(definition),
        "random_scheme": scheme_of(definition),
        **versions(),
        **({"computed_on": dict(computed_on)} if computed_on else {}),
        "generation": -1,  # nothing saved yet; 0 is the founders
        "elapsed": 0.0,
        "counts": {},
        "resumed": [],
    }


def _own(definition: Definition) -> dict[str, object]:
    """Return which files of the user's own a run keeps, and what looking at it needs to know of their kinds."""
    names = list(files(definition))
    return {"own": {"files": names, "record": presentation_of(definition).record()}} if names else {}


def _without_path(override: str, definition: Definition) -> str:
    """Return an override as the user gave it; a run that founds this one by its name/id, whatever path led there."""
    is_run = override.partition("=")[0].strip() == "founders.run" and definition.founders.run
    return f"founders.run={definition.founders.run}" if is_run else override


def _parent(definition: Definition) -> dict[str, object]:
    """Return where founders that are given come from: the run and its generation, and the digest of what it gave."""
    founders = definition.founders
    if founders.source is None:
        return {}
    name, content = founders.source
    known = founders.about
    about: dict[str, object] = {key: known[key] for key in ("run", "generation", "who") if key in known}
    about |= {"file": name, "sha256": hashlib.sha256(content).hexdigest()}
    return {"founders": about}


@cache
def _packages() -> dict[str, str]:
    """Return the versions of the packages that every baldwin needs; extras do not touch the numbers."""
    try:
        declared = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:  # imported from a source tree that was never installed
        declared = []
    names = {re.split(r"[^A-Za-z0-9._-]", text, maxsplit=1)[0] for text in declared if "extra ==" not in text}
    found = {}
    for name in sorted(names):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:  # for another platform
            continue
    return found


def versions() -> dict[str, object]:
    """Return the versions that can matter for the numbers of a run."""
    return {
        "baldwin": VERSION,
        "python": platform.python_version(),
        "platform": {"system": platform.system(), "machine": platform.machine()},
        "packages": dict(_packages()),
    }


def now() -> str:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
