"""Arms against controls: effect sizes over replicates with bootstrap intervals, permutation tests, and who took off."""

from baldwin.comparison.arms import QUANTITIES, Comparison, compare_runs, compare_study, measured_together
from baldwin.comparison.effects import ASSIMILATION, LEAST, Effect, effect, sizes_left_out
from baldwin.comparison.outcomes import Outcome, outcome, outcomes

__all__ = [
    "ASSIMILATION",
    "LEAST",
    "QUANTITIES",
    "Comparison",
    "Effect",
    "Outcome",
    "compare_runs",
    "compare_study",
    "effect",
    "measured_together",
    "outcome",
    "outcomes",
    "sizes_left_out",
]
