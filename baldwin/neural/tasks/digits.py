"""Few-shot classification of handwritten digits, some of them held out (the set that scikit-learn ships)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import Annotated, ClassVar, Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from baldwin.neural.contracts import Array, Batch, ClassificationTask, Key
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["Classes", "Digits"]

Floats = npt.NDArray[np.float64]

DIGITS = 10
PIXELS = 64  # 8 x 8
INK = 16.0  # the darkest pixel
FEWEST = 174  # images of a digit, which is the 8

Digit = Annotated[int, Field(ge=0, le=9)]


class Classes(NamedTuple):
    """The classes of one instance: digits (N,), none of them twice, in the order of their labels."""

    digits: Array


class Digits(ClassificationTask):
    """Handwritten digits that no evolution has met, to be distinguished after a few examples: 8 x 8 pixels.

    The test set of Alpaydin & Kaynak (1998), 1,797 digits of 13 hands, as scikit-learn has it in its package. No
    example of a life is one of its queries. Evolution meets few classes here, and can learn them by heart.
    """

    packages: ClassVar[Mapping[str, str]] = {"sklearn": "scikit-learn"}

    kind: Literal["digits"] = "digits"
    ways: Annotated[int, Field(ge=2, le=10, description="classes of an instance (N)")] = 4
    held_out_digits: Annotated[
        tuple[Digit, ...],
        Field(strict=False, min_length=1, max_length=9, description="digits that are held out from evolution"),
    ] = (6, 7, 8, 9)

    @model_validator(mode="after")
    def _enough_digits(self) -> Self:
        held = len(set(self.held_out_digits))
        if held < len(self.held_out_digits):
            raise ValueError("held_out_digits names a digit twice. Leave it out once")
        if (least := min(held, DIGITS - held)) < self.ways:
            raise ValueError(f"ways = {self.ways} is above {least}, the fewest digits of either kind. Set fewer")
        if (asked := self.shots + self.queries) > FEWEST:
            raise ValueError(f"shots + queries = {asked} is above {FEWEST}, the images of the digit 8. Set fewer")
        return self

    @property
    def inputs(self) -> int:
        """Pixels, by rows."""
        return PIXELS

    @property
    def _met(self) -> tuple[int, ...]:
        return tuple(digit for digit in range(DIGITS) if digit not in self.held_out_digits)

    @property
    def _examined(self) -> tuple[int, ...]:
        return self._met if self.examined == "met" else self.held_out_digits

    def sample(self, key: Key) -> Classes:
        """Draw digits that are not held out."""
        return self._chosen(key, self._met)

    def held_out(self, key: Key, count: int) -> Classes:
        """Draw digits that are examined."""
        return jax.vmap(lambda one: self._chosen(one, self._examined))(jax.random.split(key, count))

    def _chosen(self, key: Key, digits: tuple[int, ...]) -> Classes:
        return Classes(jax.random.choice(key, jnp.array(digits, jnp.int32), (self.ways,), replace=False))

    def support(self, key: Key, instance: Classes) -> Batch:
        """Draw the examples that a life learns from, shot by shot."""
        return self._labelled(self.draw(key, instance, self.shots + self.queries)[: self.shots])

    def query(self, key: Key, instance: Classes) -> Batch:
        """Return the examples that a life is scored on: drawn with those of `support`, and none of them."""
        return self._labelled(self.draw(key, instance, self.shots + self.queries)[self.shots :])

    def draw(self, key: Key, instance: Classes, count: int) -> Array:
        """Draw `count` different images of each digit: (count, ways, pixels)."""
        images, numbers = by_digit()
        found = jnp.asarray(images, jnp.float32)[instance.digits]  # (ways, most, pixels)
        chances = jax.random.uniform(key, found.shape[:2])
        there = jnp.arange(found.shape[1]) < jnp.asarray(numbers)[instance.digits, None]
        _, places = jax.lax.top_k(jnp.where(there, chances, -1.0), count)
        pixels: Array = jnp.take_along_axis(found, places[..., None], axis=1)
        return pixels.swapaxes(0, 1)

    def drawn_without_jax(self, lives: int) -> tuple[Floats, Floats] | None:
        """Return examples and queries of the digits that are examined; see `ClassificationTask`."""
        if find_spec("sklearn") is None:
            return None
        random, (images, numbers) = np.random.default_rng(0), by_digit()
        count = self.shots + self.queries
        found = np.empty((lives, count, self.ways, PIXELS))
        for life in range(lives):
            for label, digit in enumerate(random.permutation(self._examined)[: self.ways]):
                found[life, :, label] = images[digit, random.permutation(numbers[digit])[:count]]
        return found[:, : self.shots], found[:, self.shots :]

    @classmethod
    def tiny(cls) -> Self:
        """Return two classes."""
        return cls(ways=2, shots=2, queries=2)


@cache
def by_digit() -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return the images of each digit (10, most, 64), ink from 0 to 1, and how many there are of each (10,)."""
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    numbers = np.bincount(labels, minlength=DIGITS)
    images = np.zeros((DIGITS, numbers.max(), PIXELS))
    for digit in range(DIGITS):
        images[digit, : numbers[digit]] = pixels[labels == digit] / INK
    return images, numbers
