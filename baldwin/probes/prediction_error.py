"""Prediction errors: what happens, less what a value that is read in the state expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field

from baldwin.decoding import discriminant, ridge, squared_correlation, unexplained
from baldwin.knowing import Bools, Floats, Kinds, Knowledge, Moments
from baldwin.probes.probe import Probe, ProbedLives, ProbeResult, ResultColumn

__all__ = [
    "ERROR",
    "OF_ERRORS",
    "OF_REST",
    "OF_VALUES",
    "RATIO",
    "READ",
    "PredictionError",
    "Row",
    "agreement",
    "by_kind",
    "errors",
    "latent_read",
    "other_lives",
    "values",
]

OF_ERRORS, OF_REST, OF_VALUES = "r2 of errors: {}", "r2 of errors: rest of {}", "r2 of values: {}"
"""Quantities of a row: squared correlations with a policy, or with what is left of it beside the first."""

RATIO, READ, ERROR = "ratio: {}", "state read: {}", "error: {}"
CERTAIN = 3.0  # standard errors by which a difference must be another than 0, that anything is divided by it


Readout = Literal["head", "answers", "units"]


class Row(NamedTuple):
    """One number that is found of a network, beside what the first policy shows in the same lives."""

    quantity: str
    value: float
    error: float  # standard error over lives; NaN where none is known
    ideal: float
    moments: int  # that it is of


class PredictionError(Probe):
    """What is better or worse than expected: errors by kind of trial, beside learners with and without a model.

    A value is read in the state at each moment of a life: by the network's value head where it has one, else in the
    chances with which it takes each action, by a regression on the rewards that follow, fitted to one half of the lives
    and read in the other. The error is by how much what happens exceeds it, as in recordings of dopamine neurons.
    Founders, and what evolved in the states of other lives, stand beside it; where it has a head, these are read in all
    units. In all units of a network that never evolved much can be read of which it makes no use.

    Errors are compared moment by moment, by squared correlation, with those of a policy that knows how the world is
    made, and with what is left of those of a policy that does not, once the first are taken away. Reward is part of
    every error, also of a network that expects nothing: so values are compared, too, without it.
    """

    kind: Literal["prediction_error"] = "prediction_error"
    readout: Annotated[
        Literal["own", "units"],
        Field(description="own: the value head, or else the chances of actions; units: all units, as they are"),
    ] = "own"

    def check(self, lives: ProbedLives) -> None:
        """Refuse lives of a task in which nobody knows what is to be expected."""
        first = lives.knows("what is to be expected, and when")[0].observed.moments
        if first is None:
            why = "nobody has said what is to be expected in its task, moment by moment. Where it is known: two-step"
            raise self.refusal(lives, f"{why} and saccade-reversal, such as: baldwin run two-step.")

    def find(self, lives: ProbedLives) -> ProbeResult:
        """Return a row for each network, replicate, and number that is found of it."""
        self.check(lives)
        known = lives.known("what is to be expected, and when")
        first = known["evolved"][0].observed.moments
        assert first is not None  # as checked
        shuffled = [other_lives(one) for one in known["evolved"]]
        networks = {"evolved": known["evolved"], "untrained": known["untrained"], "shuffled": shuffled}
        head = first.head and known["evolved"][0].values is not None
        labels, rows = list[tuple[str, int, str]](), list[Row]()
        for network, every in networks.items():
            for place, one in enumerate(every):
                readout: Readout = "answers"
                if head or self.readout == "units":
                    readout = "head" if network == "evolved" and self.readout == "own" else "units"
                found = list(_rows(one, values(one, readout)))
                rows += found
                labels += [(network, place, readout)] * len(found)
        policies = tuple(first.values)
        return ProbeResult(
            title="prediction errors, read in the state",
            columns={
                "network": ResultColumn(
                    [one[0] for one in labels], "as it evolved, as its founders were, or in states of other lives"
                ),
                "replicate": ResultColumn([one[1] for one in labels], "which of the run's independent populations"),
                "readout": ResultColumn(
                    [one[2] for one in labels], "in which values are read: value head, chances of actions, or all units"
                ),
                "quantity": ResultColumn(
                    [one.quantity for one in rows], "mean error after a kind of moment, or a squared correlation"
                ),
                "value": ResultColumn([one.value for one in rows], "what is found"),
                "standard_error": ResultColumn([one.error for one in rows], "of a mean error, over lives"),
                "ideal": ResultColumn(
                    [one.ideal for one in rows], f"the same of the policy {policies[0]}, in the same lives"
                ),
                "moments": ResultColumn([one.moments for one in rows], "that it is of"),
            },
            notes=(
                f"{lives.instances:,} held-out lives",
                f"{policies[0]}: knows how the world is made. {policies[-1]}: does not",
            ),
            reading=_reading(labels, rows, policies),
        )

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()


def values(one: Knowledge, readout: Readout = "units") -> Floats:
    """Return the value (N, M) that is read in the state at each moment.

    But for that of a value head it is fitted to returns, what is paid until no more counts: ridge regression on what is
    read and on how much of life is left, with weights for each thing that may be seen; from either half of the lives to
    the other.
    """
    moments = _moments(one)
    states, wanted = one.every_step[:, moments.steps], returns(moments)
    if readout == "head":
        assert one.values is not None
        return one.values[:, moments.steps]
    if readout == "answers":
        states = one.said(states)[..., :-1].reshape(*wanted.shape, -1)  # the last chance follows from the others
    left = returns(replace(moments, paid=np.ones((1, wanted.shape[1]))))[..., None]
    known = np.concatenate([states, np.broadcast_to(left, (*wanted.shape, 1))], axis=-1)
    half = len(wanted) // 2
    found = np.zeros(wanted.shape)
    for fit, read in ((slice(half), slice(half, None)), (slice(half, None), slice(half))):
        found[read] = _read(known[fit], moments.seen[fit], wanted[fit], known[read], moments.seen[read])
    return found


def _read(known: Floats, seen: Kinds, wanted: Floats, others: Floats, seen_there: Kinds) -> Floats:
    """Return what is wanted of other lives, by a readout of what is known that is fitted to some; lives first."""
    found = np.full(seen_there.shape, wanted.mean() if wanted.size else 0.0)
    for one in np.unique(seen_there):
        here, where = seen == one, seen_there == one
        if here.any():
            rows, target = known[here], wanted[here]
            middle, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-9)
            weights = ridge((rows - middle) / scale, (target - target.mean())[:, None])[:, 0]
            found[where] = target.mean() + ((others[where] - middle) / scale) @ weights
    return found


def returns(moments: Moments) -> Floats:
    """Return what is paid from each moment on (N, M), discounted."""
    found, after = np.zeros_like(moments.paid), np.zeros(len(moments.paid))
    for m in reversed(range(len(moments.steps))):
        after = moments.paid[:, m] + moments.discounts[m] * after
        found[:, m] = after
    return found


def errors(expected: Floats, moments: Moments) -> Floats:
    """Return the error after each moment (N, M) of values (N, M): paid + discount next - value; 0 after the last."""
    following = np.concatenate([expected[:, 1:], np.zeros((len(expected), 1))], axis=1)
    return np.asarray(moments.paid + moments.discounts * following - expected)


def by_kind(surprise: Floats, moments: Moments) -> dict[str, tuple[float, float, int]]:
    """Return kind of moment -> mean error (N, M) after it, its standard error over lives, and of how many moments."""
    return {name: _mean(surprise, where) for name, where in moments.kinds.items()}


def _mean(surprise: Floats, where: Bools) -> tuple[float, float, int]:
    count = where.sum(axis=1)
    if not count.any():
        return float("nan"), float("nan"), 0
    mean = float(surprise[where].mean())
    apart = (np.where(where, surprise - mean, 0.0)).sum(axis=1)  # of each life: a ratio of means, by the delta method
    lives = int((count > 0).sum())
    error = float(np.sqrt((apart**2).sum()) / count.sum()) if lives > 1 else float("nan")
    return mean, error, int(count.sum())


def agreement(expected: Floats, moments: Moments) -> tuple[float, float, float]:
    """Return three squared correlations of errors, of errors with the rest, and of values.

    The first policy has the first and the last; the second the rest, what is left of it beside the first.

    Means over lives at each moment are taken away from all: where in a life one is tells nothing of the life.
    """
    first, second = list(moments.values.values())[:2]
    own, with_model, without = (_apart(errors(one, moments)) for one in (expected, first, second))
    rest = unexplained(without, with_model)
    of_values = squared_correlation(_apart(expected), _apart(first))
    return squared_correlation(own, with_model), squared_correlation(own, rest), of_values


def _apart(array: Floats) -> Floats:
    return np.asarray(array - array.mean(axis=0))


def latent_read(one: Knowledge) -> dict[str, tuple[float, int]]:
    """Return kind of trial -> in what share of them the state is read that the world is in, and how many there are.

    Fisher's linear discriminant of the trials in which it is known, fitted to the first half of the lives and read in
    the second. Empty where nothing hidden changes over.
    """
    latent = one.observed.latent
    if latent is None:
        return {}
    states, half = one.every_step[:, latent.steps], len(latent.state) // 2
    fitted = latent.state[:half, latent.known].ravel()
    if len(np.unique(fitted)) < 2:
        return {name: (float("nan"), 0) for name in latent.kinds}
    middle, axis = discriminant(states[:half, latent.known].reshape(-1, states.shape[-1]), fitted)
    right = ((states[half:] - middle) @ axis > 0.0) == (latent.state[half:] == 1)
    shares = {name: right[where[half:]] for name, where in latent.kinds.items()}
    return {name: (float(some.mean()) if some.size else float("nan"), int(some.size)) for name, some in shares.items()}


def other_lives(one: Knowledge) -> Knowledge:
    """Return the same lives with the states of others, and no value head."""
    order = np.random.default_rng(0).permutation(len(one.states))
    steps = None if one.steps is None else one.steps[order]
    return replace(one, states=one.states[order], steps=steps, values=None)


def _rows(one: Knowledge, expected: Floats) -> Iterator[Row]:
    moments = _moments(one)
    first, second = list(moments.values)[:2]
    ideal = moments.values[first]
    found, there = (by_kind(errors(each, moments), moments) for each in (expected, ideal))
    for name, (mean, error, count) in found.items():
        yield Row(ERROR.format(name), mean, error, there[name][0], count)
    for name, pairs in moments.ratios.items():
        (value, error), (best, _) = (ratio(each, pairs) for each in (found, there))
        yield Row(RATIO.format(name), value, error, best, sum(found[kind][2] for pair in pairs for kind in pair))
    names = OF_ERRORS.format(first), OF_REST.format(second), OF_VALUES.format(first)
    for name, value, best in zip(names, agreement(expected, moments), agreement(ideal, moments), strict=True):
        yield Row(name, value, float("nan"), round(best, 12), expected.size)
    for name, (share, count) in latent_read(one).items():
        yield Row(READ.format(name), share, float("nan"), float("nan"), count)


def _reading(labels: list[tuple[str, int, str]], rows: list[Row], policies: tuple[str, ...]) -> str:
    """Return ratios and agreement, medians over replicates, beside what never evolved."""

    def median(network: str, quantity: str) -> float:
        found = [
            row.value for one, row in zip(labels, rows, strict=True) if (one[0], row.quantity) == (network, quantity)
        ]
        return float(np.median(found))

    def said(quantity: str) -> str:
        own, other = median("evolved", quantity), median("untrained", quantity)
        return f"{own:.2f} (untrained: {'no' if np.isnan(other) else f'{other:.2f}'})"

    ratios = dict.fromkeys(row.quantity for row in rows if row.quantity.startswith(RATIO.format("")))
    texts = [f"{name.removeprefix(RATIO.format(''))} {said(name)}" for name in ratios]
    texts.append(f"r2 of errors with those of the policy {policies[0]} {said(OF_ERRORS.format(policies[0]))}")
    texts.append(f"with the rest of {policies[1]} {said(OF_REST.format(policies[1]))}")
    texts.append(f"r2 of values {said(OF_VALUES.format(policies[0]))}")
    return f"Medians over replicates: {', '.join(texts)}."


def ratio(
    found: dict[str, tuple[float, float, int]], pairs: tuple[tuple[str, str], tuple[str, str]]
) -> tuple[float, float]:
    """Return one difference between the errors after two kinds over another, and its standard error.

    By the delta method; NaN where the second difference may be 0.
    """
    (above, above_error), (below, below_error) = (
        (found[a][0] - found[b][0], float(np.hypot(found[a][1], found[b][1]))) for a, b in pairs
    )
    if not abs(below) > CERTAIN * below_error:
        return float("nan"), float("nan")
    share = above / below
    return share, float(np.hypot(above_error, share * below_error)) / abs(below)


def _moments(one: Knowledge) -> Moments:
    assert one.observed.moments is not None
    return one.observed.moments
