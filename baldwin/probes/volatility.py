"""Volatility: do units tell volatile times from stable ones, and is learning faster in them?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field
from scipy.stats import ttest_1samp

from baldwin.decoding import paired_rank_correlations
from baldwin.definition.base import Definition
from baldwin.knowing import Bools, Floats, Knowledge, Times
from baldwin.learning_rates import Choices, Rates, pooled, shuffled, singly
from baldwin.probes.probe import Probe, ProbedLives, ProbeResult, ResultColumn

__all__ = [
    "BY_RANKS",
    "RATE",
    "SINGLY",
    "TOGETHER",
    "UNITS",
    "Coding",
    "Volatility",
    "chosen",
    "coding",
    "examined",
    "ratio",
]

OWN = "own world"
LEVEL = 0.05  # corrected p-values below which a unit codes volatility
RATE = "learning rate: {}, {} times"
SINGLY = "ratio: volatile over stable, ten choices at a time"
TOGETHER = "ratio: volatile over stable, lives together"
UNITS = "units: share that codes volatility, by regression"
BY_RANKS = "units: the same by ranks"

Lives = Sequence[Knowledge]
"""The lives of one network, in each of the worlds in which it is examined."""

WHAT = "choices in stable and in volatile times"


class Coding(NamedTuple):
    """How closely each unit follows volatility (u,); NaN of units that never change with it."""

    correlations: Floats  # matched-pairs rank correlation of volatile against stable times of a life
    by_ranks: Floats  # p-values of Wilcoxon's signed-rank test over lives, corrected for the number of units
    p_values: Floats  # the same of a regression on volatility, which is a t-test of pairs


class Volatility(Probe):
    """Units that tell volatile times from stable ones, and learning rates fitted to choices in either.

    A unit codes volatility if its means in the volatile and in the stable times of a life differ: by regression on
    volatility over lives, as in Wang et al. (2018), or by a signed-rank test. P-values are multiplied by the number of
    units; lives are the samples, as trials of a life are not independent. With more lives smaller differences count; in
    the original there were 400.

    Rates are those of Rescorla and Wagner's rule, from each ten choices of a life by themselves (Wang et al. 2018), and
    from all lives together. Where the task has worlds to be examined in, such as blocks in either order, lives are
    lived in all of them, so that time and volatility are apart.

    Founders stand beside what evolved, and so do its states and choices in the times of other lives. Ten choices at a
    time are read with a bias: even choices of other lives do not have a ratio of 1.
    """

    kind: Literal["volatility"] = "volatility"
    level: Annotated[float, Field(gt=0.0, lt=1.0, description="a unit codes what has a corrected p-value below")] = (
        LEVEL
    )

    def check(self, lives: ProbedLives) -> None:
        """Refuse lives without times of which one is more volatile."""
        worlds: list[Definition | None] = [*lives.examinations.values()] or [None]
        if any(lives.knows(WHAT, one)[0].observed.times is None for one in worlds):
            why = "no time is said to be more volatile than another in its task. Such a one is: baldwin run volatility."
            raise self.refusal(lives, why)

    def find(self, lives: ProbedLives) -> ProbeResult:
        """Return a row for each network, replicate, and number that is found of it."""
        self.check(lives)
        known = examined(lives)
        networks = {"evolved": known["evolved"], "untrained": known["untrained"], "shuffled": known["evolved"]}
        worlds = tuple(lives.examinations) or (OWN,)
        ideal = dict(_rates(worlds, [_times(one).ideal for one in known["evolved"][0]]))
        labels, rows = list[tuple[str, int]](), list[tuple[str, float]]()
        correlations, p_values = list[Floats](), list[Floats]()
        for network, every in networks.items():
            for place, one in enumerate(every):
                found = coding(one, exchanged=network == "shuffled")
                choices = [chosen(each) for each in one]
                own = [*_rates(worlds, [shuffled(each) for each in choices] if network == "shuffled" else choices)]
                own += _of_units(found, self.level)
                rows += own
                labels += [(network, place)] * len(own)
                correlations.append(found.correlations)
                p_values.append(found.p_values)
        return ProbeResult(
            title="volatile and stable times: learning rates, and units that tell them apart",
            columns={
                "network": ResultColumn(
                    [one[0] for one in labels], "as it evolved, as its founders were, or in times of other lives"
                ),
                "replicate": ResultColumn([one[1] for one in labels], "which of the run's independent populations"),
                "quantity": ResultColumn([one[0] for one in rows], "rates by block, ratios, and coding by units"),
                "value": ResultColumn([one[1] for one in rows], "what is found"),
                "ideal": ResultColumn(
                    [ideal.get(one[0], float("nan")) for one in rows], "the same of an ideal observer's choices"
                ),
            },
            notes=(
                f"{lives.instances:,} held-out lives in each of: {', '.join(worlds)}",
                f"p-values corrected for {correlations[0].size} units; a unit codes volatility below {self.level:g}",
            ),
            arrays={"correlations": np.stack(correlations), "p_values": np.stack(p_values)},
            meanings={
                "correlations": "(networks and replicates, units) rank correlation with volatility, signed",
                "p_values": "the same: by regression, corrected for the number of units",
            },
            reading=_reading(labels, rows, ideal[SINGLY]),
        )

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()


def examined(lives: ProbedLives) -> dict[str, list[Lives]]:
    """Return `evolved` and `untrained` -> for each replicate its lives in all worlds in which it is examined."""
    worlds = [lives.known(WHAT, setting) for setting in lives.examinations.values()] or [lives.known(WHAT)]
    return {network: list(zip(*(one[network] for one in worlds), strict=True)) for network in worlds[0]}


def coding(lives: Lives, *, exchanged: bool = False) -> Coding:
    """Return how closely units follow volatility, over the lives that have times of both kinds.

    Args:
        lives: in one world or several, of equally many trials.
        exchanged: give each life the times of another, as a control.
    """
    states = np.concatenate([one.states for one in lives])
    volatile = np.concatenate([chosen(one).volatile for one in lives])
    if exchanged:
        volatile = volatile[np.random.default_rng(0).permutation(len(volatile))]
    apart = differences(states, volatile)
    correlations, by_ranks = paired_rank_correlations(apart)
    varies = ~np.isnan(correlations)
    p_values = np.full(correlations.shape, np.nan)
    if len(apart) > 1 and varies.any():
        p_values[varies] = ttest_1samp(apart[:, varies], 0.0).pvalue
    units = max(int(varies.sum()), 1)
    return Coding(correlations, np.minimum(by_ranks * units, 1.0), np.minimum(p_values * units, 1.0))


def share(lives: Lives, level: float = LEVEL) -> float:
    """Return the share of units that code volatility, by regression, corrected p-values below `level`."""
    return float((coding(lives).p_values < level).mean())


def differences(states: Floats, volatile: Bools) -> Floats:
    """Return the mean of each unit in volatile times less that in stable ones (n, u), of lives that have both."""
    both = volatile.any(axis=1) & ~volatile.all(axis=1)
    quick, some = volatile[both].astype(np.float64), states[both]
    weights = quick / quick.sum(axis=1, keepdims=True) - (1.0 - quick) / (1.0 - quick).sum(axis=1, keepdims=True)
    return np.asarray(np.einsum("ntu,nt->nu", some, weights))


def ratio(choices: Sequence[Choices], reading: Callable[[Choices], Rates]) -> float:
    """Return the mean rate in volatile times over that in stable ones, of lives in several worlds."""
    rates = [reading(one) for one in choices]
    return sum(one.volatile for one in rates) / sum(one.stable for one in rates)


def _reading(labels: list[tuple[str, int]], rows: list[tuple[str, float]], ideal: float) -> str:
    """Return how much faster learning is in volatile times, and how many units tell them, medians over replicates."""

    def median(network: str, quantity: str) -> float:
        pairs = zip(labels, rows, strict=True)
        return float(np.median([value for one, (name, value) in pairs if (one[0], name) == (network, quantity)]))

    one, other = (100.0 * median(network, UNITS) for network in ("evolved", "untrained"))
    return (
        f"Learning is {median('evolved', SINGLY):.2f} times as fast in volatile times as in stable ones, read ten "
        f"choices at a time (ideal observer {ideal:.2f}, untrained {median('untrained', SINGLY):.2f}, choices of other "
        f"lives {median('shuffled', SINGLY):.2f}); {one:.0f} % of units code volatility (untrained {other:.0f} %)."
    )


def _rates(worlds: Sequence[str], choices: Sequence[Choices]) -> Iterator[tuple[str, float]]:
    each = [singly(one) for one in choices]
    for world, rates in zip(worlds, each, strict=True):
        yield RATE.format(world, "stable"), rates.stable
        yield RATE.format(world, "volatile"), rates.volatile
    yield SINGLY, sum(one.volatile for one in each) / sum(one.stable for one in each)
    yield TOGETHER, ratio(choices, pooled)


def _of_units(found: Coding, level: float) -> Iterator[tuple[str, float]]:
    size = np.abs(found.correlations[~np.isnan(found.correlations)])
    known = size.size > 0
    yield UNITS, float((found.p_values < level).mean())
    yield BY_RANKS, float((found.by_ranks < level).mean())
    yield "units: mean |rank correlation|", float(size.mean()) if known else float("nan")
    yield "units: largest |rank correlation|", float(size.max()) if known else float("nan")
    yield "units: smallest p-value, by ranks", float(np.nanmin(found.by_ranks)) if known else float("nan")


def chosen(one: Knowledge) -> Choices:
    """Return the choices that are made in the lives of a network."""
    return _times(one).choices


def _times(one: Knowledge) -> Times:
    assert one.observed.times is not None
    return one.observed.times
