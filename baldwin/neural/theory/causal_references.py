"""How those who know a causal graph, or have learned all that experience tells, score in the task `causal_graph`."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from baldwin.neural.theory.causal import ASKED, Cells, Floats, Ints, Means, Truths, associations, effects
from baldwin.neural.theory.causal_learners import CAUSAL, Examined, Law, cells_of, examined_in, of_lives
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant, from_lives

__all__ = ["Law", "follows_association", "ideals_of", "innate", "knowing", "measures", "policies"]

ASSOCIATIVE, AVOIDING = "optimal associative", "avoiding the node held"


def _policy(name: str, scores: Floats, graphs: Examined) -> ReferencePolicy:
    """Return a policy from its scores (G,) in graphs."""
    if graphs.whole:
        return constant(name, float(graphs.weights @ scores), 1)
    return from_lives(name, scores[:, None])


def _level(law: Law, name: str) -> ReferencePolicy:
    """Return how a policy scores in simulated lives: what it lacks there of the optimum, taken from the exact one."""
    simulated = of_lives(law)
    scores, there, _ = simulated[name]
    best = simulated[CAUSAL].scores[: len(scores)] if CAUSAL in simulated else there.causal
    return from_lives(name, _causal(law).scores + (scores - best).mean(axis=1, keepdims=True))


def _causal(law: Law) -> ReferencePolicy:
    return _policy(CAUSAL, cells_of(law).causal.mean(axis=1), examined_in(law))


def knowing(law: Law) -> ReferencePolicy | None:
    """Return what one scores who knows the graph, and in counterfactual lives the noise; None if that is not known."""
    if law.condition != "counterfactual":
        return _causal(law)._replace(name=ORACLE)
    return _level(law, ORACLE) if ORACLE in of_lives(law) else None


def innate(law: Law) -> ReferencePolicy | None:
    """Return what the best fixed answer to each quiz scores in the graphs that are examined in; None if not exact."""
    graphs = examined_in(law)
    if not graphs.whole:
        return None
    mean = np.einsum("g,gqi->qi", graphs.weights, effects(graphs.edges, law.means))
    if law.permuted:  # all but the node asked about are alike
        others = float(mean[~np.eye(len(mean), dtype=bool)].mean())
        return constant(INNATE, max(others, ASKED), 1)
    return constant(INNATE, float(mean.max(axis=1).mean()), 1)


@cache
def policies(law: Law) -> tuple[ReferencePolicy, ...]:
    """Return reference policies, the best first: who knows the graph, who learns by Bayes' rule, association, chance.

    Scores are exact, but for those of learners, of counterfactuals, and of six nodes, which lives were simulated for.
    """
    graphs = examined_in(law)
    true = effects(graphs.edges, law.means)
    there = cells_of(law)
    apart = ~np.eye(law.nodes - 1, dtype=bool)
    found = [_policy(CAUSAL, there.causal.mean(axis=1), graphs), _policy(AVOIDING, _mean(true[:, apart]), graphs)]
    found.append(_policy(ASSOCIATIVE, there.associative.mean(axis=1), graphs))
    found += [_level(law, name) for name in of_lives(law) if name not in (CAUSAL, ORACLE)]
    found.sort(key=lambda one: -float(one.scores.mean()))
    return (*found, _policy("chance", _mean(true.reshape(len(true), -1)), graphs))


def _mean(values: Floats) -> Floats:
    """Return the mean (G,) over the last axis."""
    found: Floats = values.mean(axis=-1)
    return found


def measures(scores: Floats, there: Cells, unvisited: Truths | None, weights: Floats | None = None) -> dict[str, Any]:
    """Return columns of the task from scores (..) in quizzes: ratios to the optimal cause-effect, in all and in some.

    Args:
        scores: what the node chosen was worth.
        there: of the same shape, what is true of the graph and the node asked about.
        unvisited: whether the experiences left that node out; leave out where that is not known.
        weights: of each quiz; all alike if not given.
    """
    weigh = np.ones(scores.shape) if weights is None else weights

    def mean(where: Truths, values: Floats) -> float:
        total = float(weigh[where].sum())
        return float((weigh * values)[where].sum() / total) if total > 0.0 else float("nan")

    def ratio(where: Truths) -> float:
        best = mean(where, there.causal)
        return mean(where, scores) / best if best > 0.0 else float("nan")

    anywhere = np.ones(scores.shape, bool)
    found: dict[str, Any] = {
        "causal_ratio": ratio(anywhere),
        "decide_ratio": ratio(there.decide),
        "agree_ratio": ratio(~there.decide),
        "by_confounding": [ratio(there.confounded), ratio(~there.confounded)],
        "by_parents": [ratio(there.orphan), ratio(~there.orphan)],
        "by_maximum": [mean(~there.degenerate, scores), mean(there.degenerate, scores)],
    }
    if unvisited is not None:
        found["unvisited_ratio"] = ratio(unvisited)
        found["unvisited_decide_ratio"] = ratio(unvisited & there.decide)
        found["visited_ratio"] = ratio(~unvisited)
        found["visited_decide_ratio"] = ratio(~unvisited & there.decide)
    return found


@cache
def ideals_of(law: Law) -> dict[str, dict[str, Any]]:
    """Return what `measures` makes of the optimal choices and of chance (exactly), and of Bayes' rule."""
    graphs = examined_in(law)
    there, true = cells_of(law), effects(graphs.edges, law.means)
    weights = np.broadcast_to(graphs.weights[:, None], there.causal.shape)
    found = {CAUSAL: measures(there.causal, there, None, weights)}
    for name, (scores, cell, unvisited) in of_lives(law).items():
        if name not in (CAUSAL, ORACLE):
            found[name] = measures(scores, cell, unvisited)
    found[ASSOCIATIVE] = measures(there.associative, there, None, weights) | {"associative_share": 1.0}
    found["chance"] = measures(_mean(true), there, None, weights)
    if law.nodes_chosen != "once" and "observational" not in law.condition:
        found["chance"] |= at_random(law.nodes - 1, law.experiences)
    return found


def at_random(n: int, count: int) -> dict[str, Any]:
    """Return columns of `count` experiences with nodes drawn from n anew each time: how many are different, and new."""
    shares = np.eye(n + 1)[0]  # by number of different nodes, from 0
    known = np.arange(n + 1) / n
    new = []
    for _ in range(count):
        new.append(float(shares @ (1.0 - known)))
        shares = shares * known + np.append(0.0, (shares * (1.0 - known))[:-1])
    return {"distinct_nodes": sum(new), "distinct_shares": shares[1:].tolist(), "new_nodes": new}


def follows_association(edges: Ints, means: Means, asked: Any, chosen: Any) -> Truths:
    """Return whether the nodes chosen (L, Q) go best with the nodes asked about (L, Q); places from 0."""
    along = associations(edges, means)[np.arange(len(edges))[:, None], asked]  # (L, Q, n)
    found: Truths = np.take_along_axis(along, chosen[..., None], axis=-1)[..., 0] >= along.max(axis=-1) - 1e-9
    return found
