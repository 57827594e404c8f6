"""One test for each of the 35 surprises that `tests/standin/README.md` lists, by its number.

Those that only a sending client meets (26 to 32) are held to what they leave for one that reads.
"""

import json
import re
from datetime import date

import polars as pl
import pyrage
import pytest

from measure87.collect.intake.attachments import file_pieces
from measure87.collect.intake.journal import Journal
from measure87.collect.intake.pulled_files import FileSaid
from measure87.collect.intake.submission import unpacked
from tests.collect.intake.interviews import interview_id, interview_xml
from tests.standin.continued import form_xml
from tests.standin.faults import Fault, Faulty
from tests.standin.recordings import recordings


@pytest.fixture
def hh(desk):
    desk.central.publish(form_xml("hh_work_v1.pyxform"))
    return desk


def identifiers(desk):
    me = pyrage.x25519.Identity.from_str(desk.identity.text)
    text = pyrage.decrypt((desk.field / "identifiers.age").read_bytes(), [me])
    return [json.loads(line) for line in text.splitlines()]


def journal(desk):
    return Journal(desk.field, desk.identity.study_key)


def submissions(desk):
    return [unpacked(f.content) for f in journal(desk).frames() if f.event == "submission"]


def edit(desk, number, xml):
    form = desk.central.form()
    one = form.submissions[interview_id(number)]
    desk.central.edit(form, one, xml, one.now.instance_id, re.search("ID>(uuid:new.*?)<", xml)[1])


@pytest.mark.parametrize("xml", ["all", "needed"])
def test_01_a_calculate_without_a_type_is_text_and_with_one_a_number(hh, xml):
    hh.central.submit(interview_xml(1))
    hh.pull(xml=xml)
    row = hh.table().row(0, named=True)
    assert (row["n_members"], row["n_members_int"]) == ("2", 2)
    assert hh.table("member")["sex"].dtype == pl.String


@pytest.mark.parametrize("xml", ["all", "needed"])
def test_02_numbers_that_lost_their_written_form_are_the_same_numbers(hh, xml):
    hh.central.submit(interview_xml(1))
    hh.pull(xml=xml)
    assert hh.table("job")["pay"].to_list() == [12.5, 12.5]
    assert hh.table("member")["chore_hours"].to_list() == [9.0, 9.0]
    if xml == "all":
        assert "<pay>12.50</pay>" in submissions(hh)[0].xml


def test_03_blank_not_asked_and_empty_are_null_and_the_journal_can_tell_them_apart(hh):
    hh.central.submit(interview_xml(1, remarks=""))
    hh.pull()
    row = hh.table().row(0, named=True)
    assert row["remarks"] is row["deviceid"] is None
    assert "<remarks></remarks>" in submissions(hh)[0].xml
    assert "<deviceid" not in submissions(hh)[0].xml


@pytest.mark.parametrize("xml", ["all", "needed"])
def test_04_a_member_left_blank_is_a_row_of_nulls_and_no_member_is_no_row(hh, xml):
    blank = interview_xml(1, names=()).replace("<n_members>", "<member/><n_members>")
    hh.central.submit(blank)
    hh.central.submit(interview_xml(2, names=()))
    hh.pull(xml=xml)
    member = hh.table("member")
    assert member["_id"].to_list() == [interview_id(1)]
    own = [c for c in member.columns if not c.startswith("_")]
    assert all(value is None for value in member.select(own).row(0))


def test_05_an_empty_text_is_null_as_in_entities_so_in_interviews(hh):
    """Entities have `""` where submissions have null; intake takes both for no answer."""
    assert any(b':""' in one.answer for one in recordings() if "Entities" in one.target)
    fault = Fault("expand", "replaced", times=9,
                  value=lambda body: body.replace(b'"area":"A01"', b'"area":""'))  # fmt: skip
    hh.central.submit(interview_xml(1))
    hh.application = Faulty(hh.central, [fault])
    hh.pull(xml="needed")
    assert hh.table()["area"].to_list() == [None]


@pytest.mark.parametrize("xml", ["all", "needed"])
def test_06_a_position_keeps_its_order_and_accuracy_and_stays_encrypted(hh, xml):
    hh.central.submit(interview_xml(1, gps="-1.25 36.8 1600.5 3.5"))
    hh.central.submit(interview_xml(2, gps=""))
    hh.pull(xml=xml)
    said = [one[3]["gps"] for one in identifiers(hh) if "gps" in one[3]]
    assert said == ["-1.25 36.8 1600.5 3.5"]
    assert "gps" not in hh.table().columns


def test_07_times_keep_the_offset_of_the_phone_and_may_lie_after_their_arrival(hh):
    hh.central.submit(interview_xml(1))
    hh.pull()
    row = hh.table().row(0, named=True)
    assert row["start"] == "2031-03-03T07:00:12.000+05:30"
    assert row["end"] == "2031-03-03T08:00:12.9-03:00"
    assert row["visit_time"] == "07:30:00.000+00:00"
    assert row["today"] == date(2031, 3, 3)
    assert hh.table()["_submitted_at"].dtype == pl.Datetime("ms", "UTC")


def test_08_no_filter_has_a_day_without_its_time(hh):
    many(hh, 60)
    hh.pull()
    many(hh, 30, start=100)
    hh.pull()
    filters = [target for _, target in hh.central.asked if "ge%20" in target]
    assert filters
    for one in filters:
        assert re.search(r"ge%20\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\d\.000Z", one)


def many(desk, count, start=1):
    for number in range(start, start + count):
        desk.central.submit(interview_xml(number))


def test_09_an_edit_that_drops_a_member_leaves_no_row_under_anothers_number(hh):
    hh.central.submit(interview_xml(1, ("Ada", "Ben", "Cid")))
    hh.pull()
    edit(hh, 1, interview_xml(1, ("Ben", "Cid"), instance="uuid:new1", before=interview_id(1)))
    found = hh.pull()
    assert found.changed == 1
    assert hh.table("member")["_row"].to_list() == [1, 2]
    names = [(row, said["name"]) for _, table, row, said in identifiers(hh) if table == "member"]
    assert names == [(1, "Ben"), (2, "Cid")]


def test_10_the_id_stays_the_first_one_and_history_is_kept(hh):
    hh.central.submit(interview_xml(1))
    edit(hh, 1, interview_xml(1, instance="uuid:new1", before=interview_id(1)))
    hh.pull()
    edit(hh, 1, interview_xml(1, instance="uuid:new2", before="uuid:new1"))
    hh.pull()
    assert hh.table()["_id"].to_list() == [interview_id(1)]
    assert hh.table()["_edits"].to_list() == [2]
    kept = [unpacked(f.content).id for f in journal(hh).frames() if f.event == "version"]
    assert kept == [interview_id(1), "uuid:new1"]


def test_11_an_interview_without_an_id_has_the_one_of_the_server(hh):
    hh.central.submit(re.sub("<instanceID>.*</instanceID>", "", interview_xml(1)))
    hh.pull()
    (id_,) = hh.table()["_id"]
    assert not id_.startswith("uuid:")
    assert hh.pull().requests <= 3


def test_12_jobs_are_tied_to_their_member_by_row_whatever_keys_are_called(hh):
    hh.central.submit(interview_xml(1, ("Ada", "Ben", "Cid"), jobs=2))
    hh.pull()
    assert hh.table("job")["_parent_row"].to_list() == [1, 1, 2, 2, 3, 3]
    assert hh.table("job")["_row"].to_list() == [1, 2, 3, 4, 5, 6]


def test_13_a_submitter_is_the_same_as_a_number_and_as_text(hh):
    many(hh, 2)

    def as_number(body):
        return body.replace(b'"submitterId":"10"', b'"submitterId":10')

    fault = Fault("$select=__id", "replaced", times=9, value=as_number)
    hh.pull()
    before = hh.table()["_submitter"].to_list()
    hh.application = Faulty(hh.central, [fault])
    assert hh.pull().changed == 0
    assert len(set(before)) == 1
    assert "10" not in before
    assert identifiers(hh)[0][3]["_submitter"] == "Tablet 1"
    assert not any("Tablet" in str(row) for row in hh.table().rows())


def test_14_a_row_that_is_committed_late_is_not_lost(hh):
    late = hh.central.submit(interview_xml(1), hold=True)
    many(hh, 40, start=2)
    hh.pull()
    hh.central.commit()
    assert late.created_at < hh.central.form().submissions[interview_id(2)].created_at
    assert hh.pull().new == 1
    assert hh.table().height == 41


def test_14_none_of_the_360_rows_of_the_recorded_race_is_lost(hh):
    """Polls by the newest date seen lose 6 of them (exchanges A-473 to A-497)."""
    polls = [one for one in recordings() if one.label.startswith("race poll")]
    whole = json.loads(next(r for r in recordings() if r.label.startswith("race full")).answer)
    seen = {row["__id"] for one in polls for row in json.loads(one.answer)["value"]}
    dates = {row["__id"]: row["__system"]["submissionDate"] for row in whole["value"]}
    assert len(dates) - len(seen) == 6
    for number, (id_, when) in enumerate(dates.items()):
        if id_ in seen:
            hh.central.clock = lambda when=when: when
            hh.central.submit(interview_xml(number, ("Ada",), instance=id_))
    hh.pull(xml="needed", page=100)
    for number, (id_, when) in enumerate(dates.items()):
        if id_ not in seen:
            hh.central.clock = lambda when=when: when
            hh.central.submit(interview_xml(number, ("Ada",), instance=id_))
    assert hh.pull(xml="needed").new == 6
    assert set(hh.table()["_id"]) == dates.keys()


def test_15_a_restored_row_comes_back(hh):
    many(hh, 3)
    one = hh.central.form().submissions[interview_id(2)]
    hh.pull()
    whole = hh.bytes_of_tables()
    hh.central.delete(one)
    assert hh.pull().deleted == 1
    assert hh.table().filter(pl.col("_deleted"))["_id"].to_list() == [interview_id(2)]
    hh.central.restore(one)
    assert hh.pull().restored == 1
    assert hh.bytes_of_tables() == whole


def files(desk, number):
    """Names and contents of the files of an interview, by the journal's last word."""
    held, said = journal(desk), FileSaid(0, {})
    for frame in held.frames():
        if frame.event == "files" and frame.hash == held.hash(interview_id(number)):
            said = json.loads(frame.content)
    key = held.key_of(interview_id(number))
    return {
        name: b"".join(file_pieces(held.place, hidden, key))
        for name, hidden in said["files"].items()
    }


def test_16_a_photo_that_comes_late_or_goes_is_noticed(hh):
    hh.central.submit(interview_xml(1, photo="house.png"))
    one = hh.central.form().submissions[interview_id(1)]
    hh.pull()
    one.comments.append({"body": "look again"})
    one.files["house.png"] = b"a photo"
    assert hh.pull().files == 1
    assert files(hh, 1) == {"house.png": b"a photo"}
    one.files["house.png"] = None
    hh.pull()
    assert files(hh, 1) == {}
    assert hh.pull().requests <= 3


def test_17_reviews_and_deletions_are_as_the_server_has_them(hh):
    many(hh, 2)
    hh.pull()
    form = hh.central.form()
    assert hh.table()["_updated_at"].to_list() == [None, None]
    hh.central.review(form.submissions[interview_id(1)], "rejected")
    hh.pull()
    assert hh.table()["_review"].to_list() == ["rejected", None]
    edit(hh, 1, interview_xml(1, instance="uuid:new1", before=interview_id(1)))
    hh.central.delete(form.submissions[interview_id(2)])
    hh.pull()
    assert hh.table().select("_review", "_deleted").rows() == [("edited", False), (None, True)]


@pytest.mark.parametrize("xml", ["all", "needed"])
def test_18_a_question_that_a_new_version_drops_keeps_its_answers(hh, xml):
    many(hh, 2)
    hh.central.publish(form_xml("hh_work_v2.pyxform"))
    hh.central.submit(interview_xml(3, version="1.1", extra="<rooms>4</rooms>"))
    hh.pull(xml=xml)
    rows = hh.table().select("visit_time", "rooms").rows()
    assert rows[:2] == [("07:30:00.000+00:00", None)] * 2
    assert rows[2][1] == 4
    hh.central.review(hh.central.form().submissions[interview_id(1)], "approved")
    hh.pull(xml=xml)
    assert hh.table()["visit_time"].null_count() == (0 if xml == "all" else 1)


@pytest.mark.parametrize("xml", ["all", "needed"])
def test_19_a_column_that_becomes_text_keeps_what_were_numbers(hh, xml):
    many(hh, 1)
    hh.pull(xml=xml)
    assert hh.table()["hh_number"].to_list() == [1]
    changed = form_xml("hh_work_v1.pyxform").replace('version="1.0"><start', 'version="2"><start')
    changed = changed.replace('nodeset="/data/hh_number" type="int"',
                              'nodeset="/data/hh_number" type="string"')  # fmt: skip
    hh.central.publish(changed)
    hh.central.submit(interview_xml(2, version="2").replace(
        "<hh_number>2", "<hh_number>2 bis"))  # fmt: skip
    hh.pull(xml=xml)
    assert hh.table()["hh_number"].to_list() == ["1", "2 bis"]


def test_20_rows_that_come_while_pages_are_read_are_neither_lost_nor_twice(hh):
    many(hh, 55)
    more = [Fault("skiptoken", "call", value=lambda: many(hh, 3, start=200)),
            Fault("skiptoken", "call", after=2, value=lambda: many(hh, 2, start=300))]  # fmt: skip
    hh.application = Faulty(hh.central, more)
    hh.pull()
    assert hh.table().height == 55
    hh.application = hh.central
    assert hh.pull().new == 5
    assert hh.table()["_id"].n_unique() == hh.table().height == 60


def test_20_the_address_of_a_next_link_is_not_followed(hh):
    many(hh, 30)

    def elsewhere(body):
        return body.replace(b"https://central.example", b"https://evil.example")

    fault = Fault("expand", "replaced", times=99, value=elsewhere)
    hh.application = Faulty(hh.central, [fault])
    hh.pull(xml="needed")
    assert hh.table().height == 30


def test_21_a_page_that_is_empty_because_its_token_is_unknown_loses_nothing(hh):
    many(hh, 45)
    empty = json.dumps({"value": [], "@odata.context": "x", "@odata.count": 45}).encode()
    hh.application = Faulty(hh.central, [Fault("skiptoken", "replaced", value=lambda _: empty)])
    found = hh.pull(xml="needed")
    assert (found.new, found.missed) == (45, 0)


def test_22_nothing_is_asked_that_the_server_cannot_do(hh):
    many(hh, 60)
    hh.pull()
    many(hh, 60, start=100)
    hh.pull()
    for _, target in hh.central.asked:
        assert "$orderby" not in target
        assert not ("$select" in target and "$expand" in target)
        assert "$skip=" not in target


def test_23_no_repeat_table_is_paged(hh):
    many(hh, 30)
    hh.pull()
    assert not any("Submissions." in target for _, target in hh.central.asked)


def test_24_no_answer_is_left_out_because_of_an_etag(hh):
    many(hh, 2)
    hh.application = Faulty(hh.central)
    hh.pull()
    hh.pull()
    assert not any("HTTP_IF_NONE_MATCH" in one for one in hh.application.seen)


def test_25_xml_that_was_cut_is_told_and_its_last_answer_is_not_believed(hh):
    whole = interview_xml(1, ("Ada",))
    hh.central.submit(whole[: whole.index("<age>") + len("<age>1")])
    found = hh.pull()
    assert hh.codes(found) == ["cut-xml"]
    assert hh.table("member").select("sex", "age").rows() == [("2", None)]
    assert hh.table()["consent"].to_list() == ["1"]


def test_26_the_same_interview_sent_twice_is_one_row(hh):
    for _ in range(2):
        hh.central.submit(interview_xml(1))
    hh.pull()
    assert hh.table().height == 1


def test_27_files_that_the_server_dropped_are_not_looked_for(hh):
    hh.central.submit(interview_xml(1), files={"unexpected.png": b"x"})
    assert hh.pull().files == 0


def test_28_an_account_without_the_right_is_told_which_it_needs(hh):
    hh.application = Faulty(hh.central, [Fault("/forms/", "status", value=403)])
    with pytest.raises(Exception, match="may not read") as caught:
        hh.pull()
    assert "Project Viewer" in caught.value.hint


def test_29_a_closed_form_can_still_be_read(hh):
    many(hh, 1)
    hh.central.form().state = "closed"
    assert hh.pull().new == 1


def test_30_a_server_in_front_may_limit_though_this_one_never_does(hh):
    many(hh, 1)
    hh.application = Faulty(hh.central, [
        Fault("svc", "status", value=(429, [("Retry-After", "7")]))])  # fmt: skip
    assert hh.pull().new == 1
    assert hh.waited == [7.0]


def test_31_one_session_serves_a_whole_pull_and_no_password_goes_with_each_request(hh):
    many(hh, 30)
    hh.application = Faulty(hh.central)
    hh.pull()
    said = [one.get("HTTP_AUTHORIZATION", "") for one in hh.application.seen]
    assert said[0] == ""
    assert all(one.startswith("Bearer ") for one in said[1:])
    assert len(set(said[1:])) == 1


def test_32_entities_that_come_late_or_fail_hold_nothing_up(hh):
    many(hh, 1)
    hh.pull()
    assert not any("datasets" in target or "entit" in target for _, target in hh.central.asked)


ENCRYPTED = (
    '<data xmlns="http://opendatakit.org/submissions" encrypted="yes" id="hh_work" '
    'version="1.0"><base64EncryptedKey>AAAA</base64EncryptedKey><meta><instanceID>{id}'
    "</instanceID></meta><encryptedXmlFile>submission.xml.enc</encryptedXmlFile></data>"
)


def test_33_encrypted_interviews_are_kept_and_told_and_have_no_answers(hh):
    hh.central.submit(ENCRYPTED.format(id=interview_id(1)), files={"submission.xml.enc": b"cipher"})
    hh.central.submit(ENCRYPTED.format(id=interview_id(2)))
    many(hh, 1, start=3)
    found = hh.pull()
    assert hh.codes(found) == ["encrypted", "encrypted-without-file"]
    assert (found.closed, found.faults["unfiled"]) == (1, 1)
    assert hh.table()["consent"].to_list() == [None, None, "1"]
    assert files(hh, 1) == {"submission.xml.enc": b"cipher"}


def test_34_photos_of_one_name_in_two_interviews_stay_apart(hh):
    for number in (1, 2):
        hh.central.submit(
            interview_xml(number, photo="photo.jpg"), files={"photo.jpg": b"%d" % number}
        )
    hh.pull()
    assert [files(hh, n)["photo.jpg"] for n in (1, 2)] == [b"1", b"2"]


@pytest.mark.parametrize("how", ["half", "cut"])
def test_35_a_stream_that_ends_too_early_is_asked_for_again(hh, how):
    many(hh, 30)
    hh.application = Faulty(hh.central, [Fault("svc", how, times=2, after=at) for at in (0, 3)])
    assert hh.pull(xml="needed").new == 30
