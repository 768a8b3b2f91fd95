"""Genotypes of needles: three in ten loci of the target flip at once."""

from __future__ import annotations

from baldwin.claims.changing_world.arms import Arm, Fates, apart, lags, lead, lived_on, rise
from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.quantity import SHARE, Measurements, above, close, close_share
from baldwin.claims.sources import THIS_PROGRAM, theory

__all__ = ["CLAIMS"]

STEP, LOCI, FLIPS, GENERATIONS, REPLICATES = 10, 10, 0.3, 300, 200
ONE_IN_FOUR = 1.0 + 19.0 / 4.0
"""Innate ability where one newborn in four is born with the needle."""


def _arm(*overrides: str) -> Arm:
    size = (f"population.replicates={REPLICATES}", f"population.generations={GENERATIONS}")
    return Arm("changing-needle", (*size, *overrides))


LEARNERS = _arm()
BORN = _arm("encoding.correct=1.0", "encoding.plastic=0.0", "strategy.mutation_rate=0.0")
UNLEARNING = _arm('lifetime={kind="none"}')
UNMOVED = _arm("schedule.0.value=0.0")

NO_FLIP = theory("no locus flips, and nothing mutates: (1 - 0.3)^10")
AT_ONCE = theory("who is born with a wrong allele has fitness 1, below the threshold")


def _survive(learners: Fates, born: Fates, unlearning: Fates, unmoved: Fates) -> Measurements:
    shares = {
        "learners": lived_on(learners, STEP),
        "born": lived_on(born, STEP),
        "unlearning": lived_on(unlearning, STEP),
        "unmoved": lived_on(unmoved, GENERATIONS),
    }
    died = born.last(extinct=True)
    ends = (
        {"earliest": exact(died.min()), "latest": exact(died.max())}
        if died.size
        else dict.fromkeys(("earliest", "latest"), exact(float("nan"), "nobody died out"))
    )
    return {
        "born": shares["born"],
        **ends,
        "learners": shares["learners"],
        "unmoved": shares["unmoved"],
        "lead over born": lead(shares["learners"], shares["born"]),
        "lead over unlearning": lead(shares["learners"], shares["unlearning"]),
        "born apart": apart(born, learners),
        "unlearning apart": apart(unlearning, learners),
    }


def _assimilate(learners: Fates) -> Measurements:
    return {
        "loss": rise(learners.abilities, STEP, STEP - 1),
        "rise": rise(learners.abilities, STEP + 1, GENERATIONS),
        "lag": lags(learners, STEP, GENERATIONS, ONE_IN_FOUR),
    }


CLAIMS = (
    Claim(
        id="CW01",
        text="Genotypes that can learn survive a step of the world that kills those adapted from birth",
        settings=(LEARNERS, BORN, UNLEARNING, UNMOVED),
        quantities=(
            close(
                "share of populations adapted from birth that live on after the step",
                (1.0 - FLIPS) ** LOCI,
                NO_FLIP,
                of="born",
                range=SHARE,
            ),
            close("first generation in which one of them dies out", STEP, AT_ONCE, of="earliest"),
            close("last generation in which one of them does", STEP, AT_ONCE, of="latest"),
            above(
                "share of learners that live on after the step", 0.5, 0.875, THIS_PROGRAM, of="learners", range=SHARE
            ),
            above("the same, less of those adapted from birth", 0.0, 0.85, THIS_PROGRAM, of="lead over born"),
            above("the same, less of those without learning", 0.0, 0.755, THIS_PROGRAM, of="lead over unlearning"),
            above("log-rank statistic, adapted from birth against learners", 0.0, 17.1, THIS_PROGRAM, of="born apart"),
            above(
                "log-rank statistic, without learning against learners", 0.0, 15.1, THIS_PROGRAM, of="unlearning apart"
            ),
            close_share(
                "share of learners that live to the end where nothing changes",
                REPLICATES,
                REPLICATES,
                THIS_PROGRAM,
                of="unmoved",
            ),
        ),
        measure=_survive,
        quick=True,
        null=Null("no threshold: selection among who is there, and nobody dies out", ("survival.threshold=0.0",)),
        remark="In generation 10 each locus of the target flips with chance 0.3. Those without learning begin like the "
        "learners, and are adapted from birth by then; a few live on, whose target did not flip. Intervals are of "
        "Kaplan-Meier shares.",
    ),
    Claim(
        id="CW02",
        text="What the survivors learn becomes innate: ability at birth in the new world rises, later than the learned",
        settings=(LEARNERS,),
        quantities=(
            above("innate ability lost in the step", 0.0, 2.7, THIS_PROGRAM, of="loss"),
            above("innate ability at the end less that right after the step", 0.0, 8.1, THIS_PROGRAM, of="rise"),
            above(
                "assimilation lag: generations from learned to innate ability of 5.75",
                0.0,
                90.0,
                THIS_PROGRAM,
                of="lag",
            ),
        ),
        measure=_assimilate,
        quick=True,
        null=Null(
            "no selection: finding the needle is worth nothing, and nobody has to",
            ("fitness.bonus=0.0", "survival.threshold=0.0"),
        ),
        remark="Ability is fitness at birth and after learning, of 1 to 20; 5.75 is that of one in four born with the "
        "needle. Medians of replicates that lived to the end.",
    ),
)
