"""The formats of tables by the suffix of their file, and a look at its first bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from measure87.files.csv_reading import read_csv
from measure87.files.parquet import read_parquet
from measure87.files.selection import Selection
from measure87.files.source_table import TableContent
from measure87.files.spss import read_spss
from measure87.files.stata import read_stata
from measure87.files.table_form import TableForm
from measure87.files.workbook_table import read_workbook
from measure87.vocabulary.errors import DataError, UsageError

Reader = Callable[[Path, Selection, TableForm], TableContent]
_PACKED = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of workbooks before XLSX, and of a workbook that has a password."""


@dataclass(frozen=True)
class Format:
    """A kind of file.

    starts : first bytes that a file of this kind has; empty where there are none
    """

    name: str
    title: str
    read: Reader
    starts: tuple[bytes, ...] = ()


CSV = Format("csv", "CSV", read_csv)
PARQUET = Format("parquet", "Parquet", read_parquet, (b"PAR1",))
SPSS = Format(
    "spss", "SPSS", lambda path, wanted, form: read_spss(path, wanted, form.encoding),
    (b"$FL2", b"$FL3"),
)  # fmt: skip
STATA = Format(
    "stata",
    "Stata",
    lambda path, wanted, form: read_stata(path, wanted, form.encoding),
    (b"<stata_dta>", *(bytes([release]) for release in (104, 105, 108, *range(110, 116)))),
)
XLSX = Format("xlsx", "Excel (.xlsx)", read_workbook, (_PACKED,))
XLS = Format("xls", "old Excel (.xls)", read_workbook, (_COMPOUND,))
ODS = Format("ods", "OpenDocument", read_workbook, (_PACKED,))
FORMATS = {
    ".csv": CSV,
    ".tsv": CSV,
    ".txt": CSV,
    ".parquet": PARQUET,
    ".sav": SPSS,
    ".zsav": SPSS,
    ".dta": STATA,
    ".xlsx": XLSX,
    ".xls": XLS,
    ".ods": ODS,
}
_OTHER_STARTS = (
    (_PACKED, "a ZIP or Excel file"),
    (b"\x1f\x8b", "a gzip file"),
    (_COMPOUND, "an old Excel file, or a workbook with a password"),
)


def format_of(file: Path, known: tuple[str, ...] = tuple(FORMATS)) -> Format:
    """The format that a file's suffix tells.

    Raises
    ------
    UsageError
        If the suffix is none of those known.
    """
    kind = FORMATS.get(file.suffix.lower())
    if kind is None:
        raise UsageError(
            f"cannot tell the format of {file.name} by its suffix {file.suffix!r}",
            code="unknown-format",
            hint=f"known suffixes: {', '.join(known)}",
        )
    return kind


def first_bytes(file: Path) -> bytes:
    """The first bytes of a file.

    Raises
    ------
    DataError
        If it is not there, cannot be read, or is empty.
    """
    if not file.is_file():
        raise DataError(
            f"there is no file {file.name}",
            code="no-file",
            where=None if file.parent == Path() else str(file.parent),
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
    return start


def look(file: Path, kind: Format) -> None:
    """Refuse what is not there, is empty, or does not begin as its suffix promises."""
    start = first_bytes(file)
    is_other = any(start.startswith(magic) for magic, _ in _OTHER_STARTS)
    if kind is CSV:
        fits = not is_other and not start.startswith(SPSS.starts + PARQUET.starts)
    else:
        fits = not kind.starts or start.startswith(kind.starts)
    if not fits:
        raise DataError(
            f"{file.name} is not {_a(kind.title)} file: it begins like {_looks_like(start)}",
            code="not-that-format",
            where=file.name,
            hint=f"give it the suffix of what it is, or save it as {kind.title}",
        )


def _a(title: str) -> str:
    is_vowel = title == "SPSS" or title[:1] in "EOo"
    return f"{'an' if is_vowel else 'a'} {title}"


def _looks_like(start: bytes) -> str:
    for kind in (SPSS, PARQUET, STATA):
        # A single byte, as old Stata files begin with, says too little.
        if start.startswith(tuple(magic for magic in kind.starts if len(magic) > 1)):
            return f"{_a(kind.title)} file"
    for magic, text in _OTHER_STARTS:
        if start.startswith(magic):
            return text
    is_text = all(byte > 31 or byte in b"\t\r\n" for byte in start)
    return "text" if is_text else "no file of a kind that is known here"
