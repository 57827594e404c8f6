"""Which function prepares which kind of step."""

from measure87.estimate.weighting.columns import Columns
from measure87.estimate.weighting.recipe import (
    Calibration,
    Eligibility,
    HouseholdShare,
    Propensity,
    Response,
    SelectedOne,
    Step,
    Trimming,
    Waves,
)
from measure87.estimate.weighting.steps.calibration import prepare_calibration
from measure87.estimate.weighting.steps.eligibility import prepare_eligibility
from measure87.estimate.weighting.steps.household_share import prepare_household_share
from measure87.estimate.weighting.steps.kinds import Persons, PreparedStep
from measure87.estimate.weighting.steps.propensity import prepare_propensity
from measure87.estimate.weighting.steps.response import prepare_response
from measure87.estimate.weighting.steps.selected_one import prepare_selected_one
from measure87.estimate.weighting.steps.trimming import prepare_trimming
from measure87.estimate.weighting.steps.waves import prepare_waves


def prepare_step(step: Step, columns: Columns, persons: Persons, where: str) -> PreparedStep:
    """Read the columns of a step, and say who counts after it."""
    match step:
        case Eligibility():
            return prepare_eligibility(step, columns, persons, where)
        case Response():
            return prepare_response(step, columns, persons, where)
        case Propensity():
            return prepare_propensity(step, columns, persons, where)
        case SelectedOne():
            return prepare_selected_one(step, columns, persons)
        case HouseholdShare():
            return prepare_household_share(step, columns, persons)
        case Calibration():
            return prepare_calibration(step, columns, persons, where)
        case Trimming():
            return prepare_trimming(step, columns, persons, where)
        case Waves():
            return prepare_waves(step, columns, persons, where)
