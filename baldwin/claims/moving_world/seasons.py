"""Two seasons, in which opposite phenotypes are right: plasticity against innate alleles, exactly.

Where all loci of the target flip at once, loci stay exchangeable, and the recursion of infinite populations with free
recombination goes on. A generation is one life.
"""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import exact, least_step, mean_of
from baldwin.claims.populations import Setting, Trajectories
from baldwin.claims.quantity import SHARE, Measurements, above, close
from baldwin.claims.sources import theory
from baldwin.haystack.theory import expected_fitness, free_recombination
from baldwin.haystack.theory.composition import Floats
from baldwin.haystack.theory.recursions import Trajectory, classes_of_fitness

__all__ = ["CLAIMS", "seasons"]

LOCI, TRIALS, BONUS, MUTATION = 2, 10, 19.0, 5e-3
GENERATIONS, SETTLED = 600, 200
LENGTHS = (100, 50, 20, 10, 5)
"""Generations that a season lasts."""
FOLLOWED = LENGTHS[2:]


def opposite(worth: Floats) -> Floats:
    """Return fitness by class [a, b] in the season whose target is the complement: correct alleles are wrong there."""
    loci = worth.shape[0] - 1
    found = worth.copy()
    for b in range(loci + 1):
        found[: loci - b + 1, b] = worth[loci - b :: -1, b]
    return found


@cache
def seasons(length: int, generations: int = GENERATIONS) -> Trajectory:
    """Return the infinite population where the whole target flips every `length` generations."""
    worth = classes_of_fitness(expected_fitness(np.arange(LOCI + 1), TRIALS, BONUS), None)
    worlds = (worth, opposite(worth))
    return free_recombination(lambda when: worlds[when // length % 2], generations, mutation_rate=MUTATION)


def _plastic(length: int) -> float:
    return float(seasons(length).plastic[SETTLED:].mean())


def _setting(length: int) -> Setting:
    turns = range(length, GENERATIONS + 1, length)
    events = ",".join(f"[{turn},1.0],[{turn + 1},0.0]" for turn in turns)
    return Setting(
        "moving-needle",
        (
            "population.replicates=8",
            "population.size=20000",
            f"population.generations={GENERATIONS}",
            "population.seed=1987",
            "assays.every=0",
            f"task.loci={LOCI}",
            "task.move_every=0",
            f"lifetime.trials={TRIALS}",
            f"fitness.bonus={BONUS}",
            "strategy.crossover=uniform",
            f"strategy.mutation_rate={MUTATION}",
            f'schedule=[{{kind="events",field="task.flip_rate",events=[{events}]}}]',
        ),
        ("plastic",),
    )


SETTINGS = tuple(_setting(length) for length in LENGTHS)
RECURSION = theory("exact recursion of all classes of genomes under free recombination, with two seasons")


def _evolved(*runs: Trajectories) -> Measurements:
    pairs = zip(LENGTHS, runs, strict=True)
    shares = {str(length): mean_of(run["plastic"][:, SETTLED:].mean(axis=1)) for length, run in pairs}
    return {**{str(one): shares[str(one)] for one in FOLLOWED}, "step": least_step(list(shares.values()))}


def _infinite(lengths: tuple[int, ...] = (200, *LENGTHS, 2, 1)) -> Measurements:
    shares = [exact(_plastic(length)) for length in lengths]
    return {"step": least_step(shares), "longest": shares[0], "shortest": shares[-1]}


CLAIMS = (
    Claim(
        id="MW02",
        text="In an infinite population plasticity is kept the more, the shorter the seasons are",
        method="exact recursion, 2 loci, seasons of 200 to 1 generations with opposite targets",
        quantities=(
            above("least step of the plastic share towards shorter seasons", 0.0, 0.00176, RECURSION, of="step"),
            close(
                "plastic share, seasons of one generation",
                0.9907,
                RECURSION,
                parts={"rounding": 5e-5},
                of="shortest",
                range=SHARE,
            ),
            close(
                "plastic share where a season outlasts the memory of the other",
                0.0676,
                RECURSION,
                parts={"rounding": 5e-5},
                of="longest",
                range=SHARE,
            ),
        ),
        measure=_infinite,
        quick=True,
        null=Null("a season that never ends", measure=partial(_infinite, (10_000,) * 8)),
        remark="Means over generations 200 to 600. Mutation rate 0.005, 10 trials a life.",
    ),
    Claim(
        id="MW03",
        text="Large populations follow the exact recursion through seasons of 20 to 5 lives",
        settings=SETTINGS,
        quantities=(
            *(
                close(
                    f"plastic share, seasons of {length} generations",
                    _plastic(length),
                    RECURSION,
                    of=str(length),
                    range=SHARE,
                )
                for length in FOLLOWED
            ),
            above("least step towards shorter seasons", 0.0, 0.027, RECURSION, of="step"),
        ),
        measure=_evolved,
        quick=True,
        null=Null("no selection: to find the needle is worth nothing", ("fitness.bonus=0.0",)),
        remark="20,000 individuals, 8 replicates, means over generations 200 to 600. Seasons of 50 are not followed: "
        "0.244 stay plastic, not 0.220. What is right in the other season grows so rare that few individuals have it.",
    ),
)
