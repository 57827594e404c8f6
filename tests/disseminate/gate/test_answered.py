"""Where it is not shown how many answered, no released share tells it: tried number by number."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from measure87.disseminate import release
from measure87.vocabulary.estimate import Result
from tests.disseminate.gate.audit.random_tables import figure


def seeds(each_time, all_of_them):
    """The first few each time, and those that differ from them in their data alone in the proof."""
    more = range(each_time, all_of_them)
    return [*range(each_time), *(pytest.param(seed, marks=pytest.mark.proof) for seed in more)]


def with_error(share, deff=1.0):
    """The error of persons who were drawn at random, by a factor."""
    p, n = share.value, share.n
    se = sqrt(deff * p * (1 - p) / n)
    return replace(share, se=se, lower=max(p - 2 * se, 0), upper=min(p + 2 * se, 1), level=0.95)


def released_beside_all(share):
    """A share beside one of the same persons to which everybody gave an answer."""
    everybody = share.n + share.n_unknown
    apart = everybody // 3 if abs(share.n_cases - everybody // 3) > 5 else everybody // 2
    beside = with_error(figure("beside", everybody, apart, 0))
    return release(Result("run", (beside, share))).estimates[1]


def who_may_be_unknown(shown):
    """Numbers above 0 of unknown answers with which cases by who answered is the share.

    A share is not released as 1, nor as 0, where it is not.
    """
    half = shown.digits / 2 * (1 + 1e-9)
    top, bottom = 1 - 1.5 * shown.digits, 1.5 * shown.digits
    return [
        u
        for u in range(1, shown.n - shown.n_cases + 1)
        if abs((p := shown.n_cases / (shown.n - u)) - shown.value) <= half
        or (shown.value >= top and p > shown.value)
        or (shown.value <= bottom and p < shown.value)
    ]


@pytest.mark.parametrize("seed", seeds(30, 120))
def test_one_unknown_answer_and_two_fit_the_share(seed):
    rng = np.random.default_rng([87, seed])
    n, unknown = int(rng.integers(40, 2000)), int(rng.integers(1, 3))
    cases = int(rng.integers(3, n - 3))
    exact = with_error(figure("y", n, cases, unknown), float(rng.uniform(0.5, 3)))
    shown = released_beside_all(exact)
    assert shown.flags == ("unknown-not-shown",)
    assert (shown.n, shown.n_cases, shown.n_unknown) == (n + unknown, cases, None)
    assert {1, 2} <= {*who_may_be_unknown(shown)}


@pytest.mark.few(3)
@pytest.mark.parametrize("interval", ["wald", None])
@pytest.mark.parametrize("seed", seeds(5, 30))
def test_limits_of_a_share_in_wide_steps_hold_those_of_the_estimate(seed, interval):
    """A value may be rounded by more than its error; its interval is then so much wider."""
    rng = np.random.default_rng([85, seed])
    n, wide = int(rng.integers(30, 90)), 0
    for _ in range(20):
        cases = int(rng.integers(n * 2 // 3, n - 3))
        exact = replace(
            with_error(figure("y", n, cases, 1)), interval=interval, df=1e6, level=0.9545
        )
        shown = released_beside_all(exact)
        if shown.digits and shown.digits > 0.55 * shown.se:
            wide += 1
            assert shown.lower <= exact.lower + 1e-4
            assert shown.upper >= exact.upper - 1e-4
    assert wide


def test_the_share_of_many_keeps_its_finest_step():
    """One person of 1,800 moves a share of a tenth by much less than a tenth of its error."""
    shown = released_beside_all(with_error(figure("y", 1800, 180, 1)))
    assert shown.digits == 0.0005


def test_a_share_that_one_person_moves_by_more_than_a_step_gets_a_coarser_one():
    shown = released_beside_all(with_error(figure("y", 84, 47, 1)))
    assert (shown.value, shown.digits) == (0.56, 0.02)


def test_a_share_whose_unknown_answers_are_shown_keeps_its_step():
    shown = released_beside_all(with_error(figure("y", 84, 47, 6)))
    assert (shown.n_unknown, shown.digits) == (6, 0.005)


def test_a_share_that_counts_the_unknown_as_no_keeps_its_step():
    """47 of 85 whatever the other answers were."""
    share = with_error(replace(figure("y", 85, 47, 1), value_if_no=47 / 85, value_if_yes=48 / 85))
    shown = release(Result("run", (share,))).estimates[0]
    assert (shown.value, shown.digits) == (0.555, 0.005)


def test_the_total_goes_by_the_step_of_its_share():
    share = replace(with_error(figure("y", 84, 47, 1)), weighted_n=8400.0)
    total = replace(
        share, statistic="total", unit="persons", value=4700.0, se=share.se * 8400, lower=3900.0,
        upper=5500.0, value_if_no=4700.0, value_if_yes=4800.0,
    )  # fmt: skip
    beside = with_error(figure("beside", 85, 28, 0))
    _, shown, persons = release(Result("run", (beside, share, total))).estimates
    assert persons.digits >= 100.0
    assert persons.value == pytest.approx(8400 * shown.value, abs=persons.digits / 2)


@pytest.mark.parametrize("seed", seeds(12, 40))
def test_two_shares_and_the_number_of_all_tell_neither_of_two_numbers(seed):
    """Of 4 to 9 who gave no answer, which is shown, one or two are of the first region."""
    rng = np.random.default_rng([86, seed])
    sizes, unknown = rng.integers(40, 160, 2), (int(rng.integers(1, 3)), int(rng.integers(3, 8)))
    cases = [int(rng.integers(10, n - 10)) for n in sizes]
    parts = [
        with_error(figure("y", int(n), c, u, region=str(k)))
        for k, (n, c, u) in enumerate(zip(sizes, cases, unknown, strict=True))
    ]
    every = with_error(figure("y", int(sizes.sum()), sum(cases), sum(unknown)))
    shown, *regions = release(Result("run", (every, *parts))).estimates
    assert shown.n_unknown == sum(unknown)
    assert all("unknown-not-shown" in one.flags for one in regions)
    fitting = [set(who_may_be_unknown(one)) for one in regions]
    ways = [u for u in fitting[0] if shown.n_unknown - u in fitting[1]]
    assert len(ways) > 1
    assert unknown[0] in ways
