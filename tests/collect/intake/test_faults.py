"""Whatever breaks or is sent in malice: nothing is lost or opened outside, one sentence each."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from measure87.collect.intake.http import Line
from measure87.collect.intake.secrets import Account, new_identity
from measure87.collect.intake.store import pull
from measure87.vocabulary.errors import Measure87Error
from tests.collect.intake.conftest import ACCOUNT
from tests.collect.intake.interviews import interview_id, interview_xml
from tests.collect.intake.test_surprises import edit, files, many
from tests.standin.continued import form_xml
from tests.standin.faults import Fault, Faulty
from tests.standin.server import served


@pytest.fixture
def hh(desk):
    desk.central.publish(form_xml("hh_work_v1.pyxform"))
    return desk


@pytest.fixture
def whole(hh):
    """The tables of an undisturbed pull of 27 interviews, more than are asked for singly."""
    many(hh, 27)
    hh.pull()
    tables = hh.bytes_of_tables()
    for one in sorted(hh.field.rglob("*"), reverse=True):
        one.rmdir() if one.is_dir() else one.unlink()
    return tables


def refused(desk, *faults, **more):
    desk.application = Faulty(desk.central, [*faults])
    with pytest.raises(Measure87Error) as caught:
        desk.pull(**more)
    error = caught.value
    assert error.hint
    assert "\n" not in error.text
    return error


@pytest.mark.few(5)
@pytest.mark.parametrize(
    "fault",
    [
        Fault("svc", "half"),
        Fault("expand", "half", after=2),
        Fault("expand", "cut", after=1, times=2),
        Fault(".xml", "cut", after=20),
        Fault("", "status", value=500, after=4, times=2),
        Fault("", "status", value=503, after=9, times=2),
        Fault("svc", "status", value=502, after=2),
        Fault("expand", "status", value=(429, [("Retry-After", "1")]), after=1, times=2),
        Fault("svc", "hang", value=1.5, after=1),
        Fault("svc", "status", value=401, after=2),
    ],
    ids=lambda fault: f"{fault.what}-{fault.value}-{fault.where}",
)
def test_a_fault_that_passes_leaves_no_trace(hh, whole, fault):
    hh.application = Faulty(hh.central, [fault])
    hh.pull(timeout=1.0)
    assert fault.met > fault.after
    assert hh.bytes_of_tables() == whole


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault("skiptoken", "half", times=99), "server-silent"),
        (Fault("skiptoken", "status", value=500, times=99), "server-silent"),
        (Fault("skiptoken", "status", value=401, times=99), "signed-out"),
        (Fault("skiptoken", "redirect", value="https://evil.example/x", times=99), "redirected"),
        (Fault("skiptoken", "hang", value=1.2, times=99), "server-silent"),
    ],
    ids=lambda one: getattr(one, "what", one),
)
def test_a_fault_that_stays_is_one_sentence_and_what_came_before_is_kept(hh, whole, fault, code):
    assert refused(hh, fault, timeout=0.6, tries=2).code == code
    kept = (hh.field / "journal" / "journal.bin").stat().st_size
    assert kept > 1_000
    hh.application = hh.central
    assert hh.pull().new == 17  # the ten of the first page are not read again
    assert hh.bytes_of_tables() == whole


def test_an_account_that_is_wrong_is_told_without_its_password(hh, tmp_path):
    account = Account("somebody@central.example", "hunter2-secret")
    with served(hh.central) as url, pytest.raises(Measure87Error) as caught:
        pull(hh.study, hh.settings, account, hh.identity, Line(url))
    assert caught.value.code == "signed-out"
    assert "hunter2" not in str(caught.value) + repr(account)


def test_an_account_never_follows_to_another_host(hh):
    seen = []

    def other(environ, start_response):
        seen.append(environ)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"{}"]

    with served(other) as elsewhere:
        refused(hh, Fault("svc", "redirect", value=f"{elsewhere}/v1/x", times=9))
    assert seen == []


def test_a_date_to_wait_until_is_read_by_the_clock_of_the_server(hh):
    many(hh, 1)
    busy = (503, [("Date", "Wed, 05 Mar 2031 09:00:00 GMT"),
                  ("Retry-After", "Wed, 05 Mar 2031 09:00:09 GMT")])  # fmt: skip
    hh.application = Faulty(hh.central, [Fault("svc", "status", value=busy)])
    hh.pull()
    assert hh.waited == [9.0]


@pytest.mark.parametrize("by", [{"days": -400}, {"days": 400}, {"seconds": -90}])
def test_a_clock_that_jumps_loses_nothing(hh, by):
    many(hh, 40)
    hh.pull()
    hh.central.clock.jump(**by)
    many(hh, 40, start=100)
    edit(hh, 3, interview_xml(3, ("Zoe",), instance="uuid:new1", before=interview_id(3)))
    found = hh.pull()
    assert (found.new, found.changed) == (40, 1)
    assert hh.table().height == 80


def test_a_form_version_that_vanished_is_told_and_its_interviews_are_read_by_the_others(hh):
    many(hh, 2)
    hh.central.publish(form_xml("hh_work_v2.pyxform"))
    hh.application = Faulty(hh.central, [Fault("versions/1.0.xml", "status", value=404, times=9)])
    found = hh.pull()
    assert hh.codes(found) == ["lost-version"]
    assert hh.table()["hh_number"].to_list() == [1, 2]


def test_a_form_version_that_vanished_after_it_was_read_is_missed_by_nobody(hh):
    many(hh, 2)
    hh.pull()
    hh.central.publish(form_xml("hh_work_v2.pyxform"))
    del hh.central.form().versions[0]
    assert hh.codes(hh.pull()) == []
    assert hh.table()["visit_time"].null_count() == 0


def test_another_key_of_the_study_changes_nothing(hh):
    many(hh, 2)
    hh.pull()
    before = {one: one.read_bytes() for one in hh.field.rglob("*") if one.is_file()}
    mine, hh.identity = hh.identity, new_identity()
    assert refused(hh).code == "wrong-key"
    assert before == {one: one.read_bytes() for one in hh.field.rglob("*") if one.is_file()}
    hh.identity, hh.application = mine, hh.central
    assert hh.pull().new == 0


def test_a_journal_that_was_moved_away_is_pulled_anew(hh):
    many(hh, 3)
    hh.pull()
    state = (hh.field / "state.json").read_bytes()
    tables = hh.bytes_of_tables()
    (hh.field / "journal").rename(hh.study / "old")
    assert hh.pull().new == 3
    many(hh, 3, start=10)
    hh.pull()
    (hh.field / "state.json").write_bytes(state)  # as if killed before it was written
    (hh.field / "tables" / "main.parquet").unlink()
    assert hh.pull().new == 0
    assert hh.table().height == 6
    assert tables.keys() == hh.bytes_of_tables().keys()


def test_a_key_of_the_server_that_changed_is_a_new_version_of_the_form(hh):
    many(hh, 1)
    hh.pull()
    locked = form_xml("hh_work_v1.pyxform").replace(
        'id="hh_work" version="1.0"', 'id="hh_work" version="1.0[encrypted:BBBBBBB2]"'
    )
    hh.central.publish(locked)
    hh.central.submit(interview_xml(2, version="1.0[encrypted:BBBBBBB2]"))
    assert hh.pull().new == 1
    assert hh.table()["hh_number"].to_list() == [1, 2]


def test_an_id_that_is_listed_twice_is_taken_once_and_told(hh):
    many(hh, 2)

    def doubled(body):
        said = json.loads(body)
        said["value"] += said["value"]
        return json.dumps(said).encode()

    hh.application = Faulty(hh.central, [Fault("svc", "replaced", value=doubled, times=9)])
    found = hh.pull(xml="needed")
    assert hh.codes(found) == ["duplicate-ids"]
    assert hh.table().height == 2
    assert hh.table("member").height == 4


def test_a_list_that_is_shorter_than_its_count_changes_nothing(hh):
    many(hh, 3)
    hh.pull()

    def shorter(body):
        said = json.loads(body)
        said["value"].pop()
        return json.dumps(said).encode()

    assert refused(hh, Fault("svc", "replaced", value=shorter, times=9)).code == "list-not-whole"
    assert not hh.table()["_deleted"].any()


def test_a_packed_answer_that_grows_without_bound_is_stopped(hh):
    bomb = gzip.compress(b"[" + b" " * 60_000_000, 9)

    def application(environ, start_response):
        if "svc" not in environ["REQUEST_URI"]:
            return hh.central(environ, start_response)
        start_response("200 OK", [("Content-Length", str(len(bomb))), ("Content-Encoding", "gzip")])
        return [bomb]

    with served(application) as url, pytest.raises(Measure87Error) as caught:
        pull(hh.study, hh.settings, ACCOUNT, hh.identity, Line(url, most=5_000_000))
    assert caught.value.code == "large-answer"


def test_a_zip_that_would_grow_without_bound_is_kept_as_it_is(hh):
    bomb = gzip.compress(bytes(50_000_000), 9)
    hh.central.submit(interview_xml(1, photo="a.zip"), files={"a.zip": bomb})
    hh.pull()
    assert files(hh, 1) == {"a.zip": bomb}
    assert sum(one.stat().st_size for one in hh.field.rglob("*") if one.is_file()) < 1_000_000


ENTITY = '<!DOCTYPE data [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def test_an_interview_with_external_entities_is_not_opened_and_told(hh):
    hh.central.submit(ENTITY + interview_xml(1, remarks="&x;"))
    found = hh.pull()
    assert hh.codes(found) == ["hostile-xml"]
    secret = Path("/etc/hostname").read_text().strip()
    assert hh.table()["remarks"].to_list() != [secret]
    assert hh.table()["consent"].to_list() == ["1"]


def test_an_interview_whose_xml_is_blank_is_told_and_stops_nothing(hh):
    many(hh, 2)
    blank = Fault("/submissions/", "replaced", value=lambda body: b" \n")
    hh.application = Faulty(hh.central, [blank])
    found = hh.pull()
    assert hh.codes(found) == ["cut-xml"]
    assert hh.table()["hh_number"].to_list() == [1, 2]  # as the server's own table has it


def test_a_form_with_external_entities_is_refused(hh):
    hh.central.form().versions[0].xml = ENTITY + hh.central.form().versions[0].xml
    assert refused(hh).code == "hostile-xml"
    assert not (hh.field / "journal" / "keys.bin").exists()


def test_formulas_in_answers_are_text_and_stay_as_they_are(hh):
    said = '=HYPERLINK("http://evil.example","x")'
    hh.central.submit(interview_xml(1, remarks=said.replace('"', "&quot;")))
    hh.pull()
    assert hh.table()["remarks"].to_list() == [said]


@pytest.mark.parametrize("name", ["../../../evil.png", "/etc/evil.png", "..\\evil.png", "a\x00b"])
def test_a_file_named_to_lie_elsewhere_lies_where_all_do(hh, name):
    before = {*hh.study.parent.rglob("*")}
    hh.central.submit(interview_xml(1, photo="x"), files={"x": b"1"})
    one = hh.central.form().submissions[interview_id(1)]
    one.files = {name: b"content"}
    hh.pull()
    assert files(hh, 1) == {name: b"content"}
    outside = {*hh.study.parent.rglob("*")} - before - {*hh.field.rglob("*"), hh.field}
    assert outside == set()
    assert len([*(hh.field / "journal" / "files").iterdir()]) == 1


def test_a_repeat_named_to_lie_elsewhere_cannot_be(hh):
    """XML has no such names; a form.json could."""
    from measure87.collect.form.interviews.layout import layout_of
    from measure87.collect.form.model import Form, Section

    form = Form("f", "1", {}, ("en",), (), (Section("../up", (), repeats=True),))
    with pytest.raises(Measure87Error, match="cannot be that of a file"):
        layout_of([form])


BIG = """
import sys
sys.path[:0] = {path!r}
from tests.collect.intake.conftest import Desk
from tests.standin.central import Central
from tests.collect.intake.interviews import interview_xml, interview_id
from tests.standin.continued import form_xml
from pathlib import Path
from tests.own_peak import own_peak_bytes
desk = Desk(Path({study!r}), Central())
desk.central.publish(form_xml("hh_work_v1.pyxform"))
desk.central.submit(interview_xml(1, photo="film.mp4"))
piece = bytes(1 << 20)
desk.central.form().submissions[interview_id(1)].files["film.mp4"] = (
    lambda: (piece for _ in range({megabytes})))
desk.pull()
print(own_peak_bytes() >> 20)
"""


@pytest.mark.parametrize(
    "megabytes", [64, pytest.param(1024, marks=pytest.mark.slow)], ids=["64 MB", "1 GB"]
)
def test_a_large_file_is_streamed(tmp_path, megabytes):
    code = BIG.format(path=sys.path, study=str(tmp_path), megabytes=megabytes)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    (kept,) = (tmp_path / "field" / "journal" / "files").iterdir()
    assert kept.stat().st_size > megabytes << 20
    assert int(done.stdout) < 400  # megabytes, libraries with it
