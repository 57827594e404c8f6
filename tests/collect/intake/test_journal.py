"""The journal is only added to, is whole after a kill at any byte, and forgets who withdraws."""

import os
import stat
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measure87.collect.intake.attachments import file_pieces, hidden_name, keep_file
from measure87.collect.intake.journal import Entry, Journal
from measure87.collect.intake.study_key import StudyKey
from measure87.vocabulary.errors import DataError, StudyError

KEY = StudyKey(b"k" * 32)


def entries(count, start=0):
    return [
        Entry("submission", f"uuid:{n}", f"the secret of {n}".encode())
        for n in range(start, start + count)
    ]


def contents(journal):
    return [frame.content for frame in journal.frames()]


def test_what_was_added_is_read_again_in_order(tmp_path):
    Journal(tmp_path, KEY).append(entries(5))
    journal = Journal(tmp_path, KEY)
    journal.append(entries(2, 5))
    assert contents(journal) == [f"the secret of {n}".encode() for n in range(7)]


def test_nothing_of_an_interview_is_on_the_disk_in_the_clear(tmp_path):
    Journal(tmp_path, KEY).append(entries(3))
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert b"secret" not in path.read_bytes()
            assert b"uuid" not in path.read_bytes()


def test_the_same_interview_has_one_key_and_each_its_own(tmp_path):
    journal = Journal(tmp_path, KEY)
    assert journal.key_of("a") == journal.key_of("a") == Journal(tmp_path, KEY).key_of("a")
    assert journal.key_of("a") != journal.key_of("b")


@pytest.mark.parametrize("name", ["journal.bin", "keys.bin"])
def test_a_file_that_is_torn_at_any_byte_is_cut_to_its_last_whole_frame(tmp_path, name):
    folder = tmp_path / "journal"
    Journal(tmp_path, KEY).append(entries(2))
    whole = {one.name: one.read_bytes() for one in folder.iterdir()}
    Journal(tmp_path, KEY).append(entries(1, 2))
    longer = (folder / name).read_bytes()
    other = {n: (folder / n).read_bytes() for n in whole if n != name}
    for at in range(len(whole[name]), len(longer)):
        (folder / name).write_bytes(longer[:at])
        for n, content in (other if name == "journal.bin" else whole).items():
            if n != name:
                (folder / n).write_bytes(content)
        journal = Journal(tmp_path, KEY)
        assert contents(journal) == [b"the secret of 0", b"the secret of 1"]
        assert (folder / name).read_bytes() == whole[name]
        if name == "journal.bin":
            assert journal.cut == at - len(whole[name])


def test_zeros_at_the_end_are_cut(tmp_path):
    journal = Journal(tmp_path, KEY)
    journal.append(entries(2))
    path = tmp_path / "journal" / "journal.bin"
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(5_000))
    assert len(contents(Journal(tmp_path, KEY))) == 2
    assert path.read_bytes() == whole


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_damage_before_the_end_is_refused_and_nothing_is_cut(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("j")
    Journal(folder, KEY).append(entries(3))
    path = folder / "journal" / "journal.bin"
    whole = path.read_bytes()
    last = whole.rindex(path.read_bytes()[-80:]) - 40
    at = data.draw(st.integers(36, last - 120))
    changed = bytearray(whole)
    changed[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(changed)
    with pytest.raises(DataError, match="damaged"):
        contents(Journal(folder, KEY))
    assert path.read_bytes() == bytes(changed)


def test_another_key_opens_nothing(tmp_path):
    Journal(tmp_path, KEY).append(entries(1))
    with pytest.raises(StudyError) as caught:
        Journal(tmp_path, StudyKey(b"x" * 32))
    assert caught.value.code == "wrong-key"


def test_keys_that_are_lost_are_no_withdrawal(tmp_path):
    Journal(tmp_path, KEY).append(entries(2))
    (tmp_path / "journal" / "keys.bin").unlink()
    with pytest.raises(StudyError) as caught:
        contents(Journal(tmp_path, KEY))
    assert caught.value.code == "lost-keys"


def test_who_withdraws_leaves_a_tombstone_and_no_key(tmp_path):
    journal = Journal(tmp_path, KEY)
    journal.append(entries(3))
    before = (tmp_path / "journal" / "journal.bin").read_bytes()
    key = journal.key_of("uuid:1")
    journal.destroy("uuid:1")
    again = Journal(tmp_path, KEY)
    after = (tmp_path / "journal" / "journal.bin").read_bytes()
    assert after.startswith(before)
    assert contents(again) == [b"the secret of 0", None, b"the secret of 2", None]
    assert again.withdrawn == {again.hash("uuid:1")}
    again.append(entries(2, 1))  # the server has her still
    assert contents(again)[-1] == b"the secret of 2"
    assert len(contents(again)) == 5
    with pytest.raises(StudyError):
        again.key_of("uuid:1")
    del key


def test_a_withdrawal_that_was_killed_between_tombstone_and_key_is_finished(tmp_path):
    journal = Journal(tmp_path, KEY)
    journal.append(entries(2))
    keys = (tmp_path / "journal" / "keys.bin").read_bytes()
    journal.destroy("uuid:0")
    (tmp_path / "journal" / "keys.bin").write_bytes(keys)
    assert contents(Journal(tmp_path, KEY))[0] is None
    assert (tmp_path / "journal" / "keys.bin").read_bytes() != keys


@pytest.mark.parametrize("size", [0, 1, 1 << 20, (1 << 20) + 1, 3_500_000])
def test_a_file_of_any_size_comes_back_whole(tmp_path, size):
    content = os.urandom(size)
    pieces = (content[at : at + 7_777] for at in range(0, size, 7_777))
    keep_file(tmp_path, "x", b"k" * 32, pieces)
    assert b"".join(file_pieces(tmp_path, "x", b"k" * 32)) == content
    kept = (tmp_path / "files" / "x").read_bytes()
    assert sha256(content).digest() not in kept
    assert not list((tmp_path / "files").glob(".*"))


def test_a_file_that_was_cut_or_changed_is_not_believed(tmp_path):
    content = os.urandom(2_500_000)
    keep_file(tmp_path, "x", b"k" * 32, iter([content]))
    path = tmp_path / "files" / "x"
    whole = path.read_bytes()
    first = 17 + 4 + (1 << 20) + 40
    for changed in (
        whole[:first],
        whole[:-1],
        whole[:30] + bytes([whole[30] ^ 1]) + whole[31:],
        whole[:17],
    ):
        path.write_bytes(changed)
        with pytest.raises(DataError):
            b"".join(file_pieces(tmp_path, "x", b"k" * 32))


def test_the_name_of_a_file_tells_nothing_and_leads_nowhere():
    name = hidden_name(b"k" * 32, "../../../etc/passwd")
    assert len(name) == 32
    assert set(name) <= set("0123456789abcdef")
