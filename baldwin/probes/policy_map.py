"""Innate and learned action in every situation of a small task, over generations: what became instinct, and when?

Situations are what lives come into: what is seen at a choice, with the last choice and whether it paid; or cells of the
plane that is walked in. An action is settled in a situation where enough visits agree on it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from baldwin.knowing import Floats
from baldwin.probes.probe import Probe, ProbedLives, ProbeResult, ResultColumn

__all__ = ["Events", "PolicyMap", "chance_of", "events"]

Ints = npt.NDArray[np.int64]

LARGEST = 64  # situations of a task that is small
LATE = 1.0 / 3.0  # of the choices of a life, its last, in which learned actions are counted
WAYS = ("east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east")
STILL = 0.1  # of the longest step, below which a step goes nowhere
SHUFFLED = 999
SHARED = ("observations", "actions", "rewards", "alive")  # what lives are replayed for; the last of episodes alone
SMALL = "policy-map is for small tasks, such as t_maze, bandit, two_step, corners and navigation"
LEVEL = 0.05
NONE = -1  # in the place of an action: none is settled


class Visits(NamedTuple):
    """What was done in which situation: flat arrays of one length, of the lives of one genotype each."""

    genotype: Ints  # from 0
    situation: npt.NDArray[Any]  # its number, or a row of numbers that is its own
    action: Ints


class Events(NamedTuple):
    """When an action settled, (replicates, situations); NaN where it never did."""

    action: Ints  # learned in the last generation; NONE where lives do not agree
    learned: Floats  # generation from which on it is learned
    inborn: Floats  # generation from which on it is innate

    @property
    def assimilated(self) -> npt.NDArray[np.bool_]:
        """Where it was learned first, and inborn in a later generation."""
        found: npt.NDArray[np.bool_] = self.inborn > self.learned
        return found


class PolicyMap(Probe):
    """Innate and learned action in every situation of a small task, over generations: what became instinct, and when.

    The population is evolved once more, exactly, and what stands for it lives in some generations: with learning, and
    without. An action that was learned at first and is inborn later was assimilated; the lag is how many generations
    later. Where lives learn different things, as their worlds differ, nothing can become instinct. The null gives each
    situation the innate actions of another: how many events would there be, were they not its own?
    """

    kind: Literal["policy_map"] = "policy_map"
    maps: Annotated[
        int, Field(ge=2, le=200, description="generations that are mapped, the first and last among them")
    ] = 12
    agree: Annotated[float, Field(gt=0.5, le=1.0, description="share of visits that settles an action")] = 0.8
    past: Annotated[bool, Field(description="of trials: situations differ by the last choice and whether it paid")] = (
        True
    )
    cells: Annotated[int, Field(ge=1, le=8, description="of a plane: cells along each axis")] = 3

    def check(self, lives: ProbedLives) -> None:
        """Refuse lives that do not learn, or are in more situations than a map has."""
        still = next(iter(lives.freezes.values()), None)  # learning as a whole comes first
        if still is None:
            raise self.refusal(lives, "its lives do not learn, so that all that they do is innate.")
        self._visits(lives, {"learned": lives.replay(lives.definition, only=SHARED).arrays})  # or it is refused at once

    def find(self, lives: ProbedLives) -> ProbeResult:
        """Return a row for each replicate and situation."""
        self.check(lives)
        still = next(iter(lives.freezes.values()))  # learning as a whole comes first
        last = lives.run.generation
        generations = np.unique(np.linspace(0, last, min(self.maps, last + 1)).round().astype(np.int64))
        stack = lives.over_generations(generations.tolist())
        lived = {
            "learned": stack.replay(lives.definition, only=SHARED),
            "innate": stack.replay(still.definition, only=SHARED),
        }
        arrays = {name: dict(one.arrays) for name, one in lived.items()}
        names, ways, visits = self._visits(lives, arrays)
        shape = (lives.replicates, generations.size, len(names), len(ways))
        shares = {name: _shares(one, shape) for name, one in visits.items()}
        courses = {name: _settled(one, self.agree) for name, one in shares.items()}
        found = events(courses["learned"], courses["innate"], generations.astype(np.float64))
        null, p_value = chance_of(courses["learned"], courses["innate"], generations.astype(np.float64))
        return ProbeResult(
            title="innate and learned action by situation",
            columns=_columns(found, names, ways, shares),
            notes=(
                f"{lives.instances:,} held-out lives in generations {', '.join(map(str, generations.tolist()))}",
                f"settled: {self.agree:.0%} of visits agree".replace("%", " %"),
                _null_words(int(found.assimilated.sum()), null, p_value),
            ),
            arrays={
                "generations": generations.astype(np.float64),
                "innate": shares["innate"],
                "learned": shares["learned"],
                "null": null,
            },
            meanings={
                "generations": "(g,) that are mapped",
                "innate": f"(replicates, g, situations, actions) share of visits without learning: {', '.join(ways)}; "
                f"situations: {'; '.join(names)}",
                "learned": "the same late in lives with learning",
                "null": f"({SHUFFLED},) assimilation events where each situation has the innate actions of another",
            },
            reading=_reading(found, null, p_value),
        )

    @classmethod
    def tiny(cls) -> Self:
        """Return two maps."""
        return cls(maps=2)

    def _visits(
        self, lives: ProbedLives, arrays: Mapping[str, Mapping[str, Any]]
    ) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, Visits]]:
        """Return the names of situations and of actions, and the visits of learned and of innate lives."""
        if {*SHARED[:-1]} - set(arrays["learned"]):
            raise self.refusal(lives, f"its lives choose nothing. {SMALL}.")
        actions = arrays["learned"]["actions"]
        if actions.ndim == 3 and np.issubdtype(actions.dtype, np.integer):
            keys = {name: self._in_trials(one) for name, one in arrays.items()}
            ways = tuple(map(str, range(1 + max(int(one["actions"].max()) for one in arrays.values()))))
        elif actions.ndim == 5 and actions.shape[-1] == 2 == arrays["learned"]["observations"].shape[-1]:
            keys, ways = self._in_planes(arrays), ("stay", *WAYS)
        else:
            raise self.refusal(lives, f"its situations and actions are no short list. {SMALL}.")
        distinct = _in_order(np.concatenate([one.situation for one in keys.values()]), in_trials=actions.ndim == 3)
        if len(distinct) > LARGEST:
            few = " Try --set past=false." if self.past and actions.ndim == 3 else ""
            raise self.refusal(
                lives, f"its lives come into {len(distinct):,} situations, above {LARGEST}. {SMALL}.{few}"
            )
        name = _trial_name if actions.ndim == 3 else _place_name
        names = tuple(name(row) for row in distinct.tolist())
        numbered = {key: one._replace(situation=_numbers(one.situation, distinct)) for key, one in keys.items()}
        return names, ways, numbered

    def _in_trials(self, lived: Mapping[str, Any]) -> Visits:
        """Return the choices of lives in trials: what was seen, the last choice, and whether it paid, as rows."""
        actions, rewards = np.asarray(lived["actions"], np.int64), np.asarray(lived["rewards"], np.float64)
        seen = np.round(np.asarray(lived["observations"], np.float64), 3)
        chose = actions >= 0
        middle = 0.5 * (float(rewards.min()) + float(rewards.max()))
        last, paid, felt = (np.full(actions.shape[:2], fill) for fill in (-1.0, -1.0, -math.inf))
        rows = []
        for step in range(actions.shape[2]):
            paid = np.where(last >= 0.0, np.where(felt > middle, 1.0, 0.0), -1.0)
            past = np.stack([last, paid], axis=-1) if self.past else np.full((*last.shape, 2), -1.0)
            rows.append(np.concatenate([past, seen[:, :, step]], axis=-1))
            last = np.where(chose[:, :, step], actions[:, :, step], last)
            felt = np.maximum(np.where(chose[:, :, step], -math.inf, felt), rewards[:, :, step])
        late = np.cumsum(chose, axis=2) > (1.0 - LATE) * chose.sum(axis=2, keepdims=True)
        here = chose & late
        genotype = np.broadcast_to(np.arange(len(actions))[:, None, None], actions.shape)
        return Visits(genotype[here], np.stack(rows, axis=2)[here], actions[here])

    def _in_planes(self, arrays: Mapping[str, Mapping[str, Any]]) -> dict[str, Visits]:
        """Return the steps of the last episodes of lives in a plane: the cell that they left, and the way they went."""
        places = {name: np.asarray(one["observations"][:, :, -1], np.float64) for name, one in arrays.items()}
        alive = {name: np.asarray(one["alive"][:, :, -1], np.bool_) for name, one in arrays.items()}
        reach = max(float(np.abs(one[alive[name]]).max()) for name, one in places.items()) or 1.0
        found = {}
        for name, place in places.items():
            step, ran = np.diff(place, axis=2), alive[name][..., 1:]
            cell = np.clip(np.floor((place[..., :-1, :] / reach + 1.0) * 0.5 * self.cells), 0, self.cells - 1)
            centre = np.round(reach * ((cell + 0.5) * 2.0 / self.cells - 1.0), 2) + 0.0
            length = np.hypot(step[..., 0], step[..., 1])
            way = np.round(np.arctan2(step[..., 1], step[..., 0]) / (0.25 * math.pi)).astype(np.int64) % len(WAYS)
            action = np.where(length < STILL * max(float(length[ran].max()), 1e-12), 0, 1 + way)
            genotype = np.broadcast_to(np.arange(len(step))[:, None, None], ran.shape)
            found[name] = Visits(genotype[ran], centre[ran], action[ran])
        return found


def events(learned: Ints, innate: Ints, generations: Floats) -> Events:
    """Return when what is learned in the last generation came to be learned, and inborn, for good.

    Args:
        learned, innate: settled action (replicates, g, situations), NONE where there is none.
        generations: (g,).
    """
    action = learned[:, -1]
    when = [_for_good(course == action[:, None], generations) for course in (learned, innate)]
    none = action == NONE
    return Events(action, *(np.where(none, np.nan, one) for one in when))


def chance_of(learned: Ints, innate: Ints, generations: Floats, shuffles: int = SHUFFLED) -> tuple[Floats, float]:
    """Return how many events there are where situations have each other's innate actions, and the p-value of their own.

    Situations are exchanged within each replicate. NaN where there is a single one: nothing can be exchanged.
    """
    draw = np.random.default_rng(0)
    replicates, _, situations = learned.shape
    found = int(events(learned, innate, generations).assimilated.sum())
    null = np.zeros(shuffles)
    for one in range(shuffles):
        order = np.stack([draw.permutation(situations) for _ in range(replicates)])
        mixed = np.take_along_axis(innate, order[:, None], axis=2)
        null[one] = events(learned, mixed, generations).assimilated.sum()
    if situations < 2:
        return null, math.nan
    return null, float((1 + (null >= found).sum()) / (1 + shuffles))


def _for_good(holds: npt.NDArray[np.bool_], generations: Floats) -> Floats:
    """Return the generation (replicates, situations) from which on something holds (replicates, g, situations)."""
    later = np.flip(np.logical_and.accumulate(np.flip(holds, axis=1), axis=1), axis=1)
    return np.where(later.any(axis=1), generations[later.argmax(axis=1)], np.nan)


def _shares(visits: Visits, shape: tuple[int, int, int, int]) -> Floats:
    """Return the share of visits (replicates, g, situations, actions) with each action; NaN of what was not visited."""
    replicates, maps, situations, actions = shape
    counts = np.zeros((replicates * maps, situations, actions))
    np.add.at(counts, (visits.genotype, visits.situation, visits.action), 1.0)
    total = counts.sum(axis=-1, keepdims=True)
    found = np.divide(counts, total, out=np.full_like(counts, np.nan), where=total > 0.0)
    shares: Floats = found.reshape(shape)
    return shares


def _settled(shares: Floats, agree: float) -> Ints:
    known = np.nan_to_num(shares)
    found: Ints = np.where(known.max(axis=-1) >= agree, known.argmax(axis=-1), NONE)
    return found


def _in_order(rows: npt.NDArray[Any], *, in_trials: bool) -> npt.NDArray[Any]:
    """Return each row once: of trials by the past, then the first input first; of places as a page is read."""
    distinct = np.unique(rows, axis=0)
    keys = np.concatenate([distinct[:, :2], -distinct[:, 2:]], axis=1) if in_trials else distinct * [1.0, -1.0]
    return distinct[np.lexsort(keys.T[::-1] if in_trials else keys.T)]


def _numbers(rows: npt.NDArray[Any], distinct: npt.NDArray[Any]) -> Ints:
    known = {tuple(row): number for number, row in enumerate(distinct.tolist())}
    each, back = np.unique(rows, axis=0, return_inverse=True)
    numbers = np.array([known[tuple(row)] for row in each.tolist()], np.int64)
    return numbers[back.ravel()]


def _trial_name(row: Sequence[float]) -> str:
    last, paid, *seen = row
    one_hot = sorted(seen) == [0.0] * (len(seen) - 1) + [1.0]
    numbers = f"input {seen.index(1.0) + 1}" if one_hot and len(seen) > 1 else " ".join(f"{one:g}" for one in seen)
    what = f"sees {numbers}" if seen else ""
    before = f"after {last:.0f}, {'paid' if paid > 0.0 else 'not paid'}" if last >= 0.0 else ""
    return ", ".join(filter(None, (before, what))) or "a choice"


def _place_name(row: Sequence[float]) -> str:
    return f"at {row[0]:g}, {row[1]:g}"


def _columns(
    found: Events, names: Sequence[str], ways: Sequence[str], shares: Mapping[str, Floats]
) -> dict[str, ResultColumn]:
    rows = [(replicate, place) for place in range(len(names)) for replicate in range(len(found.action))]
    ends = {name: one[:, -1] for name, one in shares.items()}
    best = {name: np.nan_to_num(one).argmax(axis=-1) for name, one in ends.items()}

    def share(name: str) -> list[float]:
        return [float(ends[name][row][best[name][row]]) for row in rows]

    def action(name: str) -> list[str]:
        return [ways[best[name][row]] if np.isfinite(ends[name][row]).all() else "-" for row in rows]

    lag = found.inborn - found.learned
    return {
        "situation": ResultColumn([names[place] for _, place in rows], "what lives come into"),
        "replicate": ResultColumn([replicate for replicate, _ in rows], "which of the run's independent populations"),
        "innate": ResultColumn(action("innate"), "most frequent action without learning, last generation"),
        "innate_share": ResultColumn(share("innate"), "of visits"),
        "learned": ResultColumn(action("learned"), "the same late in lives with learning"),
        "learned_share": ResultColumn(share("learned"), "of visits"),
        "learned_from": ResultColumn([float(found.learned[row]) for row in rows], "learned from then on", "generation"),
        "inborn_from": ResultColumn([float(found.inborn[row]) for row in rows], "inborn from then on", "generation"),
        "lag": ResultColumn(
            [float(lag[row]) for row in rows], "inborn so much later than learned; -: not both", "generations"
        ),
    }


def _null_words(count: int, null: Floats, p_value: float) -> str:
    if math.isnan(p_value):
        return "there is a single situation, so that there is no null"
    return f"{count} assimilation events; exchanged situations give {null.mean():.3g} on average, p = {p_value:.3g}"


def _reading(found: Events, null: Floats, p_value: float) -> str:
    settled = int((found.action != NONE).sum())
    count = int(found.assimilated.sum())
    first = int((found.inborn <= found.learned).sum())
    total = found.action.size
    text = f"In {settled} of {total} situations lives agree on what they learn"
    if not settled:
        return f"{text}: there is nothing that could become instinct."
    lags = (found.inborn - found.learned)[found.assimilated]
    later = (
        f"{count} became instinct later, after {np.median(lags):g} generations (median)"
        if count
        else "none became instinct"
    )
    alike = f"exchanged situations give {null.mean():.3g}, p = {p_value:.2g}"
    verdict = f" (p = {p_value:.2g} against exchanged situations)" if p_value < LEVEL else f" ({alike})"
    verdict = "" if math.isnan(p_value) or not count else verdict
    return f"{text}; {later}{verdict}, {first} were inborn when they were first learned."
