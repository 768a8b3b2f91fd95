"""Conditions for take-off: population size, trials, strength of selection, recombination."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import mean_of, share_of
from baldwin.claims.hinton_nowlan.settings import populations, took_off
from baldwin.claims.populations import Setting, Trajectories
from baldwin.claims.quantity import Measurements, near

__all__ = ["CLAIMS"]

BY = 60  # generations

SIZES = {50: (0.36, 0.20), 100: (0.45, 0.20), 200: (0.87, 0.14), 500: (0.99, 0.05)}  # -> share, tolerance
TRIALS = {10: (0.0, 0.0), 30: (0.05, 0.09), 100: (0.54, 0.20), 300: (0.95, 0.09)}
BONUSES = {1: (0.0, 0.02), 4: (0.81, 0.17), 19: (1.0, 0.01)}

CLONES = populations("asexual", replicates=300, generations=100)


def _varied(field: str, values: dict[int, tuple[float, float]]) -> tuple[Setting, ...]:
    return tuple(
        populations("hinton-nowlan", "lifetime.kind=geometric", f"{field}={value}", replicates=300, generations=BY)
        for value in values
    )


def _shares(values: Iterable[int]) -> Callable[..., Measurements]:
    """Return what measures the share of runs that took off, by the value that was varied."""
    return lambda *runs: {str(value): share_of(took_off(run, BY)) for value, run in zip(values, runs, strict=True)}


def _clones(run: Trajectories) -> Measurements:
    purged = took_off(run, 100)
    return {"purged": share_of(purged), "plastic": mean_of(run["plastic"][purged, 100])}


CLAIMS = (
    Claim(
        id="R17",
        text="Clones often fail, and where they succeed they keep their founder's plastic alleles",
        settings=(CLONES,),
        quantities=(
            near("runs with wrong alleles < 1 % by generation 100", 0.69, 0.15, of="purged"),
            near("plastic share at generation 100 in those runs", 0.578, 0.045, of="plastic"),
        ),
        measure=_clones,
        quick=True,
    ),
    Claim(
        id="R18",
        text="Small populations often fail to take off",
        settings=_varied("population.size", SIZES),
        quantities=tuple(
            near(f"runs that took off by generation {BY}, N = {n}", *e, of=str(n)) for n, e in SIZES.items()
        ),
        measure=_shares(SIZES),
        quick=True,
    ),
    Claim(
        id="R22",
        text="Learning needs time: with few trials evolution does not take off",
        settings=_varied("lifetime.trials", TRIALS),
        quantities=tuple(
            near(f"runs that took off by generation {BY}, {g} trials", *e, of=str(g)) for g, e in TRIALS.items()
        ),
        measure=_shares(TRIALS),
        quick=True,
    ),
    Claim(
        id="R25",
        text="Selection must be strong enough: a bonus of 1 does nothing, one of 4 often suffices",
        settings=_varied("fitness.bonus", BONUSES),
        quantities=tuple(
            near(f"runs that took off by generation {BY}, bonus {b}", *e, of=str(b)) for b, e in BONUSES.items()
        ),
        measure=_shares(BONUSES),
        quick=True,
    ),
)
