"""The evening of a field study: files, who may read them, and what is in none of them."""

import json
import os
import stat
import zipfile
from datetime import date

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.disseminate.pages.evening import evening_said
from measure87.study.evening import check_evening, read_evening
from measure87.vocabulary.errors import StudyError
from tests.collect.quality.field_study import clean_study
from tests.collect.quality.planted import PLANTED

DAY = date(2027, 3, 20)
ALL_PLANTS = [plant for plant in PLANTED if plant.__name__ != "heaped_ages"]


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory):
    """A study with every fault at once."""
    study = clean_study(7)
    for plant in ALL_PLANTS:
        plant(study)
    return study.write(tmp_path_factory.mktemp("spoiled"))


def contents(folder):
    for path in (folder / "field" / "evening").iterdir():
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield (
                    path.name,
                    "".join(archive.read(n).decode("utf-8", "replace") for n in archive.namelist()),
                )
        else:
            yield path.name, path.read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_files_are_for_the_owner_alone_and_are_read_again(spoiled, language):
    done = check_evening(spoiled, DAY, language)
    folder = spoiled / "field" / "evening"
    assert {p.name for p in folder.iterdir()} == {"evening.html", "evening.json", "evening.xlsx"}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in folder.iterdir())
    assert read_evening(folder / "evening.json") == done.run.evening


def test_no_page_names_an_interviewer_or_a_case_and_no_cell_of_an_answer(spoiled):
    check_evening(spoiled, DAY)
    tables = spoiled / "field" / "tables"
    main_table = pl.read_parquet(tables / "main.parquet")
    hashes = main_table["_submitter"].unique().to_list()
    ids = main_table["_id"].to_list()
    for name, text in contents(spoiled):
        assert not [one for one in hashes if one in text], name
        if name != "evening.xlsx":
            assert not [one for one in ids if one in text], name
            assert "98765" not in text, "an answer that was a slip"


def test_the_list_of_calls_has_no_letter_of_an_interviewer(spoiled):
    done = check_evening(spoiled, DAY)
    assert done.run.calls
    for call in done.run.calls:
        assert not hasattr(call, "interviewer")


def test_the_same_field_folder_gives_the_same_bytes(spoiled):
    check_evening(spoiled, DAY)
    before = dict(contents(spoiled))
    check_evening(spoiled, DAY)
    assert dict(contents(spoiled)) == before


def test_tables_and_log_are_not_touched(spoiled):
    paths = sorted(p for p in (spoiled / "field").rglob("*")
                   if p.is_file() and "evening" not in p.parts[-2:][0])  # fmt: skip
    before = {p: p.read_bytes() for p in paths}
    check_evening(spoiled, DAY)
    assert {p: p.read_bytes() for p in paths} == before


def test_the_command_tells_what_needs_action_and_names_no_case(spoiled):
    done = CliRunner().invoke(main, ["collect", "check", str(spoiled), "--day", "2027-03-20"])
    assert done.exit_code == 0, done.output
    assert "Pairs of interviews that are alike beyond chance" in done.output
    assert "uuid" not in done.output
    assert "{" not in done.output
    done = CliRunner().invoke(
        main, ["collect", "check", str(spoiled), "--day", "2027-03-20", "--json"]
    )
    told = json.loads(done.stdout)
    assert told["command"] == "collect check"
    assert told["evening"]["evening"] == "2027-03-20"
    assert "uuid" not in done.stdout


def test_a_terminal_has_the_sentences_of_the_page_in_the_language_of_the_program(spoiled):
    given = ["--lang", "fr", "collect", "check", str(spoiled), "--day", "2027-03-20"]
    done = CliRunner().invoke(main, given)
    assert done.exit_code == 0, done.output
    evening = read_evening(spoiled / "field" / "evening" / "evening.json")
    said, english = evening_said(evening, "fr"), evening_said(evening, "en")
    lines = [line.strip() for line in done.output.splitlines()]
    for (check, sentences), (_, ours) in zip(said.findings, english.findings, strict=True):
        assert {check, *sentences} <= set(lines)
        assert not set(ours) & set(lines)


def test_a_folder_that_is_no_field_study_is_refused(tmp_path):
    done = CliRunner().invoke(main, ["collect", "check", str(tmp_path)])
    assert done.exit_code == 1
    assert "form/form.json is not there" in done.output
    assert "Traceback" not in done.output


def test_an_unknown_language_is_refused_before_anything_is_written(tmp_path):
    study = clean_study(1, interviews=40).write(tmp_path)
    with pytest.raises(StudyError, match="xx"):
        check_evening(study, DAY, "xx")
    assert not (study / "field" / "evening").exists()
    assert not (study / "field" / "interviewer-labels.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_folder_that_is_a_link_is_refused(tmp_path):
    study = clean_study(1, interviews=40).write(tmp_path / "study")
    (tmp_path / "elsewhere").mkdir()
    (study / "field" / "evening").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StudyError, match="link"):
        check_evening(study, DAY)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("interviews", [1, 3, 25])
def test_the_first_evening_has_few_interviews_and_a_page_all_the_same(tmp_path, interviews):
    done = check_evening(clean_study(1, interviews=interviews).write(tmp_path), DAY)
    assert [one for one in done.run.evening.findings if one.alarm] == []


def test_no_interview_at_all_has_a_page(tmp_path):
    study = clean_study(1, interviews=10)
    study.main, study.person = study.main.head(0), study.person.head(0)
    done = check_evening(study.write(tmp_path), DAY)
    assert done.run.evening.interviews == 0
