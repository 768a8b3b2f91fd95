"""The needle in a page: what the scripts in `assets` need to compute, bit for bit, what the readable reference does."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from baldwin.definition.base import Definition
from baldwin.haystack.definition import AllOrNone, Binary, HaystackDefinition, Needle, NoLearning, TimeRemaining
from baldwin.haystack.wing import uses_packed_words
from baldwin.playing import Simulation

__all__ = ["settings_of", "simulation"]

SCRIPTS = ("needle.js", "needle_theory.js", "needle_page.js")
MOST = 20_000  # individuals that a page evolves while its reader waits


@cache
def _scripts() -> tuple[str, ...]:
    assets = files("baldwin.haystack") / "assets"
    return tuple(assets.joinpath(name).read_text(encoding="utf-8") for name in SCRIPTS)


def settings_of(definition: HaystackDefinition) -> dict[str, Any] | None:
    """Return what the scripts read of a definition; None where they know no such population."""
    task, lifetime, fitness, encoding = definition.task, definition.lifetime, definition.fitness, definition.encoding
    known = (
        isinstance(task, Needle)
        and isinstance(fitness, TimeRemaining | AllOrNone)
        and uses_packed_words(definition)
        and not definition.schedule
        and not definition.founders.given
        and definition.inheritance.kind != "lamarckian"
        and getattr(lifetime, "hit_probability", 0.5) == 0.5
        and task.loci >= 2
    )
    if not known:
        return None
    assert isinstance(task, Needle)
    strategy, population, binary = definition.strategy, definition.population, isinstance(encoding, Binary)
    learns, timed = not isinstance(lifetime, NoLearning), isinstance(fitness, TimeRemaining)
    return {
        "size": min(population.size, MOST),
        "loci": task.loci,
        "trials": getattr(lifetime, "trials", 1),
        "generations": population.generations or 1,
        "seed": population.seed % 2**32,
        "learns": learns,
        "timed": timed,
        "scale": getattr(fitness, "scale", "trials") if timed else 1.0,
        "convention": getattr(fitness, "convention", "A"),
        "credit_innate": getattr(fitness, "credit_innate", True),
        "bonus": getattr(fitness, "bonus", 0.0),
        "binary": binary,
        "correct": getattr(encoding, "correct", 0.5),
        "plastic": 0.0 if binary else getattr(encoding, "plastic", 0.5),
        "wrong": getattr(encoding, "wrong", 0.5),
        "mutation_rate": strategy.mutation_rate,
        "crossover": strategy.crossover,
        "cuts": strategy.cuts,
        "cut": strategy.cut or 1,
        "move_every": task.move_every,
    }


def simulation(definition: Definition) -> Simulation | None:
    """Return the needle of a definition as a page simulates it; None where its population is of another kind."""
    settings = settings_of(definition) if isinstance(definition, HaystackDefinition) else None
    if settings is None:
        return None
    words = (
        "The same population, computed by this page: set the numbers, and watch. Each trial is drawn, from the random "
        "words of the first replicate, so that with the run's own seed and size and lifetime.kind = literal these are "
        "the run's own numbers, to the last bit. Fitness is innate (expected of newborns) and learned (as lived). "
        "Dashed is what an infinite population with these numbers would do, exactly with uniform crossover or as "
        "clones; for one-point crossover, as if loci recombined freely."
    )
    return Simulation(words, settings, _scripts())
