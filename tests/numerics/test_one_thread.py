"""Regressions and calibrations take one thread, whatever the machine and its settings allow."""

import numpy as np
import polars as pl
from threadpoolctl import threadpool_info, threadpool_limits

from measure87.estimate.survey import Outcome, SurveyDesign, Terms, estimate_regression
from measure87.numerics import model_sums
from measure87.numerics.one_thread import one_thread


def threads():
    return {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"}


def test_linear_algebra_is_kept_to_one_thread_inside_the_block_alone():
    import scipy.linalg  # noqa: F401

    with threadpool_limits(2):
        with one_thread():
            assert threads() == {1}
        assert threads() == {2}


def test_a_regression_gives_the_same_bytes_with_any_number_of_threads(monkeypatch):
    rng = np.random.default_rng(3)
    frame = pl.DataFrame(
        {
            "work": rng.integers(0, 2, 9_000),
            "sex": rng.integers(1, 3, 9_000),
            "x": rng.normal(size=9_000),
        }
    )
    seen = []
    sums = model_sums.newton_step
    monkeypatch.setattr(
        "measure87.numerics.generalised_linear.newton_step",
        lambda *given: seen.append(threads()) or sums(*given),
    )
    found = []
    for n in (1, 2):
        with threadpool_limits(n):
            one = estimate_regression(
                frame,
                Outcome("work", "work"),
                Terms(("sex", "x"), frozenset({"x"})),
                SurveyDesign(),
            )
            found.append(one.covariance.tobytes())
    assert found[0] == found[1]
    assert set().union(*seen) == {1}
