"""Hinton & Nowlan (1987) and what was found about their model since: claims R01 to R34."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="hinton-nowlan",
    title="How learning can guide evolution: the needle in the haystack, its controls and its variants",
    references=(
        "Hinton & Nowlan (1987), Complex Systems 1, 495-502",
        "Stojic (2017), ReScience: a replication of Hinton & Nowlan (1987)",
        "Harvey (1993), The puzzle of the persistent question marks, ICGA-5",
        "Santos, Szathmary & Fontanari (2015), Journal of Theoretical Biology (arXiv 1411.6843)",
        "Mayley (1996), Evolutionary Computation 4(3), 213",
    ),
    claims=gather(__name__),
)
