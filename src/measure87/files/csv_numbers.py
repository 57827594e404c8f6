"""Which columns of CSV text hold numbers, learnt batch by batch."""

from dataclasses import dataclass

import polars as pl

_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
_NUMBER_COMMA = r"^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$"
_WHOLE = r"^[+-]?\d{1,18}$"
_LEADING_ZERO = r"^[+-]?0\d"
_NOT_A_NUMBER = ["NaN", "nan", "NAN"]


def is_number(text: pl.Expr) -> pl.Expr:
    """Whether a trimmed text is a number, with a point or a comma."""
    return text.str.contains(_NUMBER) | text.str.contains(_NUMBER_COMMA)


@dataclass
class ColumnKind:
    """What a column is by all that was seen of it: whole numbers, numbers or text.

    Parameters
    ----------
    decimal_comma : whether numbers may have a comma for the point
    """

    decimal_comma: bool
    some: bool = False
    """Whether any cell held something."""
    whole: bool = True
    point: bool = True
    comma: bool = True

    def look(self, cells: pl.Series) -> None:
        """Learn from a batch of cells."""
        if not (self.whole or self.point or self.comma):
            return
        there = _known(_trimmed(cells)).drop_nulls()
        if not len(there):
            return
        self.some = True
        has_code = bool(there.str.contains(_LEADING_ZERO).any())
        self.whole = self.whole and not has_code and bool(there.str.contains(_WHOLE).all())
        self.point = self.point and not has_code and _are_numbers(there, _NUMBER)
        self.comma = (
            self.comma
            and self.decimal_comma
            and not has_code
            and _are_numbers(there, _NUMBER_COMMA)
        )

    def made(self, cells: pl.Series) -> pl.Series:
        """A batch of cells as what the whole column is."""
        text = _trimmed(cells)
        if not self.some:
            return text
        if self.whole:
            return _known(text).str.strip_prefix("+").cast(pl.Int64)
        if self.point:
            return _known(text).cast(pl.Float64)
        return _as_floats(_known(text)) if self.comma else text


def _trimmed(cells: pl.Series) -> pl.Series:
    return cells.str.strip_chars().replace("", None)


def _known(text: pl.Series) -> pl.Series:
    return text.replace(_NOT_A_NUMBER, [None] * len(_NOT_A_NUMBER))


def _are_numbers(there: pl.Series, pattern: str) -> bool:
    """Whether every text is a number of that form, and none too large for one."""
    if not bool(there.str.contains(pattern).all()):
        return False
    return not bool(_as_floats(there).is_infinite().any())


def _as_floats(text: pl.Series) -> pl.Series:
    return text.str.replace(",", ".", literal=True).cast(pl.Float64)
