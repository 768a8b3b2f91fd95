"""Evolved genotypes outside their evolution: assays and replays in any setting, beside scores of reference policies.

Implements `baldwin.replaying.Replaying`; only `assay` and `replay` load JAX.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.engine import Arrays, Columns
from baldwin.errors import UsageError
from baldwin.named_arrays import Described, NamedArrays
from baldwin.neural.ablations import freezes
from baldwin.neural.contracts import SequentialTask
from baldwin.neural.definition import NeuralDefinition
from baldwin.neural.jax_setup import devices, pinned
from baldwin.neural.reference_scores import bare, reference_policies, reference_scores, tasks
from baldwin.replaying import Measure, Replay, Who

__all__ = [
    "assay",
    "bare",
    "freezes",
    "genotypes",
    "measure",
    "newborns",
    "population",
    "reference_policies",
    "reference_scores",
    "replay",
    "shape",
    "tasks",
]

ABILITIES = ("innate", "learned", "learned_median", "lifetime_mean")  # columns that are scores
LEFT_OUT = ("innate_share", "founders_innate", "following")  # columns that only an evolution has
FOUNDING = {"initial", "initial_scale", "initial_range", "initial_gate"}  # fields that only founders are drawn by


def measure(definition: NeuralDefinition) -> Measure:
    """Return what sums up a life: the score of all its trials, or the score at its end."""
    task = definition.task
    if isinstance(task, SequentialTask):
        meanings = {name: column.meaning for name, column in task.columns.items()}
        return Measure(task.score_name, task.error_name, task.trials, ABILITIES, meanings)
    return Measure(task.score_name, task.error_name, None, ABILITIES, {})


def shape(definition: NeuralDefinition) -> Any:
    """Return what a genotype means: what each of its numbers makes, and the network that they make."""
    blueprint = definition.blueprint
    born = [one.model_dump(exclude=FOUNDING) for one in (definition.encoding, definition.network)]
    return definition.encoding.size(blueprint), blueprint.shapes, blueprint.gains, blueprint.genes, born


def genotypes(definition: NeuralDefinition, arrays: Arrays, who: Who = "centre") -> npt.NDArray[Any]:
    """Return the genotypes (replicates, k, G) of the last generation of a checkpoint; k is 1 but for `individuals`.

    A population without a mean is represented by its champion, which is then its centre too.
    """
    if who == "champion" and not _has_champion(definition):
        raise UsageError(
            f"champion of {definition.name}: there is none, since a mean stands for this population. "
            "Ask for the centre, or for individuals."
        )
    replicates = range(definition.population.replicates)
    if who == "individuals":
        found = np.stack([np.asarray(arrays[f"{number}/sample"]) for number in replicates])
        if not found.shape[1]:
            raise UsageError(f"individuals of {definition.name}: none were kept, with assays.individuals = 0.")
    else:
        found = np.stack([np.asarray(arrays[f"{number}/centre"])[None] for number in replicates])
    genes = definition.encoding.size(definition.blueprint)
    if found.shape[2:] != (genes,):
        raise ValueError(f"has genotypes of {found.shape[2:]} genes, not ({genes},)")
    return found


@pinned()
def population(definition: NeuralDefinition, arrays: Arrays) -> NamedArrays:
    """Return the individuals of a checkpoint's last generation, (replicates, individuals, G), and who stands for them.

    All of them where the strategy keeps a population, else those that were kept for assays.
    """
    centres = genotypes(definition, arrays)[:, 0]
    found = []
    for number in range(definition.population.replicates):
        kept = [f"{number}/strategy/population", f"{number}/strategy/evosax/population", f"{number}/sample"]
        individuals = next(np.asarray(arrays[name]) for name in kept if name in arrays)
        found.append(individuals if len(individuals) else centres[number][None])
    axes = ("replicates", "individuals", "genes")
    described = {"genotype": Described("what each individual inherits", axes)}
    described["centre"] = Described("the genotype that stands for each population", (axes[0], axes[2]))
    return NamedArrays({"genotype": np.stack(found), "centre": centres}, described)


def _has_champion(definition: NeuralDefinition) -> bool:
    """Return whether the best individual stands for a population, and not a mean; this loads JAX."""
    from baldwin.neural.evolution.generation import Program
    from baldwin.neural.lazy_jax import jax
    from baldwin.neural.random_keys import seed_key

    program = Program(definition)
    strategy: Any = definition.strategy
    state, _ = jax.eval_shape(program.begin, seed_key(0), np.float32(0), program.numbers)
    return jax.eval_shape(strategy.champion, state.strategy) is not None


@pinned()
def newborns(definition: NeuralDefinition, genotypes: npt.NDArray[Any]) -> NamedArrays:
    """Return tensors `weights/..`, `genes/..`, and the `genotype` (n, G) that an encoding makes them of; loads JAX."""
    from baldwin.neural.lazy_jax import jax

    blueprint, network = definition.blueprint, definition.network
    develop = jax.jit(jax.vmap(lambda genotype: definition.encoding.develop(genotype, blueprint)))
    born = jax.device_get(develop(np.asarray(genotypes, np.float32)))
    tensors = (*blueprint.shapes, *(one.name for one in blueprint.gains))
    arrays = {f"weights/{name}": np.asarray(born.weights[name]) for name in tensors}
    arrays |= {f"genes/{one.name}": np.asarray(born.genes[one.name]) for one in blueprint.genes}
    described = {}
    for name in arrays:
        part, _, own = name.partition("/")
        gene = next((one for one in (*blueprint.gains, *blueprint.genes) if one.name == own), None)
        meaning = gene.meaning if gene is not None else f"tensor {own} of the network at birth"
        axes = network.axes(own) if part == "weights" and gene is None else ()
        if gene is not None and gene.shape:  # of a tensor's weights, one each
            axes = network.axes(own.partition(".")[2])
        described[name] = Described(meaning or f"gene {own}", axes if len(axes) == arrays[name].ndim - 1 else ())
    inherited = "the numbers that are inherited and mutate, of which the encoding makes weights and genes"
    whole = {"genotype": np.asarray(genotypes, np.float32)}
    return NamedArrays({**arrays, **whole}, {**described, "genotype": Described(inherited, ("genes",))})


@pinned()
def assay(definition: NeuralDefinition, genotypes: npt.NDArray[Any], instances: int) -> Columns:
    """Return what an assay finds of each genotype (n, G) on `instances` held-out instances: a row each.

    The instances are those of the definition's seed; all genotypes meet the same ones.
    """
    from baldwin.neural.assays.assay import Assay
    from baldwin.neural.assays.subject import Before
    from baldwin.neural.lazy_jax import jax

    alone = definition.model_copy(update={"assays": definition.assays.model_copy(update={"mutants": 0})})
    measured = Assay(alone, instances)
    unknown = np.full(genotypes.shape[1], np.nan)
    no_sample = np.zeros((0, genotypes.shape[1]), np.float32)
    trials = measure(definition).trials
    rows = []
    for key, genotype in _each(definition, genotypes):
        found = jax.device_get(measured.measure(key, genotype, no_sample, measured.numbers))
        row = measured.row(found, Before(float("nan"), unknown, unknown))
        total = float(row["learned"] if trials is None else np.sum(found["curve"]["curve"], dtype=np.float64))
        rows.append({"measure": total} | {name: value for name, value in row.items() if name not in LEFT_OUT})
    return {name: np.stack([row[name] for row in rows]) for name in rows[0]}


@pinned()
def replay(
    definition: NeuralDefinition, genotypes: npt.NDArray[Any], instances: int, only: Collection[str] = ()
) -> Replay:
    """Return the lives of each genotype (n, G) on `instances` held-out instances, with everything that happened.

    Instances and chance are those of `assay`. Beside what `Lifetime.records` names there are `genes/..` and, of what is
    born, `born/..`, without an axis of lives; `score` (n, lives, scores), as selection reads them, and `measure`;
    `instance/..` and `chance/..`, of one genotype's lives as all share them: (lives, ..).
    """
    from baldwin.neural.assays.subject import held_out
    from baldwin.neural.contracts import Array, Key
    from baldwin.neural.evolution.lives import live_one_fully
    from baldwin.neural.lazy_jax import jax
    from baldwin.neural.traced import numbers_of, with_numbers

    first = {name.partition("/")[0] for name in only}
    in_trials = measure(definition).trials is not None

    def live(key: Key, genotype: Array, numbers: Any) -> Any:
        d = with_numbers(definition, numbers)
        worlds = held_out(d, key, instances)
        newborn = d.encoding.develop(genotype, d.blueprint)
        history, record = live_one_fully(d, newborn, worlds)
        whole = history.scores.sum(axis=-1) if in_trials else history.scores[..., -1]
        own = {
            "measure": whole,
            "score": history.scores,
            "diverged": history.diverged,
            "born": newborn.weights,
            "genes": newborn.genes,
        }
        everything = {**own, **record}
        return {name: value for name, value in everything.items() if not only or name in first}, worlds

    compiled = jax.jit(live)
    numbers = numbers_of(definition)
    lived = [jax.device_get(compiled(key, genotype, numbers)) for key, genotype in _each(definition, genotypes)]
    arrays = {
        name: np.stack([np.asarray(named[name]) for named in (_named(one) for one, _ in lived)])
        for name in _named(lived[0][0])
    }
    _, worlds = lived[0]
    shared = _named({"instance": worlds.instances, "chance": worlds.chances})
    meanings = {name: _meaning(definition, name) for name in (*arrays, *shared)}
    return Replay(definition, np.asarray(genotypes), arrays | shared, meanings, worlds.instances, worlds.chances)


MEANINGS = {
    "measure": "what sums up each life: the score of all its trials, or the score at its end",
    "score": "scores that selection reads of each life: (n,)",
    "diverged": "whether the life left the finite numbers, or fell below lifetime.diverged_score",
    "born": "weights at birth, by tensor; no axis of lives",
    "genes": "what else is inherited, by gene; no axis of lives",
    "instance": "the instances of the task, shared by all genotypes",
    "chance": "what chance decided in each life, shared by all genotypes",
}


def _meaning(definition: NeuralDefinition, name: str) -> str:
    first = name.partition("/")[0]
    known = {**definition.lifetime.records, **MEANINGS}
    return known.get(first, first)


def _named(tree: Any) -> dict[str, Any]:
    """Return path -> array of nested dicts and tuples of arrays; random keys as their numbers."""
    from baldwin.neural.lazy_jax import jax

    leaves, _ = jax.tree_util.tree_flatten_with_path(tree)
    return {
        jax.tree_util.keystr(path, simple=True, separator="/"): (
            jax.random.key_data(leaf) if str(leaf.dtype).startswith("key<") else leaf
        )
        for path, leaf in leaves
    }


def _each(definition: NeuralDefinition, genotypes: npt.NDArray[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield each genotype, with the key of what is held out."""
    from baldwin.neural.random_keys import replicate_key, seed_key

    devices()
    shared = replicate_key(seed_key(definition.population.seed), -1)
    for genotype in genotypes:
        yield shared, np.asarray(genotype, np.float32)
