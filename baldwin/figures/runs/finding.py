"""How many lives have found the needle by each trial: exact, from who lives early and late in the evolution."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baldwin.figures.abilities import at_generations, moments
from baldwin.figures.catalogue import Runs
from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import Floats, band_note
from baldwin.figures.tables import has
from baldwin.presentation import TrialAndError, presentation_of

__all__ = ["NEEDS", "ORDER", "applies", "beside", "describe"]

ORDER = 23
NEEDS = "one run that seeks a needle in several trials, as many in every life, with assays"

SHARES = (0.0, 0.1, 0.4, 1.0)  # of the evolution
MOMENTS = 60
CAPTION = (
    "The chance that a life has found the needle by each trial, averaged over the population of the generation chosen. "
    "Exact: it follows from how many loci are plastic in those without a wrong allele. Grey: the founders."
)


def applies(runs: Runs) -> bool:
    """Return whether there is one run that seeks a needle in lives of a fixed number of trials."""
    search = presentation_of(runs[0].definition).search
    return beside(runs) and search is not None and search.trials > 1


def beside(runs: Runs) -> bool:
    """Return whether the run can be shown beside others: one that does not learn has its birth as its only trial."""
    search = presentation_of(runs[0].definition).search
    return len(runs) == 1 and has(runs[0], "plastic_loci") and search is not None and not search.evolving


def describe(runs: Runs, generations: Sequence[int] = ()) -> Figure:
    """Return the figure: `generation_<g>`, the share of lives against trials."""
    run, search = runs[0], presentation_of(runs[0].definition).search
    assert search is not None
    x = _trials(search)
    counts = np.asarray(run.assays["plastic_loci"], dtype=np.float64) / run.definition.population.size
    q = np.arange(counts.shape[1])
    shares = counts @ np.stack([search.found_by(q, int(trial)) for trial in x]).T  # (rows, trials)
    shown = at_generations(run, shares, generations or moments(run, SHARES), x)
    curves = {f"generation_{g}": Curve(one, "learned", generation=g, key="life") for g, one in shown.items()}
    axis = ChartAxis("trial of a life", 1.0, max(x[-1], 2.0), logarithmic=True)
    panel = Panel(axis, ChartAxis("share of lives that have found it", 0.0, 1.0), curves)
    note = band_note(next(iter(curves.values())).series)
    return Figure(((panel,),), note, "Within one life: the search", CAPTION, together=True)


def _trials(search: TrialAndError) -> Floats:
    """Return the trials that are shown: all of the first, then ever fewer, and the last."""
    return np.unique(np.round(np.geomspace(1, search.trials, MOMENTS)))
