"""Descriptions of figures in numbers and words, for every renderer: matplotlib, and the page of a report.

    description   what a figure consists of: panels, axes, curves, levels, words
    runs/         one figure of runs per file: `describe(runs)` returns its description (see `catalogue`)

To add a figure, copy `runs/lifetime_curve.py`: it then appears in `baldwin plot`, in reports and in `baldwin.plot`. A
file of a user's own works the same way: `baldwin plot RUN --figures my_figure.py`.

`baldwin.plots.drawing` draws a description with matplotlib, `baldwin.report.described` on the page of a report. The
other modules turn the tables of runs into curves.
"""
