"""Other rules: costs, Lamarckian inheritance, a moving needle, an evolvable budget."""

from __future__ import annotations

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import difference, mean_of, share_of
from baldwin.claims.hinton_nowlan.settings import populations
from baldwin.claims.populations import Trajectories
from baldwin.claims.quantity import Measurements, above, at_least, near

__all__ = ["CLAIMS"]

COSTS = tuple(
    populations("plasticity-cost", f"fitness.plasticity_cost={cost}", replicates=60, generations=300)
    for cost in (0.0, 0.05, 0.2)
)
LAMARCK = populations("lamarck", replicates=100, generations=20, columns=("assimilated",))
MOVES = {  # generations between moves (0: never) -> mean fitness and its tolerance, plastic share
    0: (18.68, 0.1, 0.166),
    20: (17.18, 0.4, 0.245),
    5: (12.85, 1.2, 0.329),
    1: (1.41, 0.7, 0.417),
}
MOVING = tuple(
    populations(
        "moving-needle", f"task.move_every={every}", replicates=12, generations=500, columns=("fitness_mean", "plastic")
    )
    for every in MOVES
)
BUDGET = populations("learning-budget", replicates=30, generations=600, columns=("budget_mean",))


def _costs(*runs: Trajectories) -> Measurements:
    free, low, high = (mean_of(run["plastic"][:, 300]) for run in runs)
    lead = difference(min(free, high, key=lambda share: share.value), low)
    return {"free": free, "low": low, "high": high, "lead": lead}


def _lamarck(run: Trajectories) -> Measurements:
    return {"innate": share_of(run["assimilated"][:, 20] == run.size)}


def _moving(*runs: Trajectories) -> Measurements:
    return {
        f"{name} {every}": mean_of(run[name][:, 200:].mean(axis=1))
        for every, run in zip(MOVES, runs, strict=True)
        for name in ("fitness_mean", "plastic")
    }


def _budget(run: Trajectories) -> Measurements:
    mean = run["budget_mean"]
    peak, final = mean.max(axis=1), mean[:, 600]
    return {"fall": mean_of(peak - final, f"{peak.mean():.3g} less {final.mean():.3g}")}


def _pace(every: int) -> str:
    return f"moved every {every} generations" if every else "unmoved"


CLAIMS = (
    Claim(
        id="R26",
        text="A small cost of plasticity makes more innate; a large one prevents the take-off",
        settings=COSTS,
        quantities=(
            near("plastic share at generation 300, no cost", 0.126, 0.05, of="free"),
            near("plastic share at generation 300, 5 % per locus", 0.035, 0.05, of="low"),
            near("plastic share at generation 300, 20 % per locus", 0.389, 0.15, of="high"),
            above("what 5 % lies below the lower of the others", 0.0, 0.091, of="lead"),
        ),
        measure=_costs,
        quick=True,
    ),
    Claim(
        id="R28",
        text="Lamarckian inheritance makes everything innate within 20 generations",
        settings=(LAMARCK,),
        quantities=(at_least("runs that are all innate by generation 20", 0.95, 1.0, of="innate"),),
        measure=_lamarck,
        quick=True,
    ),
    Claim(
        id="R29",
        text="The faster the needle moves, the more alleles stay plastic, until evolution loses track",
        settings=MOVING,
        quantities=(
            *(near(f"mean fitness, {_pace(n)}", *e[:2], of=f"fitness_mean {n}") for n, e in MOVES.items()),
            *(near(f"plastic share, {_pace(n)}", e[2], 0.03, of=f"plastic {n}") for n, e in MOVES.items()),
        ),
        measure=_moving,
        quick=True,
        remark="Means over generations 200 to 500, mutation rate 0.005.",
    ),
    Claim(
        id="R30",
        text="An evolvable budget for learning rises, then falls as the skill becomes innate",
        settings=(BUDGET,),
        quantities=(above("peak of the mean budget gene less its value at generation 600", 0.5, 1.2, of="fall"),),
        measure=_budget,
        remark="Expected: 9.5 less 8.3.",
    ),
)
