"""Steady states: numbers of two kinds of clones against their exact Markov chain, and what may not go with one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from baldwin.definition import from_toml, load
from baldwin.errors import DefinitionError
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.theory.steady import births_chain, moran_fixation, steady_absorption

SIZE, COPIES, REPLICATES = 6, 2, 3000


def copies(folder: Path, r: float, generations: int, replicates: int = REPLICATES, **strategy: Any) -> np.ndarray:
    """Return the copies (generations + 1, R) of clones with fitness r, among clones with fitness 1."""
    np.savez(folder / "founders.npz", genome=np.array(["11"] * COPIES + ["10"] * (SIZE - COPIES)))
    text = (
        f'name = "two_kinds"\n[lifetime]\nkind = "none"\n[fitness]\nbonus = {r - 1}\n[founders]\n'
        'file = "founders.npz"\n'
        f"[population]\nsize = {SIZE}\nreplicates = {replicates}\nseed = 3\n[task]\nloci = 2"
    )
    strategy |= {"crossover": "none", "replacement": "steady_state"}
    definition = from_toml(text, "two.toml", [f"strategy.{k}={v}" for k, v in strategy.items()], folder=folder)
    engine = HaystackEngine(definition)
    table = engine.advance(engine.found()[0], generations)[1].generations
    return np.asarray(table["competent"]).reshape(generations, replicates)


WAYS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"selection": "proportional"}, {}),
    ({"selection": "proportional", "replaces": "worst"}, {}),
    ({"selection": "tournament", "tournament_size": 3, "replaces": "loser"}, {"entrants": 3}),
    ({"selection": "tournament", "tournament_size": 2, "replaces": "worst"}, {"entrants": 2}),
    ({"selection": "truncation", "truncation_share": 0.5}, {"kept": 3}),
]


@pytest.mark.parametrize("r", [1.0, 1.5])
@pytest.mark.parametrize(("strategy", "more"), WAYS)
def test_numbers_follow_the_chain_of_births(
    r: float, strategy: dict[str, Any], more: dict[str, Any], tmp_path: Path
) -> None:
    found = copies(tmp_path, r, 2, **strategy)
    selection, replaces = strategy["selection"], strategy.get("replaces", "random")
    chain = births_chain(r, SIZE, selection=selection, replaces=replaces, **more)
    for generation, counted in enumerate(found, 1):
        chances = np.linalg.matrix_power(chain, generation * SIZE)[COPIES]
        shares = np.bincount(counted, minlength=SIZE + 1) / REPLICATES
        assert (np.abs(shares - chances) <= 4 * np.sqrt(chances * (1 - chances) / REPLICATES) + 1e-12).all()


def test_moran_process_takes_over_as_often_as_its_closed_form_says(tmp_path: Path) -> None:
    for r in (0.8, 1.0, 1.5):
        fixation, births = steady_absorption(births_chain(r, SIZE), COPIES)
        assert fixation == pytest.approx(moran_fixation(r, SIZE, COPIES), rel=1e-12)
        assert births > SIZE
    assert moran_fixation(1.5, SIZE) == pytest.approx((1 - 1 / 1.5) / (1 - 1.5**-SIZE))
    last = copies(tmp_path, 1.5, 40, 300)[-1]
    assert set(last) == {0, SIZE}
    chance = moran_fixation(1.5, SIZE, COPIES)
    assert abs((last == SIZE).mean() - chance) <= 4 * np.sqrt(chance * (1 - chance) / 300)


def test_by_hand_with_two_individuals() -> None:
    """One copy each: its mother is drawn with 3/4 where r = 3, and either is replaced alike."""
    chain = births_chain(3.0, 2)
    assert chain[1] == pytest.approx([1 / 8, 1 / 2, 3 / 8])
    assert births_chain(3.0, 2, replaces="worst")[1] == pytest.approx([0.0, 1 / 4, 3 / 4])
    assert births_chain(3.0, 2, selection="tournament", replaces="loser")[1] == pytest.approx([0.0, 1 / 2, 1 / 2])
    assert steady_absorption(chain, 1) == pytest.approx((3 / 4, 2.0))


WORTH = [{}, *(more for _, more in WAYS[2:])]


@pytest.mark.parametrize("replaces", ["random", "worst", "loser"])
@pytest.mark.parametrize("more", WORTH, ids=str)
def test_both_kinds_are_counted_alike(more: dict[str, Any], replaces: Any) -> None:
    """Where one kind has i copies and fitness r, the other has N - i, and fitness 1 / r in units of the first."""
    selection: Any = "tournament" if "entrants" in more else "truncation" if "kept" in more else "proportional"
    for r in (1.0, 1.5, 4.0):
        chain = births_chain(r, SIZE, selection=selection, replaces=replaces, **more)
        other = births_chain(1.0 / r, SIZE, selection=selection, replaces=replaces, **more)
        np.testing.assert_allclose(chain, other[::-1, ::-1], atol=1e-12)
        np.testing.assert_allclose(chain.sum(axis=1), 1.0)


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (
            ["strategy.replaces=worst"],
            '[strategy] replaces = "worst": generations are replaced as a whole. '
            'Set strategy.replacement = "steady_state", or leave it out.',
        ),
        (
            ["strategy.replacement=steady_state", "strategy.replaces=loser"],
            '[strategy] replaces = "loser": only tournaments have losers. Use "random" or "worst".',
        ),
        (
            ["strategy.replacement=steady_state", "lifetime.kind=expected"],
            '[strategy] replacement = "steady_state": those living have lived, but expected lives are summed up by '
            'generation. Use "generational".',
        ),
        (
            ["strategy.replacement=steady_state", "inheritance.kind=lamarckian"],
            '[strategy] replacement = "steady_state": records show genotypes as born, which those living have written '
            'over under Lamarckian inheritance. Use "generational".',
        ),
    ],
)
def test_what_contradicts_a_steady_state_is_refused_in_a_line(overrides: list[str], said: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        load("hinton-nowlan", overrides)
    assert list(caught.value.problems) == [f"--set: {said}"]


def test_no_schedule_changes_what_those_living_are_worth() -> None:
    text = (
        'name = "changes"\n[strategy]\nreplacement = "steady_state"\n'
        '[[schedule]]\nkind = "step"\nfield = "{}"\nat = 3\nvalue = {}'
    )
    assert from_toml(text.format("strategy.mutation_rate", 0.1), "changes.toml").schedule
    with pytest.raises(DefinitionError, match="in a steady state those living keep the fitness that they earned"):
        from_toml(text.format("fitness.bonus", 5.0), "changes.toml")


def test_landscapes_are_replaced_as_a_whole() -> None:
    with pytest.raises(DefinitionError, match="only a population that seeks a needle can be replaced one by one"):
        load("nk-landscape", ["strategy.replacement=steady_state"])
