"""Lives of a haystack population lived again, by the readable reference implementation; see `baldwin.replaying`.

A genotype is a row of numbers: the allele of each locus (0 wrong, 1 correct, 2 plastic; on a landscape its bit, plus 2
where it is plastic), and after them the budget gene where it evolves, the type of learner in a classroom, or the number
of the landscape it evolved on.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.engine import Arrays, Columns
from baldwin.haystack.contracts import ScoredTask
from baldwin.haystack.definition import Classroom, Flagged, HaystackDefinition, Needle, NKLandscape, NoLearning
from baldwin.haystack.scored_replay import live_for_a_score
from baldwin.named_arrays import Described, NamedArrays
from baldwin.replaying import Freeze, Measure, ReferencePolicies, Replay, Who

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

SHOWN = 16  # individuals of a population that are lived again, evenly from the first to the last
OUTSIDE = -1  # in the place of a replicate: chance events that no evolution of this seed has met
MEANINGS = {
    "measure": "fitness of each life, its costs paid; unless there is a needle to find, the score at its end",
    "alleles": "of the genotype: (loci,); 0 wrong, 1 correct, 2 plastic; on a landscape bit + 2 where plastic",
    "innate": "expected fitness without learning, exact; on a landscape the score at birth, and where lives guess "
    "for a score the mean of their first guesses; no axis of lives",
    "expected": "expected fitness with learning, exact; no axis of lives",
    "trials": "trials used in each life",
    "first_success": "trial on which each life first succeeded, 0 where none did",
    "learned": "phenotype at the end of each life: (loci,); 2 where a plastic locus was never settled",
    "score": "before the first trial and after each: whether the needle is found, else the score of the best so far",
    "kept": "flips that learning kept in each life",
}


BORN = {
    "genome": Described(
        "a letter a locus, the first locus first: 0 a wrong allele, 1 a correct one, ? a plastic one; on a landscape "
        "0 and 1 are bits that no learning changes",
        unit="letters",
    ),
    "bits": Described(
        "on a landscape, the inherited bits: those at plastic loci are where learning starts from", unit="letters"
    ),
    "genes/type": Described("type: 0 a non-learner, 1 a random learner, 2 a smart learner", (), "number"),
    "genes/budget": Described("gene g of the evolvable budget, for 2^g trials", (), "trials, as a power of 2"),
}


def tasks() -> dict[str, str]:
    """Return {}: no task of this wing has reference policies."""
    return {}


def bare(task: str) -> str:
    """Return nothing: `tasks` is empty."""
    del task
    return ""


def reference_policies(definition: HaystackDefinition) -> ReferencePolicies | None:
    """Return None: no reference policies are known."""
    del definition
    return None


def reference_scores(definition: HaystackDefinition) -> dict[str, float]:
    """Return {}: no reference policies are known."""
    del definition
    return {}


def measure(definition: HaystackDefinition) -> Measure:
    """Return what sums up a life: its fitness, or the score that it ends with on a landscape."""
    score = "fitness" if isinstance(definition.task, Needle) else "score"
    return Measure(score, None, None, ("innate", "learned"), {})


def shape(definition: HaystackDefinition) -> Any:
    """Return what a genotype means: the task's kind, its loci, and the gene that is inherited whole."""
    return definition.task.kind, definition.task.loci, *(definition.whole_gene or ("", 0))


def freezes(definition: HaystackDefinition) -> dict[str, Freeze]:
    """Return the one part of a life that can be held still: learning."""
    if isinstance(definition.lifetime, NoLearning | Classroom):  # types of learners mean nothing without learning
        return {}
    hit = getattr(definition.lifetime, "hit_probability", 0.5)
    still = definition.model_copy(update={"lifetime": NoLearning(hit_probability=hit)})
    return {"learning": Freeze("nothing is learned: plastic loci stay as they fall at birth", still)}


def genotypes(definition: HaystackDefinition, arrays: Arrays, who: Who = "centre") -> npt.NDArray[Any]:
    """Return the genotypes (replicates, k, G) that the last generation of a checkpoint passes on.

    The centre is the consensus: at each locus the commonest allele. The champion is an individual of the largest
    fitness, the first of several. Individuals are some, evenly from the first to the last.
    """
    living = _checked(definition, arrays)
    if who != "centre":
        living = _spread(definition, arrays, living)
    excess = living >> np.uint64(48) if living.ndim == 2 else living[..., -1] >> np.uint64(16)
    if who == "champion":
        living = np.take_along_axis(living, excess.argmax(axis=1).reshape(-1, 1, *[1] * (living.ndim - 2)), axis=1)
    elif who == "individuals":
        living = living[:, np.unique(np.linspace(0, living.shape[1] - 1, SHOWN).astype(np.int64))]
    found = _decoded(definition, living)
    if who == "centre":
        alive = _alive(definition, arrays, found.shape[1])[..., None]
        counts = np.stack([((found == allele) & alive).sum(axis=1) for allele in range(int(found.max()) + 1)])
        found = counts.argmax(axis=0)[:, None]
    if isinstance(definition.task, NKLandscape):
        which = np.zeros(len(found)) if definition.task.shared else np.arange(len(found))
        found = np.concatenate([found, np.broadcast_to(which[:, None, None], (*found.shape[:2], 1))], axis=2)
    return found.astype(np.int64)


def _checked(definition: HaystackDefinition, arrays: Arrays) -> npt.NDArray[np.uint64]:
    """Return the genomes of a checkpoint, in either memory layout; raises ValueError if they are none."""
    living, loci = np.asarray(arrays["genomes"]), definition.task.loci
    words = 2 * -(-loci // 64) + 1
    if living.dtype != np.uint64 or living.ndim not in (2, 3) or (living.ndim == 3 and living.shape[2] != words):
        raise ValueError(f"has genomes of {living.dtype} {living.shape}, not of {loci} loci")
    return living


def _alive(definition: HaystackDefinition, arrays: Arrays, room: int) -> npt.NDArray[np.bool_]:
    """Return which rows of each replicate are alive: (replicates, individuals), or (1, individuals) where all are."""
    living = np.asarray(arrays["living"])[:, None] if definition.survival.given else np.full((1, 1), room)
    return np.asarray(np.arange(room) < living)


def _spread(definition: HaystackDefinition, arrays: Arrays, genomes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return genomes with as many rows for each individual, where fewer live than there is room for."""
    if not definition.survival.given:
        return genomes
    room = genomes.shape[1]
    places = np.arange(room) * np.asarray(arrays["living"])[:, None] // room
    return np.asarray(genomes[np.arange(len(genomes))[:, None], places])


def _decoded(definition: HaystackDefinition, living: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Return alleles, and the gene inherited whole where there is one, of genomes in either memory layout."""
    loci = np.arange(definition.task.loci)
    places = (loci % 64).astype(np.uint64)
    if living.ndim == 2:
        bits, flags = living[..., None] >> places, living[..., None] >> places + np.uint64(loci.size)
    else:
        half = (living.shape[2] - 1) // 2
        bits, flags = living[..., loci // 64] >> places, living[..., half + loci // 64] >> places
    one = np.uint64(1)
    alleles = ((bits & one) + np.uint64(2) * (flags & one)).astype(np.int64)
    if definition.whole_gene is None:
        return alleles
    return np.concatenate([alleles, (living[..., -1:] & np.uint64(0x7FFF)).astype(np.int64)], axis=-1)


def population(definition: HaystackDefinition, arrays: Arrays) -> NamedArrays:
    """Return the genomes that all individuals of a checkpoint's last generation pass on, (replicates, individuals)."""
    found = _spread(definition, arrays, _checked(definition, arrays))
    count, each = found.shape[:2]
    made = newborns(definition, _decoded(definition, found).reshape(count * each, -1))
    axes = ("replicates", "individuals")
    whole = {name: values.reshape(count, each) for name, values in made.arrays.items()}
    return NamedArrays(whole, {name: one._replace(axes=axes) for name, one in made.described.items()})


def newborns(definition: HaystackDefinition, genotypes: npt.NDArray[Any]) -> NamedArrays:
    """Return the genomes as texts of 0, 1 and ?; BORN says what else there is."""
    alleles = np.asarray(genotypes)[:, : definition.task.loci].astype(np.int64)
    landscape = isinstance(definition.encoding, Flagged)
    arrays: Arrays = {"genome": _text(alleles, "01??" if landscape else "01?")}
    if landscape:
        arrays["bits"] = _text(alleles, "0101")
    if definition.whole_gene is not None:
        arrays[f"genes/{definition.whole_gene[0]}"] = np.asarray(genotypes)[:, definition.task.loci].astype(np.int64)
    return NamedArrays(arrays, {name: BORN[name] for name in arrays})


def _text(alleles: npt.NDArray[np.int64], letters: str) -> npt.NDArray[np.str_]:
    """Return alleles (n, loci) as texts (n,), a letter a locus, the first locus first."""
    spelt = np.array(list(letters))[alleles]
    return np.ascontiguousarray(spelt).view(f"U{alleles.shape[1]}").reshape(-1)


def assay(definition: HaystackDefinition, genotypes: npt.NDArray[Any], instances: int) -> Columns:
    """Return what an assay finds of each genotype (n, G): exact expectations for a needle, else means over lives."""
    if not isinstance(definition.task, Needle):
        lived = replay(definition, genotypes, instances, ("innate", "measure"))
        innate, learned = lived["innate"], lived["measure"].mean(axis=1)
    else:
        innate, learned = _expected(definition, genotypes)
    return {"measure": learned, "innate": innate, "learned": learned, "learning_gain": learned - innate}


def replay(
    definition: HaystackDefinition, genotypes: npt.NDArray[Any], instances: int, only: Collection[str] = ()
) -> Replay:
    """Return `instances` lives of each genotype (n, G), with everything that happened; see MEANINGS.

    All genotypes meet the same chance events: words of the streams of lives in a replicate that no run has.
    """
    genotypes = np.asarray(genotypes)
    if isinstance(definition.task, ScoredTask):
        lived = live_for_a_score(definition, genotypes, instances, OUTSIDE)
    else:
        live = _on_a_landscape if isinstance(definition.task, NKLandscape) else _for_a_needle
        lived = live(definition, genotypes, instances)
    arrays = {"alleles": genotypes[:, : definition.task.loci].astype(np.int8), **lived}
    arrays = {name: value for name, value in arrays.items() if not only or name in only}
    return Replay(definition, genotypes, arrays, {name: MEANINGS[name] for name in arrays})


def _expected(definition: HaystackDefinition, genotypes: npt.NDArray[Any]) -> tuple[Any, Any]:
    """Return the expected fitness (n,) of each genotype without learning and with it, exact."""
    from baldwin.haystack.ability import worth_of

    worth, loci, whole = worth_of(definition), definition.task.loci, definition.whole_gene
    alleles = genotypes[:, :loci].astype(np.int64)
    gene = genotypes[:, loci].astype(np.int64) if whole else np.zeros(len(alleles), np.int64)
    row = gene + np.where((alleles == 0).any(axis=1), (whole[1] if whole else 0) + 1, 0)
    plastic = (alleles == 2).sum(axis=1)
    return worth.innate[row, plastic], worth.learned[row, plastic]


def _for_a_needle(definition: HaystackDefinition, genotypes: npt.NDArray[Any], instances: int) -> Arrays:
    """Return what happened in lives that look for a needle."""
    from baldwin.haystack.kernels.model import EXPECTED
    from baldwin.haystack.model import model_of
    from baldwin.haystack.randomness import Stream, key, word
    from baldwin.haystack.reference import needle

    m, loci = model_of(definition), definition.task.loci
    stream = key(int(m.seed), OUTSIDE, 0, Stream.LIFE)
    lives = [[needle.Individual(*_born(one, loci)) for _ in range(instances)] for one in genotypes.astype(int)]
    for row in lives:
        for number, life in enumerate(row):
            needle.live(life, partial(word, stream, number), m)
    innate, expected = _expected(definition, genotypes)
    fitness = m.floor + m.unit * np.array([[life.excess for life in row] for row in lives], np.float64)
    arrays: Arrays = {"measure": fitness, "innate": innate, "expected": expected}
    if m.learner == EXPECTED:  # nothing is drawn
        return arrays
    trials = np.array([[life.trials for life in row] for row in lives])
    first = np.where([[life.successful for life in row] for row in lives], trials, 0)
    alleles = genotypes[:, None, :loci].astype(np.int8)
    found = (first > 0)[..., None]
    after = np.arange(int(m.trials) + 1) >= np.where(found, first[..., None], int(m.trials) + 1)
    return arrays | {
        "trials": trials,
        "first_success": first,
        "learned": np.where(found, np.int8(1), alleles),
        "score": after.astype(np.int8),
    }


def _born(genotype: npt.NDArray[Any], loci: int) -> tuple[list[int], int]:
    """Return alleles and the gene inherited whole of a genotype (G,)."""
    return genotype[:loci].tolist(), int(genotype[loci]) if genotype.size > loci else 0


def _on_a_landscape(definition: HaystackDefinition, genotypes: npt.NDArray[Any], instances: int) -> Arrays:
    """Return what happened in lives on the landscapes that genotypes evolved on."""
    from baldwin.haystack.layouts import climb_of
    from baldwin.haystack.randomness import Stream, key, word
    from baldwin.haystack.reference.nk import climbed, draw_landscape, score

    task, seed = definition.task, definition.population.seed
    assert isinstance(task, NKLandscape)
    stream, climb = key(seed, OUTSIDE, 0, Stream.LIFE), climb_of(definition)
    rows = []
    for genotype in genotypes.astype(int):
        landscape = draw_landscape(seed, 0 if task.shared else int(genotype[-1]), task.loci, task.epistasis)
        bits, flags = (genotype[: task.loci] & 1).tolist(), (genotype[: task.loci] >> 1).tolist()
        scored = cache(partial(score, landscape=landscape))  # lives of one genotype meet the same phenotypes
        rows.append([climbed(bits, flags, partial(word, stream, i), scored, climb) for i in range(instances)])
    found = np.array([[life.scores for life in row] for row in rows], np.float64) / (task.loci * 2.0**32)
    plastic = (genotypes[:, : task.loci].astype(int) >> 1).any(axis=1)
    used = np.where(plastic & (int(climb.steps) > 0), int(climb.steps), 1)
    return {
        "measure": found[..., -1],
        "innate": found[:, 0, 0],
        "trials": np.broadcast_to(used[:, None], found.shape[:2]).copy(),
        "learned": np.array([[life.bits for life in row] for row in rows], np.int8),
        "score": found,
        "kept": np.array([[life.kept for life in row] for row in rows]),
    }
