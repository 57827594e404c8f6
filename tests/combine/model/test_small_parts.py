"""Small parts of the model, each by hand or in plain loops: places, years, blocks, weights."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model.country_blocks import _not_zero, _rows, _same
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.leave_out import (
    _spread,
    log_density_of,
    tails_at,
    truncated_weights,
)
from measure87.combine.model.parts import (
    Hierarchy,
    ModelParts,
    check_countries,
    check_trend,
    countries_with_two_years,
    countries_without_trend,
    hierarchy_without_covariates,
)
from measure87.vocabulary.errors import DataError, RefusedError, UsageError


def hierarchy(**more):
    given = {
        "subregion": np.array([0, 2, 1, 2]),
        "region": np.array([0, 0, 1]),
        "covariates": np.zeros((4, 2)),
        "covariate_covariance": np.zeros((4, 2, 2)),
    }
    return Hierarchy(**given | more)


def test_a_country_is_in_the_region_of_its_sub_region():
    assert hierarchy().countries == 4
    assert hierarchy().region_of_country.tolist() == [0, 1, 0, 1]
    bare = hierarchy_without_covariates([1, 0], [0, 1])
    assert bare.covariates.shape == (2, 0)
    assert bare.covariate_covariance.shape == (2, 0, 0)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"subregion": np.array([0, 1, 2])}, "wrong-shape"),
        ({"covariate_covariance": np.zeros((4, 2, 3))}, "wrong-shape"),
        ({"covariate_covariance": np.zeros((3, 2, 2))}, "wrong-shape"),
        ({"covariates": np.full((4, 2), np.nan)}, "covariate-not-finite"),
        ({"covariate_covariance": np.full((4, 2, 2), np.inf)}, "covariate-not-finite"),
        ({"subregion": np.array([0, 1, 2, 3])}, "unknown-subregion"),
        ({"subregion": np.array([0, 1, 2, -1])}, "unknown-subregion"),
    ],
)
def test_codes_that_point_nowhere_are_refused(changed, code):
    with pytest.raises(DataError) as caught:
        hierarchy(**changed)
    assert caught.value.code == code


def figures(country, year=None):
    return SimpleNamespace(country=np.array(country), year=np.array(year or [2020] * len(country)))


def test_a_figure_is_of_a_country_that_there_is():
    check_countries(figures([0, 3, 3]), hierarchy())
    with pytest.raises(DataError, match="a figure is of country 4, but there are 4 countries"):
        check_countries(figures([0, 4]), hierarchy())


def test_countries_are_counted_by_their_different_years():
    """Country 1 has no figure; country 2 has two of one year."""
    some = figures([0, 0, 2, 2, 3, 3, 3], [2010, 2015, 2012, 2012, 2010, 2010, 2020])
    assert countries_with_two_years(some) == (2, 3)
    assert countries_without_trend(some, hierarchy()).tolist() == [False, True, True, False]


def test_a_trend_needs_ten_countries_with_two_years_and_a_fifth_of_those_with_any():
    trend = ModelParts(2020, (2000, 2020), trend=True)

    def seen(repeated, once):
        twice = [c for c in range(repeated) for _ in range(2)]
        more = list(range(repeated, repeated + once))
        return figures([*twice, *more], [2010, 2020] * repeated + [2020] * once)

    check_trend(seen(10, 40), hierarchy(), trend)
    check_trend(seen(12, 48), hierarchy(), trend)
    for few in (seen(9, 0), seen(11, 49)):
        with pytest.raises(RefusedError, match="no trend"):
            check_trend(few, hierarchy(), trend)
        check_trend(few, hierarchy(), ModelParts(2020, (2020, 2020)))
    with pytest.raises(
        RefusedError, match="3 of 5 countries have figures for one year only, 2 for"
    ):
        check_trend(seen(2, 3), hierarchy(), trend)


def test_years_are_counted_in_decades_from_the_reference_year():
    parts = ModelParts(2015, (2012, 2015), trend=True)
    assert parts.decades(2020) == 0.5
    assert parts.decades(np.array([2005.0, 2015.0])).tolist() == [-1.0, 0.0]
    assert parts.grid.tolist() == [2012.0, 2013.0, 2014.0, 2015.0]


def test_a_definition_counts_more_unless_it_is_said_to_count_less():
    assert ModelParts(2020, (2020, 2020)).sign_of_step(3) == 1
    stated = ModelParts(2020, (2020, 2020), step_sign=(1, -1))
    assert [stated.sign_of_step(one) for one in (1, 2)] == [1, -1]


@pytest.mark.parametrize("years", [(2020, 2019), (2021, 2020)])
def test_years_that_run_backwards_are_refused(years):
    with pytest.raises(UsageError, match="run backwards"):
        ModelParts(2020, years, trend=True)


@pytest.mark.parametrize("years", [(2019, 2020), (2020, 2021), (2019, 2019)])
def test_without_a_trend_there_is_the_reference_year_alone(years):
    ModelParts(2020, years, trend=True)
    with pytest.raises(UsageError, match="only 2020 can be estimated"):
        ModelParts(2020, years)


def test_rows_of_countries_keep_their_order_and_short_blocks_are_filled_up():
    country, row, real = _rows(np.array([5, 2, 5, 9, 5, 2]))
    assert country.tolist() == [2, 5, 9]
    assert [row[k, real[k]].tolist() for k in range(3)] == [[1, 5], [0, 2, 4], [3]]
    assert real.tolist() == [[True, True, False], [True, True, True], [True, False, False]]


def test_only_columns_with_something_in_them_are_kept_with_their_places():
    columns = np.zeros((2, 2, 5))
    columns[0, 0, 1], columns[0, 1, 4], columns[1, 1, 2] = 3.0, -1.0, 7.0
    few, place = _not_zero(columns)
    assert few.shape == (2, 2, 2)
    assert place.tolist() == [[1, 4], [2, 0]]
    assert few[0].tolist() == [[3.0, 0.0], [0.0, -1.0]]
    assert few[1].tolist() == [[0.0, 0.0], [7.0, 0.0]]


def test_two_rows_are_the_same_where_their_codes_are():
    assert _same(np.array([[4, 5, 4]]))[0].tolist() == [[1, 0, 1], [0, 1, 0], [1, 0, 1]]


def test_the_density_of_a_block_is_the_normal_one_of_its_figures():
    """The second block has one figure; its other row is filled up with variance 1."""
    own = np.array([[2.0, 0.6], [0.6, 1.5]])
    filled = np.diag([0.7, 1.0])
    real = np.array([[True, True], [True, False]])
    apart = np.array([[0.4, -1.1], [0.9, 5.0]])
    found = log_density_of(np.linalg.cholesky(np.stack([own, filled])), apart, real)
    expected = [
        stats.multivariate_normal.logpdf(apart[0], cov=own),
        stats.norm.logpdf(0.9, scale=math.sqrt(0.7)),
    ]
    assert found == pytest.approx(expected, rel=1e-12)


def test_weights_are_cut_at_the_root_of_the_number_of_draws_times_their_mean():
    ratio = np.array([[1.0, 1.0], [2.0, 1.0], [1.0, 1.0], [60.0, 1.0]])
    found = truncated_weights(np.log(ratio))
    cut = np.minimum(ratio, math.sqrt(4) * ratio.mean(axis=0))
    assert found == pytest.approx(cut / cut.sum(axis=0), rel=1e-12)
    assert found[:, 1].tolist() == pytest.approx([0.25] * 4)


def test_factors_on_a_variance_turn_a_normal_into_a_t():
    """The mean of normal tails at these factors is the tail of the t."""
    factors = tails_at((np.arange(20_000) + 0.5) / 20_000, 4.0)
    for far in (1.0, 2.5):
        mean = stats.norm.sf(far / np.sqrt(factors)).mean()
        assert mean == pytest.approx(stats.t.sf(far, 4.0), rel=1e-3)


def test_what_figures_share_through_coefficients_is_found_column_by_column():
    """Also where a filled-up column stands at the place of another."""
    rng = np.random.default_rng(3)
    half = rng.normal(size=(2, 3, 3))
    precision = half @ half.transpose(0, 2, 1) + np.eye(3)
    scaled, column = rng.normal(size=(2, 2, 2)), np.array([[0, 2], [1, 0]])
    scaled[1, :, 1] = 0.0
    found = _spread(precision, scaled, column)
    for k in range(2):
        design = np.zeros((2, 3))
        for c in range(2):
            design[:, column[k, c]] += scaled[k, :, c]
        expected = design @ np.linalg.inv(precision[k]) @ design.T
        assert found[k] == pytest.approx(expected, rel=1e-10)


def test_a_design_counts_what_its_figures_are_of():
    figures = measured_figures(
        [0, 1, 2, 0],
        [2015, 2015, 2015, 2010],
        [-2.0, -1.5, -1.0, -2.5],
        [0.1] * 4,
        source_type=[0, 2, 1, 0],
        survey=[0, 1, 2, 3],
        definition=[0, 0, 1, 0],
    )
    world = hierarchy_without_covariates([0, 0, 1], [0, 1])
    design = design_of(figures, world, ModelParts(2015, (2015, 2015)))
    assert (design.source_types, design.surveys, design.definitions) == (3, 4, 1)
    assert len(design.set_survey_scales) == 3
    assert len(design.surveys_with_tails) == 4
    assert not design.has_structure
    values = np.arange(design.blocks.real.size, dtype=float).reshape(design.blocks.real.shape)
    of_rows = design.by_figure(values)
    for place, row in zip(*np.nonzero(design.blocks.real), strict=True):
        assert of_rows[design.blocks.row[place, row]] == values[place, row]
