"""Codes that lie in each other, and codes that an earlier release had under other names."""

from collections import Counter

import pytest

from measure87.disseminate import DisclosureRules
from measure87.study.ledger.census import census_by_person
from measure87.study.ledger.codes import MOST_COMBINATIONS, SeenTogether, recoded
from measure87.vocabulary.estimate import MISSING_CATEGORY, Estimate

RULES = DisclosureRules(minimum_respondents=25)


def together(*inputs, rules=RULES, groups=()):
    seen = SeenTogether()
    for names, rows in inputs:
        counts = {
            frozenset(zip(names, codes, strict=True)): number for codes, number in rows.items()
        }
        seen.add(Counter(counts))
    return {one.variables: set(one.codes) for one in seen.together(rules, groups)}


PAIR = ("area", "region")
CROSSED = {("u", "a"): 40, ("r", "a"): 40, ("u", "b"): 40, ("r", "b"): 40}
CITY = {("u", "a"): 40, ("u", "b"): 40, ("r", "b"): 40}


def test_variables_that_are_crossed_lie_apart():
    assert together((PAIR, CROSSED)) == {}


def test_a_region_that_is_all_urban_is_taken_together_with_areas():
    assert together((PAIR, CITY)) == {PAIR: set(CITY)}


def test_so_it_is_where_fewer_than_may_be_told_are_rural():
    assert set(together((PAIR, CITY | {("r", "a"): 2}))) == {PAIR}
    assert together((PAIR, CITY | {("r", "a"): 3})) == {}


def test_and_where_codes_of_one_make_up_codes_of_the_other():
    blocks = dict.fromkeys([("u", "a"), ("u", "b"), ("v", "a"), ("v", "b")], 40)
    blocks |= {(one.upper(), other.upper()): 40 for one, other in blocks}
    assert set(together((PAIR, blocks))) == {PAIR}


def test_a_code_of_so_few_that_no_figure_is_shown_says_nothing():
    assert together((PAIR, CROSSED | {("u", None): 24})) == {}
    assert set(together((PAIR, CROSSED | {("u", None): 25}))) == {PAIR}


def test_what_everybody_has_says_nothing():
    assert together((PAIR, {("u", "a"): 40, ("u", "b"): 40})) == {}


BY_SEX = ("area", "region", "sex")
GIRLS_OF_ONE_REGION_ARE_URBAN = {
    ("u", "a", "f"): 40,
    ("u", "b", "f"): 40,
    ("r", "b", "f"): 40,
    ("u", "a", "m"): 40,
    ("r", "a", "m"): 40,
    ("u", "b", "m"): 40,
    ("r", "b", "m"): 40,
}


@pytest.mark.parametrize(
    "groups",
    [
        [("sex", "area"), ("sex", "region")],
        [("area", "sex"), ("region",)],
        [("area",), ("age", "region", "sex")],
    ],
)
def test_where_they_do_so_within_one_sex_sex_is_taken_together_with_them(groups):
    found = together((BY_SEX, GIRLS_OF_ONE_REGION_ARE_URBAN), groups=groups)
    assert found == {BY_SEX: set(GIRLS_OF_ONE_REGION_ARE_URBAN)}


@pytest.mark.parametrize("groups", [[("area",), ("region",), ("sex",)], [("area", "region"), ()]])
def test_but_not_where_no_figure_is_by_sex_and_one_of_them(groups):
    assert together((BY_SEX, GIRLS_OF_ONE_REGION_ARE_URBAN), groups=groups) == {}


def test_within_a_group_of_two_variables_too():
    """Of urban girls all of one region are of one school, and of no other group."""
    names = ("area", "region", "school", "sex")
    rows = {
        (area, region, school, sex): 40
        for area in "ur"
        for region in "ab"
        for school in "pq"
        for sex in "fm"
        if (area, region, school, sex) != ("u", "a", "q", "f")
    }
    crossed = [("area", "sex", "region"), ("area", "sex", "school")]
    assert together((names, rows), groups=crossed) == {names: set(rows)}
    assert together((names, rows), groups=[("area", "region"), ("sex", "school")]) == {}


def test_ages_are_left_out_and_variables_that_hang_together_are_one():
    names = ("age", "area", "region", "zone")
    rows = {
        ("5-11", "u", "a", "north"): 40,
        ("12-14", "u", "b", "north"): 40,
        ("15-17", "r", "b", "north"): 40,
        ("5-11", "r", "c", "south"): 40,
        ("5-11", "u", "c", "south"): 40,
    }
    assert set(together((names, rows))) == {("area", "region", "zone")}


def test_more_combinations_than_can_be_judged_are_left_apart():
    many = {(str(k), str(k)): 40 for k in range(MOST_COMBINATIONS + 1)}
    assert together((PAIR, many)) == {}


def test_persons_of_whom_a_code_is_not_known_are_no_combination():
    assert together((PAIR, CITY), (("region",), {("a",): 40}))[PAIR] == set(CITY)


def census(codes):
    persons = {str(k): (code,) for k, code in enumerate(codes)}
    return census_by_person(("region",), persons, dict.fromkeys(persons, "one"), ("x",))


def codes_of(found):
    return [one for (one,) in found.census.codes.values()]


def figure(code):
    return Estimate("x", "proportion", "taylor", group={"region": code}, labels={"region": "R"})


OLD = ["a"] * 10 + ["b"] * 10 + ["c"] * 10


def test_codes_stay_where_few_persons_have_others():
    found = recoded(census(["b", "c", *OLD[2:]]), census(OLD), 1, 3)
    assert (found.names, found.drawn_anew) == ({}, {})


@pytest.mark.parametrize("strays", [0, 2])
def test_names_that_changed_are_given_to_the_earlier_release(strays):
    """But for persons so few that they count as having moved."""
    names = {"a": "x", "b": "a", "c": None}
    now = [names[one] for one in OLD]
    now[:strays] = ["a"] * strays
    found = recoded(census(now), census(OLD), 1, 3)
    assert not found.drawn_anew
    assert Counter(codes_of(found)) == Counter({"x": 10, "a": 10, None: 10})
    assert found.figure(figure("a")).group == {"region": "x"}
    assert found.figure(figure("c")).group == {"region": MISSING_CATEGORY}


def test_regions_put_together_are_a_variable_beside_the_earlier_one():
    """A code that holds the same persons has the name that it has now."""
    found = recoded(census(["x"] * 20 + ["c"] * 10), census(OLD), 2, 3)
    before = "region (2 before)"
    assert found.census.variables == (before,)
    assert found.figure(figure("a")).group == {before: "a"}
    assert found.figure(figure("a")).labels == {before: "R"}
    assert found.figure(figure("c")).group == {"region": "c"}
    assert found.drawn_anew == {"region": (before, {"x": "a", "c": "c"})}


def test_who_moved_is_another_person_beside_those_who_stayed_however_many_did():
    now = ["b"] * 3 + OLD[3:]
    kept = recoded(census(now), census(OLD), 1, 3)
    assert set(kept.drawn_anew) == {"region"}
    found = recoded(census(now), census(OLD), 1, 3, movers_apart=True)
    assert not found.drawn_anew
    assert Counter(codes_of(found)) == Counter(OLD)
    assert found.figure(figure("a")).group == {"region": "a"}


def test_of_regions_put_together_the_one_that_has_less_of_the_new_one_is_another():
    now = ["x"] * 19 + ["c"] * 11
    found = recoded(census(now), census(OLD), 1, 3, movers_apart=True)
    assert Counter(codes_of(found)) == Counter({"x": 10, "b (1 before)": 10, "c": 10})
    assert found.figure(figure("b")).group == {"region": "b (1 before)"}
