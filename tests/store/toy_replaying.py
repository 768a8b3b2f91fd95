"""The toy wing's lives, lived again: `baldwin.replaying.Replaying` in a few lines.

A life is three lessons in a mood that its instance and seed decide; its score is number, mood, and what was learned.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.engine import Arrays, Columns
from baldwin.named_arrays import Described, NamedArrays
from baldwin.replaying import Freeze, Measure, ReferencePolicies, Replay, Who

LESSONS = 3


def tasks() -> dict[str, str]:
    return {}


def bare(task: str) -> str:
    raise NotImplementedError(task)


def reference_policies(definition: Any) -> ReferencePolicies | None:
    return None


def measure(definition: Any) -> Measure:
    return Measure("number", None, None, ("innate", "learned"), {"mood": "mean mood of the lives"})


def reference_scores(definition: Any) -> dict[str, float]:
    return {"chance": 0.0}


def shape(definition: Any) -> Any:
    return definition.population.size  # so that something changes what a genotype means


def freezes(definition: Any) -> dict[str, Freeze]:
    return {
        "learning": Freeze("nothing is learned", _with(definition, lesson=0.0)),
        "wandering": Freeze("offspring are born as their parents", _with(definition, step=0.0)),
    }


def _with(definition: Any, **fields: float) -> Any:
    return definition.model_copy(update={"task": definition.task.model_copy(update=fields)})


def genotypes(definition: Any, arrays: Arrays, who: Who = "centre") -> npt.NDArray[Any]:
    genomes = arrays["genomes"]
    if who == "individuals":
        return genomes[:, :, None]
    chosen = genomes.max(axis=1) if who == "champion" else genomes.mean(axis=1)
    return chosen[:, None, None]


def newborns(definition: Any, genotypes: npt.NDArray[Any]) -> NamedArrays:
    return NamedArrays({"genes/number": genotypes[:, 0]}, {"genes/number": Described("where learning starts")})


def replay(definition: Any, genotypes: npt.NDArray[Any], instances: int, only: Collection[str] = ()) -> Replay:
    mood = np.random.default_rng(definition.population.seed).normal(size=instances)
    lessons = definition.task.lesson * np.arange(1, LESSONS + 1) / LESSONS
    scores = genotypes[:, :1, None] + mood[:, None] + lessons
    arrays = {"measure": scores[..., -1], "scores": scores, "mood": np.broadcast_to(mood, scores.shape[:2])}
    return Replay(
        definition,
        genotypes,
        {name: values for name, values in arrays.items() if not only or name in only},
        {"measure": "score at the end", "scores": "score after each lesson (lessons,)", "mood": "of the life"},
    )


def assay(definition: Any, genotypes: npt.NDArray[Any], instances: int) -> Columns:
    lived = replay(definition, genotypes, instances)
    end = lived["measure"].mean(axis=1)
    return {
        "measure": end,
        "innate": end - definition.task.lesson,
        "learned": end,
        "mood": lived["mood"].mean(axis=1),
        "curve": lived["scores"].mean(axis=1),
    }
