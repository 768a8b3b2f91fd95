"""Lives of a haystack population lived again: whose, by which luck, and what theory says of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import baldwin
from baldwin.__main__ import run_command
from baldwin.definition import load
from baldwin.errors import UsageError
from baldwin.genotypes import evolved
from baldwin.haystack import replay as module
from baldwin.haystack.engine import HaystackEngine
from baldwin.haystack.layouts import WideKernel, climb_of
from baldwin.haystack.model import model_of
from baldwin.haystack.randomness import Stream, key, word
from baldwin.haystack.reference import needle, nk
from baldwin.store import open_run

LIVES = 400
SMALL = ["population.size=60", "population.replicates=2", "population.generations=2", "task.loci=8"]


def definition(*overrides: str, preset: str = "hinton-nowlan") -> Any:
    return load(preset, [*SMALL, *overrides])


def checkpoint(one: Any, *, wide: bool = False) -> dict[str, Any]:
    engine = HaystackEngine(one)
    if wide:
        engine.kernel = WideKernel(one, can_change=True)
    return engine.save(engine.found()[0])


@pytest.mark.parametrize("loci", [8, 24])
def test_both_memory_layouts_hold_the_same_genotypes(loci: int) -> None:
    one = definition(f"task.loci={loci}")
    packed, wide = checkpoint(one), checkpoint(one, wide=True)
    for who in ("centre", "champion", "individuals"):
        found = module.genotypes(one, packed, who)  # type: ignore[arg-type]
        np.testing.assert_array_equal(found, module.genotypes(one, wide, who))  # type: ignore[arg-type]
        assert found.shape == (2, 16 if who == "individuals" else 1, loci)
    correct, wrong, plastic = ((module.genotypes(one, packed, "individuals") == a).mean() for a in (1, 0, 2))
    assert correct == pytest.approx(0.25, abs=0.1)
    assert wrong == pytest.approx(0.25, abs=0.1)
    assert plastic == pytest.approx(0.5, abs=0.1)


def test_the_centre_is_the_consensus_and_the_champion_is_the_fittest() -> None:
    one = definition("encoding.correct=0.9", "encoding.wrong=0.0", "encoding.plastic=0.1")
    arrays = checkpoint(one)
    assert (module.genotypes(one, arrays) == 1).all()
    fittest = module.genotypes(one, arrays, "champion")[:, 0]
    words, loci = arrays["genomes"], one.task.loci
    for replicate, champion in enumerate(fittest):
        best = words[replicate][(words[replicate] >> np.uint64(48)).argmax()]
        assert [(int(best) >> i & 1) + 2 * (int(best) >> i + loci & 1) for i in range(loci)] == champion.tolist()


def test_a_checkpoint_of_something_else_is_refused() -> None:
    with pytest.raises(KeyError):
        module.genotypes(definition(), {})
    with pytest.raises(ValueError, match="not of 8 loci"):
        module.genotypes(definition(), {"genomes": np.zeros((2, 60, 9), np.uint64)})


@pytest.mark.parametrize("kind", ["literal", "geometric"])
def test_lives_follow_the_geometric_law_and_their_expectation(kind: str) -> None:
    one = definition(f"lifetime.kind={kind}", "lifetime.trials=40")
    plastic = np.array([0, 1, 3, 5])
    who = np.where(np.arange(8) < plastic[:, None], 2, 1)
    lived = module.replay(one, who, LIVES)
    expected = 1.0 - (1.0 - 0.5 ** plastic[:, None]) ** np.arange(41)
    expected[0] = [0.0] + [1.0] * 40  # nothing is found before the first trial, as in 1987
    expected[:, 0] = 0.0
    error = np.sqrt(expected * (1.0 - expected) / LIVES)
    assert (np.abs(lived["score"].mean(axis=1) - expected) <= 4.0 * error + 1e-12).all()
    spread = lived["measure"].std(axis=1) / np.sqrt(LIVES)
    assert (np.abs(lived["measure"].mean(axis=1) - lived["expected"]) <= 4.0 * spread + 1e-9).all()
    np.testing.assert_array_equal(module.assay(one, who, 5)["learned"], lived["expected"])
    np.testing.assert_array_equal(lived["learned"] == 1, (lived["first_success"] > 0)[..., None] | (who[:, None] == 1))


def test_who_has_a_wrong_allele_never_succeeds_and_uses_all_trials() -> None:
    lived = module.replay(definition("lifetime.trials=7"), np.array([[0] + [2] * 7, [0] + [1] * 7]), 3)
    assert not lived["score"].any()
    assert lived["trials"].tolist() == [[7] * 3, [1] * 3]
    assert (lived["learned"] == lived["alleles"][:, None]).all()


def test_all_genotypes_meet_the_same_chance_and_another_seed_another() -> None:
    one, who = definition("lifetime.trials=30"), np.array([[2, 2] + [1] * 6, [1] * 6 + [2, 2]])
    first = module.replay(one, who, 50)["first_success"]
    np.testing.assert_array_equal(first[0], first[1])
    np.testing.assert_array_equal(first[:, :20], module.replay(one, who, 20)["first_success"])
    other = module.replay(definition("lifetime.trials=30", "population.seed=5"), who, 50)["first_success"]
    assert (first != other).any()


NOBODY = -1  # the replicate whose luck replays have: a run counts its replicates from 0


def test_luck_is_that_of_lives_in_a_replicate_that_no_run_has() -> None:
    """Recomputed word by word: lives of a needle, and of a landscape."""
    one, alleles = definition("lifetime.trials=30"), [2, 2] + [1] * 6
    stream, model = key(one.population.seed, NOBODY, 0, Stream.LIFE), model_of(one)
    lives = [needle.Individual(list(alleles)) for _ in range(40)]
    for number, life in enumerate(lives):
        needle.live(life, partial(word, stream, number), model)
    first = module.replay(one, np.array([alleles]), 40)["first_success"][0]
    assert first.tolist() == [life.trials if life.successful else 0 for life in lives]
    assert len(set(first.tolist())) > 5

    hills: Any = load("nk-landscape", ["population.replicates=1"])
    flagged = np.array([[3] * hills.task.loci + [0]])
    stream = key(hills.population.seed, NOBODY, 0, Stream.LIFE)
    kept = module.replay(hills, flagged, 5)["learned"][0]
    scored = module.replay(hills, flagged, 5)["score"][0]
    landscape = nk.draw_landscape(hills.population.seed, 0, hills.task.loci, hills.task.epistasis)
    bits, flags = [1] * hills.task.loci, [1] * hills.task.loci
    for number in range(5):
        worth = partial(nk.score, landscape=landscape)
        life = nk.climbed(bits, flags, partial(word, stream, number), worth, climb_of(hills))
        assert kept[number].tolist() == life.bits
        assert scored[number, -1] == life.scores[-1] / (hills.task.loci * 2.0**32)


def test_climbers_end_where_their_scores_say() -> None:
    one = load("nk-landscape", ["population.size=20", "population.replicates=2", "population.generations=1"])
    who = module.genotypes(one, checkpoint(one), "champion")[:, 0]
    lived = module.replay(one, who, 6)
    assert (np.diff(lived["score"], axis=-1) >= 0.0).all()
    changed = (lived["learned"] != (lived["alleles"] & 1)[:, None]).sum(axis=-1)
    assert (changed <= lived["kept"]).all()
    np.testing.assert_array_equal(lived["measure"], lived["score"][..., -1])
    np.testing.assert_array_equal(module.assay(one, who, 6)["learned"], lived["measure"].mean(axis=1))


def test_learning_can_be_held_still() -> None:
    one = definition()
    still = module.freezes(one)["learning"].definition
    assert module.shape(still) == module.shape(one) != module.shape(definition("task.loci=9"))
    lived = module.replay(still, np.array([[2] * 3 + [1] * 5]), LIVES)
    assert lived["measure"].mean() == pytest.approx(float(lived["innate"][0]), abs=4 * 20 * np.sqrt(0.125 / LIVES))


def test_each_replicate_is_examined_in_its_own_world(tmp_path: Path) -> None:
    """All are correct to the last locus, so that what they are worth is the bonus of their replicate's world."""
    text = 'name = "own"\n[population]\nsize = 20\ngenerations = 5\nreplicates = 3\n[lifetime]\nkind = "geometric"\n'
    text += '[task]\nkind = "needle"\nloci = 2\n[encoding]\nkind = "binary"\ncorrect = 1.0\n[assays]\nworld = 9\n'
    text += '[[schedule]]\nkind = "drift"\nfield = "fitness.bonus"\nsd = 1.0\nlow = 0.0\nhigh = 40.0\n'
    (tmp_path / "own.toml").write_text(text)
    run = baldwin.run(tmp_path / "own.toml", runs=tmp_path / "runs")
    one = load(tmp_path / "own.toml")
    for world in (0, 5, 9):
        bonus = [one.at(world, number).fitness.bonus for number in range(3)]
        there = baldwin.assay(run, world=world, instances=2).cells[0][0]["learned"]
        assert there == pytest.approx(1.0 + 0.999 * np.array(bonus))
        if world == 9:
            assert run.assays["world_learned"][-3:] == pytest.approx(there)
    assert baldwin.replay(run, replicate=2, instances=2)["expected"][0] == run.assays["learned"][-1]
    with pytest.raises(UsageError, match=r"Name the replicate, or set .* --set fitness\.bonus=VALUE"):
        baldwin.replay(run, instances=2)
    assert len(baldwin.replay(run, {"fitness.bonus": 3.0}, instances=2)["expected"]) == 3


def test_lives_are_those_of_the_world_that_the_population_came_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    step = '[[schedule]]\nkind = "step"\nfield = "fitness.bonus"\nat = {at}\nvalue = 100.0\n'
    table = 'name = "rich"\n[population]\nsize = 20\ngenerations = 2\nreplicates = 1\n[lifetime]\nkind = "geometric"\n'
    table += '[task]\nkind = "needle"\nloci = 2\n[encoding]\nkind = "binary"\ncorrect = 1.0\n'
    found = {}
    for at in (2, 3):
        (tmp_path / "rich.toml").write_text(table + step.format(at=at))
        run = baldwin.run(tmp_path / "rich.toml", runs=tmp_path / "runs")
        found[at] = evolved(open_run(run.path))
        lived = found[at].replay(instances=3)
        assert lived["expected"][0] == pytest.approx(1.0 + (100.0 if at == 2 else 19.0) * 999 / 1000)
    assert found[2].in_world(1).replay(instances=3)["expected"][0] == pytest.approx(1.0 + 19.0 * 999 / 1000)
    for at, world, bonus in ((2, 0, 19.0), (2, None, 100.0), (3, None, 19.0), (3, 7, 100.0)):  # one of them to come
        there = baldwin.assay(found[at].run, world=world, instances=2).cells[0][0]["learned"]
        assert there[0] == pytest.approx(1.0 + bonus * 999 / 1000)
        assert baldwin.replay(found[at].run, world=world, instances=2)["expected"][0] == there[0]
    assert run_command(["assay", str(found[3].run.path), "--world", "7"]) == 0
    assert "100.9" in capsys.readouterr().out
    assert run_command(["assay", str(found[3].run.path), "--world", "-1"]) == 2
    assert "--world -1: must be an integer >= 0, a generation." in capsys.readouterr().err
    assert found[2].replay(["fitness.bonus=50.0"], instances=3)["expected"][0] == pytest.approx(1.0 + 50.0 * 999 / 1000)
