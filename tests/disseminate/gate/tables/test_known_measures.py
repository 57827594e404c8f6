"""What definitions say of measures: of four invented persons under two families of them."""

import numpy as np
import pytest

from measure87.define.not_nested import KnownPersons
from measure87.disseminate.gate.tables.known_measures import KnownMeasures, _is_asked_in_full
from measure87.vocabulary.releases.survey import StatedCriterion, StatedMeasure

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
