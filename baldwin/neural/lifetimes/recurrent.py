"""Learning by memory: weights stay as they were born, the state keeps what happened (Wang et al. 2016, Duan 2016)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import (
    Array,
    Instance,
    Key,
    LifeHistory,
    Lifetime,
    Manner,
    Newborn,
    Outcome,
    SequentialTask,
    Trace,
    Weights,
)
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._scoring import DivergedScore, history
from baldwin.neural.networks.recurrent import Memory, Recurrent, Sense

__all__ = ["Fate", "RecurrentLife"]

PAST: tuple[Sense, ...] = ("action", "reward", "reward_action")  # senses that tell of one's own past


class Fate(NamedTuple):
    """What chance decides in a life: in the world, and in who lives there."""

    world: Any  # a row for each step
    noise: Array  # (S, outputs) that decides between actions; (S, 0) where nothing is chosen


class _Before(NamedTuple):
    """What the last step left to be sensed: a one-hot action, or an answer, and a reward."""

    action: Array  # (outputs,)
    reward: Array  # ()


class RecurrentLife(Lifetime):
    """Learning is remembering: no weight changes in life, the state of a recurrent network does.

    A step: see, sense the last action and its reward, remember, choose. In the first step, and after one that was no
    choice, what is sensed of both is 0, whatever the reward's centre. `scores[0]` is the first trial. Without
    learning (`still`) the same life is lived with the state held at its beginning and the last action and reward out of
    sense.
    """

    manners: ClassVar[tuple[Manner, ...]] = ("trials",)
    networks: ClassVar[tuple[str, ...]] = ("recurrent",)

    kind: Literal["recurrent"] = "recurrent"
    choice: Annotated[
        Literal["sample", "greedy"],
        Field(description="how answers become actions: drawn from their softmax, or the largest"),
    ] = "sample"
    scored: Annotated[
        Literal["chosen", "expected"],
        Field(
            description="a step scores what the action chosen is worth, or the mean over all actions, weighted by the "
            "chances with which they would be chosen: less noisy where choices are drawn, and dearer"
        ),
    ] = "chosen"
    memory: Annotated[bool, Field(description="false: the state is held at its beginning, in every step")] = True
    mask: Annotated[
        tuple[Sense, ...], Field(strict=False, description="senses that are silent: their inputs stay 0")
    ] = ()
    diverged_score: DivergedScore = -1e6

    def experiences(self, task: SequentialTask) -> int:
        """Return the trials after the first."""
        return task.trials - 1

    def still(self) -> Self:
        """Return the same life without memory, and without sight of what was done and what it brought."""
        return self.model_copy(update={"memory": False, "mask": tuple(sorted({*self.mask, *PAST}))})

    def learning(self, network: Any, weights: Weights) -> tuple[str, ...]:
        """Return (): no weight changes."""
        del network, weights
        return ()

    def fate(self, key: Key, task: SequentialTask, instance: Instance) -> Fate:
        """Draw what chance decides in a life."""
        world, own = jax.random.split(key)
        steps = task.trials * len(task.deciding)
        drawn = task.chooses and self.choice == "sample"
        noise = jax.random.gumbel(own, (steps, task.outputs)) if drawn else jnp.zeros((steps, 0))
        return Fate(task.fate(world, instance), noise)

    def live(
        self, key: Fate, newborn: Newborn, network: Recurrent, task: SequentialTask, instance: Instance
    ) -> LifeHistory:
        """Live one life; `key` is what `fate` returned."""
        (_, _, answers, _), scores, _, _ = self._through(key, newborn.weights, network, task, instance)
        sound = jnp.isfinite(answers[-1]).all()  # what is no number once is none ever after
        trials = jnp.where(sound, scores.reshape(task.trials, -1).sum(axis=1), jnp.nan)
        return history([trials], newborn.weights, self.diverged_score)

    def examine(
        self, key: Fate, weights: Weights, network: Recurrent, task: SequentialTask, instance: Instance
    ) -> Array:
        """Return the mean score of a trial in the life of `weights`."""
        _, scores, _, _ = self._through(key, weights, network, task, instance)
        return scores.sum() / task.trials

    def trace(self, key: Fate, newborn: Newborn, network: Recurrent, task: SequentialTask, instance: Instance) -> Trace:
        """Return what one life did, step by step."""
        trace, _ = self.told(key, newborn, network, task, instance)
        return trace

    def told(
        self, key: Fate, newborn: Newborn, network: Recurrent, task: SequentialTask, instance: Instance
    ) -> tuple[Trace, Array]:
        """Return what one life did, and the answers (S, outputs) of the network behind it."""
        seen, scores, acted, felt = self._through(key, newborn.weights, network, task, instance)
        observations, memory, answers, values = seen
        return Trace(observations, acted, felt, scores, memory, values), answers

    def _through(
        self, fate: Fate, weights: Weights, network: Recurrent, task: SequentialTask, instance: Instance
    ) -> tuple[Any, Array, Array, Array]:
        """Return what was seen, remembered, answered and expected, what it scored, what was done, and the reward."""
        count, steps = len(task.deciding), task.trials * len(task.deciding)
        number = jnp.arange(steps)
        deciding = jnp.tile(jnp.array(task.deciding), task.trials)
        clock = jnp.stack([(number // count) / task.trials, (number % count == 0) & (number > 0)], axis=1)
        weights = network.ready(weights)
        start = network.start(weights)

        def step(carry: tuple[Memory, Any, _Before], row: Any) -> tuple[tuple[Memory, Any, _Before], Any]:
            memory, world, before = carry
            chance, noise, decides, now = row
            observation = task.observe(world, chance, instance)
            after, answer, value = network.step(weights, memory, self._input(network, observation, before, now))
            action = self._choose(task, answer, noise, decides)
            outcome = task.act(world, chance, action, instance)
            felt = jnp.asarray(outcome.reward, jnp.float32)
            left = _Before(self._shown(task, action, decides), felt)
            score = self._score(task, outcome, answer, decides, (world, chance, instance))
            kept = after if self.memory else start
            told = (observation, after.hidden, answer, value)
            done = jnp.where(decides, action, -1) if task.chooses else action
            return (kept, outcome.state, left), (told, jnp.asarray(score, jnp.float32), done, felt)

        begin = (start, task.begin(instance), _Before(jnp.zeros(task.outputs), jnp.zeros(())))
        rows = (fate.world, fate.noise, deciding, clock.astype(jnp.float32))
        _, (told, scores, acted, felt) = jax.lax.scan(step, begin, rows)
        return told, scores, acted, felt

    def _input(self, network: Recurrent, observation: Array, before: _Before, clock: Array) -> Array:
        """Return what the network is given: the observation, and what it senses of the past."""
        chose = before.action.sum()  # 0 at first, and after a step that was no choice: nothing was earned
        reward = chose * (before.reward - network.reward_centre) / network.reward_scale
        senses = {
            "action": before.action,
            "reward": reward[None],
            "reward_action": before.action * reward,
            "trial": clock[:1],
            "termination": clock[1:],
        }
        parts = [jnp.zeros_like(senses[s]) if s in self.mask else senses[s] for s in network.senses]
        return jnp.concatenate([observation, *parts])

    def _choose(self, task: SequentialTask, answer: Array, noise: Array, decides: Array) -> Array:
        """Return the action: the largest answer, after noise whose largest is a draw from the softmax (Gumbel 1954)."""
        if not task.chooses:
            return answer
        preferred = answer + noise if self.choice == "sample" else answer
        return jnp.where(decides, jnp.argmax(preferred), 0).astype(jnp.int32)

    def _score(self, task: SequentialTask, outcome: Outcome, answer: Array, decides: Array, here: Any) -> Array:
        """Return what a step scores."""
        if self.scored == "chosen" or self.choice == "greedy" or not task.chooses:
            return outcome.score
        world, chance, instance = here
        actions = jnp.arange(task.outputs, dtype=jnp.int32)
        worth = jax.vmap(lambda action: task.act(world, chance, action, instance).score)(actions)
        return jnp.where(decides, jax.nn.softmax(answer) @ worth, outcome.score)

    def _shown(self, task: SequentialTask, action: Array, decides: Array) -> Array:
        """Return what will be sensed of the action: its one-hot, nothing where there was no choice."""
        if not task.chooses:
            return jnp.zeros(task.outputs)
        return jax.nn.one_hot(action, task.outputs) * decides

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()
