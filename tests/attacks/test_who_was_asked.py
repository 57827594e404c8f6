"""What follows for a reader who knows which combinations of codes somebody has."""

from dataclasses import replace

import pytest

from tests.attacks.claims import judged
from tests.attacks.evidence import Evidence
from tests.attacks.recoded import a_region_is_urban, girls_of_a_region_are_rural
from tests.attacks.scenarios import on_stage, public_file
from tests.attacks.studies import drawn_study
from tests.attacks.switched_off import LYING_WITHIN_A_GROUP, ONE_SPLIT_OF_A_GROUP
from tests.attacks.truth import truth_of
from tests.attacks.who_was_asked import by_those_asked

BY_PLACES = ("region", "area")
BY_SEX = ("sex*area", "sex*region")


def told(seed, made, by, folder):
    """Hidden counts that such a reader has."""
    drawn = drawn_study(seed, 400)
    study = made(replace(drawn, by=by, tables=False, differences=False, numbers=False))
    evidence = Evidence((on_stage(study, folder).first,), public_file(study))
    right, wrong = judged(by_those_asked(evidence, ("sex", *BY_PLACES)), truth_of(study))
    assert wrong == []
    return right


@pytest.mark.parametrize("seed", [6, pytest.param(9, marks=pytest.mark.slow)])
def test_a_region_that_is_all_urban_gives_no_other_back(tmp_path, seed):
    assert told(seed, a_region_is_urban, BY_PLACES, tmp_path) == []


@pytest.mark.parametrize("seed", [3, *(pytest.param(k, marks=pytest.mark.slow) for k in (8, 10))])
def test_girls_of_a_region_who_are_all_rural_are_not_told(tmp_path, seed):
    assert told(seed, girls_of_a_region_are_rural, BY_SEX, tmp_path) == []


def test_they_are_where_only_what_everybody_has_is_known(tmp_path):
    with LYING_WITHIN_A_GROUP():
        assert told(3, girls_of_a_region_are_rural, BY_SEX, tmp_path)


def test_a_region_is_where_one_variable_alone_is_taken_for_everybody(tmp_path):
    with ONE_SPLIT_OF_A_GROUP():
        assert told(6, a_region_is_urban, BY_PLACES, tmp_path)
