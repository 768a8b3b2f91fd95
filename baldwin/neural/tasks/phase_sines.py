"""A few sines that differ in phase (E. Izquierdo's re-implementation of Fernando et al. 2018)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, Self

from pydantic import Field

from baldwin.neural.contracts import Array, Batch, Key, Number, SupervisedTask
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.sinusoid import worth_of_perfect_learning

if TYPE_CHECKING:
    from baldwin.neural.definition import NeuralDefinition

__all__ = ["PhaseSines", "Sine"]


class Sine(NamedTuple):
    """One sine: amplitude () and phase ()."""

    amplitude: Array
    phase: Array


class PhaseSines(SupervisedTask):
    """Sines of one amplitude whose phases divide the circle; a life learns, and is scored, on the same 25 points.

    y = A sin(x + phase) at `points` equally spaced inputs in -2 pi .. 2 pi. With world = "fixed" the lives of an
    individual take the phases 0, 2 pi / T, .. in turn, so that T lives see each sine once; with "any" amplitude and
    phase are uniform in 0 .. A and 0 .. 2 pi, the held-out law of the original.
    """

    score_name = "minus error"
    error_name = "error"

    kind: Literal["phase_sines"] = "phase_sines"
    waves: Annotated[int, Field(ge=1, le=10**4, description="number of sines (T)")] = 2
    amplitude: Annotated[Number, Field(gt=0.0, le=1e6, description="amplitude (A)")] = 0.9
    points: Annotated[int, Field(ge=2, le=10**4, description="points of a sine")] = 25
    world: Annotated[Literal["fixed", "any"], Field(description="the T sines in turn, or any amplitude and phase")] = (
        "fixed"
    )
    error: Annotated[
        Literal["mean_square", "half_mean_square"],
        Field(description="what learning descends and scores report; the original leaves it open"),
    ] = "half_mean_square"

    @property
    def inputs(self) -> int:
        """One input, x."""
        return 1

    @property
    def outputs(self) -> int:
        """One output, y."""
        return 1

    def sample(self, key: Key) -> Sine:
        """Draw one of the sines, or any."""
        if self.world == "fixed":
            return self._wave(jax.random.randint(key, (), 0, self.waves))
        amplitude, phase = jax.random.split(key)
        return Sine(
            jax.random.uniform(amplitude, maxval=self.amplitude), jax.random.uniform(phase, maxval=2.0 * math.pi)
        )

    def sample_many(self, key: Key, count: int) -> Sine:
        """Deal the sines out in turn; draw them where any may come."""
        if self.world == "fixed":
            return jax.vmap(self._wave)(jnp.arange(count) % self.waves)
        found: Sine = jax.vmap(self.sample)(jax.random.split(key, count))
        return found

    def _wave(self, number: Array) -> Sine:
        return Sine(jnp.asarray(self.amplitude, jnp.float32), 2.0 * math.pi * number / self.waves)

    def support(self, key: Key, instance: Sine) -> Batch:
        """Return all points."""
        del key
        x = jnp.linspace(-2.0 * math.pi, 2.0 * math.pi, self.points)[:, None]
        return Batch(x, instance.amplitude * jnp.sin(x + instance.phase))

    def query(self, key: Key, instance: Sine) -> Batch:
        """Return all points: a life is scored on what it learned from."""
        return self.support(key, instance)

    def loss(self, answers: Array, targets: Array) -> Array:
        """Return the error, (), as `error` says."""
        return (1.0 if self.error == "mean_square" else 0.5) * jnp.mean((answers - targets) ** 2)

    def score(self, answers: Array, targets: Array) -> Array:
        """Return minus the error."""
        return -self.loss(answers, targets)

    def squared_errors(self) -> tuple[float, float]:
        """Return the multiple of the mean squared error that `error` says, twice."""
        share = 1.0 if self.error == "mean_square" else 0.5
        return share, share

    def picture(self, instance: Sine, count: int) -> Batch:
        """Return the sine across the range of inputs."""
        x = jnp.linspace(-2.0 * math.pi, 2.0 * math.pi, count)[:, None]
        return Batch(x, instance.amplitude * jnp.sin(x + instance.phase))

    def innate_ceiling(self) -> float:
        """Return the score of the best fixed function, exactly: the mean of the sines at each point.

        The mean of any sines is 0, and their mean square is E[amplitude^2] / 2 at every point.
        """
        share = 1.0 if self.error == "mean_square" else 0.5
        if self.world == "any":
            return -share * self.amplitude**2 / 6.0
        xs = [-2.0 * math.pi + 4.0 * math.pi * i / (self.points - 1) for i in range(self.points)]
        phases = [2.0 * math.pi * k / self.waves for k in range(self.waves)]
        total = 0.0
        for x in xs:
            values = [self.amplitude * math.sin(x + phase) for phase in phases]
            mean = sum(values) / len(values)
            total += sum((value - mean) ** 2 for value in values) / len(values)
        return -share * total / len(xs)

    def oracle(self) -> float:
        """Return 0: the sine itself makes no error."""
        return 0.0

    def worth_of_learning(self, definition: NeuralDefinition) -> float | None:
        """Return what learning is worth to the best of all learners, who is perfect; networks pay there at most."""
        return worth_of_perfect_learning(definition, self.innate_ceiling())

    @classmethod
    def tiny(cls) -> Self:
        """Return two sines of five points."""
        return cls(points=5)
