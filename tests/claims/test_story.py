"""A ladder that tells a story: its parts rest on claims that there are, and what does not hold is said, and how far."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console

from baldwin.claims.claim import Claim, ClaimOutcome
from baldwin.claims.ladder import Ladder, find_ladder
from baldwin.claims.quantity import Measurement, above, close
from baldwin.claims.sources import THEORY
from baldwin.claims.story import HEADINGS, as_story, chosen, how_far, parts_of


def outcome(name: str, slope: float, share: float) -> ClaimOutcome:
    quantities = (
        above("slope", 1.0, 2.0, of="slope"),
        close("share", 0.5, THEORY, parts={"rounding": 0.1}, of="share"),
    )
    found = {"slope": Measurement(slope), "share": Measurement(share)}
    return Claim(name, name.lower(), quantities, lambda: found, method="by hand").test(lambda _: None)


def test_parts_hold_where_all_their_claims_do() -> None:
    ladder = Ladder("tale", "A tale", (), (), parts={"first": ("A", "B"), "second": ("C",), "third": ("D",)})
    done = [outcome("A", 2.0, 0.5), outcome("B", 0.75, 0.7), outcome("C", 2.0, 0.5)]
    first, second, third = parts_of(ladder, done)
    assert first.row == ("first", "DOES NOT HOLD", "1 of 2", "2 of 4", first.row[-1])
    assert first.row[-1] == "slope: 0.75, too small by 0.25; share: 0.7, too large by 0.1"
    assert second.row == ("second", "holds", "1 of 1", "2 of 2", "")
    assert third.row == ("third", "not tested", "-", "-", "")
    assert parts_of(ladder, done[:1])[0].row[2] == "1 of 1 (1 not tested)"
    console = Console(width=160, record=True, file=None)
    with console.capture() as text:
        console.print(as_story((first, second, third)))
    assert all(heading in text.get() for heading in HEADINGS)
    assert "DOES NOT HOLD" in text.get()
    assert parts_of(find_ladder("harlow"), done) == ()


def test_nulls_are_refuted_or_not() -> None:
    ladder = Ladder("tale", "A tale", (), (), parts={"first": ("A",), "second": ("B",)})
    refuted, not_refuted = (replace(outcome(name, *values), null="chance") for name, values in
                            (("A", (0.0, 0.5)), ("B", (2.0, 0.5))))  # fmt: skip
    assert [part.verdict for part in parts_of(ladder, [refuted, not_refuted])] == ["refuted", "NOT REFUTED"]
    assert [part.row[-1] for part in parts_of(ladder, [refuted, not_refuted])] == ["", ""]


def test_what_could_not_be_measured_has_no_distance() -> None:
    (slope, _) = outcome("A", float("nan"), 0.5).findings
    assert how_far(slope) == "slope: -"


def test_the_story_of_prefrontal_cortex_takes_claims_as_they_are() -> None:
    """Every claim belongs to one part; those of other ladders are the very same; each part can be tested quickly."""
    ladder = find_ladder("pfc")
    ids = [one for part in ladder.parts.values() for one in part]
    assert ids == [claim.id for claim in ladder.claims]
    harlow = find_ladder("harlow")
    assert chosen(["H05", "H02"], harlow) == (harlow.claims[4], harlow.claims[1])
    assert next(one for one in ladder.claims if one.id == "H02") is harlow.claims[1]
    quick = {claim.id for claim in ladder.choose(quick=True)}
    slow = [name for name, part in ladder.parts.items() if not quick & set(part)]
    assert slow == ["bandit structure"]
