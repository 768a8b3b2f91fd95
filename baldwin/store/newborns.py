"""What is born in a saved generation of a run: weights, genes and genomes as named arrays."""

from __future__ import annotations

import shlex
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy.typing as npt

from baldwin.definition import to_toml, wing_of
from baldwin.engine import Arrays
from baldwin.errors import DamageWarning, ExtinctionWarning, RunError, UsageError
from baldwin.named_arrays import Described, NamedArrays
from baldwin.replaying import Replaying, Who, replaying_of
from baldwin.store import checkpoints
from baldwin.store.provenance import scheme_of
from baldwin.version import VERSION

if TYPE_CHECKING:
    from baldwin.store.reading import Run

__all__ = ["Newborn", "all_newborns", "newborn", "replayer", "saved", "tell_damage", "tell_extinction"]

T = TypeVar("T")


@dataclass(frozen=True)
class Newborn:
    """What one genotype is born with, before it lives; of `individuals`, a first axis counts them.

    `newborn["weights/w1"]` is an array by its name; `described` says what each is.
    """

    generation: int
    arrays: Arrays
    described: dict[str, Described]

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """Return an array by its name; raises KeyError that lists what there is."""
        if name not in self.arrays:
            raise KeyError(f"no {name} in this newborn, which has {', '.join(self.arrays)}")
        return self.arrays[name]

    @property
    def weights(self) -> Arrays:
        """The tensors of its network, by name; empty where there is none."""
        return self._part("weights")

    @property
    def genes(self) -> Arrays:
        """What else it inherits, by name, such as learning rates."""
        return self._part("genes")

    def _part(self, part: str) -> Arrays:
        return {name.removeprefix(f"{part}/"): one for name, one in self.arrays.items() if name.startswith(f"{part}/")}


def newborn(run: Run, replicate: int, generation: int | None, who: Who) -> Newborn:
    """Return what the genotype of one replicate is born with.

    Raises:
        UsageError: there is no such replicate, generation or genotype.
        RunError: no checkpoint can be read.
    """
    count = run.definition.population.replicates
    if not 0 <= replicate < count:
        raise UsageError(f"replicate = {replicate}: {run.path} has replicates 0 to {count - 1}.")
    found, made = _born(run, generation, who, replicate)
    each = {name: values if who == "individuals" else values[0] for name, values in made.arrays.items()}
    axes = ("individuals",) if who == "individuals" else ()
    return Newborn(found, each, _with_axes(made.described, axes))


def all_newborns(run: Run, generation: int | None = None, who: Who = "centre") -> NamedArrays:
    """Return what the genotypes of all replicates are born with: arrays (replicates, ..), or (replicates, k, ..).

    Raises:
        UsageError: there is no such generation or genotype.
        RunError: no checkpoint can be read.
    """
    found, made = _born(run, generation, who)
    count = run.definition.population.replicates
    axes = ("replicates", "individuals") if who == "individuals" else ("replicates",)
    arrays = {
        name: values.reshape(count, -1, *values.shape[1:]) if who == "individuals" else values
        for name, values in made.arrays.items()
    }
    about = {
        "format": 1,
        "program": f"baldwin {VERSION}",
        "run": f"{run.name}/{run.id}",
        "generation": found,
        "who": who,
        "population": to_toml(run.definition),
    }
    return NamedArrays(arrays, _with_axes(made.described, axes), about)


def _born(run: Run, generation: int | None, who: Who, replicate: int | None = None) -> tuple[int, NamedArrays]:
    """Return the generation, and what its genotypes (n, ..) are born with."""
    run = run.trusted()
    replaying, definition = replayer(run), run.definition
    found, genotypes, damaged = saved(run, lambda arrays: replaying.genotypes(definition, arrays, who), generation)
    tell_damage(damaged, found)
    tell_extinction(run)
    chosen = genotypes if replicate is None else genotypes[replicate : replicate + 1]
    return found, replaying.newborns(definition, chosen.reshape(-1, chosen.shape[2]))


def _with_axes(described: Mapping[str, Described], first: tuple[str, ...]) -> dict[str, Described]:
    return {name: one._replace(axes=(*first, *one.axes)) for name, one in described.items()}


def replayer(run: Run) -> Replaying:
    """Return what reads the genotypes of a run.

    Raises:
        UsageError: its wing has no such thing.
    """
    found = replaying_of(wing_of(run.definition))
    if found is None:
        raise UsageError(f"{run.path}: what evolved there cannot be lived again; its kind of population has no replay.")
    return found


def saved(run: Run, take: Callable[[Arrays], T], generation: int | None = None) -> tuple[int, T, list[str]]:
    """Return a saved generation, what `take` makes of its checkpoint, and a sentence on each newer one it refuses.

    Args:
        run: complete, or interrupted: then as it was saved.
        take: raises KeyError or ValueError of a checkpoint that is not what it should be.
        generation: which; by default the newest that can be read.

    Raises:
        UsageError: that generation was not saved.
        RunError: there is no checkpoint that can be read.
    """
    paths = {int(path.stem.removeprefix("gen-")): path for path in checkpoints.candidates(run.path)}
    if generation is not None and generation not in paths and paths:
        known = " and ".join(map(str, sorted(paths)))
        raise UsageError(f"generation = {generation}: {run.path} holds checkpoints of {known}. Name one of these.")
    damaged: list[str] = []
    for number, path in paths.items():
        if generation not in (None, number):
            continue
        try:
            arrays, _ = checkpoints.read(path, scheme_of(run.definition))
            return number, take(arrays), damaged
        except (KeyError, ValueError) as error:
            damaged.append(f"{run.path}: checkpoint {error.args[0]}; left out.")
    remedy = f"Go on with: baldwin resume {shlex.quote(str(run.path))}"
    why = "; ".join(one.removeprefix(f"{run.path}: checkpoint ").removesuffix("; left out.") for one in damaged)
    raise RunError(f"{run.path}: holds no checkpoint that can be read{f' ({why})' if why else ''}. {remedy}")


def tell_damage(damaged: list[str], taken: int) -> None:
    """Warn, with what `saved` says of newer checkpoints, that the generation `taken` is not the newest one."""
    for sentence in damaged:
        warnings.warn(f"{sentence} Generation {taken} was taken.", DamageWarning, stacklevel=2)


def tell_extinction(run: Run) -> None:
    """Warn that what is taken of a run is of replicates, too, that died out."""
    if said := run.died_out:
        warnings.warn(said, ExtinctionWarning, stacklevel=2)
