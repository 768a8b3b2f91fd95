"""What an ideal learner makes of one life after another, also where graphs are too many to list, or means not linear.

Graphs are grown node by node, with all that causes of the next node may be. Given the hidden node, nodes are
independent around their means, so that the density of what was seen is an integral over one number: in closed form
where means are linear, else by the rule of rectangles, which is all but exact of smooth bells. What was seen of the
first nodes is at least as probable as all of it, in units of the highest density that a node can have: branches whose
bound lies `NEGLIGIBLE` below the best graph found are left out. What remains of the posterior is exact but for less
than 1e-9.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np
from scipy.special import softmax

from baldwin.neural.theory.causal import ASKED, FORCED, SD, Floats, Ints, Means, held, responses
from baldwin.neural.theory.causal_posterior import Experience, Lives, Places

__all__ = ["grown_effects", "grown_graphs", "unordered_effects"]

NEGLIGIBLE = 40.0  # nats: 14 million graphs of exp(-40) are 6e-11
LEFT = 1e-9  # of what is believed, left out where graphs are listed
BEAM = 300  # branches kept at each node while the best graph is looked for
BLOCK = 200_000  # numbers at once, of graphs times experiences: what a processor holds at hand
POINTS, SPAN = 41, 7.0  # of the integral over the hidden node, from -SPAN to SPAN standard deviations


class Rows(NamedTuple):
    """All that the causes of one node may be: weights (R, i) of the i nodes before it, in its mean, and priors (R,)."""

    weights: Floats
    signs: Ints
    log_prior: Floats


class Branches(NamedTuple):
    """Graphs of the first m observable nodes, and sums over these nodes by experience.

    The sums are of r r, c r and c c, with r what is left of a node's value where the hidden node is 0, and c what a
    unit of the hidden node brings.
    """

    edges: Ints  # (B, m + 1, m + 1)
    sums: Floats  # (3, B, K)
    log_prior: Floats  # (B,)

    def some(self, where: Any) -> Branches:
        """Return some of them."""
        return Branches(self.edges[where], self.sums[:, where], self.log_prior[where])


@cache
def _rows(node: int, means: Means, edge: float, negative: float) -> Rows:
    """Return what the causes of observable `node` (from 1) may be, the hidden one first."""
    signs = (np.arange(3**node)[:, None] // 3 ** np.arange(node)) % 3 - 1
    count = np.maximum(np.count_nonzero(signs, axis=1), 1)[:, None]
    chances = np.array([edge * negative, 1.0 - edge, edge * (1.0 - negative)])
    with np.errstate(divide="ignore"):  # a row may be impossible
        log_prior = np.log(chances[signs + 1]).sum(axis=1)
    possible = np.isfinite(log_prior)
    weights = signs / (1 if means == "sum" else count)
    return Rows(weights[possible], signs[possible].astype(np.int8), log_prior[possible])


@cache
def _points() -> tuple[Floats, Floats]:
    """Return what the hidden node may be felt as, x + x^2 (Q,), and the logarithms (Q,) of chances."""
    place = np.linspace(-SPAN, SPAN, POINTS)
    weight = np.exp(-0.5 * place**2)
    x = SD * place
    return x + x**2, np.log(weight / weight.sum())


class _Life(NamedTuple):
    """One life (K experiences) and how it is to be read."""

    values: Floats  # (K, n)
    felt: Floats  # (K, n) as causes: x, or x + x^2
    nodes: Places  # (K,) from 1; 0 where none was held or given
    kind: Experience
    means: Means
    edge: float
    negative: float


def _grown(life: _Life, branches: Branches, node: int) -> Branches:
    """Return branches with all that causes of observable `node` (from 1) may be (B, R): the axis of branches is two."""
    rows = _rows(node, life.means, life.edge, life.negative)
    residual = life.values[:, node - 1] - rows.weights[:, 1:] @ life.felt[:, : node - 1].T  # (R, K)
    free = np.ones(len(life.nodes)) if life.kind != "interventional" else (life.nodes != node).astype(float)
    coupling = rows.weights[:, :1]
    new = free * np.stack([residual**2, coupling * residual, coupling**2 + 0.0 * residual])  # (3, R, K)
    sums = branches.sums[:, :, None] + new[:, None]
    return Branches(branches.edges, sums, branches.log_prior[:, None] + rows.log_prior[None])


def _log_density(life: _Life, branches: Branches) -> Floats:
    """Return the logarithm of the density (.., K) of what was seen of the nodes grown, over the highest there is."""
    squares, products, couplings = branches.sums
    if life.means != "nonlinear":
        spread = 1.0 + couplings
        found: Floats = -0.5 / SD**2 * (squares - products**2 / spread) - 0.5 * np.log(spread)
        return found
    centre = np.divide(products, couplings, out=np.zeros_like(products), where=couplings > 0.0)
    total = np.zeros(squares.shape)  # over the density where the hidden node is as suits what was seen best
    for z, log_weight in zip(*_points(), strict=True):
        total += np.exp(log_weight - 0.5 / SD**2 * couplings * (z - centre) ** 2)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(total) - 0.5 / SD**2 * (squares - products * centre))


def _score(life: _Life, branches: Branches, node: int, made: Floats | None) -> Floats:
    """Return the log density (..) of all experiences that bound what is still to be grown, with the prior.

    Args:
        life: what was seen.
        branches: grown up to observable `node`.
        node: from 1.
        made: variances (.., node) of the nodes grown, in units of the noise's; of use in conditional experiences.
    """
    by_experience = _log_density(life, branches)
    if made is not None:  # p(x | x_j = 5): what is given may be all but impossible, and only counts once j is grown
        spread = made[..., np.maximum(life.nodes, 1).clip(max=node) - 1]  # (.., K)
        given = -0.5 * FORCED**2 / (SD**2 * spread) - 0.5 * np.log(spread)
        by_experience = np.where(life.nodes <= node, by_experience - given, 0.0)
    found: Floats = by_experience.sum(axis=-1) + branches.log_prior
    return found


def _variances(life: _Life, branches: Branches, node: int) -> Floats | None:
    """Return variances (B, R, node) of the nodes of branches and of one more; None where nothing is given."""
    if life.kind != "conditional":
        return None
    made = responses(branches.edges, life.means)  # (B, m + 1, m + 1)
    before = (made[:, 1:] ** 2).sum(axis=-1)  # (B, m)
    rows = _rows(node, life.means, life.edge, life.negative)
    own = ((rows.weights @ made) ** 2).sum(axis=-1) + 1.0  # (B, R)
    shape = (*own.shape, before.shape[1])
    return np.concatenate([np.broadcast_to(before[:, None], shape), own[..., None]], axis=-1)


def _blocks(life: _Life, branches: Branches, node: int) -> Iterator[tuple[Branches, Branches, Floats]]:
    """Yield some branches, what they grow into at `node` (B, R), and the scores (B, R) of that."""
    rows = 3**node * max(len(life.nodes), 1)
    size = max(BLOCK // rows, 1)
    for start in range(0, len(branches.edges), size):
        some = branches.some(slice(start, start + size))
        grown = _grown(life, some, node)
        yield some, grown, _score(life, grown, node, _variances(life, some, node))


def _kept(life: _Life, branches: Branches, node: int, least: float, most: int | None) -> Branches:
    """Return the branches grown by `node` that score at least `least`, or the `most` best of them."""
    found = []
    signs = _rows(node, life.means, life.edge, life.negative).signs
    for some, grown, score in _blocks(life, branches, node):
        at, row = np.nonzero(score >= least)
        edges = np.zeros((len(at), node + 1, node + 1), np.int8)
        edges[:, :node, :node] = some.edges[at]
        edges[:, node, :node] = signs[row]
        found.append((Branches(edges, grown.sums[:, at, row], grown.log_prior[at, row]), score[at, row]))
    scores = np.concatenate([score for _, score in found])
    every = Branches(
        np.concatenate([one.edges for one, _ in found]),
        np.concatenate([one.sums for one, _ in found], axis=1),
        np.concatenate([one.log_prior for one, _ in found]),
    )
    if most is None or scores.size <= most:
        return every
    return every.some(np.argpartition(-scores, most)[:most])


def _first(life: _Life) -> Branches:
    """Return the graph of the hidden node alone."""
    return Branches(np.zeros((1, 1, 1), np.int8), np.zeros((3, 1, len(life.nodes))), np.zeros(1))


def _best(life: _Life) -> float:
    """Return the score of a graph that is among the best: at every node the best branches are kept."""
    branches, n = _first(life), life.values.shape[1]
    for node in range(1, n):
        branches = _kept(life, branches, node, -np.inf, BEAM)
    return max(float(score.max()) for _, _, score in _blocks(life, branches, n))


def _expected(life: _Life) -> tuple[Floats, float]:
    """Return what to expect (n, n) of each node where the first index names the one that the quiz holds.

    And the logarithm of the density of what was seen, up to what all lives of as many experiences have in common.
    """
    n, best = life.values.shape[1], _best(life)
    branches = _first(life)
    for node in range(1, n):
        branches = _kept(life, branches, node, best - NEGLIGIBLE, None)
    weights = _rows(n, life.means, life.edge, life.negative).weights[:, 1:]  # of observable causes
    total, found = 0.0, np.zeros((n, n))
    for some, _, score in _blocks(life, branches, n):
        chance = np.exp(score - best)
        before = held(some.edges, life.means, ASKED)[..., 1:]  # (B, n - 1, n - 1) [asked, node]
        felt = before + before**2 if life.means == "nonlinear" else before
        total += float(chance.sum())
        found[:-1, :-1] += np.einsum("b,bqi->qi", chance.sum(axis=1), before)
        found[:-1, -1] += np.einsum("bi,bqi->q", chance @ weights, felt)
    found /= total
    found[-1, -1] = ASKED  # it has no effects: the others are as they are without the quiz
    return found, best + float(np.log(total))


def grown_effects(lives: Lives, means: Means, kind: Experience, edge: float = 2 / 3, negative: float = 0.5) -> Floats:
    """Return what to expect (L, n, n) of each node where the first index names the one that the quiz holds.

    As `causal_posterior.expected_effects`, of six nodes too, and of nonlinear means (not of conditional experiences).
    """
    return np.stack([_expected(one)[0] for one in _lives(lives, means, kind, edge, negative)])


def grown_graphs(
    lives: Lives, means: Means, kind: Experience, edge: float = 2 / 3, negative: float = 0.5
) -> Iterator[tuple[Ints, Floats]]:
    """Yield, life by life, the graphs (G, N, N) that are most believed, and how much (G,): but for `LEFT`, 1 in all."""
    for life in _lives(lives, means, kind, edge, negative):
        n, best = life.values.shape[1], _best(life)
        branches = _first(life)
        for node in range(1, n):
            branches = _kept(life, branches, node, best - NEGLIGIBLE, None)
        signs, edges, scores = _rows(n, life.means, life.edge, life.negative).signs, [], []
        for some, _, score in _blocks(life, branches, n):
            at, row = np.nonzero(score >= best - NEGLIGIBLE)
            whole = np.zeros((len(at), n + 1, n + 1), np.int8)
            whole[:, :n, :n], whole[:, n, :n] = some.edges[at], signs[row]
            edges.append(whole)
            scores.append(score[at, row])
        chance = np.exp(np.concatenate(scores) - best)
        order = np.argsort(-chance)
        mass = np.cumsum(chance[order])
        chosen = order[: int(np.searchsorted(mass, (1.0 - LEFT) * mass[-1])) + 1]
        yield np.concatenate(edges)[chosen], chance[chosen] / chance[chosen].sum()


def unordered_effects(
    lives: Lives, means: Means, kind: Experience, edge: float = 2 / 3, negative: float = 0.5
) -> Floats:
    """Return the same for one who does not know the order of causes: all orders are as probable before a life.

    The nodes of `lives` are then places, in any order.
    """
    orders = [np.array(order) for order in permutations(range(lives.values.shape[-1]))]
    totals, logs = [], []
    for order in orders:  # order[k]: the place of the k-th node
        turned = Lives(lives.values[..., order], np.argsort(order)[lives.nodes], lives.noise)
        found = [_expected(one) for one in _lives(turned, means, kind, edge, negative)]
        back = np.argsort(order)
        totals.append(np.stack([one[back][:, back] for one, _ in found]))
        logs.append([log for _, log in found])
    chances = softmax(np.array(logs), axis=0)  # (orders, L)
    expected: Floats = np.einsum("ol,olqi->lqi", chances, np.stack(totals))
    return expected


def _lives(lives: Lives, means: Means, kind: Experience, edge: float, negative: float) -> Iterator[_Life]:
    felt = lives.values + lives.values**2 if means == "nonlinear" else lives.values
    nodes = lives.nodes + 1 if kind != "observational" else np.zeros_like(lives.nodes)
    for one in zip(lives.values, felt, nodes, strict=True):
        yield _Life(*one, kind, means, edge, negative)
