"""A second program for lives that learn by memory, written from the documentation of tables and classes alone.

It shares no line, no random stream and no data layout with `baldwin.neural`: many lives are rows of NumPy arrays in
double precision, chance is a NumPy Generator or what it is given, and a genotype is read as the documented list of
tensors. Covered: all three cells; the tasks bandit (independent arms), harlow (Gaussian objects that stay) and two_step
(drifting).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.neural.definition import NeuralDefinition

Array = npt.NDArray[Any]


class Lives(NamedTuple):
    """What N lives of S steps did."""

    actions: Array  # (N, S), -1 where there was no choice
    rewards: Array  # (N, S)
    scores: Array  # (N, S)
    margins: Array  # (N, S) by how much the answer that was followed exceeded the next; infinite without a choice


class Net:
    """A recurrent network for N lives at once, its tensors read from one genotype."""

    def __init__(self, table: Any, genotype: Array, observed: int, actions: int) -> None:
        senses = {"action": actions, "reward": 1, "reward_action": actions, "trial": 1, "termination": 1}
        self.cell, self.units = table.cell, table.units
        width, gates = observed + sum(senses[one] for one in table.senses), {"rnn": 1, "gru": 3, "lstm": 4}[table.cell]
        order: list[tuple[str, tuple[int, ...]]] = [
            ("wx", (width, gates * self.units)),
            ("wh", (self.units, gates * self.units)),
            ("b", (gates * self.units,)),
        ]
        if table.initial_state == "inherited":
            order += [("h0", (self.units,))] + ([("c0", (self.units,))] if table.cell == "lstm" else [])
        order += [("w_out", (self.units, actions)), ("b_out", (actions,))]
        if table.value:
            order += [("w_value", (self.units, 1)), ("b_value", (1,))]
        genes, self.w = iter(np.asarray(genotype, np.float64)), {}
        for name, shape in order:
            self.w[name] = np.array([next(genes) for _ in range(int(np.prod(shape)))]).reshape(shape)
        assert next(genes, None) is None  # every gene is a weight

    def begin(self, lives: int) -> None:
        nothing = np.zeros(self.units)
        self.h = np.tile(self.w.get("h0", nothing), (lives, 1))
        self.c = np.tile(self.w.get("c0", nothing), (lives, 1))

    def step(self, x: Array) -> Array:
        """Return the answers (N, A) after x (N, width)."""
        seen, recalled = x @ self.w["wx"] + self.w["b"], self.h @ self.w["wh"]
        gate = [slice(k * self.units, (k + 1) * self.units) for k in range(seen.shape[1] // self.units)]
        if self.cell == "rnn":
            self.h = np.tanh(seen + recalled)
        elif self.cell == "gru":
            z, r = (_logistic(seen[:, g] + recalled[:, g]) for g in gate[:2])
            self.h = z * self.h + (1 - z) * np.tanh(seen[:, gate[2]] + r * recalled[:, gate[2]])
        else:
            f, i, o = (_logistic(seen[:, g] + recalled[:, g]) for g in gate[:3])
            self.c = f * self.c + i * np.tanh(seen[:, gate[3]] + recalled[:, gate[3]])
            self.h = o * np.tanh(self.c)
        return self.h @ self.w["w_out"] + self.w["b_out"]


def _logistic(a: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-a))


class Arms:
    """A bandit: an arm pays with its chance; scored is that chance less the best."""

    observed, steps = 0, ("choice",)

    def __init__(self, task: Any, lives: int, rng: np.random.Generator) -> None:
        self.trials, self.actions = task.trials, task.arms
        assert task.law == "independent"
        self.chances = rng.random((lives, task.arms))
        self.pays = rng.random((lives, self.trials, self.actions)) < self.chances[:, None, :]

    @classmethod
    def given(cls, task: Any, instances: Any, chances: Any) -> Arms:
        """Return the same arms, with the same luck, as somebody else had."""
        world = cls(task, len(instances), np.random.default_rng(0))
        world.chances, world.pays = np.asarray(instances), np.asarray(chances.pays)
        return world

    def see(self, trial: int, step: str) -> Array:
        return np.zeros((len(self.chances), 0))

    def act(self, trial: int, action: Array) -> tuple[Array, Array]:
        rows = np.arange(len(action))
        return self.pays[rows, trial, action].astype(float), self.chances[rows, action] - self.chances.max(axis=1)


class Objects:
    """Harlow: two objects left and right, one of which always pays 1, the other -1; scored is who is right."""

    actions = 2

    def __init__(self, task: Any, lives: int, rng: np.random.Generator) -> None:
        assert task.code == "gaussian"
        assert not task.fresh
        self.trials, self.observed = task.trials, 2 * task.features
        self.steps = (*["fixation"] * task.fixation, "choice", *["feedback"] * task.feedback)
        self.target, self.other = rng.normal(size=(2, lives, task.features))
        self.left = rng.random((lives, self.trials)) < 0.5

    @classmethod
    def given(cls, task: Any, instances: Any, chances: Any) -> Objects:
        world = cls(task, len(instances.target), np.random.default_rng(0))
        world.target, world.other = np.asarray(instances.target), np.asarray(instances.other)
        world.left = np.asarray(chances.left)[:, :: len(world.steps)]
        return world

    def see(self, trial: int, step: str) -> Array:
        left = self.left[:, trial, None]
        shown = [np.where(left, self.target, self.other), np.where(left, self.other, self.target)]
        return np.concatenate(shown, axis=1) * (step != "fixation")

    def act(self, trial: int, action: Array) -> tuple[Array, Array]:
        right = (action == 0) == self.left[:, trial]
        return np.where(right, 1.0, -1.0), np.where(right, 1.0, 0.0)


class Stages:
    """The drifting two-step task: an action leads to a state, mostly its own; the states' chances exchange."""

    observed, actions, steps = 2, 2, ("choice",)

    def __init__(self, task: Any, lives: int, rng: np.random.Generator) -> None:
        assert task.version == "drifting"
        self.trials, self.p_common = task.trials, task.p_common
        self.chances = np.empty((lives, self.trials, 2))
        better = rng.integers(0, 2, size=lives)
        for trial in range(self.trials):
            if trial > 0:
                better = np.where(rng.random(lives) < task.flip, 1 - better, better)
            self.chances[np.arange(lives), trial, better] = task.high
            self.chances[np.arange(lives), trial, 1 - better] = task.low
        self.common = rng.random((lives, self.trials)) < task.p_common
        self.luck = rng.random((lives, self.trials))
        self.second = np.full(lives, -1)

    @classmethod
    def given(cls, task: Any, instances: Any, chances: Any) -> Stages:
        world = cls(task, len(instances.chances), np.random.default_rng(0))
        np.testing.assert_array_equal(chances.chances[:, 0], instances.chances)
        world.chances, world.common, world.luck = (np.asarray(one) for one in chances)
        return world

    def see(self, trial: int, step: str) -> Array:
        return (self.second[:, None] == np.arange(2)).astype(float)

    def act(self, trial: int, action: Array) -> tuple[Array, Array]:
        rows, odds = np.arange(len(action)), self.chances[:, trial]
        self.second = np.where(self.common[:, trial], action, 1 - action)
        worth = self.p_common * odds[rows, action] + (1 - self.p_common) * odds[rows, 1 - action]
        return (self.luck[:, trial] < odds[rows, self.second]).astype(float), worth


WORLDS: dict[str, Any] = {"bandit": Arms, "harlow": Objects, "two_step": Stages}


def relive(definition: NeuralDefinition, genotype: Array, world: Any, chance: Array | np.random.Generator) -> Lives:
    """Return what one genotype does in all lives of `world`.

    Where choices are drawn, `chance` is what is added to answers before the largest is taken (N, S, A), or a generator
    with which actions are drawn from the softmax.
    """
    table, task, life = definition.network, definition.task, definition.lifetime
    net = Net(table, genotype, world.observed, world.actions)
    lives = len(world.see(0, world.steps[0]))
    net.begin(lives)
    action, felt = np.zeros((lives, world.actions)), np.zeros(lives)
    rows: list[tuple[Array, Array, Array, Array]] = []
    for trial in range(task.trials):
        for step in world.steps:
            first = step == world.steps[0]
            senses = {
                "action": action,
                "reward": felt[:, None],
                "reward_action": action * felt[:, None],
                "trial": np.full((lives, 1), trial / task.trials),
                "termination": np.full((lives, 1), float(trial > 0 and first)),
            }
            told = [world.see(trial, step), *(senses[one] for one in table.senses)]
            answer = net.step(np.concatenate(told, axis=1))
            if step != "choice":
                action, felt = np.zeros((lives, world.actions)), np.zeros(lives)
                rows.append((np.full(lives, -1), np.zeros(lives), np.zeros(lives), np.full(lives, np.inf)))
                continue
            chosen, margin = _choose(life.choice, answer, chance, len(rows))
            expected = _expected(answer, world, trial)  # before anything is done
            reward, score = world.act(trial, chosen)
            if life.choice == "sample" and life.scored == "expected":
                score = expected
            action = (chosen[:, None] == np.arange(world.actions)).astype(float)
            felt = (reward - table.reward_centre) / table.reward_scale
            rows.append((chosen, reward, score, margin))
    return Lives(*(np.stack(column, axis=1) for column in zip(*rows, strict=True)))


def _expected(answer: Array, world: Any, trial: int) -> Array:
    """Return what an action drawn from the softmax of `answer` would score on average (N,)."""
    odds = np.exp(answer - answer.max(axis=1, keepdims=True))
    worth = [world.act(trial, np.full(len(answer), one))[1] for one in range(world.actions)]
    return (odds * np.stack(worth, axis=1)).sum(axis=1) / odds.sum(axis=1)


def _choose(choice: str, answer: Array, chance: Any, step: int) -> tuple[Array, Array]:
    """Return the actions, and by how much they were preferred."""
    if choice == "sample" and isinstance(chance, np.random.Generator):
        odds = np.exp(answer - answer.max(axis=1, keepdims=True))
        below = np.cumsum(odds / odds.sum(axis=1, keepdims=True), axis=1)
        drawn = (chance.random((len(answer), 1)) > below).sum(axis=1)
        return np.minimum(drawn, answer.shape[1] - 1), np.full(len(answer), np.inf)
    liked = answer + chance[:, step] if choice == "sample" else answer
    ranked = np.sort(liked, axis=1)
    return liked.argmax(axis=1), ranked[:, -1] - ranked[:, -2]
