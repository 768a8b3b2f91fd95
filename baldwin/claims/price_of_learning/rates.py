"""Learning rates that are paid for: a gene learns (s^2 - c / 2d) / D, and is innate where its variance is too small.

A life is one gradient step on a linear map of d coordinates, each of which varies over worlds by its s; the price is c
times the mean learning rate.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import difference, exact, mean_of, median_of_seeds, share_of
from baldwin.claims.measures import Floats
from baldwin.claims.populations import Evolution, Networks
from baldwin.claims.quantity import SHARE, Measurements, Quantity, above, close
from baldwin.claims.sources import theory
from baldwin.neural.theory.linear import best_rates, leeway
from baldwin.reaching import wilson

__all__ = ["CLAIMS"]

SCALES, SHOTS, NOISE = (0.0, 0.0, 0.1, 0.3, 0.5, 1.0, 1.0, 2.0), 10, 0.5  # s of each gene; of an example
GENES = len(SCALES)
KINDS = tuple(dict.fromkeys(SCALES))
PRICE, PRICES = 8.0, (2.0, 8.0, 32.0)
BRIEF = ("assays.every=1000000", "assays.individuals=0", "population.replicates=4")
FREE = ("fitness.plasticity_cost=0.0",)

BLOCKS, LIVES = 20, 4000  # of simulated lives
ROUNDING = {"rounding": 0.0005}
WORTH = 0.001  # of risk and price: what selection takes no notice of; rates are above 0 by their form, 0.1 exp(3 g)
UNNOTICED = "what costs a thousandth of risk and price"
LAW = theory("(s^2 - c / 2d) / D, or 0 where that is negative (baldwin.neural.theory.linear)")
BOUNDARY = theory("a gene is innate if s^2 < c / 2d")


def priced(price: float) -> Evolution:
    """Return populations that pay `price` for the mean of their learning rates.

    Where little is at stake it takes longer: selection of a rate is in proportion to it.
    """
    generations = 3000 if price < PRICE else 1500
    length = f"population.generations={generations}"
    return Evolution("linear-life", (f"fitness.plasticity_cost={price}", length, *BRIEF))


def best(price: float) -> Floats:
    """Return the best rate of each gene at a price."""
    return best_rates(SCALES, SHOTS, NOISE, cost=price / GENES)


def simulated(price: float, random: np.random.Generator) -> Floats:
    """Return the best rate of each gene (8,) in lives that are drawn: risk is quadratic in it, and the price linear.

    A step of rate eta changes the error e of a newborn to e - eta g, with g the gradient that its examples give.
    """
    errors = -np.array(SCALES) * random.standard_normal((LIVES, GENES))
    examples = random.standard_normal((LIVES, SHOTS, GENES))
    residuals = np.einsum("lkj,lj->lk", examples, errors) - NOISE * random.standard_normal((LIVES, SHOTS))
    gradients = np.einsum("lkj,lk->lj", examples, residuals) / SHOTS
    gain, curvature = (errors * gradients).mean(axis=0), (gradients**2).mean(axis=0)
    found: Floats = np.maximum(gain - 0.5 * price / GENES, 0.0) / curvature
    return found


def _simulation(price: float = PRICE) -> Measurements:
    random = np.random.default_rng(1996)
    rates = np.stack([simulated(price, random) for _ in range(BLOCKS)])
    learned = {name: mean_of(rates[:, SCALES.index(scale)]) for name, scale in (("1", 1.0), ("2", 2.0))}
    return {**learned, "innate": exact(float(rates[:, :5].max()), f"{BLOCKS} blocks, 5 genes")}


def _simulated_for_free() -> Measurements:
    return _simulation(0.0)


def rates_of(run: Networks) -> Floats:
    """Return the learning rates of the last genomes, (replicates, genes)."""
    found: Floats = 0.1 * np.exp(3.0 * run.centres[:, GENES:].astype(float))
    return found


def _rates(run: Networks) -> Measurements:
    rates = rates_of(run)
    kinds = {f"{scale:g}": rates[:, SCALES.index(scale)] for scale in KINDS}
    return {name: mean_of(values, _listed(values)) for name, values in kinds.items()}


def _listed(values: Floats) -> str:
    return "seeds: " + ", ".join(f"{value:.3g}" for value in values)


def _expected(price: float) -> tuple[Quantity, ...]:
    rates, unnoticed = best(price), leeway(WORTH, SCALES, SHOTS, NOISE, price / GENES)
    return tuple(
        close(
            f"c = {price:g}, s = {scale:g}: learning rate",
            float(rates[SCALES.index(scale)]),
            LAW,
            parts=None if rates[SCALES.index(scale)] else {UNNOTICED: float(unnoticed[SCALES.index(scale)])},
            of=f"{scale:g}",
        )
        for scale in KINDS
    )


def right(run: Networks, price: float) -> npt.NDArray[np.bool_]:
    """Return for each replicate whether those genes are innate that should be, and no others.

    A gene counts as innate if its rate is less than half of the least best rate of those that should learn.
    """
    wanted = best(price)
    innate = rates_of(run) < 0.5 * wanted[wanted > 0.0].min()
    found: npt.NDArray[np.bool_] = (innate == (wanted == 0.0)).all(axis=1)
    return found


def last_innate(run: Networks, price: float) -> Floats:
    """Return for each replicate how much that innate gene varies which varies most; 0 if none is innate."""
    wanted = best(price)
    innate = rates_of(run) < 0.5 * wanted[wanted > 0.0].min()
    found: Floats = np.where(innate, np.array(SCALES), 0.0).max(axis=1)
    return found


def _sorted(*runs: Networks) -> Measurements:
    of_prices = dict(zip(PRICES, runs, strict=True))
    found = np.concatenate([right(run, price) for price, run in of_prices.items()])
    falls = mean_of(rates_of(of_prices[PRICES[0]])[:, 5]), mean_of(rates_of(of_prices[PRICES[-1]])[:, 5])
    return {
        **{f"{price:g}": median_of_seeds(last_innate(run, price)) for price, run in of_prices.items()},
        "right": replace(share_of(found), interval=wilson(int(found.sum()), found.size)),
        "fall": difference(*falls),
    }


CLAIMS = (
    Claim(
        id="PL01",
        text="The best learning rate at a price: lives that are drawn agree with the closed form",
        method=f"{BLOCKS} times {LIVES:,} lives of one step, s = 0 to 2, ten examples, noise 0.5, c = 8",
        quantities=(
            close("s = 1: best learning rate", 0.284, LAW, parts=ROUNDING, of="1"),
            close("s = 2: best learning rate", 0.692, LAW, parts=ROUNDING, of="2"),
            close("s = 0.5 and less: best learning rate, largest", 0.0, BOUNDARY, of="innate"),
        ),
        measure=_simulation,
        null=Null("a price of nothing", measure=_simulated_for_free),
        quick=True,
    ),
    Claim(
        id="PL02",
        text="Learning rates evolve to what they are worth at their price; what varies too little becomes innate",
        settings=(priced(PRICE),),
        quantities=_expected(PRICE),
        measure=_rates,
        null=Null("learning that costs nothing", FREE),
        quick=True,
        remark="Eight genes; of two that vary alike the first. Means of 4 seeds.",
    ),
    Claim(
        id="PL03",
        text="At a quarter of the price one gene more learns",
        settings=(priced(PRICES[0]),),
        quantities=_expected(PRICES[0]),
        measure=_rates,
        null=Null("learning that costs nothing", FREE),
        remark="s = 0.3 should be innate, s = 0.5 should learn. Not reached in every seed: learning of s = 0.5 saves "
        "little, and once its rate is near 0, to which selection is in proportion, it hardly comes back. 4 seeds.",
    ),
    Claim(
        id="PL04",
        text="At four times the price one kind of gene alone still learns",
        settings=(priced(PRICES[-1]),),
        quantities=_expected(PRICES[-1]),
        measure=_rates,
        null=Null("learning that costs nothing", FREE),
        remark="Means of 4 seeds.",
    ),
    Claim(
        id="PL05",
        text="Which gene is innate at which price: those whose variance is less than c / 2d",
        settings=tuple(priced(price) for price in PRICES),
        quantities=(
            *(
                close(f"c = {price:g}: s of the innate gene that varies most", largest, BOUNDARY, of=f"{price:g}")
                for price, largest in zip(PRICES, (0.3, 0.5, 1.0), strict=True)
            ),
            above("share of runs in which those and no others are innate", 0.5, 1.0, BOUNDARY, of="right", range=SHARE),
            above("s = 1: learning rate at c = 2 less at c = 32", 0.0, float(best(2.0)[5]), LAW, of="fall"),
        ),
        measure=_sorted,
        null=Null("learning that costs nothing", FREE),
        remark="Innate: less than half of the least rate that is worth its price. 4 seeds for each price.",
    ),
)
