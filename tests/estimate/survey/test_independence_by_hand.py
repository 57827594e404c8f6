"""Tests of a two-way table where their parts are known: simple samples and plain sums."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from measure87.estimate.survey.independence import (
    _check,
    _contrasts,
    _interactions,
    _two_way,
    _TwoWay,
)
from measure87.vocabulary.errors import RefusedError, UsageError

COUNTS = np.array([[30.0, 22.0, 18.0], [14.0, 40.0, 26.0]])
N = COUNTS.sum()


def simple(counts=COUNTS, weight=7.0, deff=1.0, nu=1e9):
    """A simple random sample, each person with one weight; `deff` times its covariance."""
    n = counts.sum()
    p = (counts / n).ravel()
    covariance = (weight * n) ** 2 / n * (np.diag(p) - np.outer(p, p))
    return _TwoWay(weight * counts, deff * covariance, n, nu)


def pearson_by_hand(counts):
    rows, columns = counts.shape
    n, x2 = counts.sum(), 0.0
    for i in range(rows):
        for j in range(columns):
            expected = counts[i].sum() * counts[:, j].sum() / n
            x2 += (counts[i, j] - expected) ** 2 / expected
    return x2


def test_pearsons_statistic_and_p_value_of_a_simple_sample_are_those_of_textbooks():
    found = simple().pearson("rao-scott-chi-squared")
    expected = stats.chi2_contingency(COUNTS, correction=False)
    assert found["statistic"] == pytest.approx(pearson_by_hand(COUNTS), rel=1e-9)
    assert found["statistic"] == pytest.approx(expected.statistic, rel=1e-9)
    assert found["df"] == 2.0
    assert found["p_value"] == pytest.approx(expected.pvalue, rel=1e-9)


@pytest.mark.parametrize("deff", [0.8, 2.5])
def test_a_design_effect_of_all_cells_divides_the_statistic(deff):
    one = simple(deff=deff)
    assert one._design_effects() == pytest.approx([deff, deff], rel=1e-9)
    x2 = pearson_by_hand(COUNTS)
    first = one.pearson("rao-scott-chi-squared")
    assert first["statistic"] == pytest.approx(x2 / deff, rel=1e-9)
    assert first["p_value"] == pytest.approx(stats.chi2.sf(x2 / deff, 2), rel=1e-9)


@pytest.mark.parametrize("deff", [1e-15, 1e9])
def test_effects_of_any_size_are_told(deff):
    assert simple(deff=deff)._design_effects() == pytest.approx([deff, deff], rel=1e-9)


def test_a_sample_whose_size_is_left_to_chance_has_the_same_effects():
    """All totals together go up and down, and no share moves."""
    one = simple()
    more = one.covariance + 5.0 * np.outer(one.totals.ravel(), one.totals.ravel())
    assert _TwoWay(one.totals, more, N, 9.0)._design_effects() == pytest.approx([1.0, 1.0])


def test_cells_that_move_in_one_way_only_have_one_effect():
    way = np.array([3.0, -1.0, -2.0, -3.0, 1.0, 2.0])
    one = _TwoWay(7.0 * COUNTS, np.outer(way, way), N, 9.0)
    assert one._design_effects().shape == (1,)
    assert one.pearson("rao-scott")["df"] == pytest.approx(1.0)


def test_an_empty_cell_is_a_cell():
    some = COUNTS.copy()
    some[0, 2] = 0.0
    found = simple(some)
    assert found._x2() == pytest.approx(pearson_by_hand(some), rel=1e-9)
    assert len(found._design_effects()) == 2


@pytest.mark.parametrize("nu", [12.0, 60.0])
def test_of_the_second_order_an_f_is_held_against_as_many_degrees_of_freedom(nu):
    found = simple(deff=1.5, nu=nu).pearson("rao-scott")
    f = pearson_by_hand(COUNTS) / 1.5 / 2
    assert (found["statistic"], found["statistic_name"]) == (pytest.approx(f, rel=1e-9), "F")
    assert (found["df"], found["df_denominator"]) == pytest.approx((2.0, 2.0 * nu), rel=1e-9)
    assert found["p_value"] == pytest.approx(stats.f.sf(f, 2.0, 2.0 * nu), rel=1e-6)


@pytest.mark.parametrize(("method", "near"), [("lincom", 1e-6), ("saddlepoint", 0.05)])
def test_a_sum_of_chi_squares_that_are_alike_over_a_variance_is_an_f(method, near):
    found = simple(deff=1.5, nu=40.0).pearson(method)
    x2 = pearson_by_hand(COUNTS)
    assert found["statistic"] == pytest.approx(x2, rel=1e-9)
    assert found["p_value"] == pytest.approx(stats.f.sf(x2 / 1.5 / 2, 2, 80.0), rel=near)


def distances(totals):
    """What lies between each total and what independence expects, but for one row and column."""
    rows, columns = totals.shape
    whole = totals.sum()
    return np.array(
        [
            totals[i, j] - totals[i].sum() * totals[:, j].sum() / whole
            for i in range(1, rows)
            for j in range(1, columns)
        ]
    )


@pytest.mark.parametrize(("method", "left"), [("wald", 0), ("adjusted-wald", 1)])
def test_walds_statistic_is_that_of_distances_whose_slopes_are_found_by_small_steps(method, left):
    half = np.random.default_rng(2).normal(size=(6, 6))
    one = _TwoWay(7.0 * COUNTS, 50.0 * half @ half.T, N, 15.0)
    step, slopes = 1e-4, []
    for k in range(6):
        more = np.zeros(6)
        more[k] = step
        up, down = (distances(7.0 * COUNTS + s * more.reshape(2, 3)) for s in (1, -1))
        slopes.append((up - down) / (2 * step))
    jacobian = np.array(slopes).T
    y = distances(7.0 * COUNTS)
    f = y @ np.linalg.solve(jacobian @ one.covariance @ jacobian.T, y) / 2
    nu = 15.0 - left * (2 - 1)
    f *= nu / 15.0
    found = one.wald(method)
    assert found["statistic"] == pytest.approx(f, rel=1e-6)
    assert found["p_value"] == pytest.approx(stats.f.sf(f, 2, nu), rel=1e-6)


@pytest.mark.parametrize("k", [2, 3, 5])
def test_contrasts_add_up_to_nothing_and_are_all_there_are(k):
    found = _contrasts(k)
    assert found.shape == (k, k - 1)
    assert found.sum(axis=0) == pytest.approx(np.zeros(k - 1), abs=1e-12)
    assert np.linalg.matrix_rank(found) == k - 1


def test_interactions_are_what_rows_and_columns_do_not_explain():
    found = _interactions(2, 3)
    assert found.shape == (6, 2)
    for column in found.T:
        table = column.reshape(2, 3)
        assert table.sum(axis=0) == pytest.approx(np.zeros(3), abs=1e-12)
        assert table.sum(axis=1) == pytest.approx(np.zeros(2), abs=1e-12)


def test_a_table_that_does_not_vary_is_refused():
    with pytest.raises(RefusedError, match="does not vary between clusters"):
        simple(deff=0.0).pearson("rao-scott")


def cells(codes, sums):
    """As persons are counted in cells; the covariance is that of weights by which cells move."""
    return SimpleNamespace(
        codes=codes,
        sums=np.array(sums, dtype=float)[:, None, None] * np.ones((1, 1, 3)),
        persons=np.array(sums, dtype=float) / 7.0,
        df=9.0,
        covariance=lambda gradient: np.einsum("cosk,cosl->kl", gradient, gradient),
    )


def test_cells_that_nobody_is_in_are_empty_cells_of_the_table():
    codes = [("a", "x"), ("a", "y"), ("b", "y"), ("b", "z")]
    found = _two_way(cells(codes, [70, 35, 14, 21]), "row", "column")
    assert found.totals.tolist() == [[70.0, 35.0, 0.0], [0.0, 14.0, 21.0]]
    assert (found.n, found.nu, found.interactions) == (20.0, 9.0, 2)
    assert found.covariance.tolist() == np.diag([1.0, 1.0, 0.0, 0.0, 1.0, 1.0]).tolist()


@pytest.mark.parametrize(
    ("codes", "name"), [([("a", "x"), ("a", "y")], "row"), ([("a", "x"), ("b", "x")], "column")]
)
def test_one_code_is_compared_with_nothing(codes, name):
    with pytest.raises(RefusedError, match=f"{name} has one code only"):
        _two_way(cells(codes, [70, 35]), "row", "column")


def test_four_hundred_cells_are_the_most():
    square = [(str(i), str(j)) for i in range(20) for j in range(20)]
    assert _two_way(cells(square, [7] * 400), "row", "column").totals.shape == (20, 20)
    for rows, columns in ((201, 2), (2, 201)):
        long = [(str(i), str(j)) for i in range(rows) for j in range(columns)]
        said = f"row by column has {rows} rows and {columns} columns"
        with pytest.raises(UsageError, match=said):
            _two_way(cells(long, [7] * 402), "row", "column")


def test_a_column_is_not_tested_against_itself_nor_by_a_test_that_there_is_not():
    _check("rao-scott", "row", "column")
    with pytest.raises(UsageError, match="row is tested against itself"):
        _check("wald", "row", "row")
    with pytest.raises(UsageError, match="there is no test of independence 'pearson'"):
        _check("pearson", "row", "column")
