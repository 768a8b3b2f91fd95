"""How to run it again: commands, the definition as a file, and the user's own files that it names."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from baldwin.definition import presets, to_toml
from baldwin.report.arms import ReportedRun, ReportedRuns
from baldwin.report.markup import Html, join, tag
from baldwin.store import Run
from baldwin.store.provenance import own_files

__all__ = ["again", "code", "install"]


def again(arms: ReportedRuns, until: str | None = None) -> Html:
    """Return the commands and files; what makes this page comes last, for it takes the runs of all arms."""
    several = len(arms) > 1
    names = " ".join(f"{arm.run.name}/{arm.run.id}" for arm in arms)
    page = f"baldwin report {names}{'' if until is None else f' --until {until}'}   # this page"
    return join(
        tag("p", "The same definition gives the same numbers, whatever the number of threads, interrupted or not."),
        install(arms[0].run.info),
        (_arm(arm, _file_name(arm.run, arms.runs), "" if several else page) for arm in arms),
        join(tag("h3", "All arms together"), code("again-page", page)) if several else "",
    )


def code(name: str, text: str) -> Html:
    """Return text to be copied."""
    button = tag("button", "Copy", type="button", data_copy=name, aria_label=f"Copy the command: {text[:60]}")
    return join(tag("pre", tag("code", text, id=name)), tag("p", button, class_="tools script-only"))


def install(info: Mapping[str, Any]) -> Html:
    """Return how to come by the program of a `run.json`: from a clone, as no index of packages has it."""
    clone = f"in a clone of baldwin's repository; this page tells of version {info.get('baldwin', '?')}"
    meaning = "Below, ", tag("code", "baldwin"), " stands for ", tag("code", "uv run baldwin"), "."
    return join(
        code("install", f"pip install uv && uv run baldwin --version   # {clone}"), tag("p", meaning, class_="note")
    )


def _file_name(run: Run, runs: Sequence[Run]) -> str:
    """Return what to save a definition as: arms of one population need different files."""
    alone = [one.name for one in runs].count(run.name) == 1
    return f"{run.name}.toml" if alone else f"{run.name}_{run.id}.toml"


def _arm(arm: ReportedRun, file: str, page: str) -> Html:
    """Return how to evolve an arm again from a `file`, and to make the `page`, where it shows no other."""
    given = arm.run.definition.founders.file
    files = {name: content for name, content in own_files(arm.run.definition).items() if name != given}
    return join(
        "" if page else tag("h3", arm.label),
        code(f"again-{arm.place}", "\n".join([*_commands(arm.run, file), *([page] if page else [])])),
        tag(
            "p",
            tag("button", f"Save {file}", type="button", data_text=f"definition-{arm.place}", data_name=file),
            class_="tools script-only",
        ),
        _file(f"definition-{arm.place}", file, to_toml(arm.run.definition)),
        (
            _file(f"own-{arm.place}-{i}", name, content.decode("utf-8", "replace"))
            for i, (name, content) in enumerate(files.items())
        ),
        _founders(arm.run),
    )


def _founders(run: Run) -> Html | str:
    """Return which file beside the definition it begins with, where one is given: it is no text to be shown."""
    known = run.info.get("founders")
    if not isinstance(known, dict):
        return ""
    parent = f", of {known['run']}" if "run" in known else ""
    text = f"It begins with the founders in {known.get('file')}{parent}, which is in the run's folder (SHA-256 "
    if known.get("who") == "state":
        where = f"{known.get('run', 'another run')} at generation {known.get('generation')}"
        text = f"It is branched from {where}, whose state is in {known.get('file')} in the run's folder (SHA-256 "
    return tag("p", f"{text}{known.get('sha256')}).")


def _commands(run: Run, file: str) -> list[str]:
    lines = []
    source = str(run.info.get("source", ""))
    if source.replace("_", "-").removesuffix(".toml") in presets():
        words = [
            source.removesuffix(".toml"),
            *(w for one in run.info.get("overrides", ()) for w in ("--set", str(one))),
        ]
        lines.append(f"baldwin run {shlex.join(words)}")
        lines.append(f"baldwin run {shlex.quote(file)}   # the same, from the file below")
    else:
        lines.append(f"baldwin run {shlex.quote(file)}   # the file below")
    return lines


def _file(name: str, title: str, text: str) -> Html:
    return tag("details", tag("summary", title), tag("pre", tag("code", text, id=name)))
