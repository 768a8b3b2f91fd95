"""Files that a class of the user's own reads: declared, they belong to its definition; undeclared, they are refused."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from baldwin.definition import load
from baldwin.definition.own_code import read_own_code
from baldwin.definition.plugins import files
from baldwin.errors import BaldwinError, DefinitionError, UndeclaredFileError
from baldwin.store import run_id

TASK = """
from pathlib import Path
import numpy as np
from baldwin.neural.contracts import SupervisedTask
HERE = Path(__file__).parent
{top}

class Mine(SupervisedTask):
    "A task."

    reads = {reads}
    inputs = property(lambda self: 1)
    outputs = property(lambda self: 1)

    def sample(self, key): ...
    def support(self, key, instance): ...
    def query(self, key, instance): ...

    @classmethod
    def tiny(cls):
        return cls()

    def value(self):
        {body}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (folder := tmp_path / "mine").mkdir()
    (folder / "deep").mkdir()
    for name, content in {"table.csv": "1,2\n", "helper.py": "ANSWER = 42\n", "deep/more.txt": "deep"}.items():
        (folder / name).write_text(content)
    np.save(folder / "data.npy", np.arange(3.0))
    (folder / "mine.toml").write_text('name = "mine"\n[task]\nkind = "task.py:Mine"\n')
    return folder


def task(folder: Path, *, reads: str = "()", top: str = "", body: str = "return 0") -> Any:
    (folder / "task.py").write_text(TASK.format(reads=reads, top=top, body=body))
    return load(folder / "mine.toml")


DECLARED = {
    "data": ('("data.npy",)', "return np.load(HERE / 'data.npy')[1]", 1.0),
    "a single name": ('"table.csv"', "return (HERE / 'table.csv').read_text()", "1,2\n"),
    "a helper": ('["helper.py"]', "import helper; return helper.ANSWER", 42),
    "a name of a helper": ('["helper.py"]', "from helper import ANSWER as known; return known", 42),
    "a folder": ('("deep/more.txt", "data.npy")', "return (HERE / 'deep' / 'more.txt').read_text()", "deep"),
    "nothing": ("()", "import json, colorsys; return json.loads('3')", 3),
}


@pytest.mark.parametrize("what", DECLARED)
def test_what_is_declared_is_read(folder: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    reads, body, expected = DECLARED[what]
    definition = task(folder, reads=reads, body=body)
    assert definition.task.value() == expected
    found = files(definition)
    assert next(iter(found)) == "task.py"
    assert {name: (folder / name).read_bytes() for name in found} == found
    assert len(found) == 1 + reads.count(".")


UNDECLARED = {
    "np.load": ("return np.load(HERE / 'data.npy')", "data.npy"),
    "loadtxt": ("return np.loadtxt(HERE / 'table.csv', delimiter=',')", "table.csv"),
    "open": ("return open(HERE / 'table.csv').read()", "table.csv"),
    "os.open": ("import os; return os.open(HERE / 'table.csv', os.O_RDONLY)", "table.csv"),
    "a folder": ("return (HERE / 'deep' / 'more.txt').read_bytes()", "deep/more.txt"),
    "upward": ("return (HERE / '..' / 'mine' / 'table.csv').read_bytes()", "table.csv"),
    "an import": ("import helper; return helper.ANSWER", "helper.py"),
    "a name of an import": ("from helper import ANSWER; return ANSWER", "helper.py"),
    "import_module": ("import importlib; return importlib.import_module('helper')", "helper.py"),
    "run_path": ("import runpy; return runpy.run_path(str(HERE / 'helper.py'))", "helper.py"),
    "its own definition": ("return (HERE / 'mine.toml').read_text()", "mine.toml"),
}


@pytest.mark.parametrize("when", ["when it is loaded", "later"])
@pytest.mark.parametrize("what", UNDECLARED)
def test_what_is_not_declared_is_refused(folder: Path, what: str, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    body, name = UNDECLARED[what]
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])  # as where Python was started there
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    top = f"def value():\n    {body}\nvalue()" if when == "when it is loaded" else ""
    with pytest.raises(UndeclaredFileError) as caught:
        task(folder, top=top, body=body).task.value()
    assert str(caught.value) == (
        f"task.py: reads {name}, which it does not declare. "
        f'Name it in the class, reads = ("{name}",), so that it belongs to the run.'
    )
    assert caught.value.exit_status == 2
    sys.modules.pop("helper", None)


def test_a_helper_that_is_not_found_is_refused_all_the_same(folder: Path) -> None:
    with pytest.raises(UndeclaredFileError, match=r'reads helper\.py, .*reads = \("helper\.py",\)'):
        task(folder, top="import helper")


def test_a_helper_that_was_imported_before_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    importlib.import_module("helper")
    try:
        with pytest.raises(UndeclaredFileError, match=r"reads helper\.py"):
            task(folder, top="from helper import ANSWER")
    finally:
        del sys.modules["helper"]


def test_helpers_keep_to_the_same_files(folder: Path) -> None:
    (folder / "helper.py").write_text("from pathlib import Path\nimport more\nfound = more.read()\n")
    (folder / "more.py").write_text(
        "from pathlib import Path\ndef read():\n    return (Path(__file__).parent / 'table.csv').read_text()\n"
    )
    body = "import helper; return helper.found"
    assert task(folder, reads='("helper.py", "more.py", "table.csv")', body=body).task.value() == "1,2\n"
    with pytest.raises(UndeclaredFileError, match=r"task\.py: reads table\.csv"):
        task(folder, reads='("helper.py", "more.py")', body=body).task.value()
    with pytest.raises(UndeclaredFileError, match=r"task\.py: reads more\.py"):
        task(folder, reads='("helper.py",)', body=body).task.value()


def test_files_elsewhere_are_refused(folder: Path) -> None:
    (folder.parent / "far.csv").write_text("1")
    message = r"reads far\.csv, which lies elsewhere\. Put it beside the definition\. Name it in the class"
    with pytest.raises(UndeclaredFileError, match=message):
        task(folder, body=f"return open({str(folder.parent / 'far.csv')!r}).read()").task.value()


def test_a_path_must_not_depend_on_the_working_directory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(UndeclaredFileError, match=r'Open it as Path\(__file__\)\.parent / "data\.npy"'):
        task(folder, reads='("data.npy",)', body="return np.load('data.npy')").task.value()


def test_others_may_read_what_they_like(folder: Path) -> None:
    """Python, its libraries, the package itself, and files that are written."""
    body = "import sysconfig, tomllib, zoneinfo; open(HERE / 'log', 'w').close(); return load(HERE / 'other.toml')"
    (folder / "other.toml").write_text('name = "other"\n')
    definition = task(folder, top="from baldwin.definition import load", body=body)
    assert definition.task.value().name == "other"
    assert (folder / "table.csv").read_text() == "1,2\n"  # not asked for by the task


def test_what_is_declared_belongs_to_the_id(folder: Path) -> None:
    def digits() -> str:
        return run_id(task(folder, reads='("data.npy", "helper.py")', body="import helper; return helper.ANSWER"))

    first = digits()
    (folder / "table.csv").write_text("other")
    assert digits() == first
    (folder / "helper.py").write_text("ANSWER = 43\n")
    assert (second := digits()) != first
    assert load(folder / "mine.toml").task.value() == 43  # type: ignore[attr-defined]
    np.save(folder / "data.npy", np.arange(4.0))
    assert digits() not in (first, second)


@pytest.mark.parametrize(
    ("reads", "problem"),
    [
        ('("gone.npy",)', "task.py reads gone.npy, and there is no such file beside it."),
        ('("datta.npy",)', 'reads datta.npy, and there is no such file beside it. Did you mean "data.npy"?'),
        ("tuple('ab')", 'reads must be names in quotes, such as reads = ("data.npy",)'),
        ("(1, 2)", 'reads must be names in quotes, such as reads = ("data.npy",)'),
        ('("../mine/data.npy",)', 'reads "../mine/data.npy": must lie in the folder of the definition'),
        ('("/etc/passwd",)', 'reads "/etc/passwd": must lie in the folder of the definition'),
        ('("run.json",)', 'reads "run.json": runs keep files of this name. Rename it'),
        ('("checkpoints/x",)', 'reads "checkpoints/x": runs keep files of this name. Rename it'),
        ('("deep",)', 'task.py reads deep, and there is no such file beside it. Allowed: "data.npy"'),
    ],
)
def test_a_wrong_declaration(folder: Path, reads: str, problem: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        task(folder, reads=reads)
    assert len(caught.value.problems) == 1
    assert problem in caught.value.problems[0]


def test_a_declaration_is_read_without_running_it(folder: Path) -> None:
    (folder / "task.py").write_text("raise SystemExit\nclass A:\n    reads: tuple = ('data.npy',)\n")
    assert list(read_own_code(folder / "task.py").files) == ["task.py", "data.npy"]
    (folder / "task.py").write_text("(" * 5000)  # deeper than Python reads
    assert list(read_own_code(folder / "task.py").files) == ["task.py"]
    with pytest.raises(BaldwinError):
        load(folder / "mine.toml")


def test_links_are_seen_through(folder: Path) -> None:
    os.symlink(folder / "table.csv", folder / "link.csv")
    assert task(folder, reads='("table.csv",)', body="return (HERE / 'link.csv').read_text()").task.value() == "1,2\n"
    with pytest.raises(UndeclaredFileError, match=r"reads table\.csv"):
        task(folder, body="return (HERE / 'link.csv').read_text()").task.value()
