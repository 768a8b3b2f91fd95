"""What evolved networks choose in quizzes, over the optimal cause-effect of the very same graphs and quizzes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.claims.lives import Lives
from baldwin.claims.measures import median_seed
from baldwin.claims.populations import Networks
from baldwin.claims.quantity import Measurement
from baldwin.neural.theory.causal import Cells, cells

__all__ = ["Floats", "Quizzes", "Truths", "gain", "inborn", "quizzes", "ratio", "score"]

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

GREEDY = ("lifetime.choice=greedy", "lifetime.scored=chosen", "lifetime.quizzes=one")
INSTANCES = 40_000


class Quizzes(NamedTuple):
    """One quiz of each held-out life of a newborn; all (L,)."""

    scores: Floats  # what the node chosen was worth
    there: Cells  # what is true of the graph and the node asked about
    held: npt.NDArray[np.int64]  # different nodes that were held, or given
    unvisited: Truths  # the node asked about was not among them

    @property
    def everywhere(self) -> Truths:
        """All lives."""
        return np.ones(self.scores.shape, bool)


def quizzes(run: Networks, *overrides: str) -> list[Quizzes]:
    """Return the quizzes of each seed: answers are the best in the newborn's own view, none is drawn by chance."""
    return [_read(one) for one in run.lived(*GREEDY, *overrides, instances=INSTANCES, only=("scores", "actions"))]


def inborn(run: Networks, tensor: str) -> list[Floats]:
    """Return a tensor that newborns have, of each seed."""
    return [one.weights[tensor] for one in run.lived(*GREEDY, instances=1, only=("scores", "born"))]


def _read(lives: Lives) -> Quizzes:
    task = lives.replay.definition.task  # type: ignore[attr-defined]
    edges = np.asarray(lives.instances.edges).astype(np.int8)
    places, n, row = np.asarray(lives.chances.place), edges.shape[-1] - 1, np.arange(len(edges))
    node_at = np.argsort(np.asarray(lives.instances.places), axis=1)
    asked = node_at[row, places[:, -1]]
    chosen = lives.actions if task.nodes_chosen == "active" else places
    held = node_at[row[:, None], chosen[:, : task.experiences]]
    visited = (held[..., None] == np.arange(n)).any(axis=1) & ("observational" not in task.condition)
    there = Cells(*(part[row, asked] for part in cells(edges, task.means)))
    return Quizzes(lives.scores[:, -1], there, visited.sum(axis=1), ~visited[row, asked])


def _ratio(scores: Floats, best: Floats) -> Measurement:
    """Return the ratio of two sums over lives, with its standard error to first order."""
    found = float(scores.sum() / best.sum())
    spread = float((scores - found * best).std(ddof=1))
    return Measurement(found, spread / (math.sqrt(len(best)) * float(best.mean())))


def ratio(seeds: Sequence[Quizzes], where: Sequence[Truths] | None = None) -> Measurement:
    """Return the ratio to the optimal cause-effect of the seed in the middle, in lives of a kind."""
    kinds = [one.everywhere for one in seeds] if where is None else where
    return median_seed(
        [_ratio(one.scores[kind], one.there.causal[kind]) for one, kind in zip(seeds, kinds, strict=True)]
    )


def gain(seeds: Sequence[Quizzes], others: Sequence[Floats], where: Sequence[Truths]) -> Measurement:
    """Return by how much that ratio exceeds what others score in the same quizzes, over the same optimum."""
    found = []
    for one, other, kind in zip(seeds, others, where, strict=True):
        best = one.there.causal[kind]
        found.append(_ratio((one.scores - other)[kind], best))
    return median_seed(found)


def score(seeds: Sequence[Quizzes], where: Sequence[Truths]) -> Measurement:
    """Return the mean score, not divided by anything, of the seed in the middle."""
    found = [
        Measurement(float(one.scores[kind].mean()), float(one.scores[kind].std(ddof=1)) / math.sqrt(kind.sum()))
        for one, kind in zip(seeds, where, strict=True)
    ]
    return median_seed(found)
