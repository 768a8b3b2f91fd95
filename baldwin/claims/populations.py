"""The populations behind claims: ordinary runs in a folder of runs, evolved once, and read back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from baldwin.claims import lives
from baldwin.claims.lives import Floats, Lives
from baldwin.definition import load, presets
from baldwin.endings import FIXED, Endings, endings
from baldwin.engine import Columns
from baldwin.errors import UsageError
from baldwin.founding import founded
from baldwin.genotypes import Evolved, evolved
from baldwin.keeping import Observer, keep
from baldwin.store import Run, RunWriter
from baldwin.store.provenance import run_id
from baldwin.store.reading import TIMINGS
from baldwin.store.tables import read_table

if TYPE_CHECKING:
    from baldwin.definition.base import Definition

__all__ = [
    "LIVES",
    "Evolution",
    "Networks",
    "Populations",
    "Setting",
    "StoppedError",
    "Trajectories",
    "generations_within",
]

HELD_OUT = 600  # instances, as many as Finn et al. (2017) tested on
LIVES = 10_000  # of tasks in trials: the standard error of a bandit's regret is then some 0.02


@dataclass(frozen=True)
class Setting:
    """Populations to evolve: a preset, what is changed in it, and the columns of its table that are measured."""

    preset: str  # or the path of a population file, such as str(Path(__file__).parent / "my_population.toml")
    overrides: tuple[str, ...]
    columns: tuple[str, ...] = ("plastic", "wrong")
    founders: Setting | None = None
    """Whose last generation founds these populations; drawn where None. The override `founders.who` says who of it."""

    def __post_init__(self) -> None:
        if self.founders and self.founders.founders:  # whose run has no name before theirs is there
            raise ValueError(f"{self.founders.text}: founds populations, and is itself founded by others")

    @property
    def text(self) -> str:
        """Return the setting as a user would ask for it, after `baldwin run`; its founders' comes first."""
        return " ".join([self.preset, *(f"--set {override}" for override in self.all_overrides)])

    @property
    def lineage(self) -> tuple[Setting, ...]:
        """Return the settings that evolve one after the other: that of the founders, if they are not drawn, and it."""
        return (self,) if self.founders is None else (self.founders, self)

    @property
    def all_overrides(self) -> tuple[str, ...]:
        """Return the overrides, with the one that names the run of the founders."""
        return (*self.overrides, *self._founded)

    @property
    def definition(self) -> Definition:
        """Return the definition as resolved; of the shipped preset, whatever files lie about."""
        return self.changed()

    def changed(self, *overrides: str) -> Definition:
        """Return the definition with more of its fields changed; its founders are named, and not taken yet."""
        return load(presets().get(self.preset, self.preset), (*self.all_overrides, *overrides))

    @cached_property
    def _founded(self) -> tuple[str, ...]:
        """Return the override that names the run of the founders; none where they are drawn."""
        if self.founders is None:
            return ()
        definition = self.founders.definition
        return (f"founders.run={definition.name}/{run_id(definition)}",)

    def but(self, *overrides: str) -> Self:
        """Return the setting with more of its fields changed, or changed once more."""
        fields = {override.partition("=")[0] for override in overrides}
        kept = (one for one in self.overrides if one.partition("=")[0] not in fields)
        return replace(self, overrides=(*kept, *overrides))

    def read(self, run: Run, populations: Populations) -> Any:
        """Return the populations in a run of this setting, as `Claim.measure` is to be given them."""
        del populations
        return Trajectories.of(run, self.columns)


@dataclass(frozen=True)
class Trajectories:
    """Replicates over the generations of one setting; each column has shape (replicates, generations + 1)."""

    size: int  # individuals per replicate; where they may become fewer, that there is room for
    loci: int
    columns: Columns
    endings: Endings  # of each replicate

    @property
    def stopped(self) -> npt.NDArray[np.int64]:
        """Return the last generation that each replicate lived, (replicates,)."""
        return self.endings.generation

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """Return one column."""
        return self.columns[name]

    @classmethod
    def of(cls, run: Run, names: Collection[str]) -> Trajectories:
        """Return some columns of a run.

        A replicate that is fixed (`population.stop = "fixed"`) is carried on as it last was: so it would have stayed.
        Of one that ended for another reason, extinct for one, nothing is known afterwards: its values are NaN.
        """
        table, definition = run.generations, run.definition
        if missing := sorted(set(names) - set(table)):
            raise UsageError(f"{run.path}: a claim reads {', '.join(missing)} of its generations, which have no such.")
        found = endings(definition, table, run.assays if definition.stop.given else None, complete=True)
        place, generation = np.searchsorted(found.replicate, table["replicate"]), table["generation"]
        shape = (found.generation.size, int(generation.max()) + 1)
        now, last = np.arange(shape[1]), found.generation[:, None]
        known = (now <= last) | np.array([reason in ("", FIXED) for reason in found.reason])[:, None]
        columns: Columns = {}
        for name in names:
            grid = np.empty(shape, dtype=table[name].dtype)
            grid[place, generation] = table[name]
            carried = np.take_along_axis(grid, np.minimum(now, last), axis=1)
            columns[name] = carried if known.all() else np.where(known, carried, np.nan)
        task: Any = getattr(definition, "task", None)
        return cls(definition.population.size, int(getattr(task, "loci", 0)), columns, found)


@dataclass(frozen=True)
class Evolution(Setting):
    """A neural population to evolve: its tables are measured, and its last genotypes live again."""

    columns: tuple[str, ...] = ()

    def read(self, run: Run, populations: Populations) -> Networks:
        """Return the populations in a run of this setting."""
        return Networks(self, run, evolved(run), populations)


@dataclass(frozen=True)
class Networks:
    """Networks that evolved in a run, and their lives in that world or in others."""

    setting: Evolution
    run: Run
    evolved: Evolved
    populations: Populations  # beside them in the folder

    @property
    def generations(self) -> Columns:
        """Return the table of generations, a row per generation and replicate."""
        return self.run.generations

    @property
    def assays(self) -> Columns:
        """Return the table of assays, a row per assayed generation and replicate."""
        return self.run.assays

    @property
    def centres(self) -> Floats:
        """Return the genotypes (replicates, genes) that stand for the last generation."""
        centres: Floats = self.evolved.genotypes[:, 0]
        return centres

    @property
    def seconds(self) -> float:
        """Return the wall time of the evolution; founders and first generation, which compile, are not counted."""
        table = read_table(self.run.path / TIMINGS)
        return float(table["seconds"][table["generation"] > 1].sum()) if table else 0.0

    def beside(self, setting: Evolution) -> Networks:
        """Return the populations of another setting, kept in the same folder."""
        found: Networks = self.populations(setting)
        return found

    def last(self, column: str) -> Floats:
        """Return a column of the last assay, (replicates,) or (replicates, ..)."""
        table = self.assays
        values: Floats = table[column][table["generation"] == table["generation"].max()]
        return values

    def at(self, generation: int, column: str) -> Floats:
        """Return a column of the assay in `generation`; of founders who never evolved, that of generation 0."""
        when = min(generation, self.setting.definition.population.generations)
        values: Floats = self.assays[column][self.assays["generation"] == when]
        return values

    def curves(self, *overrides: str, instances: int = HELD_OUT, genotypes: Floats | None = None) -> Floats:
        """Return mean scores (replicates, steps + 1) of the last genotypes, or others, in lives changed by `overrides`.

        The first score is that at birth; in a task of trials there is one for each trial.

        The held-out instances are those of the seed: the same for all that is assayed with the same task.
        """
        chosen = self.centres if genotypes is None else genotypes
        found = self.evolved.replaying.assay(self.setting.changed(*overrides), chosen, instances)
        return np.asarray(found["curve"], np.float64)

    def errors(self, *overrides: str, instances: int = HELD_OUT, genotypes: Floats | None = None) -> Floats:
        """Return mean errors, scores with their sign changed; see `curves`."""
        return -self.curves(*overrides, instances=instances, genotypes=genotypes)

    def lived(
        self,
        *overrides: str,
        instances: int = LIVES,
        genotypes: Floats | None = None,
        only: Collection[str] = lives.EVERYTHING,
    ) -> list[Lives]:
        """Return held-out lives of the last genotypes, or others, one of each replicate, changed by `overrides`.

        `only` names what is recorded of them; the less, the less memory it takes.
        """
        chosen = self.centres if genotypes is None else genotypes
        found = self.evolved.replaying.replay(self.setting.changed(*overrides), chosen, instances, only)
        return [Lives(found, place) for place in range(len(chosen))]

    def behaviour(self, *overrides: str, instances: int = LIVES, genotypes: Floats | None = None) -> Columns:
        """Return the behaviour of these lives: column -> values (replicates, ..), with `curve` (replicates, T)."""
        found = self.lived(*overrides, instances=instances, genotypes=genotypes)
        return {**lives.behaviour(found), "curve": np.stack([one.curve for one in found])}

    @property
    def founders(self) -> Floats:
        """Return the genotypes (replicates, genes) from which the populations began: a control that never evolved."""
        return self.beside(self.setting.but("population.generations=0")).centres

    def transplant(self, births: Floats, rules: Floats) -> Floats:
        """Return genotypes with weights of `births` and learning genes of `rules`, all (replicates, genes)."""
        return lives.transplant(self.setting.definition, births, rules)


class StoppedError(Exception):
    """An evolution was asked to stop before its last generation, and is saved; the argument is its `name/id`."""


class Populations:
    """Evolves settings as ordinary runs in a folder, and remembers those that some claim still needs.

    A run that is there complete is not evolved again; one that was cut is continued.

    Attributes:
        used: `name/id` of each run that was asked for since `used` was emptied last.
        stop: whether to end; asked while populations evolve, and between claims.
    """

    def __init__(
        self,
        folder: Path,
        *,
        asked_by: str = "",
        fresh: bool = False,
        stop: Callable[[], bool] = lambda: False,
        observe: Callable[[Definition], Observer] = lambda definition: Observer(),
    ) -> None:
        """Prepare to evolve in a folder of runs.

        Args:
            folder: of runs.
            asked_by: name/id of the run directory of the claims, for provenance.
            fresh: evolve every setting once, also where its run is there complete.
            stop: whether to save what evolves and raise `StoppedError`; asked after each chunk.
            observe: makes what is informed while populations of a definition evolve.
        """
        self.folder, self.used = folder, list[str]()
        self._asked_by, self._fresh, self.stop, self._observe = asked_by, fresh, stop, observe
        self._waiting: list[Setting] = []
        self._evolved: set[str] = set()  # name/id of runs that need not be fresh once more
        self._known: dict[Setting, tuple[str, Any]] = {}

    def __call__(self, setting: Setting) -> Any:
        """Return the populations of a setting, as measures take them; evolves what is not there yet."""
        for one in setting.lineage:
            if one not in self._known:
                run = self.run(one)
                self._known[one] = (f"{run.name}/{run.id}", one.read(run, self))
            place, found = self._known[one]
            if place not in self.used:
                self.used.append(place)
        return found

    def run(self, setting: Setting) -> Run:
        """Return the complete run of a setting; its founders, where they are not drawn, have a complete run here.

        Raises:
            StoppedError: it was asked to stop; the run is saved, and goes on from there when it is asked for again.
        """
        definition = founded(setting.definition, self.folder)
        place = f"{definition.name}/{run_id(definition)}"
        writer = RunWriter.create(
            self.folder,
            definition,
            source=setting.preset,
            overrides=setting.all_overrides,
            study=self._asked_by,
            fresh=self._fresh and place not in self._evolved,
        )
        run = keep(writer, observer=self._observe(definition), stop=lambda progress: self.stop())
        if run.status != "complete":
            raise StoppedError(place)
        self._evolved.add(place)
        return run

    def expect(self, settings: Iterable[Setting]) -> None:
        """Remember these settings until they are released, each as often as it is named here."""
        self._waiting += settings

    def release(self, settings: Iterable[Setting]) -> None:
        """Forget what no later claim needs."""
        for setting in settings:
            self._waiting.remove(setting)
        for setting in list(self._known):
            if setting not in self._waiting:
                del self._known[setting]


def generations_within(setting: Setting, seconds: float) -> int:
    """Return how many generations of a setting are lived within so many seconds on this machine, now.

    Founders and first generation, which compile, are not counted. What evolves meanwhile is not kept.
    """
    from baldwin.evolve import evolve, load_engine

    definition = setting.changed("population.generations=1000000")
    spent = 0.0
    for progress in evolve(load_engine(definition), definition):
        spent += progress.seconds if progress.generation > 1 else 0.0
        if spent >= seconds:
            return progress.generation
    return definition.population.generations
