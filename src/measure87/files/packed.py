"""A ZIP file with one data file, as offices send them; of several the name is asked for.

Nothing is unpacked under the name that the ZIP file gives it. Text is read as it is unpacked; files
of other formats lie in a folder that only their owner may read, for as long as they are read.
"""

import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO

from measure87.files.csv_batches import CsvText
from measure87.files.csv_reading import read_csv_text
from measure87.files.dictionary_probe import damaged
from measure87.files.formats import CSV, FORMATS, Format, format_of, look
from measure87.files.selection import Selection
from measure87.files.source_table import TableContent
from measure87.files.table_form import AskedError, Question, TableForm, asked_which
from measure87.vocabulary.errors import DataError

SUFFIX = ".zip"
MOST_BYTES = 8_000_000_000
"""Bytes of a data file when unpacked."""
MOST_TIMES = 400
MOST_PARTS = 2_000
_ENCRYPTED = 1
_OF_A_WORKBOOK = {"[Content_Types].xml": ".xlsx", "content.xml": ".ods"}
_NEGLIGIBLE = ("__MACOSX/", ".")
_FAULTS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, EOFError, ValueError,
)  # fmt: skip


def read_packed(path: Path, wanted: Selection, form: TableForm) -> tuple[TableContent, Format]:
    """Values of the data file in a ZIP file, and its format.

    Raises
    ------
    AskedError
        If it holds several data files and none was named; or as the format of the file.
    DataError
        If it is damaged, hostile (parts that would lie elsewhere, too much when unpacked), has a
        password, or holds no data file; or as the format of the file.
    """
    with _refusing_damage(path), zipfile.ZipFile(path) as packed:
        part = _data_file(path, packed, form)
    if isinstance(part, Question):
        raise asked_which(path.name, part, lambda name: _left_open(path, wanted, form, name))
    inner = PurePosixPath(part.filename).name
    kind = format_of(Path(inner))
    if kind is CSV:
        source = CsvText(path.name, lambda: _opened(path, part), form.encoding)
        with _refusing_damage(path):
            return read_csv_text(source, wanted, form), kind
    with tempfile.TemporaryDirectory(prefix="measure87-") as folder:
        file = Path(folder) / f"{path.stem}{Path(inner).suffix}"
        with _refusing_damage(path), _opened(path, part) as opened, file.open("wb") as written:
            shutil.copyfileobj(opened, written, 1 << 20)
        look(file, kind)
        content = kind.read(file, wanted, form)
        return replace(content, frame=content.frame.lazy().collect()), kind


def _left_open(path: Path, wanted: Selection, form: TableForm, name: str) -> Sequence[Question]:
    """What a data file would leave open if it were the one that is meant."""
    try:
        read_packed(path, wanted, replace(form, member=name))
    except AskedError as error:
        return error.questions
    except DataError:
        return ()  # what is wrong with it is told if it is chosen
    return ()


@contextmanager
def _refusing_damage(path: Path) -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        raise damaged(path.name, "it is no ZIP file that can be unpacked") from error
    except RuntimeError as error:
        raise damaged(path.name, "it cannot be unpacked") from error


def _opened(path: Path, part: zipfile.ZipInfo) -> IO[bytes]:
    return zipfile.ZipFile(path).open(part)


def _data_file(path: Path, packed: zipfile.ZipFile, form: TableForm) -> zipfile.ZipInfo | Question:
    """The part that is meant; or which of them is."""
    parts = [part for part in packed.infolist() if not part.is_dir()]
    names = [part.filename for part in parts]
    _refuse_hostile(path, parts)
    for sign, suffix in _OF_A_WORKBOOK.items():
        if sign in names:
            raise DataError(
                f"{path.name} is a workbook and not a ZIP file of data",
                code="not-that-format",
                where=path.name,
                hint=f"give it the suffix {suffix}",
            )
    found = {part.filename: part for part in parts if _is_data(part.filename)}
    meant = _wanted(list(found), form)
    if isinstance(meant, Question):
        return meant
    chosen = found.get(meant)
    if chosen is None:
        raise _no_member(path, list(found), form)
    if chosen.flag_bits & _ENCRYPTED:
        raise DataError(
            f"{path.name} is encrypted",
            code="password",
            where=path.name,
            hint="unpack it with its password, and name the file that it holds",
        )
    return chosen


def _wanted(names: list[str], form: TableForm) -> str | Question:
    """The name of the part that is meant: in full, or without its folders where that is clear."""
    if form.member is not None:
        ends = [name for name in names if PurePosixPath(name).name == form.member]
        return ends[0] if form.member not in names and len(ends) == 1 else form.member
    if len(names) > 1:
        lines = [json.dumps(name, ensure_ascii=False) for name in names]
        return Question(
            f"it holds {len(names)} data files, and one is read",
            f"member = {lines[0]}",
            tuple(lines[1:10]),
            code="member",
        )
    return names[0] if names else ""


def _no_member(path: Path, names: list[str], form: TableForm) -> DataError:
    if form.member is None:
        return DataError(
            f"{path.name} holds no data file",
            code="unknown-member",
            where=path.name,
            hint=f"data files end in {', '.join(FORMATS)}",
        )
    return DataError(
        f"{path.name} holds no data file {form.member!r}",
        code="unknown-member",
        where=path.name,
        hint=f"data files in it: {', '.join(names[:10]) or 'none'}",
    )


def _is_data(name: str) -> bool:
    """Whether a part is a data file, and none that a system adds for itself."""
    at = PurePosixPath(name)
    return (
        at.suffix.lower() in FORMATS
        and not name.startswith(_NEGLIGIBLE[0])
        and not at.name.startswith(_NEGLIGIBLE[1])
    )


def _refuse_hostile(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse parts that would lie elsewhere or twice, and what is too much when unpacked."""
    names = [part.filename for part in parts]
    outside = [name for name in names if _is_outside(name)]
    if outside or len(set(names)) < len(names):
        raise DataError(
            f"{path.name} has a part that would lie outside of its folder"
            if outside
            else f"{path.name} has two parts of one name",
            code="hostile-archive",
            where=path.name,
            hint="do not unpack it; ask whoever sent it for the data file itself",
        )
    size = sum(part.file_size for part in parts)
    most = min(MOST_BYTES, MOST_TIMES * max(1, path.stat().st_size))
    if len(parts) > MOST_PARTS or size > most:
        raise DataError(
            f"{path.name} is too large: {len(parts):,} files, {size:,} bytes when unpacked",
            code="too-large",
            where=path.name,
            hint="if you know who made it, unpack it and name the file that it holds",
        )


def _is_outside(name: str) -> bool:
    at = PurePosixPath(name.replace("\\", "/"))
    return at.is_absolute() or ".." in at.parts or ":" in name[:2]
