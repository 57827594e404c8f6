"""Dates of birth as they were written down, and the forms by which two of them are compared.

A date may be wrong in one part, have day and month changed, or be known by year or by year and
month only. 1 January is often written where only the year is known, so it counts as no more than a
year.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Order = Literal["year-first", "day-first", "month-first"]
ORDERS: tuple[Order, ...] = ("year-first", "day-first", "month-first")

_PARTS = re.compile(r"[0-9]+")
_EARLIEST_YEAR = 1900


@dataclass(frozen=True)
class DateForms:
    """One date, and what of it can agree; each None where it is not known.

    Attributes
    ----------
    whole, swapped : YYYYMMDD, the second with day and month changed
    year_month, month_day, year_day : two parts of it
    year : YYYY
    """

    whole: str | None = None
    swapped: str | None = None
    year_month: str | None = None
    month_day: str | None = None
    year_day: str | None = None
    year: str | None = None


NOT_KNOWN = DateForms()


def date_forms(written: object, order: Order = "year-first") -> DateForms | None:
    """The forms of a date; None where something is written that is no date of birth.

    Digits may be of any script.

    Takes text (`1990-05-31`, `31/05/1990`, `19900531`, `1990-05`, `1990`), a year as a number, and
    dates. A year stands with four digits. `order` says which part comes first where the year
    does not.

    >>> date_forms("04/05/1990", "day-first").whole, date_forms(1990).year
    ('19900504', '1990')
    >>> date_forms("1990-01-01").whole is None
    True
    """
    if written is None:
        return NOT_KNOWN
    if isinstance(written, datetime | date):
        return _of_parts(written.year, written.month, written.day)
    text = _in_our_digits(written)
    if not any(sign.isalnum() for sign in text):
        return NOT_KNOWN
    return _of_text(text, order)


def has_year_last(written: object) -> bool:
    """Whether a date in text ends with its year, so that only the order says which part is the day.

    >>> has_year_last("04/05/1990"), has_year_last("1990-05-04"), has_year_last("05/1990")
    (True, False, False)
    """
    lengths = [len(part) for part in _PARTS.findall(_in_our_digits(written))]
    return len(lengths) == 3 and max(lengths[:2]) <= 2 and lengths[2] == 4


def _in_our_digits(written: object) -> str:
    signs = str(written).strip()
    text = "".join(str(unicodedata.decimal(s)) if s.isdecimal() else s for s in signs)
    return text.removesuffix(".0")


def _of_text(text: str, order: Order) -> DateForms | None:
    """The forms of a date in text."""
    parts = _PARTS.findall(text.split("T")[0].split(" ")[0])
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = _cut(parts[0], order)
    lengths = [len(part) for part in parts]
    if (
        not parts
        or len(parts) > 3
        or max(lengths) > 4
        or re.search(r"[^\W\d_]", text.split("T")[0])
    ):
        return None
    numbers = [int(part) for part in parts]
    if lengths[0] == 4:
        year, *rest = numbers
    elif lengths[-1] == 4:
        *rest, year = numbers
        if len(rest) == 2 and order != "month-first":
            rest.reverse()
    else:
        return None
    return _of_parts(year, *rest)


def _cut(digits: str, order: Order) -> list[str]:
    """Eight digits without signs between them, cut by the order."""
    if order == "year-first":
        return [digits[:4], digits[4:6], digits[6:]]
    return [digits[:2], digits[2:4], digits[4:]]


def _of_parts(year: int, month: int | None = None, day: int | None = None) -> DateForms | None:
    """The forms of a date from its parts; 0 is not known."""
    if not _EARLIEST_YEAR <= year <= date.today().year:
        return None
    y = f"{year:04d}"
    if not month:
        return DateForms(year=y)
    if not day:
        return DateForms(year=y, year_month=f"{y}{month:02d}") if month <= 12 else None
    if month > 12 and day <= 12:
        month, day = day, month
    try:
        date(year, month, day)
    except ValueError:
        return None
    if month == day == 1:
        return DateForms(year=y)
    m, d = f"{month:02d}", f"{day:02d}"
    return DateForms(y + m + d, y + d + m, y + m, m + d, f"{y}.{d}", y)
