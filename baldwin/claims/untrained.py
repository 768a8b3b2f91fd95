"""The control of those who never evolved: the networks that populations began with."""

from __future__ import annotations

from typing import Any

import numpy as np

from baldwin.claims.populations import Evolution, Floats

__all__ = ["founders", "lived"]


def founders(setting: Evolution) -> Floats:
    """Return the genotype (replicates, genes) from which each population of a strategy with a mean began."""
    import jax

    from baldwin.neural.random_keys import Purpose, replicate_key, seed_key

    d: Any = setting.definition
    size = d.strategy.individuals(d.population.size)
    found = []
    for replicate in range(d.population.replicates):
        key = jax.random.fold_in(replicate_key(seed_key(d.population.seed), replicate), Purpose.FOUNDERS)
        found.append(d.encoding.founder(jax.random.split(key, size)[0], d.blueprint))
    return np.asarray(np.stack(found), np.float32)


def lived(setting: Evolution, genotypes: Floats, instances: int) -> list[Any]:
    """Return what becomes of `genotypes` (a `Remembered` each) in held-out lives of a setting."""
    from baldwin.claims.lives import examine

    d: Any = setting.definition
    return [examine(d, genotype, instances) for genotype in genotypes]
