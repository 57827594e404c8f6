"""What of a record is hashed, and together with what.

No column tells a value that many records share, and none tells that many records are alike. The
names of a record are hashed together; a single name, the sex, the nationality and the place are
hashed together with the whole date of birth, parts of the date with the consonants of both names,
and sex, nationality and place with these again. So they can be compared where the date or the
names agree anyway, and nowhere else: there is hardly anybody with whom a record shares more than
its own persons do.

Only whole dates of birth, of which there are some 16,000 about equally frequent ones, and full
names stand by themselves.
"""

from collections.abc import Callable

import polars as pl

from measure87.collect.linkage.keyed_encoding import (
    BITS,
    FOLDED,
    bloom_filter,
    diffused_filter,
    token,
)
from measure87.collect.linkage.record_forms import NAMES, STRATUM, ListRecords

CODES = ("sex", "nationality", "place")
DATE_PARTS = ("year_month", "month_day", "year_day")
DATED = (*NAMES, "given_key", "family_key", "script", *CODES)
"""Hashed with the whole date of birth."""
NAMED = (*DATE_PARTS, "year", *CODES)
"""Hashed with the consonants of both names."""
HASHES = (
    "names", "names_key", "whole", "swapped",
    *(f"{name}_dated" for name in DATED), *(f"{name}_named" for name in NAMED),
    "record",
)  # fmt: skip
"""Columns of hashes; null where not known."""
FILTERS = {"names_bits": BITS, "given_bits": FOLDED, "family_bits": FOLDED}
"""Columns of filters and their bits; the last two are salted by the date of birth."""
OPEN = "open."
"""How the columns of strata begin that stand in the clear, by declaration."""

_DOMAINS = {
    "given": "name", "family": "name", "given_key": "key", "family_key": "key",
}  # fmt: skip
"""Columns that are compared with one another are hashed alike."""


def keyed_frame(records: ListRecords, key: bytes, open_strata: frozenset[str]) -> pl.DataFrame:
    """The records of a list as hashes and filters, in the order in which they came."""
    rows = [_row(row, records.name, key) for row in records.frame.iter_rows(named=True)]
    names = (*HASHES, *FILTERS)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    for stratum in records.strata:
        values = records.frame[STRATUM + stratum]
        name = (OPEN if stratum in open_strata else STRATUM) + stratum
        if stratum not in open_strata:
            hashes = [stratum_token(key, stratum, value) for value in values]
            values = pl.Series(hashes, dtype=pl.String)
        frame = frame.with_columns(values.alias(name))
    return frame


def stratum_token(key: bytes, stratum: str, value: str | None) -> str | None:
    """Keyed hash of a value of a stratum; None stays None."""
    return token(key, f"stratum {stratum}", value)


def _row(row: dict[str, str | None], name: str, key: bytes) -> tuple[str | None, ...]:
    """Hashes and filters of one record of a list of that name."""
    both = _together(row["given"], row["family"])
    consonants = _together(row["given_key"], row["family_key"])
    day = _day(row["whole"], row["swapped"])
    dated, named = _hasher(key, "dated", day), _hasher(key, "named", consonants)
    return (
        token(key, "names", both),
        token(key, "consonants", consonants),
        token(key, "date", row["whole"]),
        token(key, "date", row["swapped"]),
        *(dated(_DOMAINS.get(part, part), row[part]) for part in DATED),
        *(named(part, row[part]) for part in NAMED),
        token(key, f"record {name}", row["record"]),
        diffused_filter(key, row["given"], row["family"]),
        bloom_filter(key, row["given"], day),
        bloom_filter(key, row["family"], day),
    )


def _hasher(key: bytes, kind: str, salt: str | None) -> Callable[[str, str | None], str | None]:
    """A function that hashes a value of a domain together with a salt; None without one of them."""

    def hashed(domain: str, value: str | None) -> str | None:
        if value is None or salt is None:
            return None
        return token(key, f"{domain} {kind}", f"{value}\0{salt}")

    return hashed


def _together(one: str | None, other: str | None) -> str | None:
    """Two names as one text, whichever comes first; None unless both are known."""
    return None if one is None or other is None else "\0".join(sorted((one, other)))


def _day(whole: str | None, swapped: str | None) -> str | None:
    """A date of birth, the same where day and month changed places."""
    return None if whole is None or swapped is None else min(whole, swapped)
