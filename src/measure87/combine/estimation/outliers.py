"""Which published figures lie far from all that is said of them, and what sets each one apart.

A figure is an outlier where less than one in a hundred would lie so far off, to either side: from
what is expected of it without any figure of its country (`others`: only where countries were left
out), or from what a survey of its country would find given all figures, its own among them (`own`).
Such a figure is used as all others are: it may be the truth. It is flagged so that somebody looks.
"""

import numpy as np

from measure87.combine.estimation.fitting import FittedMeasure
from measure87.combine.validation.scores import two_sided_tail
from measure87.numerics.arrays import FloatArray

LEAST_TAIL = 0.01
OTHERS, OWN = "others", "own"
_OTHER_AGES = "ages "
"""How adjustments for other ages begin."""


def outliers(
    fitted: FittedMeasure, share: FloatArray, adjusted: FloatArray, left_out_tail: FloatArray | None
) -> list[str]:
    """`others`, `own` or nothing, for each figure of the model.

    Parameters
    ----------
    share : (draws, n)
        Of the measure where each figure is; not a number in years that are not estimated.
    adjusted : (n,)
        Figures brought to the measure.
    left_out_tail : (n,)
        Of each figure without any of its country; None where that was not done.
    """
    n = fitted.given.figures.n
    far = np.ones(n) if left_out_tail is None else np.nan_to_num(left_out_tail, nan=1.0)
    own = _own_tail(fitted, share, adjusted)
    return [
        OTHERS if a < LEAST_TAIL else OWN if b < LEAST_TAIL else ""
        for a, b in zip(far.tolist(), own.tolist(), strict=True)
    ]


def _own_tail(fitted: FittedMeasure, share: FloatArray, adjusted: FloatArray) -> FloatArray:
    """(n,) of a survey of the country, as the model has it, as far off as the figure."""
    new, figures = fitted.countries.new_survey, fitted.given.figures
    if new is None:
        return np.ones(figures.n)
    with np.errstate(divide="ignore"):
        centre = np.log(share / (1.0 - share))
        observed = np.log(adjusted / (1.0 - adjusted))
    cases, others = figures.cases + 0.5, figures.effective_n - figures.cases + 0.5
    error = np.where(figures.counted, np.sqrt(1.0 / cases + 1.0 / others), figures.logit_se)
    noise = np.random.default_rng(figures.n).standard_normal(centre.shape)
    predicted = centre + new.error[:, figures.country] + error * noise
    tail = two_sided_tail(predicted, observed)
    # Comparisons with what is not a number hold for no draw: nothing is said there.
    return np.where(np.isfinite(predicted).all(axis=0), tail, 1.0)


def set_apart(fitted: FittedMeasure) -> list[str]:
    """Codes, for each figure: what it is of that the estimate is not."""
    given, figures = fitted.given, fitted.given.figures
    ages = np.array([name.startswith(_OTHER_AGES) for name in given.adjustments], dtype=bool)
    other = figures.adjustment != 0.0
    found = []
    for i in range(figures.n):
        codes = ["other-definition"] if figures.definition[i] != fitted.definition else []
        codes += ["other-ages"] if other[i, ages].any() else []
        apart = other[i, ~ages].any() or figures.source_type[i] > 0
        found.append(" ".join([*codes, *(["source-effect"] if apart else [])]))
    return found
