"""Few-shot classification by remembered examples: what an evolved embedding is worth in classes that nobody has met."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="few-shot-prototypes",
    title="Remembered examples: embeddings evolve that tell unknown classes apart, or learn known ones by heart",
    references=(
        "Snell, Swersky & Zemel (2017), arXiv 1703.05175",
        "Vinyals et al. (2016), arXiv 1606.04080",
        "reference policies (baldwin.neural.theory.few_shot)",
    ),
    claims=gather(__name__),
)
