"""The populations of this ladder, and the numbers that they are held against."""

from __future__ import annotations

from baldwin.claims.measures import BRIEF
from baldwin.claims.populations import Evolution
from baldwin.claims.sources import published, regression

__all__ = [
    "ACTIVE",
    "BAYES",
    "BELIEVING",
    "CONDITIONAL",
    "COUNTERFACTUAL",
    "FAST",
    "FIGURES",
    "INTERVENTIONAL",
    "OBSERVATIONAL",
    "PAPER",
    "PROTOTYPE",
    "RANDOM",
    "RANDOM_ATTENTION",
]

SHORT = (*BRIEF, "assays.examples=false")
RANDOMLY, SUMS = "task.nodes_chosen=random", "network.kind=pair_sums"
ORDERED = (SUMS, "network.knows_order=true")  # sign of i - j: it knows from birth which node may cause which

FAST = Evolution("causal", ("population.generations=150", *SHORT))
RANDOM = Evolution("causal", (SUMS, RANDOMLY, "population.generations=2000", *SHORT))
ACTIVE = Evolution(
    "causal",
    (
        "network.kind=pair_attention",
        "network.explores=true",
        "task.nodes_chosen=active",
        "population.generations=250",
        *SHORT,
    ),
)
RANDOM_ATTENTION = Evolution("causal", ("network.kind=pair_attention", RANDOMLY, "population.generations=400", *SHORT))
INTERVENTIONAL = Evolution("causal", (*ORDERED, "population.generations=300", *SHORT))
CONDITIONAL = INTERVENTIONAL.but("task.condition=conditional", "population.generations=800")
OBSERVATIONAL = INTERVENTIONAL.but("task.condition=observational", RANDOMLY, "population.generations=800")
COUNTERFACTUAL = Evolution(
    "causal",
    (SUMS, "network.recalls=true", "task.condition=counterfactual", "population.generations=2000", *SHORT),
)

_SETS = Evolution(
    "causal", ("network.kind=cause_sets", "network.knows_order=true", "population.generations=200", *SHORT)
)
BELIEVING = {  # by what is experienced, networks of sets of causes
    "random": _SETS.but(RANDOMLY, "population.generations=600"),
    "observational": _SETS.but(RANDOMLY, "task.condition=observational"),
    "long observational": _SETS.but(RANDOMLY, "task.condition=long_observational"),
    "conditional": _SETS.but("task.condition=conditional"),
    "conditional, random": _SETS.but(RANDOMLY, "task.condition=conditional"),
    "interventional": _SETS,
}

PROTOTYPE = regression("prototypes of our own, written apart from this program")
PAPER = {"observational": 0.44, "conditional": 0.79, "interventional": 0.81}
"""Bars of the agents that chose their nodes (observational: that only saw), over those of the optimal cause-effect."""
FIGURES = {
    "observational": published("Dasgupta et al.", 2019, "figure 2a"),
    "conditional": published("Dasgupta et al.", 2019, "figures 2a and 3a"),
    "interventional": published("Dasgupta et al.", 2019, "figure 3a"),
}

# Bayes' rule over the optimal cause-effect, all lives and where association misleads, in graphs held out; claim CG03
BAYES = {"random": (0.886, 0.865), "observational": (0.643, 0.478), "counterfactual": (1.054, None)}
