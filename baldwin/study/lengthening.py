"""A study whose cells are longer: each continues the cell that it is the continuation of."""

from __future__ import annotations

import shlex
from dataclasses import replace

from baldwin.definition import load
from baldwin.definition.overriding import Override, parse_override
from baldwin.errors import UsageError
from baldwin.lengthening import OPTION, asked_for, not_the_beginning
from baldwin.store.places import runs_option
from baldwin.study.cells import Plan
from baldwin.study.computing import plan_again
from baldwin.study.plan import plan
from baldwin.study.reading import Study
from baldwin.study.spec import STUDY, Spec

__all__ = ["plan_longer"]

FIELD = "population.generations"


def plan_longer(study: Study, asked: int | str) -> Plan:
    """Return the plan of a study that differs from one that exists in having more generations; the same if as many.

    Raises:
        UsageError: no such number of generations, its cells have lengths of their own, or are not the beginning of
            longer ones.
        RunError: the file of the study, or this version, would make another study of it.
    """
    before = plan_again(study)
    spec = before.spec
    if spec.budget.kind == "generations":
        present = int(spec.budget.amount)
        wanted = asked_for(asked, present)
        longer = replace(spec, budget=spec.budget.model_copy(update={"amount": float(wanted)}))
    else:
        _refuse_own_lengths(study, spec, asked)
        present = load(spec.population, spec.fixed).population.generations
        wanted = asked_for(asked, present)
        kept = tuple(one for one in spec.fixed if ".".join(parse_override(one)[0]) != FIELD)
        longer = replace(spec, fixed=(*kept, Override(f"{FIELD}={wanted}", OPTION)))
    if wanted == present:
        return before
    for cell in before.cells:
        if reason := not_the_beginning(cell.definition, wanted):
            raise UsageError(f"{OPTION} {asked}: {reason} (arm {cell.arm}). {_anew(study, wanted)}")
    return plan(longer)


def _refuse_own_lengths(study: Study, spec: Spec, asked: int | str) -> None:
    """Raise UsageError where something but the population decides how long cells are."""
    deciding = [f"it varies {FIELD}"] if any(axis.field == FIELD for axis in spec.axes) else []
    deciding += [f"arm {arm.name} sets {FIELD}" for arm in spec.arms if any(name == FIELD for name, _ in arm.fields)]
    if spec.budget.kind != "none":
        deciding.append(f"its budget of {spec.budget.kind.replace('_', ' ')} decides how long cells are")
    if deciding:
        file = shlex.quote(str(study.path / STUDY))
        remedy = f"Ask for another study of its file: baldwin sweep {file} --vary, --set or --budget .."
        raise UsageError(f"{OPTION} {asked}: {study.name}: {deciding[0]}. {remedy}")


def _anew(study: Study, wanted: int) -> str:
    words = f"{shlex.quote(str(study.path / STUDY))} --set {FIELD}={wanted}{runs_option(study.path)}"
    return f"Compute it whole: baldwin sweep {words}"
