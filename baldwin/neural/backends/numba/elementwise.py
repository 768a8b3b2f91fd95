"""What kernels do to one number after the other: activations, their slopes, a step of learning.

Loops count from 0 in unsigned numbers and check no division, or they would not run on vectors: numba lets a negative
index count from the end, and raises where it divides by 0.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from baldwin.neural.backends.numba.layout import At
from baldwin.neural.backends.numba.tiles import Float, Floats, Int, Ints
from baldwin.numba_cache import helper

__all__ = ["ADAM", "MOMENTUM", "RELU", "TANH", "UNIT", "ZERO", "bend", "clear", "copy", "learn", "slope"]

NOW, RATE, GRADIENT, FIRST, SECOND = map(int, (At.NOW, At.RATE, At.GRADIENT, At.FIRST, At.SECOND))
OPTIMISER = int(At.OPTIMISER)
RELU, TANH = 1, 2  # places in ACTIVATIONS
MOMENTUM, ADAM = 1, 2  # places in OPTIMISERS
ZERO, UNIT = np.float32(0.0), np.float32(1.0)
U = np.uint64
elementwise = partial(helper, fastmath={"contract"}, error_model="numpy")

# tanh as a ratio of polynomials, after Eigen's: within a few units in the last place.
_T = np.float32(7.90531110763549805)
_A1, _A3, _A5 = np.float32(4.89352455891786e-03), np.float32(6.37261928875436e-04), np.float32(1.48572235717979e-05)
_A7, _A9 = np.float32(5.12229709037114e-08), np.float32(-8.60467152213735e-11)
_A11, _A13 = np.float32(2.00018790482477e-13), np.float32(-2.76076847742355e-16)
_B0, _B2 = np.float32(4.89352518554385e-03), np.float32(2.26843463243900e-03)
_B4, _B6 = np.float32(1.18534705686654e-04), np.float32(1.19825839466702e-06)


@elementwise
def copy(into: Floats, to: Int, source: Floats, place: Int, count: Int) -> None:
    """Copy numbers from a place in one array to a place in another."""
    target, origin = U(to), U(place)
    for i in range(U(count)):
        into[target + i] = source[origin + i]


@elementwise
def clear(work: Floats, first: Int, count: Int) -> None:
    """Set numbers to 0."""
    for i in range(U(count)):
        work[U(first) + i] = ZERO


@elementwise
def bend(work: Floats, first: Int, count: Int) -> None:
    """Set numbers to their hyperbolic tangents."""
    for i in range(U(count)):
        x = work[U(first) + i]
        x = _T if x > _T else x
        x = -_T if x < -_T else x
        s = x * x
        over = x * (_A1 + s * (_A3 + s * (_A5 + s * (_A7 + s * (_A9 + s * (_A11 + s * _A13))))))
        work[U(first) + i] = over / (_B0 + s * (_B2 + s * (_B4 + s * _B6)))


@elementwise
def slope(work: Floats, delta: Int, activated: Int, count: Int, activation: Int) -> None:
    """Multiply derivatives by units with the slope of their activation, given what they activated to."""
    by, units = U(delta), U(activated)
    if activation == RELU:
        for i in range(U(count)):
            d, u = work[by + i], work[units + i]
            work[by + i] = d if u > ZERO else ZERO
    elif activation == TANH:
        for i in range(U(count)):
            work[by + i] *= UNIT - work[units + i] * work[units + i]


@elementwise
def learn(work: Floats, plan: Ints, first: Int, end: Int, momentum: Float, clip: Float, t: Int) -> None:
    """Change parameters `first` .. `end` by one step along their gradient."""
    count = U(end - first)
    now, rate, gradient = U(plan[NOW] + first), U(plan[RATE] + first), U(plan[GRADIENT] + first)
    mean, square = U(plan[FIRST] + first), U(plan[SECOND] + first)
    if clip < np.float32(np.inf):
        for i in range(count):
            g = work[gradient + i]
            g = clip if g > clip else g
            work[gradient + i] = -clip if g < -clip else g
    if plan[OPTIMISER] == MOMENTUM:
        for i in range(count):
            m = momentum * work[mean + i] + work[gradient + i]
            work[mean + i], work[gradient + i] = m, m
    elif plan[OPTIMISER] == ADAM:  # Kingma & Ba (2015), algorithm 1, with beta2 = 0.999
        bias1, bias2 = np.float32(1.0 - momentum**t), np.float32(1.0 - 0.999**t)
        for i in range(count):
            g = work[gradient + i]
            m = momentum * work[mean + i] + (UNIT - momentum) * g
            v = np.float32(0.999) * work[square + i] + np.float32(0.001) * g * g
            work[mean + i], work[square + i] = m, v
            work[gradient + i] = m / bias1 / (np.sqrt(v / bias2) + np.float32(1e-8))
    for i in range(count):
        work[now + i] -= work[rate + i] * work[gradient + i]
