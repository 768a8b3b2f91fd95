"""Faster engines for the same lives, each in a folder of its own; a definition's first fit one is used.

A backend gives what `baldwin.neural.contracts.living.live` gives, up to the last bits. Nothing else knows of them.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any, Protocol

from baldwin.neural.contracts import LifeHistory, Newborn
from baldwin.neural.definition import NeuralDefinition

__all__ = ["Backend", "backend_for", "backends"]


class Backend(Protocol):
    """A module `backend` in a folder here."""

    def fits(self, definition: NeuralDefinition) -> bool:
        """Return whether it can live the lives of `definition`, on the machine at hand."""
        ...

    def is_compiled(self) -> bool:
        """Return whether it is on this machine's disk, compiled."""
        ...

    def surroundings(self) -> dict[str, object]:
        """Return, for the record, what its last bits may depend on beside the definition.

        Raises:    UsageError: they would not be those of this machine.
        """
        ...

    def live(
        self, definition: NeuralDefinition, newborns: Newborn, worlds: Any, *, own: bool, learned: bool
    ) -> LifeHistory:
        """Return the lives (n, T, ..) of newborns (n, ..), from within a compiled program.

        Args:
            definition: for which `fits` is true.
            newborns: stacked.
            worlds: `Environments`, instances and what `Lifetime.chance` has drawn for each life: (T, ..), or (n, T, ..)
                where worlds are their own.
            own: whether each individual lives in worlds of its own.
            learned: whether anybody reads what was learned; if not, it is what newborns were born with.

        Scores that the rule of fitness does not read are no numbers.
        """
        ...


@cache
def backends() -> tuple[Backend, ...]:
    """Return all backends, by name; loads no compiler."""
    found: list[Any] = [
        importlib.import_module(f"{__name__}.{one.name}.backend")
        for one in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name)
        if one.ispkg
    ]
    return tuple(found)


def backend_for(definition: NeuralDefinition) -> Backend | None:
    """Return the backend that lives the lives of `definition`, None if the reference does."""
    if definition.population.kernels == "jax":
        return None
    return next((one for one in backends() if one.fits(definition)), None)
