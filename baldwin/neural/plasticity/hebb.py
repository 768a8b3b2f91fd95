"""Generalised Hebbian plasticity, with evolved coefficients (Najarro & Risi 2020, after Floreano & Urzelai 2000)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field

from baldwin.neural.contracts import Activity, Array, Gene, Genes, Network, Number, State, Weights
from baldwin.neural.lazy_jax import jnp
from baldwin.neural.plasticity._coefficients import HasCoefficients
from baldwin.neural.plasticity._traces import Eligible

__all__ = ["Hebb"]

Term = Literal["A", "B", "C", "D"]
MEANINGS: dict[str, str] = {
    "A": "change per product of values before and after a synapse",
    "B": "change per value before a synapse",
    "C": "change per value after a synapse",
    "D": "change whatever the values",
}


class Hebb(HasCoefficients):
    """Hebb's rule with terms: a weight changes by modulator rate (A pre post + B pre + C post + D).

    With `decay`, weights also fall back towards 0 by an evolved share in each step in which they may change. The terms,
    and the place of the rate before all of them, are those of Najarro & Risi (2020, eq. 1).

    With `eligibility`, what the terms come to is remembered by each synapse, which loses an evolved share of it before
    each step, and the modulator turns this memory into change: a reward reaches the choices before the last one.
    """

    kind: Literal["hebb"] = "hebb"
    terms: Annotated[
        tuple[Term, ...], Field(strict=False, min_length=1, description="terms of the rule, of A, B, C, D")
    ] = ("A", "B", "C", "D")
    rate: Annotated[
        Literal["fixed", "evolved"],
        Field(description="whether the factor of all terms evolves, one for each tensor, as initial_rate exp(gene)"),
    ] = "fixed"
    initial_rate: Annotated[Number, Field(gt=0.0, le=1e6, description="factor of all terms, in founders")] = 1.0
    decay: Annotated[
        bool, Field(description="whether weights decay, by a share 1 / (1 + exp(4 - gene)) in each step, that evolves")
    ] = False
    eligibility: Annotated[
        bool, Field(description="whether the modulator changes weights by what synapses remember of the last steps")
    ] = False
    bound: Annotated[
        Literal["none", "clip", "largest"],
        Field(
            description="`clip`: weights stay within -limit .. limit; `largest`: each tensor is divided by its largest "
            "|weight| after a step, as in Najarro & Risi (2020)"
        ),
    ] = "none"
    limit: Annotated[Number, Field(gt=0.0, le=1e6, description='for bound = "clip"')] = 10.0

    def genes(self, network: Network, shapes: Mapping[str, tuple[int, ...]]) -> tuple[Gene, ...]:
        """Return the coefficients of each term, then rates and the decay where they evolve."""
        del network
        found = [gene for term in self.terms for gene in self.coefficient_genes(term, shapes, meaning=MEANINGS[term])]
        if self.rate == "evolved":
            found += [
                Gene(f"rate.{name}", (), self.initial_rate, 1.0, "log", f"factor of all terms, of {name}")
                for name in shapes
            ]
        if self.decay:
            found.append(Gene("decay", (), -4.0, 1.0, meaning="logit of the share of a weight that is lost in a step"))
        if self.eligibility:
            meaning = "share of what a synapse remembers that is lost before each step"
            found.append(Gene("forgetting", (), 0.5, 1.0, "logistic", meaning))
        return tuple(found)

    def begin(self, genes: Genes, born: Weights) -> State:
        """Return the weights, and what synapses remember of the time before birth: nothing."""
        return Eligible({n: jnp.zeros_like(w) for n, w in born.items()}, born) if self.eligibility else born

    def update(self, genes: Genes, synapses: State, activity: Activity, modulator: Array) -> State:
        """Return the weights after one step, and what synapses remember."""
        weights: Weights = self.weights(genes, {}, synapses)
        terms = {name: self._terms(genes, name, weight, activity) for name, weight in weights.items()}
        if self.eligibility:
            kept = 1.0 - genes["forgetting"]
            terms = {name: kept * synapses.eligible[name] + value for name, value in terms.items()}
        after = {name: self._after(genes, name, weight, modulator * terms[name]) for name, weight in weights.items()}
        return Eligible(terms, after) if self.eligibility else after

    def weights(self, genes: Genes, born: Weights, synapses: State) -> Weights:
        """Return the weights now."""
        del genes, born
        found: Weights = synapses.trace if self.eligibility else synapses
        return found

    def strength(self, genes: Genes, shapes: Mapping[str, tuple[int, ...]]) -> Weights:
        """Return rate (|A| + |B| + |C| + |D|)."""
        return {
            name: self.factor(genes, name)
            * sum(
                (jnp.abs(self.coefficient(genes, term, name, shape)) for term in self.terms),
                start=jnp.zeros(()),
            )
            for name, shape in shapes.items()
        }

    def factor(self, genes: Genes, tensor: str) -> Array:
        """Return the factor of all terms of a tensor, ()."""
        return genes[f"rate.{tensor}"] if self.rate == "evolved" else jnp.asarray(self.initial_rate, jnp.float32)

    def loss(self, genes: Genes) -> Array:
        """Return the share of a weight that is lost in a step, ()."""
        return 1.0 / (1.0 + jnp.exp(-genes["decay"])) if self.decay else jnp.zeros(())

    def _terms(self, genes: Genes, name: str, weight: Array, activity: Activity) -> Array:
        """Return what the terms come to, of the weight's shape."""
        before, after = activity[name].before, activity[name].after
        column = before[:, None] if before.ndim else before
        values = {"A": after, "B": jnp.ones(()), "C": after, "D": jnp.ones(())}

        def those(terms: str) -> Array:
            parts = (self.coefficient(genes, t, name, weight.shape) * values[t] for t in terms if t in self.terms)
            return sum(parts, start=jnp.zeros(()))

        total = column * those("AB") + those("CD")  # two products less for each synapse than term by term
        return jnp.broadcast_to(total, weight.shape)

    def _after(self, genes: Genes, name: str, weight: Array, change: Array) -> Array:
        kept = 1.0 - self.loss(genes) if self.decay else 1.0
        changed: Array = kept * weight + self.factor(genes, name) * change
        if self.bound == "clip":
            return jnp.clip(changed, -self.limit, self.limit)
        if self.bound == "largest":
            largest = jnp.abs(changed).max()
            return changed / jnp.where(largest > 0.0, largest, 1.0)
        return changed

    @classmethod
    def tiny(cls) -> Self:
        """Return Hebb's own term, one coefficient for each tensor."""
        return cls(terms=("A",), shared="tensor")
