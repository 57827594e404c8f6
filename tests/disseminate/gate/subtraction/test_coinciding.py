"""Groups in which all cases of a wide measure are cases of a narrow one. Worked by hand."""

import pytest

from measure87.disseminate import DisclosureRules, release
from measure87.vocabulary.estimate import Result
from tests.disseminate.gate.audit.random_tables import figure


def measures(*groups):
    """Figures of two nested measures: `(group, n, narrow, wide)`."""
    return [
        figure(name, n, counts[at], **group)
        for at, name in enumerate(("narrow", "wide"))
        for group, n, *counts in groups
    ]


def hidden(*groups, **rules):
    """Figures that are not shown: measure, and codes of the group."""
    out = release(Result("run", tuple(measures(*groups))), DisclosureRules(**rules))
    return {(e.name, "".join(e.group.values())) for e in out.estimates if e.suppressed}


SEXES = (({}, 900, 40, 100), ({"s": "1"}, 400, 10, 30), ({"s": "2"}, 400, 12, 12))


def test_the_narrow_figure_goes_where_it_has_all_cases_of_the_wide_one():
    """12 of 12; those of neither sex leave open how many they are."""
    assert hidden(*SEXES) == {("narrow", "2")}


@pytest.mark.parametrize(("wide", "goes"), [(12, True), (13, True), (14, True), (15, False)])
def test_nobody_between_the_two_is_as_much_a_secret_as_one_or_two(wide, goes):
    groups = (*SEXES[:2], ({"s": "2"}, 400, 12, wide))
    assert bool(hidden(*groups)) is goes


def test_where_there_is_no_case_nothing_coincides():
    assert hidden(*SEXES[:2], ({"s": "2"}, 400, 0, 0)) == set()


def test_of_everybody_and_in_every_group_it_is_the_definitions():
    everybody = (({}, 900, 60, 60), ({"s": "1"}, 400, 20, 30), ({"s": "2"}, 400, 20, 30))
    assert ("narrow", "") not in hidden(*everybody)
    every = [(group, n, wide, wide) for group, n, _, wide in SEXES]
    figures = [
        *measures(*every),
        figure("wide", 100, 9, area="1"),
        figure("narrow", 90, 9, area="1"),
    ]
    out = release(Result("run", tuple(figures))).estimates
    assert not any(e.suppressed for e in out)


@pytest.mark.parametrize(("cases", "goes"), [(25, False), (24, True)])
def test_all_of_an_age_and_what_is_inside_it_are_taken_for_the_definitions(cases, goes):
    old = {"age": "15-17"}
    groups = (
        ({}, 900, cases + 20, cases + 50),
        (old, 400, cases, cases),
        ({**old, "s": "1"}, 200, 12, 12),
        ({**old, "s": "2"}, 200, cases - 12, cases - 12),
        ({"age": "5-14"}, 500, 20, 50),
    )
    told = hidden(*groups)
    assert bool(told) is goes
    assert {("narrow", "15-17"), ("narrow", "15-171"), ("narrow", "15-172")} <= told or not goes


def test_who_protects_nobody_protects_no_group_either():
    assert hidden(*SEXES, minimum_cases=1) == set()


def test_a_narrow_figure_that_would_follow_takes_another_with_it():
    """Of 60 there are 18 of neither sex: of the 40 at least 12 would be of the second."""
    assert hidden(({}, 900, 40, 60), *SEXES[1:]) == {("narrow", "2"), ("wide", "1")}


def adults_and_children(adult, child):
    """Figures of a measure that is of adults and of children, and of each alone."""
    counts = {"every": adult + child, "adults": adult, "children": child}
    ages = {"every": ("18+", "5-17"), "adults": ("18+",), "children": ("5-17",)}
    of_age = {"18+": (300, adult), "5-17": (150, child)}
    for name, cases in counts.items():
        n = sum(of_age[age][0] for age in ages[name])
        yield figure(name, n, cases)
        yield figure(name, n // 2, cases // 2, s="1")
        for age in ages[name]:
            yield figure(name, *of_age[age], age=age)


def test_of_an_age_that_only_one_part_of_a_sum_has_it_is_the_definitions():
    """Of 18 and over all cases are adults', few as they are: no child could be one."""
    out = release(Result("run", tuple(adults_and_children(16, 10)))).estimates
    assert [(e.name, e.group) for e in out if e.suppressed] == []


def test_a_part_of_whom_somebody_is_of_the_age_is_no_sum_of_one():
    """Men of 18 and over: the others of them could be cases and are not."""
    figures = [
        *(figure("every", *one, age=age) for age, one in (("18+", (300, 16)), ("5-17", (150, 20)))),
        *(figure("one", *one, age=age) for age, one in (("18+", (300, 16)), ("5-17", (150, 10)))),
        *(figure("other", *one, age=age) for age, one in (("18+", (300, 0)), ("5-17", (150, 10)))),
        *(figure(name, 450, cases) for name, cases in (("every", 36), ("one", 26), ("other", 10))),
    ]
    out = release(Result("run", tuple(figures))).estimates
    assert ("one", "18+") in {(e.name, e.group.get("age")) for e in out if e.suppressed}
