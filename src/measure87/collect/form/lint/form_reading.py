"""Sheets as a form: rows put into each other by their begins and ends.

Nothing is refused here: what does not fit is left for the checks, which say so.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from measure87.collect.form.lint.book import Book, Cell, Sheet
from measure87.collect.form.lint.columns import columns_of
from measure87.collect.form.lint.xlsform import (
    Choice,
    Control,
    Entry,
    EntryKind,
    Marks,
    XlsForm,
)  # fmt: skip

_CONTROL = re.compile(
    r"^(begin|end)[ _](group|repeat|loop|lgroup|looped group)(?: (?:over )?(\S+))?$", re.IGNORECASE
)
_SELECT = re.compile(
    r"^(select[ _]one[ _]external|select[ _]one[ _]from[ _]file|select[ _]multiple[ _]from[ _]file|"
    r"select one from|select all that apply from|select[ _]one|select[ _]multiple|select1|"
    r"select all that apply|rank)(?:\s+(\S+))?(\s+(?:or specify other|or[ _]other))?$"
)

SHEETS = ("survey", "choices", "settings", "entities")


def form_of(book: Book, marks: Marks | None = None) -> XlsForm:
    """The form of a workbook."""
    columns = {
        name: columns_of(name, (cell.text for _, cell in sorted(book.sheets[name].headers.items())))
        for name in SHEETS
        if name in book.sheets
    }
    entries, controls = _entries(book.sheets.get("survey"))
    lists: dict[str, list[Choice]] = {}
    for choice in _choices(book.sheets.get("choices")):
        lists.setdefault(choice.list_name, []).append(choice)
    every = [one for name in ("survey", "choices") for one in columns.get(name, ())]
    languages = dict.fromkeys(one.language for one in every if one.language)
    settings = _settings(book.sheets.get("settings"))
    return XlsForm(
        book, columns, entries, controls, lists, settings, tuple(languages), marks or Marks()
    )


def keys_of(sheet: Sheet, name: str) -> dict[int, tuple[str, str]]:
    """Column number to column and language; `bind::type` and the like with their second part."""
    order = sorted(sheet.headers)
    meanings = columns_of(name, (sheet.headers[at].text for at in order))
    return {
        at: (one.name + (f"::{one.rest}" if one.rest else ""), one.language)
        for at, one in zip(order, meanings, strict=True)
        if one.name
    }


def _rows(
    sheet: Sheet, name: str
) -> Iterator[tuple[int, dict[tuple[str, str], Cell], dict[tuple[str, str], int]]]:
    keys = keys_of(sheet, name)
    columns = {key: at for at, key in reversed(keys.items())}
    for row in sheet.rows:
        cells = {keys[at]: cell for at, cell in reversed([*row.items()]) if at in keys}
        yield next(iter(row.values())).row, cells, columns


def _settings(sheet: Sheet | None) -> dict[str, Cell]:
    if sheet is None:
        return {}
    first = next(_rows(sheet, "settings"), None)
    return {} if first is None else {name: cell for (name, _), cell in first[1].items()}


def _choices(sheet: Sheet | None) -> Iterator[Choice]:
    for row, cells, columns in () if sheet is None else _rows(sheet, "choices"):
        told = {key: cells[key, ""].text for key in ("list_name", "name") if (key, "") in cells}
        if sheet is not None and cells:
            yield Choice(
                told.get("list_name", ""), told.get("name", ""), sheet, row, cells, columns
            )


def _entries(sheet: Sheet | None) -> tuple[list[Entry], list[Control]]:
    entries: list[Entry] = []
    controls: list[Control] = []
    above: list[Entry] = []
    for row, cells, columns in () if sheet is None else _rows(sheet, "survey"):
        if sheet is None or ("type", "") not in cells:
            continue
        written = " ".join(cells["type", ""].text.split())
        name = cells["name", ""].text if ("name", "") in cells else ""
        place = sheet.place(cells["type", ""])
        control = _CONTROL.match(written)
        if control is not None and control[1].lower() == "end":
            kind = _kind(control[2])
            controls.append(Control(False, kind, name, row, place))
            at = [n for n, one in enumerate(above) if one.kind == kind]
            del above[at[-1] if at else len(above) :]
            continue
        entry = _entry(written, control, name, len(entries), sheet, row, cells, columns, above)
        entries.append(entry)
        if above:
            above[-1].children.append(entry)
        if control is not None:
            controls.append(Control(True, entry.kind, name, row, place))
            above.append(entry)
    return entries, controls


def _kind(written: str) -> EntryKind:
    return "group" if written.lower() == "group" else "repeat"


def _entry(
    written: str, control: re.Match[str] | None, name: str, order: int, sheet: Sheet, row: int,
    cells: Mapping[tuple[str, str], Cell], columns: Mapping[tuple[str, str], int],
    above: Iterable[Entry],
) -> Entry:  # fmt: skip
    parents = tuple(above)
    if control is not None:
        kind = _kind(control[2])
        return Entry(kind, kind, name, order, sheet, row, cells, parents, columns=columns)
    select = _SELECT.match(written)
    if select is None:
        kind = "question"
        return Entry(
            kind, written.lower(), name, order, sheet, row, cells, parents, columns=columns
        )
    return Entry(
        "question", _select_type(select[1]), name, order, sheet, row, cells, parents,
        select[2] or "", select[3] is not None, columns=columns,
    )  # fmt: skip


def _select_type(written: str) -> str:
    plain = written.replace(" ", "_")
    if "external" in plain or "file" in plain:
        return plain
    if plain == "rank":
        return "rank"
    return "select_multiple" if "multiple" in plain or "all_that" in plain else "select_one"
