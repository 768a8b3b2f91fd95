"""The neural engine: drives compiled generations, and turns what they leave into records."""

from __future__ import annotations

import copy
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from baldwin.endings import can_end
from baldwin.engine import Arrays, Columns, Record
from baldwin.neural.adopting import adopted
from baldwin.neural.ahead import compile_ahead
from baldwin.neural.assays.assay import Assay, Found
from baldwin.neural.assays.rows import generation_rows, individuals_until, join
from baldwin.neural.assays.subject import Before
from baldwin.neural.backends import backend_for
from baldwin.neural.checks.numbers import refuse_lost_founders
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.evolution.changing import Changing, Choices, with_choices
from baldwin.neural.evolution.fitness import selected
from baldwin.neural.evolution.generation import CHUNK, Evolving, Program, Summary
from baldwin.neural.evolution.lasting import after_assays, follows_assays, lasts
from baldwin.neural.founding import given_founders
from baldwin.neural.jax_setup import compiled_before, pinned, prepare, remember, shape_of
from baldwin.neural.lazy_jax import jax, jnp
from baldwin.neural.random_keys import replicate_key, seed_key
from baldwin.neural.traced import numbers_of
from baldwin.schedules.world import value_of
from baldwin.stop_rules import Course, courses_as_arrays, courses_of

__all__ = ["NeuralEngine", "NeuralState"]


NAMES = ("innate", "learned")
P = TypeVar("P", Program, Assay)


class Past(NamedTuple):
    """What the assays of one replicate compare themselves with."""

    founders_innate: float  # mean over founders
    centre: Any  # (G,) at the last assay
    change: Any  # (G,) mean learned change there


class NeuralState(NamedTuple):
    """All replicates between two generations."""

    generation: int  # the last that any of them lived
    replicates: list[Evolving]  # of one that has ended, as it was in its last generation
    past: list[Past]
    alive: npt.NDArray[np.bool_]  # (R,) whether each still goes on
    evaluated: npt.NDArray[np.int64]  # (R,) individuals so far
    courses: list[Course]  # of each, by which it may be stopped


class NeuralEngine:
    """Evolves the replicates of one neural definition; see `baldwin.engine.Engine`."""

    def __init__(self, definition: NeuralDefinition) -> None:
        self.definition = definition
        self.program = Program(definition)
        self.assay = Assay(definition)
        self._others: dict[Choices, tuple[Program, Assay]] = {}  # where choices are not those of the definition

    def renewed(self, definition: NeuralDefinition) -> NeuralEngine | None:
        """Return an engine for `definition` that shares what this one compiled; None if their programs differ.

        They do not where definitions differ in numbers, seed, replicates and generations alone.
        """
        if type(definition) is not type(self.definition) or shape_of(definition) != shape_of(self.definition):
            return None
        made = copy.copy(self)
        made.__dict__.pop("_keys", None)
        made.definition = definition
        made.program, made.assay = _renewed(self.program, definition), _renewed(self.assay, definition)
        made._others = {
            choices: (
                _renewed(program, with_choices(definition, choices)),
                _renewed(assay, with_choices(definition, choices)),
            )
            for choices, (program, assay) in self._others.items()
        }
        return made

    def _compiled(self, choices: Choices) -> tuple[Program, Assay]:
        """Return what evolves and what measures where a schedule has made these choices."""
        d = self.definition
        if all(value_of(d, path) == value for path, value in choices):
            return self.program, self.assay
        if choices not in self._others:
            there = with_choices(d, choices)
            program = Program(there)
            program.__dict__["devices"] = self.program.devices  # which hold the state
            self._others[choices] = program, Assay(there)
        return self._others[choices]

    @property
    def notice(self) -> str | None:
        """Say that the program has to be compiled first, if it has."""
        prepare()
        backend = backend_for(selected(self.definition))
        if backend is not None and not backend.is_compiled():
            return "Compiling, once on this machine: some 15 to 40 seconds."
        if compiled_before(self.definition):
            return None
        return "Compiling, once for a population of this shape: some 5 to 20 seconds."

    @cached_property
    def _keys(self) -> tuple[Any, list[Any]]:
        """Return the key of what all replicates share, and one key for each."""
        seed = seed_key(self.definition.population.seed)
        return replicate_key(seed, -1), [
            replicate_key(seed, number) for number in range(self.definition.population.replicates)
        ]

    @pinned()
    def found(self) -> tuple[NeuralState, Record]:
        """Return the founders, having lived, and the record of generation 0."""
        population = self.definition.population
        generations = np.float32(population.generations)
        shared, keys = self._keys
        given = given_founders(self.definition)
        compile_ahead(self.program, self.assay if self.definition.assays.every else None, shared, keys[0], given)
        begun = [
            self.program.begin(key, generations, self.program.numbers, *([given[number % len(given)]] if given else []))
            for number, key in enumerate(keys)
        ]
        nothing = np.full(self.program.genes, np.nan, np.float32)
        past = [
            Past(self._founders_innate(founders, number), nothing, nothing)
            for number, (_, founders) in enumerate(begun)
        ]
        before = NeuralState(-1, [one for one, _ in begun], past, *_all_alive(len(keys)))
        state, record = self.advance(before, 1)
        refuse_lost_founders(self.definition, record.generations)
        remember(self.definition)
        return state, record

    @pinned()
    def advance(self, state: NeuralState, generations: int) -> tuple[NeuralState, Record]:
        """Return the state `generations` later, and the record of the generations in between."""
        records: list[Record] = []
        while generations and not self.finished(state):
            count = min(generations, CHUNK, self._until_assay(state.generation))
            state, record = self._advance(state, count)
            records.append(record)
            generations -= count
        return state, join(records)

    def _until_assay(self, generation: int) -> int:
        """Return how many generations follow `generation` up to the next that is assayed."""
        every, last = self.definition.assays.every, self.definition.population.generations
        if not every:
            return CHUNK
        following = (generation // every + 1) * every
        return (min(following, last) if generation < last else following) - generation

    def _due(self, generation: int) -> bool:
        every, last = self.definition.assays.every, self.definition.population.generations
        return bool(every) and (generation % every == 0 or generation == last)

    def _advance(self, state: NeuralState, count: int) -> tuple[NeuralState, Record]:
        """Return the state after `count` generations, the last of which is assayed if it is due."""
        first = state.generation + 1
        replicates, courses, alive = list(state.replicates), list(state.courses), state.alive.copy()
        summaries, lasted = dict[int, Summary](), np.zeros(len(replicates), np.int64)
        for number in np.flatnonzero(state.alive).tolist():
            lived = self._lived(number, replicates[number], courses[number], first, count)
            replicates[number], summaries[number], courses[number], ended = lived
            lasted[number], alive[number] = summaries[number].fitness_mean.size, not ended
        generation = state.generation + int(lasted.max())
        past, assays = state.past, Columns()
        if self._due(generation):
            present = np.flatnonzero(state.generation + lasted == generation).tolist()
            past, assays = self._assayed(generation, replicates, past, present)
            if follows_assays(self.definition.stop):
                agreed = self._agreed(after_assays(self.definition, courses, alive, assays))
                courses, alive = courses_of(agreed), agreed["alive"]
        table, evaluated = generation_rows(self.definition, first, summaries, state.evaluated)
        return NeuralState(generation, replicates, past, alive, evaluated, courses), Record(table, assays)

    def _lived(
        self, number: int, replicate: Evolving, course: Course, first: int, count: int
    ) -> tuple[Evolving, Summary, Course, bool]:
        """Return one replicate after `count` generations, or after the one in which it ends, and what they leave.

        Also its course, by which it may be stopped, and whether it ends there.
        """
        parts: list[Summary] = []
        ended = False
        for begin, length, choices in self.program.changing.stretches(first, count, number):
            program, _ = self._compiled(choices)
            replicate, rows = self._lived_alike(program, number, replicate, course, begin, length)
            _, course, ended = lasts(self.definition, rows, course, begin)
            parts.append(rows)
            if ended:
                break
        whole: Summary = jax.tree.map(lambda *columns: np.concatenate(columns), *parts)
        return replicate, whole, course, ended

    def _lived_alike(
        self, program: Program, number: int, replicate: Evolving, course: Course, first: int, count: int
    ) -> tuple[Evolving, Summary]:
        """Return the replicate and what `_lived` does of it, while no choice changes."""
        key, numbers = self._keys[1][number], program.over(first, number)

        def advance(begin: Evolving, count: int) -> tuple[Evolving, Summary]:
            after, rows = program.advance(key, begin, np.int32(first), np.int32(count), numbers)
            return after, jax.tree.map(lambda column: column[:count], jax.device_get(rows))

        again = jax.tree.map(jnp.copy, replicate) if can_end(self.definition) else replicate
        after, rows = advance(replicate, count)
        lasting, _, _ = lasts(self.definition, rows, course, first)
        return (after, rows) if lasting == count else advance(again, lasting)

    def _agreed(self, decided: Arrays) -> Arrays:
        """Return what was decided by assays; processes that share a population have it from the one that assays."""
        return decided

    def _founders_innate(self, founders: Any, number: int) -> float:
        """Return the mean innate ability of founders (n, G) of a replicate in its world of generation 0.

        NaN without assays.
        """
        if not self.definition.assays.every:
            return float("nan")
        shared, _ = self._keys
        assay, numbers = self._measuring(0, number)
        return assay.founders_innate(shared, jax.device_get(founders), self.program.sampled, numbers)

    def _measuring(self, generation: int, number: int) -> tuple[Assay, Any]:
        """Return what measures in the world of one generation of a replicate, and the numbers there."""
        _, assay = self._compiled(self.program.changing.choices_at(generation, number))
        return assay, numbers_of(self.definition.at(generation, number))

    def _assayed(
        self, generation: int, replicates: list[Evolving], before: list[Past], present: list[int]
    ) -> tuple[list[Past], Columns]:
        """Return what later assays compare with, and the rows of this one: of the replicates that are `present`."""
        shared, _ = self._keys
        # On one device, however many share the generations: its last bits must not depend on them.
        here: list[Evolving] = jax.device_get([replicates[number]._replace(strategy=None) for number in present])
        worlds = [self._measuring(generation, number) for number in present]  # as they are now
        examined: list[Found] = [
            jax.device_get(assay.measure(shared, one.centre, one.sample, numbers))
            for (assay, numbers), one in zip(worlds, here, strict=True)
        ]
        named = self.definition.assays.world
        elsewhere = [] if named is None else [self._measuring(named, number) for number in present]
        there = [
            jax.device_get(assay.measure(shared, one.centre, one.sample, numbers)["ability"]["mean"])
            for (assay, numbers), one in zip(elsewhere, here, strict=False)
        ]
        regular = generation % self.definition.assays.every == 0  # or an assay that only the last generation has
        rows, after = [], list(before)
        for number, (assay, _), found, *other in zip(
            present, worlds, examined, *([there] if there else []), strict=True
        ):
            past, centre = before[number], np.asarray(replicates[number].centre)
            compared = Before(past.founders_innate, centre - past.centre, past.change)
            place = {"generation": generation, "replicate": number}
            abilities = {f"world_{name}": float(value) for one in other for name, value in zip(NAMES, one, strict=True)}
            rows.append(place | assay.row(found, compared) | abilities)
            unknown = np.full(self.program.genes, np.nan, np.float32)
            now = Past(past.founders_innate, centre, found.get("changes", {}).get("change", unknown))
            after[number] = now if regular else past  # a longer run has no such assay to compare its next one with
        return after, {name: np.stack([row[name] for row in rows]) for name in rows[0]}

    def generation(self, state: NeuralState) -> int:
        """Return how many reproductions lie behind `state`."""
        return state.generation

    def finished(self, state: NeuralState) -> bool:
        """Return whether every replicate has ended."""
        return not state.alive.any()

    def adopted(self, arrays: Arrays) -> Arrays:
        """Return the state that this run would have saved where one that it goes on from saved `arrays`."""
        return adopted(self.definition, self.program.sampled, arrays)

    @pinned()
    def centres(self, state: NeuralState) -> Any:
        """Return the genotypes (replicates, G) that stood for the last generation."""
        return np.stack([np.asarray(one.centre) for one in state.replicates])

    @pinned()
    def save(self, state: NeuralState) -> Arrays:
        """Return `state` as named arrays: `<replicate>/centre`, `<replicate>/strategy/...`, ..."""
        arrays: Arrays = {"generation": np.array([state.generation])}
        if can_end(self.definition):
            arrays |= {"alive": state.alive, "evaluated": state.evaluated}
        if self.definition.stop.given:
            arrays |= courses_as_arrays(state.courses)
        for number, (one, past) in enumerate(zip(state.replicates, state.past, strict=True)):
            leaves, _ = jax.tree_util.tree_flatten_with_path(one)
            for path, leaf in leaves:
                arrays[f"{number}/{jax.tree_util.keystr(path, simple=True, separator='/')}"] = np.asarray(leaf)
            arrays[f"{number}/past/founders_innate"] = np.array([past.founders_innate])
            arrays[f"{number}/past/centre"] = np.asarray(past.centre)
            arrays[f"{number}/past/change"] = np.asarray(past.change)
        return arrays

    @pinned()
    def restore(self, arrays: Arrays) -> NeuralState:
        """Return the state that `save` gave. Raises KeyError or ValueError if the arrays are not such a state."""
        _, keys = self._keys
        shape, _ = jax.eval_shape(self.program.begin, keys[0], np.float32(0), self.program.numbers)
        leaves, tree = jax.tree_util.tree_flatten_with_path(shape)
        names = [jax.tree_util.keystr(path, simple=True, separator="/") for path, _ in leaves]
        replicates, past = [], []
        for number in range(len(keys)):
            values = [arrays[f"{number}/{name}"] for name in names]
            for name, value, (_, wanted) in zip(names, values, leaves, strict=True):
                if value.shape != wanted.shape or value.dtype != wanted.dtype:
                    raise ValueError(f"{name} is {value.dtype} {value.shape}, not {wanted.dtype} {wanted.shape}")
            replicates.append(jax.device_put(jax.tree.unflatten(tree, values), self.program.placing))
            past.append(
                Past(
                    float(arrays[f"{number}/past/founders_innate"][0]),
                    arrays[f"{number}/past/centre"],
                    arrays[f"{number}/past/change"],
                )
            )
        generation, (alive, evaluated, courses) = int(arrays["generation"][0]), _all_alive(len(keys))
        if can_end(self.definition):
            alive, evaluated = arrays["alive"].copy(), arrays["evaluated"].copy()
        else:
            evaluated.fill(individuals_until(self.definition, generation))
        if self.definition.stop.given:
            courses = courses_of(arrays)
        return NeuralState(generation, replicates, past, alive, evaluated, courses)


def _all_alive(replicates: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64], list[Course]]:
    """Return that all go on, none of whose individuals has been evaluated yet, and that nothing is known of them."""
    return np.ones(replicates, np.bool_), np.zeros(replicates, np.int64), [Course()] * replicates


def _renewed(part: P, definition: NeuralDefinition) -> P:
    """Return what is compiled for another definition; its functions take the numbers as arguments."""
    made = copy.copy(part)
    made.definition, made.numbers = definition, numbers_of(definition)
    if isinstance(made, Program):
        made.changing = Changing(definition)
    return made
