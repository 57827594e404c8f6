"""What one measure has more than another in two inputs, by hand: 25 left, 7 of whom work.

One of them does chores alone, which the wider measure counts too.
"""

from dataclasses import replace

import pytest

from measure87.disseminate import DisclosureRules
from measure87.disseminate.gate.kept_releases import Beside
from measure87.disseminate.gate.survey.compared.differences_beside import told_by_differences
from tests.disseminate.gate.audit.random_tables import figure

RULES = DisclosureRules()
STRICT = "child_labour/x:strict"


def before(narrow=35, wide=55, n=246, **group):
    return [figure("a", n, narrow, **group), figure("b", n, wide, **group)]


def after(narrow=28, wide=47, n=221, **group):
    both = figure("y", n, narrow, **group), figure("z", n, wide, **group)
    return [replace(one, definition=STRICT) for one in both]


def beside(then, of_few=(), alone=None):
    groups = {frozenset(one.group.items()): (0 if one.group else 25, 0) for one in then}
    return Beside("second", then, of_few, groups if alone is None else alone, {})


def told(now, then, rules=RULES, hidden=(), **how):
    one = (beside(then, **how),)
    return told_by_differences(now, {each.name: one for each in now}, rules, hidden)


@pytest.mark.parametrize(("chores", "expected"), [(1, {1}), (2, {1}), (3, set()), (0, set())])
def test_of_a_difference_the_wider_measure_gives_way(chores, expected):
    now, crossing = after(wide=48 - chores), replace(figure("c", 246, 20), definition="a+b")
    assert told(now, before()) == expected
    assert told(now, [crossing]) == expected  # which is shown as a figure of its own
    assert told(now, [replace(crossing, n_cases=17, value=17 / 246), crossing]) == expected


def test_a_difference_of_one_who_stayed_tells_of_those_who_left_and_none_is_no_difference():
    """Three do chores alone, two of whom left; or two do, and both left, as the earlier tells."""
    assert told(after(28, 29), before(35, 38)) == {1}
    assert told(after(28, 28), before(35, 37)) == set()


def test_a_crossing_is_held_against_every_difference():
    now = [replace(figure("z__not__y", 221, 19), definition="y+z")]
    assert told(now, before()) == {0}
    other = replace(figure("b2", 246, 90), definition="child_labour/x")
    assert told(now, [*before(), other]) == {0}
    assert told(now, [other, *before()]) == {0}


def test_every_difference_like_it_is_held_against_a_difference():
    other = figure("c", 246, 60)
    assert told(after(), [*before(), other]) == told(after(), [other, *before()]) == {1}


def test_what_is_hidden_in_any_case_is_in_no_difference():
    assert told(after(), before(), hidden={0}) == told(after(), before(), hidden={1}) == set()


def test_only_measures_that_the_same_earlier_input_stands_beside_are_subtracted():
    others = {"y": (beside(before()),), "z": (beside(before()[:1]),)}
    assert told_by_differences(after(), others, RULES) == set()


def test_of_groups_that_give_way_and_of_those_nobody_counted_nothing_is_asked():
    assert told(after(), before(), of_few={frozenset()}) == set()
    assert told(after(), before(), alone={}) == set()


def test_measures_of_two_families_are_subtracted_where_the_study_nests_them():
    then, now = ([replace(one, definition=None) for one in some] for some in (before(), after()))
    assert told(now, then) == set()
    for nested, expected in [
        ((("a", "b"), ("y", "z")), {1}),
        ((("b", "a"), ("z", "y")), set()),
        ((("a", "b"),), set()),
        ((("y", "z"),), set()),
    ]:
        assert told(now, then, replace(RULES, nested=nested)) == expected


@pytest.mark.parametrize(("wide", "expected"), [(50, {1}), (30, {1}), (20, set())])
def test_of_one_family_the_measure_with_no_more_cases_in_any_group_is_in_the_other(wide, expected):
    girls = before(30, wide, 150, s="2"), after(30, wide, 150, s="2")
    then, now = [*before(), *girls[0]], [*after(), *girls[1]]
    assert told(now, then) == expected


@pytest.mark.parametrize(("least", "expected"), [(221, {1}), (222, set())])
def test_of_measures_of_too_few_respondents_no_difference_is_had(least, expected):
    rules = replace(RULES, minimum_respondents=least, brackets_below=least)
    assert told(after(), before(), rules) == expected


@pytest.mark.parametrize(("wide", "expected"), [(218, {1}), (219, set())])
def test_nor_of_a_measure_that_leaves_out_two(wide, expected):
    assert told(after(180, wide), before(200, wide + 21)) == expected


def test_a_measure_without_cases_is_all_of_what_the_wider_one_has_more():
    assert told(after(0, 18), before(7, 27)) == {1}  # two of the 25
    assert told(after(0, 17), before(7, 27)) == set()


def test_figures_that_count_no_cases_are_passed_over():
    mean = replace(figure("m", 246, 9), statistic="mean", n_cases=None)
    nobody = replace(mean, n=None)
    no_number = replace(figure("k", 246, 9), n=None)
    assert told([*after(), mean, nobody, no_number], [*before(), mean, nobody, no_number]) == {1}


def test_what_both_measures_count_as_cases_for_want_of_an_answer_is_in_no_difference():
    """Five gave no answer and stayed; the earlier input counts them as cases, the later not."""
    then = [
        replace(
            figure(name, 246, cases + 5),
            n_unknown=5,
            value_if_no=cases / 246,
            value_if_yes=(cases + 5) / 246,
        )
        for name, cases in (("a", 35), ("b", 55))
    ]
    now = [
        replace(figure(name, 216, n, 5), definition=STRICT) for name, n in (("y", 28), ("z", 47))
    ]
    assert told(now, then) == {1}
