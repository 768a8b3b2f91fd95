"""Arrays with a name, a meaning and a unit each, in files that NumPy, PyTorch and others read without this program.

An `.npz` holds beside its arrays the text `description`, a JSON object; a `.safetensors` holds it in its metadata, by
the same name. Text, which safetensors has not, is there a last axis of ASCII codes. Equal arrays give equal bytes.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["SUFFIXES", "Described", "NamedArrays"]

SUFFIXES = (".npz", ".safetensors")
DESCRIPTION = "description"
LETTERS = "letters, as ASCII codes"  # the axis that a text has where it is stored as numbers


class Described(NamedTuple):
    """What an array is."""

    meaning: str
    axes: tuple[str, ...] = ()
    unit: str = "none, a pure number"


@dataclass(frozen=True)
class NamedArrays:
    """Arrays, what each of them is, and where they come from."""

    arrays: dict[str, npt.NDArray[Any]]
    described: dict[str, Described] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)  # values that JSON has

    def copied(self) -> dict[str, npt.NDArray[Any]]:
        """Return the arrays for somebody who may write to them."""
        return {name: values.copy() for name, values in self.arrays.items()}

    def description(self, arrays: Mapping[str, npt.NDArray[Any]] | None = None) -> str:
        """Return the JSON object that files hold: where arrays come from, and name -> shape, axes, meaning and unit."""
        rows = {}
        for name, values in (arrays or self.arrays).items():
            meaning, axes, unit = self.described.get(name, Described(""))
            axes = (*axes, LETTERS) if self.arrays[name].dtype.kind == "U" != values.dtype.kind else axes
            kind = "text" if values.dtype.kind == "U" else values.dtype.name
            rows[name] = {"shape": list(values.shape), "type": kind, "axes": list(axes)}
            rows[name] |= {"meaning": meaning, "unit": unit}
        return json.dumps({**self.about, "arrays": rows}, ensure_ascii=False)

    def write_npz(self, path: Path) -> None:
        """Write a file for `numpy.load`."""
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **self.arrays, **{DESCRIPTION: np.array(self.description())})

    def write_safetensors(self, path: Path) -> None:
        """Write a file for the loaders of safetensors, such as `safetensors.torch.load_file`."""
        path.write_bytes(self.as_safetensors())

    def as_safetensors(self) -> bytes:
        """Return what such a file holds."""
        from safetensors.numpy import save

        dense = {name: np.asarray(_numbers(values), order="C") for name, values in self.arrays.items()}
        return save(dense, metadata={DESCRIPTION: self.description(dense)})  # one entry: several have no fixed order

    def populations(self, name: str, own: int) -> npt.NDArray[Any]:
        """Return an array as (replicates, individuals, ..), given how many axes one individual's part of it has.

        An array without an axis before those is one individual's; with one that is not said to count replicates, it
        holds the individuals of one population.

        Raises:
            ValueError: it has more axes than that, or none of its axes has anything in it.
        """
        values = self.arrays[name]
        if values.dtype == np.uint8 and own == 0:
            values = np.ascontiguousarray(values).view(f"S{values.shape[-1]}")[..., 0].astype("U")
        axes = self.described[name].axes if name in self.described else ()
        lead = values.ndim - own
        if lead == 1 and axes[:1] == ("replicates",):
            values = values[:, None]
        elif lead < 2:
            values = values[(None,) * (2 - lead)] if lead >= 0 else values
        if values.ndim != own + 2 or not values.size:
            raise ValueError(f"{name} is of shape {self.arrays[name].shape}, which is no population")
        return values

    @classmethod
    def read(cls, name: str, content: bytes) -> NamedArrays:
        """Return what a file of this name holds, however it was made; nothing of it is executed.

        Raises:
            ValueError: it is neither kind of file, or damaged; in a few words.
        """
        suffix = Path(name).suffix.lower()
        if suffix not in SUFFIXES:
            raise ValueError(f"must end in {' or '.join(SUFFIXES)}")
        arrays, text = _npz(content) if suffix == ".npz" else _safetensors(content)
        try:
            about = json.loads(text) if text else {}
            rows = about.pop("arrays", {})
            described = {one: Described(row["meaning"], tuple(row["axes"]), row["unit"]) for one, row in rows.items()}
        except (ValueError, KeyError, TypeError, AttributeError):  # somebody else's description
            about, described = {}, {}
        return cls(arrays, described, about)


def _numbers(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return text (..) as ASCII codes (.., letters), anything else as it is."""
    if values.dtype.kind != "U":
        return values
    ascii_ = np.asarray(values).astype("S")
    return ascii_.view(np.uint8).reshape(*values.shape, ascii_.dtype.itemsize)


def _npz(content: bytes) -> tuple[dict[str, npt.NDArray[Any]], str]:
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, AttributeError, KeyError) as error:
        raise ValueError("is no .npz file of plain arrays, or it is damaged") from error
    text = arrays.pop(DESCRIPTION, None)
    return arrays, str(text) if text is not None and text.dtype.kind == "U" else ""


def _safetensors(content: bytes) -> tuple[dict[str, npt.NDArray[Any]], str]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays = load(content)
        size = int.from_bytes(content[:8], "little")
        metadata = json.loads(content[8 : 8 + size]).get("__metadata__", {})
    except (SafetensorError, ValueError, KeyError, AttributeError) as error:
        raise ValueError("is no .safetensors file, or it is damaged") from error
    return arrays, str(metadata.get(DESCRIPTION, ""))
