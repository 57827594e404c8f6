"""Invented files as offices have them: one small table in many formats, encodings and languages."""

import io
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

from measure87.files import AskedError, TableForm

YES_NO = {
    "en": ("yes", "no"),
    "fr": ("oui", "non"),
    "es": ("sí", "no"),
    "pt": ("sim", "não"),
    "ru": ("да", "нет"),
    "ar": ("نعم", "لا"),
}
PLACES = {
    "en": ("North", "South"),
    "fr": ("Île-du-Nord", "Équateur"),
    "es": ("Cañada", "Río"),
    "pt": ("São João", "Açores"),
    "ru": ("Север", "Юг"),
    "ar": ("شمال", "جنوب"),
}
NAMES = {
    "en": ("id", "works", "place", "weight"),
    "fr": ("id", "travaille", "région", "poids"),
    "es": ("id", "trabaja", "región", "peso"),
    "pt": ("id", "trabalha", "região", "peso"),
    "ru": ("id", "работает", "место", "вес"),
    "ar": ("id", "يعمل", "مكان", "وزن"),
}
Cell = int | float | str | None


@dataclass(frozen=True)
class Made:
    """A file to be made: how, and what it says."""

    language: str = "en"
    kind: str = "csv"
    encoding: str = "utf-8"
    separator: str = ","
    decimal: str = "."
    packed: bool = False
    title: bool = False
    sheets: int = 1
    weights: tuple[float, ...] = (0.5, 12.25, 3.0, 1.125, 7.75, 2.5)

    @property
    def names(self) -> tuple[str, ...]:
        return NAMES[self.language]

    @property
    def rows(self) -> list[tuple[Cell, ...]]:
        """The truth."""
        yes, no = YES_NO[self.language]
        here, there = PLACES[self.language]
        return [
            (
                k + 1,
                None if k == 3 else (yes if k % 2 else no),
                here if k % 3 else there,
                weight,
            )
            for k, weight in enumerate(self.weights)
        ]

    @property
    def true_form(self) -> TableForm:
        """What somebody who made the file could say of it."""
        is_text = self.kind == "csv"
        return TableForm(
            encoding=self.encoding if is_text else None,
            separator=self.separator if is_text else None,
            decimal=self.decimal if is_text else None,
            sheet="Data" if self.kind in ("xlsx", "ods") else None,
        )

    def write(self, folder: Path) -> Path:
        """Lay the file into a folder."""
        content = WRITERS[self.kind](self)
        path = folder / f"office.{self.kind}"
        if not self.packed:
            path.write_bytes(content)
            return path
        packed = folder / "office.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"sent/{path.name}", content)
            archive.writestr("sent/readme.pdf", b"%PDF")
            archive.writestr(f"__MACOSX/sent/._{path.name}", b"x")
        return packed


def _shown(cell: Cell, made: Made) -> str:
    text = "" if cell is None else str(cell)
    if isinstance(cell, float):
        text = text.replace(".", made.decimal)
    return f'"{text}"' if made.separator in text else text


def csv_bytes(made: Made) -> bytes:
    """As a program of that language exports it."""
    lines = [made.separator.join(made.names)]
    lines += [made.separator.join(_shown(cell, made) for cell in row) for row in made.rows]
    if made.title:
        lines = ["2024" + made.separator * 3, made.separator * 3, *lines]
    return ("\r\n".join(lines) + "\r\n").encode(made.encoding)


def xlsx_bytes(made: Made) -> bytes:
    """With a title, and with further sheets, where they are wanted."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data"
    for row in ([["2024"], []] if made.title else []) + [list(made.names)]:
        sheet.append(row)
    for row in made.rows:
        sheet.append(list(row))
    for number in range(1, made.sheets):
        book.create_sheet(f"Notes {number}").append(["note", "of", "an", "office"])
    book.create_sheet("Empty")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body>"
    "</office:document-content>"
)


def ods_cell(cell: Cell) -> str:
    """A cell of a sheet."""
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str):
        return (
            '<table:table-cell office:value-type="string">'
            f"<text:p>{escape(cell)}</text:p></table:table-cell>"
        )
    return (
        f'<table:table-cell office:value-type="float" office:value="{cell}">'
        f"<text:p>{cell}</text:p></table:table-cell>"
    )


def ods_of(sheets: dict[str, list[list[Cell]]]) -> bytes:
    """A workbook of OpenDocument with these sheets."""
    body = "".join(
        f'<table:table table:name="{name}">'
        + "".join(
            f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows
        )
        + "</table:table>"
        for name, rows in sheets.items()
    )
    return ods_with(body)


def ods_with(body: str) -> bytes:
    """A workbook of OpenDocument with these tables, as XML."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _ODS.format(body))
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return buffer.getvalue()


def ods_bytes(made: Made) -> bytes:
    """As `xlsx_bytes`."""
    title: list[list[Cell]] = [["2024"], [None]] if made.title else []
    sheets = {"Data": [*title, list(made.names), *map(list, made.rows)]}
    sheets |= {f"Notes {k}": [["note", "of", "an", "office"]] for k in range(1, made.sheets)}
    return ods_of(sheets)


WRITERS: dict[str, Callable[[Made], bytes]] = {
    "csv": csv_bytes,
    "xlsx": xlsx_bytes,
    "ods": ods_bytes,
}


@dataclass(frozen=True)
class Named:
    """One of the sixteen files, and the one setting that it needs, if any."""

    made: Made
    setting: dict[str, str] = field(default_factory=dict)


SIXTEEN = {
    "csv utf-8 comma en": Named(Made()),
    "csv utf-8 with mark semicolon fr": Named(Made("fr", "csv", "utf-8-sig", ";", ",")),
    "csv windows-1252 semicolon fr": Named(
        Made("fr", "csv", "windows-1252", ";", ","), {"encoding": "windows-1252"}
    ),
    "csv utf-16 tab fr": Named(Made("fr", "csv", "utf-16", "\t", ",")),
    "csv windows-1252 semicolon es": Named(
        Made("es", "csv", "windows-1252", ";", ","), {"encoding": "windows-1252"}
    ),
    "csv latin-1 comma pt": Named(
        Made("pt", "csv", "iso-8859-1", ",", "."), {"encoding": "iso-8859-1"}
    ),
    "csv windows-1251 semicolon ru": Named(
        Made("ru", "csv", "windows-1251", ";", ","), {"encoding": "windows-1251"}
    ),
    "csv utf-8 tab ru": Named(Made("ru", "csv", "utf-8", "\t", ".")),
    "csv utf-16 without mark semicolon ru": Named(Made("ru", "csv", "utf-16-le", ";", ",")),
    "csv windows-1256 semicolon ar": Named(
        Made("ar", "csv", "windows-1256", ";", ","), {"encoding": "windows-1256"}
    ),
    "csv utf-8 with mark comma ar": Named(Made("ar", "csv", "utf-8-sig", ",", ".")),
    "csv windows-1256 bar ar": Named(
        Made("ar", "csv", "windows-1256", "|", "."), {"encoding": "windows-1256"}
    ),
    "xlsx with a title fr": Named(Made("fr", "xlsx", title=True)),
    "xlsx of three sheets ar": Named(Made("ar", "xlsx", sheets=3), {"sheet": "Data"}),
    "ods ru": Named(Made("ru", "ods")),
    "zip of csv windows-1252 bar es": Named(
        Made("es", "csv", "windows-1252", "|", ",", packed=True), {"encoding": "windows-1252"}
    ),
}


def settings_asked(error: AskedError) -> list[dict[str, object]]:
    """What the hint of an error says to write, one entry a line, as TOML reads it."""
    lines = (error.hint or "").splitlines()[1:]
    found = [tomllib.loads(line) for line in lines]
    return [one.get("form", one) for one in found]
