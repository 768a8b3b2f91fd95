"""The shape of what is remembered: states of a whole population of lives, in their first principal components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field
from scipy.stats import spearmanr

from baldwin.decoding import Components, components, explained, ridge
from baldwin.knowing import Floats, Knowledge
from baldwin.probes.probe import Probe, ProbedLives, ProbeResult, ResultColumn

__all__ = ["Shape", "Structure", "shape"]

SHOWN = 400  # lives whose places are kept for a figure
LEVELS = (0.05, 0.5, 0.95)  # of the first hidden quantity: lives of which the whole way is shown


class Shape(NamedTuple):
    """Where the states of lives lie after some trial, in the principal components of all of them."""

    plane: Components
    places: Floats  # (N, 2)
    dimensions: float  # participation ratio of the variances: 1 on a line, 2 in a plane


class Structure(Probe):
    """The shape of the states of many lives: principal components, and what there is to find out in their order.

    Where one number is to be found out, such as what two mirrored arms pay, states should lie on a line or an arc in
    its order; where there are two, in a plane. Founders are seen beside what evolved.
    """

    kind: Literal["structure"] = "structure"
    trial: Annotated[int, Field(ge=0, description="after which states are looked at, from 1; 0: the last")] = 0

    def check(self, lives: ProbedLives) -> None:
        """Refuse lives that have no one thing to find out."""
        hidden = lives.knows("states, and what lives are to find out")[0].observed.hidden
        if not hidden:
            raise self.refusal(lives, "what its lives are to find out changes within a life, or is not known.")

    def find(self, lives: ProbedLives) -> ProbeResult:
        """Return a row for each network, replicate, and thing that lives are to find out."""
        self.check(lives)
        known = lives.known("states, and what lives are to find out")
        hidden = known["evolved"][0].observed.hidden
        count = known["evolved"][0].states.shape[1]
        if self.trial > count:
            raise self.refusal(lives, f"its lives have {count} trials. Set trial to at most that.")
        at = (self.trial or count) - 1
        every = [(network, place, one) for network, all_ in known.items() for place, one in enumerate(all_)]
        shapes = [shape(one, at) for _, _, one in every]
        rows = [(place, name) for place in range(len(every)) for name in hidden]
        order = [spearmanr(shapes[at_].places[:, 0], every[at_][2].observed.hidden[name]) for at_, name in rows]
        read = [
            _read(every[at_][2].states[:, at], shapes[at_], every[at_][2].observed.hidden[name]) for at_, name in rows
        ]
        first = known["evolved"][0]
        paths = shapes[0].plane.places(first.states[_spread(first)])
        return ProbeResult(
            title=f"states after trial {at + 1}, in their principal components",
            columns={
                "network": ResultColumn([every[at_][0] for at_, _ in rows], "as it evolved, or as its founders were"),
                "replicate": ResultColumn([every[at_][1] for at_, _ in rows], "of the run's independent populations"),
                "hidden": ResultColumn([name for _, name in rows], "what each life is to find out"),
                "rank_correlation": ResultColumn(
                    [abs(float(one.statistic)) for one in order], "Spearman's, of it and the first component; no sign"
                ),
                "p_value": ResultColumn([float(one.pvalue) for one in order], "of the same; lives are independent"),
                "read_in_one": ResultColumn(
                    [one[0] for one in read], "its variance read in the first component, lives apart", "share"
                ),
                "read_in_two": ResultColumn([one[1] for one in read], "the same, first two components", "share"),
                "variance_in_one": ResultColumn(
                    [float(shapes[at_].plane.shares[0]) for at_, _ in rows], "of states, along the first", "share"
                ),
                "variance_in_two": ResultColumn(
                    [float(shapes[at_].plane.shares[:2].sum()) for at_, _ in rows], "the same, first two", "share"
                ),
                "dimensions": ResultColumn(
                    [shapes[at_].dimensions for at_, _ in rows], "participation ratio: 1 a line, 2 a plane"
                ),
            },
            notes=(f"{lives.instances:,} held-out lives; what is read: cubic in the components, half to fit",),
            arrays={
                "places": np.stack([one.places[:SHOWN] for one in shapes]),
                "hidden": np.stack([values[:SHOWN] for values in hidden.values()]),
                "paths": paths,
            },
            meanings={
                "places": "(networks and replicates, lives, 2) states in the first two components",
                "hidden": f"(what is to be found out, lives): {', '.join(hidden)}",
                "paths": "(lives, trials, 2) of the first replicate that evolved, trial by trial",
            },
            reading=_reading(
                [(*key, abs(float(one.statistic))) for key, one in zip(_keys(every, rows), order, strict=True)],
                [(every[at_][0], shapes[at_].dimensions) for at_ in range(len(every))],
            ),
        )

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()


def shape(one: Knowledge, at: int) -> Shape:
    """Return where the states of lives lie when trial `at` (from 0) is answered.

    The first component runs with the first thing to be found out, as its sign is arbitrary.
    """
    plane = components(one.states[:, at])
    known = next(iter(one.observed.hidden.values()))
    with np.errstate(all="ignore"):
        turned = float(np.nan_to_num(spearmanr(plane.places(one.states[:, at], 1)[:, 0], known).statistic)) < 0.0
    axes = plane.axes.copy()
    axes[0] *= -1.0 if turned else 1.0
    plane = plane._replace(axes=axes)
    return Shape(plane, plane.places(one.states[:, at]), float(1.0 / (plane.shares**2).sum()))


def _keys(every: Sequence[tuple[str, int, Knowledge]], rows: Sequence[tuple[int, str]]) -> list[tuple[str, str]]:
    return [(every[place][0], name) for place, name in rows]


def _reading(order: Sequence[tuple[str, str, float]], dimensions: Sequence[tuple[str, float]]) -> str:
    """Return how far the first component follows what is to be found out, in evolved and in untrained states."""
    parts = []
    for name in dict.fromkeys(name for _, name, _ in order):
        own, before = (
            np.median([value for network, one, value in order if (network, one) == (which, name)])
            for which in ("evolved", "untrained")
        )
        parts.append(f"{name} {own:.2f} (untrained {before:.2f})")
    sizes = [np.median([size for network, size in dimensions if network == one]) for one in ("evolved", "untrained")]
    return (
        f"Rank correlation of the first component with {', '.join(parts)}; states fill {sizes[0]:.1f} dimensions "
        f"(untrained {sizes[1]:.1f})."
    )


def _read(states: Floats, found: Shape, wanted: Floats) -> tuple[float, float]:
    """Return the share of variance that a cubic map of one and of two components explains, in the second half."""
    places = found.plane.places(states)
    z = places / np.maximum(places.std(axis=0), 1e-9)
    half, shares = len(z) // 2, []
    for count in (1, 2):
        x = np.stack(
            [z[:, 0] ** i * z[:, 1] ** j for i in range(4) for j in range(4 - i) if count > 1 or not j], axis=1
        )
        weights = ridge(x[:half], wanted[:half, None])
        shares.append(explained((x[half:] @ weights)[:, 0], wanted[half:]))
    return shares[0], shares[1]


def _spread(one: Knowledge) -> list[int]:
    """Return lives in which the first thing to be found out is low, middling and high."""
    known = next(iter(one.observed.hidden.values()))
    order = np.argsort(known, kind="stable")
    return [int(order[round(level * (len(order) - 1))]) for level in LEVELS]
