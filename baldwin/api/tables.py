"""Tables and effect sizes as data frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

from baldwin.engine import Columns
from baldwin.errors import UsageError
from baldwin.frames import data_frame
from baldwin.store import Run

if TYPE_CHECKING:
    import pandas

    from baldwin.study import Study

__all__ = ["compare", "frame"]


class Tabular(Protocol):
    """What has a table: an evaluation, reference policies, what a probe found."""

    def table(self) -> Mapping[str, Sequence[Any]]:
        """Return named columns of one length."""
        ...


def frame(table: Columns | Mapping[str, Sequence[Any]] | Tabular | Study) -> pandas.DataFrame:
    """Return a table as a data frame: one of a run, such as `run.assays`, or that of a study, an evaluation, a finding.

    A column of lists holds an array in each cell.

    Raises:
        UsageError: pandas is not installed, or it is given a whole run.
    """
    from baldwin.study import Study
    from baldwin.study import table as table_of

    if isinstance(table, Run):
        raise UsageError("A run has two tables. Give one of them: run.assays or run.generations.")
    if isinstance(table, Study):
        return data_frame(table_of(table))
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

    Raises:
        UsageError: there is no control, or nothing that all have.
    """
    from baldwin.comparison import compare_runs, compare_study, measured_together
    from baldwin.store.labels import labels
    from baldwin.study import Study

    if isinstance(arms, Study):
        if isinstance(against, Run):
            raise UsageError("The control of a study is one of its arms. Give its name.")
        effects = compare_study(arms, against, quantities)
    else:
        runs = [arms] if isinstance(arms, Run) else list(arms)
        if not isinstance(against, Run):
            raise UsageError("With which control? Give a run: against=control.")
        generation = None if until == "all" else measured_together([*runs, against], until)
        effects = compare_runs(runs, against, labels([*runs, against]), quantities, generation)
    rows = [one.row() for one in effects]
    return frame({name: [row.get(name) for row in rows] for name in dict.fromkeys(key for row in rows for key in row)})
