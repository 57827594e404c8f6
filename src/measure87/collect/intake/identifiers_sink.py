"""Direct identifiers, encrypted: `field/identifiers.age`, which `age -d` opens with the key.

Inside is one line of JSON an entry, in the order of their bytes: interview, table, row, and answers
by question.
"""

import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import Any, Protocol

import msgspec

from measure87.collect.intake.secrets import Identity
from measure87.files.writing import write_whole
from measure87.vocabulary.errors import MissingExtraError, StudyError

FILE = "identifiers.age"


class IdentifierStore(Protocol):
    """Takes what names or finds a person; nothing else of the intake keeps it."""

    def put(self, interview_id: str, row: tuple[str, int], answers: dict[str, str]) -> None:
        """Keep the answers of one row (its table and number, 0 in `main`) of an interview."""

    def drop(self, interviews: Collection[str]) -> None:
        """Forget interviews: they were changed and come anew, or were withdrawn."""

    def close(self) -> str:
        """Write it whole; a hash of the file."""


class AgeFile:
    """The store in a file of the format `age` (https://age-encryption.org/v1), by pyrage.

    Lines stay as they are written, so that a day's few changes do not read all of them anew.
    """

    def __init__(self, folder: Path, identity: Identity, *, keep: bool) -> None:
        self._path, self._identity = folder / FILE, identity
        self._lines: list[bytes] = []
        if keep and self._path.exists():
            self._lines = self._opened().splitlines()
        self._changed = not keep or not self._path.exists()

    def put(self, interview_id: str, row: tuple[str, int], answers: dict[str, str]) -> None:
        """See `IdentifierStore`."""
        self._lines.append(msgspec.json.encode((interview_id, *row, answers)))
        self._changed = True

    def drop(self, interviews: Collection[str]) -> None:
        """See `IdentifierStore`."""
        gone = {msgspec.json.encode(one) for one in interviews}
        kept = [one for one in self._lines if _interview(one) not in gone]
        self._changed |= len(kept) != len(self._lines)
        self._lines = kept

    def close(self) -> str:
        """See `IdentifierStore`."""
        if self._changed:
            self._lines.sort()
            text = b"".join([one + b"\n" for one in self._lines])
            write_whole(self._path, self._locked(text), private=True)
        return file_hash(self._path)

    def _locked(self, text: bytes) -> bytes:
        age = _age()
        own = age.x25519.Identity.from_str(self._identity.text).to_public()
        return bytes(age.encrypt(text, [own]))

    def _opened(self) -> bytes:
        age = _age()
        try:
            own = age.x25519.Identity.from_str(self._identity.text)
            return bytes(age.decrypt(self._path.read_bytes(), [own]))
        except age.DecryptError:
            raise StudyError(
                "the study's key does not open the identifiers",
                code="wrong-key",
                where=str(self._path),
                hint="give the key with which the first pull was made",
            ) from None


def _interview(line: bytes) -> bytes:
    """The interview of a line, in JSON."""
    end = line.index(b'",', 2)
    if line[end - 1 : end] == b"\\":  # a quotation mark within the id
        return msgspec.json.encode(msgspec.json.decode(line)[0])
    return line[1 : end + 1]


def file_hash(path: Path) -> str:
    """Hash of the encrypted file; empty where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _age() -> Any:
    try:
        import pyrage
    except ImportError as error:
        raise MissingExtraError("pyrage", "field") from error
    return pyrage
