"""The populations behind the claims, and the moments in their trajectories that claims speak of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from baldwin.claims.populations import Setting, Trajectories

__all__ = ["BASELINE", "PURGED", "SEED", "first", "populations", "taken_over", "took_off"]

SEED = 1987

PURGED = 0.01
"""Wrong alleles count as purged below this share."""


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
