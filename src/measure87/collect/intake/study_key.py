"""The secret of a field study, and the keys that are made of it."""

import hmac
from dataclasses import dataclass
from functools import cache

HASH = 16


@dataclass(frozen=True)
class StudyKey:
    """The secret of a study, 32 bytes; nothing of it is ever shown."""

    secret: bytes

    def __repr__(self) -> str:
        """Tell nothing."""
        return "StudyKey(...)"

    def part(self, purpose: str) -> bytes:
        """A key for one purpose, from which the others cannot be had."""
        return hmac.digest(self.secret, f"measure87 {purpose}".encode(), "sha256")

    def hash(self, interview: str) -> bytes:
        """Keyed hash of an interview's id."""
        return hmac.digest(_ids(self.secret), interview.encode(), "sha256")[:HASH]


@cache
def _ids(secret: bytes) -> bytes:
    return StudyKey(secret).part("ids")
