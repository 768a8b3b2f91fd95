"""`baldwin reproduce`: test the claims of a ladder, or that they fail on their nulls."""

from __future__ import annotations

import json as json_
import signal
import sys
from typing import Annotated

from cyclopts import Parameter

from baldwin.claims.journal import ClaimJournal
from baldwin.claims.ladder import find_ladder, ladders, verify
from baldwin.claims.populations import Populations, StoppedError
from baldwin.claims.report import as_json, as_legend, as_table, summary
from baldwin.claims.story import as_story, parts_of
from baldwin.cli import candidates
from baldwin.cli.options import Json, Quiet, Runs
from baldwin.errors import UsageError
from baldwin.progress.run import run_printer
from baldwin.stopping import Stop, stoppable
from baldwin.store.finding import runs_folder

__all__ = ["reproduce"]


Quick = Annotated[
    bool, Parameter(name="--quick", negative="", show_default=False, help="Test the quickest claims only.")
]
Only = Annotated[
    list[str] | None,
    Parameter(name="--only", negative="", help="Test one claim, such as R04. Repeatable.", completer=candidates.claims),
]
OnNulls = Annotated[
    bool,
    Parameter(
        name="--null",
        negative="",
        show_default=False,
        help="Test each claim where it must fail: without selection, untrained, or by a wrong theory.",
    ),
]
Fresh = Annotated[
    bool,
    Parameter(
        name="--fresh",
        negative="",
        show_default=False,
        help="Discard what exists, populations too, and start over.",
    ),
]


def reproduce(
    ladder: Annotated[str | None, Parameter(completer=candidates.ladders)] = None,
    /,
    *,
    quick: Quick = False,
    only: Only = None,
    null: OnNulls = False,
    fresh: Fresh = False,
    runs: Runs = None,
    quiet: Quiet = False,
    json: Json = False,
) -> int:
    """Test the claims of a ladder: expected, measured, tolerance and verdict of each number.

    Every number says whose it is: published, theory, or a regression of our own. The populations behind a claim are
    ordinary runs in the folder of runs: what is there complete is not evolved again, and they can be shown, plotted and
    reported like any other. Interrupted, the same command goes on where it stopped. The last line of stdout is the path
    of the results.

    The exit status is 1 if any number falls outside its tolerance. With --null each claim is tested where it must fail,
    and the exit status is 1 if any holds there: what noise passes shows nothing.

    Parameters
    ----------
    ladder
        Its name; without one, those available are listed.

    Examples
    --------
    baldwin reproduce
    baldwin reproduce hinton-nowlan --quick
    baldwin reproduce hinton-nowlan --only R08 --only R13
    baldwin reproduce hinton-nowlan --quick --null    and where they must fail
    baldwin reproduce hinton-nowlan --quick --json > claims.json
    baldwin reproduce my_claims.py                 claims in a file of your own
    """
    if ladder is None:
        if only:
            raise UsageError(f"--only {only[0]}: of which ladder? Name one of: {', '.join(ladders())}.")
        return _list_ladders(json=json)
    found = find_ladder(ladder)
    claims = found.choose(quick=quick, only=only or ())
    claims = tuple(claim.under_null() for claim in claims) if null else claims
    journal = ClaimJournal(runs_folder(runs), found, claims, fresh=fresh)
    stop = _verify(journal, quiet=quiet, fresh=fresh)
    if stop.requested and not journal.complete:
        _say(f"Stopped after {len(journal.outcomes)} of {len(journal.claims)} claims. Go on with the same command.")
        return stop.exit_status
    outcomes = journal.ordered
    if json:
        print(json_.dumps({"path": str(journal.path), **as_json(found, outcomes)}, indent=2))
    else:
        _print_report(journal)
    return 0 if all(outcome.sound for outcome in outcomes) else 1


def _verify(journal: ClaimJournal, *, quiet: bool, fresh: bool) -> Stop:
    """Test the claims until all are, or until a signal comes; return whether one came."""
    with stoppable() as stop:
        try:
            with journal:
                _continue(journal, stop, quiet=quiet, fresh=fresh)
        except StoppedError:
            pass
        except KeyboardInterrupt:
            stop.number = stop.number or signal.SIGINT
    return stop


def _continue(journal: ClaimJournal, stop: Stop, *, quiet: bool, fresh: bool) -> None:
    """Test what is left of the claims, and print a line for each."""
    if journal.complete:
        if not quiet:
            _say(f"{journal.path}: already complete, not computed again (--fresh would).")
        return
    if journal.outcomes and not quiet:
        _say(f"{journal.path}: going on after {len(journal.outcomes)} of {len(journal.claims)} claims.")
    on_terminal = sys.stderr.isatty()  # elsewhere a line for each claim is news enough
    populations = Populations(
        journal.path.parent.parent,
        asked_by=f"{journal.path.parent.name}/{journal.path.name}",
        fresh=fresh,
        stop=lambda: stop.requested,
        observe=lambda definition: run_printer(definition, quiet=quiet or not on_terminal, json=False),
    )
    for outcome in verify(journal.left, populations):
        journal.add(outcome)
        if not quiet:
            done = f"{len(journal.outcomes)}/{len(journal.claims)}"
            _say(f"{done:>5}  {outcome.id} {outcome.verdict}  {outcome.seconds:5.1f} s  {outcome.claim}")


def _print_report(journal: ClaimJournal) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:  # a file or a pipe has no width to keep to
        console.width = 160
    console.print(as_table(journal.ordered, journal.path.parent.parent))
    console.print()
    for line in as_legend(journal.ladder.references):
        console.print(line, markup=False)
    console.print()
    if parts := parts_of(journal.ladder, journal.ordered):
        console.print(as_story(parts))
        console.print()
    console.print(summary(journal.ordered), markup=False)
    print(journal.path)


def _list_ladders(*, json: bool) -> int:
    rows = {name: (ladder.title, len(ladder.claims)) for name, ladder in ladders().items()}
    if json:
        listed = [{"name": name, "title": title, "claims": count} for name, (title, count) in rows.items()]
        print(json_.dumps({"ladders": listed}, indent=2))
        return 0
    for name, (title, count) in rows.items():
        print(f"{name}  {title} ({count} claims)")
    print("\nTest one with: baldwin reproduce NAME, or a shorter form of it: baldwin reproduce NAME --quick")
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
