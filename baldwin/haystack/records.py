"""Records of stretches of generations, put together."""

from __future__ import annotations

import numpy as np

from baldwin.engine import Columns, Record

__all__ = ["in_order", "joined"]


def joined(records: list[Record]) -> Record:
    """Return one record of the generations of several that follow each other."""
    if len(records) == 1:
        return records[0]
    tables = [[one.generations for one in records], [one.assays for one in records]]
    return Record(*({name: np.concatenate([one[name] for one in parts]) for name in parts[0]} for parts in tables))


def in_order(record: Record) -> Record:
    """Return a record with its rows by generation, then by replicate."""

    def ordered(table: Columns) -> Columns:
        order = np.lexsort((table["replicate"], table["generation"])) if table else None
        return {name: values[order] for name, values in table.items()}

    return Record(ordered(record.generations), ordered(record.assays))
