"""What groups leave of each other, and what of it is too few. Worked by hand."""

import numpy as np
import pytest

from measure87.disseminate.gate.rules import DisclosureRules
from measure87.disseminate.gate.subtraction.differences import Differences
from measure87.disseminate.gate.subtraction.judging import case_layer, side_layer
from measure87.disseminate.gate.subtraction.layers import is_few
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.disseminate.gate.tables.geometry import geometry, nesting
from measure87.disseminate.gate.tables.tables import tables_of
from tests.disseminate.gate.audit.random_tables import figure

MANY = np.inf
"""Of persons who need no protection."""


@pytest.mark.parametrize(
    ("count", "others", "few"),
    [
        (0, MANY, False),
        (1, MANY, True),
        (2, MANY, True),
        (3, MANY, False),
        (0, 2, False),  # no case is no person, however few are none
        (9, 0, True),  # all are cases
        (9, 1, True),
        (9, 2, True),
        (9, 3, False),
        (np.nan, 0, False),
        (np.nan, 1, True),
        (np.nan, 2, True),
        (np.nan, 3, False),
    ],
)
def test_one_and_two_are_few_and_nobody_is_not_but_beside_cases(count, others, few):
    assert is_few(np.array([count]), np.array([others]), 3).tolist() == [few]


@pytest.mark.parametrize("k", [1, 2, 5, 10])
def test_few_are_fewer_than_the_limit(k):
    counts = np.array([k - 1.0, k, k + 1.0])
    nobody_else = np.full(3, MANY)
    assert is_few(counts, nobody_else, k).tolist() == [k > 1, False, False]
    assert is_few(np.full(3, 99.0), counts, k).tolist() == [k > 1, False, False]
    assert is_few(np.array([99.0]), np.array([0.0]), k).tolist() == [k > 1]


def differences(groups, counts, others=None, minimum=3):
    dims = dimensions(groups, [{}] * len(groups), {})
    nested = nesting(dims, [dims.box(group) for group in groups])
    given = np.array(others if others is not None else [MANY] * len(counts), dtype=float)
    return Differences(nested, np.array(counts, dtype=float), given, minimum)


def telling(known, *given, **more):
    found = differences(*given, **more)
    marks = np.isin(np.arange(len(given[0])), known)
    return [sorted(one) for one in found.known(marks)]


REGIONS = ({}, {"region": "a"}, {"region": "b"}, {"region": "c"})


@pytest.mark.parametrize(("left", "tells"), [(0, False), (1, True), (2, True), (3, False)])
def test_a_group_less_one_inside_it_tells_of_few(left, tells):
    sets = telling([0, 1], REGIONS, [20 + left, 20, 9, 9])
    assert sets == ([[0, 1]] if tells else [])


def test_who_does_not_know_both_sides_learns_nothing():
    assert telling([0], REGIONS, [21, 20, 9, 9]) == []
    assert telling([1], REGIONS, [21, 20, 9, 9]) == []
    assert telling([1, 2, 3], REGIONS, [21, 20, 9, 9]) == []


def test_a_whole_less_several_of_its_parts_tells_of_few():
    """30 less 15 less 13 are the 2 of c; 30 less 15 alone are 15."""
    assert telling([0, 1, 2], REGIONS, [30, 15, 13, 2]) == [[0, 1, 2]]
    assert telling([0, 1, 2], REGIONS, [30, 15, 12, 3]) == []
    # All parts are known, and leave nobody at all.
    assert telling([0, 1, 2, 3], REGIONS, [30, 15, 12, 3]) == []


def test_the_others_of_a_rest_are_protected_too():
    """9 are left of whom 1 is no case: everybody but one has it."""
    assert telling([0, 1], REGIONS, [29, 20, 5, 5], others=[31, 30, 5, 5]) == [[0, 1]]
    assert telling([0, 1], REGIONS, [29, 20, 5, 5], others=[33, 30, 5, 5]) == []
    assert telling([0, 1, 2], REGIONS, [29, 10, 10, 9], others=[31, 10, 20, 1]) == [[0, 1, 2]]
    # Of nobody's answer it is no matter who else there is.
    assert telling([0, 1], REGIONS, [29, 20, 5, 5], others=[31, MANY, 5, 5]) == []
    assert telling([0, 1], REGIONS, [29, 20, 5, 5], others=[MANY, 30, 5, 5]) == []
    assert telling([0, 1, 2], REGIONS, [29, 10, 10, 9], others=[31, 10, MANY, 1]) == []


def test_a_mean_of_all_but_two_persons_tells_of_the_two():
    """A count that is none (a mean): the respondents decide."""
    none = [np.nan] * 4
    assert telling([0, 1], REGIONS, none, others=[40, 38, 9, 9]) == [[0, 1]]
    assert telling([0, 1], REGIONS, none, others=[40, 37, 9, 9]) == []
    assert telling([0, 1, 2], REGIONS, none, others=[40, 20, 18, 2]) == [[0, 1, 2]]


def test_which_counts_are_few_by_themselves_is_told():
    assert differences(REGIONS, [9, 1, 0, 3]).few.tolist() == [False, True, False, False]


# What of a measure is shown by itself.


def layers(figures, main=False, **rules):
    given = DisclosureRules(**rules)
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    (table,) = tables_of(figures, dims)
    cells = [cell.box for cell in table.cells.values()]
    shape = geometry(nesting(dims, cells), table.numbers("n"))
    cases = case_layer(table, shape, given, main)
    return cases, side_layer(table, cases, "unknown", given)


@pytest.mark.parametrize(
    ("n", "cases", "shown"),
    [
        (24, 10, False),
        (25, 10, True),
        (26, 10, True),
        (100, 0, True),
        (100, 2, False),
        (100, 3, True),
        (100, 97, True),
        (100, 98, False),
        (100, 100, False),
        (24, 0, False),
    ],
)
def test_a_figure_is_shown_by_itself_where_persons_cases_and_others_are_enough(n, cases, shown):
    found, _ = layers([figure("x", n, cases)])
    assert found.shown.tolist() == [shown]
    assert found.protected.tolist() == [not shown]
    assert found.others.tolist() == [n - cases]


def test_the_limits_are_those_of_the_rules():
    found, _ = layers([figure("x", 9, 4)], minimum_respondents=10)
    assert not found.shown[0]
    found, _ = layers([figure("x", 100, 4)], minimum_cases=5)
    assert not found.shown[0]
    assert layers([figure("x", 100, 5)], minimum_cases=5)[0].shown[0]


def test_unknowns_are_shown_with_their_figure_and_where_they_are_not_few():
    figures = [
        figure("x", 1000, 60, 10),
        figure("x", 400, 30, 2, sex="1"),
        figure("x", 20, 9, 8, sex="2"),
        figure("x", 400, 30, None, sex="3"),
        figure("x", 400, 30, 3, sex="4"),
    ]
    _, unknown = layers(figures)
    assert unknown.shown.tolist() == [True, False, False, False, True]
    assert unknown.protected.tolist() == [False, True, False, False, False]
    assert unknown.others.tolist() == [MANY] * 5


def test_what_is_hidden_first_has_cases_is_no_total_and_of_no_main_measure():
    """Of equals the more crossed goes, then the smaller, then the later."""
    figures = [
        figure("x", 900, 60),
        figure("x", 400, 0, sex="1"),
        figure("x", 500, 60, sex="2"),
        figure("x", 200, 20, area="1", sex="2"),
        figure("x", 300, 20, area="2", sex="2"),
        figure("x", 300, 20, area="3", sex="2"),
    ]
    costs = layers(figures)[0].costs
    order = sorted(range(6), key=lambda k: costs[k])
    assert order == [3, 4, 5, 2, 0, 1]
    assert min(layers(figures, main=True)[0].costs) > costs[3]


def test_a_number_of_unknowns_goes_as_its_figure_does_and_one_of_nobody_last():
    """Of main figures of everybody, of men and of women, the numbers 9, 0 and 9."""
    sexes = ({}, {"sex": "1"}, {"sex": "2"})
    figures = [
        figure("x", n, 30, unknown, **group)
        for n, unknown, group in zip((300, 100, 200), (9, 0, 9), sexes, strict=True)
    ]
    cases, unknown = layers(figures, main=True)
    assert [cost[1:] for cost in unknown.costs] == [cost[1:] for cost in cases.costs]
    assert [cost[0] for cost in unknown.costs] == [False, True, False]
    assert sorted(range(3), key=lambda k: unknown.costs[k]) == [2, 0, 1]
    assert [unknown.is_headline(k) for k in range(3)] == [True, False, False]
