"""Arms against controls: effect sizes over replicates with bootstrap intervals, and permutation tests."""

from baldwin.comparison.arms import QUANTITIES, Comparison, compare_runs, compare_study, measured_together
from baldwin.comparison.effects import ASSIMILATION, LEAST, Effect, Reached, effect, reached, sizes_left_out

__all__ = [
    "ASSIMILATION",
    "LEAST",
    "QUANTITIES",
    "Comparison",
    "Effect",
    "Reached",
    "compare_runs",
    "compare_study",
    "effect",
    "measured_together",
    "reached",
    "sizes_left_out",
]
