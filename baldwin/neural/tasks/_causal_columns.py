"""What the task `causal_graph` reports of lives."""

from __future__ import annotations

from baldwin.neural.contracts import Column, Dimension

__all__ = ["COLUMNS"]

RATIO = "ratio to the optimum"
MET = "ratio, by experience"

COLUMNS: dict[str, Column] = {
    "causal_ratio": Column(
        "mean score over that of the optimal cause-effect in the same graphs and quizzes",
        label="all",
        panel=RATIO,
        neutral=1.0,
    ),
    "decide_ratio": Column(
        "the same, where what goes with the node asked about is not what it causes: association chooses worse",
        label="association misleads",
        panel=RATIO,
        neutral=1.0,
    ),
    "agree_ratio": Column(
        "the same, where what goes with the node asked about is also what it causes",
        label="association does not mislead",
        panel=RATIO,
        neutral=1.0,
    ),
    "visited_ratio": Column(
        "the same, where the node asked about was held, or given, in an experience",
        label="intervened on",
        panel=MET,
        neutral=1.0,
    ),
    "visited_decide_ratio": Column(
        "the same, where that node was held, or given, and association misleads",
        label="intervened on, and association misleads",
        panel=MET,
        neutral=1.0,
    ),
    "unvisited_ratio": Column(
        "the same, where the node asked about was never held, nor given, in the experiences",
        label="never intervened on",
        panel=MET,
        neutral=1.0,
    ),
    "unvisited_decide_ratio": Column(
        "the same, where that node was never held, nor given, and association misleads",
        label="never intervened on, and association misleads",
        panel=MET,
        neutral=1.0,
    ),
    "by_confounding": Column(
        "the same, where the hidden node is a cause of the node asked about and of another, and elsewhere",
        label="a hidden common cause",
        panel=RATIO,
        dimensions=(Dimension(names=("confounded", "not confounded")),),
        neutral=1.0,
    ),
    "by_parents": Column(
        "the same, where the node asked about has no causes, and where it has",
        label="causes of the node",
        panel=RATIO,
        dimensions=(Dimension(names=("orphan", "has causes")),),
        neutral=1.0,
    ),
    "by_maximum": Column(
        "mean score where one node is best, and where several are, in the graph without noise",
        label="one best node, or several",
        panel="value of the node chosen",
        dimensions=(Dimension(names=("distinct", "degenerate")),),
        neutral=0.0,
    ),
    "associative_share": Column(
        "where association misleads, share of choices that it would make", limits=(0.0, 1.02), percent=True
    ),
    "case_shares": Column(
        "share of quizzes in each case",
        dimensions=(Dimension(names=("association misleads", "confounded", "orphan", "degenerate", "never held")),),
        limits=(0.0, 1.0),
        percent=True,
    ),
    "distinct_nodes": Column("different nodes held, or given, in a life"),
    "distinct_shares": Column(
        "share of lives in which so many nodes were held, or given",
        dimensions=(Dimension("different nodes"),),
        limits=(0.0, 1.02),
        percent=True,
    ),
    "new_nodes": Column(
        "share of lives in which the node of each experience is new",
        dimensions=(Dimension("experience"),),
        limits=(0.0, 1.02),
        percent=True,
    ),
    "experienced_nodes": Column(
        "share of experiences with each node, in the order of causes",
        dimensions=(Dimension("node"),),
    ),
}
