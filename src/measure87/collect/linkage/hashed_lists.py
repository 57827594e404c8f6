"""Files of keyed hashes: written by the holder of a list, read by the one who links.

A holder writes with the key that all holders share; the one who links has no key. The file holds a
hash of each form of each record, Bloom filters of its names, and its strata, in an order that says
nothing. It is personal data: it lies in a folder named `private`, for its owner alone to read.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from measure87.collect.linkage.firewall import check_assessment, private_source, private_target
from measure87.collect.linkage.keyed_encoding import bloom_filter, fingerprint, token
from measure87.collect.linkage.link_settings import PAIR_COLUMNS, LinkSettings, RawList
from measure87.collect.linkage.record_forms import NAMES, STRATUM, TOKENS, ListRecords, read_records
from measure87.files import code_of, csv_text, read_source, while_reading, write_whole
from measure87.vocabulary.errors import DataError, StudyError

SCHEME_COLUMN = "scheme"
BLOOMS = tuple(f"{name}_bloom" for name in NAMES)
_HASH = {True: re.compile(r"b[0-9a-f]{128}"), False: re.compile(r"h[0-9a-f]{32}")}
"""What a filter looks like, and what any other hash."""
_DOMAINS = {
    "given": "name", "family": "name", "given_key": "key", "family_key": "key",
    "whole": "date", "swapped": "date",
}  # fmt: skip
"""Columns that are compared with one another are hashed alike."""


def hashed_records(records: ListRecords, key: bytes) -> ListRecords:
    """Records in the clear as keyed hashes, in an order that follows from the hashes.

    The number of a record is hashed with the name of its list, for labelled pairs.
    """
    columns: dict[str, list[str | None]] = {}
    for name in TOKENS:
        domain = f"record {records.name}" if name == "record" else _DOMAINS.get(name, name)
        columns[name] = [token(key, domain, value) for value in records.frame[name]]
    for name, bloom in zip(NAMES, BLOOMS, strict=True):
        columns[bloom] = [bloom_filter(key, value) for value in records.frame[name]]
    for name in records.frame.columns:
        if name.startswith(STRATUM):
            columns[name] = records.frame[name].to_list()
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    order = [token(key, "order", "|".join(map(str, row))) for row in frame.rows()]
    frame = (
        frame.with_columns(pl.Series("order", order, dtype=pl.String)).sort("order").drop("order")
    )
    return ListRecords(records.name, frame, records.deduplicated, records.notices)


def hash_lists(settings: LinkSettings, key: bytes, folder: Path) -> dict[str, int]:
    """Hash all lists of the settings, and their labelled pairs, into a folder named `private`.

    Returns
    -------
    dict
        Name of each file written to its rows.

    Raises
    ------
    StudyError
        `no-assessment` and the like, as for linking; `already-hashed` for lists of hashes.
    RefusedError
        `not-private`.
    """
    check_assessment(settings.assessment, settings.destroy_by)
    if settings.hashed:
        raise StudyError("these lists are hashed already", code="already-hashed")
    private_target(folder / "list.csv")
    written = {}
    for entry in settings.lists:
        name = f"{entry.name}.csv"
        with while_reading([entry.path.name]):
            records = read_records(entry, settings.ages)
        written[name] = write_hashed(records, key, folder / name)
    if settings.labelled is not None:
        name = "labelled-pairs.csv"
        with while_reading([settings.labelled.name]):
            written[name] = write_hashed_pairs(settings.labelled, key, folder / name)
    return written


def write_hashed(records: ListRecords, key: bytes, path: Path) -> int:
    """Hash the records of a list and write them; returns how many.

    Raises
    ------
    RefusedError
        `not-private` unless the file comes to lie in a folder named `private`.
    """
    target = private_target(path)
    frame = hashed_records(records, key).frame
    rows = [(*row, fingerprint(key)) for row in frame.rows()]
    write_whole(target, csv_text([(*frame.columns, SCHEME_COLUMN), *rows]), private=True)
    return frame.height


def write_hashed_pairs(labelled: Path, key: bytes, path: Path) -> int:
    """Hash the numbers of records in a file of labelled pairs and write it; returns how many.

    Raises
    ------
    DataError
        For columns that are not there.
    RefusedError
        `not-private` unless the file comes to lie in a folder named `private`.
    """
    target = private_target(path)
    source = read_source(labelled, PAIR_COLUMNS)
    frame = source.frame.lazy().collect().select(source.column(name) for name in PAIR_COLUMNS)
    rows = [
        (a, _record_token(key, a, record_a), b, _record_token(key, b, record_b), match)
        for a, record_a, b, record_b, match in frame.rows()
    ]
    write_whole(target, csv_text([PAIR_COLUMNS, *rows]), private=True)
    return len(rows)


def _record_token(key: bytes, name: object, record: object) -> str | None:
    """Keyed hash of the number of a record, under the name of its list."""
    return None if record is None else token(key, f"record {name}", code_of(record))


def read_hashed(entries: Sequence[RawList]) -> list[ListRecords]:
    """Read files of hashes that belong together.

    Raises
    ------
    DataError
        For columns that are not there, what is no hash, and strata that differ.
    StudyError
        `different-keys` for files hashed under different keys, whose hashes never meet.
    """
    found: list[ListRecords] = []
    schemes: dict[str, str] = {}
    for entry in entries:
        private_source(entry.path)
        source = read_source(entry.path)
        frame = source.frame.lazy().collect()
        for name in (*TOKENS, *BLOOMS, SCHEME_COLUMN):
            source.column(name)
        frame = frame.cast(dict.fromkeys(frame.columns, pl.String))
        _refuse_no_hashes(frame, entry.path.name)
        schemes |= dict.fromkeys(frame[SCHEME_COLUMN].unique(), entry.name)
        kept = [name for name in frame.columns if name.startswith(STRATUM)]
        frame = frame.select(*TOKENS, *BLOOMS, *kept)
        found.append(ListRecords(entry.name, frame, entry.deduplicated))
    if len(schemes) > 1:
        raise StudyError(
            f"lists {' and '.join(map(repr, sorted(set(schemes.values()))))} were hashed under "
            "different keys or by different versions",
            code="different-keys",
            hint="hash all lists anew under the same key",
        )
    if any(set(records.strata) != set(found[0].strata) for records in found):
        raise DataError(
            "the lists do not have the same strata",
            code="different-strata",
            hint="hash each list with the same strata and the same [age]",
        )
    return found


def _refuse_no_hashes(frame: pl.DataFrame, where: str) -> None:
    """Refuse a cell that is no hash, without showing it: it may be a name."""
    for name in (*TOKENS, *BLOOMS):
        hash_of = _HASH[name in BLOOMS]
        bad = [i for i, value in enumerate(frame[name]) if value and not hash_of.fullmatch(value)]
        if bad:
            raise DataError(
                f"{len(bad)} cell(s) of column {name!r} are no hashes, first in row {bad[0] + 1}",
                code="no-hash",
                where=where,
                hint="write the file with `measure87 collect link hash`",
            )
