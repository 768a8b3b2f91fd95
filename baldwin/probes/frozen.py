"""Frozen: what a life is worth when one part of it is held still."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from baldwin.definition.names import did_you_mean
from baldwin.errors import UsageError
from baldwin.probes.probe import Probe, ProbedLives, ProbeResult, ResultColumn

__all__ = ["Frozen"]

INTACT = "intact"
CERTAIN = 3.0  # standard errors beyond which a loss is more than chance


class Frozen(Probe):
    """What a life is worth when weights, state or one input is held still, one at a time.

    Each life is lived again with one part of it frozen: learning, what is remembered, one of the senses. Its score is
    compared with that of the same life intact: same genotype, same instance, same chance events. Where there is no
    difference, what was frozen was not used.
    """

    kind: Literal["frozen"] = "frozen"
    parts: Annotated[
        tuple[str, ...], Field(strict=False, description="what to freeze, by name; empty: everything that can be")
    ] = ()

    def check(self, lives: ProbedLives) -> None:
        """Refuse lives of which nothing can be held still."""
        if not lives.freezes:
            raise self.refusal(lives, "nothing of these lives can be held still: they do not learn.")

    def find(self, lives: ProbedLives) -> ProbeResult:
        """Return a row per condition and replicate, the intact lives first."""
        self.check(lives)
        known = lives.freezes
        for name in self.parts:
            if name not in known:
                raise UsageError(f'parts = ["{name}"]: is nothing that can be frozen here. {did_you_mean(name, known)}')
        chosen = {name: known[name] for name in self.parts or known}
        settings = {INTACT: lives.definition, **{name: one.definition for name, one in chosen.items()}}
        scores = {name: lives.replay(one, only=("measure",))["measure"] for name, one in settings.items()}
        meanings = {INTACT: "as they evolved", **{name: one.meaning for name, one in chosen.items()}}
        error = lives.measure.error
        shown = {name: (0.0 - one if error else one) for name, one in scores.items()}
        rows = [(name, replicate) for name in shown for replicate in range(lives.replicates)]
        loss = {name: one - shown[INTACT] for name, one in shown.items()}
        unit = lives.measure.text
        return ProbeResult(
            title=f"{unit}, {'lower' if error else 'higher'} is better",
            columns={
                "frozen": ResultColumn([name for name, _ in rows], "what is held still"),
                "replicate": ResultColumn([place for _, place in rows], "which of the run's independent populations"),
                "score": ResultColumn(
                    [float(shown[name][at].mean()) for name, at in rows], "mean over held-out lives", unit
                ),
                "difference": ResultColumn(
                    [float(loss[name][at].mean()) for name, at in rows], "from the same lives intact", unit
                ),
                "standard_error": ResultColumn(
                    [_standard_error(loss[name][at]) for name, at in rows], "of the difference, over lives", unit
                ),
                "meaning": ResultColumn([meanings[name] for name, _ in rows], ""),
            },
            notes=(f"{lives.instances:,} held-out lives of each replicate",),
            arrays={"scores": np.stack(list(shown.values()))},
            meanings={"scores": f"(conditions, replicates, lives) {unit}; conditions: {', '.join(shown)}"},
            reading=_reading(
                {name: (one if error else 0.0 - one) for name, one in loss.items() if name != INTACT}, unit
            ),
        )

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()


def _reading(lost: dict[str, npt.NDArray[np.float64]], unit: str) -> str:
    """Return which parts lives lose by, (replicates, lives) of each, the dearest first, and which they do not use."""
    mean = {name: float(one.mean()) for name, one in lost.items()}
    chance = {name: CERTAIN * math.hypot(*map(_standard_error, one)) / len(one) for name, one in lost.items()}
    used = sorted((name for name in lost if mean[name] > chance[name]), key=lambda name: -mean[name])
    unused = [name for name in lost if name not in used]
    if not used:
        return "Lives lose nothing by any of these: none is used."
    text = f"Held still, lives lose {unit}: " + ", ".join(f"{name} {mean[name]:.3g}" for name in used)
    return f"{text}; nothing beyond chance: {', '.join(unused)}." if unused else f"{text}."


def _standard_error(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Return the standard error of a mean over lives; NaN of fewer than two."""
    return float(np.std(values, ddof=1) / math.sqrt(values.size)) if values.size > 1 else math.nan
