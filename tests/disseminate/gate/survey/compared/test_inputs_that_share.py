"""Figures of two inputs that have persons in common, by hand: which of the later are not shown."""

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.disseminate.gate.kept_releases import Beside, KeptReleases, Turnover, Weighed
from measure87.disseminate.gate.rules import FEW_RESPONDENTS, UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.survey.compared import inputs_that_share
from measure87.disseminate.gate.survey.compared.inputs_that_share import (
    hidden_with_earlier,
    named_by_moves,
    told_by_inputs,
    told_by_readings,
)
from measure87.vocabulary.estimate import Result
from tests.disseminate.gate.audit.random_tables import figure

RULES = DisclosureRules()
EVERYBODY = frozenset()
READINGS = {"x": "child_labour/sdg_8_7_1", "y": "child_labour/sdg_8_7_1:strict"}


def read(name, n, cases, **group):
    return replace(figure(name, n, cases, **group), definition=READINGS[name])


def rules_beside(before, alone, of_few=(), turnover=None):
    groups = {frozenset(one.group.items()): alone for one in before}
    one = Beside("second", before, of_few, groups, turnover or {})
    return replace(RULES, kept=KeptReleases(beside={"y": (one,)}))


@pytest.mark.parametrize(
    ("left", "cases", "is_told"),
    [
        (3, 3, True),  # all are cases
        (3, 1, True),
        (6, 2, True),
        (6, 4, True),  # two are none
        (6, 3, False),
        (3, 0, False),  # no case is no person
        (3, 5, False),  # no two readings of one measure
    ],
)
def test_it_is_told_where_few_of_those_in_one_input_alone_are_cases_or_none(left, cases, is_told):
    expected = {0} if is_told else set()
    more, less = (246, 35), (246 - left, 35 - cases)
    found = told_by_inputs([read("y", *less)], rules_beside([read("x", *more)], (left, 0)))
    assert found.counted == found.told == expected
    # The other way round the later input has more.
    found = told_by_inputs([read("y", *more)], rules_beside([read("x", *less)], (0, left)))
    assert found.counted == expected


def test_another_reading_of_an_earlier_release_is_held_against_a_figure_in_the_same_way():
    def told(now, before, alone):
        rules = rules_beside(before, alone)
        as_released = replace(KeptReleases(), readings=rules.kept.beside)
        return told_by_readings(now, replace(rules, kept=as_released)).counted

    assert told([read("y", 243, 32)], [read("x", 246, 35)], (3, 0)) == {0}
    assert told([read("y", 240, 32)], [read("x", 246, 35)], (6, 0)) == set()
    assert told([read("y", 246, 35)], [read("x", 242, 34)], (0, 4)) == {0}
    assert told([read("x", 243, 32)], [read("x", 246, 35)], (3, 0)) == set()  # has its own rules


def test_nothing_is_said_of_two_inputs_where_there_is_one():
    assert told_by_readings([read("y", 243, 32)], RULES).notices([]) == []
    assert told_by_inputs([read("y", 243, 32)], RULES).notices([]) == []


def test_counts_tell_nothing_where_both_have_some_alone_nor_beside_a_figure_of_few_respondents():
    now = [read("y", 243, 32)]
    assert not told_by_inputs(now, rules_beside([read("x", 246, 35)], (4, 1))).told
    few = [read("x", 24, 9)]
    assert not told_by_inputs([read("y", 21, 6)], rules_beside(few, (3, 0))).told
    enough = [read("x", 25, 9)]
    assert told_by_inputs([read("y", 22, 6)], rules_beside(enough, (3, 0))).told


@pytest.mark.parametrize(
    ("left", "came", "more", "is_told"),
    [
        (4, 4, 4, True),  # all who came are cases, and nobody who left is
        (4, 4, -4, True),  # the other way round
        (4, 4, 3, True),  # all but one of eight
        (12, 5, 5, True),
        (12, 5, -12, True),
        (4, 4, 0, False),
        (4, 4, 2, False),
        (12, 12, 8, False),
    ],
)
def test_of_those_who_moved_to_a_group_and_from_it_no_rows_may_name_somebody(
    left, came, more, is_told
):
    n, cases = 100, 30
    before, now = read("y", n, cases, region="1"), read("y", n + came - left, cases + more)
    now = replace(now, group={"region": "1"})
    group = frozenset({("region", "1")})
    turnover = Turnover(
        "",
        np.ones(left),
        np.ones(came),
        Weighed(n, float(n), float(n)),
        Weighed(n + came - left, float(n + came - left), float(n + came - left)),
    )
    rules = rules_beside([before], (left, came), turnover={group: turnover})
    rules = replace(rules, kept=KeptReleases(moves=rules.kept.beside))
    assert named_by_moves([now], rules) == ({0} if is_told else set())
    assert named_by_moves([replace(now, group={"region": "2"})], rules) == set()


def test_one_of_them_who_gave_no_answer_is_not_told():
    before = [replace(read("x", 246, 35), n_unknown=4)]
    now = [replace(read("y", 240, 35), n_unknown=3)]
    assert told_by_inputs(now, rules_beside(before, (6, 0))).counted == {0}


@pytest.mark.parametrize(
    ("cases", "unknown", "is_told"), [(1, 5, True), (2, 5, True), (6, 5, False), (6, 0, False)]
)
@pytest.mark.parametrize("treatment", ["no", "yes"])
def test_a_reading_that_leaves_unknown_answers_out_is_held_against_one_that_counts_them(
    cases, unknown, is_told, treatment
):
    """Of 91 twelve left, and some of the others gave no answer."""
    counted = unknown if treatment == "yes" else 0
    bounds = {"value_if_no": 15 / 91, "value_if_yes": (15 + unknown) / 91}
    then = replace(
        read("x", 91, 15 + counted), n_unknown=unknown, value=(15 + counted) / 91, **bounds
    )
    now = replace(
        read("y", 79 - unknown, 15 - cases),
        n_unknown=unknown,
        value_if_no=(15 - cases) / 79,
        value_if_yes=(15 - cases + unknown) / 79,
    )
    assert told_by_inputs([now], rules_beside([then], (12, 0))).counted == set(range(is_told))
    untold = replace(then, n_unknown=None, value_if_no=None, value_if_yes=None)
    if treatment == "no":
        hidden = untold.with_flags(UNKNOWN_NOT_SHOWN)
        found = told_by_inputs([now], rules_beside([hidden], (12, 0)))
        assert found.counted == set(range(is_told))


def test_what_a_measure_has_more_than_another_is_held_against_a_crossing_and_a_difference():
    """25 left: seven work, and one does chores alone; of a reading by which that is labour too."""
    family = {"definition": READINGS["x"]}
    strict = {"definition": READINGS["y"]}
    then = [replace(figure(name, 246, n), **family) for name, n in (("a", 35), ("b", 55))]

    def told(work, chores, crossed):
        now = [
            replace(figure("y", 221, 35 - work), **strict),
            replace(figure("z", 221, 55 - work - chores), **strict),
        ]
        if crossed:
            alone = figure("z__not__y", 221, 20 - chores)
            now = [replace(alone, definition="y+z")]
        one = Beside("second", then, (), {EVERYBODY: (25, 0)}, {})
        kept = KeptReleases(beside={figure_.name: (one,) for figure_ in now})
        return told_by_inputs(now, replace(RULES, kept=kept)).counted

    assert told(7, 1, crossed=True) == {0}
    assert told(7, 1, crossed=False) == {1}
    assert told(7, 5, crossed=True) == told(7, 5, crossed=False) == set()


def rows_of(number):
    """So many are in the first input alone, half of them cases, and no two of all weigh alike."""
    rng = np.random.default_rng(1)
    weight = np.round(rng.uniform(40, 250, 120 + number), 6)
    cases = np.zeros(120 + number, dtype=bool)
    cases[[*range(number // 2), *range(10, 30)]] = True
    stayed = np.arange(120 + number) >= number

    def share(name, inside):
        w, y = weight[inside], cases[inside]
        p, n = (w @ y) / w.sum(), int(inside.sum())
        error = np.sqrt(n / (n - 1) * (w**2 @ (y - p) ** 2)) / w.sum()
        return replace(read(name, n, int(y.sum())), value=float(p), se=float(error))

    moved = Turnover("", weight[~stayed], np.array([]), weighed(weight), weighed(weight[stayed]))
    return share("x", stayed | True), share("y", stayed), {EVERYBODY: moved}


def test_rows_that_name_somebody_are_those_of_two_releases():
    before, now, turnover = rows_of(6)
    told = told_by_inputs([now], rules_beside([before], (6, 0), turnover=turnover))
    assert told.named == {0}
    few, shares = told.notices([now])
    assert (few.code, shares.code) == ("few-in-one-input", "inputs-share-persons")
    assert few.values == {"measures": ["y"]}


def test_beside_rows_in_steps_that_hide_who_left_a_row_names_nobody():
    """The weights of four cases of eight: to 5 percent of all, most of the 70 sets have one."""
    before, now, turnover = rows_of(8)
    assert told_by_inputs([now], rules_beside([before], (8, 0), turnover=turnover)).named == {0}
    in_steps = replace(before, value=round(before.value / 0.05) * 0.05, se=0.04, digits=0.05)
    assert round(before.se, 2) == 0.04
    assert not told_by_inputs([now], rules_beside([in_steps], (8, 0), turnover=turnover)).named


def test_what_gives_way_by_its_own_counts_or_rows_is_in_no_difference_and_no_sum():
    """25 left: two of them work, and one does chores alone, or seven and one."""
    figures = {name: (figure(name, 246, n), figure(name, 221, n)) for name, n in
               (("a", 35), ("b", 55))}  # fmt: skip
    then = [one for one, _ in figures.values()]
    one = Beside("second", then, (), {EVERYBODY: (25, 0)}, {})
    rules = replace(RULES, kept=KeptReleases(beside={"a": (one,), "b": (one,)}))

    def told(work):
        now = [figure("a", 221, 35 - work), figure("b", 221, 54 - work)]
        return told_by_inputs([replace(one, definition=READINGS["y"]) for one in now], rules)

    assert told(2).told == {0}  # and of three of the wider measure nothing
    assert told(7).told == {1}
    with patch.object(inputs_that_share, "_names_somebody", lambda now, *_: now.name == "a"):
        assert (told(7).named, told(7).counted) == ({0}, set())


def test_what_gives_way_by_its_rows_is_in_no_sum():
    """Of 5 to 11 two left, both cases; the later input lists 5 to 14, and 12 to 14 of them."""

    def of(ages):
        return {"age": ages}

    then = [read("x", 60, 20, **of("5-11")), read("x", 50, 15, **of("12-14"))]
    now = [read("y", 102, 30, **of("5-14")), read("y", 44, 12, **of("12-14"))]
    left = {"5-14": (8, 102), "5-11": (2, 58), "12-14": (6, 44)}
    persons = {frozenset(of(ages).items()): (*two, 0) for ages, two in left.items()}
    alone = {group: (gone, 0) for group, (gone, *_) in persons.items()}
    one = Beside("second", then, (), alone, {}, persons)
    rules = replace(RULES, kept=KeptReleases(beside={"y": (one,)}))
    assert told_by_inputs(now, rules).counted == {0}
    with patch.object(inputs_that_share, "_names_somebody", lambda now, *_: True):
        found = told_by_inputs(now, rules)
    assert (found.named, found.counted) == ({1}, set())


def weighed(weights):
    return Weighed(len(weights), float(weights.sum()), float((weights**2).sum()))


@pytest.mark.parametrize("cases", [35, 34])
def test_the_earlier_input_is_shown_whoever_the_one_in_it_alone_is(cases):
    """Whether she is a case: no figure hangs on it, and groups that she is not in are shown."""
    hers, others = {"s": "1"}, {"s": "2"}
    before = [read("x", 246, 35), read("x", 126, 20, **hers), read("x", 120, 15, **others)]
    now = [read("y", 245, cases), read("y", 125, cases - 15, **hers), read("y", 120, 15, **others)]
    few = [EVERYBODY, frozenset(hers.items())]
    rules = rules_beside(before, (1, 0), of_few=few)
    released = release(Result("run", (*before, *now)), rules)
    hidden = [one.suppressed for one in released.estimates]
    assert hidden == [False, False, False, True, True, False]
    notices = {one.code: one.values for one in released.warnings}
    assert notices == {"few-in-one-input": {"measures": ["y"]}, "inputs-share-persons": {}}


def test_what_the_earlier_input_keeps_back_of_the_same_persons_the_later_one_does_too():
    others = {"s": "2"}
    before = [read("x", 120, 15, **others), read("x", 126, 20, s="1")]
    now = [read("y", 120, 15, **others), read("y", 123, 20, s="1")]
    rules = rules_beside(before, (0, 0))
    judged = [before[0].suppress("confidential"), before[1], *now]
    found = hidden_with_earlier(judged, [*before, *now], rules)
    assert [one.suppressed for one in found] == [True, False, True, False]


@pytest.mark.parametrize(
    ("cases", "is_hidden", "hides"),
    [(15, True, True), (14, True, False), (15, False, False), (14, False, False)],
)
@pytest.mark.parametrize("position", [0, 1])
def test_the_later_input_hides_what_the_earlier_one_does_where_the_counts_are_the_same(
    cases, is_hidden, hides, position
):
    """Beside it stands another measure of the same persons, which is shown."""
    before, now = [read("x", 120, cases, s="2")], [read("y", 120, 15, s="2")]
    before.insert(position, replace(before[0], name="w", n_cases=40, value=1 / 3))
    judged = [one.suppress("confidential") if is_hidden and one.name == "x" else one
              for one in before]  # fmt: skip
    found = hidden_with_earlier([*judged, *now], [*before, *now], rules_beside(before, (0, 0)))
    assert found[-1].suppressed is hides


def test_what_is_hidden_for_few_respondents_is_hidden_for_them_beside_another_input_too():
    before, now = [read("x", 20, 9, s="2")], [read("y", 20, 9, s="2")]
    judged = [one.suppress(FEW_RESPONDENTS) for one in (*before, *now)]
    assert hidden_with_earlier(judged, [*before, *now], rules_beside(before, (0, 0))) == judged
