"""What probes found, kept in a run and shown in its report."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from baldwin.definition import load
from baldwin.errors import DefinitionError
from baldwin.figures.probes import describe
from baldwin.plots.drawing import draw
from baldwin.probes import Kept, kept
from baldwin.probes.catalogue import load_probe
from baldwin.probes.keeping import FOLDER, keep
from baldwin.probes.probe import ProbeResult, ResultColumn
from baldwin.report.arms import ReportedRuns
from baldwin.report.sections.figures import panels_of
from baldwin.report.sections.known import charts_of_probes, findings, known
from baldwin.store import Run

HOW: dict[str, Any] = {
    "about": "What is worth what.\n\nWhere there is no difference, it was not used.",
    "generation": 3,
    "instances": 20,
    "fields": {"parts": []},
    "own": False,
}


def frozen(kind: str = "frozen") -> ProbeResult:
    """A state worth 2 and 4 of two replicates, with numbers that JSON has not."""
    return ProbeResult(
        title="score, higher is better",
        columns={
            "frozen": ResultColumn(["intact", "intact", "state", "state"], "what is held still"),
            "replicate": ResultColumn([0, 1, 0, 1], "population"),
            "difference": ResultColumn([0.0, 0.0, -2.0, -4.0], "from the same lives intact", "score"),
            "standard_error": ResultColumn([math.nan, 0.0, math.inf, 1.0], "of the difference"),
        },
        notes=("20 held-out lives",),
        arrays={"scores": np.arange(8.0).reshape(2, 2, 2)},
        meanings={"scores": "(conditions, replicates, lives)"},
        kind=kind,
        reading="The state is <used>.",
    )


def run_at(path: Path, generation: int = 3) -> Run:
    run = Run(path, {"name": "bandit", "id": "0" * 12, "status": "complete"})
    run.__dict__["definition"] = load("bandit", [f"population.generations={generation}"])
    run.__dict__["generations"] = {"generation": np.arange(generation + 1), "replicate": np.zeros(generation + 1, int)}
    run.__dict__["assays"] = {"generation": np.array([0, generation]), "replicate": np.zeros(2, int)}
    return run


def test_a_finding_comes_back_as_it_was(tmp_path: Path) -> None:
    run, found = run_at(tmp_path), frozen()
    path = keep(run, "frozen", found, HOW).file
    assert path == tmp_path / FOLDER / "frozen.npz"
    before = path.read_bytes()
    assert keep(run, "frozen", found, HOW).file == path
    assert path.read_bytes() == before
    (one,) = kept(run)
    assert one.found is not None
    assert repr(one.found.table()) == repr(found.table())
    assert {name: column[1:] for name, column in one.found.columns.items()} == {
        name: column[1:] for name, column in found.columns.items()
    }
    np.testing.assert_array_equal(one.found.arrays["scores"], found.arrays["scores"])
    assert (one.found.meanings, one.found.notes, one.found.title) == (found.meanings, found.notes, found.title)
    assert (one.generation, one.instances, one.fields, one.about) == (3, 20, {"parts": []}, HOW["about"])
    with np.load(path, allow_pickle=False) as plain:  # as somebody reads it who has no baldwin
        assert plain["table/difference"].tolist() == [0.0, 0.0, -2.0, -4.0]
        assert json.loads(str(plain["description"]))["arrays"]["table/difference"]["unit"] == "score"


def test_what_cannot_be_kept_or_read_is_said(tmp_path: Path) -> None:
    run = run_at(tmp_path)
    assert kept(run) == ()
    (tmp_path / FOLDER).write_text("in the way")
    unkept = keep(run, "frozen", frozen(), HOW)
    assert unkept.file is None
    assert "not kept, so that no report shows it" in unkept.warnings[-1]
    (tmp_path / FOLDER).unlink()
    keep(run, "frozen", frozen(), HOW)
    path = tmp_path / FOLDER / "frozen.npz"
    path.write_bytes(path.read_bytes()[:-200])
    (one,) = kept(run)
    assert one == Kept(
        "frozen",
        problem="frozen.npz: is no .npz file of plain arrays, or it is damaged. "
        "Probe again: baldwin probe bandit/000000000000 frozen",
    )
    assert "damaged" in known(findings(ReportedRuns.of([run])), several=False)
    np.savez(path, nothing=np.zeros(1))
    assert "is incomplete" in kept(run)[0].problem


def test_a_report_shows_every_finding(tmp_path: Path) -> None:
    """With its reading, what it means, its table, and its figure, which the arm chosen elsewhere does not switch."""
    runs = [run_at(tmp_path / "a"), run_at(tmp_path / "b", 5)]
    for run in runs:
        keep(run, "frozen", frozen(), HOW)
    keep(runs[1], "Mine", frozen(kind=""), HOW | {"own": True})
    found = findings(ReportedRuns.of(runs))
    page = known(found, several=True)
    assert [(one.arm.place, one.kept.name) for one in found] == [(0, "frozen"), (1, "Mine"), (1, "frozen")]
    assert page.count("The state is &lt;used&gt;.") == 3
    assert page.count("What is worth what. Where there is no difference, it was not used.") == 3
    assert page.count("Generation 3. 20 held-out lives.") == 3
    assert page.count("The run has since gone on to generation 5") == 2
    assert page.count('<figure class="chart"') == 2
    assert page.count("from the same lives intact [score]") == 3
    assert page.count('<td class="n">−4</td>') == 3
    charts = charts_of_probes(found)
    assert [one.name for one in charts] == ["probe-frozen-0", "probe-frozen-1"]
    for one in charts:
        (panel,) = panels_of(one)
        assert not {"arm", "arms", "assayed"} & set(panel["signals"])
        assert panel["tables"]["curves"]["middle"] == [3.0]
        assert panel["tables"]["curves"]["arm"] == [0]


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_the_figure_of_frozen_shows_what_lives_lose(better: str) -> None:
    sign = 1.0 if better == "higher" else -1.0
    found = frozen()
    columns = dict(found.columns)
    columns["difference"] = ResultColumn([sign * one for one in columns["difference"].values], "", "score")
    figure = describe(ProbeResult(f"score, {better} is better", columns, kind="frozen"))
    (bars,) = figure.panels[0].curves.values()
    assert bars.series.middle.tolist() == [3.0]
    assert bars.replicates is not None
    assert bars.replicates.tolist() == [[2.0], [4.0]]
    assert figure.panels[0].x.names == ("state",)
    drawing = draw(figure)
    assert [bar.get_height() for bar in drawing.axes[0].patches] == [3.0]


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "mine.py").touch()
    with pytest.raises(DefinitionError) as caught:
        load_probe(f"{tmp_path / 'yours.py'}:Mine")
    assert str(caught.value).endswith('no file yours.py beside the definition. Allowed: "mine.py".')
