"""Fewer genes than weights: claims after Zador (2019) and Shuvaev et al. (2024)."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="genomic-bottleneck",
    title="Newborns built from few genes: what compression leaves inborn, and what it costs learning",
    references=(
        "Zador (2019), Nature Communications 10:3770",
        "Shuvaev, Lachi, Koulakov & Zador (2024), PNAS",
        "Barabasi, Beynon, Katona & Perez-Nieves (2023), Nature Communications 14",
        "Koutnik, Gomez & Schmidhuber (2010), GECCO",
    ),
    claims=gather(__name__),
)
