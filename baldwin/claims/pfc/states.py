"""What probes find in evolved states: shapes, sufficient statistics, planned values, and how long they remember."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from baldwin.claims.bandits.settings import INDEPENDENT, UNIFORM
from baldwin.claims.bayes_predictors.settings import COIN
from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.measures import Floats, of_seeds
from baldwin.claims.populations import Networks
from baldwin.claims.quantity import SHARE, Measurement, Measurements, Quantity, Range, above, at_least, below, no_more
from baldwin.claims.sources import THIS_PROGRAM, published
from baldwin.claims.two_step.settings import DRIFTING
from baldwin.claims.volatility.drifting import EVOLVED as RESTLESS
from baldwin.knowing import Knowledge
from baldwin.probes import Probe, ProbedLives
from baldwin.probes.prediction_error import OF_ERRORS, OF_REST, PredictionError
from baldwin.probes.structure import Structure
from baldwin.probes.sufficient import Sufficient, gap
from baldwin.probes.timescales import IDEAL_SIDES, SIDES, Timescales

__all__ = ["CLAIMS"]

LIVES, FEWER = 4000, 1000
FIGURE = published("Wang, Kurth-Nelson et al.", 2018, "figure 5")
BAR = "one dimension, in order: a bar of ours, set before it was measured"
TENTH = 0.1  # of what an untrained network leaves
LIKE = 1.5  # times: how near a half-life is to that of the ideal observer
R2 = (0.89, 5.8e-7)  # published, model-based, and the rest of model-free


def _table(run: Networks, probe: Probe, lives: int = LIVES) -> Mapping[str, Floats]:
    table = probe.find(ProbedLives(run.evolved, lives)).table()
    return {name: np.asarray(values) for name, values in table.items()}


def _worst(values: Floats, range: Range | None = None) -> Measurement:
    """Return the least of the seeds; the note lists all."""
    return Measurement(float(values.min()), note="seeds: " + ", ".join(f"{one:.4g}" for one in values), range=range)


def _arc(run: Networks) -> Measurements:
    table = _table(run, Structure())
    return {"arc": _worst(table["rank_correlation"][table["network"] == "evolved"], SHARE)}


def _plane(run: Networks) -> Measurements:
    table = _table(run, Structure())

    def of(column: str, hidden: str, network: str = "evolved") -> Floats:
        found: Floats = table[column][(table["network"] == network) & (table["hidden"] == hidden)]
        return found

    both = [of("read_in_two", arm) - of("read_in_one", arm) for arm in ("p1", "p2")]
    difference = [of("rank_correlation", "p1 - p2", network) for network in ("evolved", "untrained")]
    return {"second": of_seeds(both[0] + both[1]), "along": of_seeds(difference[0] - difference[1])}


def _machines(run: Networks) -> Measurements:
    found = _between(run, LIVES)
    return {side: of_seeds(evolved / founders) for side, (evolved, founders) in found.items()}


def _between(run: Networks, lives: int) -> dict[str, tuple[Floats, Floats]]:
    """Return what is left between a network and Bayes' rule, either way, of those that evolved and of founders."""
    table = _table(run, Sufficient(), lives)
    evolved, before = table["network"] == "evolved", table["network"] == "untrained"
    return {side: (table[side][evolved], table[side][before]) for side in ("bayes_output", "network_output")}


def _choosers(run: Networks) -> Measurements:
    """Return the same of networks that choose, what choices lose, and what a perfect player leaves."""
    found = _between(run, FEWER)
    evolved, founders = (run.evolved.knowledge(FEWER, untrained=untrained) for untrained in (False, True))
    balancing = np.array([gap(_balancing(one)).bayes_output for one in evolved])
    lost = [np.array([_lost(one) for one in own]) for own in (evolved, founders)]
    return {
        **{side: of_seeds(own / before) for side, (own, before) in found.items()},
        "lost": of_seeds(lost[0] / lost[1]),
        "perfect": of_seeds(balancing / found["bayes_output"][1]),
    }


def _lost(one: Knowledge) -> float:
    """Return the reward per trial that the sides preferred lose to those of Bayes' rule, in the same lives."""
    assert one.observed.sources is not None
    statistics = np.stack(list(one.observed.sources.statistics.values()), axis=-1)
    first = one.observed.sources.ideal(statistics)[..., 0, 0]
    wrong = (one.said(one.states)[..., 0, 0] > 0.5) != (first > 0.5)
    return float(np.where(wrong, np.abs(2.0 * first - 1.0), 0.0).mean())


def _balancing(one: Knowledge) -> Knowledge:
    """Return lives between mirrored arms as one who remembers how much more spoke for the first than for the second.

    Of mirrored arms with a uniform prior that is all that the best choice depends on.
    """
    assert one.observed.sources is not None
    spoke, trials = one.observed.sources.statistics.values()

    def said(units: Floats) -> Floats:
        first = 0.5 + 0.499 * np.sign(units[..., 0])
        return np.stack([first, 1.0 - first], axis=-1)[..., None, :]

    return replace(one, states=(2.0 * spoke - trials)[..., None], said=said)


def _errors(run: Networks) -> Measurements:
    table = _table(run, PredictionError())
    evolved = table["network"] == "evolved"
    planned, rest = (
        table["value"][evolved & (table["quantity"] == name)]
        for name in (OF_ERRORS.format("model-based"), OF_REST.format("model-free"))
    )
    return {"planned": of_seeds(planned, range=SHARE), "rest": of_seeds(rest, range=SHARE)}


def _remembered(run: Networks) -> Measurements:
    table = _table(run, Timescales(), FEWER)
    evolved = table["network"] == "evolved"
    own, ideal = (table["half_life"][evolved & (table["of"] == of)] for of in (SIDES, IDEAL_SIDES))
    with np.errstate(invalid="ignore"):  # founders may never forget
        return {"half-life": of_seeds(own / ideal)}


def _tenths(to_bayes: float, to_network: float) -> tuple[Quantity, ...]:
    """Return that a tenth is left at most, beside what was measured before."""
    return (
        below("network to Bayes, outputs: evolved over founders, ratio", TENTH, to_bayes, of="bayes_output"),
        below("Bayes to network, outputs: evolved over founders, ratio", TENTH, to_network, of="network_output"),
    )


def _like(expected: float) -> tuple[Quantity, ...]:
    """Return that a half-life is the ideal observer's, within so many times, beside what was measured before."""
    name = "half-life of sides preferred over the ideal observer's, ratio, {} {:.3g}"
    return (
        above(name.format("more than", 1.0 / LIKE), 1.0 / LIKE, expected, of="half-life"),
        below(name.format("less than", LIKE), LIKE, expected, of="half-life"),
    )


CLAIMS = (
    Claim(
        id="PF01",
        text="States of lives among mirrored arms lie on an arc, in the order of what the first arm pays",
        settings=(UNIFORM,),
        quantities=(
            at_least(
                "first component and p_1, rank correlation without its sign, the worst seed",
                0.90,
                0.954,
                THIS_PROGRAM,
                because=BAR,
                of="arc",
                range=SHARE,
            ),
        ),
        measure=_arc,
        null=UNTRAINED,
        remark="Wang et al. (2018) show the arc, and give no number. Probe `structure`, states after the last trial of "
        "4,000 lives, 3 seeds. Claim W12 holds the mean to what it was.",
    ),
    Claim(
        id="PF02",
        text="Between networks that evolved to predict a coin and Bayes' rule at most a tenth of the gap is left",
        settings=(COIN,),
        quantities=_tenths(0.0169, 0.0123),
        measure=_machines,
        null=UNTRAINED,
        quick=True,
        remark="After Mikulik et al. (2020), who give no such numbers; the tenth is a bar of ours. Probe `sufficient`, "
        "4,000 lives: either machine is read in the states of the other. Means of 3 seeds.",
    ),
    Claim(
        id="PF03",
        text="In the two-step task values read in the state, and their errors, are those of a learner with a model",
        settings=(DRIFTING,),
        quantities=(
            above(
                "squared correlation of errors with the model-based ones, share",
                0.8,
                R2[0],
                FIGURE,
                of="planned",
                range=SHARE,
            ),
            below(
                "the same with what is left of the model-free ones, share", 0.05, R2[1], FIGURE, of="rest", range=SHARE
            ),
        ),
        measure=_errors,
        null=UNTRAINED,
        quick=True,
        remark="Wang et al. (2018): .89 and 5.8e-7. Probe `prediction-error`: the value is read in the chances of the "
        "actions, as these networks have no value head. Means of 3 seeds.",
    ),
    Claim(
        id="PF04",
        text="In the two-step task states forget as fast as its world changes",
        settings=(DRIFTING,),
        quantities=_like(0.97),
        measure=_remembered,
        null=UNTRAINED,
        quick=True,
        remark="Probe `timescales`: the half-life of what a trial showed in the side that is preferred, over that in "
        "the ideal observer's of the same 1,000 lives. Within one and a half times is our bar. Means of 3 seeds.",
    ),
    Claim(
        id="PF05",
        text="Who evolved to choose among mirrored arms keeps what a choice needs, and not all of Bayes' statistics",
        settings=(UNIFORM,),
        quantities=(
            below("reward that choices lose to Bayes' rule: evolved over founders, ratio", TENTH, 0.0015, of="lost"),
            below("Bayes to network, outputs: evolved over founders, ratio", 1.0, 0.229, of="network_output"),
            no_more("network to Bayes, outputs: the same (a tenth is not reached)", 1.0, of="bayes_output"),
            above(
                "the same of a perfect player who keeps the balance of evidence alone: no tenth either",
                TENTH,
                1.45,
                of="perfect",
            ),
        ),
        measure=_choosers,
        null=UNTRAINED,
        remark="A tenth, as in PF02, is not reached, and is not to be: the best choice depends on the balance of wins "
        "and losses, and who keeps nothing else plays perfectly and leaves 1.4 times what founders leave, who remember "
        "at random; evolved networks leave .9 (read by 64 and 32 units in the place of the polynomial, .4). Means of 3 "
        "seeds, 1,000 lives each.",
    ),
    Claim(
        id="PF06",
        text="So they do where arms drift, slowly or fast",
        settings=(RESTLESS,),
        quantities=_like(0.97),
        measure=_remembered,
        null=UNTRAINED,
        remark="In log-odds the ratio is .73 (seeds .62 to .81): but so it is (.75) of a perfect player who answers "
        "nothing but yes or no, since who is selected on choices need not say how sure he is. Which of two speeds a "
        "life has is hidden. Means of 3 seeds.",
    ),
    Claim(
        id="PF07",
        text="Where arms are independent states take two dimensions, along the first of which the arms differ",
        settings=(INDEPENDENT,),
        quantities=(
            above("what the second component adds to the shares of p_1 and p_2 that are read", 0.0, 0.34, of="second"),
            above("first component and p_1 - p_2: rank correlation, less that of founders", 0.0, 0.71, of="along"),
        ),
        measure=_plane,
        null=UNTRAINED,
        remark="A thin plane: 1.4 to 1.6 dimensions by the participation ratio, in which .59 of p_1 and .63 of p_2 is "
        "read. Founders' states hold about as much of either, but not in this order. Means of 3 seeds.",
    ),
)
