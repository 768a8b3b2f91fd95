"""One table of a definition, of which all others are made."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["ONE_LINE", "Table"]

ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"  # no control characters, which would reach the terminal


class Table(BaseModel):
    """One table of a definition: unknown fields are refused, nothing is coerced, nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
