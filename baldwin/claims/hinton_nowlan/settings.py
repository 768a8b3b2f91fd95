"""The populations behind the claims, whose numbers are expected, and the moments that claims speak of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from baldwin.claims.claim import Null
from baldwin.claims.populations import Setting, Trajectories
from baldwin.claims.sources import published, regression

__all__ = [
    "APART",
    "BASELINE",
    "FIGURE_2",
    "PURGED",
    "SEED",
    "SIMULATOR",
    "UNSELECTED",
    "first",
    "populations",
    "taken_over",
    "took_off",
]

SEED = 1987

PURGED = 0.01
"""Wrong alleles count as purged below this share."""

FIGURE_2 = published("Hinton & Nowlan", 1987, "figure 2, as read off by Stojic (2017)")
SIMULATOR = regression("an independent program in NumPy (tests/independent/simulator.py)")
APART = regression("an independent program in NumPy with packed genomes, which is not shipped")

UNSELECTED = Null("no selection: to find the needle is worth nothing", ("fitness.bonus=0.0",))


def populations(
    preset: str,
    *overrides: str,
    replicates: int,
    generations: int,
    columns: tuple[str, ...] = ("plastic", "wrong"),
) -> Setting:
    """Return the setting of `replicates` populations of a preset, not assayed; all settings have the same seed."""
    population = {"replicates": replicates, "generations": generations, "seed": SEED}
    size = tuple(f"population.{name}={value}" for name, value in population.items())
    return Setting(preset, (*size, "assays.every=0", *overrides), columns)


BASELINE = populations("hinton-nowlan", replicates=400, generations=60)
"""The rules of 1987 as stated, every trial drawn."""


def first(happened: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Return the first generation at which something happened, infinite if it never did. Shapes: (R, T) -> (R,)."""
    return np.where(happened.any(axis=1), happened.argmax(axis=1), np.inf)


def took_off(run: Trajectories, by: int) -> npt.NDArray[np.bool_]:
    """Return whether wrong alleles were purged at some generation up to `by`; shape (R,)."""
    return first(run["wrong"] < PURGED) <= by


def taken_over(run: Trajectories) -> npt.NDArray[np.float64]:
    """Return the first generation at which half of all genomes are the target, infinite if never; shape (R,)."""
    return first(run["assimilated"] >= run.size / 2)
