"""The contracts of the neural wing: what a task, a network, an encoding, a lifetime and a strategy must do.

Everything here is written for one individual; only `baldwin.neural.engine` vectorises, over individuals, task
instances and replicates. A new kind is one new file in the family's folder: a `Table` (its fields are the TOML
fields), its docstring's first line (what `baldwin list` prints) and `tiny()` (what the contract tests run). The same
file works beside a definition, as `kind = "my_task.py:MyTask"`. Inside compiled code numerical fields are traced: a
kind may branch on its integers, texts and flags, never on a float.
"""

from __future__ import annotations

from baldwin.neural.contracts.comparators import Ascent, Comparator, Lives
from baldwin.neural.contracts.encodings import Encoding
from baldwin.neural.contracts.genes import Blueprint, Gene, Genes, Newborn
from baldwin.neural.contracts.kind import TRACED, Array, Instance, Key, Kind, Number, State, Weights
from baldwin.neural.contracts.lifetimes import Event, LifeHistory, Lifetime, Parallel, Record, World
from baldwin.neural.contracts.networks import Activity, Network, Sense, Stepped, Synapses
from baldwin.neural.contracts.plasticity import PlasticityRule
from baldwin.neural.contracts.strategies import Strategy
from baldwin.neural.contracts.tasks import (
    Batch,
    InteractiveTask,
    Manner,
    Outcome,
    SequentialTask,
    Step,
    SupervisedTask,
    Task,
    Trace,
)

__all__ = [
    "TRACED",
    "Activity",
    "Array",
    "Ascent",
    "Batch",
    "Blueprint",
    "Comparator",
    "Encoding",
    "Event",
    "Gene",
    "Genes",
    "Instance",
    "InteractiveTask",
    "Key",
    "Kind",
    "LifeHistory",
    "Lifetime",
    "Lives",
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
    "Step",
    "Stepped",
    "Strategy",
    "SupervisedTask",
    "Synapses",
    "Task",
    "Trace",
    "Weights",
    "World",
]
