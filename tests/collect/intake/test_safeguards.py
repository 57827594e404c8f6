"""Who did not agree, or withdrew, is in no table of a pull and in no file of identifiers."""

from datetime import date

import msgspec
import polars as pl
import pyrage
import pytest
from click.testing import CliRunner

from measure87.cli import main
from measure87.collect.ethics.encrypted_file import EncryptedFile
from measure87.collect.ethics.keys import identities_in, new_key
from measure87.collect.ethics.tombstones import bury
from measure87.collect.form.model import Choice, ChoiceList, Form, Section, form_json
from measure87.collect.form.xform_reading import form_of_xform
from measure87.collect.intake.store import remake
from measure87.vocabulary.errors import DataError
from tests.collect.intake.interviews import interview_id, interview_xml
from tests.collect.intake.test_command import LISTED, SETTINGS, error_of, run, secrets
from tests.standin.continued import form_xml
from tests.standin.server import served

__all__ = ["secrets"]
SAYS = {"1": "yes", "2": "no", "9": "refused"}
AGREES = ("consent", "worked")
"""Questions that stand for agreement here: of the household, and of each member."""


def with_agreement(form: Form) -> Form:
    """A form in which two questions record agreement."""
    own = ChoiceList("agrees", tuple(Choice(code, {}, says) for code, says in SAYS.items()))

    def changed(children):
        found = []
        for child in children:
            if isinstance(child, Section):
                found.append(msgspec.structs.replace(child, children=changed(child.children)))
            elif child.name in AGREES:
                found.append(msgspec.structs.replace(child, consent="person", choices="agrees"))
            else:
                found.append(child)
        return tuple(found)

    return msgspec.structs.replace(
        form, children=changed(form.children), lists=(*form.lists, own), ethics_approval="B-12"
    )


@pytest.fixture
def agreed(desk):
    """A desk whose study has a form of its own, with three interviews on the server."""
    xml = form_xml("hh_work_v1.pyxform")
    desk.central.publish(xml)
    (desk.study / "form").mkdir()
    (desk.study / "form" / "form.json").write_bytes(
        form_json(with_agreement(form_of_xform(xml.encode())))
    )
    pairs = (("Ada", "Ben"), ("Cyd", "Dan"), ("Eve", "Fay"))
    for number, names in enumerate(pairs, start=1):
        text = interview_xml(number, names)
        if number == 2:
            text = text.replace("<consent>1<", "<consent>2<")
        if number == 3:
            text = text.replace("<worked>1<", "<worked>9<", 1)
        desk.central.submit(text)
    return desk


def names_kept(desk):
    own = pyrage.x25519.Identity.from_str(desk.identity.text)
    text = pyrage.decrypt((desk.field / "identifiers.age").read_bytes(), [own]).decode()
    return {name for name in ("Ada", "Ben", "Cyd", "Dan", "Eve", "Fay") if f'"{name}"' in text}


def lines(desk, table="member"):
    return sorted(zip(desk.table(table)["_id"], desk.table(table)["_row"], strict=True))


def test_who_did_not_agree_is_in_no_table_and_no_file_of_names(agreed):
    found = agreed.pull()
    assert sorted(agreed.table()["_id"]) == sorted([interview_id(1), interview_id(3)])
    both = [(interview_id(number), row) for number in (1, 3) for row in (1, 2)]
    assert lines(agreed) == sorted(both)
    assert names_kept(agreed) == {"Ada", "Ben", "Eve", "Fay"}
    assert found.left_out == {"main": 1, "member": 2, "job": 3}
    assert "left-out" in agreed.codes(found)
    before = agreed.bytes_of_tables()
    assert agreed.pull().new == 0
    assert agreed.bytes_of_tables() == before


def test_what_is_asked_only_of_who_agreed_is_taken_out_and_what_was_told_before_stays(agreed):
    agreed.pull()
    members = agreed.table("member").sort("_id", "_row")
    (eve,) = members.filter((pl.col("_id") == interview_id(3)) & (pl.col("_row") == 1)).to_dicts()
    (fay,) = members.filter((pl.col("_id") == interview_id(3)) & (pl.col("_row") == 2)).to_dicts()
    assert (eve["sex"], eve["age"], eve["worked"]) == ("2", 6, "9")
    assert fay["worked"] == "1"
    jobs = agreed.table("job").filter(pl.col("_id") == interview_id(3))
    assert jobs["_parent_row"].to_list() == [2]


def test_a_person_who_withdrew_does_not_come_back(agreed):
    agreed.pull()
    secret = agreed.identity.study_key.part("ids")
    bury(agreed.study, secret, interview_id(1), "member", 2, date(2031, 4, 1))
    remake(agreed.study, agreed.settings, agreed.identity)
    for time in range(2):
        assert lines(agreed) == sorted(
            [(interview_id(1), 1), (interview_id(3), 1), (interview_id(3), 2)]
        )
        assert names_kept(agreed) == {"Ada", "Eve", "Fay"}
        form, one = agreed.central.form(), agreed.central.form().submissions[interview_id(1)]
        now = one.now.instance_id
        edited = interview_xml(1, ("Ada", "Ben"), instance=f"uuid:new{time}", before=now)
        agreed.central.edit(form, one, edited, now, f"uuid:new{time}")
        agreed.pull()


def test_identifiers_go_under_the_public_keys_that_the_study_names(agreed, tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("keys")
    agreed.pull()
    kept = EncryptedFile(agreed.field / "identifiers.age", b"")
    files = [tmp_path / "one.key", tmp_path / "other.key"]
    public = [new_key(path) for path in files]
    (agreed.study / "ethics.toml").write_text(f"recipients = {public}\n", encoding="utf-8")
    with pytest.raises(DataError, match="encrypted as a whole"):  # and not: 0 entries, done
        kept.lock_anew(identities_in(files[0]), public)
    agreed.pull()
    for path in files:
        entries = list(kept.read(identities_in(path)))
        assert {e.values["name"] for e in entries if "name" in e.values} == {
            "Ada",
            "Ben",
            "Eve",
            "Fay",
        }
    text = (agreed.field / "identifiers.age").read_text("ascii")
    assert '"name"' not in text


def test_nothing_is_pulled_of_persons_without_an_approval(agreed, secrets):
    other = f'{LISTED}\n[ethics]\napproval = "B-13"\nboard = "a board"'
    for more, code in ((LISTED, "no-approval"), (other, "other-approval")):
        error = error_of(run(agreed, "collect", "pull", str(agreed.study), "--json", more=more))
        assert error["code"] == code
        assert not (agreed.field / "journal").exists()
    with served(agreed.central) as url:
        (agreed.study / "study.toml").write_text(
            f"invented = true\n{SETTINGS.format(url=url, more=LISTED)}"
        )
        done = CliRunner().invoke(main, ["collect", "pull", str(agreed.study), "--json"])
    assert done.exit_code == 0, done.output
