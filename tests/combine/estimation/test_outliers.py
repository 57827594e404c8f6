"""Which figures are flagged: far from what others lead to expect, or from their country's own."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy import special

from measure87.combine.aggregation.country_draws import NewSurvey
from measure87.combine.estimation import figure_rows as looked_at
from measure87.combine.estimation.figure_rows import _own_tail, outliers, set_apart
from measure87.combine.model.figures import Figures, measured_figures
from measure87.combine.validation.predicted import two_sided_tail

DRAWS = 4000


@dataclass
class Given:
    figures: Figures
    adjustments: tuple[str, ...] = ()


@dataclass
class Countries:
    new_survey: NewSurvey | None


@dataclass
class Fitted:
    given: Given
    countries: Countries
    definition: int = 0


def fitted(logit, error=0.35, **codes):
    n = len(logit)
    figures = measured_figures(np.arange(n), [2015] * n, logit, [0.1] * n, **codes)
    new = NewSurvey(error * np.random.default_rng(1).normal(size=(DRAWS, n)), 2000.0)
    return Fitted(Given(figures), Countries(new))


def shares(n, centre=-2.0, spread=0.2):
    return special.expit(centre + spread * np.random.default_rng(2).normal(size=(DRAWS, n)))


def test_tails_are_two_sided_and_not_above_1():
    draws = np.arange(100.0)[:, None] * np.ones(3)
    assert two_sided_tail(draws, np.array([-1.0, 1.0, 49.5])).tolist() == [0.0, 0.04, 1.0]


def test_a_figure_far_from_a_survey_of_its_country_is_flagged_and_a_near_one_is_not():
    """Spread of what a survey finds: 0.2, 0.35 and 0.1 together, 0.42."""
    logit = np.array([-2.0, -1.2, -0.7, -3.3])
    found = outliers(fitted(logit), shares(4), special.expit(logit), None)
    assert found == ["", "", "own", "own"]


def test_a_figure_far_from_what_others_lead_to_expect_is_flagged_first():
    logit = np.array([-2.0, -0.5])
    tail = np.array([0.009, 0.001])
    found = outliers(fitted(logit), shares(2), special.expit(logit), tail)
    assert found == ["others", "others"]
    unknown = np.full(2, np.nan)
    assert outliers(fitted(logit), shares(2), special.expit(logit), unknown) == ["", "own"]


def test_where_nothing_is_estimated_or_said_of_new_surveys_nothing_is_flagged():
    logit = np.array([-2.0, 3.0])
    none = np.full((DRAWS, 2), np.nan)
    assert outliers(fitted(logit), none, special.expit(logit), None) == ["", ""]
    bare = fitted(logit)
    bare.countries = Countries(None)
    assert outliers(bare, shares(2), special.expit(logit), None) == ["", ""]


def test_what_surveys_of_a_country_find_above_the_estimate_is_no_outlier_above_it():
    """Surveys of the country err upwards, by 0.6: so far above a figure is as others are."""
    logit = np.array([-1.4, -2.6])
    one = fitted(logit, error=0.0)
    one.countries = Countries(NewSurvey(np.full((DRAWS, 2), 0.6), 2000.0))
    assert outliers(one, shares(2, spread=0.0), special.expit(logit), None) == ["", "own"]


@pytest.mark.parametrize(("cases", "persons"), [(0.0, 4.0), (4.0, 4.0), (1.0, 3.0)])
def test_a_count_is_as_uncertain_as_so_many_cases_are(cases, persons):
    """Half a case on both sides; one such error away a third of all surveys are as far off."""
    one = fitted(np.full(2, -2.0), error=0.0)
    counts = {"counted": np.ones(2, bool), "cases": np.full(2, cases)}
    one.given.figures = replace(one.given.figures, effective_n=np.full(2, persons), **counts)
    error = np.sqrt(1 / (cases + 0.5) + 1 / (persons - cases + 0.5))
    away = special.expit(-2.0 + error * np.array([1.0, -2.0]))
    expected = 2 * special.ndtr([-1.0, -2.0])
    assert _own_tail(one, shares(2, spread=0.0), away) == pytest.approx(expected, abs=0.025)


@pytest.mark.slow
def test_one_in_a_hundred_right_figures_is_flagged():
    rng = np.random.default_rng(3)
    logit = -2.0 + np.hypot(0.2, np.hypot(0.35, 0.1)) * rng.normal(size=2000)
    found = outliers(fitted(logit), shares(2000), special.expit(logit), None)
    assert np.mean([bool(one) for one in found]) == pytest.approx(0.01, abs=0.007)


def test_what_sets_a_figure_apart_is_told_by_codes():
    one = fitted(
        np.full(4, -2.0),
        definition=[0, 1, 0, 0],
        source_type=[0, 0, 1, 0],
        adjustment=np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]),
        adjustment_sd=[0.5, 0.3],
    )
    one.given.adjustments = ("ages 7-17", "answers by proxy")
    assert set_apart(one) == ["", "other-definition other-ages", "source-effect", "source-effect"]


def test_one_of_several_adjustments_sets_a_figure_apart():
    names = ("ages 7-17", "ages 5-14", "answers by proxy", "by telephone")
    one = fitted(
        np.full(5, -2.0),
        adjustment=np.vstack([np.zeros(4), np.eye(4)]),
        adjustment_sd=[0.5, 0.5, 0.3, 0.3],
    )
    one.given.adjustments = names
    assert set_apart(one) == ["", "other-ages", "other-ages", "source-effect", "source-effect"]


def test_a_tail_of_exactly_a_hundredth_is_no_outlier_nor_is_one_that_is_not_known():
    figures = fitted(np.array([-2.0] * 4))
    figures.countries = Countries(None)
    tail = np.array([0.0099, 0.01, np.nan, 0.5])
    assert outliers(figures, shares(4), np.full(4, 0.12), tail) == ["others", "", "", ""]


def test_an_own_tail_of_exactly_a_hundredth_is_no_outlier(monkeypatch):
    monkeypatch.setattr(looked_at, "_own_tail", lambda *_: np.array([0.0099, 0.01, 1.0]))
    found = outliers(fitted(np.array([-2.0] * 3)), shares(3), np.full(3, 0.12), None)
    assert found == ["own", "", ""]


def test_where_one_draw_says_nothing_of_a_year_nothing_is_said_of_its_figure():
    logit = np.array([3.0, 3.0])
    share = shares(2)
    share[17, 0] = np.nan
    assert outliers(fitted(logit), share, special.expit(logit), None) == ["", "own"]
