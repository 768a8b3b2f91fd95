"""The persistent question marks: how many alleles stay plastic, and why."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import difference, exact, least_step, mean_of, median_of, share_of
from baldwin.claims.hinton_nowlan.settings import APART, PURGED, SIMULATOR, UNSELECTED, first, populations
from baldwin.claims.populations import Trajectories
from baldwin.claims.quantity import SHARE, Measurements, Quantity, above, close, no_less
from baldwin.claims.sources import Source, published, theory
from baldwin.haystack.theory import expected_fitness, free_recombination

__all__ = ["CLAIMS"]

GENERATIONS = 1000
STOJIC = published("Stojic", 2017, "published data of 100 runs")
# generation (its row, less one) -> plastic share, standard deviation over the runs
REPLICATED = {
    4: (0.4970, 0.0170), 9: (0.4429, 0.0493), 14: (0.3816, 0.0565), 19: (0.3392, 0.0435), 24: (0.3092, 0.0316),
    49: (0.2392, 0.0236), 99: (0.1905, 0.0243), 199: (0.1544, 0.0237), 499: (0.1157, 0.0291), 999: (0.0988, 0.0344),
}  # fmt: skip
RUNS = 100
WHOLE = {"whole generations": 0.5}
SLIP = theory("without a plastic locus all genomes have fitness 1; the published data have 0.05, in 5 of 100 runs")

LASTING = {100: (0.177, 0.004), 200: (0.135, 0.004), 500: (0.0905, 0.0045), 1000: (0.0699, 0.0053)}  # share, its error
LONG = populations("long-run", replicates=200, generations=GENERATIONS)
SMALL = populations("long-run", "population.size=200", replicates=200, generations=GENERATIONS)
LARGE = populations("long-run", "population.size=5000", replicates=20, generations=GENERATIONS)
REPLICATION = populations("published-replication", replicates=RUNS, generations=GENERATIONS - 1)
TO_THE_END = populations(
    "long-run", "population.stop=fixed", replicates=300, generations=20_000, columns=("plastic", "wrong")
)
HIDING = {1000: (0.2344, 0.0013), 3000: (0.284, 0.0024), 10_000: (0.342, 0.0022)}  # trials -> plastic share, its error
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
MUTATION = {"1e-3": (0.1065, 0.0029), "5e-3": (0.164, 0.0008), "1e-2": (0.1952, 0.0009)}
MUTANTS = tuple(
    populations("mutation-balance", f"strategy.mutation_rate={rate}", replicates=24, generations=1500)
    for rate in MUTATION
)


def _long(run: Trajectories) -> Measurements:
    return _at(run, *LASTING)


def _at(run: Trajectories, *generations: int) -> Measurements:
    return {str(generation): mean_of(run["plastic"][:, generation]) for generation in generations}


def _floor(run: Trajectories) -> Measurements:
    plastic = run["plastic"][:, -1]
    floor = f"{np.count_nonzero(plastic == 1 / run.loci)} of {plastic.size} runs at exactly 1/{run.loci}"
    return {**_at(run, 199, 499, 999), "least": exact(plastic.min(), floor)}


def _early(run: Trajectories) -> Measurements:
    return {
        **_at(run, 4, 9, 14, 19, 24, 49, 99),
        "few": median_of(first(run["wrong"] < PURGED)),
        "none": median_of(first(run["wrong"] == 0.0)),
    }


def _drift(*runs: Trajectories) -> Measurements:
    finite = {f"N = {run.size}": mean_of(run["plastic"][:, GENERATIONS]) for run in runs}
    infinite = exact(free_recombination(expected_fitness(np.arange(21), 1000), GENERATIONS).plastic[-1])
    step = least_step([infinite, *reversed(finite.values())])
    del finite["N = 1000"]  # claim R07
    return {**finite, "infinite": infinite, "step": step}


def _end(run: Trajectories) -> Measurements:
    clean = run["wrong"][:, -1] == 0.0
    fixed = run.stopped < 20_000
    note = f"{np.count_nonzero(fixed)} of {fixed.size} fixed, half by generation {np.median(run.stopped):.0f}"
    return {"plastic": mean_of(run.loci * run["plastic"][clean, -1], note)}


def _hiding(*runs: Trajectories) -> Measurements:
    shares = {str(trials): mean_of(run["plastic"][:, 50]) for trials, run in zip(HIDING, runs, strict=True)}
    return {**shares, "step": least_step(list(shares.values()))}


def _assimilated(short: Trajectories, long: Trajectories) -> Measurements:
    innate = [share_of(run["assimilated"][:, -1] == run.size) for run in (short, long)]
    return {"excess": difference(*innate)}


def _balance(*runs: Trajectories) -> Measurements:
    shares = {rate: mean_of(run["plastic"][:, 1200:].mean(axis=1)) for rate, run in zip(MUTATION, runs, strict=True)}
    return {**shares, "step": least_step(list(shares.values()))}


def _shares(named: dict[str, tuple[float, float]], source: Source) -> tuple[Quantity, ...]:
    """Return plastic shares by what was varied: name -> share, its standard error."""
    return tuple(
        close(f"plastic share {name}", share, source, expected_error=error, of=name.rpartition(" ")[2], range=SHARE)
        for name, (share, error) in named.items()
    )


def _replicated(*generations: int) -> tuple[Quantity, ...]:
    found = {when: REPLICATED[when] for when in generations}
    return _shares({f"at generation {when}": (share, sd / RUNS**0.5) for when, (share, sd) in found.items()}, STOJIC)


ROWS = "Stojic (2017): row n of the data is generation n - 1, and standard errors are from its standard deviations."

CLAIMS = (
    Claim(
        id="R07",
        text="Plastic alleles persist for hundreds of generations",
        settings=(LONG,),
        quantities=_shares({f"at generation {when}": found for when, found in LASTING.items()}, APART),
        measure=_long,
        null=UNSELECTED,
    ),
    Claim(
        id="R09",
        text="The published replication keeps 10 % of plastic alleles, and a slip explains their floor of 1/20",
        settings=(REPLICATION,),
        quantities=(
            *_replicated(199, 499, 999),
            no_less("smallest plastic share of any run", 1 / 20, SLIP, of="least", range=SHARE),
        ),
        measure=_floor,
        null=Null("without the slip: who has nothing left to learn is fit", ("fitness.credit_innate=true",)),
        remark="A genome with nothing left to learn counts as one that never learned. Without that slip as many "
        f"stay plastic, but not in every run. {ROWS}",
    ),
    Claim(
        id="R19",
        text="Persistence is drift: the larger the population, the fewer alleles stay plastic",
        settings=(SMALL, LONG, LARGE),
        quantities=(
            close("plastic share, N = 200", 0.290, APART, expected_error=0.0137, of="N = 200", range=SHARE),
            close("plastic share, N = 5000", 0.0459, APART, expected_error=0.0078, of="N = 5000", range=SHARE),
            close(
                "plastic share, infinite population",
                0.0168,
                theory("exact recursion of all classes of genomes under free recombination (R12)"),
                parts={"rounding": 5e-5},
                of="infinite",
                range=SHARE,
            ),
            above("least step towards smaller populations", 0.0, 0.024, APART, of="step"),
        ),
        measure=_drift,
        null=UNSELECTED,
        remark="At generation 1000; with N = 1000 it is claim R07. The infinite population recombines freely.",
    ),
    Claim(
        id="R21",
        text="In the end one or two loci stay plastic for ever",
        settings=(TO_THE_END,),
        quantities=(close("plastic loci of the fixed genome", 1.62, APART, expected_error=0.083, of="plastic"),),
        measure=_end,
        null=UNSELECTED,
    ),
    Claim(
        id="R23",
        text="Too much learning hides the genes: with more trials more alleles stay plastic",
        settings=BUDGETS,
        quantities=(
            *_shares({f"at generation 50, trials: {trials}": found for trials, found in HIDING.items()}, SIMULATOR),
            above("least step towards more trials", 0.0, 0.052, SIMULATOR, of="step"),
        ),
        measure=_hiding,
        quick=True,
        null=UNSELECTED,
    ),
    Claim(
        id="R24",
        text="A short youth makes more innate in the end than a long one",
        settings=ENDS,
        quantities=(above("share of runs that end all innate, 100 less 3000 trials", 0.0, 0.275, APART, of="excess"),),
        measure=_assimilated,
        null=UNSELECTED,
    ),
    Claim(
        id="R27",
        text="Mutation keeps alleles plastic: the more of it, the more of them",
        settings=MUTANTS,
        quantities=(
            *_shares(
                {f"in generations 1200 to 1500, rate {rate}": found for rate, found in MUTATION.items()}, SIMULATOR
            ),
            above("least step towards more mutation", 0.0, 0.031, SIMULATOR, of="step"),
        ),
        measure=_balance,
        null=UNSELECTED,
        remark="Rates below 0.001 are not told apart from it in so few runs.",
    ),
    Claim(
        id="R34",
        text="The published replication, its data generation by generation",
        settings=(REPLICATION.but("population.generations=99"),),
        quantities=(
            *_replicated(4, 9, 14, 19, 24, 49, 99),
            close("median generation with wrong alleles < 1 %", 9, STOJIC, expected_error=0.4, parts=WHOLE, of="few"),
            close("median generation without wrong alleles", 11, STOJIC, expected_error=0.4, parts=WHOLE, of="none"),
        ),
        measure=_early,
        quick=True,
        null=UNSELECTED,
        remark="Parents differ, crossing over may take place outside the genome, and a genome with nothing left to "
        f"learn counts as one that never learned. {ROWS} Standard errors of medians are from the 10 % to 90 % of runs.",
    ),
)
