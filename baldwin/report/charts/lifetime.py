"""The score within a life, from birth to its end, at the generation chosen."""

from __future__ import annotations

import numpy as np

from baldwin.figures.abilities import of_moment, rows_at, spans_decades
from baldwin.figures.policies import best_and_chance, of_policy
from baldwin.figures.series import Series
from baldwin.report.arms import Arm, Arms
from baldwin.report.chart import Chart
from baldwin.report.within_life import Life, life_panel, life_table

__all__ = ["ORDER", "applies", "chart"]

ORDER = 20


def applies(arms: Arms) -> bool:
    """Return whether lives of every arm have more than one moment, and mean the same."""
    return arms.comparable and all(
        arm.run.assays.get("curve") is not None and arm.run.assays["curve"].shape[1] > 1 for arm in arms
    )


def chart(arms: Arms) -> Chart:
    """Return the figure."""
    presentation = arms[0].presentation
    curves = {arm.place: _curves(arm, arm.seen(arms.frames)) for arm in arms}
    last = curves[0][arms[0].assayed[-1]]
    theory = {
        role: of_policy(rule, last.x)
        for role, rule in best_and_chance(presentation.reference_policies()).items()
        if rule.scores.size == last.x.size
    }
    levels = {} if theory else {one.label: one.value for one in presentation.levels(arms[0].run.assays).values()}
    unit = presentation.label(arms[0].run.assays)
    every = [one for own in curves.values() for one in own.values()]
    end = presentation.life if presentation.life is not None and 0 < presentation.life < last.x[-1] else None
    life = Life(
        curves=curves,
        clock=presentation.clock[1],
        unit=unit,
        label=f"Line chart of {' '.join(unit.split())} against {presentation.clock[1]}, at the generation chosen.",
        theory=theory,
        levels=levels,
        end=end,
        log_y=spans_decades(presentation, every),
    )
    return Chart(
        name="lifetime",
        title="Within one life",
        caption="What lives achieve as they go on, on instances that no life has seen, at the generation chosen; "
        "dotted and grey: the founders. Move the slider to see how evolution changes what a life of learning does.",
        panels=(life_panel(arms, life),),
        table=life_table(arms, life, f"{' '.join(unit.split())}, median over replicates"),
        scrubbed=True,
    )


def _curves(arm: Arm, generations: list[int]) -> dict[int, Series]:
    shown = arm.presentation.shown(arm.run.assays, "curve")
    x = np.arange(shown.shape[1], dtype=np.float64) + arm.presentation.clock[0]
    return {one: of_moment(shown[rows_at(arm.run.assays, one)], "life", x) for one in generations}
