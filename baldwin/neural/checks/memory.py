"""What a neural run will need, from the shapes of its arrays alone; loads no JAX.

Multiples of arrays are what XLA reports of its programs (`memory_analysis`), rounded up; a test holds them to it.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from baldwin.definition.discovery import Estimate
from baldwin.neural.assays.weights_in_life import LIVES
from baldwin.neural.contracts import Comparator, InteractiveTask, SequentialTask, SupervisedTask
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.fitness import selected
from baldwin.neural.evolution.lives import block_size
from baldwin.neural.jax_setup import MOST_DEVICES, cores

__all__ = ["COMPILING", "arrays", "estimate"]

COMPILING = 550_000_000  # bytes that JAX and its compilers take, whatever the size of the population (measured)
COPIES = 6  # of its weights that a life which changes them holds at once: 2 to 4 were measured
POPULATIONS = 10  # copies of all genotypes in a generation, on each device: 3 to 9.4, by strategy


class LifeMemory(NamedTuple):
    """How many numbers one life keeps in memory at once."""

    weights: int  # of its network
    learned: int  # from examples or episodes
    scored: int

    @property
    def whole(self) -> int:
        """All of them."""
        return self.weights + self.learned + self.scored


def estimate(definition: NeuralDefinition) -> Estimate:
    """Return memory from the arrays' shapes; seconds from rates measured on one core of a 2.6 GHz server."""
    population = definition.population
    weights, _ = _network(definition)
    task = definition.task
    genes = definition.encoding.size(definition.blueprint)
    individuals = definition.strategy.individuals(population.size)
    points = task.examples if isinstance(task, SupervisedTask) else (1, 1)
    steps = selected(definition).later_scores
    generations = population.generations + 1 - definition.first_generation
    lives = individuals * population.replicates * generations * definition.sampling.lives
    flops = 2.0 * weights * (points[1] + 3 * points[0] * steps) + 4.0 * weights * steps
    if isinstance(task, SequentialTask):
        flops = 2.0 * weights * _steps(definition)
    elif isinstance(task, InteractiveTask):
        flops = 2.0 * weights * task.horizon * 60 * (steps + 1)
    seconds = lives * (flops / 25e9 + 2e-7) + 8e-9 * individuals * genes * population.generations
    memory, disk = arrays(definition) + COMPILING, _disk(definition, genes, steps)
    born = definition.blueprint.numbers
    met = ("steps", lives * steps)
    if isinstance(task, SequentialTask):
        met = ("trials", lives * _steps(definition) // len(task.deciding))
    return Estimate(memory, lives, trials=lives * steps, seconds=seconds, disk=disk, genes=genes, born=born, met=met)


def _disk(definition: NeuralDefinition, genes: int, steps: int) -> int:
    """Return the bytes of a run's tables and of two checkpoints, roughly: rows are text, arrays are not."""
    population, every = definition.population, definition.assays.every
    rows = population.replicates * (population.generations + 1 - definition.first_generation)
    trials = definition.task.trials if isinstance(definition.task, SequentialTask) else steps
    assays = rows // every + population.replicates if every else 0
    square = genes**2 if definition.strategy.matrices(population.size) else 0
    return 270 * rows + (8000 + 24 * trials) * assays + 8 * population.replicates * (genes * population.size + square)


def arrays(definition: NeuralDefinition) -> int:
    """Return the most bytes that arrays take: the replicates' states, and the largest of the compiled programs."""
    population, strategy = definition.population, definition.strategy
    genes = definition.encoding.size(definition.blueprint)
    kept = strategy.matrices(population.size)
    square = kept * genes**2
    everyone = genes * population.size
    devices = _devices(definition)
    life = _life(definition)
    block = min(block_size(definition), population.size) * devices
    developing = block * definition.encoding.inner(definition.blueprint)
    together = block * definition.sampling.lives
    generation = (
        devices * (POPULATIONS * everyone + square) + together * life.whole + _recalled(definition) + developing
    )
    assay = definition.assays.instances * (life.whole + 2 * life.weights) if definition.assays.every else 0
    if isinstance(definition.task, SequentialTask):
        drawn, trace = _lived(definition)
        generation += drawn * definition.sampling.lives * (1 if definition.sampling.common else population.size)
        examined = life.whole + (drawn + trace) * 8 // 5
        assay = definition.assays.instances * examined if definition.assays.every else 0
        if definition.assays.every and definition.assays.examples and definition.lifetime.changes_weights:
            assay += 2 * LIVES * definition.lifetime.experiences(definition.task) * life.weights // COPIES
    elif not definition.sampling.common:
        generation += 3 * population.size * definition.sampling.lives * _examples(definition)
    held = population.replicates * (2 * everyone + (2 * genes**2 if kept else 0))
    return 4 * (held + max(generation, assay))


def _lived(definition: NeuralDefinition) -> tuple[int, int]:
    """Return the numbers in what chance decides in a life of trials, and in the trace of one that is examined."""
    task: Any = definition.task
    steps, drawn = _steps(definition), 2 * task.outputs + task.inputs + 4
    trace = steps * (task.inputs + task.outputs + definition.network.inner(task.inputs) // 4 + 5)
    if not definition.lifetime.within():
        return steps * drawn, trace
    return steps * drawn, trace + definition.lifetime.experiences(task) * _network(definition)[0]  # after each episode


def _steps(definition: NeuralDefinition) -> int:
    """Return the steps of a life in a task of trials: of all its episodes, where each is a life of its own."""
    task: Any = definition.task
    episodes = definition.lifetime.experiences(task) if definition.lifetime.within() else 1
    return int(task.trials * len(task.deciding) * episodes)


def _devices(definition: NeuralDefinition) -> int:
    """Return how many devices share a generation on a CPU; see `evolution.generation.Program.devices`."""
    strategy, size = definition.strategy, definition.population.size
    if strategy.rounds(size) > 1 or isinstance(strategy, Comparator):
        return 1
    return max(1, min(cores(), MOST_DEVICES, -(-size // block_size(definition)) // 2))


def _network(definition: NeuralDefinition) -> tuple[int, int]:
    """Return the weights of a network, and the numbers that it computes for one point."""
    weights = sum(map(math.prod, definition.shapes.values()))
    inputs = definition.task.inputs
    return weights, inputs + definition.network.inner(inputs) + definition.outputs


def _examples(definition: NeuralDefinition) -> int:
    """Return the numbers in the examples of one life; worlds of one's own are drawn before all lives."""
    task = definition.task
    points = sum(task.examples) if isinstance(task, SupervisedTask) else 0
    return points * (task.inputs + task.outputs) + 16


def _life(definition: NeuralDefinition) -> LifeMemory:
    task, lifetime = definition.task, definition.lifetime
    weights, point = _network(definition)
    own = COPIES * weights if lifetime.changes_weights else 0  # others share those that they were born with
    if isinstance(task, SequentialTask):  # scores of all steps, and the state of one; chance is shared by all
        held = lifetime.parallel()
        episode = task.trials * len(task.deciding)
        back = episode * (5 * point + held.per_step * weights) if held.derived else 0
        return LifeMemory(own, 4 * point + back, 2 * _steps(definition))
    if isinstance(task, SupervisedTask):
        shots, queries = task.examples
        return LifeMemory(own, 3 * (shots if lifetime.experiences(task) else 0) * point, 2 * queries * point)
    assert isinstance(task, InteractiveTask)
    held = lifetime.parallel()
    return LifeMemory(
        own + 8 * held.networks * weights,
        5 * held.episodes * task.horizon * point,
        2 * held.followed * task.horizon * (task.inputs + task.outputs + 2) + 2 * held.followed * point,
    )


def _recalled(definition: NeuralDefinition) -> int:
    """Return the numbers that a derivative through whole lives remembers of each of their steps."""
    strategy, lifetime = definition.strategy, definition.lifetime
    if not isinstance(strategy, Comparator) or not strategy.through_lives:
        return 0
    weights, point = _network(definition)
    if isinstance(definition.task, SequentialTask):  # the way back through every step
        each = 5 * point + (2 * weights if lifetime.changes_weights else 0)
        return definition.sampling.lives * definition.task.trials * len(definition.task.deciding) * each
    moments = lifetime.moments_per_weight()
    shots, queries = definition.task.examples if isinstance(definition.task, SupervisedTask) else (1, 1)
    seen = 5 * shots + (3 * queries if definition.fitness.reads == "mean" else 0)
    steps = selected(definition).later_scores
    return definition.sampling.lives * steps * ((4 + moments) * weights + seen * point)
