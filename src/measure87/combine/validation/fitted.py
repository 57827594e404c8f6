"""Published figures brought to the measure that is estimated, by what was learnt of steps."""

import numpy as np

from measure87.combine.model.figures import Figures
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.model.steps import at_ages
from measure87.combine.validation.scores import share_of
from measure87.numerics.arrays import FloatArray


def adjusted_shares(draws: ScaleDraws, figures: Figures, definition: int = 0) -> FloatArray:
    """(n,) each figure as a share under a definition: its log-odds less the step's median.

    Where a country has no figure of that definition, by the median of all countries' steps.

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
    if definition:
        own = _steps_to(draws, definition)[figures.country]
        ages = design.linear.figures.cell_weight.sum(axis=1) @ at_ages(design, definition)
        same = figures.definition == definition
        shift = np.where(same, 0.0, shift - own * ages * design.linear.slope)
    return share_of(figures.logit - shift)


def _steps_to(draws: ScaleDraws, definition: int) -> FloatArray:
    """(countries,) step from definition 0, the median of each country's or of all."""
    design = draws.design
    log_median = np.median(draws.sites["step_log_median"][:, :, definition - 1])
    found = np.full(design.hierarchy.countries, float(np.exp(log_median)))
    mine = design.step_definition == definition
    found[design.step_country[mine]] = np.median(draws.sites["step"], axis=(0, 1))[mine]
    return found * design.parts.sign_of_step(definition)
