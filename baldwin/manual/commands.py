"""The reference of commands, read from the parser that runs them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cyclopts import App

from baldwin.manual.docstrings import described
from baldwin.manual.topic import Section, cell, escaped, table

__all__ = ["command_sections"]


def command_sections(app: App) -> Iterator[Section]:
    """Yield a section for each command of the program, and for each command within one."""
    names = [name for name in app if not name.startswith("-")]
    rows = [[f"`baldwin {name}`", cell(_summary(app[name]))] for name in names]
    yield Section("", table(["command", "what it does"], rows))
    for name in names:
        command = app[name]
        if command.default_command is not None:
            yield _command(name, command)
        for inner in (one for one in command if not one.startswith("-")) if not command.default_command else ():
            yield _command(f"{name} {inner}", command[inner])


def _summary(command: App) -> str:
    text = command.help if command.default_command is None else described(command.default_command).summary
    return str(text or "").strip()


def _command(name: str, command: App) -> Section:
    said = described(command.default_command)
    arguments = [one for one in command.assemble_argument_collection() if one.show and one.names[0] != "*"]
    places = [one.names[0] for one in arguments if not one.names[0].startswith("-")]
    options = [one for one in arguments if one.names[0].startswith("-")]
    usage = " ".join([f"baldwin {name}", *places, *(["[OPTIONS]"] if options else [])])
    parts = [f"```text\n{usage}\n```", escaped(" ".join(said.opening.split("\n\n")[0].split()))]
    parts += [escaped(" ".join(one.split())) for one in said.opening.split("\n\n")[1:]]
    given = said.items("Parameters")
    rows = [[f"`{', '.join(one.names)}`", cell(_meaning(one, given)), _default(one)] for one in arguments]
    if rows:
        parts.append(table(["argument", "meaning", "default"], rows))
    if examples := said.sections.get("Examples", "").strip():
        parts.append("```sh\n" + "\n".join(line.strip() for line in examples.splitlines()) + "\n```")
    return Section(f"baldwin {name}", "\n\n".join(filter(None, parts)), (name,))


def _meaning(argument: Any, given: dict[str, str]) -> str:
    """Return what an argument is for, with its choices."""
    known = argument.parameter.help or given.get(argument.names[0].lower().replace("-", "_"), "")
    choices = argument.get_choices()
    return f"{known} One of {', '.join(choices)}.".strip() if choices else str(known)


def _default(argument: Any) -> str:
    default = argument.field_info.default
    if argument.required:
        return "must be given"
    return "" if default in (None, False, "") or not isinstance(default, int | float | str) else f"`{default}`"
