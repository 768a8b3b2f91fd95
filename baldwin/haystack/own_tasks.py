"""What can be wrong with a task in a file of the user's own, before a run begins."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

import numpy as np

from baldwin.definition.plugins import place_in_own_file
from baldwin.errors import RunError, UndeclaredFileError
from baldwin.haystack.contracts import ScoredTask
from baldwin.haystack.definition import HaystackDefinition

__all__ = ["faults"]

TRIED = 9  # phenotypes, unlike any other number there


def faults(definition: HaystackDefinition) -> list[str]:
    """Return a line if the task of `definition` is the user's own and cannot score phenotypes, else nothing.

    Some phenotypes are scored, together, once more and one by one: scores must be numbers from 0 to 1, and depend on
    the phenotype alone.
    """
    task = definition.task
    if not isinstance(task, ScoredTask) or task.own_code is None:
        return []
    name = f"{task.own_code.name}: {type(task).__name__}.score"
    try:
        with contextlib.redirect_stdout(sys.stderr):  # stdout is the command's
            return [f"{name} {fault}" for fault in _faults(task)]
    except (RunError, UndeclaredFileError) as error:
        return [str(error)]
    except Exception as error:  # whatever a user's code may raise
        place = place_in_own_file(error) or name
        summary = " ".join(f"{type(error).__name__}: {error}".split())[:240].rstrip(".")
        return [f"{place}: {summary}. See baldwin.haystack.contracts; BALDWIN_DEBUG=1 shows how it came to this."]


def _faults(task: ScoredTask) -> Iterator[str]:
    """Yield what is wrong with scores that are numbers."""
    from baldwin.haystack.lives import packed, scored_by

    phenotypes = np.random.default_rng(0).random((TRIED, task.loci)) < 0.5
    phenotypes[0], phenotypes[1] = False, True
    scored, words = scored_by(task), packed(phenotypes)
    together = scored(words)
    if (scored(words) != together).any():
        yield "gives the same phenotypes other scores when asked again. Leave chance and memory out of it."
    elif any(scored(words[i : i + 1])[0] != together[i] for i in range(TRIED)):
        yield "gives a phenotype another score among others than alone. Score each row of the array by itself."
