"""Every strategy, found by scanning: it maximises, survives numbers that are none, and depends on its keys alone."""

from __future__ import annotations

from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.errors import DefinitionError
from baldwin.neural.contracts import Comparator, Strategy
from baldwin.neural.registry import kinds
from baldwin.neural.strategies._schedule import schedule
from baldwin.neural.strategies.a2c import A2C
from baldwin.neural.strategies.cma_es import CMAES
from baldwin.neural.strategies.evosax import AnyEvosax
from baldwin.neural.strategies.microbial import Microbial
from baldwin.neural.strategies.open_es import OpenES
from baldwin.neural.strategies.truncation import Truncation

OPTIMUM = np.array([0.5, -0.4, 0.3, 0.8, -0.6, 0.1], np.float32)
SIZE, GENERATIONS = 32, 150


def score(genotypes: Any, poison: Any) -> Any:
    """Return minus the squared distance to the optimum; where poisoned, the first individual has no number."""
    fitness = -jnp.sum((genotypes - OPTIMUM) ** 2, axis=-1)
    return fitness.at[0].set(jnp.where(poison, jnp.nan, fitness[0]))


@cache
def climbing(kind: str) -> Any:
    """Return compiled (key, poison, length, generations) -> centre and state after so many of them on a hill."""
    strategy: Any = kinds("strategy")[kind].tiny()
    size = 1 if isinstance(strategy, Comparator) else SIZE
    rounds = strategy.rounds(size)

    def run(key: Any, poison: Any, length: Any, generations: Any) -> tuple[Any, Any]:
        founders = 0.3 * jax.random.normal(jax.random.fold_in(key, 99), (size, OPTIMUM.size))
        state = strategy.init(key, founders, length)

        def turn(i: Any, state: Any) -> Any:
            generation, number = i // rounds, i % rounds
            now = jax.random.fold_in(key, i)
            if isinstance(strategy, Comparator):
                gradient = jax.grad(lambda g: -jnp.sum((g - OPTIMUM) ** 2))(strategy.centre(state))
                return strategy.climb(state, gradient)
            genotypes, state = strategy.ask(now, state, generation, number)
            never = poison & (genotypes.shape[0] > 1)
            return strategy.tell(jax.random.fold_in(now, 1), state, genotypes, score(genotypes, never))

        state = jax.lax.fori_loop(0, rounds * generations, turn, state)
        return strategy.centre(state), state

    return jax.jit(run)


def climb(kind: str, poison: bool = False, seed: int = 0, length: int = GENERATIONS) -> tuple[Any, Any, Any]:
    """Return centre at the start, centre at the end, and the last state of a strategy."""
    where = jax.random.key(seed), np.bool_(poison), np.float32(length)
    (start, _), (end, last) = (jax.device_get(climbing(kind)(*where, np.int32(count))) for count in (1, GENERATIONS))
    return start, end, last


@pytest.mark.parametrize("kind", kinds("strategy"))
def test_fitness_is_maximised(kind: str) -> None:
    """The sign of fitness survives the adapter: the centre comes close to where fitness is highest."""
    start, end, _ = climb(kind)
    assert np.linalg.norm(end - OPTIMUM) < 0.3
    assert np.linalg.norm(end - OPTIMUM) < 0.5 * max(np.linalg.norm(start - OPTIMUM), 0.6)


@pytest.mark.parametrize("kind", kinds("strategy"))
def test_no_number_never_wins_nor_passes_on(kind: str) -> None:
    """With one individual of every generation scored NaN, everything stays finite and still climbs."""
    _, end, state = climb(kind, poison=True)
    assert np.isfinite(end).all()
    assert np.linalg.norm(end - OPTIMUM) < 0.4
    for leaf in jax.tree.leaves(state):
        assert not np.isnan(leaf).any()


@pytest.mark.parametrize("kind", kinds("strategy"))
def test_only_keys_decide(kind: str) -> None:
    start, end, _ = climb(kind)
    np.testing.assert_array_equal(climb(kind)[1], end)
    assert (climb(kind, seed=1)[0] != start).any()


@pytest.mark.parametrize("kind", kinds("strategy"))
def test_steps_follow_the_length_of_a_run_where_it_is_said_and_nowhere_else(kind: str) -> None:
    """Or a shorter run would not be the beginning of a longer one; the state may hold the length as one entry."""
    state, longer = climb(kind)[2], climb(kind, length=400)[2]
    if kinds("strategy")[kind].tiny().paced() is not None:
        assert (climb(kind)[1] != climb(kind, length=400)[1]).any()
        return
    for one in (state, longer):
        one.pop("generations", None)
    jax.tree.map(np.testing.assert_array_equal, state, longer)


@pytest.mark.parametrize("kind", [name for name, kind in kinds("strategy").items() if "decay" in kind.model_fields])
def test_constant_steps_do_not_follow_the_length_of_a_run(kind: str) -> None:
    steady = kinds("strategy")[kind].tiny().model_copy(update={"decay": "constant"})
    assert steady.paced() is None


def test_what_changes_the_steps_is_named() -> None:
    assert OpenES().paced() == "decay"
    assert OpenES(sigma=0.1, sigma_final=0.1, learning_rate_final=0.02).paced() is None
    assert OpenES(sigma=0.1, sigma_final=0.05, learning_rate_final=0.02, decay="linear").paced() == "decay"
    assert AnyEvosax(learning_rate=0.1).paced() == "decay"
    assert A2C(entropy_final=0.0).paced() == "entropy_final"
    assert A2C().paced() is None
    assert A2C(decay="linear").paced() == "decay"


def refusal(strategy: Strategy, size: int, genes: int) -> str:
    found = strategy.refuses(size, genes)
    assert found is not None
    return found


def test_what_cannot_evolve_so_is_refused_with_a_remedy() -> None:
    assert '"sep_cma_es"' in refusal(CMAES(), 64, 2001)
    assert CMAES().refuses(64, 2000) is None
    assert "even" in refusal(OpenES(), 63, 10)
    assert "population.size = 1" in refusal(kinds("strategy")["maml"].tiny(), 64, 10)  # type: ignore[arg-type]
    assert "two" in refusal(Microbial(), 1, 10)
    assert "elites" in refusal(Truncation(elites=8), 8, 10)


@pytest.mark.parametrize(
    ("strategy", "said"),
    [
        (AnyEvosax(name="DifferentalEvolution"), 'Did you mean "DifferentialEvolution"?'),
        (AnyEvosax(name="LM_MA_ES"), "NaN"),
        (AnyEvosax(name="PSO", parameters={"inertia": 1.0}), 'has no "inertia"'),
    ],
)
def test_unknown_names_of_evosax_get_the_nearest(strategy: AnyEvosax, said: str) -> None:
    with pytest.raises(DefinitionError, match=r".") as caught:
        strategy.build(8, 4, 10.0)
    assert said in str(caught.value)


@pytest.mark.parametrize("decay", ["constant", "linear", "cosine"])
def test_schedules_are_exact(decay: Any) -> None:
    at = [float(schedule(2.0, 0.5, decay, 100)(g)) for g in (0, 50, 100, 200)]
    middle = {"constant": 2.0, "linear": 1.25, "cosine": 1.25}[decay]
    end = 2.0 if decay == "constant" else 0.5
    np.testing.assert_allclose(at, [2.0, middle, end, end], rtol=1e-6)


def test_a_tournament_changes_the_loser_alone() -> None:
    """Izquierdo's rule: the loser takes each gene of the winner with chance 1/2 and mutates; no one else changes."""
    strategy = Microbial(sigma=1e-6, deme=1)
    population = jnp.arange(12.0)[:, None] * jnp.ones((1, 400))
    state = strategy.init(jax.random.key(0), population, 10.0)
    state = {**state, "fitness": jnp.arange(12.0)}
    for seed in range(20):
        child, after = strategy.ask(jax.random.key(seed), state, jnp.int32(1), jnp.int32(0))
        loser, winner = int(after["loser"]), int(after["winner"])
        assert (loser - winner) % 12 in (1, 11)
        assert loser < winner
        genes = np.rint(np.asarray(child[0]))
        assert set(genes) == {float(loser), float(winner)}
        assert abs((genes == winner).mean() - 0.5) < 4 * 0.5 / np.sqrt(400)
        told = strategy.tell(jax.random.key(0), after, child, jnp.array([3.5]))
        changed = np.flatnonzero((np.asarray(told["population"]) != np.asarray(population)).any(axis=1))
        assert changed.tolist() == [loser]
        assert float(told["fitness"][loser]) == 3.5


def test_truncation_keeps_its_elite_and_breeds_from_the_best() -> None:
    strategy = Truncation(sigma=1e-6, parents=0.25, elites=2)
    population = jnp.arange(16.0)[:, None] * jnp.ones((1, 3))
    state = {**strategy.init(jax.random.key(0), population, 10.0), "fitness": jnp.arange(16.0)}
    asked, _ = strategy.ask(jax.random.key(1), state, jnp.int32(1), jnp.int32(0))
    np.testing.assert_array_equal(asked[:2], population[jnp.array([15, 14])])
    assert set(np.rint(np.asarray(asked)[2:, 0])) <= {12.0, 13.0, 14.0, 15.0}


def test_founders_are_the_first_generation() -> None:
    founders = jax.random.normal(jax.random.key(5), (6, 4))
    for kind in ("simple_ga", "truncation", "evosax"):
        strategy: Any = kinds("strategy")[kind].tiny()
        state = strategy.init(jax.random.key(0), founders, 10.0)
        asked, _ = strategy.ask(jax.random.key(1), state, jnp.int32(0), jnp.int32(0))
        np.testing.assert_array_equal(asked, founders)
