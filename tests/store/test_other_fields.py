"""A run whose definition was resolved by a program with other fields, as one under development has from day to day."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from toy_runs import compute, toy_definition

from baldwin.definition import to_toml
from baldwin.errors import RunError
from baldwin.store import RunWriter, open_run
from baldwin.store.extents import Extent
from baldwin.store.info import read_info, sealed
from baldwin.store.provenance import DEFINITION, kept_id, run_id, scheme_of
from baldwin.store.reading import INFO


def rewritten(path: Path, before: str, after: str) -> Path:
    """Return a run as it would be had its program written `after` for `before`: another id, all else the same."""
    file, info = path / DEFINITION, read_info(path)
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))
    digits = kept_id(file.read_text(), info["random_scheme"], {})
    extent = Extent.measure(file)
    info |= {"id": digits, "files": info["files"] | {DEFINITION: {"bytes": extent.size, "crc32": extent.crc32}}}
    (path / INFO).write_text(sealed(info))
    return path.rename(path.with_name(digits))


def test_the_id_of_a_text_is_that_of_its_definition() -> None:
    for overrides in ((), ('title="A"', 'references=["b"]'), ("task.lesson=3.0",)):
        definition = toy_definition(*overrides)
        assert kept_id(to_toml(definition), scheme_of(definition), {}) == run_id(definition)
        assert kept_id(to_toml(definition), scheme_of(definition), {"a.py": b""}) != run_id(definition)


def test_a_field_that_came_later_hinders_no_look(tmp_path: Path) -> None:
    path = compute(tmp_path, toy_definition()).path
    whole = open_run(path).generations
    path = rewritten(path, "step = 0.1\n", "")  # which has a default now
    run = open_run(path)
    assert run.id == path.name != run_id(run.definition)
    for name, column in whole.items():
        np.testing.assert_array_equal(run.generations[name], column)
    with pytest.raises(RunError, match=r"begun by another state of baldwin \S+, whose definitions had other fields"):
        RunWriter.resume(path)


def test_a_field_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    path = rewritten(compute(tmp_path, toy_definition()).path, "step = 0.1\n", "step = 0.1\nsow = 8\n")
    with pytest.raises(RunError, match=r"resolved by another state of baldwin \S+, .*: .*sow = 8: no such field"):
        _ = open_run(path).definition


def test_a_definition_that_was_altered_is_still_noticed(tmp_path: Path) -> None:
    path = rewritten(compute(tmp_path, toy_definition()).path, "step = 0.1\n", "")
    file = path / DEFINITION
    file.write_text(file.read_text().replace("replicates = 3", "replicates = 2"))
    with pytest.raises(RunError, match="no longer the definition that the run began with"):
        _ = open_run(path).definition
