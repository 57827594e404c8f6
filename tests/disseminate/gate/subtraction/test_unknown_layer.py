"""Which numbers of unknowns are shown, and which must not be had either, group by group."""

from types import SimpleNamespace

import numpy as np
import pytest

from measure87.disseminate.gate.subtraction.judging import unknown_layer


def of_group(asked, cases, unknown, counted, *, shown=True, minimum=3):
    """Whether the number is shown, and whether it is protected, of one group."""
    numbers = {"counted": asked, "cases": cases, "unknown": unknown}
    table = SimpleNamespace(numbers=lambda what: np.array([float(numbers[what])]))
    given = SimpleNamespace(shown=np.array([shown]), costs=[(0, 1, 1, 0)], geometry=None)
    layer = unknown_layer(table, given, SimpleNamespace(minimum_cases=minimum), counted)
    return bool(layer.shown[0]), bool(layer.protected[0])


SHOWN, HIDDEN = (True, False), (False, True)


@pytest.mark.parametrize(
    ("asked", "cases", "unknown", "found"),
    [
        (20, 5, 4, SHOWN),  # 16 answered, 11 are known to be none
        (20, 5, 14, HIDDEN),  # one is known to be none
        (20, 5, 12, SHOWN),  # three are
        (20, 5, 15, HIDDEN),  # nobody is: all who answered are cases
        (10, 0, 8, HIDDEN),  # two answered
        (10, 0, 7, SHOWN),  # three did
        (8, 0, 8, SHOWN),  # nobody did
        (6, 5, 0, SHOWN),  # nothing is unknown
        (20, 5, 1, HIDDEN),
        (20, 5, 2, HIDDEN),  # two are unknown
        (20, 5, 3, SHOWN),
    ],
)
def test_unknowns_counted_as_no_case_tell_how_many_are_known_to_be_none(
    asked, cases, unknown, found
):
    assert of_group(asked, cases, unknown, "no") == found
    assert of_group(asked, cases, unknown, "no", shown=False) == (False, unknown > 0)


@pytest.mark.parametrize(
    ("asked", "cases", "unknown", "found"),
    [
        (20, 18, 4, HIDDEN),  # two are no cases
        (20, 17, 4, SHOWN),
        (20, 20, 4, HIDDEN),
        (20, 20, 0, SHOWN),
        (20, 17, 18, HIDDEN),  # two answered
    ],
)
def test_unknowns_counted_as_cases_tell_how_many_answered_and_who_is_none(
    asked, cases, unknown, found
):
    assert of_group(asked, cases, unknown, "yes") == found


@pytest.mark.parametrize("unknown", [2, 14, 15, 18])
def test_unknowns_that_are_left_out_tell_of_themselves_alone(unknown):
    assert of_group(20, 5, unknown, "exclude") == (SHOWN if unknown > 2 else HIDDEN)


@pytest.mark.parametrize(("minimum", "found"), [(1, SHOWN), (2, HIDDEN), (3, HIDDEN)])
def test_that_nobody_is_known_to_be_none_is_a_secret_where_one_person_is(minimum, found):
    assert of_group(20, 5, 15, "no", minimum=minimum) == found
    assert of_group(20, 20, 4, "yes", minimum=minimum) == found
