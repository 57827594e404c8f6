"""The pages on the mapping: what they show works, and nothing is left out."""

import re
from pathlib import Path

from measure87.collect import apply_mapping, parse_mapping
from measure87.collect.mapping_schema import TABLES
from measure87.files import read_source
from measure87.files.settings import keys_of
from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS

_DOCS = Path(__file__).parents[2] / "docs"
_HOW_TO = (_DOCS / "how-to" / "map-a-survey.md").read_text("utf-8")
_REFERENCE = (_DOCS / "reference" / "mapping.md").read_text("utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


def test_every_example_of_the_reference_page_is_a_valid_mapping():
    examples = blocks(_REFERENCE, "toml")
    assert len(examples) == 2
    for example in examples:
        assert parse_mapping(example).inputs


def test_every_standard_column_and_level_is_on_the_reference_page():
    for table in (PERSONS, JOBS, CIRCUMSTANCES):
        for column in table.columns:
            assert f"| `{column.name}`" in _REFERENCE, column.name
            for code, label in column.levels:
                assert f"`{code}` {label}" in _REFERENCE, (column.name, code)


def test_every_key_of_a_column_is_on_the_reference_page():
    for key in {key.name for declared in TABLES.values() for key in keys_of(declared)}:
        assert f"`{key}`" in _REFERENCE, key


def test_the_survey_of_the_how_to_page_is_mapped_as_it_says(tmp_path):
    (table,) = blocks(_HOW_TO, "csv")
    (mapping,) = blocks(_HOW_TO, "toml")
    (tmp_path / "survey.csv").write_text(table)
    source = read_source(tmp_path / "survey.csv")
    collected = apply_mapping(parse_mapping(mapping)["survey"], {"persons": source})
    persons = collected.persons.collect()
    assert persons["person_id"].to_list() == ["1-1-3", "1-2-4", "2-1-2"]
    assert persons["economic_activity"].to_list() == [2, 0, 2]
    assert persons["economic_hours"].to_list() == [12, None, None]
    assert persons["heavy_loads"].to_list() == [0, None, 2]
    assert collected.labels["region"] == {"1": "North", "2": "South"}
