"""Whole gradient lives of small networks: born, learning from support examples, scored on query examples.

The same lives as `baldwin.neural.lifetimes.gradient` and, to be read, `baldwin.neural.reference`, with the derivative
written out. All arrays are flat; `plan` is a layout (layout.py), `work` the workspace that it describes.
"""

from __future__ import annotations

import numpy as np

from baldwin.neural.backends.numba.elementwise import (
    ADAM,
    MOMENTUM,
    RELU,
    TANH,
    UNIT,
    ZERO,
    bend,
    clear,
    copy,
    learn,
    slope,
)
from baldwin.neural.backends.numba.layout import CHUNK, FIELDS, At, Layer
from baldwin.neural.backends.numba.tiles import Float, Floats, Int, Ints, dot, gemm, transpose
from baldwin.numba_cache import helper

__all__ = ["live_all"]

# Members of an enumeration as plain numbers, which numba takes for constants.
(INDIVIDUALS, LIVES, SUPPORT, QUERY, STEPS, LAYERS, ACTIVATION, OPTIMISER, READS, OWN, LEARNED) = map(
    int, list(At)[:11]
)
(LOWEST, WHOLE, BIAS, WEIGHTS, PARAMETERS, SPACE, INPUTS, OUTPUTS, WIDEST, ZEROS, ONE, BORN) = map(int, list(At)[11:23])
(NOW, RATE, GRADIENT, FIRST, SECOND, ERROR, DELTA, OTHER, ANSWER, BELOW, TABLE) = map(int, list(At)[23:])
(IN, IN_STEP, OUT, OUT_STEP, W, B, LEARNS_W, LEARNS_B, INCOMING, TURNED, TURNED_BORN) = map(int, Layer)

LINE = 16  # float32 numbers in a line of the cache
AT_BIRTH, AT_END, AFTER_EACH, WHOLE = 0, 1, 2, 3  # places in READS
NO_FLOOR = np.float32(-np.inf)
# Steps from one number to the next: int64 of NumPy, since numba compiles what it calls anew for every plain 0 or 1.
SAME, NEXT = np.int64(0), np.int64(1)


@helper
def _layer(work: Floats, plan: Ints, number: Int, parameters: Int, into: Int, source: Int, rows: Int) -> None:
    """Write what a hidden layer makes of `rows` that come in at `source`."""
    row = TABLE + number * FIELDS
    step, activation = plan[row + OUT_STEP], plan[ACTIVATION]
    floor = ZERO if activation == RELU else NO_FLOOR
    w, b = parameters + plan[row + W], parameters + plan[row + B]
    gemm(work, into, step, source, plan[row + IN_STEP], NEXT, w, step, rows, step, plan[row + IN], b, floor)
    if activation == TANH:
        bend(work, into, rows * step)


@helper
def _answer(work: Floats, plan: Ints, parameters: Int, source: Int, k: Int, o: Int) -> Float:
    """Return output `o` for row `k` of what comes into the last layer at `source`."""
    row = TABLE + (plan[LAYERS] - 1) * FIELDS
    step = plan[row + IN_STEP]
    return work[parameters + plan[row + B] + o] + dot(
        work, source + k * step, parameters + plan[row + W] + o * step, step
    )


@helper
def _error(work: Floats, plan: Ints, parameters: Int, x: Floats, y: Floats, gain: Float) -> Float:
    """Return the mean squared error on the query examples."""
    layers, inputs, outputs, queries = plan[LAYERS], plan[INPUTS], plan[OUTPUTS], plan[QUERY]
    step = plan[TABLE + IN_STEP]
    total = 0.0
    for first in range(0, queries, CHUNK):
        rows = min(CHUNK, queries - first)
        source, other = plan[ANSWER], plan[BELOW]
        for k in range(rows):
            copy(work, source + k * step, x, (first + k) * inputs, inputs)
        for number in range(layers - 1):
            _layer(work, plan, number, parameters, other, source, rows)
            source, other = other, source
        for k in range(rows):
            for o in range(outputs):
                error = _answer(work, plan, parameters, source, k, o) * gain - y[(first + k) * outputs + o]
                total += error * error
    return np.float32(total / (queries * outputs))


@helper
def _forward(work: Floats, plan: Ints, lowest: Int) -> None:
    """Renew what comes into the layers above `lowest` from the support examples."""
    for number in range(lowest - 1, plan[LAYERS] - 1):
        row = TABLE + number * FIELDS
        _layer(work, plan, number, plan[NOW], plan[row + FIELDS + INCOMING], plan[row + INCOMING], plan[SUPPORT])


@helper
def _backward(work: Floats, plan: Ints, y: Floats, gain: Float, share: Float, turned: Int) -> None:
    """Write the gradient of `share` times the mean squared error on the support examples: backpropagation.

    `turned` says which transposes of tensors hold: TURNED_BORN in the first step, TURNED later.
    """
    layers, outputs, support, lowest = plan[LAYERS], plan[OUTPUTS], plan[SUPPORT], plan[LOWEST]
    now, gradient, zeros = plan[NOW], plan[GRADIENT], plan[ZEROS]
    row = TABLE + (layers - 1) * FIELDS
    error, step = plan[ERROR], plan[row + OUT_STEP]
    scale = np.float32(2.0) * share * gain / np.float32(support * outputs)
    for k in range(support):
        for o in range(outputs):
            off = _answer(work, plan, now, plan[row + INCOMING], k, o) * gain - y[k * outputs + o]
            work[error + k * step + o] = scale * off
    wide = plan[row + IN_STEP]
    incoming, into = plan[row + INCOMING], gradient + plan[row + W]
    gemm(work, into, wide, error, NEXT, step, incoming, wide, outputs, wide, support, zeros, NO_FLOOR)
    gemm(work, gradient + plan[row + B], step, plan[ONE], SAME, SAME, error, step, NEXT, step, support, zeros, NO_FLOOR)
    if lowest == layers:
        return
    delta, other = plan[DELTA], plan[OTHER]
    gemm(work, delta, wide, error, step, NEXT, now + plan[row + W], wide, support, wide, outputs, zeros, NO_FLOOR)
    for number in range(layers - 2, lowest - 2, -1):
        above = TABLE + (number + 1) * FIELDS
        row = TABLE + number * FIELDS
        step, wide = plan[row + OUT_STEP], plan[row + IN_STEP]
        slope(work, delta, plan[above + INCOMING], support * step, plan[ACTIVATION])
        into, incoming = gradient + plan[row + W], plan[row + INCOMING]
        gemm(work, into, step, incoming, NEXT, wide, delta, step, plan[row + IN], step, support, zeros, NO_FLOOR)
        gemm(
            work,
            gradient + plan[row + B],
            step,
            plan[ONE],
            SAME,
            SAME,
            delta,
            step,
            NEXT,
            step,
            support,
            zeros,
            NO_FLOOR,
        )
        if number > lowest - 1:
            w, out = plan[row + turned], plan[row + OUT]
            gemm(work, other, wide, delta, step, NEXT, w, wide, support, wide, out, zeros, NO_FLOOR)
            delta, other = other, delta


@helper
def _learn_all(work: Floats, plan: Ints, momentum: Float, clip: Float, t: Int) -> None:
    """Take one step of learning, and keep the transposes up to date."""
    layers, lowest = plan[LAYERS], plan[LOWEST]
    if plan[WHOLE]:
        learn(work, plan, plan[TABLE + (lowest - 1) * FIELDS + W], plan[PARAMETERS], momentum, clip, t)
    for number in range(lowest - 1, layers):
        row = TABLE + number * FIELDS
        if plan[row + LEARNS_W] and not plan[WHOLE]:
            learn(work, plan, plan[row + W], plan[row + B], momentum, clip, t)
        if plan[row + LEARNS_B] and not plan[WHOLE]:
            learn(work, plan, plan[row + B], plan[row + B] + plan[row + OUT_STEP], momentum, clip, t)
        if lowest - 1 < number < layers - 1 and t < plan[STEPS]:
            step, wide = plan[row + OUT_STEP], plan[row + IN_STEP]
            transpose(work, plan[row + TURNED], wide, plan[NOW] + plan[row + W], step, wide, step)


@helper
def _unpack(work: Floats, plan: Ints, place: Int, tensors: Floats) -> None:
    """Lay the tensors w1, b1, w2, .. of one network out as a padded set of parameters; padding is 0 already."""
    layers, at = plan[LAYERS], 0
    for number in range(layers):
        row = TABLE + number * FIELDS
        inputs, outputs = plan[row + IN], plan[row + OUT]
        w = place + plan[row + W]
        for i in range(inputs):
            if number < layers - 1:
                copy(work, w + i * plan[row + OUT_STEP], tensors, at, outputs)
            else:
                for o in range(outputs):
                    work[w + i + o * plan[row + IN_STEP]] = tensors[at + o]
            at += outputs
        if plan[BIAS]:
            copy(work, place + plan[row + B], tensors, at, outputs)
            at += outputs


@helper
def _pack(work: Floats, plan: Ints, place: Int, tensors: Floats) -> None:
    """Write a padded set of parameters as tensors w1, b1, w2, ..: what `_unpack` undoes."""
    layers, at = plan[LAYERS], 0
    for number in range(layers):
        row = TABLE + number * FIELDS
        inputs, outputs = plan[row + IN], plan[row + OUT]
        w = place + plan[row + W]
        for i in range(inputs):
            if number < layers - 1:
                copy(tensors, at, work, w + i * plan[row + OUT_STEP], outputs)
            else:
                for o in range(outputs):
                    tensors[at + o] = work[w + i + o * plan[row + IN_STEP]]
            at += outputs
        if plan[BIAS]:
            copy(tensors, at, work, place + plan[row + B], outputs)
            at += outputs


@helper
def _be_born(work: Floats, plan: Ints) -> None:
    """Start a life with the parameters of birth, before any experience."""
    count = plan[PARAMETERS]
    copy(work, plan[NOW], work, plan[BORN], count)
    if plan[OPTIMISER] >= MOMENTUM:
        clear(work, plan[FIRST], count)
    if plan[OPTIMISER] == ADAM:
        clear(work, plan[SECOND], count)


@helper
def _live(
    work: Floats,
    plan: Ints,
    person: Floats,
    numbers: Floats,
    xs: Floats,
    ys: Floats,
    xq: Floats,
    yq: Floats,
    scores: Floats,
) -> None:
    """Live one life. Scores that nobody reads stay as they are."""
    steps, reads, support, inputs = plan[STEPS], plan[READS], plan[SUPPORT], plan[INPUTS]
    momentum, awake, gain = person[0], person[1], person[2]
    clip, share = numbers[0], numbers[1]
    _be_born(work, plan)
    if reads in (AT_BIRTH, WHOLE) or steps == 0:
        scores[0] = -_error(work, plan, plan[NOW], xq, yq, gain)
    if steps == 0 or reads == AT_BIRTH:
        return
    step = plan[TABLE + IN_STEP]
    for k in range(support):
        copy(work, plan[TABLE + INCOMING] + k * step, xs, k * inputs, inputs)
    _forward(work, plan, 1)
    for t in range(1, steps + 1):
        learns = np.float32(t) <= awake and plan[LOWEST] <= plan[LAYERS]
        if learns:
            if t > 1:
                _forward(work, plan, plan[LOWEST])
            _backward(work, plan, ys, gain, share, TURNED_BORN if t == 1 else TURNED)
            _learn_all(work, plan, momentum, clip, t)
        if t == steps or reads >= AFTER_EACH:
            if learns or t == 1 or reads == AT_END:
                scores[t] = -_error(work, plan, plan[NOW], xq, yq, gain)
            else:
                scores[t] = scores[t - 1]


@helper
def _develop(work: Floats, plan: Ints, weights: Floats, rates: Floats) -> None:
    """Lay out what an individual is born with: tensors, their transposes, and learning rates."""
    _unpack(work, plan, plan[BORN], weights)
    _unpack(work, plan, plan[RATE], rates)
    for number in range(1, plan[LAYERS] - 1):
        row = TABLE + number * FIELDS
        step, wide = plan[row + OUT_STEP], plan[row + IN_STEP]
        transpose(work, plan[row + TURNED_BORN], wide, plan[BORN] + plan[row + W], step, wide, step)


@helper
def live_all(
    plan: Ints,
    numbers: Floats,
    weights: Floats,
    rates: Floats,
    people: Floats,
    xs: Floats,
    ys: Floats,
    xq: Floats,
    yq: Floats,
    scores: Floats,
    learned: Floats,
) -> None:
    """Live all lives of some individuals.

    Args:
        plan: the layout.
        numbers: (3,) clip, share of the mean squared error that learning descends, share of it that is scored.
        weights: (individuals x weights) tensors w1, b1, w2, .. as born.
        rates: the same for the learning rates.
        people: (individuals x 3) momentum, number of steps after which they learn no more, gain of the output.
        xs: (worlds x support x inputs) support examples; worlds are lives, or individuals x lives if each has its own.
        ys: (worlds x support x outputs) their targets.
        xq: (worlds x query x inputs) query examples.
        yq: (worlds x query x outputs) their targets.
        scores: (individuals x lives x (steps + 1)) is written, where anybody reads it.
        learned: (individuals x lives x weights) is written, if anybody reads it.
    """
    room = np.zeros(plan[SPACE] + LINE, np.float32)
    work = room[(-(room.ctypes.data // 4)) % LINE :][: plan[SPACE]]  # no vector lies across two lines of the cache
    work[plan[ONE]] = UNIT
    lives, size, length = plan[LIVES], plan[WEIGHTS], plan[STEPS] + 1
    s, q = plan[SUPPORT], plan[QUERY]
    inputs, outputs = plan[INPUTS], plan[OUTPUTS]
    for i in range(plan[INDIVIDUALS]):
        _develop(work, plan, weights[i * size : (i + 1) * size], rates[i * size : (i + 1) * size])
        person = people[i * 3 : (i + 1) * 3]
        for life in range(lives):
            world = (i * lives + life) if plan[OWN] else life
            at = i * lives + life
            mine = scores[at * length : (at + 1) * length]
            _live(
                work,
                plan,
                person,
                numbers,
                xs[world * s * inputs : (world + 1) * s * inputs],
                ys[world * s * outputs : (world + 1) * s * outputs],
                xq[world * q * inputs : (world + 1) * q * inputs],
                yq[world * q * outputs : (world + 1) * q * outputs],
                mine,
            )
            for t in range(length):
                mine[t] *= numbers[2]
            if plan[LEARNED]:
                _pack(work, plan, plan[NOW], learned[at * size : (at + 1) * size])
