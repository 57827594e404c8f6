"""The journal: every interview as it came, each under a key of its own; nothing in it is changed.

    field/journal/journal.bin   frames, one after the other
    field/journal/keys.bin      the key of each interview, under the study's key
    field/journal/files/        photos, sounds and audits, under the keys of their interviews

A frame holds in the clear its kind and the keyed hash of the interview, and its text under
XChaCha20-Poly1305 with both bound to it. What a killed run left half written is cut, see `framing`.
Keys are on the disk before the frame that needs them.

An interview that is withdrawn has a frame of its own (the tombstone), and its key is destroyed:
its other frames stay, and nobody can read them. What `keys.bin` was before may stand in backups
and on parts of a disk that were written over; encrypt the disk, and keep no old copies of it.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

from measure87.collect.intake.framing import add_to, bodies, damaged, frame, settled_bodies
from measure87.collect.intake.sealing import KEY, locked, opened
from measure87.collect.intake.study_key import HASH, StudyKey
from measure87.files.writing import write_whole
from measure87.vocabulary.errors import StudyError

FOLDER = "journal"
_FRAMES, _KEYS = "journal.bin", "keys.bin"
_MAGIC = b"measure87 journal 1\n"
_ID = 16
_START = len(_MAGIC) + _ID

Event = Literal["submission", "version", "deleted", "restored", "files", "withdrawn"]
_SIGNS: dict[Event, bytes] = {
    "submission": b"S", "version": b"V", "deleted": b"D", "restored": b"R", "files": b"F",
    "withdrawn": b"W",
}  # fmt: skip
_NONE: Mapping[bytes, bytes] = MappingProxyType({})
_EVENTS = {sign: event for event, sign in _SIGNS.items()}


class Entry(NamedTuple):
    """What is written: of which interview, what happened, and the text of it."""

    event: Event
    interview: str
    content: bytes


class Frame(NamedTuple):
    """What is read; `content` is None where the key was destroyed."""

    event: Event
    hash: bytes
    content: bytes | None


class Journal:
    """An open journal; one process at a time, which the caller sees to."""

    def __init__(self, folder: Path, key: StudyKey) -> None:
        self.place = folder / FOLDER
        self._study, self._wrap = key, key.part("keys")
        self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._keys: dict[bytes, bytes] = {}
        self._hashes: dict[str, bytes] = {}
        self.withdrawn: set[bytes] = set()
        self._read_keys()
        self.cut = self._settle()

    @property
    def _path(self) -> Path:
        return self.place / _FRAMES

    @property
    def end(self) -> int:
        """Where the next frame begins."""
        return self._path.stat().st_size

    @property
    def id(self) -> str:
        """Of this journal and no other, so that nobody takes one for another."""
        with self._path.open("rb") as file:
            return file.read(_START)[len(_MAGIC) :].hex()

    def hash(self, interview: str) -> bytes:
        """Keyed hash of an interview's id."""
        found = self._hashes.get(interview)
        if found is None:
            found = self._hashes[interview] = self._study.hash(interview)
        return found

    def key_of(self, interview: str) -> bytes:
        """The key of an interview, made where it has none."""
        return self._with_keys([interview])[0]

    def append(self, entries: Iterable[Entry]) -> None:
        """Add frames; when this returns they are on the disk."""
        kept = [one for one in entries if self.hash(one.interview) not in self.withdrawn]
        keys = self._with_keys([one.interview for one in kept])
        frames = (
            _framed(_SIGNS[one.event], self.hash(one.interview), one.content, key)
            for one, key in zip(kept, keys, strict=True)
        )
        add_to(self._path, b"".join(frames))

    def frames(self, start: int = 0, at_hand: Mapping[bytes, bytes] = _NONE) -> Iterator[Frame]:
        """Frames from a place where one begins, in order.

        Parameters
        ----------
        at_hand : the latest submission of interviews that this process wrote itself; all their
            submissions are taken to be that one, and are not opened
        """
        for body in bodies(self._path, max(start, _START)):
            ready = at_hand.get(body[1 : 1 + HASH]) if body[:1] == _SIGNS["submission"] else None
            if ready is not None:
                yield Frame("submission", body[1 : 1 + HASH], ready)
            else:
                yield self._opened(body)

    def destroy(self, interview: str) -> None:
        """Withdraw an interview: a tombstone, and no key; nothing of it can be read again."""
        hash_ = self.hash(interview)
        if hash_ in self.withdrawn:
            return
        add_to(self._path, frame(_SIGNS["withdrawn"] + hash_))
        self._forget({hash_})

    def _forget(self, hashes: set[bytes]) -> None:
        self.withdrawn |= hashes
        if hashes & self._keys.keys():
            self._keys = {h: key for h, key in self._keys.items() if h not in hashes}
            write_whole(self.place / _KEYS, self._wrapped(self._keys), private=True)

    def _with_keys(self, interviews: list[str]) -> list[bytes]:
        hashes = [self.hash(one) for one in interviews]
        new = {h: os.urandom(KEY) for h in hashes if h not in self._keys}
        if new.keys() & self.withdrawn:
            raise StudyError("the interview was withdrawn", code="withdrawn")
        if new:
            add_to(self.place / _KEYS, self._wrapped(new))
            self._keys |= new
        return [self._keys[h] for h in hashes]

    def _wrapped(self, keys: dict[bytes, bytes]) -> bytes:
        return _framed(b"K", bytes(HASH), b"".join(h + k for h, k in keys.items()), self._wrap)

    def _read_keys(self) -> None:
        path = self.place / _KEYS
        for body in settled_bodies(path, 0):
            pairs = _decrypted(body, self._wrap)
            if pairs is None:
                raise StudyError(
                    "the study's key does not open the keys of its journal",
                    code="wrong-key",
                    where=str(path),
                    hint="give the key with which the first pull was made",
                )
            for at in range(0, len(pairs), HASH + KEY):
                self._keys[pairs[at : at + HASH]] = pairs[at + HASH : at + HASH + KEY]

    def _settle(self) -> int:
        """Cut a torn end, and finish a withdrawal that was cut off; how many bytes went."""
        if not self._path.exists() or self._path.stat().st_size < _START:
            write_whole(self._path, _MAGIC + os.urandom(_ID), private=True)
        before, gone = self.end, set()
        for body in settled_bodies(self._path, _START):
            if body[:1] == _SIGNS["withdrawn"]:
                gone.add(body[1 : 1 + HASH])
        self._forget(gone)
        return before - self.end

    def _opened(self, body: bytes) -> Frame:
        hash_ = body[1 : 1 + HASH]
        key = self._keys.get(hash_)
        content = None if key is None else _decrypted(body, key)
        if key is not None and content is None and body[:1] != _SIGNS["withdrawn"]:
            raise damaged(self._path)
        if key is None and hash_ not in self.withdrawn:
            raise StudyError(
                "the journal has interviews whose keys are gone, though nobody withdrew them",
                code="lost-keys",
                where=str(self.place / _KEYS),
                hint="put keys.bin back from a copy, or move field/journal away and pull again",
            )
        return Frame(_EVENTS[body[:1]], hash_, content)


def _framed(sign: bytes, hash_: bytes, content: bytes, key: bytes) -> bytes:
    about = sign + hash_
    return frame(about + locked(content, about, key))


def _decrypted(body: bytes, key: bytes) -> bytes | None:
    about = body[: 1 + HASH]
    return opened(body[1 + HASH :], about, key)
