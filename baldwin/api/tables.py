"""Tables and effect sizes as data frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

from baldwin.engine import Columns
from baldwin.errors import UsageError
from baldwin.frames import data_frame
from baldwin.listing import rows
from baldwin.store import Run
from baldwin.store.reading import Entry

if TYPE_CHECKING:
    import pandas

    from baldwin.study import Study

__all__ = ["compare", "frame"]


class Tabular(Protocol):
    """What has a table: an evaluation, reference policies, what a probe found."""

    def table(self) -> Mapping[str, Sequence[Any]]:
        """Return named columns of one length."""
        ...


def frame(table: Columns | Mapping[str, Sequence[Any]] | Tabular | Study | Run | Sequence[Entry]) -> pandas.DataFrame:
    """Return a table as a data frame: one of a run, such as `run.assays`, or that of a study, an evaluation, a finding.

    A column of lists holds an array in each cell. Of a list of runs, as `baldwin.list_any` returns it, there is a row
    for each, with what was changed, key numbers, tags and note.

    Raises:
        UsageError: pandas is not installed, or it is given a whole run.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> assays = baldwin.frame(run.assays)  # a row for each generation and replicate
        >>> ends = assays[assays["generation"] == 50]
        >>> bool(ends["learned"].median() > ends["innate"].median())
        True
    """
    from baldwin.study import Study
    from baldwin.study import table as table_of

    if isinstance(table, Run):
        raise UsageError("A run has two tables. Give one of them: run.assays or run.generations.")
    if isinstance(table, Study):
        return data_frame(table_of(table))
    if isinstance(table, Sequence):
        return data_frame(rows(table))
    return data_frame(table if isinstance(table, Mapping) else table.table())


def compare(
    arms: Run | Study | Sequence[Run],
    against: Run | str | None = None,
    quantities: Sequence[str] = (),
    *,
    until: int | Literal["all"] | None = None,
) -> pandas.DataFrame:
    """Return effect sizes of arms against a control, with 95 % bootstrap intervals, as `baldwin compare` prints them.

    Args:
        arms: runs, or a study.
        against: the control: a run; of a study an arm, by default those that it was given as controls.
        quantities: columns to compare; by default fitness, abilities and assimilation.
        until: generation at which runs are compared, or "all": each at its own end; by default where the shortest ends.

    Returns:
        A row per effect; `attrs["notes"]` says where runs were compared, `attrs["outcomes"]` has a row for each
        criterion: how many replicates of arm and control came to it, and how soon.

    Raises:
        UsageError: there is no control, or nothing that all have.

    Example:
        >>> run = baldwin.run("hinton-nowlan", {"population.size": 200}, progress=False)
        >>> control = baldwin.run("hinton-nowlan", {"population.size": 200, "lifetime.kind": "none"}, progress=False)
        >>> effects = baldwin.compare([run], against=control)
        >>> bool(effects.set_index("quantity").loc["learned", "difference"] > 0)
        True
    """
    from baldwin.comparison import compare_runs, compare_study
    from baldwin.study import Study

    if isinstance(arms, Study):
        if isinstance(against, Run):
            raise UsageError("The control of a study is one of its arms. Give its name.")
        found = compare_study(arms, against, quantities)
    else:
        if not isinstance(against, Run):
            raise UsageError("With which control? Give a run: against=control.")
        found = compare_runs([arms] if isinstance(arms, Run) else list(arms), against, quantities, until)
    compared = data_frame(found.table())
    compared.attrs["outcomes"] = [one.row() for one in found.outcomes]
    compared.attrs["notes"] = found.notes
    return compared
