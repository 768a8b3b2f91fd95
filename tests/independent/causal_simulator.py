"""A second program for lives with causal graphs by fast weights, written from the documentation of both alone.

It shares no line, no random stream and no data layout with `baldwin.neural`: one life after another, node by node, in
double precision; what is born is read from an exported file. Covered: interventions of one's own choice, averaged
means.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Life(NamedTuple):
    """What one life did: places held, one after another, the place chosen at the quiz, what it paid and was worth."""

    held: list[int]
    chosen: int
    paid: float
    worth: float
    margin: float  # by how much an answer that was followed exceeded the next, the smallest


def values(graph: Array, node: int, value: float, noise: Array) -> Array:
    """Return what all nodes are where one is held: each the average of its causes, by sign, and its noise."""
    found = np.zeros(len(graph))
    for i in range(len(graph)):
        causes = [j for j in range(i) if graph[i][j] != 0]
        mean = sum(graph[i][j] * found[j] for j in causes) / len(causes) if causes else 0.0
        found[i] = value if i == node else mean + noise[i]
    return found


def two_best(answers: dict[int, float]) -> tuple[int, float]:
    """Return the best place, and by how much."""
    first, second = sorted(answers, key=lambda place: -answers[place])[:2]
    return first, answers[first] - answers[second]


def live(born: Any, graph: Array, node_at: list[int], noise: Array, asked: int) -> Life:
    """Live one life.

    Args:
        born: arrays of the exported file, of one genotype.
        graph: (N, N) weights of cause j in node i.
        node_at: the node, from 1, in each place.
        noise: (experiences + 1, N), of each experience and of the quiz, in values.
        asked: the place that the quiz holds.
    """
    n = len(node_at)
    fast = np.zeros((2, n, n))
    trace = np.zeros((2, n))
    keep, fade = (1.0 / (1.0 + np.exp(-(3.0 + 5.0 * born[name]))) for name in ("weights/decay", "weights/trace_decay"))
    held, margins = [], []
    for step in range(n):
        drive = {a: 10.0 * float(born["weights/trace_read"] @ trace[:, a]) for a in range(n)}
        place, margin = two_best(drive)
        if step:  # before anything was seen all are the same, and the first is taken
            margins.append(margin)
        held.append(place)
        shown = values(graph, node_at[place], 5.0, noise[step])
        x = [float(shown[node_at[a]]) for a in range(n)]
        el, es = [one / 5.0 for one in x], [float(np.arcsinh(10.0 * one)) / 4.6 for one in x]
        em = [1.0 if a == place else 0.0 for a in range(n)]
        for i in range(n):
            for j in range(n):
                phi = [em[j] * el[i], em[j] * es[i], es[i] * es[j], el[i] * el[j], em[i] * el[j], em[i] * es[j]]
                phi += [(1 - em[i]) * (1 - em[j]) * es[i] * es[j], es[i], es[j], em[j], 1.0]
                for c in range(2):
                    fast[c, i, j] = keep[c] * fast[c, i, j] + float(np.dot(born["weights/write"][c], phi))
        for a in range(n):
            for c in range(2):
                told = np.dot(born["weights/trace_write"][c], [em[a], el[a], abs(es[a])])
                trace[c, a] = fade[c] * trace[c, a] + float(told)
    v, u = born["weights/read"], born["weights/read_back"]
    answers = {
        i: 10.0 * float(v @ fast[:, i, asked] + u @ fast[:, asked, i]) + float(born["weights/b"][0])
        for i in range(n)
        if i != asked
    }
    chosen, margin = two_best(answers)
    paid = values(graph, node_at[asked], -5.0, noise[n])[node_at[chosen]]
    worth = values(graph, node_at[asked], -5.0, 0.0 * noise[n])[node_at[chosen]]
    return Life(held, chosen, float(paid), float(worth), min([*margins, margin]))


def drawn(rng: np.random.Generator, nodes: int) -> tuple[Array, list[int], Array, int]:
    """Draw a graph, the order in which its nodes are shown, the noise of a life, and the place asked about."""
    graph = np.tril(rng.integers(-1, 2, size=(nodes, nodes)), -1)
    node_at = [int(node) + 1 for node in rng.permutation(nodes - 1)]
    return graph, node_at, 0.1 * rng.normal(size=(nodes, nodes)), int(rng.integers(nodes - 1))
