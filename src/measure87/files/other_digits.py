"""Numbers in Arabic and Persian digits, which are read as what they are: ١٢٫٥ is 12.5.

A cell without a letter has its digits written as 0 to 9, so that numbers, codes and days are the
same however a spreadsheet shows them. A cell with letters stays as it is. The sign before decimals
(٫) and the one between thousands (٬) can be read one way alone, and leave nothing to be asked.
"""

import re

import polars as pl

_DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
_DECIMAL, _THOUSANDS = "٫", "٬"
_ANY = f"[{_DIGITS}{_DECIMAL}{_THOUSANDS}]"
_SOME = re.compile(_ANY)
_NO_LETTER = r"^\P{L}*$"
_NUMBER = rf"^\s*[+-]?[0-9]+(?:{_THOUSANDS}[0-9]{{3}})*(?:{_DECIMAL}[0-9]*)?\s*$"
_THREE_DECIMALS = rf"{_DECIMAL}([0-9]{{3}})(\s*)$"
"""Would be thousands to whoever does not know the sign; another zero changes no number."""


def has_other_digits(text: str) -> bool:
    """Whether there may be such numbers in a text.

    >>> has_other_digits("12,5"), has_other_digits("١٢")
    (False, True)
    """
    return not text.isascii() and _SOME.search(text) is not None


def with_usual_digits(cells: pl.DataFrame) -> pl.DataFrame:
    """A table of text with digits 0 to 9 in cells without letters."""
    found = cells.select(pl.all().str.contains(_ANY).any())
    names = [name for name in cells.columns if found[name].item()]
    return cells.with_columns(_usual(pl.col(name)) for name in names)


def _usual(cell: pl.Expr) -> pl.Expr:
    written = cell.str.replace_many(list(_DIGITS), list("0123456789") * 2)
    number = (
        written.str.replace_all(_THOUSANDS, "", literal=True)
        .str.replace(_THREE_DECIMALS, f"{_DECIMAL}${{1}}0$2")
        .str.replace(_DECIMAL, ".", literal=True)
    )
    signs = pl.when(written.str.contains(_NUMBER)).then(number).otherwise(written)
    is_bare = cell.str.contains(_ANY) & cell.str.contains(_NO_LETTER)
    return pl.when(is_bare).then(signs).otherwise(cell)
