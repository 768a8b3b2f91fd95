"""The ladders as such: complete, well-formed, and true; by command line as a user climbs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from baldwin.__main__ import run_command
from baldwin.claims.claim import Claim
from baldwin.claims.ladder import find_ladder, ladders, verify
from baldwin.errors import UsageError
from baldwin.opening import open_any

LADDER = find_ladder("hinton-nowlan")


def test_ladders_are_found_by_scanning() -> None:
    assert "hinton-nowlan" in ladders()
    assert all(name == ladder.name and ladder.claims and ladder.references for name, ladder in ladders().items())


def test_every_rung_is_there_once() -> None:
    assert [claim.id for claim in LADDER.claims] == [f"R{number:02d}" for number in range(1, 35)]


def test_an_id_names_one_claim_of_all_ladders() -> None:
    """A ladder that tells a story takes those of others, as they are."""
    owners: dict[str, list[Claim]] = {}
    for ladder in ladders().values():
        for claim in ladder.claims:
            owners.setdefault(claim.id, []).append(claim)
        assert len({claim.id for claim in ladder.claims}) == len(ladder.claims)
    assert [name for name, all_ in owners.items() if any(one is not all_[0] for one in all_)] == []
    assert {"B07", "B08"} <= owners.keys()  # the README names them


EVERY = {claim.id: claim for ladder in ladders().values() for claim in ladder.claims}


@pytest.mark.parametrize("claim", list(EVERY.values()), ids=lambda claim: claim.id)
def test_claims_are_well_formed(claim: Claim) -> None:
    assert claim.text.strip()
    assert not claim.text.endswith(".")
    assert bool(claim.settings) != bool(claim.method)
    assert all(text.strip() for text in claim.described)
    assert claim.quantities
    assert len({quantity.name for quantity in claim.quantities}) == len(claim.quantities)
    for quantity in claim.quantities:
        assert quantity.name.strip()
        assert quantity.tolerance.words().strip()
    for setting in claim.settings:
        population = setting.definition.population  # every setting is a legal definition
        assert population.replicates >= 1


def test_the_ladder_and_its_claims_are_asked_for_by_name() -> None:
    assert find_ladder("Hinton_Nowlan") is LADDER
    assert [claim.id for claim in LADDER.choose(only=["r20", "R01"])] == ["R01", "R20"]
    assert LADDER.choose() == LADDER.claims
    quick = LADDER.choose(quick=True)
    assert quick
    assert all(claim.quick for claim in quick)
    with pytest.raises(UsageError, match="Did you mean hinton-nowlan"):
        find_ladder("hinton-nolan")
    with pytest.raises(UsageError, match=r"--only R35: no such claim in hinton-nowlan\. Did you mean R"):
        LADDER.choose(only=["R35"])


# By theory, of founders, and of one evolution that all others share; the whole ladder is among the long tests.
FEW = ("R01", "R03", "R04", "R05", "R06", "R08")


def test_the_first_rungs_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    only = [word for claim in FEW for word in ("--only", claim)]
    status = run_command(["reproduce", "hinton-nowlan", "--quick", *only, "--runs", str(tmp_path)])
    captured = capsys.readouterr()
    assert status == 0, captured.out
    assert len(captured.err.splitlines()) == len(FEW)
    bands = [one for outcome in open_any(Path(captured.out.splitlines()[-1])).outcomes for one in outcome.findings]
    for one in (one for one in bands if one.quantity.startswith("share") and one.expected not in (0.0, 1.0)):
        assert (one.agrees_from or 0.0) > 0.0, f"{one.quantity}: whatever lies below is taken"
        assert (one.agrees_to or 1.0) < 1.0, f"{one.quantity}: whatever lies above is taken"


@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_whole_ladder_holds() -> None:
    outside = {
        outcome.id: [(one.quantity, one.expected, one.measured) for one in outcome.findings if not one.agrees]
        for outcome in verify(LADDER.claims)
        if not outcome.passed
    }
    assert outside == {}
