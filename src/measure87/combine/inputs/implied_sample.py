"""How many persons a published standard error stands for, and which errors cannot be.

A simple random sample of n persons finds a share p with a variance of p(1-p)/n, so that an error
stands for p(1-p)/se^2 persons. No survey that a national figure is taken from is as small as ten:
there the error was misread, as one in percentage points, of another column, or of the log-odds.
Both limits are ours.
"""

import polars as pl

FEWEST_PERSONS = 10.0
"""An error that stands for fewer persons is refused."""
FEW_PERSONS = 50.0
"""Below this a figure is used, and told with a warning."""


def implied_persons(share: float, se: float) -> float:
    """Persons of a simple random sample that has this standard error.

    >>> round(implied_persons(0.3, 0.45), 2), round(implied_persons(0.3, 0.0145))
    (1.04, 999)
    """
    return share * (1.0 - share) / se**2


def with_few_persons(used: pl.DataFrame) -> pl.DataFrame:
    """Rows whose standard error stands for fewer than `FEW_PERSONS` persons.

    Parameters
    ----------
    used
        Columns `estimate` and `se`; rows without an error, or with a share of exactly 0 or 1
        (whose error is no share's), are none of them.
    """
    share, se = pl.col("estimate"), pl.col("se")
    inside = (share > 0.0) & (share < 1.0)
    return used.filter(inside & (share * (1.0 - share) / se**2 < FEW_PERSONS))


def with_small_samples(used: pl.DataFrame) -> pl.DataFrame:
    """Rows without a standard error whose sample has fewer than `FEW_PERSONS` persons."""
    return used.filter(pl.col("se").is_null(), pl.col("n") < FEW_PERSONS)
