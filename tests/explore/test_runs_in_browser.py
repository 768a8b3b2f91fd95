"""The page of runs in a real browser, with two thousand of them: rows, keys, tags, bin, phone, dark, and no error."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from asgi import served
from chromium import Page, chromium, opened
from test_runs_page import made_up

from baldwin.explore.lab import Lab
from baldwin.explore.subjects import Subjects
from baldwin.store.notes import read_notes

pytestmark = pytest.mark.browser

COUNT = 2000
PATIENCE = 30.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of made-up runs, number 0 the newest."""
    made = tmp_path_factory.mktemp("many")
    for number in range(COUNT):
        created = f"2026-01-01T{23 - number // 3600:02d}:{59 - number // 60 % 60:02d}:{59 - number % 60:02d}Z"
        changed = {"of": "hinton-nowlan", "fields": {"lifetime.trials": number}}
        more = {"final": {"innate": number / COUNT, "learned": 1.0}, "generation": 9, "generations": 9}
        made_up(made, "made", f"{number:012x}", created=created, changed=changed, **more)
    return made


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Return the address of a real server."""
    lab = Lab(Subjects.of(None, folder))
    with served(lab) as address:
        yield f"{address}runs"
    lab.close()


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    """Return the page, opened once."""
    program = chromium()
    if program is None:
        pytest.skip("no Chromium")
    with opened(program) as page:
        page.open(address, width=1400, height=1000)
        yield page
        assert page.errors == []


def wait(page: Page, expression: str, wanted: object) -> None:
    deadline = time.monotonic() + PATIENCE
    while (found := page.js(expression)) != wanted:
        assert time.monotonic() < deadline, f"{expression}: {found!r}, not {wanted!r}; {page.errors}"
        time.sleep(0.02)


def find(page: Page, words: str, said: str) -> None:
    """Type into the search, and wait for what is said of it."""
    page.js(f"(() => {{ const it = document.getElementById('query'); it.value = {json.dumps(words)};"
            " it.dispatchEvent(new Event('input')); })()")  # fmt: skip
    wait(page, "document.getElementById('count').textContent", said)


FOCUSED = "document.activeElement.closest('tr')?.getAttribute('aria-rowindex')"
TEXT = "document.getElementById('{}').textContent"


def test_thousands_are_listed_and_few_rows_are_made(page: Page) -> None:
    assert page.js(TEXT.format("count")) == "2,000 in all"
    assert page.js("document.getElementById('table').getAttribute('aria-rowcount')") == "2001"
    assert page.js("document.querySelectorAll('#rows tr').length") < 60
    first = page.js("[...document.querySelectorAll('#rows tr[data-key]')][0].textContent")
    assert first == "made/000000000000complete9 of 92026-01-01 23:5901lifetime.trials=0"


def test_keys_move_among_all_and_choose(page: Page) -> None:
    page.js("document.querySelector('#rows tr[data-key]').focus()")
    page.press("End", code=35)
    wait(page, FOCUSED, "2001")
    page.settle()
    assert page.js(FOCUSED) == "2001"  # and the focus stays where it is once the rows are made
    page.press("ArrowUp", code=38)
    page.press(" ", code=32, text=" ")
    assert page.js(TEXT.format("chosen")) == "1 chosen"
    assert page.js("document.activeElement.getAttribute('aria-selected')") == "true"
    page.press("Home", code=36)
    page.settle()
    assert page.js(FOCUSED) == "2"
    page.press("Enter", code=13)
    assert page.js("document.activeElement.id") == "about-title"
    page.press("Escape", code=27)
    wait(page, FOCUSED, "2")
    assert page.js("document.getElementById('details').hidden")
    page.press("Escape", code=27)
    assert page.js(TEXT.format("chosen")) == "Nothing chosen"


def test_columns_sort_and_what_is_shown_stands_in_the_address(page: Page) -> None:
    page.js("document.querySelector('[data-sort=innate]').click()")
    wait(page, "document.querySelector('#rows tr[data-key]').dataset.key", f"made/{COUNT - 1:012x}")
    assert page.js("document.querySelector('[data-sort=innate]').parentElement.ariaSort") == "descending"
    find(page, "innate<0.5 changed~trials=7", "111 of 2,000 fit")
    address = page.js("location.href")
    page.call("Page.navigate", url="about:blank")
    page.open(address, width=1400, height=1000)
    assert page.js(TEXT.format("count")) == "111 of 2,000 fit"
    assert page.js("document.querySelector('[data-sort=innate]').parentElement.ariaSort") == "descending"
    page.js("document.querySelector('[data-sort=created]').click()")
    find(page, "", "2,000 in all")


def test_a_note_is_kept_as_text_and_not_as_markup(page: Page, folder: Path) -> None:
    page.js("document.querySelector('#rows tr[data-key] th').click()")
    page.js("document.getElementById('tags').value = 'paper'")
    page.js("document.getElementById('note').value = '<img src=x onerror=alert(1)>'")
    page.js("document.getElementById('save').click()")
    wait(page, TEXT.format("saved"), "Saved.")
    assert read_notes(folder / "made" / f"{0:012x}").note == "<img src=x onerror=alert(1)>"
    assert page.js("document.querySelectorAll('main img').length") == 0
    find(page, "tag=paper", "1 of 2,000 fit")
    assert page.js("document.querySelector('.tag').textContent") == "paper"
    find(page, "", "2,000 in all")


def test_all_that_fit_are_deleted_and_had_back(page: Page, folder: Path) -> None:
    find(page, "changed~trials=199", "11 of 2,000 fit")
    page.js("document.getElementById('all').click()")
    assert page.js(TEXT.format("chosen")) == "11 chosen"
    page.js("document.getElementById('delete').click()")
    wait(page, TEXT.format("done"), "Moved 11 to the bin. Undo")
    find(page, "", "1,989 in all")
    assert len(list(folder.glob("made/*"))) == COUNT - 11
    page.js("document.querySelector('#done button').click()")
    wait(page, TEXT.format("count"), "2,000 in all")


def test_every_control_has_a_name(page: Page) -> None:
    tree = page.call("Accessibility.getFullAXTree")["nodes"]
    controls = {"button", "checkbox", "combobox", "searchbox", "textbox", "grid", "link"}
    nameless = [
        one["role"]["value"]
        for one in tree
        if not one.get("ignored")
        and one.get("role", {}).get("value") in controls
        and not one.get("name", {}).get("value")
    ]
    assert nameless == []


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone(page: Page, address: str, dark: bool) -> None:
    page.look(dark=dark)
    page.call("Page.navigate", url="about:blank")
    page.open(address, width=390, height=844)
    assert page.js("document.documentElement.scrollWidth <= innerWidth")
    page.js("document.querySelector('#scroller').scrollTop = 1e6")
    page.settle()
    last = page.js("[...document.querySelectorAll('#rows tr[data-key]')].at(-1).dataset.key")
    assert last == f"made/{COUNT - 1:012x}"
    page.look()
