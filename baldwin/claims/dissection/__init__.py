"""Start or rule: which of the two carries the skill, in ways of life along Zador's spectrum from innate to learned."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="dissection",
    title="What evolved, taken apart: innate start or rule of learning, and what is learned content",
    references=(
        "Zador (2019), A critique of pure learning and what artificial neural networks can learn from animal brains, "
        "Nature Communications 10:3770",
        "Najarro & Risi (2020), Meta-learning through Hebbian plasticity in random networks, NeurIPS",
        "closed form (baldwin.neural.theory.linear)",
    ),
    claims=gather(__name__),
)
