"""How long a state remembers: how units, answers and choices depend on earlier trials, beside what the world asks for.

Each is regressed on what the last trials showed, for or against the first of two, and on sums of what came before.
An exponential decay is fitted to its dependence by lag: `kept` is the share that is left from one trial to the next.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field
from scipy.special import expit, logit

from baldwin.knowing import Floats, Knowledge
from baldwin.probes.probe import Probe, ProbedLives, ProbeResult, ResultColumn
from baldwin.regression import logistic

__all__ = ["IDEAL_SIDES", "SIDES", "Decay", "Timescales", "choice_kernels", "decay", "kernels"]

KEPT = np.linspace(0.0, 1.05, 1051)  # shares kept from one trial to the next, among which the best is looked for
FEELS = 0.05  # standard deviations of a unit, by which some trial must move it that it counts
RESAMPLED = 200  # samples of lives, drawn from them with replacement, by which an interval is found
ENDS = (0.025, 0.975)
RIDGE = 1.0  # of the regression of choices: some never vary
IDEAL = "ideal observer"
SIDES, IDEAL_SIDES = "sides", "ideal sides"  # 1 or -1, what is preferred: the signs of log-odds


class Decay(NamedTuple):
    """The decay that fits a dependence on past trials best: kept^(lag - 1), (m,) each."""

    kept: Floats  # share that is left from one trial to the next; 1: nothing is forgotten
    half_life: Floats  # trials; infinite where nothing is forgotten
    fit: Floats  # share of the squares of the dependence that it explains


class _Row(NamedTuple):
    """A row of the table: of whom, of what, how it depends on each lag (lags, m), and the ends of `kept`."""

    network: str
    replicate: int
    of: str
    kernel: Floats
    low: float
    high: float


class Timescales(Probe):
    """How long the state remembers: how units, answers and choices depend on past trials, lag by lag, and its decay.

    Units and answers are regressed on what each of the last trials showed, for or against the first arm (or side of a
    coin), with all that was told before them in sums; choices, which chance has a part in, also on the last choices.
    What a changing world told should fade as fast as it changes, as it does for the ideal observer of the same lives;
    else never. They are compared in the sides that they prefer: how sharp answers are, is of no matter to who chooses,
    and the sharper, the faster they seem to forget. Intervals: 95 %, by lives drawn again with replacement.
    """

    kind: Literal["timescales"] = "timescales"
    lags: Annotated[int, Field(ge=2, le=100, description="trials back, each by itself; at most half of a life")] = 10

    def check(self, lives: ProbedLives) -> None:
        """Refuse lives whose trials tell nothing for or against one of two things, or that are too short."""
        first = lives.knows("what trials showed")[0]
        if first.observed.evidence is None:
            raise self.refusal(lives, "what its trials tell is not for or against one of two things.")
        lags = min(self.lags, first.states.shape[1] // 2)
        if lags < 2:
            raise self.refusal(lives, "its lives are too short: at least 4 trials are needed.")

    def find(self, lives: ProbedLives) -> ProbeResult:
        """Return rows for the units, the answers, the choices, and an ideal observer, of each network and replicate."""
        self.check(lives)
        known = lives.known("what trials showed")
        first = known["evolved"][0]
        lags = min(self.lags, first.states.shape[1] // 2)
        every = [(network, place, one) for network, all_ in known.items() for place, one in enumerate(all_)]
        rows = [row for network, place, one in every for row in _rows(network, place, one, lags)]
        units = np.stack([kernels(one.states, _evidence(one), lags)[0] for _, _, one in every])
        return ProbeResult(
            title=f"dependence on what each of the last {lags} trials showed",
            columns=_columns(rows, lags),
            notes=(f"{lives.instances:,} held-out lives", *_of_world(first)),
            arrays={
                "kernels": np.stack([_size(row.kernel) for row in rows]),
                "units": units,
                "unit_kept": np.stack([np.where(_moved(one), decay(one).kept, np.nan) for one in units]),
            },
            meanings={
                "kernels": "(rows of the table, lags from 1) mean dependence without sign, sd; of choices log-odds",
                "units": "(networks and replicates, lags from 1, units) dependence of each, sd",
                "unit_kept": f"(networks and replicates, units) kept; NaN of units that no trial moves by {FEELS:g} sd",
            },
            reading=_reading(rows),
        )

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()


def kernels(values: Floats, evidence: Floats, lags: int, counts: Floats | None = None) -> Floats:
    """Return how values depend on what each of the last trials showed, (r, lags, m), in their standard deviations.

    Least squares over trials that have as many before them; what was told before those adds two predictors, and means
    over lives in each trial are taken away from all, so that no unit seems to remember because it counts trials. 0 of
    values that never differ between lives.

    Args:
        values: when a trial is answered (N, T, m).
        evidence: what each trial showed, afterwards (N, T).
        lags: trials back, below T.
        counts: how often each life counts in each of r samples (r, N); by default once in a single one.
    """
    x = _told(evidence, lags)
    y = values[:, lags:]
    x, y = (array - array.mean(axis=0) for array in (x, y))
    spread = y.std(axis=(0, 1))
    y = np.divide(y, spread, out=np.zeros_like(y), where=spread > 1e-9)
    across = x.transpose(0, 2, 1)
    weights = np.linalg.pinv(_summed(across @ x, counts), hermitian=True) @ _summed(across @ y, counts)
    found: Floats = weights[:, :lags]
    return found


def choice_kernels(chosen: Floats, evidence: Floats, lags: int, counts: Floats | None = None) -> Floats:
    """Return the weights of what each of the last trials showed in choices of the first of two, (r, lags, 1), log-odds.

    Logistic regression; the last choices, what was told before the last trials, and a constant are further predictors
    (as in Lau & Glimcher 2005). Other samples than all lives once are a step of Newton's away from these.

    Args:
        chosen: 1 where the first is chosen, else -1 (N, T).
        evidence, lags, counts: as of `kernels`.
    """
    past = _told(chosen, lags)[..., :lags]
    x = np.concatenate([_told(evidence, lags), past, np.ones((*past.shape[:2], 1))], axis=-1)
    ones = 0.5 * (chosen[:, lags:] + 1.0)
    weights = logistic(x.reshape(-1, x.shape[-1]), ones.ravel(), ridge=RIDGE)
    if counts is None:
        return weights[None, :lags, None]
    chance = expit(x @ weights)
    slopes = (x * (ones - chance)[..., None]).sum(axis=1)[..., None]
    bends = x.transpose(0, 2, 1) @ (x * (chance * (1.0 - chance))[..., None])
    slope = _summed(slopes, counts)[..., 0] - RIDGE * weights
    bend = _summed(bends, counts) + RIDGE * np.eye(x.shape[-1])
    found: Floats = (weights + np.linalg.solve(bend, slope[..., None])[..., 0])[:, :lags, None]
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


def _rows(network: str, place: int, one: Knowledge, lags: int) -> list[_Row]:
    evidence = _evidence(one)
    life = np.random.default_rng(0).integers(len(evidence), size=(RESAMPLED, len(evidence)))
    samples = [np.ones(len(evidence)), *(np.bincount(drawn, minlength=len(evidence)) for drawn in life)]
    counts = np.stack(samples).astype(np.float64)  # all lives once, then as they were drawn
    moved = _moved(kernels(one.states, evidence, lags)[0])
    said = {"units": one.states[..., moved], "answers": _answers(one)}
    if (ideal := _ideal(one)) is not None:
        said |= {IDEAL: ideal, SIDES: np.sign(said["answers"]), IDEAL_SIDES: np.sign(ideal)}
    rows = []
    for name, values in said.items():
        found = kernels(values, evidence, lags, counts)
        rows.append(_Row(network, place, name, found[0], *_ends(found[1:])))
    if (last := one.observed.followed.get("last action")) is not None:
        chosen = last[:, 1:]
        found = choice_kernels(chosen, evidence[:, :-1], lags, counts)
        rows.insert(2, _Row(network, place, "choices", found[0], *_ends(found[1:])))
    return rows


def _columns(rows: list[_Row], lags: int) -> dict[str, ResultColumn]:
    decays, sizes = [decay(row.kernel) for row in rows], [_size(row.kernel) for row in rows]
    return {
        "network": ResultColumn([row.network for row in rows], "as it evolved, or as its founders were"),
        "replicate": ResultColumn([row.replicate for row in rows], "which of the run's independent populations"),
        "of": ResultColumn(
            [row.of for row in rows],
            "units, log-odds answered, choices, or log-odds that Bayes' rule has; sides: the signs of log-odds",
        ),
        "kept": ResultColumn(
            [_median(one.kept) for one in decays], "left from one trial to the next, median of units", "share"
        ),
        "low": ResultColumn([row.low for row in rows], "95 % interval of kept", "share"),
        "high": ResultColumn([row.high for row in rows], "", "share"),
        "half_life": ResultColumn([_median(one.half_life) for one in decays], "of the same; -: none", "trials"),
        "fit": ResultColumn([_median(one.fit) for one in decays], "squares that this decay explains", "share"),
        "last": ResultColumn([float(one[0]) for one in sizes], "dependence on the last trial; choices: log-odds", "sd"),
        "earliest": ResultColumn([float(one[-1]) for one in sizes], f"on that {lags} trials back", "sd"),
        "units": ResultColumn([row.kernel.shape[1] for row in rows], f"that some trial moves by {FEELS:g} sd"),
    }


def _reading(rows: list[_Row]) -> str:
    """Return how fast answers forget, and the sides preferred beside the ideal observer's, medians over replicates."""
    kinds = ("answers", SIDES, IDEAL_SIDES)
    own = {of: [row for row in rows if (row.network, row.of) == ("evolved", of)] for of in kinds}
    middle = {
        of: [_median(np.array(one)) for one in ([_median(decay(row.kernel).kept) for row in all_], *_intervals(all_))]
        for of, all_ in own.items()
        if all_
    }
    kept, low, high = middle["answers"]
    half = _half_life(kept)
    gone = f", half of it is gone after {half:.3g} trials" if math.isfinite(half) else ""
    text = f"Answers keep {kept:.2f} ({low:.2f} to {high:.2f}) of what a trial showed until the next one{gone}"
    if IDEAL_SIDES not in middle:
        return f"{text}."
    (kept, low, high), (best, least, most) = middle[SIDES], middle[IDEAL_SIDES]
    half = _half_life(kept)
    faster = "they forget faster than the world asks for" if high < least else ""
    slower = "they forget more slowly than the world asks for" if low > most else ""
    verdict = faster or slower or "they forget as fast as the world asks for"
    known = 0.0 < half < math.inf and 0.0 < _half_life(best) < math.inf
    times = f", with {half / _half_life(best):.2f} times its half-life" if known and (faster or slower) else ""
    beside = f"the ideal observer's {best:.2f} ({least:.2f} to {most:.2f})"
    return f"{text}. Sides preferred keep {kept:.2f} ({low:.2f} to {high:.2f}), {beside}: {verdict}{times}."


def _half_life(kept: float) -> float:
    if kept >= 1.0:
        return math.inf
    return math.log(0.5) / math.log(kept) if kept > 0.0 else 0.0


def _intervals(rows: list[_Row]) -> tuple[list[float], list[float]]:
    return [row.low for row in rows], [row.high for row in rows]


def _of_world(one: Knowledge) -> tuple[str, ...]:
    changes = one.observed.changes
    if changes is None:
        return ()
    if changes == 0.0:
        return ("the world does not change within a life: nothing that a trial showed becomes wrong",)
    stays = 1.0 - 2.0 * changes
    return (f"the world changes over with a chance of {changes:.3g} a trial: of what is known, {stays:.3g} holds on",)


def _told(evidence: Floats, lags: int) -> Floats:
    """Return what each of the last trials showed, from lag 1, then sums of as many before, and of all before these.

    Shape (N, T - lags, lags + 2). The two sums stand for what was told longer ago, so that recent trials need not.
    """
    trials = evidence.shape[1]
    before = np.cumsum(evidence, axis=1) - evidence
    past = [evidence[:, lags - lag : trials - lag] for lag in range(1, lags + 1)]
    older = before[:, : trials - lags]
    oldest = np.zeros_like(older)
    oldest[:, lags:] = before[:, : max(trials - 2 * lags, 0)]
    return np.stack([*past, older - oldest, oldest], axis=-1)


def _summed(each: Floats, counts: Floats | None) -> Floats:
    """Return the sum over lives (r, k, m) of what each has (N, k, m)."""
    own = np.ones((1, len(each))) if counts is None else counts
    found: Floats = (own @ each.reshape(len(each), math.prod(each.shape[1:]))).reshape(len(own), *each.shape[1:])
    return found


def _ends(again: Floats) -> tuple[float, float]:
    """Return the interval of the median share kept, from the kernels (r, lags, m) of resampled lives."""
    samples, lags, units = again.shape
    if not units:
        return math.nan, math.nan
    kept = decay(again.transpose(1, 0, 2).reshape(lags, -1)).kept.reshape(samples, units)
    low, high = np.quantile(np.median(kept, axis=1), ENDS)
    return float(low), float(high)


def _moved(found: Floats) -> npt.NDArray[np.bool_]:
    moved: npt.NDArray[np.bool_] = np.abs(found).max(axis=0) > FEELS
    return moved


def _size(found: Floats) -> Floats:
    size: Floats = np.abs(found).mean(axis=1) if found.size else np.full(len(found), np.nan)
    return size


def _evidence(one: Knowledge) -> Floats:
    assert one.observed.evidence is not None
    return one.observed.evidence


def _answers(one: Knowledge) -> Floats:
    """Return the log-odds (N, T, 1) of the first outcome that are answered."""
    return _odds(one.said(one.states)[..., 0, 0])


def _ideal(one: Knowledge) -> Floats | None:
    """Return the same of Bayes' rule, or of the first arm against the second; None where nothing is known of it."""
    if one.observed.belief is not None:
        return _odds(one.observed.belief)
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
