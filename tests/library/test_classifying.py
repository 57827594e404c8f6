"""`classify` takes files and frames alike, shows counts and no persons, and feeds `Survey`."""

import json
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from click.testing import CliRunner

import measure87 as m
from measure87.cli import main
from measure87.study.survey.classification import classes_in_words, opened_classification
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.status import DECLARED

FOLDER = Path(m.__file__).parents[2] / "examples" / "uk-domestic-workers"
DEFINITION = "forced_labour/ilo_11_indicators"
FILE, MAPPING = FOLDER / "survey.csv", FOLDER / "mapping.toml"


@pytest.fixture(scope="module")
def found():
    return m.classify(FILE, DEFINITION, MAPPING)


def test_files_and_frames_are_classified_alike(found):
    words = classes_in_words(opened_classification(FILE, DEFINITION, MAPPING))
    assert found.to_polars().cast(words.schema).equals(words)
    rows = pl.read_csv(FILE)
    for table in (m.read(FILE), rows, rows.lazy(), rows.to_pandas(), rows.to_arrow()):
        assert m.classify(table, DEFINITION, MAPPING).counts == found.counts


def test_it_prints_counts_that_add_up_and_no_person(found):
    assert all(sum(by.values()) == 85 for by in found.counts.values())
    text, page = repr(found), found._repr_html_()
    for said in (text, page):
        assert "Not released" in said
        assert "person_id" not in said
        assert "__rule" not in said
    line = next(one for one in text.splitlines() if "indicator_4_isolation" in one)
    assert line.split()[1:] == ["73", "1*", "11", "0"]
    assert "so few persons" in text
    assert found.to_dict()["persons"] == 85
    assert [one.against for one in found.checked] == ["a slow reading of 85 answers"]
    assert "Checked against: a slow reading of 85 answers" in page


def test_a_survey_knows_its_columns_for_statuses(found):
    for table in (found.to_polars(), found.to_pandas()):
        shown = m.Survey(table).prevalence("ilo_indicator_2_deception").only
        assert (shown.n, shown.n_cases, shown.n_unknown) == (76, 32, 9)
    assert isinstance(found.to_pandas(), pd.DataFrame)
    assert found.to_polars()[found.measures[0]].dtype == pl.Enum(list(DECLARED))


def test_tables_of_an_engine_and_periods_that_are_none_are_refused():
    import duckdb

    with pytest.raises(UsageError) as caught:
        m.classify(duckdb.sql("select 1 as id"), DEFINITION, MAPPING)
    assert ".pl()" in caught.value.hint
    with pytest.raises(UsageError, match="period"):
        m.classify(FILE, DEFINITION, MAPPING, period="a while")


_HOURS = """schema = 1
[s.persons.person_id]
variable = "ID"
[s.persons.weight]
variable = "WT"
[s.persons.age_years]
variable = "AGE"
[s.persons.economic_activity]
variable = "W"
yes = [1]
no = [2]
[s.persons.economic_hours]
variable = "H"
"""
_STUDY = """schema = 1
kind = "survey"
country = "ZZZ"
year = 2024
title = "Invented"
population = "children"
[inputs.s]
persons = "s.csv"
definitions = ["child_labour/sdg_8_7_1"]
"""


def test_it_tells_what_check_tells_of_the_same_file_and_mapping(tmp_path):
    """Codes for no answer that are read as numbers, and ages that are not known or not there."""
    ages = [11] * 59 + [None]
    rows = pl.DataFrame({"ID": range(60), "WT": 1, "AGE": ages, "W": 1, "H": [97, 4] * 30})
    rows.write_csv(tmp_path / "s.csv")
    (tmp_path / "mapping.toml").write_text(_HOURS)
    (tmp_path / "study.toml").write_text(_STUDY)
    mapping = tmp_path / "mapping.toml"
    of_frame = m.classify(rows, "child_labour/sdg_8_7_1", mapping)
    of_file = m.classify(tmp_path / "s.csv", "child_labour/sdg_8_7_1", mapping)
    codes = [one.code for one in of_file.notices]
    assert codes == ["perhaps-missing-codes", "ages-unknown", "ages-not-in-file"]
    assert of_frame.notices == of_file.notices
    assert "Warning: H: 97 in 30 rows are read as numbers" in repr(of_file)
    assert [one["code"] for one in of_file.to_dict()["warnings"]] == codes
    checked = CliRunner().invoke(main, ["check", str(tmp_path), "--json"])
    by_check = json.loads(checked.stdout)["warnings"]
    of_design = "no-cluster-mapped"
    of_mapping = [one for one in by_check if one["code"] != of_design]
    assert of_mapping == of_file.to_dict()["warnings"]


def test_the_command_tells_the_same_on_standard_error_and_as_json(tmp_path):
    pl.DataFrame({"ID": range(60), "WT": 1, "AGE": 16, "W": 1, "H": [97, 4] * 30}).write_csv(
        tmp_path / "s.csv"
    )
    (tmp_path / "mapping.toml").write_text(_HOURS)
    done = CliRunner().invoke(
        main,
        ["classify", str(tmp_path / "s.csv"), "--definition", "child_labour/sdg_8_7_1", "--map",
         str(tmp_path / "mapping.toml"), "-o", str(tmp_path / "o.csv"), "--json"],
    )  # fmt: skip
    assert done.exit_code == 0
    assert "Warning: H: 97 in 30 rows are read as numbers" in done.stderr
    codes = [one["code"] for one in json.loads(done.stdout)["warnings"]]
    assert codes == ["perhaps-missing-codes", "ages-not-in-file"]


def _one_child(hours):
    return pl.DataFrame({"ID": [1, 2], "WT": 1, "AGE": 16, "W": 1, "H": hours})


def _refusal(tmp_path, table, kind=DataError):
    (tmp_path / "mapping.toml").write_text(_HOURS)
    with pytest.raises(kind) as caught:
        m.classify(table, "child_labour/sdg_8_7_1", tmp_path / "mapping.toml")
    return caught.value


def test_hours_that_are_lengths_of_time_are_asked_for_as_numbers(tmp_path):
    frame = _one_child([4, 50]).to_pandas()
    frame["H"] = pd.to_timedelta(frame["H"], unit="h")
    refusal = _refusal(tmp_path, frame)
    assert refusal.text == "H holds lengths of time and no numbers"
    assert "total_seconds() / 3600" in refusal.hint


def test_text_with_decimal_commas_is_told_as_such(tmp_path):
    refusal = _refusal(tmp_path, _one_child(["4,5", "50,0"]))
    assert refusal.hint.startswith("a comma stands before the decimals")
    assert 'unmapped = "unknown"' not in refusal.hint  # which would lose all hours


def test_a_column_that_pandas_keeps_in_the_index_is_told_as_such(tmp_path):
    refusal = _refusal(tmp_path, _one_child([4, 50]).to_pandas().set_index("ID"))
    assert refusal.text == "ID is in the index of the frame, and no column"
    assert "reset_index()" in refusal.hint


def test_a_mapping_that_is_no_path_is_refused():
    with pytest.raises(UsageError, match="not a dict"):
        m.classify(_one_child([4, 50]), "child_labour/sdg_8_7_1", {"age_years": "AGE"})


def test_a_mapping_of_several_sections_asks_for_one_in_the_words_of_python(tmp_path):
    """`--input` is an option of the command line."""
    path = tmp_path / "mapping.toml"
    section = '[{}.persons.person_id]\nvariable = "id"\n'
    path.write_text("schema = 1\n" + section.format("a") + section.format("b"))
    with pytest.raises(UsageError, match="the mapping has 2 sections") as told:
        m.classify(FILE, DEFINITION, path)
    assert told.value.hint == 'name one: input_name="..." of a, b'
