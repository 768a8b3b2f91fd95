"""The page of a study: all its cells in figures whose axes, arms and quantity can be chosen.

    cells      the table of a study as one row per cell, and the values of what varies in the order of the study
    controls   what stays in sight: quantity and arms
    page       sections in their order

The other files hold one interactive figure each: `applies(cells)` and `chart(cells)`.
"""
