"""The two tests of ranks: right levels under uniform ranks, and eyes for what is wrong."""

import math

import numpy as np
import pytest
from scipy import stats

from measure87.combine.validation.uniformity import (
    ENVELOPE_DRAWS,
    ENVELOPE_SEED,
    envelope,
    judge_uniformity,
)
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


def envelope_by_hand(worlds, draws, level):
    """Counts whose binomial tails are not rarer than the rarest of a share of `level` of sets."""
    rng = np.random.default_rng(ENVELOPE_SEED)
    sets = rng.integers(0, draws + 1, (ENVELOPE_DRAWS, worlds))
    chances = [(r + 1) / (draws + 1) for r in range(draws + 1)]
    tails = {
        (count, r): min(
            stats.binom.cdf(count, worlds, chances[r]),
            stats.binom.sf(count - 1, worlds, chances[r]),
        )
        for r in range(draws + 1)
        for count in range(worlds + 1)
    }
    rarest = sorted(min(tails[int((one <= r).sum()), r] for r in range(draws + 1)) for one in sets)
    limit = rarest[math.floor((1 - level) * (ENVELOPE_DRAWS - 1))]
    allowed = [[c for c in range(worlds + 1) if tails[c, r] >= limit] for r in range(draws + 1)]
    return [min(c) / worlds for c in allowed], [max(c) / worlds for c in allowed]


@pytest.mark.parametrize(("worlds", "draws", "level"), [(10, 4, 0.9), (7, 3, 0.5)])
def test_the_envelope_is_that_written_out_and_the_distance_from_it_too(worlds, draws, level):
    low, high = envelope(worlds, draws, level)
    wanted = envelope_by_hand(worlds, draws, level)
    assert (low.tolist(), high.tolist()) == wanted
    assert high[-1] == low[-1] == 1.0
    for ranks in (np.zeros(worlds, int), np.full(worlds, draws), np.arange(worlds) % (draws + 1)):
        found = judge_uniformity(ranks, draws, bins=draws + 1, level=level)
        reached = [(ranks <= r).mean() for r in range(draws + 1)]
        apart = [max(lo - at, at - hi, 0.0) for at, lo, hi in zip(reached, *wanted, strict=True)]
        assert found.outside == pytest.approx(max(apart))
        assert (found.worlds, found.bins, found.level) == (worlds, draws + 1, level)


def test_ranks_at_both_ends_are_ranks_and_one_below_nought_is_not():
    assert judge_uniformity(np.array([0, 19]), 19).worlds == 2
    with pytest.raises(UsageError, match="outside 0 to 19"):
        judge_uniformity(np.array([-1, 3]), 19)
    assert judge_uniformity(np.array([0, 19]), 19).level == 0.95
    assert (ENVELOPE_DRAWS, ENVELOPE_SEED) == (2000, 87)
