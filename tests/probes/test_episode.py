"""A life retold: its graph, what was held and seen, and the quiz, as set by hand; its figure in print and page."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.errors import UsageError
from baldwin.figures.probes import describe
from baldwin.knowing import Episode as Life
from baldwin.neural.tasks.causal_graph import CausalGraph
from baldwin.probes.episode import Episode
from baldwin.probes.probe import ProbedLives, ProbeResult
from baldwin.report import diagram

TASK = CausalGraph(nodes=4, seen="raw", permuted=True)
PLACES = np.array([[2, 0, 1], [1, 2, 0]])  # of nodes A, B and C


def lives(**changes: Any) -> Life:
    """Return a life of two: in the first there are no edges; in the second H, by -1, causes B, and A and C.

    A causes C by -1. In the second A, C and A are held, then A, and B is chosen.
    """
    edges = np.zeros((2, 4, 4), np.int64)
    edges[1, 1:, 0], edges[1, 3, 1] = (1, -1, 1), -1
    place = np.array([[0, 0, 0, 0], [1, 0, 1, 1]])
    seen = np.zeros((2, 4, 12))
    seen[1, :3, :3] = [[-2.5, 5.0, 0.1], [5.0, 0.2, 0.3], [-2.4, 5.0, -0.1]]  # C, A, B
    noise = np.zeros((2, 4, 4))
    noise[1, 2] = [1.0, 2.0, 3.0, 0.0]
    graphs = SimpleNamespace(edges=edges, places=PLACES)
    chance = SimpleNamespace(place=place, noise=noise)
    actions = np.array([[-1, -1, -1, 0], [-1, -1, -1, 2]])
    task = TASK.model_copy(update=changes)
    return task.retold(graphs, chance, actions, seen, None)  # type: ignore[arg-type]


def probed(life: Life) -> ProbeResult:
    given: Any = SimpleNamespace(episode=lambda life_: life, instances=2)
    return replace(Episode().find(given), kind="episode")


@pytest.mark.guards("probe episode")
def test_a_life_is_retold_as_it_was() -> None:
    """The probe episode: the first in which association misleads; it says B, which is nothing but
    confounded: it goes with A at 2.5, and C at 1.25, which A causes to be 2.5.
    """
    one = lives()
    assert (one.number, one.names) == (1, ("H", "1", "2", "3"))
    assert one.titles == (
        "1: node 1 held at 5",
        "2: node 3 held at 5",
        "3: node 1 held at 5",
        "quiz: node 1 held at −5",
    )
    np.testing.assert_allclose(one.values[:, 1:], [[5, 0.1, -2.5], [0.2, 0.3, 5], [5, -0.1, -2.4], [-5, 0, 2.5]])
    assert np.isnan(one.values[:, 0]).all()
    assert one.held.tolist() == [1, 3, 1, 1]
    assert one.chosen.tolist() == [-1, -1, -1, 2]
    np.testing.assert_array_equal(np.argwhere(one.best), [[3, 3]])
    assert one.words == "node 2 is chosen, worth 0.00; best 3: 2.50; association says 2"
    table = probed(one).table()
    row = table["moment"].index(one.titles[3]) + 3
    assert [table[name][row] for name in ("node", "value", "best", "chosen", "causes")] == [
        "3",
        2.5,
        True,
        False,
        "3 ← +H, −1",
    ]


def test_counterfactual_quizzes_have_the_last_noise_and_first_places_are_turned_back() -> None:
    one = lives(condition="counterfactual")
    np.testing.assert_allclose(one.values[3, 1:], [-5.0, -0.1 + 0.3, 2.55])
    with pytest.raises(IndexError):
        TASK.retold(
            SimpleNamespace(edges=np.zeros((1, 4, 4)), places=PLACES[:1]),  # type: ignore[arg-type]
            SimpleNamespace(place=np.zeros((1, 4), int)),  # type: ignore[arg-type]
            np.zeros((1, 4), int),
            np.zeros((1, 4, 12)),
            1,
        )


def test_both_renderers_draw_what_is_described() -> None:
    """Four arrows; those into the node held are pale, negative ones dashed."""
    figure = describe(probed(lives()))
    assert [panel.title for panel in figure.panels] == list(lives().titles)
    assert [len(row) for row in figure.rows] == [3, 1]
    last = figure.panels[3].diagram
    assert last is not None
    assert [(one.negative, one.cut) for one in last.arrows] == [
        (False, True),
        (True, False),
        (False, False),
        (True, False),
    ]
    assert [one.held for one in last.nodes] == [False, True, False, False]
    assert [one.words for one in last.nodes] == ["", "−5.00", "0.00", "2.50 ★"]
    assert [one.shade for one in last.nodes] == [0.0, -1.0, 0.0, 0.5]
    assert last.words.splitlines()[-1] == "association says 2"
    for arrow in last.arrows:  # from circle to circle
        assert 0.8 < np.hypot(arrow.to_x - arrow.x, arrow.to_y - arrow.y) < 1.7
    np.testing.assert_allclose(figure.numbers["moment_4"].middle, [np.nan, -5.0, 0.0, 2.5])
    drawn, tables = diagram.layers(last)
    assert tables["nodes"]["words"] == ["", "−5.00", "0.00", "2.50 ★"]
    assert tables["nodes"]["value"][0] is None
    assert sum(tables["arrows"]["cut"]) == 1
    assert {layer["data"]["name"] for layer in drawn if "name" in layer["data"]} == {"nodes", "arrows"}
    from baldwin.plots.drawing import draw

    shown = draw(figure)
    texts = [text.get_text() for text in shown.axes[3].texts]
    assert {"H", "1", "2", "3", "−5.00", "2.50 ★"} <= {*texts}
    assert sum(getattr(text, "arrow_patch", None) is not None for text in shown.axes[3].texts) == 4


def test_lives_that_there_are_not_are_refused() -> None:
    def missing(instances: int, life: int | None) -> None:
        if life is not None:
            raise IndexError(life)

    other: Any = SimpleNamespace(run=SimpleNamespace(path="a run"), episode=missing)
    with pytest.raises(UsageError, match="life = 9: must be below 5"):
        ProbedLives(other, 5).episode(9)
    with pytest.raises(UsageError, match="baldwin run causal"):
        ProbedLives(other, 5).episode(None)
