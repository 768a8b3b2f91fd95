"""What is learned from watching, from conditioning, from intervening, and from the noise of the last time."""

from __future__ import annotations

from baldwin.claims.causal.interventions import short_of
from baldwin.claims.causal.reading import gain, quizzes, ratio, score
from baldwin.claims.causal.settings import (
    BAYES,
    CONDITIONAL,
    COUNTERFACTUAL,
    FIGURES,
    INTERVENTIONAL,
    OBSERVATIONAL,
    PAPER,
    PROTOTYPE,
)
from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.estimates import difference
from baldwin.claims.populations import Networks
from baldwin.claims.quantity import Measurements, above, no_more

__all__ = ["CLAIMS"]


def _conditions(observational: Networks, conditional: Networks, interventional: Networks) -> Measurements:
    kinds = {"observational": observational, "conditional": conditional, "interventional": interventional}
    lived = {name: quizzes(run) for name, run in kinds.items()}
    whole = {name: ratio(seeds) for name, seeds in lived.items()}
    misled = {name: ratio(seeds, [one.there.decide for one in seeds]) for name, seeds in lived.items()}
    return {
        **whole,
        "conditional over observational": difference(whole["conditional"], whole["observational"]),
        "interventional over conditional": difference(whole["interventional"], whole["conditional"]),
        "conditional over observational, decide": difference(misled["conditional"], misled["observational"]),
        "interventional over conditional, decide": difference(misled["interventional"], misled["conditional"]),
        "short": short_of(whole["conditional"], 1.0),
    }


def _counterfactual(run: Networks, twin: Networks) -> Measurements:
    seeds, others = quizzes(run), quizzes(twin, "task.condition=counterfactual")
    several, distinct = ([one.there.degenerate for one in seeds], [~one.there.degenerate for one in seeds])
    alike, apart = ([one.there.degenerate for one in others], [~one.there.degenerate for one in others])
    return {
        "all": ratio(seeds),
        "gain": difference(ratio(seeds), ratio(others)),
        "degenerate": difference(score(seeds, several), score(others, alike)),
        "beyond": gain(seeds, [one.there.causal for one in seeds], several),
        "distinct": difference(score(seeds, distinct), score(others, apart)),
        "short": short_of(ratio(seeds), BAYES["counterfactual"][0]),
    }


CLAIMS = (
    Claim(
        id="CG07",
        text="Each node once: watching teaches less than conditioning, and that less than intervening, most where "
        "association misleads",
        settings=(OBSERVATIONAL, CONDITIONAL, INTERVENTIONAL),
        quantities=(
            above("conditional less observational", 0.0, 0.32, PROTOTYPE, of="conditional over observational"),
            above("interventional less conditional", 0.0, 0.05, PROTOTYPE, of="interventional over conditional"),
            above(
                "where association misleads: conditional less observational",
                0.1,
                0.37,
                PROTOTYPE,
                of="conditional over observational, decide",
            ),
            above(
                "where association misleads: interventional less conditional",
                0.1,
                0.21,
                PROTOTYPE,
                of="interventional over conditional, decide",
            ),
            above(
                "observational: ratio, beside the agent's",
                PAPER["observational"],
                0.63,
                FIGURES["observational"],
                of="observational",
            ),
            above(
                "conditional: ratio, beside the agent's",
                PAPER["conditional"],
                0.95,
                FIGURES["conditional"],
                of="conditional",
            ),
            above(
                "interventional: ratio, beside the agent's",
                PAPER["interventional"],
                1.0,
                FIGURES["interventional"],
                of="interventional",
            ),
            no_more("observational: ratio, nobody beats Bayes' rule", BAYES["observational"][0], of="observational"),
            no_more("interventional: ratio, nobody beats the optimal cause-effect", 1.0, of="interventional"),
            above("conditional: not reached, what is short of Bayes' rule", 0.0, 0.05, PROTOTYPE, of="short"),
        ),
        measure=_conditions,
        null=UNTRAINED,
        remark="These networks know from birth which node may cause which (the sign of i - j). Bayes' rule has .643, "
        "1.00 and 1.00; with random nodes it has the order of the last two reversed (.99 and .886), and so "
        "have these networks, but where association misleads.",
    ),
    Claim(
        id="CG08",
        text="Counterfactuals pay where several nodes are best, and only the noise of the last time tells them apart",
        settings=(COUNTERFACTUAL, INTERVENTIONAL),
        quantities=(
            above(
                "ratio to the optimal cause-effect, more than anybody has without the noise",
                1.0,
                1.04,
                PROTOTYPE,
                of="all",
            ),
            above(
                "ratio more than that of newborns who learn by interventions, same lives",
                0.0,
                0.04,
                PROTOTYPE,
                of="gain",
            ),
            above("several nodes are best: mean score more than theirs", 0.0, 0.077, PROTOTYPE, of="degenerate"),
            above(
                "several nodes are best: score more than the graph alone can give in the same quizzes, over that",
                0.0,
                0.53,
                PROTOTYPE,
                of="beyond",
            ),
            no_more("one node is best: mean score more than theirs", 0.0, of="distinct"),
            no_more("ratio, nobody beats Bayes' rule", BAYES["counterfactual"][0], of="all"),
            above("not reached: what is short of Bayes' rule", 0.0, 0.01, PROTOTYPE, of="short"),
        ),
        measure=_counterfactual,
        null=UNTRAINED,
        remark="As in figure 6b of Dasgupta et al. (2019): one node best 2.08 and 2.09, several 0.27 against 0.13; in "
        "all 0.86 against 0.82. A network that prefers what was high last time would gain as well: that is not "
        "ruled out.",
    ),
)
