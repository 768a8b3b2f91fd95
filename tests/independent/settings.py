"""Settings that are in no reference sheet: odd sizes, odd numbers, variants combined."""

from __future__ import annotations

NK = ('task.kind="nk"', 'encoding.kind="flagged"', 'lifetime.kind="hill_climb"', 'fitness.kind="lifetime_mean"')


def budget(levels: int) -> tuple[str, ...]:
    return ("budget.evolvable=true", f"budget.levels={levels}", f"lifetime.trials={2**levels}")


# name -> what differs from the base in test_against_simulator.py
SETTINGS: dict[str, tuple[str, ...]] = {
    "literal_37": ("task.loci=7", "lifetime.trials=37", "fitness.bonus=3.5"),
    "geometric_3000": (
        "task.loci=11", 'lifetime.kind="geometric"', "lifetime.trials=3000",
        "encoding.correct=0.4", "encoding.wrong=0.1", "encoding.plastic=0.5",
    ),
    "convention_B_scale": (
        "task.loci=7", "lifetime.trials=37", 'fitness.convention="B"', "fitness.scale=50.0", "fitness.bonus=7.3",
    ),
    "convention_C_biased": (
        "task.loci=11", "lifetime.trials=23", 'fitness.convention="C"', "lifetime.hit_probability=0.8",
        'strategy.cuts="any"', "strategy.mutation_rate=0.013",
    ),
    "no_credit_innate": (
        "task.loci=5", 'lifetime.kind="geometric"', "lifetime.trials=90", "fitness.credit_innate=false",
        'strategy.cuts="any"', "strategy.selfing=false", "population.size=23", "population.generations=40",
    ),
    "all_or_none_uniform": (
        "task.loci=7", "lifetime.trials=19", 'fitness.kind="all_or_none"', "fitness.bonus=3.5",
        'strategy.crossover="uniform"', "strategy.selfing=false", "population.size=41",
    ),
    "clones_mutating": (
        "task.loci=7", 'lifetime.kind="geometric"', "lifetime.trials=41", 'strategy.crossover="none"',
        "strategy.mutation_rate=0.05", "fitness.bonus=5.0",
    ),
    "binary": ("task.loci=7", 'encoding.kind="binary"', "encoding.correct=0.45", "strategy.mutation_rate=0.02",
               'lifetime.kind="literal"', "lifetime.trials=9"),
    "none_ternary": (
        "task.loci=6", 'lifetime.kind="none"', "lifetime.hit_probability=0.3", "fitness.bonus=6.5",
        "strategy.mutation_rate=0.004",
    ),
    "none_costly": (
        "task.loci=5", 'lifetime.kind="none"', "fitness.plasticity_cost=0.15", 'fitness.plasticity_cost_on="everyone"',
        "fitness.trial_cost=0.3", 'strategy.crossover="uniform"', 'encoding.plastic=0.6', "encoding.wrong=0.1",
        "encoding.correct=0.3",
    ),
    "expected_costly": (
        "task.loci=7", 'lifetime.kind="expected"', "lifetime.trials=37", "fitness.trial_cost=0.06",
        "fitness.plasticity_cost=0.04", 'fitness.convention="B"',
    ),
    "expected_long": (
        "task.loci=70", 'lifetime.kind="expected"', "lifetime.trials=300", "encoding.correct=0.9",
        "encoding.wrong=0.01", "encoding.plastic=0.09", "lifetime.hit_probability=0.7",
    ),
    "cost_competent": (
        "task.loci=7", "lifetime.trials=37", "fitness.plasticity_cost=0.12", "strategy.mutation_rate=0.01",
    ),
    "cost_everyone": (
        "task.loci=7", "lifetime.trials=37", "fitness.plasticity_cost=0.12", 'fitness.plasticity_cost_on="everyone"',
        "fitness.trial_cost=0.011", "fitness.bonus=3.5",
    ),
    "trial_cost_fatal": (
        "task.loci=7", 'lifetime.kind="geometric"', "lifetime.trials=64", "fitness.trial_cost=0.02",
        'fitness.kind="all_or_none"', "fitness.bonus=1.7",
    ),
    "half_lamarck": (
        "task.loci=11", 'lifetime.kind="geometric"', "lifetime.trials=200", 'inheritance.kind="lamarckian"',
        "inheritance.fraction=0.35", 'fitness.convention="B"', "population.size=61",
    ),
    "lamarck_literal_moving": (
        "task.loci=7", "lifetime.trials=29", 'inheritance.kind="lamarckian"', "task.move_every=2",
        "strategy.mutation_rate=0.02", "encoding.correct=0.4", "encoding.wrong=0.1",
    ),
    "moving_needle": (
        "task.loci=7", 'lifetime.kind="geometric"', "lifetime.trials=60", "task.move_every=3",
        "strategy.mutation_rate=0.01", "encoding.correct=0.4", "encoding.wrong=0.1",
    ),
    "budget": (
        "task.loci=7", 'lifetime.kind="geometric"', *budget(6), "strategy.mutation_rate=0.01", "fitness.bonus=9.0",
        "budget.step_rate=0.3",
    ),
    "budget_costly": (
        "task.loci=5", *budget(4), "budget.upkeep=0.08", "budget.step_rate=0.2", 'fitness.convention="C"',
        "fitness.trial_cost=0.05", "fitness.plasticity_cost=0.05", 'strategy.crossover="uniform"',
    ),
    "budget_clones": (
        "task.loci=5", 'lifetime.kind="geometric"', *budget(5), 'strategy.crossover="none"', "budget.step_rate=0.5",
        'fitness.kind="all_or_none"', "budget.upkeep=0.2", "strategy.mutation_rate=0.02",
    ),
    "seventy_loci": (
        "task.loci=70", "lifetime.trials=37", "encoding.correct=0.91", "encoding.wrong=0.01", "encoding.plastic=0.08",
        "strategy.mutation_rate=0.0005", "population.size=83",
    ),
    "seventy_uniform_lamarck": (
        "task.loci=70", 'lifetime.kind="geometric"', "lifetime.trials=3000", "encoding.correct=0.86",
        "encoding.wrong=0.02", "encoding.plastic=0.12", 'strategy.crossover="uniform"', "strategy.selfing=false",
        'inheritance.kind="lamarckian"', "inheritance.fraction=0.5", "task.move_every=4", "population.size=61",
    ),
    "two_loci": (
        "task.loci=2", "lifetime.trials=3", "population.size=9", 'fitness.convention="C"', "fitness.bonus=2.0",
        "population.generations=20",
    ),
    "nk": (*NK, "task.loci=7", "task.epistasis=2", "lifetime.trials=6", "fitness.selection_exponent=9",
           "fitness.change_cost=0.013", "strategy.mutation_rate=0.01", "population.size=37", "encoding.plastic=0.3"),
    "nk_rugged_lamarck": (
        *NK, "task.loci=11", "task.epistasis=10", "lifetime.trials=5", "fitness.selection_exponent=12",
        'inheritance.kind="lamarckian"', "inheritance.fraction=0.4", "encoding.plastic=0.8", "population.size=31",
        'strategy.crossover="uniform"',
    ),
    "nk_none": (
        *NK, 'lifetime.kind="none"', "task.loci=9", "task.epistasis=0", "fitness.selection_exponent=30",
        "strategy.mutation_rate=0.02", "population.size=37", "strategy.selfing=false",
    ),
}
