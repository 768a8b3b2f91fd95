"""The open re-implementation of Fernando et al. (2018) by E. Izquierdo."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="izquierdo",
    title="A microbial algorithm over learners of a few sines",
    references=(
        "Izquierdo (no date), Baldwinian_MetaLearning (code and stored runs, github.com/edizquierdo)",
        "Fernando et al. (2018), GECCO Companion (arXiv 1806.07917)",
    ),
    claims=gather(__name__),
)
