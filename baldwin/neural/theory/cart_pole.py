"""A pole on a cart, in plain NumPy, and fixed policies that balance it whatever the pole, and whichever way force acts.

The second policy answers a question: how can fixed weights balance a pole when nobody says which way force acts? Where
the pole leans and where the cart is says it. Force that is pushed one way at first makes the pole fall to one side or
the other, and from then on the state stays in one half of its space or the other: the body is the memory.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from baldwin.neural.theory.reference_policy import Floats

__all__ = ["Rig", "balances", "either_way", "lasting", "towards_the_lean"]

Policy = Callable[[Floats], Floats]  # states (.., 4): position, velocity, angle, its velocity -> force, +1 or -1

STARTS, SEED = 64, 7
GAINS = np.array([1.0, 1.5, 20.0, 4.0])
SIDE = np.array([-0.6, 0.0, -4.0, -1.0])  # a state's side of this plane says which way force acts
AIM = 1.5  # pushes those of one side away from the others


class Rig(NamedTuple):
    """What holds for all poles."""

    steps: int  # that an episode lasts at most
    force: float  # N
    cart: float  # kg
    gravity: float  # m / s^2
    interval: float  # s, of a step
    track: float  # m, from the middle to an end
    fall: float  # rad, at which the pole counts as fallen
    start: float  # states begin within +- this in each of their numbers


def lasting(rig: Rig, policy: Policy, poles: Floats, starts: Floats) -> npt.NDArray[np.int64]:
    """Return how many steps (P, N) each pole stays up from each start, the step that ends it included.

    Args:
        rig: of all.
        policy: what is pushed; it sees the state alone, and no pole.
        poles: mass in kg, half the length in m, and the way force acts, 1 or -1: (P, 3).
        starts: states (N, 4).
    """
    mass, half, way = (poles[:, None, i] for i in range(3))
    state = np.broadcast_to(starts, (len(poles), *starts.shape)).copy()
    total = rig.cart + mass
    up = np.ones(state.shape[:2], bool)
    found = np.zeros(up.shape, np.int64)
    for _ in range(rig.steps):
        _, velocity, angle, spin = np.moveaxis(state, -1, 0)
        force = rig.force * way * policy(state)
        sine, cosine = np.sin(angle), np.cos(angle)
        pushed = (force + mass * half * spin**2 * sine) / total
        turns = (rig.gravity * sine - cosine * pushed) / (half * (4.0 / 3.0 - mass * cosine**2 / total))
        moves = pushed - mass * half * turns * cosine / total
        state = state + rig.interval * np.stack([velocity, moves, spin, turns], axis=-1)
        found += up
        up &= (np.abs(state[..., 0]) <= rig.track) & (np.abs(state[..., 2]) <= rig.fall)
        state[~up] = 0.0
        if not up.any():
            break
    return found


def towards_the_lean(state: Floats) -> Floats:
    """Return a push to the side to which the pole leans, or is about to; for those who know the way force acts."""
    return np.where(state @ GAINS > 0.0, 1.0, -1.0)


def either_way(state: Floats) -> Floats:
    """Return a push that balances poles whichever way force acts, by the side on which the state is."""
    balance, side = state @ GAINS, state @ SIDE > 0.0
    return np.where(side, np.where(balance + AIM > 0.0, 1.0, -1.0), np.where(balance - AIM > 0.0, -1.0, 1.0))


def balances(
    rig: Rig, policy: Policy, masses: tuple[float, float], halves: tuple[float, float], *, flipped: bool
) -> bool:
    """Return whether a policy keeps up all poles tried, from all starts tried, to the end of an episode.

    Poles tried are the lightest, the heaviest and one between, of three lengths, and of both ways that force may act.
    """
    ways = (1.0, -1.0) if flipped else (1.0,)
    sizes = (np.linspace(*ends, 3) for ends in (masses, halves))
    poles = np.array(list(product(*sizes, ways)))
    starts = np.random.default_rng(SEED).uniform(-rig.start, rig.start, (STARTS, 4))
    return bool((lasting(rig, policy, poles, starts) == rig.steps).all())
