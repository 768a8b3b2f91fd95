"""Alleles of a haystack genome, and the founders that are drawn of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from baldwin.definition.table import Table
from baldwin.haystack.definition.shares import Share

__all__ = ["Binary", "Flagged", "Ternary"]


class Ternary(Table):
    """Alleles correct, wrong and plastic (`1`, `0`, `?`), drawn independently per locus in the founders.

    With `plastic_loci` each founder has exactly so many plastic alleles, at loci that are drawn uniformly; each of its
    others is correct with chance correct / (correct + wrong).
    """

    kind: Literal["ternary"] = "ternary"
    correct: Annotated[Share, Field(description="share of correct alleles among the founders")] = 0.25
    wrong: Annotated[Share, Field(description="share of wrong alleles among the founders")] = 0.25
    plastic: Annotated[Share, Field(description="share of plastic alleles among the founders")] = 0.5
    plastic_loci: Annotated[
        Annotated[int, Field(ge=0, le=65536)] | None,
        Field(description="exact number of plastic alleles of each founder, in place of a share"),
    ] = None

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Self:
        if self.plastic_loci is not None:
            return self
        total = self.correct + self.wrong + self.plastic
        if abs(total - 1.0) > 1e-9:
            raise ValueError(
                f"correct + wrong + plastic = {total:g}: founder shares must sum to 1. "
                f"With correct = {self.correct:g} and wrong = {self.wrong:g}, "
                f"plastic is {1.0 - self.correct - self.wrong:g}"
            )
        return self

    @model_serializer(mode="wrap")
    def _only_what_is_said(self, serialised: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out the share of plastic alleles where there is their number, and the reverse."""
        fields: dict[str, Any] = serialised(self)
        fields.pop("plastic_loci" if self.plastic_loci is None else "plastic", None)
        return fields


class Binary(Table):
    """Alleles correct and wrong only: nothing is left to learning (the no-learning control)."""

    kind: Literal["binary"] = "binary"
    correct: Annotated[Share, Field(description="share of correct alleles among the founders")] = 0.5


class Flagged(Table):
    """A bit and a plastic flag per locus, for landscapes in which every phenotype has a score."""

    kind: Literal["flagged"] = "flagged"
    plastic: Annotated[
        Share, Field(description="share of plastic flags among the founders; bits start as fair coins")
    ] = 0.5
