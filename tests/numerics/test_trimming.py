"""Trimmed weights lie below their limit and keep their totals; repeating gives the same."""

import numpy as np
import pytest

from measure87.numerics.trimming import trimmed_weights


def repeated(weight: np.ndarray, limit: float, spread: str) -> np.ndarray:
    """R's way: cut, spread over whoever was not cut in this round, and so on: a second way."""
    weight = weight.copy()
    for _ in range(20_000):
        above = weight > limit
        if not above.any():
            break
        excess = (weight[above] - limit).sum()
        weight[above] = limit
        if spread == "equal":
            weight[~above] += excess / (~above).sum()
        else:
            weight[~above] *= 1.0 + excess / weight[~above].sum()
    return weight


@pytest.mark.parametrize("spread", ["proportional", "equal"])
@pytest.mark.parametrize("seed", range(4))
def test_it_is_where_repeating_ends(seed, spread):
    weight = np.random.default_rng(seed).lognormal(2.0, 0.8, 60)
    limit = 1.3 * float(weight.mean())
    one = np.zeros(60, dtype=np.int32)
    found, can_be = trimmed_weights(weight, np.array([limit]), one, spread)
    assert can_be.all()
    np.testing.assert_allclose(found, repeated(weight, limit, spread), rtol=1e-7)
    assert found.max() <= limit
    assert found.sum() == pytest.approx(weight.sum(), rel=1e-12)


def test_classes_keep_their_own_totals_and_nothing_moves_where_nothing_is_cut():
    rng = np.random.default_rng(3)
    weight, classes = rng.lognormal(1.0, 0.7, 90), np.repeat([0, 1, 2], 30).astype(np.int32)
    limit = np.array([1.5 * weight[:30].mean(), 1e9, 1.2 * weight[60:].mean()])
    found, can_be = trimmed_weights(weight, limit, classes)
    assert can_be.all()
    np.testing.assert_array_equal(found[30:60], weight[30:60])
    np.testing.assert_allclose(
        np.bincount(classes, found), np.bincount(classes, weight), rtol=1e-12
    )
    for k in range(3):
        alone, _ = trimmed_weights(
            weight[classes == k], limit[k : k + 1], np.zeros(30, dtype=np.int32)
        )
        np.testing.assert_allclose(found[classes == k], alone, rtol=1e-12)


def test_weights_that_are_not_cut_keep_their_ratios():
    weight = np.array([1.0, 2.0, 4.0, 20.0])
    found, _ = trimmed_weights(weight, np.array([10.0]), np.zeros(4, dtype=np.int32))
    np.testing.assert_allclose(found[:3] / found[0], [1.0, 2.0, 4.0], rtol=1e-12)


def test_a_limit_below_the_mean_cannot_be_kept_and_at_the_mean_all_are_alike():
    weight, one = np.array([1.0, 2.0, 6.0]), np.zeros(3, dtype=np.int32)
    _, can_be = trimmed_weights(weight, np.array([2.9]), one)
    assert not can_be.any()
    found, can_be = trimmed_weights(weight, np.array([3.0]), one)
    assert can_be.all()
    np.testing.assert_allclose(found, 3.0, rtol=1e-12)
