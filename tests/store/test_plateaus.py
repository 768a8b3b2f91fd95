"""Plateaus, in tables made by hand: where they are, whether the task was solved, and what is said of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_runs import toy_definition

from baldwin.definition import load
from baldwin.engine import Columns, Record
from baldwin.keeping import Observer, keep
from baldwin.plateaus import SHORTEST, Plateau, Streaks, alike, plateaus_of, sentences
from baldwin.store import Run, RunWriter
from baldwin.store.totals import ALIKE, Totals

NEEDLE, HARD = load("all-or-none"), load("no-learning")


def table(*spreads: list[float], mean: float = 1.0, size: int = 50, **more: object) -> Columns:
    """Return rows ordered by generation, then replicate: a standard deviation each, of populations of `size`."""
    rows = [(g, r, one[g]) for g in range(max(map(len, spreads))) for r, one in enumerate(spreads) if g < len(one)]
    generation, replicate, sd = map(np.array, zip(*rows, strict=True))
    made = {"generation": generation, "replicate": replicate, "individuals": (generation + 1) * size}
    constant = {name: np.full(sd.size, value) for name, value in {"fitness_mean": mean, **more}.items()}
    return {**made, **constant, "fitness_sd": sd.astype(np.float64)}


def spans(rows: Columns) -> list[tuple[int, int, int]]:
    return [(one.replicate, one.first, one.last) for one in plateaus_of(HARD, rows, {})]


def test_equal_means_equal_but_for_rounding() -> None:
    rows = table([0.0, 0.9e-6, 1.1e-6, 0.5, float("nan")])
    assert alike(rows).tolist() == [True, True, False, False, False]
    assert alike(table([0.9e-3] * 3, mean=-1000.0)).all()  # of the mean's size, whatever its sign
    assert not alike(table([1e-9], mean=0.0)).any()
    assert not alike(table([0.0], mean=float("nan"))).any()


def test_one_alone_is_like_nobody() -> None:
    assert not alike(table([0.0] * 3, size=1)).any()  # a genome that a gradient improves
    assert alike(table([0.0] * 3, size=2)).all()
    assert alike({**table([0.0] * 3), "living": np.array([2, 1, 0])}).tolist() == [True, False, False]
    assert alike({"generation": np.arange(3), "replicate": np.zeros(3, int)}).tolist() == [False] * 3


def test_nineteen_generations_are_none_and_twenty_are_one() -> None:
    assert spans(table([1.0, *[0.0] * (SHORTEST - 1), 1.0])) == []
    assert spans(table([1.0, *[0.0] * SHORTEST, 1.0])) == [(0, 1, SHORTEST)]
    assert spans(table([0.0] * SHORTEST)) == [(0, 0, SHORTEST - 1)]


def test_each_replicate_counts_by_itself() -> None:
    """Half of twenty in each of two replicates, end to end in the table or side by side, are no plateau."""
    half = [0.0] * (SHORTEST // 2)
    assert spans(table([1.0, 1.0, *half], [*half, 1.0, 1.0])) == []
    assert spans(table(half, half)) == []
    long = [*[0.0] * 25, 1.0, *[0.0] * 30]
    assert spans(table([1.0] * 56, long)) == [(1, 0, 24), (1, 26, 55)]
    assert spans(table([1.0] * 3, [0.0] * 40)) == [(1, 0, 39)]  # the other ended before


@settings(max_examples=60, deadline=None)
@given(
    lengths=st.lists(st.lists(st.sampled_from([1, 7, 19, 20, 21, 40]), min_size=1, max_size=4), min_size=1, max_size=3),
    cuts=st.lists(st.integers(1, 30), min_size=1, max_size=8),
)
def test_pieces_count_what_the_whole_table_holds(lengths: list[list[int]], cuts: list[int]) -> None:
    spreads = [[float(i % 2) for i, length in enumerate(one) for _ in range(length)] for one in lengths]
    rows = table(*spreads)
    streaks, totals, begin = Streaks(), Totals(), 0
    for cut in [*cuts, rows["generation"].size]:
        piece = {name: column[begin : begin + cut] for name, column in rows.items()}
        streaks.add(piece)
        totals.add(piece)
        begin += cut
    whole = plateaus_of(HARD, rows, {})
    assert streaks.generations == sum(one.generations for one in whole)
    assert totals.counts().get(ALIKE, 0) == streaks.generations
    ends = {r: len(one) - 1 for r, one in enumerate(spreads)}
    assert streaks.lasting == sorted(one.replicate for one in whole if one.last == ends[one.replicate])


def test_a_needle_that_all_have_found_is_solved() -> None:
    found = table([0.0] * 30, mean=20.0, successes=50.0, plastic=0.2, wrong=0.0, competent=50)
    assert [one.solved for one in plateaus_of(NEEDLE, found, {})] == [True]  # 1 + bonus
    below = table([0.0] * 30, mean=19.9, successes=50.0, plastic=0.2, wrong=0.0, competent=50)
    assert [one.solved for one in plateaus_of(NEEDLE, below, {})] == [False]
    quick = load("hinton-nowlan")  # 1 + 19 (G - 1) / G, if all are born with it
    assert plateaus_of(quick, table([0.0] * 30, mean=1 + 19 * 0.999), {})[0].solved
    assert not plateaus_of(quick, table([0.0] * 30, mean=1 + 19 * 0.998), {})[0].solved


def test_a_landscape_is_solved_at_its_own_optimum() -> None:
    nk = load("nk-landscape", ["population.replicates=2", "fitness.selection_exponent=2"])
    rows = table([0.0] * 30, [0.0] * 30, mean=0.49)
    assays = {"generation": np.zeros(2), "replicate": np.array([0, 1]), "optimum": np.array([0.7, 0.8])}
    assert [one.solved for one in plateaus_of(nk, rows, assays)] == [True, False]
    assays["optimum"][:] = np.nan  # too large to be searched
    assert [one.solved for one in plateaus_of(nk, rows, assays)] == [False, False]


@pytest.mark.parametrize(
    ("changes", "mean", "solved"),
    [
        (["task.trials=50", "task.prior_sd=2"], 0.0, False),  # a life that tries earns 0.35 a pull
        (["task.trials=5", "task.prior_sd=0.5"], 0.0, True),  # never to try is best
        (["fitness.statistic='success'"], 0.0, False),
        (["fitness.statistic='success'"], 1.0, True),
        (["fitness.statistic='median'"], 5.0, False),  # of which nobody knows the best
    ],
)
def test_arms_are_solved_where_no_known_policy_earns_more(changes: list[str], mean: float, solved: bool) -> None:
    definition = load("nature-nurture", ["task.mean=-1", *changes])
    (found,) = plateaus_of(definition, table([0.0] * 30, mean=mean), {})
    assert found == Plateau(0, 0, 29, mean, solved)


def test_worst_lives_on_a_cart_are_solved_once_all_poles_stay_up() -> None:
    pole = load("cart-pole")
    assert pole.fitness.statistic == "worst"
    assert plateaus_of(pole, table([0.0] * 30, mean=200.0), {})[0].solved
    assert not plateaus_of(pole, table([0.0] * 30, mean=199.0), {})[0].solved


def test_an_error_of_nothing_is_solved_unless_what_evolves_is_paid_for() -> None:
    rows = table([0.0] * 30, mean=0.0)
    assert plateaus_of(load("sinusoid"), rows, {})[0].solved
    assert not plateaus_of(load("sinusoid", ["fitness.plasticity_cost=0.1"]), rows, {})[0].solved
    assert not plateaus_of(load("sinusoid"), table([0.0] * 30, mean=-0.1), {})[0].solved


def said(definition: object, rows: Columns) -> tuple[str, str]:
    return sentences(definition, rows, plateaus_of(definition, rows, {}))  # type: ignore[arg-type]


def test_what_is_said_names_generations_replicates_and_fitness() -> None:
    none = {"successes": 0, "competent": 0}
    stuck, done = said(HARD, table([1.0, *[0.0] * 30], [1.0] * 31, [0.0] * 25, **none))
    where = "for 20 generations or more in 2 of 3 replicates (longest: replicate 0, generations 1 to 30, fitness 1)"
    assert stuck.startswith(f"all individuals had equal fitness, so that nothing was selected, {where}. What usually")
    assert done == ""
    stuck, _ = said(HARD, table([0.0] * 31, [0.0] * 31, **none))
    assert "selected, in generations 0 to 30 of 2 of 2 replicates (fitness 1). " in stuck
    stuck, _ = said(HARD, table([0.0] * 31, **none))
    assert "selected, in generations 0 to 30 (fitness 1). " in stuck
    stuck, done = said(NEEDLE, table([1.0, *[0.0] * 30], [1.0] * 31, mean=20.0, plastic=0.2))
    assert stuck == ""
    assert done == (
        "all individuals had the highest fitness that is known to be possible (20) in 1 of 2 replicates, first from "
        'generation 1: nothing was left to select. If more is wanted: fitness.kind = "time_remaining", under which '
        "those who learn less are faster and worth more"
    )
    assert said(HARD, table([1.0] * 40)) == ("", "")


FAILED = {"successes": 0, "competent": 0}


@pytest.mark.parametrize(
    ("population", "changes", "row", "words", "never"),
    [
        (
            "no-learning",
            [],
            FAILED,
            ['encoding.kind = "ternary" and lifetime.kind', "mutation_rate"],
            ["encoding.wrong"],
        ),
        (
            "hinton-nowlan",
            [],
            FAILED,
            ["encoding.wrong", "task.loci", "population.size", "mutation_rate"],
            ["learning ("],
        ),
        ("hinton-nowlan", ["strategy.mutation_rate=0.01"], FAILED, ["encoding.wrong"], ["mutation_rate"]),
        ("hinton-nowlan", [], {"successes": 0, "competent": 3}, ["lifetime.trials"], ["encoding.wrong"]),
        ("hinton-nowlan", [], {"successes": 50}, ["mutation_rate"], ["task.loci"]),
        ("nk-no-learning", [], {}, ["hill_climb", "task.epistasis"], ["needle"]),
        (
            "nature-nurture",
            ["task.mean=-1"],
            {},
            ["task.mean = 0", "founders.run", "strategy.sigma"],
            ["sampling.lives"],
        ),
        ("nature-nurture", ["sampling.lives=4"], {}, ["sampling.lives, now 4"], ["task.mean"]),
        ("cart-pole", ["fitness.statistic='success'", "fitness.criterion=90"], {}, ["criterion (now 90)"], ["reward"]),
        ("sinusoid", ["fitness.statistic='median'"], {}, ['fitness.statistic = "mean"'], ["founders.run"]),
    ],
)
def test_what_helps_follows_from_the_definition(
    population: str, changes: list[str], row: dict[str, float], words: list[str], never: list[str]
) -> None:
    stuck, _ = said(load(population, changes), table([0.0] * 30, mean=0.0, **row))
    assert all(one in stuck for one in words), stuck
    assert not any(one in stuck for one in never), stuck


class Flat:
    """An engine whose table is made already, a generation for each call; and how far it is its state."""

    notice = None

    def __init__(self, rows: Columns) -> None:
        self.rows = rows

    def found(self) -> tuple[int, Record]:
        return 0, self._record(0, 0)

    def advance(self, state: int, generations: int) -> tuple[int, Record]:
        return state + generations, self._record(state + 1, state + generations)

    def _record(self, first: int, last: int) -> Record:
        here = (self.rows["generation"] >= first) & (self.rows["generation"] <= last)
        return Record({name: column[here] for name, column in self.rows.items()})

    def generation(self, state: int) -> int:
        return state

    def finished(self, state: int) -> bool:
        return False

    def save(self, state: int) -> Columns:
        return {"generation": np.array([state])}

    def restore(self, arrays: Columns) -> int:
        return int(arrays["generation"][0])


class Heard(Observer):
    def __init__(self) -> None:
        self.notes: list[str] = []
        self.notices: list[str] = []

    def note(self, text: str) -> None:
        self.notes.append(text)

    def notice(self, text: str) -> None:
        self.notices.append(text)


def kept(folder: Path, rows: Columns, until: int | None = None) -> tuple[Run, Heard]:
    definition = toy_definition("population.generations=40", "population.replicates=2", "assays.every=0")
    heard, generations = Heard(), iter(range(100))
    writer = RunWriter.create(folder, definition)
    stop = (lambda _: next(generations) >= until) if until is not None else (lambda _: False)
    return keep(writer, engine=lambda _: Flat(rows), observer=heard, stop=stop), heard


def test_a_run_records_and_says_its_plateaus_once_however_it_was_cut(tmp_path: Path) -> None:
    rows = table([1.0] * 10 + [0.0] * 31, [0.0] * 41)
    whole, heard = kept(tmp_path / "whole", rows)
    assert whole.info["counts"][ALIKE] == 31 + 41
    assert [dataclasses.astuple(one)[:3] for one in whole.plateaus] == [(0, 10, 40), (1, 0, 40)]
    assert len(heard.notes) == 1
    assert heard.notes[0].startswith("toy: all individuals had equal fitness, so that nothing was selected, for 20 ")
    cut, early = kept(tmp_path / "cut", rows, until=2)
    assert (cut.status, cut.generation, ALIKE in cut.info["counts"], early.notes) == ("stopped", 9, False, [])
    again, late = kept(tmp_path / "cut", rows)
    assert again.info["counts"] == whole.info["counts"]
    assert late.notes == heard.notes


def test_a_run_without_plateaus_says_and_counts_nothing(tmp_path: Path) -> None:
    run, heard = kept(tmp_path, table([1.0] * 41, [0.0, 1.0] * 20 + [1.0]))
    assert (run.plateaus, heard.notes, ALIKE in run.info["counts"]) == ((), [], False)
