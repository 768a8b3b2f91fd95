"""Absolute selection: who lives up to a threshold has offspring, however good or bad the others are."""

from __future__ import annotations

from typing import Annotated, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from baldwin.definition.table import Table

__all__ = ["OFFSPRING", "THRESHOLD", "Survival"]

THRESHOLD = (
    "an individual whose fitness is below it, or no number, leaves no offspring; omit for relative selection alone. "
    "A generation that leaves nobody ends its replicate, which is extinct"
)
OFFSPRING = (
    "most offspring of a survivor, to three decimals: the next generation has min(population.size, floor(offspring * "
    "survivors)) individuals. Omit for no limit, so that any survivor can fill the population"
)


class Survival(Table):
    """Absolute selection, before the relative one: a threshold of fitness, and a population that may shrink."""

    threshold: Annotated[float | None, Field(description=THRESHOLD)] = None
    offspring: Annotated[float | None, Field(gt=0.0, le=1000.0, description=OFFSPRING)] = None

    @property
    def given(self) -> bool:
        """Whether there is absolute selection at all."""
        return self.threshold is not None

    def born(self, survivors: npt.ArrayLike, room: int) -> npt.NDArray[np.int64]:
        """Return how many individuals survivors leave, where there is room for so many; none is extinction."""
        able = np.asarray(survivors, np.int64)
        if self.offspring is None:
            return np.where(able > 0, room, 0)
        return np.minimum(round(1000 * self.offspring) * able // 1000, room)

    @model_validator(mode="after")
    def _offspring_of_survivors(self) -> Self:
        if self.offspring is None:
            return self
        if self.threshold is None:
            raise ValueError("offspring is that of survivors: set threshold too, or leave both out")
        if not 0.0 < self.offspring == round(self.offspring, 3):
            raise ValueError(f"offspring = {self.offspring}: must be a number of thousandths. Round it to 3 decimals")
        return self
