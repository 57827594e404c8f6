"""Sheets of a workbook that somebody else made: no macros, no links, no formulas, no bombs."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from measure87.collect.intake.servers.archives import UNREADABLE, require_harmless
from measure87.collect.intake.servers.typed import text_of
from measure87.vocabulary.errors import DataError, MissingExtraError

_REFUSED = {
    "vbaproject": "has macros",
    "externallink": "has links to other workbooks",
    "activex": "has controls that run programs",
}
_HINT = "save it as a workbook of values alone, or as CSV"


def sheets_of(path: Path) -> Iterator[tuple[str, list[str], list[dict[str, str]]]]:
    """Each sheet: its name, its columns, and rows by these, blank cells left out.

    Raises
    ------
    DataError
        If it is no workbook, or has what a table of answers has not.
    """
    _require_values_alone(path)
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError("openpyxl", "field") from None
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
        sheets = [(sheet.title, list(sheet.iter_rows())) for sheet in book.worksheets]
        book.close()
    except Exception:  # a library that reads what others made fails in many ways
        raise _fault(path, "is no workbook that can be read") from None
    for title, rows in sheets:
        header = [text_of(cell.value) for cell in rows[0]] if rows else []
        while header and not header[-1]:
            header.pop()
        if len(set(header)) != len(header) or not all(header):
            raise _fault(path, f"has two columns of one name, or one without, in {title!r}")
        found = []
        for row in rows[1:]:
            formula = next((cell for cell in row if cell.data_type == "f"), None)
            if formula is not None:
                raise _fault(path, f"has a formula in {title!r}, cell {formula.coordinate}")
            cells = {
                key: told for key, cell in zip(header, row, strict=False)
                if (told := text_of(cell.value))
            }  # fmt: skip
            if cells:
                found.append(cells)
        yield title, header, found


def _require_values_alone(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            require_harmless(path, members)
            for one in members:
                name = one.filename.casefold()
                for sign, text in _REFUSED.items():
                    if sign in name:
                        raise _fault(path, text)
                if name.endswith((".xml", ".rels")):
                    with archive.open(one) as file:
                        if b"<!" in file.read(2_000).replace(b"<!--", b""):
                            raise _fault(path, "declares entities, which no workbook does")
    except (*UNREADABLE, RuntimeError):
        raise _fault(path, "is no workbook that can be read") from None


def _fault(path: Path, text: str) -> DataError:
    return DataError(f"{path.name} {text}", code="bad-workbook", hint=_HINT)
