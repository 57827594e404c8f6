"""JSON files: whatever is wrong with one is one kind of error."""

import msgspec
import pytest

from measure87.files.json_file import json_as, json_of_file


class Case(msgspec.Struct):
    name: str
    rest: msgspec.Raw = msgspec.Raw(b"null")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"name": 1}', b"\x80", b'{"name": "\xff"}',
     b'{"name": "a", "rest": "\xff"}', b'{"name": "a", "other": "\xff"}',
     b'{"name": "a", "other": ' + b"[" * 100_000],
)  # fmt: skip
def test_what_is_wrong_is_one_kind_of_error(content):
    with pytest.raises(msgspec.DecodeError):
        json_as(content, Case)


def test_a_file_is_read_as_it_is_declared(tmp_path):
    (tmp_path / "case.json").write_bytes('{"name": "Zoé", "rest": [1]}'.encode())
    found = json_of_file(tmp_path / "case.json", Case)
    assert (found.name, bytes(found.rest)) == ("Zoé", b"[1]")
