"""Lives that learn by gradient steps, lived again by an independent program: the same genotype learns the same.

The program is written from the documentation alone, in double precision, and shares no line, no random stream and no
data layout with `baldwin.neural`: lives are rows of NumPy arrays, and the derivative is written out.
"""

from __future__ import annotations

import functools
import itertools
import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from baldwin.definition import load
from baldwin.engine import Columns
from baldwin.evolve import load_engine
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.replay import assay, replay
from baldwin.replaying import Replay

Array = npt.NDArray[np.float64]
LIVES = 2000
GENERATIONS = 100

# The preset sinusoid, evolved a little in settings far from its own; together they meet what a gradient life can be.
EVOLVED: dict[str, list[str]] = {
    "one narrow layer, three points, one rate for all": [
        "network.hidden=[13]",
        'network.activation="relu"',
        'lifetime.rate="global"',
        "lifetime.plastic=[]",
        "lifetime.clip=0.5",
        "task.shots=3",
        'task.sign="plus"',
        "task.phase_low=1.0",
        "task.phase_high=2.5",
    ],
    "the last of two wide layers, by Adam": [
        'lifetime.optimiser="adam"',
        "lifetime.momentum=0.7",
        "lifetime.steps=5",
        "task.phase_low=-1.0",
        "task.phase_high=6.0",
    ],
    "a rate per weight, momentum, steps and gain evolve too": [
        "network.hidden=[7,5,3]",
        'lifetime.rate="parameter"',
        "lifetime.rate_scale=1.0",
        'lifetime.evolves=["momentum", "steps"]',
        "network.output_scale=true",
        'lifetime.optimiser="momentum"',
        "lifetime.plastic=[]",
        "lifetime.steps=5",
        "lifetime.clip=1.0",
        "task.shots=25",
    ],
    "rates below zero, tensors by name, lives that go astray": [
        "network.hidden=[7,5,3]",
        'network.activation="relu"',
        'encoding.weight_scale="fan_in"',
        'lifetime.rate_transform="linear"',
        "lifetime.rate_scale=0.3",
        'lifetime.plastic=["w2","b4"]',
        "lifetime.steps=5",
        "lifetime.diverged_score=-8.0",
        'network.initial="glorot"',
        "task.input_low=-2.0",
        'population.kernels="jax"',
    ],
}
QUICK_FIRST = [
    pytest.param(one, marks=[] if one == "one narrow layer, three points, one rate for all" else pytest.mark.slow)
    for one in EVOLVED
]


class Born(NamedTuple):
    """What a genotype says; the newborn of N lives has a copy of each tensor for each of them."""

    tensors: dict[str, Array]
    rates: dict[str, Any]
    gain: float
    momentum: float
    share: float  # of its steps in which a life learns


def read(genotype: Any, d: Any) -> Born:
    """Return what `genotype` (G,) says: tensors from input to output, gain, rates, momentum, steps, in this order."""
    rule, widths = d.lifetime, [1, *d.network.hidden, 1]
    genes = iter(np.asarray(genotype, np.float64))

    def take(*shape: int) -> Array:
        return np.array([next(genes) for _ in range(math.prod(shape))]).reshape(shape)

    def rate(*shape: int) -> Array:
        change = rule.rate_scale * take(*shape)
        return rule.initial_rate * np.exp(change) if rule.rate_transform == "log" else rule.initial_rate + change

    tensors: dict[str, Array] = {}
    for layer, (before, after) in enumerate(itertools.pairwise(widths), start=1):
        worth = 1.0 / math.sqrt(before) if d.encoding.weight_scale == "fan_in" else 1.0
        tensors[f"w{layer}"] = worth * take(before, after)
        if d.network.bias:
            tensors[f"b{layer}"] = worth * take(after)
    gain = math.exp(float(take())) if d.network.output_scale else 1.0
    if rule.rate in ("fixed", "global"):
        rates = dict.fromkeys(tensors, rate() if rule.rate == "global" else rule.initial_rate)
    else:
        rates = {name: rate(*(one.shape if rule.rate == "parameter" else ())) for name, one in tensors.items()}
    momentum = _logistic(float(take())) if "momentum" in rule.evolves else rule.momentum
    share = _logistic(float(take())) if "steps" in rule.evolves else 1.0
    assert next(genes, None) is None  # every gene has a meaning
    return Born(tensors, rates, gain, momentum, share)


class Lives:
    """N lives of one genotype, each in its own sine."""

    def __init__(self, d: Any, genotype: Any, lives: int) -> None:
        self.network, self.life, self.born = d.network, d.lifetime, read(genotype, d)
        self.layers = len(self.network.hidden) + 1
        self.w = {name: np.repeat(one[None], lives, axis=0) for name, one in self.born.tensors.items()}
        head = {f"w{self.layers}", f"b{self.layers}"}
        named = {name for one in self.life.plastic for name in (head if one == "head" else {one})}
        self.learning = [name for name in self.w if not named or name in named]
        self.first, self.second = (dict.fromkeys(self.learning, np.zeros(1)) for _ in range(2))

    def through(self, x: Array) -> tuple[Array, list[Array], list[Array]]:
        """Return the answers (N, K, 1) to `x` (N, K, 1), what came into each layer, and the sums of its units."""
        into, sums = [], []
        for layer in range(1, self.layers + 1):
            into.append(x)
            total = x @ self.w[f"w{layer}"]
            if self.network.bias:
                total = total + self.w[f"b{layer}"][:, None]
            sums.append(total)
            x = total
            if layer < self.layers:
                x = np.tanh(total) if self.network.activation == "tanh" else np.maximum(total, 0.0)
        return self.born.gain * x, into, sums

    def errors(self, x: Array, y: Array) -> Array:
        return np.asarray(((self.through(x)[0] - y) ** 2).mean(axis=(1, 2)))

    def gradient(self, x: Array, y: Array) -> dict[str, Array]:
        """Return the derivative of each life's mean squared error by its tensors."""
        answers, into, sums = self.through(x)
        blame, found = 2.0 * self.born.gain * (answers - y) / x.shape[1], {}
        for layer in range(self.layers, 0, -1):
            found[f"w{layer}"] = into[layer - 1].transpose(0, 2, 1) @ blame
            found[f"b{layer}"] = blame.sum(axis=1)
            if layer > 1:
                below = sums[layer - 2]
                slope = 1.0 - np.tanh(below) ** 2 if self.network.activation == "tanh" else below > 0.0
                blame = slope * (blame @ self.w[f"w{layer}"].transpose(0, 2, 1))
        return found

    def learn(self, t: int, x: Array, y: Array) -> None:
        """Take step number t, counted from 1."""
        gradient, beta = self.gradient(x, y), self.born.momentum
        for name in self.learning:
            step = gradient[name]
            if self.life.clip is not None:
                step = np.clip(step, -self.life.clip, self.life.clip)
            if self.life.optimiser == "momentum":
                self.first[name] = step = beta * self.first[name] + step
            if self.life.optimiser == "adam":
                self.first[name] = beta * self.first[name] + (1.0 - beta) * step
                self.second[name] = 0.999 * self.second[name] + 0.001 * step**2
                step = self.first[name] / (1.0 - beta**t) / (np.sqrt(self.second[name] / (1.0 - 0.999**t)) + 1e-8)
            self.w[name] = self.w[name] - self.born.rates[name] * step


def relive(d: Any, genotype: Any, world: tuple[Array, Array, Array, Array]) -> Array:
    """Return scores (N, steps + 1) of lives in `world`: what they see, what they learn from it, and the examination."""
    x, y, asked, right = world
    lives, life = Lives(d, genotype, len(x)), d.lifetime
    scores = [-lives.errors(asked, right)]
    with np.errstate(over="ignore", invalid="ignore"):  # some leave the numbers
        for t in range(1, life.steps + 1):
            if t <= round(lives.born.share * life.steps):
                lives.learn(t, x, y)
            scores.append(-lives.errors(asked, right))
    raw = np.stack(scores, axis=1)
    return np.where(raw >= life.diverged_score, raw, life.diverged_score)


def own_world(task: Any, rng: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    """Draw sines and points of our own: inputs and targets to learn from, then to be asked about, each (N, K, 1)."""
    height = rng.uniform(task.amplitude_low, task.amplitude_high, (LIVES, 1, 1))
    phase = rng.uniform(task.phase_low, task.phase_high, (LIVES, 1, 1)) * {"plus": 1.0, "minus": -1.0}[task.sign]
    seen, asked = (rng.uniform(task.input_low, task.input_high, (LIVES, k, 1)) for k in (task.shots, task.queries))
    return seen, height * np.sin(seen + phase), asked, height * np.sin(asked + phase)


def its_world(found: Replay) -> tuple[Array, Array, Array, Array]:
    """Return the very points that a replay shows and asks about."""
    names = ("support/x", "support/y", "query/x", "query/y")
    seen, right, asked, answers = (np.asarray(found[f"chance/{name}"], np.float64) for name in names)
    return seen, right, asked, answers


def _logistic(gene: float) -> float:
    return 1.0 / (1.0 + math.exp(-gene))


@functools.cache
def evolved(name: str) -> tuple[NeuralDefinition, Any, Columns, Replay]:
    """Return the definition, the centre (G,) of a short evolution, what an assay finds of it, and its lives."""
    more = ["population.size=32", f"population.generations={GENERATIONS}", "assays.every=0", "assays.steps=0"]
    definition = load("sinusoid", [*more, *EVOLVED[name]])
    assert isinstance(definition, NeuralDefinition)
    engine: Any = load_engine(definition)
    state, _ = engine.found()
    state, _ = engine.advance(state, GENERATIONS)
    centre = engine.centres(state)[:1]
    found = {column: values[0] for column, values in assay(definition, centre, LIVES).items()}
    return definition, centre[0], found, replay(definition, centre, LIVES, only=("score", "diverged"))


@pytest.mark.parametrize("name", QUICK_FIRST)
def test_it_does_as_well_with_sines_of_its_own(name: str) -> None:
    """At birth and after each step, within four standard errors of the difference."""
    definition, centre, found, _ = evolved(name)
    mine = relive(definition, centre, own_world(definition.task, np.random.default_rng(31)))
    # The assay's sines are spread more evenly than by chance: its error is no larger than that of independent sines.
    errors = mine.std(axis=0, ddof=1) * math.sqrt(2.0 / LIVES)
    off = np.abs(mine.mean(axis=0) - found["curve"])
    assert (off < 4.0 * errors).all(), off / errors


@pytest.mark.parametrize("name", QUICK_FIRST)
def test_it_does_the_same_with_the_same_sines(name: str) -> None:
    """Every mean, median and spread is the same to the digits that single precision leaves."""
    definition, centre, found, lives = evolved(name)
    mine = relive(definition, centre, its_world(lives))
    np.testing.assert_allclose(found["curve"], mine.mean(axis=0), rtol=1e-4)
    assert found["innate"] == pytest.approx(found["curve"][0], rel=1e-6)  # which the curve has with seven digits
    assert found["learned"] == pytest.approx(found["curve"][-1], rel=1e-6)
    assert found["measure"] == found["learned"]
    np.testing.assert_allclose(found["learned_median"], np.median(mine[:, -1]), rtol=1e-4)
    np.testing.assert_allclose([found["innate_sd"], found["learned_sd"]], mine[:, [0, -1]].std(axis=0), rtol=1e-4)
    lost = (mine[:, -1] == definition.lifetime.diverged_score).mean()
    assert abs(found["diverged_share"] - lost) <= 2 / LIVES  # a score may lie on the edge
    theirs = np.asarray(lives["score"][0], np.float64)
    np.testing.assert_allclose(theirs.mean(axis=0), mine.mean(axis=0), rtol=1e-4)
    assert np.mean(np.abs(theirs - mine) <= 1e-3 * np.abs(mine) + 1e-4) > 0.99  # life by life, but for chaotic ones
    assert lives["diverged"][0].mean() == pytest.approx(found["diverged_share"], abs=1e-6)


@pytest.mark.parametrize("name", QUICK_FIRST)
def test_lives_that_are_replayed_have_changed(name: str) -> None:
    """Nothing would be shown by replaying networks that learn nothing, or lives that never go astray."""
    definition, centre, found, lives = evolved(name)
    scores = relive(definition, centre, its_world(lives))
    changed = np.abs(scores[:, -1] - scores[:, 0]) > 1e-2 * np.abs(scores[:, 0])
    assert changed.mean() > 0.8
    assert (0.01 < found["diverged_share"] < 0.99) == ("astray" in name)
