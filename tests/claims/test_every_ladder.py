"""What every number of every ladder must have: a source, a citation, a tolerance that can fail, and a null."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations

import pytest

from baldwin.claims.claim import Claim, Null
from baldwin.claims.ladder import Ladder, ladders
from baldwin.claims.quantity import Measurement, Quantity
from baldwin.claims.report import counts
from baldwin.claims.sources import KINDS

EVERY = list(ladders().values())
BOUNDED = re.compile(
    r"\b(share|runs (in|that|of|free)|probability|p of|chance of|per cent|rank correlation|stay after)\b"
)


def every(ladders_: list[Ladder]) -> list[tuple[Claim, Quantity]]:
    return [(claim, quantity) for ladder in ladders_ for claim in ladder.claims for quantity in claim.quantities]


@pytest.mark.parametrize("ladder", EVERY, ids=lambda ladder: ladder.name)
def test_what_is_published_is_cited_and_listed(ladder: Ladder) -> None:
    """A published number has a citation, and what it cites is among the references that are printed."""
    for _, quantity in every([ladder]):
        assert quantity.source.kind in KINDS
        assert (quantity.source.citation is not None) == (quantity.source.kind == "published")
        if cited := quantity.source.citation:
            assert cited.place.strip(), quantity
            first = re.split(r",| &| et al", cited.authors)[0]
            listed = [one for one in ladder.references if first in one and str(cited.year or "no date") in one]
            assert listed, f"{cited} is not among the references of {ladder.name}"


@pytest.mark.parametrize("ladder", EVERY, ids=lambda ladder: ladder.name)
def test_the_counts_of_kinds_add_up(ladder: Ladder) -> None:
    """Every number is counted once, as one of three kinds; those that agree are as many as agree."""
    outcomes = []
    for claim in ladder.claims:
        values = {one.of: Measurement(one.expected) for one in claim.quantities}
        outcomes.append(Claim(claim.id, "", claim.quantities, lambda found=values: found).test(lambda _: None))
    found = counts(outcomes)
    assert set(found) == set(KINDS)
    assert sum(all_ for _, all_ in found.values()) == len(every([ladder]))
    assert sum(held for held, _ in found.values()) == sum(one.agrees for each in outcomes for one in each.findings)


@pytest.mark.parametrize("ladder", EVERY, ids=lambda ladder: ladder.name)
def test_tolerances_follow_the_rule_or_say_why_not(ladder: Ladder) -> None:
    for claim, quantity in every([ladder]):
        tolerance = quantity.tolerance
        assert tolerance.standard_errors or tolerance.because, f"{claim.id}: {quantity.name}"
        assert all(name.strip() and size > 0.0 for name, size in tolerance.parts), f"{claim.id}: {quantity.name}"


REASONS = re.compile(
    r"rounding$|reading (off|the figure)$|single precision$|means in single precision$|grid of \w|payments on a grid$"
    r"|whole (thousands of )?generations$|lives that end$"  # of a number as it was printed, or of a finite machine
    r"|(what costs|trials that are worth) a thousandth of "  # computed by the claim itself
    r"|an allowance of ours, as "
)
OF_THE_EXPECTED = {  # why the number that is expected is not quite that of what is measured
    "readings drawn to the middle",
    "switches that come close",
    "the learning rate, which is unknown",
    "values that begin at 1/2 there, at 0 here",
    "what is done where nothing is known",
    "what one program has more than another",
    "newborns that miss the map by a mutation",
}
ALLOWED = {"DS01", "U01", "U02", "X01"}


def test_systematic_parts_are_derived_or_called_an_allowance() -> None:
    """A new part is a limit of print or machine, computed by a stated rule, or said to be nothing but an allowance."""
    allowed = set()
    for claim, quantity in every(EVERY):
        for name, _ in quantity.tolerance.parts:
            assert REASONS.match(name) or name in OF_THE_EXPECTED, f"{claim.id}: {name}"
            allowed |= {claim.id} if name.startswith("an allowance") else set()
    assert allowed <= ALLOWED


@pytest.mark.parametrize("ladder", EVERY, ids=lambda ladder: ladder.name)
def test_bounded_measures_say_so_and_no_band_covers_them(ladder: Ladder) -> None:
    for claim, quantity in every([ladder]):
        where = f"{claim.id}: {quantity.name}"
        if BOUNDED.search(quantity.name) and not re.search(
            r"\bless\b|\bover\b|\bdistance\b|\bstep\b|\bratio\b", quantity.name
        ):
            assert quantity.range, f"{where}: bounded by its name, and has no range"
        if quantity.range:
            low, high = quantity.range
            assert low <= quantity.expected <= high, where
            values = [low, 0.5 * (low + high), high, quantity.expected]
            assert not all(quantity.agrees(Measurement(value, 0.0)) for value in values), f"{where}: cannot fail"


def width(quantity: Quantity) -> tuple[float, float]:
    """Return from where to where a number agrees, standard errors left out: bars and named parts."""
    tolerance = quantity.tolerance
    parts = sum(size for _, size in tolerance.parts)
    centre = quantity.expected if tolerance.around else 0.0
    return centre + tolerance.low - parts, centre + tolerance.high + parts


@pytest.mark.parametrize("ladder", EVERY, ids=lambda ladder: ladder.name)
def test_numbers_that_are_said_to_differ_have_bands_apart(ladder: Ladder) -> None:
    """Quantities whose names differ in a number alone are a family: what is named apart must be told apart."""
    for claim in ladder.claims:
        families: dict[str, list[Quantity]] = defaultdict(list)
        for quantity in claim.quantities:
            families[re.sub(r"[\d.,]+(e-?\d+)?", "#", quantity.name)].append(quantity)
        for family in families.values():
            for one, other in combinations(family, 2):
                if one.expected == other.expected:
                    continue
                first, second = sorted((one, other), key=lambda each: each.expected)
                high, low = width(first)[1], width(second)[0]
                assert high < low, f"{claim.id}: {first.name} and {second.name} overlap"


@pytest.mark.parametrize("ladder", EVERY, ids=lambda ladder: ladder.name)
def test_every_claim_has_a_null_or_a_reason(ladder: Ladder) -> None:
    for claim in ladder.claims:
        if isinstance(claim.null, str):
            assert claim.null, f"{claim.id}: declares no null"
            assert not claim.settings, f"{claim.id}: what evolves can be left unselected"
            continue
        assert isinstance(claim.null, Null)
        instead = claim.under_null()
        assert instead.instead.strip()
        assert instead.settings != claim.settings or instead.measure is not claim.measure, (
            f"{claim.id}: its null is itself"
        )
        for setting in instead.settings:
            assert setting.definition.population.replicates >= 1


@pytest.mark.parametrize("ladder", EVERY, ids=lambda ladder: ladder.name)
def test_the_short_ladder_evolves_something(ladder: Ladder) -> None:
    quick = ladder.choose(quick=True)
    assert any(claim.settings for claim in quick)
    assert any(claim.under_null().settings for claim in quick)
