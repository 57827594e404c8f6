"""The files of the invented survey say that they are invented, and read back as written."""

import json

import polars as pl
import pyreadstat
import pytest
from click.testing import CliRunner
from polars.testing import assert_frame_equal

from measure87.cli import main
from measure87.define.classifications.countries import country_names, is_user_assigned
from measure87.files import read_source, sha256_of
from measure87.simulate import write_study_data
from measure87.simulate.study_data import FILES


@pytest.fixture(scope="module")
def sources(folder):
    """Every table as its reader gives it, by name."""
    return {name: read_source(folder / name) for name in FILES if name[-4:] not in (".txt", "json")}


def test_all_files_are_written_and_no_other(folder):
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)


def test_the_same_country_gives_the_same_bytes(country, folder, tmp_path):
    write_study_data(country, tmp_path)
    for name in FILES:
        assert sha256_of(tmp_path / name) == sha256_of(folder / name), name


@pytest.mark.parametrize("name", ["fs.sav", "fl_persons.sav"])
def test_spss_files_say_that_they_are_invented(folder, name):
    _, meta = pyreadstat.read_sav(folder / name, metadataonly=True)
    assert "INVENTED" in meta.file_label


def test_every_row_of_the_jobs_says_that_it_is_invented(sources):
    jobs = sources["fl_jobs.csv"].frame.lazy().collect()
    assert (jobs["note"] == "INVENTED").all()


def test_the_other_files_say_that_they_are_invented(folder):
    notice = pl.read_parquet_metadata(folder / "fl_circumstances.parquet")["notice"]
    assert "INVENTED" in notice
    assert "INVENTED" in (folder / "README.txt").read_text("utf-8")
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    assert truth["invented"] is True
    assert "INVENTED" in truth["notice"]


def test_the_code_is_one_that_is_left_to_users_and_persons_carry_it(country):
    assert is_user_assigned(country.code)
    assert country.persons["person_id"].str.starts_with(f"{country.code}-").all()


def test_no_real_country_is_named(folder, sources):
    texts = [(folder / name).read_text("utf-8") for name in ("README.txt", "truth.json")]
    for name in ("fs.sav", "fl_persons.sav"):
        source = sources[name]
        texts += source.variable_labels.values()
        texts += [label for labels in source.value_labels.values() for label in labels.values()]
    told = "\n".join(texts).lower()
    assert not [name for name in country_names().values() if name.lower() in told]


def test_regions_are_labelled_as_invented(sources):
    for name, variable in (("fs.sav", "HH7"), ("fl_persons.sav", "region")):
        labels = sources[name].value_labels[variable]
        assert len(labels) == 4
        assert all(label.startswith("Invented ") for label in labels.values())


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("fs.sav", "children"),
        ("fl_persons.sav", "persons"),
        ("fl_jobs.csv", "jobs"),
        ("fl_circumstances.parquet", "circumstances"),
    ],
)
def test_a_table_reads_back_as_it_was(country, sources, name, table):
    wanted = getattr(country, table)
    got = sources[name].frame.lazy().collect().select(wanted.columns)
    dates = [column for column in ("start_date", "end_date") if column in wanted.columns]
    wanted = wanted.with_columns(pl.col(dates).cast(pl.String))
    if "occupation" in wanted.columns:
        got = got.with_columns(pl.col("occupation").cast(pl.String))
    assert_frame_equal(got, wanted, check_dtypes=False, check_exact=True)


def test_hours_that_are_missing_are_declared_missing(sources):
    source = sources["fs.sav"]
    for name in ("CL3", "CL8", "CL10", "CL13"):
        assert all(source.missing_codes[name].contains(code) for code in ("97", "98", "99"))
    assert source.missing_codes["CL1A"].contains("9")
    assert source.variable_labels["CL3"] == "Hours worked in past week"


def test_the_truth_is_the_one_of_the_country(country, folder):
    assert json.loads((folder / "truth.json").read_text("utf-8")) == country.truth


def _run(*arguments):
    """Run the program; exit status and what went to standard output."""
    result = CliRunner().invoke(main, ["simulate", "country", *map(str, arguments)])
    return result.exit_code, result.stdout


def test_the_command_writes_the_files_and_prints_what_it_made(tmp_path):
    status, told = _run(tmp_path / "new", "--seed", 3, "--persons", 2_000)
    assert status == 0
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(FILES)
    assert "Invented Country (not real)" in told
    assert "INVENTED DATA" in told


def test_the_command_gives_an_object_under_json(tmp_path):
    status, told = _run(tmp_path, "--seed", 3, "--persons", 2_000, "--json")
    found = json.loads(told)
    assert status == 0
    assert (found["schema"], found["command"]) == (1, "simulate country")
    assert found["invented"] is True
    assert found["provenance"] == {"seed": 3}
    assert [file["name"] for file in found["files"]] == list(FILES)


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    status, told = _run(tmp_path, "--json")
    assert status == 2
    assert json.loads(told)["error"]["code"] == "folder-not-empty"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_overwrite_replaces_our_files_and_keeps_others(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    (tmp_path / "truth.json").write_text("old", "utf-8")
    status, _ = _run(tmp_path, "--persons", 2_000, "--overwrite")
    assert status == 0
    assert (tmp_path / "mine.txt").read_text("utf-8") == "mine"
    assert json.loads((tmp_path / "truth.json").read_text("utf-8"))["schema"] == 1


def test_too_small_a_sample_is_refused_and_nothing_is_written(tmp_path):
    status, told = _run(tmp_path / "new", "--persons", 100, "--json")
    assert status == 2
    assert json.loads(told)["error"]["code"] == "sample-too-small"
    assert not (tmp_path / "new").exists()
