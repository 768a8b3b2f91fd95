"""Exact results on the Hinton-Nowlan family: oracles for tests, and curves to draw beside a simulation.

`lifetime` and `founders` are closed forms, `recursions` infinite populations, `drift` finite ones, `landscapes` NK.
"""

from __future__ import annotations

from baldwin.haystack.theory.composition import Shares, binomial_weights, genome_classes
from baldwin.haystack.theory.drift import (
    Absorption,
    exact_absorption,
    fixation_probability,
    neutral_absorption_time,
    neutral_fixation_time,
    neutral_heterozygosity,
    neutral_variance,
    scaled_selection,
    selection_coefficient,
)
from baldwin.haystack.theory.founders import (
    ControlFounders,
    Founders,
    Marginal,
    control_founders,
    learning_founders,
    marginal_fitness,
)
from baldwin.haystack.theory.graded import expected_best, expected_held, graded_fitness
from baldwin.haystack.theory.landscapes import mean_score, optimum, score
from baldwin.haystack.theory.lifetime import (
    FitnessOptions,
    expected_fitness,
    expected_remaining,
    expected_trials,
    fitness_sd,
    fitness_second_moment,
    gain,
    gain_peak,
    innate_fitness,
    mean_trials_given_success,
    success_probability,
    wrong_fitness,
)
from baldwin.haystack.theory.overlay import Overlay, class_fitness, overlay
from baldwin.haystack.theory.recursions import Trajectory, asexual, free_recombination, linkage_equilibrium

__all__ = [
    "Absorption",
    "ControlFounders",
    "FitnessOptions",
    "Founders",
    "Marginal",
    "Overlay",
    "Shares",
    "Trajectory",
    "asexual",
    "binomial_weights",
    "class_fitness",
    "control_founders",
    "exact_absorption",
    "expected_best",
    "expected_fitness",
    "expected_held",
    "expected_remaining",
    "expected_trials",
    "fitness_sd",
    "fitness_second_moment",
    "fixation_probability",
    "free_recombination",
    "gain",
    "gain_peak",
    "genome_classes",
    "graded_fitness",
    "innate_fitness",
    "learning_founders",
    "linkage_equilibrium",
    "marginal_fitness",
    "mean_score",
    "mean_trials_given_success",
    "neutral_absorption_time",
    "neutral_fixation_time",
    "neutral_heterozygosity",
    "neutral_variance",
    "optimum",
    "overlay",
    "scaled_selection",
    "score",
    "selection_coefficient",
    "success_probability",
    "wrong_fitness",
]
