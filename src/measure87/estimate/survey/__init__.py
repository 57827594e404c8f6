"""Design-based estimates from a complex sample."""

from measure87.estimate.survey.covariance import Covariance, estimate_covariance
from measure87.estimate.survey.estimates import estimate_survey
from measure87.estimate.survey.outcomes import DomainTable, Outcome
from measure87.estimate.survey.period_shares import with_bounds
from measure87.estimate.survey.results import SurveyResult
from measure87.vocabulary.survey_design import SurveyDesign

__all__ = [
    "Covariance",
    "DomainTable",
    "Outcome",
    "SurveyDesign",
    "SurveyResult",
    "estimate_covariance",
    "estimate_survey",
    "with_bounds",
]
