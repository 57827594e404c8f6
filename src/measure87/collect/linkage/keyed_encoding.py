"""Keyed hashes and filters, by which lists can be linked without the names on them.

What is equal has equal hashes, under a secret key that the holders of the lists share and the one
who links never sees. This hides names from somebody who has the files and not the key; it makes
nobody anonymous: who has the key can try all names and dates, and what is left to see without it
is said in `docs/methods/lists-linkage.md`. So hashed records are personal data and are treated as
such.

Hashes that many records share, or filters of a single name, tell by how often they come and how
alike they are which names they stand for. So what is hashed here is nearly a record's own:

* a *diffused filter* of all pairs of letters of both names. Each bit is the exclusive or of 16 bits
  of a Bloom filter. Names that differ in a letter still have like filters; names that have one word
  in common look like any two, and bits stand for no letters (Armknecht, Heng & Schnell 2023);
* a Bloom filter of one name *salted* by the date of birth: it can be compared with those of persons
  born on the same day alone (salting: Niedermeyer, Steinmetzer, Kroll & Schnell 2014).

Hardening: positions are drawn by HMAC itself for each pair of letters, not by sums of two hashes;
salted filters are folded by exclusive or, which removes most patterns of single letters.

Sources: RFC 2104 (HMAC), FIPS 180-4 (SHA-256). Schnell, Bachteler & Reiher (2009), BMC Medical
Informatics and Decision Making 9, 41 (Bloom filters of names; unseen). Schnell & Borgs (2016),
XOR-folding for Bloom filter-based encryptions (unseen). Armknecht, Heng & Schnell (2023),
Strengthening privacy-preserving record linkage using diffusion, Proceedings on Privacy Enhancing
Technologies 2023(2), 298-311 (abstract seen; the layer here follows its idea, not its parameters).
"""

import hmac
import os
import secrets
import stat
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from measure87.collect.linkage.name_forms import bigrams
from measure87.files import write_whole
from measure87.vocabulary.errors import StudyError

KEY_BYTES = 32
SCHEME = "2"
"""Changes whenever the same record would be hashed to something else."""
_TOKEN_BYTES = 16
BITS = 1024
FOLDED = BITS // 2
_HASHES = 12
"""Positions that each pair of letters sets: about a fifth of the folded filter for a name of
eight letters."""
_MIXED = 16
"""Bits whose exclusive or is one bit of a diffused filter. Where a share d of the bits of two
filters differ, (1 - (1 - 2 d)^16) / 2 of the diffused ones do: 0.40 for one letter of two names,
0.49 to 0.50, as for any two persons, where one of the two names is another."""

MOST_UNLIKE = int(0.43 * BITS)
"""Bits in which diffused filters of names that are nearly the same differ at most, 440 of 1,024. Of
other names 512 differ, give or take 16."""


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


def bloom_filter(key: bytes, name: str | None, salt: str | None) -> str | None:
    """Bloom filter of a name's pairs of letters: `b` and 512 bits in hexadecimal digits.

    Filters of different salts say nothing of one another. None without a name or a salt.

    >>> len(bloom_filter(b"not a secret", "olena", "19900531"))
    129
    """
    if name is None or salt is None:
        return None
    bits = _bits(key, (f"{salt}\0{pair}" for pair in bigrams(name)))
    folded = (bits >> FOLDED) ^ (bits & ((1 << FOLDED) - 1))
    return f"b{folded:0{FOLDED // 4}x}"


def diffused_filter(key: bytes, *names: str | None) -> str | None:
    """Diffused filter of the names of a record, in any order: `b` and 1,024 bits.

    None where one of the names is not known: the filter of one name is not a record's own.

    >>> one = diffused_filter(b"not a secret", "olena", "koval")
    >>> one == diffused_filter(b"not a secret", "koval", "olena"), len(one)
    (True, 257)
    """
    known = [name for name in names if name is not None]
    if len(known) < len(names):
        return None
    bits = _bits(key, (pair for name in known for pair in bigrams(name)))
    mixed = 0
    for place, mask in enumerate(_masks(key)):
        mixed |= ((bits & mask).bit_count() & 1) << place
    return f"b{mixed:0{BITS // 4}x}"


def _bits(key: bytes, pairs: Iterable[str]) -> int:
    """The Bloom filter of pairs of letters, before it is folded or diffused."""
    bits = 0
    for pair in pairs:
        digest = hmac.digest(key, f"{SCHEME}\0bloom\0{pair}".encode(), "sha256")
        for place in range(_HASHES):
            bits |= 1 << int.from_bytes(digest[2 * place : 2 * place + 2]) % BITS
    return bits


@lru_cache(maxsize=1)
def _masks(key: bytes) -> tuple[int, ...]:
    """For each bit of a diffused filter, the bits that it is made of."""
    found = []
    for place in range(BITS):
        digest = hmac.digest(key, f"{SCHEME}\0mask\0{place}".encode(), "sha256")
        mask = 0
        for part in range(_MIXED):
            mask |= 1 << int.from_bytes(digest[2 * part : 2 * part + 2]) % BITS
        found.append(mask)
    return tuple(found)


def bit_text(filter_hex: str | None) -> str | None:
    """A filter as a text of 0 and 1, as a database reads bits."""
    if filter_hex is None:
        return None
    return f"{int(filter_hex[1:], 16):0{4 * (len(filter_hex) - 1)}b}"
