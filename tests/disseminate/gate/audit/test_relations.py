"""What a reader knows of measures beyond their figures. Worked by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.define.not_nested import KnownPersons
from measure87.disseminate.gate.audit import audit_figures, relations_of, seen_figures
from measure87.disseminate.gate.audit.audit import linked
from measure87.disseminate.gate.audit.consistency import _without, consistent
from measure87.disseminate.gate.audit.exhaustive import exhaustive_groups
from measure87.disseminate.gate.audit.relations import _size, leaves_unknown_out
from measure87.disseminate.gate.audit.seen import Seen
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.disseminate.gate.tables.declared_parts import PartOf
from measure87.disseminate.gate.tables.known_measures import KnownMeasures
from measure87.vocabulary.releases.survey import Comparison
from measure87.vocabulary.same_persons import SamePersons
from tests.disseminate.gate.audit.random_tables import figure

SEXES = ({}, {"sex": "1"}, {"sex": "2"})
N = (1000, 400, 600)


def measures(n=N, groups=SEXES, **cases):
    return [
        figure(name, a, b, **group)
        for name, counts in cases.items()
        for a, b, group in zip(n, counts, groups, strict=False)
    ]


def known(figures, *given, **more):
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    return relations_of(seen_figures(figures), figures, dims, *given, **more)


def nested(figures, *given, **more):
    return {(a[0], b[0]) for a, b in known(figures, *given, **more).nested}


def names(entries):
    return {(whole[0], tuple(one[0] for one in parts)) for whole, parts in entries}


def test_two_measures_without_a_case_in_some_group_are_still_nested():
    """3 and 0 cases beside 5 and 0: what lies between them is guarded."""
    assert nested(measures(narrow=(3, 3, 0), wide=(5, 5, 0))) == {("narrow", "wide")}


def test_a_measure_with_more_cases_somewhere_is_not_nested():
    assert nested(measures(narrow=(3, 3, 0), wide=(5, 2, 3))) == set()
    assert nested(measures(narrow=(3, 1, 2), wide=(9, 0, 9))) == set()
    assert nested(measures(narrow=(3, 1, 2), wide=(3, 1, 2))) == {
        ("narrow", "wide"),
        ("wide", "narrow"),
    }


def test_counts_of_groups_or_families_apart_say_nothing():
    other = [figure("wide", 300, 9, area="1")]
    assert nested(measures(narrow=(3,)) + other) == set()
    foreign = [replace(e, definition="forced_labour/y") for e in measures(wide=(9,))]
    assert nested(measures(narrow=(3,)) + foreign) == set()
    same_family = [replace(e, definition="child_labour/y") for e in measures(wide=(9,))]
    assert nested(measures(narrow=(3,)) + same_family) == {("narrow", "wide")}


def test_declared_pairs_are_nested_whatever_counts_say_and_may_be_all():
    figures = measures(a=(9,), b=(3,))
    assert nested(figures, [("a", "b")]) == {("a", "b"), ("b", "a")}
    assert nested(figures, [("a", "b")], complete=True) == {("a", "b")}


def test_a_declared_part_is_nested_in_its_own_measure_and_definition():
    parts = {"part": PartOf("whole", "industry")}
    figures = measures(whole=(9, 4, 5), part=(3, 1, 2), other=(9, 5, 4))
    assert nested(figures, (), parts) == {("part", "whole")}
    foreign = [replace(e, definition="child_labour/y") for e in measures(part=(3,))]
    assert nested(measures(whole=(9,)) + foreign, (), parts) == set()
    found = known(figures, (), parts)
    assert all(found.is_sure(two) for two in found.nested)


WHOLE, ONE, TWO = (30, 12, 18), (20, 8, 12), (10, 4, 6)


def test_measures_that_add_up_everywhere_are_known_to():
    assert names(known(measures(whole=WHOLE, one=ONE, two=TWO)).sums) == {("whole", ("one", "two"))}
    more = known(measures(whole=WHOLE, one=ONE, two=(10, 4, 7)))
    assert more.sums == ()
    less = known(measures(whole=(31, 12, 18), one=ONE, two=TWO))
    assert less.sums == ()


def test_three_measures_may_add_up():
    found = known(measures(whole=WHOLE, one=ONE, a=(6, 1, 5), b=(4, 3, 1)))
    assert names(found.sums) == {("whole", ("a", "b", "one"))}


@pytest.mark.parametrize(("somebody", "add_up"), [((1, 1, 0), False), ((1, 0, 0), True)])
def test_three_measures_do_not_add_up_if_somebody_can_be_a_case_of_two_of_them(somebody, add_up):
    """By definition one person is a case of a and b, or of a alone; the counts are the same."""
    yes = np.array([somebody, (0, 0, 1)], dtype=bool)
    of = KnownMeasures(
        {}, (KnownPersons(("a", "b", "one"), yes, ~yes),), {"a": (0, 0), "b": (0, 1), "one": (0, 2)}
    )
    figures = measures(whole=WHOLE, one=ONE, a=(6, 1, 5), b=(4, 3, 1))
    found = names(known(figures, known=of).sums)
    assert found == ({("whole", ("a", "b", "one"))} if add_up else set())


def test_two_measures_may_make_up_a_whole_and_overlap():
    """20 and 15 make up 34: one is in both."""
    found = known(measures(whole=(34, 14, 20), one=(20, 8, 12), two=(15, 6, 9)))
    assert names(found.overlaps) == {("whole", ("one", "two"))}
    assert found.sums == ()
    # Two may lie in one all the same, as far as counts say.
    assert {(a[0], b[0]) for a, b in found.nested} == {
        ("one", "whole"),
        ("two", "whole"),
        ("two", "one"),
    }


def test_two_measures_do_not_make_up_a_whole_that_has_more_or_somebody_in_neither():
    whole = (34, 14, 20)
    less = known(measures(whole=whole, one=(20, 8, 12), two=(15, 5, 10)))
    assert less.overlaps == ()  # 14 of the first group are not 8 and 5
    parts = {"one": (20, 8, 12), "two": (15, 6, 9)}
    somebody = by_definition(("whole", "one", "two"), ("110", "101", "111", "100"))
    assert known(measures(whole=whole, **parts), known=somebody).overlaps == ()


def test_measures_add_up_where_nobody_of_a_group_is_a_case():
    found = known(measures(whole=(30, 30, 0), one=(20, 20, 0), two=(10, 10, 0)))
    assert names(found.sums) == {("whole", ("one", "two"))}


@pytest.mark.parametrize(("parts", "are_tried"), [(5, True), (6, False)])
def test_of_up_to_five_measures_it_is_tried_whether_they_add_up(parts, are_tried):
    """One, two, four and so on in each group: no fewer of them add up to anything."""
    cases = {f"p{k}": (2**k, 2**k) for k in range(parts)}
    total = 2**parts - 1
    found = known(measures(groups=SEXES[1:], whole=(total, total), **cases))
    assert names(found.sums) == ({("whole", tuple(cases))} if are_tried else set())


def by_definition(columns, persons, asked="places"):
    """Of which measures each of some persons is a case, as one digit a measure."""
    yes = np.array([[digit == "1" for digit in person] for person in persons])
    places = {name: (0, k) for k, name in enumerate(columns)}
    return KnownMeasures(persons=(KnownPersons(tuple(columns), yes, ~yes),), **{asked: places})


HAZARDS = by_definition(("any", "a", "b", "c"), ("1100", "1010", "1001", "1111"))
EACH = {"a": (4, 2, 2), "b": (5, 2, 3), "c": (3, 1, 2)}


def test_three_measures_make_up_a_whole_where_whoever_is_a_case_of_it_is_one_of_theirs():
    found = known(measures(any=(10, 4, 6), **EACH), known=HAZARDS)
    assert names(found.overlaps) == {("any", ("a", "b", "c"))}
    assert found.sums == ()
    by_counts = names(known(measures(any=(10, 4, 6), **EACH)).overlaps)
    assert "any" not in {whole for whole, _ in by_counts}
    assert known(measures(any=(13, 5, 8), **EACH), known=HAZARDS).overlaps == ()  # one is in none


def test_a_group_in_which_a_whole_has_a_case_and_its_parts_have_none_denies_it():
    counts = {"a": (4, 4, 0), "b": (5, 5, 0), "c": (3, 3, 0)}
    assert known(measures(any=(10, 9, 1), **counts), known=HAZARDS).overlaps == ()
    # Where one of them has no figure of the group it may be all of it.
    figures = measures(any=(10, 9, 1), **counts | {"c": (3, 3)})
    assert names(known(figures, known=HAZARDS).overlaps) == {("any", ("a", "b", "c"))}


@pytest.mark.parametrize(
    ("persons", "sums", "overlaps"),
    [
        (("110", "101"), 1, 0),
        (("110", "101", "111"), 0, 1),  # though nobody here is a case of both
    ],
)
def test_two_measures_that_make_up_a_whole_add_up_to_it_unless_somebody_can_be_in_both(
    persons, sums, overlaps
):
    of = by_definition(("any", "a", "b"), persons)
    found = known(measures(any=WHOLE, a=ONE, b=TWO), known=of)
    assert (len(found.sums), len(found.overlaps)) == (sums, overlaps)


def test_a_measure_that_is_another_by_definition_makes_it_up_without_a_third():
    of = by_definition(("any", "a", "b"), ("111", "111"))
    assert known(measures(any=(9, 4, 5), a=(9, 4, 5), b=(9, 4, 5)), known=of).overlaps == ()


def test_what_counts_and_definitions_say_is_said_once():
    of = by_definition(("any", "a", "b"), ("110", "101", "111"))
    found = known(measures(any=(34, 14, 20), a=(20, 8, 12), b=(15, 6, 9)), known=of)
    assert [names([one]) for one in found.overlaps] == [{("any", ("a", "b"))}]


def test_of_measures_that_make_up_one_of_two_that_make_up_a_whole_no_third_is_said():
    """Hours or any hazard is hours or one of two hazards."""
    columns = ("any", "hours", "hazards", "dust", "loads")
    of = by_definition(columns, ("11000", "10110", "10101", "11111"))
    parts = {"hours": (9, 4, 5), "dust": (4, 2, 2), "loads": (5, 2, 3)}
    assert names(known(measures(any=(15, 6, 9), **parts), known=of).overlaps) == {
        ("any", ("dust", "hours", "loads"))
    }
    figures = measures(any=(15, 6, 9), hazards=(8, 3, 5), **parts)
    assert names(known(figures, known=of).overlaps) == {
        ("any", ("hazards", "hours")),
        ("hazards", ("dust", "loads")),
    }


def test_of_three_measures_that_make_up_a_whole_none_lies_in_another_unless_it_is_said():
    """By the counts alone who is a case of c is one of b, as a and c are cases of any."""
    partly = by_definition(("any", "a", "b", "c"), ("1100", "1010", "1001"), asked="partly")
    figures = measures(any=(10, 4, 6), a=(4, 3, 1), b=(5, 2, 3), c=(3, 1, 2))
    inside = {("a", "any"), ("b", "any"), ("c", "any")}
    assert nested(figures) == inside | {("c", "b")}
    assert nested(figures, known=partly) == inside
    assert nested(figures, [("c", "b")], known=partly) == inside | {("c", "b")}


def test_a_measure_without_a_case_makes_nothing_up():
    found = known(measures(whole=WHOLE, same=(30, 12, 17), none=(0, 0, 0)))
    assert found.sums == ()


def test_what_adds_up_in_the_largest_group_is_asked_of_the_largest_group():
    """Of parts that lack the largest group it is not known how many they could be."""
    parts = measures(whole=WHOLE) + measures(N[1:], SEXES[1:], one=ONE[1:], two=TWO[1:])
    assert names(known(parts).sums) == {("whole", ("one", "two"))}


def test_declared_parts_add_up_where_they_do():
    parts = {"one": PartOf("whole", "industry"), "two": PartOf("whole", "industry")}
    figures = measures(whole=WHOLE, one=ONE, two=TWO)
    assert names(known(figures, (), parts).sums) == {("whole", ("one", "two"))}
    short = measures(whole=WHOLE, one=ONE, two=(9, 4, 5))
    assert known(short, (), parts).sums == ()
    apart = {**parts, "two": PartOf("whole", "means")}
    assert known(figures, (), apart).sums == ()


# Unknowns, and who was asked.


def test_that_unknowns_are_left_out_is_told_by_a_value_between_its_bounds():
    left_out = figure("x", 97, 7, 3)  # 7/97, between 7/100 and 10/100
    assert leaves_unknown_out([left_out])
    assert not leaves_unknown_out([figure("x", 100, 7)])
    counted_as_no = replace(left_out, value=left_out.value_if_no)
    counted_as_yes = replace(left_out, value=left_out.value_if_yes)
    assert not leaves_unknown_out([counted_as_no, counted_as_yes])
    assert leaves_unknown_out([counted_as_no, left_out])
    assert leaves_unknown_out([counted_as_no], ["x"])
    assert not leaves_unknown_out([counted_as_no], ["y"])
    assert not leaves_unknown_out([replace(left_out, n_unknown=0)])
    assert not leaves_unknown_out([])


def test_of_figures_of_an_earlier_release_that_are_not_given_only_counts_are_known():
    now, before = figure("x", 97, 7, 3), figure("y", 97, 5, 3)
    dims = dimensions([{}], [{}], {})
    found = relations_of(seen_figures([now], [before]), [now], dims)
    assert {one[0] for one in found.left_out} == {"x"}
    assert {one[0] for one in found.base} == {"x", "y"}


def test_measures_about_the_same_persons_share_a_base():
    found = known(measures(a=(9, 4), b=(50, 20)) + measures((999, 400), c=(30, 10)))
    base = {name[0]: number for name, number in found.base.items()}
    assert base == {"a": 0, "b": 0, "c": 1}
    far = known([*measures(a=(9,)), figure("b", 1000, 30, area="1")])
    assert sorted(far.base.values()) == [0, 1]


def test_who_gave_no_answer_was_asked_too():
    """97 answered and 3 did not; of the other measure all 100 answered."""
    figures = [figure("x", 97, 7, 3), figure("y", 100, 40)]
    found = known(figures)
    assert len(set(found.base.values())) == 1
    assert {one[0] for one in found.left_out} == {"x"}


def test_what_is_not_0_is_known_to_be_some():
    figures = [figure("x", 100, 0, 3), figure("y", 100, 100), figure("z", 100, 4)]
    some = {(what, one[0]) for what, one, _ in known(figures).some}
    assert [what for what, *_ in known([figure("x", 1, 0)]).some] == ["others"]
    assert some == {
        ("others", "x"),
        ("unknown", "x"),
        ("cases", "y"),
        ("cases", "z"),
        ("others", "z"),
    }


# Groups that hold everybody.


def everybody(groups, n, sizes=None):
    figures = [figure("x", size, 3, **group) for size, group in zip(n, groups, strict=True)]
    dims = dimensions(groups, [{}] * len(groups), {})
    told = dict(enumerate(n)) if sizes is None else sizes
    found = exhaustive_groups(seen_figures(figures), dims, told)
    boxes = [dims.box(group) for group in groups]
    return [(boxes.index(e.whole), tuple(map(boxes.index, e.parts))) for e in found]


def test_parts_that_leave_nobody_are_known_to_be_all():
    assert everybody(SEXES, N) == [(0, (1, 2))]
    assert everybody(SEXES, (1001, 400, 600)) == []
    assert everybody(SEXES[:2], (400, 400)) == [(0, (1,)), (0, (1,))]


def test_of_a_group_whose_size_was_never_told_the_parts_are_all():
    assert everybody(SEXES, N, {1: 400, 2: 600}) == [(0, (1, 2))]
    assert everybody(SEXES, N, {0: 1000, 1: 400}) == []
    assert everybody(SEXES[:2], N[:2], {1: 400}) == [(0, (1,))]


def test_of_crossed_groups_the_largest_are_everybody_and_so_are_the_smallest():
    """Of each sex the ages 5 to 11 and 12 to 17, and both together; no group of ages alone."""
    ages, order = {"s": "5-11", "t": "12-17", "b": "5-17"}, ("s1", "b2", "t1", "b1", "s2", "t2")
    groups = ({}, *({"age": ages[one[0]], "sex": one[1]} for one in order))
    sizes = {"s1": 200, "t1": 300, "b1": 500, "s2": 100, "t2": 400, "b2": 500}
    found = everybody(groups, (1000, *(sizes[one] for one in order)))
    of_all = {frozenset(order[k - 1] for k in parts) for whole, parts in found if whole == 0}
    assert {"b1", "b2"} in of_all
    assert {"s1", "t1", "s2", "t2"} in of_all


def test_two_samples_under_one_name_add_up_to_nothing():
    figures = [figure("x", 1000, 30), figure("x", 1000, 31), *measures(x=(30, 12, 18))[1:]]
    seen = [replace(one, measure=("x", "", 0)) for one in seen_figures(figures)]
    dims = dimensions(SEXES, [{}] * 3, {})
    assert exhaustive_groups(seen, dims, dict(enumerate((1000, 1000, 400, 600)))) == ()


# What is linked, and what contradicts itself.


def test_measures_are_linked_by_nesting_sums_and_persons():
    figures = [*measures(a=(9,), b=(3,)), figure("c", 500, 9, area="1"), figure("d", 77, 9, s="1")]
    seen = seen_figures(figures)
    found = known(figures)
    assert linked(seen, found) == [[0, 1], [2], [3]]
    nothing = replace(found, nested=frozenset(), sums=(), base={})
    assert linked(seen, nothing) == [[0], [1], [2], [3]]
    a, b, c, d = (one.measure for one in seen)
    assert linked(seen, replace(nothing, sums=((d, (c, a)),))) == [[0, 2, 3], [1]]
    assert linked(seen, replace(nothing, base={a: 0, b: 1, d: 1})) == [[0], [1, 3], [2]]
    absent = ("gone", "", 0)
    assert linked(seen, replace(nothing, nested=frozenset({(absent, a)}))) == [[0], [1], [2], [3]]


@pytest.mark.parametrize(
    ("cases", "kept"),
    [({"a": (20, 8), "b": (25, 10)}, True), ({"a": (20, 8), "b": (21, 18)}, False)],
)
def test_a_nesting_that_what_is_left_contradicts_is_not_believed(cases, kept):
    """20 less 8 are 12, and 21 less 18 are 3: the women of a cannot be among those of b."""
    figures = measures(**cases)
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    seen = seen_figures(figures)
    found = relations_of(seen, figures, dims)
    assert len(found.nested) == 1
    left = consistent(seen, range(len(seen)), dims, found, 25)
    assert len(left.nested) == kept


def test_an_overlap_that_what_is_left_contradicts_is_not_believed():
    """Of everybody 34 are in 20 or 15 and of men 10 in 9 or 9; 24 women are in no 11 or 6."""
    figures = measures(whole=(34, 10), one=(20, 9), two=(15, 9))
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    seen = seen_figures(figures)
    found = relations_of(seen, figures, dims)
    assert len(found.overlaps) == 1
    left = consistent(seen, range(len(seen)), dims, found, 25)
    assert left.overlaps == ()
    assert left.nested == found.nested


def test_an_overlap_is_believed_as_long_as_both_of_its_pairs_are():
    whole, one, two, x, y = ((name, "", 0) for name in ("whole", "one", "two", "x", "y"))
    found = replace(
        known(measures(a=(9,))),
        nested=frozenset({(one, whole), (two, whole), (x, y)}),
        overlaps=((whole, (one, two)),),
        sums=((whole, (x, y)),),
    )
    assert _without(found, {(x, y)}).overlaps == found.overlaps
    assert _without(found, {(x, y)}).nested == found.nested - {(x, y)}
    assert _without(found, {(one, whole)}).overlaps == ()
    assert _without(found, {(two, whole)}).overlaps == ()
    assert _without(found, {(whole, one, two)}).overlaps == ()
    assert _without(found, {(whole, (x, y))}).sums == ()
    assert _without(found, {(whole, one, two)}).sums == found.sums


def test_a_sum_that_what_is_left_fits_is_believed():
    """Of everybody 30 are 20 and 10, of men 12 are 9 and 3; 18 women are 11 and 7."""
    figures = measures(whole=(30, 12), one=(20, 9), two=(10, 3))
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    seen = seen_figures(figures)
    found = relations_of(seen, figures, dims)
    assert len(found.sums) == 1
    assert consistent(seen, range(len(seen)), dims, found, 25) == found


@pytest.mark.parametrize(("men", "believed"), [(10, False), (11, True), (12, False)])
def test_a_sum_that_a_group_of_none_of_its_parts_contradicts_is_not_believed(men, believed):
    """Of everybody 30 are 20 and 10; the 7 women of the second leave it 3 men, beside 8."""
    figures = [
        *measures(whole=(30, men), one=(20, 8)),
        figure("two", 1000, 10),
        figure("two", 600, 7, sex="2"),
    ]
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    seen = seen_figures(figures)
    found = relations_of(seen, figures, dims)
    assert names(found.sums) == {("whole", ("one", "two"))}
    assert bool(consistent(seen, range(len(seen)), dims, found, 25).sums) is believed


@pytest.mark.parametrize(("women", "believed"), [(5, False), (6, True), (7, False)])
def test_a_sum_of_men_that_women_contradict_is_not_believed(women, believed):
    """12 men are 8 and 4; of 18 women 12 are of the first, and the second has no total."""
    figures = [
        *measures(whole=(30, 12), one=(20, 8)),
        figure("two", 400, 4, sex="1"),
        figure("two", 600, women, sex="2"),
    ]
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    seen = seen_figures(figures)
    found = relations_of(seen, figures, dims)
    assert names(found.sums) == {("whole", ("one", "two"))}
    assert bool(consistent(seen, range(len(seen)), dims, found, 25).sums) is believed


def test_figures_of_which_no_population_can_be_are_not_one_base():
    """More cases than persons: no relation that is given up mends it."""
    figures = [figure("x", 1000, 30), figure("x", 400, 20, sex="1"), figure("x", 600, 20, sex="2")]
    dims = dimensions([e.group for e in figures], [{}] * 3, {})
    seen = seen_figures(figures)
    found = relations_of(seen, figures, dims)
    left = consistent(seen, range(3), dims, found, 25)
    assert found.base
    assert left.base == {}


def test_who_was_asked_stays_true_where_suggestions_contradict_it():
    """Who works answered on loads: 95, 46 of them men. 60 men do chores, 60 go to school, and more.

    That chores and school are within work gives way for one equation, though that would be the
    fewer persons; that what is declared is within work stays as well.
    """
    figures = [
        figure("work", 1000, 95),
        *measures(chores=(80, 60), school=(80, 60), street=(20, 9)),
        figure("loads", 95, 25, 905),
        figure("loads", 46, 10, 354, sex="1"),
    ]
    work, loads, *others = (
        (name, "child_labour/x", 0) for name in ("work", "loads", "chores", "school", "street")
    )
    same = SamePersons((("cases", work),), (("answered", loads),))
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    seen = seen_figures(figures)
    found = relations_of(seen, figures, dims, [("street", "work")], same=[same])
    left = consistent(seen, range(len(seen)), dims, found, 25)
    assert [(one, work) in found.nested for one in others] == [True, True, True]
    assert [(one, work) in left.nested for one in others] == [False, False, True]
    assert left.same == (same,)


@pytest.mark.parametrize(
    ("n", "unknown", "left_out", "size"),
    [(10, 3, True, 13), (10, 3, False, 10), (10, None, True, 10), (None, 3, True, 3),
     (None, None, True, 0), (10, 0, True, 10)],
)  # fmt: skip
def test_those_asked_are_respondents_and_the_unknown_that_are_left_out_of_them(
    n, unknown, left_out, size
):
    measure = ("x", "d", 0)
    one = SimpleNamespace(n=n, unknown=unknown, measure=measure)
    assert _size(one, frozenset({measure} if left_out else {("y", "d", 0)})) == size


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        # Three parts that come to the whole among women; one has no figure of everybody.
        ({"x": (20, 10), "y": (25, 10), "z": (None, 10)}, True),
        ({"x": (40, 10), "z": (None, 20)}, True),
        # The two that have one come to more than everybody of the whole has: they overlap.
        ({"x": (40, 10), "y": (25, 10), "z": (None, 10)}, False),
        ({"x": (20, 10), "y": (25, 10), "z": (None, 9)}, False),
    ],
)
def test_parts_are_a_sum_though_one_has_no_figure_of_everybody(parts, found):
    groups = ({}, {"sex": "2"})
    figures = measures(n=(1000, 600), groups=groups, w=(60, 30))
    for name, cases in parts.items():
        figures += [
            figure(name, n, count, **group)
            for n, count, group in zip((1000, 600), cases, groups, strict=True)
            if count is not None
        ]
    assert (("w", tuple(parts)) in names(known(figures).sums)) is found


def test_measures_add_up_where_one_of_them_has_no_case_in_a_group():
    figures = measures(whole=(9, 5, 4), one=(5, 5, 0), other=(4, 0, 4))
    assert ("whole", ("one", "other")) in names(known(figures).sums)


def test_a_measure_without_any_case_is_no_part_of_a_sum():
    figures = measures(whole=(9, 5, 4), one=(9, 5, 4), nobody=(0, 0, 0))
    assert names(known(figures).sums) == set()


def test_measures_of_people_of_other_ages_are_not_nested_though_counts_are():
    figures = measures(narrow=(3, 3, 0), wide=(5, 5, 0))
    apart = KnownMeasures({"narrow": (5, 17), "wide": (18, None)})
    assert nested(figures) == {("narrow", "wide")}
    assert nested(figures, known=apart) == set()
    within = KnownMeasures({"narrow": (5, 17), "wide": (5, None)})
    assert nested(figures, known=within) == {("narrow", "wide")}


def test_of_measures_of_different_ages_each_has_nobody_of_others():
    by_age = [figure("wide", 500, 30, age="5-14"), figure("wide", 400, 30, age="15-17")]
    figures = [figure("narrow", 500, 20), figure("wide", 900, 60), *by_age]
    ages = KnownMeasures({"narrow": (5, 14), "wide": (5, 17)})
    narrow, wide = (("narrow", "child_labour/x", 0), ("wide", "child_labour/x", 0))
    found = known(figures, known=ages).outside
    assert found == {narrow: {"from 15", "(unlisted)"}, wide: {"(unlisted)"}}
    # An age that may be somebody else's; measures that are all of the same ages.
    by_head = [*figures, figure("narrow", 100, 4, age="15-17")]
    assert known(by_head, known=ages).outside == {wide: {"(unlisted)"}}
    # So does one without a case, or without an answer; a group of nobody does not.
    nobody = replace(figure("narrow", 100, 0, age="15-17"), n=0, value=None)
    for one in (figure("narrow", 100, 0, age="15-17"), replace(nobody, n_unknown=3)):
        assert known([*figures, one], known=ages).outside == {wide: {"(unlisted)"}}
    assert known([*figures, nobody], known=ages).outside == found
    assert known(figures, known=KnownMeasures(dict.fromkeys(ages.ages, (5, 14)))).outside == {}
    assert known(figures).outside == {}


@pytest.mark.parametrize("ages", [{}, {"narrow": (5, 14), "wide": (5, 17)}])
def test_a_measure_of_some_ages_says_of_everybody_what_it_says_of_these(ages):
    """19 of 5 to 14 are both, and nobody is narrow alone: the hidden 19 of the measure are told."""
    both, alone = "narrow__and__wide", "narrow__not__wide"
    figures = [
        figure("narrow", 500, 19),
        figure("wide", 900, 60),
        replace(figure(both, 500, 19, age="5-14"), definition="narrow+wide"),
        replace(figure(alone, 500, 0, age="5-14"), definition="narrow+wide"),
        replace(figure("wide__not__narrow", 500, 11, age="5-14"), definition="narrow+wide"),
    ]
    pair = Comparison(
        first="narrow", second="wide", group={"age": "5-14"}, both=both, first_only=alone,
        second_only="wide__not__narrow", difference=False,
    )  # fmt: skip
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    everything = KnownMeasures(ages, crossed=(pair,))
    relations = relations_of(seen_figures(figures), figures, dims, complete=True, known=everything)
    shown = [figures[0].suppress("confidential"), *figures[1:]]
    found = audit_figures(seen_figures(shown), dims, relations).recovered
    assert [one.of[0] for one in found if one.what == "cases"] == ([0] if ages else [])


def answers(name, sexes, cases):
    measure = (name, figure(name, 1, 0).definition or "", 0)
    return [
        Seen(measure, {"sex": sex}, n=500, cases=count)
        for sex, count in zip(sexes, cases, strict=True)
    ]


def test_what_answers_deny_is_no_relation_though_the_figures_that_are_shown_agree():
    """Of everybody alone 3 and 5, and 3 and 2 make 5; by sex 3 are men, and none of the five is."""
    figures = measures(n=(1000,), groups=({},), narrow=(3,), other=(2,), wide=(5,))
    of_nobody = [
        *answers("narrow", "12", (3, 0)),
        *answers("other", "12", (1, 1)),
        *answers("wide", "12", (0, 5)),
    ]
    assert names(known(figures).sums) == {("wide", ("narrow", "other"))}
    assert known(figures, answers=of_nobody).sums == ()
    assert nested(figures) == {("narrow", "wide"), ("other", "wide"), ("other", "narrow")}
    assert nested(figures, answers=of_nobody) == set()


def test_what_answers_agree_with_stays_a_relation():
    figures = measures(n=(1000,), groups=({},), narrow=(3,), other=(2,), wide=(5,))
    agreeing = [
        *answers("narrow", "12", (3, 0)),
        *answers("other", "12", (1, 1)),
        *answers("wide", "12", (4, 1)),
    ]
    assert names(known(figures, answers=agreeing).sums) == {("wide", ("narrow", "other"))}
    assert known(figures, answers=answers("narrow", "12", (3, 0))) == known(figures)


def test_answers_suggest_no_relation_where_no_figures_stand_beside_each_other():
    """One measure is shown of everybody, the other of men: what both are by sex is not shown."""
    figures = [
        *measures(n=(1000,), groups=({},), narrow=(3,)),
        *measures(n=(400,), groups=({"sex": "1"},), wide=(5,)),
    ]
    alike = [*answers("narrow", "12", (3, 0)), *answers("wide", "12", (5, 4))]
    assert nested(figures, answers=alike) == set()
