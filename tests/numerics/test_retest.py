"""Second interviews: reliability by hand, and at the ends."""

import numpy as np
import pytest

from measure87.numerics.agreement import fleiss_kappa
from measure87.numerics.retest import cohen_kappa, reliability_ratio


def test_reliability_is_that_of_a_known_error():
    rng = np.random.default_rng(1)
    truth = rng.normal(0, 2.0, 40_000)
    first, second = (truth + rng.normal(0, 1.0, truth.size) for _ in range(2))
    # Variance 4 of the truth, 1 of each answer's error: 4 in 5 are reliable.
    assert reliability_ratio(first, second) == pytest.approx(0.8, abs=0.01)


def test_answers_that_differ_like_those_of_two_persons_are_not_reliable():
    rng = np.random.default_rng(2)
    assert reliability_ratio(rng.normal(size=20_000), rng.normal(size=20_000)) == pytest.approx(
        0.0, abs=0.02
    )


def test_nothing_that_varies_has_no_reliability():
    assert np.isnan(reliability_ratio([1, 1], [1, 1]))
    assert np.isnan(reliability_ratio([1], [1]))
    assert np.isnan(cohen_kappa([], []))
    assert np.isnan(cohen_kappa([0, 0], [0, 0]))


def test_kappa_by_hand():
    # 20 both yes, 5 and 10 apart, 15 both no: agreement 0.7, chance 0.5, kappa 0.4.
    first = [1] * 20 + [1] * 5 + [0] * 10 + [0] * 15
    second = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    assert cohen_kappa(first, second) == pytest.approx(0.4)


def test_with_equal_margins_kappa_is_that_of_fleiss():
    first, second = [0, 0, 1, 1, 0, 1], [0, 1, 1, 0, 0, 1]
    votes = np.array(
        [[(a == c) + (b == c) for c in (0, 1)] for a, b in zip(first, second, strict=True)]
    )
    assert cohen_kappa(first, second) == pytest.approx(fleiss_kappa(votes))
