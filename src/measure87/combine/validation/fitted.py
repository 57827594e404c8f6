"""Published figures brought to the measure that is estimated, by what was learnt of steps."""

import numpy as np

from measure87.combine.model.figures import Figures, Floats
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.validation.scores import share_of


def adjusted_shares(draws: ScaleDraws, figures: Figures) -> Floats:
    """(n,) each figure as a share under definition 0: its log-odds less the step's median.

    Of totals by as much of the step as enters their linear form (`totals`).

    Steps alone are taken off: what surveys, recall periods and kinds of source do to a figure is
    not known well enough for one survey to be shown as if it were mended.
    """
    design = draws.design
    shift = np.zeros(figures.n)
    if "step" in draws.sites:
        median = np.median(draws.sites["step"], axis=(0, 1))
        steps = np.concatenate([[0.0], design.step_sign * median])[design.step]
        shift = design.by_figure(design.step_weight * steps) * design.linear.slope
    return share_of(figures.logit - shift)
