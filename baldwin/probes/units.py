"""What single units follow, as in recordings of neurons: last action, last reward, their product, value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field

from baldwin.decoding import partial_rank_correlations, partial_rank_p_values
from baldwin.knowing import Floats, Knowledge
from baldwin.probes.probe import Probe, ProbedLives, ProbeResult, ResultColumn

__all__ = ["Coding", "Units", "coding"]


class Coding(NamedTuple):
    """How closely units follow what is known when a trial is answered; both (k, units), NaN of what never changes."""

    correlations: Floats
    p_values: Floats  # corrected for the number of units


class Units(Probe):
    """What each unit follows: the last action, the last reward, their product, or what the first arm is worth.

    Spearman's partial correlation of each unit with each, the other three held fixed, as Tsutsui et al. (2016) looked
    at neurons and Wang et al. (2018) at units. Trials of a life are no independent samples: p-values are of one trial
    of each life, and are multiplied by the number of units.
    """

    kind: Literal["units"] = "units"
    level: Annotated[float, Field(gt=0.0, lt=1.0, description="a unit codes what has a corrected p-value below")] = 0.05

    def check(self, lives: ProbedLives) -> None:
        """Refuse lives in which nothing is chosen between two arms."""
        names = tuple(lives.knows("what units may follow, choices and rewards")[0].observed.followed)
        if not names:
            raise self.refusal(lives, "nothing is chosen there between two arms, so that units have nothing to follow.")

    def find(self, lives: ProbedLives) -> ProbeResult:
        """Return a row for each network, replicate, and thing that units may follow."""
        self.check(lives)
        known = lives.known("what units may follow, choices and rewards")
        names = tuple(known["evolved"][0].observed.followed)
        every = [(network, place, one) for network, all_ in known.items() for place, one in enumerate(all_)]
        found = [coding(one) for _, _, one in every]
        rows = [(at, k) for at in range(len(every)) for k in range(len(names))]
        size = [np.abs(found[at].correlations[k]) for at, k in rows]
        coded = [found[at].p_values[k] < self.level for at, k in rows]
        units = found[0].correlations.shape[1]
        return ProbeResult(
            title="what units follow, each with the other three held fixed",
            columns={
                "network": ResultColumn([every[at][0] for at, _ in rows], "as it evolved, or as its founders were"),
                "replicate": ResultColumn([every[at][1] for at, _ in rows], "of the run's independent populations"),
                "followed": ResultColumn([names[k] for _, k in rows], "known when a trial is answered"),
                "mean_correlation": ResultColumn(
                    [_known(one, np.mean) for one in size], "Spearman's partial, without its sign, mean over units"
                ),
                "largest_correlation": ResultColumn(
                    [_known(one, np.max) for one in size], "the same, of the best unit"
                ),
                "coding": ResultColumn(
                    [float(one.mean()) for one in coded],
                    f"units with a corrected p-value below {self.level:g}",
                    "share",
                ),
                "smallest_p_value": ResultColumn(
                    [_known(found[at].p_values[k], np.min) for at, k in rows], f"corrected for {units} units"
                ),
            },
            notes=(
                f"{lives.instances:,} held-out lives, the last two thirds of each; p-values of one trial of each life",
            ),
            reading=_reading([(every[at][0], names[k]) for at, k in rows], size, coded),
            arrays={
                "correlations": np.stack([one.correlations for one in found]),
                "p_values": np.stack([one.p_values for one in found]),
            },
            meanings={
                "correlations": f"(networks and replicates; followed: {', '.join(names)}; units) partial, signed",
                "p_values": "the same, corrected for the number of units",
            },
        )

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()


def _reading(rows: list[tuple[str, str]], size: list[Floats], coded: list[Any]) -> str:
    """Return what evolved units follow, the closest first, with the share that codes it; means over replicates."""
    found = {}
    for name in dict.fromkeys(name for _, name in rows):
        here = [at for at, row in enumerate(rows) if row == ("evolved", name)]
        found[name] = tuple(float(np.nanmean([np.mean(of[at]) for at in here])) for of in (size, coded))
    order = sorted(found, key=lambda name: -found[name][0])
    parts = [f"{name} {found[name][0]:.2f} ({100.0 * found[name][1]:.0f} % of units)" for name in order]
    return f"Units follow, mean over them without sign: {', '.join(parts)}."


def coding(one: Knowledge) -> Coding:
    """Return how closely units follow what is known, over the last two thirds of lives."""
    trials = one.states.shape[1]
    first = max(trials // 3, min(1, trials - 1))
    followed = np.stack(list(one.observed.followed.values()), axis=-1)[:, first:]
    states = one.states[:, first:]
    correlations = partial_rank_correlations(_rows(states), _rows(followed))
    life = np.arange(len(states))
    moment = np.random.default_rng(0).integers(states.shape[1], size=len(states))  # a trial of each life
    alone = partial_rank_correlations(states[life, moment], followed[life, moment])
    units = int((~np.isnan(correlations).all(axis=0)).sum())
    return Coding(correlations, np.minimum(partial_rank_p_values(alone, len(life)) * max(units, 1), 1.0))


def _rows(array: Floats) -> Floats:
    return array.reshape(-1, array.shape[-1])


def _known(values: Floats, summary: Callable[[Floats], Any]) -> float:
    """Return a summary of what is no NaN, NaN of nothing."""
    finite = values[~np.isnan(values)]
    return float(summary(finite)) if finite.size else float("nan")
