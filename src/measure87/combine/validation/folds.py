"""Which figures are taken away together.

Countries fall into folds by a hash of their code, so that the same country is in the same fold
in every run, whatever else is in the table.
"""

import hashlib
from collections.abc import Sequence

import numpy as np

from measure87.combine.model.figures import Figures
from measure87.numerics.arrays import BoolArray, IntArray
from measure87.vocabulary.errors import UsageError


def country_folds(codes: Sequence[str], folds: int) -> IntArray:
    """(countries,) fold of each country, 0 to `folds` less one.

    Raises
    ------
    UsageError
        For fewer than two folds.
    """
    if folds < 2:
        raise UsageError(f"{folds} fold leaves nothing to fit", code="folds")
    digests = [hashlib.sha256(code.encode()).digest() for code in codes]
    return np.array([int.from_bytes(one[:8], "big") % folds for one in digests], dtype=np.int64)


def last_survey_rows(figures: Figures) -> BoolArray:
    """(n,) bool: all figures of each country's last survey, where it has an earlier one.

    The last survey is the one of the latest year; of several in that year all are last, and an
    earlier year has to be left.
    """
    latest = _per_country(figures, np.maximum)
    earliest = _per_country(figures, np.minimum)
    return np.asarray((figures.year == latest) & (earliest < latest))


def source_type_rows(figures: Figures) -> dict[int, BoolArray]:
    """For each source type its figures; only where there are others."""
    types = np.unique(figures.source_type)
    if len(types) < 2:
        return {}
    return {int(one): np.asarray(figures.source_type == one) for one in types}


def _per_country(figures: Figures, reduce: np.ufunc) -> IntArray:
    """(n,) a reduction of the years of each figure's country."""
    extreme = np.full(int(figures.country.max()) + 1, int(figures.year[0]), dtype=np.int64)
    for country in np.unique(figures.country):
        extreme[country] = reduce.reduce(figures.year[figures.country == country])
    return extreme[figures.country]
