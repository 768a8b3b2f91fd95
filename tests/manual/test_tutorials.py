"""Every command of every tutorial is one of the program's, and those marked `run` print what the tutorial says."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from baldwin.__main__ import run_command
from baldwin.cli import app
from baldwin.manual.tutorials import Block, blocks, tutorial_files

SAME = doctest.OutputChecker().check_output
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
TUTORIALS = {name: blocks(path.read_text(encoding="utf-8")) for name, path in tutorial_files().items()}
QUIETLY = ("run", "sweep")  # whose progress no test reads


def commands(block: Block) -> list[str]:
    return [line for line in block.text.splitlines() if line.startswith("baldwin ")]


@pytest.mark.parametrize("name", TUTORIALS)
def test_every_command_is_understood(name: str) -> None:
    lines = [line for block in TUTORIALS[name] if block.language == "sh" for line in commands(block)]
    text = tutorial_files()[name].read_text(encoding="utf-8")
    inline = [one for one in re.findall(r"`(baldwin [^`]+)`", text) if not re.search(r"\b[A-Z]{3,}\b", one)]
    for line in [*lines, *inline]:
        words = shlex.split(line, comments=True)[1:]
        app.parse_args([one for one in words if one != "--debug"], exit_on_error=False, print_error=False)
    assert lines


def test_what_no_command_is_is_found() -> None:
    with pytest.raises(Exception, match="surprise"):
        app.parse_args(["run", "hinton-nowlan", "--surprise", "3"], exit_on_error=False, print_error=False)


@pytest.mark.parametrize("name", [name for name, some in TUTORIALS.items() if any("run" in one.asked for one in some)])
def test_what_is_printed_is_what_the_tutorial_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    some = TUTORIALS[name]
    for block, following in zip(some, [*some[1:], None], strict=True):
        if (block.language, block.asked) != ("sh", "run"):
            continue
        capsys.readouterr()
        for line in block.text.splitlines():
            done(line)
        printed = capsys.readouterr().out
        if following is not None and following.language == "text":
            assert SAME(following.text, printed, FLAGS), f"{line}\n{printed}"


def done(line: str) -> None:
    """Run a line of a shell; a command of the program in this process."""
    if not line.startswith("baldwin "):
        subprocess.run(line, shell=True, check=True)
        return
    words = shlex.split(line)[1:]
    quiet = ["--quiet"] if words[0] in QUIETLY and "--dry-run" not in words else []
    assert run_command([*words, *quiet]) == 0, line
