"""Sums over groups of two inputs, by hand: the earlier lists ages that the later one cuts up.

Two of 5 to 11 and two of 12 to 14 are in the earlier input alone, and nine of 15 to 17.
"""

import random
from dataclasses import replace
from unittest.mock import patch

import pytest

from measure87.disseminate import DisclosureRules
from measure87.disseminate.gate.kept_releases import Beside, KeptReleases
from measure87.disseminate.gate.survey.compared import sums_beside
from measure87.disseminate.gate.survey.compared.inputs_that_share import told_by_inputs
from measure87.disseminate.gate.survey.compared.sums_beside import told_by_sums
from tests.disseminate.gate.audit.random_tables import figure

RULES = DisclosureRules()
AGES = ("5-11", "12-14", "15-17")
MADE_OF = {"": AGES, "5-14": AGES[:2], **{age: (age,) for age in AGES}}
PERSONS = dict(zip(AGES, (60, 50, 70), strict=True))
CASES = dict(zip(AGES, (20, 15, 18), strict=True))
LEFT = dict(zip(AGES, (2, 2, 9), strict=True))
LEFT_CASES = dict(zip(AGES, (2, 2, 0), strict=True))
EARLIER, LATER = ("", "5-14"), ("", *AGES)


def group(code):
    return {"age": code} if code else {}


def summed(numbers, code):
    return sum(numbers[age] for age in MADE_OF[code])


def figures(name, codes, cases=CASES, without=None):
    """Figures of an input; `without` are persons who are not in it, and cases among them."""
    gone, gone_cases = without or ({}, {})
    return [
        figure(
            name,
            summed(PERSONS, code) - sum(gone.get(age, 0) for age in MADE_OF[code]),
            summed(cases, code) - sum(gone_cases.get(age, 0) for age in MADE_OF[code]),
            **group(code),
        )
        for code in codes
    ]


def beside(then, left=LEFT, codes=MADE_OF, of_few=()):
    keys = {code: frozenset(group(code).items()) for code in codes}
    alone = {keys[code]: (summed(left, code), 0) for code in codes}
    persons = {
        keys[code]: (summed(left, code), summed(PERSONS, code) - summed(left, code), 0)
        for code in codes
    }
    return Beside("later", then, {keys[code] for code in of_few}, alone, {}, persons)


def hidden(now, one, rules=RULES):
    return {now[k].group.get("age", "") for k in told_by_sums(now, {"now": (one,)}, rules)}


def told(left_cases, cases=CASES, earlier=EARLIER, later=LATER, **how):
    now = figures("now", later, cases, (how.get("left", LEFT), left_cases))
    return hidden(now, beside(figures("then", earlier), **how))


def test_a_sum_that_would_say_that_all_who_left_are_cases_is_not_told():
    found = told(LEFT_CASES)
    assert found & {"5-11", "12-14"}
    assert len(found) <= 2


def test_of_many_who_left_everything_is_shown():
    left = dict(zip(AGES, (10, 10, 9), strict=True))
    assert told(dict(zip(AGES, (4, 3, 0), strict=True)), left=left) == set()


def test_that_none_of_them_is_a_case_is_told():
    assert told(dict.fromkeys(AGES, 0)) == set()


@pytest.mark.parametrize("age", AGES[:2])
def test_where_the_later_input_does_not_list_a_part_nothing_follows(age):
    later = tuple(code for code in AGES if code != age)
    assert told(LEFT_CASES, later=later, earlier=("5-14",)) == set()
    assert told(LEFT_CASES, later=AGES, earlier=("5-14",))


@pytest.mark.parametrize(
    ("cases", "least", "expected"),
    [
        (2, 30, {"12-14"}),
        (58, 30, {"12-14"}),  # two are none
        (0, 30, set()),  # no case is no person
        (2, 50, {"12-14"}),
        (2, 51, set()),  # the 50 of 12 to 14 are too few to be shown at all
    ],
)
def test_what_the_earlier_input_keeps_back_for_few_is_no_sum_of_both(cases, least, expected):
    """Few of 5 to 11 are cases; the later input lists the others, of whom nobody left."""
    rules = replace(RULES, minimum_respondents=least, brackets_below=51)
    cases = CASES | {"5-11": cases}
    left, nobody = dict(zip(AGES, (0, 0, 9), strict=True)), dict.fromkeys(AGES, 0)
    then = figures("then", ("5-14", "5-11", "15-17"), cases)
    now = figures("now", ("12-14",), cases, (left, nobody))
    assert hidden(now, beside(then, left), rules) == expected
    assert hidden(now, beside(figures("then", ("5-11", "15-17"), cases), left), rules) == set()


def test_one_who_left_is_as_few_as_two():
    left = dict(zip(AGES, (1, 0, 9), strict=True))
    assert told({"5-11": 1}, left=left, earlier=("5-14",), later=AGES)


def test_everybody_is_a_group_too():
    left = dict(zip(AGES, (2, 2, 0), strict=True))
    assert told(LEFT_CASES, left=left, earlier=("",), later=AGES)


@pytest.mark.parametrize("whole", ["", "5-14"])
def test_so_it_is_where_the_later_input_has_more(whole):
    """Two of each age came, all of them cases; the later input lists their sum alone."""
    came = dict(zip(AGES, (2, 2, 0), strict=True))
    then, now = figures("then", AGES, CASES, (came, came)), figures("now", (whole,))
    keys = {code: frozenset(group(code).items()) for code in MADE_OF}
    alone = {keys[code]: (0, summed(came, code)) for code in keys}
    persons = {
        keys[code]: (0, summed(PERSONS, code) - summed(came, code), summed(came, code))
        for code in keys
    }
    assert hidden(now, Beside("later", then, (), alone, {}, persons)) == {whole}


@pytest.mark.parametrize("smaller", AGES[:2])
def test_the_group_of_fewest_persons_gives_way(smaller):
    with patch.dict(PERSONS, {smaller: 40}):
        assert told(LEFT_CASES, earlier=("5-14",), later=AGES) == {smaller}


def test_a_group_without_a_case_is_shown_and_a_larger_one_gives_way():
    cases = CASES | {"12-14": 0}
    now = figures("now", AGES, cases, (LEFT, {"5-11": 2}))
    assert hidden(now, beside(figures("then", ("5-14",), cases))) == {"5-11"}


def test_of_what_is_hidden_nothing_is_hidden_needlessly_and_nothing_more_is_told():
    """Whoever left, and whatever both inputs list: any one of them shown again would tell."""
    draws, several = random.Random(1), 0
    for _ in range(10):
        left = {age: draws.randint(0, 6) for age in AGES}
        cases = {age: draws.randint(0, left[age]) for age in AGES}
        earlier, later = (tuple(c for c in MADE_OF if draws.random() < 0.7) for _ in range(2))
        now = figures("now", later, CASES, (left, cases))
        others = {"now": (beside(figures("then", earlier), left),)}
        found = told_by_sums(now, others, RULES)
        several += len(found) > 1
        assert not told_by_sums(now, others, RULES, found)
        assert all(told_by_sums(now, others, RULES, found - {k}) for k in found)
    assert several > 1


def test_measures_that_are_not_one_are_not_held_together():
    """Of 15 to 17 the later one has more cases than the earlier one, though nobody came."""
    more = {"15-17": -3, "5-11": 2, "12-14": 2}
    then = figures("then", (*EARLIER, "15-17"))
    now = figures("now", LATER, CASES, (LEFT, more))
    assert hidden(now, beside(then)) == set()


def test_counts_that_do_not_add_up_are_of_no_persons():
    """The parts of the earlier one have a case more than it lists for both."""
    then = figures("then", (*EARLIER, "5-11", "12-14"))
    now = figures("now", LATER, CASES, (LEFT, LEFT_CASES))
    assert hidden(now, beside(then))
    then[-1] = replace(then[-1], n_cases=then[-1].n_cases + 1, value=None)
    assert hidden(now, beside(then)) == set()


@pytest.mark.parametrize("what", ["n_cases", "n"])
@pytest.mark.parametrize("off", [-1, 1])
def test_nor_is_a_whole_that_is_not_the_sum_of_its_parts(what, off):
    then = figures("then", ("", *AGES))
    now = figures("now", LATER, CASES, (LEFT, LEFT_CASES))
    assert hidden(now, beside(then))
    then[0] = replace(then[0], value=None, **{what: getattr(then[0], what) + off})
    assert hidden(now, beside(then)) == set()


def test_a_figure_that_counts_no_cases_is_in_no_sum():
    """Nor does it stand for another of the same group that does."""
    then = figures("then", ("5-14",))
    now = figures("now", AGES, CASES, (LEFT, LEFT_CASES))
    for nothing in ({"statistic": "mean", "n_cases": None}, {"n": None}):
        before = [*(replace(one, **nothing) for one in then), *then]
        after = [*(replace(one, **nothing) for one in now), *now]
        assert hidden(after, beside(before)) == {"12-14"}


@pytest.mark.parametrize("side", [0, 1])
def test_whom_no_age_is_listed_of_is_somebody_too(side):
    """Half of those of 15 to 17 are in one input alone; the others list everybody and 5 to 14."""
    alone = dict(zip(AGES, (2, 2, 35), strict=True))
    without = alone, dict(zip(AGES, (2, 2, 10), strict=True))
    cut_up, whole = ("", *AGES[:2]), ("", "5-14")
    if side:
        then, now = figures("then", cut_up, CASES, without), figures("now", whole)
    else:
        then, now = figures("then", cut_up), figures("now", whole, CASES, without)
    one = beside(then, alone)
    if side:
        swapped = {group: numbers[::-1] for group, numbers in one.alone.items()}
        persons = {group: numbers[::-1] for group, numbers in one.persons.items()}
        one = replace(one, alone=swapped, persons=persons)
    assert hidden(now, one) == {"5-14"}


def test_where_none_of_those_who_left_is_a_case_the_figure_stays_and_another_gives_way():
    """Ten of 5 to 11 left, all but one cases, and six of 12 to 14, none of them a case.

    The later input lists 5 to 14 and 12 to 14, so that who left of 5 to 11 is a difference.
    """
    left = dict(zip(AGES, (10, 6, 9), strict=True))
    now = figures("now", ("12-14", "5-14"), CASES, (left, {"5-11": 9}))
    assert hidden(now, beside(figures("then", AGES[:2]), left)) == {"5-14"}
    assert hidden(now[::-1], beside(figures("then", AGES[:2]), left)) == {"5-14"}


def test_unknown_answers_that_do_not_add_up_are_not_asked_of_and_cases_are():
    then = figures("then", (*EARLIER, "5-11", "12-14"))
    then = [replace(one, n_unknown=2) for one in then]
    assert hidden(figures("now", LATER, CASES, (LEFT, LEFT_CASES)), beside(then))
    left = dict(zip(AGES, (10, 10, 9), strict=True))
    now = figures("now", LATER, CASES, (left, dict(zip(AGES, (4, 3, 0), strict=True))))
    assert hidden(now, beside(then, left)) == set()


def test_differences_of_sums_are_not_told_either():
    """Twelve left with eight cases, and of 15 to 17 nine with seven: one of three is none."""
    left = dict(zip(AGES, (1, 2, 9), strict=True))
    cases = dict(zip(AGES, (0, 1, 7), strict=True))
    assert told(cases, left=left)


def test_groups_that_give_way_are_taken_for_hidden():
    now = figures("now", LATER, CASES, (LEFT, LEFT_CASES))
    one = beside(figures("then", EARLIER), of_few=("", "5-11"))
    assert hidden(now, one) == set()


def test_unknown_answers_of_few_are_asked_of_too():
    left = dict(zip(AGES, (10, 10, 9), strict=True))
    now = figures("now", LATER, CASES, (left, dict(zip(AGES, (4, 3, 0), strict=True))))
    then = [replace(one, n_unknown=2) for one in figures("then", EARLIER)]
    assert hidden(now, beside(then, left))
    many = [replace(one, n_unknown=5) for one in then]
    assert hidden(now, beside(many, left)) == set()


def test_sums_are_asked_of_a_reading_that_leaves_unknown_answers_out():
    """Five of 5 to 11 who are in both gave no answer; the earlier input counts them as none."""
    with_them = {"", "5-14", "5-11"}

    def unknown(one):
        return 5 if one.group.get("age", "") in with_them else 0

    then = [replace(one, n_unknown=unknown(one)) for one in figures("then", EARLIER)]
    now = [
        replace(one, n=one.n - unknown(one), n_unknown=unknown(one))
        for one in figures("now", LATER, CASES, (LEFT, LEFT_CASES))
    ]
    assert hidden(now, beside(then)) & {"5-11", "12-14"}
    with patch.object(sums_beside, "treatments_of", lambda _: ("exclude",)):
        assert not hidden(now, beside(then))


def test_the_rules_of_inputs_ask_for_sums():
    now = figures("now", LATER, CASES, (LEFT, LEFT_CASES))
    one = beside(figures("then", EARLIER))
    found = told_by_inputs(now, replace(RULES, kept=KeptReleases(beside={"now": (one,)})))
    assert found.counted == told_by_sums(now, {"now": (one,)}, RULES)
