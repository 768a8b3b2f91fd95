"""Cart-pole whose pole, or the way force acts, varies: a negative control (after Barto, Sutton & Anderson 1983)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from baldwin.neural.contracts import Array, InteractiveTask, Key, Number, Transition
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["Cart", "CartPole", "Pole"]

Mass = Annotated[Number, Field(gt=0.0, le=1e3)]
Length = Annotated[Number, Field(gt=0.0, le=1e3)]


class Pole(NamedTuple):
    """What a life is given: the pole's mass () in kg, half its length () in m, and the way force acts (), 1 or -1."""

    mass: Array
    half_length: Array
    way: Array


class Cart(NamedTuple):
    """Position () in m, velocity, angle of the pole () in rad from upright, and its velocity."""

    position: Array
    velocity: Array
    angle: Array
    spin: Array


class CartPole(InteractiveTask):
    """A pole to be balanced on a cart, another in every life: a negative control, for there is nothing to be learned.

    An episode begins within +-`start` of rest, and ends as soon as the pole leans by more than `fall` or the cart
    leaves the track; each step until then brings 1. A positive answer pushes to the right with `force`, another to the
    left. Seen are position and angle, as shares of `track` and `fall`, and their velocities in m/s and rad/s. The last
    action is not among them, nor is it sensed.

    Masses and lengths are uniform between their bounds. Fixed weights balance them all. With `flipped`, force acts the
    other way in half of all lives: fixed weights balance these too, for from where the pole fell first one can see
    which way force acts (`baldwin.neural.theory.cart_pole` has such a policy, of nine numbers). What looks as if it
    had to be learned is no evidence of learning.

    Equations are those of 1983 without friction, in Euler steps of 0.02 s; bounds of angle and track, start, force and
    200 steps are those of Gym's CartPole-v0. As there, a push is never 0.
    """

    kind: Literal["cart_pole"] = "cart_pole"
    lightest: Annotated[Mass, Field(description="mass of the lightest pole [kg]")] = 0.05
    heaviest: Annotated[Mass, Field(description="mass of the heaviest pole [kg]")] = 0.5
    shortest: Annotated[Length, Field(description="half the length of the shortest pole [m]")] = 0.5
    longest: Annotated[Length, Field(description="half the length of the longest pole [m]")] = 0.5
    flipped: Annotated[bool, Field(description="force acts the other way in half of all lives")] = False
    cart: Annotated[Number, Field(gt=0.0, le=1e3, description="mass of the cart [kg]")] = 1.0
    force: Annotated[Number, Field(gt=0.0, le=1e4, description="force of a push [N]")] = 10.0
    gravity: Annotated[Number, Field(gt=0.0, le=1e3, description="acceleration of gravity [m/s^2]")] = 9.8
    interval: Annotated[Number, Field(gt=0.0, le=1.0, description="length of a step [s]")] = 0.02
    track: Annotated[Number, Field(gt=0.0, le=1e3, description="from the middle of the track to an end [m]")] = 2.4
    fall: Annotated[Number, Field(gt=0.0, le=1.5, description="angle at which the pole has fallen [rad]")] = 0.20943951
    start: Annotated[
        Number, Field(ge=0.0, le=1.0, description="position, velocity, angle and its velocity begin within +-start")
    ] = 0.05
    limit: Annotated[int, Field(ge=1, le=2000, description="steps of an episode (H)")] = 200

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        for less, more in (("lightest", "heaviest"), ("shortest", "longest")):
            if getattr(self, less) > getattr(self, more):
                raise ValueError(
                    f"{less} = {getattr(self, less):g} is above {more} = {getattr(self, more):g}. Exchange"
                )
        if self.start >= self.fall:
            raise ValueError(
                f"start = {self.start:g} is no less than fall = {self.fall:g}: poles begin fallen. Lower it"
            )
        return self

    @property
    def inputs(self) -> int:
        """Position, velocity, angle and its velocity, in this order."""
        return 4

    @property
    def outputs(self) -> int:
        """Whose sign is the push."""
        return 1

    @property
    def horizon(self) -> int:
        """Steps of an episode at most."""
        return self.limit

    def sample(self, key: Key) -> Pole:
        """Draw a pole, and the way force acts."""
        body, turned = jax.random.split(key)
        way = jnp.where(jax.random.bernoulli(turned), -1.0, 1.0) if self.flipped else jnp.ones(())
        return self._pole(body)._replace(way=way)

    def sample_many(self, key: Key, count: int) -> Pole:
        """Draw poles, and deal both ways that force may act in turn."""
        found = jax.vmap(self._pole)(jax.random.split(key, count))
        return found._replace(way=1.0 - 2.0 * (jnp.arange(count) % 2)) if self.flipped else found

    def _pole(self, key: Key) -> Pole:
        mass, length = jax.random.uniform(key, (2,))
        return Pole(
            self.lightest + (self.heaviest - self.lightest) * mass,
            self.shortest + (self.longest - self.shortest) * length,
            jnp.ones(()),
        )

    def reset(self, key: Key, instance: Pole) -> tuple[Cart, Array]:
        """Return the cart almost at rest in the middle of the track, the pole almost upright."""
        del instance
        state = Cart(*jax.random.uniform(key, (4,), minval=-self.start, maxval=self.start))
        return state, self._seen(state)

    def _seen(self, state: Cart) -> Array:
        return jnp.stack([state.position / self.track, state.velocity, state.angle / self.fall, state.spin])

    def step(self, key: Key, state: Cart, action: Array, instance: Pole) -> Transition:
        """Return the cart and the pole a step later."""
        del key
        mass, half = instance.mass, instance.half_length
        acts = jnp.where(action[0] > 0.0, 1.0, -1.0)
        push = self.force * instance.way * jnp.where(jnp.isnan(action[0]), jnp.nan, acts)
        total = self.cart + mass
        sine, cosine = jnp.sin(state.angle), jnp.cos(state.angle)
        pushed = (push + mass * half * state.spin**2 * sine) / total
        turns = (self.gravity * sine - cosine * pushed) / (half * (4.0 / 3.0 - mass * cosine**2 / total))
        moves = pushed - mass * half * turns * cosine / total
        after = Cart(
            state.position + self.interval * state.velocity,
            state.velocity + self.interval * moves,
            state.angle + self.interval * state.spin,
            state.spin + self.interval * turns,
        )
        lost = (jnp.abs(after.position) > self.track) | (jnp.abs(after.angle) > self.fall)
        reward = jnp.where(jnp.isnan(push), jnp.nan, 1.0)  # what is no number is no push, and never wins
        return Transition(after, self._seen(after), reward, lost)

    @property
    def when_alike(self) -> str:
        """What helps those whose poles all fall at once: poles that fall later, one later than another."""
        return "evolve first where poles fall later (a larger task.fall), and found this population by that run"

    def innate_ceiling(self) -> float | None:
        """Return `limit` if a fixed policy that is told nothing keeps up all poles that are tried, else None."""
        from baldwin.neural.theory import cart_pole

        return self._kept_up_by(cart_pole.either_way if self.flipped else cart_pole.towards_the_lean, self.flipped)

    def oracle(self) -> float | None:
        """Return `limit` if a policy that knows the way force acts keeps up all poles that are tried, else None."""
        from baldwin.neural.theory import cart_pole

        known = self._kept_up_by(cart_pole.towards_the_lean, False)
        return self.innate_ceiling() if known is None else known

    def _kept_up_by(self, policy: Any, flipped: bool) -> float | None:
        from baldwin.neural.theory.cart_pole import Rig, balances

        rest = (self.cart, self.gravity, self.interval, self.track, self.fall, self.start)
        rig = Rig(self.limit, self.force, *rest)
        masses, halves = (self.lightest, self.heaviest), (self.shortest, self.longest)
        return float(self.limit) if balances(rig, policy, masses, halves, flipped=flipped) else None

    @classmethod
    def tiny(cls) -> Self:
        """Return episodes of eight steps, in which a pole falls that is pushed one way."""
        return cls(limit=8, fall=0.08)
