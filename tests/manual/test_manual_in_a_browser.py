"""The manual in a browser: one topic at a time, a search without a server, a telephone's width, no error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chromium import Page, chromium, opened

from baldwin.__main__ import run_command

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    program = chromium()
    if program is None:
        pytest.skip("no Chromium")
    file = tmp_path_factory.mktemp("manual") / "manual.html"
    assert run_command(["manual", "--output", str(file)]) == 0
    with opened(program) as page:
        page.open(file)
        yield page
        assert page.errors == []
        assert page.requests == [file.as_uri()]


def shown(page: Page) -> list[str]:
    return page.js("[...document.querySelectorAll('main > article')].filter(one => !one.hidden).map(one => one.id)")


def go(page: Page, place: str) -> None:
    page.js(f"location.hash = '#{place}'")
    page.settle()


def test_one_topic_is_shown_at_a_time(page: Page) -> None:
    assert shown(page) == ["contents"]
    go(page, "neural-task--task-bandit")
    assert shown(page) == ["neural-task"]
    assert page.js("document.querySelector('[aria-current]').textContent") == "[task] of a neural population"
    top = page.js("document.getElementById('neural-task--task-bandit').getBoundingClientRect().top")
    assert 0 <= top < 120  # below the bar, not behind it
    go(page, "all")
    assert len(shown(page)) > 20


def search(page: Page, text: str) -> list[str]:
    page.js(f"find: {{ search.value = {text!r}; search.dispatchEvent(new Event('input')); }}")
    page.settle()
    return page.js("[...document.querySelectorAll('#hits a')].map(one => one.textContent)")


def test_it_is_searched_without_a_server(page: Page) -> None:
    assert search(page, "genetic assimilation")[0] == "genetic assimilation"
    assert search(page, "learning_gain")[0] in ("learning_gain", "learning gain")
    assert shown(page) == []
    assert search(page, "wombat") == []
    assert page.js("count.textContent") == 'Nothing has "wombat".'
    search(page, "canalisation")
    page.js("hits.querySelector('a').click()")
    page.settle()
    page.settle()
    assert len(shown(page)) == 1


def test_it_fits_a_telephone(page: Page) -> None:
    page.call("Emulation.setDeviceMetricsOverride", width=390, height=844, deviceScaleFactor=1, mobile=False)
    for place in ("contents", "own-task", "commands", "columns", "python", "neural-lifetime", "glossary", "paper"):
        go(page, place)
        assert page.js("document.documentElement.scrollWidth") <= 390, place
