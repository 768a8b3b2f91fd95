"""Four corners (Song et al. 2020): a reward that is flat until one is near the goal."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Array, InteractiveTask, Key, Number, Transition
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.tasks.navigation import Point
from baldwin.neural.theory.navigation import corner_returns

__all__ = ["Corners"]


class Corners(InteractiveTask):
    """A goal in one of four corners that is felt from near by only, so that who would learn must explore.

    Goals are (+-2, +-2). The reward of a step is -4 + max(0, 4 - d^2), d the distance to the goal after it.
    """

    kind: Literal["corners"] = "corners"
    corner: Annotated[Number, Field(gt=0.0, le=1e3, description="goals are at +-corner in both coordinates")] = 2.0
    radius: Annotated[Number, Field(gt=0.0, le=1e3, description="distance at which a goal begins to be felt")] = 2.0
    speed: Annotated[Number, Field(gt=0.0, le=1e3, description="largest step in each coordinate")] = 0.1
    wall: Annotated[Number, Field(gt=0.0, le=1e3, description="positions are clipped to -wall .. wall")] = 5.0
    limit: Annotated[int, Field(ge=1, le=10**5, description="steps of an episode (H)")] = 100

    @property
    def inputs(self) -> int:
        """The position, two numbers."""
        return 2

    @property
    def outputs(self) -> int:
        """The velocity, two numbers."""
        return 2

    @property
    def horizon(self) -> int:
        """Steps of an episode."""
        return self.limit

    def sample(self, key: Key) -> Array:
        """Draw a goal (2,), one of four."""
        return self._goal(jax.random.randint(key, (), 0, 4))

    def sample_many(self, key: Key, count: int) -> Array:
        """Deal the goals out in turn."""
        del key
        return jax.vmap(self._goal)(jnp.arange(count) % 4)

    def _goal(self, number: Array) -> Array:
        return self.corner * jnp.stack([1.0 - 2.0 * (number % 2), 1.0 - 2.0 * (number // 2)])

    def reset(self, key: Key, instance: Array) -> tuple[Point, Array]:
        """Return the point at the origin."""
        del key, instance
        position = jnp.zeros(2)
        return Point(position, jnp.zeros((), jnp.int32)), position

    def step(self, key: Key, state: Point, action: Array, instance: Array) -> Transition:
        """Return the point one step further."""
        del key
        position = jnp.clip(state.position + jnp.clip(action, -self.speed, self.speed), -self.wall, self.wall)
        square = self.radius**2
        reward = -square + jnp.maximum(0.0, square - jnp.sum((position - instance) ** 2))
        return Transition(Point(position, state.time + 1), position, reward, jnp.zeros((), bool))

    def picture(self, instance: Array, observations: Array) -> tuple[Array, Array]:
        """Return the positions, and the goal."""
        return observations, instance[None]

    def innate_ceiling(self) -> float | None:
        """Return the mean return of always walking to the same corner; None where a goal is felt beyond its quadrant.

        Where it is not, a place is worth something for one goal at most, and of all places that can be reached in t
        steps the one nearest to a corner lies on the diagonal.
        """
        return self._returns()["fixed"] if self.radius <= self.corner <= self.wall else None

    def oracle(self) -> float | None:
        """Return the return of walking to the right corner; None where it lies beyond the wall."""
        return self._returns()["oracle"] if self.corner <= self.wall else None

    def _returns(self) -> dict[str, float]:
        return corner_returns(self.corner, self.radius, self.speed, self.limit)

    @classmethod
    def tiny(cls) -> Self:
        """Return an episode of four steps, with goals that are felt from the start."""
        return cls(limit=4, radius=4.0)
