"""Medians, bands, shares and labels: the numbers behind the figures."""

from __future__ import annotations

import numpy as np
import pytest
from imagined_runs import imagined
from scipy.stats import binomtest

from baldwin.endings import EXTINCT
from baldwin.figures.series import band_note, replicate_grid, series, summarise
from baldwin.figures.tables import cut
from baldwin.haystack.theory import expected_trials, overlay, success_probability
from baldwin.plots.catalogue import figures
from baldwin.plots.figures import gain_function
from baldwin.store.labels import labels


def of_generation(table, column, generation):
    return table[column][table["generation"] == generation]


def test_shares_are_medians_and_quantiles_of_the_record(run_of):
    run = run_of("uniform_crossover")
    curves = figures()["allele_shares"].data([run])
    for allele in ("correct", "plastic", "wrong"):
        curve = curves[allele]
        assert curve.replicates == 6
        assert curve.x.tolist() == list(range(15))
        for generation in (0, 7, 14):
            values = of_generation(run.generations, allele, generation)
            assert curve.middle[generation] == np.median(values)
            assert curve.low[generation] == pytest.approx(np.quantile(values, 0.05), abs=1e-15)
            assert curve.high[generation] == pytest.approx(np.quantile(values, 0.95), abs=1e-15)


def test_recursion_is_that_of_theory_and_says_what_it_is(run_of):
    run = run_of("uniform_crossover")
    curves, theory = figures()["allele_shares"].data([run]), overlay(run.definition, 14)
    for allele in ("correct", "plastic", "wrong"):
        np.testing.assert_array_equal(curves[f"exact_{allele}"].middle, getattr(theory.trajectory, allele))
    assert "free recombination" in curves["exact_correct"].label
    assert "one-point" not in curves["exact_correct"].label
    one_point = figures()["allele_shares"].data([run_of("hinton_nowlan")])["exact_correct"].label
    assert "free recombination" in one_point
    assert "here: one-point crossover" in one_point


@pytest.mark.parametrize("name", ["lamarck", "moving_needle", "learning_budget", "nk_landscape"])
def test_no_recursion_where_there_is_none(run_of, name):
    assert not [key for key in figures()["allele_shares"].data([run_of(name)]) if key.startswith("exact")]


def test_binary_populations_have_no_plastic_alleles(run_of):
    assert "plastic" not in figures()["allele_shares"].data([run_of("no_learning")])


def test_abilities_and_gain_are_those_of_the_assays(run_of):
    run = run_of("moving_needle")
    curves = figures()["innate_learned"].data([run])
    for key, column in (("innate", "innate"), ("learned", "learned"), ("gain", "learning_gain")):
        assert curves[key].middle[30] == np.median(of_generation(run.assays, column, 30))
    gains = of_generation(run.assays, "learned", 30) - of_generation(run.assays, "innate", 30)
    assert curves["gain"].middle[30] == pytest.approx(np.median(gains))
    assert set(curves["limit"].middle) == {20.0}  # born right: 1 + 19


def test_scores_on_landscapes_of_their_own_are_relative_to_the_highest(run_of):
    run = run_of("nk_landscape")
    curves = figures()["innate_learned"].data([run])
    assert np.ptp(run.assays["optimum"]) > 0
    shares = of_generation(run.assays, "learned", 6) / of_generation(run.assays, "optimum", 6)
    assert curves["learned"].middle[6] == pytest.approx(np.median(shares))
    assert curves["learned"].high.max() <= 1.0 == curves["limit"].middle[0]


def test_gain_function_has_the_reference_values():
    run = imagined("hinton-nowlan", [], {"generation": [0]}, {**_rows([0], [0]), "plastic_loci": [[0] * 21]})
    gain = gain_function.data([run])["gain"].middle
    known = {0: 0.999, 1: 1.901, 3: 5.881, 5: 12.168, 7: 15.298, 9: 11.232, 12: 3.125, 20: 1.009}
    for q, value in known.items():
        assert gain[q] == pytest.approx(value, abs=6e-4)
    assert gain.argmax() == 7


def test_histograms_hold_every_competent_individual(run_of):
    run = run_of("uniform_crossover")
    curves = gain_function.data([run])
    assert next(iter(curves)) == "gain"
    assert "generation_0" in curves
    counted = of_generation(run.assays, "plastic_loci", 14).sum(axis=0)
    last = curves["generation_14"]
    np.testing.assert_allclose(last.middle, counted / counted.sum())
    assert last.label == f"{of_generation(run.generations, 'competent', 14).sum():,}"


def _rows(generations, replicates):
    return {"generation": generations, "replicate": replicates}


def test_a_replicate_that_stopped_counts_on():
    table = {name: np.array(values) for name, values in _rows([0, 0, 1, 1, 2], [0, 1, 0, 1, 1]).items()}
    values = [1.0, 2.0, 3.0, 4.0, 6.0]
    _, died, carried = replicate_grid({**table, EXTINCT: table["replicate"] == 0}, values)
    assert not carried
    assert np.isnan(died[2, 0])  # of who died out nothing counts on
    x, grid, carried = replicate_grid(table, values)
    assert x.tolist() == [0, 1, 2]
    assert grid.tolist() == [[1, 2], [3, 4], [3, 6]]
    assert carried
    assert "keep their last values" in band_note(series(table, [1.0, 2.0, 3.0, 4.0, 6.0], "x"))


def test_histograms_count_replicates_that_stopped():
    histograms = [[1] + [0] * 20, [0, 2] + [0] * 19, [0, 0, 4] + [0] * 18]
    assays = {**_rows([0, 0, 1], [0, 1, 1]), "plastic_loci": histograms}
    run = imagined("hinton-nowlan", [], {"generation": [0]}, assays)
    curve = gain_function.data([run])["generation_1"]
    np.testing.assert_allclose(curve.middle[:3], [1 / 5, 0, 4 / 5])


def test_real_replicates_stop_and_are_carried(run_of):
    run = run_of("asexual")
    rows = np.bincount(run.generations["replicate"])
    assert rows.min() < rows.max()  # or this tests nothing
    assert figures()["allele_shares"].data([run])["correct"].carried


def test_quantiles_of_numbers_infinities_and_gaps():
    middle, low, high = summarise(
        np.array([[1.0, 2.0, 9.0], [1.0, np.inf, np.inf], [np.nan, 4.0, 4.0], [np.nan, np.nan, np.nan]])
    )
    assert middle.tolist()[:3] == [2.0, np.inf, 4.0]
    assert low[1] == 1.0
    assert high[1] == np.inf
    assert np.isnan([middle[3], low[3], high[3]]).all()


def test_one_replicate_has_no_band_to_speak_of(run_of):
    curve = figures()["allele_shares"].data([run_of("lamarck")])["correct"]
    assert band_note(curve) == "1 replicate"
    np.testing.assert_array_equal(curve.low, curve.middle)


def test_trials_per_success_counts_every_trial():
    table = {**_rows([0, 0, 0], [0, 1, 2]), "trials": [1000, 1000, 3000], "successes": [10, 0, 1]}
    run = imagined("hinton-nowlan", [], table)
    assert figures()["trials_per_success"].data([run])["measured"].middle.tolist() == [
        3000.0
    ]  # of 100, infinite and 3000


def test_expected_trials_per_success_are_those_of_theory():
    histogram = np.zeros((1, 21), dtype=int)
    histogram[0, 8] = 1000
    generations = {**_rows([0], [0]), "trials": [1], "successes": [1]}
    run = imagined("hinton-nowlan", [], generations, {**_rows([0], [0]), "plastic_loci": histogram})
    expected = figures()["trials_per_success"].data([run])["expected"].middle[0]
    assert expected == pytest.approx(expected_trials(8, 1000) / success_probability(8, 1000))
    histogram[0, 8] = 250  # the other 750 try in vain, 1000 times each
    expected = figures()["trials_per_success"].data([run])["expected"].middle[0]
    assert expected == pytest.approx((250 * expected_trials(8, 1000) + 750_000) / (250 * success_probability(8, 1000)))


def test_takeover_counts_first_times_with_wilson_intervals():
    generations = np.repeat([0, 1, 2], 4)
    wrong = [0.2, 0.2, 0.2, 0.2, 0.001, 0.2, 0.2, 0.01, 0.3, 0.0, 0.2, 0.2]  # 1 % itself is not below 1 %
    assimilated = [0] * 8 + [499, 500, 0, 1000]
    table = {**_rows(generations, np.tile(range(4), 3)), "wrong": wrong, "assimilated": assimilated}
    curves = figures()["takeover"].data([imagined("hinton-nowlan", [], table)])
    assert curves["take_off_0"].middle.tolist() == [0, 0.25, 0.5]  # the first replicate's fall back is no matter
    assert curves["takeover_0"].middle.tolist() == [0, 0, 0.5]
    for generation, count in enumerate((0, 1, 2)):
        interval = binomtest(count, 4).proportion_ci(0.95, method="wilson")
        assert curves["take_off_0"].low[generation] == pytest.approx(interval.low, abs=1e-7)
        assert curves["take_off_0"].high[generation] == pytest.approx(interval.high, abs=1e-7)


def test_labels_tell_what_differs():
    few = imagined("hinton-nowlan", ["lifetime.trials=300"])
    plain, more = imagined("hinton-nowlan"), imagined("hinton-nowlan", ["lifetime.trials=3000"])
    control, seeded = imagined("no-learning"), imagined("hinton-nowlan", ["population.seed=7"])
    assert labels([plain, control]) == ["hinton-nowlan", "no-learning"]
    assert labels([plain, few]) == ["lifetime.trials = 1,000", "lifetime.trials = 300"]
    assert labels([plain, few, more])[2] == "lifetime.trials = 3,000"
    assert labels([plain, few, control]) == [
        "hinton-nowlan, lifetime.trials = 1,000",
        "hinton-nowlan, lifetime.trials = 300",
        "no-learning",
    ]
    assert labels([plain, seeded]) == ["population.seed = 1,987", "population.seed = 7"]
    none = imagined("hinton-nowlan", ["lifetime.kind=none"])
    assert labels([plain, none]) == ["lifetime = literal", "lifetime = none"]
    most = imagined("hinton-nowlan", ["population.replicates=3"])
    assert labels([plain, most, few])[2] == "lifetime.trials = 300"
    assert len(set(labels([plain, most, few, more, control, seeded]))) == 6
    few.info["overrides"] = ["lifetime.trials=300", "population.seed=3", "population.size=50"]
    assert labels([few, control]) == ["hinton-nowlan, lifetime.trials = 300, population.size = 50", "no-learning"]
    control.info["overrides"] = ["population.size=50"]
    assert labels([few, control]) == ["hinton-nowlan, lifetime.trials = 300", "no-learning"]


def test_cutting_leaves_the_run_as_it_is(run_of):
    run = run_of("uniform_crossover")
    short = cut(run, 5)
    assert short.generations["generation"].max() == 5 == short.assays["generation"].max()
    assert run.generations["generation"].max() == 14
    assert short.assays["plastic_loci"].shape == (36, 21)
    assert cut(run, None) is run
