"""Causal reasoning that evolves: interventions, observations and counterfactuals in lives of a few steps."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="causal",
    title="Causal reasoning in life: what evolved networks make of interventions, beside association and Bayes' rule",
    references=("Dasgupta, Wang, Chiappa et al. (2019), arXiv 1901.08162", "Pearl (2009), Causality"),
    claims=gather(__name__),
)
