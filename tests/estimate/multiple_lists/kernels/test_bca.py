import math

import numpy as np
import pytest
from scipy import stats

from measure87.estimate.multiple_lists.kernels.bca import (
    bca_interval,
    bca_standard_errors,
    jackknife_acceleration,
)


def type_8(values, p):
    """Hyndman & Fan's eighth quantile, as they write it."""
    x, n = sorted(values), len(values)
    place = n * p + (p + 1) / 3
    j = math.floor(place)
    low, high = x[min(max(j, 1), n) - 1], x[min(max(j + 1, 1), n) - 1]
    return low + (place - j) * (high - low)


def test_limits_are_the_formula_of_efron():
    rng = np.random.default_rng(3)
    values, estimate, a = rng.lognormal(7.0, 0.3, 997), 1080.0, -0.05
    found = bca_interval(values, estimate, a, 0.9)
    z0 = stats.norm.ppf(np.mean(values < estimate))
    for limit, tail in ((found.lower, 0.05), (found.upper, 0.95)):
        z = stats.norm.ppf(tail) + z0
        assert limit == pytest.approx(type_8(values, stats.norm.cdf(z0 + z / (1 - a * z))))


def test_without_bias_and_skewness_they_are_percentiles():
    values = np.arange(1.0, 1000.0)
    found = bca_interval(values, 500.2, 0.0, 0.95)
    assert found.bias_correction == pytest.approx(0.0, abs=2e-3)
    assert found.lower == pytest.approx(25.0, abs=1.5)
    assert found.upper == pytest.approx(975.0, abs=1.5)


def test_infinite_replicates_make_an_upper_limit_infinite_only_where_it_lies_among_them():
    values = np.concatenate([np.linspace(100, 200, 960), np.full(40, np.inf)])
    assert bca_interval(values, 150.0, 0.0, 0.8).upper < 201
    assert bca_interval(values, 150.0, 0.0, 0.95).upper == np.inf


@pytest.mark.parametrize("estimate", [0.0, 1e9])
def test_an_estimate_outside_all_replicates_gives_finite_limits(estimate):
    found = bca_interval(np.linspace(1, 2, 500), estimate, 0.02, 0.95)
    assert 1 <= found.lower <= found.upper <= 2


def test_acceleration_is_a_sixth_of_the_skewness_of_the_influence():
    values, weights = np.array([10.0, 11.0, 15.0]), np.array([5, 3, 1])
    one_by_one = np.repeat(values, weights)
    influence = one_by_one.mean() - one_by_one
    direct = (influence**3).sum() / (6 * (influence**2).sum() ** 1.5)
    assert jackknife_acceleration(values, weights) == pytest.approx(direct)
    assert jackknife_acceleration(np.array([4.0, 4.0]), np.array([2, 2])) == 0.0


def test_an_infinite_jackknife_value_is_the_limit_of_a_large_one():
    weights = np.array([50, 3, 1])
    large = jackknife_acceleration(np.array([10.0, 11.0, 1e12]), weights)
    assert jackknife_acceleration(np.array([10.0, 11.0, np.inf]), weights) == pytest.approx(large)


def test_standard_errors_are_those_over_other_replicates():
    rng = np.random.default_rng(8)
    estimate, a = 1000.0, 0.03
    limits = []
    for _ in range(300):
        found = bca_interval(rng.lognormal(6.95, 0.25, 2000), estimate, a, 0.95)
        limits.append((found.lower, found.upper))
    told = np.mean(
        [
            bca_standard_errors(rng.lognormal(6.95, 0.25, 2000), estimate, a, 0.95, rng)
            for _ in range(10)
        ],
        axis=0,
    )
    np.testing.assert_allclose(told, np.std(limits, axis=0, ddof=1), rtol=0.25)


def test_the_error_of_an_extreme_limit_is_not_told_too_small():
    # A strong bias: the lower limit is asked from the smallest replicates.
    rng = np.random.default_rng(9)
    estimate = 800.0
    draws = [rng.lognormal(6.95, 0.25, 1000) for _ in range(200)]
    lower = [bca_interval(d, estimate, -0.05, 0.95).lower for d in draws]
    told = np.mean([bca_standard_errors(d, estimate, -0.05, 0.95, rng)[0] for d in draws[:10]])
    assert told > 0.9 * np.std(lower, ddof=1)


# Written out.


def bca_by_hand(values, estimate, acceleration, level):
    """Limits and their shares, in sorted replicates of which half a one at least is below."""
    n = len(values)
    below = min(max(sum(v < estimate for v in values), 0.5), n - 0.5)
    z0 = stats.norm.ppf(below / n)
    shares = []
    for tail in ((1 - level) / 2, (1 + level) / 2):
        z = z0 + stats.norm.ppf(tail)
        room = 1 - acceleration * z
        shares.append((0.0 if z < 0 else 1.0) if room <= 0 else stats.norm.cdf(z0 + z / room))
    return [type_8(values, share) for share in shares], shares, z0


@pytest.mark.parametrize("estimate", [-1.0, 0.0, 0.5, 4.0, 9.5, 10.0, 11.0])
@pytest.mark.parametrize("acceleration", [-0.4, 0.0, 0.1, 2.0])
@pytest.mark.parametrize("level", [0.5, 0.95])
def test_the_interval_is_that_written_out(estimate, acceleration, level):
    """Eleven replicates, 0 to 10, in another order."""
    values = np.array([3.0, 0, 10, 7, 1, 5, 9, 2, 8, 4, 6])
    found = bca_interval(values, estimate, acceleration, level)
    limits, shares, correction = bca_by_hand(values.tolist(), estimate, acceleration, level)
    assert (found.lower, found.upper) == pytest.approx(limits, abs=1e-9)
    assert (found.lower_share, found.upper_share) == pytest.approx(shares)
    assert found.bias_correction == pytest.approx(correction)
    assert found.acceleration == acceleration


def errors_by_hand(values, estimate, acceleration, level, seed, few):
    """200 resamples drawn anew, and ten blocks where fewer than `few` lie beyond a limit."""
    ordered, rng = np.sort(values), np.random.default_rng(seed)
    again = [
        bca_by_hand(np.sort(ordered[rng.integers(0, len(ordered), len(ordered))]).tolist(),
                    estimate, acceleration, level)[0]
        for _ in range(200)
    ]  # fmt: skip
    found = np.std(again, axis=0, ddof=1)
    _, (low, high), _ = bca_by_hand(ordered.tolist(), estimate, acceleration, level)
    if len(values) >= 20:
        blocks = [
            bca_by_hand(sorted(block), estimate, acceleration, level)[0]
            for block in np.array_split(values, 10)
        ]
        apart = np.std(blocks, axis=0, ddof=1)
        for end, beyond in ((0, low), (1, 1 - high)):
            if beyond * len(values) < few:
                found[end] = max(found[end], apart[end])
    return found


@pytest.mark.parametrize(
    ("n", "few"), [(19, 20), (20, 20), (60, 20), (60, 3), (60, 1), (200, 20), (200, 5)]
)
def test_errors_of_limits_are_those_written_out(n, few):
    values = np.random.default_rng(n).lognormal(1.0, 0.5, n)
    rng = np.random.default_rng(4)
    found = bca_standard_errors(values, 3.0, 0.05, 0.9, rng, few=few)
    assert found == pytest.approx(errors_by_hand(values, 3.0, 0.05, 0.9, 4, few), rel=1e-7)


def test_by_default_a_limit_with_fewer_than_twenty_beyond_it_is_an_extreme_one():
    values = np.random.default_rng(8).lognormal(1.0, 0.5, 200)
    for few in (None, 20):
        rng = np.random.default_rng(4)
        told = bca_standard_errors(values, 3.0, 0.05, 0.8, rng, **({"few": few} if few else {}))
        assert told == pytest.approx(errors_by_hand(values, 3.0, 0.05, 0.8, 4, 20), rel=1e-7)


def test_a_limit_that_is_infinite_has_no_error_or_an_infinite_one():
    """Infinite in every resample: nothing moves; in some: no number tells."""
    rng = np.random.default_rng(1)
    infinite = rng.permutation(np.concatenate([np.arange(1.0, 101.0), np.full(100, np.inf)]))
    lower, upper = bca_standard_errors(infinite, 101.0, 0.0, 0.9, rng)
    assert np.isfinite(lower)
    assert upper == 0.0
    few = rng.permutation(np.concatenate([np.arange(1.0, 191.0), np.full(10, np.inf)]))
    lower, upper = bca_standard_errors(few, 95.0, 0.0, 0.9, rng)
    assert (np.isfinite(lower), upper) == (True, np.inf)
