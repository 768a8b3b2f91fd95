"""Reports in a real browser without a network: nothing fails, nothing is fetched, and the controls do what they say."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from written import written

from baldwin.study import open_study

pytest.importorskip("vl_convert")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report_of_one(run_of, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("one") / "report.html"
    path.write_text(written([run_of("hinton_nowlan")]), encoding="utf-8")
    return path


@pytest.fixture
def one(report_of_one, page) -> Path:
    """Return the report of one run, which the page shows, whatever it showed to the test before."""
    if page.js("location.href") != report_of_one.as_uri():
        page.requests.clear()
        page.open(report_of_one)
    return report_of_one


def lines(page, panel: str) -> int:
    """Return how many lines a drawing shows."""
    return page.js(f"document.querySelectorAll('#{panel} .mark-line path[aria-roledescription]').length")


def test_it_opens_without_error_and_asks_for_nothing(one, page):
    assert page.errors == []
    assert {address for address in page.requests if not address.startswith("data:")} <= {"about:blank", one.as_uri()}
    assert page.js("document.querySelectorAll('.view svg').length") >= 2


def test_abilities_are_switched_off_and_on(one, page):
    assert lines(page, "innate_learned-0") == 2
    for signal, panel in (("show_innate", "innate_learned-0"), ("show_learned", "innate_learned-0")):
        page.js(f"document.querySelector('[data-signal={signal}]').click()")
        page.settle()
        assert lines(page, panel) == 1, signal
        page.js(f"document.querySelector('[data-signal={signal}]').click()")
        page.settle()
        assert lines(page, panel) == 2
    page.js("document.querySelector('[data-signal=show_gain]').click()")
    page.settle()
    assert page.js("document.getElementById('innate_learned-1').offsetParent === null")
    page.js("document.querySelector('[data-signal=show_gain]').click()")
    page.settle()
    assert page.js("document.getElementById('innate_learned-1').offsetParent !== null")
    assert page.errors == []


def test_generations_are_scrubbed_by_the_keyboard(one, page):
    page.js("document.getElementById('generation').focus()")
    page.press("Home", code=36)
    page.settle()
    assert page.js("document.getElementById('generation-now').textContent") == "0 of 20"
    before = page.js("document.getElementById('readout').textContent")
    page.press("ArrowRight", code=39)
    page.settle()
    assert page.js("document.getElementById('generation-now').textContent") == "1 of 20"
    assert page.js("document.getElementById('generation').getAttribute('aria-valuetext')") == "generation 1"
    assert "innate" in before
    assert page.errors == []


def open_page(page, folder: Path, runs) -> Path:
    path = folder / "report.html"
    path.write_text(written(runs), encoding="utf-8")
    page.open(path)
    page.look()
    return path


def choose(page, signal: str, value: str) -> None:
    query = f"document.querySelector('select[data-signal={signal}]')"
    page.js(f"(() => {{ const it = {query}; it.value = '{value}'; it.dispatchEvent(new Event('change')); }})()")
    page.settle()


def drawn(page, panel: str) -> str:
    return page.js(f"document.querySelector('#{panel} svg').outerHTML")


def test_a_drawing_that_was_hidden_while_the_window_changed_is_drawn_anew(page, run_of, tmp_path):
    open_page(page, tmp_path, [run_of("hinton_nowlan")])
    width = "document.querySelector('#innate_learned-1 svg').getBoundingClientRect().width"
    before = page.js(width)
    page.js("document.querySelector('[data-signal=show_gain]').click()")
    page.settle()
    page.call("Emulation.setDeviceMetricsOverride", width=900, height=1400, deviceScaleFactor=1, mobile=False)
    page.settle()
    page.js("document.querySelector('[data-signal=show_gain]').click()")
    page.settle()
    assert 0.7 * before < page.js(width) < before
    assert page.js(width) == page.js("document.querySelector('#innate_learned-0 svg').getBoundingClientRect().width")


def test_an_arm_that_has_ended_is_told_beside_its_last_state(page, run_of, tmp_path):
    open_page(page, tmp_path, [run_of("hinton_nowlan"), run_of("no_learning")])
    held = "document.querySelector('[data-held=competent]')"
    assert page.js(f"{held}.hidden")
    before = drawn(page, "competent-0")
    choose(page, "arm", "1")
    assert page.js(f"{held}.textContent") == "no learning ended at generation 12; its last state is shown."
    assert page.js("document.querySelector('[data-held=finding]').offsetParent !== null")
    assert page.js("document.querySelector('[data-held=innate_learned]').hidden"), "its curves end where the arm does"
    assert drawn(page, "competent-0") != before
    slider = "const it = document.getElementById('generation'); it.value = 12; it.dispatchEvent(new Event('input'));"
    page.js(f"(() => {{ {slider} }})()")
    page.settle()
    assert page.js(f"{held}.hidden")
    assert page.errors == []


def test_arms_are_switched(page, run_of, tmp_path):
    open_page(page, tmp_path, [run_of("hinton_nowlan"), run_of("no_learning")])
    assert lines(page, "innate_learned-0") == 4
    page.js("document.querySelector('[data-signal=arms][data-value=\"1\"]').click()")
    page.settle()
    assert lines(page, "innate_learned-0") == 2
    before = drawn(page, "allele_shares-0")
    choose(page, "arm", "1")
    assert drawn(page, "allele_shares-0") != before
    assert page.errors == []


def test_scrubbing_moves_lives_and_examples(page, run_of, tmp_path):
    open_page(page, tmp_path, [run_of("sinusoid")])
    before = [drawn(page, panel) for panel in ("lifetime_curve-0", "examples-0", "examples-2", "individuals-0")]
    slider = "const it = document.getElementById('generation'); it.value = 0; it.dispatchEvent(new Event('input'));"
    page.js(f"(() => {{ {slider} }})()")
    page.settle()
    after = [drawn(page, panel) for panel in ("lifetime_curve-0", "examples-0", "examples-2", "individuals-0")]
    assert all(one != other for one, other in zip(before, after, strict=True))
    page.js("document.querySelector('[data-signal=show_after_0]').click()")
    page.settle()
    assert drawn(page, "examples-0") != after[1]
    choose(page, "quantity", "drift")
    assert page.errors == []


def test_it_plays(page, run_of, tmp_path):
    """From the generation that is shown to the last; each is drawn, so a few are enough."""
    open_page(page, tmp_path, [run_of("hinton_nowlan")])
    slider = "const it = document.getElementById('generation'); it.value = 17; it.dispatchEvent(new Event('input'));"
    page.js(f"(() => {{ {slider} }})()")
    page.js("document.getElementById('play').click()")
    assert page.js("document.getElementById('play').textContent") == "Pause"
    ended = "document.getElementById('play').textContent === 'Play'"
    now = "document.getElementById('generation-now').textContent"
    shown = f"const all = []; setInterval(() => {{ all.push({now}); if ({ended}) done(all); }}, 20)"
    seen = list(dict.fromkeys(page.js(f"new Promise(done => {{ {shown} }})")))
    assert seen == ["17 of 20", "18 of 20", "19 of 20", "20 of 20"]
    assert page.errors == []


def test_hovering_tells_values(page, run_of, tmp_path):
    open_page(page, tmp_path, [run_of("hinton_nowlan")])
    page.js("document.getElementById('innate_learned-0').scrollIntoView({block: 'center'})")
    box = "const b = document.querySelector('#innate_learned-0 svg').getBoundingClientRect();"
    x, y = page.js(f"(() => {{ {box} return [b.x + b.width * 0.4, b.y + b.height / 2]; }})()")
    for step in (0, 3):
        page.call("Input.dispatchMouseEvent", type="mouseMoved", x=x + step, y=y)
        page.settle()
    told = page.js("document.getElementById('vg-tooltip-element').innerText")
    assert "learned" in told
    generation = told.split("generation")[1].split()[0]
    for event in ("mousePressed", "mouseReleased"):
        page.call("Input.dispatchMouseEvent", type=event, x=x + 3, y=y, button="left", clickCount=1)
    page.settle()
    assert page.js("document.getElementById('generation-now').textContent") == f"{generation} of 20"


def test_tables_are_saved(page, run_of, tmp_path):
    run = run_of("hinton_nowlan")
    open_page(page, tmp_path, [run])
    page.js("window.saved = []; URL.createObjectURL = (blob) => { window.saved.push(blob.text()); return '#'; }")
    page.js(f"document.querySelector('[data-csv=\"{run.name}-{run.id}-assays\"]').click()")
    text = page.js("window.saved[0]")
    assert text.splitlines()[0].startswith("generation,replicate,innate,learned")
    assert len(text.splitlines()) == 1 + len(run.assays["generation"])
    page.js("document.querySelector('[data-csv=innate_learned]').click()")
    saved = [line.split(",") for line in page.js("window.saved[1]").splitlines()]
    heading = saved[0].index
    named = {(row[heading("table")], row[heading("arm")], row[heading("quantity")]) for row in saved[1:]}
    assert ("curves", run.name.replace("_", " "), "innate") in named
    page.js("document.querySelector('[data-svg=allele_shares]').click()")
    page.settle()
    assert "<svg" in page.js("window.saved[2]")
    assert "var(--" not in page.js("window.saved[2]")
    page.js("document.querySelector('[data-text=definition-0]').click()")
    assert "[population]" in page.js("window.saved[3]")


def test_a_study_is_explored(page, study, tmp_path):
    open_page(page, tmp_path, open_study(study))
    before = [drawn(page, panel) for panel in ("map-0", "effects-0", "parallel-0")]
    choose(page, "quantity", "innate")
    assert all(drawn(page, p) != b for p, b in zip(("map-0", "effects-0", "parallel-0"), before, strict=True))
    before = drawn(page, "trajectories-0")
    choose(page, "point", "1")
    assert drawn(page, "trajectories-0") != before
    before = drawn(page, "map-0")
    choose(page, "across", "1")
    choose(page, "up", "0")
    assert drawn(page, "map-0") != before
    page.js("document.querySelector('[data-signal=arms][data-value=\"1\"]').click()")
    page.settle()
    assert page.errors == []


def test_dark_and_paper(page, run_of, tmp_path):
    open_page(page, tmp_path, [run_of("hinton_nowlan")])
    background = "getComputedStyle(document.body).backgroundColor"
    label = "getComputedStyle(document.querySelector('#innate_learned-0 .role-axis-label text')).fill"
    light = page.js(background), page.js(label)
    page.look(dark=True)
    dark = page.js(background), page.js(label)
    assert light[0] == "rgb(255, 255, 255)" != dark[0]
    assert light[1] == "rgb(27, 27, 27)"
    assert dark[1] == "rgb(236, 236, 236)"
    page.look(dark=True, paper=True)
    assert (page.js(background), page.js(label)) == light
    assert page.js("document.querySelector('.explore').offsetParent === null")
    page.look()
    page.pdf(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").stat().st_size > 20_000


def test_every_control_has_a_name(page, run_of, study, tmp_path):
    for runs in ([run_of("hinton_nowlan"), run_of("no_learning")], [run_of("sinusoid")], open_study(study)):
        open_page(page, tmp_path, runs)
        nodes = page.call("Accessibility.getFullAXTree")["nodes"]
        controls = [one for one in nodes if one.get("role", {}).get("value") in ROLES and not one.get("ignored")]
        assert len(controls) > 10
        unnamed = [one["role"]["value"] for one in controls if not one.get("name", {}).get("value")]
        assert set(unnamed) <= {"group"}, "a fieldset whose one control has a label needs no name"
        figures = [one for one in nodes if one.get("role", {}).get("value") == "graphics-document"]
        assert figures
        assert all(one["name"]["value"] for one in figures)


ROLES = {"slider", "checkbox", "combobox", "button", "link", "region", "group"}


def test_without_scripts_the_numbers_are_there(page, run_of, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(written([run_of("hinton_nowlan")]), encoding="utf-8")
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.call("Page.navigate", url=path.as_uri())
        time.sleep(1.0)  # nothing tells when a page without scripts is ready
        nodes = page.call("Accessibility.getFullAXTree")["nodes"]
        names = [one.get("name", {}).get("value", "") for one in nodes]
        assert any("These figures take JavaScript" in name for name in names)
        assert not any(one.get("role", {}).get("value") == "slider" for one in nodes)
    finally:
        page.call("Emulation.setScriptExecutionDisabled", value=False)


def test_a_reader_evolves_the_runs_own_first_replicate_in_the_page(one, page, run_of):
    page.js("document.getElementById('simulation-run').click()")
    words, deadline = "", time.monotonic() + 30
    while not words.startswith("Generation 20 of 20:"):
        assert time.monotonic() < deadline, words
        page.settle()
        words = page.js("document.getElementById('simulation-readout').textContent")
    table = run_of("hinton_nowlan").generations
    last = (table["generation"] == 20) & (table["replicate"] == 0)
    shares = {name: f"{100 * float(table[name][last][0]):.1f} % {name}" for name in ("correct", "plastic", "wrong")}
    assert all(share in words for share in shares.values()), (words, shares)
    assert f"{int(table['successes'][last][0])} of 200 find the needle" in words
    points = (
        "document.querySelector('#simulation polyline[data-name=learned]').getAttribute('points').split(' ').length"
    )
    assert page.js(points) == 21
    page.js("document.querySelector('[data-simulation=size]').value = '1'")
    page.js("document.getElementById('simulation-again').click()")
    assert page.js("document.querySelector('[data-simulation=size]').validity.valid") is False
    assert page.errors == []
