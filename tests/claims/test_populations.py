"""Networks behind claims: read back from their runs, lived again, and the controls made of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from baldwin.claims.claim import UNTRAINED, Claim
from baldwin.claims.measures import totals, without_learning, without_reward
from baldwin.claims.populations import Evolution, Networks, Populations, generations_within

SMALL = (
    "population.size=6", "population.replicates=2", "task.trials=6", "network.units=4", "sampling.lives=4",
    "assays.every=1000000", "assays.individuals=0", "assays.mutants=0", "assays.instances=10",
)  # fmt: skip
BANDIT = Evolution("bandit", ("population.generations=3", *SMALL))
SINE = Evolution(
    "fixed-sine",
    (
        "population.generations=2", "population.size=6", "population.replicates=2", "network.hidden=[4]",
        "sampling.lives=2", "assays.every=1000000", "assays.individuals=0", "assays.examples=false",
        "assays.instances=5",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def bandits(folder: Path) -> Networks:
    found: Networks = Populations(folder)(BANDIT)
    return found


@pytest.mark.slow
def test_networks_are_read_back_from_their_run(folder: Path, bandits: Networks) -> None:
    again: Networks = Populations(folder)(BANDIT)
    assert np.array_equal(again.centres, bandits.centres)
    assert np.array_equal(again.generations["fitness_mean"], bandits.generations["fitness_mean"])
    assert np.array_equal(again.last("learned"), bandits.last("learned"))
    assert again.seconds == bandits.seconds >= 0.0
    assert np.array_equal(totals(again, lives=20), totals(bandits, lives=20))


def test_lives_are_those_of_the_assays(bandits: Networks) -> None:
    """The last assay measured the same genotypes on the same held-out instances."""
    lives = bandits.lived(instances=10)
    assert np.stack([one.curve for one in lives]) == pytest.approx(bandits.last("curve"), rel=1e-5)
    assert np.stack([one.totals for one in lives]).shape == (2, 10)
    assert lives[0].hidden.shape == (10, 6, 4)
    assert set(np.unique(lives[0].actions)) <= {0, 1}
    behaviour = bandits.behaviour(instances=10)
    assert behaviour["stay_after_win"] == pytest.approx(bandits.last("stay_after_win"), rel=1e-5, nan_ok=True)


def test_controls_change_what_is_sensed_and_nothing_else(bandits: Networks) -> None:
    blind = bandits.setting.changed(*without_reward(bandits))
    still = bandits.setting.changed(*without_learning(bandits))
    assert set(blind.lifetime.mask) == {"reward", "reward_action"}  # type: ignore[attr-defined]
    assert set(still.lifetime.mask) == {"action", "reward", "reward_action"}  # type: ignore[attr-defined]
    assert (blind.lifetime.memory, still.lifetime.memory) == (True, False)  # type: ignore[attr-defined]


def test_founders_are_where_the_populations_began(bandits: Networks) -> None:
    lives = bandits.lived(instances=10, genotypes=bandits.founders)
    assert np.stack([one.curve for one in lives]) == pytest.approx(bandits.at(0, "curve"), rel=1e-5)
    assert not np.array_equal(bandits.at(0, "curve"), bandits.last("curve"))


@pytest.mark.slow
def test_who_is_transplanted_is_born_like_one_and_learns_like_the_other(folder: Path) -> None:
    run: Networks = Populations(folder)(SINE)
    births, rules = run.centres, run.centres[::-1].copy()
    assert np.array_equal(run.transplant(births, births), births)
    mixed = run.transplant(births, rules)
    changed = (mixed != births).any(axis=0)
    assert changed.any()
    assert np.array_equal(mixed[:, changed], rules[:, changed])
    of_births, of_mixed = (run.curves(instances=5, genotypes=chosen) for chosen in (births, mixed))
    assert np.array_equal(of_births[:, 0], of_mixed[:, 0])
    assert not np.array_equal(of_births[:, 1], of_mixed[:, 1])


def test_populations_are_founded_by_those_of_another_setting(folder: Path, bandits: Networks) -> None:
    """They are runs like any other: their words name the run of their founders, whose centre generation 0 is."""
    setting = Evolution("bandit", ("population.generations=0", "founders.who=centre", *SMALL), founders=BANDIT)
    origin = f"bandit/{bandits.run.id}"
    assert setting.text.endswith(f"--set founders.run={origin}")
    populations = Populations(folder)
    found: Networks = populations(setting)
    assert populations.used == [origin, f"bandit/{found.run.id}"]
    assert found.run.definition.founders.about["run"] == origin
    assert found.centres == pytest.approx(bandits.centres, abs=1e-6)
    with pytest.raises(ValueError, match="itself founded"):
        Evolution("bandit", (), founders=setting)


def test_a_claim_says_by_whom_its_populations_are_founded_and_its_null_keeps_them() -> None:
    settings = [Evolution("bandit", (f"task.trials={n}", "founders.who=centre"), founders=BANDIT) for n in (7, 8)]
    claim = Claim("R1", "x", (), lambda *runs: {}, settings=tuple(settings), null=UNTRAINED)
    assert claim.described == (BANDIT.text, *(one.text for one in settings))
    for one, of_null in zip(settings, claim.under_null().settings, strict=True):
        assert of_null.founders is BANDIT
        assert of_null.definition.founders.run == one.definition.founders.run
        assert of_null.definition.population.generations == 0


def test_a_race_counts_the_generations_of_its_seconds() -> None:
    setting = Evolution("fixed-sine", SINE.overrides)
    assert generations_within(setting, 0.0) == 0
    assert generations_within(setting, 0.02) > 2
