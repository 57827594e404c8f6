"""Figures as tables of counts: what shares a table, and which tables are parts of which."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate.gate.tables.boxes import Box, dimensions
from measure87.disseminate.gate.tables.declared_parts import PartOf
from measure87.disseminate.gate.tables.known_measures import KnownMeasures
from measure87.disseminate.gate.tables.measure_sums import _adding_up, _has_cases, measure_sums
from measure87.disseminate.gate.tables.measure_unions import two_overlap
from measure87.disseminate.gate.tables.nested_measures import nested_pairs
from measure87.disseminate.gate.tables.tables import (
    Cell,
    Table,
    cases_of,
    headlines,
    tables_of,
)
from tests.disseminate.gate.audit.random_tables import figure
from tests.disseminate.stated import stated

SEXES = ({}, {"sex": "1"}, {"sex": "2"})
N = (1000, 400, 600)


def measure(name, *cases, definition="child_labour/x"):
    """A measure of everybody and of the two sexes."""
    return [
        replace(figure(name, n, count, **group), definition=definition)
        for n, count, group in zip(N, cases, SEXES, strict=False)
    ]


def tables(*measures, parts=None):
    figures = [one for some in measures for one in some]
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    return tables_of(figures, dims, parts)


def test_a_share_and_a_total_of_one_group_are_one_cell():
    (share,) = measure("x", 30)
    total = replace(share, statistic="total", value=3e4, n=990, n_cases=None, n_unknown=4)
    (table,) = tables([share, total])
    (cell,) = table.cells.values()
    assert (cell.at, cell.n, cell.cases, cell.unknown) == ([0, 1], 990, 30, 4)
    # 1,000 stand behind the cases, 990 behind the number.
    assert (cell.counted, cell.without_number) == (1000, 10)
    assert table.numbers("n").tolist() == [990.0]


def test_a_group_of_a_mean_counts_nobody():
    mean = replace(figure("x", 100, 30), statistic="mean", n_cases=None)
    (table,) = tables([mean])
    assert np.isnan(table.numbers("cases")).all()
    assert np.isnan(table.numbers("without_number")).all()
    assert table.numbers("n").tolist() == [100.0]


def test_a_share_without_a_number_of_cases_tells_it():
    share = replace(figure("x", 40, 3), n_cases=None)
    assert cases_of(share) == 3
    assert cases_of(replace(share, statistic="mean")) is None
    assert cases_of(replace(share, value=None)) is None
    assert cases_of(replace(share, n=None)) is None
    assert cases_of(replace(share, n_cases=7)) == 7


def test_a_measure_that_continues_the_name_of_another_rests_on_its_cases():
    flow, longer = measure("forced", 30), measure("forced_labour", 20)
    stock = [replace(flow[0], name="forced_labour_stock", statistic="mean", n_cases=None)]
    found = tables(stock, flow, longer)
    assert [(one.names, [cell.at for cell in one.cells.values()]) for one in found] == [
        (["forced"], [[1]]),
        (["forced_labour"], [[2, 0]]),
    ]
    other = [replace(stock[0], definition="child_labour/y")]
    assert len(tables(other, flow, longer)) == 3
    glued = [replace(stock[0], name="forcedness")]
    assert len(tables(glued, flow)) == 2


def test_two_samples_of_one_measure_are_two_tables():
    one, other = measure("x", 30, 10, 20), measure("x", 31, 10, 20)
    found = tables(one, other)
    # Where both count the same they share a cell; everybody is counted twice.
    assert [len(table.cells) for table in found] == [3, 1]
    again = [replace(one[0], n=999)]
    assert len(tables(one, again)) == 2


def test_measures_of_a_family_with_equal_counts_are_one():
    one, same = measure("x", 30, 10, 20), measure("y", 30, 10)
    (merged,) = tables(one, same)
    assert merged.names == ["x", "y"]
    assert [cell.at for cell in merged.cells.values()] == [[0, 3], [1, 4], [2]]
    (more,) = tables(measure("y", 30), one)
    assert len(more.cells) == 3


@pytest.mark.parametrize(
    "other",
    [
        measure("y", 30, 10, 19),
        measure("y", 30, 10, 20, definition="forced_labour/x"),
        [replace(e, n=e.n - 1) for e in measure("y", 30, 10, 20)],
        [replace(e, n_unknown=1) for e in measure("y", 30, 10, 20)],
        [figure("y", 300, 30, area="1")],
        [replace(e, statistic="mean", n_cases=None) for e in measure("y", 30, 10, 20)],
    ],
)
def test_measures_that_differ_in_anything_are_two(other):
    assert len(tables(measure("x", 30, 10, 20), other)) == 2


def test_declared_parts_are_never_merged():
    parts = {"part": PartOf("x", "industry")}
    assert len(tables(measure("x", 30), measure("part", 30), parts=parts)) == 2
    assert len(tables(measure("part", 30), measure("x", 30), parts=parts)) == 2


def test_the_main_measures_are_those_that_the_study_marks():
    said = stated(measures={"a": {"headline": True}, "b": {"headline": False}})
    assert headlines(said.measures) == {"a"}


# Nested measures.


def nested(*measures, declared=(), parts=None, complete=False):
    return nested_pairs(tables(*measures, parts=parts), declared, parts, complete=complete)


def test_a_measure_that_never_has_more_cases_is_taken_for_a_part():
    assert nested(measure("x", 30, 10, 20), measure("y", 40, 10, 30)) == [(0, 1)]
    assert nested(measure("x", 30, 12, 18), measure("y", 40, 10, 30)) == []


def test_two_measures_without_a_case_in_some_group_are_still_nested():
    """3 and 0 cases beside 5 and 0."""
    assert nested(measure("x", 3, 3, 0), measure("y", 5, 5, 0)) == [(0, 1)]


def test_without_a_common_group_or_family_counts_say_nothing():
    assert nested(measure("x", 3), [figure("y", 400, 5, area="1")]) == []
    assert nested(measure("x", 3), measure("y", 5, definition="forced_labour/z")) == []
    declared = [("x", "y")]
    other = measure("y", 5, definition="forced_labour/z")
    assert nested(measure("x", 3), other, declared=declared) == [(0, 1)]
    assert nested(measure("y", 5), measure("x", 30), declared=declared, complete=True) == [(1, 0)]


def test_where_the_declared_pairs_are_all_counts_are_not_asked():
    assert nested(measure("x", 3), measure("y", 5), complete=True) == []


def test_a_declared_part_lies_in_its_measure_and_in_no_other():
    parts = {"part": PartOf("x", "industry")}
    both = (measure("x", 30, 10, 20), measure("part", 20, 5, 15), measure("y", 40, 20, 20))
    assert nested(*both, parts=parts) == [(0, 2), (1, 0)]


def test_a_mean_is_nested_in_nothing():
    mean = [replace(e, statistic="mean", n_cases=None) for e in measure("m", 1)]
    assert nested(measure("x", 3), mean) == []


# Sums of measures.


def sums(*measures, parts=None):
    made = tables(*measures, parts=parts)
    pairs = nested_pairs(made, (), parts)
    return [(one.whole, one.parts, len(one.keys)) for one in measure_sums(made, pairs, parts)]


WHOLE = measure("whole", 30, 12, 18)
ONE, TWO = measure("one", 20, 8, 12), measure("two", 10, 4, 6)


def test_a_measure_is_the_sum_of_others_where_they_add_up_in_every_group():
    assert sums(WHOLE, ONE, TWO) == [(0, (1, 2), 3)]
    assert sums(WHOLE, ONE, measure("two", 10, 4, 5)) == []
    assert sums(WHOLE, ONE, measure("two", 10)) == [(0, (1, 2), 1)]


def test_three_parts_may_make_up_a_whole():
    """20 and 6 and 4; 8 and 1 and 3 men; 12 and 5 and 1 women."""
    assert sums(WHOLE, ONE, measure("a", 6, 1, 5), measure("b", 4, 3, 1)) == [(0, (1, 2, 3), 3)]


def test_six_parts_are_not_tried_and_five_are():
    parts = [measure(f"p{k}", 6 + k, 3, 3 + k) for k in range(6)]
    of_five, of_six = measure("whole", 40, 15, 25), measure("whole", 55 - 4, 18, 33)
    assert sums(of_five, *parts[:5]) == [(0, (1, 2, 3, 4, 5), 3)]
    assert sums(of_six, *parts) == []


def test_measures_without_a_case_make_nothing_up():
    assert sums(measure("w", 0, 0, 0), measure("a", 0, 0, 0), measure("b", 0, 0)) == []
    assert sums(WHOLE, measure("same", 30, 12), measure("none", 0, 0, 0)) == []


def test_declared_parts_are_tried_all_of_one_characteristic_together():
    parts = {"one": PartOf("whole", "industry"), "two": PartOf("whole", "industry")}
    assert sums(WHOLE, ONE, TWO, parts=parts) == [(0, (1, 2), 3)]
    apart = {**parts, "two": PartOf("whole", "means")}
    assert sums(WHOLE, ONE, TWO, parts=apart) == []


class Shared(KnownMeasures):
    """What definitions say, but for who can be a case of two measures."""

    def __init__(self, can_share):
        super().__init__()
        object.__setattr__(self, "can_share", can_share)


@pytest.mark.parametrize(
    ("both", "found"),
    [
        ({("a", "b")}, []),  # of three parts two can share somebody, the third nobody
        ({("a", "c")}, []),
        ({("b", "c"), ("c", "b")}, []),
        (set(), [(0, (1, 2, 3), 3)]),
    ],
)
def test_measures_of_which_any_two_can_share_a_case_are_no_parts(both, found):
    made = tables(WHOLE, measure("a", 20, 8, 12), measure("b", 6, 1, 5), measure("c", 4, 3, 1))
    known = Shared(lambda one, other: (one, other) in both)
    got = measure_sums(made, nested_pairs(made, ()), None, known)
    assert [(one.whole, one.parts, len(one.keys)) for one in got] == found


@pytest.mark.parametrize(("both", "parts"), [({"one", "same"}, []), ({"one"}, [(1, 2)])])
def test_measures_that_count_the_same_share_a_case_if_each_of_them_can(both, parts):
    """Of two names of one count that one alone can share somebody may be by definition alone."""
    made = tables(WHOLE, ONE, measure("same", 20, 8, 12), TWO)
    known = Shared(lambda one, _: one in both)
    assert [one.parts for one in measure_sums(made, nested_pairs(made, ()), None, known)] == parts


def test_of_more_than_a_thousand_sets_each_that_adds_up_is_named_by_its_place():
    """Table 0 has 9 cases; 1 and 2 have 4 and 5, 3 and 4 have 1 and 2."""
    counts = np.array([[9.0], [4.0], [5.0], [1.0], [2.0]])
    sets = np.full((2100, 2), (3, 4))
    sets[[7, 999, 1000, 1001, 2099]] = (1, 2)
    places = [place for place, _ in _adding_up(counts, 0, sets)]
    assert places == [7, 999, 1000, 1001, 2099]


def test_a_pair_is_declared_by_any_name_of_what_counts_the_same():
    same = measure("x", 30, 10, 20), measure("y", 30, 10, 20)
    wide = measure("z", 5, 1, 4, definition="forced_labour/z")
    assert nested(*same, wide, declared=[("y", "z")]) == [(0, 1)]
    assert nested(*same, wide, declared=[("z", "x")]) == [(1, 0)]


@pytest.mark.parametrize(
    ("rows", "are"),
    [
        ([(34, [20, 15])], True),
        ([(35, [20, 15])], False),  # nobody is in both
        ([(36, [20, 15]), (34, [20, 15])], False),  # somewhere somebody is in neither
        ([(20, [20, 15])], False),  # the one is the whole itself
        ([(15, [10, 15])], False),
        ([(20, [20, 15]), (20, [10, 20]), (30, [20, 15])], True),
        ([(34, [20, 15]), (35, [20, 15])], True),  # somewhere nobody is in both
    ],
)
def test_two_parts_overlap_where_together_they_are_more_and_each_is_less(rows, are):
    assert two_overlap(rows) is are


@pytest.mark.parametrize(("cases", "has"), [((0, 0), False), ((0, 3), True), ((3, 0), True),
                                            ((None, None), False), ((None, 2), True)])  # fmt: skip
def test_a_measure_has_cases_if_one_of_its_groups_has(cases, has):
    boxes = (Box({"sex": frozenset(code)}) for code in "12")
    cells = [Cell(box, n=40, cases=one) for box, one in zip(boxes, cases, strict=True)]
    assert _has_cases(Table(["x"], "x", {cell.key: cell for cell in cells})) is has
