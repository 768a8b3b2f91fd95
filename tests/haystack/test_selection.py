"""How parents are drawn: counts of their children against exact chances, where many are equally fit."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from baldwin.definition import from_toml, load, to_toml
from baldwin.errors import DefinitionError
from baldwin.haystack import replay
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.theory.selection import fittest_kept, tournament_chances, truncation_chances

FOUNDERS = ["0011", "1??1", "1111", "0111", "1?11", "??11", "1101", "?111"]  # fitness by plastic loci, 1 where wrong
FIT = np.array([0.0, 2.0, 4.0, 0.0, 3.0, 2.0, 0.0, 3.0])
REPLICATES = 4000


def children(folder: Path, founders: list[str], replicates: int = REPLICATES, **strategy: Any) -> list[list[str]]:
    """Return the genomes of the generation after given founders, by replicate."""
    np.savez(folder / "founders.npz", genome=np.array(founders))
    text = (
        'name = "bred"\n[lifetime]\nkind = "expected"\ntrials = 10\n[founders]\nfile = "founders.npz"\n'
        f"[population]\nsize = {len(founders)}\nreplicates = {replicates}\nseed = 5\n[task]\nloci = {len(founders[0])}"
    )
    definition = from_toml(text, "bred.toml", [f"strategy.{k}={v}" for k, v in strategy.items()], folder=folder)
    engine = HaystackEngine(definition)
    state, _ = engine.advance(engine.found()[0], 1)
    found: list[list[str]] = replay.population(definition, engine.save(state)).arrays["genome"].tolist()
    return found


def assert_shares(found: list[list[str]], chances: np.ndarray) -> None:
    """Each founder has its share of children, within 4 standard errors as replicates tell."""
    counts = np.array([[row.count(one) for one in FOUNDERS] for row in found]) / len(FOUNDERS)
    error = counts.std(axis=0) / np.sqrt(len(found))
    assert (np.abs(counts.mean(axis=0) - chances) <= 4 * error).all()


@pytest.mark.parametrize("entrants", [1, 2, 5])
def test_tournaments_are_won_as_often_as_ranks_say(entrants: int, tmp_path: Path) -> None:
    bred = children(tmp_path, FOUNDERS, crossover="none", selection="tournament", tournament_size=entrants)
    assert_shares(bred, tournament_chances(FIT, entrants))


@pytest.mark.parametrize("share", [0.25, 0.5, 0.8])
def test_truncation_keeps_the_fittest_and_draws_among_equals(share: float, tmp_path: Path) -> None:
    bred = children(tmp_path, FOUNDERS, crossover="none", selection="truncation", truncation_share=share)
    kept = fittest_kept(share, 8)
    assert_shares(bred, truncation_chances(FIT, kept))
    assert max(len(set(row)) for row in bred) <= kept


@pytest.mark.parametrize("selection", ["tournament", "truncation"])
def test_where_success_is_worth_nothing_ranks_are_blind(selection: str) -> None:
    """Trials left are no fitness if the bonus is 0: alleles drift as without any selection."""
    overrides = ["population.size=40", "population.replicates=400", "task.loci=3", "fitness.bonus=0"]
    definition = load("hinton-nowlan", [*overrides, f"strategy.selection={selection}"])
    engine = HaystackEngine(definition)
    state, first = engine.found()
    change = engine.advance(state, 1)[1].generations["correct"] - first.generations["correct"]
    assert abs(change.mean()) <= 4 * change.std() / np.sqrt(change.size)


def test_tournament_chances_by_every_tournament() -> None:
    fitness = np.array([1.0, 3.0, 1.0, 3.0, 2.0])
    won = np.zeros(5)
    for entrants in itertools.product(range(5), repeat=3):
        won[max(entrants, key=lambda i: fitness[i])] += 1 / 125  # the first of equals
    assert tournament_chances(fitness, 3) == pytest.approx(won)


def test_truncation_chances_by_every_choice_among_equals() -> None:
    fitness, chance = [1.0, 3.0, 2.0, 2.0, 2.0], np.zeros(5)
    for pair in itertools.combinations([2, 3, 4], 2):
        chance[[1, *pair]] += 1 / 3 / 3
    assert truncation_chances(fitness, 3) == pytest.approx(chance)


@pytest.mark.parametrize(("share", "size", "kept"), [(0.29, 100, 29), (0.3, 10, 3), (0.01, 20, 1), (1.0, 7, 7)])
def test_floor_of_a_decimal_share(share: float, size: int, kept: int) -> None:
    assert fittest_kept(share, size) == kept


@pytest.mark.parametrize("cut", [1, 3, 5])
def test_a_fixed_cut_breaks_one_linkage_and_no_other(cut: int, tmp_path: Path) -> None:
    """Founders are all correct or all plastic: what lies on one side of the cut stays together for good.

    What lies across it is in linkage equilibrium at once: each of the four combinations has 1/4.
    """
    strategy = {"selection": "tournament", "tournament_size": 1, "cuts": "fixed", "cut": cut}
    bred = [one for row in children(tmp_path, ["111111", "??????"], 2000, **strategy) for one in row]
    combinations = ["".join(parts) for parts in itertools.product(*[[a * n for a in "1?"] for n in (cut, 6 - cut)])]
    shares = np.array([bred.count(one) for one in combinations]) / len(bred)
    assert shares.sum() == 1.0
    assert np.abs(shares - 0.25).max() <= 4 * np.sqrt(0.25 * 0.75 / len(bred))


def test_packed_words_cross_at_the_same_cut() -> None:
    """The fastest kernel cuts there too."""
    rows = []
    for more in ([], ["strategy.selfing=false"]):  # the second takes the general kernel; the father is another
        strategy = ["strategy.cuts=fixed", "strategy.cut=1", "encoding.wrong=0", "encoding.correct=0.5", *more]
        definition = load("hinton-nowlan", ["task.loci=2", "population.size=4000", *strategy])
        engine = HaystackEngine(definition)
        state, _ = engine.advance(engine.found()[0], 1)
        rows.append(replay.population(definition, engine.save(state)).arrays["genome"][0])
    for row in rows:
        shares = [(row == one).mean() for one in ("11", "1?", "?1", "??")]
        assert shares == pytest.approx([0.25] * 4, abs=4 * np.sqrt(0.1875 / 4000))


def test_populations_as_they_were_keep_their_canonical_form() -> None:
    text = to_toml(load("hinton-nowlan"))
    assert not any(word in text for word in ("selection", "tournament", "truncation", "cut ="))
    definition = load("hinton-nowlan", ["strategy.selection=tournament"])
    assert 'selection = "tournament"\ntournament_size = 2\n' in to_toml(definition)
    assert from_toml(to_toml(definition), "again.toml") == definition


@pytest.mark.parametrize(
    ("strategy", "said"),
    [
        (
            ["tournament_size=3"],
            "[strategy] tournament_size = 3: only tournaments have entrants. "
            'Set strategy.selection = "tournament", or leave it out.',
        ),
        (
            ["selection=tournament", "truncation_share=0.5"],
            "[strategy] truncation_share = 0.5: only truncation keeps a share. "
            'Set strategy.selection = "truncation", or leave it out.',
        ),
        (
            ["selection=truncation", "truncation_share=0.001", "selfing=false"],
            "[strategy] truncation_share = 0.001: keeps a single parent of 1000, but without selfing it takes two. "
            "Use 0.002 or more, or set strategy.selfing = true.",
        ),
        (
            ["cut=3"],
            '[strategy] cut = 3: only fixed cuts have one place. Set strategy.cuts = "fixed", or leave it out.',
        ),
        (
            ["cuts=fixed"],
            '[strategy] cuts = "fixed": needs the place of the cut. Set strategy.cut, such as 10.',
        ),
        (
            ["cuts=fixed", "cut=20"],
            "[strategy] cut = 20: must be below task.loci = 20. Use a locus before the last.",
        ),
        (
            ["cuts=fixed", "cut=2", "crossover=none"],
            '[strategy] cuts = "fixed": crossover "none" has no cut. Use crossover = "one_point".',
        ),
    ],
)
def test_what_contradicts_itself_is_refused_in_a_line(strategy: list[str], said: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        load("hinton-nowlan", [f"strategy.{one}" for one in strategy])
    assert list(caught.value.problems) == [f"--set: {said}"]
