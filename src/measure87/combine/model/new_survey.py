"""What is wrong with a survey that is yet to be made: its error beyond sampling, by draw."""

import numpy as np
from scipy import stats

from measure87.combine.model.sampling import ScaleDraws
from measure87.numerics.arrays import FloatArray


def new_survey_errors(draws: ScaleDraws, n: int, rng: np.random.Generator) -> FloatArray:
    """(draws, countries) errors, log-odds, of a survey of each country by the reference kind.

    Each survey is a new one, independent of those that there are: only how large such errors are
    is known from these, in as many draws as `draw_paths` makes paths of. Of a kind whose errors
    have heavy tails, as where they are estimated, new ones have them too.
    """
    design = draws.design
    scale = np.array([float(scales.survey[0]) for scales, _ in draws.thinned(n)])
    shape = (len(scale), design.hierarchy.countries)
    tail = np.ones(shape)
    if np.isnan(design.set_survey_scales[0]):
        half = design.parts.survey_df / 2.0
        tail = stats.invgamma.rvs(half, scale=half, size=shape, random_state=rng)
    return np.asarray(scale[:, None] * np.sqrt(tail) * rng.standard_normal(shape))
