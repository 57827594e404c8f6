"""Counts that were left out are predicted as counts would be found, and held against those."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.combine.model.figures import Figures, measured_figures
from measure87.combine.validation.predicted import (
    Predicted,
    as_published,
    half_case_logit,
    inside,
    observed_logit,
)

ROWS = np.arange(4)


def rare_counts():
    """Three counts of fractions of a person (a flow made a stock), and a measured figure."""
    plain = measured_figures(ROWS, np.full(4, 2015), np.full(4, -2.0), np.full(4, 0.1))
    counted = np.array([True, True, True, False])
    return Figures(
        **{
            **vars(plain),
            "counted": counted,
            "logit_se": np.where(counted, 0.0, 0.1),
            "cases": np.array([0.0, 0.0, 0.3, 0.0]),
            "effective_n": np.array([125.3, 88.6, 0.4, 0.0]),
        }
    )


def test_no_case_that_was_drawn_is_no_case_that_was_found():
    """Where nobody is expected, no case lies inside, however the persons are rounded."""
    figures, drawn = rare_counts(), np.full((200, 4), -14.0)
    expected, draws = as_published(figures, ROWS, drawn[0], drawn, np.random.default_rng(1))
    observed = observed_logit(figures)
    assert (draws[:, :2] == observed[:2]).all()
    assert inside(draws, observed, 0.9)[:2].all()
    assert expected[:2] == pytest.approx(observed[:2], abs=1e-12)
    assert (draws[:, 3] == -14.0).all()
    assert expected[3] == -14.0


def test_what_is_expected_of_a_count_is_what_would_be_found_and_not_what_is_true():
    """Of 40 persons with a share of 1 in 100 two thirds find no case, which is 1 in 82."""
    figures = replace(rare_counts(), effective_n=np.array([40.0, 88.6, 0.4, 0.0]))
    drawn = np.full((20000, 4), np.log(0.01 / 0.99))
    expected, _ = as_published(figures, ROWS, drawn[0], drawn, np.random.default_rng(2))
    cases = np.arange(6)
    chance = np.array([0.6690, 0.2703, 0.0532, 0.0068, 0.0006, 0.0001])  # binomial, by hand
    by_hand = (chance * half_case_logit(cases, np.full(6, 40.0))).sum()
    assert expected[0] == pytest.approx(by_hand, abs=0.02)


def test_counts_of_less_than_a_person_are_of_one():
    figures = rare_counts()
    assert np.isfinite(observed_logit(figures)).all()
    drawn = np.full((50, 4), -1.0)
    _, draws = as_published(figures, ROWS, drawn[0], drawn, np.random.default_rng(3))
    predicted = Predicted(ROWS, observed_logit(figures), drawn[0], draws, np.full(4, np.nan))
    assert np.abs(predicted.draws[:, 2]) == pytest.approx(np.log(3.0), abs=1e-12)
