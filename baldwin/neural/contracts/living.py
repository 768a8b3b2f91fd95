"""The one place where a life is lived: from birth through all of its experiences."""

from __future__ import annotations

from typing import Any

from baldwin.neural.contracts.genes import Newborn
from baldwin.neural.contracts.kind import Array, State
from baldwin.neural.contracts.lifetimes import Environment, Event, LifeHistory, Lifetime, Record
from baldwin.neural.lazy_jax import jax, jnp

__all__ = ["live", "live_fully", "live_on"]


def live(lifetime: Lifetime, newborn: Newborn, world: Environment) -> LifeHistory:
    """Return the history of one life: for its scores alone."""
    _, history, _ = live_on(lifetime, lifetime.begin(newborn, world), world, full=False)
    return history


def live_fully(lifetime: Lifetime, newborn: Newborn, world: Environment) -> tuple[LifeHistory, Record]:
    """Return the history of one life, and everything that happened: name -> (S, ..), or (S + 1, ..) from birth on."""
    _, history, record = live_on(lifetime, lifetime.begin(newborn, world), world, full=True)
    return history, record


def live_on(lifetime: Lifetime, learner: State, world: Environment, *, full: bool) -> tuple[State, LifeHistory, Record]:
    """Return the learner at the end of a life that begins as `learner`, its history, and what happened if `full`."""
    scores: list[Array] = []
    records: list[Record] = []

    def keep(event: Event) -> tuple[Array, Record]:
        return event.score, event.record if full else {}

    def one_more(event: Event) -> None:
        score, record = keep(event)
        scores.append(score[None])
        records.append(jax.tree.map(lambda leaf: jnp.asarray(leaf)[None], record))

    birth = lifetime.birth(learner, world)
    if birth is not None:
        one_more(birth)
    count = lifetime.experiences(world.task)
    if 0 < count <= lifetime.unrolled:
        moments = lifetime.moments(world)
        rows, tree = jax.tree.flatten(moments)
        for number in range(count):
            moment = jax.tree.unflatten(tree, [row[number] for row in rows])
            learner, event = lifetime.experience(learner, world, moment)
            one_more(event)
    elif count:

        def step(learner: State, moment: Any) -> tuple[State, tuple[Array, Record]]:
            after, event = lifetime.experience(learner, world, moment)
            return after, keep(event)

        learner, (later, record) = jax.lax.scan(step, learner, lifetime.moments(world))
        scores.append(later)
        records.append(record)
    whole: Record = jax.tree.map(lambda *parts: jnp.concatenate(parts), *records)
    return learner, lifetime.history(learner, scores, world), whole
