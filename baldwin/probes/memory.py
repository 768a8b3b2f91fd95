"""How long a state remembers: how far each unit, and what is answered, depends on what earlier trials told."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field
from scipy.special import logit

from baldwin.knowing import Floats, Knowledge
from baldwin.probes.probe import Probe, ProbedLives, ProbeResult, ResultColumn

__all__ = ["Decay", "Memory", "decay", "kernel"]

KEPT = np.linspace(0.0, 1.05, 1051)  # shares kept from one trial to the next, among which the best is looked for
FEELS = 0.05  # standard deviations of a unit, by which some trial must move it that it counts


class Decay(NamedTuple):
    """The decay that fits a dependence on past trials best: kept^(lag - 1), (m,) each."""

    kept: Floats  # share that is left from one trial to the next; 1: nothing is forgotten
    half_life: Floats  # trials; infinite where nothing is forgotten
    fit: Floats  # share of the squares of the dependence that it explains


class Memory(Probe):
    """How long the state remembers: how units and answers depend on what trials told, lag by lag, and its decay.

    Each unit is regressed on what the last trials told, for or against the first arm (or side of a coin), with all that
    was told before them in one. What a changing world told should fade as fast as it changes; else never.
    """

    kind: Literal["memory"] = "memory"
    lags: Annotated[int, Field(ge=2, le=100, description="trials back, each by itself; at most half of a life")] = 10

    def find(self, lives: ProbedLives) -> ProbeResult:
        """Return rows for the units, the answers, and an ideal observer's, of each network and replicate."""
        known = lives.known("what trials told")
        first = known["evolved"][0]
        if first.observed.evidence is None:
            raise self.refusal(lives, "what its trials tell is not for or against one of two things.")
        lags = min(self.lags, first.states.shape[1] // 2)
        if lags < 2:
            raise self.refusal(lives, "its lives are too short: at least 4 trials are needed.")
        labels, kernels, units = list[tuple[str, int, str]](), list[Floats](), list[Floats]()
        for network, all_ in known.items():
            for place, one in enumerate(all_):
                own = kernel(one.states, _evidence(one), lags)
                moved = np.abs(own).max(axis=0) > FEELS
                units.append(own)
                said = {"units": own[:, moved], "answers": kernel(_answers(one), _evidence(one), lags)}
                ideal = _ideal(one)
                said |= {} if ideal is None else {"ideal observer": kernel(ideal, _evidence(one), lags)}
                for name, found in said.items():
                    labels.append((network, place, name))
                    kernels.append(found)
        decays = [decay(one) for one in kernels]
        middle = [np.abs(one).mean(axis=1) if one.size else np.full(lags, np.nan) for one in kernels]
        return ProbeResult(
            title=f"dependence on what each of the last {lags} trials told",
            columns={
                "network": ResultColumn([one[0] for one in labels], "as it evolved, or as its founders were"),
                "replicate": ResultColumn([one[1] for one in labels], "which of the run's independent populations"),
                "of": ResultColumn(
                    [one[2] for one in labels], "units, log-odds answered, or those that Bayes' rule has"
                ),
                "kept": ResultColumn(
                    [_median(one.kept) for one in decays], "left from one trial to the next, median of units", "share"
                ),
                "half_life": ResultColumn([_median(one.half_life) for one in decays], "of the same; -: none", "trials"),
                "fit": ResultColumn([_median(one.fit) for one in decays], "squares that this decay explains", "share"),
                "last": ResultColumn([float(one[0]) for one in middle], "dependence on the last trial", "sd"),
                "earliest": ResultColumn([float(one[-1]) for one in middle], f"on that {lags} trials back", "sd"),
                "units": ResultColumn([one.shape[1] for one in kernels], f"that some trial moves by {FEELS:g} sd"),
            },
            notes=(f"{lives.instances:,} held-out lives",),
            arrays={"kernels": np.stack(middle), "units": np.stack(units)},
            meanings={
                "kernels": "(rows of the table, lags from 1) mean dependence without sign, sd",
                "units": "(networks and replicates, lags from 1, units) dependence of each, sd",
            },
        )

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()


def kernel(values: Floats, evidence: Floats, lags: int) -> Floats:
    """Return how values depend on what each of the last trials told, (lags, m), in their standard deviations.

    Least squares over trials that have as many before them; what was told before those is one more predictor, and means
    over lives in each trial are taken away from all, so that no unit seems to remember because it counts trials. 0 of
    values that never differ between lives.

    Args:
        values: when a trial is answered (N, T, m).
        evidence: what each trial told, afterwards (N, T).
        lags: trials back, below T.
    """
    trials = values.shape[1]
    told = np.cumsum(evidence, axis=1) - evidence
    past = [evidence[:, lags - lag : trials - lag] for lag in range(1, lags + 1)]
    x = np.stack([*past, told[:, : trials - lags]], axis=-1)
    y = values[:, lags:]
    x, y = (array - array.mean(axis=0) for array in (x, y))
    spread = y.std(axis=(0, 1))
    y = np.divide(y, spread, out=np.zeros_like(y), where=spread > 1e-9)
    weights = np.linalg.lstsq(x.reshape(-1, lags + 1), y.reshape(-1, y.shape[-1]), rcond=None)[0]
    found: Floats = weights[:lags]
    return found


def decay(found: Floats) -> Decay:
    """Return the exponential decay that fits each kernel (lags, m) best."""
    powers = KEPT[:, None] ** np.arange(len(found))
    fits = (powers @ found) ** 2 / (powers**2).sum(axis=1)[:, None]  # what the best height explains
    whole = (found**2).sum(axis=0)
    kept = KEPT[fits.argmax(axis=0)]
    with np.errstate(divide="ignore", invalid="ignore"):
        half_life = np.where(kept < 1.0, np.log(0.5) / np.log(np.minimum(kept, 1.0)), np.inf)
        return Decay(kept, np.where(kept > 0.0, half_life, 0.0), fits.max(axis=0) / whole)


def _evidence(one: Knowledge) -> Floats:
    assert one.observed.evidence is not None
    return one.observed.evidence


def _answers(one: Knowledge) -> Floats:
    """Return the log-odds (N, T, 1) of the first outcome that are answered."""
    return _odds(one.said(one.states)[..., 0, 0])


def _ideal(one: Knowledge) -> Floats | None:
    """Return the same of Bayes' rule, or of the first arm against the second; None where nothing is sufficient."""
    sources = one.observed.sources
    if sources is None:
        return None
    laws = sources.ideal(np.stack(list(sources.statistics.values()), axis=-1))
    odds = _odds(laws[..., 0, 0])
    return odds if laws.shape[-2] == 1 else odds - _odds(laws[..., 1, 0])


def _odds(chances: Floats) -> Floats:
    return np.asarray(logit(np.clip(chances, 1e-12, 1.0 - 1e-12)))[..., None]


def _median(values: Floats) -> float:
    return float(np.median(values)) if values.size else float("nan")
