"""Who answered, who is known to be no case, and that no hidden number follows, whatever it is."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.audit import audit_figures, relations_of, seen_figures
from measure87.disseminate.gate.audit.relations import unknown_treatment
from measure87.disseminate.gate.tables.boxes import dimensions
from measure87.vocabulary.estimate import Result
from measure87.vocabulary.same_persons import SamePersons
from tests.disseminate.gate.audit.random_tables import figure


def counted(name, n, cases, unknown, *, as_cases=False, **group):
    """A proportion whose unknowns are among its respondents: as no cases, or as cases."""
    no, yes = cases / n, (cases + unknown) / n
    if as_cases:
        no, yes = (cases - unknown) / n, cases / n
    one = figure(name, n, cases, **group)
    value = yes if as_cases else no
    return replace(one, n_unknown=unknown, value=value, value_if_no=no, value_if_yes=yes)


def recovered(figures, seen=None, **known):
    dims = dimensions([e.group for e in figures], [{}] * len(figures), {})
    relations = relations_of(seen_figures(figures), figures, dims, **known)
    found = audit_figures(seen_figures(seen or figures), dims, relations).recovered
    return {(one.what, *("".join(g.values()) for g in one.groups)) for one in found}


def released(*figures, **rules):
    return release(Result("run", figures), DisclosureRules(**rules)).estimates


@pytest.mark.parametrize(("cases", "told"), [(10, {("no", "")}), (5, set()), (0, set())])
def test_two_who_answered_and_are_no_cases_are_told_where_the_unknown_are(cases, told):
    """100 asked, 88 without an answer: of the 12 who answered 10 are cases."""
    assert recovered([counted("x", 100, cases, 88)]) == told
    (one,) = released(counted("x", 100, cases, 88))
    assert not one.suppressed
    assert (one.n, one.n_cases) == (100, cases)
    assert (one.n_unknown is None) is bool(told)
    assert (one.value_if_yes is None) is bool(told)


def test_one_who_answered_is_told_where_nobody_is_a_case():
    """29 of 30 gave no answer: one did, and said no."""
    assert recovered([counted("x", 30, 0, 29)]) == {("no", ""), ("answered", "")}
    assert released(counted("x", 30, 0, 29))[0].flags == ("in-brackets", "unknown-not-shown")
    # Where everybody answered, that nobody is a case says the same of all.
    assert recovered([counted("x", 30, 0, 0)]) == set()


def test_unknowns_that_count_as_cases_leave_those_who_are_none():
    """Of 100 there are 90 cases, 40 of them unknown: 10 are known to be none."""
    figures = [counted("x", 100, 90, 40, as_cases=True)]
    assert unknown_treatment(figures) == "yes"
    assert recovered(figures) == set()
    assert recovered([counted("x", 100, 98, 40, as_cases=True)]) == {("others", ""), ("no", "")}


def test_persons_added_up_in_another_order_are_the_same_persons():
    one = counted("x", 100, 40, 30)
    other = replace(one, value=0.1 + 0.2, value_if_no=0.3)
    assert other.value != other.value_if_no
    assert unknown_treatment([other]) == "no"
    assert unknown_treatment([replace(one, value=0.45)]) == "exclude"


PARTS = (
    counted("x", 300, 60, 200),
    counted("x", 140, 39, 99, s="1"),
    counted("x", 160, 21, 101, s="2"),
)


def test_those_who_are_known_to_be_none_are_told_by_subtraction_too():
    """40 of everybody less 38 of one sex are 2 of the other."""
    assert ("no", "1") in recovered(PARTS)
    hidden = [PARTS[0], replace(PARTS[1], n_unknown=None).with_flags("unknown-not-shown"), PARTS[2]]
    assert {("no", "1"), ("unknown", "1")} <= recovered(PARTS, hidden)
    both = [*hidden[:2], replace(PARTS[2], n_unknown=None).with_flags("unknown-not-shown")]
    assert recovered(PARTS, both) == set()
    assert [e.n_unknown for e in released(*PARTS)] == [200, None, None]
    assert [e.n_unknown for e in released(*PARTS, complementary=False)] == [200, None, 101]


FEW = (
    counted("x", 400, 60, 25),
    counted("x", 20, 0, 5, r="1"),
    counted("x", 180, 30, 10, r="2"),
    counted("x", 200, 30, 10, r="3"),
)


def test_what_is_hidden_with_a_group_of_few_is_not_told_though_nobody_is_a_case(monkeypatch):
    """25 unknown less twice 10 are the 5 of region 1, of which nothing is shown."""
    out = released(*FEW)
    assert [e.suppressed for e in out] == [False, True, True, False]
    assert [e.n_unknown for e in out] == [25, None, None, 10]
    assert recovered(FEW, out) == set()
    switches = {
        "rounds.Rounds._to_be_open": lambda *_: frozenset(),
        "rounds.Rounds.told_exactly": lambda _: (),
        "subtraction.judging._protected_unknown": lambda layer: layer,
        "subtraction.judging._of_few_respondents": lambda n, rules: n < 0,
    }
    for what, off in switches.items():
        monkeypatch.setattr(f"measure87.disseminate.gate.{what}", off)
    assert recovered(FEW, released(*FEW)) == {("unknown", "1"), ("no", "1")}


def test_a_count_that_is_known_all_the_same_is_shown_again():
    """Two figures hidden for one of few: the cheaper that suffices stays, the other comes back."""
    for seed in range(6):
        rng = np.random.default_rng(seed)
        cells = rng.integers(3, 9, 4)
        cells[0] = 1
        figures = [figure("x", 400, int(cells.sum()))]
        figures += [figure("x", 100, int(c), r=str(k)) for k, c in enumerate(cells)]
        out = released(*figures)
        assert sum(e.suppressed for e in out) == 2
        assert recovered(figures, out) == set()


def test_that_nobody_of_few_respondents_is_a_case_does_not_follow():
    """Of everybody less the young ones 11 are left, of whom none is a case."""
    figures = [
        figure("x", 80, 20),
        figure("x", 69, 20, age="5-14"),
        figure("x", 11, 0, age="15-17"),
    ]
    everybody, young, old = released(*figures)
    assert old.flags[-1] == "few-respondents"
    assert not everybody.suppressed
    assert young.suppressed


WORKERS = [
    counted(name, n, cases, unknown, **group)
    for name, counts in {
        "work": ((500, 95, 0), (150, 2, 0), (150, 33, 0), (200, 60, 0)),
        "loads": ((500, 25, 405), (150, 0, 148), (150, 10, 117), (200, 15, 140)),
    }.items()
    for (n, cases, unknown), group in zip(
        counts, ({}, {"r": "1"}, {"r": "2"}, {"r": "3"}), strict=True
    )
    if group or name == "work"  # of hazards no figure is of everybody
]
SAME = (SamePersons((("cases", ("work", "child_labour/x", 0)),),
                    (("answered", ("loads", "child_labour/x", 0)),)),)  # fmt: skip
"""Of hazards those who work were asked; the others have the code of an answer not given."""


def test_who_answered_on_hazards_tells_who_works_unless_the_gate_knows():
    """Two of region 1 work, so region 2 is hidden too; 150 less 117 answered there, who work."""
    knows, does_not = released(*WORKERS, same=SAME), released(*WORKERS)
    for out, told in ((knows, False), (does_not, True)):
        hidden = [e.group["r"] for e in out if e.suppressed and e.name == "work"]
        assert hidden == ["1", "2"]
        found = recovered(WORKERS, out, same=SAME)
        assert (("cases", "2") in found) is told
        assert bool(found) is told
        assert recovered(WORKERS, out) == set()


def test_what_figures_contradict_is_no_equation():
    """Were who answered who works, it would be shown: the figures say otherwise."""
    wrong = (SamePersons(SAME[0].one, (("cases", ("loads", "child_labour/x", 0)),)),)
    assert [e.flags for e in released(*WORKERS, same=wrong)] == [
        e.flags for e in released(*WORKERS)
    ]


OF_AGES = [
    counted(name, n, cases, 0, **group)
    for name, counts in (
        ("narrow", ((300, 10), (100, 6), (100, 1), (100, 3))),
        ("wide", ((300, 20), (100, 9), (100, 8), (100, 3))),
    )
    for (n, cases), group in zip(
        counts, ({}, {"age": "5-11"}, {"age": "12-14"}, {"age": "15-17"}), strict=True
    )
]
ONE_AT_15 = (SamePersons((("cases", ("narrow", "child_labour/x", 0)),),
                         (("cases", ("wide", "child_labour/x", 0)),), (15, 17)),)  # fmt: skip


def test_what_definitions_say_of_an_age_tells_unless_the_gate_knows():
    """At 15 to 17 the narrow measure is the wide one, of which 3 is shown: 10 - 6 - 3 is 1."""
    knows, does_not = released(*OF_AGES, same=ONE_AT_15), released(*OF_AGES)
    assert ("cases", "12-14") in recovered(OF_AGES, does_not, same=ONE_AT_15)
    assert recovered(OF_AGES, does_not) == set()
    assert recovered(OF_AGES, knows, same=ONE_AT_15) == set()
    assert not all(one.suppressed for one in knows)


OTHER = [
    figure("other", n, cases, **group)
    for n, cases, group in (
        (300, 5, {}), (100, 5, {"age": "5-11"}), (100, 0, {"age": "12-14"}),
        (100, 0, {"age": "15-17"}),
    )
]  # fmt: skip
MADE_UP_AT_15 = SamePersons(
    (("cases", ("wide", "child_labour/x", 0)),),
    (("cases", ("narrow", "child_labour/x", 0)), ("cases", ("other", "child_labour/x", 0))),
    (15, 17),
    no_more=True,
)


def test_what_two_measures_make_up_at_an_age_tells_unless_the_gate_knows():
    """At 15 to 17 three are cases of the wide one and none of the other: three of the narrow."""
    every, same = [*OF_AGES, *OTHER], (MADE_UP_AT_15,)
    knows, does_not = released(*every, same=same), released(*every)
    assert ("cases", "15-17") in recovered(every, does_not, same=same)
    assert recovered(every, does_not) == set()
    assert recovered(every, knows, same=same) == set()
    assert not all(one.suppressed for one in knows)


def test_it_says_nothing_of_other_ages():
    dims = dimensions([one.group for one in OF_AGES], [{}] * len(OF_AGES), {})
    assert dims.pieces_of_ages((15, 17)) == {"from 15"}
    assert dims.pieces_of_ages((5, 14)) == {"from 5", "from 12"}
    assert dims.pieces_of_ages((13, 17)) == {"from 15"}
    assert dims.pieces_of_ages((18, 99)) == set()
