"""Ability at birth and after learning against the compression of the genome: runs of one task, by their encodings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baldwin.figures.description import ChartAxis, Curve, Figure, LevelLine, Panel
from baldwin.figures.series import Floats, Series
from baldwin.presentation import presentation_of
from baldwin.store import Run

__all__ = ["applies", "describe"]

COLUMN = "compression"
LEAST = 2  # runs with compressed genomes
ROOM = 1.15  # beyond what is shown
CAPTION = (
    "How good newborns are, and how good after learning, if fewer genes build them. Numbers of a newborn over genes: "
    "at 1 each number has a gene. Line and band: median and range of replicates in the last assay."
)


def applies(runs: Sequence[Run]) -> bool:
    """Return whether there are runs with compressed genomes, whose abilities were assayed in one unit."""
    if not all({"innate", "learned"} <= set(run.assays) for run in runs):
        return False
    units = {presentation_of(run.definition).unit(run.assays) for run in runs}
    return sum(COLUMN in run.assays for run in runs) >= LEAST and len(units) == 1


def describe(runs: Sequence[Run]) -> Figure:
    """Return the figure: a panel for birth, one for the end of life, and one for longer lives where they were assayed.

    `<encoding>_<panel>` is a curve over compressions; runs whose genes are not compressed make a level.
    """
    moments = [_moments(run) for run in runs]
    names = [name for name in moments[0] if all(name in one for one in moments)]
    families = list(dict.fromkeys(_family(run) for run in runs if COLUMN in run.assays))
    farthest = max(_compression(run) for run in runs)
    x = ChartAxis("numbers of a newborn / genes", 1.0, farthest * 1.1, logarithmic=True)
    presentation = presentation_of(runs[0].definition)
    unit, better = presentation.unit(runs[0].assays), presentation.better.strip()
    panels = []
    for place, name in enumerate(names):
        curves = {
            f"{family}_{place}": Curve(
                _series(family, [(run, one[name]) for run, one in zip(runs, moments, strict=True)]),
                "single",
                run=number,
            )
            for number, family in enumerate(families)
        }
        levels = _levels(runs, [one[name] for one in moments], at_birth=place == 0)
        label = f"{unit}\n{name} {better}".rstrip()
        y = _axis(label, [curve.series for curve in curves.values()], [level.value for level in levels.values()])
        panels.append(Panel(x, y, curves, name, levels))
    note = "median over replicates of each run, and their range"
    return Figure((tuple(panels),), note, "Ability against the compression of the genome", CAPTION)


def _family(run: Run) -> str:
    """Return how the genome is encoded."""
    return str(getattr(getattr(run.definition, "encoding", None), "kind", "")).replace("_", " ")


def _compression(run: Run) -> float:
    """Return how many numbers of a newborn a gene makes."""
    return float(run.assays[COLUMN][-1]) if COLUMN in run.assays else 1.0


def _moments(run: Run) -> dict[str, Floats]:
    """Return moments of life -> ability then, in each replicate at its last assay."""
    presentation, table = presentation_of(run.definition), run.assays
    last = table["generation"] == table["generation"].max()
    found = {
        "at birth": presentation.shown(table, "innate")[last],
        "at the end of life": presentation.shown(table, "learned")[last],
    }
    start, life = presentation.clock[0], presentation.life
    if start or life is None or "curve" not in table:
        return found
    curve = presentation.shown(table, "curve")[last]
    found[_after(life)] = found.pop("at the end of life")
    if curve.shape[1] > life + 1:
        found[_after(curve.shape[1] - 1)] = curve[:, -1]
    return found


def _after(steps: int) -> str:
    return f"after {steps:,} step{'' if steps == 1 else 's'}"


def _series(family: str, abilities: Sequence[tuple[Run, Floats]]) -> Series:
    """Return the abilities of one encoding's runs, from the least compressed to the most."""
    own = sorted(
        ((_compression(run), values) for run, values in abilities if COLUMN in run.assays and _family(run) == family),
        key=lambda pair: pair[0],
    )
    middle = [float(np.median(values)) for _, values in own]
    low, high = ([float(end(values)) for _, values in own] for end in (np.min, np.max))
    x, centre, below, above = (np.array(one) for one in ([c for c, _ in own], middle, low, high))
    return Series(family, x, centre, below, above, max(values.size for _, values in own))


def _axis(label: str, curves: Sequence[Series], levels: Sequence[float]) -> ChartAxis:
    """Return an axis that reaches all values; of decades, where positive ones spread over more than one."""
    low = float(min([*levels, *(one.low.min() for one in curves)]))
    high = float(max([*levels, *(one.high.max() for one in curves)]))
    if low > 0.0 and high > 10.0 * low:
        return ChartAxis(label, low / ROOM, high * ROOM, logarithmic=True)
    room = (ROOM - 1.0) * (high - low)
    return ChartAxis(label, low - room, high + room)


def _levels(runs: Sequence[Run], abilities: Sequence[Floats], *, at_birth: bool) -> dict[str, LevelLine]:
    """Return what runs with a gene per number reach; at birth the ceiling of innate ability, where it is known."""
    known = presentation_of(runs[0].definition).levels(runs[0].assays)
    if at_birth and "ceiling" in known:
        return {"ceiling": LevelLine(known["ceiling"].label, known["ceiling"].value, "ceiling")}
    direct = [values for run, values in zip(runs, abilities, strict=True) if COLUMN not in run.assays]
    middle = float(np.median(np.concatenate(direct))) if direct else 0.0
    return {"direct": LevelLine("a gene per number", middle, "limit")} if direct else {}
