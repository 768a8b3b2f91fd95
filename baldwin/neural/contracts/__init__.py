"""The contracts of the neural wing: what a task, a network, an encoding, a lifetime and a strategy must do.

Everything here is written for one individual; only `baldwin.neural.engine` vectorises, over individuals, task
instances and replicates. A new kind is one new file in the family's folder: a `Table` (its fields are the TOML
fields), its docstring's first line (what `baldwin list` prints) and `tiny()` (what the contract tests run). The same
file works beside a definition, as `kind = "my_task.py:MyTask"`. Inside compiled code numerical fields are traced: a
kind may branch on its integers, texts and flags, never on a float.
"""

from __future__ import annotations

from baldwin.neural.contracts.kind import Array, Instance, Key, Kind, State, Weights
from baldwin.neural.contracts.lives import Encoding, LifeHistory, Lifetime, Network, Newborn
from baldwin.neural.contracts.strategies import MetaGradient, Strategy
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
    "Array",
    "Batch",
    "Encoding",
    "Instance",
    "InteractiveTask",
    "Key",
    "Kind",
    "LifeHistory",
    "Lifetime",
    "Manner",
    "MetaGradient",
    "Network",
    "Newborn",
    "Outcome",
    "SequentialTask",
    "State",
    "Step",
    "Strategy",
    "SupervisedTask",
    "Task",
    "Trace",
    "Weights",
]
