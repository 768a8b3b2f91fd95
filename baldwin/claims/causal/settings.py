"""The populations of this ladder, and the numbers that they are held against."""

from __future__ import annotations

from baldwin.claims.measures import BRIEF
from baldwin.claims.populations import Evolution
from baldwin.claims.sources import published, regression

__all__ = [
    "ACTIVE",
    "BAYES",
    "BELIEVING",
    "COMPARED",
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
_LONGER = ("task.condition=long_observational", "sampling.lives=16", "population.generations=150")
BELIEVING = {  # by what is experienced, networks of sets of causes
    "random": _SETS.but(RANDOMLY, "population.generations=600"),
    "observational": _SETS.but(RANDOMLY, "task.condition=observational", "population.generations=120"),
    "long observational": _SETS.but(RANDOMLY, *_LONGER),
    "conditional, random": _SETS.but(RANDOMLY, "task.condition=conditional"),
}

_SHARED = (
    "task.permuted=true",
    "assays.instances=2000",
    "assays.individuals=0",
    "assays.mutants=0",
    "assays.examples=false",
)
_GRU = 'network={{kind="recurrent",units=16,senses=[],value={}}}'
_BY_GRADIENT = ("population.size=1", "sampling.lives=256", "population.generations=4000", "assays.every=200")
_STEPS = 'learning_rate=0.003,learning_rate_final=0.0003,decay="cosine"'
COMPARED = (  # cells of the study `causal_learners`: pairs, then a recurrent network by evolution and by both gradients
    Evolution("causal", (*_SHARED, "population.generations=300", "assays.every=30")),
    Evolution(
        "causal",
        (
            *_SHARED,
            _GRU.format("false"),
            "population.generations=1000",
            "assays.every=100",
            "strategy.sigma=0.05",
            "strategy.sigma_final=0.05",
            "strategy.learning_rate=0.02",
            "strategy.learning_rate_final=0.001",
        ),
    ),
    Evolution(
        "causal",
        (
            *_SHARED,
            _GRU.format("true"),
            *_BY_GRADIENT,
            f'strategy={{kind="a2c",optimiser="adam",{_STEPS},entropy=0.1,entropy_final=0.0,discount=1.0}}',
        ),
    ),
    Evolution("causal", (*_SHARED, _GRU.format("false"), *_BY_GRADIENT, f'strategy={{kind="maml",{_STEPS}}}')),
)

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
