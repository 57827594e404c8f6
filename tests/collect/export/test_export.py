"""Labelled tables, read back as other programs' files: nothing is lost or out of order."""

import csv
import io
import json
import stat

import msgspec
import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.collect.export import export_tables, labelled_tables
from measure87.collect.export.names import name_for_programs
from measure87.collect.form.model import Form, Question
from measure87.collect.quality.field_data import FieldData, read_field_data
from measure87.collect.quality.settings import EveningSettings
from measure87.files import read_source
from measure87.vocabulary.errors import UsageError
from tests.collect.quality.field_study import TASKS, YNDR, clean_study, options, words
from tests.collect.quality.planted import put


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return clean_study(1, interviews=60).write(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def exported(study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported") / "labelled"
    tables = labelled_tables(read_field_data(study), "fr")
    export_tables(tables, folder, ("sav", "dta", "csv", "parquet"))
    return folder


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_every_choice_of_the_form_has_its_label_also_one_that_nobody_took(exported, ending):
    source = read_source(exported / f"main.{ending}")
    assert source.variable_labels["co1"] == "Coercion co1 (fr)"
    assert source.value_labels["co1"] == {code: f"yesno {code} (fr)" for code, _ in YNDR}
    assert set(source.frame["result"].drop_nulls()) < {1.0, 2.0, 3.0}
    assert source.value_labels["result"]["3"] == "result 3 (fr)"


@pytest.mark.parametrize("ending", ["sav", "dta", "csv", "parquet"])
def test_several_choices_stand_in_the_form_s_order_with_those_never_chosen(exported, ending):
    names = read_source(exported / f"main.{ending}").frame.lazy().collect_schema().names()
    sign = "_" if ending in ("sav", "dta") else "/"
    assert [n for n in names if n.startswith("goods")] == [f"goods{sign}{t}" for t in TASKS]


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_answers_come_back_as_they_were(study, exported, ending):
    for table in ("main", "person"):
        before = pl.read_parquet(study / "field" / "tables" / f"{table}.parquet")
        after = read_source(exported / f"{table}.{ending}").frame
        assert after.height == before.height
        for name in ("co1", "works", "age", "rooms", "land", "debt_amount"):
            if name in before.columns:
                assert (after[name].cast(pl.Float64).to_list()
                        == before[name].cast(pl.Float64).to_list()), name  # fmt: skip
        shop = after["goods_shop"].to_list() if "goods_shop" in after.columns else [0.0]
        assert {one for one in shop if one is not None} == {0.0}


def test_members_carry_the_questions_that_name_their_household(study, exported):
    main_table = pl.read_parquet(study / "field" / "tables" / "main.parquet")
    case = {r["_id"]: (r["cluster"], r["household"]) for r in main_table.iter_rows(named=True)}
    rows = rows_of(exported / "person.csv")
    assert list(rows[0]) == ["_id", "_row", "cluster", "household", "age", "sex", "works", "hours"]
    assert all((int(r["cluster"]), int(r["household"])) == case[r["_id"]] for r in rows)


def test_the_codebook_names_every_column_and_every_choice_in_order(exported):
    rows = {(r["table"], r["column"]): r for r in rows_of(exported / "codebook.csv")}
    assert rows["main", "goods/shop"]["label"] == "Tasks of children (fr): tasks shop (fr)"
    assert rows["main", "co1"]["codes"].split(" | ")[2] == "8 = yesno 8 (fr)"
    assert rows["person", "works"]["asked_when"] == "${age} >= 5"
    for table in ("main", "person"):
        frame = pl.read_parquet(exported / f"{table}.parquet")
        assert [c for t, c in rows if t == table] == frame.columns


def test_parquet_has_its_labels_in_the_file(exported):
    about = json.loads(pl.read_parquet_metadata(exported / "main.parquet")["measure87.labels"])
    assert about["co1"]["codes"]["9"] == "yesno 9 (fr)"


def test_csv_can_have_labels_in_place_of_codes(study, tmp_path):
    tables = labelled_tables(read_field_data(study))
    export_tables(tables, tmp_path / "x", ("csv",), with_labels=True)
    said = {r["co1"] for r in rows_of(tmp_path / "x" / "main.csv")} - {""}
    assert said <= {f"yesno {code}" for code, _ in YNDR}


def test_files_are_for_the_owner_alone(exported):
    assert stat.S_IMODE(exported.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in exported.iterdir()} == {0o600}


def test_codes_that_are_words_become_places_in_the_list_with_labels(tmp_path):
    study = clean_study(1, interviews=40)
    worded = [msgspec.structs.replace(one, choices=tuple(
        msgspec.structs.replace(c, name=f"w{c.name}") for c in one.choices))
        if one.name == "walls" else one for one in study.form.lists]  # fmt: skip
    study.form = msgspec.structs.replace(study.form, lists=tuple(worded))
    walls = "w" + study.main["walls"]
    study.main = study.main.with_columns(walls=walls, roof="w" + pl.col("roof"),
                                         fuel="w" + pl.col("fuel"))  # fmt: skip
    tables = labelled_tables(read_field_data(study.write(tmp_path / "s")))
    export_tables(tables, tmp_path / "x", ("dta",))
    found = read_source(tmp_path / "x" / "main.dta")
    assert found.value_labels["walls"]["3"] == "walls 3"
    assert ["w" + str(int(v)) if v is not None else None for v in found.frame["walls"]] == (
        walls.to_list()
    )


def test_an_answer_in_no_list_is_told_and_not_lost_in_silence(tmp_path):
    study = clean_study(1, interviews=40)
    study.main = put(study.main, "walls", [1, 2], ["mud"])
    tables = labelled_tables(read_field_data(study.write(tmp_path / "s")))
    done = export_tables(tables, tmp_path / "x", ("sav", "csv"))
    (notice,) = done.notices
    assert "2 answers to walls are in no list" in notice
    assert "mud" not in notice
    assert "mud" in {r["walls"] for r in rows_of(tmp_path / "x" / "main.csv")}


def test_a_choice_that_the_store_lacks_has_an_empty_column(tmp_path):
    study = clean_study(1, interviews=40)
    study.main = study.main.drop("goods/care")
    (first, _) = labelled_tables(read_field_data(study.write(tmp_path)))
    assert [n for n in first.frame.columns if n.startswith("goods")] == [
        f"goods/{t}" for t in TASKS
    ]
    assert first.frame["goods/care"].null_count() == 40


def test_corrections_are_laid_on(tmp_path):
    study = clean_study(1, interviews=40)
    row = study.main.filter(pl.col("rooms").is_not_null()).row(0, named=True)
    study.corrections = ("interview,row,question,old,new,who,when,why\n"
                         f"{row['_id']},,rooms,{row['rooms']},17,a,2027-03-02,x\n")  # fmt: skip
    (first, _) = labelled_tables(read_field_data(study.write(tmp_path)))
    assert first.frame.filter(pl.col("_id") == row["_id"])["rooms"].to_list() == [17]


def test_a_text_that_a_spreadsheet_would_run_stays_text(tmp_path):
    study = clean_study(1, interviews=40)
    study.main = study.main.with_columns(pl.lit("=1+1").alias("_submitter"))
    tables = labelled_tables(read_field_data(study.write(tmp_path / "s")))
    export_tables(tables, tmp_path / "x", ("csv",))
    assert {r["_submitter"] for r in rows_of(tmp_path / "x" / "main.csv")} == {"'=1+1"}


def test_answers_go_into_no_release_and_no_study(study):
    tables = labelled_tables(read_field_data(study))
    for place in (study / "out", study / "field"):
        (study / "field" / "journal").mkdir(exist_ok=True)
        with pytest.raises(UsageError, match="answers of persons"):
            export_tables(tables, place)
    (study / "field" / "journal").rmdir()


def test_a_language_that_the_form_has_not_is_refused(study, tmp_path):
    done = CliRunner().invoke(
        main, ["collect", "export", str(study), "-o", str(tmp_path / "x"), "--language", "ru"]
    )
    assert done.exit_code == 2
    assert "languages: en, fr" in done.output
    assert not (tmp_path / "x").exists()


def test_the_command_says_what_it_wrote(study, tmp_path):
    arguments = ["collect", "export", str(study), "-o", str(tmp_path / "x"), "--json"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["files"] == ["main.sav", "person.sav", "codebook.csv"]
    assert told["tables"]["main"]["rows"] == 60


def test_names_are_such_as_programs_take_and_differ():
    taken = set()
    for column in ("a/" + "x" * 40, "a_" + "x" * 40, "A/" + "x" * 40, "9th", "ключ"):
        name = name_for_programs(column, taken)
        assert len(name) <= 32
        assert name[0].isalpha()
        assert name.isascii()
        assert name.lower() not in {one.lower() for one in taken}
        taken.add(name)


def test_a_long_name_among_many_with_labels_goes_into_a_stata_file(tmp_path):
    """A list of labels is written under the column's name and a number: `underground...` and 10."""
    long = "underground_underwater_confined_x"[:32]
    names = [*(f"danger_{n}" for n in range(12)), long]
    asked = tuple(Question(one, "select_one", words(one), choices="yesno") for one in names)
    form = Form("dangers", "1", words("Dangers"), ("en", "fr"), (options("yesno", YNDR),), asked)
    answers = pl.DataFrame({"_id": ["a", "b"], **{one: ["1", "2"] for one in names}})
    tables = labelled_tables(FieldData(form, EveningSettings(), {"main": answers}))
    export_tables(tables, tmp_path / "x", ("dta",))
    rows = {r["column"]: r["name"] for r in rows_of(tmp_path / "x" / "codebook.csv")}
    found = read_source(tmp_path / "x" / "main.dta")
    assert found.frame[rows[long]].to_list() == [1.0, 2.0]
    assert found.value_labels[rows[long]]["9"] == "yesno 9"
