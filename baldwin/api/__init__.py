"""The three jobs from Python, for notebooks and scripts: run an evolution, sweep its hyperparameters, draw figures.

Definitions are checked, runs kept and resumed, and figures drawn exactly as from the command line: the same request is
the same run in the same folder, whoever asks.
"""

from baldwin.api.drawing import data, plot
from baldwin.api.running import run, sweep
from baldwin.api.tables import compare, frame

__all__ = ["compare", "data", "frame", "plot", "run", "sweep"]
