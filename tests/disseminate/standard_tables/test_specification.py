"""The sets of standard tables: as the standard has them, with measures and words that exist."""

import pytest

from measure87.define import load_definition
from measure87.define.characteristics import CHARACTERISTICS
from measure87.disseminate.locale.texts import languages
from measure87.disseminate.standard_tables import table_set, table_set_names
from measure87.disseminate.standard_tables.specification import Row
from measure87.disseminate.standard_tables.words import table_words
from measure87.vocabulary.columns import PERSONS
from measure87.vocabulary.errors import UsageError

SETS = table_set_names()
TABLES = [(name, table) for name in SETS for table in table_set(name).tables]
IDS = [table.id for _, table in TABLES]

ROWS = ["total", "sex", "area", "region", "school_attendance", "mothers_education"]
MORE_ROWS = ["functional_difficulties", "mothers_functional_difficulties", "ethnicity"]
# Order of rows and columns of the custodian's programme (ctables commands of PR.3.1 to PR.3.4):
# total hl4 hh6 hh7 [ageGroup] schoolAttendance melevel fsdisability caretakerdis ethnicity windex5
CUSTODIAN = {
    "pr_3_1": (
        [*ROWS, *MORE_ROWS, "wealth_quintile"],
        "ea1more n5_11 ea14less ea14more n12_14 ea43less ea43more n15_17",
    ),
    "pr_3_2": (
        [*ROWS, *MORE_ROWS, "wealth_quintile"],
        "hhc21less hhc21more n5_11 hhc21less hhc21more n12_14",
    ),
    "pr_3_3": (
        [*ROWS[:4], "age", *ROWS[4:], *MORE_ROWS, "wealth_quintile"],
        "eaLess eaMore hhcLess hhcMore childLabor n5_17",
    ),
    "pr_3_4": (
        [*ROWS[:4], "age", *ROWS[4:], *MORE_ROWS, "wealth_quintile"],
        "eaMore hhcMore CL4 CL5 CL6A CL6B CL6C CL6D CL6E CL6X hazardConditions includeHaz n5_17",
    ),
}
MEASURES = {
    "ea1more": "child_labour_sdg_a",
    "ea14less": "economic_activity_below_threshold",
    "ea14more": "child_labour_sdg_a",
    "ea43less": "economic_activity_below_threshold",
    "ea43more": "child_labour_sdg_a",
    "eaLess": "economic_activity_below_threshold",
    "eaMore": "child_labour_sdg_a",
    "hhc21less": "household_chores_below_threshold",
    "hhc21more": "household_chores_at_or_above_threshold",
    "hhcLess": "household_chores_below_threshold",
    "hhcMore": "household_chores_at_or_above_threshold",
    "childLabor": "child_labour_sdg_b",
    "CL4": "hazard_heavy_loads",
    "CL5": "hazard_dangerous_tools",
    "CL6A": "hazard_dust_fumes_gas",
    "CL6B": "hazard_extreme_temperature",
    "CL6C": "hazard_noise_vibration",
    "CL6D": "hazard_heights",
    "CL6E": "hazard_chemicals_explosives",
    "CL6X": "hazard_other_hazard",
    "hazardConditions": "hazardous_conditions",
    "includeHaz": "child_labour_mics_pr34",
}


def test_rows_and_columns_of_the_mics_tables_are_in_the_custodians_order():
    tables = {table.id: table for table in table_set("mics6").tables}
    assert list(tables) == list(CUSTODIAN)
    for name, (rows, columns) in CUSTODIAN.items():
        table = tables[name]
        assert [block.key for block in table.blocks] == rows
        wanted = columns.split()
        assert len(table.columns) == len(wanted)
        for column, variable in zip(table.columns, wanted, strict=True):
            if variable.startswith("n"):
                assert column.shows == "weighted_n"
                ages = variable[1:].replace("_", "-")
                assert column.where == ({} if ages == "5-17" else {"age": ages})
            else:
                assert column.measure == MEASURES[variable]


def test_a_number_of_children_is_that_of_the_ages_beside_it():
    for table in table_set("mics6").tables:
        for before, column in zip(table.columns, table.columns[1:], strict=False):
            if column.shows == "weighted_n":
                assert column.where == before.where
                assert before.measure in column.measures


@pytest.mark.parametrize("name", SETS)
def test_every_measure_is_one_of_the_definitions_of_its_set(name):
    chosen = table_set(name)
    known = {}
    for identity in chosen.definitions:
        known |= load_definition(identity).measures
    for need in chosen.needs:
        base = need.measure.removesuffix("_stock")
        assert base in known, need.measure
        assert base == need.measure or known[base].days, f"{need.measure} has no days"
        assert need.characteristic is None or need.characteristic in CHARACTERISTICS
        assert all(name == "age" or name in PERSONS for name in need.variables)


@pytest.mark.parametrize(("name", "table"), TABLES, ids=IDS)
def test_every_cell_has_a_measure(name, table):
    for block in table.blocks:
        for row in block.rows or (Row(block.key),):
            for column in table.columns:
                assert column.measure or column.measures or row.measure or table.measure


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("name", "table"), TABLES, ids=IDS)
def test_every_key_of_a_table_has_words(name, table, language):
    words = table_words(language)
    at = f"tables.{table.id}"
    keys = [f"{at}.title", f"{at}.about", *(f"notes.{key}" for key in table.notes)]
    keys += [f"blocks.{block.key}" for block in table.blocks if block.key != "total"]
    for key in keys:
        assert words.find(key), key
    for column in table.columns:
        for key in (column.key, *column.under):
            assert words.find(f"{at}.columns.{key}") or words.find(f"columns.{key}"), key
    for block in table.blocks:
        for row in block.rows:
            places = (f"{at}.rows.{row.key}", f"rows.{block.key}.{row.key}")
            assert any(words.find(p) for p in (*places, f"rows.{row.characteristic}.{row.key}")), (
                row
            )


def test_every_code_of_a_characteristic_that_a_table_names_is_one_and_none_is_left_out():
    for _, table in TABLES:
        for block in table.blocks:
            codes = {row.code for row in block.rows if row.code}
            names = {row.characteristic for row in block.rows if row.characteristic}
            for name in names:
                assert codes == set(CHARACTERISTICS[name].codes), block.key


def test_an_unknown_set_is_told_with_those_there_are():
    with pytest.raises(UsageError, match="no table set 'mics5'"):
        table_set("mics5")
