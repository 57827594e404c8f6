"""Reads one sheet of a workbook in a process of its own, and writes its cells as lines of JSON.

    python workbook_worker.py FILE MOST_CELLS [SHEET]

A hostile workbook has a cell in the last row and column, and the library asks for the room of all
cells between, or its reader dies of a damaged part: here that ends this process alone. The file is
run by its path and imports nothing of the package.

First comes a line with the sheets: name, whether it is shown, rows, columns; then the first column
of the sheet that is read, with cells that are joined over rows of one column: first row, last row,
column (rows come from the first of the sheet on, empty ones too); then lines of so many rows,
column by column: a number, a text, or null where a cell is empty. Dates are texts as ISO 8601 has
them, yes and no 1 and 0.
"""

import contextlib
import datetime
import itertools
import json
import sys
from collections.abc import Iterator

import python_calamine as calamine

MOST_MEMORY = 3_000_000_000
MOST_JOINED = 100_000
"""Joined cells that are looked at."""
ROWS = 2_000
"""Rows of one line."""
MOST_COLUMNS = 16_384
"""Of a sheet in any format that is read: Excel's and LibreOffice's last is XFD, and of .xls IV."""
PASSWORD, DAMAGED, TOO_LARGE = 3, 4, 5
"""Exit statuses."""
Cell = (
    int | float | str | bool | datetime.time | datetime.date | datetime.datetime
    | datetime.timedelta
)  # fmt: skip
Plain = int | float | str | None


def limit_memory(most: int) -> None:
    """Let this process have so many bytes at most, where the system can say so."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def plain(cell: Cell) -> Plain:
    """A cell as a number, a text, or None.

    >>> plain(7.0), plain(""), plain(True), plain(datetime.datetime(2024, 1, 2))
    (7, None, 1, '2024-01-02')
    """
    if isinstance(cell, bool):
        return int(cell)
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 2.0**53 else cell
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, int):
        return cell
    return _moment(cell)


def _moment(cell: datetime.time | datetime.date | datetime.datetime | datetime.timedelta) -> str:
    if isinstance(cell, datetime.datetime):
        is_day = cell.time() == datetime.time()
        return cell.date().isoformat() if is_day else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.timedelta):
        return str(cell)
    return cell.isoformat()


def blocks(sheet: calamine.CalamineSheet) -> Iterator[list[tuple[Plain, ...]]]:
    """The cells of a sheet, so many rows at a time, column by column."""
    rows: list[list[Plain]] = []
    for row in sheet.iter_rows():
        rows.append([plain(cell) for cell in row])
        if len(rows) == ROWS:
            yield list(zip(*rows, strict=True))
            rows = []
    if rows:
        yield list(zip(*rows, strict=True))


def joined(sheet: calamine.CalamineSheet, first_column: int) -> list[tuple[int, int, int]]:
    """Cells that are joined over rows: first and last row, and the column in what is read."""
    found = (
        (top, bottom, left - first_column)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
        if bottom > top and left == right
    )
    return list(itertools.islice(found, MOST_JOINED))


def sheets_of(book: calamine.CalamineWorkbook, wanted: str | None) -> list[calamine.CalamineSheet]:
    """The sheet of that name; without one those that are shown and hold something."""
    shown = [
        one.name
        for one in book.sheets_metadata
        if one.typ == calamine.SheetTypeEnum.WorkSheet
        and one.visible == calamine.SheetVisibleEnum.Visible
    ]
    names = shown if wanted is None else [name for name in book.sheet_names if name == wanted]
    found = [book.get_sheet_by_name(name) for name in names]
    return [one for one in found if wanted is not None or one.height]


def run(path: str, most_cells: int, wanted: str | None) -> int:
    """Write the sheets and, where one is meant, its cells; the exit status."""
    try:
        book = calamine.load_workbook(path)
        found = sheets_of(book, wanted)
    except calamine.PasswordError:
        return PASSWORD
    except (calamine.CalamineError, ValueError, OSError):
        return DAMAGED
    if any(_last_column(one) > MOST_COLUMNS for one in found):
        return DAMAGED
    if any(one.height * one.width > most_cells for one in found):
        return TOO_LARGE
    shown = {
        one.name: one.visible == calamine.SheetVisibleEnum.Visible for one in book.sheets_metadata
    }
    _say({"every": shown, "found": [[one.name, one.height, one.width] for one in found]})
    if len(found) == 1:
        start = found[0].start
        first = 0 if start is None else start[1]
        _say({"first_column": first, "joined": joined(found[0], first)})
        for block in blocks(found[0]):
            _say(block)
        _say(None)
    return 0


def _last_column(sheet: calamine.CalamineSheet) -> int:
    """The number of the last column that holds something, from 1."""
    return (0 if sheet.start is None else sheet.start[1]) + sheet.width


def _say(line: object) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    limit_memory(MOST_MEMORY)
    sys.exit(run(sys.argv[1], int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None))
