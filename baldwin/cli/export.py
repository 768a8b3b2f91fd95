"""`baldwin export`: a run's tables in a format that other programs read."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from baldwin.cli.options import Folder, NamedRun, Runs
from baldwin.store import find_run
from baldwin.store.exporting import Format, export_files
from baldwin.store.files import writing
from baldwin.store.finding import runs_folder
from baldwin.store.output import refuse_output, write_output

__all__ = ["export"]


def export(
    run: NamedRun,
    /,
    *,
    to: Annotated[Format, Parameter(name="--to", help="The format to write.")] = "csv",
    output: Annotated[Folder, Parameter(name="--output", help="Folder to write to; default: RUN/export.")] = None,
    runs: Runs = None,
) -> None:
    """Write a run's tables in a format of other programs, and print the paths of the files.

    csv and parquet: one file per table; netcdf: one file, a group per table; json: one file with definition, provenance
    and tables by column. Where a value is NaN, csv has an empty cell and json has null.

    Parameters
    ----------
    run
        The run's path, name/id, the first digits of its id, or a name for its newest run.

    Examples
    --------
    baldwin export hinton-nowlan --to csv
    baldwin export 3f9a --to parquet --output tables
    baldwin export runs/hinton_nowlan/3f9a1c2e77b0 --to json
    """
    found = find_run(run, runs_folder(runs))
    folder = output if output is not None else found.path / "export"
    files = export_files(found, to)
    with writing(folder, "Choose another folder with --output DIR."):
        for name in files:
            refuse_output(folder / name)
        for name, write in files.items():
            write_output(folder / name, write)
            print(folder / name)
