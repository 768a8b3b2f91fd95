"""Assimilation index and lag, of planted evolutions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from baldwin.assimilation import assimilation, assimilation_index, assimilation_lag, reference_ability

GENERATION = np.arange(0.0, 500.0, 10.0)
LEARNED = np.minimum(1.0, GENERATION / 100.0)  # reaches 0.9 at 90 and 1 at 100


def test_the_reference_is_where_learning_had_come_nine_tenths_of_its_way() -> None:
    assert reference_ability(LEARNED) == pytest.approx(0.9)


def test_what_follows_later_is_assimilated_with_that_lag() -> None:
    innate = np.clip((GENERATION - 200.0) / 100.0, 0.0, 1.0)  # reaches 0.9 at 290
    assert assimilation_lag(GENERATION, innate, LEARNED) == 200.0
    assert assimilation_index(innate, LEARNED) == pytest.approx(1.0 / 0.9)


def test_what_never_follows_is_not() -> None:
    innate = np.zeros_like(GENERATION)
    assert assimilation_lag(GENERATION, innate, LEARNED) == math.inf
    assert assimilation_index(innate, LEARNED) == 0.0
    assert math.isnan(assimilation_lag(GENERATION, innate, LEARNED, criterion=2.0))


def test_half_way_is_half() -> None:
    assert assimilation_index(0.45 * LEARNED, LEARNED) == pytest.approx(0.5)


def test_who_never_learned_has_no_index() -> None:
    flat = np.zeros_like(GENERATION)
    assert math.isnan(assimilation_index(flat, flat))


def test_a_table_is_taken_apart_by_replicate() -> None:
    columns = {
        "generation": np.repeat(GENERATION, 2),
        "replicate": np.tile([0, 1], GENERATION.size),
        "innate": np.stack([0.0 * LEARNED, 0.9 * LEARNED], axis=1).ravel(),
        "learned": np.repeat(LEARNED, 2),
    }
    found = assimilation(columns)
    np.testing.assert_allclose(found["assimilation_index"], [0.0, 1.0])
    np.testing.assert_allclose(found["assimilation_lag"], [math.inf, 10.0])
    assert assimilation({"generation": GENERATION}) == {}


def test_what_learning_is_hardly_worth_is_no_reference() -> None:
    """Ripples about a level, the luck of a few lives: neither index nor lag tell of an assimilation of nothing."""
    generation = np.arange(6.0)
    innate = np.array([1.0, 1.0, 1.00002, 1.0, 1.00004, 1.0])
    learned = innate + np.array([0.0, 5e-5, 2e-5, 5e-5, 0.0, 5e-5])
    assert np.isnan(assimilation_index(innate, learned))
    assert np.isnan(assimilation_lag(generation, innate, learned))
    fallen = np.array([1.0, 0.9, 0.8, 0.8, 0.8, 0.8])  # the reference lies below the founders
    assert np.isnan(assimilation_index(fallen, fallen + 0.01))
    assert np.isnan(assimilation_lag(generation, fallen, fallen + 0.01))
