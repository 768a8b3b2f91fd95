"""The matching law: choices between baited arms in proportion to the rewards that they gave."""

from __future__ import annotations

from baldwin.claims.ladder import Ladder, gather

__all__ = ["LADDER"]

LADDER = Ladder(
    name="matching",
    title="Baited arms: choices that match rewards, and units that carry what matching needs",
    references=(
        "Tsutsui et al. (2016), Nature Communications 7, 12554",
        "Lau & Glimcher (2005), JEAB 84, 555-579",
        "Wang, Kurth-Nelson et al. (2018), Nature Neuroscience 21, 860-868",
    ),
    claims=gather(__name__),
)
