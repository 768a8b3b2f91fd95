"""Arms against controls: effect sizes over replicates with bootstrap intervals, and permutation tests."""

from baldwin.comparison.arms import QUANTITIES, Comparison, compare_runs, compare_study, measured_together
from baldwin.comparison.effects import ASSIMILATION, Effect, Reached, effect, reached

__all__ = [
    "ASSIMILATION",
    "QUANTITIES",
    "Comparison",
    "Effect",
    "Reached",
    "compare_runs",
    "compare_study",
    "effect",
    "measured_together",
    "reached",
]
