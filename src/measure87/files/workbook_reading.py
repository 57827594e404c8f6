"""Reads the cells of one sheet of an Excel workbook that nobody vouches for.

A workbook is a ZIP file of XML: it is looked at before it is unpacked (size when unpacked, how
much it was packed, number of parts), and documents that declare entities are refused, and so are
workbooks with macros, with links to other files or programs, or with objects inside. Formulas
are never evaluated; what the last program stored as their value is read, and a text that begins
like a formula is refused, as in CSV files.
"""

import zipfile
import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure87.files.source_table import code_of
from measure87.files.writing import sha256_of
from measure87.vocabulary.errors import DataError, MissingExtraError

MOST_BYTES = 200_000_000
MOST_TIMES = 200
MOST_PARTS = 2_000
MOST_ROWS, MOST_COLUMNS = 100_000, 500
_CHUNK = 1 << 20
_MACRO_SUFFIXES = (".xlsm", ".xltm", ".xlam")
_MACRO_TYPE = b"macroEnabled"
_REFUSED_PARTS = {
    "macros": ("vbaproject", "macrosheets/", "dialogsheets/", "activex/", "customui/"),
    "external-links": ("externallinks/", "connections.xml", "querytables/"),
    "embedded-objects": ("embeddings/", "oleobject", "ctrlprops/"),
}
"""Parts of a workbook that do something, or bring something in, by the code of the refusal."""
_WHAT = {
    "macros": "macros, which are programs",
    "external-links": "links to other files, databases or programs",
    "embedded-objects": "objects of other programs inside",
}
_UNREADABLE = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, ValueError,
)  # fmt: skip
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_FORMULA_STARTS = ("=", "+", "@", "\t", "\r")


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet as text, None where empty; row and column 0 are the first."""

    name: str
    cells: tuple[tuple[str | None, ...], ...]
    sha256: str


def read_sheet(path: Path | str, sheet: str | None = None) -> Sheet:
    """One sheet of an .xlsx file; the first without a name.

    Raises
    ------
    DataError
        If the file is not there, is no workbook, unpacks to too much, declares entities, lacks
        the sheet or hides it, is too large, has macros, links to other files or objects inside,
        or has a text that begins like a formula.
    MissingExtraError
        If openpyxl is not installed.
    """
    file = Path(path)
    if file.is_file() and not zipfile.is_zipfile(file):
        raise DataError(
            f"{file.name} is not an Excel workbook (.xlsx)",
            code="not-that-format",
            where=file.name,
            hint="open it in a spreadsheet, and save it again as .xlsx",
        )
    _look(file)
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError("openpyxl", "excel") from None
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        # openpyxl raises many kinds of errors on a damaged file.
        raise _damaged(file, str(error)) from error
    try:
        names = [one.title for one in book.worksheets]
        wanted = sheet if sheet is not None else next(iter(names), None)
        if wanted is None or wanted not in names:
            raise DataError(
                f"there is no sheet {sheet!r}",
                code="unknown-sheet",
                where=file.name,
                hint=f"sheets present: {', '.join(names) or 'none'}",
            )
        if book[wanted].sheet_state != "visible":
            raise DataError(
                f"sheet {wanted!r} is hidden",
                code="hidden-sheet",
                where=file.name,
                hint="show it, look at what it holds, and save the workbook again",
            )
        cells = _cells(file, book[wanted])
    finally:
        book.close()
    return Sheet(file.name, cells, sha256_of(file))


def refuse_formulas(path: Path, sheets: Collection[str], *, other: str, hidden: str) -> None:
    """Refuse a workbook that came back with another sheet, a hidden one, or any formula.

    Parameters
    ----------
    path
        Looked at already, by `read_sheet`, which holds it to a size.
    sheets
        Those that were sent out.
    other, hidden
        What to do about a sheet that was not, and about one that is hidden.

    Raises
    ------
    DataError
        `unknown-sheet`, `hidden-sheet`, `formula`.
    MissingExtraError
        If openpyxl is not installed.
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError("openpyxl", "excel") from None
    book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    try:
        added = [name for name in book.sheetnames if name not in sheets]
        if added:
            raise DataError(
                f"the workbook has a sheet that was not sent out: {added[0]!r}",
                code="unknown-sheet",
                where=path.name,
                hint=other,
            )
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                raise DataError(
                    f"sheet {sheet.title!r} is hidden",
                    code="hidden-sheet",
                    where=path.name,
                    hint=hidden,
                )
            sheet.reset_dimensions()
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.data_type == "f":
                    raise DataError(
                        f"cell {cell.coordinate} of sheet {sheet.title!r} holds a formula",
                        code="formula",
                        where=path.name,
                        hint="put the value in its place",
                    )
    finally:
        book.close()


def refuse_other_columns(
    sheet: Sheet, title: str, names: Sequence[str], *, head: int, where_to: str
) -> None:
    """Refuse a sheet that came back with other columns than it was sent out with.

    Columns are known by their places: one that was put between would be read as its neighbour, and
    one behind the last not at all.

    Parameters
    ----------
    title, names
        Of the sheet, and of its columns in their order.
    head
        Number of the row that has the names, from 1.
    where_to
        What to do with what stands beyond.

    Raises
    ------
    DataError
        `changed-columns`, `further-cell`.
    """
    named = sheet.cells[head - 1] if len(sheet.cells) >= head else ()
    if [(cell or "").strip() for cell in named[: len(names)]] != [*names]:
        raise DataError(
            f"row {head} of sheet {title!r} does not name the columns that were sent out",
            code="changed-columns",
            where=sheet.name,
            hint="leave the columns and their names as they were; copy what was filled in into the "
            "workbook as it was sent",
        )
    for row, cells in enumerate(sheet.cells, start=1):
        for column, cell in enumerate(cells[len(names) :], start=len(names) + 1):
            if (cell or "").strip():
                raise DataError(
                    f"row {row} of sheet {title!r} has a cell in column {column}, and the sheet "
                    f"was sent out with {len(names)} columns",
                    code="further-cell",
                    where=sheet.name,
                    hint=where_to,
                )


def _cells(file: Path, sheet: object) -> tuple[tuple[str | None, ...], ...]:
    rows: list[tuple[str | None, ...]] = []
    try:
        sheet.reset_dimensions()  # type: ignore[attr-defined]
        for values in sheet.iter_rows(values_only=True):  # type: ignore[attr-defined]
            if len(rows) >= MOST_ROWS or len(values) > MOST_COLUMNS:
                raise _too_large(file, f"a sheet of more than {MOST_ROWS} rows")
            rows.append(tuple(_text(file, value, len(rows) + 1) for value in values))
    except DataError:
        raise
    except Exception as error:
        raise _damaged(file, str(error)) from error
    return tuple(rows)


def _text(file: Path, value: object, row: int) -> str | None:
    if value is None:
        return None
    if isinstance(value, float):
        return code_of(round(value, 12))
    text = code_of(value)
    if text.startswith(_FORMULA_STARTS) and len(text) > 1:
        raise DataError(
            f"row {row} has a text that begins like a formula: {text[:1]!r}",
            code="formula",
            where=file.name,
            hint="a spreadsheet would run it; remove the sign",
        )
    return text or None


def refuse_hostile(file: Path, *, most_bytes: int = MOST_BYTES) -> None:
    """Refuse a workbook before it is unpacked, for what it is packed as or brings along.

    Parameters
    ----------
    most_bytes : of all its parts, when unpacked

    Raises
    ------
    DataError
        If it is not there, is no workbook, unpacks to too much, declares entities, or has macros,
        links to other files or objects inside.
    """
    _look(file, "an Excel workbook (.xlsx)", most_bytes, _refuse_what_acts)


def refuse_hostile_package(file: Path, what: str, *, most_bytes: int) -> None:
    """Refuse a package of XML before it is unpacked: for its size, or entities that it declares.

    Parameters
    ----------
    what : what it should be, with its article
    most_bytes : of all its parts, when unpacked

    Raises
    ------
    DataError
        If it is not there, is no such package, unpacks to too much, or declares entities.
    """
    _look(file, what, most_bytes, lambda _, __: None)


def _look(
    file: Path,
    what: str = "an Excel workbook (.xlsx)",
    most_bytes: int | None = None,
    refuse_parts: Callable[[Path, zipfile.ZipFile], None] | None = None,
) -> None:
    if not file.is_file():
        raise DataError(f"there is no file {file.name}", code="no-file", where=str(file.parent))
    most = MOST_BYTES if most_bytes is None else most_bytes
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS:
                raise _too_large(file, f"{len(parts)} parts")
            size = sum(part.file_size for part in parts)
            if size > most or size > MOST_TIMES * max(1, file.stat().st_size):
                raise _too_large(file, f"{size:,} bytes when unpacked")
            (refuse_parts or _refuse_what_acts)(file, packed)
            for part in parts:
                _look_at_part(file, packed, part)
    except (*_UNREADABLE, OSError) as error:
        raise DataError(
            f"{file.name} is not {what}",
            code="not-that-format",
            where=file.name,
            hint="save it again in the spreadsheet program, or as CSV",
        ) from error


def _refuse_what_acts(file: Path, packed: zipfile.ZipFile) -> None:
    """Refuse macros, links to other files, and objects of other programs."""
    names = [name.lower() for name in packed.namelist()]
    types = packed.read("[Content_Types].xml") if "[content_types].xml" in names else b""
    is_macro = file.suffix.lower() in _MACRO_SUFFIXES or _MACRO_TYPE.lower() in types.lower()
    for code, signs in _REFUSED_PARTS.items():
        part = next((name for name in names if any(sign in name for sign in signs)), None)
        if part is not None or (code == "macros" and is_macro):
            place = f" (in its part {part})" if part is not None else ""
            raise DataError(
                f"{file.name} has {_WHAT[code]}{place}",
                code=code,
                where=file.name,
                hint="copy the cells as values into a new workbook, and save it as .xlsx",
            )


def _look_at_part(file: Path, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a part of XML that declares a document type, or hides one in another encoding."""
    if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
        return
    before = b""
    with packed.open(part) as opened:
        while chunk := opened.read(_CHUNK):
            seen = before + chunk.upper()
            if b"\x00" in chunk or any(word in seen for word in _DECLARATIONS):
                raise _damaged(file, "a part of it declares a document type, or is no UTF-8 text")
            before = seen[-16:]


def _too_large(file: Path, what: str) -> DataError:
    return DataError(
        f"{file.name} is too large to be a table: {what}",
        code="too-large",
        where=file.name,
        hint="copy the sheet alone into a new workbook, or save it as CSV",
    )


def _damaged(file: Path, reason: str) -> DataError:
    return DataError(
        f"{file.name} cannot be read: {' '.join(reason.split())[:160]}",
        code="damaged-file",
        where=file.name,
        hint="save it again as .xlsx, or as CSV",
    )
