"""What was found: a few sentences, and each recorded column at the beginning and at the end."""

from __future__ import annotations

import numpy as np

from baldwin.assimilation import MEANINGS, assimilation, assimilation_index, courses, undefined
from baldwin.engine import Columns
from baldwin.figures.series import series
from baldwin.medians import median
from baldwin.plateaus import sentences
from baldwin.presentation import meanings_of
from baldwin.reaching import in_words, waits
from baldwin.report.arms import ReportedRun, ReportedRuns
from baldwin.report.markup import Html, join, tag, text_table
from baldwin.report.words import number, spread

__all__ = ["found"]

KEYS = ("generation", "replicate")
ABILITIES = ("innate", "learned", "learning_gain")


def found(arms: ReportedRuns, note: str = "") -> Html:
    """Return a note on all arms, and the sentences and the table of each."""
    several = len(arms) > 1
    return join(
        tag("p", f"{note}.", class_="note") if note else "",
        _glance(arms) if several else "",
        [
            join(
                tag("h3", arm.label) if several else "",
                (tag("p", sentence) for sentence in _sentences(arm)),
                tag(
                    "details",
                    tag("summary", "Every recorded quantity, first and last"),
                    _table(arm),
                    class_="screen-only",  # on paper the last figure's table tells it
                ),
            )
            for arm in arms
        ],
    )


def _glance(arms: ReportedRuns) -> Html:
    """Return how the arms ended, side by side; each in its own unit where those differ."""
    units = [
        " ".join(arm.presentation.label(arm.run.assays).split()) if "innate" in arm.run.assays else "–" for arm in arms
    ]
    apart = not arms.comparable
    rows = []
    for arm, unit in zip(arms, units, strict=True):
        assays = arm.run.assays
        cells = [number(int(arm.run.generations["generation"].max()))]
        for name in ABILITIES:
            if name not in assays:
                cells.append("–")
                continue
            shown = series(assays, arm.presentation.shown(assays, name), name)
            cells.append(spread(shown, shown.x.size - 1))
        rows.append([arm.label, *([unit] if apart else []), *cells])
    names = ["arm", *(["unit"] if apart else [])]
    headings = [*names, "generation", *(name.replace("_", " ") for name in ABILITIES)]
    what = "tasks or units differ: compare along a row only" if apart else units[0]
    return text_table(
        f"How the arms ended ({what}): median over replicates (middle 90 %)", headings, rows, numbers=len(names)
    )


def _sentences(arm: ReportedRun) -> list[str]:
    run, population = arm.run, arm.run.definition.population
    done = int(run.generations["generation"].max())
    replicates = np.unique(run.generations["replicate"]).size
    words = [
        f"{population.size:,} individuals evolved for {done:,} generation{'s' if done != 1 else ''} in "
        f"{replicates} replicate{'s' if replicates > 1 else ''} (independent seeds)."
    ]
    if run.status != "complete":
        words.append(
            f"The run is {run.status}: generation {done:,} of {population.generations:,}; shown as far as it goes."
        )
    words += _abilities(arm)
    words += in_words(waits(run.definition, run.generations, run.assays))
    words += [
        f"{text[0].upper()}{text[1:]}." for text in sentences(run.definition, run.generations, run.plateaus) if text
    ]
    lost = int(run.generations["diverged"].sum()) if "diverged" in run.generations else 0
    if lost:
        words.append(f"{lost:,} lives diverged; they were given the lowest fitness.")
    return words


def _abilities(arm: ReportedRun) -> list[str]:
    assays, presentation = arm.run.assays, arm.presentation
    if not set(ABILITIES) <= set(assays):
        return ["The run was not assayed, so innate and learned ability are not known."]
    unit = presentation.unit(assays)
    shown = {name: series(assays, presentation.shown(assays, name), name) for name in ABILITIES}
    ends = {name: (spread(one, 0), spread(one, one.x.size - 1)) for name, one in shown.items()}
    lower = ", lower is better" if presentation.error else ""
    if not presentation.learns:
        return [
            f"Nobody learns. Ability at birth ({unit}{lower}) went from {ends['innate'][0]} to {ends['innate'][1]}."
        ]
    words = [
        f"At birth, ability ({unit}{lower}) went from {ends['innate'][0]} to {ends['innate'][1]}; at the end of life, "
        f"after learning, from {ends['learned'][0]} to {ends['learned'][1]}. What a life of learning adds went from "
        f"{ends['learning_gain'][0]} to {ends['learning_gain'][1]}."
    ]
    if shown["innate"].replicates > 1:
        words[0] += " In brackets: the middle 90 % of replicates."
    words += _sampling(arm)
    words.append(_assimilated(arm))
    levels = presentation.levels(assays)
    if levels:
        words.append("Theory: " + "; ".join(f"{one.label} {number(one.value)}" for one in levels.values()) + ".")
    return words


def _assimilated(arm: ReportedRun) -> str:
    """Return how much of what was once learned is inborn, or why nothing can be said of it."""
    of_each = list(courses(arm.run.assays, selected=arm.presentation.selects_learning))
    index = np.array([assimilation_index(one) for one in of_each])
    known = index[np.isfinite(index)]
    if not known.size:
        reasons = dict.fromkeys(filter(None, (undefined(one) for one in of_each)))
        return f"Assimilation index: undefined, since {'; or, in other replicates, since '.join(reasons)}."
    among = "" if known.size == index.size else f", undefined in {index.size - known.size} of {index.size}"
    return (
        f"Assimilation index: {number(float(np.median(known)))} (median over replicates{among}; 0: nothing that was "
        "once learned is now inborn, 1: all of it). It says what became inborn, not why: that takes a control arm."
    )


def _sampling(arm: ReportedRun) -> list[str]:
    """Return how far means over held-out lives can be from the truth, where their spread was recorded."""
    assays, lives = arm.run.assays, int(getattr(arm.run.definition.assays, "instances", 0))
    if lives < 2 or not {"innate_sd", "learned_sd"} <= set(assays):
        return []
    last = assays["generation"] == assays["generation"].max()
    errors = (float(np.median(assays[name][last])) / np.sqrt(lives) for name in ("innate_sd", "learned_sd"))
    born, grown = (number(float(f"{error:.2g}")) for error in errors)
    return [
        f"Each ability is a mean over {lives:,} held-out lives, the same in every generation. Its standard error is "
        f"about {born} at birth and {grown} after learning: by as much it may lie beyond a ceiling or an optimum, and "
        "smaller changes may be chance."
    ]


def _table(arm: ReportedRun) -> Html:
    run = arm.run
    meanings = {**meanings_of(run.definition), **MEANINGS}
    rows: list[list[str]] = []
    for table in (run.generations, run.assays):
        rows += [[name, *cells, meanings.get(name, "")] for name, cells in _first_and_last(table).items()]
    for name, values in assimilation(run.assays, selected=arm.presentation.selects_learning).items():
        rows.append([name, "", number(median(values)), MEANINGS[name]])
    headings = ["quantity", "first", "last", "meaning"]
    return text_table("Median over replicates (middle 90 %)", headings, rows, numbers=9)


def _first_and_last(table: Columns) -> dict[str, tuple[str, str]]:
    cells = {}
    for name, values in table.items():
        if name in KEYS or values.ndim > 1 or values.dtype.kind not in "biuf":
            continue
        shown = series(table, values, name)
        cells[name] = spread(shown, 0), spread(shown, shown.x.size - 1)
    return cells
