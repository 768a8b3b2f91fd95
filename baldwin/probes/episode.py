"""One life among things that cause each other, moment by moment: what was done, what was seen, what was chosen."""

from __future__ import annotations

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field

from baldwin.knowing import Episode as Life
from baldwin.probes.probe import Probe, ProbedLives, ProbeResult, ResultColumn

__all__ = ["Episode"]


class Episode(Probe):
    """One life among causes and effects: its graph, what was held at every step, the quiz, the answer, and the best.

    By default the first held-out life of the first replicate in which what goes with the node asked about is not what
    it causes. The hidden node has no value that anybody sees.
    """

    kind: Literal["episode"] = "episode"
    life: Annotated[
        int | None,
        Field(ge=0, description="which held-out life, from 0; by default the first in which association misleads"),
    ] = None

    def check(self, lives: ProbedLives) -> None:
        """Refuse lives among no causes and effects."""
        lives.episode(None)

    def find(self, lives: ProbedLives) -> ProbeResult:
        """Return a row for each moment and node."""
        one = lives.episode(self.life)
        moments, nodes = one.values.shape
        rows = [(moment, node) for moment in range(moments) for node in range(nodes)]
        return ProbeResult(
            title=f"held-out life {one.number}, moment by moment",
            columns={
                "moment": ResultColumn([one.titles[moment] for moment, _ in rows], "what was done to which node"),
                "node": ResultColumn([one.names[node] for _, node in rows], "in the order of causes; H is hidden"),
                "value": ResultColumn([float(one.values[row]) for row in rows], "as seen; at the quiz, its worth"),
                "held": ResultColumn([bool(one.held[moment] == node) for moment, node in rows], "set by somebody"),
                "chosen": ResultColumn([bool(one.chosen[moment] == node) for moment, node in rows], "the answer"),
                "best": ResultColumn([bool(one.best[row]) for row in rows], "worth most to choose"),
                "causes": ResultColumn([_causes(one, node) for _, node in rows], "of it, with their signs"),
            },
            notes=(f"the first replicate; one of {lives.instances:,} held-out lives",),
            arrays={
                "edges": one.edges,
                "values": one.values,
                "held": one.held,
                "chosen": one.chosen,
                "best": one.best,
                "most": np.array(one.most),
            },
            meanings={
                "edges": "(effect, cause) weights",
                "values": "(moments, nodes); NaN where nobody sees it",
                "held": "(moments,) the node that was set, -1 if none",
                "chosen": "(moments,) the node chosen, -1 if none",
                "best": "(moments, nodes) whether it would have been best to choose",
                "most": "() size of what nodes are set to",
            },
            reading=f"{one.words[:1].upper()}{one.words[1:]}.",
        )

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()


def _causes(one: Life, node: int) -> str:
    weights = zip(one.names, one.edges[node].tolist(), strict=True)
    causes = [f"{'+' if weight > 0 else '−'}{name}" for name, weight in weights if weight]
    return f"{one.names[node]} ← {', '.join(causes)}" if causes else ""
