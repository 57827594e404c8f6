"""Interviews that phones encrypted: opened with the form's key, or by a server that holds it."""

import base64
import contextlib
import hashlib
import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.collect.form.interviews.layout import layout_of
from measure87.collect.form.interviews.rows import About, Filling
from measure87.collect.form.interviews.trees import Trees
from measure87.collect.form.safe_xml import read_xml
from measure87.collect.form.xform_reading import form_of_xform
from measure87.collect.intake.attachments import file_pieces, hidden_name
from measure87.collect.intake.decrypted_tables import interviews_of
from measure87.collect.intake.journal import Journal
from measure87.collect.intake.odk_encryption import FormKey, UnopenedError, manifest_of
from measure87.collect.intake.opening import WithKey, WithPassphrase, form_opener
from measure87.vocabulary.errors import DataError, StudyError
from tests.collect.intake.interviews import interview_id, interview_xml
from tests.standin.continued import form_xml
from tests.standin.encrypted import encrypted, new_key
from tests.standin.multipart import read_multipart
from tests.standin.recordings import recorded

HERE = Path(__file__).parents[2] / "reference" / "odk_encrypted"
PHOTOS = {  # SHA-256 of the first 4,096 bytes, opened: the README there
    "1538040007350.jpg": "5b25b7da3c2a6a336951537832a09a91d65d68f3414f164a5970a09e82483f2f",
    "1538040019351.jpg": "3ed1d44e770b385d5ca052ef75bca69fb0aec557394798f7ddfc8b171b546275",
}


@pytest.fixture(scope="module")
def keys():
    return [new_key(), new_key()]


@pytest.fixture
def hh(desk):
    desk.central.publish(form_xml("hh_work_v1.pyxform"))
    return desk


def send(desk, key, number, photos=None, **changes):
    id_ = interview_id(number)
    xml = interview_xml(number, photo=next(iter(photos or {}), ""), **changes)
    manifest, files = encrypted(key, id_, xml, photos)
    return desk.central.submit(manifest, files=files)


def photo(desk, number, name):
    journal = Journal(desk.field, desk.identity.study_key)
    key = journal.key_of(interview_id(number))
    return b"".join(file_pieces(journal.place, hidden_name(key, name), key))


# Reference: interviews that ODK Collect encrypted, of the tests of ODK Briefcase (its README here).


@pytest.mark.parametrize(
    ("stem", "said"), [("encrypted-form", "Guillermo"), ("encrypted-form-media", "My name")]
)
def test_an_interview_of_a_real_phone_is_opened(stem, said):
    key = FormKey((HERE / "encrypted-form-key.pem").read_text("utf-8"))
    opened = key.opened(manifest_of((HERE / f"{stem}-submission.xml").read_bytes()))
    sealed = (HERE / f"{stem}-submission.xml.enc").read_bytes()
    root = read_xml(opened.content("submission.xml.enc", sealed), "an interview")
    assert root.get("id") == stem
    assert root.findtext("name") == said
    assert root.findtext("{*}meta/{*}instanceID") == opened.manifest.instance


@pytest.mark.parametrize("name", PHOTOS)
def test_photos_of_a_real_phone_are_opened_in_pieces(name):
    key = FormKey((HERE / "encrypted-form-key.pem").read_text("utf-8"))
    opened = key.opened(manifest_of((HERE / "encrypted-form-media-submission.xml").read_bytes()))
    sealed = (HERE / f"{name}.enc.begin").read_bytes()
    # The photo goes on after what is here, so a block more is given to be taken for its padding.
    pieces = [sealed[at : at + 1000] for at in range(0, len(sealed), 1000)]
    reader, found = opened.pieces(f"{name}.enc", iter([*pieces, bytes(16)])), b""
    with contextlib.suppress(UnopenedError):
        for piece in reader:
            found += piece
    assert hashlib.sha256(found).hexdigest() == PHOTOS[name]


def test_the_key_is_read_in_pem_and_in_base64_and_never_shown():
    pem = (HERE / "encrypted-form-key.pem").read_text("utf-8")
    bare = "".join(line for line in pem.splitlines() if not line.startswith("-----"))
    assert FormKey(pem).mark == FormKey(bare).mark
    assert bare[:20] not in repr(WithKey(FormKey(pem)))
    assert "a passphrase" not in repr(WithPassphrase("a passphrase"))
    for wrong in ("secret", bare[:-40], pem.replace("M", "N", 40), ""):
        with pytest.raises(StudyError, match="no private RSA key") as raised:
            FormKey(wrong)
        assert bare[:20] not in str(raised.value)


# A pull with a key


def test_encrypted_interviews_and_photos_come_as_if_they_had_been_sent_in_the_clear(hh, keys):
    key, pem = keys[0]
    for number in (1, 2):
        send(hh, key, number, {"photo.jpg": b"%d" % number * 40_000})
    hh.central.submit(interview_xml(3))
    found = hh.pull(opener=WithKey(FormKey(pem)))
    assert hh.codes(found) == []
    assert found.new == 3
    assert hh.table()["hh_number"].to_list() == [1, 2, 3]
    assert hh.table("member").height == 6
    assert [photo(hh, n, "photo.jpg") for n in (1, 2)] == [b"1" * 40_000, b"2" * 40_000]
    again = hh.pull(opener=WithKey(FormKey(pem)))
    assert (again.new, again.changed, again.files) == (0, 0, 0)
    assert again.requests <= 3


def test_nothing_of_what_was_opened_is_anywhere_in_the_clear(hh, keys, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    key, pem = keys[0]
    send(hh, key, 1, {"Quillabamba.jpg": b"picture of Quillabamba"}, names=("Quillabamba",))
    hh.pull(opener=WithKey(FormKey(pem)))
    assert photo(hh, 1, "Quillabamba.jpg") == b"picture of Quillabamba"
    for one in tmp_path.rglob("*"):
        assert "Quillabamba" not in one.name
        assert not one.is_file() or b"Quillabamba" not in one.read_bytes()
        assert not one.is_file() or pem.splitlines()[1].encode() not in one.read_bytes()
    assert "Quillabamba" not in caplog.text


def test_without_the_key_they_are_told_at_every_pull_and_opened_once_it_is_there(hh, keys):
    key, pem = keys[0]
    send(hh, key, 1, {"photo.jpg": b"picture"})
    for _ in range(2):
        found = hh.pull()
        assert hh.codes(found) == ["encrypted"]
        assert hh.table()["hh_number"].to_list() == [None]
    assert found.requests <= 3
    found = hh.pull(opener=WithKey(FormKey(pem)))
    assert (hh.codes(found), found.changed) == ([], 1)
    assert hh.table()["hh_number"].to_list() == [1]
    assert photo(hh, 1, "photo.jpg") == b"picture"
    assert hh.pull().requests <= 3
    assert hh.table()["hh_number"].to_list() == [1]


def test_another_key_is_tried_once_and_the_right_one_opens_after_it(hh, keys):
    (key, pem), (_, other) = keys
    send(hh, key, 1)
    found = hh.pull(opener=WithKey(FormKey(other)))
    assert hh.codes(found) == ["other-key"]
    found = hh.pull(opener=WithKey(FormKey(other)))
    assert hh.codes(found) == ["other-key"]
    assert found.requests <= 3
    assert hh.codes(hh.pull(opener=WithKey(FormKey(pem)))) == []
    assert hh.table()["hh_number"].to_list() == [1]


def test_the_journal_alone_remakes_what_was_opened(hh, keys):
    key, pem = keys[0]
    send(hh, key, 1)
    hh.pull(opener=WithKey(FormKey(pem)))
    before = hh.bytes_of_tables()
    (hh.field / "state.json").unlink()
    again = hh.pull()
    assert hh.codes(again) == []
    assert hh.bytes_of_tables() == before


@pytest.mark.parametrize("harm", ["cut", "changed", "emptied"])
def test_what_is_damaged_is_told_and_stops_nothing(hh, keys, harm):
    key, pem = keys[0]
    one = send(hh, key, 1, {"photo.jpg": b"picture"})
    send(hh, key, 2)
    whole = one.files["submission.xml.enc"]
    one.files["submission.xml.enc"] = {
        "cut": whole[:-5], "changed": whole[:-1] + bytes([whole[-1] ^ 255]), "emptied": b"",
    }[harm]  # fmt: skip
    one.files["photo.jpg.enc"] = b"no blocks"
    found = hh.pull(opener=WithKey(FormKey(pem)))
    assert hh.codes(found) == ["other-key", "closed-files"]
    assert sorted(hh.table()["hh_number"].to_list(), key=str) == [2, None]
    assert photo(hh, 1, "photo.jpg.enc") == b"no blocks"


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_whatever_a_manifest_says_is_a_manifest_or_refused(content):
    try:
        assert manifest_of(content).files
    except UnopenedError:
        return


@settings(max_examples=25)
@given(content=st.binary(max_size=70), cuts=st.lists(st.integers(0, 70), max_size=4))
def test_pieces_of_any_size_give_the_same(keys, content, cuts):
    key, pem = keys[0]
    manifest, files = encrypted(key, "uuid:1", "<data/>", {"a": content})
    opened = FormKey(pem).opened(manifest_of(manifest.encode()))
    sealed, ends = files["a.enc"], sorted(cuts)
    pieces = [sealed[a:b] for a, b in zip([0, *ends], [*ends, None], strict=True)]
    assert b"".join(opened.pieces("a.enc", iter(pieces))) == content


# A server that holds the key: what a real one answered


@pytest.fixture
def managed(desk):
    """The recorded project: a plain version, then an encrypted one, and five interviews."""
    central = desk.central
    plain = form_xml("facility_a")
    central.publish(plain)
    central.publish(plain, version="v0[encrypted:AAAAAAA1]")
    central.submit(recorded(445).body.decode(), form="facility_a")
    for number in (452, 453, 454):
        one = recorded(number)
        kind = {k.lower(): v for k, v in one.headers}["content-type"]
        parts = read_multipart(kind, one.body)
        sent = {name: content for field, (name, content) in parts.items()
                if field != "xml_submission_file"}  # fmt: skip
        central.submit(parts["xml_submission_file"][1].decode(), files=sent)
    central.submit(recorded(455).body.decode(), form="facility_a")
    form = central.form("facility_a")
    form.keys = json.loads(recorded(456).answer)
    form.archives = {"<PASSPHRASE-1>": recorded(462).answer}
    desk.settings = replace(
        desk.settings, form="facility_a", identifiers=(), not_identifiers=("name",)
    )
    return desk


def test_the_server_s_opened_tables_fill_ours(managed):
    found = managed.pull(opener=WithPassphrase("<PASSPHRASE-1>"))
    assert managed.codes(found) == ["encrypted-without-file"]
    rows = managed.table().select("name", "n").rows()
    assert sorted(rows, key=str) == sorted(
        [("plain", 1), ("plain2", 2), ("secret 0", 0), ("secret 1", 1), (None, None)], key=str
    )
    again = managed.pull(opener=WithPassphrase("<PASSPHRASE-1>"))
    assert (again.changed, again.requests <= 3) == (0, True)
    state = (managed.field / "state.json").read_text("utf-8")
    assert "PASSPHRASE" not in state


def test_a_wrong_passphrase_is_one_sentence_and_loses_nothing(managed):
    with pytest.raises(StudyError, match="does not open the form's key") as raised:
        managed.pull(opener=WithPassphrase("guess"))
    assert "guess" not in str(raised.value)
    assert managed.pull(opener=WithPassphrase("<PASSPHRASE-1>")).interviews == 5


def test_the_key_of_a_server_is_not_looked_for_where_it_holds_none(hh, keys):
    send(hh, keys[0][0], 1)
    assert hh.codes(hh.pull(opener=WithPassphrase("any"))) == ["other-key"]


def test_tables_of_a_real_server_with_repeats_give_what_its_own_table_gives():
    """Recorded: the same interviews as an archive of tables, and by OData with all repeats."""
    layout = layout_of([form_of_xform(form_xml("hh_work_v2.pyxform").encode())])
    ours = interviews_of(recorded(320).answer, layout)
    trees = Trees(layout)
    theirs = odata_rows()
    assert ours.keys() == theirs.keys()
    for id_ in ours:
        xml = read_xml(ours[id_].encode(), "an interview")
        assert rows_of(layout, id_, trees.of_xml(xml)) == rows_of(
            layout, id_, trees.of_json(theirs[id_])
        )


def odata_rows():
    """Rows with their repeats, of the four pages that were recorded before the archive."""
    pages = (json.loads(recorded(number).answer) for number in range(314, 318))
    return {row["__id"]: row for page in pages for row in page["value"]}


def rows_of(layout, id_, tree):
    from measure87.collect.form.interviews.columns import frame_of

    filling = Filling(layout)
    filling.add(About(id_, "", None, "", "", None, 0, deleted=False), tree)
    return {name: frame_of(answers, {}).rows() for name, answers in filling.answers.items()}


def locked(archive):
    """The same with the sign that its files have a password."""
    at = archive.index(b"PK\1\2") + 8
    return archive[:at] + bytes([archive[at] | 1]) + archive[at + 1 :]


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"PK\x03\x04 and more", locked(recorded(462).answer)]
)
def test_an_archive_that_is_none_is_refused(content):
    layout = layout_of([form_of_xform(form_xml("facility_a").encode())])
    with pytest.raises(DataError, match="archive"):
        interviews_of(content, layout)


def test_secrets_come_from_the_environment(monkeypatch, keys):
    monkeypatch.delenv("MEASURE87_FORM_KEY", raising=False)
    monkeypatch.delenv("MEASURE87_FORM_PASSPHRASE", raising=False)
    assert form_opener().mark == ""
    monkeypatch.setenv("MEASURE87_FORM_PASSPHRASE", "words")
    assert form_opener().mark == "words"
    monkeypatch.setenv("MEASURE87_FORM_KEY", keys[0][1])
    assert form_opener().mark == FormKey(keys[0][1]).mark
    assert base64.b64encode(b"words").decode() not in repr(form_opener())
