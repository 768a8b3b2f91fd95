"""Fields of a neural definition that stood elsewhere in baldwin 0.1.0; they are still understood there."""

from __future__ import annotations

from typing import Any

__all__ = ["moved"]

Path = tuple[str, ...]

RATES = ("rate", "initial_rate", "rate_scale", "rate_transform")
SAMPLED = ("lives", "common", "redraw")
RATED = ("gradient", "policy_gradient", "perturbation", "hill_climb")  # lives that have learning rates


def moved(tables: dict[str, Any]) -> dict[Path, Path]:
    """Move the fields of `tables` that stand in an old place; return old place -> new place of each.

    Learning rates, and what else of learning evolves, belonged to the encoding; now the way of life declares them. How
    lives are sampled stood with the fitness that is read from them.
    """
    found = _sampling(tables)
    encoding, lifetime = tables.get("encoding"), tables.get("lifetime", {})
    if not isinstance(encoding, dict) or not isinstance(lifetime, dict):
        return found
    rated = lifetime.get("kind", "gradient") in RATED or ".py" in str(lifetime.get("kind", ""))

    def put(table: str, field: str, name: str, value: Any) -> None:
        """Write a field to its new place."""
        tables.setdefault(table, {})[name] = value
        found["encoding", field] = (table, name)

    for name in RATES:
        if name in encoding:
            value = encoding.pop(name)
            if rated:
                put("lifetime", name, name, value)
            else:  # nothing reads it
                found["encoding", name] = ()
    evolving = [name for name in ("momentum", "steps") if isinstance(encoding.get(name), bool)]
    chosen = [name for name in evolving if encoding.pop(name)]
    for name in evolving:
        if chosen and name in chosen:
            put("lifetime", name, "evolves", chosen)
        else:
            found["encoding", name] = ()
    if "output_scale" in encoding:
        value = encoding.pop("output_scale")
        if value:
            put("network", "output_scale", "output_scale", value)
        else:
            found["encoding", "output_scale"] = ()
    return found


def _sampling(tables: dict[str, Any]) -> dict[Path, Path]:
    """Move what says how lives are sampled out of `fitness`."""
    fitness, sampling, found = tables.get("fitness"), tables.get("sampling", {}), dict[Path, Path]()
    if isinstance(fitness, dict) and isinstance(sampling, dict):
        for name in SAMPLED:
            if name in fitness:
                tables.setdefault("sampling", {})[name] = fitness.pop(name)
                found["fitness", name] = ("sampling", name)
    return found
