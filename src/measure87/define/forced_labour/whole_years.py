"""How many whole years is a reference period of so many days?"""

from math import ceil, floor

_DAYS_PER_YEAR = 365.25
_A_FEW_DAYS = 0.01
"""In years: a period of 365 or of 1826 days is one of whole years."""


def whole_years(days: float) -> tuple[int, int]:
    """The most whole years that it holds, and the fewest that hold it.

    >>> whole_years(1826), whole_years(365), whole_years(548), whole_years(30)
    ((5, 5), (1, 1), (1, 2), (0, 1))
    """
    years = days / _DAYS_PER_YEAR
    return floor(years + _A_FEW_DAYS), ceil(years - _A_FEW_DAYS)
