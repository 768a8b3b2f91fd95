"""A task of examples: parabolas that are steep or flat, each to be learned from a few points."""

from typing import Annotated

from pydantic import Field

from baldwin.neural.contracts import Batch, Number, SupervisedTask
from baldwin.neural.lazy_jax import jax  # JAX, which loads only when a run begins


class MyThing(SupervisedTask):
    """Parabolas through the origin, steep or flat: how steep is new in every life."""

    # The fields of [task]: a type, a range, a meaning and a default. `Number` may change without compiling anew.
    shots: Annotated[int, Field(ge=1, le=1000, description="points to learn from (K)")] = 5
    queries: Annotated[int, Field(ge=1, le=1000, description="points that a life is scored on")] = 10
    steepest: Annotated[Number, Field(gt=0.0, le=100.0, description="largest factor of x^2; the smallest is 0")] = 2.0

    @property
    def inputs(self):
        """Width of an input."""
        return 1

    @property
    def outputs(self):
        """Width of an answer."""
        return 1

    @property
    def examples(self):
        """How many examples a life learns from, and is scored on: the estimate of memory reads it."""
        return self.shots, self.queries

    def sample(self, key):
        """Draw one instance, what is new in a life. Random numbers of JAX come from keys; use each key once."""
        return self.steepest * jax.random.uniform(key)

    def support(self, key, instance):
        """Draw the examples that a life learns from: x (K, inputs) and y (K, outputs)."""
        return self._points(key, instance, self.shots)

    def query(self, key, instance):
        """Draw the examples that a life is scored on: minus the mean squared error, unless you write `score`."""
        return self._points(key, instance, self.queries)

    def _points(self, key, slope, count):
        x = jax.random.uniform(key, (count, 1), minval=-1.0)
        return Batch(x, slope * x**2)

    # From here on everything is optional: how well it can be done.

    def innate_ceiling(self):
        """Return the best mean score without learning: the mean parabola, off by Var(slope) E[x^4]."""
        return -(self.steepest**2) / 12.0 / 5.0

    def oracle(self):
        """Return the mean score of one who knows the slope from birth."""
        return 0.0

    @classmethod
    def tiny(cls):
        """Return an instance small enough for a test."""
        return cls(shots=2, queries=2)
