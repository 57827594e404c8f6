"""Of several earlier releases of a figure that one counts which says most of it."""

from dataclasses import replace
from itertools import permutations

import pytest

from measure87.disseminate.gate.kept_releases import WHO
from measure87.disseminate.gate.rules import CONFIDENTIAL, UNKNOWN_NOT_SHOWN
from measure87.disseminate.gate.survey.compared.earlier import (
    _agree,
    _each_once,
    _is_known_of_few,
    _moved_by_few_alone,
    _moves,
)
from measure87.disseminate.gate.survey.compared.other_weights import is_of_few
from measure87.disseminate.gate.survey.compared.those_who_left import all_are_cases
from measure87.vocabulary.estimate import Estimate

EXACT = Estimate("work", "proportion", "taylor", value=0.31, n=400, n_cases=124, n_unknown=7)
"""To all of its digits, with how many are unknown."""
FINE, COARSE = replace(EXACT, digits=0.002), replace(EXACT, digits=0.01)
WITHOUT = replace(EXACT, flags=(UNKNOWN_NOT_SHOWN,))
"""To all of its digits too, but without how many are unknown."""
LESS = replace(WITHOUT, digits=0.005)
NOTHING = EXACT.suppress(CONFIDENTIAL)
FROM_MOST_TO_LEAST = (EXACT, FINE, COARSE, WITHOUT, LESS, NOTHING)


@pytest.mark.parametrize("least", range(1, 6))
def test_the_release_that_says_most_of_a_figure_is_taken_wherever_it_stands(least):
    for one, other in permutations((FROM_MOST_TO_LEAST[least - 1], FROM_MOST_TO_LEAST[least])):
        (found,) = _each_once([[one], [other]]).values()
        assert found is FROM_MOST_TO_LEAST[least - 1]
    (found,) = _each_once([[one] for one in reversed(FROM_MOST_TO_LEAST[: least + 1])]).values()
    assert found is EXACT


def test_of_releases_that_say_alike_the_first_is_taken():
    again = replace(FINE)
    (found,) = _each_once([[FINE], [again]]).values()
    assert found is FINE


@pytest.mark.parametrize(
    "what",
    [{"name": "other"}, {"definition": "d"}, {"statistic": "total"}, {"group": {"sex": "1"}}],
)
def test_other_measures_statistics_and_groups_are_other_figures(what):
    other = replace(EXACT, **what)
    assert [*_each_once([[EXACT, other], [other, EXACT]]).values()] == [EXACT, other]


@pytest.mark.parametrize(
    ("n", "cases", "few"),
    [
        (400, 0, False),
        (400, 1, True),
        (400, 10, True),
        (400, 11, False),
        (400, 389, False),
        (400, 390, True),
        (400, 399, True),
        (400, 400, False),
        (None, 5, False),
        (400, None, False),
    ],
)
def test_up_to_ten_cases_or_ten_others_are_few(n, cases, few):
    figure = replace(EXACT, statistic="total", value=0.31, n=n, n_cases=cases)
    assert is_of_few(figure) == few


def test_counts_move_by_how_much_both_say_they_do():
    now = replace(EXACT, n=397, n_cases=126, n_unknown=8)
    assert _moves(now, EXACT) == [2, 3, 1]
    assert _moves(EXACT, now) == [2, 3, 1]
    assert _moves(now, WITHOUT) == [2], "respondents would tell how many are unknown"
    assert _moves(now, replace(EXACT, n_unknown=None)) == [2, 3]
    assert _moves(replace(now, n_cases=None, value=None), EXACT) == [3, 1]


@pytest.mark.parametrize(
    ("cases", "n", "flags", "agree"),
    [
        (124, 400, (), True),
        (125, 400, (), False),
        (124, 401, (), False),
        (124, 401, (UNKNOWN_NOT_SHOWN,), True),
        (125, 401, (UNKNOWN_NOT_SHOWN,), False),
        (124, None, (), True),
    ],
)
def test_figures_agree_that_count_the_same_as_far_as_both_say(cases, n, flags, agree):
    before = replace(EXACT, n_cases=cases, n=n, flags=flags)
    assert _agree(EXACT, before) == agree


PARTS = {"stayed": ("s",), "stayed and left": ("s", "l"), "stayed and came": ("s", "c")}


def of(who, n, cases, **more):
    group = {WHO: who} if who else {}
    return replace(EXACT, n=n, n_cases=cases, value=cases / n, group=group | more)


@pytest.mark.parametrize(
    ("now", "then", "told"),
    [
        # Three persons left, and three cases: each of them is one.
        (of("stayed", 397, 121), of("stayed and left", 400, 124), True),
        (of("stayed and left", 400, 124), of("stayed", 397, 121), True),
        (of("stayed", 399, 123), of("stayed and left", 400, 124), True),
        # Three left, and two cases; or nobody; or as many came who are not known.
        (of("stayed", 397, 122), of("stayed and left", 400, 124), False),
        (of("stayed", 400, 124), of("stayed and left", 400, 124), False),
        (of("stayed", 400, 124), of("stayed and left", 397, 121), False),
        (of("stayed and came", 397, 121), of("stayed and left", 400, 124), False),
        (of("stayed and left", 397, 121), of("stayed and left", 400, 124), False),
        # Of another group, of persons nobody told apart, or without the number of unknowns.
        (of("stayed", 397, 121, sex="f"), of("stayed and left", 400, 124, sex="m"), False),
        (of("stayed", 397, 121, sex="f"), of("stayed and left", 400, 124, sex="f"), True),
        (of(None, 397, 121), of("stayed and left", 400, 124), False),
        (
            of("stayed", 397, 121),
            replace(of("stayed and left", 400, 124), flags=(UNKNOWN_NOT_SHOWN,)),
            False,
        ),
    ],
)
def test_all_who_left_are_cases_where_as_many_cases_left_as_persons(now, then, told):
    found = all_are_cases([EXACT, now], [EXACT, then], PARTS)
    assert found == ({1} if told else set())


def test_of_figures_that_count_no_cases_nothing_is_told_of_who_left():
    """A mean has respondents, and of a figure that is not shown nothing is known."""
    code = next(iter(PARTS))
    mean = replace(EXACT, statistic="mean", n_cases=None, group={WHO: code})
    assert all_are_cases([mean], [replace(mean, n=390)], PARTS) == set()
    shown = replace(EXACT, group={WHO: code})
    assert all_are_cases([shown.suppress(CONFIDENTIAL)], [shown], PARTS) == set()


@pytest.mark.parametrize(
    ("unknown", "cases", "is_told"),
    [(4, 4, True), (4, 3, True), (6, 3, False), (6, 2, True), (4, 0, False), (0, 4, False)],
)
def test_of_those_whose_answers_are_unknown_now_few_cases_are_told(unknown, cases, is_told):
    """Answers were taken back, or given since: of 124 cases and 7 unknown."""
    now = replace(EXACT, n_cases=124 - cases, n_unknown=7 + unknown)
    assert _is_known_of_few(now, EXACT, 3) is is_told
    assert _is_known_of_few(EXACT, now, 3) is is_told
    assert not _is_known_of_few(now, NOTHING, 3)


@pytest.mark.parametrize(
    ("cases", "unknown", "is_told"),
    [
        (4, 6, True),  # two were unknown, and four more are: all of them cases
        (3, 5, True),
        (10, 11, True),
        (4, 3, False),  # not all of those who are cases no more can be unknown
        (0, 6, False),
        (11, 14, True),  # of more than ten it is asked as if two had been unknown: one other
        (11, 16, False),  # three others
        (-4, 1, True),  # more were kept back for others, of whom four may be cases now
        (-11, 1, False),
    ],
)
def test_where_the_number_of_unknown_was_kept_back_all_of_them_may_be_cases(
    cases, unknown, is_told
):
    now = replace(EXACT, n_cases=124 - cases, n_unknown=unknown)
    assert _is_known_of_few(now, WITHOUT, 3) is is_told


def moved(
    *then_and_now,
    definitions=("labour/a", "labour/a"),
    differ=("narrow", "wide"),
    extends=None,
):
    """Measures that are told to have moved by few alone; of each by group, cases then and now."""
    figures = [
        replace(EXACT, name=name, definition=definition, group={"sex": str(sex)}, n_cases=cases)
        for name, definition, of_groups in zip(
            ("narrow", "wide"), definitions, then_and_now, strict=True
        )
        for sex, pair in enumerate(of_groups)
        for cases in pair
    ]
    before, now = figures[::2], figures[1::2]
    known = {one.key: one for one in before}
    of = {
        (name, definition) for name, definition in zip(("narrow", "wide"), definitions, strict=True)
    }
    found = _moved_by_few_alone(now, known, {one for one in of if one[0] in differ}, 3, extends)
    return {name for name, _ in found}


@pytest.mark.parametrize(
    ("narrow", "wide", "told"),
    [
        ([(40, 36)], [(60, 55)], {"wide"}),  # four and five, so that one is by the rest
        ([(40, 36)], [(60, 54)], {"wide"}),
        ([(40, 36)], [(60, 53)], set()),
        ([(40, 36)], [(60, 56)], set()),  # nobody by the rest: no case is no person
        ([(36, 40)], [(55, 60)], {"wide"}),  # they gave answers
        ([(40, 36)], [(60, 57)], {"wide"}),  # one more by the rest
        ([(40, 36), (10, 10)], [(60, 56), (20, 15)], set()),
        ([(40, 36), (10, 6)], [(60, 56), (20, 15)], {"wide"}),  # in one group
        ([(40, 36), (10, 6)], [(60, 55), (9, 5)], set()),  # does not lie in it
    ],
)
def test_of_two_measures_it_is_told_how_many_moved_of_one_alone(narrow, wide, told):
    assert moved(narrow, wide) == told


def test_of_other_families_or_of_measures_that_stayed_nothing_is_asked():
    four, five = [(40, 36)], [(60, 55)]
    assert moved(four, five, definitions=("labour/a", "labour/b:strict")) == {"wide"}
    assert moved(four, five, definitions=("labour/a", "other/b")) == set()
    national = {"other/b": "labour/a"}
    assert moved(four, five, definitions=("labour/a", "other/b"), extends=national) == {"wide"}
    assert moved(four, five, differ=("wide",)) == set()


def test_what_is_not_shown_is_not_asked_about():
    narrow, wide = replace(EXACT, name="narrow", n_cases=40), replace(EXACT, name="wide")
    now = [replace(narrow, n_cases=36), replace(wide, n_cases=119)]
    differ = {(one.name, one.definition) for one in now}
    shown = {one.key: one for one in (narrow, wide)}
    assert _moved_by_few_alone(now, shown, differ, 3, None) == {("wide", None)}
    shown[narrow.key] = narrow.suppress(CONFIDENTIAL)
    assert _moved_by_few_alone(now, shown, differ, 3, None) == set()
    del shown[narrow.key]
    assert _moved_by_few_alone(now, shown, differ, 3, None) == set()
