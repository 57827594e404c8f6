"""Published figures brought to the measure that is estimated, by hand."""

import numpy as np
import pytest
from scipy.special import expit

from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.validation.fitted import adjusted_shares
from tests.combine.model.test_steps import a_design
from tests.combine.validation.made_draws import GOOD

STEPS = np.array([[[0.1, 0.8], [0.2, 1.0], [0.6, 0.9]]])
"""One chain of three draws, of the two countries with both definitions: medians 0.2 and 0.9."""
OF_ALL = np.log(np.array([[[0.2], [0.3], [0.5]]]))


def adjusted(definition, **parts):
    design = a_design(**parts)
    draws = ScaleDraws(design, {"step": STEPS, "step_log_median": OF_ALL}, GOOD, 0)
    return adjusted_shares(draws, design.figures, definition)


@pytest.mark.parametrize(
    ("definition", "sign", "moved"),
    [
        (0, 1, [0.0, -0.2, 0.0, -0.9, 0.0, 0.0]),
        (0, -1, [0.0, 0.2, 0.0, 0.9, 0.0, 0.0]),
        # Countries 2 and 3 have no figure of the other definition: by the median of all, 0.3.
        (1, 1, [0.2, 0.0, 0.9, 0.0, 0.3, 0.3]),
        (1, -1, [-0.2, 0.0, -0.9, 0.0, -0.3, -0.3]),
    ],
)
def test_a_figure_of_another_definition_moves_by_the_median_step(definition, sign, moved):
    logit = np.array([-2.0, -1.8, -1.0, -0.2, -3.0, -2.5])
    found = adjusted(definition, step_sign=(sign,))
    assert found == pytest.approx(expit(logit + moved), rel=1e-12)


def test_at_ages_where_definitions_are_the_same_nothing_moves():
    found = adjusted(1, same_ages=((2,),))
    assert found[4:] == pytest.approx(expit(np.array([-3.0 + 0.3, -2.5])), rel=1e-12)


def test_without_steps_figures_stay_as_they_were_published():
    design = a_design()
    found = adjusted_shares(ScaleDraws(design, {}, GOOD, 0), design.figures)
    assert found == pytest.approx(expit(design.figures.logit), rel=1e-12)
