"""T-mazes, single and double, whose rich arm moves in life (Soltoggio et al. 2008; Risi & Stanley 2010)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator

from baldwin.neural.contracts import Array, Column, Dimension, Key, Number, Outcome, SequentialTask, Trace
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.theory.reference_policy import INNATE, ORACLE, ReferencePolicy, constant, from_lives

__all__ = ["Maze", "TMaze"]

SHARE: dict[str, Any] = {"panel": "share of trips", "limits": (0.0, 1.02), "percent": True}


class Maze(NamedTuple):
    """Where one is."""

    step: Array  # () of the trip: a turn, or the end of the maze
    arm: Array  # () the turns so far, as a number: 0 is left; at the end, the arm
    paid: Array  # () what is found at the end


class TMaze(SequentialTask):
    """A T-maze of two arms, or of four behind two turns: one is rich, and moves to another now and then.

    A trip is a turn (two, in a maze of four arms), left or right, and the end of the maze, where nothing is chosen and
    the arm pays: `high` if it is the rich one, else `low`. Seen are: whether one is at a turn, whether at the end, and
    there, what it pays; with `places` each turn has an input of its own (first, then left and right), without them
    turns look alike. What was done last is not seen. The score of a trip is that of its last turn, and its reward is
    felt at the end. With end = false there is no such step: the last turn pays, and nothing is seen of it.

    Which arm is rich at first, how often it moves (each number within `switches` as likely) and to which of the others
    is chance. `uniform`: before any trips but the first, all choices as likely. `spread`: evenly, each `jitter` of the
    distance sooner or later at most (the published 10 %).

    Departures: corridors, walls and the way home are left out, so that nobody crashes. The original's lives are of 100
    trips (single) or 200 (double).
    """

    score_name: ClassVar[str] = "reward per trip"
    columns: ClassVar[dict[str, Column]] = {
        "correct": Column("share of trips to the rich arm", label="to the rich arm", **SHARE),
        "stay_after_win": Column(
            "share of trips to the same arm again, after a trip to the rich arm", label="stays after a win", **SHARE
        ),
        "shift_after_loss": Column(
            "share of trips to another arm, after a trip to a poor one", label="shifts after a loss", **SHARE
        ),
        "since_switch": Column(
            "share of trips to the rich arm in each of the first six after it moved (6)",
            panel="share of trips\nto the rich arm",
            dimensions=(Dimension("trip after a switch"),),
            limits=(0.0, 1.02),
            percent=True,
        ),
    }

    kind: Literal["t_maze"] = "t_maze"
    arms: Annotated[Literal[2, 4], Field(description="arms: 2, a single T; 4, a double one")] = 2
    trials: Annotated[int, Field(ge=2, le=10**4, description="trips of a life (T)")] = 100
    switches: Annotated[
        tuple[Annotated[int, Field(ge=0, le=20)], Annotated[int, Field(ge=0, le=20)]],
        Field(strict=False, description="fewest and most moves of the rich arm in a life"),
    ] = (1, 4)
    timing: Annotated[
        Literal["uniform", "spread"], Field(description="when it moves: at any trip, or evenly spread over a life")
    ] = "uniform"
    jitter: Annotated[
        float,
        Field(ge=0.0, lt=0.5, description="`spread`: how early or late at most, in units of the distance between two"),
    ] = 0.1
    high: Annotated[Number, Field(ge=-1e6, le=1e6, description="reward in the rich arm")] = 1.0
    low: Annotated[Number, Field(ge=-1e6, le=1e6, description="reward in the others")] = 0.2
    places: Annotated[bool, Field(description="each turn is seen by an input of its own")] = True
    end: Annotated[bool, Field(description="a trip has a last step, in which what it pays is seen and felt")] = True

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        fewest, most = self.switches
        if fewest > most:
            raise ValueError(f"switches = [{fewest}, {most}]: the fewest comes first. Exchange them")
        if most >= self.trials:
            raise ValueError(f"switches = [{fewest}, {most}] are too many for trials = {self.trials}. Set fewer")
        if self.low >= self.high:
            raise ValueError(f"low = {self.low:g} is not below high = {self.high:g}. Exchange them, or part them")
        return self

    @property
    def turns(self) -> int:
        """Turns of a trip."""
        return 1 if self.arms == 2 else 2

    @property
    def inputs(self) -> int:
        """The turns, or that there is one; the end, and what is paid there."""
        return (2**self.turns - 1 if self.places else 1) + 2 * self.end

    @property
    def outputs(self) -> int:
        """Left and right."""
        return 2

    @property
    def deciding(self) -> tuple[bool, ...]:
        """The turns; the end of the maze, if there is one."""
        return (*(True,) * self.turns, *(False,) * self.end)

    @property
    def pays_at(self) -> int:
        """The last step: the end of the maze, if there is one."""
        return len(self.deciding) - 1

    def sample(self, key: Key) -> Array:
        """Draw the arm that is rich at first, ()."""
        return jax.random.randint(key, (), 0, self.arms)

    def chance(self, key: Key, instance: Array) -> Array:
        """Draw the rich arm in each step, (S,)."""
        number, when, where = jax.random.split(key, 3)
        fewest, most = self.switches
        count = jax.random.randint(number, (), fewest, most + 1)
        moves = self._spread(when, count) if self.timing == "spread" else self._anywhere(when, count)
        to = jax.random.randint(where, (self.trials,), 1, self.arms)
        rich = (instance + jnp.cumsum(jnp.where(moves, to, 0))) % self.arms
        return jnp.repeat(rich, len(self.deciding))

    def _anywhere(self, key: Key, count: Array) -> Array:
        """Return before which trips (T,) the rich arm moves: `count` of them, but not the first."""
        order = jnp.argsort(jax.random.uniform(key, (self.trials - 1,)))
        rank = jnp.argsort(order)
        return jnp.concatenate([jnp.zeros(1, bool), rank < count])

    def _spread(self, key: Key, count: Array) -> Array:
        """Return the same, each switch in a window of its own."""
        from baldwin.neural.theory.t_maze import windows

        fewest, most = self.switches
        table = np.zeros((most + 1, most, 2), np.int32)  # of so many switches, the window of each
        for number in range(fewest, most + 1):
            table[number, :number] = np.reshape(windows(self.trials, number, self.jitter), (number, 2))
        first, last = jnp.moveaxis(jnp.asarray(table)[count], -1, 0)
        trip = jax.random.randint(key, (most,), first, last + 1)
        there = jnp.arange(most) < count
        return jnp.any((jnp.arange(self.trials)[:, None] == trip) & there, axis=1)

    def begin(self, instance: Array) -> Maze:
        """Return the first turn."""
        del instance
        nothing = jnp.zeros((), jnp.int32)
        return Maze(nothing, nothing, jnp.zeros(()))

    def observe(self, state: Maze, chance: Array, instance: Array) -> Array:
        """Return at which turn one is, or the end and what is found there."""
        del chance, instance
        at_end = state.step == self.turns
        if self.places:
            place = jnp.where(state.step == 0, 0, 1 + state.arm)
            turn = jax.nn.one_hot(place, 2**self.turns - 1) * ~at_end
        else:
            turn = (~at_end)[None]
        ends = [at_end[None], state.paid[None]] if self.end else []
        return jnp.concatenate([turn, *ends]).astype(jnp.float32)

    def act(self, state: Maze, chance: Array, action: Array, instance: Array) -> Outcome:
        """Return the way that is taken; its score at the last turn, its reward at the end."""
        del instance
        at_end = state.step == self.turns
        arm = jnp.where(at_end, 0, 2 * state.arm + action).astype(jnp.int32)
        pays = jnp.where(arm == chance, self.high, self.low)
        found = jnp.where(state.step == self.turns - 1, pays, 0.0).astype(jnp.float32)
        step = (state.step + 1) % len(self.deciding)
        after = Maze(step, jnp.where(step == 0, 0, arm), found)
        return Outcome(after, jnp.where(at_end, state.paid, 0.0) if self.end else found, found)

    def visited(self, actions: Any) -> Any:
        """Return the arm (N, T) to which each trip went, from what was done (N, S); NumPy."""
        turns = np.asarray(actions).reshape(len(actions), self.trials, -1)[:, :, : self.turns]
        return turns @ (2 ** np.arange(self.turns)[::-1])

    def behaviour(self, instances: Any, chances: Any, trace: Trace) -> dict[str, Any]:
        """Return how lives follow the rich arm; see `columns`."""
        del instances
        return _followed(self.visited(trace.actions), np.asarray(chances)[:, :: len(self.deciding)])

    def ideals(self) -> dict[str, dict[str, Any]]:
        """Return what who knows the law of switches, systematic search and chance show.

        Simulated, but for chance, and what is exact in `reference_policies`.
        """
        from baldwin.neural.theory.t_maze import observe_and_choose, search

        rich, chosen = observe_and_choose(self._law)
        shift = 1.0 - 1.0 / self.arms
        chance = {"correct": 1.0 - shift, "stay_after_win": 1.0 - shift, "shift_after_loss": shift}
        found = {
            self._best: _followed(chosen, rich),
            "systematic search": _followed(search(rich, self.arms), rich),
            "chance": {**chance, "since_switch": np.full(6, 1.0 - shift)},
        }
        for policy in self.reference_policies():
            found[policy.name]["correct"] = float((policy.scores.mean() - self.low) / (self.high - self.low))
        there = [name for name in self.columns if self.switches[1] or name != "since_switch"]
        return {name: {column: values[column] for column in there} for name, values in found.items()}

    def innate_bound(self) -> ReferencePolicy:
        """Return the mean over all arms, exactly: .60 and .40 as published. Before a life begins they are alike."""
        return constant(INNATE, self._paid(1.0 / self.arms), self.trials)

    def oracle_bound(self) -> ReferencePolicy:
        """Return `high`: one who is told where the rich arm is goes there."""
        return constant(ORACLE, self.high, self.trials)

    def reference_policies(self) -> tuple[ReferencePolicy, ...]:
        """Return who knows the law of switches, systematic search (exactly) and chance.

        Who knows the law also knows when a switch is due. With two arms every trip tells where the rich one is, so that
        to choose the likelier arm is Bayes-optimal: exact, but for a number of switches that varies and is spread. With
        four it is a Bayes filter that chooses what is likeliest now, simulated.
        """
        from baldwin.neural.theory.t_maze import observe_and_choose, searching, two_arms_known_law

        exact = two_arms_known_law(self._law)
        if exact is None:
            rich, chosen = observe_and_choose(self._law)
            best = from_lives(self._best, self._paid(np.asarray(rich == chosen, np.float64)))
        else:
            best = ReferencePolicy(self._best, self._paid(exact))
        searches = ReferencePolicy("systematic search", self._paid(searching(self._law)))
        return best, searches, constant("chance", self._paid(1.0 / self.arms), self.trials)

    @property
    def _best(self) -> str:
        return "Bayes-optimal" if self.arms == 2 else "Bayes filter, greedy"

    @property
    def _law(self) -> Any:
        from baldwin.neural.theory.t_maze import Law

        return Law(self.arms, self.trials, *self.switches, self.timing == "spread", self.jitter)

    def _paid(self, share: Any) -> Any:
        """Return the mean reward where this share of trips goes to the rich arm."""
        return self.low + (self.high - self.low) * share

    @classmethod
    def tiny(cls) -> Self:
        """Return two arms, four trips and one switch."""
        return cls(trials=4, switches=(1, 1))


def _followed(visited: Any, rich: Any) -> dict[str, Any]:
    """Return the columns of lives that visited these arms (N, T)."""
    from baldwin.neural.theory.t_maze import since_switch
    from baldwin.regression import mean_where

    correct, same = visited == rich, visited[:, 1:] == visited[:, :-1]
    return {
        "correct": float(correct.mean()),
        "stay_after_win": mean_where(same, correct[:, :-1]),
        "shift_after_loss": mean_where(~same, ~correct[:, :-1]),
        "since_switch": since_switch(correct, rich),
    }
