"""`baldwin export`: a run's tables in a format that other programs read."""

from __future__ import annotations

import csv
import importlib.util
import io
import json as json_
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from baldwin.cli.options import Folder, Runs
from baldwin.definition import wing_of
from baldwin.engine import Columns
from baldwin.errors import RunError, UsageError
from baldwin.store import Run, find_run
from baldwin.store.files import replace_file, writing
from baldwin.store.finding import runs_folder
from baldwin.store.tables import scalar_columns

__all__ = ["Format", "export"]

Format = Literal["csv", "parquet", "netcdf", "json"]


def export(
    run: str,
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
    tables = {name: table for name, table in (("generations", found.generations), ("assays", found.assays)) if table}
    if not tables:
        raise RunError(f"{found.path}: holds no generation yet. Go on with: baldwin resume {found.path}")
    folder = output if output is not None else found.path / "export"
    files = _FORMATS[to](found, tables)
    with writing(folder, "Choose another folder with --output DIR."):
        folder.mkdir(parents=True, exist_ok=True)
        for name, write in files.items():
            replace_file(folder / name, write)
            print(folder / name)


Files = dict[str, Callable[[Path], Any]]  # name -> what writes it


def _csv(run: Run, tables: dict[str, Columns]) -> Files:
    """Return one file per table; a column of lists becomes one column per place (`plastic_loci_0`, ...)."""
    files: Files = {}
    for name, table in tables.items():
        flat = scalar_columns(table)
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(flat)
        writer.writerows(zip(*([_cell(value) for value in values.tolist()] for values in flat.values()), strict=True))
        files[f"{name}.csv"] = _bytes(text.getvalue())
    return files


def _cell(value: Any) -> Any:
    return "" if isinstance(value, float) and math.isnan(value) else value


def _json(run: Run, tables: dict[str, Columns]) -> Files:
    columns = {
        name: {column: _finite(values.tolist()) for column, values in table.items()} for name, table in tables.items()
    }
    document = {
        "run": run.info,
        "definition": run.definition.model_dump(mode="json", by_alias=True),
        "columns": dict(wing_of(run.definition).columns),
        **columns,
    }
    return {"run.json": _bytes(json_.dumps(document, allow_nan=False) + "\n")}


def _finite(value: Any) -> Any:
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _parquet(run: Run, tables: dict[str, Columns]) -> Files:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise _missing("pyarrow", "parquet") from error
    about = {"baldwin_run": json_.dumps(run.info)}
    files: Files = {}
    for name, table in tables.items():
        columns = {
            column: values if values.ndim == 1 else pa.array(values.tolist()) for column, values in table.items()
        }
        arrow = pa.table(columns).replace_schema_metadata(about)
        files[f"{name}.parquet"] = partial(parquet.write_table, arrow, compression="zstd")
    return files


def _netcdf(run: Run, tables: dict[str, Columns]) -> Files:
    try:
        import xarray as xr
    except ImportError as error:
        raise _missing("xarray", "netcdf") from error
    for module in ("h5netcdf", "h5py"):  # with which xarray writes
        if importlib.util.find_spec(module) is None:
            raise _missing(module, "netcdf")
    meanings = dict(wing_of(run.definition).columns)
    groups = {}
    for name, table in tables.items():
        groups[f"/{name}"] = xr.Dataset(
            {
                column: (("row",) if values.ndim == 1 else ("row", f"{column}_place"), values, _about(column, meanings))
                for column, values in table.items()
            }
        )
    tree = xr.DataTree.from_dict(groups)
    tree.attrs = {"baldwin_run": json_.dumps(run.info)}
    return {"run.nc": lambda path: tree.to_netcdf(path, engine="h5netcdf")}


def _about(column: str, meanings: dict[str, str]) -> dict[str, str]:
    return {"long_name": meanings[column]} if column in meanings else {}


def _missing(package: str, form: str) -> UsageError:
    return UsageError(f"--to {form} needs {package}. Install: pip install {package}, or use --to csv.")


def _bytes(text: str) -> Callable[[Path], Any]:
    return lambda path: path.write_bytes(text.encode())


_FORMATS: dict[Format, Callable[[Run, dict[str, Columns]], Files]] = {
    "csv": _csv,
    "json": _json,
    "netcdf": _netcdf,
    "parquet": _parquet,
}
