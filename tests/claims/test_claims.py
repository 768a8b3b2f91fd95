"""Tolerances, estimates, populations kept as ordinary runs, and single lives out of the kernels."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from baldwin.claims.claim import Claim, ClaimOutcome, Null
from baldwin.claims.estimates import difference, least_step, mean_of, median_of, ratio, share_of
from baldwin.claims.ladder import ladders, verify
from baldwin.claims.populations import Populations, Setting
from baldwin.claims.quantity import (
    Measurement,
    Quantity,
    above,
    at_least,
    below,
    close,
    no_less,
    no_more,
)
from baldwin.claims.sources import THIS_PROGRAM, Source, published, regression, theory
from baldwin.definition import load
from baldwin.haystack.single_lives import first_successes
from baldwin.haystack.theory import success_probability
from baldwin.keeping import keep
from baldwin.store import RunWriter, find_run, open_run, run_id

SMALL = Setting(
    "no-learning",
    ("population.size=20", "population.replicates=6", "population.generations=400", "population.stop=fixed"),
    ("correct", "assimilated"),
)


def test_a_setting_may_be_a_population_file_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('name = "mine"\n[task]\nkind = "needle"\nloci = 7\n')
    found: Any = Setting(str(tmp_path / "mine.toml"), ("population.size=9",)).definition
    assert (found.name, found.task.loci, found.population.size) == ("mine", 7, 9)


@pytest.mark.parametrize(
    ("quantity", "inside", "outside"),
    [
        (close("x", 1.0, theory(), parts={"rounding": 0.25}), [0.75, 1.25], [0.74, 1.26]),
        (above("x", 0.5, 1.0), [0.51], [0.5]),
        (below("x", 0.5, 0.1), [0.49], [0.5]),
        (at_least("x", 0.5, 1.0, theory(), because="it is"), [0.5], [0.49]),
    ],
)
def test_tolerances_have_sharp_ends(quantity: Quantity, inside: list[float], outside: list[float]) -> None:
    assert all(quantity.agrees(Measurement(value)) for value in inside)
    assert not any(quantity.agrees(Measurement(value)) for value in [*outside, math.nan])


def test_a_tolerance_in_standard_errors_grows_with_them() -> None:
    quantity = close("x", 1.0, theory())
    assert quantity.agrees(Measurement(1.39, 0.1))
    assert not quantity.agrees(Measurement(1.41, 0.1))
    assert not quantity.agrees(Measurement(1.01, None))
    assert quantity.agrees(Measurement(1.0 + 1e-12, None))


def test_an_expected_number_may_have_an_error_and_digits_of_its_own() -> None:
    quantity = close("x", 1.0, theory(), expected_error=0.03, parts={"rounding": 0.005, "reading off": 0.01})
    assert quantity.ends(Measurement(1.0, 0.04)) == pytest.approx((1.0 - 0.215, 1.0 + 0.215))
    assert quantity.tolerance.words() == "± 4 standard errors and 0.005 of rounding and 0.01 of reading off"


def test_what_is_exact_has_no_standard_errors_to_speak_of() -> None:
    assert close("x", 1.0, theory()).found(Measurement(1.0)).tolerance == "exact"
    assert close("x", 1.0, theory(), parts={"rounding": 0.5}).found(Measurement(1.0)).tolerance == "± 0.5 of rounding"
    assert close("x", 1.0, theory(), expected_error=0.1).found(Measurement(1.0)).tolerance == "± 4 standard errors"
    assert no_less("x", 1.0).found(Measurement(1.0)).tolerance == ">= 1"


def test_a_band_ends_where_the_measure_does() -> None:
    found = close("x", 0.9, theory(), range=(0.0, 1.0)).found(Measurement(0.9, 0.1))
    assert (found.agrees_from, found.agrees_to) == (pytest.approx(0.5), 1.0)


def test_more_and_less_are_by_the_standard_errors_of_the_rule() -> None:
    assert above("x", 0.0, 1.0).agrees(Measurement(0.41, 0.1))
    assert not above("x", 0.0, 1.0).agrees(Measurement(0.39, 0.1))
    assert below("x", 0.0, 1.0).agrees(Measurement(-0.41, 0.1))
    assert not below("x", 0.0, 1.0).agrees(Measurement(-0.39, 0.1))


def test_what_cannot_fail_never_agrees() -> None:
    share = close("x", 0.5, theory(), range=(0.0, 1.0))
    assert share.agrees(Measurement(0.6, 0.1))
    assert not share.agrees(Measurement(0.6, 0.125))  # 0 to 1, whatever happens
    assert not close("x", 0.5, theory()).agrees(Measurement(0.5, 0.2, range=(0.0, 1.0)))  # as its measure says
    assert above("x", 0.0, 1.0, range=(0.0, 1.0)).agrees(Measurement(0.5, 0.1))
    assert not no_less("x", 0.0, range=(0.0, 1.0)).agrees(Measurement(0.5, 0.1))


def test_a_source_says_whose_number_it_is() -> None:
    finn = published("Finn, Abbeel & Levine", 2017, "table 2")
    assert str(finn) == "published: Finn, Abbeel & Levine (2017), table 2"
    assert str(theory()) == "theory"
    assert str(theory("Kimura (1962), equation 8")) == "theory: Kimura (1962), equation 8"
    assert str(THIS_PROGRAM) == "regression of our own: this program itself"
    for wrong in (
        lambda: Source("published"),
        lambda: Source("theory", citation=finn.citation),
        lambda: regression(""),
    ):
        with pytest.raises(ValueError, match=r"published|regression"):
            wrong()


def test_a_bound_that_nobody_beats_gives_way_to_chance_alone() -> None:
    assert no_less("x", 2.0).ends(Measurement(2.0, 0.1)) == pytest.approx((1.6, math.inf), rel=1e-5)
    assert no_more("x", -2.0).ends(Measurement(2.0, 0.1)) == pytest.approx((-math.inf, -1.6), rel=1e-5)
    assert not no_more("x", 2.0).agrees(Measurement(2.01))
    assert no_more("x", 2.0).agrees(Measurement(2.0 + 1e-7))  # lives are counted in 32 bits


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (close("x", 1.0, theory()), "± 4 standard errors"),
        (close("x", 1.0, theory(), parts={"rounding": 0.5}), "± 4 standard errors and 0.5 of rounding"),
        (above("x", 0.0, 1.0), "> 0, by 4 standard errors"),
        (below("x", 2.0, 1.0), "< 2, by 4 standard errors"),
        (at_least("x", 0.95, 1.0, theory(), because="as the bar was published"), ">= 0.95 (as the bar was published)"),
        (no_less("x", 1.7484), ">= 1.748, less 4 standard errors"),
        (no_more("x", 20.55), "<= 20.55, plus 4 standard errors"),
    ],
)
def test_words_are_made_of_the_numbers(quantity: Quantity, words: str) -> None:
    assert quantity.tolerance.words() == words


def test_every_tolerance_holds_what_agrees_and_nothing_else() -> None:
    """Every quantity of every ladder: what lies inside the ends agrees, what lies beyond does not."""
    error = 0.01
    for ladder in ladders().values():
        for quantity in (one for claim in ladder.claims for one in claim.quantities):
            low, high = quantity.ends(Measurement(0.0, error))
            assert low <= high, quantity
            if quantity.range and quantity.range[0] >= low and quantity.range[1] <= high:
                continue  # never agrees
            rim = 1e-3 * (high - low if math.isfinite(high - low) else max(1.0, abs(quantity.expected))) + 1e-12
            for edge, inwards in ((low, rim), (high, -rim)):
                if math.isfinite(edge) and low + rim < high - rim:
                    assert quantity.agrees(Measurement(edge + inwards, error)), quantity
                    assert not quantity.agrees(Measurement(edge - inwards, error)), quantity
            assert not quantity.agrees(Measurement(math.nan, error))


def test_measurements_and_quantities_meet_by_name() -> None:
    quantities = (
        close("two", 2.0, theory(), of="b"),
        close("one", 1.0, theory(), of="a"),
        above("more than none", 0.0, 1.0, of="a"),
    )
    claim = Claim("R1", "x", quantities, lambda: {"a": Measurement(1.0), "b": Measurement(2.0)}, method="count")
    findings = claim.test(Populations(Path())).findings
    assert [(one.quantity, one.measured, one.agrees) for one in findings] == [
        ("two", 2.0, True),
        ("one", 1.0, True),
        ("more than none", 1.0, True),
    ]


@pytest.mark.parametrize(("measured", "odd"), [({"b"}, "a, b"), ({"a", "b"}, "b"), (set(), "a")])
def test_a_number_that_is_not_measured_or_not_expected_is_an_error(measured: set[str], odd: str) -> None:
    claim = Claim(
        "R1",
        "x",
        (close("one", 1.0, theory(), of="a"),),
        lambda: dict.fromkeys(measured, Measurement(1.0)),
        method="count",
    )
    with pytest.raises(ValueError, match=f"claim R1: {odd}: not both measured and expected"):
        claim.test(Populations(Path()))


def test_estimates() -> None:
    values = np.arange(1.0, 101.0)
    assert mean_of(values).value == 50.5
    assert mean_of(values).standard_error == pytest.approx(values.std(ddof=1) / 10)
    assert (median_of(values).value, median_of(values).standard_error) == (50.5, 5.0)  # order statistics 46 and 56
    never = median_of(np.array([math.inf] * 9))
    assert (never.value, never.standard_error) == (math.inf, 0.0)
    share = share_of(values > 75)
    assert (share.value, share.note) == (0.25, "25 of 100")
    assert share.standard_error == pytest.approx(0.0434, abs=2e-3)
    assert (share_of(values > 0).standard_error or 0.0) > 0.0  # all of 100 is not certainty
    assert difference(Measurement(3.0, 0.3), Measurement(1.0, 0.4)).standard_error == pytest.approx(0.5)
    over = ratio(Measurement(3.0, 0.3), Measurement(2.0, 0.1))
    assert (over.value, over.standard_error) == (1.5, pytest.approx(1.5 * math.hypot(0.1, 0.05)))
    assert least_step([Measurement(1.0), Measurement(1.5), Measurement(1.25)]).value == -0.25


@pytest.mark.parametrize("estimate", [mean_of, median_of, share_of])
def test_nothing_measured_never_agrees(estimate) -> None:  # type: ignore[no-untyped-def]
    with np.errstate(invalid="ignore"):
        assert not close("x", 0.0, theory(), parts={"anything": 1e9}).agrees(estimate(np.array([])))


def test_the_standard_error_of_a_median_covers_as_often_as_it_says() -> None:
    draws = np.random.default_rng(5).normal(size=(2000, 60))
    estimates = [median_of(row) for row in draws]
    covered = np.mean([abs(one.value) <= (one.standard_error or 0.0) for one in estimates])
    assert 0.6 < covered < 0.8  # 0.68 of a normal distribution


def test_stopped_replicates_are_carried_on(tmp_path: Path) -> None:
    run = Populations(tmp_path)(SMALL)
    assert (run.size, run.loci) == (20, 20)
    assert run["correct"].shape == run["assimilated"].shape
    assert run["correct"].shape[0] == 6
    assert run.stopped.min() < run.stopped.max()  # some stopped before others
    for correct, stop in zip(run["correct"], run.stopped, strict=True):
        assert np.all(correct[stop:] == correct[stop])
        assert correct[stop] * run.loci == pytest.approx(round(correct[stop] * run.loci))  # one genotype


def test_what_a_null_changes_is_said_once() -> None:
    """A field that is changed again has one value in the words of a setting, and the last one in its definition."""
    changed = SMALL.but("population.size=10", "fitness.bonus=0.0")
    assert [one for one in changed.overrides if one.startswith("population.size")] == ["population.size=10"]
    assert changed.definition.population.size == 10
    assert (changed.columns, changed.preset) == (SMALL.columns, SMALL.preset)
    claim = Claim("R1", "x", (), lambda run: {}, settings=(SMALL,), null=Null("x", ("population.size=10",)))
    assert claim.under_null().settings == (SMALL.but("population.size=10"),)


def counting(evolved: list[Path]) -> Callable[..., Any]:
    """Return the loop that keeps a run, which notes what it had to compute."""

    def kept(writer: RunWriter, **options: Any) -> Any:
        before = (writer.path / "run.json").exists() and open_run(writer.path).generation
        run = keep(writer, **options)
        if run.generation != before:
            evolved.append(run.path)
        return run

    return kept


def test_populations_are_ordinary_runs_and_evolve_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evolved: list[Path] = []
    monkeypatch.setattr("baldwin.claims.populations.keep", counting(evolved))
    populations = Populations(tmp_path, asked_by="reproduce_toy/0123456789ab")
    populations.expect([SMALL, SMALL])
    first = populations(SMALL)
    assert populations(SMALL) is first  # some claim still needs it
    populations.release([SMALL])
    assert populations(SMALL) is first
    populations.release([SMALL])
    again = populations(SMALL)
    assert again is not first
    assert all(np.array_equal(again[name], first[name]) for name in SMALL.columns)
    run = find_run("no_learning", tmp_path)
    assert evolved == [run.path]
    assert run.path == tmp_path / "no_learning" / run_id(SMALL.definition)
    assert (run.status, run.info["study"]) == ("complete", "reproduce_toy/0123456789ab")
    assert populations.used == [f"{run.name}/{run.id}"]


def test_fresh_populations_evolve_once_more_and_only_once(tmp_path: Path) -> None:
    Populations(tmp_path)(SMALL)
    run = find_run("no_learning", tmp_path)
    before = (run.path / "generations.jsonl").stat().st_mtime_ns
    populations = Populations(tmp_path, fresh=True)
    populations.expect([SMALL])
    populations(SMALL)
    populations.release([SMALL])
    after = (run.path / "generations.jsonl").stat().st_mtime_ns
    assert after > before
    populations(SMALL)
    assert (run.path / "generations.jsonl").stat().st_mtime_ns == after


def test_a_population_that_was_cut_is_continued(tmp_path: Path) -> None:
    whole = Populations(tmp_path / "whole")(SMALL)
    writer = RunWriter.create(tmp_path / "cut", SMALL.definition)
    assert keep(writer, stop=lambda progress: progress is not None).status == "stopped"
    cut = Populations(tmp_path / "cut")(SMALL)
    assert open_run(writer.path).info["resumed"]
    assert all(np.array_equal(cut[name], whole[name]) for name in SMALL.columns)


def test_a_name_still_means_what_its_user_ran(tmp_path: Path) -> None:
    mine = keep(RunWriter.create(tmp_path, load("no-learning", ["population.size=10", "population.generations=1"])))
    claim = Claim("R1", "x", (), lambda run: {}, settings=(SMALL,))
    list(verify([claim], Populations(tmp_path, asked_by="reproduce_toy/0123456789ab")))
    assert find_run("no_learning", tmp_path).path == mine.path


def test_without_a_folder_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    claim = Claim("R1", "x", (), lambda run: {}, settings=(SMALL,))
    (outcome,) = verify([claim])
    assert (outcome.runs, list(tmp_path.iterdir())) == ((), [])
    (outcome,) = verify([claim], Populations(tmp_path / "runs"))
    assert [tmp_path / "runs" / run for run in outcome.runs] == list((tmp_path / "runs").glob("*/*"))


def test_a_claim_names_the_runs_of_its_own_settings(tmp_path: Path) -> None:
    other = Setting("hinton-nowlan", ("population.size=10", "population.replicates=1", "population.generations=1"))
    claims = [Claim(f"R{i}", "x", (), lambda *runs: {}, settings=each) for i, each in enumerate([(SMALL,), (other,)])]
    runs = [outcome.runs for outcome in verify(claims, Populations(tmp_path))]
    assert runs == [(f"no_learning/{run_id(SMALL.definition)}",), (f"hinton_nowlan/{run_id(other.definition)}",)]


def test_outcomes_survive_json() -> None:
    measured = {"one": Measurement(1.0, 0.5), "two": Measurement(2.0, None, "of three", (1.5, 2.5))}
    quantities = (close("one", 1.0, published("Nobody", 1900, "page 1")), above("two", 0.0, 1.0))
    outcome = Claim("R1", "one is one", quantities, lambda: measured, method="count").test(Populations(Path()))
    assert outcome.passed
    assert ClaimOutcome.from_row(json.loads(json.dumps(outcome.as_row()))) == outcome
    assert (outcome.findings[1].agrees_from, outcome.findings[1].agrees_to) == (0.0, None)
    assert outcome.findings[1].details == "95 %: 1.5 .. 2.5; of three"
    with pytest.raises(KeyError):
        ClaimOutcome.from_row({"id": "R1"})


@pytest.mark.parametrize("learner", ["literal", "geometric"])
@pytest.mark.parametrize("q", [2, 6])
def test_first_successes_follow_the_geometric_law(learner: str, q: int) -> None:
    definition = load(
        "hinton-nowlan",
        [
            f"task.loci={q}", "encoding.correct=0.0", "encoding.wrong=0.0", "encoding.plastic=1.0",
            "population.size=4000", f"lifetime.kind={learner}", "lifetime.trials=20",
            "fitness.convention=B", "population.replicates=2",
        ],
    )  # fmt: skip
    drawn = first_successes(definition)  # type: ignore[arg-type]
    assert drawn.shape == (2, 4000)
    assert drawn.min() == 1
    for t in (1, 5, 20):
        expected = float(success_probability(q, t))
        error = math.sqrt(expected * (1 - expected) / drawn.size)
        assert abs(float((drawn <= t).mean()) - expected) <= 4 * error
    assert set(np.unique(drawn[drawn > 20])) <= {21}


@pytest.mark.parametrize("override", ["fitness.convention=A", "lifetime.kind=expected", "strategy.selfing=false"])
def test_lives_are_not_drawn_where_they_cannot_be_told_apart(override: str) -> None:
    with pytest.raises(ValueError, match="convention = B"):
        first_successes(load("hinton-nowlan", ["fitness.convention=B", override]))  # type: ignore[arg-type]
