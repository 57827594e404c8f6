"""Share of variance between groups: a second computation, a known truth, and the ends."""

import numpy as np
import pytest
from scipy import stats

from measure87.numerics.intraclass import above_share, intraclass, intraclass_within
from measure87.vocabulary.errors import DataError


def naive(values, groups):
    """The mean squares by loops, as a textbook has them."""
    values, groups = list(values), list(groups)
    n, names = len(values), sorted(set(groups))
    mean = sum(values) / n
    between = within = 0.0
    sizes = []
    for name in names:
        own = [v for v, g in zip(values, groups, strict=True) if g == name]
        own_mean = sum(own) / len(own)
        sizes.append(len(own))
        between += len(own) * (own_mean - mean) ** 2
        within += sum((v - own_mean) ** 2 for v in own)
    msb, msw = between / (len(names) - 1), within / (n - len(names))
    size = (n - sum(s * s for s in sizes) / n) / (len(names) - 1)
    return (msb - msw) / (msb + (size - 1) * msw), msb / msw, size


@pytest.mark.parametrize("binary", [False, True])
def test_the_share_is_that_of_a_naive_second_computation(binary):
    rng = np.random.default_rng(1)
    groups = rng.integers(0, 9, 200)
    values = (rng.random(200) < 0.3).astype(float) if binary else rng.normal(groups / 4, 1.0)
    found = intraclass(values, groups)
    share, f, size = naive(values, groups)
    assert (found.share, found.f, found.size) == pytest.approx((share, f, size), rel=1e-12)


def test_the_test_of_no_difference_is_that_of_scipy():
    rng = np.random.default_rng(2)
    groups = np.repeat(np.arange(6), 20)
    values = rng.normal(groups / 5, 1.0)
    by_group = [values[groups == g] for g in range(6)]
    p = stats.f_oneway(*by_group).pvalue
    assert above_share(intraclass(values, groups), 0.0) == pytest.approx(p, rel=1e-9)


def test_at_the_limits_a_test_has_the_size_of_the_interval():
    rng = np.random.default_rng(3)
    groups = np.repeat(np.arange(12), 25)
    found = intraclass(rng.normal(groups % 3 / 2, 1.0), groups)
    assert found.lower < found.share < found.upper
    assert above_share(found, found.lower) == pytest.approx(0.025, rel=1e-6)
    assert above_share(found, found.upper) == pytest.approx(0.975, rel=1e-6)


@pytest.mark.parametrize(("truth", "binary"), [(0.0, False), (0.1, False), (0.1, True)])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(truth, binary):
    rng = np.random.default_rng(4)
    groups = np.repeat(np.arange(20), 25)
    held = 0
    for _ in range(400):
        if binary:  # beta-binomial groups: share is 1 / (a + b + 1)
            a = 0.3 * (1 - truth) / truth
            chance = rng.beta(a, a / 0.3 * 0.7, 20)
            values = (rng.random(500) < chance[groups]).astype(float)
        else:
            effect = rng.normal(0, np.sqrt(truth), 20)
            values = effect[groups] + rng.normal(0, np.sqrt(1 - truth), 500)
        found = intraclass(values, groups)
        held += found.lower <= truth <= found.upper
    # 380 expected; 3.5 standard errors (15) below is not chance.
    assert held >= 365


def test_values_without_variation_have_no_share():
    assert np.isnan(intraclass(np.ones(10), np.repeat([0, 1], 5)).share)
    found = intraclass(np.repeat([0.0, 1.0], 5), np.repeat([0, 1], 5))
    assert found.share == found.lower == found.upper == 1.0
    assert above_share(found, 0.02) == 0.0


def test_one_group_is_refused():
    with pytest.raises(DataError, match="two groups"):
        intraclass([1.0, 2.0], [0, 0])


def by_least_squares(values, groups, areas):
    """F of groups after areas, from two regressions on dummies."""

    def residual(*codes):
        design = np.hstack([np.eye(c.max() + 1)[c] for c in codes])
        fit = np.linalg.lstsq(design, values, rcond=None)
        return float(((values - design @ fit[0]) ** 2).sum()), int(fit[2])

    (alone, rank), (both, rank_both) = residual(areas), residual(areas, groups)
    df, rest = rank_both - rank, values.size - rank_both
    return (alone - both) / df / (both / rest), df, rest


@pytest.mark.parametrize("teams", [1, 3])
def test_within_areas_the_share_is_that_of_two_regressions(teams):
    rng = np.random.default_rng(5)
    areas = rng.integers(0, 12, 300)
    groups = (areas % teams) * 4 + rng.integers(0, 4, 300)
    values = rng.normal(areas / 2 + groups / 4, 1.0)
    found = intraclass_within(values, groups, areas)
    f, df, rest = by_least_squares(values, groups, areas)
    assert (found.f, found.groups - 1, found.rest) == (pytest.approx(f, rel=1e-9), df, rest)


def test_what_areas_differ_by_is_no_share_of_groups_that_share_them():
    rng = np.random.default_rng(6)
    areas = np.repeat(np.arange(25), 20)
    groups = areas % 5 * 4 + np.tile(np.arange(4), 125)
    area_truth = np.array([-9.0, -4.0, 0.0, 3.0, 8.0])[areas % 5] + rng.normal(0, 3.0, 25)[areas]
    shares = [
        intraclass_within(area_truth + rng.normal(0, 1.0, 500), groups, areas) for _ in range(200)
    ]
    held = sum(one.lower <= 0.0 <= one.upper for one in shares)
    assert held >= 182  # 190 expected, less 2.6 standard errors
    assert np.mean([one.share for one in shares]) == pytest.approx(0.0, abs=0.005)
    assert intraclass(area_truth, groups).share > 0.1


def test_a_share_within_areas_is_found_again():
    rng = np.random.default_rng(7)
    areas = np.repeat(np.arange(25), 20)
    groups = areas % 5 * 4 + np.tile(np.arange(4), 125)
    shares = []
    for _ in range(300):
        effect = rng.normal(0, np.sqrt(0.1), 20)[groups]
        shares.append(intraclass_within(effect + rng.normal(0, np.sqrt(0.9), 500), groups, areas))
    assert np.mean([one.share for one in shares]) == pytest.approx(0.1, abs=0.01)
    assert sum(one.lower <= 0.1 <= one.upper for one in shares) >= 272  # of 300, 285 expected


def test_groups_with_areas_of_their_own_cannot_be_told_apart():
    with pytest.raises(DataError, match="no area is shared"):
        intraclass_within(np.arange(8.0), np.repeat([0, 1], 4), np.repeat([0, 1], 4))


def test_equal_answers_within_areas_leave_nothing():
    areas = np.repeat(np.arange(5), 4)
    found = intraclass_within(areas.astype(float), np.tile(np.arange(4), 5), areas)
    assert np.isnan(found.share)
    assert above_share(found, 0.0) == 1.0
