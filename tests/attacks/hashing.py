"""Hashes lists with the public program, and as it hashed them before names had company.

The one module of the attack on hashed names that runs the program.
"""

import hashlib
import hmac
from pathlib import Path

import numpy as np
import polars as pl

from measure87.collect.linkage import RawList, hashed_records, record_forms


def hashed_now(raw: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """What a holder hands over of a list, in the order of the list."""
    entry = RawList("list", Path("list.csv"), {})
    forms = record_forms(entry, raw.rename({"district": "place", "case_no": "record"}), None)
    found = hashed_records(forms, key).frame
    number = {f"h{_digest(key, f'2\0record list\0{n}')[:32]}": int(n) for n in raw["case_no"]}
    order = [number[value] for value in found["record"]]
    return found[np.argsort(order)]


def hashed_by_name(raw: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """Each given name hashed by itself, with a Bloom filter of it: how it was before."""
    names = [name.casefold() for name in raw["given_name"]]
    return pl.DataFrame(
        {
            "given": [f"h{_digest(key, f'1\0name\0{name}')[:32]}" for name in names],
            "given_bloom": [_bloom(key, name) for name in names],
        }
    )


def _bloom(key: bytes, name: str) -> str:
    """1,024 bits, 12 for each pair of letters, folded to 512."""
    padded = f"_{name}_"
    bits = np.zeros(1024, dtype=bool)
    for pair in {padded[i : i + 2] for i in range(len(padded) - 1)}:
        digest = bytes.fromhex(_digest(key, f"1\0bloom\0{pair}"))
        for place in range(12):
            bits[int.from_bytes(digest[2 * place : 2 * place + 2]) % 1024] = True
    folded = bits[:512] ^ bits[512:]
    return f"b{int(''.join('01'[bit] for bit in folded.astype(int)), 2):0128x}"


def _digest(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
