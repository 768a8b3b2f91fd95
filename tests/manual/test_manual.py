"""The manual has all that the program has, links lead somewhere, and a name finds what it names."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import baldwin
from baldwin.__main__ import run_command
from baldwin.assimilation import MEANINGS
from baldwin.claims.ladder import ladders
from baldwin.cli import app
from baldwin.comparison import effect
from baldwin.comparison.effects import COLUMNS
from baldwin.definition import presets
from baldwin.definition.discovery import wings
from baldwin.definition.explained import fields_of
from baldwin.definition.kinds import every_kind
from baldwin.manual.catalogue import Manual
from baldwin.manual.docstrings import described
from baldwin.manual.page import page
from baldwin.manual.probes import columns_of
from baldwin.manual.words import GLOSSARY, glossary
from baldwin.plots.catalogue import figures
from baldwin.plots.studies.catalogue import figures as study_figures
from baldwin.probes.catalogue import FAMILY, probes

PACKAGE = Path(baldwin.__file__).parent


@pytest.fixture(scope="module")
def manual() -> Manual:
    return Manual(app)


@pytest.fixture(scope="module")
def html(manual: Manual) -> str:
    return page(manual)


class Links(HTMLParser):
    """The places of a page, and what its links name."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[str] = []
        self.links: list[str] = []
        self.others: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.places += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []
        self.others += [value or "" for name, value in attrs if name in ("src", "srcset", "data")]


def test_links_lead_somewhere_and_nothing_is_loaded(html: str) -> None:
    read = Links()
    read.feed(html)
    assert len(read.places) == len(set(read.places))
    assert [one for one in read.links if one.removeprefix("#") not in read.places] == []
    assert read.others == []
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest", html)


def test_it_is_complete(manual: Manual) -> None:
    """Whatever the program has stands in the manual; nobody needs to write it down a second time."""
    names = {text for topic in manual.topics.values() for one in topic.sections for text in (*one.names, *one.entries)}
    assert {name for name in app if not name.startswith("-") and name != "study"} <= names
    assert set(presets()) <= names
    assert set(baldwin.__all__) <= names
    assert set(glossary()) <= names
    assert {*ladders(), *figures(), *study_figures(), *MEANINGS, *COLUMNS} <= names
    for wing in wings():
        assert set(wing.columns) <= names
        for place, kinds in every_kind(wing.definition).items():
            for kind, model in kinds.items() if ".inner" not in place else ():  # lives within lives are lives
                assert kind in names
                assert [one for one in fields_of(model) if f"{place}.{one.name}" not in {*names, f"{place}.kind"}] == []


@pytest.mark.parametrize(
    ("asked", "has"),
    [
        ("lifetime.trials", "guesses in one lifetime (G)"),
        ("learning_gain", "learned - innate"),
        ("seed", "population.seed"),
        ("Genetic-Assimilation", "acquired becomes innate"),
        ("two-step", "Daw"),
        ("run", "baldwin run POPULATION"),
        ("glossary", "genotype"),
        ("hinton-nowlan", "Predict"),
    ],
)
def test_a_name_finds_what_it_names(asked: str, has: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["help", *asked.split()]) == 0
    assert has in " ".join(capsys.readouterr().out.split())


def test_a_name_that_is_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["help", "lifetime.trails"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("lifetime.trails: no such topic. Did you mean lifetime.trials")
    assert error.count("\n") == 1


def test_topics_are_listed(manual: Manual, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["help"]) == 0
    text = capsys.readouterr().out
    assert all(f"{name}:" in text for name in manual.topics)


def test_a_page_is_written_whole_and_again_the_same(
    html: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "manual.html"
    file.write_text("an older one")
    assert run_command(["manual", "--output", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}\n"
    assert file.read_text(encoding="utf-8") == html
    assert [one.name for one in tmp_path.iterdir()] == ["manual.html"]


def test_sources_of_columns_are_there(manual: Manual) -> None:
    named = re.findall(r"`((?:\w+/)*\w+\.py)` \|$", manual.topics["columns"].markdown, re.MULTILINE)
    assert len(named) > 100
    assert [one for one in set(named) if not (PACKAGE / one).is_file()] == []
    for wing in wings():
        assert set(wing.columns) - set(wing.sources()) == {
            name for kind in every_kind(wing.definition)["task"].values() for name in getattr(kind, "columns", {})
        } - set(wing.sources())


def test_columns_of_probes_are_those_that_their_files_fill() -> None:
    """None that a file fills is left out, and each has a meaning, unless it is one itself or lives alone can say it."""
    for kind in probes():
        module = FAMILY.load(kind).__module__
        found = columns_of(module)
        text = Path(sys.modules[module].__file__ or "").read_text()
        assert found, kind
        assert text.count("ResultColumn(") == len(found), kind
        silent = [name for name, (meaning, _) in found.items() if not meaning]
        assert set(silent) <= {"meaning", "high"}, kind


def test_columns_of_comparisons_are_those_of_a_row() -> None:
    assert list(COLUMNS) == list(effect("innate", "a", "b", [1.0], [2.0]).row())


def test_words_are_in_order_and_in_full() -> None:
    assert GLOSSARY.is_file()
    assert all(one["means"].endswith(".") for one in glossary().values())
    assert all(set(one) <= {"means", "shape", "avoid"} for one in glossary().values())


def test_contracts_say_what_must_be_written(manual: Manual) -> None:
    found = {one.title: one.text for one in manual.topics["contracts"].sections}
    assert {"SequentialTask", "Lifetime", "PlasticityRule", "ScoredTask", "Schedule", "Probe"} <= set(found)
    assert "| `observe(state, chance, instance)` | must be written |" in found["SequentialTask"]
    assert "| `behaviour(instances, chances, trace)` |  |" in found["SequentialTask"]
    assert "these must be written: `inputs`, `outputs`, `sample`, `tiny`" in found["SequentialTask"]


def test_every_argument_has_a_meaning(manual: Manual) -> None:
    rows = re.findall(r"^\| `([^`]+)` \| (.*?) \| .*\|$", manual.topics["commands"].markdown, re.MULTILINE)
    assert len(rows) > 100
    assert [name for name, meaning in rows if not meaning.strip()] == []


def test_docstrings_are_taken_apart() -> None:
    def command() -> None:
        """Do it.

        Parameters
        ----------
        population
            A file,
            or a name.

        Examples
        --------
        baldwin run it
        """

    def function() -> None:
        """Return it.

        Args:      source: such as
                     a path.
                   folder: that holds it.
        Raises:    OSError: never.

        Example:
            >>> it
            1
        """

    said = described(command)
    assert said.summary == "Do it."
    assert said.items("Parameters") == {"population": "A file, or a name."}
    assert said.sections["Examples"].strip() == "baldwin run it"
    known = described(function)
    assert known.items("Args") == {"source": "such as a path.", "folder": "that holds it."}
    assert known.items("Raises") == {"OSError": "never."}
    assert known.sections["Example"] == ">>> it\n1"


def test_recipes_are_numbered_like_the_gallery(manual: Manual) -> None:
    page = PACKAGE.parent / "populations" / "README.md"
    if not page.exists():
        pytest.skip("an installed package has no gallery")
    numbered = re.findall(r"^### (\d+\. .+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert numbered == [one.title for one in manual.topics["recipes"].sections if one.title]
