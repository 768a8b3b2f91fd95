"""The probe graph: what a state was made to hold of a causal graph is read there, and nothing in noise."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from baldwin import decoding
from baldwin.decoding import kinds_read
from baldwin.errors import UsageError
from baldwin.figures.probes import describe
from baldwin.figures.probes.graph import SHOWN
from baldwin.knowing import Floats, Structure, Structured
from baldwin.neural.theory.causal import all_edges
from baldwin.neural.theory.causal_structure import labels, pieces
from baldwin.probes.graph import Graph, reading

LIVES = 120
EDGES = all_edges(4)[np.random.default_rng(0).integers(729, size=LIVES)]
CODES = np.unique(EDGES.reshape(LIVES, -1), axis=0, return_inverse=True)[1]
IN_ORDER = np.broadcast_to(np.arange(3), (LIVES, 3))
PIECES = pieces(EDGES).placed(IN_ORDER, ordered=True)
KINDS = {"edges": PIECES["edges"][:, :2], "edges from the hidden node": PIECES["edges from the hidden node"][:, :1]}
WHOLE = Structure(KINDS, labels(3, ordered=True), CODES, 3, KINDS)
NOISE = np.random.default_rng(1).normal(size=(LIVES, 12))


def holding(share: float) -> Structured:
    """Return a memory of the edges, mixed at random, in the first `share` of lives, of noise in the others."""
    mixing = np.random.default_rng(2).normal(size=(6, 12))
    weights = EDGES[:, *np.tril_indices(4, -1)].astype(np.float64)
    kept = np.arange(LIVES)[:, None] < share * LIVES
    return Structured(WHOLE, np.where(kept, weights @ mixing, NOISE), NOISE)


def given(evolved: dict[str, list[Structured]], untrained: dict[str, list[Structured]]) -> Any:
    known = {"evolved": evolved, "untrained": untrained}
    return SimpleNamespace(structured=lambda what: known, instances=LIVES, run=SimpleNamespace(path="a run"))


@pytest.mark.guards("probe graph")
def test_a_memory_that_holds_the_edges_is_read_and_noise_is_not() -> None:
    """The probe graph: edges are read at 1 under active, at chance under random experience, and of founders."""
    noisy = Structured(WHOLE, NOISE, NOISE)
    found = Graph().find(given({"active": [holding(1.0)], "random": [noisy]}, {"active": [noisy], "random": [noisy]}))
    table = found.table()
    rows = list(zip(*(table[name] for name in ("network", "experience", "of")), strict=True))
    edges = {row[:2]: place for place, row in enumerate(rows) if row[2] == "edges"}
    own = edges["evolved", "active"]
    error = np.sqrt(2 / 9 / (2 * LIVES))  # of a share of 1 / 3, of two edges in each life
    assert table["memory"][own] == table["ideal"][own] == 1.0
    assert table["standard_error"][own] == 0.0
    for column in ("seen", "shuffled"):
        assert abs(table[column][own] - 1 / 3) < 4 * error
    for place in ("evolved", "random"), ("untrained", "active"), ("untrained", "random"):
        assert abs(table["memory"][edges[place]] - 1 / 3) < 4 * error
    right = found.arrays["right"][edges["evolved", "random"]]
    assert table["standard_error"][edges["evolved", "random"]] == pytest.approx(stats.sem(right))
    hidden = rows.index(("evolved", "active", "edges from the hidden node"))
    assert table["memory"][hidden] == 1.0
    assert 1 / 3 < table["commonest"][own] < 0.45
    apart = (found.arrays["right"][own] - found.arrays["right"][edges["evolved", "random"]]).mean()
    assert found.reading.startswith(f"Edges are read right at 1.000 (experience: active): {apart:+.3f} above random")
    figure = describe(replace(found, kind="graph"))
    assert figure.numbers["evolved"].middle.tolist() == [
        table["memory"][own],
        table["memory"][edges["evolved", "random"]],
    ]
    assert list(figure.numbers) == [*SHOWN, *(f"{name}_2" for name in SHOWN)]


def test_half_of_a_memory_is_read_in_half_of_the_lives() -> None:
    right = reading(holding(0.5), "edges").memory
    assert right[: LIVES // 2].mean() > right[LIVES // 2 :].mean() + 0.3


def test_worlds_are_read_that_the_map_was_not_fitted_on() -> None:
    """A state that only names the world tells nothing, as no world is on both sides."""
    world = np.arange(LIVES) % 40
    names: Floats = np.eye(40)[world]
    kinds = (np.random.default_rng(3).integers(3, size=40)[world] - 1)[:, None]
    assert (kinds_read(names, kinds, world) == kinds).mean() < 0.5
    assert (kinds_read(names, kinds, np.random.default_rng(4).permutation(LIVES)) == kinds).mean() > 0.9


def test_discriminants_are_those_of_scikit_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without shrinking, row by row; with it, no worse where there are more states than lives."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    draw = np.random.default_rng(5)
    kinds = draw.integers(-1, 2, size=(100, 1))
    x = draw.normal(size=(100, 6)) + 0.8 * kinds * draw.normal(size=6)
    fold = (np.random.default_rng(0).permutation(100) % 5)[np.arange(100)]
    wide = np.concatenate([x, draw.normal(size=(100, 150))], axis=1)
    shrunk = (kinds_read(wide, kinds, np.arange(100)) == kinds).mean()
    monkeypatch.setattr(decoding, "_shrunk", lambda z: z.T @ z / len(z))
    found = kinds_read(x, kinds, np.arange(100))[:, 0]
    for number in range(5):
        model = LinearDiscriminantAnalysis().fit(x[fold != number], kinds[fold != number, 0])
        np.testing.assert_array_equal(found[fold == number], model.predict(x[fold == number]))
    assert 0.45 < shrunk < (found == kinds[:, 0]).mean()


def test_too_few_worlds_are_refused() -> None:
    few = replace(WHOLE, world=np.zeros(LIVES, np.int64))
    with pytest.raises(UsageError, match="less than 5 worlds"):
        Graph().find(given({"active": [Structured(few, NOISE, NOISE)]}, {}))


def test_pieces_are_those_of_the_places_that_nodes_are_shown_in() -> None:
    """H to A, A to B by -1, B to C; shown as B, C, A: places 1, 2 and 3."""
    edges = np.zeros((1, 4, 4), np.int8)
    edges[0, 1, 0], edges[0, 2, 1], edges[0, 3, 2] = 1, -1, 1
    found = pieces(edges).placed(np.array([[1, 2, 0]]), ordered=False)
    named = {
        sort: dict(zip(labels(3, ordered=False)[sort], kinds[0].tolist(), strict=True)) for sort, kinds in found.items()
    }
    assert named["edges"] == {"2 to 1": 0, "3 to 1": -1, "1 to 2": 1, "3 to 2": 0, "1 to 3": 0, "2 to 3": 0}
    assert named["edges from the hidden node"] == {"hidden to 1": 0, "hidden to 2": 0, "hidden to 3": 1}
    assert named["number of causes"] == {"causes of 1": 1, "causes of 2": 1, "causes of 3": 1}
    assert labels(3, ordered=True)["edges"] == ("1 to 2", "1 to 3", "2 to 3")
