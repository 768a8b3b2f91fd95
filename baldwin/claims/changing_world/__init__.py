"""Baldwin's own scenario (1896): the world changes, who can learn survives, and what they learn becomes innate."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="changing-world",
    title="A world that changes: who can learn survives, and what is learned becomes innate",
    references=(
        "Baldwin (1896), A new factor in evolution, American Naturalist 30, 441-451",
        "Hinton & Nowlan (1987), Complex Systems 1, 495-502",
        "Kaplan & Meier (1958), J. Am. Stat. Assoc. 53, 457: shares that live on, with their intervals",
        "Mantel (1966), Cancer Chemotherapy Reports 50, 163: the log-rank test",
    ),
    claims=gather(__name__),
)
