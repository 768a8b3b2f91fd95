"""Rules on two bits: all sequences of pairs, under every rule, against the exact observer."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from baldwin.neural.theory.delayed_match import RULES, TABLES, inferring, majority, new_pair, seen_pairs, table


def by_hand(rule: str, a: bool, b: bool) -> bool:
    """Return the answer that the name of a rule says."""
    plain = {
        "and": a and b,
        "or": a or b,
        "01": not a and b,
        "10": a and not b,
        "first": a,
        "second": b,
        "match": a == b,
    }
    opposite = {"nand": "and", "nor": "or", "mismatch": "match"} | {f"not_{name}": name for name in plain}
    return plain[rule] if rule in plain else not plain[opposite[rule]]


def test_truth_tables_are_what_the_rules_are_called() -> None:
    for rule in RULES:
        pairs = itertools.product((False, True), repeat=2)
        assert table(rule).tolist() == [float(by_hand(rule, a, b)) for a, b in pairs]
    assert len(set(TABLES.values())) == 14
    assert all(
        (table(rule) + table(opposite) == 1.0).all() for rule, opposite in zip(RULES[::2], RULES[1::2], strict=True)
    )
    assert set(TABLES.values()) == {f"{number:04b}" for number in range(1, 15)}  # all but the constant ones


def watched(met: tuple[str, ...], examined: tuple[str, ...], trials: int) -> tuple[np.ndarray, float]:
    """Return how often most of the rules left are right (E, T), and at new pairs, over all 4^T sequences."""
    right, new = np.zeros((len(examined), trials)), [0.0, 0.0]
    for i, rule in enumerate(examined):
        for pairs in itertools.product(itertools.product((False, True), repeat=2), repeat=trials):
            left = list(met)
            for t, (a, b) in enumerate(pairs):
                truth = by_hand(rule, a, b)
                yes = sum(by_hand(one, a, b) for one in left)
                correct = 0.5 if 2 * yes == len(left) else float((2 * yes > len(left)) == truth)
                right[i, t] += correct / 4**trials
                if (a, b) not in pairs[:t]:
                    new[0] += correct
                    new[1] += 1.0
                left = [one for one in left if by_hand(one, a, b) == truth]
    return right, new[0] / new[1]


@pytest.mark.parametrize(
    ("met", "examined", "trials"),
    [
        (RULES, RULES, 4),
        (("and", "or", "first"), ("and", "or", "first"), 5),
        (RULES, ("match", "mismatch"), 5),
        (("01", "nor"), ("nor",), 3),
    ],
)
def test_the_observer_over_all_sequences(met: tuple[str, ...], examined: tuple[str, ...], trials: int) -> None:
    right, new = watched(met, examined, trials)
    np.testing.assert_allclose(inferring(met, examined, trials), right, atol=1e-12)
    assert new_pair(met, examined, trials) == pytest.approx(new)
    assert majority(met, examined) == pytest.approx(right[:, 0].mean())


def test_pairs_are_collected_like_coupons() -> None:
    """After t draws of four coupons, 4 (3/4)^t are still missing on average."""
    number = np.array([bin(seen).count("1") for seen in range(16)])
    np.testing.assert_allclose(4 - seen_pairs(9) @ number, 4.0 * 0.75 ** np.arange(9))
