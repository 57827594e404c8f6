"""Ends of what a figure can be, spans of ages year by year, and which of two rows is used."""

from itertools import pairwise, product

import numpy as np
import pytest

from measure87.combine.inputs.age_splitting import (
    AgeCount,
    persons_of_span,
    uniform_split,
)
from measure87.combine.inputs.figure_checks import check_figure, implied_persons, share_of_percent
from measure87.combine.inputs.same_figure import settle_repeats
from measure87.vocabulary.errors import DataError
from tests.combine.inputs.made_figures import figure

# Shares of which an error is exactly that of ten persons, as far as the machine can tell.
OF_TEN = [
    (p, se)
    for p in np.arange(0.05, 0.95, 0.05).tolist()
    for se in [(p * (1 - p) / 10) ** 0.5]
    if implied_persons(p, se) == 10.0
]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"year": 2000}, None),
        ({"year": 2010}, None),
        ({"year": 1999}, "year 1999"),
        ({"year": 2011}, "year 2011"),
        ({"age_from": 0, "age_to": 0}, None),
        ({"age_from": 130, "age_to": 130}, None),
        ({"age_from": 130, "age_to": None}, None),
        ({"age_from": 131, "age_to": None}, "ages from 131"),
        ({"age_from": 5, "age_to": 131}, "ages from 5 to 131"),
        ({"age_from": 6, "age_to": 5}, "ages from 6 to 5"),
        ({"age_from": None, "included": False, "reason": "r"}, None),
        ({"estimate": 0.0}, None),
        ({"estimate": 1.0}, None),
        ({"estimate": 1.0001}, "share of 1.0001"),
        ({"estimate": 0.0, "se": 0.5}, None),
        ({"estimate": 1.0, "se": 0.5}, None),
        ({"estimate": 0.0, "se": 0.501}, "more than a share"),
        ({"estimate": 0.5, "se": 0.2}, "6.25 persons"),
        ({"se": 1e-9}, None),
        ({"n": 1.0}, None),
        ({"n": 0.99}, "n of 0.99"),
        ({"n": float("inf")}, "n of inf"),
        ({"deff": 0.01}, None),
        ({"deff": float("nan")}, "deff of nan"),
        ({"recall_days": 0.5}, None),
        ({"recall_days": 0.0}, "recall_days of 0"),
        ({"estimate": None, "included": False, "reason": "r"}, None),
        ({"estimate": None, "included": False}, "without a reason"),
        *(({"estimate": p, "se": se}, None) for p, se in OF_TEN[:1]),
    ],
)
def test_ends_of_what_can_be_are_taken_and_beyond_them_nothing_is(changes, fault):
    one = figure(**{"year": 2005} | changes)
    if fault is None:
        check_figure(one, (2000, 2010))
    else:
        with pytest.raises(DataError, match=fault):
            check_figure(one, (2000, 2010))


def test_some_error_is_exactly_that_of_ten_persons():
    assert OF_TEN


def test_a_fault_names_the_figure_and_its_place_or_its_origin():
    one = figure(estimate=2.0, year=2005)
    with pytest.raises(DataError, match="BGD 2005, child_labour_sdg_a, both") as caught:
        check_figure(one, (2000, 2010))
    assert caught.value.where == "a.csv row 2"
    with pytest.raises(DataError) as caught:
        check_figure(figure(estimate=2.0, year=2005, where=""), (2000, 2010))
    assert caught.value.where == "a.csv"


@pytest.mark.parametrize("percent", [0.0, 50.0, 100.0])
def test_percentages_from_0_to_100_are_shares(percent):
    assert share_of_percent(percent, where="w") == percent / 100
    for wrong in (-0.001, 100.001, float("nan")):
        with pytest.raises(DataError, match="a percentage of"):
            share_of_percent(wrong, where="w")


# Ages.


def some_groups(rng):
    """Groups of one to five years from some age on, with a gap now and then, perhaps open."""
    first, found = int(rng.integers(0, 4)), []
    for _ in range(int(rng.integers(1, 6))):
        end = first + int(rng.integers(1, 6))
        found.append(AgeCount(first, end, float(rng.integers(1, 50))))
        first = end + (1 if rng.random() < 0.15 else 0)
    if rng.random() < 0.4:
        found.append(AgeCount(first, None, 9.0))
    return found


def by_single_years(groups, first, end):
    """Year by year; None where a year is of no group or of an open one, or a gap lies between."""
    closed = {age: g for g in groups if g.end is not None for age in range(g.first, g.end)}
    if end is None:
        last = groups[-1]
        rest = [g for g in groups if g.first >= first]
        joined = all(a.end == b.first for a, b in pairwise(rest))
        if last.end is None and joined and first in {g.first for g in groups}:
            return sum(g.persons for g in rest), False
        return None
    if not all(age in closed for age in range(first, end)):
        return None
    used = {closed[age] for age in range(first, end)}
    inside = {g for g in used if g.first >= first and g.end <= end}
    total = sum(
        closed[age].persons / (closed[age].end - closed[age].first) for age in range(first, end)
    )
    return total, inside != used


def test_persons_of_any_span_are_those_counted_year_by_year():
    rng = np.random.default_rng(1)
    split = whole = refused = 0
    for _ in range(150):
        groups = some_groups(rng)
        for first, end in product(range(0, 12, 2), (*range(1, 16, 3), None)):
            if end is not None and end <= first:
                continue
            wanted = by_single_years(groups, first, end)
            if wanted is None:
                refused += 1
                with pytest.raises(DataError, match=f"does not cover ages {first} to"):
                    persons_of_span(groups, first, end, uniform_split, where="w")
                continue
            found = persons_of_span(groups, first, end, uniform_split, where="w")
            assert found == (pytest.approx(wanted[0]), wanted[1]), (groups, first, end)
            split, whole = split + wanted[1], whole + (not wanted[1])
    assert min(split, whole, refused) > 50


def test_ages_that_are_not_covered_are_told_with_those_that_are_given():
    groups = [AgeCount(5, 10, 1.0), AgeCount(10, 15, 1.0)]
    with pytest.raises(DataError, match="ages 3 to 11") as caught:
        persons_of_span(groups, 3, 12, uniform_split, where="w")
    assert "ages given: 5 to 15" in caught.value.hint
    with pytest.raises(DataError, match="ages 20 to open") as caught:
        persons_of_span([*groups, AgeCount(15, None, 1.0)], 20, None, uniform_split, where="w")
    assert "ages given: 5 to open" in caught.value.hint
    with pytest.raises(DataError) as caught:
        persons_of_span([], 5, 10, uniform_split, where="w")
    assert "ages given: none" in caught.value.hint


# Rows of the same figure.


def settled(*rows):
    """Which rows are used."""
    return [one.included for one in settle_repeats(rows)]


def test_of_rows_that_agree_the_one_that_tells_most_is_used():
    """A standard error before all else, then a sample, then a source; then the first."""
    bare = figure()
    tells = [{"source": "S"}, {"n": 900.0}, {"n": 900.0, "source": "S"}, {"se": 0.004}]
    for less, more in zip([{}, *tells], tells, strict=False):
        assert settled(figure(**less), figure(**more)) == [False, True]
        assert settled(figure(**more), figure(**less)) == [True, False]
    assert settled(bare, bare) == [True, False]
    (_, out) = settle_repeats([bare, figure(origin="b.csv")])
    assert out.reason == "the same figure as from a.csv"


@pytest.mark.parametrize(("apart", "agree"), [(0.0005, True), (0.00051, False), (-0.0005, True)])
def test_shares_agree_within_half_a_tenth_of_a_point(apart, agree):
    rows = [figure(estimate=0.25), figure(estimate=0.25 + apart, where="b.csv row 9")]
    if agree:
        assert settled(*rows) == [True, False]
    else:
        with pytest.raises(DataError, match="two rows for the same figure disagree") as caught:
            settle_repeats(rows)
        assert caught.value.where == "a.csv row 2 and b.csv row 9"


@pytest.mark.parametrize(
    "other",
    [
        {"country": "KEN"}, {"year": 2018}, {"sex": "female"}, {"age_from": 6}, {"age_to": 14},
        {"definition": "child_labour/mics6_tables"}, {"measure": "hazardous_work"},
    ],
)  # fmt: skip
def test_rows_of_another_figure_are_both_used_whatever_they_say(other):
    assert settled(figure(), figure(estimate=0.5, **other)) == [True, True]


def test_rows_of_different_sources_are_different_figures():
    one, two = figure(source="MICS"), figure(source="LFS", estimate=0.3)
    assert settled(one, two) == [True, True]
    assert settled(one, figure(source="mics")) == [True, False]
    # One that does not say from where agrees with either, and is left out beside it.
    assert settled(one, two, figure(estimate=0.3)) == [True, True, False]
    assert settled(figure(included=False, reason="r"), one) == [False, True]
