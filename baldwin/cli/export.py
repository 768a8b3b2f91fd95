"""`baldwin export`: a run's tables, or what evolved in it, in a format that other programs read."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from baldwin.cli.options import Folder, NamedRun, Runs, Trust, folder_of, whole_number
from baldwin.replaying import Who
from baldwin.store import find_run
from baldwin.store.exporting import BORN, Format, export_files
from baldwin.store.files import writing
from baldwin.store.finding import runs_folder
from baldwin.store.output import refuse_output, write_output

__all__ = ["export"]


def export(
    run: NamedRun,
    /,
    *,
    to: Annotated[Format, Parameter(name="--to", help="The format to write.")] = "csv",
    who: Annotated[
        Who | None,
        Parameter(name="--who", help="npz, safetensors: who is born; default: centre, who stands for all."),
    ] = None,
    generation: Annotated[
        str | None, Parameter(name="--generation", help="npz, safetensors: a checkpoint's; default: the newest.")
    ] = None,
    output: Annotated[Folder, Parameter(name="--output", help="Folder to write to; default: RUN/export.")] = None,
    runs: Runs = None,
    trust: Trust = False,
) -> None:
    """Write a run's tables, or what evolved in it, in a format of other programs, and print the paths of the files.

    csv and parquet: one file per table; netcdf: one file, a group per table; json: one file with definition, provenance
    and tables by column. Where a value is NaN, csv has an empty cell and json has null.

    npz and safetensors: what is born, as named arrays: weights and genes of networks, genomes of haystacks as texts of
    0, 1 and ?. Each array comes with its meaning and unit, and the whole population file, in the array `description` of
    an npz and in the metadata of safetensors. Such a file can found another run: [founders] file = "newborns.npz".

    Parameters
    ----------
    run
        The run's path, name/id, the first digits of its id, or a name: its newest run, one without changes first.

    Examples
    --------
    baldwin export hinton-nowlan --to csv
    baldwin export 3f9a --to parquet --output tables
    baldwin export runs/hinton_nowlan/3f9a1c2e77b0 --to json
    baldwin export sinusoid --to safetensors --output weights
    baldwin export hinton-nowlan --to npz --who individuals --generation 50
    """
    found = find_run(run, runs_folder(runs))
    folder = folder_of(output, found.path / "export")
    rule = "must be a saved generation, an integer >= 0."
    wanted = None if generation is None else whole_number(generation, "--generation", rule, least=0)
    if to in BORN and trust:
        found = found.trusted(trust)
    files = export_files(found, to, who, wanted)
    with writing(folder, "Choose another folder with --output DIR."):
        for name in files:
            refuse_output(folder / name)
        for name, write in files.items():
            write_output(folder / name, write)
            print(folder / name)
