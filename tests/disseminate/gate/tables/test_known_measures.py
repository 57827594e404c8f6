"""What definitions say of measures: of four invented persons under two families of them."""

from dataclasses import replace

import numpy as np
import pytest

from measure87.define.not_nested import KnownPersons
from measure87.disseminate.gate.tables.known_measures import (
    KnownMeasures,
    _is_asked_in_full,
    ages_before,
    known_measures,
)
from measure87.vocabulary.estimate import Estimate
from measure87.vocabulary.releases.survey import StatedCriterion, StatedMeasure, SurveyDiagnostics

# Columns: works, tired, abused. The third answered nothing on abuse.
YES = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 0], [0, 0, 0]], dtype=bool)
NO = np.array([[0, 0, 1], [0, 1, 1], [0, 0, 0], [1, 1, 1]], dtype=bool)
ALONE = np.ones((1, 1), dtype=bool)
KNOWN = KnownMeasures(
    {},
    (
        KnownPersons(("works", "tired", "abused"), YES, NO),
        KnownPersons(("married",), ALONE, ~ALONE),
    ),
    {"works": (0, 0), "tired": (0, 1), "abused": (0, 2), "married": (1, 0)},
)


@pytest.mark.parametrize(
    ("one", "other", "can"),
    [
        ("works", "tired", True),
        ("tired", "abused", False),
        ("married", "married", True),
        # Of another family, or of no known definition, nobody is known.
        ("works", "married", False),
        ("works", "unheard of", False),
        ("unheard of", "works", False),
    ],
)
def test_two_measures_share_a_case_if_one_person_is_known_who_is_both(one, other, can):
    assert KNOWN.can_share(one, other) is can


@pytest.mark.parametrize(
    ("narrow", "wide", "cannot"),
    [
        ("tired", "works", False),
        ("works", "tired", True),
        ("works", "abused", True),
        ("works", "unheard of", False),
        ("unheard of", "works", False),
    ],
)
def test_measures_do_not_nest_if_a_case_of_the_narrow_one_is_known_not_to_be_of_the_wide(
    narrow, wide, cannot
):
    assert KNOWN.cannot_nest(narrow, wide) is cannot


def test_somebody_can_be_more_than_two_measures_who_is_known_to_be_none_of_both():
    assert KNOWN.can_be_more("works", "tired", "abused")
    assert not KNOWN.can_be_more("tired", "works", "abused")
    assert not KNOWN.can_be_more("works", "tired", "unheard of")


@pytest.mark.parametrize(
    ("not_asked", "in_full"),
    [(None, False), ([], False), ([0], True), ([0, 0], True), ([0, 1], False), ([2, 0], False)],
)
def test_a_measure_is_asked_in_full_if_no_item_of_any_criterion_is_missing(not_asked, in_full):
    asked = None if not_asked is None else [
        StatedCriterion(
            criterion=str(k), title="means", asked=["CO1"], not_asked=["CO2", "CO3"][:number],
            of=3, stated="",
        )
        for k, number in enumerate(not_asked)
    ]  # fmt: skip
    about = StatedMeasure(
        title="M", definition="d", universe="all", unknown="no", headline=True, per=100,
        not_prevalence=False, kind="status", asked=asked,
    )  # fmt: skip
    assert _is_asked_in_full(about) is in_full
    assert not _is_asked_in_full(None)


def among(known, whole, *parts):
    return {one: is_case.tolist() for one, is_case in known.among(whole, parts).items()}


def test_of_the_cases_of_a_whole_it_is_known_who_may_be_a_case_of_a_part():
    """Three persons work; the second is not tired, and the third alone may be abused."""
    assert among(KNOWN, "works", "tired", "abused", "married", "unheard of") == {
        "tired": [True, False, True],
        "abused": [False, False, True],
    }
    # The second works and is not tired, so that work is no part of being tired.
    assert among(KNOWN, "tired", "works", "abused") == {"abused": [False, True]}
    assert among(KNOWN, "unheard of", "works") == {}


def test_of_a_whole_that_was_not_asked_in_full_those_count_who_are_cases_of_a_part():
    partly = replace(
        KNOWN,
        places={name: one for name, one in KNOWN.places.items() if name != "works"},
        partly={"works": (0, 0)},
    )
    assert among(partly, "works", "tired", "abused") == {
        "tired": [True, True],
        "abused": [False, True],
    }


def test_a_measure_has_its_place_by_whether_all_its_items_were_asked():
    """Of an edition that the package has; of another the measure has no place at all."""
    name, definition = "child_labour_icls", "child_labour/icls18_2008_amended_2018@2018-10-19"
    figure = Estimate(name, "proportion", "taylor", value=0.1, definition=definition)
    asked = [StatedCriterion(criterion="1", title="t", asked=["a"], not_asked=[], of=1, stated="")]
    about = StatedMeasure(
        title="M", definition=definition, universe="all", unknown="no", headline=True, per=100,
        not_prevalence=False, kind="status", asked=asked,
    )  # fmt: skip
    in_full, partly = known_measures({name: about}, [figure]), known_measures({}, [figure])
    assert (list(in_full.places), list(in_full.partly)) == ([name], [])
    assert (list(partly.places), list(partly.partly)) == ([], [name])
    other = known_measures({name: about}, [replace(figure, definition="child_labour/z@2030-01-01")])
    assert (other.places, other.partly) == ({}, {})


def test_earlier_releases_say_of_what_ages_measures_are_unless_two_say_otherwise():
    def said(**ages):
        return SurveyDiagnostics(
            measures={
                name: StatedMeasure(
                    title="M", definition="d", universe="all", unknown="no", headline=True,
                    per=100, not_prevalence=False, kind="status", ages=one,
                )
                for name, one in ages.items()
            }
        )  # fmt: skip

    releases = [
        said(adults=(18, None), children=(5, 17), nobody=None),
        SurveyDiagnostics(),
        said(adults=(18, None), children=(0, 17)),
    ]
    assert ages_before(releases) == {"adults": (18, None)}
    assert ages_before([]) == {}
