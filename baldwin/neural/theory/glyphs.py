"""Alphabets of glyphs that this program makes up: strokes from a fixed seed, and how a pen draws them.

Each alphabet has a handful of stroke shapes, short curves, of which all of its characters are made: three of them, at
places of their own. Numbers come from the raw output of PCG64, which NumPy never changes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["PIXELS", "SIDE", "draw", "strokes"]

Floats = npt.NDArray[np.float64]

SIDE = 12  # pixels of an image's side
PIXELS = SIDE * SIDE
SHAPES = 5  # of strokes, in an alphabet
STROKES = 3  # of a character
POINTS = 8  # along a stroke, at which the pen is put down
PEN = 0.6  # [pixels] standard deviation of what the pen leaves at a point
SHORTEST, LONGEST = 4.0, 8.0  # [pixels] of strokes, if they were straight
BEND = 3.0  # [pixels] by which the middle of a stroke lies aside, at most
SPREAD = 2.5  # [pixels] of the middles of strokes around the middle of the image
SEED = 20_261_130


@lru_cache(maxsize=8)
def strokes(alphabets: int, characters: int) -> Floats:
    """Return the control points (alphabets, characters, strokes, 3, 2) of all glyphs [pixels], x before y.

    A stroke is the quadratic Bezier curve of its three points. Alphabet number a is the same whatever the number of
    alphabets, and a character whatever the number of characters.
    """
    return np.stack([_alphabet(number, characters) for number in range(alphabets)])


def _alphabet(number: int, characters: int) -> Floats:
    """Return the control points (characters, strokes, 3, 2) of one alphabet."""
    each = 3 * STROKES  # numbers for the strokes of a character: which shape, and where
    raw = np.random.PCG64([SEED, number]).random_raw(3 * SHAPES + each * characters)
    uniform = (raw >> np.uint64(11)) * 2.0**-53
    style, places = uniform[: 3 * SHAPES].reshape(SHAPES, 3), uniform[3 * SHAPES :].reshape(characters, STROKES, 3)
    angle, half = np.pi * style[:, 0], 0.5 * (SHORTEST + (LONGEST - SHORTEST) * style[:, 1])
    along = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    aside = np.stack([-along[:, 1], along[:, 0]], axis=1) * (BEND * (2.0 * style[:, 2:] - 1.0))
    shapes = np.stack([-half[:, None] * along, aside, half[:, None] * along], axis=1)  # (SHAPES, 3, 2)
    chosen = shapes[(SHAPES * places[..., 0]).astype(np.int64)]
    points = chosen + (SPREAD * (2.0 * places[..., 1:] - 1.0))[:, :, None, :]
    middle = points.mean(axis=(1, 2), keepdims=True)
    found: Floats = points - middle + 0.5 * (SIDE - 1)
    return found


def draw(points: Any, xp: Any = np) -> Any:
    """Return the images (.., PIXELS) of glyphs with control points (.., strokes, 3, 2), by rows; ink is 0 to 1.

    Args:
        points: arrays of the library that computes.
        xp: that library: NumPy, or what takes its place.
    """
    t = np.linspace(0.0, 1.0, POINTS)[:, None]
    curve = np.concatenate([(1.0 - t) ** 2, 2.0 * t * (1.0 - t), t**2], axis=1).astype(np.float32)
    put = xp.matmul(curve, points)  # (.., strokes, POINTS, 2)
    put = put.reshape(*put.shape[:-3], put.shape[-3] * POINTS, 2)
    grid = np.arange(SIDE, dtype=np.float32)
    left = xp.exp(-0.5 * ((put[..., None] - grid) / PEN) ** 2)  # (.., points, 2, SIDE)
    ink = (left[..., 1, :, None] * left[..., 0, None, :]).max(axis=-3)
    return ink.reshape(*ink.shape[:-2], PIXELS)
