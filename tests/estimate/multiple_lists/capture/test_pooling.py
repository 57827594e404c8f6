import math

import numpy as np
import pytest

from measure87.estimate.multiple_lists import (
    CaptureTable,
    MonteCarloError,
    NotEstimableError,
    SizeEstimate,
)
from measure87.estimate.multiple_lists.capture.pooling import pool_sizes, pool_tables
from measure87.estimate.multiple_lists.catchability.chao import chao
from measure87.estimate.multiple_lists.catchability.chapman import chapman
from measure87.estimate.multiple_lists.trust.linkage_error import (
    with_matches_added,
    with_matches_undone,
)
from tests.estimate.multiple_lists.published_tables import pair_of, published


def size(value, lower, upper, observed=100, **options) -> SizeEstimate:
    return SizeEstimate("m", value, lower, upper, 0.95, "log-normal", observed, **options)


def test_rubin_pools_on_the_scale_of_the_logarithm():
    # three figures whose numbers unobserved are 100, 200, 400, each within a factor of 2
    parts = [size(100 + u, 100 + u / 2, 100 + 2 * u) for u in (100.0, 200.0, 400.0)]
    found = pool_sizes(parts)
    assert found.value == pytest.approx(300)
    within = (math.log(2) / 1.959964) ** 2
    between = math.log(2) ** 2  # variance of log 100, log 200, log 400
    total = within + 4 / 3 * between
    df = 2 * (1 + within / (4 / 3 * between)) ** 2
    assert found.diagnostics["share_of_variance_between_tables"] == pytest.approx(
        4 / 3 * between / total, rel=1e-6
    )
    t = {2: 4.3027, 3: 3.1824}  # df lies between 2 and 3
    spread = math.log((found.upper - 100) / 200)
    assert 2 < df < 3
    assert t[3] * math.sqrt(total) < spread < t[2] * math.sqrt(total)
    assert (found.upper - 100) / 200 == pytest.approx(200 / (found.lower - 100))


def test_equal_tables_pool_to_the_figure_itself():
    one = chapman(pair_of("Korea", "c", "d"))
    found = pool_sizes([one, one, one])
    assert found.value == pytest.approx(one.value)
    assert found.lower == pytest.approx(one.lower, rel=1e-6)
    assert found.upper == pytest.approx(one.upper, rel=1e-6)
    assert found.diagnostics["share_of_variance_between_tables"] == 0


def test_the_mixture_gives_each_table_the_same_weight():
    draws = [np.full(10, 200.0), np.full(1000, 300.0), np.full(50, 400.0)]
    parts = [
        SizeEstimate("m", d[0], d[0], d[0], 0.95, "posterior", 100, draws=d,
                     monte_carlo=MonteCarloError(0, 0, 0, len(d)))
        for d in draws
    ]  # fmt: skip
    found = pool_sizes(parts)
    assert found.interval == "mixture"
    assert (found.lower, found.value, found.upper) == (200, 300, 400)


def test_a_mixture_of_normals_has_their_variances_and_that_of_their_means():
    rng = np.random.default_rng(1)
    parts = [
        SizeEstimate("m", m, m, m, 0.95, "posterior", 100, draws=rng.normal(m, 10, 5000))
        for m in (480.0, 500.0, 520.0)
    ]
    found = pool_sizes(parts)
    assert found.se**2 == pytest.approx(100 + 800 / 3, rel=0.05)
    assert found.diagnostics["share_of_variance_between_tables"] == pytest.approx(
        (800 / 3) / (100 + 800 / 3), rel=0.05
    )


def test_uncertain_matching_widens_the_interval():
    table = published("UKdat")
    rng = np.random.default_rng(3)
    drawn = [with_matches_undone(table, rng.beta(2, 18), rng) for _ in range(20)]
    pooled = pool_tables(drawn, chao)
    alone = chao(table)
    assert pooled.lower_bound_only
    assert pooled.value > alone.value
    assert pooled.se > 1.2 * alone.se
    assert pooled.diagnostics["observed"][0] < pooled.diagnostics["observed"][1]


def test_tables_without_an_answer_are_told_or_stop_the_pooling():
    good = pair_of("Korea", "c", "d")
    bad = CaptureTable.from_histories("cd", [[1, 0], [0, 1]], [5, 5])
    found = pool_tables([good] * 19 + [bad], chapman)
    assert found.diagnostics["tables"] == 19
    assert "tables-left-out" in [notice.code for notice in found.notices]
    with pytest.raises(NotEstimableError, match="2 of 3 tables"):
        pool_tables([good, bad, bad], chapman)


def test_nobody_unobserved_cannot_be_pooled_on_a_logarithm():
    with pytest.raises(NotEstimableError, match="nobody unobserved"):
        pool_sizes([size(100.0, 100.0, 100.0)])


def test_tables_pooled_cover_the_truth_where_a_single_one_does_not():
    # Each pair of lists of 400 persons with chance 0.5 each; matches are undone with a known
    # share and the draws add them back: pooled intervals must hold the size.
    rng = np.random.default_rng(11)
    single = pooled = 0
    for _ in range(60):
        on = rng.random((400, 2)) < 0.5
        counts = np.array(
            [(on[:, 0] & ~on[:, 1]).sum(), (~on[:, 0] & on[:, 1]).sum(), on.all(axis=1).sum()]
        )
        seen = with_matches_undone(CaptureTable(("A", "B"), counts), 0.15, rng)
        drawn = [with_matches_added(seen, 0.15, rng) for _ in range(10)]
        one, many = chapman(seen), pool_tables(drawn, chapman)
        single += one.lower <= 400 <= one.upper
        pooled += many.lower <= 400 <= many.upper
    assert single < 45
    assert pooled >= 54
