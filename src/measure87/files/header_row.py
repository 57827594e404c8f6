"""In which row the names of the columns stand: the first, or below a title."""

from collections.abc import Sequence

SAMPLE_ROWS = 60
"""Rows in which names are looked for."""

WIDE = 3
"""Columns of which one alone has a name in no row of names."""

REMOVE_NOTE = "a note below a table is no row of it: remove it, and what follows"
"""What to do with a note below a table."""


def filled(row: Sequence[str]) -> int:
    """How many cells of a row hold something."""
    return sum(1 for cell in row if cell.strip())


def is_header(row: Sequence[str], width: int) -> bool:
    """Whether every column has a name here, two of them at least, each once."""
    names = [cell.strip() for cell in row]
    return len(row) == width > 1 and "" not in names and len(set(names)) == width


def below_title(rows: Sequence[Sequence[str]]) -> int | None:
    """The row of names below a title, where that is sure; counted from 0.

    A title is one cell, alone in its row; it is followed by an empty row, or has its row filled
    up with two or more empty cells as programs write them. Then comes a row that names all columns,
    none by a number, and every row after it is as wide.

    >>> below_title([["Survey 2024"], [], ["id", "age"], ["1", "9"]])
    2
    >>> below_title([["text"], ["hello", "world"]]) is None
    True
    """
    at = row_below_one_cell(rows)
    if at is None:
        return None
    width = len(rows[at])
    is_title = any(not filled(row) or len(row) == width >= WIDE for row in rows[:at])
    return at if is_title else None


def row_below_one_cell(rows: Sequence[Sequence[str]]) -> int | None:
    """The row that names all columns, below rows of one cell at most; counted from 0.

    Every row after it is as wide, and no name begins with a digit.

    >>> row_below_one_cell([["Survey 2024"], ["id", "age"], ["1", "9"]])
    1
    """
    at = next((place for place, row in enumerate(rows) if filled(row) > 1), 0)
    if at == 0 or not is_header(rows[at], len(rows[at])):
        return None
    width, after = len(rows[at]), rows[at + 1 :]
    same = bool(after) and all(len(row) == width for row in after if filled(row))
    named = not any(any(sign.isdigit() for sign in cell[:1]) for cell in map(str.strip, rows[at]))
    return at if same and named else None


def left_out(columns: Sequence[str]) -> str:
    """The notice of columns without a name in which nothing stands."""
    return f"column(s) {', '.join(columns)} are empty and have no name: left out"


EMPTY_ROWS = "rows without any cell are left out"
"""The notice of them."""


def empty_rows(count: int, first: int) -> str:
    """The remark on rows without any cell."""
    return f"{count} row(s) are empty, first row {first}: left out"


def below_a_title(row: int) -> str:
    """The notice of names that were found further down."""
    return f"names of columns are read from row {row}, below a title"
