"""What to call runs that share an axis: their populations' names, or the fields in which they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from baldwin.store.reading import Run

__all__ = ["labels"]

_NAMES = ("schema", "name", "title", "references")
# What is no part of the model is named only where nothing else distinguishes runs, and in this order.
_CIRCUMSTANCES = (
    "population.generations",
    "population.replicates",
    "population.stop",
    "assays.every",
    "population.seed",
)


def labels(runs: Sequence[Run]) -> list[str]:
    """Return a different label for each run: as short as tells them apart.

    Runs of different names go by name, and by what their users changed, unless it was changed in all. Runs that share a
    name get the fields that differ among them instead, such as `lifetime.trials = 300`; the name is left out where all
    share it, unless a run has nothing else to tell.
    """
    texts = [run.name.replace("_", " ") for run in runs]
    one_name = len(set(texts)) == 1
    changed = [_changed(run) for run in runs]
    everywhere = set.intersection(*map(set, changed)) if changed else set()
    for name in set(texts):
        kin = [place for place, text in enumerate(texts) if text == name]
        if len(kin) == 1 and not one_name:
            texts[kin[0]] = ", ".join([name, *(one for one in changed[kin[0]] if one not in everywhere)])
        if len(kin) > 1:
            for place, difference in zip(kin, _differences([runs[place] for place in kin]), strict=True):
                texts[place] = difference if one_name and difference else ", ".join(filter(None, (name, difference)))
    return texts


def _changed(run: Run) -> list[str]:
    """Return what the user of a run changed in its population, circumstances aside."""
    found = {}
    for text in run.info.get("overrides", ()):
        field, _, value = str(text).partition("=")
        found[field.strip()] = value.strip()
    return [
        f"{field.removesuffix('.kind')} = {value}"
        for field, value in found.items()
        if field not in _CIRCUMSTANCES and field not in _NAMES and not field.startswith("assays.")
    ]


def _differences(kin: Sequence[Run]) -> list[str]:
    """Return for each run of one name what sets it apart; nothing for a run like most of the others."""
    flat = [_flat(run.definition.model_dump(mode="json", by_alias=True)) for run in kin]
    every = dict.fromkeys(key for one in flat for key in one if key not in _NAMES)
    differ = [key for key in every if len({repr(one.get(key)) for one in flat}) > 1]
    model = [key for key in differ if key not in _CIRCUMSTANCES]
    kinds = {key.rpartition(".")[0] for key in model if key.endswith(".kind")}
    shown = [key for key in model if key.endswith(".kind") or key.rpartition(".")[0] not in kinds]
    texts = _texts(flat, shown)
    for circumstance in [key for key in _CIRCUMSTANCES if key in differ]:
        if len(set(texts)) == len(texts):
            break
        shown.append(circumstance)
        texts = _texts(flat, shown)
    ids = ["" if texts.count(text) == 1 else run.id for text, run in zip(texts, kin, strict=True)]
    return [", ".join(filter(None, parts)) for parts in zip(texts, ids, strict=True)]


def _texts(flat: Sequence[dict[str, Any]], shown: Sequence[str]) -> list[str]:
    """Return the fields `shown` of each definition as text, without the values that more than half of them share."""
    texts = [""] * len(flat)
    for key in shown:
        values = [repr(one.get(key)) for one in flat]
        for place, one in enumerate(flat):
            if key in one and values.count(values[place]) <= len(flat) / 2:
                text = f"{key.removesuffix('.kind')} = {_text(one[key])}"
                texts[place] = f"{texts[place]}, {text}" if texts[place] else text
    return texts


def _flat(tables: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in tables.items():
        flat |= {f"{name}.{field}": one for field, one in value.items()} if isinstance(value, dict) else {name: value}
    return flat


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
