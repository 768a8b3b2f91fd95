"""The type of fields that hold a share of alleles or loci, or a chance: 0 to 1."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

__all__ = ["Share"]

Share = Annotated[float, Field(ge=0.0, le=1.0)]
