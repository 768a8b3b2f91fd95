"""The control arm: the same needle without learning."""

from __future__ import annotations

import numpy as np

from baldwin.claims.claim import Claim
from baldwin.claims.estimates import difference, least_step, median_of, share_of
from baldwin.claims.hinton_nowlan.settings import populations, taken_over
from baldwin.claims.populations import Setting, Trajectories
from baldwin.claims.quantity import Measurement, Measurements, above, at_least, at_most, below, between, near

__all__ = ["CLAIMS"]


def _control(*overrides: str, size: int = 1000, replicates: int = 500, generations: int | None = None) -> Setting:
    """Return a no-learning setting that ends when the target can hardly take over any more.

    Within N generations drift fixes a given wrong allele with chance 0.23, so some of 20 with chance 0.995.
    """
    return populations(
        "no-learning",
        *overrides,
        *([f"population.size={size}"] if size != 1000 else []),
        "population.stop=fixed",
        replicates=replicates,
        generations=generations or size,
        columns=("assimilated",),
    )


ONE_POINT = _control()
UNIFORM = _control("strategy.crossover=uniform")
SMALL, LARGER, LARGEST = (
    _control(size=size, replicates=replicates) for size, replicates in ((200, 1000), (2000, 300), (5000, 120))
)
MUTANTS = _control("strategy.mutation_rate=1e-3", replicates=40, generations=20_000)
LONG_GENOME = populations(
    "long-genome", "population.stop=fixed", replicates=100, generations=10_000, columns=("wrong",)
)
LONG_CONTROL = _control("task.loci=25", replicates=600, generations=1000)


def _wins(run: Trajectories) -> Measurements:
    won = taken_over(run)
    return {"ever": share_of(won < np.inf), "soon": share_of(won <= 50)}


def _by_size(*runs: Trajectories) -> Measurements:
    shares = {f"N = {run.size}": share_of(taken_over(run) < np.inf) for run in runs}
    return {**shares, "step": least_step(list(shares.values()))}


def _survival(run: Trajectories) -> Measurement:
    """Return the share of runs in which the target takes over, of those in which it appears."""
    appeared = (run["assimilated"] > 0).any(axis=1)
    return share_of((taken_over(run) < np.inf)[appeared])


def _linkage(one_point: Trajectories, uniform: Trajectories) -> Measurements:
    return {"excess": difference(_survival(one_point), _survival(uniform))}


def _mutants(run: Trajectories) -> Measurements:
    won = taken_over(run)
    return {"ever": share_of(won < np.inf), "when": median_of(won)}


def _long_genome(learners: Trajectories, control: Trajectories) -> Measurements:
    return {
        "learners": share_of(learners["wrong"][:, -1] == 0.0),
        "control": share_of(taken_over(control) < np.inf),
    }


CLAIMS = (
    Claim(
        id="R13",
        text="Without learning evolution may still find the needle, though seldom within 50 generations",
        settings=(ONE_POINT,),
        quantities=(
            near("runs in which the target takes over", 0.1725, 0.05, of="ever"),
            at_most("runs in which it does by generation 50", 0.08, 0.0335, of="soon"),
        ),
        measure=_wins,
        quick=True,
        remark="Takeover: half of all genomes are the target. No mutation: recombination alone proposes new genomes.",
    ),
    Claim(
        id="R14",
        text="The larger the population, the more often it finds the needle without learning",
        settings=(SMALL, LARGER, LARGEST),
        quantities=(
            near("runs in which the target takes over, N = 200", 0.021, 0.03, of="N = 200"),
            near("runs in which the target takes over, N = 2000", 0.377, 0.12, of="N = 2000"),
            near("runs in which the target takes over, N = 5000", 0.80, 0.20, of="N = 5000"),
            above("least step towards larger populations", 0.0, 0.356, of="step"),
        ),
        measure=_by_size,
    ),
    Claim(
        id="R15",
        text="Linkage protects the needle: once found, it survives one-point crossover far better than uniform",
        settings=(ONE_POINT, UNIFORM),
        quantities=(
            above("takeovers among runs in which it appears, one-point less uniform", 0.25, 0.495, of="excess"),
        ),
        measure=_linkage,
        remark="Expected: 0.956 less 0.461.",
    ),
    Claim(
        id="R16",
        text="Given mutation and time, evolution without learning always finds the needle",
        settings=(MUTANTS,),
        quantities=(
            at_least("runs in which the target takes over by generation 20000", 1.0, 1.0, of="ever"),
            between("median generation of takeover", 900, 3000, 1725, of="when"),
        ),
        measure=_mutants,
    ),
    Claim(
        id="R32",
        text="In a haystack 32 times as large learners still get rid of wrong alleles, the control hardly ever wins",
        settings=(LONG_GENOME, LONG_CONTROL),
        quantities=(
            above("runs of learners that end free of wrong alleles", 0.25, 0.60, of="learners"),
            below("runs of the control in which the target takes over", 0.03, 0.013, of="control"),
        ),
        measure=_long_genome,
    ),
)
