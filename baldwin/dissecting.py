"""The contract of dissections: lives that are lived again with parts of what evolved exchanged or taken away.

`Dissecting` is a module of a wing that knows which part of a genotype is the start of a life, and which its rule of
learning. Of a wing without one, `held_still` takes away what `Replaying.freezes` names, one part at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from baldwin.replaying import Replaying

__all__ = [
    "ANCESTRAL",
    "EVOLVED_RULE",
    "EVOLVED_START",
    "LEARNING_OFF",
    "WHOLE",
    "Clamped",
    "Condition",
    "Dissected",
    "Dissecting",
    "held_still",
]

Floats = npt.NDArray[np.float64]

WHOLE = "evolved"
EVOLVED_START = "evolved start, ancestral rule"
EVOLVED_RULE = "ancestral start, evolved rule"
ANCESTRAL = "ancestral"
LEARNING_OFF = "learning off"


class Condition(NamedTuple):
    """Lives under one condition; the same life has the same place under all of them."""

    meaning: str
    scores: Floats  # (replicates, lives), of which higher is better
    founders: int = 0  # life l was begun with something of founder l modulo this number; 0: with nothing of any


class Clamped(NamedTuple):
    """Scores of lives in which nothing was learned after some moment, and the condition with which they end."""

    moment: str  # what is counted: "trial", "step", "episode"
    moments: npt.NDArray[np.int64]  # (m,) the last one in which something was learned; 0: none
    scores: Floats  # (m, replicates, lives)


@dataclass(frozen=True)
class Dissected:
    """What a wing found: scores by condition, the first of which is `WHOLE`, and what was left out."""

    conditions: Mapping[str, Condition]
    unit: str  # what a score is, as people see it
    error: bool  # whether that is an error, of which scores are minus so much
    left_out: Mapping[str, str] = field(default_factory=dict)  # condition -> why, a sentence
    clamped: Clamped | None = None
    remark: str = ""  # a sentence on what start and rule are here, where one of them costs no genes


class Dissecting(Protocol):
    """A module of a wing that takes apart what evolved."""

    def dissect(
        self, definition: Any, world: Any, genotypes: npt.NDArray[Any], instances: int, points: int
    ) -> Dissected:
        """Return how lives score under each condition that applies to them.

        Args:
            definition: in which they evolved, and by which their founders are drawn again.
            world: the same, as the world was in their generation.
            genotypes: (replicates, G) that stand for the last generation.
            instances: held-out instances, the same under all conditions, with the same chance events.
            points: at most so many moments after which learning is clamped; 0: none.
        """
        ...


def held_still(replaying: Replaying, world: Any, genotypes: npt.NDArray[Any], instances: int) -> Dissected:
    """Return lives as they evolved, and with each part held still that `Replaying.freezes` knows."""

    def scores(setting: Any) -> Floats:
        return np.asarray(replaying.replay(setting, genotypes, instances, ("measure",))["measure"], np.float64)

    measure = replaying.measure(world)
    found = {WHOLE: Condition("as they evolved", scores(world))}
    for name, one in replaying.freezes(world).items():
        found[f"{name} off"] = Condition(one.meaning, scores(one.definition))
    why = "populations of this kind do not tell apart which genes are the start of a life and which its rule"
    return Dissected(found, measure.text, measure.error is not None, {f"{EVOLVED_START}; {EVOLVED_RULE}": why})
