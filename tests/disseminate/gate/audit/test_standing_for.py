"""Counts that are sums of others by what definitions say, with the others in their place."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.audit.standing_for import is_put_in, put_in, standing_for
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.same_persons import SamePersons
from tests.disseminate.gate.audit.test_every_count import counted, recovered

WORK, ABOVE, BELOW = ((name, "child_labour/x", 0) for name in ("work", "above", "below"))
HOURS = SamePersons(
    (("cases", WORK), ("unknown", WORK)),
    (("cases", ABOVE), ("cases", BELOW), ("unknown", BELOW)),
)
SILENT = SamePersons((("unknown", ABOVE),), (("unknown", BELOW),))
"""Who did not tell her hours is unknown above them and below them."""


def test_what_is_no_more_than_a_sum_does_not_stand_for_it():
    assert is_put_in(HOURS)
    assert not is_put_in(replace(HOURS, no_more=True))


def test_who_works_is_below_hours_or_above_them_or_did_not_tell():
    assert standing_for([HOURS, SILENT]) == {
        ("cases", WORK): {
            ("cases", ABOVE): 1,
            ("cases", BELOW): 1,
            ("unknown", BELOW): 1,
            ("unknown", WORK): -1,
        },
        ("unknown", ABOVE): {("unknown", BELOW): 1},
    }


def test_what_stands_for_a_count_is_put_into_what_was_said_before_and_after():
    again = SamePersons((("unknown", BELOW),), (("unknown", WORK),))
    found = standing_for([HOURS, again])
    assert found["cases", WORK] == {("cases", ABOVE): 1, ("cases", BELOW): 1}
    assert standing_for([again, HOURS]) == found


def test_a_count_may_be_twice_another():
    """As many are unknown of each of two measures, and those of the third are the sum of both."""
    first, second, sum_, same = (("unknown", (name, "x", 0)) for name in "abcd")
    equal = [SamePersons((one,), (("unknown", WORK),)) for one in (first, second)]
    found = standing_for(
        [*equal, SamePersons((sum_,), (first, second)), SamePersons((same,), (sum_,))]
    )
    assert found[sum_] == found[same] == {("unknown", WORK): 2}


def test_an_equation_that_follows_from_others_puts_nothing_in():
    assert standing_for([SILENT, SILENT]) == standing_for([SILENT])


@pytest.mark.parametrize(
    ("same", "is_one"),
    [
        (HOURS, True),
        (SILENT, True),
        (SamePersons(SILENT.one, SILENT.other, (5, 14)), False),
        (SamePersons((("cases", ABOVE),), (("cases", BELOW),)), False),
        (SamePersons((("cases", ABOVE),), (("cases", BELOW), ("unknown", BELOW))), True),
        (SamePersons((("cases", ABOVE),), (("answered", BELOW),)), False),
    ],
)
def test_only_numbers_of_all_ages_are_put_in(same, is_one):
    assert is_put_in(same) is is_one


def test_unknowns_of_each_cell_are_sums_of_those_that_are_left():
    found = put_in(3, 2, {1: {0: 1.0, 2: -1.0}}).toarray()
    assert (found == np.array(
        [[1, 0, 0, 0], [0, 1, 0, 0], [1, 0, -1, 0], [0, 1, 0, -1], [0, 0, 1, 0], [0, 0, 0, 1]]
    )).all()  # fmt: skip


CHILDREN = [
    counted(name, n, cases, unknown, **group)
    for name, counts in {
        "work": ((300, 90, 7), (150, 50, 2), (150, 40, 5)),
        "above": ((300, 40, 19), (150, 20, 9), (150, 20, 10)),
        "below": ((300, 38, 19), (150, 23, 9), (150, 15, 10)),
    }.items()
    for (n, cases, unknown), group in zip(counts, ({}, {"r": "1"}, {"r": "2"}), strict=True)
]
"""Of 150 in each region; in the first two did not say whether they work."""


def test_hours_tell_who_did_not_say_whether_she_works_unless_the_gate_knows():
    figures, same = Result("run", tuple(CHILDREN)), (HOURS, SILENT)
    knows, does_not = (release(figures, DisclosureRules(same=one)).estimates for one in (same, ()))
    told = {("unknown", "1"), ("unknown", "2")}
    assert told & recovered(CHILDREN, does_not, same=same)
    assert recovered(CHILDREN, does_not) == set()
    assert recovered(CHILDREN, knows, same=same) == set()
    assert not any(one.suppressed for one in knows)


def test_where_figures_deny_it_it_is_no_equation():
    """Were all who work above the hours or below them, there would be 78 and not 90."""
    wrong = SamePersons((("cases", WORK), ("unknown", ABOVE)), HOURS.other)
    figures = Result("run", tuple(CHILDREN))
    assert [
        [one.flags for one in release(figures, DisclosureRules(same=same)).estimates]
        for same in ((wrong,), ())
    ] == [[one.flags for one in release(figures).estimates]] * 2
