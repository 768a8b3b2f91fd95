"""What the page is answered: controls from the schema, theory, evolutions, errors as the command line has them."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from asgi import ask

from baldwin.__main__ import run_command
from baldwin.definition import load, presets
from baldwin.explore.controls import groups_of
from baldwin.explore.drawing import moving
from baldwin.explore.teaching import lesson_of
from baldwin.store import open_run

SMALL = {"population.size": "60", "population.generations": "12", "population.replicates": "3"}


def arm(population: str = "hinton-nowlan", **changes: str) -> dict:
    return {"population": population, "changes": {**SMALL, **{k.replace("__", "."): v for k, v in changes.items()}}}


def advance(app, *arms, **question):
    """Return the last of the answers that lead to where a question asks for."""
    while True:
        found = ask(app, "advance", arms=list(arms) or [arm()], **question)
        if found.json["reached"]:
            return found.json


def table(drawing: dict, name: str = "curves") -> dict:
    return drawing["panels"][0]["tables"][name]


def curve(drawing: dict, key: str) -> list:
    rows = table(drawing)
    return [y for y, own in zip(rows["middle"], rows["quantity"], strict=True) if own == key]


def test_every_field_has_a_control(app):
    """Of every preset: all that `check` prints, but for founders and references, and at most once."""
    for name in presets():
        definition = load(name)
        shown = [one["path"] for group in groups_of(definition, definition) for one in group["controls"]]
        assert len(shown) == len(set(shown))
        dumped = definition.model_dump(mode="json", by_alias=True)
        missing = {path for path in leaves(dumped) if path not in shown}
        assert {
            path
            for path in missing
            if not re.match(r"schema$|references$|founders\.|.*kind$|schedule$|population.stop$", path)
        } == set()


def leaves(tables: dict, above: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in tables.items():
        here = f"{above}{name}"
        if isinstance(value, dict):
            found |= leaves(value, f"{here}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for place, one in enumerate(value):
                found |= leaves(one, f"{here}.{place}.")
        else:
            found.add(here)
    return found


def test_a_control_tells_what_the_schema_says():
    base, changed = load("hinton-nowlan"), load("hinton-nowlan", ["lifetime.trials=300"])
    (found,) = (
        one for group in groups_of(changed, base) for one in group["controls"] if one["path"] == "lifetime.trials"
    )
    assert found["meaning"] == "guesses in one lifetime (G)"
    assert found["rule"] == "at least 1, at most 1,048,576"
    assert (found["value"], found["base"], found["default"]) == ("300", "1000", "1000")
    assert found["slider"] == {"low": 50, "high": 20000, "log": True, "whole": True}


def test_sliders_reach_their_value_and_keep_to_the_rules():
    for name in presets():
        definition = load(name)
        for group in groups_of(definition, definition):
            for one in group["controls"]:
                if slider := one.get("slider"):
                    assert slider["low"] <= float(one["base"]) <= slider["high"], one
                    assert slider["low"] < slider["high"], one


def test_what_is_wrong_is_told_as_on_the_command_line(app, capsys):
    for path, text in {"lifetime.trials": "-5", "lifetime.kind": '"geometrik"', "encoding.plastic": "0.9"}.items():
        found = ask(app, "define", arms=[{"population": "hinton-nowlan", "changes": {path: text}}])
        assert run_command(["check", "hinton-nowlan", "--set", f"{path}={text}"]) == 2
        assert "\n".join(found.json["problems"]) == capsys.readouterr().err.strip()
        assert found.json["places"][0] in (path, "encoding.correct"), "the field that it is shown beside"


def test_theory_is_drawn_before_anything_runs_and_moves(app):
    few, many = (ask(app, "theory", arms=[arm(lifetime__trials=text)]).json["drawings"] for text in ("10", "1000"))
    assert [one["name"] for one in few] == ["expected_shares", "expected_worth"]
    assert curve(few[0], "correct")[0] == curve(many[0], "correct")[0] == 0.25
    assert curve(few[0], "correct")[-1] < curve(many[0], "correct")[-1]
    assert curve(many[1], "innate")[0] == pytest.approx(20.0)
    # 1 + 19 n / 1000 of the trials that are left: with q plastic loci the needle is found after about 2^q of them
    assert curve(many[1], "learned")[1] > 19.9 > 1.1 > curve(many[1], "innate")[10]


def test_theory_of_a_task_of_trials_is_its_reference_policies(app):
    (found,) = ask(app, "theory", arms=[{"population": "harlow"}]).json["drawings"]
    assert found["name"] == "expected_policies"


def test_an_evolution_is_that_of_the_run(app, tmp_path):
    """Curves are the same to the last digit shown, whatever chunks they came in."""
    found = advance(app, until=None)
    assert found["over"]
    assert found["generation"] == 12
    options = [word for path, text in SMALL.items() for word in ("--set", f"{path}={text}")]
    assert run_command(["run", "hinton-nowlan", *options, "--quiet", "--runs", str(tmp_path)]) == 0
    run = open_run(next((tmp_path / "hinton_nowlan").iterdir()))
    learned = np.median(run.assays["learned"].reshape(13, 3), axis=1)
    drawing = next(one for one in found["drawings"] if one["name"] == "innate_learned")
    np.testing.assert_allclose(curve(drawing, "learned"), learned, rtol=1e-5)


def test_it_stands_still_at_the_generation_asked_for(app):
    advance(app, until=None)
    early = advance(app, until=4)
    drawing = next(one for one in early["drawings"] if one["name"] == "allele_shares")
    assert early["generation"] == 4
    assert not early["over"]
    assert len(curve(drawing, "correct")) == 5 + 5, "the curve so far, and the recursion"
    assert drawing["panels"][0]["axes"]["x_high"] == 12.0, "the axis reaches to the end from the first"


def test_arms_share_a_drawing_or_stand_side_by_side(app):
    found = advance(app, arm(), arm(lifetime__kind='"none"'), until=None)
    arms = [(one["name"], one["arm"], one["label"]) for one in found["drawings"]]
    assert arms == [
        ("innate_learned", None, ""),
        ("allele_shares", 0, "lifetime = literal"),
        ("allele_shares", 1, "lifetime = none"),
    ]
    assert len(found["readout"]) == 2
    assert set(table(found["drawings"][0])["arm"]) == {0, 1}


def test_figures_can_be_chosen(app):
    advance(app, until=None)
    known = ask(app, "figures", arms=[arm()]).json["figures"]
    assert known["takeover"] == "How long replicates wait"
    found = advance(app, until=None, figures=["takeover"])
    assert [one["name"] for one in found["drawings"]] == ["takeover"]


def test_a_later_question_overtakes_an_earlier_one(app, lab):
    slow = arm(population__generations="13")
    lab.evolutions.ask("tab", 8)
    found = ask(app, "advance", arms=[slow], tab="tab", number=7)
    assert found.json == {"overtaken": True}
    assert "drawings" in ask(app, "advance", arms=[slow], tab="tab", number=9).json


def test_a_haystack_does_not_wait_for_a_network_that_is_being_compiled(app, lab):
    with lab.evolutions.turns(load("sinusoid")).turn():
        small = {"population.size": "30", "population.generations": "2", "population.seed": "5"}
        answer = ask(app, "advance", arms=[{"population": "hinton-nowlan", "changes": small}]).json
    assert answer["over"]


def test_what_memory_cannot_hold_is_told_in_a_line(app):
    found = ask(app, "advance", arms=[arm(population__size="2000000000")])
    assert "[population] size = 2000000000" in found.json["problems"][0]


def test_limits_become_signals_and_colours_stay():
    spec = {
        "params": [{"name": "arm", "value": 0}],
        "layer": [{"encoding": {"y": {"scale": {"domain": [0.0, 2.5]}}, "color": {"scale": {"domain": [0, 1]}}}}],
    }
    made, axes = moving(spec)
    assert axes == {"y_low": 0.0, "y_high": 2.5}
    encoding = made["layer"][0]["encoding"]
    assert encoding["y"]["scale"]["domain"] == [{"expr": "y_low"}, {"expr": "y_high"}]
    assert encoding["color"]["scale"]["domain"] == [0, 1]
    assert {"name": "y_high", "value": 2.5} in made["params"]


def test_a_lesson_is_set_on_the_page():
    found = lesson_of("hinton-nowlan")
    assert found["changes"] == {"lifetime.trials": "100"}
    assert found["story"].startswith("Hinton")
    assert lesson_of("all-or-none")["changes"] is None, "its command compares two runs"
    for name in presets():
        lesson = lesson_of(name)
        if lesson["changes"]:
            load(name, [f"{path}={text}" for path, text in lesson["changes"].items()])


def test_the_command_is_that_of_the_definition(app):
    found = ask(app, "define", arms=[arm(lifetime__kind='"none"')]).json
    assert found["commands"][0].startswith("baldwin run hinton-nowlan --set population.size=60")
    assert """--set 'lifetime.kind="none"'""" in found["commands"][0]
    assert 'kind = "none"' in found["toml"]
    assert json.dumps(found)


def test_what_another_kind_alone_has_goes_with_it(app):
    """A student who has changed trials compares with no learning at all; on the command line that is two commands."""
    found = ask(app, "define", arms=[arm(lifetime__trials="77"), arm(lifetime__trials="77", lifetime__kind='"none"')])
    first, second = found.json["commands"]
    assert "lifetime.trials=77" in first
    assert "trials" not in second
    alone = ask(app, "define", arms=[arm(lifetime__trials="77", lifetime__kind='"none"')]).json
    assert alone["changes"] == {**SMALL, "lifetime.kind": '"none"'}
    wrong = ask(app, "define", arms=[arm(lifetime__nonsense="3")]).json
    assert "no such field" in wrong["problems"][0]
