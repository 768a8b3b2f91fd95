"""The three jobs from Python, and the README's own lines."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

import baldwin
from baldwin.__main__ import run_command
from baldwin.plots.catalogue import applicable, figures
from baldwin.store import Run

SMALL = ["population.size=50", "population.generations=5", "population.replicates=2", "lifetime.trials=20"]
README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return baldwin.run("hinton-nowlan", SMALL, runs=tmp_path / "runs", progress=False)


def test_a_run_is_the_one_that_the_command_line_makes(run, tmp_path, capsys):
    sets = [word for one in SMALL for word in ("--set", one)]
    assert run_command(["run", "hinton-nowlan", *sets, "--runs", str(tmp_path / "other"), "--quiet"]) == 0
    other = baldwin.open_run(capsys.readouterr().out.strip())
    assert (run.status, run.id) == ("complete", other.id)
    for name in ("population.toml", "generations.jsonl", "assays.jsonl"):
        assert (run.path / name).read_bytes() == (other.path / name).read_bytes()


def test_it_is_not_computed_again_and_a_cut_one_goes_on(run, tmp_path):
    before = (run.path / "generations.jsonl").stat().st_mtime_ns
    again = baldwin.run("hinton-nowlan", SMALL, runs=tmp_path / "runs", progress=False)
    assert (again.path, (again.path / "generations.jsonl").stat().st_mtime_ns) == (run.path, before)


def test_a_definition_can_be_run_as_it_was_loaded(run, tmp_path):
    definition = baldwin.load("hinton-nowlan", SMALL)
    assert baldwin.run(definition, runs=tmp_path / "runs", progress=False).id == run.id
    with pytest.raises(baldwin.UsageError, match="Overrides change a preset"):
        baldwin.run(definition, ["population.seed=1"], runs=tmp_path / "runs")


def test_tables_are_data_frames(run):
    frame = baldwin.frame(run.generations)
    assert list(frame.columns) == list(run.generations)
    assert len(frame) == 2 * 6
    np.testing.assert_array_equal(frame["fitness_mean"], run.generations["fitness_mean"])
    lists = baldwin.frame({"curve": np.ones((3, 4))})
    assert lists["curve"][0].shape == (4,)


@pytest.mark.parametrize("name", list(figures()))
def test_figures_of_one_panel_go_into_given_axes_and_others_say_so(name, run):
    if name not in applicable([run]):
        with pytest.raises(baldwin.UsageError, match="cannot be drawn"):
            baldwin.plot(run, name)
        return
    whole = baldwin.plot(run, name)
    assert isinstance(whole, Figure)
    axes = Figure().subplots()
    if len(whole.axes) == 1:
        assert baldwin.plot(run, name, axes=axes) is axes
        assert axes.has_data()
    else:
        with pytest.raises(baldwin.UsageError, match="several panels"):
            baldwin.plot(run, name, axes=axes)
    assert isinstance(baldwin.plot(run, name), Figure)  # the axes are forgotten


def test_curves_of_figures_are_data_frames(run):
    found = baldwin.data(run, "innate_learned")
    assert {"innate", "learned"} <= set(found)
    assert list(found["innate"].columns) == ["x", "middle", "low", "high"]
    assert found["innate"]["x"].max() == 5


def test_mistakes_are_told(run):
    with pytest.raises(baldwin.UsageError, match=r'Figure "storie": no such figure. Did you mean story'):
        baldwin.plot(run, "storie")
    with pytest.raises(baldwin.UsageError, match="No run given"):
        baldwin.plot([])
    with pytest.raises(baldwin.UsageError, match=r"Give one of them: run\.assays"):
        baldwin.frame(run)
    with pytest.raises(baldwin.UsageError, match="is for studies"):
        baldwin.plot(run, quantity="innate")
    with pytest.raises(baldwin.UsageError, match=r"must be a list \(text each\) or a dict"):
        baldwin.run("hinton-nowlan", "lifetime.trials=3")


def test_every_name_that_is_offered_leads_to_what_it_names():
    for name in baldwin.__all__:
        found = getattr(baldwin, name)
        assert found.__name__ == name
        assert found.__doc__, name
    with pytest.raises(AttributeError, match="'baldwin' has no attribute 'evolve_all'"):
        _ = baldwin.evolve_all


def test_overrides_can_be_a_dict_and_one_value_needs_no_list(tmp_path):
    small = {"population.size": 20, "population.generations": 2, "population.replicates": 1}
    made = baldwin.run("hinton-nowlan", small, runs=tmp_path, progress=False)
    assert made.id == baldwin.run("hinton-nowlan", [f"{k}={v}" for k, v in small.items()], runs=tmp_path).id
    study = baldwin.sweep("hinton-nowlan", {"lifetime.trials": 7}, small, runs=tmp_path, on="inline", progress=False)
    assert [cell.values for cell in study.cells] == [{"lifetime.trials": 7}]
    with pytest.raises(baldwin.UsageError, match=r"baldwin\.frame\(study\)"):
        baldwin.data(study, "study_effects")


@pytest.mark.slow
def test_the_lines_of_the_readme_run(tmp_path):
    """All blocks of its section on Python, one after the other, as a user would paste them."""
    section = README.read_text(encoding="utf-8").split("## From Python\n")[1].split("\n## ")[0]
    blocks = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert blocks
    done = subprocess.run([sys.executable, "-c", "\n".join(blocks)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_sweep_is_the_study_of_the_command_line(tmp_path, capsys):
    vary = {"lifetime.trials": [10, 20]}
    study = baldwin.sweep(
        "hinton-nowlan",
        vary,
        SMALL[:3],
        controls={"no_learning": {"lifetime.kind": "none"}},
        runs=tmp_path / "runs",
        on="inline",
        progress=False,
    )
    sets = [word for one in SMALL[:3] for word in ("--set", one)]
    command = [
        "sweep",
        "hinton-nowlan",
        "--vary",
        "lifetime.trials=10,20",
        "--control",
        "no_learning:lifetime.kind=none",
    ]
    assert run_command([*command, *sets, "--runs", str(tmp_path / "other"), "--on", "inline", "--quiet"]) == 0
    path = Path(capsys.readouterr().out.strip())
    assert (study.name, study.id, study.status) == (path.parent.name, path.name, "complete")
    table = baldwin.frame(study)
    assert len(table) == 2 * 3  # replicates of two cells and a control that no number of trials means anything to
    assert set(table["arm"]) == {"main", "no_learning"}
    assert table.equals(baldwin.frame(baldwin.open_study(path)))
    assert isinstance(baldwin.plot(study), Figure)
    with pytest.raises(baldwin.UsageError, match='No quantity "fitnes"'):
        baldwin.plot(study, quantity="fitnes")


def test_all_errors_of_a_sweep_are_told(tmp_path):
    with pytest.raises(baldwin.DefinitionError) as caught:
        baldwin.sweep("hinton-nowlan", {"lifetime.trials": [0, 10], "population.sizes": [5]}, runs=tmp_path)
    assert len(caught.value.problems) >= 2


def test_effects_are_a_data_frame(run, tmp_path):
    control = baldwin.run("no-learning", SMALL[:3], runs=tmp_path / "runs", progress=False)
    found = baldwin.compare(run, control).set_index("quantity")
    assert found.loc["innate", "difference_low"] <= found.loc["innate", "difference"]
    with pytest.raises(baldwin.UsageError, match="With which control"):
        baldwin.compare(run)


def test_a_notebook_shows_a_figure_once(run):
    import matplotlib

    figure = baldwin.plot(run, "innate_learned")
    picture, size = figure._repr_png_()  # what IPython calls of the last value of a cell
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == pytest.approx(2 * size["width"], abs=2)
    assert "matplotlib.pyplot" not in sys.modules or not matplotlib._pylab_helpers.Gcf.figs  # which would be shown too


@pytest.mark.parametrize(
    ("form", "wanted", "refused"),
    [("pdf", b"/FontFile2", b"/Type3"), ("eps", b"FontType 42", b"FontType 3 "), ("svg", b"<text", b"DejaVuSans-")],
)
def test_whoever_saves_a_figure_gets_fonts_and_not_outlines(form, wanted, refused, run, tmp_path):
    import matplotlib

    outlines = {"pdf.fonttype": 3, "ps.fonttype": 3, "svg.fonttype": "path"}
    with matplotlib.rc_context(outlines):
        baldwin.plot(run, "allele_shares").savefig(tmp_path / f"figure.{form}")
    content = (tmp_path / f"figure.{form}").read_bytes()
    assert wanted in content
    assert refused not in content
