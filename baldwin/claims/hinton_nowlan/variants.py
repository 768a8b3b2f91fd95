"""Other rules: costs, Lamarckian inheritance, a moving needle, an evolvable budget."""

from __future__ import annotations

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import difference, mean_of, median_of, share_of
from baldwin.claims.hinton_nowlan.settings import APART, SIMULATOR, UNSELECTED, populations
from baldwin.claims.populations import Trajectories
from baldwin.claims.quantity import SHARE, Measurements, above, close, close_share

__all__ = ["CLAIMS"]

COSTS = {0.0: (0.1205, 0.004), 0.05: (0.0275, 0.0044), 0.2: (0.382, 0.024)}  # -> plastic share, its standard error
COSTLY = tuple(
    populations("plasticity-cost", f"fitness.plasticity_cost={cost}", replicates=60, generations=300) for cost in COSTS
)
LAMARCK = populations("lamarck", replicates=100, generations=20, columns=("assimilated",))
MOVES = {  # generations between moves (0: never) -> mean fitness and its standard error, plastic share and its own
    0: (18.699, 0.0053, 0.1615, 0.001),
    20: (17.16, 0.042, 0.2439, 0.0015),
    5: (13.09, 0.16, 0.3261, 0.0021),
    1: (1.470, 0.052, 0.4236, 0.0038),
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
    return {"0.0": free, "0.05": low, "0.2": high, "free": difference(free, low), "high": difference(high, low)}


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
    return {"rise": median_of(mean[:, 100] - mean[:, 0]), "fall": median_of(mean[:, 100] - mean[:, 600])}


def _pace(every: int) -> str:
    return f"moved every {every} generations" if every else "unmoved"


CLAIMS = (
    Claim(
        id="R26",
        text="A small cost of plasticity makes more innate; a large one prevents the take-off",
        settings=COSTLY,
        quantities=(
            *(
                close(
                    f"plastic share at generation 300, cost per locus {cost}",
                    share,
                    SIMULATOR,
                    expected_error=error,
                    of=str(cost),
                    range=SHARE,
                )
                for cost, (share, error) in COSTS.items()
            ),
            above("the same, no cost less a cost of 0.05", 0.0, 0.091, SIMULATOR, of="free"),
            above("the same, a cost of 0.2 less one of 0.05", 0.0, 0.354, SIMULATOR, of="high"),
        ),
        measure=_costs,
        quick=True,
        null=Null(
            "no selection: neither for the needle nor against plasticity",
            ("fitness.bonus=0.0", "fitness.plasticity_cost=0.0"),
        ),
    ),
    Claim(
        id="R28",
        text="Lamarckian inheritance makes everything innate within 20 generations",
        settings=(LAMARCK,),
        quantities=(close_share("share of runs that are all innate by generation 20", 30, 30, APART, of="innate"),),
        measure=_lamarck,
        quick=True,
        null=Null("nothing is written back", ("inheritance.kind=baldwinian",)),
    ),
    Claim(
        id="R29",
        text="The faster the needle moves, the more alleles stay plastic, until evolution loses track",
        settings=MOVING,
        quantities=(
            *(
                close(f"mean fitness, {_pace(n)}", e[0], SIMULATOR, expected_error=e[1], of=f"fitness_mean {n}")
                for n, e in MOVES.items()
            ),
            *(
                close(
                    f"plastic share, {_pace(n)}", e[2], SIMULATOR, expected_error=e[3], of=f"plastic {n}", range=SHARE
                )
                for n, e in MOVES.items()
            ),
        ),
        measure=_moving,
        quick=True,
        null=UNSELECTED,
        remark="Means over generations 200 to 500, mutation rate 0.005.",
    ),
    Claim(
        id="R30",
        text="An evolvable budget for learning rises, then falls as the skill becomes innate",
        settings=(BUDGET,),
        quantities=(
            above("budget gene at generation 100 less that of founders", 0.0, 4.0, SIMULATOR, of="rise"),
            above("the same at generation 100 less at generation 600", 0.0, 0.70, SIMULATOR, of="fall"),
        ),
        measure=_budget,
        null=UNSELECTED,
        remark="Medians of runs, of which a few never take off. The generations are fixed beforehand: the largest of "
        "600 values exceeds the last by drift alone.",
    ),
)
