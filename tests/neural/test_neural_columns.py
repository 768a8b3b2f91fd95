"""Every number that a neural run records, worked out again in plain NumPy from the genotypes and what they met.

Lives are those of a linear map, whose gradient step anyone can write down: w - rate (momentum v + X'(Xw - y) / K). The
genotypes are planted, so that rates are silent, lives diverge and criteria are missed where a column must tell so.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
import pytest

from baldwin.neural.assays import individuals, plasticity_genes
from baldwin.neural.assays.subject import Before, held_out, mutants_of
from baldwin.neural.contracts import LifeHistory, Newborn
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.engine import NeuralEngine
from baldwin.neural.evolution.fitness import fitness_of
from baldwin.neural.evolution.generation import Evolving, Program
from baldwin.neural.evolution.lives import Lived

Floats = npt.NDArray[np.float64]

STEPS, LONGER, D = 3, 5, 3
LIVES, WORST, CRITERION = 12, -9.0, -0.9
RATE, RATE_SCALE = 0.3, 2.0
COSTS = {"step_cost": 0.25, "plasticity_cost": 0.5}
DEFINITION = NeuralDefinition.model_validate(
    {
        "name": "columns",
        "population": {"size": 4, "replicates": 2, "generations": 2, "seed": 3},
        "task": {"kind": "linear", "shots": 4, "scales": (0.3, 0.6, 1.0), "means": (1.0, 0.0, -1.0), "noise": 0.2},
        "network": {"kind": "perceptron", "hidden": [], "bias": False, "initial": "he"},
        "lifetime": {
            "kind": "gradient",
            "steps": STEPS,
            "optimiser": "momentum",
            "rate": "parameter",
            "initial_rate": RATE,
            "rate_scale": RATE_SCALE,
            "evolves": ["momentum", "steps"],
            "diverged_score": WORST,
        },
        "sampling": {"lives": 5},
        "fitness": {"statistic": "success", "criterion": CRITERION, **COSTS},
        "strategy": {"kind": "open_es", "sigma": 0.3, "learning_rate": 0.2},
        "assays": {"every": 1, "instances": LIVES, "individuals": 4, "mutants": 3, "mutation": 0.2, "steps": LONGER},
    }
)
ENGINE = NeuralEngine(DEFINITION)


class Genome(NamedTuple):
    weights: Floats  # (3,)
    rates: Floats  # (3,)
    momentum: float
    active: float


def read(genotype: Any) -> Genome:
    """Return what the eight numbers of a genotype say: weights, rates, momentum, and how long learning lasts."""
    g = np.asarray(genotype, np.float64)
    assert g.shape == (8,)
    momentum, share = 1.0 / (1.0 + np.exp(-g[6:]))
    return Genome(g[:3], RATE * np.exp(RATE_SCALE * g[3:6]), float(momentum), float(np.round(share * STEPS)))


class World(NamedTuple):
    maps: Floats  # (T, 3)
    x: Floats  # (T, K, 3)
    y: Floats  # (T, K)

    @classmethod
    def of(cls, worlds: Any) -> World:
        support = worlds.chances.support
        maps, x, y = (np.asarray(one, np.float64) for one in (worlds.instances, support.x, support.y))
        return cls(maps, x, y[..., 0])


class Lives(NamedTuple):
    scores: Floats  # (T, steps + 1)
    learned: Floats  # (T, 3)
    diverged: Any  # (T,)


def score(weights: Floats, maps: Floats) -> Floats:
    found = -((weights - maps) ** 2).sum(axis=-1)
    return np.where(found >= WORST, found, WORST)


def live(genotype: Any, world: World, steps: int = STEPS) -> Lives:
    born, count = read(genotype), len(world.maps)
    w, v = np.tile(born.weights, (count, 1)), np.zeros((count, D))
    scores = [score(w, world.maps)]
    for step in range(1, steps + 1):
        error = np.einsum("tkd,td->tk", world.x, w) - world.y
        v = born.momentum * v + np.einsum("tkd,tk->td", world.x, error) / world.x.shape[1]
        if step <= born.active:
            w = w - born.rates * v
        scores.append(score(w, world.maps))
    lost = -((w - world.maps) ** 2).sum(axis=1) < WORST
    return Lives(np.stack(scores, axis=1), w, lost)


def row(genotype: Any, sample: Any, mutants: Any, world: World, before: Before) -> dict[str, Any]:
    """Return the row of an assay, column by column, as its description says."""
    born, lives = read(genotype), live(genotype, world)
    innate, learned = lives.scores[:, 0], lives.scores[:, STEPS]
    kept = ~lives.diverged
    moves = lives.learned - born.weights
    of_each = np.array([live(one, world).scores[:, [0, STEPS]].mean(axis=0) for one in sample])
    of_mutants = np.mean([live(one, world).scores[:, [0, STEPS]].mean(axis=0) for one in mutants], axis=0)
    change = np.concatenate([(moves * kept[:, None]).mean(axis=0), np.zeros(5)])
    reached = lives.scores >= CRITERION
    first = np.array([np.flatnonzero(one)[0] if one.any() else np.inf for one in reached])
    pairs = [moves[i] @ moves[j] for i in np.flatnonzero(kept) for j in np.flatnonzero(kept) if i != j]
    length, r = np.linalg.norm(moves, axis=1)[kept], before.founders_innate
    gained = learned.mean() - r
    rates = np.abs(born.rates)
    return {
        "innate": innate.mean(),
        "learned": learned.mean(),
        "learning_gain": (learned - innate).mean(),
        "innate_share": min(max((innate.mean() - r) / gained, 0.0), 1.0) if gained > 0.0 else np.nan,
        "founders_innate": r,
        "learned_median": np.median(learned),
        "innate_sd": innate.std(),
        "learned_sd": learned.std(),
        "curve": live(genotype, world, LONGER).scores.mean(axis=0),
        "gap_closed": (learned.mean() - innate.mean()) / (0.0 - innate.mean()),
        "innate_canalisation": innate.mean() - of_mutants[0],
        "learned_canalisation": learned.mean() - of_mutants[1],
        "hiding_index": 1.0 - np.cov(of_each.T)[0, 1] / np.cov(of_each.T)[0, 0],
        "individuals_innate": of_each[:, 0],
        "individuals_learned": of_each[:, 1],
        "lifetime_mean": lives.scores[:, 1:].mean(),
        "following": (before.moved @ before.change)
        / np.sqrt((before.moved @ before.moved) * (before.change @ before.change)),
        "specificity": learned.mean() - score(lives.learned, np.roll(world.maps, -1, axis=0)).mean(),
        "diverged_share": lives.diverged.mean(),
        "drift": (length / np.linalg.norm(born.weights)).mean(),
        "predictability": np.mean(pairs) / (length**2).mean(),
        "drift_by_tensor": [(length / np.linalg.norm(born.weights)).mean()],
        "steps_to_criterion": np.median(first) if np.isfinite(np.median(first)) else np.nan,
        "rates": [rates.mean()],
        "rates_gini": [np.abs(rates[:, None] - rates).mean() / (2.0 * rates.mean())],
        "rates_silent": [(rates < 1e-4).mean()],
        "momentum": born.momentum,
        "active_steps": born.active,
        "change": change,
    }


# Weights, rates (as genes), momentum and share of steps; sound, silent in one weight, slow, and astray in some lives.
PLANTED = {
    "learns": [0.2, 0.5, -0.5, 0.1, -0.2, 0.3, -1.0, 3.0],
    "silent": [0.5, -0.3, 0.0, -4.5, 0.2, 0.1, 0.0, 0.9],
    "slow": [2.0, 0.4, 0.5, -3.0, -3.1, -3.2, 0.5, 3.0],
    "astray": [-0.5, 0.1, 0.4, 0.9, 0.7, 0.8, 0.3, 3.0],
}
BEFORE = Before(-4.0, np.arange(8.0) - 3.0, np.array([-1.0, -2.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0]))


@cache
def held() -> tuple[Any, World]:
    shared, _ = ENGINE._keys
    return shared, World.of(held_out(DEFINITION, shared, LIVES))


@cache
def assayed(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the program records of a planted genotype, and what NumPy finds."""
    shared, world = held()
    genotype = np.array(PLANTED[name], np.float32)
    sample = np.array(list(PLANTED.values()), np.float32) * np.float32(0.9)
    found = jax.device_get(ENGINE.assay.measure(shared, genotype, sample, ENGINE.assay.numbers))
    expected = row(genotype, sample, mutants_of(DEFINITION, shared, genotype), world, BEFORE)
    recorded = ENGINE.assay.row(found, BEFORE) | {"change": found["changes"]["change"]}
    for picture in ("moved", "moved_at"):  # which `test_weights_in_life` works out
        del recorded[picture]
    return recorded, expected


def close(found: Any, expected: Any, name: str) -> None:
    np.testing.assert_allclose(found, expected, rtol=3e-4, atol=3e-5, err_msg=name)


@pytest.mark.guards(
    "innate", "learned", "learning_gain", "innate_share", "founders_innate", "learned_median", "innate_sd",
    "learned_sd", "curve", "gap_closed", "innate_canalisation", "learned_canalisation", "hiding_index",
    "individuals_innate", "individuals_learned", "lifetime_mean", "following", "specificity", "diverged_share",
    "drift", "predictability", "drift_by_tensor", "steps_to_criterion", "rates", "rates_gini", "rates_silent",
    "momentum", "active_steps",
)  # fmt: skip
@pytest.mark.parametrize("name", PLANTED)
def test_an_assay_is_what_numpy_finds_of_the_same_lives(name: str) -> None:
    """All columns that a life of steps can have, but for its pictures."""
    recorded, expected = assayed(name)
    assert set(recorded) == set(expected)
    for column, value in recorded.items():
        close(value, expected[column], column)


def test_the_planted_genotypes_tell_what_columns_are_for() -> None:
    """Otherwise a column could be wrong where nothing differs."""
    expected = {name: assayed(name)[1] for name in PLANTED}
    assert expected["silent"]["rates_silent"] == [pytest.approx(1 / 3)]
    assert expected["silent"]["active_steps"] == 2
    assert 0.0 < expected["astray"]["diverged_share"] < 1.0
    assert expected["learns"]["steps_to_criterion"] >= 1.0
    assert np.isnan(expected["slow"]["steps_to_criterion"])
    assert abs(expected["learns"]["following"]) > 0.05
    assert 0.0 < expected["learns"]["predictability"] < 0.95
    assert 0.0 < expected["learns"]["innate_share"] < 1.0
    assert min(abs(expected["learns"]["hiding_index"] - one) for one in (0.0, 1.0, 2.0)) > 0.1


@pytest.mark.guards(
    "generation", "replicate", "individuals", "lives", "lifetime_steps", "fitness_mean", "fitness_sd", "fitness_max",
    "diverged", "not_finite",
)  # fmt: skip
def test_generations_are_what_numpy_finds_of_the_same_individuals() -> None:
    """Each generation is lived again: who lived it, in which worlds, and what selection was told."""
    _, keys = ENGINE._keys
    state, record = ENGINE.found()
    began = record.assays["founders_innate"].copy()
    shared, world = held()
    moved, changed = [np.full(8, np.nan)] * 2, [np.full(8, np.nan)] * 2
    centres = [np.full(8, np.nan)] * 2
    for generation in range(3):
        if generation:
            state, record = ENGINE.advance(state, 1)
        found, assays = record.generations, record.assays
        for r in range(2):
            genotypes = np.asarray(state.replicates[r].sample, np.float64)
            here = World.of(
                ENGINE.program.worlds(DEFINITION, keys[r], jax.random.fold_in(keys[r], np.int32(generation)), 0)
            )
            lives = [live(one, here) for one in genotypes]
            fitness = np.array([worth(one, lived) for one, lived in zip(genotypes, lives, strict=True)])
            expected = {
                "generation": generation,
                "replicate": r,
                "individuals": 4 * (generation + 1),
                "lives": 4 * 5 * (generation + 1),
                "lifetime_steps": 4 * 5 * STEPS * (generation + 1),
                "fitness_mean": fitness.mean(),
                "fitness_sd": fitness.std(),
                "fitness_max": fitness.max(),
                "diverged": sum(lived.diverged.sum() for lived in lives),
                "not_finite": 0,
            }
            assert set(found) == set(expected)
            for column, value in expected.items():
                close(found[column][r], value, column)
            centre = np.asarray(state.replicates[r].centre, np.float64)
            moved[r] = centre - centres[r]
            compared = Before(float(began[r]), moved[r], changed[r])
            known = row(
                centre, genotypes, mutants_of(DEFINITION, shared, jnp.asarray(centre, jnp.float32)), world, compared
            )
            for column in ("innate", "innate_share", "founders_innate", "following", "individuals_learned"):
                close(assays[column][r], known[column], column)
            assert (assays["generation"][r], assays["replicate"][r]) == (generation, r)
            centres[r], changed[r] = centre, known["change"]
    assert len(set(began)) == 2  # founders of their own


def worth(genotype: Any, lives: Lives) -> float:
    """Return the fitness of the share of lives that end at the criterion or above, and what plasticity costs."""
    born = read(genotype)
    plastic = np.abs(born.rates).mean()
    share = float((lives.scores[:, -1] >= CRITERION).mean())
    return share - COSTS["step_cost"] * born.active - COSTS["plasticity_cost"] * plastic


READS = {"birth": [0], "end": [3], "mean": [1, 2, 3], "life": [0, 1, 2, 3]}
STATISTICS: dict[str, Any] = {
    "mean": lambda x: x.mean(),
    "median": np.median,
    "worst": lambda x: np.sort(x)[: -(-x.size // 4)].mean(),
    "success": lambda x: (x >= 0.25).mean(),
}


@pytest.mark.parametrize("reads", READS)
def test_fitness_reads_what_it_says_of_each_life(reads: str) -> None:
    """Thirteen lives of four scores; a quarter of them, rounded up, are the worst four."""
    scores = np.random.default_rng(5).normal(size=(13, 4)).astype(np.float32)
    scores[:3] = 0.25  # who just reaches the criterion has reached it
    history = LifeHistory(jnp.asarray(scores), {}, jnp.zeros(13, bool))
    newborn = Newborn(
        {"w1": jnp.ones((3, 1)), "b1": jnp.ones(1)},
        {"rate.w1": jnp.array([[0.1], [-0.4], [0.1]]), "rate.b1": jnp.array([-0.6]), "steps": jnp.asarray(0.9)},
    )
    lived = scores[:, READS[reads]].mean(axis=1)
    for statistic, wanted in STATISTICS.items():
        asked = {"reads": reads, "statistic": statistic, "criterion": 0.25}
        for costs in ({"step_cost": 0.0, "plasticity_cost": 0.0}, COSTS):
            fitness = DEFINITION.fitness.model_copy(update={**asked, **costs})
            definition = DEFINITION.model_copy(
                update={"fitness": fitness, "lifetime": DEFINITION.lifetime.model_copy(update={"evolves": ("steps",)})}
            )
            paid = costs["step_cost"] * 3.0 + costs["plasticity_cost"] * 0.3  # round(.9 x 3) steps; mean |rate| .3
            assert float(fitness_of(definition, newborn, history)) == pytest.approx(wanted(lived) - paid, abs=1e-6)
    # all three steps of a life whose length is no gene, and the rates of the one tensor that learns
    fitness = DEFINITION.fitness.model_copy(update={"reads": reads, "statistic": "mean", **COSTS})
    lifetime = DEFINITION.lifetime.model_copy(update={"plastic": ("w1",), "evolves": ()})
    definition = DEFINITION.model_copy(update={"fitness": fitness, "lifetime": lifetime})
    paid = COSTS["step_cost"] * 3.0 + COSTS["plasticity_cost"] * 0.2
    assert float(fitness_of(definition, newborn, history)) == pytest.approx(lived.mean() - paid, abs=1e-6)


def test_a_summary_is_that_of_finite_individuals() -> None:
    """Of 1, 4, 7 and two that are no numbers: mean 4, deviation sqrt(6), largest 7; lives that diverged are added."""
    program = Program(DEFINITION)
    fitness, diverged = jnp.array([1.0, jnp.nan, 4.0, 7.0, jnp.inf]), jnp.array([1, 0, 2, 0, 4])
    genotypes = jnp.arange(40.0).reshape(5, 8)
    strategy: Any = SimpleNamespace(
        centre=lambda state: state, champion=lambda state: state, ask=lambda *_: (genotypes, jnp.ones(8)),
        tell=lambda key, state, asked, told: state,
    )  # fmt: skip
    program.live = lambda *_: Lived(fitness, diverged, jnp.zeros((5, 0)))  # type: ignore[method-assign]
    told: Any = SimpleNamespace(strategy=strategy, inheritance=DEFINITION.inheritance)
    before = Evolving(jnp.zeros(8), jnp.zeros(8), jnp.zeros((4, 8)))
    after, summary = program.generation(told, jax.random.key(0), before, jnp.int32(1))
    assert summary.living is summary.survivors is None  # whom only absolute selection counts
    found = {name: float(value) for name, value in summary._asdict().items() if value is not None}
    expected = {"fitness_mean": 4.0, "fitness_sd": 6.0**0.5, "fitness_max": 7.0, "diverged": 7.0, "not_finite": 2.0}
    assert found == pytest.approx(expected)
    np.testing.assert_array_equal(after.sample, genotypes[:4])
    np.testing.assert_array_equal(after.centre, np.ones(8))  # the champion of those that lived
    fitness = jnp.full(5, jnp.nan)
    _, summary = program.generation(told, jax.random.key(0), before, jnp.int32(1))
    assert np.isnan([float(one) for one in summary[:3]]).all()
    assert float(summary.not_finite) == 5.0


def test_hiding_is_above_0_where_learning_evens_out_and_below_where_it_tells_apart() -> None:
    innate = np.array([1.0, 2.0, 3.0, 6.0])
    assert individuals.hiding_index(innate, np.full(4, 7.0)) == pytest.approx(1.0)
    assert individuals.hiding_index(innate, 0.25 * innate + 3.0) == pytest.approx(0.75)
    assert individuals.hiding_index(innate, innate + 3.0) == pytest.approx(0.0)
    assert individuals.hiding_index(innate, 3.0 * innate) == pytest.approx(-2.0)
    assert np.isnan(individuals.hiding_index(np.ones(3), innate[:3]))


def test_rates_of_tensors_that_do_not_learn_are_none() -> None:
    """Rates 1e-5, -2e-4 and 0.3 of one tensor, of which the smallest is silent; another does not learn."""
    rates = {"w1": jnp.array([[1e-5, -2e-4, 0.3]]), "b1": jnp.array([0.1])}
    lifetime = SimpleNamespace(
        rates=lambda newborn, network: rates, learning=lambda network, tensors: ("w1",),
        momentum_of=lambda newborn: None, active=lambda newborn, task: None,
    )  # fmt: skip
    subject: Any = SimpleNamespace(
        definition=SimpleNamespace(lifetime=lifetime, network=None, task=None), newborn=Newborn(rates, {})
    )
    found = plasticity_genes.row(DEFINITION, jax.device_get(plasticity_genes.measure(subject)), BEFORE)
    assert set(found) == {"rates", "rates_gini", "rates_silent"}
    np.testing.assert_allclose(found["rates"], [(1e-5 + 2e-4 + 0.3) / 3.0, np.nan], rtol=1e-5)
    np.testing.assert_allclose(found["rates_silent"], [1.0 / 3.0, np.nan], rtol=1e-5)
