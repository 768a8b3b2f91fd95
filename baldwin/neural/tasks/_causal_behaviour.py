"""What lives with causal graphs did: which nodes they held, what they chose in quizzes, and what they could know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from baldwin.knowing import Episode, Structure
from baldwin.neural.theory.causal import ASKED, ENUMERABLE, FORCED, SD, Cells, associations, cells, held
from baldwin.neural.theory.causal_learners import experience_of
from baldwin.neural.theory.causal_posterior import Lives
from baldwin.neural.theory.causal_references import follows_association, measures
from baldwin.neural.theory.causal_structure import known_pieces, labels, pieces

if TYPE_CHECKING:
    from baldwin.neural.contracts import Trace
    from baldwin.neural.tasks.causal_graph import CausalGraph

__all__ = ["behaviour", "first_quiz", "held_nodes", "retold", "structure"]

SHOWN = 7  # experiences of a life that are told of

Places = npt.NDArray[np.int64]


def first_quiz(task: CausalGraph) -> int:
    """Return the step, from 0, at which the graph is first asked about: after experiences, and a look at the last."""
    return task.experiences + (task.nodes_chosen == "active")


def held_nodes(task: CausalGraph, node_at: Places, places: Places, actions: Places) -> Places:
    """Return which node, from 0 in the order of causes, was held or given in each experience (L, K); -1: none was.

    Args:
        task: in which lives were lived.
        node_at: the node in each place (L, n).
        places: what chance drew at each step (L, S).
        actions: what was done (L, S).
    """
    n, row = task.nodes - 1, np.arange(len(node_at))[:, None]
    active = task.nodes_chosen == "active"
    one = (actions if active else places)[:, : task.experiences]
    found: Places = np.asarray(node_at[row, one % n], np.int64)
    if "observational" in task.condition:
        found[:] = -1
    elif active and task.illegal == "penalised":
        found[one >= n] = -1
    return found


def behaviour(task: CausalGraph, instances: Any, chances: Any, trace: Trace) -> dict[str, Any]:
    """Return what `CausalGraph.columns` describes, of lives (L) that were asked one or several times (Q)."""
    n, row = task.nodes - 1, np.arange(len(trace.scores))[:, None]
    edges = np.asarray(instances.edges).astype(np.int8)
    node_at = np.argsort(np.asarray(instances.places), axis=1)
    places, actions, first = np.asarray(chances.place), np.asarray(trace.actions), first_quiz(task)
    asked, chosen = node_at[row, places[:, first:]], node_at[row, actions[:, first:] % n]  # (L, Q)
    there = Cells(*(part[row, asked] for part in cells(edges, task.means)))
    had = held_nodes(task, node_at, places, actions)
    by_node = had[..., None] == np.arange(n)  # (L, K, n)
    visited = by_node.any(axis=1)
    unvisited = ~visited[row, asked]
    follows = follows_association(edges, task.means, asked, chosen)[there.decide]
    before = np.cumsum(by_node, axis=1) - by_node  # how often each was held in experiences before
    new = (by_node & (before == 0)).any(axis=2)
    distinct = visited.sum(axis=1)
    cases = (there.decide, there.confounded, there.orphan, there.degenerate, unvisited)
    return {
        **measures(np.asarray(trace.scores, float)[:, first:], there, unvisited),
        "case_shares": [float(case.mean()) for case in cases],
        "associative_share": float(follows.mean()) if follows.size else float("nan"),
        "distinct_nodes": float(distinct.mean()),
        "distinct_shares": (distinct[:, None] == np.arange(1, n + 1)).mean(axis=0),
        "new_nodes": new.mean(axis=0),
        "experienced_nodes": by_node.mean(axis=(0, 1)),
    }


def structure(task: CausalGraph, instances: Any, chances: Any, actions: Any, observations: Any) -> Structure:
    """Return the graphs of lives, edge by edge, and what the exact posterior says of them where it is known."""
    n, first = task.nodes - 1, first_quiz(task)
    edges = np.asarray(instances.edges).astype(np.int8)
    node_at = np.argsort(np.asarray(instances.places), axis=1)
    ordered = not task.permuted
    rows, columns = np.tril_indices(task.nodes, -1)
    codes = (edges[:, rows, columns] + 1) @ 3 ** np.arange(rows.size)
    held = held_nodes(task, node_at, np.asarray(chances.place), np.asarray(actions))
    ideal = {}
    if task.nodes <= ENUMERABLE and task.means != "nonlinear" and (held >= 0).all() | (held < 0).all():
        values = _values(task, np.asarray(instances.places), np.asarray(observations))
        lives = Lives(values, np.maximum(held, 0), np.zeros((len(edges), task.nodes)))
        known = known_pieces(lives, task.means, experience_of(task.condition), task.edge, task.negative)
        ideal = known.placed(node_at, ordered=ordered)
    whole = pieces(edges).placed(node_at, ordered=ordered)
    return Structure(whole, labels(n, ordered=ordered), codes, first, ideal)


def _values(task: CausalGraph, places: Places, observations: Any) -> npt.NDArray[np.float64]:
    """Return what was seen of observable nodes (L, K, n), in the order of causes, in each experience."""
    n, first = task.nodes - 1, first_quiz(task)
    shown = np.asarray(observations[:, first - task.experiences : first, :n], np.float64)
    by_place = shown * FORCED if task.seen == "scaled" else shown
    found: npt.NDArray[np.float64] = np.take_along_axis(by_place, places[:, None], axis=2)
    return found


def retold(
    task: CausalGraph, instances: Any, chances: Any, actions: Any, observations: Any, life: int | None
) -> Episode:
    """Return one of N lives, by default the first in which association misleads (or the first of all)."""
    first, count = first_quiz(task), len(actions)
    edges, shown = np.asarray(instances.edges).astype(np.int8), np.asarray(instances.places)
    node_at = np.argsort(shown, axis=1)
    row, places = np.arange(count), np.asarray(chances.place)
    asked, chosen = node_at[row, places[:, first]], node_at[row, np.asarray(actions)[:, first] % (task.nodes - 1)]
    if life is None:
        life = int(np.argmax(cells(edges, task.means).decide[row, asked]))
    if not 0 <= life < count:
        raise IndexError(life)
    graph, of_quiz, answer = edges[life : life + 1], int(asked[life]), int(chosen[life])
    noise = None
    if task.condition == "counterfactual":
        noise = SD * np.asarray(chances.noise)[life : life + 1, task.experiences - 1]
    true = held(graph, task.means, ASKED, noise)[0, of_quiz, 1:]
    along = associations(graph, task.means)[0, of_quiz]
    had = held_nodes(task, node_at, places, np.asarray(actions))[life][:SHOWN]
    values = _values(task, shown, observations)[life][:SHOWN]
    verb = "given" if task.condition == "conditional" else "held"
    experiences = [
        f"{k + 1}: {f'node {node + 1} {verb} at 5' if node >= 0 else 'no node held'}" for k, node in enumerate(had)
    ]
    goes = [str(node + 1) for node in np.flatnonzero(along >= along.max() - 1e-9)]
    most = [str(node + 1) for node in np.flatnonzero(true >= true.max() - 1e-9)]
    words = (
        f"node {answer + 1} is chosen, worth {true[answer]:.2f}; best {' or '.join(most)}: {true.max():.2f}; "
        f"association says {' or '.join(goes)}"
    )
    unseen = np.full((len(had) + 1, 1), np.nan)
    nobody = np.full(len(had), -1)
    best = np.zeros((len(had) + 1, task.nodes), bool)
    best[-1, 1:] = true >= true.max() - 1e-9
    return Episode(
        names=("H", *(str(node + 1) for node in range(task.nodes - 1))),
        edges=graph[0].astype(np.int64),
        titles=(*experiences, f"quiz: node {of_quiz + 1} held at \N{MINUS SIGN}5"),
        values=np.concatenate([unseen, np.concatenate([values, true[None]])], axis=1),
        held=np.append(np.where(had >= 0, had + 1, -1), of_quiz + 1),
        chosen=np.append(nobody, answer + 1),
        best=best,
        number=life,
        words=words.replace("-", "\N{MINUS SIGN}"),
        most=FORCED,
    )
