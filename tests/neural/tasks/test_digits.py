"""Few-shot classification of handwritten digits: which are held out, and what raw pixels are worth."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from baldwin.definition import from_toml
from baldwin.errors import DefinitionError
from baldwin.neural.checks import compatibility
from baldwin.neural.contracts.classification import ClassificationTask
from baldwin.neural.tasks.digits import Digits
from baldwin.neural.theory.few_shot import accuracies, squared_distances

TEXT = 'name = "few"\n[task]\nkind = "digits"\n{}\n[lifetime]\nkind = "prototype"\n'
KEY = jax.random.key(8)


def test_examples_and_queries_are_different_images_of_the_digits_that_are_examined() -> None:
    datasets = pytest.importorskip("sklearn.datasets")
    pixels, labels = datasets.load_digits(return_X_y=True)
    known = {row.tobytes(): label for row, label in zip(pixels.astype(np.float32), labels, strict=True)}
    task: ClassificationTask = Digits(shots=3, queries=2)
    for held, digits in (("held_out", {6, 7, 8, 9}), ("met", {0, 1, 2, 3, 4, 5})):
        now = task.model_copy(update={"examined": held})

        @jax.jit
        def drawn(key: jax.Array, now: ClassificationTask = now) -> tuple[jax.Array, ...]:
            one = jax.tree.map(lambda leaf: leaf[0], now.held_out(key, 1))
            return one.digits, now.support(key, one).x, now.query(key, one).x

        chosen, support, query = map(np.asarray, drawn(KEY))
        assert set(chosen.tolist()) <= digits
        images = np.concatenate([support, query])
        assert len({image.tobytes() for image in images}) == 20
        of = [known[(16.0 * image).astype(np.float32).tobytes()] for image in images]
        assert of == chosen.tolist() * 5
    met = jax.jit(lambda key: task.sample_many(key, 30))(KEY)
    assert set(np.asarray(met.digits).ravel().tolist()) == {0, 1, 2, 3, 4, 5}


@pytest.mark.filterwarnings("ignore:self.within_class_std_dev_")  # some pixels are always white
def test_the_nearest_mean_is_that_of_another_program() -> None:
    neighbors = pytest.importorskip("sklearn.neighbors")
    drawn = Digits(shots=3, queries=5).drawn_without_jax(10)
    assert drawn is not None
    examples, queries = drawn
    found = accuracies(squared_distances(examples, queries))
    labels = np.arange(4)
    for life in range(10):
        for shots in (2, 3):  # of one it would divide by 0
            fitted = neighbors.NearestCentroid().fit(examples[life, :shots].reshape(-1, 64), np.tile(labels, shots))
            share = fitted.score(queries[life].reshape(-1, 64), np.tile(labels, 5))
            assert found[life, shots - 1] == pytest.approx(share)


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ("ways = 5", "ways = 5 is above 4, the fewest digits of either kind. Set fewer"),
        ("held_out_digits = [1, 1, 2, 3]", "held_out_digits names a digit twice"),
        ("shots = 170", "shots . queries = 175 is above 174"),
    ],
)
def test_what_there_are_too_few_of_is_refused(fields: str, wanted: str) -> None:
    with pytest.raises(DefinitionError, match=wanted):
        from_toml(TEXT.format(fields), "few.toml")


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compatibility, "find_spec", lambda name: None)
    with pytest.raises(DefinitionError, match=r"kind = \"digits\".*needs scikit-learn. Install: pip install") as caught:
        from_toml(TEXT.format(""), "few.toml")
    assert len(caught.value.problems) == 1
