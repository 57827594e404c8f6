"""Which measures are estimated in one model: by hand, of invented measures."""

from dataclasses import dataclass

import pytest

from measure87.combine.adjustment.asked import Asked
from measure87.combine.adjustment.known_differences import Crosswalk, Flow
from measure87.combine.estimation.families import families_of
from measure87.vocabulary.errors import StudyError


@dataclass(frozen=True)
class Question:
    """As a study asks; `base` is the measure that it is nested with."""

    name: str
    asked: Asked
    base: str | None = None


def question(name, *crosswalks, base=None, **more):
    ages = ((5, 11), (12, 17))
    return Question(name, Asked(name, ages=ages, crosswalks=crosswalks, **more), base)


def higher(name, same_at=()):
    return Crosswalk(name, True, same_at)


def lower(name, same_at=()):
    return Crosswalk(name, False, same_at)


def named(families):
    return [tuple(one.name for one in family.members) for family in families]


def ties(family):
    return [(one.measure, one.higher) for one in family.base.asked.crosswalks]


def test_measures_that_say_nothing_of_each_other_have_models_of_their_own():
    alone = (question("wide"), question("narrow"), question("of", higher("published")))
    assert named(families_of(alone)) == [("wide",), ("narrow",), ("of",)]
    assert families_of(alone)[2].base is alone[2]
    assert families_of(()) == ()


def test_nested_measures_come_last_and_each_by_itself():
    nested = (question("hazardous", base="wide"), question("wide"), question("deep", base="wide"))
    assert named(families_of(nested)) == [("wide",), ("hazardous",), ("deep",)]


@pytest.mark.parametrize(
    "measures",
    [
        (question("wide", lower("narrow")), question("narrow")),
        (question("wide"), question("narrow", higher("wide"))),
        (question("wide", lower("narrow")), question("narrow", higher("wide"))),
    ],
    ids=["of the wide one", "of the narrow one", "of both"],
)
def test_the_innermost_is_the_base_whoever_says_how_they_lie(measures):
    (family,) = families_of(measures)
    assert named([family]) == [("narrow", "wide")]
    assert ties(family) == [("wide", True)]
    assert (family.definition_of("narrow"), family.definition_of("wide")) == (0, 1)


def test_measures_are_tied_by_way_of_others():
    """The middle one names both; the first says nothing of the last."""
    measures = (
        question("wide"),
        question("apart"),
        question("narrow", higher("middle"), higher("wide")),
        question("middle", higher("wide")),
    )
    families = families_of(measures)
    assert named(families) == [("narrow", "wide", "middle"), ("apart",)]
    assert set(ties(families[0])) == {("middle", True), ("wide", True)}
    assert families[0].definition_of("wide") == 1 + [n for n, _ in ties(families[0])].index("wide")


def test_ages_at_which_two_measures_are_the_same_go_along():
    same = ((5, 11),)
    (family,) = families_of((question("wide", lower("narrow", same)), question("narrow")))
    assert family.base.asked.crosswalks == (Crosswalk("wide", True, same),)


@pytest.mark.parametrize(
    ("measures", "said"),
    [
        ((question("one", higher("other")), question("other", higher("one"))),
         "say different things of how they lie"),
        ((question("one", higher("other", ((5, 11),))), question("other", lower("one"))),
         "say different things of how they lie"),
        ((question("one", higher("wide")), question("other", higher("wide")), question("wide")),
         "none of them is said to lie within all others"),
        ((question("narrow", higher("wide")), question("wide", lower("published"))),
         "which says nothing of published"),
        ((question("narrow", higher("wide")),
          question("wide", flows=(Flow("ever", 100.0, 0.5),))),
         "which says nothing of ever"),
        ((question("narrow", higher("wide"), reference_source="dhs"), question("wide")),
         "and their reference_source differ"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_or_leaves_open_how_measures_lie_is_refused(measures, said):
    with pytest.raises(StudyError, match=said) as caught:
        families_of(measures)
    assert caught.value.code == "crosswalk"


def test_what_the_base_knows_too_may_serve_another_measure():
    measures = (
        question("narrow", higher("wide"), higher("published")),
        question("wide", lower("published")),
    )
    (family,) = families_of(measures)
    assert named([family]) == [("narrow", "wide")]
