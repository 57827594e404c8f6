"""Codes of a frame beside those of a form that asks for them as numbers: `0012` and 12."""

import polars as pl


def whole_number(code: str) -> str:
    """A code of digits as the number that it is, without zeros before it; others as they are.

    >>> whole_number("0012"), whole_number("000"), whole_number("A01")
    ('12', '0', 'A01')
    """
    return (code.lstrip("0") or "0") if code.isascii() and code.isdigit() else code


def whole_numbers(codes: pl.Expr) -> pl.Expr:
    """The same of a column of texts.

    >>> pl.select(whole_numbers(pl.lit(pl.Series(["0012", "000", "A01"])))).to_series().to_list()
    ['12', '0', 'A01']
    """
    return codes.str.replace(r"^0+([0-9]+)$", "${1}")
