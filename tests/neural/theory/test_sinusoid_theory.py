"""The best prediction of an unknown sine, against the reference's numbers and against numerical integration."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baldwin.neural.theory.sinusoid import best_static_error, mean_square

MAML = (0.1, 5.0), (0.0, math.pi), (-5.0, 5.0)
DIAL = [(math.pi / 8, 1.089), (math.pi / 4, 1.193), (math.pi / 2, 1.616), (math.pi, 3.006), (2.0 * math.pi, 4.252)]
NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)


def integrated(amplitudes: tuple[float, float], phases: tuple[float, float], inputs: tuple[float, float], sign: str):
    """Return E[y^2] and E[Var(y | x)] by Gaussian quadrature in all three variables."""

    def nodes(low: float, high: float) -> np.ndarray:
        return (low + high) / 2.0 + (high - low) / 2.0 * NODES

    a, p, x = np.meshgrid(nodes(*amplitudes), nodes(*phases), nodes(*inputs), indexing="ij")
    y = a * np.sin(x + (p if sign == "plus" else -p))
    w = WEIGHTS / 2.0
    given_x = np.einsum("i,j,ijk->k", w, w, y)
    square = np.einsum("i,j,k,ijk->", w, w, w, y**2)
    return square, square - w @ given_x**2


@pytest.mark.parametrize(("width", "expected"), DIAL)
@pytest.mark.parametrize("sign", ["minus", "plus"])
def test_the_dial_of_uncertainty(width: float, expected: float, sign: str) -> None:
    """Worked out apart: the best error without learning, for phases in 0 .. w."""
    assert abs(best_static_error(MAML[0], (0.0, width), MAML[2], sign) - expected) < 0.002


def test_predicting_zero() -> None:
    assert abs(mean_square(*MAML, "minus") - 4.252) < 0.002


ends = st.floats(-4.0, 4.0)
ranges = st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair)))


@given(amplitudes=ranges, phases=ranges, inputs=ranges, sign=st.sampled_from(["minus", "plus"]))
def test_closed_forms_are_integrals(
    amplitudes: tuple[float, float], phases: tuple[float, float], inputs: tuple[float, float], sign: str
) -> None:
    square, error = integrated(amplitudes, phases, inputs, sign)
    assert math.isclose(mean_square(amplitudes, phases, inputs, sign), square, abs_tol=1e-9)
    assert math.isclose(best_static_error(amplitudes, phases, inputs, sign), error, abs_tol=1e-9)


@given(amplitude=st.floats(0.0, 5.0), phase=ends, width=st.sampled_from([0.0, 1e-12, 1e-9]))
def test_a_world_that_does_not_vary_needs_no_learning(amplitude: float, phase: float, width: float) -> None:
    error = best_static_error((amplitude, amplitude), (phase, phase + width), (-5.0, 5.0), "minus")
    assert 0.0 <= error < 1e-13
