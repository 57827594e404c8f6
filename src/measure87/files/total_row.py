"""A last row that holds the totals of the others, as spreadsheets have it: it is no person.

In a file of persons it is one more, with the weight of all others together, and nothing else need
show it. In a table of figures it may be wanted. So it is read, and told.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from measure87.vocabulary.errors import DataError
from measure87.vocabulary.spelling import plain

if TYPE_CHECKING:
    from measure87.files.source_table import SourceTable

_WORDS = frozenset({
    "total", "totals", "grand total", "total general", "totaux", "ensemble", "somme", "suma",
    "total geral", "soma", "итого", "всего", "сумма", "المجموع", "مجموع", "الاجمالي", "اجمالي",
    "gesamt", "summe", "insgesamt", "sum",
})  # fmt: skip
"""Words by which a row says that it is of totals, without cases, accents and points around."""
_LEAST_ROWS = 5
"""Rows below which a last one is often the sum of the others by chance."""
_FEWEST_UNNAMED = 10
"""Rows from which one is taken for a total that does not call itself one."""
_NEAR = 0.005
"""How far a rounded total may be from the sum, as a share of it."""
_EXACT = 1e-9
"""How far by the rounding of the machine."""
HOLDS_TOTALS = (
    "the last row calls itself a total and holds the sum of the rows above; it is read as one of "
    "them: take it out of the file if it is none"
)
"""The notice of such a row."""


def notice_of_totals(
    last: Sequence[object], numbers: Callable[[], Iterable[pl.DataFrame]]
) -> tuple[str, ...]:
    """The notice, if the last row says in words that it is of totals, and some column adds up.

    Of all columns of the file, whichever are wanted: the word mostly stands where nobody looks.

    Parameters
    ----------
    last
        Its cells.
    numbers
        Gives the numbers of all rows in parts, in order; asked for only where the words say so.
    """
    if not _calls_itself_total(last):
        return ()
    return (HOLDS_TOTALS,) if _adds_up(numbers()) else ()


def refuse_totals(
    source: "SourceTable", frame: pl.DataFrame, numbers: Sequence[float], column: str
) -> None:
    """Refuse a row with the sum of all others, of strata or of units to be drawn.

    Read as one of them it would be half of the population. A capital may have about as many
    persons as the rest of a country: a row that does not call itself a total is one where the sum
    is exact, and where there are so many rows that it is so by no chance.

    Parameters
    ----------
    source : whose name and rows the message tells
    frame : its values; their texts may say which row is of totals
    numbers : of each row, what would add up
    column : where they stand, for the message

    Raises
    ------
    DataError
        `row-of-totals`.
    """
    most = max(numbers, default=0.0)
    others = sum(numbers) - most
    if most <= 0 or len(numbers) < 2 or abs(others - most) > _NEAR * most:
        return
    row = next(k for k, number in enumerate(numbers) if number == most)
    is_exact = len(numbers) >= _FEWEST_UNNAMED and abs(others - most) <= _EXACT * most
    if not (is_exact or _calls_itself_total(frame.row(row))):
        return
    number = source.rows.of(row)
    raise DataError(
        f"row {number} has in {column} the sum of all other rows: it is a row of totals",
        code="row-of-totals",
        where=source.name,
        hint="take the rows of totals out of the file",
    )


def _calls_itself_total(row: Sequence[object]) -> bool:
    return any(_bare(cell) in _WORDS for cell in row if isinstance(cell, str))


def _bare(text: str) -> str:
    return " ".join(plain(text).split()).strip(" .:;-")


def _adds_up(parts: Iterable[pl.DataFrame]) -> bool:
    """Whether a number of the last row is the sum of those above it, of which there are some."""
    rows, sums, last = 0, np.zeros(0), np.zeros(0)
    for part in parts:
        if not part.height:
            continue
        rows += part.height
        own = part.fill_null(0.0).fill_nan(0.0)
        sums = np.array(own.sum().row(0)) + (sums if len(sums) else 0.0)
        last = np.array(own.row(-1))
    if rows < _LEAST_ROWS:
        return False
    return bool(((last != 0) & (np.abs(sums - 2 * last) <= _NEAR * np.abs(last))).any())
