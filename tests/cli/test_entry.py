"""The command line as a user meets it: help, mistakes, statuses."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import tomllib

import pytest

from baldwin import __main__ as entry
from baldwin import __version__
from baldwin.cli import app
from baldwin.cli.check import duration
from baldwin.definition import presets
from baldwin.errors import RunError

COMMANDS = [name for name in app if not name.startswith("-")]
WRITTEN = [name for name in COMMANDS if importlib.util.find_spec(f"baldwin.cli.{name}")]


def baldwin(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "100", **options.pop("env", {})}
    command = [sys.executable, "-m", "baldwin", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, **options)


def test_alone_prints_help():
    done = baldwin()
    assert done.returncode == 0
    assert done.stdout == baldwin("--help").stdout
    assert all(re.search(rf"│ {name} +\w", done.stdout) for name in COMMANDS)
    assert "Examples:" in done.stdout


def test_commands_are_those_promised():
    promised = [
        "run",
        "resume",
        "sweep",
        "study",
        "check",
        "new",
        "list",
        "tag",
        "note",
        "bin",
        "show",
        "baseline",
        "assay",
        "probe",
        "dissect",
        "plot",
        "report",
        "explore",
        "watch",
        "compare",
        "export",
        "reproduce",
        "bench",
        "schema",
        "help",
        "manual",
        "completion",
    ]
    assert promised == COMMANDS


def test_version():
    assert baldwin("--version").stdout == f"{__version__}\n"


def test_looking_loads_nothing_heavy():
    """One process takes all commands, the lightest first: none of them loads what is heavy."""
    lightest = [["--help"], ["--version"]]
    light = [["chek"], ["check", "--help"], ["check", "hinton-nowlan"], ["check", "sinusoid"], ["list", "--kinds"]]
    code = (
        "import sys; from baldwin.__main__ import run_command\n"
        "heavy = {'jax', 'numba', 'evosax', 'matplotlib', 'scipy', 'llvmlite'}\n"
        f"for arguments in {lightest!r}:\n"
        "    run_command(arguments)\n"
        "    loaded = (heavy | {'numpy', 'pydantic'}) & set(sys.modules)\n"
        "    assert not loaded, (arguments, loaded)\n"
        f"for arguments in {[*light, ['schema']]!r}:\n"
        "    run_command(arguments)\n"
        "    loaded = heavy & set(sys.modules)\n"
        "    assert not loaded, (arguments, loaded)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs the CPU time of children")
def test_help_takes_less_than_a_third_of_a_second():
    """CPU time, the least of three: a busy machine says nothing about baldwin."""
    import resource

    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    seconds = []
    for _ in range(3):
        before = spent()
        baldwin("--help")
        seconds.append(spent() - before)
    assert min(seconds) < 0.3


@pytest.mark.parametrize("command", WRITTEN)
def test_help_has_a_description_and_examples(command, capsys):
    assert entry.run_command([command, "--help"]) == 0
    text = capsys.readouterr().out
    usage, _, rest = text.partition("\n")
    assert usage.startswith(f"Usage: baldwin {command}")
    assert rest.strip()
    examples = text.split("Examples:\n")[1].rstrip().splitlines()
    assert examples[0].startswith(f"  baldwin {command}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chek"], "Unknown command: chek. Did you mean check? Commands: run, resume, "),
        (["zzzz"], "Unknown command: zzzz. Commands: run, resume, "),
        (
            ["hinton-nowlan"],
            "Unknown command: hinton-nowlan. Did you mean baldwin run hinton-nowlan? See baldwin --help.",
        ),
        (["mine.toml"], "Unknown command: mine.toml. Did you mean baldwin run mine.toml? See baldwin --help."),
        (["--versoin"], "Unknown option: --versoin. Did you mean --version? See baldwin --help."),
        (["check", "asexual", "--sed", "4"], "Unknown option: --sed. Did you mean --seed? See baldwin check --help."),
        (["check", "asexual", "--seed", "x"], '--seed: [population] seed = "x": must be an integer >= 0 '),
        (["check", "asexual", "--seed", "2.7"], "--seed: [population] seed = 2.7: must be an integer >= 0 "),
        (["check", "asexual", "--generations=1.5"], "--generations: [population] generations = 1.5: must be an int"),
        (["check", "asexual", "--replicates=2.5"], "--replicates: [population] replicates = 2.5: must be an integer"),
        (["list", "--runs", ""], "--runs: the name is empty. Name a folder."),
        (["plot", "x", "--output", ""], "--output: the name is empty. Name a folder."),
        (["run", ""], "The name of the population is empty. "),
        (["check", "asexual", "more"], "Unexpected argument: more. See baldwin check --help."),
        (["check"], 'Command "check" parameter POPULATION requires an argument. See baldwin check --help.'),
        (
            ["completion", "fsh"],
            'Invalid value "fsh" for SHELL. Choose from: "bash", "zsh", "fish". Did you mean "fish"?',
        ),
        (["check", "hinton-nolan"], "hinton-nolan: no such preset or file. Did you mean hinton-nowlan? "),
        (["check", "asexual", "--set", "population.size=1"], "--set: [population] size = 1: must be an integer >= 2 "),
        (["check", "asexual", "--seed", "-1"], "--seed: [population] seed = -1: must be an integer >= 0 "),
    ],
)
def test_mistake_gives_one_line_and_status_2(arguments, message, capsys):
    assert entry.run_command(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(message)
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "message", "status"),
    [
        (RunError("runs/x: disk full."), "runs/x: disk full.", 2),
        (OSError(28, "No space left on device"), "stdout: no space left on device.", 2),
        (OSError(9, "Bad file descriptor"), "bad file descriptor.", 2),
        (PermissionError(13, "Permission denied", "runs/x"), "runs/x: permission denied.", 2),
        (MemoryError(), "Not enough memory. A smaller population.size or fewer population.replicates need less.", 2),
        (KeyboardInterrupt(), "Interrupted.", 130),
        (ValueError("two\nlines"), "Internal error (ValueError: two lines). Please report it, with what "
         "BALDWIN_DEBUG=1 shows.", 1),
    ],
)  # fmt: skip
def test_error_becomes_a_line_and_a_status(error, message, status, monkeypatch, capsys):
    def fail(arguments):
        raise error

    monkeypatch.setattr(entry, "_dispatch", fail)
    monkeypatch.delenv("BALDWIN_DEBUG", raising=False)
    assert entry.run_command([]) == status
    assert capsys.readouterr().err == f"{message}\n"
    assert entry.run_command(["--debug"]) == status
    assert capsys.readouterr().err.startswith("Traceback")
    monkeypatch.setenv("BALDWIN_DEBUG", "1")
    assert entry.run_command([]) == status
    assert capsys.readouterr().err.startswith("Traceback")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a POSIX shell")
def test_reader_that_leaves_is_no_error():
    command = f"set -o pipefail; {sys.executable} -m baldwin check hinton-nowlan | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""


def test_check_prints_a_definition_that_loads(tmp_path):
    done = baldwin("check", "hinton-nowlan", "--set", "lifetime.trials=300", "--seed", "7", "--generations", "3")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    document = tomllib.loads(done.stdout)
    assert document["lifetime"]["trials"] == 300
    assert (document["population"]["seed"], document["population"]["generations"]) == (7, 3)
    comments = "\n".join(line for line in done.stdout.splitlines() if line.startswith("#"))
    assert re.search(r"memory +[\d.]+ MB", comments)
    assert re.search(r"lives +32,000\n", comments)
    path = tmp_path / "again.toml"
    path.write_text(done.stdout)
    assert baldwin("check", str(path)).stdout.split("\n# What")[0] == done.stdout.split("\n# What")[0]


@pytest.mark.parametrize("name", presets())
def test_check_passes_every_preset(name, capsys):
    assert entry.run_command(["check", name, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == {"definition", "calendar", "estimate", "available_memory", "available_disk"}
    assert set(answer["estimate"]) == {"memory", "lives", "trials", "seconds", "exact", "met", "disk", "genes", "born"}


def test_check_refuses_what_does_not_fit(capsys):
    assert entry.run_command(["check", "few-trials", "--set", "population.size=2_000_000_000"]) == 2
    out, err = capsys.readouterr()
    assert tomllib.loads(out)["population"]["size"] == 2_000_000_000
    assert err.startswith("few_trials: [population] size = 2000000000 with replicates = 40: needs ")


def test_schema_command_prints_the_committed_file(capsys):
    assert entry.run_command(["schema"]) == 0
    committed = presets()["hinton-nowlan"].with_name("population.schema.json")
    assert capsys.readouterr().out == committed.read_text(encoding="utf-8")


def test_terminal_without_utf8():
    done = baldwin("--help", env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")


def test_what_goes_to_a_program_is_utf8():
    done = baldwin("check", "asexual", "--set", "title=é", env={"PYTHONIOENCODING": "ascii"}, encoding="utf-8")
    assert tomllib.loads(done.stdout)["title"] == "é"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "under a second"), (1.2, "about 1 second"), (1.8, "about 2 seconds"), (119, "about 119 seconds")],
)
def test_durations(seconds, text):
    assert duration(seconds) == text


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_full_disk_is_one_line():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "baldwin", "check", "asexual"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert (done.returncode, done.stderr) == (2, "stdout: no space left on device.\n")


@pytest.mark.skipif(len(WRITTEN) < len(COMMANDS), reason="needs every command")
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_every_command(shell, capsys):
    assert entry.run_command(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(re.search(rf"\b{name}\b", script) for name in COMMANDS)
    assert "--set" in script
