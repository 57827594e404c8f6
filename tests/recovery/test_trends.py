"""Slopes of invented rounds: intervals cover, errors are right, a bend shows as often as it may."""

from math import sqrt

import numpy as np
import pytest

from tests.recovery.trends import SCENARIOS, draw, scores, trends


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scenario", "samples"),
    [
        (SCENARIOS[0], 60),
        *(pytest.param(SCENARIOS[k], 200, marks=pytest.mark.proof) for k in (0, 3)),
    ],
    ids=lambda one: getattr(one, "name", None),
)
def test_intervals_cover_and_no_bend_is_seen_more_often_than_by_chance(scenario, samples):
    found = scores(scenario, samples)
    error = sqrt(0.05 * 0.95 / samples)
    assert found["covered"] > 0.95 - 3 * error
    assert found["bends_by_chance"] < 0.05 + 3 * error
    spread = found["se_over_true"] / sqrt(2 * samples)
    assert found["se_over_true"] == pytest.approx(1.0, abs=3 * spread + 0.03)
    assert found["slope"] == pytest.approx(scenario.a_year, rel=0.2)


def test_rounds_in_the_same_places_are_surer_of_their_slope_than_new_places():
    scenario = SCENARIOS[0]
    errors = {"clusters": 0.0, "none": 0.0}
    rng = np.random.default_rng(5)
    for _ in range(4):
        table = draw(scenario, rng)
        for overlap in errors:
            errors[overlap] += trends(table, scenario, overlap=overlap).estimates[0].se
    assert errors["clusters"] < 0.9 * errors["none"]
