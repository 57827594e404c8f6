"""Write a file whole or not at all, hash one, and make CSV text that no spreadsheet will run."""

import contextlib
import csv
import hashlib
import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from pathlib import Path

from measure87.vocabulary.errors import DataError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Signs with which a text begins that a spreadsheet may run, the four in their full width too."""
_PRIVATE = 0o600
BYTE_ORDER_MARK = "\ufeff"
"""By which spreadsheet programs know letters of every language; the first sign of a CSV text."""


@contextlib.contextmanager
def whole_file(path: Path | str, *, private: bool = False) -> Iterator[Path]:
    """A temporary file in the folder of `path` that takes its place when the block ends well.

    The temporary file can be read by its owner alone (mode 0600). If the block fails, it is
    removed and what was at `path` stays as it was. With `private` the file keeps mode 0600.
    """
    target = Path(path)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        draft.chmod(_PRIVATE if private else 0o666 & ~_umask())
        draft.replace(target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
    sync_folder(target.parent)


def forget_drafts(folder: Path, name: str = "*") -> None:
    """Remove what a killed process left half written of a file, or of all files, in a folder.

    For whoever holds the lock of what is written there: a draft may be another process's.
    """
    for draft in folder.glob(f".{name}.*.part"):
        draft.unlink(missing_ok=True)


def write_whole(path: Path | str, content: bytes | str, *, private: bool = False) -> None:
    """Write text (as UTF-8) or bytes to `path`, whole or not at all.

    Raises
    ------
    DataError
        If the folder is not there or may not be written to; nothing is left behind.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        with whole_file(path, private=private) as draft:
            draft.write_bytes(data)
    except OSError as error:
        raise DataError(
            f"cannot write {Path(path).name}: {error.strerror or error}",
            code="cannot-write",
            where=str(Path(path).parent),
            hint="the folder must exist, may be written to, and have room",
        ) from error


def sha256_of(path: Path | str) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    r"""CSV text of rows (the header is a row), safe to open in a spreadsheet.

    Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay
    as they are. None is an empty cell; NaN and infinities are refused.

    >>> csv_text([("name", "value"), ("=1+1", -5), (None, 0.5)])
    "name,value\n'=1+1,-5\n,0.5\n"
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return buffer.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{value} cannot be written to a CSV file")
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = str(value)
        return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
    return repr(value) if type(value) in (int, float) else str(value)


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current


def sync_folder(folder: Path) -> None:
    """Make the renaming last, where the system allows a folder to be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
