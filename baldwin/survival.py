"""Survival of replicates over generations: Kaplan-Meier curves with intervals, and the log-rank test between arms.

A replicate that died out is an event in the generation whose individuals left nobody. One that lived to the end,
or that ended for another reason, is censored in its last generation: of it is known that it lived so long.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["CONFIDENCE", "LogRank", "SurvivalCurve", "log_rank", "survival_curve"]

Floats = npt.NDArray[np.float64]

CONFIDENCE = 0.95


@dataclass(frozen=True)
class SurvivalCurve:
    """The Kaplan-Meier estimate of the share of replicates that live on, a step function of generations.

    Arrays have shape (n,): generation 0, and each later one in which a replicate died out or was last seen.
    """

    steps: Floats  # generations, ascending
    share: Floats  # of replicates that live on after the generation, 0 to 1
    low: Floats  # 95 % interval of the share
    high: Floats
    replicates: int
    extinct: int  # replicates that died out

    @property
    def median(self) -> float:
        """The first generation after which no more than half live on; infinite where more do to the end."""
        below = np.flatnonzero(self.share <= 0.5)
        return float(self.steps[below[0]]) if below.size else math.inf

    def table(self) -> dict[str, list[float]]:
        """Return it as columns: generation, share that lives on, and the ends of its interval."""
        columns = {"generation": self.steps, "share": self.share, "low": self.low, "high": self.high}
        return {name: [float(one) for one in values] for name, values in columns.items()}

    def at(self, generation: float) -> tuple[float, float, float]:
        """Return share, low and high end of its interval after a generation >= 0."""
        place = int(np.searchsorted(self.steps, generation, side="right")) - 1
        return float(self.share[place]), float(self.low[place]), float(self.high[place])


def survival_curve(times: npt.ArrayLike, ended: npt.ArrayLike) -> SurvivalCurve:
    """Return the Kaplan-Meier curve of replicates, one at least.

    The interval is that of Kalbfleisch and Prentice, by the complementary logarithm of Greenwood's variance. It has no
    value where the share is 0 or 1; there it is Wilson's: of all that died out, none lives on; of all that are at
    risk, all do.

    Args:
        times: (R,) generation in which each replicate died out, or was last seen.
        ended: (R,) whether it died out there.
    Reference: Kaplan & Meier (1958), J. Am. Stat. Assoc. 53:457; `scipy.stats.ecdf`.
    """
    from scipy import stats

    last, died = np.asarray(times, np.float64), np.asarray(ended, np.bool_)
    found = stats.ecdf(stats.CensoredData(uncensored=last[died], right=last[~died])).sf
    steps, share = np.asarray(found.quantiles, np.float64), np.asarray(found.probabilities, np.float64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # that there is no interval at shares of 0 and 1
        interval: Any = found.confidence_interval(CONFIDENCE, method="log-log")
    low, high = (np.array(one.probabilities, np.float64) for one in (interval.low, interval.high))
    for place in np.flatnonzero(~(np.isfinite(low) & np.isfinite(high))):
        at_risk = int((last >= steps[place]).sum())
        alive, of = (at_risk, at_risk) if share[place] > 0.5 else (0, int(died.sum()))
        wilson = stats.binomtest(alive, of).proportion_ci(CONFIDENCE, method="wilson")
        low[place], high[place] = wilson.low, wilson.high
    if steps[0] > 0.0:
        whole = stats.binomtest(last.size, last.size).proportion_ci(CONFIDENCE, method="wilson")
        steps, share = np.insert(steps, 0, 0.0), np.insert(share, 0, 1.0)
        low, high = np.insert(low, 0, whole.low), np.insert(high, 0, whole.high)
    return SurvivalCurve(steps, share, low, high, last.size, int(died.sum()))


@dataclass(frozen=True)
class LogRank:
    """Whether two arms die out alike."""

    statistic: float  # standard normal under the null hypothesis; above 0 where the first arm dies out sooner
    p: float  # two-sided; NaN where no replicate of either arm died out


def log_rank(times: npt.ArrayLike, ended: npt.ArrayLike, others: npt.ArrayLike, others_ended: npt.ArrayLike) -> LogRank:
    """Return the log-rank test (Mantel 1966) of replicates against others; arguments as of `survival_curve`."""
    from scipy import stats

    def of(last: npt.ArrayLike, died: npt.ArrayLike) -> Any:
        seen, gone = np.asarray(last, np.float64), np.asarray(died, np.bool_)
        return stats.CensoredData(uncensored=seen[gone], right=seen[~gone])

    with np.errstate(invalid="ignore", divide="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found = stats.logrank(of(times, ended), of(others, others_ended))
    return LogRank(float(found.statistic), float(found.pvalue))
