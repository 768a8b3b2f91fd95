"""Few-shot classification: a new choice of classes in each instance, met in examples with their labels."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from baldwin.neural.contracts.kind import Array, Instance, Key
from baldwin.neural.contracts.tasks import Batch, SupervisedTask
from baldwin.neural.lazy_jax import jax, jnp

if TYPE_CHECKING:
    from baldwin.neural.theory.reference_policy import ReferencePolicy

__all__ = ["ClassificationTask"]

Floats = npt.NDArray[np.float64]

LIVES = 1000  # that reference policies live: the standard error of a share of right answers is then some 0.003
CHANCE, RAW = "chance", "raw nearest mean"  # names of reference policies
ACCURACY = "share of queries that are answered right"


class ClassificationTask(SupervisedTask):
    """N classes in each instance, K labelled examples of each to learn from, and others to be scored on.

    Answers are N numbers, whose softmax are the chances of the classes; targets are one-hot. Which class is called the
    first is chance, so that nothing but learning tells one from another. Examples come shot by shot: of N K rows, the
    first N are one of each class, in the order of their labels, and so on.
    """

    ways: Annotated[int, Field(ge=2, le=1000, description="classes of an instance (N)")] = 5
    shots: Annotated[int, Field(ge=1, le=1000, description="examples of each class to learn from (K)")] = 5
    queries: Annotated[int, Field(ge=1, le=1000, description="examples of each class that a life is scored on")] = 5
    scored: Annotated[
        Literal["cross_entropy", "accuracy"],
        Field(
            description="what is scored: `cross_entropy`, with its sign changed, or `accuracy`, the share of right "
            "answers, which has no slope; assays report it either way"
        ),
    ] = "cross_entropy"

    examined: Annotated[
        Literal["held_out", "met"],
        Field(
            description="which classes assays examine, and reference policies meet: those that are held out, or those "
            "that evolution meets; whoever does much better there has learned classes by heart"
        ),
    ] = "held_out"

    @property
    def score_name(self) -> str:  # type: ignore[override] # what is scored is a field here
        """What is scored, with its unit."""
        return ACCURACY if self.scored == "accuracy" else "minus cross-entropy [nats]"

    @property
    def error_name(self) -> str | None:  # type: ignore[override]
        """The cross-entropy, where it is scored."""
        return None if self.scored == "accuracy" else "cross-entropy [nats]"

    @property
    def outputs(self) -> int:
        """One number for each class."""
        return self.ways

    @property
    def examples(self) -> tuple[int, int]:
        """How many examples a life learns from, and is scored on."""
        return self.ways * self.shots, self.ways * self.queries

    @abstractmethod
    def draw(self, key: Key, instance: Instance, count: int) -> Array:
        """Draw `count` examples of each class: (count, ways, inputs)."""

    def support(self, key: Key, instance: Instance) -> Batch:
        """Draw the examples that a life learns from, shot by shot."""
        return self._labelled(self.draw(jax.random.fold_in(key, 0), instance, self.shots))

    def query(self, key: Key, instance: Instance) -> Batch:
        """Draw the examples that a life is scored on, as many of each class."""
        return self._labelled(self.draw(jax.random.fold_in(key, 1), instance, self.queries))

    def _labelled(self, drawn: Array) -> Batch:
        """Return examples (count, ways, inputs) as rows with their labels, shot by shot."""
        count = drawn.shape[0]
        return Batch(drawn.reshape(count * self.ways, self.inputs), jnp.tile(jnp.eye(self.ways), (count, 1)))

    def loss(self, answers: Array, targets: Array) -> Array:
        """Return the cross-entropy () [nats] of the softmax of answers (K, N), mean over examples."""
        return -jnp.mean(jnp.sum(targets * jax.nn.log_softmax(answers), axis=-1))

    def accuracy(self, answers: Array, targets: Array) -> Array:
        """Return the share of examples () whose largest answer is that of their class; ties count as a draw does."""
        largest = answers == answers.max(axis=-1, keepdims=True)
        right: Array = jnp.mean(jnp.sum(targets * largest, axis=-1) / largest.sum(axis=-1))
        return right

    def score(self, answers: Array, targets: Array) -> Array:
        """Return what `scored` says, ()."""
        return self.accuracy(answers, targets) if self.scored == "accuracy" else -self.loss(answers, targets)

    @property
    def chance_score(self) -> float:
        """What is scored by who knows nothing, and holds all classes for equally likely."""
        return 1.0 / self.ways if self.scored == "accuracy" else -math.log(self.ways)

    def innate_ceiling(self) -> float:
        """Return the score of chance: labels are dealt anew in each instance, so that none is known at birth."""
        return self.chance_score

    def drawn_without_jax(self, lives: int) -> tuple[Floats, Floats] | None:
        """Return examples (lives, shots, ways, inputs) and queries (lives, queries, ways, inputs), or None.

        Of the classes that are `examined`; for reference policies.
        """
        del lives
        return None

    def references_of(self, shots: int, *, curve: bool) -> dict[str, list[float]]:
        """Return what others than chance score after so many shots: name of a policy -> scores; loads no JAX.

        With `curve`, at birth, where all that can be known is chance, and after each shot; else after the last alone.
        """
        found = {}
        for one in self.reference_policies():
            scores = [float(score) for score in one.scores[:shots]]
            if one.name != CHANCE and scores:
                found[one.name] = [self.chance_score, *scores] if curve else scores[-1:]
        return found

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return how reference policies score after each shot (K,), the best first; loads no JAX.

        The nearest mean of raw inputs, over `LIVES` lives, is what an embedding must be better than.
        """
        from baldwin.neural.theory.few_shot import nearest_mean
        from baldwin.neural.theory.reference_policy import constant

        drawn = self.drawn_without_jax(LIVES)
        known = () if drawn is None else (nearest_mean(RAW, *drawn, self.scored),)
        return (*known, constant(CHANCE, self.chance_score, self.shots))
