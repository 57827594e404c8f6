"""Counts of persons in diagnostics and sentences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure87.disseminate import NOT_SHOWN, safe_count, safe_counts
from measure87.disseminate.gate.counts import (
    safe_diagnostics,
    safe_text,
    safe_values,
    without_counts,
    without_unknowns,
)
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.results import missing_numbers, only_unknown


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


def test_counts_of_three_and_of_nobody_are_shown():
    assert safe_counts({"a": 3, "b": 4, "c": 0}) == {"a": 3, "b": 4, "c": 0}


def test_counts_without_a_known_total_stand_alone():
    assert safe_counts({"a": 1, "b": 7}, total_known=False) == {"a": NOT_SHOWN, "b": 7}


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("2 persons", "fewer than 3 persons"),
        ("One child of 40", "fewer than 3 children of 40"),
        ("all 1 unknown persons", "all fewer than 3 unknown persons"),
        ("2 of 389 rows are not", "fewer than 3 of 389 rows are not"),
        ("one of the 85 respondents", "fewer than 3 of the 85 respondents"),
        (
            "1 person is left out, for her age is not known",
            "fewer than 3 persons are left out, for her age is not known",
        ),
        ("2 of 3 strata", "2 of 3 strata"),
        ("12 persons in 2 strata", "12 persons in 2 strata"),
        ("code 1 in HL4", "code 1 in HL4"),
    ],
)
def test_sentences_tell_of_no_one_or_two_persons(text, safe):
    assert safe_text(text) == safe


def missing(n, statistic="mean"):
    return missing_numbers(Outcome("hours", "hours", "number", statistic), n).text


def unknown(n):
    return only_unknown(Outcome("work", "work"), n, {}).text


def not_in_total(n):
    said = "1 unknown person is" if n == 1 else f"{n} unknown persons are"
    return f"work: {said} not in the total; value_if_yes counts them"


@pytest.mark.parametrize(
    "told", [missing, lambda n: missing(n, "total"), unknown, not_in_total],
    ids=["mean", "total", "unknown", "not-in-total"],
)  # fmt: skip
def test_what_is_hidden_does_not_tell_one_from_two(told):
    """A sentence of one person has other words; hidden, it must have those of several."""
    one, two, many = told(1), told(2), told(40)
    assert "1 person" in one or "1 unknown person" in one
    assert "persons" not in one
    assert safe_text(one) == safe_text(two) != two
    assert without_counts(one) == without_counts(two) == without_counts(many)
    names = {one.partition(":")[0]}
    assert safe_text(without_unknowns(one, names)) == safe_text(without_unknowns(two, names))
    assert safe_text(many) == many


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
    given_ = {"out_of_range": [{"variable": "CA4", "minimum": 1.0, "maximum": 7.0, "rows": 30}]}
    assert safe_diagnostics(given_) == (given_, [])


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 2, "b": 5, "c": 9}, {"a", "b"}),
        ({"a": 1, "b": 1, "c": 9}, {"a", "b", "c"}),  # two persons together are few
        ({"a": 1, "b": 2, "c": 9}, {"a", "b"}),
        ({"a": 3, "b": 5}, set()),
        ({"a": 2}, {"a"}),
        ({"a": 2, "b": 0}, {"a"}),
        ({"a": 2, "b": 3, "c": 3}, {"a", "b"}),  # of equals the first by name
    ],
)
def test_the_smallest_further_count_goes_with_a_small_one(counts, hidden):
    shown = safe_counts(counts)
    assert {key for key, count in shown.items() if count == NOT_SHOWN} == hidden


@pytest.mark.parametrize(("count", "shown"), [(4, NOT_SHOWN), (5, 5), (6, 6)])
def test_another_limit_is_kept(count, shown):
    assert safe_count(count, 5) == shown
    assert safe_counts({"a": count, "b": 9}, 5)["a"] == shown
    assert safe_diagnostics({"rows": count}, 5)[0]["rows"] == shown


def test_the_number_of_unknowns_goes_from_the_sentence_of_its_measure_alone():
    text = "x: 1,214 unknown persons are left out"
    assert without_unknowns(text, {"x"}) == "x: some unknown persons are left out"
    assert without_unknowns(text, {"y"}) == text
    assert without_unknowns("x has 14 unknown", {"x has 14 unknown"}) == "x has 14 unknown"


def test_persons_among_the_values_of_a_warning_are_as_safe_as_in_its_sentence():
    values = {"measure": "x", "persons": 14, "rows": 2}
    assert safe_values(values, {"x"}) == {"measure": "x", "persons": NOT_SHOWN, "rows": 2}
    assert safe_values(values, set()) == values
    assert safe_values({"persons": 2}, set())["persons"] == NOT_SHOWN
    assert safe_values({"persons": "many"}, set())["persons"] == "many"


def test_the_undetermined_are_told_by_answer_and_not_at_all_where_unknowns_are_hidden():
    told = {"undetermined": {"x": {"a: hours": 4, "b: hours": 5, "c": 0}, "y": {"r: z": 0}}}
    assert safe_diagnostics(told)[0] == {"undetermined": {"x": {"hours": 9, "c": 0}, "y": {"z": 0}}}
    hidden = safe_diagnostics(told, unknown_hidden={"x", "y"})[0]["undetermined"]
    assert hidden == {"x": {"c": 0}, "y": {"z": 0}}, "nor is it told how many answers are missing"


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 1, "b": 1}, {}),
        ({"a": 1, "b": 1, "c": 1}, {}),
        ({"a": 1, "b": 1, "c": 2}, {"a": NOT_SHOWN, "b": NOT_SHOWN, "c": NOT_SHOWN}),
        ({"a": 1, "b": 1, "c": 1, "d": 5, "e": 9}, dict.fromkeys("abcd", NOT_SHOWN) | {"e": 9}),
        ({"a": 2, "b": 5, "c": 0}, {"a": NOT_SHOWN, "b": NOT_SHOWN, "c": 0}),
        ({"a": 4, "b": 5}, {"a": 4, "b": 5}),
    ],
)
def test_answers_of_which_each_is_lacking_once_are_not_named(counts, told):
    """Of three persons who lack three answers each lacks one: their number is in the figure."""
    assert safe_diagnostics({"undetermined": {"x": counts}})[0] == {"undetermined": {"x": told}}


@pytest.mark.parametrize("told", [4, [4, 0], "4 persons", {"x": 4}, {"x": [4, 0]}])
def test_what_is_no_table_of_answers_falls_under_the_rule_for_all_else(told):
    assert safe_diagnostics({"undetermined": told})[0] == {"undetermined": told}
    other = safe_diagnostics({"other": told}, 5)[0]["other"]
    assert safe_diagnostics({"undetermined": told}, 5)[0] == {"undetermined": other}


def test_numbers_of_every_kind_are_told_apart_from_truth_and_text():
    given_ = {"a": [np.int64(2), 2.0, 2.5, True], "yes": {"b": True, "c": 1.0, "d": 9}}
    kept, left_out = safe_diagnostics(given_)
    assert kept == {
        "a": [NOT_SHOWN, NOT_SHOWN, True],
        "yes": {"b": True, "c": NOT_SHOWN, "d": NOT_SHOWN},
    }
    assert left_out == ["a[2]"]
    assert safe_diagnostics({"x": 2.5}) == ({}, ["x"])


def test_three_are_enough_where_no_limit_is_given():
    assert safe_values({"persons": 3}, ()) == {"persons": 3}
    assert safe_counts({"a": 3}) == {"a": 3}
    assert safe_diagnostics({"rows": 3, "list": [3]})[0] == {"rows": 3, "list": [3]}
    assert safe_text("2 rows") == "fewer than 3 rows"
    assert safe_text("2 rows", 5) == "fewer than 5 rows"


@pytest.mark.parametrize(("number", "told"), [(2.0, NOT_SHOWN), (3.0, 3), (0.0, 0)])
def test_a_whole_number_written_with_a_point_is_a_count(number, told):
    assert safe_diagnostics({"rows": number, "weighted": 2.5}) == ({"rows": told}, ["weighted"])


def test_of_the_values_of_a_warning_only_persons_are_counts():
    values = {"measure": "child_labour", "year": 2, "persons": 2, "missing": ["hours"]}
    assert safe_values(values, set()) == {**values, "persons": NOT_SHOWN}


def test_three_persons_are_told_unless_the_unknowns_of_their_measure_are_not():
    values = {"measure": "child_labour", "persons": 3}
    assert safe_values(values, {"another_measure"}) == values
    assert safe_values(values, {"child_labour"}) == {**values, "persons": NOT_SHOWN}
    assert safe_values({"persons": "all"}, set()) == {"persons": "all"}
