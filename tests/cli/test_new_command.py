"""`baldwin new`: what it writes works as it is, and is a user's own from then on."""

from __future__ import annotations

import importlib.util
import inspect
from pathlib import Path

import pytest

from baldwin.__main__ import run_command
from baldwin.templates import HERE, MANNERS, TITLES, filled_in

KINDS = [*((kind, ()) for kind in TITLES if kind != "task"), *(("task", ("--manner", one)) for one in MANNERS)]
COMPILED = ("lifetime", "rule", "task")  # their tests evolve networks of a kind that is nobody else's


@pytest.mark.parametrize(
    ("kind", "options"),
    [pytest.param(*one, marks=pytest.mark.slow) if one[0] in COMPILED else one for one in KINDS],
    ids=lambda one: one if isinstance(one, str) else one[-1:],
)
def test_what_is_written_works(
    kind: str, options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests that come with it run the population, and see what they should: that it learns, say."""
    monkeypatch.chdir(tmp_path)
    assert run_command(["new", kind, "made_here", *options]) == 0
    spec = importlib.util.spec_from_file_location("test_made_here", tmp_path / "test_made_here.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tests = [value for name, value in vars(module).items() if name.startswith("test_")]
    assert tests
    for number, test in enumerate(tests):
        test(*[tmp_path / f"runs{number}" for _ in inspect.signature(test).parameters])


def test_every_folder_of_templates_is_offered() -> None:
    folders = {path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert folders == {*TITLES, *(f"task-{one}" for one in MANNERS)} - {"task"}


@pytest.mark.parametrize("kind", TITLES)
def test_a_class_is_never_called_what_python_keeps_for_itself(kind: str) -> None:
    for file, text in filled_in(kind, "none").items():
        if file.endswith(".py"):
            compile(text, file, "exec")


def test_a_folder_that_is_none_gets_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "closed").symlink_to(tmp_path / "nowhere")  # no folder can be made where a link leads nowhere
    for name, says in (("file", "is not a folder"), ("closed", "cannot be written (File exists)")):
        assert run_command(["new", "rule", "mine", "--output", str(tmp_path / name)]) == 2
        assert capsys.readouterr().err == f"{tmp_path / name}: {says}. Choose another --output.\n"
    assert run_command(["manual", "--output", str(tmp_path / "file" / "manual.html")]) == 2
    assert "cannot be written (File exists). Choose another file with --output." in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["closed", "file"]


def test_nothing_is_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "test_mine.py"
    mine.write_text("mine")
    assert run_command(["new", "rule", "mine", "--output", str(tmp_path)]) == 2
    assert f"{mine}: there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["test_mine.py"]
    assert mine.read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ["rule", "My Rule"],
            "My Rule: must be lower-case letters, digits and underscores, a letter first, such as my_rule.",
        ),
        (["task", "numpy"], "numpy: a Python module of that name is installed"),
        (["population", "study"], "study: files of that name have a meaning already"),
        (["rule", "mine", "--manner", "trials"], "--manner trials: is of tasks, and this is a rule"),
        (["rule", "mine", "--like", "bandit"], "--like bandit: is of populations"),
        (["population", "mine", "--like", "bandits"], "bandits: no such preset or file. Did you mean bandit?"),
        (["rules", "mine"], "rules"),
    ],
)
def test_what_is_wrong_is_one_line(
    words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command(["new", *words]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1
    assert not any(tmp_path.iterdir())


def test_a_population_like_a_preset(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["new", "population", "my-arms", "--like", "bandit", "--output", str(tmp_path)]) == 0
    capsys.readouterr()
    assert run_command(["check", str(tmp_path / "my_arms.toml")]) == 0
    assert 'name = "my_arms"' in capsys.readouterr().out


def test_what_to_do_next_names_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mine"
    assert run_command(["new", "probe", "seen", "--output", str(folder)]) == 0
    said = capsys.readouterr().out
    assert f"  baldwin probe seen {folder}/seen.py:Seen  " in said
    assert f"  baldwin run {folder}/seen.toml  " in said


def test_nothing_is_written_into_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = ["run", "hinton-nowlan", "--set=population.size=10", "--generations=0", "--quiet", f"--runs={tmp_path}"]
    assert run_command(run) == 0
    path = capsys.readouterr().out.strip()
    assert run_command(["new", "rule", "mine", "--output", f"{path}/sub"]) == 2
    assert "lies in the run" in capsys.readouterr().err
    assert not (Path(path) / "sub").exists()


def test_a_class_hides_nothing_that_the_file_uses() -> None:
    text = filled_in("rule", "gene")["gene.py"]
    assert "class GeneRule(PlasticityRule)" in text
    assert "class Levers(SequentialTask)" in filled_in("task", "levers")["levers.py"]
