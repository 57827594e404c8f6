"""A thousand planted names, telephones and positions: none outside of the encrypted files.

Files, printed text, tracebacks, logs and temporary files are looked through, also where taking in
stops at any step.
"""

import io
import logging
import tempfile
import traceback

import polars as pl
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.collect.ethics.encrypted_file import EncryptedFile
from measure87.collect.ethics.keys import identities_in
from measure87.collect.intake.servers import taking_in
from tests.collect.ethics.made_study import write_field_study

NAMES = [f"Maria Zyx{k:03} Qorbel" for k in range(400)]
PHONES = [f"+25570055{k:04}" for k in range(300)]
PLACES = [f"-6.{71_000 + k} 39.{28_000 + k} 0 5" for k in range(300)]
MARKS = [one.encode() for one in (*NAMES, *PHONES, *(p.split()[0] for p in PLACES))]


def write_many(folder):
    folder.mkdir()
    ids = [f"uuid:{k}" for k in range(300)]
    pl.DataFrame({"_id": ids, "household_agrees": "1", "place": PLACES}).write_csv(
        folder / "main.csv"
    )
    rows = {
        "_id": [f"uuid:{k % 300}" for k in range(400)], "_row": [1 + k // 300 for k in range(400)],
        "name": NAMES, "age": 30, "consent": "1", "call_me": [*PHONES, *[None] * 100],
    }  # fmt: skip
    pl.DataFrame(rows).write_csv(folder / "roster.csv")
    return folder


def found_in(content):
    return [mark for mark in MARKS if mark in content]


@pytest.fixture
def place(tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    write_many(tmp_path / "export")
    write_field_study(tmp_path / "study", tmp_path / "study.key")
    return tmp_path


def assert_nothing_leaks(place, done, log):
    told = done.output.encode()
    if done.exc_info is not None:
        told += "".join(traceback.format_exception(*done.exc_info)).encode()
    assert found_in(told + log.getvalue().encode()) == []
    for folder in (place / "study", place / "temporary"):
        for path in folder.rglob("*"):
            if path.is_file():
                assert found_in(path.read_bytes()) == [], path.name


def take(place):
    return CliRunner().invoke(
        main, ["collect", "take", str(place / "study"), str(place / "export"), "--from", "files"]
    )


@pytest.fixture
def log():
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    logging.getLogger().addHandler(handler)
    yield kept
    logging.getLogger().removeHandler(handler)


def test_all_of_them_are_in_the_encrypted_files_and_none_elsewhere(place, log):
    done = take(place)
    assert done.exit_code == 0, done.output
    assert_nothing_leaks(place, done, log)
    opened = {
        value
        for name in ("identifiers.age", "referrals.age")
        for one in EncryptedFile(place / "study" / "field" / name, b"").read(
            identities_in(place / "study.key")
        )
        for value in one.values.values()
    }
    assert opened == {*NAMES, *PHONES, *PLACES}


@pytest.mark.parametrize("step", ["tables_of", "agreed", "_keep", "_write", "write_whole"])
def test_none_of_them_leaks_where_taking_in_stops(place, log, monkeypatch, step):
    former = getattr(taking_in, step)

    def stop(*given, **named):
        former(*given, **named)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(taking_in, step, stop)
    done = take(place)
    assert done.exit_code == 1
    assert_nothing_leaks(place, done, log)


@pytest.mark.parametrize("spoilt", ["age", "_id", "consent", "header"])
def test_none_of_them_leaks_where_the_export_is_spoilt(place, log, spoilt):
    path = place / "export" / "roster.csv"
    frame = pl.read_csv(path, infer_schema=False)
    if spoilt == "header":
        frame = frame.rename({"name": NAMES[0]})
    else:
        frame = frame.with_columns(frame["name"].alias(spoilt))
    frame.write_csv(path)
    assert_nothing_leaks(place, take(place), log)
