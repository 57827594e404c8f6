"""Groups as boxes: what codes hold, and which group lies in which. Codes are invented."""

import pytest

from measure87.disseminate.gate.tables.boxes import Box, dimensions
from measure87.disseminate.gate.tables.together import Together
from measure87.vocabulary.estimate import MISSING_CATEGORY


def made(*groups, labels=None, parts=None):
    dims = dimensions(groups, labels or [{}] * len(groups), parts or {})
    return dims, [dims.box(group) for group in groups]


def box(**sides):
    return Box({name: frozenset(side) for name, side in sides.items()})


@pytest.mark.parametrize(
    ("whole", "part", "contains"),
    [
        (box(), box(a="1"), True),
        (box(a="1"), box(), False),
        (box(a="12"), box(a="1"), True),
        (box(a="1"), box(a="12"), False),
        (box(a="1"), box(a="1"), True),
        (box(a="1"), box(a="1", b="2"), True),
        (box(a="1", b="2"), box(a="1"), False),
        (box(a="1"), box(b="1"), False),
    ],
)
def test_a_group_contains_what_is_as_narrow_in_everything_that_it_names(whole, part, contains):
    assert whole.contains(part) is contains


@pytest.mark.parametrize(
    ("part", "whole", "is_split"),
    [
        (box(a="1"), box(), True),
        (box(a="1"), box(a="12"), True),
        (box(a="12"), box(a="12"), False),
        (box(a="123"), box(a="12"), False),
        (box(), box(), False),
        (box(a="1", b="1"), box(b="1"), True),
        (box(a="1", b="1"), box(b="12"), False),
        (box(a="1", b="1"), box(), False),
    ],
)
def test_a_split_cuts_one_dimension_and_leaves_the_rest(part, whole, is_split):
    assert part.is_split_of(whole, "a") is is_split


@pytest.mark.parametrize(
    ("one", "other", "disjoint"),
    [
        (box(a="1"), box(a="2"), True),
        (box(a="12"), box(a="23"), False),
        (box(a="1"), box(b="2"), False),
        (box(a="1", b="1"), box(a="1", b="2"), True),
        (box(), box(a="1"), False),
    ],
)
def test_groups_are_apart_where_one_dimension_parts_them(one, other, disjoint):
    assert one.disjoint(other) is disjoint
    assert other.disjoint(one) is disjoint


def test_ages_are_cut_where_any_range_begins_or_has_ended():
    """5-14, 5-11 and 15-17 begin at 5 and 15, and end so that 12, 15 and 18 come after."""
    dims, (broad, narrow, old) = made({"age": "5-14"}, {"age": "5-11"}, {"age": "15-17"})
    assert broad.sides == {"age": {"from 5", "from 12"}}
    assert narrow.sides == {"age": {"from 5"}}
    assert old.sides == {"age": {"from 15"}}
    assert dims.pieces["age"] == {"from 5", "from 12", "from 15", "(unlisted)"}


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("5-11", True),
        ("5 – 11", True),
        ("5_11", True),
        ("5..11", True),
        ("5 to 11", True),
        ("aged 5-11 years", True),
        (" 5-11 ", True),
        ("10-19", False),
        ("15+", False),
        ("15 and over", False),
        ("15 or more", False),
    ],
)
def test_ranges_are_read_in_the_ways_that_surveys_write_them(text, inside):
    _, (whole, part) = made({"age": "5-14"}, {"age": text})
    assert whole.contains(part) is inside


def test_an_open_range_holds_everybody_older():
    _, (old, older, oldest) = made({"age": "15+"}, {"age": "15-17"}, {"age": "60 and over"})
    assert old.contains(older)
    assert old.contains(oldest)
    assert not older.contains(oldest)
    _, (young, alone) = made({"age": "5-5"}, {"age": "5-6"})
    assert alone.contains(young)
    assert not young.contains(alone)
    assert young.sides == {"age": {"from 5"}}


@pytest.mark.parametrize(
    ("variable", "codes"),
    [
        ("age", ("young", "5-14")),  # one code is no range
        ("age", ("14-5", "5-14")),  # one runs backwards
        ("region", ("5-14", "5-11")),  # of names, not of numbers
        ("agency", ("x", "y")),
    ],
)
def test_codes_that_are_no_ranges_are_names(variable, codes):
    _, (one, other) = made({variable: codes[0]}, {variable: codes[1]})
    assert one.disjoint(other)


def test_labels_stand_in_for_codes_that_are_no_ranges():
    groups = [{"age_group": "1"}, {"age_group": "2"}]
    _, (whole, part) = made(*groups, labels=[{"age_group": "5-14"}, {"age_group": "5-11"}])
    assert whole.contains(part)
    assert whole.sides.keys() == {"age"}


@pytest.mark.parametrize("variable", ["hours", "hours_per_week", "weeks*done", "income"])
def test_other_numbers_are_ranges_in_a_dimension_of_their_own(variable):
    _, (whole, part, age) = made({variable: "5-14"}, {variable: "5-11"}, {"age": "5-11"})
    assert whole.contains(part)
    assert whole.sides.keys() == {variable}
    assert age.sides.keys() == {"age"}


def test_a_missing_age_is_a_piece_of_its_own():
    dims, (whole, missing) = made({"age": "5-17"}, {"age": MISSING_CATEGORY})
    assert whole.disjoint(missing)
    assert missing.sides["age"] == {MISSING_CATEGORY}
    assert dims.pieces["age"] == {"from 5", MISSING_CATEGORY, "(unlisted)"}


def test_two_variables_of_age_in_one_group_are_both_held_to():
    _, (both, *_) = made(
        {"age": "5-14", "age_small": "12-17"}, {"age": "12-14"}, {"age_small": "15-17"}
    )
    assert both.sides == {"age": {"from 12"}}


def test_declared_parts_are_taken_apart_down_to_the_last():
    parts = {"region": {"all": ("north", "c"), "north": ("a", "b"), "c": ("c",)}}
    _, (every, north, c) = made(
        {"region": "all"}, {"region": "north"}, {"region": "c"}, parts=parts
    )
    assert every.sides == {"region": {"a", "b", "c"}}
    assert north.sides == {"region": {"a", "b"}}
    assert c.sides == {"region": {"c"}}


def test_a_variable_whose_fellows_no_figure_is_by_shares_no_dimension():
    """That some area is known for each region says nothing where no figure is by region."""
    known = Together(("area", "region"), (("u", "a"), ("r", "b")))
    alone = dimensions([{"area": "u"}], [{}], {}, (known,))
    assert alone.complete == frozenset()
    both = dimensions([{"area": "u"}, {"region": "a"}], [{}] * 2, {}, (known,))
    assert both.complete == {"area, region"}


@pytest.mark.parametrize(
    ("ages", "outside"),
    [
        ((5, 14), {"from 15", "(unlisted)"}),
        ((5, 11), {"from 12", "from 15", "(unlisted)"}),
        ((5, 17), {"(unlisted)"}),
        ((15, 17), {"from 5", "from 12", "(unlisted)"}),
        ((3, 14), {"from 15"}),
        ((5, 20), set()),
        ((15, None), {"from 5", "from 12"}),
    ],
)
def test_nobody_of_some_ages_is_in_pieces_of_others(ages, outside):
    """Whom no code holds may be 3 or 4 years old, or 18 and over."""
    dims, _ = made({}, {"age": "5-14"}, {"age": "5-11"}, {"age": "15-17"}, {"sex": "1"})
    assert dims.pieces_outside(*ages) == outside


def test_nor_whose_age_is_not_known_and_without_ages_there_are_no_pieces_of_them():
    dims, _ = made({"age": "5-17"}, {"age": MISSING_CATEGORY}, {"age": "18+"})
    assert dims.pieces_outside(18, None) == {"from 5", "(unlisted)", MISSING_CATEGORY}
    assert made({}, {"sex": "1"})[0].pieces_outside(5, 14) == set()
