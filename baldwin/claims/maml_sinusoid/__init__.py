"""Finn et al. (2017), section 5.1, and Meta-SGD: comparators by gradient."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="maml-sinusoid",
    title="Meta-learning by gradient on sine waves: MAML, Meta-SGD, pretraining",
    references=(
        "Finn, Abbeel & Levine (2017), ICML, table 2",
        "Park & Oliva (2019), Meta-Curvature, NeurIPS",
        "Li, Zhou, Chen & Li (2017), arXiv 1707.09835",
    ),
    claims=gather(__name__),
)
