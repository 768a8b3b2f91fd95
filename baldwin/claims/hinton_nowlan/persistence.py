"""The persistent question marks: how many alleles stay plastic, and why."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import difference, exact, least_step, mean_of, share_of
from baldwin.claims.hinton_nowlan.settings import populations
from baldwin.claims.populations import Trajectories
from baldwin.claims.quantity import Measurements, above, at_least, between, near
from baldwin.claims.sources import THEORY, published
from baldwin.haystack.theory import expected_fitness, free_recombination

__all__ = ["CLAIMS"]

STOJIC = published("Stojic", 2017, "published data, 100 runs")

GENERATIONS = 1000
LASTING = {100: 0.177, 200: 0.135, 500: 0.0905, 1000: 0.070}  # generation -> plastic share
LONG = populations("long-run", replicates=200, generations=GENERATIONS)
SMALL = populations("long-run", "population.size=200", replicates=200, generations=GENERATIONS)
LARGE = populations("long-run", "population.size=5000", replicates=20, generations=GENERATIONS)
REPLICATION = populations("published-replication", replicates=100, generations=GENERATIONS)
TO_THE_END = populations(
    "long-run", "population.stop=fixed", replicates=300, generations=20_000, columns=("plastic", "wrong", "assimilated")
)
HIDING = {1000: 0.232, 3000: 0.284, 10_000: 0.342}  # trials -> plastic share
BUDGETS = tuple(
    populations("long-run", f"lifetime.trials={trials}", replicates=200, generations=50) for trials in HIDING
)
ENDS = tuple(
    populations(
        "long-run",
        f"lifetime.trials={trials}",
        "population.stop=fixed",
        replicates=200,
        generations=20_000,
        columns=("assimilated",),
    )
    for trials in (100, 3000)
)
MUTATION = {"1e-4": 0.076, "1e-3": 0.101, "5e-3": 0.160, "1e-2": 0.196}  # rate -> plastic share
MUTANTS = tuple(
    populations("mutation-balance", f"strategy.mutation_rate={rate}", replicates=24, generations=1500)
    for rate in MUTATION
)


def _long(run: Trajectories) -> Measurements:
    return {str(generation): mean_of(run["plastic"][:, generation]) for generation in LASTING}


def _replication(run: Trajectories) -> Measurements:
    plastic = run["plastic"][:, GENERATIONS]
    floor = int(np.count_nonzero(plastic == 1 / run.loci))
    at_floor = f"{floor} of {plastic.size} runs at exactly 1/{run.loci}"
    return {"plastic": mean_of(plastic), "least": exact(plastic.min(), at_floor)}


def _drift(*runs: Trajectories) -> Measurements:
    finite = {f"N = {run.size}": mean_of(run["plastic"][:, GENERATIONS]) for run in runs}
    infinite = exact(free_recombination(expected_fitness(np.arange(21), 1000), GENERATIONS).plastic[-1])
    step = least_step([infinite, *reversed(finite.values())])
    return {**finite, "infinite": infinite, "step": step}


def _end(run: Trajectories) -> Measurements:
    clean = run["wrong"][:, -1] == 0.0
    fixed = run.stopped < 20_000
    note = f"{np.count_nonzero(fixed)} of {fixed.size} fixed, half by generation {np.median(run.stopped):.0f}"
    innate = run["assimilated"][:, -1] == run.size
    return {"plastic": mean_of(run.loci * run["plastic"][clean, -1], note), "innate": share_of(innate)}


def _hiding(*runs: Trajectories) -> Measurements:
    shares = {str(trials): mean_of(run["plastic"][:, 50]) for trials, run in zip(HIDING, runs, strict=True)}
    return {**shares, "step": least_step(list(shares.values()))}


def _assimilated(short: Trajectories, long: Trajectories) -> Measurements:
    innate = [share_of(run["assimilated"][:, -1] == run.size) for run in (short, long)]
    return {"excess": difference(*innate)}


def _balance(*runs: Trajectories) -> Measurements:
    shares = {rate: mean_of(run["plastic"][:, 1200:].mean(axis=1)) for rate, run in zip(MUTATION, runs, strict=True)}
    return {**shares, "step": least_step(list(shares.values()))}


CLAIMS = (
    Claim(
        id="R07",
        text="Plastic alleles persist for hundreds of generations",
        settings=(LONG,),
        quantities=(
            *(near(f"plastic share at generation {g}", share, 0.020, of=str(g)) for g, share in LASTING.items()),
        ),
        measure=_long,
    ),
    Claim(
        id="R09",
        text="A slip in the published replication explains its 10 % of plastic alleles, and their floor of 1/20",
        settings=(REPLICATION,),
        quantities=(
            between("plastic share at generation 1000", 0.08, 0.125, 0.0988, STOJIC, of="plastic"),
            at_least("smallest plastic share of any run", 0.05, 0.05, STOJIC, of="least"),
        ),
        measure=_replication,
        remark="Stojic (2017): a genome with nothing left to learn counts as one that never learned.",
    ),
    Claim(
        id="R19",
        text="Persistence is drift: the larger the population, the fewer alleles stay plastic",
        settings=(SMALL, LONG, LARGE),
        quantities=(
            near("plastic share at generation 1000, N = 200", 0.290, 0.06, of="N = 200"),
            near("plastic share at generation 1000, N = 1000", 0.070, 0.02, of="N = 1000"),
            near("plastic share at generation 1000, N = 5000", 0.046, 0.03, of="N = 5000"),
            near("plastic share at generation 1000, infinite population", 0.0168, 1e-4, THEORY, of="infinite"),
            above("least step towards smaller populations", 0.0, 0.024, of="step"),
        ),
        measure=_drift,
        remark="The infinite population recombines freely; its recursion is exact.",
    ),
    Claim(
        id="R21",
        text="In the end one or two loci stay plastic for ever; complete assimilation is rare",
        settings=(TO_THE_END,),
        quantities=(
            near("plastic loci of the fixed genome", 1.63, 0.36, of="plastic"),
            between("runs that end all innate", 0.01, 0.20, 0.094, of="innate"),
        ),
        measure=_end,
    ),
    Claim(
        id="R23",
        text="Too much learning hides the genes: with more trials more alleles stay plastic",
        settings=BUDGETS,
        quantities=(
            *(near(f"plastic share at generation 50, {t} trials", e, 0.012, of=str(t)) for t, e in HIDING.items()),
            above("least step towards more trials", 0.0, 0.052, of="step"),
        ),
        measure=_hiding,
        quick=True,
    ),
    Claim(
        id="R24",
        text="A short youth makes more innate in the end than a long one",
        settings=ENDS,
        quantities=(above("runs that end all innate, 100 less 3000 trials", 0.1, 0.275, of="excess"),),
        measure=_assimilated,
    ),
    Claim(
        id="R27",
        text="Mutation keeps alleles plastic: the more of it, the more of them",
        settings=MUTANTS,
        quantities=(
            *(near(f"plastic share, generations 1200 to 1500, rate {u}", e, 0.035, of=u) for u, e in MUTATION.items()),
            above("least step towards more mutation", 0.0, 0.025, of="step"),
        ),
        measure=_balance,
    ),
)
