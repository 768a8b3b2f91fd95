"""What evolved in a run: its genotypes, and their lives lived again in the run's own definition or in a changed one.

Genotypes come from the newest checkpoint that can be read. They can live wherever the definition gives a genotype the
same meaning: in another task, a shorter life, without memory; not in a network of another size.
"""

from __future__ import annotations

import importlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from baldwin.definition import load, wing_of
from baldwin.definition.base import Definition
from baldwin.definition.discovery import wing_of_task
from baldwin.definition.overriding import Override, parse_override
from baldwin.dissecting import Dissected, Dissecting, held_still
from baldwin.engine import adopt
from baldwin.errors import DefinitionError, UsageError
from baldwin.evolve import load_engine
from baldwin.knowing import Episode, Knowing, Knowledge, Structured
from baldwin.replaying import Replay, Replaying, Who, replaying_of
from baldwin.schedules.world import ScheduledDefinition
from baldwin.store.newborns import replayer, saved
from baldwin.store.reading import DEFINITION, Run
from baldwin.study.axes import override_texts

if TYPE_CHECKING:
    from baldwin.engine import Columns

__all__ = ["REPLAYED", "Evolved", "evolved"]

REPLAYED = 200  # held-out instances of a replay that names no number

Overrides = Sequence[str] | Mapping[str, Any]


@dataclass(frozen=True)
class Evolved:
    """The genotypes of a run's last saved generation."""

    run: Run
    generation: int
    genotypes: npt.NDArray[Any]  # (replicates, k, G); k is 1 unless individuals were asked for
    damaged: tuple[str, ...] = ()  # newer checkpoints that could not be read, one sentence each
    unfinished: str = ""  # a sentence on a run that has not come to its last generation
    died_out: str = ""  # a sentence on replicates that died out, and are as they were in their last generation
    world: int | None = None  # generation in whose world they are to live; None: that which they evolved in

    @property
    def notes(self) -> tuple[str, ...]:
        """What should be known of these genotypes, one sentence each."""
        return (*self.damaged, *filter(None, (self.unfinished, self.died_out)))

    @property
    def replaying(self) -> Replaying:
        """The module of the run's wing that lives lives again."""
        return replayer(self.run)

    def in_world(self, generation: int | None) -> Evolved:
        """Return the same genotypes, to live in the world of another generation: the old one, say, or the next one.

        Raises:
            UsageError: there is no such generation.
        """
        if generation is not None and generation < 0:
            raise UsageError(f"world = {generation}: must be an integer >= 0, a generation.")
        return replace(self, world=generation)

    def changed(self, overrides: Overrides = (), replicate: int | None = None) -> Definition:
        """Return the definition of the run with fields changed, in which its genotypes mean the same.

        Where its world changes over generations, it is the world of `world`, or else of `generation`; what an override
        names stays so.

        Args:
            overrides: of the run's definition.
            replicate: whose world; it must be said where replicates have worlds of their own.

        Raises:
            DefinitionError: an override breaks a rule.
            UsageError: one changes what a genotype means, or each replicate has a world of its own.
        """
        worlds = self.worlds(overrides)
        if replicate is not None and len(worlds) > 1:
            return worlds[replicate]
        if len(worlds) > 1:
            raise UsageError(
                f"{self.run.path}: each replicate lives in a world of its own there. Name the replicate, or set what "
                f"differs, such as --set {self._differing(overrides)}=VALUE."
            )
        return worlds[0]

    def worlds(self, overrides: Overrides = ()) -> tuple[Definition, ...]:
        """Return what `changed` does for each replicate; a single one where all share it."""
        found, where = self._scheduled(overrides), self.generation if self.world is None else self.world
        if not isinstance(found, ScheduledDefinition):
            return (found,)
        worlds = [found.at(where, number) for number in range(len(self.genotypes) if found.by_replicate else 1)]
        return tuple(worlds) if any(one != worlds[0] for one in worlds) else (worlds[0],)

    def _scheduled(self, overrides: Overrides) -> Definition:
        texts = override_texts(overrides)
        found = _changed(self.run, texts)
        if not isinstance(found, ScheduledDefinition):
            return found
        named = {".".join(parse_override(text)[0]) for text in texts}
        return found.model_copy(update={"schedule": tuple(one for one in found.schedule if one.field not in named)})

    def _differing(self, overrides: Overrides) -> str:
        found = self._scheduled(overrides)
        schedule = found.schedule if isinstance(found, ScheduledDefinition) else ()
        return next((one.field for one in schedule if one.by_replicate), "FIELD")

    def assay(self, worlds: Sequence[Definition], instances: int) -> Columns:
        """Return what an assay finds: a row for the genotype (the first of k) of each replicate, in its world.

        Args:
            worlds: as `worlds` returns them.
            instances: held-out instances.
        """
        if len(worlds) == 1:
            return self.replaying.assay(worlds[0], self.genotypes[:, 0], instances)
        rows = [
            self.replaying.assay(world, self.genotypes[number : number + 1, 0], instances)
            for number, world in enumerate(worlds)
        ]
        return {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}

    def dissect(self, instances: int, points: int) -> Dissected:
        """Return how lives score with parts of what evolved exchanged or taken away; see `baldwin.dissecting`."""
        dissecting = wing_of(self.run.definition).dissecting
        genotypes, world = self.genotypes[:, 0], self.changed()
        if dissecting is None:
            return held_still(self.replaying, world, genotypes, instances)
        module = cast("Dissecting", importlib.import_module(dissecting))
        return module.dissect(self.run.definition, world, genotypes, instances, points)

    def knowledge(
        self, instances: int, *, untrained: bool = False, definition: Definition | None = None
    ) -> list[Knowledge]:
        """Return what the genotype of each replicate knows in held-out lives, or what its founders did.

        Empty where nothing is known; see `baldwin.knowing`.

        Args:
            instances: held-out instances that each genotype lives in.
            untrained: of the founders.
            definition: to live in; by default that in which they evolved.
        """
        module, own = self._knowing(untrained)
        lived_in = self.changed() if definition is None else definition
        return [] if module is None else module.knowledge(lived_in, own, instances)

    def examinations(self) -> dict[str, Definition]:
        """Return name -> the definition in a world that is made to examine lives in; empty where its own serves."""
        module, _ = self._knowing(untrained=False)
        return {} if module is None else module.examinations(self.changed())

    def structured(self, instances: int, *, untrained: bool = False) -> dict[str, list[Structured]]:
        """Return what the genotype of each replicate, or its founders, remember of the structure of their worlds.

        By how experience came about; empty where nothing is known. See `baldwin.knowing`.
        """
        module, own = self._knowing(untrained)
        return {} if module is None else module.structured(self.changed(), own, instances)

    def episode(self, instances: int, life: int | None) -> Episode | None:
        """Return one life of the first replicate, or the first that says most; None in tasks that describe none.

        Raises IndexError if there is no such life.
        """
        module, own = self._knowing(untrained=False)
        return None if module is None else module.episode(self.changed(), own, instances, life)

    def _knowing(self, untrained: bool) -> tuple[Knowing | None, npt.NDArray[Any]]:
        """Return the module that knows what lives could know, and genotypes (n, G) that evolved, or of founders."""
        path, own = wing_of(self.run.definition).knowing, self.genotypes[:, 0]
        module = None if path is None else cast("Knowing", importlib.import_module(path))
        if module is not None and untrained:
            own = module.founders(self.run.definition, len(self.genotypes))
        return module, own

    def over_generations(self, generations: Sequence[int]) -> Evolved:
        """Return what stood for each population in some generations: genotypes (replicates, generations, G).

        The run is evolved once more, exactly as it was, which takes as long as it took. All live in one world.

        Args:
            generations: in order, none beyond that of these genotypes.

        Raises:
            UsageError: this version of baldwin, or this machine, evolves the run otherwise.
        """
        definition, found = self.run.definition, list[npt.NDArray[Any]]()
        engine = load_engine(definition)
        if definition.founders.state is None:
            state, _ = engine.found()
        else:
            state = adopt(engine, definition.founders.state.copied())
        for wanted in (*generations, self.generation):
            left = wanted - engine.generation(state)
            if left > 0 and not engine.finished(state):
                state, _ = engine.advance(state, left)
            found.append(self.replaying.genotypes(definition, engine.save(state))[:, :1])
        if not np.array_equal(found.pop(), self.genotypes[:, :1]):
            raise UsageError(
                f"{self.run.path}: evolves otherwise than it did, as another version or machine made it. "
                f"Evolve it anew: baldwin run {self.run.path / DEFINITION} --fresh"
            )
        return replace(self, genotypes=np.concatenate(found, axis=1))

    def replay(
        self,
        setting: Overrides | Definition = (),
        *,
        instances: int = REPLAYED,
        replicate: int | None = None,
        only: Collection[str] = (),
    ) -> Replay:
        """Return the lives of the genotypes in a setting, with everything that happened.

        Args:
            setting: overrides of the run's definition, as of `changed`; or a definition made of it.
            instances: held-out instances that every genotype lives in.
            replicate: whose genotypes; by default those of all, one replicate after another.
            only: names of the arrays that are wanted; () keeps everything, which of many lives takes much memory.

        Raises:
            UsageError: as of `changed`, or there is no such replicate or too few instances.
        """
        if instances < 1:
            raise UsageError(f"instances = {instances}: must be an integer >= 1.")
        count, each, genes = self.genotypes.shape
        if replicate is not None and not 0 <= replicate < count:
            raise UsageError(f"replicate = {replicate}: {self.run.path} has replicates 0 to {count - 1}.")
        definition = setting if isinstance(setting, Definition) else self.changed(setting, replicate)
        chosen = np.arange(count) if replicate is None else np.array([replicate])
        genotypes = self.genotypes[chosen].reshape(-1, genes)
        lived = self.replaying.replay(definition, genotypes, instances, only)
        return replace(lived, replicates=chosen.repeat(each))


def evolved(run: Run, who: Who = "centre", *, trust: bool = False) -> Evolved:
    """Return what evolved in a run: the genotypes of its newest checkpoint that can be read.

    Args:
        run: complete, or interrupted: then as it was saved.
        who: the genotype that stands for each replicate's population, its best individual, or the individuals kept.
        trust: run Python files that came with the run, even if they have never been run on this machine.

    Raises:
        UsageError: its wing cannot live lives again.
        UntrustedError: its Python files have never been run on this machine.
        RunError: it holds no checkpoint that can be read.
    """
    run = run.trusted(trust)
    replaying, last = replayer(run), run.definition.population.generations
    generation, found, damaged = saved(run, lambda arrays: replaying.genotypes(run.definition, arrays, who))
    far = f"{run.path}: {run.status}, saved up to generation {generation} of {last}; examined as it was there."
    unfinished = far if generation < last and (damaged or run.status != "complete") else ""
    return Evolved(run, generation, found, tuple(damaged), unfinished, run.died_out)


def _changed(run: Run, overrides: Sequence[str]) -> Definition:
    file = run.path / DEFINITION
    guilty = [text for text in overrides if _leaves_wing(text, run)]
    if not guilty:
        changed = load(file, overrides, recorded=True)
        replaying = replayer(run)
        before = replaying.shape(run.definition)
        if replaying.shape(changed) == before:
            return changed
        guilty = [text for text in overrides if not _fits(file, text, before)] or list(overrides)
    option = guilty[0].option if isinstance(guilty[0], Override) else "--set"
    field = ".".join(parse_override(guilty[0])[0])
    raise UsageError(
        f"{option} {field}: changes what a genotype means, and those of {run.name}/{run.id} fit no more. "
        "Vary what leaves genome and network as they are."
    )


def _leaves_wing(override: str, run: Run) -> bool:
    """Return whether an override makes the population one of another wing, with fields of its own."""
    try:
        path, value = parse_override(override)
    except ValueError:  # reported with all that is wrong
        return False
    wing = wing_of_task(value, run.path) if path == ("task", "kind") else None
    return wing is not None and wing is not wing_of(run.definition)


def _fits(file: Path, override: str, shape: Any) -> bool:
    """Return whether an override alone leaves a genotype its meaning; one that is not legal alone does."""
    try:
        changed = load(file, [override], recorded=True)
    except DefinitionError:
        return True
    replaying = replaying_of(wing_of(changed))
    return replaying is not None and bool(replaying.shape(changed) == shape)
