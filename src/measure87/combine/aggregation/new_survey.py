"""What a new survey of a country would find: its share with a survey's errors on top.

The interval of a share says where the country stands. A survey made tomorrow need not lie in it:
it has an error of its own beyond sampling, common to all of its figures, and a sampling error. This
is what published figures and later surveys are to be held against.
"""

import zlib

import numpy as np

from measure87.combine.aggregation.population_cells import Floats
from measure87.combine.aggregation.sums import with_margins


def shares_found(
    share: Floats, people: Floats, error: Floats, effective_n: float, name: str
) -> Floats:
    """(draws, years, 1 + sexes, 1 + ages) shares that a new survey finds, everybody first.

    Parameters
    ----------
    share : (draws, years, sexes, ages)
        Of one country.
    people : (years, sexes, ages)
    error : (draws,)
        Log-odds.
    effective_n : float
        Of everybody; a part of them is asked in the part of the sample that it is.
    name : str
        Of measure and country: the same name has the same chance.

    Notes
    -----
    Cases are binomial among as many whole persons as the part has in the sample, one at the
    least. Not a number where there are no people.
    """
    odds = np.exp(error)[:, None, None, None]
    found = share * odds / (1.0 - share + share * odds)
    whole = with_margins(people)
    persons = with_margins(found * people)
    expected = np.divide(persons, whole, out=np.full_like(persons, np.nan), where=whole > 0)
    part = np.divide(whole, whole[:, :1, :1], out=np.zeros_like(whole), where=whole > 0)
    n = np.maximum(np.rint(effective_n * part), 1.0).astype(np.int64)
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    cases = rng.binomial(n, np.clip(np.nan_to_num(expected), 0.0, 1.0))
    return np.where(np.isnan(expected), np.nan, cases / n)
