"""Keyed hashes and Bloom filters, by which lists can be linked without the names on them.

What is equal has equal hashes, under a secret key that the holders of the lists share and the one
who links never sees. Names also become Bloom filters of their pairs of letters, so that spellings
can be compared. This hides names from somebody who has the files and not the key; it makes nobody
anonymous:

* who has the key can try all names and dates;
* who has no key still sees how often each hash comes, and may guess the common names, the years of
  birth and the days from that;
* Bloom filters have been undone from patterns of bits without the key.

So hashed records, of dates of birth above all, are personal data and are treated as such.

Hardening: positions are drawn by HMAC itself for each pair of letters, not by sums of two hashes;
the filter is folded by exclusive or, which removes most patterns of single letters.

Sources: RFC 2104 (HMAC), FIPS 180-4 (SHA-256). Schnell, Bachteler & Reiher (2009), BMC Medical
Informatics and Decision Making 9, 41 (Bloom filters of names; unseen). Schnell & Borgs (2016),
XOR-folding for Bloom filter-based encryptions (unseen). Christen, Schnell, Vatsalan & Ranbaduge
(2017), Efficient cryptanalysis of Bloom filters, PAKDD (unseen).
"""

import hmac
import os
import secrets
import stat
from pathlib import Path

from measure87.collect.linkage.name_forms import bigrams
from measure87.files import write_whole
from measure87.vocabulary.errors import StudyError

KEY_BYTES = 32
SCHEME = "1"
"""Changes whenever the same record would be hashed to something else."""
_TOKEN_BYTES = 16
_BITS = 1024
_FOLDED = _BITS // 2
_HASHES = 12
"""Positions that each pair of letters sets: about a fifth of the folded filter for a name of
eight letters."""


def make_key(path: Path) -> None:
    """Write a new secret key, for its owner alone to read; never over another.

    Raises
    ------
    StudyError
        If something is there already: records hashed under a lost key can never be linked again.
    """
    if path.exists():
        raise StudyError(
            f"there is already something at {path.name}",
            code="key-exists",
            hint="keep it: lists hashed under it link only with lists hashed under it",
        )
    write_whole(path, secrets.token_hex(KEY_BYTES) + "\n", private=True)


def read_key(path: Path) -> bytes:
    """The secret key of a file that its owner alone may read.

    Raises
    ------
    StudyError
        If the file is not there, is open to others, or holds no key. The text never shows what
        the file holds.
    """
    if not path.is_file():
        raise StudyError(
            f"there is no key {path.name}",
            code="no-key",
            hint="make one with `measure87 collect link key FILE`; all holders need the same",
        )
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise StudyError(
            f"{path.name} may be read by others (mode {mode:o})",
            code="open-key",
            hint=f"chmod 600 {path.name}; if others may have read it, make a new key",
        )
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except (ValueError, OSError):
        key = b""
    if len(key) != KEY_BYTES:
        raise StudyError(
            f"{path.name} is no key of {KEY_BYTES} bytes in hexadecimal digits",
            code="bad-key",
            hint="make one with `measure87 collect link key FILE`",
        )
    return key


def token(key: bytes, domain: str, value: str | None) -> str | None:
    """Keyed hash of a value; values of the same domain can be compared. None stays None.

    It begins with a letter, so that no program takes it for a number.
    """
    if value is None:
        return None
    digest = hmac.digest(key, f"{SCHEME}\0{domain}\0{value}".encode(), "sha256")
    return f"h{digest[:_TOKEN_BYTES].hex()}"


def fingerprint(key: bytes) -> str:
    """What shows that two files were hashed under the same key, and nothing else of it."""
    return f"{SCHEME}:{token(key, 'fingerprint', '')}"


def bloom_filter(key: bytes, name: str | None) -> str | None:
    """Bloom filter of a name's pairs of letters: `b` and 512 bits in hexadecimal digits.

    >>> len(bloom_filter(b"not a secret", "olena"))
    129
    """
    if name is None:
        return None
    bits = 0
    for pair in bigrams(name):
        digest = hmac.digest(key, f"{SCHEME}\0bloom\0{pair}".encode(), "sha256")
        for place in range(_HASHES):
            bits |= 1 << int.from_bytes(digest[2 * place : 2 * place + 2]) % _BITS
    folded = (bits >> _FOLDED) ^ (bits & ((1 << _FOLDED) - 1))
    return f"b{folded:0{_FOLDED // 4}x}"


def bit_text(filter_hex: str | None) -> str | None:
    """A filter as a text of 0 and 1, as a database reads bits."""
    return None if filter_hex is None else f"{int(filter_hex[1:], 16):0{_FOLDED}b}"
