import math

import numpy as np
import pytest
from scipy import stats

from measure87.estimate.multiple_lists.kernels.forward_selection import log_tail


@pytest.mark.parametrize("mean", [1e-9, 0.03, 0.9, 1.0, 4.7, 40.0, 1234.5, 3e5])
def test_the_smaller_tail_is_that_of_the_poisson_distribution(mean):
    around = sorted({max(int(mean + z * math.sqrt(mean)), 0) for z in (-6, -2, -1, 0, 1, 2, 6)})
    small = (0, 1, 2) if mean < 100 else ()
    for count in (*small, *around):
        down = stats.poisson.logcdf(count, mean)
        up = stats.poisson.logsf(count - 1, mean)
        assert log_tail(count, mean) == pytest.approx(min(down, up), rel=1e-8, abs=1e-10)


def test_a_tail_too_small_for_a_float_still_has_a_logarithm():
    # Two events of probability below 1e-308 must still be ranked.
    assert log_tail(900, 1.0) < log_tail(600, 1.0) < -745
    assert np.isfinite(log_tail(900, 1.0))


def test_an_overlap_that_cannot_be_expected_is_told_from_one_that_is_empty():
    assert log_tail(0, 0.0) == 0.0
    assert log_tail(3, 0.0) == -np.inf
