"""The weighted n of a release says nothing of who is a case, to its last digit."""

import numpy as np
import polars as pl

import measure87 as m
from measure87.disseminate.gate.survey.precision.digits import in_digits

PERSONS, CASES, DRAWS = 400, 25, 12


def weighted_ns(seed: int) -> tuple[list[float | None], list[float | None]]:
    """As estimated and as released: the same persons and weights, others of whom are cases."""
    weights = np.random.default_rng(1).uniform(5.0, 900.0, PERSONS)
    cases = np.random.default_rng(seed).choice(PERSONS, CASES, replace=False)
    frame = pl.DataFrame(
        {
            "weight": weights,
            "cluster": np.arange(PERSONS) // 10,
            "work": np.isin(np.arange(PERSONS), cases),
            "sex": np.arange(PERSONS) % 2,
        }
    )
    survey = m.Survey(frame, weights="weight", clusters="cluster")
    figures = [*survey.prevalence("work"), *survey.prevalence("work", by="sex")]
    return [one.weighted_n for one in figures], [one.weighted_n for one in in_digits(figures)]


def test_released_weighted_n_is_the_same_whoever_the_cases_are():
    found = [weighted_ns(seed) for seed in range(DRAWS)]
    assert len({*map(tuple, (exact for exact, _ in found))}) > 1
    assert len({*map(tuple, (released for _, released in found))}) == 1


def test_released_weighted_n_is_that_of_the_survey():
    exact, released = weighted_ns(0)
    np.testing.assert_allclose(released, exact, rtol=1e-9)
