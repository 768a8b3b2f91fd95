"""Neural populations of claims, evolved in memory; their last genotypes can be examined in other lives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.claims.claim import Measured, Setting
from baldwin.definition import load, presets
from baldwin.engine import Columns
from baldwin.evolve import evolve, load_engine

__all__ = ["Evolution", "Evolved", "median_of_seeds"]

HELD_OUT = 600  # instances, as many as Finn et al. (2017) tested on
LIVES = 10_000  # of tasks in trials: the standard error of a bandit's regret is then some 0.02

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Evolution(Setting):
    """A neural population to evolve: every column is kept, and the last genotypes."""

    keep: tuple[str, ...] = ()

    def run(self, seconds: float = math.inf) -> Evolved:
        """Evolve the population, assayed in its last generation and as often as the setting says.

        It ends early once `seconds` are spent; founders and first generation, which compile, are not counted.
        """
        definition = self.definition
        parts: list[tuple[Columns, Columns]] = []
        state: Any = None
        engine: Any = load_engine(definition)
        spent = 0.0
        for progress in evolve(engine, definition):
            parts.append((progress.record.generations, progress.record.assays))
            state = progress.state
            spent += progress.seconds if progress.generation > 1 else 0.0
            if spent >= seconds:
                break
        tables = [_joined([part[which] for part in parts]) for which in (0, 1)]
        return Evolved(self, tables[0], tables[1], engine.centres(state), spent)


@dataclass(frozen=True)
class Evolved:
    """What became of an evolution; each column has a row per generation and replicate."""

    setting: Evolution
    generations: Columns
    assays: Columns
    centres: Floats  # (replicates, genes) genotype that stood for the last generation
    seconds: float  # wall time, without what is compiled

    def last(self, column: str) -> Floats:
        """Return a column of the last assay, (replicates,) or (replicates, ..)."""
        table = self.assays
        values: Floats = table[column][table["generation"] == table["generation"].max()]
        return values

    def at(self, generation: int, column: str) -> Floats:
        """Return a column of the assay in `generation`."""
        values: Floats = self.assays[column][self.assays["generation"] == generation]
        return values

    def curves(self, *overrides: str, instances: int = HELD_OUT, genotypes: Floats | None = None) -> Floats:
        """Return mean scores (replicates, steps + 1) of the last genotypes, or others, in lives changed by `overrides`.

        The held-out instances are those of the seed: the same for all that is examined with the same task.
        """
        from baldwin.claims.lives import examine

        definition: Any = load(presets()[self.setting.preset], (*self.setting.overrides, *overrides))
        chosen = self.centres if genotypes is None else genotypes
        return np.array([examine(definition, genotype, instances).curve for genotype in chosen], np.float64)

    def errors(self, *overrides: str, instances: int = HELD_OUT, genotypes: Floats | None = None) -> Floats:
        """Return mean errors, scores with their sign changed; see `curves`."""
        return -self.curves(*overrides, instances=instances, genotypes=genotypes)

    def lived(self, *overrides: str, instances: int = LIVES) -> list[Any]:
        """Return what became of the last genotypes (a `Remembered` each) in held-out lives changed by `overrides`."""
        from baldwin.claims.lives import examine

        definition: Any = load(presets()[self.setting.preset], (*self.setting.overrides, *overrides))
        return [examine(definition, genotype, instances) for genotype in self.centres]

    def behaviour(self, *overrides: str, instances: int = LIVES) -> Columns:
        """Return what the task says of these lives: column -> values (replicates, ..), with `curve` (replicates, T)."""
        from baldwin.claims.lives import behaviour_columns

        definition: Any = load(presets()[self.setting.preset], (*self.setting.overrides, *overrides))
        found = self.lived(*overrides, instances=instances)
        rows = [{**behaviour_columns(definition, one), "curve": np.asarray(one.curve, np.float64)} for one in found]
        return {name: np.stack([row[name] for row in rows]) for name in rows[0]}

    def transplant(self, births: Floats, rules: Floats) -> Floats:
        """Return genotypes that are born like `births` and learn by the rule of `rules`, both (replicates, genes)."""
        definition: Any = self.setting.definition
        blueprint = definition.blueprint
        rules_of = {gene.name for gene in blueprint.genes}
        chosen = np.array(births)
        for block in definition.encoding.blocks(blueprint):
            if block.gene.name in rules_of:
                chosen[:, block.first : block.first + block.size] = rules[:, block.first : block.first + block.size]
        return chosen


def median_of_seeds(values: Sequence[float] | Floats, note: str = "") -> Measured:
    """Return the median over a handful of seeds, all of them in the note; so few have no useful standard error."""
    found = np.sort(np.asarray(values, np.float64))
    listed = ", ".join(f"{value:.3g}" for value in found)
    return Measured(float(np.median(found)), None, note or f"seeds: {listed}")


def _joined(tables: Sequence[Columns]) -> Columns:
    whole = [table for table in tables if table]
    return {name: np.concatenate([table[name] for table in whole]) for name in whole[0]} if whole else {}
