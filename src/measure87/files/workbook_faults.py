"""Cells of a workbook that hold no value: errors (`#N/A`), and formulas nobody computed.

The library that reads workbooks gives both as empty cells. Where they stand is found here, in the
parts of the file; what they say is not repeated.
"""

import html
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from measure87.vocabulary.errors import DataError

_CHUNK = 1 << 22
_ATTRIBUTE = rb"""\b%s=["']([^"']*)["']"""
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_IS_ERROR = re.compile(rb"""\bt=["']e["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b[^>]*>")
_EMPTY_TEXT = re.compile(rb"""\bt=["']str["']""")
_NO_VALUE = re.compile(rb"<(?:\w+:)?v\s*/>|<(?:\w+:)?v\b[^>]*></(?:\w+:)?v>")
_STYLES = "xl/styles.xml"
_SHOWN_ZEROS = re.compile(rb"""\bformatCode=["']0{2,}["']""")
_ODS_CELL = re.compile(rb"<table:table-cell\b[^>]*>")
_OLD_ERRORS = (
    re.compile(rb"\x05\x02\x08\x00(..)(..)..[\x00\x07\x0f\x17\x1d\x24\x2a]\x01", re.DOTALL),
    re.compile(rb"\x06\x00..(..)(..)..\x02.[\x00\x07\x0f\x17\x1d\x24\x2a]...\xff\xff", re.DOTALL),
)
"""Records BOOLERR and FORMULA of a file before XLSX whose value is an error."""


@dataclass(frozen=True)
class Faults:
    """Cells without a value; how many, and where the first stands (`C5`), where that is known."""

    errors: int = 0
    first_error: str | None = None
    uncomputed: int = 0
    first_uncomputed: str | None = None


def faults_in(path: Path, sheet: str) -> Faults:
    """Cells of a sheet without a value. Of ODS and XLS files those of all sheets."""
    suffix = path.suffix.lower()
    if suffix == ".xls":
        return _of_old(path.read_bytes())
    with zipfile.ZipFile(path) as packed:
        if suffix == ".ods":
            return _of_ods(packed.read("content.xml"))
        found = [_of_part(packed, part) for part in _parts_of(packed, sheet)]
    errors = [one.first_error for one in found if one.first_error]
    bare = [one.first_uncomputed for one in found if one.first_uncomputed]
    return Faults(
        sum(one.errors for one in found), next(iter(errors), None),
        sum(one.uncomputed for one in found), next(iter(bare), None),
    )  # fmt: skip


def refuse_uncomputed(name: str, faults: Faults) -> None:
    """Refuse a workbook with formulas whose values no program stored.

    Raises
    ------
    DataError
        With their number and the first's place.
    """
    if faults.uncomputed:
        raise DataError(
            f"{faults.uncomputed} cell(s) hold a formula without its value"
            f"{_first(faults.first_uncomputed)}",
            code="uncomputed-formula",
            where=name,
            hint="open the file in the spreadsheet program, save it, and try again",
        )


def notice_of_errors(faults: Faults) -> str | None:
    """What is said of cells that hold an error; None without any."""
    return "cells with an error of the spreadsheet are read as unknown" if faults.errors else None


def remark_of_errors(faults: Faults) -> str | None:
    """How many cells hold an error, and where the first stands; None without any."""
    if not faults.errors:
        return None
    place = _first(faults.first_error)
    return f"{faults.errors} cell(s) hold an error of the spreadsheet{place}; read as unknown"


def remark_of_shown_zeros(path: Path) -> str | None:
    """What is said where a workbook has a format that shows zeros in front of numbers: 7 as 007."""
    if path.suffix.lower() != ".xlsx":
        return None
    with zipfile.ZipFile(path) as packed:
        styles = packed.read(_STYLES) if _STYLES in packed.namelist() else b""
    if not _SHOWN_ZEROS.search(styles):
        return None
    return (
        "the workbook has a format that shows zeros in front of numbers; they are read without "
        "these (7 for 007): if they are codes, map them so, or make texts of them"
    )


def _first(place: str | None) -> str:
    return f", first in {place}" if place else ""


def _parts_of(packed: zipfile.ZipFile, sheet: str) -> list[str]:
    """The part of a sheet; all parts of sheets where it cannot be told."""
    names = packed.namelist()
    every = [name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    book, relations = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if book not in names or relations not in names:
        return every
    ids = {
        html.unescape(_said(tag, b"name").decode("utf-8", "replace")): _said(tag, rb"\w+:id")
        for tag in _SHEET.findall(packed.read(book))
    }
    targets = {
        _said(tag, b"Id"): _said(tag, b"Target").decode("utf-8", "replace")
        for tag in _RELATION.findall(packed.read(relations))
    }
    target = targets.get(ids.get(sheet, b""), "").lstrip("/")
    part = target if target.startswith("xl/") else f"xl/{target}"
    return [part] if part in names else every


def _said(tag: bytes, attribute: bytes) -> bytes:
    found = re.search(_ATTRIBUTE % attribute, tag)
    return found.group(1) if found else b""


def _of_part(packed: zipfile.ZipFile, part: str) -> Faults:
    """Faults of the XML of a sheet, read in pieces that end where a cell ends."""
    errors: list[str] = []
    bare: list[str] = []
    held = b""
    with packed.open(part) as opened:
        while chunk := opened.read(_CHUNK):
            held += chunk
            end = max(held.rfind(b"</c>"), held.rfind(b"</row>"), held.rfind(b":c>"))
            if end < 0:
                continue
            whole, held = held[: end + 4], held[end + 4 :]
            if _IS_ERROR.search(whole) or _FORMULA.search(whole):
                _look_at_cells(whole, errors, bare)
    return Faults(len(errors), next(iter(errors), None), len(bare), next(iter(bare), None))


def _look_at_cells(text: bytes, errors: list[str], bare: list[str]) -> None:
    for said, content in _CELL.findall(text):
        place = _said(said, b"r").decode("ascii", "replace")
        if _IS_ERROR.search(said):
            errors.append(place)
        elif _FORMULA.search(content) and not _has_value(said, content):
            bare.append(place)


def _has_value(said: bytes, content: bytes) -> bool:
    if not _VALUE.search(content):
        return False
    return _EMPTY_TEXT.search(said) is not None or not _NO_VALUE.search(content)


def _of_ods(content: bytes) -> Faults:
    cells = _ODS_CELL.findall(content)
    errors = [one for one in cells if b'calcext:value-type="error"' in one]
    bare = [
        one
        for one in cells
        if b"table:formula=" in one and b"office:value-type=" not in one and one not in errors
    ]
    return Faults(errors=len(errors), uncomputed=len(bare))


def _of_old(content: bytes) -> Faults:
    places = [
        place_of(int.from_bytes(row, "little"), int.from_bytes(column, "little"))
        for pattern in _OLD_ERRORS
        for row, column in pattern.findall(content)
    ]
    return Faults(errors=len(places), first_error=next(iter(places), None))


def place_of(row: int, column: int) -> str:
    """A cell as spreadsheets name it; row and column are counted from 0.

    >>> place_of(4, 2), place_of(0, 27)
    ('C5', 'AB1')
    """
    return f"{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """A column as spreadsheets name it, counted from 0.

    >>> column_letters(25), column_letters(26), column_letters(702)
    ('Z', 'AA', 'AAA')
    """
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
