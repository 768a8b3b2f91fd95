"""The persistent question marks: how many alleles stay plastic, and why."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim, Measured, above, at_least, between, near
from baldwin.claims.estimates import difference, exact, least_step, mean_of, share_of
from baldwin.claims.hinton_nowlan.settings import populations
from baldwin.claims.simulate import Trajectories
from baldwin.haystack.theory import expected_fitness, free_recombination

__all__ = ["CLAIMS"]

GENERATIONS = 1000
LONG = populations("long-run", replicates=200, generations=GENERATIONS)
SMALL = populations("long-run", "population.size=200", replicates=200, generations=GENERATIONS)
LARGE = populations("long-run", "population.size=5000", replicates=20, generations=GENERATIONS)
REPLICATION = populations("published-replication", replicates=100, generations=GENERATIONS)
TO_THE_END = populations(
    "long-run", "population.stop=fixed", replicates=300, generations=20_000, keep=("plastic", "wrong", "assimilated")
)
BUDGETS = tuple(
    populations("long-run", f"lifetime.trials={trials}", replicates=200, generations=50)
    for trials in (1000, 3000, 10_000)
)
ENDS = tuple(
    populations(
        "long-run",
        f"lifetime.trials={trials}",
        "population.stop=fixed",
        replicates=200,
        generations=20_000,
        keep=("assimilated",),
    )
    for trials in (100, 3000)
)
MUTATION = {"1e-4": 0.076, "1e-3": 0.101, "5e-3": 0.160, "1e-2": 0.196}  # rate -> plastic share
MUTANTS = tuple(
    populations("mutation-balance", f"strategy.mutation_rate={rate}", replicates=24, generations=1500)
    for rate in MUTATION
)


def _long(run: Trajectories) -> list[Measured]:
    return [mean_of(run["plastic"][:, generation]) for generation in (100, 200, 500, 1000)]


def _replication(run: Trajectories) -> list[Measured]:
    plastic = run["plastic"][:, GENERATIONS]
    floor = int(np.count_nonzero(plastic == 1 / run.loci))
    return [mean_of(plastic), exact(plastic.min(), f"{floor} of {plastic.size} runs at exactly 1/{run.loci}")]


def _drift(*runs: Trajectories) -> list[Measured]:
    finite = [mean_of(run["plastic"][:, GENERATIONS]) for run in runs]
    infinite = exact(free_recombination(expected_fitness(np.arange(21), 1000), GENERATIONS).plastic[-1])
    return [*finite, infinite, least_step([infinite, *reversed(finite)])]


def _end(run: Trajectories) -> list[Measured]:
    clean = run["wrong"][:, -1] == 0.0
    fixed = run.stopped < 20_000
    note = f"{np.count_nonzero(fixed)} of {fixed.size} fixed, half by generation {np.median(run.stopped):.0f}"
    innate = run["assimilated"][:, -1] == run.size
    return [mean_of(run.loci * run["plastic"][clean, -1], note), share_of(innate)]


def _hiding(*runs: Trajectories) -> list[Measured]:
    shares = [mean_of(run["plastic"][:, 50]) for run in runs]
    return [*shares, least_step(shares)]


def _assimilated(short: Trajectories, long: Trajectories) -> list[Measured]:
    return [difference(*(share_of(run["assimilated"][:, -1] == run.size) for run in (short, long)))]


def _balance(*runs: Trajectories) -> list[Measured]:
    shares = [mean_of(run["plastic"][:, 1200:].mean(axis=1)) for run in runs]
    return [*shares, least_step(shares)]


CLAIMS = (
    Claim(
        id="R07",
        text="Plastic alleles persist for hundreds of generations",
        settings=(LONG,),
        quantities=(
            near("plastic share at generation 100", 0.177, 0.020),
            near("plastic share at generation 200", 0.135, 0.020),
            near("plastic share at generation 500", 0.0905, 0.020),
            near("plastic share at generation 1000", 0.070, 0.020),
        ),
        measure=_long,
    ),
    Claim(
        id="R09",
        text="A slip in the published replication explains its 10 % of plastic alleles, and their floor of 1/20",
        settings=(REPLICATION,),
        quantities=(
            between("plastic share at generation 1000", 0.08, 0.125, 0.0988, "replication"),
            at_least("smallest plastic share of any run", 0.05, 0.05, "replication"),
        ),
        measure=_replication,
        remark="Stojic (2017): a genome with nothing left to learn counts as one that never learned.",
    ),
    Claim(
        id="R19",
        text="Persistence is drift: the larger the population, the fewer alleles stay plastic",
        settings=(SMALL, LONG, LARGE),
        quantities=(
            near("plastic share at generation 1000, N = 200", 0.290, 0.06),
            near("plastic share at generation 1000, N = 1000", 0.070, 0.02),
            near("plastic share at generation 1000, N = 5000", 0.046, 0.03),
            near("plastic share at generation 1000, infinite population", 0.0168, 1e-4, "theory"),
            above("least step towards smaller populations", 0.0, 0.024),
        ),
        measure=_drift,
        remark="The infinite population recombines freely; its recursion is exact.",
    ),
    Claim(
        id="R21",
        text="In the end one or two loci stay plastic for ever; complete assimilation is rare",
        settings=(TO_THE_END,),
        quantities=(
            near("plastic loci of the fixed genome", 1.63, 0.36),
            between("runs that end all innate", 0.01, 0.20, 0.094),
        ),
        measure=_end,
    ),
    Claim(
        id="R23",
        text="Too much learning hides the genes: with more trials more alleles stay plastic",
        settings=BUDGETS,
        quantities=(
            near("plastic share at generation 50, 1000 trials", 0.232, 0.012),
            near("plastic share at generation 50, 3000 trials", 0.284, 0.012),
            near("plastic share at generation 50, 10000 trials", 0.342, 0.012),
            above("least step towards more trials", 0.0, 0.052),
        ),
        measure=_hiding,
        quick=True,
    ),
    Claim(
        id="R24",
        text="A short youth makes more innate in the end than a long one",
        settings=ENDS,
        quantities=(above("runs that end all innate, 100 less 3000 trials", 0.1, 0.275),),
        measure=_assimilated,
    ),
    Claim(
        id="R27",
        text="Mutation keeps alleles plastic: the more of it, the more of them",
        settings=MUTANTS,
        quantities=(
            *(near(f"plastic share, generations 1200 to 1500, rate {u}", e, 0.035) for u, e in MUTATION.items()),
            above("least step towards more mutation", 0.0, 0.025),
        ),
        measure=_balance,
    ),
)
