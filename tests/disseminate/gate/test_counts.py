"""Counts of persons in diagnostics and sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure87.disseminate import NOT_SHOWN, safe_count, safe_counts
from measure87.disseminate.gate.counts import safe_diagnostics, safe_text


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, NOT_SHOWN), (2, NOT_SHOWN), (3, 3)])
def test_one_and_two_are_not_shown(count, shown):
    assert safe_count(count) == shown


@given(st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 12), max_size=7))
def test_no_hidden_count_is_had_from_the_total(counts):
    shown = safe_counts(counts)
    hidden = [count for key, count in counts.items() if shown[key] == NOT_SHOWN]
    assert all(shown[key] in (count, NOT_SHOWN) for key, count in counts.items())
    assert all(count in (0, NOT_SHOWN) or count >= 3 for count in shown.values())
    if hidden and any(isinstance(c, int) and c > 0 for c in shown.values()):
        assert len(hidden) > 1
        assert sum(hidden) >= 3


def test_counts_without_a_known_total_stand_alone():
    assert safe_counts({"a": 1, "b": 7}, total_known=False) == {"a": NOT_SHOWN, "b": 7}


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("2 persons", "fewer than 3 persons"),
        ("One child of 40", "fewer than 3 child of 40"),
        ("all 1 unknown persons", "all fewer than 3 unknown persons"),
        ("2 of 389 rows are not", "fewer than 3 of 389 rows are not"),
        ("one of the 85 respondents", "fewer than 3 of the 85 respondents"),
        ("2 of 3 strata", "2 of 3 strata"),
        ("12 persons in 2 strata", "12 persons in 2 strata"),
        ("code 1 in HL4", "code 1 in HL4"),
    ],
)
def test_sentences_tell_of_no_one_or_two_persons(text, safe):
    assert safe_text(text) == safe


def test_settings_and_names_pass_and_fractions_do_not():
    given_ = {
        "study": {"year": 2, "share": 0.5},
        "rows": 2,
        "strata": 2,
        "nested": {"list": [1, 5, "2 rows"], "weighted": 1.5, "none": None, "yes": True},
    }
    kept, left_out = safe_diagnostics(given_)
    assert kept["study"] == given_["study"]
    assert kept["rows"] == NOT_SHOWN
    assert kept["nested"] == {
        "list": [NOT_SHOWN, 5, "fewer than 3 rows"],
        "none": None,
        "yes": True,
    }
    assert left_out == ["nested.weighted"]


def test_the_ends_of_a_valid_range_are_no_counts_of_persons():
    given_ = {"out_of_range": [{"variable": "CA4", "least": 1.0, "greatest": 7.0, "rows": 30}]}
    assert safe_diagnostics(given_) == (given_, [])
