"""All topics of the manual, and how a name finds its topic, its section, or its one entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, partial

from cyclopts import App

from baldwin.manual.commands import command_sections
from baldwin.manual.topic import Section, Topic

__all__ = ["Found", "Manual"]


@dataclass(frozen=True)
class Found:
    """What a name stands for: whole topics, sections, and entries, as Markdown."""

    topics: tuple[Topic, ...] = ()
    sections: tuple[tuple[Topic, Section], ...] = ()
    entries: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.topics or self.sections or self.entries)


class Manual:
    """All topics; each is made when it is first read."""

    def __init__(self, app: App) -> None:
        """Describe the program whose parser of commands is `app`."""
        self._app = app

    @cached_property
    def topics(self) -> dict[str, Topic]:
        """Name -> topic, in the order of the table of contents."""
        return {one.name: one for one in _topics(self._app)}

    def find(self, name: str) -> Found:
        """Return what a name stands for; case, hyphens and underscores do not count.

        A topic's own name stands for it alone.
        """
        asked = _form(name)
        if whole := [one for one in self.topics.values() if _form(one.name) == asked]:
            return Found(tuple(whole))
        sections = tuple(
            (topic, one)
            for topic, one in self._sections()
            if asked in {_form(text) for text in (one.title, *one.names) if text}
        )
        entries = [
            (_form(key), text)
            for topic, one in self._sections()
            if (topic, one) not in sections
            for key, text in one.entries.items()
        ]
        named = dict.fromkeys(text for key, text in entries if key == asked)
        if not named and not sections:  # a field without its table
            named = dict.fromkeys(text for key, text in entries if key.rpartition(".")[2] == asked)
        return Found((), sections, tuple(named))

    def near(self, name: str) -> list[str]:
        """Return names that are like one that stands for nothing, the nearest first."""
        known = {
            _form(text): text for topic, one in self._sections() for text in (topic.name, *one.names, *one.entries)
        }
        close = get_close_matches(_form(name)[:100], known, n=4, cutoff=0.6)
        return [known[one] for one in close]

    def _sections(self) -> Iterator[tuple[Topic, Section]]:
        return ((topic, one) for topic in self.topics.values() for one in topic.sections)


def _topics(app: App) -> Iterator[Topic]:
    # Imported here, so that the list of topics is there at once.
    from baldwin.manual.columns import column_sections
    from baldwin.manual.contracts import contract_sections
    from baldwin.manual.evidence import claim_sections, figure_sections
    from baldwin.manual.fields import field_topics
    from baldwin.manual.probes import probe_sections
    from baldwin.manual.python import python_sections
    from baldwin.manual.tutorials import tutorials
    from baldwin.manual.words import glossary_sections, recipe_sections

    yield from tutorials()
    yield Topic("recipes", "Recipes", "one for each preset: predict, run, explain", "Recipes", recipe_sections)
    commands = partial(command_sections, app)
    yield Topic("commands", "Commands", "every command with its options and examples", "Reference", commands)
    yield Topic("python", "From Python", "every function, with examples", "Reference", python_sections)
    yield Topic("contracts", "Classes of your own", "what each must say, and may say", "Reference", contract_sections)
    yield Topic("columns", "Columns", "every recorded column: meaning, formula, source", "Reference", column_sections)
    yield Topic("probes", "Probes", "every probe and the columns of its table", "Reference", probe_sections)
    yield Topic("figures", "Figures", "every figure of runs and of studies", "Reference", figure_sections)
    yield Topic("claims", "Claims", "what `baldwin reproduce` tests, expected and by whom", "Reference", claim_sections)
    yield Topic("glossary", "Glossary", "the words of the field, as they are used here", "Reference", glossary_sections)
    yield from field_topics()


def _form(text: str) -> str:
    return " ".join(text.lower().replace("-", " ").replace("_", " ").replace("[", "").replace("]", "").split())
