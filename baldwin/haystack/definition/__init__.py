"""Legal tables and fields of a haystack population: the Hinton-Nowlan family.

The events of one generation, in order (`baldwin.haystack.reference.needle` is the same in code):

1. in generations `task.move_every`, 2 `task.move_every`, ... the target flips at one random locus, and from generation
   1 on at each locus with the chance `task.flip_rate`;
2. each individual lives: `lifetime` says how it learns, `fitness` what that is worth;
3. under Lamarckian inheritance, those who succeeded write what they learned into their germ line;
4. where there is `[survival]`, those whose fitness is below its threshold leave no offspring, and a lone survivor is
   both parents; otherwise all may;
5. mothers and fathers are drawn by their fitness (`strategy.selection`), cross over, and the child mutates.

Generation 0 is the founders, who live (2, 3) but were not born of anyone.
"""

from __future__ import annotations

from baldwin.haystack.definition.encodings import Binary, Flagged, Ternary
from baldwin.haystack.definition.fitness import AllOrNone, LifetimeMean, TimeRemaining
from baldwin.haystack.definition.lifetimes import (
    TYPES,
    Classroom,
    Expected,
    Geometric,
    HillClimb,
    LiteralTrials,
    NoLearning,
)
from baldwin.haystack.definition.population import HaystackDefinition
from baldwin.haystack.definition.reproduction import BudgetGene, Genetic, Inheritance
from baldwin.haystack.tasks.graded import Graded
from baldwin.haystack.tasks.needle import Needle
from baldwin.haystack.tasks.nk import NKLandscape

__all__ = [
    "TYPES",
    "AllOrNone",
    "Binary",
    "BudgetGene",
    "Classroom",
    "Expected",
    "Flagged",
    "Genetic",
    "Geometric",
    "Graded",
    "HaystackDefinition",
    "HillClimb",
    "Inheritance",
    "LifetimeMean",
    "LiteralTrials",
    "NKLandscape",
    "Needle",
    "NoLearning",
    "Ternary",
    "TimeRemaining",
]
