"""Help with a name that does not exist: the nearest legal one, and all of them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["did_you_mean", "nearest"]


def nearest(name: str, legal: Iterable[str]) -> str | None:
    """Return the legal name most like `name`, or None if none is like it; `-` and `_` and case do not count."""
    by_form = {_form(candidate): candidate for candidate in legal}
    found = get_close_matches(_form(name)[:100], by_form, n=1, cutoff=0.55)
    return by_form[found[0]] if found else None


def did_you_mean(name: str, legal: Iterable[str], form: str = '"{}"') -> str:
    """Return `Did you mean X? Allowed: X, Y, Z.`, each name written as in `form`."""
    allowed = list(legal)
    guess = nearest(name, allowed)
    question = f"Did you mean {form.format(guess)}? " if guess else ""
    return f"{question}Allowed: {', '.join(form.format(one) for one in allowed)}."


def _form(name: str) -> str:
    return name.lower().replace("-", "_")
