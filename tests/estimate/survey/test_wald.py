"""The Wald test against its formula, worked by hand."""

import numpy as np
import pytest

from measure87.estimate.survey.wald import wald_statistic
from measure87.vocabulary.errors import RefusedError


def test_figures_that_are_independent_add_up_their_squares():
    """F = (2^2 / 4 + 3^2 / 9) / 2; on 2 and nu the chance beyond f is (1 + 2 f / nu)^(-nu / 2)."""
    found = wald_statistic(np.array([2.0, 3.0]), np.diag([4.0, 9.0]), 10.0)
    assert found["statistic"] == pytest.approx(1.0, rel=1e-14)
    assert (found["statistic_name"], found["df"], found["df_denominator"]) == ("F", 2.0, 10.0)
    assert found["p_value"] == pytest.approx(1.2**-5, rel=1e-12)


def test_the_adjusted_test_is_that_of_hotelling():
    """F (nu - m + 1) / nu on m and nu - m + 1: 9 / 10 on 2 and 9."""
    found = wald_statistic(np.array([2.0, 3.0]), np.diag([4.0, 9.0]), 10.0, adjusted=True)
    assert found["statistic"] == pytest.approx(0.9, rel=1e-14)
    assert (found["df"], found["df_denominator"]) == (2.0, 9.0)
    assert found["p_value"] == pytest.approx(1.2**-4.5, rel=1e-12)


def test_figures_that_vary_together_are_weighed_by_the_inverse_of_their_covariance():
    """The inverse is [[2, -1], [-1, 2]] / 3, so that F = (2 - 2 + 2) / 3 / 2."""
    found = wald_statistic(np.ones(2), np.array([[2.0, 1.0], [1.0, 2.0]]), 8.0)
    assert found["statistic"] == pytest.approx(1 / 3, rel=1e-14)


@pytest.mark.parametrize(
    ("nu", "adjusted", "is_enough"),
    [(1.0, False, True), (0.0, False, False), (2.0, True, True), (1.0, True, False)],
)
def test_it_needs_a_cluster_more_than_strata_and_the_adjusted_one_as_many_as_figures(
    nu, adjusted, is_enough
):
    asked = np.array([2.0, 3.0]), np.diag([4.0, 9.0]), nu
    if is_enough:
        assert wald_statistic(*asked, adjusted=adjusted)["statistic"] > 0.0
        return
    with pytest.raises(RefusedError) as fault:
        wald_statistic(*asked, adjusted=adjusted)
    assert fault.value.code == "too-few-clusters"


@pytest.mark.parametrize(
    "covariance",
    [
        [[4.0, 0.0], [0.0, 0.0]],
        [[0.0, 0.0], [0.0, 0.0]],
        [[1.0, 2.0], [2.0, 4.0]],
        [[1e-12, 1e-6], [1e-6, 1.0]],
    ],
)
def test_figures_that_do_not_vary_apart_are_refused(covariance):
    with np.errstate(all="ignore"), pytest.raises(RefusedError) as fault:
        wald_statistic(np.ones(2), np.array(covariance), 10.0)
    assert fault.value.code == "no-variance"


def test_figures_of_very_different_size_are_not_taken_for_constant_ones():
    found = wald_statistic(np.array([1e-8, 1e8]), np.diag([1e-16, 1e16]), 10.0)
    assert found["statistic"] == pytest.approx(1.0, rel=1e-12)
