"""What an assay finds, where it is known beforehand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.assays import ability, changes
from baldwin.neural.assays.assay import Assay
from baldwin.neural.assays.plasticity_genes import gini
from baldwin.neural.assays.subject import Before
from baldwin.neural.contracts import LifeHistory, Newborn
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.engine import NeuralEngine
from baldwin.neural.random_keys import Purpose

TABLES: dict[str, Any] = {
    "name": "assayed",
    "population": {"size": 4, "generations": 1},
    "task": {"kind": "linear", "scales": (0.5, 1.0, 2.0)},
    "network": {"kind": "perceptron", "hidden": [], "bias": False, "initial": "zeros"},
    "encoding": {"kind": "direct", "weight_scale": "unit"},
    "lifetime": {"kind": "gradient", "steps": 1, "rate": "fixed", "initial_rate": 0.1},
    "sampling": {"lives": 2},
    "assays": {"every": 1, "instances": 300, "individuals": 2, "mutants": 400, "mutation": 0.2},
}


def first_assay(**tables: Any) -> dict[str, Any]:
    changed = {
        name: {**value, **tables.get(name, {})} if isinstance(value, dict) else value for name, value in TABLES.items()
    }
    _, record = NeuralEngine(NeuralDefinition.model_validate(changed)).found()
    return {name: column[0] for name, column in record.assays.items()}


def test_a_mutation_of_a_linear_newborn_costs_its_squared_length() -> None:
    """Error at birth is |w - w*|^2, so a mutation N(0, s^2) on each of d weights costs d s^2 on average.

    The centre is 0 and instances are shared: the cost of one mutant is |m|^2 - 2 m . mean w*, with variance
    2 d s^4 + 4 s^2 |mean w*|^2, the second part small.
    """
    found = first_assay()
    d, s = 3, 0.2
    drift = np.sqrt(0.25 + 1.0 + 4.0) / np.sqrt(300)
    error = np.sqrt((2 * d * s**4 + 4 * s**2 * drift**2) / 400)
    assert found["innate_canalisation"] == pytest.approx(d * s**2, abs=4 * error)
    assert 0.0 < found["learned_canalisation"] < found["innate_canalisation"]


def test_what_is_learned_in_one_world_is_of_no_use_in_another() -> None:
    """A step from 0 goes towards this world's weights: elsewhere it is wrong as often as right."""
    found = first_assay()
    assert found["specificity"] > found["learning_gain"] > 0.0


def test_who_does_not_learn_is_specific_to_nothing() -> None:
    found = first_assay(lifetime={"initial_rate": 1e-12})
    assert found["specificity"] == pytest.approx(0.0, abs=1e-5)  # the same instances in another order
    assert found["learning_gain"] == pytest.approx(0.0, abs=1e-6)


def test_the_gap_closed_is_the_share_of_the_error_that_learning_took() -> None:
    found = first_assay()
    assert found["gap_closed"] == pytest.approx(1.0 - found["learned"] / found["innate"])
    assert found["lifetime_mean"] == pytest.approx(found["learned"], rel=1e-6)


def test_mutants_change_nothing_else() -> None:
    with_them, without = first_assay(), first_assay(assays={"mutants": 0})
    assert "innate_canalisation" not in without
    for name, value in without.items():
        np.testing.assert_array_equal(value, with_them[name], err_msg=name)


def planted(moves: Any, diverged: Any = None) -> dict[str, float]:
    """Return drift and predictability of lives that move two tensors, born as (3, 4) and (12,), by `moves` (T, 3)."""
    moves = np.asarray(moves, np.float32)
    born = {"w1": jnp.array([3.0, 4.0]), "b1": jnp.array([12.0])}
    after = {"w1": born["w1"] + moves[:, :2], "b1": born["b1"] + moves[:, 2:]}
    lost = jnp.zeros(len(moves), bool) if diverged is None else jnp.asarray(diverged)
    found = changes._travel(Newborn(born, {}), LifeHistory(jnp.zeros((len(moves), 2)), after, lost))
    drift, by_tensor, predictability = (np.asarray(one) for one in found)
    return {"drift": float(drift), "w1": by_tensor[0], "b1": by_tensor[1], "predictability": float(predictability)}


def test_drift_is_a_length_over_a_length_mean_over_lives() -> None:
    """|(3, 4, 12)| = 13; moves of length 13 and 26, of which the weights' share is 5 of 5 and the bias's 24 of 12."""
    found = planted([[3.0, 4.0, 12.0], [6.0, 8.0, 24.0]])
    assert found["drift"] == pytest.approx(1.5)
    assert (found["w1"], found["b1"]) == (pytest.approx(1.5), pytest.approx(1.5))
    uneven = planted([[0.0, 5.0, 0.0], [0.0, 0.0, 6.0]])
    assert uneven["drift"] == pytest.approx((5.0 + 6.0) / 2.0 / 13.0)
    assert (uneven["w1"], uneven["b1"]) == (pytest.approx(0.5), pytest.approx(0.25))
    assert planted([[3.0, 4.0, 12.0], [9e9, 0.0, 0.0]], [False, True])["drift"] == pytest.approx(1.0)  # who did not end


def test_following_is_a_cosine_and_none_without_a_direction() -> None:
    assert changes._cosine([3.0, 4.0], [4.0, 3.0]) == pytest.approx(24.0 / 25.0)
    assert changes._cosine([1.0, 0.0], [-2.0, 0.0]) == pytest.approx(-1.0)
    assert np.isnan(changes._cosine([0.0, 0.0], [1.0, 1.0]))


def test_predictability_is_what_lives_learn_alike_without_bias() -> None:
    """The mean of d.d' over pairs of lives, over the mean of |d|^2."""
    assert planted([[1.0, 2.0, 2.0]] * 3)["predictability"] == pytest.approx(1.0)
    assert planted([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])["predictability"] == pytest.approx(
        0.0, abs=1e-7
    )
    assert planted([[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]])["predictability"] == pytest.approx(-1.0)
    assert planted([[2.0, 0.0, 0.0], [1.0, 1.0, 0.0]])["predictability"] == pytest.approx(2.0 / ((4.0 + 2.0) / 2.0))
    alike = planted([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 9.0, 0.0]], [False, False, True])
    assert alike["predictability"] == pytest.approx(1.0)
    assert np.isnan(planted([[1.0, 0.0, 0.0]])["predictability"])
    assert np.isnan(planted(np.zeros((3, 3)))["predictability"])


@pytest.mark.parametrize("lives", [2, 5, 40])
def test_lives_that_learn_something_else_each_have_a_predictability_of_0_however_few(lives: int) -> None:
    """Within four standard errors; the plain ratio |mean d|^2 / mean |d|^2 would be 1 / T."""
    draw = np.random.default_rng(3)
    found = np.array([planted(one)["predictability"] for one in draw.normal(size=(60, lives, 3))])
    assert abs(found.mean()) < 4.0 * found.std(ddof=1) / np.sqrt(60)


def test_founders_innate_is_the_mean_of_sixteen_founders() -> None:
    """Of a linear map with d weights N(0, 1): minus |w - w*|^2, by hand for the very founders and maps."""
    tables = {**TABLES, "assays": {"every": 1, "instances": 5, "individuals": 3, "mutants": 0},
              "network": {**TABLES["network"], "initial": "he"}}  # fmt: skip
    engine = NeuralEngine(NeuralDefinition.model_validate(tables))
    _, record = engine.found()
    shared, keys = engine._keys
    _, founders = engine.program.begin(keys[0], np.float32(1), engine.program.numbers)
    maps = np.asarray(engine.definition.task.held_out(*_instances(shared), 5))
    errors = ((np.asarray(founders)[:, None] - maps) ** 2).sum(axis=2)
    assert founders.shape == (16, 3)
    assert record.assays["founders_innate"][0] == pytest.approx(-errors.mean(), rel=1e-5)
    assert record.assays["innate"][0] == pytest.approx(-errors[0].mean(), rel=1e-5)  # the mean starts at the first


@pytest.mark.parametrize("sampled", [0, 1, 3, 16, 20])
def test_founders_are_measured_once_each_however_many_at_a_time(sampled: int) -> None:
    assay = Assay(NeuralDefinition.model_validate(TABLES))
    worth = np.arange(16.0)[:, None] ** 2

    def measure(key: Any, centre: Any, sample: Any, numbers: Any) -> Any:
        del key, numbers
        assert len(sample) == sampled
        return {"ability": {"mean": np.array([centre[0], np.nan])}, "individuals": {"innate": sample[:, 0]}}

    assay.__dict__["measure"] = measure
    assert assay.founders_innate(None, worth, sampled, None) == pytest.approx((np.arange(16.0) ** 2).mean())


def _instances(shared: Any) -> tuple[Any]:
    return (jax.random.split(jax.random.fold_in(shared, Purpose.HELD_OUT))[0],)


def test_gini() -> None:
    assert float(gini(np.full(7, 0.3, np.float32))) == pytest.approx(0.0, abs=1e-6)
    assert float(gini(np.eye(1, 8, dtype=np.float32))) == pytest.approx(1.0 - 1.0 / 8.0)
    assert float(gini(np.array([1.0, 3.0], np.float32))) == pytest.approx(0.25)


@pytest.mark.parametrize(("learns", "share"), [(True, 1.0), (False, np.nan)])
def test_what_was_never_learned_has_no_innate_share(learns: bool, share: float) -> None:
    """Whose newborns are better than the founders, and learn nothing more, may have learned before, or never."""
    definition: Any = SimpleNamespace(learns=learns)
    found = {"mean": (1.0, 1.0), "spread": (0.0, 0.0), "median": 1.0}
    row = ability.row(definition, found, Before(0.2, np.nan, np.nan))
    np.testing.assert_equal(row["innate_share"], share)
