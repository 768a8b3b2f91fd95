"""Does learning raise the chance of a take-over at equal evaluations? Where it does, and where it does not."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="guidance",
    title="Learning as a guide at equal evaluations: worth nothing where a find is kept, everything where it is lost",
    references=(
        "Hinton & Nowlan (1987), Complex Systems 1, 495-502",
        "Santos, Szathmary & Fontanari (2015), Journal of Theoretical Biology (arXiv 1411.6843)",
        "Kaznatcheev (2014), Misleading models: How learning can guide evolution (egtheory blog)",
        "Zou & Donner (2008), Statistics in Medicine 27, 1693: intervals of risk differences",
    ),
    claims=gather(__name__),
)
