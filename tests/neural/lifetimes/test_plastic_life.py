"""Lives by plasticity against plain NumPy: every rule, every modulator, what a rule sees, and when it may act."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from baldwin.neural.contracts import Environment, Newborn
from baldwin.neural.contracts.living import live_fully
from baldwin.neural.lifetimes.plastic import Plastic
from baldwin.neural.networks.perceptron import Perceptron
from baldwin.neural.tasks.bandit import Bandit
from baldwin.neural.tasks.harlow import Harlow
from baldwin.neural.tasks.t_maze import TMaze

KEY = jax.random.key(5)
TASK = Bandit(arms=3, trials=7)
NETWORK = Perceptron(hidden=(4,), activation="tanh", initial="normal", senses=("action", "reward"))


def life(rule: dict[str, Any], **fields: Any) -> Plastic:
    return Plastic.model_validate({"rule": rule, **fields})


def drawn(lifetime: Plastic, seed: int = 0) -> Newborn:
    """Return a newborn with all genes at random, so that no term is 0."""
    rng = np.random.default_rng(seed)
    genes = {}
    for gene in lifetime.genes(NETWORK, TASK):
        value = gene.initial + 0.3 * rng.normal(size=gene.shape)
        genes[gene.name] = np.asarray(np.abs(value) if gene.transform == "log" else value, np.float32)
    weights = NETWORK.draw(jax.random.fold_in(KEY, seed), TASK.inputs, TASK.outputs)
    return Newborn({name: np.asarray(value) for name, value in weights.items()}, genes)


def lived(lifetime: Plastic, newborn: Newborn) -> tuple[Any, dict[str, Any], Any]:
    instance = TASK.sample(KEY)
    chance = lifetime.chance(KEY, TASK, instance)
    history, record = live_fully(lifetime, newborn, Environment(NETWORK, TASK, instance, chance))
    return history, record, chance


class ByHand:
    """One life in plain NumPy, in double precision, given what the world gave: rewards, and noise that was tried."""

    def __init__(self, lifetime: Plastic, newborn: Newborn) -> None:
        self.life, self.rule = lifetime, lifetime.rule.model_dump()
        self.genes = {name: np.asarray(value, float) for name, value in newborn.genes.items()}
        self.born = {name: np.asarray(value, float) for name, value in newborn.weights.items()}
        self.weights = dict(self.born)
        self.trace = {name: np.zeros(value.shape) for name, value in self.born.items()}
        self.eligible = {name: np.zeros(value.shape) for name, value in self.born.items()}
        self.expected, self.changed = 0.0, 0.0

    def step(self, trial: int, sensed: np.ndarray, action: int, reward: float, noise: dict[str, Any]) -> np.ndarray:
        w = self.weights
        hidden = np.tanh(sensed @ w["w1"] + w["b1"] + noise.get("b1", 0.0))
        answer = hidden @ w["w2"] + w["b2"] + noise.get("b2", 0.0)
        done = np.eye(TASK.arms)[action] if self.life.sees == "action" else answer
        sides = {"w1": (sensed, hidden), "b1": (None, hidden), "w2": (hidden, done), "b2": (None, done)}
        modulator = self.modulator(hidden, reward)
        share = self.share(trial)
        before = {name: value.copy() for name, value in w.items()}
        if share:
            for name, (pre, post) in sides.items():
                self.change(name, pre, post, modulator, share, noise.get(f"b{name[1]}", np.zeros(len(post))))
        self.changed += sum(np.abs(w[name] - before[name]).sum() for name in w) / sum(v.size for v in w.values())
        return answer

    def modulator(self, feeding: np.ndarray, reward: float) -> float:
        kind, genes = self.life.modulator, self.genes
        if kind == "none" or not self.life.modulated:
            return 1.0
        if kind == "reward":
            return reward - float(genes["modulator.baseline"])
        if kind == "surprise":
            surprise = reward - self.expected
            self.expected += self.life.expectation * surprise
            return surprise
        total = feeding @ genes["modulator.weights"] + reward * genes["modulator.reward"] + genes["modulator.bias"]
        return float(np.tanh(total))

    def share(self, trial: int) -> float:
        if self.life.period == "never" or (self.life.until is not None and trial > self.life.until):
            return 0.0
        if self.life.period == "always":
            return 1.0
        inside = abs(self.genes["period.opening"]) < trial <= self.genes["period.closing"]
        return float(self.genes["period.strength"]) if inside else 0.0

    def change(self, name: str, pre: Any, post: Any, m: float, share: float, tried: Any) -> None:
        rule, genes = self.rule, self.genes
        product = np.outer(pre, post) if pre is not None else post
        column = pre[:, None] if pre is not None else 1.0
        if rule["kind"] == "hebb":
            total = (
                genes[f"A.{name}"] * product
                + genes[f"B.{name}"] * column
                + genes[f"C.{name}"] * post
                + genes[f"D.{name}"]
            )
            lost = self.weights[name] / (1.0 + np.exp(-genes["decay"]))
            if rule["eligibility"]:
                total = (1.0 - genes["forgetting"]) * self.eligible[name] + total
                self.eligible[name] = self.eligible[name] + share * (total - self.eligible[name])
            self.weights[name] = self.weights[name] + share * (m * genes[f"rate.{name}"] * total - lost)
            return
        if rule["kind"] == "oja":
            step = m * genes[f"rate.{name}"] * post * (column - post * self.weights[name])
            self.weights[name] = self.weights[name] + share * step
            return
        trace, limit, rate = self.trace[name], rule["limit"], float(genes["rate"])
        if rule["kind"] == "trace":
            less = {"decaying": trace, "oja": post**2 * trace, "summed": 0.0}[rule["form"]]
            after = np.clip(trace + m * rate * (product - less), -limit, limit)
        else:
            rate = min(rate, 1.0)
            tries = np.outer(pre, tried) if pre is not None else tried
            explores = rule["kind"] == "node_perturbation"
            eligible = (1 - rate) * self.eligible[name] + (tries if explores else rate * product)
            step = np.clip(m * eligible, -rule["largest"], rule["largest"]) if explores else m * eligible
            after = np.clip(trace + step, -limit, limit)
            self.eligible[name] = self.eligible[name] + share * (eligible - self.eligible[name])
        self.trace[name] = trace + share * (after - trace)
        self.weights[name] = self.born[name] + genes[f"alpha.{name}"] * self.trace[name]


LIVES = {
    "hebb": life({"kind": "hebb", "rate": "evolved", "decay": True}, modulator="reward"),
    "hebb, answers seen": life({"kind": "hebb", "rate": "evolved", "decay": True}, sees="answer"),
    "hebb, remembering": life(
        {"kind": "hebb", "rate": "evolved", "decay": True, "eligibility": True}, modulator="reward", until=5.0
    ),
    "oja by a unit": life({"kind": "oja"}, modulator="unit"),
    "trace": life({"kind": "trace"}, modulator="surprise"),
    "trace of Oja": life({"kind": "trace", "form": "oja"}, modulator="unit", modulated=False),
    "trace, summed": life({"kind": "trace", "form": "summed", "limit": 0.2}, modulator="reward"),
    "eligibility": life({"kind": "eligibility"}, modulator="reward", until=4.0),
    "period": life({"kind": "eligibility"}, modulator="reward", period="evolved", period_scale=1.0),
    "noise": life({"kind": "node_perturbation", "share": 0.5, "largest": 0.1}, modulator="surprise", until=5.0),
    "never": life({"kind": "trace"}, period="never"),
}


@pytest.mark.parametrize("name", LIVES)
def test_a_life_is_what_plain_numpy_makes_of_it(name: str) -> None:
    lifetime = LIVES[name]
    newborn = drawn(lifetime)
    if lifetime.period == "evolved":
        newborn.genes["period.opening"], newborn.genes["period.closing"] = np.float32(-1.5), np.float32(5.0)
    history, record, chance = lived(lifetime, newborn)
    by_hand, sensed = ByHand(lifetime, newborn), np.zeros(TASK.arms + 1)
    for trial, (action, reward) in enumerate(zip(record["actions"], record["rewards"], strict=True), start=1):
        noise = {}
        if lifetime.rule.explores and by_hand.share(trial):
            key = jax.random.fold_in(chance.tries, trial - 1)
            noise = {n: np.asarray(v, float) for n, v in lifetime.noise(NETWORK, TASK, key).items()}
        answer = by_hand.step(trial, sensed, int(action), float(reward), noise)
        np.testing.assert_allclose(record["answers"][trial - 1], answer, rtol=2e-4, atol=2e-5)
        assert int(action) == int(np.argmax(record["answers"][trial - 1]))
        for tensor, value in by_hand.weights.items():
            np.testing.assert_allclose(record["weights"][tensor][trial - 1], value, rtol=2e-4, atol=2e-5)
        sensed = np.append(np.eye(TASK.arms)[int(action)], float(reward))
    assert history.changed == pytest.approx(by_hand.changed, rel=1e-4)
    assert (history.changed == 0.0) == (name == "never")


@pytest.mark.parametrize(
    ("task", "due"),
    [(TMaze(arms=4, trials=5, switches=(1, 1)), (0, 0, 1)), (Harlow(features=2, fixation=True), (0, 1, 0))],
)
def test_the_baseline_of_reward_is_taken_off_where_a_trial_pays(task: Any, due: tuple[int, ...]) -> None:
    """At the end of a maze; before the feedback of Harlow's. By D alone all weights change by the modulator."""
    network = Perceptron(hidden=(), bias=False, initial="normal")
    lifetime = life({"kind": "hebb", "terms": ["D"], "shared": "all"}, modulator="reward", initial_baseline=0.25)
    assert {gene.name: gene.initial for gene in lifetime.genes(network, task)} == {"D": 0.0, "modulator.baseline": 0.25}
    genes = {"D": np.float32(1.0), "modulator.baseline": np.float32(0.25)}
    newborn, instance = Newborn(network.draw(KEY, task.inputs, task.outputs), genes), task.sample(KEY)
    world = Environment(network, task, instance, lifetime.chance(KEY, task, instance))
    _, record = live_fully(lifetime, newborn, world)
    modulator = np.asarray(record["rewards"]) - 0.25 * np.tile(due, task.trials)
    assert set(np.flatnonzero(record["rewards"]) % len(due)) == {due.index(1)}
    weights = newborn.weights["w1"] + np.cumsum(modulator)[:, None, None]
    np.testing.assert_allclose(record["weights"]["w1"], weights, atol=1e-5)


def test_what_is_expected_of_reward_follows_it_where_a_trial_pays() -> None:
    """At the end of a double maze, and at neither turn; by D alone all weights change by the modulator."""
    task, network = TMaze(arms=4, trials=5, switches=(1, 1)), Perceptron(hidden=(), bias=False, initial="normal")
    lifetime = life({"kind": "hebb", "terms": ["D"], "shared": "all"}, modulator="surprise", expectation=0.5)
    newborn = Newborn(network.draw(KEY, task.inputs, task.outputs), {"D": np.float32(1.0)})
    instance = task.sample(KEY)
    world = Environment(network, task, instance, lifetime.chance(KEY, task, instance))
    _, record = live_fully(lifetime, newborn, world)
    expected, surprises = 0.0, np.zeros(15)
    for t in range(2, 15, 3):
        surprises[t] = float(record["rewards"][t]) - expected
        expected += 0.5 * surprises[t]
    weights = newborn.weights["w1"] + np.cumsum(surprises)[:, None, None]
    np.testing.assert_allclose(record["weights"]["w1"], weights, atol=1e-5)


def test_weights_that_are_not_inherited_are_drawn_at_each_birth_by_the_networks_law() -> None:
    lifetime = life({"kind": "hebb"}, initial_weights="random", period="never")
    genes = drawn(lifetime).genes
    newborn = Newborn({}, genes)
    keys = jax.random.split(KEY, 400)
    instance = TASK.sample(KEY)

    def learned(key: Any) -> Any:
        world = Environment(NETWORK, TASK, instance, lifetime.chance(key, TASK, instance))
        return lifetime.learned(lifetime.begin(newborn, world))

    weights = jax.vmap(learned)(keys)
    assert {name: value.shape[1:] for name, value in weights.items()} == NETWORK.shapes(TASK.inputs, TASK.outputs)
    drawn_ = np.asarray(weights["w2"]).ravel()  # of N(0, 1): 400 x 12 numbers
    assert abs(drawn_.mean()) < 4.0 / np.sqrt(drawn_.size)
    assert abs(drawn_.var() - 1.0) < 4.0 * np.sqrt(2.0 / drawn_.size)
    assert len(np.unique(drawn_)) > 4700


@pytest.mark.parametrize(("shared", "numbers"), [("nothing", 12), ("types", 4), ("tensor", 1), ("all", 1)])
def test_synapses_share_coefficients_as_said(shared: str, numbers: int) -> None:
    """A tensor (4, 3), two types: units 0 and 2 of the first side are of one type, 1 and 3 of the other."""
    rule = life({"kind": "hebb", "shared": shared, "types": 2, "terms": ["A"]}).rule
    (gene,) = rule.genes(NETWORK, {"w2": (4, 3)})
    assert int(np.prod(gene.shape)) == numbers
    value = np.arange(1.0, 1.0 + np.prod(gene.shape)).reshape(gene.shape)
    found = np.broadcast_to(rule.strength({gene.name: value}, {"w2": (4, 3)})["w2"], (4, 3))
    if shared == "types":
        np.testing.assert_array_equal(found, [[1, 2, 1], [3, 4, 3], [1, 2, 1], [3, 4, 3]])
    else:
        np.testing.assert_array_equal(found, value if shared == "nothing" else np.ones((4, 3)))


def test_synapses_that_share_rules_go_over_to_those_that_are_kept() -> None:
    """Of 8 rules 3 are kept: rule r acts as r modulo 3. Who has which depends on neither that nor other tensors."""
    genes, shapes = {"A": np.arange(8.0)}, {"w1": (30, 20), "w2": (5, 4)}
    whole, merged = (
        life({"kind": "hebb", "shared": "rules", "rules": 8, "terms": ["A"], **kept}).rule
        for kept in ({}, {"kept": 3.0})
    )
    assert [gene.shape for gene in whole.genes(NETWORK, shapes)] == [(8,)]
    every, fewer = whole.strength(genes, shapes), merged.strength(genes, shapes)
    for name, shape in shapes.items():
        assert np.shape(every[name]) == shape
        np.testing.assert_array_equal(fewer[name], np.asarray(every[name]) % 3)
    counts = np.bincount(np.asarray(every["w1"], int).ravel(), minlength=8)  # 600 synapses: 75 of each rule
    assert (np.abs(counts - 75) < 4.0 * np.sqrt(600 * (1 / 8) * (7 / 8))).all()
    np.testing.assert_array_equal(whole.strength(genes, {"w2": (5, 4)})["w2"], every["w2"])


@pytest.mark.parametrize("kind", ["hebb", "oja", "trace", "eligibility", "node_perturbation"])
def test_only_what_is_plastic_has_rates(kind: str) -> None:
    """A rule has genes of the tensors that it changes, and of no others is its strength asked."""
    network = Perceptron(hidden=(3,), activation="tanh")
    lifetime = life({"kind": kind}, plastic=("head",))
    genes = {gene.name: np.ones(gene.shape, np.float32) for gene in lifetime.genes(network, TMaze.tiny())}
    newborn = Newborn(network.draw(jax.random.key(0), 3, 2), genes)
    assert set(lifetime.rates(newborn, network)) == {"w2", "b2"}


def test_noise_that_no_bias_could_take_is_refused() -> None:
    """It would be tried nowhere, and nothing would ever be learned."""
    lifetime = life({"kind": "node_perturbation"})
    ((field, rule),) = lifetime.refuses(NETWORK.model_copy(update={"bias": False}), TASK)
    assert field == "lifetime.rule.kind"
    assert "network.bias = true" in rule
    assert lifetime.refuses(NETWORK, TASK) == []
