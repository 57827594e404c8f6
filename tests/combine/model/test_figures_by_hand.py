"""Which figures a model can take: adjustments and counts at and beside what they may be."""

from types import SimpleNamespace

import numpy as np
import pytest

from measure87.combine.model.figures import _check_adjustments, _check_counts
from measure87.vocabulary.errors import DataError


@pytest.mark.parametrize(
    ("adjustment", "sd", "says"),
    [
        ([[0.0], [1.0]], [0.3], None),
        ([[0.0], [1.0]], [0.0], "its SD not positive"),
        ([[0.0], [1.0]], [-0.1], "its SD not positive"),
        ([[0.0, 1.0], [1.0, 0.0]], [0.3, 0.0], "its SD not positive"),
        ([[np.nan], [1.0]], [0.3], "not finite"),
        ([[0.0], [np.inf]], [0.3], "not finite"),
        ([[0.0], [1.0]], [0.3, 0.2], "have shape"),
    ],
)
def test_adjustments_are_finite_and_each_has_a_spread(adjustment, sd, says):
    figures = SimpleNamespace(n=2, adjustment=np.array(adjustment), adjustment_sd=np.array(sd))
    if says is None:
        _check_adjustments(figures)
        return
    with pytest.raises(DataError, match=says):
        _check_adjustments(figures)


@pytest.mark.parametrize(
    ("cases", "n", "can_be"),
    [(0.0, 10.0, True), (10.0, 10.0, True), (10.5, 10.0, False), (0.0, 0.0, False)],
)
def test_cases_are_at_most_the_persons_they_are_of_and_these_are_some(cases, n, can_be):
    """Of two figures one is counted; the other has no numbers of persons."""
    figures = SimpleNamespace(
        counted=np.array([True, False]),
        effective_n=np.array([n, 0.0]),
        cases=np.array([cases, 9.0]),
    )
    if can_be:
        _check_counts(figures)
        return
    with pytest.raises(DataError, match="cases must lie"):
        _check_counts(figures)
