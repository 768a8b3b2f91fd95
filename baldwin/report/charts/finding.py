"""Lives that seek a needle: how many have found it by each trial, at the generation chosen; exact, from who lives."""

from __future__ import annotations

import numpy as np

from baldwin.figures.abilities import of_moment, rows_at
from baldwin.figures.series import Floats, Series
from baldwin.presentation import Search
from baldwin.report.arms import Arm, Arms
from baldwin.report.chart import Chart
from baldwin.report.within_life import Life, life_panel, life_table

__all__ = ["ORDER", "applies", "chart"]

ORDER = 22
MOMENTS = 60


def applies(arms: Arms) -> bool:
    """Return whether every arm seeks a needle in lives of a fixed number of trials, and one learns."""
    found = [arm.presentation.search for arm in arms if "plastic_loci" in arm.run.assays]
    fixed = [search for search in found if search is not None and not search.evolving]
    return len(fixed) == len(arms) and any(search.trials > 1 for search in fixed)


def _search(arm: Arm) -> Search:
    search = arm.presentation.search
    assert search is not None
    return search


def chart(arms: Arms) -> Chart:
    """Return the figure."""
    moments = np.unique(np.concatenate([_moments(_search(arm).trials) for arm in arms]))
    curves = {arm.place: _curves(arm, moments[moments <= _search(arm).trials], arm.seen(arms.frames)) for arm in arms}
    unit, clock = "share of lives that have found it", "trial of a life"
    label = f"Line chart of the {unit} against the {clock}, at the generation chosen."
    life = Life(curves=curves, clock=clock, unit=unit, label=label, log_x=True, within=(0.0, 1.0))
    return Chart(
        name="finding",
        title="Within one life: the search",
        caption="The chance that a life has found the needle by each trial, averaged over the population of the "
        "generation chosen. Exact: it follows from how many loci are plastic in those without a wrong allele. "
        "Grey: the founders." + _ending(arms),
        panels=(life_panel(arms, life),),
        table=life_table(arms, life, "Share of lives that have found the needle, median over replicates"),
        scrubbed=True,
    )


def _ending(arms: Arms) -> str:
    """Return what a reader has to know where lives differ in length."""
    if len({_search(arm).trials for arm in arms}) == 1:
        return ""
    lives = "; ".join(f"{arm.label}: {_search(arm).trials:,}" for arm in arms)
    return f" Trials of a life: {lives} (without learning, birth is the only one); a dot ends the shorter lives."


def _moments(trials: int) -> Floats:
    """Return the trials that are shown: all of the first, then ever fewer, and the last."""
    return np.unique(np.round(np.geomspace(1, trials, MOMENTS)))


def _curves(arm: Arm, x: Floats, generations: list[int]) -> dict[int, Series]:
    search = _search(arm)
    counts = np.asarray(arm.run.assays["plastic_loci"], dtype=np.float64) / arm.run.definition.population.size
    q = np.arange(counts.shape[1])
    found = np.stack([search.found_by(q, int(t)) for t in x])  # (moments, L + 1)
    shares = counts @ found.T
    return {one: of_moment(shares[rows_at(arm.run.assays, one)], "life", x) for one in generations}
