"""Assays: what is measured beside an evolution, on instances that no life of it has seen.

Each file with a `PLACE` is a group of columns: which they are (`COLUMNS`), for which lives (`applies`), what is
computed (`measure`, inside a compiled program), and how it becomes numbers of a row (`row`); see `Group` in `assay.py`.
A new group is one new file. Columns of a single task belong to the task: see `behaviour.py`.
"""
