"""Networks that are born with every set of causes a node may have, and evolve how to believe in them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from baldwin.claims.causal.interventions import short_of
from baldwin.claims.causal.reading import inborn, quizzes, ratio
from baldwin.claims.causal.settings import BAYES, BELIEVING, PROTOTYPE
from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.estimates import difference
from baldwin.claims.measures import Floats, least, most
from baldwin.claims.populations import Networks
from baldwin.claims.quantity import Measurement, Measurements, above, below, no_more
from baldwin.claims.sources import published

__all__ = ["CLAIMS"]

MOONSHOT = 0.86  # ratio after random interventions that no prototype came to
LONGER = published("Dasgupta et al.", 2019, "figure 2a")
BEST = 0.49  # of a prototype where the node asked about was never held
TOLD: dict[str, Callable[[Floats], Floats]] = {  # what genes of `cause_sets` stand for
    "shared": lambda gene: 2.0 * gene,
    "held": lambda gene: 1.0 / (1.0 + np.exp(-10.0 * gene)),
}


def _gene(run: Networks, name: str) -> list[Measurement]:
    """Return what a gene stands for in each seed; exact, as it is read and not measured."""
    return [Measurement(float(TOLD[name](one)[0]), 0.0) for one in inborn(run, name)]


def _random(run: Networks) -> Measurements:
    seeds = quizzes(run)
    return {
        "all": ratio(seeds),
        "decide": ratio(seeds, [one.there.decide for one in seeds]),
        "never": ratio(seeds, [one.unvisited for one in seeds]),
        "short": short_of(ratio(seeds), BAYES["random"][0]),
        "shared": least(_gene(run, "shared")),
        "held": most(_gene(run, "held")),
    }


def _longer(watching: Networks, longer: Networks, given: Networks) -> Measurements:
    lived = [quizzes(run) for run in (watching, longer, given)]
    short, long, conditional = (ratio(seeds) for seeds in lived)
    misled = [ratio(seeds, [one.there.decide for one in seeds]) for seeds in lived]
    return {
        "observational": short,
        "long observational": long,
        "longer": difference(long, short),
        "conditional": difference(conditional, long),
        "longer, decide": difference(misled[1], misled[0]),
    }


def _by_chance(given: Networks, held: Networks) -> Measurements:
    first, second = quizzes(given), quizzes(held)
    misled = [ratio(seeds, [one.there.decide for one in seeds]) for seeds in (first, second)]
    return {
        "conditional": ratio(first),
        "apart": difference(ratio(first), ratio(second)),
        "apart, decide": difference(*misled),
    }


CLAIMS = (
    Claim(
        id="CG09",
        text="After random interventions nine genes that say how to believe in sets of causes come near Bayes' rule",
        settings=(BELIEVING["random"],),
        quantities=(
            above("ratio to the optimal cause-effect, more than any prototype came to", MOONSHOT, 0.876, of="all"),
            no_more("the same: nobody beats Bayes' rule", BAYES["random"][0], of="all"),
            below("the same: what is short of Bayes' rule", 0.03, 0.01, of="short"),
            above("never held: ratio more than that of the best prototype", BEST, 0.612, PROTOTYPE, of="never"),
            above("where association misleads: ratio", 0.8, 0.85, of="decide"),
            above("causes are averaged (1) and do not add up (0): nearer to the truth", 0.5, 1.09, of="shared"),
            below("what a node that is held tells of its own causes, from 1/2 at birth", 0.01, 1e-5, of="held"),
        ),
        measure=_random,
        null=UNTRAINED,
        remark="600 generations. Structure is given here: that causes have signs and are summed, and that evidence "
        "adds up as an ideal observer's does. Evolved is what the world is like: noise of .20 (it is .1, and .14 with "
        "an unseen cause), causes of strength 1.01 (1), averaged, and that to hold a node tells nothing of what causes "
        "it. Networks without that structure stay at .82 (CG05).",
    ),
    Claim(
        id="CG10",
        text="Watching longer teaches more than watching, and conditioning on random nodes more than either",
        settings=tuple(BELIEVING[kind] for kind in ("observational", "long observational", "conditional, random")),
        quantities=(
            above("long observational less observational: ratio", 0.0, 0.238, of="longer"),
            above("the same where association misleads", 0.0, 0.258, of="longer, decide"),
            above("conditional less long observational: ratio", 0.0, 0.049, of="conditional"),
            above("long observational: ratio, beside the agent's", 0.64, 0.875, LONGER, of="long observational"),
            no_more("observational: ratio, nobody beats Bayes' rule", BAYES["observational"][0], of="observational"),
        ),
        measure=_longer,
        null=UNTRAINED,
        remark="Nineteen samples of the joint law for four. Evolved .64, .875 and .92, Bayes' rule .64, .90 "
        "and .99: .03 and .07 are not reached. CG07 has the order of watching, conditioning and intervening where each "
        "node comes once. 120, 150 and 200 generations, of 16 long lives each and 64 others.",
    ),
    Claim(
        id="CG11",
        text="Of random nodes conditioning teaches more than intervening, but where association misleads less",
        settings=(BELIEVING["conditional, random"], BELIEVING["random"]),
        quantities=(
            above("conditional: ratio, more than association", 0.797, 0.92, of="conditional"),
            above("conditional less interventional", 0.0, 0.045, PROTOTYPE, of="apart"),
            below("the same where association misleads", 0.0, -0.10, PROTOTYPE, of="apart, decide"),
        ),
        measure=_by_chance,
        null=UNTRAINED,
        remark="So it is for Bayes' rule: .99 and .886. A node that is given tells of its causes too, so that nodes "
        "that are never given are known better. Dasgupta et al. (2019) have 0.68 and 0.65 (figures 4 and 5).",
    ),
)
