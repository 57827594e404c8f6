"""Which columns of text hold numbers, learnt batch by batch, and how their signs are read.

`1,234` is one and a quarter, nearly, or a thousand and more. One number of a column that can be
read one way alone (`12,5`, `0,125`, `1.234,50`) says how all of them are meant; where none does,
it is asked (`decimal`). Blanks between thousands are those that spreadsheets write, which do not
break.

Whole numbers of many digits are keys, of which each digit counts: one that no integer of 64 bits
holds, or that would become a float beyond 2^53, makes the column text, as leading zeros do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import NamedTuple

import polars as pl

from measure87.files.source_table import LARGEST_WHOLE, is_plain_name
from measure87.files.table_form import DECIMALS, Decimal, Question

# Digits as `[0-9]`: `\d` is those of every script, and not all can be read as numbers.
_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_NUMBER_COMMA = r"^[+-]?(?:[0-9]+,?[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_COMMA_GROUPS = r"^[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?$"
_POINT_GROUPS = r"^[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?$"
_BLANK_GROUPS = r"^[+-]?[1-9][0-9]{0,2}(?:[\u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?$"
_BLANKS = r"[\u00a0\u202f]"
_WITH_POINT = f"{_NUMBER}|{_COMMA_GROUPS}"
_WITH_COMMA = f"{_NUMBER_COMMA}|{_POINT_GROUPS}"
_WHOLE = r"^[+-]?[0-9]+$"
_SHORT = 15
"""So many characters of a whole number are below 2^53, whatever they are."""
_LEADING_ZERO = r"^[+-]?0[0-9]"
_NOTHING = ["", "NaN", "nan", "NAN"]
_MOST_NAMED = 5
_FIRST = 64
"""Cells by which a form is ruled out before all are looked at."""


class Reading(Enum):
    """How a column of text is read."""

    TEXT = "text"
    WHOLE = "whole numbers"
    POINT = "numbers with a decimal point"
    COMMA = "numbers with a decimal comma"
    EITHER = "numbers that could have either"


def is_number(text: pl.Expr) -> pl.Expr:
    """Whether a trimmed text is a number, with a point or a comma, and thousands or not."""
    return text.str.contains(f"{_WITH_POINT}|{_WITH_COMMA}|{_BLANK_GROUPS}")


@dataclass
class ColumnKind:
    """What a column is by all that was seen of it: whole numbers, numbers or text."""

    some: bool = False
    """Whether any cell held something."""
    whole: bool = True
    point: bool = True
    comma: bool = True
    blanks: bool = False
    """Whether thousands stand between blanks in some cell."""
    has_point: bool = False
    has_comma: bool = False
    """Whether a point, a comma stands in some number."""

    @property
    def is_open(self) -> bool:
        """Whether it may be numbers still."""
        return self.whole or self.point or self.comma

    def look(self, seen: "_Seen", known: pl.Series) -> None:
        """Learn from a batch of cells, of which so much is seen already."""
        if not seen.some:
            return
        self.some = True
        if seen.zero:
            self.whole = self.point = self.comma = False
            return
        if seen.longest > _SHORT:
            self._look_at_long(known.filter(known.str.len_bytes() > _SHORT))
        if self.is_open and not seen.whole:
            there = known.drop_nulls()
            self._look_at_odd(there.filter(~there.str.contains(_WHOLE)))

    def _look_at_long(self, long: pl.Series) -> None:
        """Learn from whole numbers of many digits, which a float may not hold."""
        digits = long.filter(long.str.contains(_WHOLE))
        numbers = digits.str.strip_prefix("+").cast(pl.Int64, strict=False)
        if numbers.null_count():
            self.whole = False
        if numbers.null_count() or _is_inexact(numbers):
            self.point = self.comma = False

    def _look_at_odd(self, odd: pl.Series) -> None:
        """Learn from cells that are no whole numbers."""
        self.whole = False
        first = odd.head(_FIRST)
        if bool(first.str.contains(_BLANKS).any()) or not bool(first.str.contains(_NUMBER).all()):
            self.blanks = self.blanks or bool(odd.str.contains(_BLANK_GROUPS).any())
            odd = odd.to_frame("odd").select(_without_blanks(pl.col("odd"))).to_series()
        self.point = self.point and _are(odd, _WITH_POINT, _with_point, ".")
        self.comma = self.comma and _are(odd, _WITH_COMMA, _with_comma, ",")
        if self.point or self.comma:
            self.has_point = self.has_point or bool(odd.str.contains(".", literal=True).any())
            self.has_comma = self.has_comma or bool(odd.str.contains(",", literal=True).any())

    @property
    def reading(self) -> Reading:
        """How the column is read, by itself.

        Signs between thousands alone (`101,102,103`) may as well part codes of several answers.
        """
        if not self.some or not self.is_open:
            return Reading.TEXT
        if self.whole:
            return Reading.WHOLE
        if not (self.has_point or self.has_comma):
            return Reading.POINT
        if self.point and not self.comma and self.has_point:
            return Reading.POINT
        if self.comma and not self.point and self.has_comma:
            return Reading.COMMA
        return Reading.EITHER

    def as_said(self, decimal: Decimal) -> Reading:
        """How it is read where it could be either, and this is the sign of decimals."""
        if decimal == ".":
            return Reading.POINT if self.point else Reading.TEXT
        return Reading.COMMA if self.comma else Reading.TEXT

    def made(self, cells: pl.Expr, reading: Reading) -> pl.Expr:
        """Cells as what the whole column is."""
        text = _trimmed(cells)
        if reading is Reading.TEXT:
            return text
        known = _known(text)
        if reading is Reading.WHOLE:
            return known.str.strip_prefix("+").cast(pl.Int64)
        known = _without_blanks(known) if self.blanks else known
        return _with_comma(known) if reading is Reading.COMMA else _with_point(known)


class _Seen(NamedTuple):
    """What is seen of a batch of cells: whether any holds something, whether a number begins with a
    zero that would be lost, whether all that hold something are whole numbers, and how many bytes
    the longest has."""

    some: bool
    zero: bool
    whole: bool
    longest: int


def look_at(kinds: Mapping[str, ColumnKind], frame: pl.DataFrame) -> None:
    """Learn from a batch of cells what the columns are; of all columns at once."""
    names = [name for name, kind in kinds.items() if kind.is_open]
    if not names:
        return
    known = frame.select(_known(pl.col(name).str.strip_chars()) for name in names)
    each = [
        (cell.is_not_null().any(), cell.str.contains(_LEADING_ZERO).any(),
         cell.str.contains(_WHOLE).all(), cell.str.len_bytes().max().fill_null(0))
        for cell in map(pl.col, names)
    ]  # fmt: skip
    flat = [one.alias(f"{i}") for i, one in enumerate(chain.from_iterable(each))]
    told = known.select(flat).row(0)
    parts = len(_Seen._fields)
    for i, name in enumerate(names):
        kinds[name].look(_Seen(*told[parts * i : parts * (i + 1)]), known[name])


def _trimmed(cells: pl.Expr) -> pl.Expr:
    text = cells.str.strip_chars()
    return pl.when(text != "").then(text)


def _known(text: pl.Expr) -> pl.Expr:
    return pl.when(~text.is_in(_NOTHING)).then(text)


def _without_blanks(text: pl.Expr) -> pl.Expr:
    grouped = text.str.contains(_BLANK_GROUPS)
    return pl.when(grouped).then(text.str.replace_all(_BLANKS, "")).otherwise(text)


def _are(
    there: pl.Series, pattern: str, made: Callable[[pl.Expr], pl.Expr], decimal: Decimal
) -> bool:
    """Whether every text is a number of that form, and none too large for one: infinite, or a whole
    number whose last digits would be lost."""
    for part in (there.head(_FIRST), there):
        if not bool(part.str.contains(pattern).all()):
            return False
    numbers = there.to_frame("there").select(made(pl.col("there"))).to_series()
    is_whole = ~there.str.contains(f"[{decimal}eE]")
    return not bool(numbers.is_infinite().any()) and not _is_inexact(numbers.filter(is_whole))


def _is_inexact(numbers: pl.Series) -> bool:
    """Whether a float may not hold some of these whole numbers."""
    return bool((numbers.cast(pl.Float64).abs() >= LARGEST_WHOLE).any())


def _with_point(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(",", "", literal=True).cast(pl.Float64)


def _with_comma(text: pl.Expr) -> pl.Expr:
    whole = text.str.replace_all(".", "", literal=True)
    return whole.str.replace(",", ".", literal=True).cast(pl.Float64)


@dataclass(frozen=True)
class Settled:
    """How each column is read, what is left open, and what had to be concluded."""

    readings: Mapping[str, Reading]
    question: Question | None = None
    notices: tuple[str, ...] = ()


def settled(
    kinds: Mapping[str, ColumnKind], separator: str | None, said: Decimal | None
) -> Settled:
    """How the columns of one table are read, all of them by one sign of decimals.

    Parameters
    ----------
    separator : of its cells; None where they are no text (a workbook)
    said : the sign of decimals, if somebody said it

    Where a comma separates cells, numbers with a decimal comma may as well be codes of several
    answers, and are asked about. A point is a decimal point without being asked about, but where
    cells are separated by semicolons, as programs do that write decimal commas, or where another
    column has a decimal comma.
    """
    own = {name: kind.reading for name, kind in kinds.items()}
    if said is not None:
        return Settled({name: _by_said(kinds[name], own[name], said) for name in own})
    has_comma = Reading.COMMA in own.values()
    has_point = Reading.POINT in own.values() and any(
        kind.has_point for name, kind in kinds.items() if own[name] is Reading.POINT
    )
    signs = _Signs(separator, has_comma, has_point)
    own = {name: signs.settle(kinds[name], reading) for name, reading in own.items()}
    open_ones = [name for name, reading in own.items() if reading is Reading.EITHER]
    question = _question(list(kinds), open_ones) if open_ones else None
    commas = [name for name in own if own[name] is Reading.COMMA]
    notices = (_notice(commas),) if commas and separator not in (";", ",") else ()
    return Settled(own, question, notices)


@dataclass(frozen=True)
class _Signs:
    """What a table says of its sign of decimals: its separator, and columns that are sure."""

    separator: str | None
    has_comma: bool
    has_point: bool

    def settle(self, kind: ColumnKind, own: Reading) -> Reading:
        """How a column is read, where the table says it; otherwise either."""
        if own is Reading.COMMA and self.separator == ",":
            return Reading.EITHER
        if own is not Reading.EITHER:
            return own
        if kind.comma and not kind.has_point and self._writes_commas:
            return Reading.COMMA
        if kind.point and not kind.has_comma and self._writes_points:
            return Reading.POINT
        return own

    @property
    def _writes_commas(self) -> bool:
        return self.has_comma and not self.has_point and self.separator != ","

    @property
    def _writes_points(self) -> bool:
        return not self.has_comma and (self.has_point or self.separator not in (None, ";"))


def _by_said(kind: ColumnKind, own: Reading, said: Decimal) -> Reading:
    if own is Reading.EITHER or (own is Reading.COMMA and said == "."):
        return kind.as_said(said)
    return own


def _question(every: list[str], names: list[str]) -> Question:
    shown = [
        repr(name) if is_plain_name(name) else f"number {every.index(name) + 1}"
        for name in names[:_MOST_NAMED]
    ]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    comma, point = DECIMALS[1], DECIMALS[0]
    return Question(
        f"the comma or point in numbers of column(s) {', '.join(shown)}{more} may stand before "
        "decimals or between thousands, or part codes",
        f'decimal = "{comma}"',
        (f'"{point}"',),
        code="decimal",
    )


def _notice(names: list[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"numbers of {shown}{more} are read with a decimal comma"
