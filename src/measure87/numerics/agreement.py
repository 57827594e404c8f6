"""How far do several raters agree who put the same cases into the same categories?

Source: Fleiss (1971), Psychological Bulletin 76(5), 378-382, read of and not yet in print.
"""

import math

import numpy as np
import numpy.typing as npt

from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.errors import DataError


def pair_agreement(votes: npt.ArrayLike) -> float:
    """Share of pairs of raters of a case who agree, over all cases.

    Parameters
    ----------
    votes : (cases, categories) int
        How many raters put a case into a category; every case has the same number of raters.

    Returns
    -------
    float
        0 to 1.

    Raises
    ------
    DataError
        If there is no case, a case has fewer than two raters, or cases have different numbers.

    >>> pair_agreement([[3, 0], [1, 2]])
    0.6666666666666666
    """
    counts, raters = _checked(votes)
    pairs = (counts * (counts - 1)).sum(axis=1) / (raters * (raters - 1))
    return float(pairs.mean())


def fleiss_kappa(votes: npt.ArrayLike) -> float:
    """Fleiss' kappa: agreement beyond what chance alone would give, over what it could be.

    Chance is that of raters who draw categories with the shares of all votes. Raters need not be
    the same for each case. It says nothing of who is right.

    Parameters
    ----------
    votes : (cases, categories) int
        As in `pair_agreement`.

    Returns
    -------
    float
        1 for full agreement, 0 for that of chance, below 0 for less; NaN where all votes are in
        one category, so that chance alone would make everybody agree.

    Raises
    ------
    DataError
        As `pair_agreement`.

    >>> fleiss_kappa([[3, 0], [0, 3]])
    1.0
    """
    counts, _ = _checked(votes)
    shares = counts.sum(axis=0) / counts.sum()
    by_chance = float((shares**2).sum())
    if (shares == 1.0).any():
        return math.nan
    return (pair_agreement(counts) - by_chance) / (1.0 - by_chance)


def _checked(votes: npt.ArrayLike) -> tuple[FloatArray, float]:
    counts = np.asarray(votes, dtype=np.float64)
    if counts.ndim != 2 or counts.size == 0 or (counts < 0).any():
        raise DataError("votes must be numbers by case and category, and at least one case")
    raters = counts.sum(axis=1)
    if raters.min() < 2 or raters.min() < raters.max():
        raise DataError(
            f"every case needs the same number of raters, at least two; here {raters.min():g} to "
            f"{raters.max():g}",
            hint="leave out the cases that not everybody rated",
        )
    return counts, float(raters[0])
