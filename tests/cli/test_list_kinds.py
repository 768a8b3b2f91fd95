"""`baldwin list --kinds`: what the tables of a population can be; and what is said when a user's own kind fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baldwin.__main__ import run_command
from baldwin.definition import wings
from baldwin.definition.kinds import every_kind

FAILING = '''
from baldwin.neural.tasks.sinusoid import Sinusoid


class Failing(Sinusoid):
    """A task with a mistake."""

    @property
    def inputs(self):
        return 1 // 0
'''


def test_every_kind_of_every_wing_is_listed_with_its_meaning(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["list", "--kinds", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["kinds"]
    expected = {
        (wing.name, table, kind)
        for wing in wings()
        for table, kinds in every_kind(wing.definition).items()
        for kind in kinds
    }
    assert {(row["wing"], row["table"], row["kind"]) for row in rows} == expected
    assert {
        ("haystack", "lifetime", "geometric"),
        ("neural", "encoding", "direct"),
        ("neural", "lifetime.rule", "oja"),
    } <= expected
    assert all(row["meaning"] and "\n" not in row["meaning"] for row in rows)
    meanings = {row["kind"]: row["meaning"] for row in rows}
    assert meanings["needle"] == "A needle in a haystack: one phenotype of 2^L succeeds, all others are equally bad."


def test_the_table_says_how_to_add_a_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["list", "--kinds"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split()[:2] == ["task", "sinusoid"] for line in lines)
    assert any('kind = "my_task.py:MyTask"' in line for line in lines)


def test_a_mistake_in_a_users_own_file_is_no_internal_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BALDWIN_DEBUG", raising=False)
    (tmp_path / "failing.py").write_text(FAILING)
    (tmp_path / "mine.toml").write_text('name = "mine"\n[task]\nkind = "failing.py:Failing"\n')
    assert run_command(["check", str(tmp_path / "mine.toml")]) == 2
    assert capsys.readouterr().err == (
        f'{tmp_path / "mine.toml"}:3: [task] kind = "failing.py:Failing": its inputs cannot be read: '
        "failing.py, line 10: ZeroDivisionError: integer division or modulo by zero. Mend it.\n"
    )
