"""What the office said of interviews: fetched with the review, into the encrypted file alone."""

import json

import polars as pl
import pyrage
import pytest

from measure87.collect.intake.store import withdraw
from tests.collect.intake.interviews import interview_id
from tests.collect.intake.test_surprises import many
from tests.standin.continued import form_xml
from tests.standin.recordings import recorded

SAID = json.loads(recorded(229).answer)[0]


@pytest.fixture
def hh(desk):
    desk.central.publish(form_xml("hh_work_v1.pyxform"))
    many(desk, 3)
    return desk


def say(desk, number, body, when="2031-03-05T10:00:00.000Z"):
    one = desk.central.form().submissions[interview_id(number)]
    one.comments.append({"body": body, "actorId": 5, "createdAt": when})
    return one


def comments(desk):
    """Of each interview that has any, out of the encrypted file."""
    me = pyrage.x25519.Identity.from_str(desk.identity.text)
    lines = pyrage.decrypt((desk.field / "identifiers.age").read_bytes(), [me]).splitlines()
    found = [json.loads(line) for line in lines]
    return {id_: said["_comments"] for id_, _, _, said in found if "_comments" in said}


def asked_for_comments(desk):
    return sum("/comments" in target for _, target in desk.central.asked)


def test_a_comment_comes_with_the_review_and_stays_encrypted(hh):
    hh.pull()
    one = say(hh, 1, SAID["body"], SAID["createdAt"])
    say(hh, 1, "Ada's hours are those of Ben", "2031-03-05T09:00:30.000Z")
    hh.central.review(one, "hasIssues")
    found = hh.pull()
    assert (found.changed, found.commented) == (1, 1)
    assert comments(hh) == {
        interview_id(1): f"{SAID['createdAt']} {SAID['body']}\n"
        "2031-03-05T09:00:30.000Z Ada's hours are those of Ben"
    }
    clear = [one.read_bytes() for one in hh.field.rglob("*") if one.is_file()]
    assert not any(b"hours" in one and b"Ada" in one for one in clear)
    assert "_comments" not in repr([pl.read_parquet_schema(one) for one in
                                    (hh.field / "tables").iterdir()])  # fmt: skip
    assert hh.pull().requests <= 3
    assert asked_for_comments(hh) == 1


def test_a_comment_without_a_review_comes_with_the_next_change(hh):
    hh.central.review(say(hh, 1, "first"), "approved")
    hh.pull()
    one = say(hh, 1, "second")
    assert hh.pull().changed == 0
    hh.central.review(one, "rejected")
    hh.pull()
    assert [one.count("\n") for one in comments(hh).values()] == [1]


def test_all_asks_for_every_interview_and_finds_a_late_one(hh):
    hh.pull(comments="all")
    say(hh, 2, "late")
    before = asked_for_comments(hh)
    assert hh.pull(comments="all").changed == 1
    assert asked_for_comments(hh) - before == 3
    assert [*comments(hh)] == [interview_id(2)]
    assert hh.pull(comments="all").changed == 0


def test_none_asks_for_none(hh):
    hh.central.review(say(hh, 1, "said"), "approved")
    assert hh.pull(comments="none").commented == 0
    assert asked_for_comments(hh) == 0
    assert comments(hh) == {}


def test_comments_outlive_the_state_and_go_with_who_withdraws(hh):
    hh.central.review(say(hh, 1, "said"), "approved")
    hh.pull()
    (hh.field / "state.json").unlink()
    assert hh.pull().commented == 1
    assert [*comments(hh)] == [interview_id(1)]
    withdraw(hh.study, interview_id(1), hh.settings, hh.identity)
    assert comments(hh) == {}
