"""The glossary and the recipes: words of the field, and what to try with each preset."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from baldwin.lessons import Lesson, lessons
from baldwin.manual.topic import Section, cell, escaped

__all__ = ["glossary", "glossary_sections", "recipe_sections"]

GLOSSARY = Path(__file__).parent / "glossary.toml"


@cache
def glossary() -> dict[str, dict[str, Any]]:
    """Return word -> `means`, and where it has them `shape` and `avoid`."""
    return tomllib.loads(GLOSSARY.read_text(encoding="utf-8"))


def glossary_sections() -> Iterator[Section]:
    """Yield the glossary, in the order of the alphabet."""
    words = dict(sorted(glossary().items(), key=lambda pair: pair[0].lower()))
    for word, about in words.items():
        text = _meaning(about)
        yield Section(word, text, entries={word: f"**{escaped(word)}**: {text}"})


def _meaning(about: dict[str, Any]) -> str:
    parts = [escaped(about["means"])]
    if shape := about.get("shape"):
        parts.append(f"Shape or unit: {cell(shape)}.")
    if avoid := about.get("avoid"):
        parts.append(f"Not called: {', '.join(map(escaped, avoid))}.")
    return " ".join(parts)


def recipe_sections() -> Iterator[Section]:
    """Yield the recipes: one for each preset, numbered as the gallery has them."""
    yield Section(
        "",
        "First say what you expect, then run, then explain what you see. `baldwin explore NAME` has controls to move.",
    )
    for name, lesson in lessons().items():
        yield Section(
            f"{lesson.number}. {name}", _recipe(lesson), (name, name.replace("-", "_"), f"recipe {lesson.number}")
        )


def _recipe(lesson: Lesson) -> str:
    return "\n".join(
        [
            f"**{escaped(lesson.title)}.** {escaped(lesson.story)}",
            "",
            f"- See it: `baldwin run {lesson.preset}`, then `baldwin plot {lesson.preset.replace('-', '_')}`",
            f"- Predict: {escaped(lesson.predict)}",
            f"- Run: `{lesson.run}`",
            f"- Explain: {escaped(lesson.explain)}",
        ]
    )
