"""The families of the neural wing: which tables of a definition come in kinds, and where these are."""

from __future__ import annotations

from baldwin.definition.families import Family, Kind

__all__ = ["ENCODINGS", "FAMILIES", "INNER", "LIFETIMES", "NETWORKS", "RULES", "STRATEGIES", "TASKS", "kinds"]

TASKS = Family("task", "baldwin.neural.tasks", "baldwin.neural.contracts:Task")
NETWORKS = Family("network", "baldwin.neural.networks", "baldwin.neural.contracts:Network")
ENCODINGS = Family("encoding", "baldwin.neural.encodings", "baldwin.neural.contracts:Encoding")
LIFETIMES = Family("lifetime", "baldwin.neural.lifetimes", "baldwin.neural.contracts:Lifetime")
STRATEGIES = Family("strategy", "baldwin.neural.strategies", "baldwin.neural.contracts:Strategy")
RULES = Family("rule", "baldwin.neural.plasticity", "baldwin.neural.contracts:PlasticityRule")  # within a lifetime
INNER = Family("inner", "baldwin.neural.lifetimes", "baldwin.neural.contracts:Lifetime", besides=("nested",))

FAMILIES = {family.table: family for family in (TASKS, NETWORKS, ENCODINGS, LIFETIMES, STRATEGIES)}
"""Table of a definition -> its kinds."""


def kinds(table: str) -> dict[str, type[Kind]]:
    """Return kind -> class of one family, by name: imports them all."""
    return (FAMILIES | {RULES.table: RULES})[table].kinds()
