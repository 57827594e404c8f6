import math
import re
import sys

import numpy as np
import pytest

from measure87.estimate.multiple_lists import CaptureTable
from measure87.estimate.multiple_lists.bayesian.bayes_threshold import (
    NEAR,
    _eligible,
    _error_of_ratio,
    _near,
    _Other,
    _Posterior,
    _run,
    _sample,
    _threshold,
    _turned,
    bayes_threshold,
)
from measure87.estimate.multiple_lists.bayesian.not_converged import NotConvergedError
from measure87.numerics.convergence import effective_sample_size
from measure87.vocabulary.errors import UsageError
from tests.estimate.multiple_lists.loglinear_tables import (
    NAMES,
    expected,
    published,
    reordered_names,
)

# The package's one chain of 10,000 random-walk steps in 10 to 22 dimensions is worth some 200
# independent draws. In posterior standard deviations: 1.25 / sqrt(200) for a median, about 2.7 /
# sqrt(200) for a limit; four times each.
MEDIAN, LIMIT = 4 * 1.25 / math.sqrt(200), 4 * 2.7 / math.sqrt(200)


@pytest.mark.parametrize("order", [2, 3])
@pytest.mark.parametrize("name", NAMES)
def test_figures_are_those_of_the_package_within_its_chains_error(name, order):
    entry = expected()[name].get(f"bayesthresh_maxorder{order}")
    if entry is None:
        return
    found = bayes_threshold(published(name), order=order)
    retained = [entry["retained"]] if isinstance(entry["retained"], str) else entry["retained"]
    assert reordered_names(found.terms) == reordered_names(tuple(retained))
    assert abs(found.value - entry["popest"]) < MEDIAN * found.se
    assert abs(found.lower - entry["quantiles"]["2.5%"]) < LIMIT * found.se
    assert abs(found.upper - entry["quantiles"]["97.5%"]) < LIMIT * found.se


@pytest.mark.parametrize("name", ["UKdat", "NewOrl_185", "Korea"])
def test_chains_agree_from_the_fixed_seed(name):
    found = bayes_threshold(published(name)).diagnostics
    assert found["r_hat"] < 1.01
    assert min(found["effective_draws"], found["effective_draws_tails"]) > 400


@pytest.mark.slow
def test_seeds_differ_by_no_more_than_the_error_that_is_stated():
    table = published("Western")
    found = [bayes_threshold(table, rng=np.random.default_rng(seed)) for seed in range(12)]
    for name in ("value", "lower", "upper"):
        spread = np.std([getattr(one, name) for one in found], ddof=1)
        told = np.mean([getattr(one.monte_carlo, name) for one in found])
        assert 0.4 * told < spread < 1.9 * told


def test_a_threshold_that_nothing_reaches_leaves_independence():
    table = published("Western")
    found = bayes_threshold(table, threshold=50.0)
    assert found.terms == ()
    # With flat priors and many persons the median is near the maximum of the likelihood.
    assert found.value == pytest.approx(expected()["Western"]["main"]["est"], rel=0.03)


def test_three_lists_are_tried_only_where_all_their_pairs_stayed():
    rng = np.random.default_rng(4)
    base = rng.random((4000, 4)) < 0.12
    together = rng.random(4000) < 0.04
    base[:, :3] |= together[:, None]
    base = base[base.any(axis=1)].astype(int)
    table = CaptureTable.from_histories("ABCD", base, np.ones(len(base), dtype=int))
    found = bayes_threshold(table, order=3)
    assert "A:B:C" in found.diagnostics["ratios"]
    ratios = found.diagnostics["ratios"]
    for triple in ("A:B:C", "A:B:D", "A:C:D", "B:C:D"):
        a, b, c = triple.split(":")
        pairs = (f"{a}:{b}", f"{a}:{c}", f"{b}:{c}")
        assert (triple in ratios) == all(ratios[pair] >= 2 for pair in pairs)


def test_other_arrangements_of_the_same_table_give_the_same_answer():
    table = published("NewOrl_5_185")
    turned = CaptureTable(tuple("VWXYZ"), table.reordered((3, 0, 4, 1, 2)).counts)
    first = bayes_threshold(table, draws=500, rng=np.random.default_rng(5))
    second = bayes_threshold(turned, draws=500, rng=np.random.default_rng(5))
    assert (first.value, first.lower, first.upper) == (second.value, second.lower, second.upper)


def test_lists_kept_apart_have_no_interaction():
    table = published("UKdat")
    i, j = next(
        (i, j) for i in range(6) for j in range(i + 1, 6)
        if table.overlap((1 << i) | (1 << j)) == 0
    )  # fmt: skip
    apart = CaptureTable(table.lists, table.counts, frozenset({(i, j)}))
    ratios = bayes_threshold(apart, draws=500).diagnostics["ratios"]
    assert len(ratios) == 14
    assert {table.lists[i], table.lists[j]} not in [set(name.split(":")) for name in ratios]


def test_chains_that_are_too_short_are_not_reported(monkeypatch):
    # The function hides its module of the same name.
    monkeypatch.setattr(sys.modules[bayes_threshold.__module__], "SMALLEST_ESS", 1e9)
    with pytest.raises(NotConvergedError) as refusal:
        bayes_threshold(published("Korea"), draws=100)
    assert refusal.value.code == "not-converged"
    assert len(refusal.value.chain_medians) == 4
    assert [mode.size for mode in refusal.value.modes] == pytest.approx([150], rel=0.3)


def test_an_interaction_that_chance_may_decide_is_named():
    table = published("Western")
    ratio = max(bayes_threshold(table).diagnostics["ratios"].values())
    found = bayes_threshold(table, threshold=ratio)
    assert "near-threshold" in {notice.code for notice in found.notices}


@pytest.mark.parametrize("seed", range(4))
def test_near_the_threshold_is_told_under_every_seed_with_both_sizes(seed):
    """A ratio 2 % off: one run may put it on either side, and the notice must not hang on it."""
    table = published("Western")
    ratios = bayes_threshold(table, draws=500, rng=np.random.default_rng(9)).diagnostics["ratios"]
    pair, ratio = max(ratios.items(), key=lambda one: one[1])
    threshold = ratio * 1.02
    found = bayes_threshold(table, threshold=threshold, draws=500, rng=np.random.default_rng(seed))
    (text,) = [n.text for n in found.notices if n.code == "near-threshold"]
    assert pair in text
    told = re.search(r": ([\d,]+) persons with (\S+), ([\d,]+) without", text)
    with_pair, without = (float(told[k].replace(",", "")) for k in (1, 3))
    assert told[2] == pair
    own = with_pair if pair in found.terms else without
    assert own == pytest.approx(found.value, rel=0.01)
    assert with_pair != without


def test_options_out_of_range_are_refused():
    with pytest.raises(UsageError, match="order 4"):
        bayes_threshold(published("Korea"), order=4)


@pytest.mark.parametrize(
    ("r_hat", "effective", "agree"),
    [(1.0099, 400.5, True), (1.01, 400.5, False), (1.2, 400.5, False), (1.0099, 400.0, False)],
)
def test_chains_are_taken_below_an_r_hat_of_1_01_with_more_than_400_draws(
    monkeypatch, r_hat, effective, agree
):
    """The limits that Vehtari and others (2021) recommend; chains apart run once more, longer."""
    lengths = []

    def run(table, interactions, prior_variance, draws, rng):
        lengths.append(draws)
        chains = np.random.default_rng(1).normal(size=(4, 50, 1))
        return _Posterior((), chains, r_hat, effective, 9e9, 0.5)

    monkeypatch.setattr(f"{_Posterior.__module__}._run", run)
    given = (published("Western"), (), 1.0, 100, np.random.default_rng(2))
    if agree:
        assert _sample(*given).r_hat == r_hat
    else:
        with pytest.raises(NotConvergedError):
            _sample(*given)
    assert lengths == ([100] if agree else [100, 400])


@pytest.mark.parametrize("ratio", [0.0, 3.0])
def test_the_error_of_a_mean_over_a_spread_is_that_of_so_many_normal_draws(ratio):
    """The mean of n draws errs by 1 / sqrt(n), the spread by 1 / sqrt(2n), apart of each other."""
    rng = np.random.default_rng(3)
    drawn = ratio + rng.normal(size=(4, 5000))
    samples = ratio + rng.normal(size=(4000, 200))
    spread = (samples.mean(axis=1) / samples.std(axis=1, ddof=1)).std() * math.sqrt(200 / 20_000)
    assert _error_of_ratio(drawn, ratio) == pytest.approx(spread, rel=0.08)


def test_an_interaction_that_goes_takes_along_what_rests_on_it():
    """Of A and B (3), A and C (5), all three (7), and A, B and D (11)."""
    assert _turned((3, 5, 7), 6) == (3, 5, 7, 6)
    assert _turned((3, 5, 7, 11), 3) == (5,)
    assert _turned((3, 5, 7, 11), 7) == (3, 5, 11)


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ((3, 5, 6), (7,)),
        ((3, 5), ()),
        ((3, 5, 6, 9, 10), (7, 11)),
        ((3, 5, 6, 9, 10, 12), (7, 11, 13, 14)),
    ],
)
def test_three_lists_are_tried_where_each_two_of_them_interact(pairs, found):
    assert _eligible(pairs, 4) == found


def test_an_interaction_stays_from_the_threshold_on_and_near_it_is_named():
    """Means of 2, 3 and -0.5 standard deviations, of independent draws of two parameters more."""
    rng = np.random.default_rng(5)
    drawn = rng.standard_normal((4, 1000, 5))
    drawn = (drawn - drawn.mean(axis=(0, 1))) / drawn.std(axis=(0, 1))
    exact = drawn * np.sqrt(3999 / 4000) + np.array([9.0, 9.0, 2.0, 3.0, -0.5])
    posterior = _Posterior((3, 5, 6), exact, 1.0, 4000.0, 4000.0, 0.5)
    stayed, ratios, close = _threshold(posterior, (3, 6, 5), 1.0)
    assert (stayed, close) == ((3, 5), ())
    assert ratios == pytest.approx({3: 2.0, 5: 3.0, 6: 0.5}, rel=1e-9)
    error = _error_of_ratio(exact[:, :, 2], 2.0)
    for apart, named in ((0.9, (3,)), (1.1, ())):
        above, below = (2.0 + sign * apart * NEAR * error for sign in (1, -1))
        assert _threshold(posterior, (3,), above)[::2] == ((), named)
        assert _threshold(posterior, (3,), below)[::2] == ((3,), named)


def test_what_is_near_the_threshold_is_said_with_both_sizes_where_there_are_two():
    assert _near((), 2.0, 500.0, None) == ()
    (stayed,) = _near(("B+C", "A+B"), 2.0, 512.0, _Other("A+B", True, 698.0))
    assert "within chance of the threshold of 2: A+B, B+C;" in stayed.text
    assert stayed.text.endswith(": 512 persons with A+B, 698 without")
    (went,) = _near(("A+B",), 2.0, 512.0, _Other("A+B", False, 698.0))
    assert went.text.endswith(": 698 persons with A+B, 512 without")
    (alone,) = _near(("A+B",), 2.0, 512.0, _Other("A+B", False, None))
    assert alone.text.endswith("other random numbers may decide otherwise")


@pytest.mark.parametrize("swing", [0.8, -0.8])
def test_the_error_of_a_ratio_is_that_of_a_mean_and_of_a_spread(swing):
    """1 / draws of the mean, and the squared ratio over twice those of the squared distances."""
    rng = np.random.default_rng(4)
    drawn = rng.normal(size=(4, 2000))
    for k in range(1, 2000):
        drawn[:, k] += swing * drawn[:, k - 1]
    drawn += 5.0
    of_mean = effective_sample_size(drawn)
    of_spread = effective_sample_size((drawn - drawn.mean()) ** 2)
    wanted = np.sqrt(1 / of_mean + 1.5**2 / 2 / of_spread)
    assert _error_of_ratio(drawn, 1.5) == pytest.approx(wanted, rel=1e-12)
    # A chain that swings to and fro tells its mean well, and one that lingers badly.
    assert (of_mean > 8000) is (swing < 0)


@pytest.mark.parametrize(("variance", "spread"), [(1e-4, 0.01), (1e4, None)])
def test_a_narrow_prior_holds_an_interaction_at_0_and_a_wide_one_leaves_it_free(variance, spread):
    """Of 500 on both lists where 20 were expected the log odds ratio is far from 0."""
    table = CaptureTable(("A", "B", "C"), np.array([400, 400, 500, 300, 40, 40, 30]))
    found = _run(table, (3,), variance, 500, np.random.default_rng(2))
    drawn = found.coefficients[:, :, -1]
    if spread is None:
        assert drawn.mean() > 1.0
    else:
        assert abs(drawn.mean()) < 0.1
        assert drawn.std() == pytest.approx(spread, rel=0.15)
