"""Input beyond all measure: one line or a few at once, never an internal error, never a wait, nothing echoed whole."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from baldwin.__main__ import run_command
from baldwin.definition.lines import lines_of
from baldwin.definition.overriding import DEEPEST

DEEP = ".".join("a" * 500)
DIGITS = "9" * 400
BASE = 'name = "x"\n'
SWEEP = ["sweep", "hinton-nowlan", "--dry-run", "--vary"]

FILES: dict[str, Callable[[], str]] = {
    "dotted levels": lambda: f"{BASE}{DEEP} = 1\n",
    "dotted tables": lambda: f"{BASE}[{DEEP}]\nb = 1\n",
    "levels in a field": lambda: f"{BASE}[population]\nsize.{DEEP} = 1\n",
    "nested lists": lambda: f"{BASE}bad = {'[' * 60}{']' * 60}\n",
    "inline tables": lambda: f"{BASE}bad = {'{a = ' * 60}1{'}' * 60}\n",
    "a long list": lambda: f"{BASE}references = [{', '.join('1' * 30_000)}]\n",
    "a list of many lines": lambda: BASE + "bad = [\n" + "1,\n" * 19_000 + "]\n",
    "a text of many lines": lambda: f'{BASE}bad = """\n' + "a\n" * 50_000 + '"""\n',
    "many keys": lambda: BASE + "".join(f"k{number} = 1\n" for number in range(10_000)),
    "keys below the limit": lambda: BASE + "".join(f"k{number} = 1\n" for number in range(1000)),
    "many tables": lambda: BASE + "".join(f"[k{number}]\n" for number in range(10_000)),
    "a long key": lambda: f"{BASE}{'k' * 900_000} = 1\n",
    "a long key in quotes": lambda: f'{BASE}[task]\n"{"k " * 400_000}" = 1\n',
    "a long table": lambda: f"{BASE}[{'k' * 900_000}]\n",
    "a long kind": lambda: f'{BASE}[task]\nkind = "{"k" * 900_000}"\n',
    "a long file": lambda: f'{BASE}[task]\nkind = "{"k" * 900_000}.py:A"\n',
    "a long name": lambda: f'name = "{"k" * 900_000}"\n',
}

OPTIONS: dict[str, list[str]] = {
    "levels to set": ["check", "x.toml", "--set", f"{DEEP}=1"],
    "levels of a value": ["check", "x.toml", "--set", f"task={'{a = ' * 400}1{'}' * 400}"],
    "levels to vary": [*SWEEP, f"{DEEP}=1,2"],
    "levels of an arm": ["sweep", "hinton-nowlan", "--dry-run", "--arm", f"b:{DEEP}=1"],
    "a long option": ["check", "x.toml", "--set", "k" * 100_000],
    "a long name": ["check", "k" * 100_000],
    "a long run": ["show", "k" * 100_000],
    "many options": ["check", "x.toml", *(word for number in range(100) for word in ("--set", f"task.k{number}=1"))],
    "digits": [*SWEEP, f"population.size=1:{DIGITS}:1"],
    "digits of a range": [*SWEEP, f"population.size=1..{DIGITS}"],
    "digits of an exponent": [*SWEEP, f"population.size=0:1e{DIGITS}:1"],
    "a huge range": [*SWEEP, "population.size=0:1e999999:1"],
    "a tiny step": [*SWEEP, "population.size=0:1:1e-999999"],
    "a tiny beginning": [*SWEEP, "fitness.bonus=1e-999999:1:1e-999998"],
    "a huge step": [*SWEEP, "population.size=1:2:1e999999999"],
    "beyond floats": [*SWEEP, "fitness.bonus=1e400..1e500"],
    "thousands of digits": [*SWEEP, f"population.size={'9' * 5000}:1:1"],
    "a seed of digits": ["check", "hinton-nowlan", "--seed", DIGITS],
    "too many cells": [*SWEEP, "population.size=2:401:1", "--vary", "lifetime.trials=1:301:1"],
    "a table for a folder": ["study", "table", "x", "--output", "/"],
}


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Run a command that must be refused at once, and return what it says."""
    started = time.process_time()
    assert run_command(arguments) == 2
    assert time.process_time() - started < 5.0  # some hundredths, where it does not go astray
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Internal error" not in captured.err
    assert captured.err.count("\n") <= 41
    assert len(captured.err) < 20_000
    return captured.err


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.toml").write_text(BASE)


@pytest.mark.parametrize("what", FILES)
def test_files(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.toml").write_text(FILES[what]())
    assert refused(["check", "x.toml"], capsys).startswith("x.toml")


@pytest.mark.parametrize("what", OPTIONS)
def test_options(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    refused(OPTIONS[what], capsys)


def test_cells_are_counted_before_one_is_made(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(OPTIONS["too many cells"], capsys) == (
        "--vary: 120,400 combinations, and a study has at most 100,000 cells. "
        "Vary fewer fields, or draw some: --search sobol --cells 64.\n"
    )


def test_a_field_may_have_its_levels() -> None:
    assert DEEPEST > 8


def test_lines_are_found_whatever_stands_in_values() -> None:
    text = """# [no.table]
a = 1 # ] [
b = "] \\\\" # x
c = '''
[no]
d = 2
'''
'e f' = [ # [
  "]",
  [1, 2], # }
]
g = { h = "}" , i = [1] }

[t.u]
j = \"\"\"
\\\"\"\" [x]
\"\"\"\"
[[l]]
k = 1
[[l]] # again
k = 2
"""
    found = lines_of(text)
    places = {("a",): 2, ("b",): 3, ("c",): 4, ("e f",): 8, ("g",): 12, ("g", "i"): 12, ("t", "u"): 14}
    places |= {("t", "u", "j"): 15, ("l", "0", "k"): 19, ("l", "1"): 20, ("l", "1", "k"): 21}
    assert {path: found[path] for path in places} == places
    assert ("d",) not in found
    assert ("no",) not in found
