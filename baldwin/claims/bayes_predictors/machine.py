"""Two machines that predict a coin, Bayes' and the network's: can each be read in the other's states?

As the probe `sufficient` finds: of outputs and of states, from the network to Bayes' rule and back.
"""

from __future__ import annotations

import numpy as np

from baldwin.claims.bayes_predictors.settings import COIN
from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.measures import of_seeds
from baldwin.claims.populations import Networks
from baldwin.claims.quantity import SHARE, Measurements, Quantity, Range, below
from baldwin.probes import ProbedLives
from baldwin.probes.sufficient import Sufficient

__all__ = ["CLAIMS"]

LIVES = 4000
HALF = 0.5  # of what an untrained network leaves, or of a variance


def _machines(run: Networks) -> Measurements:
    table = Sufficient().find(ProbedLives(run.evolved, LIVES)).table()
    found = {name: np.asarray(values) for name, values in table.items()}
    evolved, before = found["network"] == "evolved", found["network"] == "untrained"
    ratios = {
        name: of_seeds(found[name][evolved] / found[name][before])
        for name in ("bayes_output", "bayes_state", "network_output")
    }
    return {**ratios, "network_state": of_seeds(found["network_state"][evolved], range=SHARE)}


def _half(name: str, expected: float, of: str, range: Range | None = None) -> Quantity:
    return below(name, HALF, expected, of=of, range=range)


CLAIMS = (
    Claim(
        id="BP06",
        text="What the evolved network remembers is what Bayes' rule remembers: either can be read in the other",
        settings=(COIN,),
        quantities=(
            _half("network to Bayes, outputs: evolved over founders", 0.017, "bayes_output"),
            _half("network to Bayes, states: evolved over founders", 0.034, "bayes_state"),
            _half("Bayes to network, outputs: evolved over founders", 0.012, "network_output"),
            _half(
                "Bayes to network, states: share of variance that heads and tosses leave", 0.04, "network_state", SHARE
            ),
        ),
        measure=_machines,
        null=UNTRAINED,
        quick=True,
        remark="After Mikulik et al. (2020), who give no such numbers. Maps: a polynomial of second degree by ridge "
        "regression (NumPy), and a table of means, which no map beats; fitted to 2,000 lives, tried on 2,000 others. "
        "Founders: the networks that the populations began with. Outputs from Bayes to the network are shares of "
        "their spread. A state may hold more than Bayes needs, and founders, who forget soon, are no measure of "
        "states. Means of 3 seeds. It is not so of every net that learns: among mirrored arms (preset bandit, "
        'task.law = "uniform") outputs are 0.7 to 1.1 of what founders leave, and 0.21 to 0.27 the other way, where '
        "a tenth was expected.",
    ),
)
