"""The contracts of the neural wing: all that a new kind must know, and all that the rest of the wing knows of it.

One individual, from genome to fitness:

1. a `Network` says which tensors there are, a `Lifetime` which genes it inherits beside them (learning rates, say);
   together they are a `Blueprint`;
2. an `Encoding` makes a `Newborn` (weights and genes) of a genotype by that blueprint, whatever the genes mean;
3. the newborn lives in an `Environment`: a network, a task, one instance of it, and what chance decides there.
   `Lifetime.begin` makes a learner of it, each `Lifetime.experience` another one; `living.live` goes through them, for
   scores alone or with everything that happened. In a life by plasticity, a `PlasticityRule` (`[lifetime.rule]`)
   changes synapses after each step of the network;
4. fitness reads the scores. A `Strategy` sees genotypes and fitness, nothing that was learned. A `Comparator`, in its
   place, may see more.

A new kind is one new file in the family's folder: a class with `kind` (the name of the file), fields (the TOML
fields), a docstring (its first line is what `baldwin list --kinds` prints) and `tiny()` (what the contract tests run).
The same file works beside a definition, as `kind = "my_life.py:MyLife"`, and so does a rule in `[lifetime.rule]`;
`baldwin new task|lifetime|rule NAME` writes one that works, with its population and its test.
Everything here is written for one individual: only `neural/evolution` vectorises, over individuals, instances and
replicates.

What a network does in a step is its `activity`, and what lives in trials did is a `Trace`; a trace that a plasticity
rule keeps at a synapse is neither. What a task of trials reports of lives are its `columns` (`baldwin.columns`),
computed by `behaviour`, with the values of reference policies in `ideals`: the figure `behaviour` draws them all. Its
`reference_policies` are drawn by the figure `regret` and printed by `baldwin baseline`; each is a `ReferencePolicy` of
`theory/reference_policy.py`, worked out in plain NumPy. Nothing else has to be written.

Schedules, probes, figures and claims are one file each too: see the first page of `baldwin.schedules`,
`baldwin.probes`, `baldwin.figures` and `baldwin.claims`, and of `assays` for a column that every assay measures.

| to add | derive from | to read first |
|---|---|---|
| a task of examples | `SupervisedTask` | `tasks/sinusoid.py` |
| a task of episodes | `InteractiveTask` | `tasks/navigation.py` |
| a task of trials, its columns and reference policies | `SequentialTask` | `tasks/bandit.py`, `theory/bandits.py` |
| a task of new classes | `ClassificationTask` | `tasks/glyphs.py` |
| a network | `Network` | `networks/perceptron.py` |
| a way of learning | `Lifetime` | `lifetimes/hill_climb.py` |
| one with learning rates | `LearnsByRate` of `lifetimes/_rates.py` | `lifetimes/gradient.py` |
| one in tasks of trials | `TrialLife` of `lifetimes/_trials.py` | `tests/extension/hebbian_life.py` |
| a plasticity rule | `PlasticityRule` | `tests/extension/bcm.py`, `plasticity/trace.py` |
| one whose genes synapses may share | `HasCoefficients` of `plasticity/_coefficients.py` | `plasticity/oja.py` |
| a way of learning by any rule | `LearnsByRule` of `lifetimes/_rule.py` | `lifetimes/plastic.py` |
| a modulator of plasticity | `Plastic` of `lifetimes/plastic.py`, whose `signal` it is | `tests/extension/novelty.py` |
| a life within a life | `Lifetime`, whose experience calls `live` of `living.py` | `tests/extension/nested_life.py` |
| an encoding | `Encoding` | `encodings/direct.py`, `tests/extension/additive.py` |
| a strategy | `Strategy` | `strategies/truncation.py`, `tests/extension/random_search.py` |
| a comparator by gradient | `Comparator` | `strategies/maml.py` |

Fields marked as `Number` or `TRACED` are traced in compiled code: changing one recompiles nothing, and a kind may not
branch on it. All others are constants of the compiled program.
"""

from __future__ import annotations

from baldwin.columns import Column, Dimension
from baldwin.neural.contracts.classification import ClassificationTask
from baldwin.neural.contracts.comparators import Ascent, Comparator, GenomeLives
from baldwin.neural.contracts.encodings import Encoding
from baldwin.neural.contracts.genes import Blueprint, Gene, Genes, Newborn
from baldwin.neural.contracts.kind import TRACED, Array, Instance, Key, Kind, Number, State, Weights
from baldwin.neural.contracts.lifetimes import Environment, Event, LifeHistory, Lifetime, Parallel, Record
from baldwin.neural.contracts.networks import Activity, Network, Sense, Stepped, Synapses
from baldwin.neural.contracts.plasticity import PlasticityRule
from baldwin.neural.contracts.strategies import Strategy
from baldwin.neural.contracts.structured import StructuredTask
from baldwin.neural.contracts.tasks import (
    Batch,
    InteractiveTask,
    Manner,
    Outcome,
    SequentialTask,
    SupervisedTask,
    Task,
    Trace,
    Transition,
)

__all__ = [
    "TRACED",
    "Activity",
    "Array",
    "Ascent",
    "Batch",
    "Blueprint",
    "ClassificationTask",
    "Column",
    "Comparator",
    "Dimension",
    "Encoding",
    "Environment",
    "Event",
    "Gene",
    "Genes",
    "GenomeLives",
    "Instance",
    "InteractiveTask",
    "Key",
    "Kind",
    "LifeHistory",
    "Lifetime",
    "Manner",
    "Network",
    "Newborn",
    "Number",
    "Outcome",
    "Parallel",
    "PlasticityRule",
    "Record",
    "Sense",
    "SequentialTask",
    "State",
    "Stepped",
    "Strategy",
    "StructuredTask",
    "SupervisedTask",
    "Synapses",
    "Task",
    "Trace",
    "Transition",
    "Weights",
]
