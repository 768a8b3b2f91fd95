"""Two machines that watch the same lives, Bayes' and the network's: can each be read in the other's states?

Bayes' rule remembers sufficient statistics (heads and tosses), the network its hidden state. A map is fitted from the
states of one to those of the other, on half of the lives, and tried on the others (after Mikulik et al. 2020):

network to Bayes    polynomial of second degree in the hidden units, by ridge regression; statistics so found are read
                    by Bayes' rule
Bayes to network    the mean hidden state after the same statistics: no map does better; where they seldom come again, a
                    polynomial of second degree in them and in what Bayes' rule says; the network's readout reads it

How far outputs are then away is the mean KL divergence [nats] of what the second machine says from what it says of its
own states. From Bayes to the network it is divided by the same for one mean output: an untrained network says nearly
the same of everything, and is easily imitated in absolute terms.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Self

import numpy as np

from baldwin.decoding import divergence, explained, ridge, squares
from baldwin.knowing import Floats, Knowledge, Sources
from baldwin.probes.probe import Probe, ProbedLives, ProbeResult, ResultColumn

__all__ = ["Gap", "Sufficient", "decoded", "gap"]

OFTEN = 8  # lived trials for each set of statistics, on average, from which a table of means is fine
NETWORKS = ("evolved", "untrained")
TINY = 1e-12  # nothing is divided by less


class Gap(NamedTuple):
    """What is lost between two machines; see the module."""

    bayes_output: float  # network to Bayes, nats
    bayes_state: float  # the same, mean squared error of standardised statistics
    network_output: float  # Bayes to network, share of the spread of outputs
    network_state: float  # the same, mean squared error of standardised units
    divergence: float  # KL(Bayes, network), nats per trial; NaN where their outputs are of different things


class Sufficient(Probe):
    """How far a state holds Bayes' sufficient statistics and nothing else: either is read in the other.

    Lives by memory are lived again, of what evolved and of its founders. How far two machines are apart is 0 where one
    can be read in the other; what founders leave is the measure of how hard that is.
    """

    kind: Literal["sufficient"] = "sufficient"

    def check(self, lives: ProbedLives) -> None:
        """Refuse lives of a task of which no sufficient statistics are known."""
        sources = lives.knows("Bayes' sufficient statistics")[0].observed.sources
        if sources is None:
            raise self.refusal(lives, "no small set of statistics that are sufficient is known of its task.")

    def find(self, lives: ProbedLives) -> ProbeResult:
        """Return a row for each network, evolved and untrained, and replicate."""
        self.check(lives)
        known = lives.known("Bayes' sufficient statistics")
        sources = known["evolved"][0].observed.sources
        assert sources is not None  # as checked
        rows = [(network, place) for network in NETWORKS for place in range(len(known[network]))]
        gaps = [gap(known[network][place]) for network, place in rows]
        read = np.array([[decoded(one) for one in known[network]] for network in NETWORKS])
        chance = [decoded(known[network][place], shuffled=True) for network, place in rows]
        best = [float(np.nanmean(read[NETWORKS.index(network), place])) for network, place in rows]
        names, nats = tuple(sources.statistics), "nats per trial"
        return ProbeResult(
            title="the network and Bayes' rule, each read in the states of the other",
            columns={
                "network": ResultColumn([network for network, _ in rows], "as it evolved, or as its founders were"),
                "replicate": ResultColumn([place for _, place in rows], "which of the run's independent populations"),
                "bayes_output": ResultColumn(
                    [one.bayes_output for one in gaps],
                    "divergence of Bayes' answers from statistics read in units",
                    nats,
                ),
                "bayes_state": ResultColumn(
                    [one.bayes_state for one in gaps], "mean squared error of these, standardised", "variances"
                ),
                "network_output": ResultColumn(
                    [one.network_output for one in gaps],
                    "divergence of the network's answers from units guessed from the statistics, of their spread",
                    "share",
                ),
                "network_state": ResultColumn(
                    [one.network_state for one in gaps], "mean squared error of these units, standardised", "variances"
                ),
                "kl_to_bayes": ResultColumn(
                    [one.divergence for one in gaps], "KL(Bayes, network), where both predict the same", nats
                ),
                "decoded": ResultColumn(
                    best, "variance of statistics among lives, trial by trial, that is read linearly", "share"
                ),
                "shuffled": ResultColumn(
                    [float(np.nanmean(one)) for one in chance], "the same, lives exchanged: chance", "share"
                ),
            },
            notes=(
                f"{lives.instances:,} held-out lives, the first half to fit, the others to try",
                f"Bayes' rule remembers: {', '.join(names)}",
            ),
            reading=_reading(rows, gaps),
            arrays={"decoded": read},
            meanings={"decoded": f"({', '.join(NETWORKS)}; replicates; statistics: {', '.join(names)}) as `decoded`"},
        )

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()


def _reading(rows: list[tuple[str, int]], gaps: list[Gap]) -> str:
    """Return what evolved networks leave of what untrained ones do, either way, medians over replicates."""
    own, before = ([one for (network, _), one in zip(rows, gaps, strict=True) if network == name] for name in NETWORKS)
    to_bayes, to_network = (
        np.median([getattr(one, side) for one in own])
        / max(float(np.median([getattr(one, side) for one in before])), TINY)
        for side in ("bayes_output", "network_output")
    )
    return (
        f"Of what untrained networks leave between their outputs and those of Bayes' rule, evolved ones leave "
        f"{to_bayes:.2g} where Bayes' statistics are read in units, and {to_network:.2g} the other way."
    )


def gap(one: Knowledge) -> Gap:
    """Return what is lost between a network and Bayes' rule in its lives, at least 2; see the module."""
    sources = _sources(one)
    statistics = np.stack(list(sources.statistics.values()), axis=-1)
    laws, said = sources.ideal(statistics), one.said(one.states)
    apart = divergence(laws, said) if one.observed.predicts else float("nan")
    to_bayes = _to_bayes(one.states, statistics, sources)
    return Gap(*to_bayes, *_to_network(one, statistics, laws, said), apart)


def decoded(one: Knowledge, *, shuffled: bool = False) -> Floats:
    """Return what a linear map of the units explains of each statistic (k,), in lives that it was not fitted to.

    Means over lives in each trial are taken away from both: the number of a trial tells nothing of a life. NaN of a
    statistic that is the same in all lives.

    Args:
        one: lives of a network.
        shuffled: exchange lives first, as a control.
    """
    statistics = np.stack(list(_sources(one).statistics.values()), axis=-1)
    if shuffled:
        statistics = statistics[np.random.default_rng(0).permutation(len(statistics))]
    half, units = len(statistics) // 2, one.states.shape[-1]
    states, wanted = (array - array[:half].mean(axis=0) for array in (one.states, statistics))
    scale = np.maximum(states[:half].std(axis=(0, 1)), 1e-9)
    x = (states / scale).reshape(len(states), -1, units)
    size = wanted.shape[-1]
    weights = ridge(x[:half].reshape(-1, units), wanted[:half].reshape(-1, size))
    read, target = (x[half:] @ weights).reshape(-1, size), wanted[half:].reshape(-1, size)
    return np.array([explained(read[:, k], target[:, k]) for k in range(size)])


def _sources(one: Knowledge) -> Sources:
    assert one.observed.sources is not None
    return one.observed.sources


def _to_bayes(hidden: Floats, statistics: Floats, sources: Sources) -> tuple[float, float]:
    """Return what is lost from the network to Bayes: of outputs, of states. Arrays (N, T, u) and (N, T, k)."""
    half = len(hidden) // 2
    center, scale = statistics.mean(axis=(0, 1)), np.maximum(statistics.std(axis=(0, 1)), 1e-9)
    wanted = (statistics - center) / scale
    middle, spread = hidden[:half].mean(axis=(0, 1)), hidden[:half].std(axis=(0, 1))
    units = (hidden - middle) / np.maximum(spread, 1e-9)  # how large units are is of no matter
    weights = ridge(squares(_rows(units[:half])), _rows(wanted[:half]))
    read = squares(_rows(units[half:])) @ weights
    error = float(((read - _rows(wanted[half:])) ** 2).mean())
    predicted = sources.ideal(read * scale + center)
    return divergence(sources.ideal(_rows(statistics[half:])), predicted), error


def _to_network(one: Knowledge, statistics: Floats, laws: Floats, said: Floats) -> tuple[float, float]:
    """Return what is lost from Bayes to the network: of outputs, of states."""
    hidden, half = one.states, len(statistics) // 2
    center, scale = hidden.mean(axis=(0, 1)), np.maximum(hidden.std(axis=(0, 1)), 1e-9)
    wanted = (hidden - center) / scale
    guessed = _guessed(statistics, laws, wanted[:half])
    own, copied = said[half:], one.said(guessed * scale + center)
    spread = divergence(own, np.broadcast_to(said[half:].mean(axis=(0, 1)), own.shape))
    left = divergence(own, copied) / spread if spread > 0.0 else float("nan")
    return left, float(((guessed - wanted[half:]) ** 2).mean())


def _guessed(statistics: Floats, laws: Floats, wanted: Floats) -> Floats:
    """Return the units (lives, T, u) of the lives after the first of `wanted`, guessed from what Bayes' rule knows."""
    half, shape = len(wanted), (*statistics[len(wanted) :].shape[:2], wanted.shape[2])
    _, cell = np.unique(_rows(statistics), axis=0, return_inverse=True)
    cell = np.asarray(cell).reshape(statistics.shape[:2])
    seen, size = cell[:half].ravel(), int(cell.max()) + 1
    if size * OFTEN <= seen.size:
        count = np.maximum(np.bincount(seen, minlength=size), 1)[:, None]
        sums = [np.bincount(seen, weights=unit.ravel(), minlength=size) for unit in np.moveaxis(wanted, -1, 0)]
        means: Floats = (np.stack(sums, axis=1) / count)[cell[half:]]
        return means
    knows = np.concatenate([statistics, laws[..., 0]], axis=-1)
    knows = (knows - knows.mean(axis=(0, 1))) / np.maximum(knows.std(axis=(0, 1)), 1e-9)
    weights = ridge(squares(_rows(knows[:half])), _rows(wanted))
    return (squares(_rows(knows[half:])) @ weights).reshape(shape)


def _rows(array: Floats) -> Floats:
    """Return lives and trials as rows."""
    return array.reshape(-1, array.shape[-1])
