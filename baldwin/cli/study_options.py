"""Options of the commands that compute studies."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from baldwin.cli import candidates
from baldwin.cli.options import For, whole_number
from baldwin.cli.run import CheckpointEvery, not_negative
from baldwin.definition.names import did_you_mean
from baldwin.errors import UsageError

if TYPE_CHECKING:
    from baldwin.study.executors import Settings
    from baldwin.study.proposals import Options

__all__ = ["Comparing", "Searching", "Working"]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Comparing:
    """What is run, and at what cost."""

    vary: Annotated[
        list[str],
        Parameter(
            negative="",
            show_default=False,
            help="A field and its values: table.field=a,b,c or start:stop:step; low..high to draw from. Repeatable.",
            completer=candidates.varied,
        ),
    ] = field(default_factory=list)
    arm: Annotated[
        list[str],
        Parameter(
            negative="",
            show_default=False,
            help="Run NAME:table.field=value,.. beside the population. Repeatable.",
        ),
    ] = field(default_factory=list)
    control: Annotated[
        list[str],
        Parameter(negative="", show_default=False, help="The same, as what others are compared with."),
    ] = field(default_factory=list)
    require: Annotated[
        list[str],
        Parameter(negative="", show_default=False, help='Leave out cells that break a rule: "a.b <= c.d". Repeatable.'),
    ] = field(default_factory=list)
    budget: Annotated[
        str | None,
        Parameter(help="What every cell may spend: generations, evaluations, lifetime_steps or seconds=AMOUNT."),
    ] = None
    name: Annotated[str | None, Parameter(help="Name of the study's folder; default: POPULATION_sweep.")] = None

    def options(self, set_: list[str], searching: Searching, runs: Path | None) -> Options:
        """Return what the command line adds to a study."""
        from baldwin.study.proposals import Options

        return Options(
            set=set_,
            vary=self.vary,
            arms=self.arm,
            controls=self.control,
            constraints=self.require,
            budget=self.budget,
            search=searching.fields(),
            name=self.name,
            runs=runs,
        )


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Searching:
    """How points are chosen."""

    search: Annotated[
        str | None,
        Parameter(
            help="How points are chosen: grid (all), random, sobol; adaptive: tpe, cma.",
            completer=candidates.searches,
        ),
    ] = None
    cells: Annotated[str | None, Parameter(help="Points that are drawn; a grid has all.")] = None
    search_seed: Annotated[str | None, Parameter(help="Seed of what they draw.")] = None
    objective: Annotated[
        str | None,
        Parameter(help="tpe, cma: column of the table to raise; default: learned.", completer=candidates.columns),
    ] = None
    batch: Annotated[str | None, Parameter(help="tpe, cma: points drawn at once; default: 4.")] = None

    def fields(self) -> dict[str, object]:
        """Return the fields of the table `search` of a study file; None where nothing is given."""
        whole = (("cells", self.cells), ("seed", self.search_seed), ("batch", self.batch))
        return {"kind": self.search, "objective": self.objective, **{key: _integer(text) for key, text in whole}}


def _integer(text: str | None) -> int | str | None:
    """Return a whole number as one, and anything else as it is, for the study's rules to judge."""
    try:
        return None if text is None else int(text)
    except ValueError:
        return text


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Working:
    """How cells are computed."""

    on: Annotated[
        str,
        Parameter(help="Where cells are computed: local, inline, dask or slurm.", completer=candidates.executors),
    ] = "local"
    workers: Annotated[str, Parameter(help="Cells computed at once; 0: one per core, or all of a cluster.")] = "0"
    address: Annotated[
        str, Parameter(show_default=False, help="dask: a scheduler that runs already, such as tcp://127.0.0.1:8786.")
    ] = ""
    slurm: Annotated[
        list[str],
        Parameter(
            negative="",
            show_default=False,
            help="slurm: KEY=VALUE for the queue, such as time=240 (minutes). Repeatable.",
        ),
    ] = field(default_factory=list)
    retries: Annotated[str, Parameter(help="How often a cell is begun again after its process was lost.")] = "2"
    checkpoint_every: CheckpointEvery = 10.0
    for_: For = None

    @property
    def allowed_losses(self) -> int:
        """Return how often a cell is begun again."""
        return whole_number(self.retries, "--retries", "must be 0 or more.", least=0)

    def check(self) -> None:
        """Do nothing if the options can be meant together.

        Raises:    UsageError: they cannot.
        """
        self.settings()
        _ = self.allowed_losses
        not_negative(self.checkpoint_every)

    def settings(self) -> Settings:
        """Return what the user says of the executor.

        Raises:    UsageError: an option means nothing to it.
        """
        from baldwin.study.executors import Settings, kinds

        if self.on not in kinds():
            raise UsageError(f"--on {self.on}: no such executor. {did_you_mean(self.on, kinds(), form='{}')}")
        if self.address and self.on != "dask":
            raise UsageError(f"--address {self.address}: only dask has one. Add --on dask, or leave it out.")
        if self.slurm and self.on != "slurm":
            raise UsageError(f"--slurm {self.slurm[0]}: only slurm takes it. Add --on slurm, or leave it out.")
        for text in self.slurm:
            if not all(text.partition("=")):
                raise UsageError(f"--slurm {text}: must be KEY=VALUE, such as partition=long.")
        workers = whole_number(self.workers, "--workers", "must be 0 (one per core) or more.", least=0, most=10_000)
        return Settings(workers, self.address, dict(one.partition("=")[::2] for one in self.slurm))
