"""What to say of a command line that cannot be understood."""

from __future__ import annotations

from collections.abc import Sequence

from cyclopts import CycloptsError, UnknownCommandError, UnusedCliTokensError

from baldwin.cli import app
from baldwin.definition import presets
from baldwin.definition.names import did_you_mean, nearest
from baldwin.errors import UsageError

__all__ = ["usage_error"]


def usage_error(error: CycloptsError, arguments: Sequence[str]) -> UsageError:
    """Return an error of cyclopts as one line, with the command whose help to read."""
    command = f"baldwin {arguments[0]}" if arguments and arguments[0] in app else "baldwin"
    return UsageError(f"{_message(error)} See {command} --help.")


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
