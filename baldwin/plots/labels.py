"""What to call runs that share an axis: their populations' names, or the fields in which they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from baldwin.store import Run

__all__ = ["labels"]

_NOT_ITS_MODEL = ("schema", "name", "title", "references", "population.seed", "assays.every")
_MOST_FIELDS = 3


def labels(runs: Sequence[Run]) -> list[str]:
    """Return a different label for each run: as short as tells them apart.

    Runs of different names go by name. Runs that share a name get the fields that differ among them as well, such as
    `lifetime.trials = 300`; the name itself is left out where it is the same for all.
    """
    names = [run.name.replace("_", " ") for run in runs]
    counts = Counter(names)
    texts = []
    for run, name in zip(runs, names, strict=True):
        if counts[name] == 1:
            texts.append(name)
            continue
        kin = [other for other in runs if other.name == run.name]
        differences = _differences(run, kin)
        texts.append(", ".join(differences if len(counts) == 1 else [name, *differences]))
    taken = Counter(texts)
    return [text if taken[text] == 1 else f"{text} ({run.id})" for text, run in zip(texts, runs, strict=True)]


def _differences(run: Run, kin: Sequence[Run]) -> list[str]:
    """Return the fields of `run` in which its kin are not all alike, as text; the seed only if nothing else differs."""
    fields = [_flat(other.definition.model_dump(mode="json", by_alias=True)) for other in kin]
    mine = _flat(run.definition.model_dump(mode="json", by_alias=True))
    every = dict.fromkeys(key for one in fields for key in one)
    differ = [key for key in every if len({repr(one.get(key)) for one in fields}) > 1]
    model = [key for key in differ if key not in _NOT_ITS_MODEL] or [key for key in differ if key == "population.seed"]
    changed_kinds = {key.rpartition(".")[0] for key in model if key.endswith(".kind")}
    told = [key for key in model if key.endswith(".kind") or key.rpartition(".")[0] not in changed_kinds]
    return [f"{key.removesuffix('.kind')} = {_text(mine[key])}" for key in told if key in mine][:_MOST_FIELDS] or [
        run.id
    ]


def _flat(tables: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in tables.items():
        flat |= {f"{name}.{field}": one for field, one in value.items()} if isinstance(value, dict) else {name: value}
    return flat


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
