"""Files of keyed hashes: written by the holder of a list, read by the one who links.

A holder writes with the key that all holders share; the one who links has no key. The file holds
the hashes and filters of each record (`keyed_forms`) and hashes of its strata, in an order that
says nothing. It is personal data: it lies in a folder named `private`, for its owner alone to read.

What the hashes of strata stand for is in a file of its own, which stays with the holders: who has
it names the groups of the table of persons by lists when the linkage is done (`named_strata`).
Strata stand in the clear only where the settings declare it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from measure87.collect.linkage.firewall import check_assessment, private_source, private_target
from measure87.collect.linkage.keyed_encoding import SCHEME, fingerprint, token
from measure87.collect.linkage.keyed_forms import (
    FILTERS,
    HASHES,
    OPEN,
    keyed_frame,
    stratum_token,
)
from measure87.collect.linkage.link_settings import PAIR_COLUMNS, LinkSettings, RawList
from measure87.collect.linkage.record_forms import STRATUM, ListRecords, read_records
from measure87.files import (
    code_of,
    csv_text,
    read_source,
    while_reading,
    with_notices_told,
    write_whole,
)
from measure87.vocabulary.errors import DataError, StudyError

SCHEME_COLUMN = "scheme"
STRATA_FILE = "strata-of-hashes.csv"
"""What the hashes of strata stand for; no list has such a name."""
STRATA_COLUMNS = ("stratum", "value", "hash")
_HASH = re.compile(r"h[0-9a-f]{32}")
"""What a hash looks like; a filter is `b` and hexadecimal digits."""


def hashed_records(
    records: ListRecords, key: bytes, open_strata: Iterable[str] = ()
) -> ListRecords:
    """Records in the clear as keyed hashes, in an order that follows from the hashes.

    The number of a record is hashed with the name of its list, for labelled pairs.
    """
    frame = keyed_frame(records, key, frozenset(open_strata))
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
    meanings: set[tuple[str, str, str]] = set()
    for entry in settings.lists:
        name = f"{entry.name}.csv"
        with while_reading([entry.path.name]):
            records = read_records(entry, settings.ages)
        written[name] = write_hashed(records, key, folder / name, settings.open_strata)
        meanings |= _meanings(records, key, settings.open_strata)
    if meanings:
        rows = [STRATA_COLUMNS, *sorted(meanings)]
        write_whole(folder / STRATA_FILE, csv_text(rows), private=True)
        written[STRATA_FILE] = len(meanings)
    if settings.labelled is not None:
        name = "labelled-pairs.csv"
        with while_reading([settings.labelled.name]):
            written[name] = write_hashed_pairs(settings.labelled, key, folder / name)
    return written


def _meanings(
    records: ListRecords, key: bytes, open_strata: Iterable[str]
) -> set[tuple[str, str, str]]:
    """Stratum, value and hash of all that the strata of a list hold, open ones apart."""
    found = set()
    for stratum in set(records.strata) - set(open_strata):
        for value in records.frame[STRATUM + stratum].drop_nulls().unique():
            found.add((stratum, value, str(stratum_token(key, stratum, value))))
    return found


def write_hashed(
    records: ListRecords, key: bytes, path: Path, open_strata: Iterable[str] = ()
) -> int:
    """Hash the records of a list and write them; returns how many.

    Raises
    ------
    RefusedError
        `not-private` unless the file comes to lie in a folder named `private`.
    """
    target = private_target(path)
    frame = hashed_records(records, key, open_strata).frame
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
    source = with_notices_told(read_source(labelled, PAIR_COLUMNS))
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
        for name in (SCHEME_COLUMN, *HASHES, *FILTERS):
            source.column(name)
            if name == SCHEME_COLUMN:
                _refuse_earlier(frame, entry)
        frame = frame.cast(dict.fromkeys(frame.columns, pl.String))
        _refuse_no_hashes(frame, entry.path.name)
        schemes |= dict.fromkeys(frame[SCHEME_COLUMN].unique(), entry.name)
        kept = [name for name in frame.columns if name.startswith((STRATUM, OPEN))]
        found.append(
            ListRecords(entry.name, frame.select(*HASHES, *FILTERS, *kept), entry.deduplicated)
        )
    if len(schemes) > 1:
        raise StudyError(
            f"lists {' and '.join(map(repr, sorted(set(schemes.values()))))} were hashed under "
            "different keys or by different versions",
            code="different-keys",
            hint="hash all lists anew under the same key",
        )
    if any(set(records.frame.columns) != set(found[0].frame.columns) for records in found):
        raise DataError(
            "the lists do not have the same strata, or not the same ones in the clear",
            code="different-strata",
            hint="hash each list with the same strata, `open_strata` and [age]",
        )
    return [replace(records, frame=_closed(records.frame)) for records in found]


def _closed(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with strata in the clear named as the others, in the order of their names."""
    frame = frame.rename(
        {name: STRATUM + name.removeprefix(OPEN) for name in frame.columns if OPEN in name[:5]}
    )
    strata = sorted(name for name in frame.columns if name.startswith(STRATUM))
    return frame.select(*HASHES, *FILTERS, *strata)


def _refuse_earlier(frame: pl.DataFrame, entry: RawList) -> None:
    """Refuse a file of an earlier version, which shows more than hashes need to."""
    marks = frame[SCHEME_COLUMN].cast(pl.String).drop_nulls()
    if not marks.str.starts_with(f"{SCHEME}:").all():
        raise StudyError(
            f"list {entry.name!r} was hashed by another version of measure87",
            code="different-keys",
            where=entry.path.name,
            hint="hash all lists anew with this version, and destroy the file",
        )


def _refuse_no_hashes(frame: pl.DataFrame, where: str) -> None:
    """Refuse a cell that is no hash, without showing it: it may be a name."""
    strata = [name for name in frame.columns if name.startswith(STRATUM)]
    looks = dict.fromkeys((*HASHES, *strata), _HASH)
    looks |= {name: re.compile(f"b[0-9a-f]{{{bits // 4}}}") for name, bits in FILTERS.items()}
    for name, look in looks.items():
        bad = [i for i, value in enumerate(frame[name]) if value and not look.fullmatch(value)]
        if bad:
            raise DataError(
                f"{len(bad)} cell(s) of column {name!r} are no hashes, first in row {bad[0] + 1}",
                code="no-hash",
                where=where,
                hint="write the file with `measure87 collect link hash`",
            )
