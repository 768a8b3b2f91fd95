"""What to try with each preset: first say what will happen, then run, then explain what you see.

The lessons ship with the presets, in `populations/gallery`; they make the gallery, the recipes of the manual, and what
stands beside a page with sliders.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from baldwin.definition.sources import presets

__all__ = ["LESSONS", "Lesson", "lessons", "story"]

LESSONS = next(iter(presets().values())).parent / "gallery" / "lessons.toml"


@dataclass(frozen=True)
class Lesson:
    """What to try with one preset, and what the preset is.

    Attributes:
        number: of the recipe, from 1.
        predict: a question, to be answered before anything runs.
        run: the command that tells.
        explain: what to account for afterwards.
        title: of the preset.
        story: what is seen, from the head of its file.
    """

    number: int
    preset: str
    predict: str
    run: str
    explain: str
    title: str
    story: str


@cache
def lessons() -> dict[str, Lesson]:
    """Return preset -> lesson, in the order of the gallery."""
    found = tomllib.loads(LESSONS.read_text(encoding="utf-8"))
    return {name: _lesson(number, name, one) for number, (name, one) in enumerate(found.items(), 1)}


def _lesson(number: int, name: str, fields: dict[str, str]) -> Lesson:
    text = presets()[name].read_text(encoding="utf-8")
    title = str(tomllib.loads(text).get("title", ""))
    return Lesson(number, name, fields["predict"], fields["run"], fields["explain"], title, story(text))


def story(text: str) -> str:
    """Return the comment at the head of a preset's file as one paragraph."""
    lines = []
    for line in text.splitlines():
        if line.startswith("#:"):
            continue
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    return " ".join(lines)
