"""What is known of linked measures as sums of unknowns: how small and how great counts can be."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from measure87.disseminate.gate.audit import relations_of, seen_figures
from measure87.disseminate.gate.audit.system import System
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.disseminate.gate.tables.known_measures import KnownMeasures
from measure87.vocabulary.releases.survey import Comparison
from measure87.vocabulary.same_persons import SamePersons
from tests.disseminate.gate.audit.random_tables import figure
from tests.disseminate.gate.audit.test_every_count import counted
from tests.disseminate.gate.audit.test_standing_for import CHILDREN, HOURS, SILENT


def known(figures, hidden=(), *, declared=(), puts_in=True, **more):
    """A system of some figures, and what is known of it where some of them are hidden."""
    dims = dimensions([one.group for one in figures], [{}] * len(figures), {})
    seen = seen_figures(figures)
    relations = relations_of(seen, figures, dims, declared, complete=True, **more)
    boxes = [dims.box(one.group) for one in seen]
    system = System(seen, boxes, range(len(seen)), dims, relations, puts_in=puts_in)
    shown = [one.suppress("confidential") if k in hidden else one for k, one in enumerate(figures)]
    return system, system.constraints(seen_figures(shown), 25), relations


def least_and_most(system, given, k, what="cases"):
    """Of a figure, in parts of persons."""
    row = system.sums(what)[[k]].toarray().ravel()
    ends = [
        linprog(
            sign * row,
            A_ub=given.at_most.toarray() if given.at_most.shape[0] else None,
            b_ub=given.most if given.at_most.shape[0] else None,
            A_eq=given.equal.toarray(),
            b_eq=given.values,
            bounds=(0, given.limit),
        )
        for sign in (1, -1)
    ]
    assert all(one.success for one in ends)
    return round(ends[0].fun, 6), round(-ends[1].fun, 6)


def test_counts_that_are_sums_of_others_have_no_unknowns_of_their_own():
    """Persons, and cases and unknown of each of three measures, two of which others stand for."""
    system, given, _ = known(CHILDREN, same=(HOURS, SILENT))
    apart, without, _ = known(CHILDREN, same=(HOURS, SILENT), puts_in=False)
    cells = len(system.cells)
    assert (system.size, apart.size) == (5 * cells, 7 * cells)
    # Left are persons, work's unknown, above's cases, and both of below; work's cases are the
    # sum of the four, and above's unknown is a count by itself.
    assert given.sums == (frozenset({1, 2, 3, 4}),)
    assert given.persons == frozenset({0})
    assert (without.sums, without.persons) == ((), frozenset())


@pytest.mark.parametrize("hidden", [{1}, {1, 2, 4, 5}, {1, 4, 7}, {0, 1, 2}])
def test_it_is_the_same_whether_a_sum_is_an_equation_or_put_in_the_place_of_a_count(hidden):
    of_ages = SamePersons(SILENT.one, SILENT.other, (5, 14))
    both = [
        known(CHILDREN, hidden, same=(HOURS, SILENT, of_ages), puts_in=puts_in)
        for puts_in in (True, False)
    ]
    for k in hidden:
        for what in ("cases", "unknown"):
            one, other = (least_and_most(system, given, k, what) for system, given, _ in both)
            assert one == pytest.approx(other)


def test_what_is_not_put_in_is_an_equation_beside_what_is():
    """Above the hours as many answered as below them: no equation of cases and unknown alone."""
    answered = SamePersons((("answered", HOURS.other[0][1]),), (("answered", HOURS.other[1][1]),))
    system, given, _ = known(CHILDREN, same=(HOURS,))
    _, more, _ = known(CHILDREN, same=(HOURS, answered))
    assert more.equal.shape[0] == given.equal.shape[0] + len(system.cells)


def test_two_tables_of_one_sex_count_the_same_persons():
    """Of boys 9 and 8 are cases by age, and 11 by region and what is hidden: that is 6."""
    boys, girls = {"sex": "1"}, {"sex": "2"}
    figures = [figure("x", 120, 17, **boys), figure("x", 120, 9, **girls)]
    figures += [figure("x", 60, k, age=age, **boys) for age, k in (("1", 9), ("2", 8))]
    figures += [figure("x", 60, k, age=age, **girls) for age, k in (("1", 5), ("2", 4))]
    figures += [figure("x", 60, k, region=r, **boys) for r, k in (("1", 11), ("2", 6))]
    figures += [figure("x", 60, k, region=r, **girls) for r, k in (("1", 3), ("2", 6))]
    system, given, _ = known(figures, {0, 7})
    assert least_and_most(system, given, 7) == (6, 6)
    system, given, _ = known(figures, {0, 2, 7})
    assert least_and_most(system, given, 2)[0] == 3  # eight and these are eleven at least


def test_whoever_is_of_some_kind_is_somebody():
    """Of ten persons eight have a, and eight b: six have both at least."""
    pair = Comparison(
        first="a", second="b", group={}, both="both", first_only="a_alone",
        second_only="b_alone", difference=False,
    )  # fmt: skip
    figures = [figure(name, 10, k) for name, k in (("a", 8), ("b", 8), ("both", 7))]
    figures += [figure(name, 10, 1) for name in ("a_alone", "b_alone")]
    figures[2:] = [replace(one, definition="a+b") for one in figures[2:]]
    system, given, _ = known(figures, {2, 3, 4}, known=KnownMeasures(crossed=(pair,)))
    assert least_and_most(system, given, 2) == (6, 8)
    assert least_and_most(system, given, 3) == (0, 2)


def test_of_two_measures_that_lie_in_each_other_nobody_is_of_the_narrow_one_alone():
    pair = Comparison(
        first="a", second="b", group={}, both="both", first_only="a_alone",
        second_only="b_alone", difference=False,
    )  # fmt: skip
    figures = [figure(name, 50, k) for name, k in (("a", 3), ("b", 5), ("both", 3))]
    figures += [figure("a_alone", 50, 0), figure("b_alone", 50, 2)]
    figures[2:] = [replace(one, definition="a+b") for one in figures[2:]]
    system, given, _ = known(
        figures, {0, 2, 3, 4}, declared=[("a", "b")], known=KnownMeasures(crossed=(pair,))
    )
    assert least_and_most(system, given, 0) == (0, 5)
    assert least_and_most(system, given, 3) == (0, 0)


def test_without_some_relations_it_is_what_is_made_without_them():
    """Of measures that count their unknown as cases the narrow one is bounded by the wide."""
    figures = [
        counted(name, 105, cases, 5, as_cases=True)
        for name, cases in (("narrow", 25), ("wide", 45))
    ]
    system, _, relations = known(figures, declared=[("narrow", "wide")])
    assert len(relations.as_cases) == 2
    less = replace(relations, nested=frozenset())
    seen = seen_figures(figures)
    made = system.with_less(less).constraints(seen, 25)
    _, anew, of_anew = known(figures)
    assert of_anew.nested == frozenset()
    for one, other in ((made.equal, anew.equal), (made.at_most, anew.at_most)):
        assert (one.toarray() == other.toarray()).all()
    assert np.array_equal(made.most, anew.most)
