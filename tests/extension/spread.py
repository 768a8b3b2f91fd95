"""How far fitness spreads over replicates, generation by generation."""

from baldwin.figures.description import ChartAxis, Curve, Figure, Panel
from baldwin.figures.series import band_note, series
from baldwin.figures.tables import has, last_generation

ORDER = 200
NEEDS = "one run"


def applies(runs):
    return len(runs) == 1 and has(runs[0], "fitness_mean")


def describe(runs, generations=()):
    table = runs[0].generations
    curve = series(table, table["fitness_mean"], "mean fitness")
    panel = Panel(
        ChartAxis("generation", 0, last_generation(runs[0])), ChartAxis("fitness"), {"fitness": Curve(curve, "single")}
    )
    return Figure(((panel,),), band_note(curve), "Spread of fitness", "Fitness of the population.")
