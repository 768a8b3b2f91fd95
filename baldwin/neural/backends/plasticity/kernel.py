"""One step of many lives: weights change by what happened in the step before, and the network answers.

For each weight, with the values before and after its synapse in the step before (pre, post), the kernel works out

    w <- kept w + gate (pre (A post + B) + (C post + D))

and adds w times its source's value now to the unit that it leads to. All arrays are flat; `plan` is a layout
(layout.py). A life's first step comes with a gate of 0, and `kept` = 1: nothing has happened before it.
"""

from __future__ import annotations

import numpy as np

from baldwin.neural.backends.numba.elementwise import bend, copy
from baldwin.neural.backends.numba.tiles import LANES, Floats, Int, Ints
from baldwin.neural.backends.plasticity.layout import FIELDS, At, Layer
from baldwin.neural.backends.plasticity.rows import TERMS, one_vector, two_vectors
from baldwin.numba_cache import helper, inlined

__all__ = ["step_all"]

# Members of an enumeration as plain numbers, which numba takes for constants.
(INDIVIDUALS, LIVES, TILES, INPUTS, CARRIED, LAYERS, ACTIVATION, PLACES, WEIGHTS, OUTPUTS, FEEDING, TABLE) = map(
    int, list(At)
)
FIRST, SOURCES, UNITS, INTO, W = map(int, Layer)
ZERO = np.float32(0.0)
RELU, TANH = 1, 2  # places in ACTIVATIONS


@inlined
def _turn(values: Floats, place: Int, rows: Floats, row: Int, width: Int, lives: Int) -> None:
    """Write rows (lives, width) as columns of lives."""
    for life in range(lives):
        for k in range(width):
            values[place + k * LANES + life] = rows[row + life * width + k]


@inlined
def _turn_back(rows: Floats, row: Int, values: Floats, place: Int, width: Int, lives: Int) -> None:
    """Write columns of lives as rows (lives, width)."""
    for life in range(lives):
        for k in range(width):
            rows[row + life * width + k] = values[place + k * LANES + life]


@helper
def _activate(values: Floats, first: Int, count: Int, activation: Int) -> None:
    """Set inputs of units to their activations."""
    if activation == TANH:
        bend(values, first, count)
    elif activation == RELU:
        for i in range(np.uint64(count)):
            x = values[np.uint64(first) + i]
            values[np.uint64(first) + i] = ZERO if x < ZERO else x  # what is no number stays so


@helper
def _layers(
    plan: Ints,
    weights: Floats,
    values: Floats,
    terms: Floats,
    work: Floats,
    w: Int,
    c: Int,
    old: Int,
    new: Int,
    wide: Int,
) -> None:
    """Step the network of `wide` vectors of lives, whose weights begin at `w` and values at `old` and `new`."""
    far, w_far = 2 * plan[PLACES] * LANES, plan[WEIGHTS] * LANES
    for layer in range(plan[LAYERS]):
        row = TABLE + layer * FIELDS
        count, into = plan[row + SOURCES], plan[row + INTO] * LANES
        first = plan[row + FIRST] * LANES
        for unit in range(plan[row + UNITS]):
            place, here = plan[row + W] + unit * count, into + unit * LANES
            if wide == 2:
                two_vectors(
                    weights, values, terms, work, w + place * LANES, w_far, c + place * TERMS, old + first,
                    new + first, far, count, old + here, new + here,
                )  # fmt: skip
            else:
                one_vector(
                    weights, values, terms, work, w + place * LANES, w_far, c + place * TERMS, old + first,
                    new + first, far, count, old + here, new + here,
                )  # fmt: skip
        if layer + 1 < plan[LAYERS]:
            for v in range(wide):
                _activate(values, new + v * far + into, plan[row + UNITS] * LANES, plan[ACTIVATION])


@helper
def _tile(
    plan: Ints,
    half: Int,
    weights: Floats,
    values: Floats,
    terms: Floats,
    seen: Floats,
    shown: Floats,
    gates: Floats,
    answers: Floats,
    feeding: Floats,
    work: Floats,
    who: Int,
    tile: Int,
    wide: Int,
) -> None:
    """Live one step of `wide` vectors of an individual's lives."""
    size, inputs, outputs, table = plan[PLACES] * LANES, plan[INPUTS], plan[OUTPUTS], TABLE
    last = table + (plan[LAYERS] - 1) * FIELDS
    base = (who * plan[TILES] + tile) * 2 * size
    old, new = base + (1 - half) * size, base + half * size
    for v in range(wide):
        start = (tile + v) * LANES
        lives, life = min(LANES, plan[LIVES] - start), who * plan[LIVES] + start
        there, here = old + 2 * v * size, new + 2 * v * size
        _turn(values, here + plan[CARRIED] * LANES, seen, life * inputs, inputs, lives)
        _turn(values, there + plan[last + INTO] * LANES, shown, life * outputs, outputs, lives)
        copy(values, here, values, there + plan[table + INTO] * LANES, plan[CARRIED] * LANES)
        for one in range(lives):
            work[v * LANES + one] = gates[2 * (life + one)]
            work[(2 + v) * LANES + one] = gates[2 * (life + one) + 1]
    w = (who * plan[TILES] + tile) * plan[WEIGHTS] * LANES
    _layers(plan, weights, values, terms, work, w, who * plan[WEIGHTS] * TERMS, old, new, wide)
    for v in range(wide):
        start = (tile + v) * LANES
        lives, life = min(LANES, plan[LIVES] - start), who * plan[LIVES] + start
        here = new + 2 * v * size
        _turn_back(answers, life * outputs, values, here + plan[last + INTO] * LANES, outputs, lives)
        if plan[FEEDING]:
            count = plan[FEEDING]
            _turn_back(feeding, life * count, values, here + plan[last + FIRST] * LANES, count, lives)


@helper
def step_all(
    plan: Ints,
    number: Int,
    weights: Floats,
    values: Floats,
    terms: Floats,
    seen: Floats,
    shown: Floats,
    gates: Floats,
    answers: Floats,
    feeding: Floats,
) -> None:
    """Live step `number` of all lives (n individuals, T lives; t vectors of lives).

    Args:
        weights: (n, t, WEIGHTS, LANES), changed in place.
        values: of units in the step before and in this one, in turn: (n, t, 2, PLACES, LANES), changed in place.
        terms: A, B, C and D of each weight: (n, WEIGHTS, 4).
        seen: what comes into the network: (n, T, inputs).
        shown: what synapses of the last layer saw behind them in the step before: (n, T, outputs).
        gates: what changes of that step are multiplied by, and the share of a weight that is kept: (n, T, 2).
        answers: (n, T, outputs), written.
        feeding: what comes into the last layer: (n, T, FEEDING), written.
    """
    work = np.zeros(4 * LANES, np.float32)
    half = number % 2
    for who in range(plan[INDIVIDUALS]):
        tile = 0
        while tile < plan[TILES]:
            wide = min(2, plan[TILES] - tile)
            _tile(plan, half, weights, values, terms, seen, shown, gates, answers, feeding, work, who, tile, wide)
            tile += wide
