"""Tables that go with a task by how it is met, where a definition names no way of life (`baldwin.definition.usual`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["EPISODES", "TRIALS"]

EPISODES: Mapping[str, Mapping[str, Any]] = {
    "population": {"generations": 200},
    "network": {"kind": "perceptron", "hidden": [16], "activation": "tanh"},
    "lifetime": {"kind": "hill_climb", "steps": 10, "rate": "tensor", "initial_rate": 0.2},
    "sampling": {"lives": 16},
    "strategy": {"kind": "open_es", "sigma": 0.2, "learning_rate": 0.1, "learning_rate_final": 0.01},
    "assays": {"every": 20},
}
TRIALS: Mapping[str, Mapping[str, Any]] = {
    "population": {"generations": 300},
    "network": {
        "kind": "recurrent",
        "cell": "gru",
        "units": 16,
        "senses": ["action", "reward", "reward_action"],
        "initial_scale": 1.0,
    },
    "lifetime": {"kind": "recurrent", "choice": "sample", "scored": "expected"},
    "sampling": {"lives": 32},
    "fitness": {"reads": "life"},
    "strategy": {"kind": "open_es", "sigma": 0.2, "learning_rate": 0.1, "learning_rate_final": 0.01},
    "assays": {"every": 30},
}
