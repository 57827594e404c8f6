"""Slopes of invented rounds: intervals cover, errors are right, a bend shows as often as it may."""

from math import sqrt

import numpy as np
import pytest

from tests.recovery.trends import SCENARIOS, draw, scores, trends

SAMPLES = 200


@pytest.mark.slow
@pytest.mark.parametrize(
    "scenario",
    [SCENARIOS[0], pytest.param(SCENARIOS[3], marks=pytest.mark.proof)],
    ids=lambda one: one.name,
)
def test_intervals_cover_and_no_bend_is_seen_more_often_than_by_chance(scenario):
    found = scores(scenario, SAMPLES)
    error = sqrt(0.05 * 0.95 / SAMPLES)
    assert found["covered"] > 0.95 - 3 * error
    assert found["bends_by_chance"] < 0.05 + 3 * error
    spread = found["se_over_true"] / sqrt(2 * SAMPLES)
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
