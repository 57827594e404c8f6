"""Widths of the priors of scales that single values share, on the log-odds.

Those of the shared columns are in `country_blocks`; the methods page says what each leads to.
"""

COUNTRY_WIDTH = 1.0
COVARIATE_WIDTH = 0.5
SLOPE_WIDTH = 0.3
# A stated year without repeated figures: nothing but this widens figures of other years.
DRIFTING_WIDTH = 0.2
WANDER_WIDTH = 0.3
PERSISTENCE = (4.0, 2.0)
STRUCTURE_WIDTH = 0.2
# Surveys' errors beyond sampling. The root mean square of a half-normal is its width, so that what
# is set where nothing tells it, and what is expected before any figure where something may, agree.
SURVEY_WIDTH = 0.35
# Where countries have one survey each nothing tells its error from the country's own level:
# the scale is then set, and said to be. Decision 0025 says where the value is from.
SET_SURVEY_SCALE = 0.35
# Steps between definitions are log-normal, of one sign, with a long end.
STEP_MEDIAN = 0.25
STEP_MEDIAN_SPREAD = 1.0
STEP_SPREAD_WIDTH = 1.0
