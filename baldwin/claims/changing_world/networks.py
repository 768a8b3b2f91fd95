"""Networks: two coordinates of the line that the world asks for move at once."""

from __future__ import annotations

from baldwin.claims.changing_world.arms import Arm, Fates, apart, lags, lead, lived_on, rise
from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import difference, exact
from baldwin.claims.quantity import Measurement, Measurements, above, close, close_share
from baldwin.claims.sources import THIS_PROGRAM, theory

__all__ = ["CLAIMS"]

STEP, GENERATIONS, REPLICATES, THRESHOLD = 30, 80, 20, -7.0
EVERY = ("assays.every=5",)
LEARNERS = Arm("changing-line", (*EVERY, f"assays.world={STEP}"))
UNSEEN = Arm("changing-line", ("assays.every=0", "inheritance.kind=darwinian"))
INNATE = Arm("changing-line", ("assays.every=0", 'lifetime={kind="innate"}'))
UNMOVED = Arm("changing-line", (*EVERY, "assays.world=1000", "schedule.0.at=1000", "schedule.1.at=1000"))

AT_ONCE = theory("who is born near the old line is 3^2 + 3^2 = 18 from the new one, and the threshold is at 7")


def _survive(learners: Fates, unseen: Fates, innate: Fates, unmoved: Fates) -> Measurements:
    shares = {
        "learners": lived_on(learners, GENERATIONS),
        "unseen": lived_on(unseen, STEP),
        "innate": lived_on(innate, STEP),
        "unmoved": lived_on(unmoved, GENERATIONS),
    }
    found: dict[str, Measurement] = {"learners": shares["learners"], "unmoved": shares["unmoved"]}
    for name, arm in (("unseen", unseen), ("innate", innate)):
        died = arm.last(extinct=True)
        found |= {
            f"{name} earliest": exact(died.min() if died.size else float("nan")),
            f"{name} latest": exact(died.max() if died.size else float("nan")),
            f"lead over {name}": lead(shares["learners"], shares[name]),
            f"{name} apart": apart(arm, learners),
        }
    return found


def _assimilate(learners: Fates, unmoved: Fates) -> Measurements:
    risen = [rise(arm.elsewhere, STEP - 5, GENERATIONS) for arm in (learners, unmoved)]
    return {"rise": risen[0], "more": difference(*risen), "lag": lags(learners, STEP, GENERATIONS, THRESHOLD)}


CLAIMS = (
    Claim(
        id="CW03",
        text="Networks that learn survive a step of the world that kills those born for the old one",
        settings=(LEARNERS, UNSEEN, INNATE, UNMOVED),
        quantities=(
            close(
                "first generation in which a population selected at birth dies out", STEP, AT_ONCE, of="unseen earliest"
            ),
            close("last generation in which one does", STEP, AT_ONCE, of="unseen latest"),
            close(
                "first generation in which a population without learning dies out", STEP, AT_ONCE, of="innate earliest"
            ),
            close("last generation in which one of these does", STEP, AT_ONCE, of="innate latest"),
            close_share("share of learners that live to the end", 19, 20, THIS_PROGRAM, of="learners"),
            above("the same, less of those selected at birth", 0.0, 0.95, THIS_PROGRAM, of="lead over unseen"),
            above("the same, less of those without learning", 0.0, 0.95, THIS_PROGRAM, of="lead over innate"),
            above("log-rank statistic, selected at birth against learners", 0.0, 6.2, THIS_PROGRAM, of="unseen apart"),
            above("log-rank statistic, without learning against learners", 0.0, 6.2, THIS_PROGRAM, of="innate apart"),
            close_share(
                "share of learners that live to the end where nothing changes",
                REPLICATES,
                REPLICATES,
                THIS_PROGRAM,
                of="unmoved",
            ),
        ),
        measure=_survive,
        null=Null("no threshold: selection among who is there, and nobody dies out", ("survival.threshold=-1000.0",)),
        remark="In generation 30 two of four coordinates move by 3. Those selected at birth learn, too late. "
        "Intervals are of Kaplan-Meier shares.",
    ),
    Claim(
        id="CW04",
        text="What surviving networks learn becomes innate: ability at birth in the new world rises, and later",
        settings=(LEARNERS, UNMOVED),
        quantities=(
            above(
                "innate ability in the new world, at the end less before the step", 0.0, 17.9, THIS_PROGRAM, of="rise"
            ),
            above("the same, less that where nothing changes", 0.0, 18.4, THIS_PROGRAM, of="more"),
            above(
                "assimilation lag: generations from learned to innate ability of -7", 0.0, 15.0, THIS_PROGRAM, of="lag"
            ),
        ),
        measure=_assimilate,
        null=Null(
            "blind selection: everybody lives, and anybody is a parent",
            ("survival.threshold=-1000.0", "strategy.parents=1.0", "strategy.elites=0"),
        ),
        remark="Ability is the squared distance from the line, sign changed, at birth and after five steps; -7 "
        "is the threshold of survival. Before is generation 25; without a step the new world is one that never comes. "
        "Medians of replicates that lived to the end.",
    ),
)
