"""The chance of a schedule: a stream of random numbers of its own, a function of generation and nothing before it.

A stream is Philox (Salmon et al. 2011), whose numbers are a function of a counter. Its key is a digest of seed,
replicate and the name of the stream; the counter is the generation. So no number depends on how far a run goes, in
which pieces, or on what else is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["BLOCK", "SHARED", "Chance"]

SHARED: Final = -1  # in the place of a replicate: chance that all replicates share
BLOCK: Final = 1024  # generations whose numbers are computed together

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Chance:
    """Random numbers of one schedule in one replicate, by generation."""

    seed: int  # of the population
    replicate: int  # or `SHARED`
    stream: str  # name of the schedule's stream

    def uniform(self, generation: int, draw: int = 0) -> float:
        """Return a number in (0, 1) of one generation; `draw` counts those that are independent."""
        return float(self.uniforms(generation // BLOCK, draw)[generation % BLOCK])

    def normal(self, generation: int, draw: int = 0) -> float:
        """Return a standard normal number of one generation, made of the number that `uniform` returns."""
        return NormalDist().inv_cdf(self.uniform(generation, draw))

    def uniforms(self, block: int, draw: int = 0) -> Floats:
        """Return the numbers (BLOCK,) of generations `block` BLOCK, `block` BLOCK + 1, .."""
        return _uniforms(self, block, draw)


@lru_cache(maxsize=256)
def _uniforms(chance: Chance, block: int, draw: int) -> Floats:
    text = f"{chance.seed}/{chance.replicate}/{draw}/{chance.stream}"
    key = np.frombuffer(blake2b(text.encode(), digest_size=16).digest(), dtype="<u8")
    words = np.random.Philox(key=key, counter=block * (BLOCK // 4)).random_raw(BLOCK)  # four words to a count
    numbers: Floats = ((words >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    numbers.setflags(write=False)
    return numbers
