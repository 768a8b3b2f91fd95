"""What of a network's life can be held still (`Replaying.freezes`)."""

from __future__ import annotations

from baldwin.neural.definition import NeuralDefinition
from baldwin.replaying import Freeze

__all__ = ["freezes"]


def freezes(definition: NeuralDefinition) -> dict[str, Freeze]:
    """Return name -> what of a life can be held still, one at a time: what `Lifetime.held_still` says."""
    parts = definition.lifetime.held_still(definition.network)
    return {
        name: Freeze(meaning, definition.model_copy(update={"lifetime": still}))
        for name, (meaning, still) in parts.items()
    }
