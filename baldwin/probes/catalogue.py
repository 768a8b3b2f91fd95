"""The kinds of probe: one per file of this folder, or a class in a Python file of the user's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from inspect import getdoc
from pathlib import Path
from typing import Annotated, Any

from pydantic import ValidationError

from baldwin.definition.base import Table
from baldwin.definition.families import Family, Own
from baldwin.definition.kinds import names_file, whole
from baldwin.definition.names import did_you_mean
from baldwin.definition.overriding import merge
from baldwin.definition.plugins import load_own
from baldwin.definition.problems import Problem, explain
from baldwin.errors import DefinitionError, UsageError
from baldwin.genotypes import REPLAYED, evolved
from baldwin.probes.keeping import keep
from baldwin.probes.probe import Probe, ProbedLives, ProbeResult
from baldwin.store.reading import Run
from baldwin.study.axes import override_texts

__all__ = ["applying", "examine", "load_probe", "probes", "summary"]

FEW = 4  # lives that show whether a probe applies

FAMILY = Family(
    "probe", "baldwin.probes", "baldwin.probes.probe:Probe", besides=("catalogue", "dissection", "keeping", "probe")
)


class _Asked(Table):
    """The one table of a request, `probe`, so that it is checked as the tables of definitions are."""

    probe: Annotated[Probe, FAMILY]


def probes() -> tuple[str, ...]:
    """Return the kinds of probe by name; imports none of them."""
    return FAMILY.names()


def summary(kind: str) -> str:
    """Return the first line of a probe's docstring."""
    return (getdoc(FAMILY.load(kind)) or "").partition("\n")[0]


def applying(run: Run, *, trust: bool = False) -> dict[str, str]:
    """Return kind -> why this probe does not apply to a run, empty where it does; a few lives are lived for it.

    Raises:
        UsageError: lives of its wing cannot be lived again.
        UntrustedError: Python files that came with it have never been run on this machine.
        RunError: it holds no checkpoint that can be read.
    """
    lives, found = ProbedLives(evolved(run, trust=trust), FEW), dict[str, str]()
    for kind in probes():
        try:
            load_probe(kind).check(lives)
            found[kind] = ""
        except UsageError as error:
            found[kind] = str(error).removeprefix(f"{run.path}: ")
    return found


def load_probe(kind: str, fields: Sequence[str] | Mapping[str, Any] = ()) -> Probe:
    """Return a probe with its fields set.

    Args:
        kind: as `probes` names it, or a class in a file of the user's own: `folder/my_probe.py:MyProbe`, which is run.
        fields: of the probe, texts `field=value` or field -> value.

    Raises:
        UsageError: there is no such probe.
        DefinitionError: with a line for each field that breaks a rule, or for what is wrong with the file.
    """
    name, folder = kind.replace("-", "_"), Path()
    if names_file(kind):
        folder, name = Path(kind).parent, Path(kind).name
    elif name not in probes():
        raise UsageError(f"{kind}: no such probe. {did_you_mean(kind, probes(), '{}')}")
    texts = [f"probe.{text}" for text in override_texts(fields)]
    merged, _, malformed = merge({"probe": {"kind": name}}, texts)
    own, refused = load_own(_Asked, merged, folder)
    if refused:
        raise DefinitionError([f"{kind}: {message}." for _, message in refused])
    if malformed:
        raise DefinitionError([problem.replace("probe.", "", 1) for problem in malformed])
    try:
        return _Asked.model_validate(merged, context=own).probe
    except ValidationError:
        problems = [one.sentence(merged) for one in _explained(own, merged)]
        raise DefinitionError([f"--set: {one}" for one in problems]) from None


def _explained(own: Own, merged: Mapping[str, Any]) -> list[Problem]:
    model = whole(_Asked, tuple(own.items()))
    try:
        model.model_validate(merged)
    except ValidationError as error:
        return explain(error, model, merged, ())
    return []


def examine(run: Run, probe: Probe, instances: int | None = None, *, trust: bool = False) -> ProbeResult:
    """Return what a probe finds of the genotypes that stand for a run's last generation, and keep it in the run.

    Args:
        run: complete, or interrupted: then as it was saved.
        probe: as `load_probe` returns it.
        instances: held-out instances that each genotype lives in.
        trust: run Python files that came with the run, even if they have never been run on this machine.

    Raises:
        UsageError: the probe does not apply to this run.
        RunError: the run holds no checkpoint that can be read.
    """
    known = evolved(run, trust=trust)
    lives = ProbedLives(known, REPLAYED if instances is None else instances)
    found = replace(probe.find(lives), warnings=known.notes, kind=getattr(probe, "kind", ""))
    fields = probe.model_dump(mode="json", exclude={"kind"})
    own = not type(probe).__module__.startswith(f"{FAMILY.package}.")
    name = type(probe).__name__ if own else found.kind
    how = {"about": getdoc(type(probe)) or "", "generation": known.generation, "instances": lives.instances}
    return keep(run, name, found, {**how, "fields": fields, "own": own})
