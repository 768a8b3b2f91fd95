"""How reference policies score in a task: what `baldwin baseline` prints."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from typing import Any

from baldwin.definition import Definition, from_toml, load, presets, wing_of, wings
from baldwin.definition.names import nearest
from baldwin.errors import DefinitionError, UsageError
from baldwin.replaying import ReferencePolicies, Replaying, replaying_of

__all__ = ["population_of", "reference_policies", "tasks"]


def tasks() -> dict[str, str]:
    """Return the kinds of task whose reference policies are known, with their meanings."""
    return {kind: meaning for kind, (_, meaning) in _known().items()}


def _known() -> dict[str, tuple[Replaying, str]]:
    """Return kind of task -> where its reference policies are known, and what it means."""
    modules = [one for one in map(replaying_of, wings()) if one is not None]
    return {kind: (module, meaning) for module in modules for kind, meaning in module.tasks().items()}


def population_of(
    text: str, overrides: Sequence[str] = (), *, note: Callable[[str], None] = lambda text: None
) -> Definition:
    """Return a definition with the task that is meant: a kind of task first, then a preset or a file.

    Args:
        text: a kind of task, a preset's name or a TOML file.
        overrides: `table.field=value`; of a kind of task fields of the task only.
        note: is called with what should be known, such as that a preset of the same name sets other fields.

    Raises:
        UsageError: nothing is called so.
        DefinitionError: with a line for each rule that is broken.
    """
    known, kind = _known(), text.replace("-", "_").lower()
    if kind in known:
        return _alone(kind, known[kind][0], text, overrides, note)
    named = text.lower().replace("_", "-")
    is_file = os.path.exists(text) or text.lower().endswith(".toml") or os.sep in text
    if text and not is_file and named not in presets():
        guess = nearest(text, [*known, *presets()])
        question = f" Did you mean {guess}?" if guess else ""
        raise UsageError(
            f"{text}: no such task, preset or file.{question} Tasks with reference policies: {', '.join(known)}."
        )
    return load(text, overrides)


def _alone(
    kind: str, module: Replaying, text: str, overrides: Sequence[str], note: Callable[[str], None]
) -> Definition:
    """Return a definition around a kind of task, which has its defaults where nothing overrides them."""
    for one in overrides:
        if not one.partition("=")[0].strip().startswith("task."):
            what = one.partition("=")[0].strip()
            raise UsageError(f"--set {what}: a task alone has fields task.FIELD only. Name a population to set it.")
    preset = presets().get(kind.replace("_", "-"))
    if preset is not None and _task(load(preset)) != _task(from_toml(module.bare(kind), kind)):
        note(f"The preset of this name sets other fields: baldwin baseline {preset}")
    try:
        return from_toml(module.bare(kind), text, overrides)
    except DefinitionError as error:  # its line numbers are of no file on disk
        raise DefinitionError([re.sub(r"^([^:]*):\d+:", r"\1:", one) for one in error.problems]) from None


def reference_policies(definition: Definition, text: str) -> ReferencePolicies:
    """Return how reference policies score in the task of a definition, which errors call `text`.

    Raises:
        UsageError: it is no task of trials, or one that has no reference policies.
    """
    module = replaying_of(wing_of(definition))
    found = None if module is None else module.reference_policies(definition)
    kind: Any = getattr(_task(definition), "kind", "?")
    if found is None:
        raise UsageError(
            f"{text}: task {kind!r} has no reference policies. Tasks that have some: {', '.join(_known())}."
        )
    if not found.policies:
        raise UsageError(
            f"{text}: no reference policies of task {kind!r} can be worked out at this size. Set fewer trials."
        )
    return found


def _task(definition: Any) -> Any:
    return getattr(definition, "task", None)
