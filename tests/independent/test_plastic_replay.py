"""Lives by plasticity, alone and nested, lived again in NumPy from exported arrays and what the world decided."""

from __future__ import annotations

from typing import Any

import numpy as np

from baldwin.definition import from_toml
from baldwin.neural.evolution.generation import Program
from baldwin.neural.replay import newborns, replay

LIVES = 5
CLOSE = 1e-4  # answers nearer to each other than this may be ranked otherwise in single precision
MAZE = """
name = "maze"
[task]
kind = "t_maze"
arms = 4
trials = 8
switches = [1, 2]
[network]
kind = "recurrent"
cell = "rnn"
units = 4
senses = ["reward"]
initial_scale = 2.0
[lifetime]
kind = "plastic"
modulator = "unit"
[lifetime.rule]
kind = "hebb"
rate = "evolved"
decay = true
[assays]
individuals = 0
mutants = 0
"""
NESTED = """
name = "within"
[task]
kind = "slow_and_fast"
contexts = 3
trials = 5
[network]
kind = "recurrent"
cell = "gru"
units = 3
senses = ["reward_action"]
skip = true
[lifetime]
kind = "nested"
episodes = 4
between = "keep"
[lifetime.inner]
kind = "plastic"
plastic = ["w_skip"]
modulator = "reward"
[lifetime.inner.rule]
kind = "hebb"
terms = ["A"]
shared = "all"
decay = true
[assays]
individuals = 0
mutants = 0
"""


def logistic(x: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-x))


def lived(text: str) -> tuple[dict[str, Any], Any]:
    """Return the arrays that one individual is exported as, in double precision, and a replay of its lives."""
    definition: Any = from_toml(text, "own.toml")
    genotype = 0.6 * np.random.default_rng(5).standard_normal((1, Program(definition).genes))
    arrays = newborns(definition, genotype).arrays
    return {name: np.asarray(value[0], float) for name, value in arrays.items()}, replay(definition, genotype, LIVES)


def test_a_plastic_network_in_a_double_maze_does_as_it_did() -> None:
    """Two turns and the end make a trip; a unit of the network gates changes, which the head sees as the turn taken."""
    born, found = lived(MAZE)
    names = ("wx", "wh", "b", "w_out", "b_out")
    compared = turned = 0
    for life in range(LIVES):
        w, rich = {name: born[f"weights/{name}"].copy() for name in names}, found.chances.world[life]
        hidden, reward, chose, arm, paid = np.zeros(4), 0.0, False, 0, 0.0
        for step in range(24):
            at, place = step % 3, np.zeros(5)
            if at == 2:
                place[3:] = 1.0, paid
            else:
                place[0 if at == 0 else 1 + arm] = 1.0
            x = np.concatenate([place, [reward if chose else 0.0]])
            before, hidden = hidden, np.tanh(x @ w["wx"] + hidden @ w["wh"] + w["b"])
            answer = hidden @ w["w_out"] + w["b_out"]
            if at < 2 and abs(answer[1] - answer[0]) < CLOSE:
                break  # from here on another life may follow
            action, reward, done = int(np.argmax(answer)), 0.0, np.zeros(2)
            if at < 2:
                done[action], arm = 1.0, (0 if at == 0 else 2 * arm) + action
                paid = (1.0 if arm == rich[step] else 0.2) if at == 1 else 0.0
                assert found["actions"][0, life, step] == action
                turned += action
            else:
                reward = paid
            chose = at < 2
            np.testing.assert_allclose(found["rewards"][0, life, step], reward, rtol=1e-6)
            np.testing.assert_allclose(found["answers"][0, life, step], answer, rtol=1e-3, atol=1e-3)
            gate = np.tanh(
                hidden @ born["genes/modulator.weights"]
                + reward * born["genes/modulator.reward"]
                + born["genes/modulator.bias"]
            )
            sides = {"wx": (x, hidden), "wh": (before, hidden), "b": (None, hidden)}
            sides |= {"w_out": (hidden, done), "b_out": (None, done)}
            for name, (pre, post) in sides.items():
                column = 1.0 if pre is None else pre[:, None]
                a, b, c, d = (born[f"genes/{term}.{name}"] for term in "ABCD")
                change = born[f"genes/rate.{name}"] * gate * (column * (a * post + b) + c * post + d)
                w[name] = w[name] - w[name] * logistic(born["genes/decay"]) + change
            compared += 1
    assert compared > 80  # of 120 steps
    assert 5 < turned < compared // 2  # both ways


def test_a_nested_life_keeps_what_its_synapses_learned() -> None:
    """A gated network whose skip connection is plastic: the state begins anew in each episode, its weights do not."""
    born, found = lived(NESTED)
    slow, fast = (np.asarray(part, float) for part in found.chances.instances)
    world = found.chances.chances.world
    for life in range(LIVES):
        w = {name.removeprefix("weights/"): value.copy() for name, value in born.items() if name[:7] == "weights"}
        for episode in range(4):
            hidden, sensed = np.zeros(3), np.zeros(2)
            for trial in range(5):
                seen = np.asarray(world.context[life, episode, trial], float)
                x = np.concatenate([seen, sensed])
                gates, past = x @ w["wx"] + w["b"], hidden @ w["wh"]
                keep, reset = logistic(gates[:3] + past[:3]), logistic(gates[3:6] + past[3:6])
                hidden = keep * hidden + (1.0 - keep) * np.tanh(gates[6:] + reset * past[6:])
                answer = hidden @ w["w_out"] + w["b_out"] + seen @ w["w_skip"]
                assert abs(answer[1] - answer[0]) > CLOSE
                action = int(np.argmax(answer))
                reward = (1 - 2 * action) * (seen @ slow[life, episode] + fast[life, episode])
                reward += world.noise[life, episode, trial]
                assert found["episode_actions"][0, life, episode, trial] == action
                np.testing.assert_allclose(
                    found["episode_rewards"][0, life, episode, trial], reward, rtol=1e-5, atol=1e-6
                )
                done = np.eye(2)[action]
                change = (
                    born["genes/inner.A"] * np.outer(seen, done) * (reward - born["genes/inner.modulator.baseline"])
                )
                w["w_skip"] = w["w_skip"] * (1.0 - logistic(born["genes/inner.decay"])) + change
                sensed = done * reward
            np.testing.assert_allclose(found["weights/w_skip"][0, life, episode], w["w_skip"], rtol=1e-3, atol=1e-4)
