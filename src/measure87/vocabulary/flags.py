"""Flags of a figure, and from which numbers on it has one, as estimated and as released.

Those for proportions follow the presentation standards of the US National Center for Health
Statistics (Parker et al. 2017, Vital and Health Statistics 2(175); unseen in print): 30 persons, 30
effective persons, 8 degrees of freedom, an interval 0.30 wide, or 0.05 wide and 130 % of the
figure. The numbers of cases and of clusters with cases are this project's own: they are where the
coverage of intervals was seen to depend on the borrowed design effect.
"""

NO_CASES = "no-cases"
ALL_CASES = "all-cases"
FEW_CASES = "few-cases"
FEW_CLUSTERS_WITH_CASES = "few-clusters-with-cases"
FEW_PERSONS = "few-persons"
LOW_EFFECTIVE_N = "low-effective-n"
FEW_DEGREES_OF_FREEDOM = "few-degrees-of-freedom"
WIDE_INTERVAL = "wide-interval"
BORROWED = "borrowed-design-effect"
COVERAGE_DOUBTFUL = "coverage-doubtful"
UNKNOWNS_MATTER = "unknowns-wider-than-interval"
NO_VARIANCE = "no-variance"
OPEN_INTERVAL = "open-interval"
DAYS_FILLED = "days-filled"
"""Of a stock: cases whose days were not told count with the mean of the others."""

ORDER = (
    NO_CASES,
    ALL_CASES,
    FEW_CASES,
    FEW_CLUSTERS_WITH_CASES,
    FEW_PERSONS,
    LOW_EFFECTIVE_N,
    FEW_DEGREES_OF_FREEDOM,
    WIDE_INTERVAL,
    BORROWED,
    COVERAGE_DOUBTFUL,
    UNKNOWNS_MATTER,
    NO_VARIANCE,
    OPEN_INTERVAL,
    DAYS_FILLED,
)
"""All flags of an estimate, in the order in which they are released."""

FEWEST_CASES = 20
FEWEST_CLUSTERS_WITH_CASES = 10
FEWEST_PERSONS = 30
FEWEST_EFFECTIVE = 30.0
FEWEST_DF = 8.0
WIDEST = 0.30
NARROW = 0.05
WIDEST_RELATIVE = 1.30
LARGEST_RELATIVE_SE = 0.30
"""Standard error over value, for means, totals of numbers and ratios."""

FEWEST_EFFECTIVE_CASES = 20.0
"""Effective cases below which coverage hangs on the correlation assumed."""

UNEQUAL_WEIGHTS = 3.0
"""1 + CV^2 of the weights above which more effective cases are asked for."""

FEWEST_CASES_UNEQUAL_WEIGHTS = 50.0
"""That many."""
