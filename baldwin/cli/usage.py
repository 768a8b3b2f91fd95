"""What to say of a command line that cannot be understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cyclopts import CycloptsError, UnknownCommandError, UnknownOptionError, UnusedCliTokensError

from baldwin.cli import app
from baldwin.definition import load, presets
from baldwin.definition.names import did_you_mean, nearest
from baldwin.errors import DefinitionError, UsageError

__all__ = ["usage_error"]

SETTING = ("run", "check", "sweep")  # commands with a population and --set


def usage_error(error: CycloptsError, arguments: Sequence[str]) -> UsageError:
    """Return an error of cyclopts as one line, with the command whose help to read."""
    command = f"baldwin {arguments[0]}" if arguments and arguments[0] in app else "baldwin"
    return UsageError(_field_hint(error, arguments) or f"{_message(error)} See {command} --help.")


def _field_hint(error: CycloptsError, arguments: Sequence[str]) -> str:
    """Return how to set what was given as an option but is a field of the population named; empty if it is none."""
    token = getattr(error, "token", None)
    option = str(getattr(token, "keyword", None) or "")
    if not (isinstance(error, UnknownOptionError) and option.startswith("--") and len(arguments) > 1):
        return ""
    if arguments[0] not in SETTING:
        return ""
    try:
        definition = load(arguments[1])
    except DefinitionError:
        return ""
    fields: dict[str, list[str]] = {}
    for table, one in definition:
        for field in getattr(type(one), "model_fields", ()):
            fields.setdefault(field, []).append(table)
    name = option.removeprefix("--").replace("-", "_")
    suggested = re.search(r"Did you mean --([\w-]+)", str(error))
    options = [suggested[1].replace("-", "_")] if suggested else []
    meant = name if name in fields else nearest(name, [*options, *fields])
    if meant not in fields or (meant != name and meant in options):  # an option sets it, in fewer letters
        return ""
    joined = next((one for one in arguments if one.startswith(f"{option}=")), "").partition("=")[2]
    following = dict(pairwise(arguments)).get(option, "")
    value = joined or ("" if following.startswith("--") else following) or "VALUE"
    ways = " or ".join(f"--set {table}.{meant}={value}" for table in fields[meant])
    if meant == name:
        return f"{option}: is a field of the population, no option. Write {ways}"
    return f"Unknown option: {option}. Did you mean {ways}?"


def _message(error: CycloptsError) -> str:
    tokens = list(error.unused_tokens or ())
    if isinstance(error, UnknownCommandError) and tokens:
        return _unknown_command(tokens[0], error)
    if isinstance(error, UnusedCliTokensError) and tokens:
        return f"Unexpected argument: {tokens[0]}."
    text = " ".join(str(error).split())
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _unknown_command(token: str, error: UnknownCommandError) -> str:
    called = error.app or app
    names = [name for name in called if not name.startswith("-")]
    if called is not app and not token.startswith("-"):
        return f"Unknown command: {token}. {did_you_mean(token, names, form='{}')}"
    if token.startswith("-"):
        guess = nearest(token, ["--help", "--version", "--debug"])
        return f"Unknown option: {token}." + (f" Did you mean {guess}?" if guess else "")
    if token.endswith(".toml") or token.replace("_", "-") in presets():
        return f"Unknown command: {token}. Did you mean baldwin run {token}?"
    guess = nearest(token, names)
    question = f" Did you mean {guess}?" if guess else ""
    return f"Unknown command: {token}.{question} Commands: {', '.join(names)}."
