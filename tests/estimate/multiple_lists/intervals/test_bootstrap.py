import numpy as np
import pytest

from measure87.estimate.multiple_lists import NotEstimableError
from measure87.estimate.multiple_lists.intervals.bootstrap import (
    FIRST_REPLICATES,
    bootstrap_notices,
    selection_bootstrap,
)

COUNTS = np.array([300, 200, 40])


def size(samples):
    """Two lists by hand: the product of the totals over the overlap."""
    both = samples[:, 2].astype(float)
    with np.errstate(divide="ignore"):
        return (samples[:, 0] + both) * (samples[:, 1] + both) / both


def run(sizes_of, **options):
    return selection_bootstrap(
        COUNTS,
        float(size(COUNTS[None])[0]),
        sizes_of,
        **({"level": 0.95, "replicates": None, "rng": np.random.default_rng(1)} | options),
    )


def test_replicates_go_on_until_the_limits_are_steady():
    found = run(size)
    value = float(size(COUNTS[None])[0])
    assert found.monte_carlo.replicates > FIRST_REPLICATES
    assert max(found.monte_carlo.lower, found.monte_carlo.upper) < 0.011 * value


def test_the_error_that_is_stated_is_the_spread_over_seeds():
    found = [run(size, replicates=2000, rng=np.random.default_rng(s)) for s in range(60)]
    for end in ("lower", "upper"):
        spread = np.std([getattr(one, end) for one in found], ddof=1)
        told = np.mean([getattr(one.monte_carlo, end) for one in found])
        assert told == pytest.approx(spread, rel=0.3)


def test_an_estimate_that_does_not_move_needs_no_more_than_the_first():
    found = run(lambda samples: np.full(len(samples), 1700.0))
    assert (found.lower, found.upper) == (1700.0, 1700.0)
    assert len(found.sizes) <= 20_000


def test_the_interval_covers_about_as_often_as_it_says():
    rng = np.random.default_rng(5)
    truth, p, q = 1500, 0.2, 0.15
    cover = 0
    for _ in range(300):
        a, b = rng.random(truth) < p, rng.random(truth) < q
        counts = np.array([(a & ~b).sum(), (b & ~a).sum(), (a & b).sum()])
        found = selection_bootstrap(
            counts, float(size(counts[None])[0]), size, level=0.9, replicates=400, rng=rng
        )
        cover += found.lower <= truth <= found.upper
    assert 0.85 < cover / 300 < 0.95


def test_samples_without_answer_are_counted_and_too_many_are_refused():
    def some(samples):
        return np.where(samples[:, 2] % 5 == 0, np.nan, size(samples))

    found = run(some, replicates=500)
    assert found.unanswered + len(found.sizes) == 500
    assert "samples-without-answer" in {n.code for n in bootstrap_notices(found)}
    with pytest.raises(NotEstimableError, match="bootstrap samples have an estimate"):
        run(lambda samples: np.full(len(samples), np.nan), replicates=100)


def test_infinite_samples_open_the_upper_end():
    def some(samples):
        return np.where(samples[:, 2] % 3 == 0, np.inf, size(samples))

    found = run(some, replicates=500)
    assert found.upper is None
    assert np.isfinite(found.sizes).all()
    assert "no-upper-limit" in {n.code for n in bootstrap_notices(found)}
