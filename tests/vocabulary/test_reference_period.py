"""The period that a survey states, in the field's words, and its days."""

import pytest

from measure87.vocabulary.reference_period import parse_period


@pytest.mark.parametrize(
    ("text", "said", "days", "phrase"),
    [
        ("12 months", "12 months", 365, "in the past 12 months"),
        ("Past  12 Months", "12 months", 365, "in the past 12 months"),
        ("last 5 years", "5 years", 1826, "in the past 5 years"),
        ("1 year", "1 year", 365, "in the past year"),
        ("past month", "1 month", 30, "in the past month"),
        ("4 weeks", "4 weeks", 28, "in the past 4 weeks"),
        ("30 days", "30 days", 30, "in the past 30 days"),
        ("ever", "lifetime", None, "at any time in life"),
        ("not stated", "not stated", None, "in a period that the survey does not state"),
    ],
)
def test_a_period_is_read_in_the_words_of_the_field(text, said, days, phrase):
    period = parse_period(text)
    assert (period.said, period.days, period.phrase) == (said, days, phrase)
    assert parse_period(period.said) == period
    assert period.to_json().get("days") == days


@pytest.mark.parametrize(
    "text", ["", "a while", "0 months", "-3 days", "12", "1.5 years", "12 moons"]
)
def test_what_is_no_period_is_none(text):
    assert parse_period(text) is None
