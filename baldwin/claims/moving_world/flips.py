"""Every locus of the target flips with a rate of its own: what stays plastic, and where evolution loses track."""

from __future__ import annotations

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import difference, least_step, mean_of
from baldwin.claims.populations import Setting, Trajectories
from baldwin.claims.quantity import SHARE, Measurements, above, below, close
from baldwin.claims.sources import THIS_PROGRAM, regression

__all__ = ["CLAIMS"]

LOCI, SETTLED = 20, 200
RATES = (0.0, 0.0025, 0.01, 0.025)
"""Chances of a flip of each of 20 loci in a generation: never, every 20, every 5, every second generation."""
EACH_LIFE, OUTRUN = 0.05, 0.2  # a flip in each generation, and four in each


SIMULATOR = regression("an independent program in NumPy (tests/independent/simulator.py), eight replicates")


def _setting(rate: float, *overrides: str) -> Setting:
    moving = ("task.move_every=0", f"task.loci={LOCI}", f"task.flip_rate={rate}")
    size = ("population.replicates=12", "population.generations=500", "population.seed=1987", "assays.every=0")
    return Setting("moving-needle", (*size, *moving, *overrides), ("plastic", "fitness_mean"))


SLOW = tuple(map(_setting, RATES))
FAST = (_setting(RATES[2]), _setting(EACH_LIFE), _setting(OUTRUN), _setting(RATES[2], 'lifetime={kind="none"}'))


def _plastic(*runs: Trajectories) -> Measurements:
    shares = [mean_of(run["plastic"][:, SETTLED:].mean(axis=1)) for run in runs]
    return {
        "least": shares[0],
        "every 20": shares[1],
        "every 5": shares[2],
        "most": shares[3],
        "step": least_step(shares),
    }


def _fitness(*runs: Trajectories) -> Measurements:
    slow, each, outrun, unlearning = (mean_of(run["fitness_mean"][:, SETTLED:].mean(axis=1)) for run in runs)
    return {"slow": slow, "each": each, "outrun": outrun, "lead": difference(slow, unlearning)}


CLAIMS = (
    Claim(
        id="MW01",
        text="The more often loci of the target flip, the more alleles stay plastic",
        settings=SLOW,
        quantities=(
            *(
                close(
                    f"plastic share, a flip every {every} generations",
                    share,
                    SIMULATOR,
                    expected_error=error,
                    of=f"every {every}",
                    range=SHARE,
                )
                for every, share, error in ((20, 0.2294, 0.0051), (5, 0.3241, 0.0045))
            ),
            below("plastic share where nothing flips", 0.2, 0.164, THIS_PROGRAM, of="least", range=SHARE),
            above("plastic share, a flip every second generation", 0.35, 0.383, THIS_PROGRAM, of="most", range=SHARE),
            above("least step from never to every 20, 5 and 2 generations", 0.0, 0.056, THIS_PROGRAM, of="step"),
        ),
        measure=_plastic,
        quick=True,
        null=Null("no selection: to find the needle is worth nothing", ("fitness.bonus=0.0",)),
        remark="Means over generations 200 to 500, 12 replicates, mutation rate 0.005; flips are drawn by locus.",
    ),
    Claim(
        id="MW04",
        text="Change that outruns a life is not followed: evolution collapses to where nobody finds the needle",
        settings=FAST,
        quantities=(
            close("mean fitness, a flip every 5 generations", 12.966, SIMULATOR, expected_error=0.278, of="slow"),
            close("mean fitness, a flip in each generation", 1.489, SIMULATOR, expected_error=0.064, of="each"),
            below("mean fitness, four flips in each", 1.05, 1.005, THIS_PROGRAM, of="outrun"),
            above("a flip every 5 generations: learners less those without", 0.0, 11.0, THIS_PROGRAM, of="lead"),
        ),
        measure=_fitness,
        quick=True,
        null=Null("change that outruns nobody: nothing flips", ("task.flip_rate=0.0",)),
        remark="Who never finds the needle has fitness 1, who is born with it 20; a generation is one life. Without "
        "learning nobody finds it at all, flips or none.",
    ),
)
