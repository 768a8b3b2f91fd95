"""The shortest life in which it pays to try a risky arm that is bad on average: exact, and for who commits."""

from __future__ import annotations

import math
from collections.abc import Callable

from baldwin.claims.claim import Claim, Null
from baldwin.claims.estimates import exact
from baldwin.claims.innate_or_learned.settings import MEAN, NOISE, OPTIMA, named
from baldwin.claims.quantity import Measurements, close, no_less
from baldwin.claims.sources import THEORY, theory
from baldwin.neural.theory.uncertain_arm import explore_then_commit, informed_value, optimum, worth_of_trying

__all__ = ["CLAIMS", "shortest_life"]

Law = tuple[float, float, float]
"""Of the risky arm: its mean over lives, how much that varies between them, and how much its pay within one."""

NOISES = (0.1, 0.5, 1.0, 2.0)
# how much the mean varies -> for each of these noises the shortest life that pays: exact, and for who commits
TABLE: dict[float, tuple[tuple[int, int], ...]] = {
    0.75: ((33, 34), (42, 71), (66, 268), (150, 1068)),
    1.0: ((14, 14), (16, 18), (21, 41), (41, 164)),
    1.5: ((6, 6), (6, 6), (7, 8), (11, 18)),
    2.0: ((4, 4), (4, 4), (4, 5), (6, 7)),
    3.0: ((3, 3), (3, 3), (3, 3), (3, 3)),
}
OTHER_LAWS: dict[Law, int] = {
    (-0.3, 0.4, 0.7): 17,
    (-2.0, 1.5, 0.5): 35,
    (-1.0, 0.9, 3.0): 112,
    (-0.7, 0.5, 0.2): 43,
    (-1.5, 2.5, 4.0): 10,
    (-0.1, 0.1, 0.25): 54,
}
PLAIN: tuple[Law, ...] = ((-0.5, 0.5, 0.0), (-1.0, 1.5, 0.0), (-0.5, 0.3, 0.0), (-2.0, 1.0, 0.0))  # pay without noise
HARDLY = 1e-3  # of what an arm's mean varies: noise as little as none
ROUNDING = {"rounding": 0.0005}
LONGEST = 2**14  # pulls of a life that are tried
INDEPENDENT = theory("an independent program: values that are straight between even points, integrated exactly")
FORMULA = theory("an independent program: E max(0, posterior mean) after n pulls")
AT_ONCE = theory("the first pull tells all: T > 1 + c / E max(0, mean), c what it costs")

Worth = Callable[[int, Law], float]


def shortest_life(law: Law, worth: Worth) -> float:
    """Return the fewest pulls of a life in which trying is worth more than never to try; infinity if over `LONGEST`.

    `worth` must not turn negative again once it is positive: who lives longer can leave it at that.
    """
    low, high = 0, 1
    while worth(high, law) <= 0.0:
        low, high = high, 2 * high
        if high > LONGEST:
            return math.inf
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if worth(middle, law) > 0.0 else (middle, high)
    return float(high)


def going_on(trials: int, law: Law) -> float:
    """Return what is earned by who tries as long as it may still pay: the optimum."""
    return worth_of_trying(trials, *law)


def committing(trials: int, law: Law) -> float:
    """Return what is earned by who tries a number of times, the best such number, and then commits; 0 if none pays."""
    return float(explore_then_commit(trials, *law).max())


def knowing(trials: int, law: Law) -> float:
    """Return what is earned by who would know an arm after the first pull, whatever the noise: too much, as a null."""
    mean, spread, _ = law
    return mean + (trials - 1) * informed_value(mean, spread)


def _table(place: int, worth: Worth) -> Measurements:
    laws = {(MEAN, spread, noise): row[i][place] for spread, row in TABLE.items() for i, noise in enumerate(NOISES)}
    found = {law: shortest_life(law, worth) for law in laws}
    apart = max(abs(found[law] - life) for law, life in laws.items())
    named = {f"{spread:g}": exact(found[MEAN, spread, NOISE]) for spread in TABLE}
    return {**named, "apart": exact(apart, f"{len(laws)} laws")}


def _exact() -> Measurements:
    return _table(0, going_on)


def _knowing() -> Measurements:
    return _table(0, knowing)


def _committed() -> Measurements:
    return {**_table(1, committing), "least": exact(_least_wait(committing))}


def _no_commitment() -> Measurements:
    return {**_table(1, going_on), "least": exact(_least_wait(going_on))}


def _least_wait(worth: Worth) -> float:
    """Return the least of all laws' differences: the shortest life by `worth` less the exact one."""
    laws = [(MEAN, spread, noise) for spread in TABLE for noise in NOISES]
    return min(shortest_life(law, worth) - shortest_life(law, going_on) for law in laws)


def _elsewhere(worth: Worth = going_on) -> Measurements:
    apart = [abs(shortest_life(law, worth) - life) for law, life in OTHER_LAWS.items()]
    units = [
        abs(shortest_life((k * MEAN, k * spread, k * NOISE), worth) - TABLE[spread][NOISES.index(NOISE)][0])
        for k in (0.25, 3.0)
        for spread in (0.75, 1.0, 2.0)
    ]
    at_once = []
    for mean, spread, _ in PLAIN:
        limit = 1.0 - mean / informed_value(mean, spread)
        at_once.append(abs(shortest_life((mean, spread, HARDLY * spread), worth) - math.floor(limit) - 1))
    return {
        "laws": exact(max(apart), f"{len(apart)} laws"),
        "units": exact(max(units), f"{len(units)} laws"),
        "at once": exact(max(at_once), f"{len(at_once)} laws"),
    }


def _elsewhere_committing() -> Measurements:
    return _elsewhere(committing)


def _optima(noise: float = NOISE) -> Measurements:
    found = {world: optimum(world[0], MEAN, world[1], noise).value for world in OPTIMA}
    cells = {named(world): exact(value) for world, value in found.items() if OPTIMA[world]}
    return {**cells, "never": exact(max(value for world, value in found.items() if not OPTIMA[world]), "five cells")}


def _noisier_optima() -> Measurements:
    return _optima(4.0 * NOISE)


def _lives(place: int, who: str) -> tuple[tuple[float, str, str], ...]:
    """Return for each spread at the noise of the cells: the shortest life, what it is called, and its measurement."""
    found = ((row[NOISES.index(NOISE)][place], spread) for spread, row in TABLE.items())
    return tuple(
        (float(life), f"sp = {spread:g}: shortest life that pays, {who}", f"{spread:g}") for life, spread in found
    )


CLAIMS = (
    Claim(
        id="IL01",
        text="The shortest life in which it pays to try falls with the uncertainty of the world, and grows with noise",
        method="backward induction over the posterior mean; risky arm N(-1, sp^2), pay N(mean, sl^2), safe arm 0",
        quantities=(
            *(close(name, life, INDEPENDENT, of=of) for life, name, of in _lives(0, "sl = 1")),
            close("20 laws of sp and sl: largest distance from the table", 0.0, INDEPENDENT, of="apart"),
        ),
        measure=_exact,
        null=Null("who knows an arm after one pull, whatever the noise", measure=_knowing),
        quick=True,
        remark="sp 0.75 to 3, sl 0.1 to 2. An older table of this project, on a coarser grid, had 41, 65 and 147 at "
        "sp = 0.75, sl = 0.5, 1 and 2, and 15 at sp = 1, sl = 0.5; two programs have 42, 66 and 150, and 16.",
    ),
    Claim(
        id="IL02",
        text="Who explores a number of times and then commits needs longer lives, several times as long under noise",
        method="J(n) = n m0 + (T - n) E max(0, posterior mean), the best n; the same laws",
        quantities=(
            *(close(name, life, FORMULA, of=of) for life, name, of in _lives(1, "sl = 1, committing")),
            close("20 laws of sp and sl: largest distance from the table", 0.0, FORMULA, of="apart"),
            no_less("shortest life less the exact one, least of 20 laws", 0.0, THEORY, of="least"),
        ),
        measure=_committed,
        null=Null("who goes on while it may still pay", measure=_no_commitment),
        quick=True,
        remark="A theory of its own, and a lower bound: where it says innate, learning may pay (sp = 0.75, sl = 2: "
        "from 150 pulls on, not 1,068).",
    ),
    Claim(
        id="IL03",
        text="The boundary at other means and noises; it does not depend on the unit of reward",
        method="backward induction over the posterior mean",
        quantities=(
            close("other means, sp and sl: largest distance of the shortest life", 0.0, INDEPENDENT, of="laws"),
            close("mean, sp and sl in other units: largest distance", 0.0, THEORY, of="units"),
            close("hardly any noise: largest distance from the closed form", 0.0, AT_ONCE, of="at once"),
        ),
        measure=_elsewhere,
        null=Null("who commits after a number of pulls", measure=_elsewhere_committing),
        quick=True,
        remark="Means from -2 to -0.1, lives of 4 to 237 pulls.",
    ),
    Claim(
        id="IL04",
        text="Of nine worlds learning pays in four",
        method="backward induction over the posterior mean; m0 = -1, sl = 1, T = 5, 20, 50, sp = 0.5, 1, 2",
        quantities=(
            *(
                close(f"{named(world)}: best return of a life", value, INDEPENDENT, parts=ROUNDING, of=named(world))
                for world, value in OPTIMA.items()
                if value
            ),
            close("the other five: best return of a life, largest", 0.0, INDEPENDENT, of="never"),
        ),
        measure=_optima,
        null=Null("noise taken for four times as large as it is", measure=_noisier_optima),
        quick=True,
    ),
)
