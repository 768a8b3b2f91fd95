"""The program and an independent simulator of the documented model agree in distribution, where no reference is."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats
from simulator import simulate
from unusual_settings import BASE, NK, SETTINGS, budget

from baldwin.definition import from_toml
from baldwin.evolve import load_engine
from baldwin.haystack.definition import HaystackDefinition

Array = npt.NDArray[Any]

GENERATIONS = (0, 1, 2, 5)  # and the last
OWN = {"fixed"}  # columns of the simulator that the program does not record
FAMILY_WISE = 1e-3  # chance that anything here is red although the program is right, over other seeds
SMALLEST_P = FAMILY_WISE / (len(SETTINGS) * 90 + 50)  # about 5.1 standard errors


def define(*overrides: str) -> HaystackDefinition:
    definition = from_toml('schema = 1\nname = "unusual"\n', "unusual.toml", [*BASE, *overrides])
    assert isinstance(definition, HaystackDefinition)
    return definition


def tables(definition: HaystackDefinition) -> dict[str, Array]:
    """Return the engine's columns as they come, generations and assays in one dictionary."""
    engine = load_engine(definition)
    state, founders = engine.found()
    records = [founders]
    if definition.population.generations > 0:
        records.append(engine.advance(state, definition.population.generations)[1])
    parts = [{**record.assays, **record.generations} for record in records]
    return {name: np.concatenate([part[name] for part in parts]) for part in parts[:1] for name in part}


@functools.cache
def program(overrides: tuple[str, ...]) -> dict[str, Array]:
    """Return column -> (generations + 1, replicates, ...) as the program finds it."""
    definition = define(*overrides)
    shape = (definition.population.generations + 1, definition.population.replicates)
    found = {name: values.reshape(*shape, *values.shape[1:]) for name, values in tables(definition).items()}
    if "plastic_loci" in found:
        found["to_learn"] = (found["plastic_loci"] * np.arange(definition.task.loci + 1)).sum(axis=2)
    return found


def welch(first: Array, second: Array) -> tuple[float, float]:
    """Return the difference of means in standard errors, and its two-sided p (Welch's t)."""
    first, second = first.astype(float), second.astype(float)
    parts = first.var(ddof=1) / first.size, second.var(ddof=1) / second.size
    difference, rounding = first.mean() - second.mean(), 1e-7 * max(1.0, abs(second.mean()))
    if sum(parts) <= rounding**2:
        return (0.0, 1.0) if abs(difference) <= rounding else (np.inf, 0.0)
    z = difference / np.sqrt(sum(parts))
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (first.size - 1) + parts[1] ** 2 / (second.size - 1))
    return float(z), float(2.0 * stats.t.sf(abs(z), freedom))


def differences(found: dict[str, Array], expected: dict[str, Array]) -> list[tuple[float, float, str]]:
    """Return (p, standard errors, what) of every comparison, least likely first."""
    last = len(expected["trials"]) - 1
    results = []
    for column in sorted(set(expected) - OWN):
        for generation in sorted({g for g in GENERATIONS if g < last} | {last}):
            first, second = (table[column][generation].astype(float) for table in (found, expected))
            if np.isnan(first).any() or np.isnan(second).any():
                continue  # only `optimum`, where a landscape is too large to search
            z, p = welch(first, second)
            what = f"{column}, generation {generation}: {first.mean():.6g}, simulated {second.mean():.6g}, z = {z:.1f}"
            results.append((p, abs(z), what))
    first, second = (table["fitness_mean"][last].round(6) for table in (found, expected))
    p = float(stats.ks_2samp(first, second, method="asymp").pvalue)
    return sorted([*results, (p, 0.0, f"fitness_mean, generation {last}: Kolmogorov-Smirnov p = {p:.2g}")])


@pytest.mark.parametrize("name", SETTINGS)
def test_every_column_has_the_simulated_mean(name: str) -> None:
    results = differences(program(SETTINGS[name]), simulate(define(*SETTINGS[name]), seed=7))
    assert len(results) <= 90  # what SMALLEST_P allows for
    assert len(results) >= 30
    assert not [what for p, _, what in results if p < SMALLEST_P]


# Each reads one rule otherwise; a comparison that lets it pass would see nothing.
MISREADINGS = {
    "cuts": ("clones_mutating", ('strategy.crossover="one_point"',)),
    "chance_of_a_hit": ("convention_C_biased", ("lifetime.hit_probability=0.78",)),
    "convention": ("literal_37", ('fitness.convention="B"',)),
    "who_pays": ("cost_everyone", ('fitness.plasticity_cost_on="competent"',)),
    "fraction": ("half_lamarck", ("inheritance.fraction=0.3",)),
    "smoothness": ("graded_flipping", ("task.smoothness=0.35",)),
    "how_often_it_flips": ("flipping_needle", ("task.flip_rate=0.08",)),
    "when_it_moves": ("moving_needle", ("task.move_every=2",)),
    "upkeep": ("budget_costly", ("budget.upkeep=0.06",)),
    "credit": ("no_credit_innate", ("fitness.credit_innate=true",)),
    "when_a_world_changes": (
        "changing",
        ('schedule=[{kind="step", field="fitness.plasticity_cost", at=5, value=0.05}]',),
    ),
    "share_of_flags": ("nk", ("encoding.plastic=0.33",)),
}


@pytest.mark.long  # a test of the test above
@pytest.mark.parametrize("rule", MISREADINGS)
def test_a_misread_rule_is_seen(rule: str) -> None:
    name, otherwise = MISREADINGS[rule]
    results = differences(program(SETTINGS[name]), simulate(define(*SETTINGS[name], *otherwise), seed=7))
    assert results[0][0] < SMALLEST_P


def test_shared_landscapes_correlate_replicates_as_simulated() -> None:
    """Two replicates on one landscape differ by chance alone; landscapes differ between runs."""
    overrides = (*NK, "task.shared=true", "task.loci=7", "task.epistasis=3", "lifetime.trials=4",
                 "population.size=20", "population.generations=0", "population.replicates=2")  # fmt: skip
    pairs: dict[str, list[Array]] = {"found": [], "expected": []}
    for seed in range(200):
        definition = define(*overrides, f"population.seed={seed}")
        for side, table in (("found", tables(definition)), ("expected", simulate(definition, seed=seed))):
            innate, optimum = (np.asarray(table[c]).reshape(1, 2) for c in ("innate", "optimum"))
            assert (optimum == optimum[0, 0]).all()
            pairs[side].append(
                np.array([innate[0, 0], (innate[0, 0] - innate[0, 1]) ** 2, optimum[0, 0], innate[0, 0] ** 2])
            )
    found, expected = (np.array(pairs[side]) for side in ("found", "expected"))
    for first, second in zip(found.T, expected.T, strict=True):
        assert welch(first, second)[1] > SMALLEST_P


FIXING = ("population.generations=200", "task.loci=5", "lifetime.trials=20", "fitness.bonus=2.0")
ELEVEN = (*FIXING, "population.size=11", "population.replicates=120")
TWO = (*FIXING, "task.loci=30", "population.size=2", "population.replicates=600", "population.generations=50")
ENDS = {
    "one_point": ELEVEN,
    "clones": (*ELEVEN, 'strategy.crossover="none"'),
    "selfing": (*TWO, 'strategy.crossover="uniform"'),
    "no_selfing": (*TWO, 'strategy.crossover="uniform"', "strategy.selfing=false"),
    "lamarckian": (*ELEVEN, 'inheritance.kind="lamarckian"', "inheritance.fraction=0.4"),
    "budget": (*ELEVEN, *budget(3), "budget.step_rate=0.0"),
}


@functools.cache
def waiting(case: str) -> Array:
    """Return the simulated generation with which a replicate stops."""
    fixed = simulate(define(*ENDS[case]), seed=11)["fixed"]
    ends = fixed.any(axis=0)
    assert ends.all() or (case == "lamarckian" and ends.mean() > 0.9)  # a shared wrong allele keeps others plastic
    return np.where(ends, fixed.argmax(axis=0), len(fixed) - 1).astype(float)


@pytest.mark.parametrize("case", ENDS)
def test_fixation_stops_a_replicate_when_the_simulated_one_is_fixed(case: str) -> None:
    rows = tables(define(*ENDS[case], 'population.stop="fixed"'))
    waited, expected = np.bincount(rows["replicate"]) - 1.0, waiting(case)
    assert welch(waited, expected)[1] > SMALLEST_P
    assert welch(waited == 1.0, expected == 1.0)[1] > SMALLEST_P
    assert stats.ks_2samp(waited, expected, method="asymp").pvalue > SMALLEST_P


def test_selfing_is_seen_in_the_waiting_time() -> None:
    """Of two, both children are copies of one parent in 1 case of 8 with selfing, and never without."""
    assert welch(waiting("selfing") == 1.0, waiting("no_selfing") == 1.0)[1] < SMALLEST_P
