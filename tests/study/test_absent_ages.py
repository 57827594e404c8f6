"""A measure of children and adults in a file of one of the two; others of ages not all there."""

from dataclasses import replace

import polars as pl
import pytest

from measure87.define import load_definition
from measure87.study.survey.absent_ages import absent_ages, without_absent

ICLS = load_definition("forced_labour/icls20_2018")
INDICATORS = load_definition("forced_labour/ilo_11_indicators")
MICS = load_definition("child_labour/mics6_pr34")
CHILDREN, ADULTS = [5, 9, 12, 14, 15, 17] * 10, [18, 24, 25, 60] * 20
BOTH = {name for name, one in ICLS.measures.items() if one.ages == (5, 150)}


def _absent(ages, definition):
    persons = pl.LazyFrame({"age_years": ages}, {"age_years": pl.Int32})
    return absent_ages(persons, [definition], definition.measures)


def _refused(found) -> set[str]:
    return {refusal.name for refusal in found.refused}


def test_a_file_of_adults_has_no_figure_of_persons_from_5_on():
    found = _absent(ADULTS, ICLS)
    assert _refused(found) == BOTH
    assert {"forced_labour", "forced_labour_private", "forced_labour_state"} < BOTH
    assert {refusal.code for refusal in found.refused} == {"children-not-in-file"}
    assert "nobody under 18 is in the file; forced_labour_adults is of" in found.refused[0].text
    assert "forced_labour_adults" in without_absent(ICLS.measures, found)
    assert not found.notices


def test_a_file_of_children_has_no_figure_of_persons_of_every_age():
    found = _absent(CHILDREN, ICLS)
    assert _refused(found) == BOTH
    assert {refusal.code for refusal in found.refused} == {"adults-not-in-file"}
    assert "forced_labour_children is of" in found.refused[0].text


def test_a_definition_without_a_measure_of_those_who_are_there_says_whom_it_lacks():
    alone = replace(ICLS, measures={name: ICLS.measures[name] for name in BOTH})
    found = _absent(ADULTS, alone)
    assert not found.refused
    (notice,) = found.notices
    assert notice.code == "ages-not-in-file"
    assert (notice.values["first"], notice.values["last"]) == (5, 17)
    assert set(notice.values["measures"]) == BOTH


def test_a_measure_that_counts_whom_no_age_is_known_of_speaks_of_no_ages():
    found = _absent(ADULTS, INDICATORS)
    assert found == _absent([], INDICATORS)


def test_children_that_are_there_in_part_are_named_by_those_who_are_not():
    found = _absent([15, 16, 17] * 20 + ADULTS, ICLS)
    assert not found.refused
    gaps = {
        (one.values["first"], one.values["last"]): one.values["measures"] for one in found.notices
    }
    assert {"forced_labour_children", "forced_labour"} <= {*gaps[5, 14]}
    assert gaps[0, 14] == ["forced_labour_children_0_to_17"]
    assert not any("forced_labour_adults" in names for names in gaps.values())


def test_the_old_may_not_be_there_either():
    found = _absent([15, 16, 17] * 20 + [18, 24] * 20, ICLS)
    older = [one for one in found.notices if one.code == "older-not-in-file"]
    assert "forced_labour_adults" in older[0].values["measures"]


@pytest.mark.parametrize(
    ("ages", "definition"),
    [(CHILDREN, MICS), ([*CHILDREN, *ADULTS, 2], ICLS), (ADULTS[:20], ICLS), ([], ICLS)],
    ids=["children of MICS", "everybody", "a small sample", "nobody"],
)
def test_files_with_all_ages_of_their_measures_and_small_ones_are_left_alone(ages, definition):
    found = _absent(ages, definition)
    assert (found.refused, found.notices) == ((), ())


def test_a_single_age_without_anybody_is_no_gap():
    found = _absent([age for age in [*CHILDREN, *ADULTS, 2] if age != 14], ICLS)
    assert (found.refused, found.notices) == ((), ())


def test_without_an_age_nothing_is_said():
    assert not absent_ages(pl.LazyFrame({"person_id": [1]}), [ICLS], ICLS.measures).refused
