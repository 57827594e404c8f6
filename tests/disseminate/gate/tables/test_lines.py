"""Splits of groups, and what is known to be nobody. Worked by hand."""

import numpy as np
import pytest

from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.disseminate.gate.tables.geometry import geometry, nesting
from measure87.disseminate.gate.tables.spans import Line, Span, joined
from measure87.disseminate.gate.tables.together import Together


def nested(*groups, together=()):
    dims = dimensions(groups, [{}] * len(groups), {}, together)
    return nesting(dims, [dims.box(group) for group in groups])


def lines(*groups, together=()):
    found = nested(*groups, together=together).lines
    assert len(set(found)) == len(found)
    return {(line.parent, line.children) for line in found}


def derivable(groups, n, shown):
    shape = geometry(nested(*groups), np.array(n, dtype=float))
    marks = np.isin(np.arange(len(groups)), shown)
    return np.flatnonzero(shape.span.derivable(marks)).tolist()


SEXES = ({}, {"sex": "1"}, {"sex": "2"})


def test_a_split_is_of_one_variable_and_of_the_smallest_groups_apart():
    assert lines(*SEXES) == {(0, (1, 2))}
    assert lines({}, {"sex": "1"}, {"area": "1"}) == {(0, (1,)), (0, (2,))}
    ages = ({"age": "5-17"}, {"age": "5-14"}, {"age": "5-11"}, {"age": "12-14"}, {"age": "15-17"})
    assert lines(*ages) == {(0, (2, 3, 4)), (1, (2, 3))}
    # 5-14 and 12-17 overlap: each is a split for itself.
    assert lines({}, {"age": "5-14"}, {"age": "12-17"}) == {(0, (1,)), (0, (2,))}


PLACES = ({"area": "u"}, {"area": "r"}, {"region": "a"}, {"region": "b"}, {"region": "c"})


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (2, 3, 4, 0, 1), (1, 0, 4, 3, 2)])
def test_areas_are_everybody_and_regions_are_where_one_lies_in_the_other(order):
    """Region a is all urban, b and c are both."""
    both = [("u", "a"), ("u", "b"), ("r", "b"), ("u", "c"), ("r", "c")]
    groups = [PLACES[k] for k in order]
    found = lines({}, *groups, together=[Together(("area", "region"), tuple(both))])
    at = {order[k]: k + 1 for k in range(5)}
    areas, regions = sorted(at[k] for k in (0, 1)), sorted(at[k] for k in (2, 3, 4))
    assert {(0, tuple(areas)), (0, tuple(regions))} <= found


def test_so_it_is_where_each_of_them_holds_some_of_the_other():
    """Region a is all urban, and all rural are in region c: none is smallest by itself."""
    both = (("u", "a"), ("u", "b"), ("u", "c"), ("r", "c"))
    found = lines({}, *PLACES, together=[Together(("area", "region"), both)])
    assert {(0, (1, 2)), (0, (3, 4, 5))} <= found


def test_ages_that_are_cut_in_two_ways_are_everybody_in_both():
    fine = ({"age": "5-9"}, {"age": "10-14"}, {"age": "15-17"})
    coarse = ({"age_group": "5-11"}, {"age_group": "12-17"})
    assert {(0, (1, 2, 3)), (0, (4, 5))} <= lines({}, *fine, *coarse)


def test_what_the_smallest_groups_make_up_is_no_split_of_its_own():
    ages = ({"age": "5-14"}, {"age": "5-11"}, {"age": "12-14"}, {"age": "15-17"})
    assert lines({}, *ages) == {(0, (2, 3, 4)), (1, (2, 3))}


def test_crossed_groups_are_split_by_each_of_their_variables():
    crossed = ({}, {"a": "1"}, {"b": "1"}, {"a": "1", "b": "1"}, {"a": "1", "b": "2"})
    assert lines(*crossed) == {(0, (1,)), (0, (2,)), (1, (3, 4)), (2, (3,))}


def test_the_rest_of_a_split_follows_where_its_respondents_are_everybody():
    assert derivable(SEXES, [100, 40, 60], [0, 1]) == [0, 1, 2]
    assert derivable(SEXES, [100, 40, 60], [1, 2]) == [0, 1, 2]
    assert derivable(SEXES, [100, 40, 60], [0]) == [0]
    # Somebody is of neither sex.
    assert derivable(SEXES, [101, 40, 60], [0, 1]) == [0, 1]


def test_where_respondents_are_not_told_the_parts_are_taken_for_everybody():
    assert derivable(SEXES, [np.nan, 40, 60], [0, 1]) == [0, 1, 2]
    assert derivable(SEXES, [100, np.nan, 60], [0, 1]) == [0, 1, 2]


def test_a_group_as_large_as_one_around_it_is_the_same_people():
    groups = ({}, {"sex": "1"})
    assert derivable(groups, [100, 100], [0]) == [0, 1]
    assert derivable(groups, [100, 99], [0]) == [0]


def test_a_crossed_table_gives_its_fourth_cell_back():
    """Two margins and one cell of a table of 2 by 2 are the other three cells."""
    cells = [{"a": a, "b": b} for a in "12" for b in "12"]
    groups = ({}, {"a": "1"}, {"a": "2"}, {"b": "1"}, {"b": "2"}, *cells)
    n = [100, 50, 50, 50, 50, 25, 25, 25, 25]
    assert derivable(groups, n, [0, 1, 3, 5]) == list(range(9))
    assert derivable(groups, n, [0, 1, 3]) == [0, 1, 2, 3, 4]


def test_of_the_sets_that_give_a_figure_back_the_shortest_line_is_taken():
    shape = geometry(nested(*SEXES), np.array([100.0, 40.0, 60.0]))
    shown = np.array([True, True, False])
    assert sorted(shape.span.support(2, shown, [0, 1, 2])) == [0, 1]
    assert shape.span.support(2, np.array([True, False, False]), [0, 1, 2]) == []


def test_lines_of_joined_measures_are_moved_to_their_places():
    shape = geometry(nested(*SEXES), np.array([100.0, 40.0, 60.0]))
    both = joined([shape.span, shape.span], [Line(0, (3,))])
    assert list(both.lines) == [Line(0, (3,)), Line(0, (1, 2)), Line(3, (4, 5))]
    assert len(both.coordinates) == 6


def test_without_sums_measures_side_by_side_tell_nothing_of_each_other():
    one = Span(np.eye(2), ())
    both = joined([one, one], [])
    shown = np.array([True, True, False, False])
    assert both.derivable(shown).tolist() == [True, True, False, False]


@pytest.mark.parametrize("size", [1e-7, 1e-5])
def test_what_is_shorter_than_rounding_is_nothing(size):
    span = Span(np.array([[1.0, 0.0], [1.0, size]]) / 2, ())
    assert span.derivable(np.array([True, False])).tolist() == [True, size < 1e-6]
