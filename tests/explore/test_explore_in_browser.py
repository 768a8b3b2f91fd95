"""The page in a real browser: every control, reload, two tabs, keyboard, names, phone, dark, and no error anywhere."""

from __future__ import annotations

import json
import time
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

SMALL = "set=population.size%3D60&set=population.generations%3D12&set=population.replicates%3D3"
PATIENCE = 60.0
ROLES = {"slider", "checkbox", "combobox", "button", "link", "region", "textbox", "searchbox", "spinbutton"}

TURN_EACH = """(() => {
  const heard = {};
  for (const field of document.querySelectorAll(".field")) {
    const input = field.querySelector(".name input, .name select"), range = field.querySelector("input[type=range]");
    const tell = (it, kind) => it.dispatchEvent(new Event(kind));
    if (input.type === "checkbox") input.click();
    else if (input.tagName === "SELECT") {
      input.selectedIndex = (input.selectedIndex + 1) % input.options.length;
      tell(input, "change");
    } else if (range) {
      range.value = Number(range.value) > 500 ? 400 : 600;
      tell(range, "input");
    } else {
      input.value = "3";
      tell(input, "input");
    }
    heard[field.dataset.path] = true;
  }
  return heard;
})()"""


def wait(page, expression: str, wanted: object = True) -> None:
    """Wait until an expression has a value."""
    deadline = time.monotonic() + PATIENCE
    while (found := page.js(expression)) != wanted:
        assert time.monotonic() < deadline, f"{expression}: {found!r}, not {wanted!r}; {page.errors}"
        time.sleep(0.02)


def text(page, name: str) -> str:
    return page.js(f"document.getElementById('{name}').textContent")


def click(page, name: str) -> None:
    page.js(f"document.getElementById('{name}').click()")


def open_page(page, address: str, words: str = SMALL, **options) -> None:
    """Open the page anew, with what its address says."""
    page.errors.clear()
    page.call("Page.navigate", url="about:blank")  # or nothing but the part behind # would change
    page.open(f"{address}#{words}", **options)
    page.look()
    wait(page, "document.querySelectorAll('#theory svg').length + !document.getElementById('no-theory').hidden > 0")


def run(page, last: int = 12) -> None:
    click(page, "run")
    wait(page, "document.getElementById('run').textContent", "Run again")
    assert text(page, "generation-now") == f"{last} of {last}"
    page.settle()


def place(page, path: str, value: int) -> None:
    """Move a slider, as a hand does that lets go."""
    find = f"document.querySelector('[data-path=\"{path}\"] input[type=range]')"
    events = "for (const kind of ['input', 'change']) it.dispatchEvent(new Event(kind, { bubbles: true }));"
    page.js(f"(() => {{ const it = {find}; it.value = {value}; {events} }})()")


def type_(page, name: str, value: str) -> None:
    """Fill in an input."""
    find = f"const it = document.getElementById('{name}')"
    page.js(f"(() => {{ {find}; it.value = '{value}'; it.dispatchEvent(new Event('input')); }})()")


def drawn(page, where: str) -> str:
    return page.js(f"[...document.querySelectorAll('#{where} svg')].map(one => one.outerHTML).join()")


def changed(page) -> dict[str, str]:
    """Return the changes that stand in the address."""
    found = page.js("new URLSearchParams(location.hash.slice(1)).getAll('set')")
    return dict(one.split("=", 1) for one in found)


def test_theory_comes_first_and_curves_follow_the_sliders(page, address):
    page.requests.clear()
    open_page(page, address)
    assert page.js("document.querySelectorAll('#drawings svg').length") == 0, "nothing has run yet"
    assert "Say what you expect" in text(page, "empty")
    run(page)
    assert page.js("document.querySelectorAll('#drawings svg').length") == 3
    before = drawn(page, "theory"), drawn(page, "drawings")
    place(page, "lifetime.trials", 100)
    wait(page, "document.querySelector('[data-path=\"lifetime.trials\"]').classList.contains('changed')")
    assert changed(page)["lifetime.trials"] == "91"  # a tenth of the way from 50 to 20,000 in logarithms
    wait(page, "document.getElementById('command').textContent.includes('lifetime.trials=91')")
    wait(page, "document.querySelectorAll('#drawings .stale').length", 0)
    page.settle()
    assert drawn(page, "theory") != before[0]
    assert drawn(page, "drawings") != before[1]
    assert page.errors == []
    asked = {urlsplit(one).netloc for one in page.requests if not one.startswith(("data:", "about:"))}
    assert asked == {urlsplit(address).netloc}, "it asks nobody else"


def test_it_plays_pauses_steps_and_begins_again(page, address):
    open_page(page, address, f"{SMALL}&speed=10")
    click(page, "run")
    wait(page, "Number(document.getElementById('generation').value) >= 2")
    click(page, "run")
    assert text(page, "run") == "Run"
    page.settle()
    at = int(page.js("document.getElementById('generation').value"))
    assert 2 <= at < 12
    click(page, "step")
    wait(page, "Number(document.getElementById('generation').value)", at + 1)
    click(page, "restart")
    wait(page, "document.getElementById('generation-now').textContent", "0 of 12")
    assert "innate" in text(page, "readout")
    type_(page, "generation", "5")
    wait(page, "document.getElementById('generation-now').textContent", "5 of 12")
    click(page, "seed")
    wait(page, "document.getElementById('command').textContent.includes('population.seed=')")
    assert page.errors == []


def test_a_reload_and_a_second_tab_show_what_the_address_says(page, address):
    open_page(page, address, f"{SMALL}&set=lifetime.trials%3D77&field=lifetime.kind&beside=%22none%22")
    page.call("Page.reload")
    time.sleep(0.2)
    page.wait()
    assert changed(page)["lifetime.trials"] == "77"
    assert page.js("document.getElementById('field-lifetime-trials').value") == "77"
    assert page.js("document.querySelectorAll('#arms li').length") == 2
    run(page)
    page.call("Runtime.evaluate", expression="window.other = open(location.href, 'other')", userGesture=True)
    wait(page, "other.document.documentElement?.dataset.ready === 'yes'")
    page.js("other.document.getElementById('run').click()")
    place(page, "lifetime.trials", 500)
    wait(page, "other.document.getElementById('run').textContent", "Run again")
    wait(page, "document.querySelectorAll('#drawings .stale').length", 0)
    assert page.js("other.document.getElementById('field-lifetime-trials').value") == "77", "each tab has its own"
    assert page.js("document.getElementById('field-lifetime-trials').value") != "77"
    page.js("other.close()")
    assert page.errors == []


def test_every_control_is_heard(page, address):
    open_page(page, address)
    paths = page.js("[...document.querySelectorAll('.field')].map(one => one.dataset.path)")
    assert len(paths) > 40
    heard = page.js(TURN_EACH)
    assert set(heard) == set(paths)
    wait(page, "document.querySelectorAll('.wrong:not([hidden])').length > 0")  # all at once they break some rule
    set_ = changed(page)
    assert {path for path in paths if path not in set_ and not path.startswith("population.")} == set()
    click(page, "reset")
    wait(page, "document.querySelectorAll('.wrong:not([hidden])').length", 0)
    wait(page, "document.querySelectorAll('.field.changed').length", 0)
    assert changed(page) == {}
    assert page.errors == []


def test_what_is_wrong_stands_beside_its_control(page, address):
    open_page(page, address)
    type_(page, "field-lifetime-trials", "-5")
    wait(page, "document.querySelector('[data-path=\"lifetime.trials\"] .wrong').hidden", False)
    said = page.js("document.querySelector('[data-path=\"lifetime.trials\"] .wrong').textContent")
    assert said == "--set: [lifetime] trials = -5: must be an integer >= 1 (guesses in one lifetime (G))."
    assert page.js("document.getElementById('field-lifetime-trials').getAttribute('aria-invalid')") == "true"
    page.call("Page.reload")
    time.sleep(0.2)
    page.wait()
    assert page.js("document.querySelector('[data-path=\"lifetime.trials\"] .wrong').textContent") == said
    assert page.js("document.getElementById('field-lifetime-trials').value") == "-5", "a reload loses nothing"
    page.js("document.querySelector('[data-path=\"lifetime.trials\"] .reset').click()")
    wait(page, "document.querySelector('[data-path=\"lifetime.trials\"] .wrong').hidden")
    assert page.errors == []


def test_arms_stand_side_by_side_and_go(page, address):
    open_page(page, address)
    page.js("document.getElementById('beside-field').value = 'lifetime.trials'")
    type_(page, "beside-value", "5")
    click(page, "beside-add")
    wait(page, "document.querySelectorAll('#arms li').length", 2)
    run(page)
    assert page.js("document.querySelectorAll('#drawings figure.half').length") == 2
    assert text(page, "readout").count("innate") == 2
    page.js("document.querySelector('#arms button').click()")
    wait(page, "document.querySelectorAll('#arms li').length", 0)
    wait(page, "document.querySelectorAll('#drawings figure.half').length", 0)
    assert page.errors == []


def test_figures_are_chosen_and_switched(page, address):
    open_page(page, address)
    run(page)
    page.js("document.getElementById('which').open = true")
    wait(page, "document.querySelectorAll('#choose input').length > 4")
    page.js("document.querySelector('#choose input[value=takeover]').click()")
    wait(
        page,
        "[...document.querySelectorAll('#drawings h3')].some(one => one.textContent === 'How long replicates wait')",
    )
    lines = "document.querySelectorAll('#drawings figure:first-child .mark-line path[aria-roledescription]').length"
    before = page.js(lines)
    page.js("document.querySelector('#drawings [data-signal=show_innate]').click()")
    page.settle()
    assert page.js(lines) < before
    page.js("document.querySelector('#drawings details.numbers').open = true")
    wait(page, "document.querySelectorAll('#drawings details.numbers table').length", 1)
    assert page.errors == []


def test_a_run_is_kept_and_a_population_saved(page, address, runs):
    open_page(page, address, f"{SMALL}&set=lifetime.trials%3D33")
    page.js("URL.createObjectURL = (blob) => { blob.text().then((one) => { window.saved = one; }); return 'data:,'; }")
    click(page, "save")
    wait(page, "typeof window.saved", "string")
    assert "trials = 33" in page.js("window.saved")
    click(page, "keep")
    wait(page, "document.getElementById('kept').textContent.startsWith('Kept: ')")
    path = text(page, "kept").removeprefix("Kept: ")
    assert path.startswith(str(runs / "hinton_nowlan"))
    assert page.errors == []


def test_the_keyboard_is_enough(page, address):
    open_page(page, address)
    seen = []
    while "run" not in seen:
        page.press("Tab", code=9)
        seen.append(page.js("document.activeElement.id || document.activeElement.className"))
        assert len(seen) < 8, seen
    assert seen[0] == "skip"
    page.press("Enter", code=13, text="\r")
    wait(page, "document.getElementById('run').textContent", "Run again")
    page.js("document.querySelector('[data-path=\"lifetime.trials\"] input[type=range]').focus()")
    before = page.js("document.activeElement.getAttribute('aria-valuetext')")
    page.press("ArrowRight", code=39)
    wait(page, f"document.activeElement.getAttribute('aria-valuetext') !== '{before}'")
    wait(page, "document.querySelectorAll('#drawings .stale').length", 0)
    assert page.js("document.activeElement.type") == "range", "the focus stays where it was"
    assert page.js("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert page.errors == []


def test_every_control_has_a_name(page, address):
    open_page(page, address, f"{SMALL}&field=lifetime.trials&beside=9")
    run(page)
    page.js("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    wait(page, "document.querySelectorAll('#choose input').length > 2")
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    shown = [one for one in nodes if not one.get("ignored")]
    controls = [one for one in shown if one.get("role", {}).get("value") in ROLES]
    assert len(controls) > 80
    names = [one.get("name", {}).get("value", "") for one in controls]
    assert [one["role"]["value"] for one, name in zip(controls, names, strict=True) if not name.strip()] == []
    sliders = [one["name"]["value"] for one in controls if one["role"]["value"] == "slider"]
    assert "lifetime trials, slider" in sliders
    assert len(set(sliders)) == len(sliders), "no two sliders share a name"
    figures = [one for one in shown if one.get("role", {}).get("value") == "graphics-document"]
    assert figures
    assert all(one["name"]["value"] for one in figures)


def test_it_fits_a_telephone_and_dark_rooms(page, address):
    open_page(page, address, f"{SMALL}&field=lifetime.trials&beside=9&beside=90")
    run(page)
    page.js("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for width in (360, 390, 768, 1400):
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
        page.settle()
        assert page.js("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width
    label = "getComputedStyle(document.querySelector('#drawings .role-axis-label text')).fill"
    ground = "getComputedStyle(document.body).backgroundColor"
    assert (page.js(ground), page.js(label)) == ("rgb(255, 255, 255)", "rgb(27, 27, 27)")
    page.look(dark=True)
    assert (page.js(ground), page.js(label)) == ("rgb(21, 23, 26)", "rgb(236, 236, 236)")
    page.look()
    assert page.errors == []


def test_nothing_is_run_that_the_server_did_not_send(page, address):
    open_page(page, address)
    page.js("setTimeout('window.hostile = 1', 0)")
    added = "it.textContent = 'window.hostile = 2'; document.body.append(it);"
    page.js(f"(() => {{ const it = document.createElement('script'); {added} }})()")
    page.settle()
    assert page.js("typeof window.hostile") == "undefined"
    page.errors.clear()  # the browser says so, too


def test_playing_on_takes_no_more_memory(page, address):
    """Drawings move some hundred times: neither elements nor memory pile up."""
    open_page(page, address)
    run(page)
    arm = {"population": "hinton-nowlan", "changes": changed(page)}
    page.js(
        f"""(async () => {{
          const root = document.documentElement.dataset.root, headers = {{ "content-type": "application/json" }};
          const body = JSON.stringify({{ arms: [{json.dumps(arm)}] }});
          const answer = await (await fetch(`${{root}}ask/advance`, {{ method: "POST", headers, body }})).text();
          const {{ show }} = await import(`${{root}}static/drawings.js`);
          window.play = async (times) => {{
            const place = document.getElementById("drawings");
            for (let i = 0; i < times; i++) await show(place, JSON.parse(answer).drawings);
          }};
        }})()"""
    )
    page.call("Performance.enable")

    def used(times: int) -> tuple[int, float]:
        page.js(f"play({times})")
        page.call("HeapProfiler.collectGarbage")
        found = {one["name"]: one["value"] for one in page.call("Performance.getMetrics")["metrics"]}
        return int(found["Nodes"]), found["JSHeapUsedSize"]

    nodes, heap = used(20)
    more, larger = used(60)
    assert more < 1.05 * nodes
    assert larger < heap + 6e6, "each time takes 0.3 MB where Vega keeps what is gone"
    assert page.errors == []
