"""Baselines against sums written out, the textbook's leverage, and the snapshot of 2020."""

import numpy as np
import pytest
from scipy import stats

from measure87.combine.model.figures import Figures, measured_figures
from measure87.combine.model.parts import Hierarchy, hierarchy_without_covariates
from measure87.combine.validation.baselines import (
    carried_forward,
    region_mean,
    region_regression,
    region_year,
    without_each_country,
)
from measure87.combine.validation.predicted import score_row
from measure87.vocabulary.errors import RefusedError


def a_cross_section(n=20, seed=1, covariates=2):
    rng = np.random.default_rng(seed)
    region = np.arange(n) % 3
    x = rng.normal(size=(n, covariates))
    world = Hierarchy(region, np.arange(3), x, np.zeros((n, covariates, covariates)))
    y = -2.0 + 0.5 * region + x @ np.array([0.6, -0.3]) + 0.3 * rng.normal(size=n)
    return measured_figures(np.arange(n), np.full(n, 2015), y, np.full(n, 0.05)), world


def every(figures):
    return np.ones(figures.n, dtype=bool)


def test_the_regions_mean_is_that_of_the_others():
    figures, world = a_cross_section()
    got = without_each_country(figures, region_mean(figures, world), every(figures))
    for i in range(figures.n):
        others = (world.subregion == world.subregion[i]) & (np.arange(figures.n) != i)
        assert got.expected[i] == pytest.approx(figures.logit[others].mean(), abs=1e-12)


def test_leaving_out_is_the_residual_over_one_minus_the_leverage():
    figures, world = a_cross_section()
    baseline = region_regression(figures, world, [0, 1])
    got = without_each_country(figures, baseline, every(figures))
    x = np.column_stack([np.eye(3)[world.subregion], world.covariates])
    hat = x @ np.linalg.inv(x.T @ x) @ x.T
    residual = figures.logit - hat @ figures.logit
    assert got.observed - got.expected == pytest.approx(residual / (1 - np.diag(hat)), abs=1e-10)


def test_limits_and_density_are_students_t_around_the_prediction():
    """Externally studentised residuals follow t; written out for one country."""
    figures, world = a_cross_section()
    got = without_each_country(figures, region_regression(figures, world, [0, 1]), every(figures))
    i, n = 7, figures.n
    x = np.column_stack([np.eye(3)[world.subregion], world.covariates])
    other = np.arange(n) != i
    inverse = np.linalg.inv(x[other].T @ x[other])
    b = inverse @ x[other].T @ figures.logit[other]
    s2 = ((figures.logit[other] - x[other] @ b) ** 2).sum() / (n - 1 - 5)
    t = stats.t(n - 1 - 5, x[i] @ b, np.sqrt(s2 * (1 + x[i] @ inverse @ x[i])))
    assert got.log_density[i] == pytest.approx(t.logpdf(figures.logit[i]), abs=1e-9)
    assert np.quantile(got.draws[:, i], 0.95) == pytest.approx(t.ppf(0.95), abs=0.02)


def over_years(n=24, seed=4, fall=-0.8):
    """Two years in every country; log-odds fall by `fall` in ten years."""
    rng = np.random.default_rng(seed)
    country = np.repeat(np.arange(n // 2), 2)
    year = np.where(np.arange(n) % 2, 2018, 2004) + country % 3
    x = rng.normal(size=(n // 2, 1))
    world = Hierarchy(np.arange(n // 2) % 3, np.arange(3), x, np.zeros((n // 2, 1, 1)))
    y = -2.0 + 0.5 * (country % 3) + 0.4 * x[country, 0] + fall * (year - 2010) / 10
    y = y + 0.1 * rng.normal(size=n)
    return measured_figures(country, year, y, np.full(n, 0.05)), world


def test_figures_of_several_years_have_a_straight_line_over_them():
    """Against the normal equations written out, each country left out in turn."""
    figures, world = over_years()
    got = without_each_country(figures, region_year(figures, world), every(figures))
    x = np.column_stack([np.eye(3)[world.subregion[figures.country]], figures.year - 2000.0])
    for i in range(figures.n):
        others = figures.country != figures.country[i]
        b = np.linalg.solve(x[others].T @ x[others], x[others].T @ figures.logit[others])
        assert got.expected[i] == pytest.approx(x[i] @ b, abs=1e-8)


def test_a_mean_without_a_year_is_beaten_where_shares_fall():
    figures, world = over_years()
    plain, lined = (
        score_row("x", "y", without_each_country(figures, one, every(figures)))["rmse_logit"]
        for one in (region_mean(figures, world), region_year(figures, world))
    )
    assert lined < 0.9 * plain


def test_where_one_year_is_told_the_year_changes_nothing():
    """Not even what is said of a figure of another year, for which nobody knows a slope."""
    figures, world = a_cross_section()
    other = measured_figures(
        np.arange(figures.n),
        np.where(np.arange(figures.n) == 3, 2005, 2015),
        figures.logit,
        np.full(figures.n, 0.05),
    )
    mean = without_each_country(figures, region_mean(figures, world), every(figures))
    same = without_each_country(figures, region_year(figures, world), every(figures))
    assert same.expected == pytest.approx(mean.expected, abs=1e-12)
    assert same.draws == pytest.approx(mean.draws, abs=1e-10)
    odd = without_each_country(other, region_year(other, world), every(other))
    assert odd.expected[3] == pytest.approx(mean.expected[3], abs=1e-12)


def test_intervals_of_the_regression_cover_what_they_say():
    """40 worlds of 20 countries, seeds 0 to 39: inside the band of 800 figures."""
    covered = 0
    for seed in range(40):
        figures, world = a_cross_section(seed=seed)
        fitted = region_regression(figures, world, [0, 1])
        row = score_row("x", "y", without_each_country(figures, fitted, every(figures)))
        covered += row["covered"]
    low, high = stats.binom.ppf([0.001, 0.999], 800, 0.9)
    assert low <= covered <= high


def test_countries_whose_covariates_nobody_published_are_passed_over():
    figures, world = a_cross_section()
    uncertain = world.covariate_covariance.copy()
    uncertain[4, 1, 1] = 0.2
    world = Hierarchy(world.subregion, world.region, world.covariates, uncertain)
    got = without_each_country(figures, region_regression(figures, world, [0, 1]), every(figures))
    assert 4 not in got.row
    assert len(got.row) == figures.n - 1


def test_a_country_alone_in_its_region_is_predicted_from_all_others():
    """Not from a region's effect of 0, which would be a share of one half."""
    figures, world = a_cross_section()
    alone = hierarchy_without_covariates(np.append(np.arange(19) % 2, 2), np.arange(3))
    got = without_each_country(figures, region_mean(figures, alone), every(figures))
    assert got.expected[19] == pytest.approx(figures.logit[:19].mean(), abs=1e-12)
    assert world.countries == alone.countries


def test_sexes_and_ages_have_differences_of_their_own():
    rng = np.random.default_rng(2)
    country = np.repeat(np.arange(8), 2)
    y = rng.normal(size=8)[country] + 0.7 * (np.arange(16) % 2)
    figures = measured_figures(
        country, np.full(16, 2015), y, np.full(16, 0.1), sex=np.arange(16) % 2
    )
    world = hierarchy_without_covariates(np.zeros(8, int), np.zeros(1, int))
    got = without_each_country(figures, region_mean(figures, world), np.ones(16, bool))
    assert got.expected[1] - got.expected[0] == pytest.approx(0.7, abs=1e-9)


def test_too_few_figures_are_refused():
    figures = measured_figures([0, 1, 2], [2015] * 3, [-1.0, -2.0, -1.5], [0.1] * 3)
    world = hierarchy_without_covariates(np.zeros(3, int), np.zeros(1, int))
    with pytest.raises(RefusedError, match="2 figures of other countries are too few"):
        without_each_country(figures, region_mean(figures, world), np.ones(3, bool))


def test_the_last_survey_is_expected_to_be_the_one_before():
    country = [0, 0, 0, 1, 1, 2, 2, 3, 3, 4]
    year = [2005, 2010, 2015, 2009, 2014, 2009, 2014, 2009, 2014, 2014]
    y = np.array([-1.0, -1.2, -1.5, -2.0, -2.3, -2.0, -1.8, -1.0, -1.1, -1.0])
    figures = measured_figures(country, year, y, np.full(10, 0.1))
    got = carried_forward(figures, np.array([2, 4, 6, 8, 9]))
    assert got.row.tolist() == [2, 4, 6, 8]
    assert got.expected.tolist() == [-1.2, -2.0, -2.0, -1.0]
    others = np.sqrt((0.3**2 + 0.2**2 + 0.1**2) / 3)
    assert got.log_density[0] == pytest.approx(stats.t.logpdf(-0.3 / others, 3) - np.log(others))


def with_a_count(figures, row, cases, persons):
    counted = np.arange(figures.n) == row
    return Figures(
        **{
            **vars(figures),
            "counted": counted,
            "logit_se": np.where(counted, 0.0, figures.logit_se),
            "cases": np.where(counted, cases, 0.0),
            "effective_n": np.where(counted, persons, 0.0),
        }
    )


def test_counted_figures_have_the_probability_of_the_count_and_half_a_case_more():
    figures, world = a_cross_section()
    found = []
    for cases in range(31):
        counts = with_a_count(figures, 3, float(cases), 30.0)
        found.append(without_each_country(counts, region_mean(counts, world), every(counts)))
    assert found[0].observed[3] == pytest.approx(np.log(0.5 / 30.5))
    assert np.isfinite(score_row("x", "y", found[0])["log_score"])
    # Some count is found, and each as often as the quantiles of the prediction lie nearest to it.
    assert np.exp([one.log_density[3] for one in found]).sum() == pytest.approx(1.0)
    drawn = 31.0 / (1.0 + np.exp(-found[0].draws[:, 3]))
    for cases in (0, 2, 5):
        often = (np.floor(drawn) == cases).mean()
        assert np.exp(found[cases].log_density[3]) == pytest.approx(often, abs=2.0 / len(drawn))


def the_one_before(figures, row, definition):
    """Row of the latest earlier figure of the same country, sex, age and definition, or None."""
    earlier = [
        k
        for k in range(figures.n)
        if figures.country[k] == figures.country[row]
        and figures.definition[k] == definition
        and (figures.cell_weight[k] == figures.cell_weight[row]).all()
        and figures.year[k] < figures.year[row]
    ]
    return max(earlier, key=lambda k: figures.year[k], default=None)


@pytest.mark.parametrize("definition", [0, 1])
def test_the_survey_before_is_of_the_same_sex_age_and_definition(definition):
    rng = np.random.default_rng(5)
    country, year = np.repeat(np.arange(6), 12), np.tile(np.repeat(np.arange(2010, 2013), 4), 6)
    n = len(country)
    y = rng.normal(-2.0, 0.5, n)
    figures = measured_figures(
        country, year, y, np.full(n, 0.1), sex=rng.integers(0, 2, n), age=rng.integers(0, 2, n),
        definition=rng.integers(0, 2, n),
    )  # fmt: skip
    # Of two figures of one survey and kind either may be the one before.
    kinds = np.column_stack([country, year, figures.cells, figures.definition])
    _, alone = np.unique(kinds, axis=0, return_index=True)
    figures = Figures(**{k: v[alone] if len(v) == n else v for k, v in vars(figures).items()})
    wanted = np.flatnonzero(figures.definition == definition)
    before = {row: the_one_before(figures, row, definition) for row in wanted.tolist()}
    rows = [row for row, one in before.items() if one is not None]
    got = carried_forward(figures, wanted, definition)
    assert got.row.tolist() == rows
    y, places = figures.logit, figures.country
    assert got.expected.tolist() == [y[before[row]] for row in rows]
    degrees = len({int(places[row]) for row in rows}) - 1
    for at, row in enumerate(rows):
        others = [(y[k] - y[before[k]]) ** 2 for k in rows if places[k] != places[row]]
        spread = np.sqrt(sum(others) / len(others))
        apart = stats.t(degrees, y[before[row]], spread)
        assert got.log_density[at] == pytest.approx(apart.logpdf(y[row]), rel=1e-9)
        assert np.median(got.draws[:, at]) == pytest.approx(y[before[row]], abs=1e-9)


@pytest.mark.parametrize("countries", [3, 4])
def test_four_countries_with_two_surveys_are_needed(countries):
    country, year = np.repeat(np.arange(countries), 3), np.tile([2005, 2010, 2015], countries)
    y = np.linspace(-2.0, -1.0, 3 * countries) ** 3
    figures = measured_figures(country, year, y, np.full(len(y), 0.1))
    if countries == 4:
        assert len(carried_forward(figures, np.arange(12)).row) == 8
    else:
        with pytest.raises(RefusedError, match="3 countries have an earlier figure"):
            carried_forward(figures, np.arange(9))


def test_means_are_of_sub_regions_where_these_are_asked_for():
    """Six sub-regions in two regions."""
    subregion, region = np.arange(24) % 6, np.arange(6) % 2
    world = hierarchy_without_covariates(subregion, region)
    y = -2.0 + 0.3 * subregion + 0.01 * np.arange(24)
    figures = measured_figures(np.arange(24), np.full(24, 2015), y, np.full(24, 0.05))
    for subregions, place, name in (
        (True, subregion, "subregion_mean"), (False, region[subregion], "region_mean"),
    ):  # fmt: skip
        baseline = region_mean(figures, world, subregions=subregions)
        assert baseline.name == name
        got = without_each_country(figures, baseline, every(figures))
        others = (place == place[7]) & (np.arange(24) != 7)
        assert got.expected[7] == pytest.approx(y[others].mean(), abs=1e-12)
