"""From a study file and options to a study, or to all of their errors at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from baldwin.definition.lines import line_of, lines_of
from baldwin.definition.names import did_you_mean
from baldwin.definition.overriding import Override, parse_override, refuse_deep
from baldwin.definition.problems import explain
from baldwin.definition.sources import locate, read, studies
from baldwin.errors import DefinitionError
from baldwin.study.axes import Axis, axis, axis_of, override, split_values, values_text
from baldwin.study.constraints import Constraint, constraint
from baldwin.study.searches import is_adaptive
from baldwin.study.searches import kinds as searches
from baldwin.study.spec import (
    KINDS_OF_BUDGET,
    MAIN,
    NO_TEXT,
    Arm,
    Document,
    Search,
    Spec,
    flat,
    is_name,
    population_path,
)

__all__ = ["Options", "ask"]

T = TypeVar("T")


@dataclass(frozen=True)
class Options:
    """What a command line adds to a study; texts as given."""

    set: Sequence[str] = ()
    vary: Sequence[str] = ()
    arms: Sequence[str] = ()
    controls: Sequence[str] = ()
    constraints: Sequence[str] = ()
    budget: str | None = None
    search: Mapping[str, Any] | None = None  # fields of the table
    name: str | None = None
    runs: Path | None = None  # folder of runs, in which those that found others are looked for


def ask(source: str, options: Options) -> Spec:
    """Return the study that a study file or a population, and options, stand for.

    Raises:    DefinitionError: with one line for each rule that file or options break.
    """
    path, origin = locate(source, studies())
    text = read(path, origin)
    tables = _study_in(text)
    asked = _Asking(origin if tables is not None else "", text)
    document = asked.document(tables or {"population": source})
    if document is None:
        raise DefinitionError(asked.problems)
    population = source
    if tables is not None:
        population = population_path(document.population, path.parent)
        try:
            read(*locate(population))
        except DefinitionError as error:
            raise DefinitionError([f"{asked.place('population')}: {line}" for line in error.problems]) from None
    spec = Spec(
        population=population,
        source=document.population,
        name=options.name if options.name is not None else document.name,
        title=document.title,
        fixed=(*asked.fixed(document.set, "set"), *asked.whole(options.set)),
        burn_in=asked.fixed(document.burn_in, "burn_in"),
        axes=asked.axes(document.vary, options.vary),
        arms=asked.arms(document, options),
        constraints=asked.constraints(document.constraints, options.constraints),
        search=asked.search(document.search, options.search or {}),
        budget=asked.budget(document, options.budget),
        runs=options.runs,
    )
    if options.name is not None and not is_name(options.name):
        rule = "must be lower-case letters, digits and underscores, a letter first"
        asked.problems.append(f"--name {options.name}: {rule}.")
    elif options.name in NO_TEXT:
        asked.problems.append(
            f"--name {options.name}: programs that read tables take this for no value. Choose another."
        )
    asked.problems += [*_set_and_varied(options), *_set_and_budget(options)]
    if asked.problems:
        raise DefinitionError(list(dict.fromkeys(asked.problems)))
    return spec


def _set_and_varied(options: Options) -> list[str]:
    """Return what is wrong with fields that options both set and vary."""
    varied = {text.partition("=")[0].strip() for text in options.vary}
    both = [one for one in options.set if _field(one) in varied]
    return [f"{_given(one)}: varies already (--vary). Leave one of them out." for one in both]


def _set_and_budget(options: Options) -> list[str]:
    """Return what is wrong with generations that a budget gives as well."""
    kind, _, amount = (part.strip() for part in (options.budget or "").partition("="))
    said = [one for one in options.set if _field(one) == "population.generations"]
    if kind != "generations" or not said or said[-1].partition("=")[2].strip() == amount:
        return []
    return [f"--budget {options.budget}: {_given(said[-1])} says otherwise. Leave one of them out."]


def _given(text: str) -> str:
    """Return an override as its user gave it, by `--set` or by the option that stands for it."""
    if isinstance(text, Override) and text.option != "--set":
        return f"{text.option} {text.partition('=')[2]}"
    return f"--set {text}"


def _field(override: str) -> str:
    return override.partition("=")[0].strip()


def _study_in(text: str) -> dict[str, Any] | None:
    """Return a study file as tables, None if the text is something else, such as a population."""
    try:
        tables = tomllib.loads(text)
        refuse_deep(tables)
    except (ValueError, RecursionError):  # reported better where a population is loaded
        return None
    return tables if isinstance(tables.get("population"), str) or "vary" in tables else None


class _Asking:
    """Collects what is wrong, with the place to blame."""

    def __init__(self, origin: str, text: str) -> None:
        self.origin = origin
        self.problems: list[str] = []
        self._lines = lines_of(text) if origin else {}

    def place(self, *path: str) -> str:
        """Return file and line of a table or field."""
        line = line_of(path, self._lines)
        return f"{self.origin}:{line}" if line else self.origin

    def tried(self, origin: str, make: Callable[[], T]) -> T | None:
        """Return what `make` makes, None if it complains."""
        try:
            return make()
        except ValueError as error:
            self.problems.append(f"{origin} {error}.")
            return None

    def document(self, tables: dict[str, Any]) -> Document | None:
        """Return the tables, if their fields are as they should be."""
        try:
            return Document.model_validate(tables)
        except ValidationError as error:
            for problem in explain(error, Document, tables, ()):
                self.problems.append(f"{self.place(*problem.path)}: {problem.sentence(tables)}")
            return None

    def fixed(self, tables: Mapping[str, Any], name: str) -> tuple[Override, ...]:
        """Return a table of fields, `set` or `burn_in`, as overrides."""
        return tuple(override(field, value, f"{self.place(name)}: [{name}]") for field, value in flat(tables))

    def whole(self, overrides: Sequence[str]) -> tuple[Override, ...]:
        """Return the options `--set` and the like; a study file could not distinguish a whole table from its fields."""
        found = []
        for text in overrides:
            one = text if isinstance(text, Override) else Override(text, "--set")
            parsed = self.tried(f"{one.option}:", partial(parse_override, one))
            if parsed is not None and isinstance(parsed[1], dict):
                self.problems.append(f"{one.option}: {one}: sets a whole table. Set its fields one by one.")
            found.append(one)
        return tuple(found)

    def axes(self, tables: Mapping[str, Any], texts: Sequence[str]) -> tuple[Axis, ...]:
        """Return what varies; an option replaces the axis of the same field."""
        found: dict[str, Axis] = {}
        for name, value in flat(tables):
            place = f"{self.place('vary', *name.split('.'))}: [vary]"
            if one := self.tried(place, partial(axis_of, name, value, place)):
                found[one.field] = one
        given: set[str] = set()
        for text in texts:
            if one := self.tried("--vary", partial(axis, text)):
                if one.field in given:
                    self.problems.append(f"--vary {one.field}: given twice. Name all its values at once.")
                given.add(one.field)
                found[one.field] = one
        return tuple(found.values())

    def constraints(self, rules: Sequence[str], texts: Sequence[str]) -> tuple[Constraint, ...]:
        """Return the constraints, those of the file first."""
        place = f"{self.place('constraints')}: [constraints]" if rules else ""
        found = [self.tried(place, partial(constraint, rule, place)) for rule in rules]
        found += [self.tried("--require", partial(constraint, text)) for text in texts]
        return tuple(one for one in found if one is not None)

    def arms(self, document: Document, options: Options) -> tuple[Arm, ...]:
        """Return the arms beside the population itself, controls last, as the study's own file will have them."""
        found: list[Arm] = []
        for word, control in (("arms", False), ("controls", True)):
            for number, table in enumerate(getattr(document, word), start=1):
                place = f"{self.place(word)}: [[{word}]] number {number}"
                pairs = flat({key: value for key, value in table.items() if key != "name"})
                found.append(Arm(str(table.get("name", "")), tuple(pairs), control, place))
        for option, texts, control in (("--arm", options.arms, False), ("--control", options.controls, True)):
            for text in texts:
                if one := self.tried(option, partial(_arm, text, control, option)):
                    found.append(one)
        names = [arm.name for arm in found]
        for arm in found:
            if not is_name(arm.name) or arm.name == MAIN:
                rule = (
                    f"needs a name of its own, not {MAIN}" if arm.name == MAIN else "needs a name, such as no_learning"
                )
                self.problems.append(f"{arm.origin} {arm.name}: {rule} (lower-case letters, digits, underscores).")
            elif arm.name in NO_TEXT:
                self.problems.append(
                    f"{arm.origin} {arm.name}: programs that read tables take this for no value, or for a number. "
                    f"Choose another name, such as {arm.name}_arm."
                )
            elif names.count(arm.name) > 1:
                self.problems.append(f"{arm.origin} {arm.name}: another arm has this name. Choose another.")
            if not arm.fields:
                self.problems.append(
                    f"{arm.origin} {arm.name}: changes nothing. Give it a field, such as lifetime.kind."
                )
            if any(isinstance(value, Mapping) for _, value in arm.fields):
                self.problems.append(f"{arm.origin} {arm.name}: sets a whole table. Set its fields one by one.")
        return tuple(sorted(found, key=lambda arm: arm.control))

    def search(self, table: Search, options: Mapping[str, Any]) -> Search:
        """Return the search, with the options in their place."""
        given = {name: value for name, value in options.items() if value is not None}
        try:
            made = Search.model_validate({**table.model_dump(), **given})
        except ValidationError as error:
            document = {"search": {**table.model_dump(), **given}}
            names = {"kind": "--search", "cells": "--cells", "seed": "--search-seed", "batch": "--batch"}
            for problem in explain(error, Search, document["search"], ()):
                option = names.get(problem.path[-1], "--objective")
                self.problems.append(f"{option}: {problem.sentence(document['search'])}")
            return table
        idle = made.kind in searches() and not is_adaptive(made.kind)
        for name in ("objective", "batch"):
            if idle and name in given:
                self.problems.append(f"--{name} {given[name]}: {made.kind} learns from no result. Leave it out.")
        if made.kind not in searches():
            where = "--search" if "kind" in given else f"{self.place('search', 'kind')}: [search] kind"
            self.problems.append(
                f"{where} {made.kind}: no such search. {did_you_mean(made.kind, searches(), form='{}')}"
            )
        return made

    def budget(self, document: Document, text: str | None) -> Any:
        """Return the budget of the option, else that of the file."""
        table = document.budget
        if text is not None:
            kind, _, amount = (part.strip() for part in text.partition("="))
            try:
                made = type(table).model_validate({"kind": kind, "amount": float(amount.replace("_", ""))})
                if made.amount > 0 or kind == "generations":
                    return self._whole(made, f"--budget {text}:")
                self.problems.append(f"--budget {text}: must be more than 0.")
                return table
            except ValueError:
                if kind in KINDS_OF_BUDGET and amount:
                    self.problems.append(f"--budget {text}: must be a number, more than 0, such as {kind}=1e6.")
                    return table
                allowed = did_you_mean(kind, KINDS_OF_BUDGET, form="{}")
                self.problems.append(f"--budget {text}: must be kind=amount, such as evaluations=1e6. {allowed}")
                return table
        if (table.kind == "none") != (table.amount == 0):
            rule = 'needs kind and amount, such as kind = "evaluations", amount = 1e6'
            self.problems.append(f"{self.place('budget')}: [budget] {rule}.")
        return self._whole(table, f"{self.place('budget')}: [budget]")

    def _whole(self, budget: Any, origin: str) -> Any:
        """Return a budget, having said that there are no half generations."""
        if budget.kind == "generations" and budget.amount != int(budget.amount):
            self.problems.append(f"{origin} generations = {budget.amount:g}: must be a whole number.")
        return budget


def _arm(text: str, control: bool, origin: str) -> Arm:
    """Return the arm in `NAME:table.field=value,table.field=value`."""
    name, colon, rest = text.partition(":")
    if not colon or "=" not in rest:
        raise ValueError(f"{text}: must be NAME:table.field=value,.. such as no_learning:lifetime.kind=none")
    pairs = [parse_override(part) for part in split_values(rest)]
    return Arm(name.strip(), tuple((".".join(path), value) for path, value in pairs), control, origin)


def described(arm: Arm) -> str:
    """Return an arm in one line for people."""
    return f"{arm.name}: {values_text(arm.fields)}" if arm.fields else arm.name
