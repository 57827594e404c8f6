"""Condensed figures and what remains say as much as the figures, entry by entry in plain loops."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model.marginal import block_covariance
from measure87.combine.model.sampled_marginal import (
    _indicator,
    _seen,
    condensed,
    condensed_covariance,
)

SCALES = SimpleNamespace(
    slope=0.3, wander=0.25, persistence=0.8, structure=0.4,
    survey=np.array([0.2, 0.5]), survey_tail=np.array([1.0, 2.0, 0.5, 1.5]),
)  # fmt: skip
LEVEL = np.array([0.5, 0.9, 0.3])
CELLS = 4


def blocks(errors=1.0):
    """Three countries with five, three and one figure; several of one survey and year."""
    rng = np.random.default_rng(4)
    real = np.arange(5) < np.array([5, 3, 1])[:, None]
    year = np.array([[2010, 2010, 2015, 2015, 2015], [2012, 2012, 2012, 0, 0], [2018, 0, 0, 0, 0]])
    survey = np.array([[0, 0, 1, 1, 1], [2, 2, 3, 0, 0], [3, 0, 0, 0, 0]])
    adjustment = np.zeros((3, 5, 1))
    adjustment[0, 4] = 1.0  # told by proxy: another occasion of the same survey
    weight = rng.dirichlet(np.ones(CELLS), (3, 5)) * (rng.random((3, 5, CELLS)) > 0.4)
    weight[0, 0] = [0.0, 0.0, 1.0, 0.0]
    weight = weight * real[:, :, None]
    pair = real[:, :, None] & real[:, None, :]
    error = errors * rng.uniform(0.01, 0.2, (3, 5)) * real
    # A column is something of the occasion, or of the cells.
    columns = np.stack([real * 1.0, weight[:, :, 2]], axis=2)
    return SimpleNamespace(
        country=np.arange(3),
        real=real,
        columns=columns,
        column=np.zeros((3, 2), dtype=int),
        decades=(year - 2015) / 10.0 * real,
        cell_weight=weight,
        lag=np.abs(year[:, :, None] - year[:, None, :]) * pair,
        same_cell=weight @ weight.transpose(0, 2, 1),
        same_survey=(survey[:, :, None] == survey[:, None, :]) * pair * 1.0,
        survey_type=np.array([[0, 0, 1, 1, 1], [0, 0, 1, 0, 0], [1, 0, 0, 0, 0]]),
        survey=survey,
        adjustment=adjustment,
        error_variance=error,
    )


def covariance_by_hand(given, k):
    """Of the figures of one country, two at a time."""
    m = int(given.real[k].sum())
    found = np.zeros((m, m))
    for i in range(m):
        for j in range(m):
            one = LEVEL[k] + SCALES.slope**2 * given.decades[k, i] * given.decades[k, j]
            one += SCALES.wander**2 * SCALES.persistence ** given.lag[k, i, j]
            both = given.cell_weight[k, i] * given.cell_weight[k, j]
            one += SCALES.structure**2 * both.sum()
            if given.survey[k, i] == given.survey[k, j]:
                spread = SCALES.survey[given.survey_type[k, i]]
                one += spread**2 * SCALES.survey_tail[given.survey[k, i]]
            found[i, j] = one + (given.error_variance[k, i] if i == j else 0.0)
    return found


def test_the_covariance_of_figures_is_the_sum_of_what_two_of_them_share():
    given = blocks()
    found = block_covariance(np, given, SCALES, LEVEL)
    for k in range(3):
        m = int(given.real[k].sum())
        assert found[k, :m, :m] == pytest.approx(covariance_by_hand(given, k), rel=1e-12)
        assert found[k, m:, m:].tolist() == np.eye(5 - m).tolist()
        assert not found[k, :m, m:].any()


@pytest.mark.parametrize("errors", [1e-4, 1.0, 1e9])
def test_condensed_figures_with_what_remains_have_the_density_of_the_figures(errors):
    given = blocks(errors)
    made = condensed(given)
    covariance = condensed_covariance(np, made, SCALES, LEVEL)
    rng = np.random.default_rng(9)
    for _ in range(3):
        y = np.sqrt(errors) * rng.normal(size=(3, 5)) * given.real
        expected = found = 0.0
        for k in range(3):
            m = int(given.real[k].sum())
            whole = covariance_by_hand(given, k)
            expected += stats.multivariate_normal.logpdf(y[k, :m], cov=whole)
            z, root = made.condense[k] @ y[k], covariance[k]
            found -= 0.5 * (z @ np.linalg.solve(root, z) + np.linalg.slogdet(root)[1])
            found -= 0.5 * (y[k] @ made.remainder[k] @ y[k] + m * np.log(2.0 * np.pi))
        assert found - made.half_log_det_error == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("errors", [1e-6, 1.0, 1e9])
def test_there_are_as_many_condensed_figures_as_occasions_and_cells_that_can_be_told_apart(errors):
    """Three surveys of six cells on two definitions: 3 and 6 less 1, for both add up to all."""
    cells = np.tile(np.eye(6), (6, 1))[None]
    survey = np.repeat(np.arange(3), 12)[None]
    pair = np.ones((1, 36, 36))
    given = SimpleNamespace(
        country=np.arange(1),
        real=np.ones((1, 36), dtype=bool),
        columns=np.zeros((1, 36, 1)),
        column=np.zeros((1, 1), dtype=int),
        decades=np.zeros((1, 36)),
        cell_weight=cells,
        lag=0.0 * pair,
        same_survey=1.0 * (survey[:, :, None] == survey[:, None, :]),
        survey_type=np.zeros((1, 36), dtype=int),
        survey=survey,
        adjustment=np.zeros((1, 36, 1)),
        error_variance=errors * np.linspace(0.5, 2.0, 36)[None],
    )
    made = condensed(given)
    assert made.condense.shape == (1, 8, 36)
    assert made.occasion.shape == (1, 8, 3)


def test_columns_are_condensed_as_the_figures_are_and_lose_nothing():
    """So a figure less its columns has the same remainder whatever the coefficients."""
    given = blocks()
    made = condensed(given)
    for k in range(3):
        assert made.columns[k] == pytest.approx(made.condense[k] @ given.columns[k], rel=1e-10)
        assert made.remainder[k] @ given.columns[k] == pytest.approx(np.zeros((5, 2)), abs=1e-9)


def test_there_are_as_many_occasions_as_surveys_years_and_ways_of_telling():
    made = condensed(blocks())
    there = (made.occasion != 0.0).any(axis=1)
    assert there.sum(axis=1).tolist() == [3, 2, 1]
    assert made.lag[0].max() == 5.0
    assert made.same_survey[1].tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_cells_that_somebody_is_in_come_in_the_order_of_their_rows():
    weight = np.array([[0.0, 0.0, 0.5, 0.0], [0.3, 0.0, 0.7, 0.0], [0.0, 0.0, 0.0, 1.0]])
    assert _seen(weight).tolist() == weight[:, [2, 0, 3]].tolist()


def test_an_indicator_has_a_column_for_each_code():
    assert _indicator(np.array([1, 0, 2, 1])).tolist() == [
        [0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0],
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(24))
def test_what_cannot_be_told_apart_is_left_out_whichever_way_it_is_rounded(seed):
    """Two surveys of three cells: 2 and 3 less 1, with any errors."""
    rng = np.random.default_rng(seed)
    survey = np.repeat(np.arange(2), 3)[None]
    given = SimpleNamespace(
        country=np.arange(1),
        real=np.ones((1, 6), dtype=bool),
        columns=np.zeros((1, 6, 1)),
        column=np.zeros((1, 1), dtype=int),
        decades=np.zeros((1, 6)),
        cell_weight=np.tile(np.eye(3), (2, 1))[None],
        lag=np.zeros((1, 6, 6)),
        same_survey=1.0 * (survey[:, :, None] == survey[:, None, :]),
        survey_type=np.zeros((1, 6), dtype=int),
        survey=survey,
        adjustment=np.zeros((1, 6, 1)),
        error_variance=rng.uniform(0.01, 1.0, (1, 6)),
    )
    assert condensed(given).condense.shape == (1, 4, 6)
