"""Founders that are given: from texts of 0, 1 and ? to the words in which populations lie in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from baldwin.definition.branching import Problems, kept, kept_meaning
from baldwin.haystack.definition import Binary, Flagged, HaystackDefinition
from baldwin.named_arrays import NamedArrays

__all__ = ["branching", "given_founders", "problems"]

Words = npt.NDArray[np.uint64]


def gene_array(definition: HaystackDefinition) -> str:
    """Return the name of the array of genes that are inherited whole; nothing where there are none."""
    return f"genes/{definition.whole_gene[0]}" if definition.whole_gene else ""


def problems(definition: HaystackDefinition, arrays: NamedArrays) -> list[str]:
    """Return why arrays cannot found a population, with a remedy; `baldwin.haystack.replay.BORN` names them."""
    wanted = ["genome", *(["bits"] if isinstance(definition.encoding, Flagged) else [])]
    gene = gene_array(definition)
    wanted += [gene] if gene else []
    if missing := [name for name in wanted if name not in arrays.arrays]:
        return [f"lacks {missing[0]}. Founders of this population need {', '.join(wanted)}"]
    if unknown := [name for name in arrays.arrays if name not in wanted]:
        return [f"has {unknown[0]}, which nobody inherits here. Founders of this population need {', '.join(wanted)}"]
    try:
        letters = {name: _letters(arrays, name) for name in wanted if name != gene}
        whole = arrays.populations(gene, 0) if gene else np.zeros((1, 1), np.int64)
    except ValueError as error:
        return [f"{error}. Give texts, (replicates, individuals) of them"]
    return _illegal(definition, letters, whole)


def branching(definition: HaystackDefinition) -> Problems:
    """Return what a branch changes that its state depends on: the alleles, and what a genome means."""
    from baldwin.haystack.replay import shape

    return kept(definition, ["encoding.kind"]) or kept_meaning(definition, shape)


def _illegal(definition: HaystackDefinition, letters: Mapping[str, npt.NDArray[Any]], gene: Any) -> list[str]:
    """Return what is wrong with letters (R, K, length), and with genes (R, K) that are inherited whole."""
    found, loci = [], definition.task.loci
    for name, text in letters.items():
        allowed = "01" if name == "bits" or isinstance(definition.encoding, Binary) else "01?"
        if text.shape[2] != loci:
            found.append(f"{name} has {text.shape[2]} letters, but genomes here have {loci} loci. Set task.loci")
        elif (text == 0).any():  # what fills shorter texts up
            found.append(f"{name} holds texts of different lengths. Give {loci} letters each")
        elif (wrong := text[~np.isin(text, [ord(letter) for letter in allowed])]).size:
            letter = ascii(chr(int(wrong[0])))
            found.append(f"{name} holds {letter}, which is none of {', '.join(allowed)}. Give other alleles")
    first = next(iter(letters.values()))
    whole = definition.whole_gene
    if any(text.shape[:2] != first.shape[:2] for text in letters.values()) or (
        whole is not None and gene.shape != first.shape[:2]
    ):
        found.append("its arrays hold different numbers of individuals. Give as many of each")
    if whole is not None and (gene.dtype.kind not in "iu" or gene.min() < 0 or gene.max() > whole[1]):
        most = f"budget.levels = {whole[1]}" if definition.budget.evolvable else f"{whole[1]}"
        found.append(f"{gene_array(definition)} must be whole numbers from 0 to {most}. Give such")
    return found


def given_founders(definition: HaystackDefinition) -> tuple[Words, Words, Words] | None:
    """Return bits and flags (R, N, words), 64 loci a word, and budget genes (R, N), of founders that are given.

    A bit is set where an allele is correct, a flag where it is plastic; on a landscape bits are what is inherited.
    """
    if (arrays := definition.founders.arrays) is None:
        return None
    text = _letters(arrays, "genome")
    flags = text == ord("?")
    bits = (_letters(arrays, "bits") if isinstance(definition.encoding, Flagged) else text) == ord("1")
    name = gene_array(definition)
    gene = arrays.populations(name, 0) if name else np.zeros(text.shape[:2], np.int64)
    population = definition.population
    replicates = np.arange(population.replicates) % text.shape[0]
    individuals = np.arange(population.size) * text.shape[1] // population.size
    chosen = np.ix_(replicates, individuals)
    return _packed(bits)[chosen], _packed(flags)[chosen], gene.astype(np.uint64)[chosen]


def _packed(loci: npt.NDArray[np.bool_]) -> Words:
    """Return booleans (R, K, L) as words (R, K, ceil(L / 64)), locus 0 in the lowest bit of the first."""
    words = np.zeros((*loci.shape[:2], -(-loci.shape[2] // 64)), np.uint64)
    for locus in range(loci.shape[2]):
        words[..., locus // 64] |= loci[..., locus].astype(np.uint64) << np.uint64(locus % 64)
    return words


def _letters(arrays: NamedArrays, name: str) -> npt.NDArray[Any]:
    """Return texts as codes of their letters (R, K, letters); raises ValueError if they are none."""
    texts = arrays.populations(name, 0)
    if texts.dtype.kind != "U" or not texts.dtype.itemsize:
        raise ValueError(f"{name} holds no texts")
    dense = np.ascontiguousarray(texts)
    return dense.view(np.uint32).reshape(*dense.shape, -1)
