"""Descriptions of figures in numbers and words, for every renderer: matplotlib, and the page of a report.

    description   what a figure consists of: panels, axes, curves, levels, words
    catalogue     what a file of `runs/` must hold
    runs/         one figure of runs per file: `describe(runs)` returns its description
    studies/      what figures of studies show, as numbers; drawn by `plots/studies/figures/` and `report/studies/`
    dissection    the figure of `baldwin dissect`
    probes/       the figure of each kind of probe, called as it is

To add a figure, copy `tests/extension/spread.py`, or `runs/lifetime_curve.py`, to `runs/`: it then appears in
`baldwin plot`, in reports and in `baldwin.plot`. A file of a user's own works the same way:
`baldwin plot RUN --figures my_figure.py`.

`baldwin.plots.drawing` draws a description with matplotlib, `baldwin.report.described` on the page of a report. The
other modules turn the tables of runs into curves.
"""
