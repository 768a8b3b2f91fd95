"""What to say of a figure's name that means none of a run, or none of a study."""

from __future__ import annotations

from baldwin.definition.names import did_you_mean

__all__ = ["unknown_figure"]


def unknown_figure(name: str, *, of_study: bool) -> str:
    """Return a sentence on a figure that there is not: whether the other sort has it, or what it may be called."""
    from baldwin.plots.catalogue import figures as of_runs
    from baldwin.plots.studies.catalogue import figures as of_studies

    here, there = (of_studies(), of_runs()) if of_study else (of_runs(), of_studies())
    if name in there:
        other = "runs, and this is a study. Name one of its runs" if of_study else "studies, and this is none. Name one"
        return f"draws {other}, or leave the figure out for all that apply."
    return f"no such figure{' of a study' if of_study else ''}. {did_you_mean(name, here, '{}')}"
