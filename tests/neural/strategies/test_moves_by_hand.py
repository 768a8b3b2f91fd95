"""How strategies and comparators move, where a pencil can follow: mutations, steps of optimisers, gradients."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.contracts import LifeHistory
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.encodings.direct import Direct
from baldwin.neural.evolution import lives
from baldwin.neural.evolution.generation import Program
from baldwin.neural.evolution.gradients import climb
from baldwin.neural.evolution.lives import Environments, Lived
from baldwin.neural.registry import kinds
from baldwin.neural.strategies._optimiser import optimiser
from baldwin.neural.strategies.microbial import Microbial
from baldwin.neural.strategies.truncation import Truncation

SIGMA = 0.3
FIRST = jnp.int32(0)
AGAIN = jnp.int32(1)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("pgpe", "std_init"),
        ("cma_es", "std_init"),
        ("sep_cma_es", "std_init"),
        ("snes", "std_init"),
        ("cr_fm_nes", "std_init"),
        ("open_es", "schedule"),
        ("ars", "schedule"),
        ("simple_ga", "schedule"),
    ],
)
def test_sizes_of_steps_reach_evosax(kind: str, field: str) -> None:
    known = kinds("strategy")[kind]
    decays = {"sigma_final": 0.1, "decay": "linear"} if field == "schedule" else {}
    made, parameters = known(sigma=SIGMA, **decays).build(8, 4, 10.0)  # type: ignore[attr-defined]
    if field == "schedule":
        np.testing.assert_allclose([made.std_schedule(g) for g in (0, 5, 10)], [0.3, 0.2, 0.1], rtol=1e-6)
    else:
        assert float(getattr(parameters, field)) == pytest.approx(SIGMA)


def test_other_numbers_reach_evosax() -> None:
    made, parameters = kinds("strategy")["simple_ga"](elite_ratio=0.35, crossover_rate=0.45).build(8, 4, 10.0)  # type: ignore[attr-defined]
    assert (made.elite_ratio, float(parameters.crossover_rate)) == (0.35, pytest.approx(0.45))
    _, parameters = kinds("strategy")["pgpe"](sigma_rate=0.27).build(8, 4, 10.0)  # type: ignore[attr-defined]
    assert float(parameters.std_lr) == pytest.approx(0.27)


def test_mutations_are_as_large_as_they_are_said_to_be() -> None:
    """Around a mean: a standard deviation of sigma, within 4.5 errors."""
    strategy: Any = kinds("strategy")["open_es"](sigma=SIGMA, sigma_final=SIGMA, decay="constant")
    founders = jnp.ones((1000, 5)) * jnp.arange(5.0)
    state = strategy.init(jax.random.key(1), founders, 10.0)
    asked, _ = strategy.ask(jax.random.key(4), state, FIRST, FIRST)
    moved = np.asarray(asked) - np.arange(5.0)
    error = SIGMA / np.sqrt(2.0 * moved.size / 2.0)  # half of them may be mirrored
    assert abs(moved.std() - SIGMA) < 4.5 * error
    assert abs(moved.mean()) < 4.5 * SIGMA / np.sqrt(moved.size)


def test_a_moving_average_may_stand_for_the_mean() -> None:
    """It keeps its share, moves with what is written back as far as it follows the mean, and changes no evolution."""
    alone, averaged = (kinds("strategy")["open_es"](averaging=share) for share in (None, 0.75))
    founders, fitness = jnp.tile(jnp.arange(3.0), (4, 1)), jnp.array([0.0, 1.0, 2.0, 3.0])
    key, change = jax.random.key(2), jnp.array([1.0, 0.0, -1.0])
    states: list[Any] = [one.init(key, founders, 10.0) for one in (alone, averaged)]
    known = np.arange(3.0)
    np.testing.assert_array_equal(averaged.centre(states[1]), known)
    for generation in range(2):
        for place, one in enumerate((alone, averaged)):
            asked, state = one.ask(jax.random.key(generation), states[place], jnp.int32(generation), FIRST)
            states[place] = one.shift(one.tell(key, state, asked, fitness), change)
        mean = np.asarray(alone.centre(states[0]))
        np.testing.assert_array_equal(states[1]["evosax"].mean, mean)
        known = 0.75 * known + 0.25 * mean
        np.testing.assert_allclose(averaged.centre(states[1]), known, rtol=1e-6)
    assert "average" not in states[0]


def test_optimisers_take_the_steps_of_their_papers() -> None:
    """Two gradients in a row, by constant rates; weights 2 where they decay."""
    one, two = np.array([0.5, -2.0, 4.0]), np.array([1.0, 1.0, -1.0])
    rate, weights = 0.1, np.full(3, 2.0)
    first, second = 0.1 * one, 0.001 * one**2
    after, squares = 0.9 * first + 0.1 * two, 0.999 * second + 0.001 * two**2
    adam = [
        first / 0.1 / (np.sqrt(second / 0.001) + 1e-8),
        after / (1.0 - 0.9**2) / (np.sqrt(squares / (1.0 - 0.999**2)) + 1e-8),
    ]
    mean = 0.1 * one**2
    rms = [one / np.sqrt(mean + 1e-8), two / np.sqrt(0.9 * mean + 0.1 * two**2 + 1e-8)]
    known: dict[tuple[str, float | None], list[Any]] = {
        ("sgd", None): [one, two],
        ("momentum", None): [one, two + 0.9 * one],
        ("rmsprop", None): rms,
        ("adam", None): adam,
        ("sgd", 0.3): [one + 0.3 * weights, two + 0.3 * weights],
        ("adam", 0.3): [step + 0.3 * weights for step in adam],
    }
    for (name, decay), steps in known.items():
        made = optimiser(name, rate, rate, "constant", 10.0, decay)  # type: ignore[arg-type]
        state = made.init(jnp.asarray(weights))
        for gradient, step in zip((one, two), steps, strict=True):
            update, state = made.update(jnp.asarray(gradient, jnp.float32), state, jnp.asarray(weights, jnp.float32))
            np.testing.assert_allclose(update, -rate * step, rtol=1e-4, err_msg=f"{name} {decay}")
    falling = optimiser("sgd", 0.4, 0.0, "linear", 4.0)
    state, sizes = falling.init(jnp.ones(1)), []
    for _ in range(5):
        update, state = falling.update(jnp.ones(1), state, jnp.ones(1))
        sizes.append(-float(update[0]))
    np.testing.assert_allclose(sizes, [0.4, 0.3, 0.2, 0.1, 0.0], atol=1e-7)


def asking(strategy: Any, generation: Any = AGAIN) -> Any:
    return jax.jit(lambda key, state: strategy.ask(key, state, generation, FIRST))


def tournament(strategy: Microbial, seeds: Any, population: Any, fitness: Any) -> list[tuple[Any, int, int]]:
    state = {**strategy.init(jax.random.key(0), population, 10.0), "fitness": jnp.asarray(fitness, jnp.float32)}
    ask = asking(strategy)
    found = [ask(jax.random.key(seed), state) for seed in seeds]
    return [(np.asarray(asked), int(after["loser"]), int(after["winner"])) for asked, after in found]


def test_mutants_of_a_tournament_are_gaussian_or_cauchy_and_bounded() -> None:
    same = jnp.zeros((4, 20_000))
    ((asked, *_),) = tournament(Microbial(sigma=SIGMA), [1], same, np.arange(4.0))
    assert asked.std() == pytest.approx(SIGMA, rel=0.03)
    ((heavy, *_),) = tournament(Microbial(sigma=SIGMA, heavy_tailed=True), [1], same, np.arange(4.0))
    beyond = (np.abs(heavy) > 10.0 * SIGMA).mean()
    assert beyond == pytest.approx(2.0 / np.pi * np.arctan(0.1), rel=0.1)
    assert np.median(np.abs(heavy)) == pytest.approx(SIGMA, rel=0.05)
    ((bounded, *_),) = tournament(Microbial(sigma=SIGMA, bound=0.2), [1], same, np.arange(4.0))
    assert np.abs(bounded).max() == pytest.approx(0.2)
    assert (np.abs(bounded) < 0.2).mean() == pytest.approx(0.495, abs=0.02)  # P(|z| < 2/3)
    born = Microbial(bound=0.5).init(jax.random.key(0), jnp.full((2, 3), 9.0), 1.0)
    np.testing.assert_array_equal(born["population"], np.full((2, 3), 0.5))


@pytest.mark.parametrize(("deme", "distances"), [(0, {1, 2, 3, 4, 5}), (1, {1, 5}), (2, {1, 2, 4, 5})])
def test_rivals_live_within_their_deme(deme: int, distances: set[int]) -> None:
    """On a ring of six. The better of two wins, whoever was drawn first; the share of genes taken is the rate's."""
    population = jnp.arange(6.0)[:, None] * jnp.ones((1, 30))
    seen = set()
    strategy = Microbial(sigma=1e-6, deme=deme, crossover_rate=0.0)
    for asked, loser, winner in tournament(strategy, range(40), population, [5.0, 4.0, 3.0, 2.0, 1.0, 0.0]):
        assert winner < loser
        np.testing.assert_allclose(asked[0], loser, atol=1e-4)
        seen.add((loser - winner) % 6)
    assert seen == distances
    ((taken, _, winner),) = tournament(Microbial(sigma=1e-6, crossover_rate=1.0), [3], population, np.arange(6.0))
    np.testing.assert_allclose(taken[0], winner, atol=1e-4)


def test_winners_live_again_where_they_are_asked_to() -> None:
    strategy = Microbial(sigma=1e-6, reevaluate=True)
    population = jnp.arange(4.0)[:, None] * jnp.ones((1, 3))
    state = {**strategy.init(jax.random.key(0), population, 10.0), "fitness": jnp.array([0.0, 1.0, 2.0, 3.0])}
    asked, state = strategy.ask(jax.random.key(5), state, AGAIN, FIRST)
    loser, winner = int(state["loser"]), int(state["winner"])
    np.testing.assert_array_equal(asked[1], population[winner])
    told = strategy.tell(jax.random.key(6), state, asked, jnp.array([7.0, jnp.nan]))
    assert float(told["fitness"][loser]) == 7.0
    assert float(told["fitness"][winner]) == -np.inf  # no number loses to all others
    assert strategy.individuals(6) == 12
    assert Microbial().individuals(6) == 6


def test_truncation_draws_all_of_its_best_share_and_mutates_them() -> None:
    population = 100.0 * jnp.arange(20.0)[:, None] * jnp.ones((1, 400))
    strategy = Truncation(sigma=SIGMA, parents=0.31, elites=1)  # 6.2 of 20: six
    state = {**strategy.init(jax.random.key(0), population, 10.0), "fitness": jnp.arange(20.0)}
    seen: set[float] = set()
    ask = asking(strategy)
    for seed in range(4):
        asked = np.asarray(ask(jax.random.key(seed), state)[0])
        parents = np.rint(asked[1:, 0] / 100.0)
        seen |= set(parents.tolist())
        assert (asked[1:] - 100.0 * parents[:, None]).std() == pytest.approx(SIGMA, rel=0.05)
    assert seen == {14.0, 15.0, 16.0, 17.0, 18.0, 19.0}
    falling = Truncation(sigma=SIGMA, sigma_final=0.1 * SIGMA, decay="linear", elites=0)
    state = {**falling.init(jax.random.key(0), population, 10.0), "fitness": jnp.arange(20.0)}
    late = np.asarray(asking(falling, jnp.int32(10))(jax.random.key(0), state)[0])
    assert (late - 100.0 * np.rint(late[:, :1] / 100.0)).std() == pytest.approx(0.1 * SIGMA, rel=0.05)


# -- comparators on a linear map, with one step of learning
# ---------------------------------------------------------------------------------------------------------------------

RATE = 0.2


def definition(strategy: str, scale: str = "unit") -> NeuralDefinition:
    return NeuralDefinition.model_validate(
        {
            "name": "hand",
            "population": {"size": 1, "generations": 4},
            "task": {"kind": "linear", "shots": 4, "scales": (0.5, 1.0, 2.0), "noise": 0.3},
            "network": {"kind": "perceptron", "hidden": [], "bias": False},
            "encoding": {"kind": "direct", "weight_scale": scale},
            "lifetime": {"kind": "gradient", "steps": 1, "rate": "parameter", "initial_rate": RATE, "rate_scale": 1.0},
            "strategy": {"kind": strategy},
            "sampling": {"lives": 5},
        }
    )


@cache
def world() -> tuple[Any, Any]:
    made = definition("maml")
    keys = jax.random.split(jax.random.key(3), 5)
    worlds = Environments.of(made, made.task.sample_many(jax.random.key(2), 5), keys)
    genotype = jnp.array([0.4, -0.3, 0.8, 0.0, 0.5, -0.5])
    return worlds, genotype


@pytest.mark.parametrize(
    ("strategy", "scale"),
    [(one, "fan_in") for one in ("maml", "meta_sgd", "fomaml", "reptile", "pretrain")] + [("reptile", "unit")],
)
def test_a_comparator_climbs_the_gradient_of_what_it_follows(strategy: str, scale: str) -> None:
    """With w' = w - rate (A w - b): scores -|w' - w*|^2, so the chain rule fits in a line for each of them."""
    worlds, genotype = world()
    made = definition(strategy, scale)
    kind: Any = made.strategy

    class Shown(type(kind)):  # type: ignore[misc] # shows its gradient, in the place of its next state
        def climb(self, state: Any, gradient: Any) -> Any:
            del state
            return gradient

    shown = Shown(**kind.model_dump())

    def climbed(genotype: Any) -> Any:
        gradient, _, lived = climb(made, shown, {"mean": genotype, "generations": np.float32(4)}, worlds, FIRST)
        return gradient, lived.fitness[0]

    found, fitness = jax.jit(climbed)(genotype)
    support = worlds.chances.support
    maps, x, y = (np.asarray(one, np.float64) for one in (worlds.instances, support.x, support.y[..., 0]))
    g, worth = np.asarray(genotype, np.float64), 1.0 if scale == "unit" else 1.0 / np.sqrt(3.0)
    w, rates = worth * g[:3], RATE * np.exp(g[3:])
    a = np.einsum("tki,tkj->tij", x, x) / 4.0
    slope = np.einsum("tij,j->ti", a, w) - np.einsum("tki,tk->ti", x, y) / 4.0
    after = w - rates * slope
    miss = -2.0 * (after - maps)  # derivative of the score at the end
    through = np.eye(3) - rates[:, None] * a  # of the weights at the end, by those at birth
    weights = {
        "maml": np.einsum("ti,tij->tj", miss, through).mean(axis=0) * worth,
        "meta_sgd": np.einsum("ti,tij->tj", miss, through).mean(axis=0) * worth,
        "fomaml": miss.mean(axis=0) * worth,
        "reptile": (after - w).mean(axis=0) / worth,
        "pretrain": -2.0 * (w - maps).mean(axis=0) * worth,
    }[strategy]
    genes = np.zeros(3)
    if strategy in ("maml", "meta_sgd"):
        genes = (miss * -slope).mean(axis=0) * rates  # the rate is exponential in its gene
    np.testing.assert_allclose(found, np.concatenate([weights, genes]), rtol=2e-4, atol=1e-5)
    score = w - maps if strategy == "pretrain" else after - maps
    assert float(fitness) == pytest.approx(-(score**2).sum(axis=1).mean(), rel=1e-4)


@pytest.mark.parametrize("kind", ["maml", "reptile"])
def test_a_comparator_steps_uphill_shortens_and_refuses_what_is_no_number(kind: str) -> None:
    known = kinds("strategy")[kind]
    strategy: Any = known(optimiser="sgd", learning_rate=0.5, decay="constant", clip=2.0)
    state = strategy.init(jax.random.key(0), jnp.zeros((1, 2)), 4.0)
    short = strategy.climb(state, jnp.array([0.6, -0.8]))
    np.testing.assert_allclose(short["mean"], [0.3, -0.4], rtol=1e-6)
    long = strategy.climb(state, jnp.array([6.0, -8.0]))
    np.testing.assert_allclose(long["mean"], [0.6, -0.8], rtol=1e-6)  # as long as 2
    lost = strategy.climb(state, jnp.array([jnp.nan, 1.0]))
    jax.tree.map(np.testing.assert_array_equal, lost, state)


# -- encodings
# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", ["unit", "fan_in"])
def test_what_is_inherited_makes_the_newborn_be_born_with_it(scale: Any) -> None:
    """Tensors (1, 3), (3,), (3, 1), (1,): fan-in 1 and 3. Written back whole, or in one tensor alone."""
    tables = {"name": "e", "task": {"kind": "sinusoid"}, "network": {"kind": "perceptron", "hidden": [3]}}
    made = NeuralDefinition.model_validate(tables)
    blueprint, encoding = made.blueprint, Direct(weight_scale=scale)
    genotype = encoding.founder(jax.random.key(0), blueprint) + 0.1
    newborn = encoding.develop(genotype, blueprint)
    fan_in = {"w1": 1, "b1": 1, "w2": 3, "b2": 3}
    place = 0
    for name, value in newborn.weights.items():
        worth = 1.0 / np.sqrt(fan_in[name]) if scale == "fan_in" else 1.0
        numbers = np.asarray(genotype)[place : place + value.size]
        np.testing.assert_allclose(np.ravel(value), worth * numbers, rtol=1e-6)
        place += value.size
    learned = {name: value + 1.0 for name, value in newborn.weights.items()}
    whole = encoding.develop(genotype + encoding.inherit(newborn, learned, (), blueprint), blueprint)
    for name, value in whole.weights.items():
        np.testing.assert_allclose(value, learned[name], rtol=1e-5)
    jax.tree.map(np.testing.assert_array_equal, whole.genes, newborn.genes)
    part = encoding.develop(genotype + encoding.inherit(newborn, learned, ("w2",), blueprint), blueprint)
    np.testing.assert_allclose(part.weights["w2"], learned["w2"], rtol=1e-5)
    np.testing.assert_array_equal(part.weights["w1"], newborn.weights["w1"])


CHANGE = [[0.05, -3.0, 0.0], [1.0, 1.0, -0.02]]
WRITTEN = np.array([[0.025, -0.05, 0.0], [0.05, 0.05, -0.01]])  # clipped to a tenth, then halved


@pytest.mark.parametrize("of_mean", [True, False])
def test_what_is_written_back_is_clipped_and_then_taken_by_its_fraction(of_mean: bool) -> None:
    program = Program(definition("maml"))
    asked = jnp.ones((2, 3))
    told: dict[str, Any] = {}

    def tell(key: Any, state: Any, genotypes: Any, fitness: Any) -> Any:
        del key
        told.update(genotypes=genotypes, fitness=fitness)
        return state

    strategy = SimpleNamespace(
        ask=lambda key, state, generation, number: (asked, state), tell=tell,
        shift=lambda state, change: state + change if of_mean else None,
    )  # fmt: skip
    program.live = lambda *_: Lived(jnp.arange(2.0), jnp.zeros(2), jnp.array(CHANGE))  # type: ignore[method-assign]
    lamarck: Any = SimpleNamespace(
        strategy=strategy, inheritance=SimpleNamespace(kind="lamarckian", fraction=0.5, clip=0.1)
    )
    key = jax.random.key(0)
    state, *_ = program.turn(lamarck, key, key, jnp.zeros(3), FIRST, FIRST)
    if of_mean:
        np.testing.assert_allclose(state, WRITTEN.mean(axis=0), rtol=1e-6)
        np.testing.assert_array_equal(told["genotypes"], asked)
    else:
        np.testing.assert_allclose(told["genotypes"], 1.0 + WRITTEN, rtol=1e-6)
    np.testing.assert_array_equal(told["fitness"], [0.0, 1.0])
    barred: Any = SimpleNamespace(strategy=strategy, inheritance=SimpleNamespace(kind="baldwinian"))
    state, *_ = program.turn(barred, key, key, jnp.zeros(3), FIRST, FIRST)
    np.testing.assert_array_equal(told["genotypes"], asked)
    np.testing.assert_array_equal(state, np.zeros(3))


def test_a_life_that_diverged_or_left_the_numbers_teaches_nothing() -> None:
    """Of three lives one went astray, and one left the numbers in one weight: what is learned is a mean over three."""
    made = definition("reptile", "fan_in")
    lamarckian = made.inheritance.model_copy(update={"kind": "lamarckian"})
    newborn = made.encoding.develop(jnp.zeros(6), made.blueprint)
    learned = jnp.array([[3.0, 0.0, 6.0], [3.0, 3.0, jnp.inf], [9.0, 9.0, 9.0]])[..., None]
    history = LifeHistory(jnp.zeros((3, 2)), {"w1": learned}, jnp.array([False, False, True]))
    kept = lives._kept(made.model_copy(update={"inheritance": lamarckian}), newborn, history)
    worth = np.sqrt(3.0)  # a gene is worth 1 / sqrt(3)
    np.testing.assert_allclose(kept.change, [2.0 * worth, 1.0 * worth, 2.0 * worth, 0.0, 0.0, 0.0], rtol=1e-6)
    assert int(kept.diverged) == 1
    assert lives._kept(made, newborn, history).change.shape == (0,)
