"""The page of a study: all its cells in figures whose axes, arms and quantity can be chosen.

    cells      the table of a study as one row per cell, and the values of what varies in the order of the study
    controls   what stays in sight: quantity and arms
    asked      what the study's file and its population say
    again      the files to run it again, and the commands
    page       sections in their order

The other files hold one interactive figure each: `applies(cells)` and `chart(cells)`.
"""
