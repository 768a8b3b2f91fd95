"""Conditions for take-off: population size, trials, strength of selection, recombination."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import least_step, mean_of, share_of
from baldwin.claims.hinton_nowlan.settings import SIMULATOR, UNSELECTED, populations, took_off
from baldwin.claims.populations import Setting, Trajectories
from baldwin.claims.quantity import SHARE, Measurements, above, close, close_share

__all__ = ["CLAIMS"]

BY = 60  # generations

# value -> runs that took off, of how many
SIZES = {50: (568, 2000), 100: (1114, 2000), 200: (661, 800)}
TRIALS = {50: (83, 400), 100: (220, 400)}
BONUSES = {1: (0, 100), 4: (329, 400), 19: (400, 400)}

CLONES = populations("asexual", replicates=300, generations=100)


def _varied(field: str, values: Iterable[int]) -> tuple[Setting, ...]:
    return tuple(
        populations("hinton-nowlan", "lifetime.kind=geometric", f"{field}={value}", replicates=300, generations=BY)
        for value in values
    )


def _shares(values: Iterable[int]) -> Callable[..., Measurements]:
    """Return what measures the share of runs that took off, by the value that was varied, and the least step up."""

    def measure(*runs: Trajectories) -> Measurements:
        shares = {str(value): share_of(took_off(run, BY)) for value, run in zip(values, runs, strict=True)}
        return {**shares, "step": least_step(list(shares.values()))}

    return measure


def _clones(run: Trajectories) -> Measurements:
    purged = took_off(run, 100)
    return {"purged": share_of(purged), "plastic": mean_of(run["plastic"][purged, 100])}


def _claim(id_: str, text: str, field: str, what: str, values: dict[int, tuple[int, int]], step: float) -> Claim:
    return Claim(
        id=id_,
        text=text,
        settings=_varied(field, values),
        quantities=(
            *(
                close_share(
                    f"share of runs that took off by generation {BY}, {what} {value}", *runs, SIMULATOR, of=str(value)
                )
                for value, runs in values.items()
            ),
            above(f"least step of that share towards larger {what}", 0.0, step, SIMULATOR, of="step"),
        ),
        measure=_shares(values),
        quick=True,
        null=UNSELECTED,
    )


CLAIMS = (
    Claim(
        id="R17",
        text="Clones often fail, and where they succeed they keep their founder's plastic alleles",
        settings=(CLONES,),
        quantities=(
            close_share("share of runs with wrong alleles < 1 % by generation 100", 284, 400, SIMULATOR, of="purged"),
            close(
                "plastic share at generation 100 in those runs",
                0.566,
                SIMULATOR,
                expected_error=0.006,
                of="plastic",
                range=SHARE,
            ),
        ),
        measure=_clones,
        quick=True,
        null=UNSELECTED,
    ),
    _claim("R18", "Small populations often fail to take off", "population.size", "N =", SIZES, 0.27),
    _claim(
        "R22",
        "Learning needs time: with few trials evolution does not take off",
        "lifetime.trials",
        "trials:",
        TRIALS,
        0.05,
    ),
    _claim(
        "R25",
        "Selection must be strong enough: a bonus of 1 does nothing, one of 4 often suffices",
        "fitness.bonus",
        "bonus",
        BONUSES,
        0.19,
    ),
)
