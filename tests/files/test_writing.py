"""Writing: whole or not at all."""

import hashlib
import stat

import pytest

from measure87.files import csv_text, sha256_of, whole_file, write_whole
from measure87.vocabulary.errors import DataError


def test_a_file_is_written_whole_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "out.txt"
    write_whole(path, "first")
    write_whole(path, "é")
    assert path.read_bytes() == "é".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]
    assert sha256_of(path) == hashlib.sha256("é".encode()).hexdigest()


def test_while_it_is_written_only_its_owner_can_read_it(tmp_path):
    with whole_file(tmp_path / "out.txt") as draft:
        assert stat.S_IMODE(draft.stat().st_mode) == 0o600
        assert draft.parent == tmp_path
        draft.write_text("x")


def test_a_private_file_stays_private(tmp_path):
    write_whole(tmp_path / "p", b"x", private=True)
    assert stat.S_IMODE((tmp_path / "p").stat().st_mode) == 0o600


def test_a_failure_leaves_what_was_there(tmp_path):
    path = tmp_path / "out.txt"
    write_whole(path, "old")

    def fail_half_way():
        with whole_file(path) as draft:
            draft.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(DataError, match=r"cannot write out.txt"):
        write_whole(tmp_path / "no" / "out.txt", "x")


def test_csv_text_escapes_formulas_and_keeps_numbers():
    text = csv_text([("a", "b"), ("=1", -2), ("x, y", 0.1), (None, True)])
    assert text == 'a,b\n\'=1,-2\n"x, y",0.1\n,True\n'


def test_csv_text_refuses_nan():
    with pytest.raises(ValueError, match="nan"):
        csv_text([(float("nan"),)])
