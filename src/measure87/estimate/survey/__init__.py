"""Design-based estimates from a complex sample.

Importing the package loads nothing: each name comes with its module when it is first used, for a
table of proportions needs neither regressions nor tests, which take as long to load as it takes to
be computed.
"""

from typing import TYPE_CHECKING

from measure87.vocabulary.names_when_used import names_when_used

if TYPE_CHECKING:
    from measure87.estimate.survey.alike import Alike, alike_weights
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
    from measure87.estimate.survey.errors_of_persons import Repeated
    from measure87.estimate.survey.estimates import estimate_survey
    from measure87.estimate.survey.independence import independence_test
    from measure87.estimate.survey.linear_contrasts import Contrasts, estimate_contrasts
    from measure87.estimate.survey.location_tests import means_test, rank_test
    from measure87.estimate.survey.moments import estimate_moment
    from measure87.estimate.survey.outcomes import DomainTable, Outcome
    from measure87.estimate.survey.period_shares import with_bounds, with_cases
    from measure87.estimate.survey.regression import estimate_regression
    from measure87.estimate.survey.regression_results import Regression
    from measure87.estimate.survey.regression_terms import Terms
    from measure87.estimate.survey.results import SurveyResult
    from measure87.estimate.survey.side_by_side import Compared, SideBySide, cross_measures
    from measure87.estimate.survey.standardised import standardised_rates
    from measure87.estimate.survey.weighed_persons import NumbersOfPersons, PersonsOfGroups
    from measure87.vocabulary.survey_design import SurveyDesign

_HOMES = {
    "alike_weights": "alike",
    "contrast_set": "contrast_sets",
    "cross_measures": "side_by_side",
    "difference": "differences",
    "differences_of_rounds": "differences",
    "estimate_contrasts": "linear_contrasts",
    "estimate_covariance": "covariance",
    "estimate_differences": "contrasts",
    "estimate_moment": "moments",
    "estimate_regression": "regression",
    "estimate_survey": "estimates",
    "independence_test": "independence",
    "means_test": "location_tests",
    "rank_test": "location_tests",
    "standardised_rates": "standardised",
    "with_bounds": "period_shares",
    "with_cases": "period_shares",
    "Alike": "alike",
    "Compared": "side_by_side",
    "Contrast": "differences",
    "Contrasts": "linear_contrasts",
    "Covariance": "covariance",
    "Differences": "differences",
    "DomainTable": "outcomes",
    "LinearContrast": "contrast_sets",
    "NumbersOfPersons": "weighed_persons",
    "Outcome": "outcomes",
    "PersonsOfGroups": "weighed_persons",
    "Regression": "regression_results",
    "Repeated": "errors_of_persons",
    "Side": "differences",
    "SideBySide": "side_by_side",
    "SurveyDesign": "measure87.vocabulary.survey_design",
    "SurveyResult": "results",
    "Terms": "regression_terms",
}
"""Public name to the module that has it."""

__all__ = [
    "Alike",
    "Compared",
    "Contrast",
    "Contrasts",
    "Covariance",
    "Differences",
    "DomainTable",
    "LinearContrast",
    "NumbersOfPersons",
    "Outcome",
    "PersonsOfGroups",
    "Regression",
    "Repeated",
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
    "with_cases",
]


__getattr__ = names_when_used(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*__all__, *globals()})
