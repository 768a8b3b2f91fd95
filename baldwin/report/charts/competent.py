"""Competent individuals by their number of plastic loci, and what such a life can expect.

Why the page alone draws it: `baldwin.figures.plastic_loci`.
"""

from __future__ import annotations

import numpy as np

from baldwin.figures.plastic_loci import competent_at, counted, worth
from baldwin.report import vega
from baldwin.report.arms import ReportedRun, ReportedRuns, thinned
from baldwin.report.chart import Chart, ChartPanel, Spec
from baldwin.report.markup import Html, text_table
from baldwin.report.payload import Table, numbers, stacked
from baldwin.report.words import number

__all__ = ["ORDER", "applies", "chart"]

ORDER = 24
KEY = 10_000  # more than any number of loci


def applies(arms: ReportedRuns) -> bool:
    """Return whether every arm recorded plastic loci of those who can find the needle."""
    return all(counted(arm.run) for arm in arms)


def chart(arms: ReportedRuns) -> Chart:
    """Return the figure: a bar for each number of plastic loci, of the arm and generation chosen."""
    label = "Bar chart: competent individuals by their number of plastic loci, at the generation chosen."
    lives = {arm.place: _lives(arm) for arm in arms}
    tables = {
        "competent": stacked(_rows(arm, generation) for arm in arms for generation in arm.seen(arms.frames)),
        "lives": stacked(_keyed(place, own) for place, own in lives.items()),
    }
    return Chart(
        name="competent",
        title="Example lives: who can learn, and what becomes of them",
        caption="Individuals without a wrong allele, by how many loci they leave to learning (mean over replicates); "
        "all others cannot find the needle. Point at a bar to see such a life: the chance that it finds the needle, "
        "the trial by which half of them have, and what it is worth."
        + (" Of the arm chosen above." if len(arms) > 1 else ""),
        panels=(ChartPanel(_spec(arms, label), tables, label),),
        table=_table(arms, lives),
        scrubbed=True,
        switched=True,
    )


def _rows(arm: ReportedRun, generation: int) -> Table:
    counts = competent_at(arm.run.assays, generation).mean(axis=0)
    keep = np.flatnonzero(counts > 0)
    return {
        "arm": [arm.place] * keep.size,
        "generation": [generation] * keep.size,
        "plastic": numbers(keep),
        "individuals": numbers(counts[keep], 4),
    }


def _lives(arm: ReportedRun) -> Table:
    """Return the expected results of lives with q plastic loci."""
    search = arm.presentation.search
    assert search is not None
    q = np.arange(arm.run.assays["plastic_loci"].shape[1])
    terms = worth(arm.run)
    unknown = np.full(q.size, np.nan)
    return {
        "plastic": numbers(q),
        "chance": numbers(search.found_by(q, search.trials), 4),
        "half": numbers(search.half_found(q), 4),
        "worth": numbers(terms[0] if terms else unknown, 4),
        "inborn": numbers(terms[1] if terms else unknown, 4),
    }


def _keyed(place: int, own: Table) -> Table:
    """Return lives with the arm that they are of, and a key of both."""
    return {"arm": [place] * len(own["plastic"]), "life": [KEY * place + q for q in own["plastic"]], **own}


def _spec(arms: ReportedRuns, label: str) -> Spec:
    every = np.concatenate([arm.run.assays["plastic_loci"] for arm in arms])
    most = int(np.flatnonzero(every.any(axis=0)).max(initial=1))
    x = {
        "field": "plastic",
        "type": "quantitative",
        "title": "plastic loci (left to learning)",
        "scale": {"domain": [-0.6, most + 0.6], "nice": False},
        "axis": {"grid": False, "tickMinStep": 1, "format": "d"},
    }
    y = {"field": "individuals", "type": "quantitative", "title": "individuals", "scale": {"nice": True, "zero": True}}
    shown = [
        ("plastic", "plastic loci", "d"),
        ("individuals", "individuals", ".4~g"),
        ("chance", "chance to find the needle", ".1%"),
        ("half", "half have found it by trial", ",.0f"),
        ("worth", "expected fitness", ".4~g"),
        ("inborn", "without learning", ".4~g"),
    ]
    bars = {
        "data": {"name": "competent"},
        "transform": [
            {"filter": f"{vega.NOW} && datum.arm == arm"},
            {"calculate": f"{KEY} * datum.arm + datum.plastic", "as": "life"},
            {
                "lookup": "life",
                "from": {"data": {"name": "lives"}, "key": "life", "fields": ["chance", "half", "worth", "inborn"]},
            },
        ],
        "mark": {"type": "bar", "color": "var(--plastic)", "width": {"expr": f"0.8 * width / {most + 2}"}},
        "encoding": {
            "x": x,
            "y": y,
            "tooltip": [
                {"field": f, "type": "quantitative", "title": title, "format": form} for f, title, form in shown
            ],
        },
    }
    return vega.draw([bars], vega.signals(**arms.now, arm=0), label=label, height=220)


def _table(arms: ReportedRuns, lives: dict[int, Table]) -> Html:
    own = lives[0]
    places = thinned(len(own["plastic"]), 11)
    headings = [
        "plastic loci",
        "chance to find the needle",
        "half have found it by trial",
        "expected fitness",
        "without learning",
    ]
    rows = [
        [
            number(own["plastic"][i]),
            f"{100 * (own['chance'][i] or 0):.3g} %",
            number(own["half"][i]),
            number(own["worth"][i]),
            number(own["inborn"][i]),
        ]
        for i in places
    ]
    return text_table(
        f"What becomes of a life without a wrong allele{' (first arm)' if len(arms) > 1 else ''}", headings, rows
    )
