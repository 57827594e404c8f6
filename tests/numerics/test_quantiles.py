import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure87.numerics.quantiles import weighted_quantile


def naive(values, weights, share):
    """The first value, in order, whose fraction of the weight reaches the share."""
    pairs = sorted(zip(values, weights, strict=True))
    for value, _ in pairs:
        below = sum(w for v, w in pairs if v <= value)
        if below >= share * sum(weights) * (1 - 1e-9):
            return value
    return pairs[-1][0]


@given(
    values=st.lists(st.integers(0, 9), min_size=1, max_size=30),
    seed=st.integers(0, 1000),
    share=st.floats(0.0, 1.0),
)
def test_the_quantile_is_the_first_value_that_reaches_the_share(values, seed, share):
    weights = np.random.default_rng(seed).gamma(1.0, 10.0, len(values)) + 1e-3
    order = np.argsort(values, kind="stable")
    found = weighted_quantile(np.array(values, float)[order], weights[order], share)
    assert found == naive(values, weights.tolist(), share)


@pytest.mark.parametrize("weight", [1.0, 30.97, 1e9, 1 / 3])
def test_rounding_of_equal_weights_does_not_move_a_quantile(weight):
    values = np.arange(1.0, 201.0)
    weights = np.full(200, weight)
    for share, expected in ((0.05, 10.0), (0.5, 100.0), (0.95, 190.0), (0.951, 191.0)):
        assert weighted_quantile(values, weights, share) == expected
