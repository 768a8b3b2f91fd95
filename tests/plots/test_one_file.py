"""A figure is one file; a task's columns and ideals give it its figure; a third wing is drawn as it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from imagined_memories import imagined_memory
from imagined_networks import imagined_network

from baldwin.definition import load
from baldwin.definition.canonical import to_toml
from baldwin.errors import UsageError
from baldwin.figures import catalogue, runs
from baldwin.figures.catalogue import named
from baldwin.figures.description import Curve
from baldwin.figures.series import Series
from baldwin.plots.catalogue import applicable, figures, summary
from baldwin.plots.scatter import look_of
from baldwin.plots.style import style
from baldwin.report.arms import ReportedRuns
from baldwin.report.charts.catalogue import charts_of

SPREAD = (Path(__file__).parents[1] / "extension" / "spread.py").read_text()

LEFT = '''
from baldwin.neural.contracts import Column, Dimension
from baldwin.neural.tasks.bandit import Bandit


class Lefty(Bandit):
    """Arms, and how often the left one is taken."""

    columns = {
        "left": Column("share of pulls of the left arm", limits=(0.0, 1.0)),
        "left_by_third": Column("the same, by thirds of a life", dimensions=(Dimension("third of a life"),)),
        "left_after": Column(
            "the same, after what the last pull brought",
            dimensions=(Dimension("last pull", ("won", "lost")), Dimension(names=("left", "right"))),
        ),
    }

    def ideals(self):
        return {"always left": {"left": 1.0, "left_by_third": (1.0, 1.0, 1.0)}, "chance": {"left": 0.5}}
'''


def drawn(name, run):
    with style():
        return figures()[name].draw([run])


@pytest.fixture
def spread(tmp_path, monkeypatch):
    """A figure in the folder of figures, where nothing else is edited."""
    (tmp_path / "spread.py").write_text(SPREAD)
    monkeypatch.setattr(runs, "__path__", [*runs.__path__, str(tmp_path)])
    catalogue._shipped.cache_clear()
    yield tmp_path / "spread.py"
    catalogue._shipped.cache_clear()


def test_a_look_that_there_is_not_is_refused():
    empty = Series("none", *np.zeros((4, 0)), 1)
    with pytest.raises(UsageError, match=r'look "singel": no such look. Did you mean "single"'):
        look_of(Curve(empty, "singel"))


@pytest.mark.usefixtures("spread")
def test_a_figure_is_one_file():
    run = imagined_network("sinusoid")
    assert summary("spread") == "How far fitness spreads over replicates, generation by generation."
    assert "spread" in applicable([run])
    assert [axes.get_ylabel() for axes in drawn("spread", run).axes] == ["fitness"]
    (chart,) = [one for one in charts_of(ReportedRuns.of([run])) if one.name == "spread"]
    assert chart.title == "Spread of fitness"
    shown = chart.panels[0].tables["curves"]
    np.testing.assert_allclose(shown["middle"], figures()["spread"].data([run])["fitness"].middle)
    assert "spread" in [one.name for one in charts_of(ReportedRuns.of([run, imagined_network("navigation")]))]


def test_a_figure_may_lie_beside_the_user_s_work(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "OWN", {})
    (tmp_path / "mine.py").write_text(SPREAD)
    run = imagined_network("sinusoid")
    name = named(str(tmp_path / "mine.py"))
    assert [axes.get_ylabel() for axes in drawn(name, run).axes] == ["fitness"]
    assert list(figures()[name].data([run])) == ["fitness"]
    for text, words in (("ORDER = 1", "NEEDS, applies, describe missing"), ("1 / 0", "ZeroDivisionError")):
        (tmp_path / "bad.py").write_text(text)
        with pytest.raises(UsageError, match=words):
            named(str(tmp_path / "bad.py"))
    with pytest.raises(UsageError, match="no such file"):
        named(str(tmp_path / "absent.py"))


def test_a_task_of_the_user_s_own_has_its_figure(tmp_path):
    run = imagined_memory("bandit")
    (tmp_path / "lefty.py").write_text(LEFT)
    text = to_toml(run.definition).replace('kind = "bandit"', 'kind = "lefty.py:Lefty"')
    (tmp_path / "left.toml").write_text(text)
    run.__dict__["definition"] = load(tmp_path / "left.toml")
    rows = len(run.assays["generation"])
    run.__dict__["assays"] = run.assays | {
        "left": np.linspace(0.0, 0.9, rows),
        "left_by_third": np.tile([0.2, 0.4, 0.6], (rows, 1)),
        "left_after": np.tile([0.9, 0.8, 0.3, 0.1], (rows, 1)),
    }
    same = figures()["behaviour"].data([run])
    assert set(same) == {"left", "left_0", "left_1"}  # what never changes is named, and not drawn
    run.__dict__["assays"]["left_by_third"][0], run.__dict__["assays"]["left_after"][0] = 0.0, 0.0
    curves = figures()["behaviour"].data([run])
    assert (curves["left_0"].label, curves["left_0"].middle[0], curves["left_1"].middle[0]) == ("always left", 1.0, 0.5)
    np.testing.assert_array_equal(curves["left_by_third_generation_100"].middle, [0.2, 0.4, 0.6])
    np.testing.assert_array_equal(curves["left_by_third_0"].middle, 1.0)
    np.testing.assert_array_equal(curves["left_after_0_generation_100"].middle, [0.9, 0.3])  # left: won, lost
    panels = drawn("behaviour", run).axes
    assert [axes.get_ylabel() for axes in panels] == ["left", "left by third", "left after"]
    assert [axes.get_xlabel() for axes in panels] == ["generation", "third of a life", "last pull"]
    assert "behaviour" in [chart.name for chart in charts_of(ReportedRuns.of([run]))]


def test_a_third_wing_is_plotted_and_reported(tmp_path):
    """Its file names no figure, and the spine does not name it."""
    toy = Path(__file__).parents[1] / "store" / "toy.py"
    text = 'name = "toy"\n[population]\nsize = 5\ngenerations = 6\nreplicates = 3\n'
    text += '[assays]\nevery = 2\n[task]\nkind = "toy"\n'
    (tmp_path / "toy.toml").write_text(text)

    def command(*words: str) -> str:
        done = subprocess.run([sys.executable, str(toy), *words], capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    path = command("run", "toy.toml", "--quiet", "--runs", "runs").split()[-1]
    rows = [json.loads(line) for line in command("plot", path, "--json", "--runs", "runs").splitlines()]
    assert [row["figure"] for row in rows] == ["innate_learned"]
    page = Path(json.loads(command("report", path, "--json", "--runs", "runs"))["path"])
    text = (page if page.is_absolute() else tmp_path / page).read_text()
    for name in ("innate_learned", "quantities"):
        assert f'id="figure-{name}"' in text
