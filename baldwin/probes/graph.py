"""The structure of a world, read in what is remembered of it: causal graphs, edge by edge, before they are asked about.

Linear discriminants of the kinds of each piece (edges of weight -1, 0 or 1, say) are fitted to states in some worlds,
and tried in others. An untrained network keeps much of what it sees too, and what was seen may be enough: both are read
beside. Active against random experience: after Dasgupta et al. (2019), whose agents choose what they intervene on.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Self

import numpy as np

from baldwin.decoding import FOLDS, commonest, kinds_read
from baldwin.knowing import Floats, Structured
from baldwin.probes.probe import Probe, ProbedLives, ProbeResult, ResultColumn

__all__ = ["Graph", "Reading", "reading"]


class Reading(NamedTuple):
    """How much of one sort of pieces is read right; shares of pieces, of each life (N,)."""

    memory: Floats
    seen: Floats
    shuffled: Floats
    commonest: Floats  # where the kind that is commonest of each piece is answered
    ideal: Floats  # by an ideal observer; NaN where none is known


class Graph(Probe):
    """How much of its world's structure a memory holds: causal edges read by linear maps, active or random experience.

    Lives are lived again as they evolved, and where somebody else chooses what is tried. Worlds that a map is fitted on
    are none of those that it is tried on. Shuffled: the same, with the worlds of other lives.
    """

    kind: Literal["graph"] = "graph"

    def check(self, lives: ProbedLives) -> None:
        """Refuse lives that remember no structure."""
        lives.structured("causal graphs")

    def find(self, lives: ProbedLives) -> ProbeResult:
        """Return a row for each network, replicate, way in which experience came about, and sort of piece."""
        known = lives.structured("causal graphs")
        first = next(iter(known["evolved"].values()))[0].structure
        if np.unique(first.world).size < FOLDS:
            raise self.refusal(
                lives, f"{lives.instances} lives are in less than {FOLDS} worlds. Name more with --instances."
            )
        rows = [
            (network, place, way, sort)
            for network, ways in known.items()
            for place in range(len(next(iter(ways.values()))))
            for way in ways
            for sort in first.kinds
        ]
        found = {row: reading(known[row[0]][row[2]][row[1]], row[3]) for row in rows}
        shares = {name: [float(getattr(found[row], name).mean()) for row in rows] for name in Reading._fields}
        right = np.stack([found[row].memory for row in rows])
        return ProbeResult(
            title="pieces of the world's structure that are read right, before it is asked about",
            columns={
                "network": ResultColumn([row[0] for row in rows], "as it evolved, or as its founders were"),
                "replicate": ResultColumn([row[1] for row in rows], "of the run's independent populations"),
                "experience": ResultColumn([row[2] for row in rows], "how it came about"),
                "of": ResultColumn([row[3] for row in rows], "what is read"),
                "memory": ResultColumn(shares["memory"], "read right in what is remembered", "share"),
                "standard_error": ResultColumn(
                    [float(one.std(ddof=1) / np.sqrt(one.size)) for one in right], "of the same, over lives"
                ),
                "seen": ResultColumn(shares["seen"], "read right in all that was seen", "share"),
                "shuffled": ResultColumn(shares["shuffled"], "as memory, of the worlds of other lives", "share"),
                "commonest": ResultColumn(shares["commonest"], "right where the commonest kind is said", "share"),
                "ideal": ResultColumn(shares["ideal"], "known to an ideal observer of these lives", "share"),
            },
            notes=(
                f"{lives.instances:,} held-out lives; linear discriminants, fitted in four fifths of worlds in turn",
            ),
            reading=_differences(rows, found, tuple(known["evolved"]), next(iter(first.kinds))),
            arrays={"right": right},
            meanings={"right": "(rows of the table, lives) share of pieces that are read right in what is remembered"},
        )

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()


def reading(one: Structured, sort: str) -> Reading:
    """Return how much of a sort of pieces is read right in lives."""
    kinds, world = one.structure.kinds[sort], one.structure.world
    other = np.random.default_rng(0).permutation(len(kinds))
    usual = np.array([commonest(piece) for piece in kinds.T])
    nobody = np.full(len(kinds), np.nan)
    ideal = one.structure.ideal.get(sort)
    return Reading(
        (kinds_read(one.states, kinds, world) == kinds).mean(axis=1),
        (kinds_read(one.seen, kinds, world) == kinds).mean(axis=1),
        (kinds_read(one.states, kinds[other], world) == kinds[other]).mean(axis=1),
        (usual == kinds).mean(axis=1),
        nobody if ideal is None else (ideal == kinds).mean(axis=1),
    )


def _differences(
    rows: list[tuple[str, int, str, str]],
    found: dict[tuple[str, int, str, str], Reading],
    ways: tuple[str, ...],
    sort: str,
) -> str:
    """Return in words how far what evolved is above founders, and its own experience above others, life by life."""

    def mean(network: str, way: str) -> Floats:
        shown = [found[row].memory for row in rows if row[0] == network and row[2:] == (way, sort)]
        over: Floats = np.mean(shown, axis=0)
        return over

    own = mean("evolved", ways[0])
    others = {f"{one} experience": mean("evolved", one) for one in ways[1:]}
    others["founders"] = mean("untrained", ways[0])
    texts = []
    for name, other in others.items():
        apart = own - other
        error = float(apart.std(ddof=1) / np.sqrt(apart.size))
        texts.append(f"{apart.mean():+.3f} above {name} (standard error {error:.3f})")
    return f"{sort.capitalize()} are read right at {own.mean():.3f} (experience: {ways[0]}): {', '.join(texts)}."
