import numpy as np
import pytest
from scipy import stats

from measure87.estimate.multiple_lists import NotEstimableError
from measure87.estimate.multiple_lists.intervals import bootstrap
from measure87.estimate.multiple_lists.intervals.bootstrap import (
    FIRST_REPLICATES,
    Bootstrap,
    _acceleration,
    _bootstrap,
    _in_parts,
    _more,
    bootstrap_notices,
    selection_bootstrap,
)
from measure87.estimate.multiple_lists.kernels.bca import BcaInterval

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


@pytest.mark.slow
@pytest.mark.parametrize("samples", [100, pytest.param(300, marks=pytest.mark.proof)])
def test_the_interval_covers_about_as_often_as_it_says(samples):
    rng = np.random.default_rng(5)
    truth, p, q = 1500, 0.2, 0.15
    cover = 0
    for _ in range(samples):
        a, b = rng.random(truth) < p, rng.random(truth) < q
        counts = np.array([(a & ~b).sum(), (b & ~a).sum(), (a & b).sum()])
        found = selection_bootstrap(
            counts, float(size(counts[None])[0]), size, level=0.9, replicates=400, rng=rng
        )
        cover += found.lower <= truth <= found.upper
    low, high = stats.binom.interval(0.99, samples, 0.9)
    assert low <= cover <= high


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


def interval_of(lower=900.0, upper=1200.0, shares=(0.1, 0.9)):
    return BcaInterval(lower, upper, *shares, 0.05, 0.02)


@pytest.mark.parametrize(
    ("errors", "shares", "drawn", "most", "wanted"),
    [
        # Errors of 1 % of 1,000 are steady; of twice as much, four times the replicates are.
        ((10.0, 5.0), (0.1, 0.9), 1000, 20_000, 1000),
        ((20.0, 5.0), (0.1, 0.9), 1000, 20_000, 4800),
        ((5.0, 20.0), (0.1, 0.9), 1000, 20_000, 4800),
        ((20.0, 5.0), (0.1, 0.9), 1000, 3000, 3000),
        ((20.0, 5.0), (0.1, 0.9), 3000, 3000, 3000),
        # A little more is not worth a round; more than that is a round of as many again.
        ((10.05, 5.0), (0.1, 0.9), 1000, 20_000, 2000),
        ((np.inf, 5.0), (0.1, 0.9), 1000, 20_000, 1000),
        ((np.inf, 20.0), (0.1, 0.9), 1000, 20_000, 4800),
        # Fewer than 20 beyond a limit.
        ((5.0, 5.0), (0.02, 0.9), 1000, 20_000, 1000),
        ((5.0, 5.0), (0.019, 0.9), 1000, 20_000, 2000),
        ((5.0, 5.0), (0.1, 0.9801), 1000, 20_000, 2000),
        ((5.0, 5.0), (0.1, 0.98), 1000, 20_000, 1000),
    ],
)
def test_as_many_replicates_are_asked_for_as_make_both_limits_steady(
    errors, shares, drawn, most, wanted
):
    assert _more(interval_of(shares=shares), errors, 1000.0, drawn, most) == wanted


def test_what_is_handed_on_of_the_replicates():
    known = np.array([1000.0, np.nan, np.inf, 900.0, 1100.0])
    answered = known[~np.isnan(known)]
    found = _bootstrap(known, answered, interval_of(), (3.0, 4.0))
    assert (found.lower, found.upper) == (900.0, 1200.0)
    assert found.sizes.tolist() == [1000.0, 900.0, 1100.0]
    assert (found.unbounded, found.unanswered) == (1, 1)
    assert (found.beyond_lower, found.beyond_upper) == pytest.approx((0.4, 0.4))
    error = found.monte_carlo
    assert (error.value, error.lower, error.upper, error.replicates) == (0.0, 3.0, 4.0, 4)
    for errors, upper in (((np.inf, 4.0), 1200.0), ((3.0, 4.0), np.inf)):
        bare = _bootstrap(known, answered, interval_of(upper=upper), errors)
        assert bare.monte_carlo is None
        assert (bare.upper is None) == np.isinf(upper)


def told(beyond=(20.0, 20.0), upper=1200.0, unanswered=0):
    boot = Bootstrap(900.0, upper, interval_of(), None, np.zeros(90), 10, unanswered, *beyond)
    return {notice.code: notice.text for notice in bootstrap_notices(boot)}


def test_a_limit_that_hangs_on_fewer_than_twenty_samples_is_told():
    assert told() == {}
    text = told((19.2, 20.0))["lower-limit-at-the-edge"]
    assert "at most 20 of 100 bootstrap samples lie beyond the lower limit" in text
    assert "at most 1 of 100" in told((0.2, 20.0))["lower-limit-at-the-edge"]
    assert "at most 1 of 100" in told((20.0, 0.0))["upper-limit-at-the-edge"]
    assert set(told((5.0, 5.0))) == {"lower-limit-at-the-edge", "upper-limit-at-the-edge"}
    # Without an upper limit nothing is said of its edge.
    assert set(told((5.0, 5.0), upper=None)) == {"no-upper-limit", "lower-limit-at-the-edge"}
    assert "in 10 of 100 bootstrap samples" in told(upper=None)["no-upper-limit"]
    assert "3 bootstrap samples had no est" in told(unanswered=3)["samples-without-answer"]


def test_acceleration_is_from_leaving_out_one_person_of_each_kind():
    """Two lists: the skewness of what 540 persons do, written out person by person."""
    seen = []

    def sizes(samples):
        seen.append(samples.tolist())
        return size(samples)

    found = _acceleration(COUNTS, sizes)
    assert seen == [[[299, 200, 40], [300, 199, 40], [300, 200, 39]]]
    values = np.repeat(size(np.array(seen[0])), COUNTS)
    influence = values.mean() - values
    assert found == pytest.approx((influence**3).sum() / 6 / (influence**2).sum() ** 1.5)
    assert _acceleration(COUNTS, lambda samples: np.full(3, np.nan)) == 0.0
    some = _acceleration(COUNTS, lambda samples: np.array([5.0, np.nan, 7.0]))
    alone = np.repeat([5.0, 7.0], [300, 40])
    influence = alone.mean() - alone
    assert some == pytest.approx((influence**3).sum() / 6 / (influence**2).sum() ** 1.5)


def test_samples_come_in_parts_of_five_hundred_and_say_how_far_they_are(monkeypatch):
    said = []
    monkeypatch.setattr(bootstrap, "progress", lambda what, share: said.append(share))
    parts = _in_parts(np.arange(1200), lambda samples: samples * 2.0)
    assert [len(part) for part in parts] == [500, 500, 200]
    assert np.concatenate(parts).tolist() == (np.arange(1200) * 2.0).tolist()
    assert said == pytest.approx([0.0, 500 / 1200, 1000 / 1200, 1.0])


@pytest.mark.parametrize(("answered", "refused"), [(50, False), (49, True)])
def test_half_of_the_samples_must_have_an_answer(answered, refused):
    def some(samples):
        values = np.full(len(samples), np.nan)
        values[:answered] = size(samples[:answered])
        return values

    if refused:
        with pytest.raises(NotEstimableError, match="only 49 of 100 bootstrap samples have an est"):
            run(some, replicates=100)
    else:
        assert run(some, replicates=100).unanswered == 50
