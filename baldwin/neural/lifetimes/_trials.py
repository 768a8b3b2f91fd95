"""Lives in tasks of trials: see, sense what was done and what it brought, step the network, choose."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from baldwin.neural.contracts import (
    Array,
    Environment,
    Event,
    Instance,
    Key,
    LifeHistory,
    Lifetime,
    Manner,
    Network,
    Newborn,
    Outcome,
    Sense,
    SequentialTask,
    State,
    Stepped,
    Task,
    Weights,
)
from baldwin.neural.contracts.living import live
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.lifetimes._scoring import DivergedScore
from baldwin.neural.lifetimes._trial_steps import Chance, Deed, Learner, StepInput
from baldwin.neural.theory.reference_policy import mature

__all__ = ["TrialLife", "sequential"]

PAST: tuple[Sense, ...] = ("action", "reward", "reward_action")  # senses that tell of one's own past
SENSED: dict[Sense, str] = {
    "action": "the last action",
    "reward": "the last reward",
    "reward_action": "the last action times its reward",
    "trial": "the number of the trial",
    "termination": "that a trial begins",
}


class TrialLife(Lifetime):
    """A life of trials, step by step; what is common to those that learn by memory, by plasticity, or by both.

    An experience is one step of a trial: see, sense the last action and its reward, remember, choose. In the first
    step, and after one that was no choice, what is sensed of both is 0, whatever the reward's centre. `scores[0]` is
    the first trial. Without learning (`still`) the same life is lived with the state held at its beginning and the last
    action and reward out of sense, and nothing adapts. A life whose weights change says so by `changes_weights`, and
    overrides `adapt` and `learned`, and `traces` if it keeps more than the weights of its birth.
    """

    manners: ClassVar[tuple[Manner, ...]] = ("trials",)
    records: ClassVar[dict[str, str]] = {
        "observations": "what is seen at each step: (S, inputs); S = trials x steps of a trial",
        "actions": "what is chosen, from 0, -1 where there is no choice: (S,); or what is answered: (S, outputs)",
        "rewards": "what is felt after the step: (S,)",
        "scores": "what the step scores: (S,)",
        "values": "reward that the network expects, by its value head: (S,); 0 without one",
        "answers": "what the network answers: (S, outputs)",
        "hidden": "state of the network after the step: (S, units)",
        "cells": "cells of an LSTM after the step: (S, units)",
        "activity": "values before and after each tensor's synapses: (S, ..)",
        "weights": "weights after the step, where they change in life, by tensor: (S, ..)",
    }
    shows_birth: ClassVar[bool] = False

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
    quizzes: Annotated[
        Literal["one", "all"],
        Field(
            description="where a task asks one of several questions, that one is scored, or the mean over all that it "
            "could have asked, each of the same memory: less noisy, and dearer. What is lived and felt is the same"
        ),
    ] = "one"
    memory: Annotated[
        bool, Field(description="false: the state is held at its beginning, in every step, and no weight adapts")
    ] = True
    mask: Annotated[
        tuple[Sense, ...], Field(strict=False, description="senses that are silent: their inputs stay 0")
    ] = ()
    diverged_score: DivergedScore = -1e6

    def experiences(self, task: Task) -> int:
        """Return the steps of a life."""
        task = sequential(task)
        return task.trials * len(task.deciding)

    def num_scores(self, task: Task) -> int:
        """Return the trials of a life: each has one score."""
        return sequential(task).trials

    def still(self) -> Self:
        """Return the same life without memory, and without sight of what was done and what it brought."""
        return self.model_copy(update={"memory": False, "mask": tuple(sorted({*self.mask, *PAST}))})

    def held_still(self, network: Network) -> dict[str, tuple[str, Self]]:
        """Return the life without learning, then without memory (and what adapts), then without each of its senses."""
        sensed = [sense for sense in network.sensed() if sense not in self.mask]
        found: dict[str, tuple[str, Self]] = {}
        if past := tuple(sense for sense in sensed if sense in PAST):
            nothing = self.model_copy(update={"memory": False, "mask": (*self.mask, *past)})
            found["learning"] = ("no memory, and no sight of what was done and what it brought", nothing)
        if self.memory:
            meaning = "the state is held at its beginning" + (", and no weight adapts" if self.changes_weights else "")
            found["state"] = (meaning, self.model_copy(update={"memory": False}))
        for sense in sensed:
            without = self.model_copy(update={"mask": (*self.mask, sense)})
            found[f"input {sense}"] = (f"not sensed: {SENSED[sense]}", without)
        return found

    def refuses(self, network: Network, task: Task) -> list[tuple[str, str]]:
        """Return problems: masked senses are none of the network's, or there is one question alone."""
        silent = [one for one in self.mask if one not in network.sensed()]
        problems = [("lifetime.mask", f'the network has no sense "{silent[0]}". Leave it out')] if silent else []
        if self.quizzes == "all" and sequential(task).questions == 1:
            problems.append(("lifetime.quizzes", "this task asks nothing that it could ask otherwise. Leave it out"))
        return problems

    def draws_choices(self, task: Task) -> bool:
        """Return whether choices are drawn from the softmax of the answers."""
        return sequential(task).chooses and self.choice == "sample"

    def chance(self, key: Key, task: Task, instance: Instance) -> Chance:
        """Draw what chance decides in a life."""
        task = sequential(task)
        world, own = jax.random.split(key)
        steps = task.trials * len(task.deciding)
        drawn = self.draws_choices(task)
        noise = jax.random.gumbel(own, (steps, task.outputs)) if drawn else jnp.zeros((steps, 0))
        return Chance(task.chance(world, instance), noise)

    def moments(self, world: Environment) -> StepInput:
        """Return what each step is given; numbers of NumPy are known as a life without a loop is compiled."""
        task = sequential(world.task)
        count, steps = len(task.deciding), task.trials * len(task.deciding)
        number = np.arange(steps, dtype=np.int32)
        deciding = np.tile(np.array(task.deciding), task.trials)
        clock = np.stack([(number // count) / task.trials, (number % count == 0) & (number > 0)], axis=1)
        chance = world.chance
        return StepInput(chance.world, chance.noise, number, deciding, clock.astype(np.float32), chance.felt)

    def begin(self, newborn: Newborn, world: Environment) -> Learner:
        """Return the newborn, before its first step."""
        network, task = world.network, sequential(world.task)
        nothing = jnp.zeros(task.outputs)
        return Learner(
            newborn=newborn,
            ready={} if self._changing else network.ready(newborn.weights),
            traces=self.traces(newborn),
            memory=network.start(newborn.weights),
            world=task.begin(world.instance),
            action=nothing,
            reward=jnp.zeros(()),
            answer=nothing,
        )

    def birth(self, learner: Learner, world: Environment) -> None:
        """Return None: the first trial tells how a newborn performs."""
        del learner, world

    def experience(self, learner: Learner, world: Environment, moment: StepInput) -> tuple[Learner, Event]:
        """Live one step."""
        task, network = sequential(world.task), world.network
        ready, noise = self.explore(learner, world, moment)
        observation, stepped, action, outcome, score = self._deed(learner, ready, world, moment)
        after = self.after(learner, stepped.answer, action, outcome, world, moment)
        after = after._replace(memory=self.remembered(learner, stepped, world, moment))
        record = {
            "observations": observation,
            "actions": jnp.where(moment.decides, action, -1) if task.chooses else action,
            "rewards": after.reward,
            "scores": score,
            "values": stepped.value,
            "answers": stepped.answer,
            **network.memory(stepped.state),
            "activity": {name: synapses._asdict() for name, synapses in stepped.activity.items()},
        }
        if self.changes_weights:
            if self._changing:
                after = self.adapt(after, stepped, world, moment, noise)
            record["weights"] = self.learned(after)
        if self.quizzes == "all":
            pays = moment.number % len(task.deciding) == task.pays_at
            if not _never(pays):
                score = jnp.where(pays, self._over_questions(learner, ready, world, moment), score)
        return after, Event(score, record)

    def _deed(self, learner: Learner, ready: Weights, world: Environment, moment: StepInput) -> Deed:
        """Return what is seen, thought and done in one step, and what comes of it."""
        observation, x = self.perceive(learner, world, moment)
        stepped = world.network.step(ready, learner.memory, x)
        return Deed(observation, stepped, *self.do(learner, stepped.answer, world, moment))

    def perceive(self, learner: Learner, world: Environment, moment: StepInput) -> tuple[Array, Array]:
        """Return what is seen in one step, and what the network is given."""
        observation = sequential(world.task).observe(learner.world, moment.chance, world.instance)
        return observation, self._input(world.network, observation, learner, moment.clock)

    def do(
        self, learner: Learner, answer: Array, world: Environment, moment: StepInput
    ) -> tuple[Array, Outcome, Array]:
        """Return what is done, given the network's answer, what comes of it, and what that scores."""
        task, instance = sequential(world.task), world.instance
        action = self._choose(task, answer, moment.noise, moment.decides)
        outcome = task.act(learner.world, moment.chance, action, instance)
        here = (learner.world, moment.chance, instance)
        return action, outcome, jnp.asarray(self._score(task, outcome, answer, moment.decides, here), jnp.float32)

    def after(
        self, learner: Learner, answer: Array, action: Array, outcome: Outcome, world: Environment, moment: StepInput
    ) -> Learner:
        """Return the learner after a step that it answered and acted in; its memory and weights are as before."""
        reward = jnp.asarray(outcome.reward, jnp.float32) if isinstance(moment.felt, tuple) else moment.felt
        shown = self._shown(sequential(world.task), action, moment.decides)
        return learner._replace(world=outcome.state, action=shown, reward=reward, answer=answer)

    def _over_questions(self, learner: Learner, ready: Weights, world: Environment, moment: StepInput) -> Array:
        """Return what the step that pays scores, mean over all questions that it could ask of the same learner."""
        task = sequential(world.task)

        def one(question: Array) -> Array:
            asking = moment._replace(chance=task.asking(moment.chance, question))
            return self._deed(learner, ready, world, asking).score

        return jax.vmap(one)(jnp.arange(task.questions)).mean()

    @property
    def _changing(self) -> bool:
        """Whether weights may be others in each step."""
        return self.changes_weights and self.memory

    def remembered(self, learner: Learner, stepped: Stepped, world: Environment, moment: StepInput) -> State:
        """Return the state of the network after a step."""
        del moment
        return stepped.state if self.memory else world.network.start(learner.newborn.weights)

    def traces(self, newborn: Newborn) -> State:
        """Return what plasticity keeps beside the weights, at birth."""
        del newborn
        return ()

    def explore(self, learner: Learner, world: Environment, moment: StepInput) -> tuple[Weights, Any]:
        """Return the weights, as `step` takes them, that a step is taken with, and what was tried in them."""
        del moment
        return world.network.ready_once(self.learned(learner)) if self._changing else learner.ready, {}

    def adapt(self, learner: Learner, stepped: Stepped, world: Environment, moment: StepInput, tried: Any) -> Learner:
        """Return the learner with its traces after a step, whose reward is `learner.reward`.

        `tried` is what `explore` returned.
        """
        del stepped, world, moment, tried
        return learner

    def learned(self, learner: Learner) -> Weights:
        """Return the weights, as they were born; a life that changes them overrides it."""
        return learner.newborn.weights

    def score(self, weights: Weights, world: Environment) -> Array:
        """Return the mean score of a trial in the life of `weights`, which do not change."""
        fixed = _Unchanging.model_construct(**{name: getattr(self, name) for name in TrialLife.model_fields})
        return live(fixed, Newborn(weights, {}), world).scores.mean()

    def history(self, learner: Learner, scores: list[Array], world: Environment) -> LifeHistory:
        """Return the history of a life: the score of each trial."""
        task = sequential(world.task)
        sound = jnp.isfinite(learner.answer).all()  # what is no number once is none ever after
        trials = jnp.concatenate(scores).reshape(task.trials, -1).sum(axis=1)
        return super().history(learner, [jnp.where(sound, trials, jnp.nan)], world)

    def ability(self, scores: Array, task: Task) -> Array:
        """Return the mean score over the last tenth of a life's trials."""
        return scores[..., -mature(sequential(task).trials) :].mean(axis=-1)

    def _input(self, network: Network, observation: Array, learner: Learner, clock: Array) -> Array:
        """Return what the network is given: the observation, and what it senses of the past."""
        chose = learner.action.sum()  # 0 at first, and after a step that was no choice: nothing was earned
        reward = chose * network.felt(learner.reward)
        senses = {
            "action": learner.action,
            "reward": reward[None],
            "reward_action": learner.action * reward,
            "trial": clock[:1],
            "termination": clock[1:],
        }
        parts = [jnp.zeros_like(senses[s]) if s in self.mask else senses[s] for s in network.sensed()]
        return jnp.concatenate([observation, *parts])

    def _choose(self, task: SequentialTask, answer: Array, noise: Array, decides: Array) -> Array:
        """Return the action: the largest answer, after noise whose largest is a draw from the softmax (Gumbel 1954)."""
        if not task.chooses:
            return answer
        preferred = answer + noise if self.choice == "sample" else answer
        return jnp.where(decides, jnp.argmax(preferred), 0).astype(jnp.int32)

    def _score(self, task: SequentialTask, outcome: Outcome, answer: Array, decides: Array, here: Any) -> Array:
        """Return what a step scores."""
        if self.scored == "chosen" or self.choice == "greedy" or not task.chooses or _never(decides):
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


def _never(flag: Any) -> bool:
    """Return whether a flag is known to be false as the program is traced: nothing need be compiled for it then."""
    return isinstance(flag, np.bool_) and not flag


class _Unchanging(TrialLife):
    """The same life, of weights that do not change."""

    changes_weights: ClassVar[bool] = False

    kind: Literal["unchanging"] = "unchanging"

    @classmethod
    def tiny(cls) -> Self:
        """Return the defaults."""
        return cls()


def sequential(task: Task) -> SequentialTask:
    """Return a task of trials, as one: lives of this sort are lived in no others."""
    assert isinstance(task, SequentialTask)
    return task
