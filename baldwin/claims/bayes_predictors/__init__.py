"""Networks that evolve to predict sequences, compared with Bayes' rule."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="bayes-predictors",
    title="Networks that evolve to predict become Bayes' rule, in what they say and in what they remember",
    references=(
        "Ortega et al. (2019), arXiv 1905.03030",
        "Mikulik et al. (2020), arXiv 2010.11223",
        "closed forms (baldwin.neural.theory.predictors)",
    ),
    claims=gather(__name__),
)
