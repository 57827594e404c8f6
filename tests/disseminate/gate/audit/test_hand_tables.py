"""The auditor on tables of a few figures: what she gives back, and what she cannot."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate.gate.audit import Auditor, audit_figures, relations_of, seen_figures
from measure87.disseminate.gate.audit.audit import _NO_LIMIT
from measure87.disseminate.gate.audit.findings import Audit, Recovered, require_safe
from measure87.disseminate.gate.audit.linked_set import LinkedSet
from measure87.disseminate.gate.audit.secrets import Secret
from measure87.disseminate.gate.audit.system import System
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.vocabulary.alike_weights import AlikeWeights, WeightClass
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.releases.codec import plain
from tests.disseminate.gate.audit.random_tables import figure


class Table:
    """Figures, and what somebody recovers who sees all but some of them."""

    def __init__(self, *figures, **known):
        self.figures = figures
        self.dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
        self.seen = seen_figures(figures)
        self.relations = relations_of(self.seen, figures, self.dims, **known)

    def without(self, *hidden, reason="confidential", unknown=()):
        """What is seen where some figures are hidden, or their unknowns."""
        estimates = list(self.figures)
        for k in hidden:
            estimates[k] = estimates[k].suppress(reason)
        for k in unknown:
            one = replace(estimates[k], n_unknown=None, n=estimates[k].n + estimates[k].n_unknown)
            estimates[k] = one.with_flags("unknown-not-shown")
        return seen_figures(estimates)

    def recovered(self, *hidden, limits=(3, 25), **how):
        audit = audit_figures(
            self.without(*hidden, **how),
            self.dims,
            self.relations,
            minimum_cases=limits[0],
            minimum_respondents=limits[1],
        )
        return self._words_of(audit)

    def recovered_of_gate(self, *, unknown, limits=(3, 25)):
        """The same by an auditor who knows, as the gate does, what is true of what is hidden."""
        auditor = Auditor(self.seen, self.dims, self.relations, *limits)
        return self._words_of(auditor.audit(self.without(unknown=unknown)))

    def _words_of(self, audit):
        return {
            (one.what, "/".join(one.names), " ".join(_words(group) for group in one.groups))
            for one in audit.recovered
        }


def _words(group):
    return "".join(group[name] for name in sorted(group)) or "all"


def crossed(a, b, c, d, n=100):
    """Everybody, rows, columns and the four cells of a table of two by two."""
    return Table(
        figure("x", 4 * n, a + b + c + d),
        figure("x", 2 * n, a + b, r="1"),
        figure("x", 2 * n, c + d, r="2"),
        figure("x", 2 * n, a + c, s="1"),
        figure("x", 2 * n, b + d, s="2"),
        figure("x", n, a, r="1", s="1"),
        figure("x", n, b, r="1", s="2"),
        figure("x", n, c, r="2", s="1"),
        figure("x", n, d, r="2", s="2"),
    )


def test_a_hidden_cell_of_two_by_two_is_the_row_less_the_other_cell():
    """22 of the first row less 20 are the 2 that are hidden."""
    table = crossed(2, 20, 20, 20)
    assert ("cases", "x", "11") in table.recovered(5)
    assert ("cases", "x", "11") in table.recovered(5, 7)
    assert ("cases", "x", "11") in table.recovered(5, 6)
    assert ("cases", "x", "11") in table.recovered(5, 8)


def test_with_four_cells_hidden_only_the_margins_are_left_and_tell_nothing():
    """The small cell may have 0 to 22."""
    assert crossed(2, 20, 20, 20).recovered(5, 6, 7, 8) == set()


def test_margins_without_the_total_still_give_it():
    table = crossed(2, 20, 20, 20)
    assert ("cases", "x", "11") in table.recovered(0, 5)
    told = {("cases", "x", "all"), ("others", "x", "all")}
    assert table.recovered(0, 5, 6, 7, 8) == told


@pytest.mark.parametrize(
    ("count", "told"), [(0, False), (1, True), (2, True), (3, True), (40, True)]
)
def test_any_number_that_is_hidden_is_too_much_to_know_and_nobody_is_not(count, told):
    table = Table(figure("x", 900, 20 + count), figure("x", 400, count, s="1"),
                  figure("x", 500, 20, s="2"))  # fmt: skip
    assert (("cases", "x", "1") in table.recovered(1)) is told


def test_the_limit_of_cases_is_the_one_that_is_given():
    table = Table(figure("x", 900, 24), figure("x", 500, 20, s="2"))
    assert ("cases", "x/x", "all 2") in table.recovered(limits=(5, 25))
    assert table.recovered(limits=(4, 25)) == set()


def test_what_two_groups_have_together_does_not_tell_of_each():
    """1 and 2 are 3: each has 1 or 2 to a reader who knows that both have some, or 0 to 3."""
    table = Table(figure("x", 900, 23), figure("x", 200, 1, s="1"), figure("x", 300, 2, s="2"),
                  figure("x", 400, 20, s="3"))  # fmt: skip
    assert table.recovered(1, 2) == set()


def test_who_knows_that_nought_would_be_shown_knows_one_and_one_from_two():
    table = Table(figure("x", 900, 22), figure("x", 200, 1, s="1"), figure("x", 300, 1, s="2"),
                  figure("x", 400, 20, s="3"))  # fmt: skip
    assert {("cases", "x", "1"), ("cases", "x", "2")} <= table.recovered(1, 2)


def test_asked_for_one_count_she_names_one_that_is_sure():
    """1 and 1 make 2, as above: she stops at the first."""
    table = Table(figure("x", 900, 22), figure("x", 200, 1, s="1"), figure("x", 300, 1, s="2"),
                  figure("x", 400, 20, s="3"))  # fmt: skip
    auditor = Auditor(table.seen, table.dims, table.relations, 3, 25)
    seen = table.without(1, 2)
    untold = [
        one for one in auditor.audit(seen, 1).recovered if one.groups[0].get("s") in ("1", "2")
    ]
    assert len(untold) == 1
    every = [one for one in auditor.audit(seen).recovered if one.groups[0].get("s") in ("1", "2")]
    assert len(every) == 2


def test_a_group_less_a_group_inside_it_is_asked_for_though_both_are_shown():
    table = Table(figure("x", 900, 21), figure("x", 800, 20, s="1"))
    assert table.recovered() == {("cases", "x/x", "all 1")}
    assert Table(figure("x", 900, 23), figure("x", 800, 20, s="1")).recovered() == set()


def test_those_who_are_no_cases_are_asked_for_where_there_is_a_case():
    """40 persons, 38 of them cases: of 2 it is known that they are none."""
    others = Table(figure("x", 900, 60), figure("x", 40, 38, s="1"), figure("x", 860, 22, s="2"))
    assert ("others", "x", "1") in others.recovered(1)
    assert others.recovered(1, 2) == set()


def test_two_persons_without_a_case_among_them_are_nobodys_secret():
    table = Table(figure("x", 900, 60), figure("x", 2, 0, s="1"))
    assert table.recovered(limits=(3, 0)) == set()


def test_unknowns_are_a_secret_where_there_is_no_case_too():
    """12 less 11 is 1 who did not answer; of those who did nobody is a case."""
    table = Table(
        figure("x", 888, 0, 12), figure("x", 399, 0, 1, s="1"), figure("x", 489, 0, 11, s="2"),
        excluding=("x",),
    )  # fmt: skip
    assert ("unknown", "x", "1") in table.recovered(unknown=(1,))


def test_where_unknowns_are_left_out_and_hidden_those_who_are_no_cases_are_not_told():
    """Of 42 asked 39 are cases: of the other three 1 to 3 did not answer."""
    out = Table(figure("x", 900, 60, 9), figure("x", 40, 39, 2, s="1"), excluding=("x",))
    assert ("others", "x", "1") not in out.recovered(unknown=(0, 1))
    # Of 41 asked all but two are cases, whether or not those answered.
    out = Table(figure("x", 900, 60, 9), figure("x", 40, 39, 1, s="1"), excluding=("x",))
    assert ("others", "x", "1") in out.recovered(unknown=(0, 1))
    few = Table(figure("x", 900, 60, 9), figure("x", 40, 38, 1, s="1"), excluding=("x",))
    assert ("others", "x", "1") in few.recovered(unknown=(0,))


def test_others_are_told_where_the_unknowns_that_are_hidden_beside_them_follow():
    """12 less 3 are the 9 who did not answer; of 49 asked and 38 cases 2 are left who are none."""
    table = Table(
        figure("x", 900, 60, 12), figure("x", 40, 38, 9, s="1"), figure("x", 860, 22, 3, s="2")
    )
    assert ("others", "x", "1") in table.recovered(unknown=(1,))


def test_what_one_measure_has_more_than_another_is_recovered():
    table = Table(figure("narrow", 900, 20), figure("wide", 900, 21))
    assert table.recovered() == {("cases", "wide/narrow", "all all")}
    assert table.recovered(0) == set()
    assert table.recovered(1) == set()


def test_measures_that_are_not_related_tell_nothing_of_each_other():
    table = Table(figure("narrow", 900, 20), figure("wide", 900, 21), complete=True)
    assert table.recovered() == set()


def test_the_hidden_part_of_a_sum_of_measures_is_recovered():
    """20 are 12, 6 and 2: the 2 follow, though never shown."""
    counts = {"whole": (20, 9), "one": (12, 4), "two": (6, 3), "three": (2, 2)}
    table = Table(
        *(
            figure(name, n, cases, **group)
            for name, both in counts.items()
            for n, cases, group in zip((900, 400), both, ({}, {"s": "1"}), strict=True)
        )
    )
    # Neither group of the third is shown.
    told = table.recovered(6, 7)
    assert {("cases", "three", "all"), ("cases", "three", "1")} <= told


def test_who_is_in_both_of_two_measures_is_recovered():
    """20 and 15 make up 34: one is in both."""
    counts = {"all": (34, 14), "one": (20, 8), "two": (15, 6)}
    figures = [
        figure(name, n, cases, **group)
        for name, both in counts.items()
        for n, cases, group in zip((900, 400), both, ({}, {"s": "1"}), strict=True)
    ]
    assert ("cases", "one/two/all", "all all all") in Table(*figures).recovered()


def test_unknowns_that_are_hidden_are_recovered_from_the_other_groups():
    """12 less 11 is the 1 who did not answer."""
    table = Table(
        figure("x", 888, 80, 12), figure("x", 399, 35, 1, s="1"), figure("x", 489, 45, 11, s="2")
    )
    assert ("unknown", "x", "1") in table.recovered(unknown=(1,))
    assert table.recovered(unknown=(1, 2)) == set()


def test_unknowns_of_a_figure_that_says_nothing_of_them_are_not_asked_for():
    table = Table(figure("x", 900, 30), figure("x", 400, 10, s="1"))
    audit = audit_figures(table.seen, table.dims, table.relations)
    # Cases and others of two figures, and three kinds of their difference.
    assert audit.tried == 7
    with_unknown = Table(figure("x", 900, 30, 9), figure("x", 400, 10, 4, s="1"))
    assert audit_figures(with_unknown.seen, with_unknown.dims, with_unknown.relations).tried == 9


def test_the_number_asked_does_not_tell_who_did_not_answer():
    """85 were asked both questions; that 84 answered the other is not said."""
    table = Table(figure("one", 85, 20, 0), figure("other", 84, 30, 1))
    assert table.recovered() == {("unknown", "other", "all")}
    assert table.recovered(unknown=(1,)) == set()


@pytest.mark.parametrize(
    ("limit", "told"),
    [(25, False), (24, True)],
)
def test_few_respondents_are_fewer_than_the_rules_say(limit, told):
    """3 in two groups of at most 24 or 23, of 47 persons: with 23 at most there is no way."""
    table = Table(figure("x", 47, 20), figure("x", 24, 10, s="1"), figure("x", 23, 10, s="2"))
    hidden = table.without(1, 2, reason="few-respondents")
    audit = audit_figures(
        hidden, table.dims, table.relations, minimum_cases=3, minimum_respondents=limit
    )
    assert bool(audit.apart) is told


@pytest.mark.parametrize("reason", ["few-respondents", "confidential"])
def test_whatever_the_reason_a_hidden_number_may_not_follow(reason):
    """29 less 20 are the 9 that are not shown."""
    table = Table(figure("x", 900, 29), figure("x", 20, 9, s="1"), figure("x", 880, 20, s="2"))
    assert ("cases", "x", "1") in table.recovered(1, reason=reason)
    assert ("cases", "x", "1") not in table.recovered(1, 2, reason=reason)


def test_what_is_published_of_two_linked_measures_can_contradict_and_each_alone_not():
    """More are cases of the narrow one than of the wide one, so that they are judged apart."""
    table = Table(figure("a", 900, 20), figure("b", 900, 30), figure("a", 400, 8, s="1"))
    odd = replace(table.seen[0], cases=40)
    found = audit_figures([odd, *table.seen[1:]], table.dims, table.relations)
    assert found.apart == ("a", "b")
    assert found.contradictory == ()


def test_a_measure_that_contradicts_itself_is_named_and_the_other_is_judged():
    table = Table(
        figure("a", 900, 20), figure("a", 400, 8, s="1"), figure("b", 900, 31),
        figure("b", 400, 30, s="1"),
    )  # fmt: skip
    odd = replace(table.seen[1], cases=50, n=400)
    found = audit_figures([table.seen[0], odd, *table.seen[2:]], table.dims, table.relations)
    assert found.contradictory == ("a",)
    assert found.apart == ("b",)
    assert {one.names for one in found.recovered} == {("b", "b")}
    assert _NO_LIMIT > 100_000


# Asked again and again.


def test_a_second_audit_of_the_same_is_not_worked_out_again():
    table = crossed(2, 20, 20, 20)
    auditor = Auditor(table.seen, table.dims, table.relations, 3, 25)
    safe = table.without(5, 6, 7, 8)
    first = auditor.audit(safe)
    assert first.recovered == ()
    assert auditor.audit(safe) == first
    told = auditor.audit(table.without(5))
    assert ("x",) in [one.names for one in told.recovered]


def test_the_figures_that_tell_are_named():
    """The small cell follows from a row, a column or all: not without those that are named."""
    table = crossed(2, 20, 20, 20)
    audit = Auditor(table.seen, table.dims, table.relations, 3, 25).audit(table.without(5))
    told = [one for one in audit.recovered if one.groups == ({"r": "1", "s": "1"},)]
    found = next(one for one in told if one.what == "cases")
    assert 5 not in found.needed
    assert ("cases", "x", "11") not in table.recovered(5, *found.needed)
    both = [one for one in audit.recovered if len(one.groups) > 1]
    assert [set(one.needed) for one in both] == [{1, 6}, {3, 7}]


def test_of_what_the_reader_knows_anyway_nothing_is_asked():
    """A hidden cell of two follows; it is left out where it is known, and nothing else is."""
    table = crossed(2, 20, 20, 20)
    auditor = Auditor(table.seen, table.dims, table.relations, 3, 25)
    every = auditor.audit(table.without(5)).recovered
    known = frozenset({every[0].count})
    left = auditor.audit(table.without(5), known=known).recovered
    assert {one.count for one in left} == {one.count for one in every} - known
    assert len(left) == len(every) - 1


def test_what_tells_a_count_after_a_figure_is_hidden_is_named_with_it():
    """The small cell follows from its row; without that row's total from its column."""
    table = crossed(2, 20, 20, 20)
    auditor = Auditor(table.seen, table.dims, table.relations, 3, 25)

    def dearest(what, needed, gone):
        left = [k for k in needed if k not in gone]
        return (max(left), True) if left else None

    told = auditor.audit(table.without(5), hides=dearest).recovered
    found = next(one for one in told if one.what == "cases" and len(one.of) == 1)
    assert found.then
    hidden = [5]
    for needed in (found.needed, *found.then):
        assert not set(needed) & set(hidden)  # another way each time
        assert found.count in {one.count for one in auditor.audit(table.without(*hidden)).recovered}
        hidden.append(max(needed))


def test_an_audit_counts_what_it_did():
    table = crossed(2, 20, 20, 20)
    audit = audit_figures(table.without(5, 6), table.dims, table.relations)
    assert audit.hidden == 2
    assert audit.components == 1
    apart = Table(figure("x", 900, 30), figure("y", 77, 30, area="1"))
    assert audit_figures(apart.seen, apart.dims, apart.relations).components == 2


def test_the_account_tells_of_no_count_and_leaves_out_what_there_is_none_of():
    audit = Audit(10, 3, 5, 2, 1, (), ("a",), ("b",))
    assert plain(audit.account) == {
        "cells": 3,
        "linked_sets": 1,
        "recovered": 0,
        "judged_separately": ["a"],
        "contradictory": ["b"],
    }
    without = plain(Audit(11, 3, 6, 4, 1, ()).account)
    assert without.keys() == plain(audit.account).keys() - {"judged_separately", "contradictory"}


def test_a_refusal_names_the_groups_of_the_first_and_how_many_there_are():
    found = Recovered("cases", ("a", "b"), ({}, {"s": "1", "r": "2"}), ())
    with pytest.raises(
        StudyError, match=r"^2 counts .* from a of everybody and b of r 2, s 1"
    ) as e:
        require_safe(Audit(1, 1, 1, 1, 1, (found, found)))
    assert "3" not in str(e.value)


# Everything as rows.


def system(table):
    boxes = [table.dims.box(one.group) for one in table.seen]
    members = list(range(len(table.seen)))
    return System(table.seen, boxes, members, table.dims, table.relations)


def test_the_unknowns_are_persons_cases_and_unknowns_of_each_smallest_cell():
    table = Table(figure("x", 900, 20), figure("x", 400, 9, s="1"), figure("x", 500, 11, s="2"))
    own = system(table)
    assert len(own.cells) == 3  # 1, 2, and who is in neither
    assert own.size == 9
    cases = own.sums("cases").toarray()
    assert cases.sum(axis=1).tolist() == [3, 1, 1]
    others = own.sums("others").toarray()
    np.testing.assert_array_equal(others, own.sums("persons").toarray() - cases)


@pytest.mark.parametrize("statistics", [("proportion",), ("total",), ("proportion", "total")])
def test_groups_are_cut_by_classes_of_weights_where_a_share_or_a_total_is_weighted(statistics):
    """Sexes and regions are two margins of 3; sexes by regions are one of 9."""
    groups = ({"s": "1"}, {"s": "2"}, {"r": "1"}, {"r": "2"})
    table = Table(*(figure("x", 400, 40, **group) for group in groups))
    assert len(system(table).cells) == 6
    alike = AlikeWeights(
        ("r",),
        tuple(WeightClass({"r": code}, 10.0, 10.0) for code in "12"),
        frozenset(("x", "child_labour/x", 0, one) for one in statistics),
    )
    table.relations = replace(table.relations, alike=(alike,))
    assert len(system(table).cells) == 9
    other = replace(alike, figures=frozenset({("y", "child_labour/x", 0, "total")}))
    table.relations = replace(table.relations, alike=(other,))
    assert len(system(table).cells) == 6


def test_respondents_are_persons_without_the_unknown_where_they_are_left_out():
    out = system(Table(figure("x", 97, 7, 3)))
    assert out.sums("respondents").toarray().tolist() == [[1, 0, -1]]
    assert out.sums("others").toarray().tolist() == [[1, -1, -1]]
    counted = system(Table(figure("x", 100, 7)))
    assert counted.sums("respondents").toarray().tolist() == [[1, 0, 0]]
    assert counted.sums("others").toarray().tolist() == [[1, -1, 0]]


def test_who_answered_and_is_no_case_is_counted_apart_from_the_unknown():
    """Whether the unknown are none of the respondents, among those, or among the cases."""
    table = Table(figure("x", 100, 7, 3))
    assert system(table).sums("answered").toarray().tolist() == [[1, 0, -1]]
    assert system(table).sums("no").toarray().tolist() == [[1, -1, -1]]
    table.relations = replace(table.relations, as_cases=frozenset({table.seen[0].measure}))
    assert system(table).sums("answered").toarray().tolist() == [[1, 0, -1]]
    assert system(table).sums("no").toarray().tolist() == [[1, -1, 0]]


@pytest.mark.parametrize("as_cases", [False, True])
def test_unknowns_fit_beside_cases_or_among_them(as_cases):
    """Of 100 persons 60 cases and 50 unknown: too many, unless the unknown are cases."""
    table = Table(figure("x", 100, 7))
    if as_cases:
        table.relations = replace(table.relations, as_cases=frozenset({table.seen[0].measure}))
    own = system(table)
    known = own.constraints(table.without(0), 25)
    for cases, unknown, fits in ((60, 40, True), (60, 50, as_cases), (60, 101, False)):
        assert known.fit(truth(own, {0: [100], 1: [cases], 2: [unknown]})) is fits, unknown
    assert not known.fit(truth(own, {0: [100], 1: [101], 2: [0]}))


def truth(own, cells):
    """Unknowns of a system: counts of each cell, from the place where their kind begins."""
    values = np.zeros(own.size)
    for start, counts in cells.items():
        values[start : start + len(counts)] = counts
    return values


def test_the_truth_fits_what_is_published_and_little_else_does():
    """Men 400 with 9 cases, women 500 with 11, nobody else."""
    table = Table(figure("x", 900, 20), figure("x", 400, 9, s="1"), figure("x", 500, 11, s="2"))
    own = system(table)
    # Cells stand in the order of the pieces: who is in neither, men, women.
    held = [own.cells.of(table.dims.box({"s": code})) for code in "12"]
    persons, cases = np.zeros(3), np.zeros(3)
    persons[held[0]], persons[held[1]] = 400, 500
    cases[held[0]], cases[held[1]] = 9, 11
    known = own.constraints(table.seen, 25)
    real = truth(own, {0: persons, 3: cases})
    assert known.fit(real)
    more_cases = real.copy()
    more_cases[3 + held[0][0]] += 1
    assert not known.fit(more_cases)
    more_unknown = real.copy()
    more_unknown[6 + held[0][0]] = 401
    assert not known.fit(more_unknown)
    nothing_said = own.constraints(table.without(0, 1, 2), 25)
    assert nothing_said.fit(more_cases)
    # Who is in neither is nobody, as is known from all respondents.
    neither = ({0, 1, 2} - {held[0][0], held[1][0]}).pop()
    someone = real.copy()
    someone[neither] = 1
    assert not nothing_said.fit(someone)
    beyond = real.copy()
    beyond[3 + held[0][0]] = 401
    assert not nothing_said.fit(beyond)


def test_who_knows_the_rules_takes_no_hidden_count_for_nought():
    table = Table(figure("x", 900, 20), figure("x", 400, 2, s="1"), figure("x", 500, 18, s="2"))
    own = system(table)
    hidden = table.without(1, 2)
    held = [own.cells.of(table.dims.box({"s": code}))[0] for code in "12"]
    ways = {}
    for few in (0, 1, 3):
        persons, cases = np.zeros(3), np.zeros(3)
        persons[held] = 400, 500
        cases[held] = few, 20 - few
        ways[few] = truth(own, {0: persons, 3: cases})
    plain = own.constraints(hidden, 25)
    knowing = own.constraints(hidden, 25, knows_rules=True)
    assert [plain.fit(ways[few]) for few in (0, 1, 3)] == [True, True, True]
    assert [knowing.fit(ways[few]) for few in (0, 1, 3)] == [False, True, True]
    # Nor does she take for one of few a group that is not said to be.
    small = np.zeros(3)
    small[held] = 24, 876
    of_few = ways[3].copy()
    of_few[:3] = small
    assert plain.fit(of_few)
    assert not knowing.fit(of_few)
    assert own.constraints(hidden, 24, knows_rules=True).fit(of_few)


@pytest.mark.parametrize(("unknown", "total", "told"), [(1, 3, True), (2, 6, True), (2, 5, False)])
def test_of_a_group_that_is_shown_one_or_two_are_unknown_if_no_more_can_be(unknown, total, told):
    """Of 25 asked; where 22 had answered it would not be shown. Three of them have 3 or 6."""
    of = [unknown, unknown, total - 2 * unknown]
    table = Table(
        figure("x", 575 - total, 60, total),
        *(figure("x", 25 - one, 10, one, s=str(k)) for k, one in enumerate(of)),
        figure("x", 500, 30, 0, s="3"),
        excluding=("x",),
    )
    secret = {("unknown", "x", str(k)) for k in range(3)}
    assert (secret <= table.recovered_of_gate(unknown=(1, 2, 3))) is told
    assert bool(secret & table.recovered_of_gate(unknown=(1, 2, 3), limits=(3, 20))) is (total == 3)
    # Where figures are held to more than others, it is so of more that were asked.
    many = Table(
        figure("x", 650 - total, 60, total),
        *(figure("x", 50 - one, 10, one, s=str(k)) for k, one in enumerate(of)),
        figure("x", 500, 30, 0, s="3"),
        excluding=("x",),
    )
    assert bool(secret & many.recovered_of_gate(unknown=(1, 2, 3))) is (total == 3)
    groups = (frozenset({("s", str(k))}) for k in range(3))
    least = {(many.seen[0].measure, group): 50 for group in groups}
    many.relations = replace(many.relations, least=least)
    assert (secret <= many.recovered_of_gate(unknown=(1, 2, 3))) is told


def test_where_one_alone_is_few_a_number_that_is_kept_back_says_so_by_itself():
    """Of 25 asked one is unknown, as of any group whose number is not shown; nothing is told."""
    table = Table(
        figure("x", 569, 60, 6), *(figure("x", 24, 10, 1, s=str(k)) for k in range(3)),
        figure("x", 497, 30, 3, s="3"), excluding=("x",),
    )  # fmt: skip
    assert table.recovered_of_gate(unknown=(1, 2, 3, 4), limits=(2, 25)) == set()


def test_the_reason_tells_how_many_were_asked_and_not_how_many_answered():
    """Of 25 asked three did not answer, and the group is kept back as any other of 25."""
    table = Table(figure("x", 525, 60, 3), figure("x", 22, 10, 3, s="1"),
                  figure("x", 503, 50, 0, s="2"), excluding=("x",))  # fmt: skip
    own, hidden = system(table), table.without(1, 2)
    held = [own.cells.of(table.dims.box({"s": code}))[0] for code in "12"]
    for asked, fits in ((25, True), (24, False)):
        persons, cases, unknown = np.zeros(3), np.zeros(3), np.zeros(3)
        persons[held], cases[held], unknown[held] = (asked, 528 - asked), (10, 50), (3, 0)
        way = truth(own, {0: persons, 3: cases, 6: unknown})
        assert own.constraints(hidden, 25, knows_rules=True).fit(way) is fits


def test_few_respondents_says_that_few_were_asked_where_that_is_so():
    """An earlier version said it of who answered: then it says no more than that."""
    for unknown, fits in ((2, False), (3, True)):
        n = 22
        table = Table(figure("x", 525 - unknown, 60, unknown), figure("x", n, 10, unknown, s="1"),
                      figure("x", 503 - unknown, 50, 0, s="2"), excluding=("x",))  # fmt: skip
        own, hidden = system(table), table.without(1, 2, reason="few-respondents")
        held = [own.cells.of(table.dims.box({"s": code}))[0] for code in "12"]
        persons, cases, unknowns = np.zeros(3), np.zeros(3), np.zeros(3)
        persons[held], cases[held] = (25, 500), (10, 50)
        unknowns[held] = unknown, 0
        way = truth(own, {0: persons, 3: cases, 6: unknowns})
        few = own.constraints([hidden[0], hidden[1], table.seen[2]], 25)
        # The others are shown to be as many as makes the group 25 in one case, 24 in the other.
        assert few.at_most.shape[0] > 0
        rows = few.at_most @ way <= few.most
        assert bool(rows.all()) is fits


def test_a_group_that_is_said_to_be_of_few_has_fewer_than_the_limit():
    table = Table(figure("x", 900, 20), figure("x", 24, 2, s="1"), figure("x", 876, 18, s="2"))
    own = system(table)
    hidden = table.without(1, reason="few-respondents")
    held = [own.cells.of(table.dims.box({"s": code}))[0] for code in "12"]
    persons, cases = np.zeros(3), np.zeros(3)
    persons[held], cases[held] = (24, 876), (2, 18)
    real = truth(own, {0: persons, 3: cases})
    assert own.constraints(hidden, 25).fit(real)
    assert not own.constraints(hidden, 24).fit(real)
    # A limit of none says nothing less than nobody.
    assert own.constraints(hidden, 0).most.min() >= 0.0


@pytest.mark.parametrize(
    ("low", "high", "known", "known_if_exact", "by_rules", "by_rules_if_exact"),
    [
        (0, 2, False, False, False, False),
        (1, 2, True, True, False, False),  # one of two numbers, which she cannot tell apart
        (2, 2, True, True, True, True),
        (1, 3, False, False, False, False),
        (7, 7, False, True, False, True),
        (0, 0, False, False, False, False),
        (np.inf, -np.inf, True, True, True, True),  # for which nothing was found
    ],
)
def test_of_cases_one_or_two_are_known_or_one_number_where_more_must_fit(
    low, high, known, known_if_exact, by_rules, by_rules_if_exact
):
    table = crossed(7, 20, 20, 20)
    boxes = [table.dims.box(one.group) for one in table.seen]
    own = LinkedSet(table.seen, boxes, range(len(table.seen)), table.dims, table.relations)
    k = own.secrets.index(Secret("cases", ((1, 5),)))
    own.recovered(table.without(5), 3, 25)
    for found in (own._found, own._by_rules):
        found.low[k], found.high[k] = low, high
    for exact, expected in (
        (False, (known, by_rules)),
        (True, (known_if_exact, by_rules_if_exact)),
    ):
        asked = np.full(len(own.secrets), exact)
        assert (own._known(3, asked)[k], own._known_by_rules(3, asked)[k]) == expected


@pytest.mark.parametrize(
    ("least", "others", "cases", "known"),
    [
        (2, 1, 30, True),
        (2, 2, 30, False),
        (3, 2, 30, True),
        (3, 2, 0, False),  # if nobody is a case, that two are none is nobody's secret
        (1, 0, 30, False),  # where no number is few
    ],
)
def test_that_at_most_one_or_two_are_no_cases_is_known_where_there_is_a_case(
    least, others, cases, known
):
    table = crossed(60, 20, 20, 20)
    boxes = [table.dims.box(one.group) for one in table.seen]
    own = LinkedSet(table.seen, boxes, range(len(table.seen)), table.dims, table.relations)
    own.recovered(table.without(5), 3, 25)
    k = own.secrets.index(Secret("others", ((1, 5),)))
    own._found.low[k], own._found.high[k] = 0, others
    of_cases = own.secrets.index(Secret("cases", ((1, 5),)))
    own._found.low[of_cases] = own._found.high[of_cases] = cases
    assert own._known(least, np.zeros(len(own.secrets), dtype=bool))[k] == known


@pytest.mark.parametrize("unknown", [5, None])
def test_who_is_no_case_is_one_count_whether_or_not_the_unknown_are_respondents(unknown):
    one = figure("x", 100, 20)
    if unknown:
        one = replace(one, n_unknown=unknown, value_if_no=0.2, value_if_yes=0.25)
    table = Table(one)
    own = LinkedSet(table.seen, [table.dims.box({})], [0], table.dims, table.relations)
    kinds = [what for _, what, _ in own._counts]
    assert sorted(kinds) == ["cases", "no" if unknown else "others", "unknown"]


def test_a_secret_is_closed_or_open_by_the_values_that_it_can_have():
    table = crossed(2, 20, 20, 20)
    boxes = [table.dims.box(one.group) for one in table.seen]
    members = list(range(len(table.seen)))
    own = LinkedSet(table.seen, boxes, members, table.dims, table.relations)
    assert Secret("cases", ((1, 0), (-1, 1))) in own.secrets
    recovered, tried = own.recovered(table.without(5), 3, 25)
    assert {"r": "1", "s": "1"} in [one.groups[0] for one in recovered if len(one.groups) == 1]
    assert 0 < tried <= len(own.secrets)
    nothing, again = own.recovered(table.without(5, 6, 7, 8), 3, 25)
    assert nothing == []
    assert again == tried
    # When more is shown again what was open before is forgotten.
    assert own.recovered(table.without(5), 3, 25)[0]
    # Asked alone each is as it is among all.
    exact = np.ones(len(own.secrets), dtype=bool)
    for known in (own._known, own._known_by_rules):
        alone = [known(3, exact, slice(k, k + 1)).tolist() for k in range(len(own.secrets))]
        assert alone == [[one] for one in known(3, exact).tolist()]
        assert 0 < known(3, exact).sum() < len(own.secrets)
