"""Sinusoid regression (Finn, Abbeel & Levine 2017, section 5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from baldwin.neural.contracts import Array, Batch, Key, Number, SupervisedTask
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.sinusoid import best_static_error, worth_of_perfect_learning

if TYPE_CHECKING:
    from baldwin.neural.definition import NeuralDefinition

__all__ = ["Sinusoid", "Wave"]


class Wave(NamedTuple):
    """One sine: amplitude () and phase ()."""

    amplitude: Array
    phase: Array


class Sinusoid(SupervisedTask):
    """Sine waves of unknown amplitude and phase, to be learned from a few points.

    Amplitude, phase and inputs are uniform in their ranges; there is no noise. A narrow range of phases makes the
    world certain, a wide one makes it pay to learn (the dial of ecological uncertainty).
    """

    kind: Literal["sinusoid"] = "sinusoid"
    shots: Annotated[int, Field(ge=1, le=10**4, description="points to learn from (K)")] = 10
    queries: Annotated[int, Field(ge=1, le=10**5, description="points that a life is scored on (Q)")] = 20
    amplitude_low: Annotated[Number, Field(description="lowest amplitude")] = 0.1
    amplitude_high: Annotated[Number, Field(description="highest amplitude")] = 5.0
    phase_low: Annotated[Number, Field(description="lowest phase [rad]")] = 0.0
    phase_high: Annotated[Number, Field(description="highest phase [rad]")] = 3.141592653589793
    input_low: Annotated[Number, Field(description="lowest input")] = -5.0
    input_high: Annotated[Number, Field(description="highest input")] = 5.0
    sign: Annotated[
        Literal["minus", "plus"],
        Field(description="`minus` is A sin(x - phase), as in the public code of MAML; `plus` is A sin(x + phase)"),
    ] = "minus"

    @model_validator(mode="after")
    def _ranges_ascend(self) -> Self:
        for name in ("amplitude", "phase", "input"):
            low, high = getattr(self, f"{name}_low"), getattr(self, f"{name}_high")
            if low > high:
                raise ValueError(f"{name}_low = {low:g} is above {name}_high = {high:g}. Exchange them")
        return self

    @property
    def inputs(self) -> int:
        """One input, x."""
        return 1

    @property
    def outputs(self) -> int:
        """One output, y."""
        return 1

    def sample(self, key: Key) -> Wave:
        """Draw a sine."""
        amplitude, phase = jax.random.split(key)
        return Wave(
            jax.random.uniform(amplitude, minval=self.amplitude_low, maxval=self.amplitude_high),
            jax.random.uniform(phase, minval=self.phase_low, maxval=self.phase_high),
        )

    def held_out(self, key: Key, count: int) -> Wave:
        """Draw sines whose amplitudes, and whose phases, fall one into each of `count` equal parts of their range.

        A Latin hypercube (McKay, Beckman & Conover 1979): their means vary far less than those of independent sines.
        """

        def spread(key: Key, low: Array | float, high: Array | float) -> Array:
            order, within = jax.random.split(key)
            share = (jax.random.permutation(order, count) + jax.random.uniform(within, (count,))) / count
            return low + (high - low) * share

        amplitude, phase = jax.random.split(key)
        return Wave(
            spread(amplitude, self.amplitude_low, self.amplitude_high), spread(phase, self.phase_low, self.phase_high)
        )

    def target(self, instance: Wave, x: Array) -> Array:
        """Return the sine at `x`."""
        phase = instance.phase if self.sign == "plus" else -instance.phase
        return instance.amplitude * jnp.sin(x + phase)

    def support(self, key: Key, instance: Wave) -> Batch:
        """Draw the points that a life learns from."""
        return self._points(jax.random.fold_in(key, 0), instance, self.shots)

    def query(self, key: Key, instance: Wave) -> Batch:
        """Draw the points that a life is scored on."""
        return self._points(jax.random.fold_in(key, 1), instance, self.queries)

    def _points(self, key: Key, instance: Wave, count: int) -> Batch:
        x = jax.random.uniform(key, (count, 1), minval=self.input_low, maxval=self.input_high)
        return Batch(x, self.target(instance, x))

    def picture(self, instance: Wave, count: int) -> Batch:
        """Return the sine across the range of inputs."""
        x = jnp.linspace(self.input_low, self.input_high, count)[:, None]
        return Batch(x, self.target(instance, x))

    def innate_ceiling(self) -> float:
        """Return the score of the best network that cannot learn: the mean sine over instances, exactly."""
        amplitudes = (self.amplitude_low, self.amplitude_high)
        phases = (self.phase_low, self.phase_high)
        return -best_static_error(amplitudes, phases, (self.input_low, self.input_high), self.sign)

    def oracle(self) -> float:
        """Return 0: without noise, the sine itself makes no error."""
        return 0.0

    def worth_of_learning(self, definition: NeuralDefinition) -> float | None:
        """Return what learning is worth to the best of all learners, who is perfect; networks pay there at most."""
        return worth_of_perfect_learning(definition, self.innate_ceiling())

    @property
    def examples(self) -> tuple[int, int]:
        """Points to learn from, and those that a life is scored on."""
        return self.shots, self.queries

    @classmethod
    def tiny(cls) -> Self:
        """Return three points to learn from and four to be scored on."""
        return cls(shots=3, queries=4)
