"""The MICS5 preset on an invented household file, beside the rule of the tabulation programme."""

import pytest

from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.presets import mics5_mapping
from measure87.vocabulary.errors import DataError, StudyError


@pytest.fixture
def columns():
    """Seven invented households; the fifth has no child that was drawn, the sixth one of 3."""
    return {
        "HH1": [1, 1, 2, 2, 3, 3, 4],
        "HH2": [1, 2, 1, 2, 1, 2, 1],
        "HH6": [1, 1, 2, 2, 2, 1, 1],
        "HH7": [1, 1, 2, 2, 2, 1, 1],
        "hhweight": [0.5, 1.5, 1.0, 2.0, 1.0, 1.0, 0.25],
        "SL1": [2, 1, 3, 4, 0, 1, 2],
        "SL9B": [3, 4, 3, 5, None, 3, 3],
        "SL9C": [5, 11, 13, 16, None, 3, 17],
        "CL2A": [1, 2, 1, 2, None, None, 2],
        "CL2B": [2, 2, 2, 2, None, None, 2],
        "CL2C": [2, 2, 2, 1, None, None, 2],
        "CL2D": [2, 2, 2, 2, None, None, 9],
        "CL4": [1, None, 98, 43, None, None, None],
        "CL5": [2, None, 1, 2, None, None, None],
        "CL6": [2, None, 2, 2, None, None, None],
        "CL7A": [1, None, 2, 2, None, None, None],
        "CL7B": [2, None, 2, 2, None, None, None],
        "CL7C": [2, None, 2, 2, None, None, None],
        "CL7D": [2, None, 2, 2, None, None, None],
        "CL7E": [2, None, 2, 2, None, None, None],
        "CL7F": [2, None, 2, 2, None, None, None],
        "CL8": [1, 2, 1, 2, None, None, 2],
        "CL9": [3, None, 10, None, None, None, None],
        "CL10A": [1, 2, 1, 2, None, None, 2],
        "CL10B": [2, 2, 2, 2, None, None, 1],
        "CL10C": [2, 2, 2, 2, None, None, 2],
        "CL10D": [2, 2, 2, 2, None, None, 2],
        "CL10E": [2, 2, 2, 2, None, None, 2],
        "CL10F": [2, 2, 2, 2, None, None, 2],
        "CL10G": [2, 2, 2, 2, None, None, 2],
        "CL12": [4, None, 20, None, None, None, 99],
        "windex5": [1, 2, 3, 4, 5, 1, 2],
    }


def collect(table):
    section = parse_mapping(mics5_mapping(table))["hh"]
    return section, apply_mapping(section, {"persons": table})


def test_children_of_5_to_17_who_were_drawn_are_the_persons(source, columns):
    _, collected = collect(source(columns))
    persons = collected.persons.collect()
    assert persons["person_id"].to_list() == ["1-1-3", "1-2-4", "2-1-3", "2-2-5", "4-1-3"]
    assert persons["age_years"].to_list() == [5, 11, 13, 16, 17]


def test_the_weight_is_that_of_the_household_times_its_children(source, columns):
    persons = collect(source(columns))[1].persons.collect()
    assert persons["weight"].to_list() == [1.0, 1.5, 3.0, 8.0, 0.5]


def test_a_weight_of_the_selected_child_that_was_made_already_is_taken(source, columns):
    made = columns | {"slweight": [9.0] * 7}
    persons = collect(source(made))[1].persons.collect()
    assert persons["weight"].to_list() == [9.0] * 5


def test_a_household_without_a_weight_stops_the_run(source, columns):
    broken = columns | {"hhweight": [None, *columns["hhweight"][1:]]}
    with pytest.raises(DataError, match="weight"):
        collect(source(broken))[1].persons.collect()


def test_work_hours_and_hazards_are_as_the_programme_reads_them(source, columns):
    persons = collect(source(columns))[1].persons.collect()
    assert persons["economic_activity"].to_list() == [2, 0, 2, 2, 1]
    assert persons["economic_hours"].to_list() == [1, None, None, 43, None]
    assert persons["heavy_loads"].to_list() == [0, None, 2, 0, 1]
    assert persons["dust_fumes_gas"].to_list() == [2, None, 0, 0, 1]
    assert persons["fetched_water"].to_list() == [2, 0, 2, 0, 0]
    assert persons["water_hours"].to_list() == [3, None, 10, None, None]
    assert persons["household_chores"].to_list() == [2, 0, 2, 0, 2]
    assert persons["chores_hours"].to_list() == [4, None, 20, None, None]


@pytest.mark.parametrize("case", [str.lower, str.upper, str.capitalize])
def test_names_in_any_case_give_the_same_persons(source, columns, case):
    want = collect(source(columns))[1].persons.collect()
    renamed = {case(name): values for name, values in columns.items()}
    got = collect(source(renamed))[1].persons.collect()
    assert got.drop("stratum", "cluster").equals(want.drop("stratum", "cluster"))


def test_sex_and_school_are_mapped_only_if_they_were_merged_in(source, columns):
    _, without = collect(source(columns))
    notices = " ".join(without.report.notices)
    assert "no HL4 (sex)" in notices
    assert "no ED5" in notices
    merged = columns | {"HL4": [1, 2, 1, 2, None, 1, 2], "ED5": [1, 2, None, 1, None, None, 1]}
    persons = collect(source(merged))[1].persons.collect()
    assert persons["sex"].to_list() == ["1", "2", "1", "2", "2"]
    assert persons["school_attendance"].to_list() == [2, 0, 0, 2, 2]


def test_what_was_not_seen_in_print_is_said(source, columns):
    notices = " ".join(collect(source(columns))[1].report.notices)
    assert "taken to be in the order of MICS6" in notices
    assert "hhweight times SL1" in notices


@pytest.mark.parametrize(
    ("gone", "reason"),
    [
        (("SL9C",), "no SL9C"),
        (("SL1",), "neither slweight"),
        (("CL2A", "CL2B", "CL2C", "CL2D"), "none of CL2A to CL2D"),
        (("HH1",), "no HH1"),
    ],
)
def test_a_file_of_another_kind_is_refused(source, columns, gone, reason):
    module = [name for name in columns if name.startswith("CL") and not name.startswith("CL2")]
    left = {n: values for n, values in columns.items() if n not in (*gone, *module)}
    with pytest.raises(DataError, match=reason) as caught:
        mics5_mapping(source(left))
    assert caught.value.code == "not-mics5"


@pytest.mark.parametrize(
    ("name", "other", "label", "wanted"),
    [
        ("SL9C", "CHAGE", "Age of selected child", "age of the selected child (SL9C)"),
        ("SL1", "NCHILD", "Number of children", "household times SL1"),
        ("HH2", "HHNUM", "Household number", "HH1 and HH2"),
    ],
)
def test_a_variable_with_another_name_is_asked_for(source, columns, name, other, label, wanted):
    left = {other if n == name else n: values for n, values in columns.items()}
    text = mics5_mapping(source(left, variable_labels={other: label}))
    with pytest.raises(StudyError) as caught:
        parse_mapping(text)
    assert caught.value.code == "asked"
    assert wanted in str(caught.value)
    assert "[hh.persons.household_chores]" in text
    assert f'variable = "{name}"' not in text
    if name != "SL1":
        assert f"it may be {other}" in str(caught.value)


def test_a_product_with_an_answer_that_was_not_told_is_not_told(apply, source):
    text = """
[x.persons.person_id]
variable = "ID"
[x.persons.economic_hours]
variables = ["DAYS", "HOURS"]
combine = "product"
missing = [99]
"""
    table = source({"ID": [1, 2, 3], "DAYS": [5, 99, 2], "HOURS": [8, 8, None]})
    persons = apply(text, persons=table).persons.collect()
    assert persons["economic_hours"].to_list() == [40, None, None]
