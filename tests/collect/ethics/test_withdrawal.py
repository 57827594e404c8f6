"""What is withdrawn leaves every table and every encrypted file, and does not come back."""

from datetime import date

import polars as pl
import pytest

from measure87.collect.ethics import withdrawal
from measure87.collect.ethics.encrypted_file import EncryptedFile, hash_of
from measure87.collect.ethics.identifiers import IdentifierFile
from measure87.collect.ethics.keys import identities_in
from measure87.collect.ethics.settings import read_ethics
from measure87.collect.ethics.tombstones import tombstones, without_withdrawn
from measure87.collect.ethics.withdrawal import interview_of, persons_table, withdraw
from measure87.vocabulary.errors import DataError
from tests.collect.ethics.made_study import FORM, tables, write_field_study

SECRET = b"s" * 32
TODAY = date(2026, 11, 28)


class Journal:
    def __init__(self):
        self.told = []

    def destroy(self, interview_id):
        self.told.append(interview_id)


@pytest.fixture
def study(tmp_path):
    folder = write_field_study(tmp_path / "study", tmp_path / "study.key")
    ethics = read_ethics(folder)
    for kind in (False, True):
        kept = IdentifierFile(folder, ethics, SECRET, referrals=kind)
        for name, frame in tables().items():
            lines = frame["_row"] if "_row" in frame.columns else [0] * len(frame)
            for one, line in zip(frame["_id"], lines, strict=True):
                kept.put(one, (name, line), {"name": f"{one} {name} {line}"})
        kept.close()
    return folder


def read(study):
    return {p.stem: pl.read_parquet(p) for p in (study / "field" / "tables").glob("*.parquet")}


def names(study, tmp_path):
    file = EncryptedFile(study / "field" / "identifiers.age", SECRET)
    return {one.values["name"] for one in file.read(identities_in(tmp_path / "study.key"))}


def test_an_interview_leaves_everything(study, tmp_path):
    journal = Journal()
    done = withdraw(study, FORM, SECRET, "uuid:a", today=TODAY, journal=journal)
    assert done.rows == {"main": 1, "roster": 3, "jobs": 2}
    assert (done.identifiers, done.referrals) == (6, 6)
    assert journal.told == ["uuid:a"]
    assert not any("uuid:a" in frame["_id"].to_list() for frame in read(study).values())
    assert not any("uuid:a" in name for name in names(study, tmp_path))
    (stone,) = tombstones(study)
    assert stone.interview == hash_of(SECRET, "uuid:a")
    assert "uuid:a" not in (study / "field" / "withdrawn.json").read_text()


def test_a_person_leaves_with_her_jobs_and_the_others_stay(study, tmp_path):
    journal = Journal()
    done = withdraw(study, FORM, SECRET, "uuid:a", table="roster", row=2, today=TODAY,
                    journal=journal)  # fmt: skip
    assert done.rows == {"roster": 1, "jobs": 1}
    assert journal.told == []  # it has one key an interview
    left = read(study)
    assert sorted(left["roster"].filter(pl.col("_id") == "uuid:a")["_row"]) == [1, 3]
    assert left["main"].equals(tables()["main"])
    assert "uuid:a roster 2" not in names(study, tmp_path)
    assert "uuid:a jobs 2" not in names(study, tmp_path)
    assert {"uuid:a roster 1", "uuid:a jobs 1", "uuid:b roster 2"} <= names(study, tmp_path)


def test_it_does_not_come_back_with_tables_that_are_made_anew(study):
    withdraw(study, FORM, SECRET, "uuid:a", table="roster", row=2, today=TODAY)
    withdraw(study, FORM, SECRET, "uuid:b", today=TODAY)
    again = without_withdrawn(FORM, tables(), tombstones(study), SECRET)
    for name, frame in read(study).items():
        assert again[name].equals(frame), name
    assert again["main"]["_id"].to_list() == ["uuid:a", "uuid:c"]


LOG = """interview,row,question,old,new,who,when,why
uuid:a,,unit,u1,u2,A. Reader,2026-11-03,"called back, a slip"
uuid:a,2,age,12,13,A. Reader,2026-11-03,a slip
uuid:a,2,hours,5,6,A. Reader,2026-11-03,a slip
uuid:b,2,age,11,12,A. Reader,2026-11-03,a slip
"""


def write_traces(study):
    field = study / "field"
    (field / "corrections.csv").write_text(LOG)
    for name in ("backchecks", "evening"):
        (field / name).mkdir()
    tables()["roster"].write_parquet(field / "backchecks" / "roster.parquet")
    tables()["roster"].write_parquet(field / "tables" / "former_repeat.parquet")
    (field / "evening" / "evening.html").write_text("call again: uuid:a")


def test_corrections_go_too_where_a_spreadsheet_wrote_semicolons(study):
    """The log stays as that spreadsheet reads it."""
    log = study / "field" / "corrections.csv"
    lines = LOG.replace('"called back, a slip"', "called back").replace(",", ";").splitlines(True)
    log.write_text("".join(lines), "utf-8-sig")
    withdraw(study, FORM, SECRET, "uuid:a", today=TODAY)
    assert log.read_bytes().decode("utf-8") == "\ufeff" + lines[0] + lines[4]


def test_back_checks_corrections_and_pages_of_evenings_go_too(study):
    write_traces(study)
    field = study / "field"
    done = withdraw(study, FORM, SECRET, "uuid:a", table="roster", row=2, today=TODAY)
    assert done.traces == 4  # of a back-check; corrections of her age and of her job; a page
    assert pl.read_parquet(field / "backchecks" / "roster.parquet").height == 5
    lines = LOG.splitlines(keepends=True)
    left = "".join(line for k, line in enumerate(lines) if k not in (2, 3))
    assert (field / "corrections.csv").read_text() == left
    assert not list((field / "evening").iterdir())
    withdraw(study, FORM, SECRET, "uuid:a", today=TODAY)
    assert (field / "corrections.csv").read_text() == lines[0] + lines[4]
    for path in field.rglob("*"):
        if path.suffix == ".parquet":
            assert "uuid:a" not in pl.read_parquet(path)["_id"].to_list(), path
        elif path.is_file():
            assert b"uuid:a" not in path.read_bytes(), path


def test_twice_is_as_once(study):
    withdraw(study, FORM, SECRET, "uuid:a", today=TODAY)
    files = {p: p.read_bytes() for p in (study / "field").rglob("*") if p.is_file()}
    done = withdraw(study, FORM, SECRET, "uuid:a", today=date(2027, 1, 1))
    assert (done.rows, done.identifiers) == ({}, 0)
    assert {p: p.read_bytes() for p in (study / "field").rglob("*") if p.is_file()} == files


@pytest.mark.parametrize("stops_at", ["forget", "_write"])
def test_a_machine_that_stops_in_between_goes_on_by_the_same_command(
    study, tmp_path, monkeypatch, stops_at
):
    def stop(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        if stops_at == "forget":
            patched.setattr(EncryptedFile, "forget", stop)
        elif stops_at == "_write":
            patched.setattr(withdrawal, "_write", stop)
        journal = Journal()
        with pytest.raises(KeyboardInterrupt):
            withdraw(study, FORM, SECRET, "uuid:a", table="roster", row=2, today=TODAY,
                     journal=journal)  # fmt: skip
    again = without_withdrawn(FORM, tables(), tombstones(study), SECRET)
    assert sorted(again["roster"].filter(pl.col("_id") == "uuid:a")["_row"]) == [1, 3]
    withdraw(study, FORM, SECRET, "uuid:a", table="roster", row=2, today=TODAY)
    assert len(read(study)["jobs"]) == 3
    assert "uuid:a jobs 2" not in names(study, tmp_path)


def test_who_is_not_there_is_told_and_nothing_is_written(study):
    with pytest.raises(DataError, match="no interview of this id"):
        withdraw(study, FORM, SECRET, "uuid:other", today=TODAY)
    assert tombstones(study) == ()


def test_an_interview_is_found_by_its_keyed_hash(study):
    assert interview_of(study, SECRET, hash_of(SECRET, "uuid:b")) == "uuid:b"
    with pytest.raises(DataError, match="no interview of the tables"):
        interview_of(study, SECRET, "0" * 32)


def test_damaged_tombstones_stop_everything(study):
    (study / "field" / "withdrawn.json").write_text("[")
    with pytest.raises(DataError, match="damaged"):
        withdraw(study, FORM, SECRET, "uuid:a", today=TODAY)


def test_the_repeat_of_persons_is_told_by_what_it_serves():
    assert persons_table(FORM) == "roster"
