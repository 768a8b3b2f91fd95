"""Reports in a real browser without a network: nothing fails, nothing is fetched, and the controls do what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from baldwin.report.page import page_of

pytest.importorskip("vl_convert")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def one(run_of, page, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("one") / "report.html"
    path.write_text(page_of([run_of("hinton_nowlan")]), encoding="utf-8")
    page.open(path)
    return path


def lines(page, panel: str) -> int:
    """Return how many lines a drawing shows."""
    return page.js(f"document.querySelectorAll('#{panel} .mark-line path[aria-roledescription]').length")


def test_it_opens_without_error_and_asks_for_nothing(one, page):
    assert page.errors == []
    assert {address for address in page.requests if not address.startswith("data:")} <= {"about:blank", one.as_uri()}
    assert page.js("document.querySelectorAll('.view svg').length") >= 2


def test_abilities_are_switched_off_and_on(one, page):
    assert lines(page, "trajectory-0") == 2
    for signal, panel in (("innate", "trajectory-0"), ("learned", "trajectory-0")):
        page.js(f"document.querySelector('[data-signal={signal}]').click()")
        page.settle()
        assert lines(page, panel) == 1, signal
        page.js(f"document.querySelector('[data-signal={signal}]').click()")
        page.settle()
        assert lines(page, panel) == 2
    page.js("document.querySelector('[data-signal=gain]').click()")
    page.settle()
    assert page.js("document.getElementById('trajectory-1').offsetParent === null")
    page.js("document.querySelector('[data-signal=gain]').click()")
    page.settle()
    assert page.js("document.getElementById('trajectory-1').offsetParent !== null")
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
