"""Codes such as "not applicable" say that a question did not arise: neither no nor unknown."""

import polars as pl
import pytest

from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.presets import skeleton_mapping
from measure87.vocabulary.errors import DataError, StudyError

TEXT = """
[s]
unmapped = "fail"
[s.persons.person_id]
variable = "ID"
[s.persons.economic_activity]
variable = "W"
yes = [1]
no = [2]
[s.persons.heavy_loads]
{entry}
asked_if = "economic_activity"
"""
ENTRY = 'variable = "H"\nyes = [1]\nno = [2]\nunknown = [8]\nnot_asked = [9]'
COLUMNS = {"ID": [1, 2, 3, 4, 5, 6], "W": [1, 1, 1, 2, 2, 1], "H": [1, 2, 8, 9, None, 9]}


def test_a_code_of_what_was_not_asked_is_null_whatever_the_gate_says(apply, source):
    found = apply(TEXT.format(entry=ENTRY), persons=source(COLUMNS))
    assert found.persons.collect()["heavy_loads"].to_list() == [2, 0, 1, None, None, None]
    assert found.report.unmapped == ()


def test_without_the_key_such_a_code_stops_the_run(apply, source):
    entry = ENTRY.replace("\nnot_asked = [9]", "")
    with pytest.raises(DataError, match="H holds a code without a label"):
        apply(TEXT.format(entry=entry), persons=source(COLUMNS))


def test_one_of_several_answers_may_be_of_a_question_that_did_not_arise(apply, source):
    part = '{{ variable = "{}", yes = [1], no = [2], not_asked = [9] }}'
    entry = f"any = [{part.format('H')}, {part.format('G')}]"
    table = source({**COLUMNS, "H": [1, 2, 9, 9, 9, 2], "G": [9, 9, 1, 9, 2, 2]})
    found = apply(TEXT.format(entry=entry), persons=table)
    assert found.persons.collect()["heavy_loads"].to_list() == [2, 0, 2, None, 0, 0]


@pytest.mark.parametrize("codes", ["[1]", "[2]", "[8]"])
def test_a_code_has_one_meaning(apply, source, codes):
    entry = ENTRY.replace("not_asked = [9]", f"not_asked = {codes}")
    with pytest.raises(StudyError, match="is in two of yes, no, unknown, not_asked"):
        apply(TEXT.format(entry=entry), persons=source(COLUMNS))


def test_a_child_outside_a_module_of_a_dhs_is_neither_free_of_hazards_nor_unknown():
    """A file as IPUMS DHS has it: children without work have code 9 for every hazard."""
    text = skeleton_mapping("dhs").replace("confirmed = false", "confirmed = true")
    from tests.collect.conftest import source

    table = source(
        pl.DataFrame(
            {
                "CLUSTER": [1, 1, 1], "HOUSEHOLD": [1, 2, 3], "LINE": [1, 1, 1],
                "CHLHHWEIGHT": [1.0, 1.0, 1.0], "CHLHHFARM": [1, 0, 7],
                "CHLHHWORKTOOLS": [0, 9, 9], "CHLHHWORKHIGH": [7, 9, 9],
            }
        )
    )  # fmt: skip
    persons = apply_mapping(parse_mapping(text)["dhs"], {"persons": table}).persons.collect()
    assert persons["economic_activity"].to_list() == [2, 0, 1]
    assert persons["dangerous_tools"].to_list() == [0, None, None]
    assert persons["heights"].to_list() == [1, None, None]
