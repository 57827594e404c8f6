"""Published figures brought to the measure that is estimated, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import expit

from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.validation import predicted as fitted
from measure87.combine.validation.predicted import adjusted_shares
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


def test_of_totals_as_much_of_a_step_is_taken_off_as_enters_them(monkeypatch):
    """By hand: three figures of two countries, the second a total of slope 0.8 and half a step.

    Definition 1 counts more and 2 less; their steps are 0.2 and 0.6 in country 0, and in country
    1, which has no figure of either, 0.3 and 0.5, the medians of all.
    """
    definition = np.array([0, 2, 1])
    design = SimpleNamespace(
        step=np.array([0, 2, 1]),
        step_weight=np.array([1.0, 0.5, 1.0]),
        step_sign=np.array([1.0, -1.0]),
        step_definition=np.array([1, 2]),
        step_country=np.array([0, 0]),
        by_figure=lambda values: values,
        linear=SimpleNamespace(
            slope=np.array([1.0, 0.8, 1.0]),
            figures=SimpleNamespace(
                cell_weight=np.array([[[1.0, 0.0]], [[0.5, 0.5]], [[0.0, 1.0]]])
            ),
        ),
        hierarchy=SimpleNamespace(countries=2),
        parts=SimpleNamespace(sign_of_step=lambda d: 1 if d == 1 else -1),
    )
    draws = SimpleNamespace(
        design=design,
        sites={
            "step": np.array([[[0.2, 0.6]] * 3]),
            "step_log_median": np.log(np.array([[[0.3, 0.5]] * 3])),
        },
    )
    logit = np.array([-2.0, -1.0, -3.0])
    figures = SimpleNamespace(n=3, logit=logit, definition=definition, country=np.array([1, 0, 0]))
    # At the first age definition 2 is the same as 0.
    monkeypatch.setattr(fitted, "at_ages", lambda _, d: np.array([0.0, 1.0] if d == 2 else [1, 1]))
    to_0 = np.array([0.0, -0.5 * 0.6 * 0.8, 0.2])
    assert adjusted_shares(draws, figures) == pytest.approx(expit(logit - to_0), rel=1e-12)
    to_1 = np.array([-0.3, to_0[1] - 0.2 * 0.8, 0.0])
    assert adjusted_shares(draws, figures, 1) == pytest.approx(expit(logit - to_1), rel=1e-12)
    to_2 = np.array([0.0, 0.0, 0.2 + 0.6])
    assert adjusted_shares(draws, figures, 2) == pytest.approx(expit(logit - to_2), rel=1e-12)
