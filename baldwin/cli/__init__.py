"""The command line: one subcommand per file, loaded when it is called."""

from __future__ import annotations

import inspect
from collections.abc import Sequence

from cyclopts import App

from baldwin.manual.docstrings import described
from baldwin.version import VERSION

__all__ = ["app", "complete_help"]

_COMMANDS = {
    "run": ("baldwin.cli.run:run", "Evolve a population and keep the run."),
    "resume": ("baldwin.cli.resume:resume", "Continue a run that was interrupted."),
    "sweep": ("baldwin.cli.sweep:sweep", "Run a population many times, some of its fields varied."),
    "study": ("baldwin.cli.study:app", "Look at a study, go on with it, write its table."),
    "check": ("baldwin.cli.check:check", "Print a population in full, and what its run will need."),
    "new": ("baldwin.cli.new:new", "Write files to make something of your own of: a task, a rule, a study, ..."),
    "list": ("baldwin.cli.list:list_", "List what ships, and the runs."),
    "tag": ("baldwin.cli.tag:tag", "Give a run tags, by which lists are filtered."),
    "note": ("baldwin.cli.note:note", "Write down what a run is for."),
    "bin": ("baldwin.cli.bin:bin_", "Delete runs so that they can be had back."),
    "show": ("baldwin.cli.show:show", "Show what a run holds and how it went."),
    "baseline": ("baldwin.cli.baseline:baseline", "Show how reference policies score in a task."),
    "assay": ("baldwin.cli.assay:assay", "Examine what evolved in other settings of its task."),
    "probe": ("baldwin.cli.probe:probe", "Analyse what an evolved individual knows."),
    "dissect": ("baldwin.cli.dissect:dissect", "Take apart what evolved: start of a life, rule of learning."),
    "plot": ("baldwin.cli.plot:plot", "Draw the figures of one or more runs."),
    "report": ("baldwin.cli.report:report", "Write a run as one page that opens anywhere."),
    "explore": ("baldwin.cli.explore:explore", "Explore a population in the browser, with sliders."),
    "watch": ("baldwin.cli.watch:watch", "Follow a running evolution in the terminal."),
    "compare": ("baldwin.cli.compare:compare", "Compare arms with a control: effect sizes and intervals."),
    "export": ("baldwin.cli.export:export", "Write a run's tables in a format of other programs."),
    "reproduce": ("baldwin.cli.reproduce:reproduce", "Test claims: published, theory, and our own."),
    "bench": ("baldwin.cli.bench:bench", "Measure how fast the simulation is on this machine."),
    "schema": ("baldwin.cli.schema:schema", "Print the JSON Schema of population or study files, for editors."),
    "help": ("baldwin.cli.help:help_", "Read the manual: topics, fields, columns, words."),
    "manual": ("baldwin.cli.manual:manual", "Write the manual as one page that opens anywhere."),
    "completion": ("baldwin.cli.completion:completion", "Print a script that completes commands in your shell."),
}

_EXAMPLES = """\
Examples:
  baldwin run hinton-nowlan                        evolve a preset
  baldwin run mine.toml --set lifetime.trials=300  change one field of a file
  baldwin list                                     see presets and runs
  baldwin run --help                               see examples of a command

Every command takes --debug: an error then shows where it arose."""

app = App(
    name="baldwin",
    help="Watch learning guide evolution.",
    help_epilogue=_EXAMPLES,
    help_format="plaintext",
    version=VERSION,
    suppress_keyboard_interrupt=False,
    result_action="return_value",
)
for _name, (_target, _help) in _COMMANDS.items():
    app.command(_target, name=_name, help=_help, sort_key=list(_COMMANDS).index(_name))


def complete_help(arguments: Sequence[str]) -> None:
    """Give the command that is called its docstring as help, the section `Examples` at the end; loads the command.

    cyclopts shows no examples of its own accord, and knows only the line above of a command that it has not loaded.
    """
    command = app
    for name in arguments[:2]:
        if name.startswith("-") or name not in command:
            break
        command = command[name]
    if command is app or not inspect.getdoc(command.default_command):
        return
    said = described(command.default_command)
    examples = said.sections.get("Examples", "").strip()
    command.help = "\n\n".join(" ".join(paragraph.split()) for paragraph in said.opening.split("\n\n"))
    command.help_epilogue = "\n  ".join(["Examples:", *examples.splitlines()]) if examples else ""
