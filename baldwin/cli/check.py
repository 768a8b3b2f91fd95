"""`baldwin check`: what a population is, and what its run will need."""

from __future__ import annotations

import json as json_
from dataclasses import asdict

from baldwin.cli.options import Generations, Json, NamedPopulation, Replicates, Runs, Seed, Set, Trust, overrides
from baldwin.definition import load, refuse_if_unfit, to_toml, wing_of
from baldwin.definition.discovery import Estimate
from baldwin.definition.fits import available_disk, available_memory, gigabytes, refuse_if_no_room
from baldwin.founding import founded
from baldwin.store.finding import runs_folder

__all__ = ["check", "duration"]


def check(
    population: NamedPopulation,
    /,
    *,
    set_: Set = None,
    seed: Seed = None,
    replicates: Replicates = None,
    generations: Generations = None,
    trust: Trust = False,
    runs: Runs = None,
    json: Json = False,
) -> None:
    """Print a population with every default written out, and what its run will need.

    Nothing runs. All errors of a file are printed at once, and a run too large for this machine is refused.

    Parameters
    ----------
    population
        A TOML file, or the name of a preset (`baldwin list` names them).

    Examples
    --------
    baldwin check hinton-nowlan
    baldwin check populations/hinton_nowlan.toml
    baldwin check hinton-nowlan --set population.size=10_000_000 --replicates 1
    baldwin check hinton-nowlan --set lifetime.kind=none > no_learning.toml
    """
    definition = load(population, overrides(set_, seed, replicates, generations), trust=trust)
    founders = founded(definition, runs_folder(runs)).founders
    if definition.founders.source is None:  # what is printed can be run: it names the run, no copy of its founders
        named = definition.founders.model_copy(update={"run": founders.run})
        definition = definition.model_copy(update={"founders": named})
    estimate, available = wing_of(definition).estimate(definition), available_memory()
    folder = runs_folder(None)
    room = available_disk(folder)
    if json:
        resolved = definition.model_dump(mode="json", by_alias=True)
        print(
            json_.dumps(
                {
                    "definition": resolved,
                    "estimate": asdict(estimate),
                    "available_memory": available,
                    "available_disk": room,
                }
            )
        )
    else:
        print(to_toml(definition) + _comment(estimate, available, room))
    refuse_if_unfit(definition)
    refuse_if_no_room(definition, folder)


def _comment(estimate: Estimate, available: int | None, room: int | None) -> str:
    """Return an estimate as comments of TOML, so that the whole output is a definition."""
    free = f", of {gigabytes(available)} free here" if available is not None else ""
    genome = []
    if estimate.genes:
        each = (
            f"compressed {estimate.born / estimate.genes:.3g} times" if estimate.genes != estimate.born else "one each"
        )
        genome = [f"# genes   {estimate.genes:,} for the {estimate.born:,} numbers of a newborn, {each}"]
    return "\n".join(
        [
            "",
            "# What a run will need, as estimated:",
            f"# memory  {gigabytes(estimate.memory)}{free}",
            f"# disk    {gigabytes(estimate.disk)}{f', of {gigabytes(room)} free there' if room is not None else ''}",
            *genome,
            f"# lives   {estimate.lives:,}",
            f"# trials  at most {estimate.trials:,}",
            f"# time    {duration(estimate.seconds)} on one core, compiling aside",
        ]
    )


def duration(seconds: float) -> str:
    """Return a rough time in the unit in which it reads best."""
    if seconds < 1:
        return "under a second"
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return (
                f"about {seconds / length:.2g} {unit}"
                if seconds < 100 * length
                else f"about {seconds / length:,.0f} {unit}"
            )
    return f"about {seconds:.0f} second{'' if round(seconds) == 1 else 's'}"
