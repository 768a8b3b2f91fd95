"""Populations on both sides of the boundary, which learned in a neutral niche before: what they earn, and who tries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import difference, exact, share_of
from baldwin.claims.innate_or_learned.settings import MEAN, OPTIMA, World, cell, hard, named
from baldwin.claims.measures import Floats, least, means, most, of_seeds
from baldwin.claims.populations import LIVES, Networks
from baldwin.claims.quantity import SHARE, Measurement, Measurements, Quantity, above, below, close
from baldwin.claims.sources import THIS_PROGRAM, published, theory
from baldwin.neural.theory.uncertain_arm import informed_value
from baldwin.reaching import wilson

__all__ = ["CLAIMS", "earned", "tries"]

LEARNED = tuple(world for world, best in OPTIMA.items() if best)
INNATE = tuple(world for world, best in OPTIMA.items() if not best)
ROW = tuple(world for world in OPTIMA if world[0] == 20)
LONG = ((50, 2.0), (50, 1.0))  # where learning pays, and a plain start does not find it
BEYOND: World = (35, 1.0)  # just beyond the boundary, which lies between 20 and 21 pulls
BEYOND_BEST = 0.927
FAR: World = (100, 1.0)
FAR_BEST, FAR_NOISE = 7.23, 0.1

GREEDY = "lifetime.choice=greedy"  # no chance in what is chosen: who never tries earns exactly nothing
EXACT = theory("backward induction over the posterior mean; claim IL04")
ABSTRACT = published("Lange & Sprekeler", 2020, "abstract: one regime that learns, and one that is hard-coded")
BLINES = published("Lange", None, "gymnax-blines, return of an evolved network in GaussianBandit")
BEST = theory("backward induction over the posterior mean")
ROUNDING = {"rounding": 0.0005}
EARLY = 150  # generations, as many as the niche lasts, after which of plain starts nobody tries any more
QUIET = f"task.noise_sd={FAR_NOISE}"
PLAIN = tuple(hard(world, EARLY, "population.replicates=8") for world in LONG)
ESCAPED = tuple(cell(world) for world in LONG)
HOW = (
    "m0 = -1, sl = 1; 150 generations where trying costs nothing on average (m0 = 0, T = 50, sp = 2), then 400 in each "
    "world. The largest answer is chosen; 10,000 lives, corrected for the arms that they met. Seeds: 3."
)
UNMOVED = Null("those from the niche as they are, which never met these worlds", ("population.generations=0",))


def earned(totals: Floats, arms: Floats, world: World) -> Floats:
    """Return what single lives earned, corrected for the arms that they happened to meet.

    What who knows the arms would earn has a known mean, and lives differ mostly by it: the part of their returns that
    follows it is taken at that mean (control variates; of who never tries nothing follows it).

    Shapes: totals (replicates, lives); arms (lives,), the mean of each life's risky arm; returned as totals.
    """
    trials, spread = world
    known = trials * np.maximum(arms, 0.0)
    around = known - known.mean()
    slope = (totals @ around) / (around @ around)
    corrected: Floats = totals - slope[:, None] * (known - trials * informed_value(MEAN, spread))
    return corrected


def _world(run: Networks) -> World:
    task = getattr(run.setting.definition, "task")  # noqa: B009
    return task.trials, task.prior_sd


def _lives(run: Networks) -> Floats:
    """Return what lives earned, corrected for their arms, (replicates, lives)."""
    found = run.lived(GREEDY, instances=LIVES, only=("scores",))
    totals = np.stack([one.totals for one in found])
    return earned(totals, np.asarray(found[0].instances, np.float64), _world(run))


def _return(run: Networks) -> Measurement:
    return of_seeds(_lives(run))


def tries(run: Networks) -> Floats:
    """Return for each replicate whether its lives begin with the risky arm, 0 or 1: there is no chance in it."""
    found = run.lived(GREEDY, instances=LIVES, only=("actions",))
    return np.array([float((one.actions[:, 0] == 1).mean()) for one in found])


def share(runs: Sequence[Networks]) -> Measurement:
    """Return the share of the replicates of all runs that try, with Wilson's interval."""
    found = np.concatenate([tries(run) for run in runs]) > 0.5
    return replace(share_of(found), interval=wilson(int(found.sum()), found.size))


def _returns(*runs: Networks) -> Measurements:
    return {named(_world(run)): _return(run) for run in runs}


def _nine(*runs: Networks) -> Measurements:
    found = _returns(*runs)
    shares = [(found[named(world)], OPTIMA[world]) for world in LEARNED]
    found_least, best_there = min(shares, key=lambda one: one[0].value / one[1])
    error = (found_least.standard_error or 0.0) / best_there
    listed = ", ".join(f"{one.value / best:.3f}" for one, best in shares)
    return {**found, "least share": Measurement(found_least.value / best_there, error, listed)}


def _sides(*runs: Networks) -> Measurements:
    learned, innate = (share([run for run in runs if _world(run) in worlds]) for worlds in (LEARNED, INNATE))
    return {"learned": learned, "innate": innate, "apart": difference(learned, innate)}


def _starts(*runs: Networks) -> Measurements:
    """Return what plain starts, which come first, and those from the niche came to in the same worlds."""
    plain, niche = (share(some) for some in (runs[: len(LONG)], runs[len(LONG) :]))
    return {"plain": plain, "niche": niche, "apart": difference(niche, plain), "return": _return(runs[0])}


def _far(plain: Networks, niche: Networks) -> Measurements:
    return {"plain": _return(plain), "niche": _return(niche)}


def _beyond(run: Networks) -> Measurements:
    seeds = means(_lives(run))
    return {"most": most(seeds), "least": least(seeds)}


def _at_best(run: Networks) -> Measurements:
    del run
    return {"most": exact(BEYOND_BEST), "least": exact(BEYOND_BEST)}


def _optima(worlds: Sequence[World]) -> tuple[Quantity, ...]:
    return tuple(
        close(
            f"{named(world)}: return of a life",
            OPTIMA[world],
            EXACT,
            parts=ROUNDING if OPTIMA[world] else None,
            of=named(world),
        )
        for world in worlds
    )


CLAIMS = (
    Claim(
        id="IL05",
        text="A row across the boundary: lives of 20 pulls evolve to their optimum, innate in two of three worlds",
        settings=tuple(cell(world) for world in ROW),
        quantities=_optima(ROW),
        measure=_returns,
        null=UNMOVED,
        quick=True,
        remark=HOW,
    ),
    Claim(
        id="IL06",
        text="Nine worlds on both sides of the boundary: each evolves to its optimum",
        settings=tuple(cell(world) for world in OPTIMA),
        quantities=(
            *_optima(tuple(OPTIMA)),
            above(
                "share of the best return that is earned, least of the four worlds in which learning pays",
                0.5,
                0.92,
                THIS_PROGRAM,
                of="least share",
                range=SHARE,
            ),
        ),
        measure=_nine,
        null=UNMOVED,
        remark=f"{HOW} Where it does not pay they had to lose what the niche had taught; where it does, that "
        "already earned nearly as much.",
    ),
    Claim(
        id="IL07",
        text="Which side of the boundary each ends up on: they try where learning pays, and nowhere else",
        settings=tuple(cell(world) for world in OPTIMA),
        quantities=(
            above("learning pays (4 worlds): share of runs that try", 0.5, 1.0, EXACT, of="learned", range=SHARE),
            below("it does not (5 worlds): share of runs that try", 0.5, 0.0, EXACT, of="innate", range=SHARE),
            above("difference of these shares", 0.0, 1.0, ABSTRACT, of="apart", range=(-1.0, 1.0)),
        ),
        measure=_sides,
        null=UNMOVED,
        remark="Runs whose lives begin with the risky arm. Lange & Sprekeler name the two regimes, and give no shares.",
    ),
    Claim(
        id="IL08",
        text="Where evolution starts decides: drawn founders stay innate where learning pays, those of the niche learn",
        settings=(*PLAIN, *ESCAPED),
        quantities=(
            below("drawn founders: share of runs that try", 0.5, 0.0, THIS_PROGRAM, of="plain", range=SHARE),
            above("founders from the niche: share of runs that try", 0.0, 1.0, EXACT, of="niche", range=SHARE),
            above("difference of these shares", 0.0, 1.0, THIS_PROGRAM, of="apart", range=(-1.0, 1.0)),
            below(
                "drawn founders, T = 50, sp = 2: return of a life, less than half of the best",
                0.5 * OPTIMA[50, 2.0],
                0.0,
                THIS_PROGRAM,
                of="return",
            ),
        ),
        measure=_starts,
        null=Null("founders from the niche in the place of those drawn", settings=(*ESCAPED, *ESCAPED)),
        remark=f"T = 50, sp = 2 and 1. Drawn founders: 8 seeds, {EARLY} generations, as many as the niche lasts; then "
        "nobody pulls, and all are alike. Not to pull is selected first: with the chance p to pull, whatever comes of "
        "it, return changes by T m0 = -50, and with how much the next pull follows the last reward by (T - 1) p sp^2.",
    ),
    Claim(
        id="IL09",
        text="In the published world too an evolution strategy stays innate, and the niche leads to the optimum",
        settings=(hard(FAR, EARLY, QUIET), cell(FAR, 400, QUIET)),
        quantities=(
            close("drawn founders: return of a life", 0.0, BLINES, parts={"rounding": 0.5}, of="plain"),
            close("founders from the niche: return of a life", FAR_BEST, BEST, parts={"rounding": 0.005}, of="niche"),
        ),
        measure=_far,
        null=Null("the two starts taken for one another", settings=(cell(FAR, 400, QUIET), hard(FAR, EARLY, QUIET))),
        remark=f"T = 100, sp = 1, sl = {FAR_NOISE}. The published strategy has 256 individuals, 20 lives each, and 16 "
        "units; ours 64, 64 and 8. Seeds: 3.",
    ),
    Claim(
        id="IL10",
        text="Not reached: just beyond the boundary most lose what they had learned, though it would pay a little",
        settings=(cell(BEYOND),),
        quantities=(
            below("the best seed: return of a life, less than the best", BEYOND_BEST, 0.73, THIS_PROGRAM, of="most"),
            below(
                "the worst seed: return of a life, less than half of the best",
                0.5 * BEYOND_BEST,
                0.0,
                THIS_PROGRAM,
                of="least",
            ),
        ),
        measure=_beyond,
        null=Null("the best life itself", measure=_at_best),
        remark=f"T = 35, sp = 1: {BEYOND_BEST} a life is to be had, by pulling once and going on after a good outcome "
        "alone. Theory says learned; of three seeds two end up innate in 400 generations.",
    ),
)
