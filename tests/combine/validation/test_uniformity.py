"""The two tests of ranks: right levels under uniform ranks, and eyes for what is wrong."""

import numpy as np
import pytest
from scipy import stats

from measure87.combine.validation.uniformity import envelope, judge_uniformity
from measure87.vocabulary.errors import UsageError


def test_chi_square_is_scipys():
    ranks = np.random.default_rng(1).integers(0, 20, 60)
    got = judge_uniformity(ranks, 19)
    counts = [((ranks >= 4 * i) & (ranks < 4 * i + 4)).sum() for i in range(5)]
    want = stats.chisquare(counts)
    assert (got.chi_square, got.p_value) == (
        pytest.approx(want.statistic),
        pytest.approx(want.pvalue),
    )


def test_uniform_ranks_lie_inside_the_envelope_as_often_as_stated():
    """1,000 sets from another seed than the envelope's; 95 % within what chance gives."""
    low, high = envelope(40, 19, 0.95)
    rng = np.random.default_rng(2026)
    inside = 0
    for _ in range(1000):
        ranks = rng.integers(0, 20, 40)
        reached = np.array([(ranks <= r).mean() for r in range(20)])
        inside += bool(((reached >= low - 1e-12) & (reached <= high + 1e-12)).all())
    # At least the level (counts are whole numbers), and not all of them.
    assert 930 <= inside <= 985


def test_draws_that_are_too_narrow_or_all_too_high_are_found():
    rng = np.random.default_rng(3)
    outside = rng.choice([0, 19], 40)
    low = rng.integers(0, 8, 40)
    for ranks in (outside, low):
        got = judge_uniformity(ranks, 19)
        assert got.p_value < 1e-4
        assert got.outside > 0.05


def test_uniform_ranks_are_not_found_at_fault():
    got = judge_uniformity(np.tile(np.arange(20), 3), 19)
    assert (got.chi_square, got.p_value, got.outside) == (0.0, 1.0, 0.0)


def test_bins_that_do_not_divide_the_ranks_are_refused():
    with pytest.raises(UsageError, match="do not divide 20"):
        judge_uniformity(np.arange(20), 19, bins=3)


def test_a_rank_beyond_the_draws_is_refused():
    with pytest.raises(UsageError, match="outside 0 to 19"):
        judge_uniformity(np.array([3, 20]), 19)
