"""Few-shot classification of made-up glyphs: alphabets held out whole, and what raw pixels are worth."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from baldwin.neural.tasks import glyphs
from baldwin.neural.tasks.glyphs import Characters, Glyphs
from baldwin.neural.theory.few_shot import accuracies, nearest_mean, squared_distances
from baldwin.neural.theory.glyphs import PIXELS, SIDE, draw, strokes

KEY = jax.random.key(2)


def test_alphabets_are_held_out_whole() -> None:
    task = Glyphs(alphabets=2, held_out_alphabets=3)
    met, held = jax.jit(lambda key: (task.sample_many(key, 60), task.held_out(key, 60)))(KEY)
    assert set(np.asarray(met.alphabet).tolist()) == {3, 4}
    assert np.bincount(np.asarray(held.alphabet)).tolist() == [20, 20, 20]
    again = task.model_copy(update={"examined": "met"}).held_out(KEY, 4)
    assert np.asarray(again.alphabet).tolist() == [3, 4, 3, 4]
    for chosen in (*np.asarray(met.characters), *np.asarray(held.characters)):
        assert len(set(chosen.tolist())) == task.ways
    table = strokes(6, 10).reshape(60, -1)
    apart = np.abs(table[:, None] - table[None]).max(axis=-1) + 10.0 * np.eye(60)
    assert apart.min() > 0.5  # pixels: no character is another's twin


def test_an_alphabet_is_the_same_whatever_there_is_besides() -> None:
    np.testing.assert_array_equal(strokes(2, 4), strokes(5, 9)[:2, :4])
    # The first numbers that PCG64 gives are fixed by its definition, and with them the first glyph.
    np.testing.assert_allclose(strokes(1, 1)[0, 0].mean(axis=(0, 1)), np.full(2, 0.5 * (SIDE - 1)), rtol=1e-12)


def test_characters_are_made_of_the_strokes_of_their_alphabet() -> None:
    """By loops: five shapes of 4 to 8 pixels, bent by up to 3, of which a character has three, up to 2.5 aside."""
    raw = np.random.PCG64([20_261_130, 1]).random_raw(15 + 9 * 3)
    numbers = [int(one) // 2**11 / 2**53 for one in raw]
    shapes = []
    for turn, length, bend in np.reshape(numbers[:15], (5, 3)):
        along = np.array([np.cos(np.pi * turn), np.sin(np.pi * turn)])
        half = (2.0 + 2.0 * length) * along
        shapes.append(np.array([-half, (6.0 * bend - 3.0) * np.array([-along[1], along[0]]), half]))
    for character, drawn in zip(np.reshape(numbers[15:], (3, 3, 3)), strokes(2, 3)[1], strict=True):
        points = np.array([shapes[int(5.0 * which)] + 5.0 * np.array([x, y]) - 2.5 for which, x, y in character])
        np.testing.assert_allclose(drawn - 5.5, points - points.mean(axis=(0, 1)), atol=1e-12)


def test_a_pen_leaves_ink_where_a_stroke_is() -> None:
    straight = np.array([[[2.0, 5.0], [5.0, 5.0], [8.0, 5.0]]] * 3)  # three strokes, one over another, x from 2 to 8
    image = draw(straight).reshape(SIDE, SIDE)
    row, column = np.unravel_index(image.argmax(), image.shape)
    assert row == 5
    assert 2 <= column <= 8
    assert image[5, 2] == pytest.approx(1.0)
    assert image[5, 8] == pytest.approx(1.0)
    assert image[3, 2] == pytest.approx(np.exp(-0.5 * (2.0 / 0.6) ** 2), rel=1e-5)
    assert image[:, 11].max() < 1e-4
    np.testing.assert_allclose(draw(jnp.asarray(straight, jnp.float32), jnp).reshape(SIDE, SIDE), image, atol=1e-6)


def test_examples_differ_by_shift_and_tremor_alone() -> None:
    one = Characters(jnp.int32(21), jnp.array([4, 0, 9, 2, 1]))

    @jax.jit
    def drawn(shift: Any) -> Any:
        return Glyphs(tremor=0.0).model_copy(update={"shift": shift}).draw(KEY, one, 2)

    images = np.asarray(drawn(0.0))
    np.testing.assert_array_equal(images[0], images[1])
    np.testing.assert_allclose(images[0], draw(strokes(40, 10)[21, [4, 0, 9, 2, 1]]), atol=1e-5)
    moved = np.asarray(drawn(2.0))
    assert np.abs(moved[0] - moved[1]).max() > 0.1


def _ends(points: Any, xp: Any = np) -> Any:
    """Return the points of strokes in the place of an image, others being 0."""
    flat = points.reshape(*points.shape[:-3], 18)
    return xp.concatenate([flat, xp.zeros((*flat.shape[:-1], PIXELS - 18))], axis=-1)


@pytest.mark.parametrize("library", ["jax", "numpy"])
def test_each_example_lies_aside_by_itself_and_each_of_its_points_trembles(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glyphs, "draw", _ends)
    task, chosen = Glyphs(shift=2.0, tremor=0.5, shots=400), [4, 0, 9, 2, 1]
    if library == "jax":
        one = Characters(jnp.int32(0), jnp.array(chosen))
        found = np.asarray(jax.jit(lambda key: task.draw(key, one, 400))(KEY))
    else:
        found = task.drawn_without_jax(1)[0][0]
        chosen = np.random.default_rng(0).permutation(10)[:5].tolist()
    moved = found[..., :18].reshape(400, 5, 9, 2) - strokes(1, 10)[0, chosen].reshape(5, 9, 2)
    aside = moved.mean(axis=2)  # of an example of a character, in x and y
    assert np.abs(aside).max() < 2.0 + 5.0 * 0.5 / 3.0
    assert abs(aside.mean()) < 4.0 * aside.std() / np.sqrt(aside.size)
    assert aside.var() == pytest.approx(4.0 / 3.0 + 0.25 / 9.0, rel=0.1)
    assert (moved - aside[:, :, None]).var() == pytest.approx(0.25 * 8.0 / 9.0, rel=0.05)
    for one in (aside.reshape(400, 10), (moved - aside[:, :, None])[:, :, ::4].reshape(400, 30)):
        assert np.abs(one.mean(axis=0)).max() < 5.0 * one.std() / 20.0  # what is the same in all examples


def test_a_query_between_two_means_is_drawn_by_lot() -> None:
    """Class 0 is shown at 0, class 1 at 2 and then at 4; queries of either lie at 1, and at 3."""
    examples, queries = np.array([[[[0.0], [2.0]], [[0.0], [4.0]]]]), np.array([[[[1.0], [3.0]]]])
    distances = squared_distances(examples, queries)
    np.testing.assert_allclose(distances[0, :, 0], [[[1.0, 1.0], [9.0, 1.0]], [[1.0, 4.0], [9.0, 0.0]]])
    np.testing.assert_allclose(accuracies(distances), [[0.75, 1.0]])


@pytest.mark.parametrize("scored", ["accuracy", "cross_entropy"])
def test_the_nearest_mean_is_what_loops_find(scored: str) -> None:
    task = Glyphs(ways=3, shots=2, queries=2, scored=scored)
    examples, queries = task.drawn_without_jax(12)
    found = nearest_mean("raw", examples, queries, scored)  # type: ignore[arg-type]
    for shot in range(2):
        distances = np.array(
            [
                [[((q - life[: shot + 1, m].mean(axis=0)) ** 2).sum() for m in range(3)] for q in those.reshape(6, -1)]
                for life, those in zip(examples, queries, strict=True)
            ]
        )
        own = np.tile(np.arange(3), 2)
        if scored == "accuracy":
            right = (distances.argmin(axis=-1) == own).mean(axis=1)
        else:  # the temperature that is best, from a grid
            logits = -distances[None] / np.exp(np.linspace(-2.0, 6.0, 801))[:, None, None, None]
            chances = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
            each = chances[..., np.arange(6), own].mean(axis=-1)
            right = each[each.mean(axis=1).argmax()]
        assert found.scores[shot] == pytest.approx(right.mean(), abs=2e-4)
        assert found.errors is not None
        assert found.errors[shot] == pytest.approx(right.std(ddof=1) / np.sqrt(12), rel=0.02, abs=1e-9)


def test_raw_pixels_are_worth_more_than_chance_and_learn_with_each_shot() -> None:
    raw = nearest_mean("raw", *Glyphs().drawn_without_jax(150), "accuracy")
    assert (np.diff(raw.scores) > 0.0).all()
    assert raw.scores[0] > 0.5
    assert Glyphs().innate_ceiling() == pytest.approx(-np.log(5.0))
