"""The numbers that a variable holds: their bounds, and codes among them that can be no answer.

Texts that are numbers but for marks that there is none ("NA", a point) are numbers too.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from measure87.collect.assistant.answer_words import is_unanswered
from measure87.files import SourceTable, UserMissing

BEYOND = (
    *(-code for code in (1, 2, 3, 4, 5, 6, 7, 8, 9, 88, 97, 98, 99, 997, 998, 999, 9999)),
    777, 888, 996, 997, 998, 999, 9996, 9997, 9998, 9999, 99999,
)  # fmt: skip
"""Usual codes for no answer that can be neither an age nor hours of a week."""


_YEARS = (1990, 2100)
"""Years of surveys."""
_ROUNDS = 10
"""Years from the first to the last; those of birth are further apart."""


@dataclass(frozen=True)
class HeldNumbers:
    """What is known of numbers without a label.

    Parameters
    ----------
    bounds : pair of float, or None
        The smallest and the greatest, but for `beyond`.
    beyond : tuple of int
        Those of `BEYOND` that are among them.
    marks : tuple of str
        Texts beside them that say that there is none.
    """

    bounds: tuple[float, float] | None
    beyond: tuple[int, ...] = ()
    marks: tuple[str, ...] = ()


def numbers_of(source: SourceTable) -> dict[str, HeldNumbers]:
    """What is known of the numbers of each variable that has some without a label."""
    schema = source.lazy.collect_schema()
    numeric = [name for name in source.columns if schema[name].is_numeric()]
    if not numeric:
        return {}
    asked = []
    for name in numeric:
        number = unlabelled(source, name)
        is_code = number.is_in([float(code) for code in BEYOND])
        usual = pl.when(~is_code).then(number)
        asked += [
            usual.min().alias(f"{name}|least"),
            usual.max().alias(f"{name}|most"),
            number.filter(is_code).unique().implode().alias(f"{name}|beyond"),
        ]
    row = source.lazy.select(asked).collect().row(0, named=True)
    return {
        name: HeldNumbers(
            (row[f"{name}|least"], row[f"{name}|most"]), _in_order(row[f"{name}|beyond"])
        )
        for name in numeric
        if row[f"{name}|least"] is not None
    }


def is_few_years(bounds: tuple[float, float] | None) -> bool:
    """Whether numbers are years near each other, more than one: of rounds, or of interviews.

    >>> is_few_years((2019.0, 2020.0)), is_few_years((2020.0, 2020.0)), is_few_years((1, 2020))
    (True, False, False)
    """
    if bounds is None:
        return False
    least, most = bounds
    return _YEARS[0] <= least < most <= _YEARS[1] and most - least <= _ROUNDS


def _in_order(numbers: Iterable[float]) -> tuple[int, ...]:
    """The usual codes among numbers."""
    return tuple(sorted(int(number) for number in numbers if number in BEYOND))


def numbers_beside_marks(texts: Iterable[str]) -> HeldNumbers | None:
    """What is known of texts that are numbers, but for some that say that there is none."""
    marks = tuple(text for text in texts if is_unanswered(text))
    others = [text for text in texts if text not in marks]
    if not marks or not others or not all(map(_is_number, others)):
        return None
    numbers = [float(text) for text in others]
    usual = [number for number in numbers if number not in BEYOND]
    bounds = (min(usual), max(usual)) if usual else None
    return HeldNumbers(bounds, _in_order(numbers), marks)


def unlabelled(source: SourceTable, name: str) -> pl.Expr:
    """A variable's numbers, without those that have a label or are declared missing."""
    number = pl.col(name).cast(pl.Float64)
    missing = source.missing_codes.get(name, UserMissing())
    codes = [*source.value_labels.get(name, {}), *missing.codes]
    left_out = number.is_in([float(code) for code in codes if _is_number(code)])
    for low, high in missing.ranges:
        left_out = left_out | number.is_between(low, high)
    return pl.when(~left_out).then(number)


def _is_number(code: str) -> bool:
    try:
        float(code)
    except ValueError:
        return False
    return True
