"""The two-step task: choices that look model-based, made by a network without a model."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="two-step",
    title="The two-step task: frozen weights that choose as a planner would",
    references=(
        "Wang et al. (2016), arXiv 1611.05763",
        "Wang, Kurth-Nelson et al. (2018), Nature Neuroscience 21, 860-868",
        "Miller, Botvinick & Brody (2017), Nature Neuroscience 20, 1269-1276",
        "mtrazzi/two-step-task (an open replication)",
    ),
    claims=gather(__name__),
)
