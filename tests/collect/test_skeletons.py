"""Presets that a person fills in: no run takes them as they are, and each part can be used."""

import re

import pytest

from measure87.collect import parse_mapping
from measure87.collect.presets import SKELETONS, skeleton_mapping
from measure87.vocabulary.errors import StudyError


@pytest.mark.parametrize("name", SKELETONS)
def test_a_skeleton_is_refused_until_it_is_confirmed(name):
    with pytest.raises(StudyError, match="nobody has confirmed"):
        parse_mapping(skeleton_mapping(name))


@pytest.mark.parametrize("name", SKELETONS)
def test_a_confirmed_skeleton_is_a_mapping_of_its_input(name):
    text = skeleton_mapping(name).replace("confirmed = false", "confirmed = true")
    assert name in parse_mapping(text).inputs


@pytest.mark.parametrize("name", SKELETONS)
def test_every_commented_entry_is_a_valid_one(name):
    """Take the # away from all entries: keys and standard columns must be known."""
    text = skeleton_mapping(name).replace("confirmed = false", "confirmed = true")
    entry = re.compile(r"^# (\[+[a-z].*|[a-z_]+ = .*)$", re.MULTILINE)
    opened = entry.sub(r"\1", text)
    assert opened.count("\n[") > text.count("\n[")
    keep = re.compile(r"^hours = \{ variables = .*\n", re.MULTILINE)
    mapping = parse_mapping(keep.sub("", opened))[name]
    assert {"person_id", "age_years", "economic_activity"} <= set(mapping.persons)


def test_the_labour_force_skeleton_asks_for_versions_jobs_and_status():
    text = skeleton_mapping("lfs")
    for word in ("ISIC4", "ISCO88", "status_in_employment", "second", "usually worked"):
        assert word in text


def test_a_skeleton_with_a_file_holds_proposals_for_its_input(source):
    table = source(
        {"A1": [1, 2], "A2": [7, 9]},
        {"A1": {"1": "Homme", "2": "Femme"}},
        variable_labels={"A1": "Sexe", "A2": "Âge en années révolues"},
    )
    text = skeleton_mapping("simpoc", table)
    assert "[simpoc.persons.sex]" in text
    assert 'variable = "A2"' in text
    with pytest.raises(StudyError, match="nobody has confirmed"):
        parse_mapping(text)
