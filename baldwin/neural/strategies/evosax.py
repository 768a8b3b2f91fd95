"""Any other strategy of evosax, by the name of its class."""

from __future__ import annotations

import importlib
import inspect
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from baldwin.definition.names import did_you_mean
from baldwin.errors import DefinitionError
from baldwin.neural.contracts.kind import TRACED, Number
from baldwin.neural.strategies._evosax import Evosax, algorithm
from baldwin.neural.strategies._optimiser import Optimiser, optimiser
from baldwin.neural.strategies._schedule import Decay, paced, schedule

__all__ = ["AnyEvosax"]

REFUSED = {
    "LM_MA_ES": "learns directions from unsorted noise in evosax, and gives NaN in large populations",
    "GuidedES": "needs a gradient of fitness, which lives do not give",
    "LearnedES": "needs weights that evosax does not bring along",
    "LearnedGA": "needs weights that evosax does not bring along",
    "EvoTF_ES": "needs weights that evosax does not bring along",
    "PersistentES": "needs lives that go on from one generation to the next",
    "NoiseReuseES": "needs lives that go on from one generation to the next",
    "SV_CMA_ES": "evolves several populations at once. Use population.replicates instead",
    "SV_Open_ES": "evolves several populations at once. Use population.replicates instead",
}


class AnyEvosax(Evosax):
    """A strategy of evosax that has no file here: class name, step sizes, and its parameters by evosax's own names."""

    built_by_name: ClassVar[bool] = True
    childless: ClassVar[str] = "is evosax's own, which cannot be told who survived"

    kind: Literal["evosax"] = "evosax"
    name: Annotated[str, Field(description='class in evosax.algorithms, such as "DifferentialEvolution"')] = "xNES"
    sigma: Annotated[Number, Field(gt=0.0, le=1e6, description="standard deviation of mutations, where it has one")] = (
        0.05
    )
    optimiser: Annotated[Optimiser, Field(description="where it takes an optimiser and `learning_rate` is given")] = (
        "adam"
    )
    learning_rate: Annotated[
        float | None, TRACED, Field(gt=0.0, le=1e6, description="step size of the optimiser; omit for evosax's own")
    ] = None
    decay: Annotated[Decay, Field(description="how the learning rate falls to a tenth over the generations")] = "cosine"
    parameters: Annotated[
        dict[str, float], Field(description="the strategy's parameters by evosax's names, such as { elitism = 1.0 }")
    ] = {}  # noqa: RUF012 - a pydantic default

    def matrices(self, size: int) -> int:
        """Return what strategies with a covariance keep, by measurement; the others keep none."""
        return {"CMA_ES": 8, "xNES": 40 + size}.get(self.name, 0)

    def paced(self) -> str | None:
        """Return what lets steps follow the length of a run, if they do."""
        return paced(self.decay, (self.learning_rate, 0.0)) if self.learning_rate is not None else None

    def build(self, size: int, genes: int, generations: Any) -> tuple[Any, Any]:
        """Return the evosax strategy and its parameters.

        Raises:
            DefinitionError: evosax has no such strategy or parameter, or cannot build it so.
        """
        known = vars(importlib.import_module("evosax.algorithms"))["algorithms"]
        if self.name in REFUSED:
            raise DefinitionError([f'[strategy] name = "{self.name}": {REFUSED[self.name]}.'])
        if self.name not in known:
            offered = [name for name in known if name not in REFUSED]
            raise DefinitionError(
                [f'[strategy] name = "{self.name}": not in evosax. {did_you_mean(self.name, offered)}']
            )
        takes = inspect.signature(known[self.name].__init__).parameters
        options: dict[str, Any] = {}
        if "std_schedule" in takes:
            options["std_schedule"] = schedule(self.sigma, self.sigma, "constant", generations)
        if "optimizer" in takes and self.learning_rate is not None:
            final = self.learning_rate / 10.0
            options["optimizer"] = optimiser(self.optimiser, self.learning_rate, final, self.decay, generations)
        try:
            made = algorithm(self.name, size, genes, **options)
            parameters = made.default_params
        except (AssertionError, TypeError, ValueError) as error:
            raise DefinitionError([f'[strategy] name = "{self.name}": evosax cannot build it: {error}']) from error
        names = list(vars(parameters))
        for name in self.parameters:
            if name not in names:
                raise DefinitionError(
                    [f'[strategy] parameters: "{self.name}" has no "{name}". {did_you_mean(name, names)}']
                )
        given = {"std_init": self.sigma} if "std_init" in names else {}
        return made, parameters.replace(**given, **self.parameters)

    @classmethod
    def tiny(cls) -> Self:
        """Return a strategy with a population."""
        return cls(name="DifferentialEvolution")
