"""Do ages, or other whole numbers, end in 0 and 5 more often than they should?

Sources: Whipple's index as the UN uses it (ages 23 to 62, and the five grades of quality), read of
in "Whipple's index", Wikipedia, and in the manual of R's simPop, which name Shryock & Siegel, The
Methods and Materials of Demography (1976), unseen; Myers (1940), Transactions of the Actuarial
Society of America 41, 395-415, unseen, as Germán Rodríguez (Princeton) and Lee & Zhang (2013)
compute it, whose figures `tests/numerics/test_heaping.py` meets.
"""

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import DataError

type AgeQuality = Literal[
    "highly-accurate", "fairly-accurate", "approximate", "rough", "very-rough"
]

WHIPPLE_AGES = (23, 62)
"""First and last age of Whipple's index: four times each digit."""
_GRADES: tuple[tuple[float, AgeQuality], ...] = (
    (105.0, "highly-accurate"),
    (110.0, "fairly-accurate"),
    (125.0, "approximate"),
    (175.0, "rough"),
)


def whipple_index(ages: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> float:
    """Whipple's index: how much more often ages of 23 to 62 end in 0 or 5 than one in five.

    Parameters
    ----------
    ages : (n,) int, completed years
        Others than 23 to 62 are passed over.
    weights : (n,) float, or None
        Persons that each stands for; 1 each if None.

    Returns
    -------
    float
        100 where no digit is preferred (ages falling linearly), 500 where all end in 0 or 5; NaN
        where nobody is of these ages.

    >>> whipple_index(range(23, 63))
    100.0
    >>> whipple_index([30, 35, 40])
    500.0
    """
    age, weight = _arrays(ages, weights)
    inside = (age >= WHIPPLE_AGES[0]) & (age <= WHIPPLE_AGES[1])
    total = weight[inside].sum()
    if total <= 0:
        return math.nan
    return float(500.0 * weight[inside & (age % 5 == 0)].sum() / total)


def age_quality(index: float) -> AgeQuality:
    """The UN's grade of a Whipple index.

    >>> age_quality(104.9), age_quality(105.0), age_quality(175.0)
    ('highly-accurate', 'fairly-accurate', 'very-rough')
    """
    return next((grade for below, grade in _GRADES if index < below), "very-rough")


def myers_index(
    ages: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    first: int = 10,
    span: int = 60,
) -> float:
    """Myers' blended index: percent of persons whose reported last digit would have to change.

    Each digit takes each place of a decade in turn, so that fewer persons at higher ages do not
    look like a preference for low digits.

    Parameters
    ----------
    ages : (n,) int, completed years
        Those from `first` to `first + span + 8` count.
    weights : (n,) float, or None
        Persons that each stands for; 1 each if None.
    first : int
        Lowest age.
    span : int
        Years over which each age counts in full; a multiple of 10, at least 10.

    Returns
    -------
    float
        0 where all digits are alike, 90 where all ages end in one; NaN where nobody is of
        these ages.

    >>> round(myers_index([10, 20, 30, 40, 50, 60, 70]), 9)
    90.0
    """
    if span < 10 or span % 10:
        raise DataError(f"the span of Myers' index must be a multiple of 10, not {span}")
    age, weight = _arrays(ages, weights)
    blend = np.concatenate([np.arange(1, 10), np.full(span - 9, 10), np.arange(9, 0, -1)])
    inside = (age >= first) & (age < first + blend.size)
    counts = weight[inside] * blend[age[inside] - first]
    digits = np.bincount(age[inside] % 10, weights=counts, minlength=10)
    if digits.sum() <= 0:
        return math.nan
    return float(50.0 * np.abs(digits / digits.sum() - 0.1).sum())


def _arrays(ages: npt.ArrayLike, weights: npt.ArrayLike | None) -> tuple[IntArray, FloatArray]:
    age = np.asarray(ages, dtype=np.int64)
    weight = np.ones(age.shape) if weights is None else np.asarray(weights, dtype=np.float64)
    if age.shape != weight.shape or age.ndim != 1:
        raise DataError("ages and weights must be of one length")
    return age, weight
