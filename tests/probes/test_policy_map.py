"""The probe policy_map: actions that are planted to be learned, then inborn, are found when and where they were."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from baldwin.errors import UsageError
from baldwin.figures.probes import describe
from baldwin.plots.drawing import draw
from baldwin.probes.policy_map import LARGEST, NONE, PolicyMap, chance_of, events

GENERATIONS = [0, 10, 20, 30, 40, 50]
REPLICATES, SITUATIONS, ACTIONS = 2, 6, 3
LEARNED, INBORN = 10, 30  # generations in which actions settle
RIGHT = np.array([[0, 1, 2, 0, 1, 2], [1, 2, 0, 2, 0, 1]])  # (replicates, situations) learned from generation 10 on
NEVER = 5  # a situation whose action is never inborn


def acted(which: Any) -> dict[str, Any]:
    """Return lives of nine trials of two steps, of which the second is no choice, that do `which` (n, situations)."""
    draw_, lives, trials = np.random.default_rng(0), 40, 9
    seen = draw_.integers(SITUATIONS, size=(len(which), lives, trials))
    free = draw_.integers(ACTIONS, size=seen.shape)
    done = np.take_along_axis(np.asarray(which)[:, None], seen, axis=2)
    steps = np.stack([np.where(done == NONE, free, done), np.full(seen.shape, -1)], axis=-1)
    observations = np.stack([np.eye(SITUATIONS)[seen], np.zeros((*seen.shape, SITUATIONS))], axis=3)
    paid = draw_.integers(2, size=(*seen.shape, 2)).astype(float)
    shape = (len(which), lives, 2 * trials)
    return {
        "actions": steps.reshape(shape),
        "observations": observations.reshape(*shape, SITUATIONS),
        "rewards": paid.reshape(shape),
    }


def course(first: int, never: int | None = None) -> Any:
    """Return settled actions (replicates x generations, situations): chance up to generation `first`, then RIGHT."""
    known = np.array(GENERATIONS)[:, None] >= first
    found = np.where(known, RIGHT[:, None], NONE)
    if never is not None:
        found[:, :, never] = NONE
    return found.reshape(-1, SITUATIONS)


def planted(learned: Any, innate: Any, replicates: int = REPLICATES) -> Any:
    """Return what the probe is given: lives that do `learned`, and without learning `innate`."""
    lived = {"whole": learned, "still": innate}
    stack = SimpleNamespace(replay=lambda setting, only: SimpleNamespace(arrays=lived[setting]))
    return SimpleNamespace(
        freezes={"learning": SimpleNamespace(definition="still", meaning="")},
        definition="whole",
        replay=stack.replay,
        replicates=replicates,
        instances=40,
        run=SimpleNamespace(generation=GENERATIONS[-1], path=Path("runs/planted")),
        over_generations=lambda wanted: stack if wanted == GENERATIONS else pytest.fail(f"asked for {wanted}"),
    )


@pytest.mark.guards("probe policy_map")
def test_what_became_instinct_is_found_when_it_did() -> None:
    """Learned from generation 10, inborn from 30 in five of six situations; other situations' actions do not fit."""
    probe = PolicyMap(maps=6, past=False)
    found = probe.find(planted(acted(course(LEARNED)), acted(course(INBORN, NEVER))))
    table = found.table()
    assert table["situation"] == [f"sees input {one + 1}" for one in range(SITUATIONS) for _ in range(REPLICATES)]
    assert table["learned"] == [str(one) for one in RIGHT.T.ravel()]
    assert table["learned_share"] == [1.0] * 12
    assert table["learned_from"] == [10.0] * 12
    assert table["inborn_from"][:10] == [30.0] * 10
    assert table["lag"][:10] == [20.0] * 10
    assert all(math.isnan(one) for one in table["lag"][10:])
    assert found.reading.startswith("In 12 of 12 situations lives agree on what they learn; 10 became instinct later, ")
    assert "after 20 generations (median) (p = 0.001 against" in found.reading
    assert found.arrays["null"].mean() < 5.0
    assert json.dumps(table)
    figure = describe(replace(found, kind="policy_map"))
    assert figure.numbers["later"].middle.tolist() == [30.0] * 10
    assert figure.numbers["first"].x.size == 0
    assert figure.numbers["learned"].middle.tolist()[1:] == [1.0] * 5
    assert figure.numbers["innate"].middle[-1] == pytest.approx(11 / 12, abs=0.1)
    draw(figure)


def test_what_was_inborn_at_once_or_is_not_agreed_on_is_no_event() -> None:
    probe = PolicyMap(maps=6, past=False)
    at_once = probe.find(planted(acted(course(LEARNED)), acted(course(LEARNED))))
    assert "none became instinct, 12 were inborn when they were first learned." in at_once.reading
    assert at_once.table()["lag"] == [0.0] * 12
    untrained = probe.find(planted(acted(course(60)), acted(course(60))))
    assert untrained.reading == (
        "In 0 of 12 situations lives agree on what they learn: there is nothing that could become instinct."
    )
    same = np.where(course(LEARNED) == NONE, NONE, 2), np.where(course(INBORN) == NONE, NONE, 2)
    alike = probe.find(planted(*map(acted, same)))
    assert "(median) (exchanged situations give 12, p = 1), 0 were inborn" in alike.reading
    others = course(INBORN).reshape(REPLICATES, -1, SITUATIONS)[:, :, [1, 2, 0, 4, 5, 3]].reshape(-1, SITUATIONS)
    exchanged = probe.find(planted(acted(course(LEARNED)), acted(others)))
    assert all(math.isnan(one) for one in exchanged.table()["lag"])
    assert "0 assimilation events" in exchanged.notes[-1]
    assert exchanged.notes[-1].endswith("p = 1")


def test_events_by_hand() -> None:
    """What is lost again counts from when it came back; nothing can be exchanged where there is one situation."""
    generations = np.array([0.0, 1.0, 2.0, 3.0])
    learned = np.array([[[1, 0], [1, 0], [1, 0], [1, 0]]])
    innate = np.array([[[1, NONE], [NONE, NONE], [1, 1], [1, 0]]])
    found = events(learned, innate, generations)
    assert found.learned.tolist() == [[0.0, 0.0]]
    assert found.inborn.tolist() == [[2.0, 3.0]]
    assert found.assimilated.tolist() == [[True, True]]
    null, p_value = chance_of(learned[..., :1], innate[..., :1], generations, 5)
    assert math.isnan(p_value)
    assert null.tolist() == [1.0] * 5
    null, p_value = chance_of(learned, innate, generations, 200)
    assert set(null.tolist()) == {0.0, 2.0}
    assert p_value == pytest.approx(0.5, abs=0.1)


def test_the_last_choice_and_whether_it_paid_part_situations() -> None:
    """One situation and two actions, of which the first is repeated where it paid, and only there."""
    rewards, actions = np.random.default_rng(1).integers(2, size=(12, 6, 30)), np.zeros((12, 6, 30), np.int64)
    for step in range(1, 30):
        stays = rewards[:, :, step - 1] == 1
        actions[:, :, step] = np.where(stays, actions[:, :, step - 1], 1 - actions[:, :, step - 1])
    lived = {"actions": actions, "rewards": rewards.astype(float), "observations": np.zeros((12, 6, 30, 0))}
    found = PolicyMap(maps=6).find(planted(lived, lived)).table()
    assert found["situation"][::2] == ["after 0, not paid", "after 0, paid", "after 1, not paid", "after 1, paid"]
    assert found["learned"][::2] == ["1", "0", "0", "1"]
    assert found["learned_from"] == [0.0] * 8


def walked(to: Any) -> dict[str, Any]:
    """Return two episodes of lives, of which the last goes `to` (n, 2) and back again and again, from the origin."""
    count, lives, steps = len(to), 5, 7
    places = np.zeros((count, lives, 2, steps, 2))
    places[:, :, 1, 1::2] = np.asarray(to, float)[:, None, None]
    places[:, :, 0, 1:] = [9.0, 9.0]  # before learning: not looked at
    alive = np.ones(places.shape[:-1], bool)
    places[..., -1, :], alive[..., -1] = -7.0, False  # the episode has ended
    return {"observations": places, "actions": 0.0 * places, "rewards": -np.ones(alive.shape), "alive": alive}


def test_steps_in_a_plane_are_ways_from_cells() -> None:
    """To (3, -3) and back, by way of the cells there and at the origin; at first without learning one stays."""
    learned, innate = walked([[3.0, -3.0]] * 12), walked([[0.0, 0.01]] * 3 + [[3.0, -2.5]] * 9)
    found = PolicyMap(maps=6).find(planted(learned, innate)).table()
    assert found["situation"] == ["at 0, 0"] * 2 + ["at 2, -2"] * 2
    assert found["learned"] == ["south-east"] * 2 + ["north-west"] * 2
    assert found["innate"] == found["learned"]
    assert found["lag"] == [30.0, 0.0, 30.0, 0.0]


def test_what_is_not_small_is_refused() -> None:
    large = acted(course(LEARNED))
    large["observations"] = np.random.default_rng(2).normal(size=large["observations"].shape)
    asked = planted(large, large)
    asked.over_generations = lambda wanted: pytest.fail("evolved once more, though its lives are refused")
    many = rf"situations, above {LARGEST}. policy-map is for small tasks, such as t_maze, .*Try --set past=false."
    with pytest.raises(UsageError, match=many):
        PolicyMap(maps=6).find(asked)
    with pytest.raises(UsageError, match=r"its situations and actions are no short list. policy-map is for small"):
        PolicyMap(maps=6).find(planted({**large, "actions": np.zeros((12, 2, 3, 4))}, large))
    with pytest.raises(UsageError, match=r"its lives choose nothing. policy-map is for small"):
        PolicyMap(maps=6).find(planted({"observations": np.zeros(3)}, large))
    born = planted(large, large)
    born.freezes = {}
    with pytest.raises(UsageError, match="its lives do not learn"):
        PolicyMap(maps=6).find(born)
