"""Inputs of one release that have persons in common, by hand: four groups of ten persons."""

from dataclasses import replace

import polars as pl
import pytest

from measure87.disseminate import DisclosureRules
from measure87.study.ledger.census import census_by_person
from measure87.study.ledger.comparing import Subjects
from measure87.study.ledger.judging import inputs_beside
from measure87.study.survey.counted_persons import _are_the_same
from tests.disseminate.gate.audit.random_tables import figure

RULES = DisclosureRules(minimum_respondents=0, brackets_below=0)
EVERYBODY = {k: ("f" if k < 20 else "m", "n" if k % 2 else "s") for k in range(40)}
SUBJECT = {"one": "child_labour/sdg_8_7_1", "other": "child_labour/sdg_8_7_1:strict"}
GROUPS = ({}, {"sex": "f"}, {"sex": "m"}, {"region": "n"}, {"region": "s"})


def census(codes, name):
    persons = {str(k): code for k, code in codes.items()}
    return census_by_person(("sex", "region"), persons, dict.fromkeys(persons, "one"), (name,))


def beside(second, first=EVERYBODY, subject=SUBJECT, rules=RULES):
    censuses = {"first": census(first, "one"), "second": census(second, "other")}
    figures = [
        replace(figure(name, 30, 9, **group), definition=subject[name])
        for name in ("one", "other")
        for group in GROUPS
    ]
    return inputs_beside(censuses, figures, [("first", "second")], rules)


def without(*persons):
    return {k: code for k, code in EVERYBODY.items() if k not in persons}


def named(groups):
    return {",".join(code for _, code in sorted(one)) or "all" for one in groups}


def test_of_the_same_persons_nothing_is_said():
    assert beside(EVERYBODY) == {}


def test_the_later_input_gives_way_in_every_group_of_the_few_who_are_in_one_alone():
    found = beside(without(3))
    assert set(found) == {"other"}
    (one,) = found["other"]
    assert named(one.of_few) == {"all", "f", "n"}
    assert one.later == "second"
    assert {figure.name for figure in one.figures} == {"one"}


def test_where_few_of_more_persons_are_in_a_group_all_groups_with_one_of_them_give_way():
    (one,) = beside(without(1, 3, 5, 22))["other"]
    assert named(one.of_few) == {"all", "f", "m", "n", "s"}
    sizes = {next(iter(named([group]))): alone for group, alone in one.alone.items()}
    assert sizes == {"all": (4, 0), "f": (3, 0), "m": (1, 0), "n": (3, 0), "s": (1, 0)}


def test_where_no_group_has_few_of_them_none_gives_way_for_it():
    (one,) = beside(without(1, 3, 5))["other"]
    assert not one.of_few
    assert one.alone[frozenset({("sex", "m")})] == (0, 0)


def test_so_it_is_where_the_later_input_has_persons_whom_the_earlier_has_not():
    (one,) = beside(EVERYBODY, first=without(1, 3, 5, 22))["other"]
    assert named(one.of_few) == {"all", "f", "m", "n", "s"}
    assert one.alone[frozenset()] == (0, 4)


def moved(**to):
    """In the second input some are of another region; `n=3` of the south are of the north."""
    codes = dict(EVERYBODY)
    for region, number in to.items():
        others = [k for k, (_, own) in EVERYBODY.items() if own != region]
        codes |= {k: (codes[k][0], region) for k in others[:number]}
    return codes


def test_who_has_another_code_in_the_later_input_is_in_either_alone_by_that_code():
    _, one = beside(moved(n=4, s=3))["other"]
    alone = {next(iter(named([group]))): persons for group, persons in one.alone.items()}
    assert (alone["n"], alone["s"]) == ((3, 4), (4, 3))
    assert not one.of_few


def test_everybody_and_others_are_still_of_the_same_persons():
    first, _ = beside(moved(n=4, s=3))["other"]
    assert {first.alone[frozenset(one.items())] for one in GROUPS[:3]} == {(0, 0)}


def test_where_few_moved_one_way_all_groups_that_anybody_moved_to_or_from_give_way():
    for one in beside(moved(n=4, s=1))["other"]:
        assert named(one.of_few) == {"n", "s"}


@pytest.mark.parametrize(
    ("other", "nested", "is_beside"),
    [
        ("child_labour/icls18_2008@2018", None, True),
        ("zz/child_labour", None, True),
        ("zz/forced_labour", None, False),
        ("forced_labour/icls20_2018", None, False),
        ("forced_labour/icls20_2018", (("one", "other"),), True),
        ("forced_labour/icls20_2018", (("other", "one"),), True),
    ],
)
def test_measures_of_one_subject_are_compared_and_those_that_are_said_to_nest(
    other, nested, is_beside
):
    subject = {**SUBJECT, "other": other}
    found = beside(without(3), subject=subject, rules=replace(RULES, nested=nested))
    assert bool(found) is is_beside


@pytest.mark.parametrize(
    ("first", "crossing", "is_of_one"),
    [
        ("child_labour/sdg_8_7_1", "one+other", True),
        ("forced_labour/icls20_2018", "one+other", False),
        ("forced_labour/icls20_2018", "one+third", True),
        ("one+third", "one+other", True),
        ("child_labour/sdg_8_7_1", "unheard+of", False),
    ],
)
def test_a_crossing_is_of_the_subjects_of_both_measures(first, crossing, is_of_one):
    definitions = {
        "one": "child_labour/sdg_8_7_1",
        "other": "child_labour/sdg_8_7_1:strict",
        "third": "forced_labour/icls20_2018",
    }
    known = [
        replace(figure(name, 30, 9), definition=definition)
        for name, definition in definitions.items()
    ]
    one = replace(figure("earlier", 30, 9), definition=first)
    other = replace(figure("later", 30, 9), definition=crossing)
    subjects = Subjects([*known, other], RULES)
    assert subjects.are_of_one(one, other) is subjects.are_of_one(other, one) is is_of_one


@pytest.mark.parametrize(
    ("name", "is_of_one"),
    [
        ("worst_forms_other_icls", True),
        ("worst_forms_other_icls_strict", True),
        ("hazardous_work_icls", False),
    ],
)
def test_worst_forms_are_of_forced_labour_too(name, is_of_one):
    """A child in one of them is in forced labour by the same answers."""
    one = replace(figure(name, 30, 9), definition="child_labour/icls18_2008_amended_2018")
    other = replace(figure("routes", 30, 9), definition="forced_labour/icls20_2018@2018-10-19")
    crossed = replace(figure("crossed", 30, 9), definition=f"{name}+work")
    subjects = Subjects([one, other], RULES)
    assert subjects.are_of_one(one, other) is is_of_one
    assert subjects.are_of_one(other, crossed) is is_of_one


@pytest.mark.parametrize(("standard", "is_of_one"), [("sdg_8_7_1", True), (None, False)])
def test_a_national_measure_is_of_the_subject_of_its_standard(standard, is_of_one):
    extends = {"zz/code": f"child_labour/{standard}"} if standard else {}
    one = replace(figure("work", 30, 9), definition="child_labour/mics3@2005-01-01")
    other = replace(figure("zz_work", 30, 9), definition="zz/code:strict@2024-07-01")
    subjects = Subjects([one, other], replace(RULES, extends=extends))
    assert subjects.are_of_one(one, other) is is_of_one


def test_national_worst_forms_are_of_forced_labour_too():
    one = replace(figure("zz_worst_forms_other_icls", 30, 9), definition="zz/code@2024-07-01")
    other = replace(figure("routes", 30, 9), definition="forced_labour/icls20_2018@2018-10-19")
    assert Subjects([one, other], RULES).are_of_one(one, other)


@pytest.mark.parametrize(
    ("numbers", "sexes", "ages", "are_the_same"),
    [
        (["1", "2", "3"], ["f", "m", "f"], ["9", "10", "11"], True),
        (["4", "5", "6"], ["f", "m", "f"], ["9", "10", "11"], False),
        # One was corrected, and of one it is not known.
        (["1", "2", "3"], ["f", "f", None], ["9", "10", "11"], True),
        # Another sample, whose persons are numbered alike.
        (["1", "2", "3"], ["f", "m", "f"], ["12", "13", "11"], False),
    ],
)
def test_persons_are_the_same_by_their_numbers_where_most_have_one_sex_and_age(
    numbers, sexes, ages, are_the_same
):
    first = pl.DataFrame(
        {"person_id": ["1", "2", "3"], "sex": ["f", "m", "f"], "age_years": ["9", "10", "11"]}
    )
    second = pl.DataFrame({"person_id": numbers, "sex": sexes, "age_years": ages})
    assert _are_the_same(first, second) is are_the_same
    assert _are_the_same(first, second.drop("sex", "age_years")) is (numbers[0] == "1")
