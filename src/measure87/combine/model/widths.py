"""Widths of the priors of scales that single values share, on the log-odds.

Those of the shared columns are in `terms`; the methods page says what each leads to.
"""

COUNTRY_WIDTH = 1.0
COVARIATE_WIDTH = 0.5
SLOPE_WIDTH = 0.3
# A stated year without repeated figures: nothing but this widens figures of other years.
DRIFTING_WIDTH = 0.2
WANDER_WIDTH = 0.3
PERSISTENCE = (4.0, 2.0)
STRUCTURE_WIDTH = 0.2
SURVEY_WIDTH = 0.2
# Where countries have one survey each nothing tells its error from the country's own level:
# the scale is then set, and said to be.
SET_SURVEY_SCALE = 0.1
# Steps between definitions are log-normal, of one sign, with a long end.
STEP_MEDIAN = 0.25
STEP_MEDIAN_SPREAD = 1.0
STEP_SPREAD_WIDTH = 1.0
