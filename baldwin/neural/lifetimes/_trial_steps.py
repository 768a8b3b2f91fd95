"""What passes between the steps of a life of trials, and within one."""

from __future__ import annotations

from typing import Any, NamedTuple

from baldwin.neural.contracts import Array, Newborn, Outcome, State, Stepped, Weights

__all__ = ["Chance", "Deed", "Learner", "StepInput"]


class Chance(NamedTuple):
    """What chance decides in a life: in the world, and in the individual's own choices."""

    world: Any  # a row for each step
    noise: Array  # (S, outputs) that decides between actions; (S, 0) where nothing is chosen
    birth: Any = ()  # the key of what is drawn at birth; () if nothing
    tries: Any = ()  # the key of the noise that a rule tries; () if none
    felt: Any = ()  # (S,) rewards that are felt in the place of its own; () if its own are


class StepInput(NamedTuple):
    """What one step is given."""

    chance: Any
    noise: Array
    number: Any  # () of the step, from 0
    decides: Any  # () bool: whether the step is a choice
    clock: Any  # (2,) number of the trial / trials, and whether a trial but the first begins
    felt: Any = ()  # () reward that is felt in the place of its own; an empty tuple if its own is


class Learner(NamedTuple):
    """An individual between two steps."""

    newborn: Newborn
    ready: Weights  # its weights as the network takes them, if they stay the same; {} if not
    traces: State  # what plasticity keeps beside the weights; () if nothing
    memory: State  # of the network
    world: State
    action: Array  # (outputs,) the last one, one-hot; 0 where there was no choice
    reward: Array  # () that it brought
    answer: Array  # (outputs,) of the last step


class Deed(NamedTuple):
    """One step: what was seen, what the network made of it, what was done, what came of it, and what that scores."""

    observation: Array
    stepped: Stepped
    action: Array
    outcome: Outcome
    score: Array
