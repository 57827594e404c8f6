"""What a run says of errors between surveys: stated, set, told from change, or not."""

from dataclasses import dataclass

import numpy as np
import pytest

from measure87.combine.adjustment.known_differences import SurveyError
from measure87.combine.model.figures import Figures, measured_figures
from measure87.combine.model.typical_scales import Repeats
from measure87.study.world.survey_error_words import (
    survey_error_sentences,
    survey_error_warnings,
    told_from_change,
)
from tests.study.world.said_by_code import said_by_code


@dataclass
class Parts:
    trend: bool


@dataclass
class Design:
    parts: Parts
    figures: object = None


@dataclass
class Draws:
    design: Design
    sites: dict


def draws(errors, change, *, trend=True, kinds=1):
    rng = np.random.default_rng(1)
    name = "wander_scale" if trend else "slope_scale"
    return Draws(
        Design(Parts(trend)),
        {
            "survey_scale": 0.4 + errors * rng.normal(size=(4, 2000, kinds)),
            name: 0.2 + change * rng.normal(size=(4, 2000)),
        },
    )


# Half-normal priors: 0.35 leaves 0.211 open, 0.3 leaves 0.181, 0.2 leaves 0.121.
@pytest.mark.parametrize(
    ("errors", "change", "trend", "close", "told"),
    [
        (0.09, 0.08, True, 10, True),
        (0.09, 0.08, True, 9, False),
        (0.12, 0.08, True, 30, False),
        (0.09, 0.16, True, 30, False),
        (0.09, 0.08, False, 30, False),
        (0.09, 0.05, False, 30, True),
    ],
)
def test_errors_are_told_from_change_where_the_figures_have_closed_half_of_both(
    errors, change, trend, close, told
):
    made = draws(errors, change, trend=trend)
    assert told_from_change(made, Repeats(40, close)) is told


def test_of_several_kinds_of_source_the_mean_is_looked_at():
    made = draws(0.09, 0.05, kinds=4)
    assert told_from_change(made, Repeats(40, 20))
    assert not told_from_change(draws(0.15, 0.05, kinds=4), Repeats(40, 20))


@dataclass
class Given:
    figures: Figures
    source_types: tuple[str, ...]
    survey_errors: tuple[tuple[int, float], ...]


@dataclass
class Asked:
    survey_error: tuple[SurveyError, ...]


@dataclass
class Settings:
    label: str
    asked: Asked
    name: str = "work"


@dataclass
class Fitted:
    settings: Settings
    given: Given
    draws: Draws


def fitted(years, *, stated=(), errors=0.15):
    """Twelve countries with a survey in each year, of one kind of source."""
    place = np.repeat(np.arange(12), len(years))
    n = len(place)
    figures = measured_figures(place, np.tile(years, 12), np.full(n, -2.0), np.full(n, 0.1))
    made = draws(errors, 0.05, trend=False)
    made.design.figures = figures
    if stated:
        del made.sites["survey_scale"]
    known = tuple(SurveyError("mics", sd, "of a study") for _, sd in stated)
    return Fitted(Settings("Child labour", Asked(known)), Given(figures, ("mics",), stated), made)


def test_an_error_that_is_set_is_said_and_warned_of_once_for_measures_of_one_model():
    one = fitted((2015,))
    (sentence,) = survey_error_sentences(one)
    text = sentence.text
    assert "too few countries (0) have two surveys" in text
    assert "set at 0.35" in text
    assert "write survey_error where it is known, and see sensitivity under [validation]" in text
    (warning,) = survey_error_warnings([one, one])
    assert (warning.code, warning.text) == ("survey-errors-set", text)
    assert said_by_code(warning, "work", "Child labour") == text


def test_a_stated_error_is_said_with_its_reason_and_warned_of_nowhere():
    one = fitted((2010, 2012), stated=((0, 0.2),))
    (sentence,) = survey_error_sentences(one)
    assert "that are mics lie apart by 0.2" in sentence.text
    assert "of a study" in sentence.text
    assert sentence.values == {"measure": "work", "source": "mics", "sd": 0.2, "why": "of a study"}
    assert list(survey_error_warnings([one])) == []


@pytest.mark.parametrize(
    ("years", "errors", "codes"),
    [
        ((2010, 2012), 0.05, []),
        ((2010, 2012), 0.15, ["survey-errors-or-change"]),
        ((2005, 2015), 0.05, ["survey-errors-or-change"]),
    ],
)
def test_an_estimated_error_is_said_and_warned_of_where_it_may_be_change(years, errors, codes):
    one = fitted(years, errors=errors)
    sentences = list(survey_error_sentences(one))
    texts = [sentence.text for sentence in sentences]
    assert [said_by_code(sentence, "work", "Child labour") for sentence in sentences] == texts
    assert "from 12 countries that have two surveys or more" in texts[0]
    assert ("told by the priors" in texts[1]) == bool(codes)
    warnings = list(survey_error_warnings([one]))
    assert [warning.code for warning in warnings] == codes
    assert [said_by_code(warning, "work", "Child labour") for warning in warnings] == [
        warning.text for warning in warnings
    ]
