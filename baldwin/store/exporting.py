"""A run's tables in formats that other programs read."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

from baldwin.engine import Columns
from baldwin.errors import RunError, UsageError
from baldwin.presentation import meanings_of
from baldwin.replaying import Who
from baldwin.store.newborns import all_newborns
from baldwin.store.reading import Run
from baldwin.store.tables import scalar_columns

__all__ = ["BORN", "Files", "Format", "as_csv", "export_files", "finite"]

Format = Literal["csv", "parquet", "netcdf", "json", "npz", "safetensors"]
BORN = ("npz", "safetensors")  # formats of what is born, not of tables
Files = dict[str, Callable[[Path], Any]]  # name -> what writes it


def export_files(run: Run, form: Format, who: Who | None = None, generation: int | None = None) -> Files:
    """Return name -> what writes that file, called with its path: a run in a format.

    csv and parquet: one file per table; netcdf: one file, a group per table; json: one file with definition, provenance
    and tables by column. npz and safetensors: one file with what is born in a saved generation, by default the newest:
    of `who`, by default the genotype that stands for each population.

    Raises:
        RunError: the run holds no generation yet, or no checkpoint, or its definition was changed.
        UsageError: the format needs a package that is not installed, or there is no such generation or genotype.
    """
    if form in BORN:
        made = all_newborns(run, generation, who or "centre")
        return {f"newborns.{form}": made.write_npz if form == "npz" else made.write_safetensors}
    if who is not None or generation is not None:
        option = "--who" if who is not None else "--generation"
        raise UsageError(f"{option}: is for what is born. Add --to npz or --to safetensors, or leave it out.")
    _ = run.definition  # or what is written would stand for another than the one that its id names
    tables = {name: table for name, table in (("generations", run.generations), ("assays", run.assays)) if table}
    if not tables:
        raise RunError(f"{run.path}: holds no generation yet. Go on with: baldwin resume {run.path}")
    return _FORMATS[form](run, tables)


def finite(value: Any) -> Any:
    """Return a value, or nested lists of values, with None for every NaN and infinity, which JSON does not have."""
    if isinstance(value, list):
        return [finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def as_csv(columns: Mapping[str, Sequence[Any]]) -> str:
    """Return named columns of one length as CSV; NaN and None are empty cells."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*(map(_cell, values) for values in columns.values()), strict=True))
    return text.getvalue()


def _cell(value: Any) -> Any:
    return "" if isinstance(value, float) and math.isnan(value) else value


def _csv(run: Run, tables: dict[str, Columns]) -> Files:
    """Return one file per table; a column of lists becomes one column per place (`plastic_loci_0`, ...)."""
    flat = {
        name: {column: one.tolist() for column, one in scalar_columns(table).items()} for name, table in tables.items()
    }
    return {f"{name}.csv": _bytes(as_csv(table)) for name, table in flat.items()}


def _json(run: Run, tables: dict[str, Columns]) -> Files:
    columns = {
        name: {column: finite(values.tolist()) for column, values in table.items()} for name, table in tables.items()
    }
    document = {
        "run": run.info,
        "definition": run.definition.model_dump(mode="json", by_alias=True),
        "columns": meanings_of(run.definition),
        **columns,
    }
    return {"run.json": _bytes(json.dumps(document, allow_nan=False) + "\n")}


def _parquet(run: Run, tables: dict[str, Columns]) -> Files:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise _missing("pyarrow", "parquet") from error
    about = {"baldwin_run": json.dumps(run.info)}
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
    meanings = meanings_of(run.definition)
    groups = {}
    for name, table in tables.items():
        groups[f"/{name}"] = xr.Dataset(
            {
                column: (("row",) if values.ndim == 1 else ("row", f"{column}_place"), values, _about(column, meanings))
                for column, values in table.items()
            }
        )
    tree = xr.DataTree.from_dict(groups)
    tree.attrs = {"baldwin_run": json.dumps(run.info)}
    return {"run.nc": lambda path: tree.to_netcdf(path, engine="h5netcdf")}


def _about(column: str, meanings: dict[str, str]) -> dict[str, str]:
    return {"long_name": meanings[column]} if column in meanings else {}


def _missing(package: str, form: str) -> UsageError:
    return UsageError(f"--to {form} needs {package}. Install: pip install {package}, or use --to csv.")


def _bytes(text: str) -> Callable[[Path], Any]:
    return lambda path: path.write_bytes(text.encode())


_FORMATS: dict[str, Callable[[Run, dict[str, Columns]], Files]] = {
    "csv": _csv,
    "json": _json,
    "netcdf": _netcdf,
    "parquet": _parquet,
}
