"""A thousand names, telephones and places are planted; only the encrypted files have them.

Everything that a pull leaves is searched: files of the study, temporary files, logs at their most
talkative, what is printed, and the tracebacks of failures of many kinds.
"""

import base64
import logging
import tempfile
import traceback
from dataclasses import replace

import polars as pl
import pyrage
import pytest

from measure87.collect.intake import store as store_module
from tests.collect.intake.interviews import interview_id, interview_xml
from tests.standin.central import PASSWORD
from tests.standin.continued import form_xml
from tests.standin.faults import Fault, Faulty

NAMES = [f"Quillabamba{n:04d}" for n in range(1000)]
PHONES = [f"+99955{n:06d}" for n in range(1000)]
PLACES = [f"-{10 + n % 70}.{n:05d}77 {20 + n % 90}.{n:05d}33" for n in range(1000)]
MEMBERS = 4


def form_with_phone():
    """The recorded form, whose remarks become a telephone of the household."""
    return form_xml("hh_work_v1.pyxform").replace("remarks", "phone")


@pytest.fixture
def planted(desk, tmp_path, monkeypatch):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "study").mkdir()
    desk.study = tmp_path / "study"
    desk.settings = replace(
        desk.settings, identifiers=("name", "phone"), not_identifiers=(), page=100
    )
    desk.central.publish(form_with_phone())
    for number in range(250):
        xml = interview_xml(
            number, NAMES[number * MEMBERS : (number + 1) * MEMBERS], jobs=0,
            gps=f"{PLACES[number]} 0 0", remarks=PHONES[number],
            photo=f"{NAMES[number]}.jpg" if number % 10 == 0 else "",
        ).replace("remarks", "phone")  # fmt: skip
        desk.central.submit(xml, files={f"{NAMES[number]}.jpg": PHONES[number].encode()})
    return desk


def needles():
    plain = [*NAMES, *PHONES, *[part for one in PLACES for part in one.split()]]
    coded = [base64.b64encode(one.encode()).decode().rstrip("=")[:-1] for one in NAMES[:50]]
    return [one.encode() for one in (*plain, *coded, "Quillabamba", "+99955", PASSWORD)]


def told(content):
    """How many needles a content has; the prefixes stand for most, so this is quick."""
    return [one for one in needles() if one in content]


def test_nothing_that_names_a_person_is_anywhere_in_the_clear(planted, tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    planted.pull(xml="needed")
    planted.central.submit(
        interview_xml(999, NAMES[:4], gps=f"{PLACES[0]} 0 0").replace("remarks", "phone")
    )
    planted.pull()
    searched = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert len(searched) > 30
    for one in searched:
        assert told(one.name.encode()) == [], one.name
        assert told(one.read_bytes()) == [], one.name
    for one in (planted.field / "tables").iterdir():
        assert told(repr(pl.read_parquet(one).to_dicts()).encode()) == []
    printed = capfd.readouterr()
    assert told((printed.out + printed.err + caplog.text).encode()) == []


def test_the_encrypted_file_has_every_one(planted):
    planted.pull(xml="needed")
    me = pyrage.x25519.Identity.from_str(planted.identity.text)
    text = pyrage.decrypt((planted.field / "identifiers.age").read_bytes(), [me]).decode()
    assert all(name in text for name in NAMES)
    assert all(phone in text for phone in PHONES[:250])


def broken_tables(*args, **kwargs):
    raise ValueError("no table")


def changed(old, new):
    return {"what": "replaced", "value": lambda body: body.replace(old, new)}


FAILURES = {
    "half pages": {"what": "half"},
    "another shape": changed(b'"__id"', b'"__other"'),
    "a number that is a name": changed(b'"edits":0', b'"edits":"Quillabamba0001"'),
    "a member that is no list": changed(b'"member":[', b'"member":[7,'),
    "silent": {"what": "status", "value": 500},
}


@pytest.mark.few(3)
@pytest.mark.parametrize("failure", [*FAILURES, "tables"])
def test_no_failure_tells_a_name(planted, tmp_path, failure, monkeypatch, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    if failure == "tables":
        monkeypatch.setattr(store_module, "write_tables", broken_tables)
    else:
        planted.application = Faulty(
            planted.central, [Fault("expand", times=99, **FAILURES[failure])]
        )
    said = ""
    try:
        planted.pull(xml="needed", tries=2)
    except Exception as error:
        said = "".join(traceback.format_exception(error))
    printed = capfd.readouterr()
    assert told((said + printed.out + printed.err + caplog.text).encode()) == []
    for one in tmp_path.rglob("*"):
        assert not one.is_file() or told(one.read_bytes()) == []


def test_what_was_withdrawn_leaves_every_table_and_cannot_be_read_again(planted):
    planted.pull(xml="needed")
    asked = len(planted.central.asked)
    for _ in range(2):
        store_module.withdraw(planted.study, interview_id(3), planted.settings, planted.identity)
    assert len(planted.central.asked) == asked  # no server is needed
    for name in ("main", "member", "job"):
        assert interview_id(3) not in planted.table(name)["_id"]
    assert planted.table().height == 249
    me = pyrage.x25519.Identity.from_str(planted.identity.text)
    text = pyrage.decrypt((planted.field / "identifiers.age").read_bytes(), [me]).decode()
    assert f'"name":"{NAMES[12]}"' not in text
    assert PHONES[3] not in text
    assert f'"name":"{NAMES[16]}"' in text
    assert planted.pull(xml="needed").new == 0  # the server has her still
