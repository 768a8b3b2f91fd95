"""Founders that are given, not drawn: those of another run, or of a file of named arrays beside the definition.

A definition whose founders are known holds the file's content; its run keeps a copy of it, and its id depends on it.
`baldwin.founding` takes founders from runs, and makes such a file of them. With `who = "state"` the file holds all that
a run had saved, and the population is a branch of that run: `baldwin.definition.branching` says what it must keep.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr

from baldwin.definition.names import did_you_mean
from baldwin.definition.table import ONE_LINE, Table
from baldwin.named_arrays import SUFFIXES, NamedArrays

__all__ = ["Founders", "attached", "drop_other_origin"]


class Founders(Table):
    """Who generation 0 is: drawn by the encoding's law, or where `run` or `file` is named, those.

    Individual i of N takes the place of individual floor(i K / N) of the K that are given, in replicate r those of
    replicate r modulo the number of replicates that are given. A branch (`who = "state"`) has no generation 0 of its
    own: it goes on with the generation after the one that was saved.
    """

    run: Annotated[
        str,
        Field(
            pattern=ONE_LINE, description="a run whose last saved generation founds this one: a path, name/id, or id"
        ),
    ] = ""
    file: Annotated[
        str,
        Field(
            pattern=ONE_LINE,
            description="an .npz or .safetensors beside the definition, as `baldwin export` writes it; of a run, the "
            "copy that is kept",
        ),
    ] = ""
    who: Annotated[
        Literal["population", "centre", "champion", "state"],
        Field(
            description="of a run: its individuals (where a mean stands for the population, that); its mean or "
            "consensus; its best individual; or `state`: this population goes on where that one stood, its strategy, "
            "random numbers and count of generations included (a branch)"
        ),
    ] = "population"
    generation: Annotated[
        int | None,
        Field(
            ge=0,
            le=10**9,
            description="of a run: which saved generation, of which a run keeps its last two; omit for the newest",
        ),
    ] = None
    _content: bytes | None = PrivateAttr(None)
    _known: NamedArrays | None = PrivateAttr(None)
    _parent: Any = PrivateAttr(None)

    @property
    def given(self) -> bool:
        """Whether founders are given at all."""
        return bool(self.run or self.file)

    @property
    def source(self) -> tuple[str, bytes] | None:
        """Name and content of the file that holds them; None as long as they are not known."""
        return None if self._content is None else (self.file, self._content)

    @property
    def about(self) -> Mapping[str, Any]:
        """What the file says of its origin; nothing as long as it is not known."""
        return {} if self._known is None else self._known.about

    @property
    def arrays(self) -> NamedArrays | None:
        """Who generation 0 is; None as long as they are not known, and of a branch, whose founders were another's."""
        return None if self.who == "state" else self._known

    @property
    def state(self) -> NamedArrays | None:
        """The state from which a branch goes on, as its parent's engine saved it; None as long as it is not known."""
        return self._known if self.who == "state" else None

    @property
    def parent(self) -> Any:
        """The definition that a branch's state evolved under; None as long as it is not known."""
        return self._parent

    @property
    def spent(self) -> dict[str, int]:
        """What each replicate had spent when its state was saved, by the columns that count it; {} of no branch."""
        spent = self.about.get("spent") if self.who == "state" else None
        return {name: int(count) for name, count in spent.items()} if isinstance(spent, dict) else {}

    def known(self, content: bytes, **fields: Any) -> Self:
        """Return these founders with the content of their file, and other fields.

        Raises:
            ValueError: it is no such file, in a few words.
        """
        made = self.model_copy(update=fields)
        arrays = NamedArrays.read(made.file, content)
        made._content, made._known = content, arrays
        return made

    def of_parent(self, parent: Any) -> Self:
        """Return these founders, who evolved under the definition `parent`."""
        made = self.model_copy()
        made._parent = parent
        return made


def drop_other_origin(merged: Mapping[str, Any], set_paths: Collection[tuple[str, ...]]) -> None:
    """Where an override names another run to found a population, forget the copy of the old one's, and the reverse.

    So too where it asks for something else of the run that is named.
    """
    founders = merged.get("founders")
    if not isinstance(founders, dict):
        return
    others = (
        ("run", "file"),
        ("file", "run"),
        *((one, "file") for one in ("who", "generation") if founders.get("run")),
    )
    for named, other in others:
        if ("founders", named) in set_paths and ("founders", other) not in set_paths:
            founders.pop(other, None)


def attached(founders: Founders, folder: Path) -> Founders:
    """Return founders with the content of the file that they name in `folder`; as they are where they name none.

    Raises:
        ValueError: there is no such file, or it cannot be used; one sentence of fact, one of help.
    """
    name = founders.file
    if not name:
        return founders
    if Path(name).name != name or "\\" in name or Path(name).suffix.lower() not in SUFFIXES:
        raise ValueError(f"must be a file that ends in {' or '.join(SUFFIXES)}, in the same folder as the definition")
    path = folder / name
    try:
        if not path.is_file():  # a pipe might be read for ever
            raise FileNotFoundError
        made = founders.known(path.read_bytes())
        if made.run and made.about.get("run") != made.run:
            raise ValueError(f'holds no founders of run = "{made.run}". Leave out one of the two')
        if (made.about.get("who") == "state") != (made.who == "state"):
            held = "the whole state of a run" if made.who != "state" else "founders, and no state of a run"
            raise ValueError(f'holds {held}. Set founders.who to "{made.about.get("who", "population")}"')
        return made
    except FileNotFoundError:
        near = sorted(one.name for suffix in SUFFIXES for one in folder.glob(f"*{suffix}") if one.is_file())
        hint = did_you_mean(name, near) if near else "Write one: baldwin export RUN --to npz --output ."
        raise ValueError(f"no such file beside the definition. {hint}") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ValueError(f"cannot be read: {reason}. Make it readable") from None
    except ValueError as error:
        remedy = "" if ". " in str(error) else ". Write it anew: baldwin export RUN --to npz"
        raise ValueError(f"{error}{remedy}") from None
