"""Has what was learned become inborn? Numbers over a whole evolution, from its innate and learned ability.

They need the end of an evolution to judge its beginning, so they are no columns of a table; `baldwin show` prints them.
Never infer assimilation from learned ability alone, and remember that a world which differs from life to life caps it:
nobody can be born with what only this life's world can tell.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["MEANINGS", "assimilation", "assimilation_index", "assimilation_lag", "reference_ability"]

Floats = npt.NDArray[np.float64]

LEAST = 1e-3  # of ability, that learning must be worth
SHARE = 0.9  # of the way from the founders' learned ability to its plateau, at which it is taken for the reference

MEANINGS = {
    "assimilation_index": "(innate - founders' innate) / (reference - founders' innate); the reference is learned "
    "ability when it first came 90 % of its way: 1 if what was once learned is now inborn",
    "assimilation_lag": "generations from the first assay whose learned ability reaches that reference to the first "
    "whose innate ability does; - if it never did",
}


def reference_ability(learned: Floats) -> float:
    """Return learned ability at the first assay that came 90 % of the way to its plateau, the mean of the last quarter.

    Args:
        learned: (n,) learned ability of one replicate, in the order of its assays.
    """
    plateau = float(np.mean(learned[-max(1, learned.size // 4) :]))
    wanted = learned[0] + SHARE * (plateau - learned[0])
    there = learned >= wanted if plateau >= learned[0] else learned <= wanted
    return float(learned[int(np.argmax(there))])


def assimilation_index(innate: Floats, learned: Floats) -> float:
    """Return (B_g - B_0) / (M_ref - B_0) at the last assay; NaN where learning was never worth anything.

    Args:
        innate: (n,) innate ability B of one replicate, in the order of its assays, founders first.
        learned: (n,) learned ability M.
    """
    worth = _worth(innate, learned)
    return (float(innate[-1]) - float(innate[0])) / worth if worth else math.nan


def _worth(innate: Floats, learned: Floats) -> float:
    """Return M_ref - B_0, 0 where nothing was learned that could become inborn.

    That is where nobody learns, and where what is learned raises ability by less than `LEAST` of itself: chance in
    a few lives, or rounding. The formula alone would give an index there, of the assimilation of nothing.
    """
    reference, first = reference_ability(learned), float(innate[0])
    worth = reference - first
    counts = worth > LEAST * max(abs(reference), abs(first)) and bool((learned > innate).any())
    return worth if counts else 0.0


def assimilation_lag(generation: Floats, innate: Floats, learned: Floats, criterion: float | None = None) -> float:
    """Return how many generations after learned ability innate ability reached `criterion`.

    Infinite if innate ability never did, NaN if learned ability never did. The criterion is `reference_ability` unless
    one is given; without one, NaN also where learning was never worth anything. Resolution is the distance between
    assays.
    """
    wanted = reference_ability(learned) if criterion is None else criterion
    first = [
        generation[np.argmax(values >= wanted)] if (values >= wanted).any() else None for values in (innate, learned)
    ]
    if first[1] is None or (criterion is None and not _worth(innate, learned)):
        return math.nan
    return math.inf if first[0] is None else float(first[0] - first[1])


def assimilation(table: Mapping[str, Any]) -> dict[str, Floats]:
    """Return index and lag (replicates,) of a table of assays; nothing where innate or learned ability is missing."""
    if not {"innate", "learned", "generation", "replicate"} <= set(table):
        return {}
    replicate = np.asarray(table["replicate"])
    found: dict[str, list[float]] = {name: [] for name in MEANINGS}
    for one in np.unique(replicate):
        rows = replicate == one
        generation, innate, learned = (
            np.asarray(table[name], np.float64)[rows] for name in ("generation", "innate", "learned")
        )
        found["assimilation_index"].append(assimilation_index(innate, learned))
        found["assimilation_lag"].append(assimilation_lag(generation, innate, learned))
    return {name: np.array(values) for name, values in found.items()}
