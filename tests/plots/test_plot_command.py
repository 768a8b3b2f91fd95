"""`baldwin plot` as a user meets it."""

from __future__ import annotations

import json
import shutil

import pytest
from matplotlib.figure import Figure

from baldwin.__main__ import run_command
from baldwin.figures.tables import last_generation
from baldwin.plots.catalogue import Described
from baldwin.store import find_run
from baldwin.store.info import read_info


@pytest.fixture
def plot(folder, capsys):
    def call(*arguments, runs=folder):
        capsys.readouterr()
        status = run_command(["plot", *map(str, arguments), "--runs", str(runs)])
        return status, *capsys.readouterr()

    return call


def test_paths_are_printed_and_exist(plot, run_of):
    status, out, err = plot("lamarck", "--figures", "story", "--format", "png,svg", "--format", "pdf")
    run = run_of("lamarck")
    assert (status, err) == (0, "")
    assert out.splitlines() == [str(run.figures / f"story.{form}") for form in ("png", "svg", "pdf")]
    assert all((run.figures / f"story.{form}").stat().st_size > 1000 for form in ("png", "svg", "pdf"))


def test_several_runs_are_compared_beside_the_runs(plot, folder, run_of):
    status, out, _ = plot("uniform-crossover", "no-learning", "uniform-crossover", "--figures", "compare-ability")
    assert status == 0
    ids = "-".join(run_of(name).id[:6] for name in ("uniform_crossover", "no_learning"))
    assert out.splitlines() == [str(folder / "compare" / ids / "compare_ability.png")]


def test_json(plot, tmp_path):
    status, out, _ = plot("lamarck", "--json", "--figures", "story", "--output", tmp_path / "new" / "folder")
    row = json.loads(out)
    assert status == 0
    assert row["figure"] == "story"
    assert row["path"] == str(tmp_path / "new" / "folder" / "story.png")


def test_list(plot):
    status, out, _ = plot("--list")
    assert status == 0
    assert out.startswith("story ")
    assert "gain_function" in out
    assert {row["figure"] for row in json.loads(plot("--list", "--json")[1])} >= {"story", "takeover"}


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ([], 2, "No run given"),
        (["lamark"], 2, "Did you mean lamarck?"),
        (["lamarck", "--figures", "storry"], 2, "no such figure. Did you mean story?"),
        (["lamarck", "--figures", "climbing"], 2, "it needs one run on a landscape"),
        (["lamarck", "--figures", "compare_alleles"], 2, "it needs two or more runs"),
        (["lamarck", "asexual", "--figures", "story"], 2, "it needs one run with alleles"),
        (["lamarck", "--format", "bmp"], 2, "--format bmp: no such format"),
        (["lamarck", "--format", "gif"], 2, "--format gif: say which figure is to move"),
        (["lamarck", "--dpi", "5"], 2, "must be an integer from 20 to 2400"),
        (["lamarck", "--until", "-1"], 2, "must be a generation"),
        (["lamarck", "--until", "1.5"], 2, "must be a generation"),
        (["lamarck", "--dpi", "100.5"], 2, "must be an integer from 20 to 2400"),
        (["lamarck", "--output", "/proc/nowhere"], 2, "Choose another folder"),
    ],
)
def test_mistakes_are_one_line(plot, arguments, status, words):
    got, out, err = plot(*arguments)
    assert (got, out) == (status, "")
    assert words in err
    assert err.count("\n") == 1


def test_arms_are_compared_up_to_the_end_of_the_shortest(plot, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(Described, "draw", lambda self, runs: seen.append(runs) or Figure())

    def ends(*options):
        arms = ["uniform-crossover", "moving-needle", "--output", tmp_path, "--figures", "compare-ability"]
        status, _, err = plot(*arms, *options)
        assert status == 0
        return [last_generation(run) for run in seen[-1]], err

    assert ends() == ([14, 14], "Drawn to generation 14, where the shortest run ends; --until all draws all.\n")
    assert ends("--quiet") == ([14, 14], "")
    assert ends("--until", "all") == ([14, 45], "")
    assert ends("--until", "20") == ([14, 20], "")


def test_runs_are_whole_where_the_axis_is_not_that_of_generations(plot, tmp_path, monkeypatch):
    """A generation of one run costs more than one of another, so to cut at a generation would not set them equal."""
    seen = []
    monkeypatch.setattr(Described, "draw", lambda self, runs: seen.append(runs) or Figure())
    arms = ["uniform-crossover", "moving-needle", "--output", tmp_path, "--figures", "compare-budget"]
    for options in ((), ("--until", "20"), ("--until", "all")):
        status, _, err = plot(*arms, *options)
        assert (status, err) == (0, "")
    assert [[last_generation(run) for run in runs] for runs in seen] == [[14, 45], [14, 20], [14, 45]]


def test_without_any_fitness_there_is_no_gain_function(folder, plot, tmp_path):
    runs = tmp_path / "runs"
    arguments = ["--generations=1", "--set=population.size=20", "--set=fitness.trial_cost=1e6", "--quiet"]
    assert run_command(["run", "hinton-nowlan", *arguments, "--runs", str(runs)]) == 0
    status, out, err = plot("hinton-nowlan", runs=runs)
    assert (status, err) == (0, "")
    assert "gain_function" not in out


def test_an_incomplete_run_is_drawn_with_a_note(plot, folder, tmp_path):
    old = find_run("uniform_crossover", folder)
    new = tmp_path / "runs" / old.name / old.id
    shutil.copytree(old.path, new)
    info = read_info(new)
    info.pop("files", None)  # sizes and checksums
    (new / "run.json").write_text(json.dumps(info | {"status": "stopped", "generation": 4, "files": {}}))
    rows = (new / "generations.jsonl").read_text().splitlines(keepends=True)
    (new / "generations.jsonl").write_text("".join(rows[: 5 * 6]))
    rows = (new / "assays.jsonl").read_text().splitlines(keepends=True)
    (new / "assays.jsonl").write_text("".join(rows[: 5 * 6]))
    status, out, err = plot(new, "--figures", "story")
    assert status == 0
    assert out
    assert err == f"{new}: stopped at generation 4 of 14; drawn as far as it goes.\n"
    assert plot(new, "--figures", "story", "--quiet")[2] == ""
    (new / "generations.jsonl").write_text("")
    status, out, err = plot(new)
    assert (status, out) == (2, "")
    assert "holds no generation yet. Go on with: baldwin resume" in err
