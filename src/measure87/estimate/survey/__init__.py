"""Design-based estimates from a complex sample."""

from measure87.estimate.survey.alike_weights import Alike, alike_weights
from measure87.estimate.survey.contrast_sets import LinearContrast, contrast_set
from measure87.estimate.survey.contrasts import estimate_differences
from measure87.estimate.survey.covariance import Covariance, estimate_covariance
from measure87.estimate.survey.differences import (
    Contrast,
    Differences,
    Side,
    difference,
    differences_of_rounds,
)
from measure87.estimate.survey.estimates import estimate_survey
from measure87.estimate.survey.independence import independence_test
from measure87.estimate.survey.linear_contrasts import Contrasts, estimate_contrasts
from measure87.estimate.survey.location_tests import means_test, rank_test
from measure87.estimate.survey.moments import estimate_moment
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.period_shares import with_bounds
from measure87.estimate.survey.regression import estimate_regression
from measure87.estimate.survey.regression_results import Regression
from measure87.estimate.survey.regression_terms import Terms
from measure87.estimate.survey.results import SurveyResult
from measure87.estimate.survey.side_by_side import Compared, SideBySide, cross_measures
from measure87.estimate.survey.standardised import standardised_rates
from measure87.estimate.survey.weighed_persons import PersonsOfGroups
from measure87.vocabulary.survey_design import SurveyDesign

__all__ = [
    "Alike",
    "Compared",
    "Contrast",
    "Contrasts",
    "Covariance",
    "Differences",
    "DomainTable",
    "LinearContrast",
    "Outcome",
    "PersonsOfGroups",
    "Regression",
    "Side",
    "SideBySide",
    "SurveyDesign",
    "SurveyResult",
    "Terms",
    "alike_weights",
    "contrast_set",
    "cross_measures",
    "difference",
    "differences_of_rounds",
    "estimate_contrasts",
    "estimate_covariance",
    "estimate_differences",
    "estimate_moment",
    "estimate_regression",
    "estimate_survey",
    "independence_test",
    "means_test",
    "rank_test",
    "standardised_rates",
    "with_bounds",
]
