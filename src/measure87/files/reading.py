"""Read a table by the suffix of its file, after a look at its first bytes."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from measure87.files.csv_reading import read_csv, read_csv_bytes
from measure87.files.dictionary_probe import damaged
from measure87.files.parquet import read_parquet
from measure87.files.parts import digest_of_parts, in_parts, read_parts, require_same_parts
from measure87.files.selection import Selection
from measure87.files.source_table import SourceTable, TableContent
from measure87.files.spss import read_spss
from measure87.files.stata import read_stata
from measure87.files.writing import sha256_of
from measure87.vocabulary.errors import DataError, UsageError

_Reader = Callable[[Path, Selection, str | None], TableContent]


@dataclass(frozen=True)
class _Format:
    name: str
    title: str
    read: _Reader
    starts: tuple[bytes, ...] = ()
    """First bytes that a file of this kind has; empty where there are none."""


_CSV = _Format("csv", "CSV", read_csv)
_PARQUET = _Format("parquet", "Parquet", read_parquet, (b"PAR1",))
_SPSS = _Format("spss", "SPSS", read_spss, (b"$FL2", b"$FL3"))
_STATA = _Format(
    "stata",
    "Stata",
    read_stata,
    (b"<stata_dta>", *(bytes([release]) for release in (104, 105, 108, *range(110, 116)))),
)
_FORMATS = {
    ".csv": _CSV,
    ".tsv": _CSV,
    ".txt": _CSV,
    ".parquet": _PARQUET,
    ".sav": _SPSS,
    ".zsav": _SPSS,
    ".dta": _STATA,
}
MOST_COLUMNS = 100_000
"""Columns of a file; the widest surveys have some thousands."""

_OTHER_STARTS = ((b"PK\x03\x04", "a ZIP or Excel file"), (b"\x1f\x8b", "a gzip file"))


def read_source(
    path: Path | str,
    columns: Sequence[str] | None = None,
    *,
    skip_absent: bool = False,
    encoding: str | None = None,
    patterns: Sequence[str] = (),
) -> SourceTable:
    """Read a CSV, Parquet, SPSS or Stata file, or Parquet in parts; `-` is CSV from standard input.

    Parameters
    ----------
    path : path
        The suffix tells the format, in either case of letters. A folder, a pattern of names and an
        address as `s3://bucket/folder` are of tables in parts, all Parquet.
    columns : sequence of str, optional
        Variables to read; a name that is not spelt exactly is matched without regard to case.
        All of them without it.
    skip_absent : bool
        Pass over a name in `columns` that the file does not have, instead of refusing it.
    encoding : str, optional
        Of the text in CSV, SPSS and Stata files, where it is not what the file declares.
    patterns : sequence of str
        Variables to read besides `columns`, as `rw*`; one may name none.

    Raises
    ------
    UsageError
        If the suffix is none of these.
    DataError
        If the file is not there, is empty, damaged or cut short, is not of the kind its
        suffix says, has two columns of one name, lacks a column that was asked for, has a
        formula in a cell (CSV), or is in another encoding.
    """
    names = None if columns is None else tuple(columns)
    wanted = Selection(names, skip_absent, tuple(patterns))
    if str(path) == "-":
        content, digest = read_csv_bytes(sys.stdin.buffer.read(), wanted, encoding, name="-")
        return _source("-", _CSV, content, digest)
    if in_parts(path):
        name, content, digest = read_parts(path, wanted)
        return _source(name, _PARQUET, content, digest)
    file = Path(path)
    kind = _kind(file)
    _look(file, kind)
    digest = sha256_of(file)
    try:
        content = kind.read(file, wanted, encoding)
    except (OSError, pl.exceptions.PolarsError, MemoryError) as error:
        raise damaged(file.name, f"it cannot be read ({type(error).__name__})") from error
    return _source(file.name, kind, content, digest)


def digest_of(path: Path | str) -> str:
    """Hash of the bytes of a file, or of a table in parts, as `SourceTable.sha256` has it."""
    return digest_of_parts(path) if in_parts(path) else sha256_of(path)


def require_unchanged(path: Path | str, source: SourceTable) -> None:
    """Refuse what was read of a table in parts if a part changed meanwhile.

    Raises
    ------
    DataError
        `changed-input`.
    """
    if in_parts(path):
        require_same_parts(path, source.sha256)


def _source(name: str, kind: _Format, content: TableContent, digest: str) -> SourceTable:
    names = content.frame.collect_schema().names()
    width = max(len(names), len(content.present))
    if width > MOST_COLUMNS:
        raise DataError(
            f"{name} has {width:,} columns; at most {MOST_COLUMNS:,} are read",
            code="too-many-columns",
            where=name,
            hint="leave out columns that are not needed, or turn rows and columns about",
        )
    return SourceTable(
        name=name,
        format=kind.name,
        frame=content.frame,
        columns=tuple(names),
        variable_labels=content.variable_labels,
        value_labels=content.value_labels,
        missing_codes=content.missing_codes,
        sha256=digest,
        notices=content.notices,
        present=content.present,
    )


def _kind(file: Path) -> _Format:
    kind = _FORMATS.get(file.suffix.lower())
    if kind is None:
        raise UsageError(
            f"cannot tell the format of {file.name} by its suffix {file.suffix!r}",
            code="unknown-format",
            hint=f"known suffixes: {', '.join(_FORMATS)}",
        )
    return kind


def _look(file: Path, kind: _Format) -> None:
    """Refuse what is not there, is empty, or does not begin as its suffix promises."""
    if not file.is_file():
        raise DataError(
            f"there is no file {file.name}",
            code="no-file",
            where=str(file.parent),
            hint="check the path",
        )
    try:
        with file.open("rb") as opened:
            start = opened.read(16)
    except OSError as error:
        raise DataError(
            f"cannot read {file.name}: {error.strerror}",
            code="no-file",
            where=str(file.parent),
            hint="check the permissions of the file",
        ) from error
    if not start:
        raise DataError(
            f"{file.name} is empty",
            code="empty-file",
            where=file.name,
            hint="copy or export the file again",
        )
    if kind.starts and not start.startswith(kind.starts):
        raise DataError(
            f"{file.name} is not {_a(kind.title)} file: it begins like {_looks_like(start)}",
            code="not-that-format",
            where=file.name,
            hint=f"give it the suffix of what it is, or save it as {kind.title}",
        )
    other = next((text for magic, text in _OTHER_STARTS if start.startswith(magic)), None)
    if kind is _CSV and (other or start.startswith(_SPSS.starts + _PARQUET.starts)):
        raise DataError(
            f"{file.name} is not a CSV file: it begins like {_looks_like(start)}",
            code="not-that-format",
            where=file.name,
            hint="give it the suffix of what it is, or save it as CSV",
        )


def _a(title: str) -> str:
    return f"an {title}" if title == "SPSS" else f"a {title}"


def _looks_like(start: bytes) -> str:
    for kind in (_SPSS, _PARQUET, _STATA):
        # A single byte, as old Stata files begin with, says too little.
        if start.startswith(tuple(magic for magic in kind.starts if len(magic) > 1)):
            return f"{_a(kind.title)} file"
    for magic, text in _OTHER_STARTS:
        if start.startswith(magic):
            return text
    is_text = all(byte > 31 or byte in b"\t\r\n" for byte in start)
    return "text" if is_text else "no file of a kind that is known here"
