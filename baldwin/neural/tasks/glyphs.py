"""Few-shot classification of made-up glyphs, with whole alphabets held out (after Lake et al. 2015)."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from baldwin.neural.contracts import Array, ClassificationTask, Key, Number
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.glyphs import PIXELS, draw, strokes

__all__ = ["Characters", "Glyphs"]

Floats = npt.NDArray[np.float64]


class Characters(NamedTuple):
    """The classes of one instance: an alphabet (), and characters of it (N,), none of them twice."""

    alphabet: Array
    characters: Array


class Glyphs(ClassificationTask):
    """Characters of an unknown alphabet, to be distinguished after a few examples: 12 x 12 pixels, three strokes each.

    Alphabets are made up from a fixed seed, with strokes of their own. An example of a character is drawn with a hand
    that trembles, a little aside. What is held out are alphabets that no evolution meets. The characters of an instance
    are of one alphabet, and so more alike than any (Lake, Salakhutdinov & Tenenbaum 2015).
    """

    kind: Literal["glyphs"] = "glyphs"
    alphabets: Annotated[int, Field(ge=1, le=1000, description="alphabets that evolution meets")] = 20
    held_out_alphabets: Annotated[
        int, Field(ge=1, le=1000, description="alphabets that are held out, the same whatever evolution meets")
    ] = 20
    characters: Annotated[int, Field(ge=2, le=1000, description="characters of each alphabet")] = 10
    shift: Annotated[
        Number, Field(ge=0.0, le=12.0, description="how far aside an example is drawn at most, in x and in y [pixels]")
    ] = 1.0
    tremor: Annotated[
        Number,
        Field(ge=0.0, le=12.0, description="standard deviation of each end and bend of a stroke, by example [pixels]"),
    ] = 0.5

    @model_validator(mode="after")
    def _enough_characters(self) -> Self:
        if self.characters < self.ways:
            raise ValueError(
                f"characters = {self.characters} is less than ways = {self.ways}. Set at least {self.ways}"
            )
        return self

    @property
    def inputs(self) -> int:
        """Pixels, by rows."""
        return PIXELS

    def sample(self, key: Key) -> Characters:
        """Draw characters of one of the alphabets that are not held out."""
        alphabet, characters = jax.random.split(key)
        met = self.held_out_alphabets + jax.random.randint(alphabet, (), 0, self.alphabets)
        return self._chosen(characters, met)

    def held_out(self, key: Key, count: int) -> Characters:
        """Draw characters of the alphabets that are examined, each of which comes in turn."""
        return jax.vmap(self._chosen)(jax.random.split(key, count), jnp.asarray(self._examined(count)))

    def _examined(self, count: int) -> npt.NDArray[np.int32]:
        """Return the numbers of alphabets (count,) that are examined in turn: those held out come first of all."""
        first, several = (0, self.held_out_alphabets)
        if self.examined == "met":
            first, several = self.held_out_alphabets, self.alphabets
        return first + np.arange(count, dtype=np.int32) % several

    def _table(self) -> Floats:
        return strokes(self.held_out_alphabets + self.alphabets, self.characters)

    def _chosen(self, key: Key, alphabet: Array) -> Characters:
        characters = jax.random.choice(key, self.characters, (self.ways,), replace=False)
        return Characters(alphabet.astype(jnp.int32), characters.astype(jnp.int32))

    def draw(self, key: Key, instance: Characters, count: int) -> Array:
        """Draw `count` examples of each character: (count, ways, pixels)."""
        table = jnp.asarray(self._table(), jnp.float32)
        points = table[instance.alphabet, instance.characters]  # (ways, strokes, 3, 2)
        aside, tremor = jax.random.split(key)
        moved = self.shift * jax.random.uniform(aside, (count, self.ways, 1, 1, 2), minval=-1.0, maxval=1.0)
        trembled = self.tremor * jax.random.normal(tremor, (count, *points.shape))
        pixels: Array = draw(points + moved + trembled, jnp)
        return pixels

    def drawn_without_jax(self, lives: int) -> tuple[Floats, Floats]:
        """Return examples and queries of the alphabets that are examined; see `ClassificationTask`."""
        random, table = np.random.default_rng(0), self._table()
        count = self.shots + self.queries
        found = np.empty((lives, count, self.ways, PIXELS))
        for life, alphabet in enumerate(self._examined(lives)):
            chosen = random.permutation(self.characters)[: self.ways]
            points = table[alphabet, chosen]
            moved = self.shift * random.uniform(-1.0, 1.0, (count, self.ways, 1, 1, 2))
            found[life] = draw(points + moved + self.tremor * random.standard_normal((count, *points.shape)))
        return found[:, : self.shots], found[:, self.shots :]

    @classmethod
    def tiny(cls) -> Self:
        """Return three classes of two small alphabets."""
        return cls(ways=3, shots=2, queries=2, alphabets=2, held_out_alphabets=2, characters=4)
