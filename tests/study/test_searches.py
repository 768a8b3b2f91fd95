"""Searches that learn from earlier points, on planted objectives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baldwin.errors import DefinitionError
from baldwin.study.axes import Axis, axis
from baldwin.study.plan import plan
from baldwin.study.proposals import Options, ask
from baldwin.study.searches import is_adaptive, kinds, search_module
from baldwin.study.spec import Search

ADAPTIVE = [kind for kind in kinds() if is_adaptive(kind)]
AXES = (axis("a.x=-5.0..5.0"), axis("a.y=1e-3..10.0:log"), axis("a.z=1..40"))


def height(point: tuple[Any, ...]) -> float:
    """Highest, 0, at x = 2, y = 0.1, z = 30; y in decades, z in tens."""
    x, y, z = point
    decades = abs(y) / 0.1
    return -((x - 2.0) ** 2) - (decades - 1.0 / decades) ** 2 * 0.01 - ((z - 30) / 10) ** 2


def searched(
    kind: str, points: int, objective: Callable[[tuple[Any, ...]], float | None] = height, **fields: Any
) -> list[tuple[tuple[Any, ...], float | None]]:
    """Return points in the order in which a driver asks for them, with their objectives."""
    pytest.importorskip({"tpe": "optuna", "cma": "cmaes"}[kind])
    search, propose = Search(kind=kind, cells=points, batch=6, **fields), search_module(kind).propose
    past: list[tuple[tuple[Any, ...], float | None]] = []
    while len(past) < points:
        drawn: list[tuple[Any, ...]] = []
        for number in range(len(past), min(len(past) + search.batch, points)):
            drawn.append(propose(AXES, search, past, drawn, number))
        past += [(point, objective(point)) for point in drawn]
    return past


def best(found: list[tuple[tuple[Any, ...], float | None]]) -> float:
    return max(value for _, value in found if value is not None)


@pytest.mark.parametrize("kind", ADAPTIVE)
def test_later_points_are_better(kind: str) -> None:
    found = searched(kind, 60)
    first, last = best(found[:12]), [value for _, value in found[-12:] if value is not None]
    assert best(found) > -0.5
    assert sum(last) / len(last) > first - 1.0  # by then it keeps to the neighbourhood of the summit
    for x, y, z in (point for point, _ in found):
        assert -5.0 <= x <= 5.0
        assert 1e-3 <= y <= 10.0
        assert isinstance(z, int)
        assert 1 <= z <= 40


@pytest.mark.parametrize("kind", ADAPTIVE)
def test_minimising_is_maximising_the_negative(kind: str) -> None:
    up = searched(kind, 18)
    down = searched(kind, 18, lambda point: -height(point), maximise=False)
    assert [point for point, _ in up] == [point for point, _ in down]


@pytest.mark.parametrize("kind", ADAPTIVE)
def test_points_depend_on_the_seed_and_the_past_alone(kind: str) -> None:
    assert searched(kind, 18) == searched(kind, 18)
    assert searched(kind, 18)[0] != searched(kind, 18, seed=1)[0]
    assert searched(kind, 12) == searched(kind, 18)[:12]


@pytest.mark.parametrize("kind", ADAPTIVE)
def test_points_that_fail_are_survived(kind: str) -> None:
    found = searched(kind, 48, lambda point: None if point[0] < 0.0 else height(point))
    failed = [value is None for _, value in found]
    assert any(failed[:12])
    assert sum(failed[-12:]) < sum(failed[:24])
    assert len(searched(kind, 12, lambda point: None)) == 12


def test_cma_wants_numbers_and_whole_batches() -> None:
    vary = ["encoding.kind=ternary,none", "lifetime.trials=1..9"]
    with pytest.raises(DefinitionError) as caught:
        plan(ask("hinton-nowlan", Options(vary=vary, search={"kind": "cma", "cells": 8, "batch": 2})))
    assert [line.partition(":")[0] for line in caught.value.problems][:2] == ["--vary encoding.kind", "--batch 2"]


def test_cma_with_one_field() -> None:
    pytest.importorskip("cmaes")
    only: tuple[Axis, ...] = (axis("a.x=0,1,2,3"),)
    point = search_module("cma").propose(only, Search(kind="cma", cells=4), [], [], 0)
    assert point[0] in (0, 1, 2, 3)


@pytest.mark.parametrize(("kind", "package"), [("tpe", "optuna"), ("cma", "cmaes")])
def test_points_that_repeat_are_not_counted_and_are_spoken_of(
    kind: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of four combinations, four are found however often the search comes back to one; of five there is said why."""
    pytest.importorskip(package)
    from baldwin.study import adaptive
    from baldwin.study.journal import StudyJournal

    monkeypatch.setattr(adaptive, "objective", lambda study, cell, column: float(cell.index))
    search = {"kind": kind, "cells": 5, "batch": 4, "seed": 1}
    planned = plan(ask("hinton-nowlan", Options(vary=["lifetime.trials=1,2", "population.size=4,6"], search=search)))
    notes: list[str] = []
    with StudyJournal(tmp_path, planned) as journal:
        cells = [cell for batch in adaptive.adaptive_batches(journal, notes.append) for cell in batch]
    assert len({cell.run for cell in cells}) == len(cells) == 4
    repeats = len(planned.main) - 4
    if repeats:
        assert f"{repeats} of the {len(planned.main)} points that were drawn repeat earlier ones" in notes[0]
    assert notes[-1] == "4 of 5 points: there are no more."


def test_a_search_that_has_settled_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from baldwin.study import adaptive
    from baldwin.study.journal import StudyJournal

    monkeypatch.setattr(adaptive, "objective", lambda study, cell, column: 1.0)
    monkeypatch.setattr(adaptive, "search_module", lambda kind: SimpleNamespace(propose=lambda *_: (7,)))
    search = {"kind": "tpe", "cells": 6}
    planned = plan(ask("hinton-nowlan", Options(vary=["lifetime.trials=1..900"], search=search)))
    notes: list[str] = []
    with StudyJournal(tmp_path, planned) as journal:
        assert [len(batch) for batch in adaptive.adaptive_batches(journal, notes.append)][:2] == [1, 0]
    assert notes == [
        "43 of the 44 points that were drawn repeat earlier ones, whose results are used again.",
        "1 of 6 points: the search has settled, and proposes no others.",
    ]
