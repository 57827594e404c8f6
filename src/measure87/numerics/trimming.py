"""Trimming: no weight above a limit, and what is cut off spread over the other weights.

What is answered: which weights lie at most at a limit U and add up, in every class, to what they
added up to before. Those that reach the limit lie at it; the others are w + c or w k, with one c
or k for each class, found by cutting again whatever the spreading lifts above the limit until
nothing is above it. `equal` (w + c) is where `trimWeights(strict = TRUE)` of R survey 4.4-2 comes
to by repeating; `proportional` (w k) keeps the ratios of the weights that are not cut.

Source: Potter (1990), A study of procedures to identify and trim extreme sampling weights, Proc.
Survey Research Methods Section, American Statistical Association, 225-230 (unseen); R
survey 4.4-2, `trimWeights`.
"""

from typing import Literal

import numpy as np

from measure87.numerics.arrays import BoolArray, FloatArray, Int32Array

Spread = Literal["proportional", "equal"]

_ROUNDING = 1e-12


def trimmed_weights(
    weight: FloatArray,
    limit: FloatArray,
    classes: Int32Array,
    spread: Spread = "proportional",
) -> tuple[FloatArray, BoolArray]:
    """The weights after trimming, and for each class whether its limit can be kept.

    Parameters
    ----------
    weight : (n,) float, above 0
    limit : (C,) float
        Largest weight of each class.
    classes : (n,) int32
        The class of each weight, whose total is kept.
    spread : how what is cut off is spread over the weights that are not cut

    Returns
    -------
    (n,) float, (C,) bool
        Where the limit times the persons of a class is less than its total no weights can keep
        both; the weights given there are those before.

    >>> trimmed_weights(np.array([8., 1., 3.]), np.array([5.0]), np.zeros(3, dtype=np.int32))[0]
    array([5., 2., 5.])
    """
    n_classes = limit.size
    total = np.bincount(classes, weight, n_classes)
    persons = np.bincount(classes, minlength=n_classes)
    can_be = persons * limit >= total * (1.0 - _ROUNDING)
    found = weight.copy()
    free = np.flatnonzero(can_be[classes])
    left = total.copy()
    cut = free[weight[free] > limit[classes[free]]]
    while cut.size:
        own = classes[cut]
        found[cut] = limit[own]
        left -= np.bincount(own, limit[own], n_classes)
        is_cut = np.zeros(weight.size, dtype=bool)
        is_cut[cut] = True
        free = free[~is_cut[free]]
        if not free.size:
            break
        own = classes[free]
        found[free] = _spread(weight[free], own, left, n_classes, spread)
        cut = free[found[free] > limit[own] * (1.0 + _ROUNDING)]
    return np.minimum(found, np.where(can_be, limit, np.inf)[classes]), can_be


def _spread(
    weight: FloatArray, classes: Int32Array, left: FloatArray, n_classes: int, spread: Spread
) -> FloatArray:
    """Weights moved so that those of each class add up to what is left for them."""
    own = np.bincount(classes, weight, n_classes)
    if spread == "proportional":
        times = np.divide(left, own, out=np.ones(n_classes), where=own > 0.0)
        return np.asarray(weight * times[classes])
    persons = np.bincount(classes, minlength=n_classes)
    more = np.divide(left - own, persons, out=np.zeros(n_classes), where=persons > 0)
    return np.asarray(weight + more[classes])
