"""Tables as pandas data frames, where pandas is installed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from baldwin.errors import UsageError

if TYPE_CHECKING:
    import pandas

__all__ = ["data_frame"]


def data_frame(columns: Mapping[str, Any]) -> pandas.DataFrame:
    """Return named columns of one length as a data frame; a column of lists holds an array in each cell.

    Raises:
        UsageError: pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise UsageError("Data frames need pandas. Install: pip install pandas") from None
    return pandas.DataFrame({name: list(one) if getattr(one, "ndim", 1) > 1 else one for name, one in columns.items()})
