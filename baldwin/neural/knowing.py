"""Lives by memory beside what an ideal observer of them knows; implements `baldwin.knowing.Knowing`.

Weights stay as they were born, so that what a network says in a state follows from the state alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from baldwin.knowing import Episode, Floats, Knowledge, Structured
from baldwin.neural.contracts import Kind, SequentialTask, StructuredTask
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.jax_setup import pinned
from baldwin.neural.registry import kinds
from baldwin.neural.replay import replay

__all__ = ["examinations", "founders", "knowledge", "structured", "tasks"]

RECORDS = ("actions", "rewards", "hidden", "values", "born")
READOUT, OFFSET, SKIP = "born/w_out", "born/b_out", "born/w_skip"


def tasks(*, structured: bool) -> tuple[str, ...]:
    """Return the kinds of task whose lives can be seen as an ideal observer does, or whose worlds have a structure."""
    return tuple(name for name, kind in kinds("task").items() if _says(kind, structured=structured))


def _says(kind: type[Kind], *, structured: bool) -> bool:
    if structured:
        return issubclass(kind, StructuredTask)
    return issubclass(kind, SequentialTask) and kind.observed is not SequentialTask.observed


def knowledge(definition: NeuralDefinition, genotypes: npt.NDArray[Any], instances: int) -> list[Knowledge]:
    """Return what each genotype (n, G) knows in held-out lives, those of `replay`.

    Empty where weights change, nothing is remembered, the readout sees more than the state, or the task does not say
    what there is to know.
    """
    task = definition.task
    if not isinstance(task, SequentialTask) or definition.lifetime.changes_weights or not definition.network.remembers:
        return []
    lived = replay(definition, genotypes, instances, RECORDS)
    if not {READOUT, OFFSET, "hidden"} <= set(lived.arrays) or SKIP in lived.arrays:
        return []
    found, answered = list[Knowledge](), slice(task.pays_at, None, len(task.deciding))
    for place in range(len(genotypes)):
        actions, rewards = lived["actions"][place], np.asarray(lived["rewards"][place], np.float64)
        observed = task.observed(lived.instances, lived.chances.world, actions, rewards)
        if observed is None:
            return []
        weights, offset = (np.asarray(lived[name][place], np.float64) for name in (READOUT, OFFSET))
        said = _read(weights, offset, observed.laws or _chances)
        steps = np.asarray(lived["hidden"][place], np.float64)
        values = np.asarray(lived["values"][place], np.float64) if definition.network.expects else None
        found.append(Knowledge(observed, steps[:, answered], said, steps, values))
    return found


def examinations(definition: NeuralDefinition) -> dict[str, NeuralDefinition]:
    """Return name -> the definition with a task that is made to examine lives in; empty where its own serves."""
    task = definition.task
    if not isinstance(task, SequentialTask):
        return {}
    return {name: definition.model_copy(update={"task": one}) for name, one in task.examinations().items()}


def _read(weights: Floats, offset: Floats, laws: Callable[[Floats], Floats]) -> Callable[[Floats], Floats]:
    return lambda states: laws(states @ weights + offset)


def _chances(answers: Floats) -> Floats:
    """Return the chances (.., 1, outputs) with which each action is chosen."""
    found: Floats = softmax(answers, axis=-1)[..., None, :]
    return found


def structured(
    definition: NeuralDefinition, genotypes: npt.NDArray[Any], instances: int
) -> dict[str, list[Structured]]:
    """Return how experience came about -> what each genotype (n, G) remembers of the structure of its worlds.

    What is remembered is the state of the network, and where weights change in life these too. Empty where nothing is,
    or the task does not say what worlds are made of.
    """
    task, changing = definition.task, definition.lifetime.changes_weights
    if not isinstance(task, StructuredTask) or not (definition.network.remembers or changing):
        return {}
    kept = (*_memories(definition), *(("weights",) if changing else ()))
    found = dict[str, list[Structured]]()
    for name, variant in task.contrasts.items():
        here = definition.model_copy(update={"task": variant})
        lived = replay(here, genotypes, instances, ("actions", "observations", *kept))
        states = [array for name, array in lived.arrays.items() if name.partition("/")[0] in kept]
        found[name] = []
        for place in range(len(genotypes)):
            seen = np.asarray(lived["observations"][place], np.float64)
            structure = variant.structure(lived.instances, lived.chances.world, lived["actions"][place], seen)
            last = [array[place][:, structure.until - 1].reshape(len(seen), -1) for array in states]
            together = np.concatenate(last, axis=1).astype(np.float64)
            found[name].append(Structured(structure, together, seen[:, : structure.until].reshape(len(seen), -1)))
    return found


def episode(
    definition: NeuralDefinition, genotypes: npt.NDArray[Any], instances: int, life: int | None
) -> Episode | None:
    """Return one held-out life of the first of genotypes (n, G), or the first that says most; None in other tasks."""
    task = definition.task
    if not isinstance(task, StructuredTask):
        return None
    lived = replay(definition, genotypes[:1], instances, ("actions", "observations"))
    return task.retold(lived.instances, lived.chances.world, lived["actions"][0], lived["observations"][0], life)


def _memories(definition: NeuralDefinition) -> tuple[str, ...]:
    """Return the names of what the network remembers."""
    from baldwin.neural.lazy_jax import jax

    network: Any = definition.network
    shapes: Any = {name: np.zeros(shape, np.float32) for name, shape in definition.blueprint.shapes.items()}
    found: dict[str, Any] = jax.eval_shape(lambda weights: network.memory(network.start(weights)), shapes)
    return tuple(found)


@pinned()
def founders(definition: NeuralDefinition, replicates: int) -> npt.NDArray[Any]:
    """Return the mean (replicates, G) that each population was drawn from, or else the first of its founders."""
    from baldwin.neural.evolution.generation import Program
    from baldwin.neural.founding import given_founders
    from baldwin.neural.jax_setup import devices
    from baldwin.neural.lazy_jax import jax
    from baldwin.neural.random_keys import replicate_key, seed_key

    devices()
    program, given, seed = Program(definition), given_founders(definition), seed_key(definition.population.seed)
    generations, strategy = np.float32(definition.population.generations), definition.strategy
    found = []
    for number in range(replicates):
        own = [given[number % len(given)]] if given else []
        state, drawn = program.begin(replicate_key(seed, number), generations, program.numbers, *own)
        a_mean = jax.eval_shape(strategy.champion, state.strategy) is None
        found.append(np.asarray(jax.device_get(strategy.centre(state.strategy) if a_mean else drawn[0])))
    return np.stack(found)
