"""Legal tables and fields of a neural population: what is born, how it lives, what is selected, what is inherited.

The events of one generation, in order:

1. the strategy asks for genotypes; they develop into newborns;
2. task instances are drawn, by default the same for all individuals of a generation;
3. each newborn lives one life in each instance (nobody learns before selection under Darwinian inheritance);
4. fitness reads the lives, and the strategy gets genotypes and fitness, never what was learned;
5. under Lamarckian inheritance a fraction of what was learned is written into the genes.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from baldwin.definition.base import Assays, Population, Table
from baldwin.definition.survival import OFFSPRING, THRESHOLD, Survival
from baldwin.neural.contracts import TRACED, Blueprint, Encoding, Lifetime, Network, Number, Strategy, Task
from baldwin.neural.encodings.direct import Direct
from baldwin.neural.lifetimes.gradient import Gradient
from baldwin.neural.networks.perceptron import Perceptron
from baldwin.neural.registry import ENCODINGS, LIFETIMES, NETWORKS, STRATEGIES, TASKS
from baldwin.neural.strategies.open_es import OpenES
from baldwin.neural.tasks.sinusoid import Sinusoid
from baldwin.schedules.world import ScheduledDefinition

__all__ = [
    "Fitness",
    "Inheritance",
    "NeuralAssays",
    "NeuralDefinition",
    "NeuralPopulation",
    "NeuralSurvival",
    "Sampling",
]


class NeuralPopulation(Population):
    """Who evolves, for how long, and from which seed."""

    size: Annotated[int, Field(ge=1, le=2**20, description="individuals per replicate (P)")] = 64
    generations: Annotated[
        int, Field(ge=0, le=10**9, description="reproductions; generation 0 is the founders, assessed as they are")
    ] = 1000
    replicates: Annotated[int, Field(ge=1, le=10**4, description="independent populations in one run")] = 1
    stop: Annotated[Literal["never"], Field(description="a neural population never stops of itself")] = "never"
    block: Annotated[
        int,
        Field(
            ge=0,
            le=2**20,
            description="individuals computed together; changes speed, and the last bits of results. 0 chooses by the "
            "sizes of network and task, the same on every machine",
        ),
    ] = 0
    kernels: Annotated[
        Literal["auto", "jax"],
        Field(
            description="what computes lives: `auto` is compiled kernels for gradient lives of small networks, and for "
            "Hebbian lives in tasks of trials, on a CPU, two to four times as fast, and JAX for all else; they differ "
            "in the last bits of results"
        ),
    ] = "auto"


class Sampling(Table):
    """In which lives individuals are assessed: how many, and in which instances of the task."""

    lives: Annotated[int, Field(ge=1, le=10**5, description="lives of each individual, one per task instance (T)")] = 8
    common: Annotated[
        bool,
        Field(description="whether all individuals of a generation live in the same instances, with the same examples"),
    ] = True
    redraw: Annotated[
        bool, Field(description="whether each generation draws new instances; false: a world that never changes")
    ] = True


class Fitness(Table):
    """What selection reads from the lives of an individual."""

    reads: Annotated[
        Literal["end", "mean", "life", "birth"],
        Field(
            description="of each life: its last score, the mean of its scores after birth, the mean of all its scores, "
            "or the score at birth (in a task of trials, birth is the first trial)"
        ),
    ] = "end"
    statistic: Annotated[
        Literal["mean", "median", "worst", "success"],
        Field(
            description="over lives: their mean, their median, the mean of the worst quarter, or the share that "
            "reaches `criterion`"
        ),
    ] = "mean"
    criterion: Annotated[Number, Field(description='score that counts as success, for statistic = "success"')] = 0.0
    step_cost: Annotated[Number, Field(ge=0.0, description="fitness paid for each lifetime step")] = 0.0
    plasticity_cost: Annotated[
        Number,
        Field(
            ge=0.0,
            description="fitness paid for plasticity: this times the mean |learning rate| over the weights that learn",
        ),
    ] = 0.0
    change_cost: Annotated[
        float | None,
        TRACED,
        Field(
            ge=0.0,
            description="fitness paid for change: this times the sum over a life's steps of the mean |change| of a "
            "weight that is plastic; omit for none, as change that costs nothing need not be counted",
        ),
    ] = None


class Inheritance(Table):
    """What passes from a life to the next generation."""

    kind: Annotated[
        Literal["darwinian", "baldwinian", "lamarckian"],
        Field(
            description="`darwinian`: nobody learns before selection; `baldwinian`: learning changes fitness, never "
            "genes; `lamarckian`: part of what was learned is written into the genes"
        ),
    ] = "baldwinian"
    fraction: Annotated[
        Number, Field(ge=0.0, le=1.0, description="lamarckian: share of the learned change that is written back")
    ] = 1.0
    blocks: Annotated[
        tuple[str, ...],
        Field(
            strict=False,
            description='lamarckian: tensors that are written back, such as ["w1", "b1"], or "head", the last layer; '
            "[] is all that learn",
        ),
    ] = ()
    clip: Annotated[
        Number,
        Field(
            gt=0.0,
            description="lamarckian: largest change of one gene that is written back, before the fraction is taken; it "
            "keeps a life that diverged out of the genes",
        ),
    ] = 0.5


class NeuralSurvival(Survival):
    """Absolute selection, before the relative one: a threshold of fitness, and a population that may shrink."""

    threshold: Annotated[float | None, TRACED, Field(description=THRESHOLD)] = None
    offspring: Annotated[float | None, TRACED, Field(gt=0.0, le=1000.0, description=OFFSPRING)] = None


class NeuralAssays(Assays):
    """What is measured beside the evolution, on instances that no life of it has seen."""

    every: Annotated[
        int,
        Field(
            ge=0,
            description="assays come in generations 0, every, 2 every, ... and in the last one; 0 switches them off",
        ),
    ] = 100
    instances: Annotated[int, Field(ge=2, le=10**6, description="held-out task instances, the same in every assay")] = (
        200
    )
    steps: Annotated[
        int,
        Field(
            ge=0, le=10**5, description="length of the lifetime curve, if longer than a life: learning goes on so long"
        ),
    ] = 10
    individuals: Annotated[
        int, Field(ge=0, le=10**4, description="individuals of the population that are measured beside its centre")
    ] = 16
    mutants: Annotated[
        int,
        Field(
            ge=0, le=10**4, description="mutants of the centre that tell how robust it is (canalisation); 0: do not ask"
        ),
    ] = 4
    mutation: Annotated[
        Number, Field(gt=0.0, le=1e6, description="standard deviation of each gene of these mutants")
    ] = 0.05
    examples: Annotated[
        bool,
        Field(
            description="whether three of the instances are recorded as pictures of what the centre makes of them: at "
            "birth and as it learns, in tasks that have such a picture, or trial by trial where it learns by memory "
            "(some 6 kB per assay and replicate)"
        ),
    ] = True


class NeuralDefinition(ScheduledDefinition):
    """A population of networks."""

    population: NeuralPopulation = NeuralPopulation()
    task: Annotated[Task, TASKS] = Sinusoid()
    network: Annotated[Network, NETWORKS] = Perceptron()
    encoding: Annotated[Encoding, ENCODINGS] = Direct()
    lifetime: Annotated[Lifetime, LIFETIMES] = Gradient()
    sampling: Sampling = Sampling()
    fitness: Fitness = Fitness()
    inheritance: Inheritance = Inheritance()
    strategy: Annotated[Strategy, STRATEGIES] = OpenES()
    assays: NeuralAssays = NeuralAssays()
    survival: NeuralSurvival = NeuralSurvival()

    @property
    def later_scores(self) -> int:
        """Scores of a life after its first: those of its learning steps; in lives of trials, of the later trials."""
        return self.lifetime.num_scores(self.task) - 1

    @property
    def learns(self) -> bool:
        """Whether a life learns; one of a single trial, which has a single score, may learn before it is scored."""
        return self.later_scores > 0 or self.lifetime.still() != self.lifetime

    @property
    def outputs(self) -> int:
        """Width of the network's answers."""
        return self.lifetime.outputs(self.network, self.task)

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The network's tensors, from the input to the output: name -> shape."""
        return self.network.shapes(self.task.inputs, self.outputs)

    @property
    def blueprint(self) -> Blueprint:
        """What the encoding has to make of a genotype."""
        inputs, outputs, network, shapes = self.task.inputs, self.outputs, self.network, self.shapes
        return Blueprint(
            shapes if self.lifetime.inherits_weights else {},
            {name: network.fan_in(name, inputs, outputs) for name in shapes},
            network.gains(),
            self.lifetime.genes(network, self.task),
            lambda key: network.draw(key, inputs, outputs),
            {name: network.axes(name) for name in shapes},
        )
