"""Competent individuals, those without a wrong allele, by how many loci they leave to learning, and what that is worth.

Two figures read it, each drawn by one renderer alone, since they have nothing but these numbers in common: in print
`gain_function` stacks several generations on base lines of their own, so that a population is seen to move on paper;
the page has one generation at a time under its slider, and at the pointer what such a life can expect (`competent`). A
description of both would be two descriptions in one.
"""

from __future__ import annotations

import numpy as np

from baldwin.engine import Columns
from baldwin.figures.series import Floats
from baldwin.figures.tables import has
from baldwin.presentation import presentation_of
from baldwin.store import Run

__all__ = ["competent_at", "counted", "worth"]


def counted(run: Run) -> bool:
    """Return whether a run's lives search, and its assays count competent individuals."""
    return presentation_of(run.definition).search is not None and has(run, "plastic_loci")


def competent_at(assays: Columns, generation: int) -> Floats:
    """Return competent individuals (replicates, L + 1) by their number of plastic loci.

    A replicate that had stopped by then, being fixed, is as it was in its last assay.
    """
    past = np.flatnonzero(assays["generation"] <= generation)
    latest = dict(zip(assays["replicate"][past].tolist(), past.tolist(), strict=True))
    return np.asarray(assays["plastic_loci"][np.array(list(latest.values()), np.intp)], np.float64)


def worth(run: Run) -> tuple[Floats, Floats] | None:
    """Return the expected fitness (L + 1,) of competent genomes by plastic loci, learned and innate, or None."""
    search = presentation_of(run.definition).search
    return None if search is None else search.fitness()
