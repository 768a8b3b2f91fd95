"""The same comparison over trials of a life, and over sizes of populations: where learning leads, and where not.

Controls have fixed alleles and as many individuals as learners have trials in a generation. Where learners are said
to lead, controls evaluate at least as many phenotypes; where not, at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from baldwin.claims.claim import Claim, Null
from baldwin.claims.guidance.evaluations import evaluations, innate, reached, risk_difference
from baldwin.claims.populations import Setting, Trajectories
from baldwin.claims.quantity import Measurement, Measurements, above, below, no_less, no_more
from baldwin.claims.sources import THIS_PROGRAM, theory

__all__ = ["CLAIMS"]

LOCI, REPLICATES, GENERATIONS = 16, 60, 100
Case = tuple[int, int]  # trials, learners
HOLDS: dict[Case, int] = {(32, 500): 40, (128, 500): 40, (128, 125): 60, (128, 250): 60, (128, 1000): 30}
"""Uniform crossover: case -> generations of the control."""
TOO_FEW: dict[Case, int] = {(8, 500): 90, (128, 60): 70}
LINKED: dict[Case, int] = {(32, 500): 34, (128, 500): 14, (128, 125): 32, (128, 250): 20, (128, 1000): 12}
LEADS = {(32, 500): 0.97, (128, 500): 1.0, (128, 125): 0.88, (128, 250): 0.98, (128, 1000): 1.0}
WORDS = {
    **{8: "eight", 32: "thirty-two", 128: "a hundred and twenty-eight"},
    **{60: "sixty", 125: "a hundred and twenty-five", 250: "two hundred and fifty", 500: "five hundred"},
    1000: "a thousand",
}


def _setting(preset: str, crossover: str, size: int, generations: int, *overrides: str) -> Setting:
    numbers = {"replicates": REPLICATES, "size": size, "generations": generations, "seed": 1987}
    population = (f"population.{name}={value}" for name, value in numbers.items())
    rest = ("assays.every=0", f"task.loci={LOCI}", f"strategy.crossover={crossover}", *overrides)
    return Setting(preset, (*population, *rest), ("wrong", "assimilated", "trials"))


def _arms(cases: dict[Case, int], crossover: str, *, each: bool = True) -> tuple[Setting, ...]:
    """Return learners and their control for each case; where not `each`, it has as many individuals as learners."""
    found = []
    for (trials, size), until in cases.items():
        life = ("lifetime.kind=geometric", f"lifetime.trials={trials}")
        found.append(_setting("hinton-nowlan", crossover, size, GENERATIONS, *life))
        found.append(_setting("no-learning", crossover, size * trials if each else size, until))
    return tuple(found)


def _named(case: Case) -> str:
    return f"{WORDS[case[0]]} trials, {WORDS[case[1]]} learners"


def _pairs(cases: Iterable[Case], runs: Sequence[Trajectories]) -> Iterator[tuple[str, Trajectories, Trajectories]]:
    for case, learners, control in zip(cases, runs[::2], runs[1::2], strict=True):
        yield _named(case), learners, control


def _spent(pairs: Iterable[tuple[str, Trajectories, Trajectories]]) -> list[Measurement]:
    return [evaluations(control, learners) for _, learners, control in pairs]


def _free(*runs: Trajectories) -> Measurements:
    """Return by how much more often learners purge wrong alleles, case by case, and what controls spent."""
    holding, few = runs[: 2 * len(HOLDS)], runs[2 * len(HOLDS) :]
    found = {
        name: risk_difference(reached(learners), reached(control))
        for name, learners, control in _pairs((*HOLDS, *TOO_FEW), runs)
    }
    spent = _spent(_pairs(HOLDS, holding)), _spent(_pairs(TOO_FEW, few))
    by_value = attrgetter("value")
    return {**found, "least": min(spent[0], key=by_value), "most": max(spent[1], key=by_value)}


def _linked(*runs: Trajectories) -> Measurements:
    found: dict[str, Measurement] = {}
    for name, learners, control in _pairs(LINKED, runs):
        found[name] = risk_difference(reached(learners), reached(control))
        found[f"innate, {name}"] = risk_difference(innate(learners), innate(control))
    return {**found, "most": max(_spent(_pairs(LINKED, runs)), key=attrgetter("value"))}


REACH = "share that purge wrong alleles, less of the control"
INNATE = "share of whom half become the target, less of the control"
COUNTED = theory("so chosen: what is compared is as many evaluations")
ARMS = (
    f"{LOCI} loci, {REPLICATES} replicates, {GENERATIONS} generations of learners. Controls have fixed alleles, and as "
    "many individuals as learners have trials in a generation"
)

CLAIMS = (
    Claim(
        id="GD06",
        text="Uniform crossover, equal evaluations: learners lead over a range of trials and sizes, not with too few",
        settings=(*_arms(HOLDS, "uniform"), *_arms(TOO_FEW, "uniform")),
        quantities=(
            *(above(f"{_named(case)}: {REACH}", 0.0, LEADS[case], THIS_PROGRAM, of=_named(case)) for case in HOLDS),
            no_less("evaluations of these controls over those of learners, least", 1.0, COUNTED, of="least"),
            *(no_more(f"{_named(case)}: {REACH}", 0.0, THIS_PROGRAM, of=_named(case)) for case in TOO_FEW),
            no_more("evaluations of these two over those of learners, most", 1.0, COUNTED, of="most"),
        ),
        measure=_free,
        quick=True,
        null=Null("one-point crossover", ("strategy.crossover=one_point",)),
        remark=f"{ARMS}. Of learners who try too seldom, or are too few, no lead shows.",
    ),
    Claim(
        id="GD07",
        text="FAILS over the same range with one-point crossover: no more populations find it by learning",
        settings=_arms(LINKED, "one_point"),
        quantities=(
            *(no_more(f"{_named(case)}: {REACH}", 0.0, THIS_PROGRAM, of=_named(case)) for case in LINKED),
            *(
                below(f"{_named(case)}: {INNATE}", 0.0, lead, THIS_PROGRAM, of=f"innate, {_named(case)}")
                for case, lead in zip(LINKED, (-0.7, -1.0, -0.88, -1.0, -0.95), strict=True)
            ),
            no_more("evaluations of controls over those of learners, most", 1.0, COUNTED, of="most"),
        ),
        measure=_linked,
        quick=True,
        null=Null("individuals counted, not evaluations", settings=_arms(LINKED, "one_point", each=False)),
        remark=f"{ARMS}, or fewer evaluations. What was found is born in the control, and learned by learners.",
    ),
)
