"""A file of entries, each encrypted by itself: added and taken out without the secret key.

Each entry stands between two lines of `age`'s armour, and above it who it is of, as a keyed hash of
the interview and one of the row. So a pull adds entries with the public keys alone, a withdrawal
takes one out with no key at all, and `age -d` opens each. What is in an entry is padded, so that
its length tells nothing of a name. The file is written whole or not at all.
"""

import hmac
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from measure87.collect.ethics.keys import SecretKey, pyrage, recipients_of
from measure87.files import write_whole
from measure87.vocabulary.errors import DataError

_HEAD = "# measure87: entries of age, each under the keyed hashes of its interview and row\n"
_BEGIN, _END = "-----BEGIN AGE ENCRYPTED FILE-----", "-----END AGE ENCRYPTED FILE-----"
_WHOLE = b"age-encryption.org/v1\n"
_PADDED = 256
"""Bytes to a multiple of which an entry is padded before it is encrypted."""
_HASHED = 32
"""Hexadecimal digits of a keyed hash: 128 bits."""


class Entry(msgspec.Struct, frozen=True):
    """What is kept of one row of one interview."""

    interview: str
    """`_id` of the tables."""
    table: str
    """`main`, or the repeat."""
    row: int
    """`_row` of the table; 0 for the main table."""
    values: Mapping[str, str]


@dataclass(frozen=True)
class _Block:
    interview: str
    row: str
    armour: str = field(repr=False)


def hash_of(secret: bytes, *parts: str) -> str:
    """A keyed hash by which an interview, or one row of it, is known.

    Several parts are a list of JSON, so that no two rows share a text; an interview is hashed as
    it is, as the journal does.
    """
    said = (parts[0] if len(parts) == 1 else json.dumps(parts, ensure_ascii=False)).encode()
    return hmac.digest(secret, said, "sha256").hex()[:_HASHED]


@dataclass(frozen=True)
class EncryptedFile:
    """One encrypted file of a study.

    secret : under which the hashes of its labels are made; opens nothing
    """

    path: Path
    secret: bytes = field(repr=False)

    def put(
        self,
        entries: Sequence[Entry],
        recipients: Sequence[str],
        *,
        unlinked: bool = False,
        keep: bool = True,
    ) -> None:
        """Add entries; one of the same interview, table and row takes the place of the former.

        Parameters
        ----------
        unlinked : the entries themselves do not say of which interview they are, so that who can
            open them cannot find the answers; they are still taken out with their interview

        Raises
        ------
        StudyError
            If there is no public key.
        """
        if not entries and keep:
            return
        keys = recipients_of(recipients)
        former = self._blocks() if keep else ()
        kept = {(block.interview, block.row): block for block in former}
        for entry in entries:
            block = self._block(entry, keys, unlinked=unlinked)
            kept[block.interview, block.row] = block
        self._write(list(kept.values()))

    def forget_all(self, interviews: Collection[str]) -> None:
        """Take out what is kept of several interviews."""
        gone = {hash_of(self.secret, one) for one in interviews}
        blocks = list(self._blocks())
        kept = [one for one in blocks if one.interview not in gone]
        if len(kept) < len(blocks):
            self._write(kept)

    def forget(self, interview: str, table: str = "main", row: int | None = None) -> int:
        """Take out what is kept of an interview, or of one row; returns how many entries it was."""
        return self.forget_hash(
            hash_of(self.secret, interview),
            None if row is None else hash_of(self.secret, interview, table, str(row)),
        )

    def forget_hash(self, interview: str, row: str | None = None) -> int:
        """The same by the keyed hashes."""
        blocks = list(self._blocks())
        kept = [
            one
            for one in blocks
            if one.interview != interview or (row is not None and one.row != row)
        ]
        if len(kept) < len(blocks):
            self._write(kept)
        return len(blocks) - len(kept)

    def has(self, interview: str) -> bool:
        """Whether there is an entry under the keyed hash of an interview."""
        return any(block.interview == interview for block in self._blocks())

    def count(self) -> int:
        """Entries in the file; of one that is encrypted as a whole none can be seen."""
        return sum(1 for _ in self._blocks())

    def is_whole(self) -> bool:
        """Whether the file is encrypted as a whole, as a pull does that knows no public keys."""
        if not self.path.exists():
            return False
        with self.path.open("rb") as file:
            return file.read(len(_WHOLE)) == _WHOLE

    def read(self, identities: Sequence[SecretKey]) -> Iterator[Entry]:
        """Each entry, opened.

        Raises
        ------
        DataError
            At the first that the keys do not open.
        """
        for _, opened in self._opened(identities):
            yield msgspec.json.decode(opened.rstrip(b" "), type=Entry)

    def lock_anew(self, identities: Sequence[SecretKey], recipients: Sequence[str]) -> int:
        """Encrypt every entry for other keys; all of them or none. Returns how many.

        Raises
        ------
        DataError
            If an entry is not opened by these keys; the file stays as it was.
        """
        self._require_entries()
        keys = recipients_of(recipients)
        blocks = [
            _Block(one.interview, one.row, _locked(opened, keys))
            for one, opened in self._opened(identities)
        ]
        if blocks:
            self._write(blocks)
        return len(blocks)

    def _opened(self, identities: Sequence[SecretKey]) -> Iterator[tuple[_Block, bytes]]:
        library = pyrage()
        for number, block in enumerate(self._blocks(), start=1):
            try:
                yield block, library.decrypt(block.armour.encode("ascii"), list(identities))
            except library.DecryptError:
                raise DataError(
                    f"entry {number} of {self.path.name} is not opened by this key",
                    code="wrong-key",
                    hint="give the secret key of one of the public keys that were in `recipients` "
                    "when it was written; nothing was changed",
                ) from None

    def _block(self, entry: Entry, keys: list[object], *, unlinked: bool) -> _Block:
        told = Entry("", "", 0, entry.values) if unlinked else entry
        content = msgspec.json.encode(told)
        content += b" " * (-len(content) % _PADDED)
        return _Block(
            hash_of(self.secret, entry.interview),
            hash_of(self.secret, entry.interview, entry.table, str(entry.row)),
            _locked(content, keys),
        )

    def _write(self, blocks: list[_Block]) -> None:
        """In the order of the hashes, which says nothing of the order of the interviews."""
        ordered = sorted(blocks, key=lambda one: (one.interview, one.row))
        texts = [f"{one.interview} {one.row}\n{one.armour}\n" for one in ordered]
        write_whole(self.path, "".join((_HEAD, *texts)), private=True)

    def _blocks(self) -> Iterator[_Block]:
        if not self.path.exists():
            return
        label, inside = "", list[str]()
        for line in self.path.read_text("ascii", "replace").splitlines():
            if inside or line == _BEGIN:
                inside.append(line)
                if line == _END:
                    yield self._labelled(label, inside)
                    label, inside = "", []
            elif line and not line.startswith("#"):
                label = line
        if inside:
            raise self._damaged()

    def _require_entries(self) -> None:
        """Refuse the file of a pull that names no public keys: no entry in it is known apart."""
        if self.is_whole():
            raise DataError(
                f"{self.path.name} is encrypted as a whole, under the study's own key",
                code="one-key",
                where=str(self.path.parent),
                hint="name `recipients` in [ethics] and pull again: then each entry stands by "
                "itself, under their public keys",
            )

    def _labelled(self, label: str, lines: list[str]) -> _Block:
        interview, _, row = label.partition(" ")
        if len(interview) != _HASHED or len(row) != _HASHED:
            raise self._damaged()
        return _Block(interview, row, "\n".join(lines))

    def _damaged(self) -> DataError:
        return DataError(
            f"{self.path.name} is damaged: an entry is cut off or has no label",
            code="damaged",
            where=str(self.path.parent),
            hint="put it back from a copy",
        )


def _locked(content: bytes, keys: list[object]) -> str:
    armour: str = pyrage().encrypt(content, keys, armored=True).decode("ascii").strip()
    return armour
