"""Whose number an expected value is: published, theory, or a regression of our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, get_args

__all__ = [
    "KINDS",
    "LEGEND",
    "THEORY",
    "THIS_PROGRAM",
    "Citation",
    "Kind",
    "Source",
    "published",
    "regression",
    "theory",
]

Kind = Literal["published", "theory", "regression"]

KINDS: tuple[Kind, ...] = get_args(Kind)

LEGEND: dict[Kind, str] = {
    "published": "printed in a publication, or computed from the data published with it; the citation says where",
    "theory": "a closed form, an exact recursion, or what follows from the definition; nobody had to measure it",
    "regression": "a regression of our own: what this project measured beforehand, with what is named. That it is met "
    "shows that the program still does what it did, not that others have found it",
}
"""Kind of a source -> what that means."""


@dataclass(frozen=True)
class Citation:
    """Where a number was published.

    Attributes:
        authors: as they are cited, such as `Hinton & Nowlan`.
        year: of publication; None of what bears no date, such as a repository.
        place: page, table, figure or equation in it, or the file of its published data.
    """

    authors: str
    year: int | None
    place: str

    def __str__(self) -> str:
        return f"{self.authors} ({self.year or 'no date'}), {self.place}"


@dataclass(frozen=True)
class Source:
    """Whose number an expected value is.

    Attributes:
        kind: published, theory or regression.
        words: of theory, where it is derived; of a regression, with what it was measured; else empty.
        citation: of what was published; None of all else.
    """

    kind: Kind
    words: str = ""
    citation: Citation | None = None

    def __post_init__(self) -> None:
        if (self.kind == "published") != (self.citation is not None):
            raise ValueError(f"{self.kind}: what is published has a citation, and nothing else has")
        if self.kind == "regression" and not self.words:
            raise ValueError("a regression says with what it was measured")

    def __str__(self) -> str:
        name = "regression of our own" if self.kind == "regression" else self.kind
        detail = str(self.citation) if self.citation else self.words
        return f"{name}: {detail}" if detail else name

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Return the source that JSON holds; raises KeyError, TypeError or ValueError if it is none."""
        citation = row["citation"]
        return cls(row["kind"], row["words"], None if citation is None else Citation(**citation))


def published(authors: str, year: int | None, place: str) -> Source:
    """Return the source of a number that stands in a publication, at a page, table, figure or equation."""
    return Source("published", citation=Citation(authors, year, place))


def theory(words: str = "") -> Source:
    """Return the source of a number that follows from a definition; `words` say where it is derived."""
    return Source("theory", words)


def regression(words: str) -> Source:
    """Return the source of a number that this project measured beforehand; `words` say with what."""
    return Source("regression", words)


THEORY = theory()

THIS_PROGRAM = regression("this program itself")
"""Measured by the code that is tested; no independent program knows the number."""
