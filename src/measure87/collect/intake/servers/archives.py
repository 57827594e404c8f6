"""Reads archives and tables that others made, in memory and within limits."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from measure87.vocabulary.errors import DataError
from measure87.vocabulary.plain_text import line_of_zero_byte

LARGEST = 2_000_000_000
"""Bytes that an archive, or one of its files, may have unpacked."""
MOST_FILES = 10_000
_STEEPEST = 200
"""Times by which a file larger than `_SMALL` may be packed; text packs 10 to 30 times."""
_SMALL = 10_000_000
UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
"""As zipfile tells of archives that are none, or damaged."""


def files_of(path: Path, password: str | None = None) -> Mapping[str, bytes]:
    """The files of a zip archive, by their names without folders; nothing is unpacked to disk.

    Raises
    ------
    DataError
        If it is no archive, is damaged or locked, is larger unpacked than it may be, or has names
        that lead out of it.
    """
    return _files(path, path, password)


def files_of_content(content: bytes, name: str) -> Mapping[str, bytes]:
    """As `files_of`, of an archive that came over a line.

    Parameters
    ----------
    name : how messages call it
    """
    return _files(io.BytesIO(content), Path(name), None)


def _files(source: Path | io.BytesIO, path: Path, password: str | None) -> Mapping[str, bytes]:
    try:
        with zipfile.ZipFile(source) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            require_harmless(path, members)
            if len({PurePosixPath(one.filename).name for one in members}) != len(members):
                raise _fault(path, "has two files of one name", "export it again")
            if password is not None:
                archive.setpassword(password.encode())
            return {PurePosixPath(one.filename).name: _read(archive, one, path) for one in members}
    except UNREADABLE:
        raise _fault(path, "is no zip archive that can be read", "export it again") from None
    except RuntimeError:  # as zipfile tells of a password
        raise _fault(
            path, "is locked with a password", "unlock it, or export it without one"
        ) from None


def require_harmless(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Refuse names that lead out of an archive, and what would be far larger unpacked.

    Raises
    ------
    DataError
        In one sentence, without the names.
    """
    names = [PurePosixPath(one.filename.replace("\\", "/")) for one in members]
    if any(
        one.is_absolute() or ".." in one.parts or ":" in one.parts[0] for one in names if one.parts
    ):
        raise _fault(
            path, "has a file whose name leads out of it", "do not use it; ask who made it"
        )
    steep = any(
        one.file_size > _SMALL and one.file_size > _STEEPEST * max(1, one.compress_size)
        for one in members
    )
    if steep or len(members) > MOST_FILES or sum(one.file_size for one in members) > LARGEST:
        raise _fault(
            path,
            "would be far larger unpacked than an export is",
            "do not use it; ask who made it, or export fewer interviews at a time",
        )


def _read(archive: zipfile.ZipFile, one: zipfile.ZipInfo, path: Path) -> bytes:
    """One file; its header may lie about its size."""
    with archive.open(one) as file:
        content = file.read(one.file_size + 1)
    if len(content) != one.file_size:
        raise _fault(path, "is damaged", "export it again")
    return content


def rows_of_text(content: bytes, name: str, delimiter: str) -> Iterator[dict[str, str]]:
    """Rows of a table of text by its header, as UTF-8; empty cells are left out.

    Raises
    ------
    DataError
        If it is no such table.
    """
    yield from table_of_text(content, name, delimiter)[1]


def table_of_text(
    content: bytes, name: str, delimiter: str
) -> tuple[list[str], list[dict[str, str]]]:
    """As `rows_of_text`, with the columns: one that is empty in each row is in the header alone.

    Raises
    ------
    DataError
        If it is no such table.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(
            f"{name} is not UTF-8 text", code="encoding", hint="export it as UTF-8"
        ) from None
    if (line := line_of_zero_byte(text)) is not None:
        raise _table_fault(name, f"holds a zero byte in line {line:,}, so it is not text")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [one.strip() for one in next(reader, [])]
        if len(set(header)) != len(header) or not all(header):
            raise _table_fault(name, "has two columns of one name, or one without a name")
        rows = []
        for number, cells in enumerate(reader, start=2):
            if len(cells) not in (0, len(header)):
                raise _table_fault(name, f"has more or fewer cells in row {number} than columns")
            row = zip(header, cells, strict=False)
            rows.append({key: cell for key, cell in row if cell.strip()})
    except csv.Error:
        raise _table_fault(name, "is no table of text: a quotation mark is not closed") from None
    return header, rows


def _table_fault(name: str, text: str) -> DataError:
    return DataError(f"{name} {text}", code="bad-table", hint="export it again")


def _fault(path: Path, text: str, hint: str) -> DataError:
    return DataError(f"{path.name} {text}", code="bad-archive", hint=hint)
