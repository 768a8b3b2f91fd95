"""Evolution instead of backpropagation on sine waves: claims after Fernando et al. (2018)."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="baldwin-sinusoid",
    title="Evolved initialisations that learn a sine wave in one step, and their Darwinian control",
    references=(
        "Fernando et al. (2018), GECCO Companion (arXiv 1806.07917)",
        "Finn, Abbeel & Levine (2017), ICML",
        "Park & Oliva (2019), Meta-Curvature, NeurIPS",
    ),
    claims=gather(__name__),
)
