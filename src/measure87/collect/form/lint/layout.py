"""Sheets, headers and cells: what stands where no tool looks."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from measure87.collect.form.lint.analysis import Analysis
from measure87.collect.form.lint.book import Cell, Sheet, letter_of
from measure87.collect.form.lint.columns import FOR_PEOPLE, Column
from measure87.collect.form.lint.finding import Finding, Place, quoted
from measure87.collect.form.lint.form_reading import SHEETS

_OTHER_SHEETS = ("external_choices", "osm")
_INVISIBLE = {
    "\u00a0": "a space that does not break", "\u200b": "a space of no width",
    "\u200c": "a joiner of no width", "\u200d": "a joiner of no width",
    "\ufeff": "a byte order mark",
    "\u00ad": "a soft hyphen", "\t": "a tab", "\n": "a line break", "\r": "a line break",
}  # fmt: skip
_FOR_PROGRAMS = frozenset((
    "type", "name", "relevant", "constraint", "calculation", "choice_filter", "list_name",
    "appearance", "repeat_count", "form_id", "version",
))  # fmt: skip
"""Columns that programs read to the sign. Line breaks and tabs may stand in expressions."""
_MAY_BREAK = frozenset(("relevant", "constraint", "calculation", "choice_filter"))
_NEEDED = {"survey": ("type", "name"), "choices": ("list_name", "name")}


def check_layout(analysis: Analysis) -> Iterator[Finding]:
    """Everything about sheets, columns and cells."""
    yield from _sheets(analysis)
    for name in SHEETS:
        sheet = analysis.form.book.sheets.get(name)
        if sheet is None:
            continue
        columns = dict(zip(sorted(sheet.headers), analysis.form.columns[name], strict=True))
        yield from _columns(name, sheet, columns)
        for row in sheet.rows:
            yield from _row(name, sheet, columns, row)
            for cell in row.values():
                yield from _cell(sheet, columns.get(cell.column), cell)


def _sheets(analysis: Analysis) -> Iterator[Finding]:
    there = analysis.form.book.sheets
    selects = any(one.is_select for one in analysis.form.entries)
    for name in ("survey", "choices", "settings"):
        if name in there or (name == "choices" and not selects):
            continue
        others = [one for one in there if one not in (*SHEETS, *_OTHER_SHEETS)]
        meant = _meant(name, [there[one] for one in others])
        hint = f"rename the sheet {meant!r} to {name}" if meant else ""
        yield Finding("no-sheet", f"there is no sheet {name!r}", Place(name), hint=hint)


def _meant(name: str, others: list[Sheet]) -> str:
    """The sheet that was probably meant, by its name or by the headers that it needs."""
    near = get_close_matches(name, [one.name.lower() for one in others], n=1, cutoff=0.6)
    needed = set(_NEEDED.get(name, ("form_id",)))
    alike = [one for one in others if one.name.lower() in near] + [
        one for one in others if needed <= {header.text.lower() for header in one.headers.values()}
    ]
    return alike[0].name if alike else ""


def _columns(name: str, sheet: Sheet, columns: dict[int, Column]) -> Iterator[Finding]:
    there = {one.name for one in columns.values()}
    for needed in _NEEDED.get(name, ()):
        if needed not in there and sheet.rows:
            text = f"no column of the first row is {needed!r}"
            yield Finding("no-column", text, Place(sheet.name, 1, "", needed))
    seen: dict[tuple[str, str, str], str] = {}
    for at, column in columns.items():
        key = (column.name, column.language.lower(), column.rest)
        if column.name and key in seen:
            text = f"{column.header!r} and {seen[key]!r} are the same column"
            yield Finding("duplicate-column", text, sheet.at(1, at))
        elif column.name:
            seen[key] = column.header
        elif column.meant or not _for_people(column.header):
            yield _unknown_column(sheet, at, column)


def _for_people(header: str) -> bool:
    first = header.split("::")[0].strip().lower()
    return first in FOR_PEOPLE or first.startswith(("_", "#", "x_", "note", "comment"))


def _unknown_column(sheet: Sheet, at: int, column: Column) -> Finding:
    why = f": {column.why}" if column.why else ""
    many = sum(at in row for row in sheet.rows)
    text = f"no tool reads the column {quoted(column.header)}{why}; {many} cells of it are dropped"
    hint = f"rename it to {column.meant}" if column.meant else ""
    return Finding("unknown-column", text, sheet.at(1, at), hint=hint)


def _row(
    name: str, sheet: Sheet, columns: dict[int, Column], row: Mapping[int, Cell]
) -> Iterator[Finding]:
    wanted = {"survey": "type", "choices": "list_name"}.get(name)
    at = next((at for at, one in columns.items() if one.name == wanted), None)
    if wanted is None or at is None:
        return
    known = [cell for cell in row.values() if cell.column in columns and columns[cell.column].name]
    if at not in row and known:
        text = f"the row has {quoted(known[0].text)} and no {wanted}"
        yield Finding(
            "no-type" if name == "survey" else "no-list-name", text, sheet.at(known[0].row, at)
        )


def _cell(sheet: Sheet, column: Column | None, cell: Cell) -> Iterator[Finding]:
    place = sheet.place(cell)
    if column is None:
        text = f"{quoted(cell.text)} stands in column {letter_of(cell.column)}, which has no header"
        yield Finding("misplaced-cell", text, place)
        return
    if cell.kind == "error":
        yield Finding("cell-error", f"the cell is an error of the spreadsheet: {cell.text}", place)
    if cell.kind == "date" and column.name in _FOR_PROGRAMS | {"default"}:
        text = f"the spreadsheet made a date of this cell ({cell.text})"
        yield Finding("cell-date", text, place)
    if column.name in _FOR_PROGRAMS:
        strange = _invisible(column.name, cell.text)
        if strange:
            yield Finding("invisible-sign", f"the cell holds {strange}", place)
        elif cell.raw != cell.text and column.name in ("name", "list_name", "type"):
            yield Finding("stray-space", f"{cell.text!r} has spaces around it", place)


def _invisible(column: str, text: str) -> str:
    for sign, what in _INVISIBLE.items():
        if sign in text and not (sign in "\t\n\r" and column in _MAY_BREAK):
            return what
    return ""
