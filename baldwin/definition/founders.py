"""Founders that are given, not drawn: those of another run, or of a file of named arrays beside the definition.

A definition whose founders are known holds the file's content; its run keeps a copy of it, and its id depends on it.
`baldwin.founding` takes founders from runs, and makes such a file of them.
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
    replicate r modulo the number of replicates that are given.
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
        Literal["population", "centre", "champion"],
        Field(
            description="of a run: its individuals (where a mean stands for the population, that); its mean or "
            "consensus; or its best individual"
        ),
    ] = "population"
    _content: bytes | None = PrivateAttr(None)
    _arrays: NamedArrays | None = PrivateAttr(None)

    @property
    def given(self) -> bool:
        """Whether founders are given at all."""
        return bool(self.run or self.file)

    @property
    def source(self) -> tuple[str, bytes] | None:
        """Name and content of the file that holds them; None as long as they are not known."""
        return None if self._content is None else (self.file, self._content)

    @property
    def arrays(self) -> NamedArrays | None:
        """What the file holds; None as long as they are not known."""
        return self._arrays

    def known(self, content: bytes, **fields: Any) -> Self:
        """Return these founders with the content of their file, and other fields.

        Raises:
            ValueError: it is no such file, in a few words.
        """
        made = self.model_copy(update=fields)
        arrays = NamedArrays.read(made.file, content)
        made._content, made._arrays = content, arrays
        return made


def drop_other_origin(merged: Mapping[str, Any], set_paths: Collection[tuple[str, ...]]) -> None:
    """Where an override names another run to found a population, forget the copy of the old one's, and the reverse."""
    founders = merged.get("founders")
    for named, other in (("run", "file"), ("file", "run")):
        if isinstance(founders, dict) and ("founders", named) in set_paths and ("founders", other) not in set_paths:
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
        if made.run and made.arrays is not None and made.arrays.about.get("run") != made.run:
            raise ValueError(f'holds no founders of run = "{made.run}". Leave out one of the two')
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
