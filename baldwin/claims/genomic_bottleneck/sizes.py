"""How many genes a matrix takes: counted in whole genomes, and by the formulas of the encodings' authors."""

from __future__ import annotations

from typing import Any

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.quantity import Measurements, close
from baldwin.claims.sources import theory
from baldwin.definition import load, presets

__all__ = ["CLAIMS"]

FORMULA = theory("the formula that follows from the encoding's definition")
SMALL, LARGE = (40, 40), (100, 48)  # widths of the layers on both sides
BITS = {40: 6, 48: 6, 100: 7}  # least b with 2^b >= n
MATRICES: dict[str, tuple[tuple[int, int], tuple[str, ...], int]] = {
    "g-network of 8 units, 40 x 40": (SMALL, ("kind=g_network", "hidden=8"), (BITS[40] + BITS[40] + 1) * 8 + 8 + 1),
    "g-network of 5 units, 100 x 48": (LARGE, ("kind=g_network", "hidden=5"), (BITS[100] + BITS[48] + 1) * 5 + 5 + 1),
    "X O X^T of 4 factors, 40 x 40": (SMALL, ("kind=xox", "profiles=tensor"), 4 * (40 + 40) + 4**2),
    "X O X^T of 7 factors, 100 x 48": (LARGE, ("kind=xox", "profiles=tensor", "factors=7"), 7 * (100 + 48) + 7**2),
    "rank 2, 40 x 40": (SMALL, ("kind=low_rank", "rank=2"), 2 * (40 + 40)),
    "rank 5, 100 x 48": (LARGE, ("kind=low_rank", "rank=5"), 5 * (100 + 48)),
    "9 cosines, 100 x 48": (LARGE, ("kind=cosine", "waves=9"), 9**2),
    "33 groups, 100 x 48": (LARGE, ("kind=shared", "groups=33"), 33),
}
"""Name -> widths, the encoding, and the genes that the matrix between them takes."""


def _counted(*instead: str) -> Measurements:
    """Return the genes of the matrix between the hidden layers: of a genome, less those of all that is kept direct."""
    found = {}
    for name, ((before, after), encoding, _) in MATRICES.items():
        fields = instead or ('keeps=["w1","w3"]', *encoding)
        overrides = (
            f"network.hidden=[{before},{after}]",
            "lifetime.rate=fixed",
            *(f"encoding.{one}" for one in fields),
        )
        made: Any = load(presets()["sinusoid-all-layers"], overrides)
        others = 2 * (before + after) + 1  # w1 (1, before), b1, b2, w3 (after, 1), b3 (1,)
        found[name] = exact(made.encoding.size(made.blueprint) - others)
    return found


CLAIMS = (
    Claim(
        id="G01",
        text="A matrix takes as many genes as its encoding's formula says",
        quantities=tuple(
            close(f"genes of a {name} matrix", float(genes), FORMULA, of=name)
            for name, (_, _, genes) in MATRICES.items()
        ),
        method="counting the genes of whole genomes of 1-40-40-1 and 1-100-48-1 networks",
        measure=_counted,
        quick=True,
        null=Null("a genome with a gene for each weight", measure=lambda: _counted("kind=direct")),
        remark="g-network: (b + 1) H + H + 1 with b bits for both labels (Shuvaev et al. 2024). X O X^T: g (a + b) + "
        "g^2 (Barabasi et al. 2023), each side with factors of its own.",
    ),
)
