"""What leaves the page: printed sheets and saved pictures say what the controls said, and are readable everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_in_browser import choose, open_page

from baldwin.study import open_study

pytest.importorskip("vl_convert")
pytestmark = pytest.mark.browser

PRINTING = "window.dispatchEvent(new Event('beforeprint'))"
PRINTED = "window.dispatchEvent(new Event('afterprint'))"


def printed(page, chart: str) -> str:
    """Return the text of a figure on paper."""
    page.look(paper=True)
    page.js(PRINTING)
    text = page.js(f"document.getElementById('figure-{chart}').innerText")
    page.js(PRINTED)
    page.look()
    return text


def pictures(page, chart: str) -> list[str]:
    """Return the files that a figure is saved as."""
    page.js("window.saved = []; URL.createObjectURL = (blob) => { window.saved.push(blob.text()); return '#'; }")
    page.js(f"document.querySelector('[data-svg={chart}]').click()")
    page.settle()
    return page.js("Promise.all(window.saved)")


def sheets(path: Path) -> int:
    return len(re.findall(rb"/Type /Page\b", path.read_bytes()))


def test_paper_names_arms_and_what_was_chosen(page, run_of, tmp_path):
    open_page(page, tmp_path, [run_of("hinton_nowlan"), run_of("no_learning")])
    choose(page, "arm", "1")
    choose(page, "quantity", "correct")
    shown = printed(page, "innate_learned")
    assert "hinton nowlan" in shown
    assert "no learning" in shown
    assert "generation 20 of 20" in shown
    assert "One arm in detail: no learning" in printed(page, "allele_shares")
    assert "quantity: correct" in printed(page, "quantities")
    page.js("document.querySelector('[data-signal=arms][data-value=\"0\"]').click()")
    assert "hinton nowlan" not in printed(page, "innate_learned").split(" median over replicates (middle")[0]
    assert page.js("getComputedStyle(document.querySelector('[data-key=innate_learned]')).display") == "none"


def test_paper_names_the_moments_of_example_lives(page, run_of, tmp_path):
    open_page(page, tmp_path, [run_of("sinusoid")])
    key = printed(page, "examples").split("Three instances")[0]
    for moment in ("at birth", "after 1 step", "after 5 steps", "after 10 steps"):
        assert moment in key
    printed(page, "innate_learned")
    key = page.js("document.querySelector('[data-key=innate_learned]').textContent")
    assert key == "generation 4 of 4learning gain", "the drawing's own legend names the others"


def test_paper_names_the_quantity_of_a_study(page, study, tmp_path):
    open_page(page, tmp_path, open_study(study))
    choose(page, "quantity", "innate")
    assert "Quantity: innate" in printed(page, "map")
    assert "across: lifetime.trials" in printed(page, "map")
    values, phases = pictures(page, "map")
    assert "Quantity: innate" in values
    assert "Quantity" not in phases, "a drawing's key tells what it shows, and no more"
    assert 'd="M8' not in values, "maps have no colours of arms"


def test_paper_shows_files_and_tables_and_wastes_no_sheets(page, run_of, tmp_path):
    path = open_page(page, tmp_path, [run_of("hinton_nowlan"), run_of("no_learning")])
    page.look(paper=True)
    page.js(PRINTING)
    assert "[population]" in page.js("document.getElementById('again').innerText")
    assert page.js("document.querySelectorAll('details:not([open], .screen-only)').length") == 0
    page.js(PRINTED)
    assert page.js("document.querySelectorAll('details[open]').length") == 1, "as it was before"
    page.pdf(path.with_suffix(".pdf"))
    assert sheets(path.with_suffix(".pdf")) <= 14  # one figure or two each


def test_pictures_are_light_whatever_the_page_is(page, run_of, tmp_path):
    open_page(page, tmp_path, [run_of("hinton_nowlan")])
    light = pictures(page, "allele_shares")
    page.look(dark=True)
    assert pictures(page, "allele_shares") == light
    page.look()
    assert "#1b1b1b" in light[0]
    assert re.search(r'<rect[^>]* fill="#ffffff"/?>', light[0])
    assert "var(--" not in light[0]
    assert "What is inherited" in light[0]


def test_pictures_have_a_key_and_titled_axes(page, run_of, tmp_path):
    open_page(page, tmp_path, [run_of("hinton_nowlan"), run_of("no_learning")])
    choose(page, "quantity", "fitness_sd")
    (picture,) = pictures(page, "quantities")
    arms = re.findall(r'<path d="M8[^>]* stroke="([^"]+)"[^>]*/><text[^>]*>([^<]+)</text>', picture)
    assert arms == [("#0072b2", "hinton nowlan"), ("#d55e00", "no learning")]
    titles = re.search(r"role-axis-title.*?>fitness sd<", picture, re.DOTALL)
    assert titles
    assert ">generation<" in picture
    assert len(pictures(page, "innate_learned")) == 2
    page.js("document.querySelector('[data-signal=show_gain]').click()")
    page.settle()
    assert len(pictures(page, "innate_learned")) == 1, "what is hidden is not saved"
    page.js("document.querySelector('[data-signal=arms][data-value=\"1\"]').click()")
    page.settle()
    assert "no learning" not in pictures(page, "finding")[0]
    assert page.errors == []
