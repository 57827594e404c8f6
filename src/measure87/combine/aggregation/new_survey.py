"""What a new survey of a country would find: its share with a survey's errors on top.

The interval of a share says where the country stands. A survey made tomorrow need not lie in it:
it has an error of its own beyond sampling, common to all of its figures, and a sampling error. This
is what published figures and later surveys are to be held against.
"""

import zlib

import numpy as np

from measure87.combine.aggregation.sums import with_margins
from measure87.numerics.arrays import FloatArray


def shares_found(
    share: FloatArray, people: FloatArray, error: FloatArray, effective_n: float, name: str
) -> FloatArray:
    """(draws, years, 1 + sexes, 1 + ages) shares that a new survey finds, everybody first.

    Parameters
    ----------
    share : (draws, years, sexes, ages)
        Of one country.
    people : (years, sexes, ages)
    error : (draws,) or (draws, years, sexes, ages)
        Log-odds; without the other axes the same in all cells.
    effective_n : float
        Of everybody; a part of them is asked in the part of the sample that it is.
    name : str
        Of measure and country: the same name has the same chance.

    Notes
    -----
    Cases are binomial among as many whole persons as the part has in the sample, one at the
    least. Not a number where there are no people.
    """
    in_cells = error if error.ndim > 1 else error[:, None, None, None]
    found = share_with_error(share, in_cells)
    whole = with_margins(people)
    persons = with_margins(found * people)
    expected = np.divide(persons, whole, out=np.full_like(persons, np.nan), where=whole > 0)
    part = np.divide(whole, whole[:, :1, :1], out=np.zeros_like(whole), where=whole > 0)
    n = np.maximum(np.rint(effective_n * part), 1.0).astype(np.int64)
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    cases = rng.binomial(n, np.clip(np.nan_to_num(expected), 0.0, 1.0))
    return np.where(np.isnan(expected), np.nan, cases / n)


def share_with_error(share: FloatArray, error: FloatArray) -> FloatArray:
    """What a share is found to be by a survey that errs on the log-odds; sampling apart.

    >>> share_with_error(np.array([0.5, 0.0]), np.log([3.0, 3.0]))
    array([0.75, 0.  ])
    """
    odds = np.exp(error)
    return np.asarray(share * odds / (1.0 - share + share * odds))


def error_between(share: FloatArray, found: FloatArray) -> FloatArray:
    """The error on the log-odds that makes one share of another; 0 where a share is 0 or 1.

    >>> error_between(np.array([0.5, 0.0]), np.array([0.75, 0.0])).round(4)
    array([1.0986, 0.    ])
    """
    inside = (share > 0.0) & (share < 1.0) & (found > 0.0) & (found < 1.0)
    a, b = np.where(inside, share, 0.5), np.where(inside, found, 0.5)
    return np.asarray(np.log(b / (1.0 - b)) - np.log(a / (1.0 - a)))
