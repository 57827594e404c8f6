"""Hashes of inputs that only the holder of a study folder can check.

A plain hash of microdata is an oracle: whoever knows a file but for one person's few answers can
try them all. So what is released names inputs by a hash under a secret of the folder.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from measure87.files import write_whole
from measure87.files.owner_folder import PRIVATE, private_folder
from measure87.vocabulary.errors import StudyError

KEY = "hash.key"
KEYED = "hmac-sha256:"
"""How a hash under a secret begins; a plain one begins with `sha256:`."""
_BYTES = 32
_LOT_BYTES = 6


@dataclass(frozen=True)
class HashKey:
    """A random secret of 256 bits under which digests are hashed again."""

    secret: bytes = field(repr=False)

    def of(self, digest: str) -> str:
        """`hmac-sha256:` of a digest: the same for the same digest, and not to be guessed."""
        return f"{KEYED}{hmac.digest(self.secret, digest.encode(), 'sha256').hex()}"

    def lot(self, text: str) -> float:
        """A number above 0 and below 1, the same for the same text; as good as drawn at random."""
        drawn = hmac.digest(self.secret, f"lot {text}".encode(), "sha256")
        return (int.from_bytes(drawn[:_LOT_BYTES], "big") + 0.5) / 2.0 ** (8 * _LOT_BYTES)


def kept_key(folder: Path) -> HashKey:
    """The secret of a study folder, made in `private/hash.key` where there is none."""
    known = known_key(folder)
    if known is not None:
        return known
    made = passing_key()
    write_whole(private_folder(folder) / KEY, made.secret.hex() + "\n", private=True)
    return made


def known_key(folder: Path) -> HashKey | None:
    """The secret of a study folder; None where no run has made one. Writes nothing.

    Raises
    ------
    StudyError
        If the file holds no such secret.
    """
    path = folder / PRIVATE / KEY
    if not path.is_file():
        return None
    try:
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError):
        secret = b""
    if len(secret) != _BYTES:
        raise StudyError(
            f"{PRIVATE}/{KEY} is no key of {_BYTES} bytes",
            code="bad-key",
            hint="put it back from a copy; without it earlier releases cannot be proved, and if "
            "you remove it the next run makes another",
        )
    return HashKey(secret)


def passing_key() -> HashKey:
    """A secret that nobody keeps, for results that are thrown away."""
    return HashKey(secrets.token_bytes(_BYTES))
