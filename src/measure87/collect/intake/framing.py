"""Frames of a file that is only ever added to: a torn end is cut, damage before it is refused.

A frame is the length of its body, a check sum of the length, one of the body, and the body. A
process that is killed leaves the beginning of what it wrote; a machine that lost its power may
leave zeros. Both stand at the end alone.
"""

import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from measure87.files.writing import sync_folder
from measure87.vocabulary.errors import DataError

_HEAD = struct.Struct(">III")
_MOST = 256 * 1024 * 1024


def frame(body: bytes) -> bytes:
    """A body with its head."""
    length = len(body)
    return _HEAD.pack(length, _sum_of(length), zlib.crc32(body)) + body


def _sum_of(length: int) -> int:
    return zlib.crc32(length.to_bytes(4, "big"))


def add_to(path: Path, content: bytes) -> None:
    """Add frames to a file for its owner alone; when this returns they are on the disk."""
    if not content:
        return
    new = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "ab", buffering=0) as file:
        rest = memoryview(content)
        while rest:
            rest = rest[file.write(rest) or 0 :]
        os.fsync(file.fileno())
    if new:
        sync_folder(path.parent)


def bodies(path: Path, start: int) -> Iterator[bytes]:
    """The bodies of frames from a place where one begins, of a file that was settled."""
    with path.open("rb") as file:
        file.seek(start)
        while head := file.read(_HEAD.size):
            yield file.read(_HEAD.unpack(head)[0])


def settled_bodies(path: Path, start: int) -> Iterator[bytes]:
    """The bodies of all whole frames of a file; a torn end is cut off.

    Raises
    ------
    DataError
        `damaged`, if a bad frame stands before the end.
    """
    if not path.exists():
        return
    with path.open("rb+") as file:
        size = file.seek(0, os.SEEK_END)
        at = file.seek(start)
        while at < size:
            body = _body(file, at, size, path)
            if body is None:
                file.truncate(at)
                os.fsync(file.fileno())
                return
            yield body
            at += _HEAD.size + len(body)


def _body(file: BinaryIO, at: int, size: int, path: Path) -> bytes | None:
    """The body of a frame; None where the end is torn there."""
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    length, of_length, of_body = _HEAD.unpack(head)
    if of_length != _sum_of(length) or not 0 < length <= _MOST:
        _refuse_unless(_only_zeros(file, at), path)
        return None
    body = file.read(length)
    if len(body) == length and zlib.crc32(body) == of_body:
        return body
    end = at + _HEAD.size + length
    _refuse_unless(end >= size or _only_zeros(file, at + _HEAD.size), path)
    return None


def _refuse_unless(torn: bool, path: Path) -> None:
    if not torn:
        raise damaged(path)


def _only_zeros(file: BinaryIO, at: int) -> bool:
    file.seek(at)
    return all(not any(block) for block in iter(lambda: file.read(1 << 20), b""))


def damaged(path: Path) -> DataError:
    """The error of a file that is not as it was written."""
    return DataError(
        f"{path.name} is damaged before its end",
        code="damaged",
        where=str(path),
        hint="put it back from a copy, or move field/journal away and pull everything again",
    )
