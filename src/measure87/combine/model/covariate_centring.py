"""How covariate coefficients are best sampled: as they are, in units of their scale, or between.

With b normal around 0 with standard deviation s, a value x is sampled and b = s^(1 - c) x. With
c = 1, b itself is sampled: good where the figures tell that some are not 0, and so that s is not.
With c = 0, b / s is: good where they tell neither, for small coefficients would hold s to
themselves. Best is about the share of what is known of b that the figures tell. It is guessed from
least squares as what of their size is not error, and matters for speed alone: whatever c is, the
model is the same.

Source: Papaspiliopoulos, Roberts & Skold (2007), Statistical Science 22(1), 59-73, on partial
non-centring; James & Stein (1961) on the share. Neither read in print.
"""

import numpy as np

from measure87.combine.model.country_blocks import CountryBlocks
from measure87.numerics.arrays import IntArray

FEWEST_DEGREES = 5


def covariate_centring(blocks: CountryBlocks, place: IntArray) -> float:
    """Between 0 and 1: how far the figures tell the coefficients.

    The mean log-odds of each country with figures on its covariates, within regions.

    Parameters
    ----------
    place : (K,)
        Region of each country with figures.
    """
    q = blocks.covariates.shape[1]
    k, places = len(place), np.unique(place)
    freedom = k - len(places) - q
    if freedom < FEWEST_DEGREES:
        return 0.0
    member = (place[:, None] == places).astype(np.float64)
    mean = member / member.sum(axis=0) @ member.T
    level = (blocks.logit * blocks.real).sum(axis=1) / blocks.real.sum(axis=1)
    y, x = level - mean @ level, blocks.covariates - mean @ blocks.covariates
    b, *_ = np.linalg.lstsq(x, y, rcond=None)
    explained = float(((x @ b) ** 2).sum())
    error = q * float(((y - x @ b) ** 2).sum()) / freedom
    return max(0.0, 1.0 - error / explained) if explained > 0.0 else 0.0
