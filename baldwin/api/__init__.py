"""The jobs from Python, for notebooks and scripts: evolve, sweep hyperparameters, draw figures, examine what evolved.

Definitions are checked, runs kept and resumed, and figures drawn exactly as from the command line: the same request is
the same run in the same folder, from either.
"""

from baldwin.api.drawing import data, film, plot
from baldwin.api.examining import assay, baseline, dissect, probe, replay
from baldwin.api.running import resume, run, sweep
from baldwin.api.tables import compare, frame

__all__ = [
    "assay",
    "baseline",
    "compare",
    "data",
    "dissect",
    "film",
    "frame",
    "plot",
    "probe",
    "replay",
    "resume",
    "run",
    "sweep",
]
