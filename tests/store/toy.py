"""A third wing, in one file: drifting real genomes. The spine runs it as it runs the others, unchanged."""

from __future__ import annotations

import sys
import time
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import Field

from baldwin.definition import discovery
from baldwin.definition.base import Definition, Table
from baldwin.definition.discovery import Estimate, Wing
from baldwin.engine import Arrays, Columns, Record, unadoptable


class Walk(Table):
    """Genomes are single numbers; the score of one is the number itself."""

    kind: Literal["toy"] = "toy"
    step: Annotated[float, Field(ge=0.0)] = 0.1
    lesson: Annotated[float, Field(ge=0.0)] = 1.0  # what learning adds to the number
    delay: Annotated[float, Field(ge=0.0, strict=False)] = (
        0.0  # seconds to waste per generation, so that a test can kill it
    )
    spoil_at: Annotated[int, Field(ge=-1)] = -1  # a generation whose fitness is NaN in replicate 1


class ToyDefinition(Definition):
    """A population of the toy wing."""

    task: Annotated[Walk, Field()] = Walk()


class State(NamedTuple):
    generation: int
    genomes: npt.NDArray[np.float64]  # (replicates, individuals)


class ToyEngine:
    """Implements baldwin.engine.Engine; every draw is a function of seed, replicate and generation."""

    notice = None

    def __init__(self, definition: ToyDefinition) -> None:
        self.definition, self.population = definition, definition.population

    def found(self) -> tuple[State, Record]:
        size, replicates = self.population.size, self.population.replicates
        state = State(0, np.stack([self._random(r, 0).normal(size=size) for r in range(replicates)]))
        return state, self._record([state])

    def advance(self, state: State, generations: int) -> tuple[State, Record]:
        states = []
        for _ in range(generations):
            time.sleep(self.definition.task.delay)
            state = self._next(state)
            states.append(state)
        return state, self._record(states)

    def _next(self, state: State) -> State:
        genomes = state.genomes.copy()
        generation = state.generation + 1
        for replicate in self._alive(generation):
            random = self._random(replicate, generation)
            parents = random.integers(genomes.shape[1], size=genomes.shape[1])
            steps = random.normal(size=genomes.shape[1]) * self.definition.task.step
            genomes[replicate] = genomes[replicate, parents] + steps
        return State(generation, genomes)

    def _alive(self, generation: int) -> range:
        """With `stop = "fixed"`, replicate r ends after generation 3 + r: the highest go on the longest."""
        first = max(0, generation - 3) if self.population.stop == "fixed" else 0
        return range(min(first, self.population.replicates), self.population.replicates)

    def _random(self, replicate: int, generation: int) -> np.random.Generator:
        return np.random.Generator(np.random.Philox(key=[self.population.seed, replicate * 2**32 + generation]))

    def _record(self, states: list[State]) -> Record:
        every = self.definition.assays.every
        assayed = [state for state in states if every and state.generation % every == 0]
        return Record(self._table(states, self._row), self._table(assayed, self._assay))

    def _table(self, states: list[State], row: Any) -> Columns:
        rows = [row(state, replicate) for state in states for replicate in self._alive(state.generation)]
        return {name: np.array([row[name] for row in rows]) for name in (rows[0] if rows else ())}

    def _row(self, state: State, replicate: int) -> dict[str, Any]:
        genomes = state.genomes[replicate]
        spoilt = (state.generation, replicate) == (self.definition.task.spoil_at, 1)
        return {
            "generation": state.generation,
            "replicate": replicate,
            "individuals": (state.generation + 1) * genomes.size,
            "lifetime_steps": 0,
            "fitness_mean": float("nan") if spoilt else float(genomes.mean()),
            "fitness_max": float(genomes.max()),
        }

    def _assay(self, state: State, replicate: int) -> dict[str, Any]:
        genomes = state.genomes[replicate]
        return {
            "generation": state.generation,
            "replicate": replicate,
            "innate": float(genomes.mean()),
            "learned": float(genomes.mean()) + self.definition.task.lesson,
            "learning_gain": self.definition.task.lesson,
            "histogram": np.histogram(genomes, bins=4, range=(-2, 2))[0],
        }

    def generation(self, state: State) -> int:
        return state.generation

    def finished(self, state: State) -> bool:
        return len(self._alive(state.generation + 1)) == 0

    def save(self, state: State) -> Arrays:
        return {"generation": np.array(state.generation), "genomes": state.genomes}

    def restore(self, arrays: Arrays) -> State:
        if arrays["genomes"].shape != (self.population.replicates, self.population.size):
            raise ValueError("genomes of another shape")
        return State(int(arrays["generation"]), arrays["genomes"])


TOY = Wing(
    name="toy",
    tasks=("toy",),
    definition=ToyDefinition,
    check=lambda definition: [],
    rehearse=lambda definition: unadoptable(ToyEngine(definition), definition) if definition.founders.state else [],
    estimate=lambda definition: Estimate(memory=10**6, lives=1, trials=0, seconds=1.0),
    engine="toy:ToyEngine",
    columns={"generation": "reproductions so far", "replicate": "which population"},
    replaying="toy_replaying",
    scheme="toy 1",
)


def install() -> None:
    """Make the toy wing one of the wings, as a sub-package `baldwin/toy` would."""
    others = tuple(wing for wing in discovery.wings() if wing.name != "toy")
    discovery.wings = lambda: (*others, TOY)


def main() -> None:
    """The command `baldwin`, in an installation that has the toy wing."""
    install()
    from baldwin.__main__ import main as baldwin

    baldwin()


if __name__ == "__main__":
    sys.modules["toy"] = sys.modules["__main__"]  # `toy:ToyEngine` then means the classes that exist already
    main()
