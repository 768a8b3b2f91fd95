"""What the numbers of a network run may depend on beside its definition: JAX's platform and devices, a processor."""

from __future__ import annotations

from baldwin.neural.backends import backend_for
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.fitness import selected
from baldwin.neural.jax_setup import devices, pinned

__all__ = ["surroundings"]


def surroundings(definition: NeuralDefinition) -> dict[str, object]:
    """Return them, for the record; this starts JAX.

    Raises:    UsageError: numbers would not be those of the definition, or cannot be had at all.
    """
    with pinned():
        platform, count = devices()
    found: dict[str, object] = {"jax_platform": platform, "jax_devices": count}
    backend = backend_for(selected(definition))
    return found if backend is None else found | backend.surroundings()
