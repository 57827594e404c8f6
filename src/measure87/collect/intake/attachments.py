"""Files of interviews, each in pieces under the key of its interview; names never touch the disk.

A file lies under the keyed hash of its interview and name, so `../x` leads nowhere and a photo
named after a person tells nobody. Pieces are of one megabyte, so that a file of any size takes no
memory; each is bound to its place and to whether it is the last, so none can be dropped or moved.
"""

import hmac
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure87.collect.intake.sealing import locked, opened
from measure87.vocabulary.errors import DataError

FOLDER = "files"
_MAGIC = b"measure87 file 1\n"
_PIECE = 1 << 20
_LENGTH = 4


def hidden_name(key: bytes, name: str) -> str:
    """The name under which a file lies."""
    return hmac.digest(key, b"file " + name.encode(), "sha256")[:16].hex()


def keep_file(journal: Path, name: str, key: bytes, pieces: Iterator[bytes]) -> None:
    """Write a file in pieces, whole or not at all."""
    place = journal / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=".file.", suffix=".part", dir=place)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC)
            for number, (piece, last) in enumerate(_even(pieces)):
                sealed = locked(piece, _about(number, last=last), key)
                file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(place / name)
    finally:
        Path(draft).unlink(missing_ok=True)


def file_pieces(journal: Path, name: str, key: bytes) -> Iterator[bytes]:
    """The content of a file, in pieces.

    Raises
    ------
    DataError
        `damaged`, where anything of it was changed, or it is cut.
    """
    path = journal / FOLDER / name
    number, ended = 0, False
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise _damaged(path)
        while length := file.read(_LENGTH):
            sealed = file.read(int.from_bytes(length, "big"))
            piece = opened(sealed, _about(number, last=False), key)
            if piece is None:
                piece, ended = opened(sealed, _about(number, last=True), key), True
            if piece is None:
                raise _damaged(path)
            yield piece
            number += 1
    if not ended:
        raise _damaged(path)


def forget_parts(journal: Path) -> None:
    """Remove what a killed run left half written."""
    for one in (journal / FOLDER).glob(".file.*.part"):
        one.unlink(missing_ok=True)


def _about(number: int, *, last: bool) -> bytes:
    return number.to_bytes(8, "big") + (b"last" if last else b"more")


def _even(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Pieces of one size, and whether each is the last; one empty piece of an empty file."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > _PIECE:
            yield bytes(held[:_PIECE]), False
            del held[:_PIECE]
    yield bytes(held), True


def _damaged(path: Path) -> DataError:
    return DataError(
        "a file of an interview is damaged",
        code="damaged",
        where=str(path),
        hint="delete it and pull again; it is fetched anew",
    )
