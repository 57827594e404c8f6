"""The default interval: never narrower than without borrowing, and never without reason."""

import itertools
import math
import warnings
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from measure87.estimate.survey import borrowing
from measure87.estimate.survey.borrowing import CellSums, default_interval
from measure87.estimate.survey.intervals import _cell_sums


def cell(p=0.004, deff=1.8, n=2000, take=20, weighting=1.3, with_cases=None, df=None, scale=1.0):
    """Sums of one invented cell with clusters of equal size and a design effect given."""
    clusters = n / take
    cases = round(p * n)
    sum_w2 = weighting * n * scale**2
    return CellSums(
        p=np.array([p]),
        variance=np.array([deff * p * (1.0 - p) / n]),
        n=np.array([float(n)]),
        n_cases=np.array([float(cases)]),
        n_clusters_with_cases=np.array([float(min(cases, clusters))])
        if with_cases is None
        else np.array([float(with_cases)]),
        sum_w=np.array([n * scale]),
        sum_w2=np.array([sum_w2]),
        sum_cluster_w2=np.array([take * sum_w2]),
        df=np.array([clusters - 1.0 if df is None else df]),
    )


def join(*cells):
    return CellSums(
        **{name: np.concatenate([getattr(one, name) for one in cells]) for name in vars(cells[0])}
    )


def by_hand(one, pool):
    """The rule as the methods page tells it, for one cell, without arrays."""
    n, p = float(one.n[0]), float(one.p[0])

    def own_effect(sums):
        share = float(sums.p[0])
        if share in (0.0, 1.0):
            return None
        return float(sums.variance[0]) * float(sums.n[0]) / (share * (1.0 - share))

    def kish(sums):
        return float(sums.n[0] * sums.sum_w2[0] / sums.sum_w[0] ** 2)

    def take(sums):
        return float(sums.sum_cluster_w2[0] / sums.sum_w2[0])

    icc = 0.05
    pool_effect = own_effect(pool)
    if pool_effect is not None and take(pool) > 1.0:
        m = min(pool.n_clusters_with_cases[0], pool.n[0] - pool.n_cases[0])
        raw = (pool_effect / kish(pool) - 1.0) / (take(pool) - 1.0)
        icc = (m * min(max(raw, 0.0), 1.0) + 20.0 * 0.05) / (m + 20.0)
    borrowed = kish(one) * (1.0 + icc * (take(one) - 1.0))
    own = max(own_effect(one) or 1.0, 1.0)
    m = max(min(one.n_clusters_with_cases[0], one.n[0] - one.n_cases[0]), 1.0)
    used = own + min(50.0 / m, 1.0) * max(borrowed - own, 0.0)

    def worth(effect, df):
        ratio = stats.t.ppf(0.975, n - 1.0) / stats.t.ppf(0.975, max(df, 1.0))
        return n / effect * min(ratio, 1.0) ** 2

    effective = min(worth(own, one.df[0]), worth(used, max(pool.df[0], one.df[0])))
    lower = stats.beta.ppf(0.025, effective * p, effective * (1 - p) + 1.0) if p > 0 else 0.0
    upper = stats.beta.ppf(0.975, effective * p + 1.0, effective * (1 - p)) if p < 1 else 1.0
    return effective, lower, upper


cells = st.builds(
    cell,
    p=st.one_of(st.just(0.0), st.just(1.0), st.floats(0.0005, 0.9995)),
    deff=st.floats(0.1, 8.0),
    n=st.integers(20, 20_000),
    take=st.one_of(st.just(1.0), st.floats(1.01, 60.0)),
    weighting=st.floats(1.0, 4.0),
    with_cases=st.integers(0, 300),
    df=st.floats(0.0, 500.0),
)


@given(one=cells, pool=cells)
def test_the_rule_is_what_the_methods_page_says(one, pool):
    got = default_interval(one, pool)
    effective, lower, upper = by_hand(one, pool)
    assert got.n_effective[0] == pytest.approx(effective, rel=1e-9)
    assert got.lower[0] == pytest.approx(min(lower, one.p[0]), rel=1e-6, abs=1e-12)
    assert got.upper[0] == pytest.approx(max(upper, one.p[0]), rel=1e-6)


@given(one=cells, pool=cells)
def test_it_is_never_narrower_than_with_the_own_design_effect(one, pool):
    got = default_interval(one, pool)
    assert got.lower[0] <= got.own.lower[0] + 1e-12
    assert got.upper[0] >= got.own.upper[0] - 1e-12
    assert got.n_effective[0] <= one.n[0] / got.deff_used[0] * (1.0 + 1e-12)


@given(one=cells, pool=cells, scale=st.floats(0.01, 1000.0))
def test_the_scale_of_the_weights_does_not_matter(one, pool, scale):
    def scaled(sums):
        return replace(
            sums,
            sum_w=sums.sum_w * scale,
            sum_w2=sums.sum_w2 * scale**2,
            sum_cluster_w2=sums.sum_cluster_w2 * scale**2,
        )

    got, other = default_interval(one, pool), default_interval(scaled(one), scaled(pool))
    assert other.lower[0] == pytest.approx(got.lower[0], rel=1e-6, abs=1e-12)
    assert other.upper[0] == pytest.approx(got.upper[0], rel=1e-6)


def test_cells_are_computed_as_if_alone_and_one_pool_serves_all():
    pool = cell(p=0.01, n=8000)
    several = [cell(), cell(p=0.0), cell(p=0.3, n=400), cell(p=1.0)]
    together = default_interval(join(*several), pool)
    for number, one in enumerate(several):
        alone = default_interval(one, pool)
        assert together.upper[number] == alone.upper[0]
        assert together.source[number] == alone.source[0]
        assert together.own.lower[number] == alone.own.lower[0]


def test_a_domain_without_a_case_gets_the_upper_limit_of_a_clustered_sample():
    got = default_interval(cell(p=0.0), cell(p=0.0))
    # By hand: 1.3 (1 + 0.05 * 19) = 2.535, and t(1999)/t(99) for the degrees of freedom.
    effect = 1.3 * (1.0 + 0.05 * 19.0)
    worth = 2000 / effect * (stats.t.ppf(0.975, 1999) / stats.t.ppf(0.975, 99)) ** 2
    assert got.lower[0] == 0.0
    assert got.upper[0] == pytest.approx(1.0 - 0.025 ** (1.0 / worth))
    assert got.upper[0] > 2.4 * got.own.upper[0]
    assert math.isnan(got.deff_own[0])
    assert got.source[0] == "icc"


def test_a_domain_where_all_are_cases_gets_the_mirrored_limit():
    none, every = (
        default_interval(cell(p=0.0), cell(p=0.0)),
        default_interval(cell(p=1.0), cell(p=1.0)),
    )
    assert every.upper[0] == 1.0
    assert every.lower[0] == pytest.approx(1.0 - none.upper[0])
    assert every.source[0] == "icc"


def test_the_source_says_whether_data_or_assumption_were_borrowed():
    few_cases = cell(p=0.001, deff=1.0)
    assert default_interval(few_cases, few_cases).source[0] == "icc"
    many = cell(p=0.02, deff=3.0, n=20_000)
    assert default_interval(few_cases, many).source[0] == "pooled"
    assert default_interval(cell(p=0.02, deff=9.0), many).source[0] == "own"


def test_a_pool_with_many_cases_outweighs_the_assumption():
    # 400 clusters with cases, a design effect that says: no clustering at all.
    pool = cell(p=0.1, deff=1.3, n=20_000, with_cases=400)
    icc, data_share = borrowing.pooled_correlation(pool)
    assert data_share[0] == pytest.approx(400 / 420)
    assert icc[0] == pytest.approx(0.05 * 20 / 420)


def test_the_borrowed_part_fades_as_more_clusters_hold_cases():
    pool = cell(p=0.02, deff=4.0, n=20_000)
    used = [
        default_interval(cell(p=0.02, deff=1.5, n=20_000, with_cases=m), pool).deff_used[0]
        for m in (10, 50, 60, 120, 400)
    ]
    assert used[0] == used[1]
    assert all(a > b for a, b in itertools.pairwise(used[1:]))
    assert used[-1] < 1.5 + 0.2 * (used[0] - 1.5)


def test_one_case_of_great_weight_makes_its_own_design_effect_count():
    # One case of 2,000 persons with ten times the mean weight: worth one case in 200.
    n, weight = 2000, 10.0
    p = weight / (n - 1 + weight)
    one = cell(p=p, deff=p * n, with_cases=1, weighting=1.04)
    got = default_interval(replace(one, n_cases=np.array([1.0])), one)
    assert got.source[0] == "own"
    assert got.n_effective[0] * p < 1.05
    assert got.lower[0] < p / 30.0


def test_the_borrowed_design_effect_pays_for_the_pools_degrees_of_freedom():
    # Three clusters of a sample of 100: the own effect has 2 degrees of freedom, the pool 99.
    small = cell(p=0.0, n=60, df=2.0)
    got = default_interval(small, cell(p=0.01, n=2000, deff=2.5))
    assert got.own.upper[0] <= got.upper[0]
    assert got.df_used[0] == 2.0
    heavy = replace(small, sum_cluster_w2=small.sum_cluster_w2 * 60.0)
    assert default_interval(heavy, cell(p=0.01, n=2000, deff=2.5)).df_used[0] == 99.0


@pytest.mark.parametrize(
    ("one", "effective_cases"),
    [
        (cell(p=0.02, n=4000, deff=2.0, df=math.inf), 40.0),
        (cell(p=0.02, n=4000, deff=4.2, df=math.inf), 80.0 / 4.2),
        (cell(p=0.98, n=4000, deff=2.0, df=math.inf), 40.0),
        (cell(p=0.0, n=4000), 0.0),
        (cell(p=1.0, n=4000), 0.0),
    ],
    ids=["enough", "strong clustering", "near 1", "no case", "all cases"],
)
def test_doubtful_coverage_is_fewer_than_20_effective_cases(one, effective_cases):
    # The pool says: no clustering, so that the own design effect is the larger one.
    pool = cell(p=0.1, deff=1.3, n=200_000, with_cases=9000, df=math.inf)
    got = default_interval(one, pool)
    found = got.n_effective[0] * min(one.p[0], 1.0 - one.p[0])
    assert found == pytest.approx(effective_cases, rel=0.01)
    assert bool(got.coverage_doubtful[0]) is (effective_cases < 20.0)


def test_very_unequal_weights_ask_for_50_effective_cases():
    pool = cell(p=0.1, deff=1.3, n=200_000, with_cases=9000, df=math.inf)
    for weighting, deff, doubtful in ((3.1, 4.0, True), (2.9, 4.0, False), (3.1, 3.0, False)):
        one = cell(p=0.02, n=8000, deff=deff, weighting=weighting, with_cases=9000, df=math.inf)
        assert bool(default_interval(one, pool).coverage_doubtful[0]) is doubtful


def test_another_level_is_another_interval():
    one = cell()
    narrow, wide = default_interval(one, one, level=0.8), default_interval(one, one, level=0.99)
    assert narrow.upper[0] < wide.upper[0]
    assert narrow.lower[0] > wide.lower[0]


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_a_share_of_nobody_or_everybody_has_no_effect_of_its_own_and_divides_by_nothing(p):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(borrowing.own_design_effect(cell(p=p))).all()


def test_a_cell_of_nobody_has_sums_by_which_can_be_divided():
    """The second has somebody, of less weight than one."""
    cells = SimpleNamespace(
        share=np.array([np.nan, 0.25]), share_variance=np.array([np.nan, 0.01]),
        n=np.array([0.0, 4.0]), n_cases=np.array([0.0, 1.0]),
        n_clusters_with_cases=np.array([0.0, 1.0]), weighted_n=np.array([0.0, 0.8]),
        sum_w2=np.array([0.0, 0.16]), cluster_w2=np.array([0.0, 0.3]), df=np.array([0.0, 3.0]),
    )  # fmt: skip
    found = _cell_sums(cells)
    assert found.p.tolist() == [0.0, 0.25]
    assert found.n.tolist() == [1.0, 4.0]
    assert found.sum_w.tolist() == [1.0, 0.8]
    assert found.sum_w2.tolist() == [1.0, 0.16]
    assert found.sum_cluster_w2.tolist() == [1.0, 0.3]
    assert (found.n_cases.tolist(), found.df.tolist()) == ([0.0, 1.0], [0.0, 3.0])
