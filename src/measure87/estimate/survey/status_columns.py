"""What 0 and 1 mean in the column of a status: told by the column's type, never by its values.

The same 0 and 1 are no and unknown where `classify` wrote them, and no and yes in most other
files. A column of statuses in which nobody is a yes cannot be told from one of 0 and 1, so its
values do not decide: its type does, or whoever calls.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import narwhals as nw

from measure87.estimate.survey.engine_columns import collect, only_where
from measure87.estimate.survey.outcomes import Outcome
from measure87.vocabulary.columns import REASON_SUFFIX
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import LABELS, NO, UNKNOWN, YES, negate, status

_PREFIX = "measure87_status: "
_WORDS = (frozenset(LABELS.values()), frozenset({LABELS[NO], LABELS[YES]}))
"""Categories of an enumeration of statuses, in any order; one without an unknown is one too."""


def holds_statuses(name: str, dtype: Any, present: Iterable[str]) -> bool:
    """Whether a column is known to hold statuses: by its reason beside it, or by its type."""
    return f"{name}{REASON_SUFFIX}" in present or is_enumeration(dtype)


def is_enumeration(dtype: Any) -> bool:
    """Whether a type is an enumeration of no, unknown and yes, in polars or narwhals."""
    categories = getattr(dtype, "categories", None)
    return categories is not None and are_statuses(categories)


def are_statuses(categories: Iterable[Any]) -> bool:
    """Whether categories are those of statuses, whatever their order.

    >>> are_statuses(["yes", "no", "unknown"]), are_statuses(["no", "yes"]), are_statuses(["yes"])
    (True, True, False)
    """
    return frozenset(categories) in _WORDS


def answer_of(code: str) -> int | None:
    """The status that a code names, by its word or its number; None if it names none.

    >>> answer_of("yes"), answer_of("2"), answer_of("no"), answer_of("3"), answer_of("maybe")
    (2, 2, 0, None, None)
    """
    for value, word in LABELS.items():
        if code == word:
            return value
    try:
        number = float(code)
    except ValueError:
        return None
    return int(number) if number in LABELS else None


def share_of_answer(answer: nw.Expr, wanted: int) -> nw.Expr:
    """Statuses of having one answer: of yes they are as they stand, of no the other way round.

    Who is unknown may have said either, and stays unknown; only of the share of the unknown
    themselves is everybody known.
    """
    if wanted == YES:
        return answer
    if wanted == NO:
        return negate(answer)
    others = nw.when((answer == NO) | (answer == YES)).then(status(NO)).otherwise(answer)
    return nw.when(answer == UNKNOWN).then(status(YES)).otherwise(others)


def with_statuses(
    frame: "nw.LazyFrame[Any]", outcomes: Sequence[Outcome]
) -> tuple["nw.LazyFrame[Any]", tuple[Outcome, ...]]:
    """The table and the outcomes with every status as no 0, unknown 1, yes 2.

    Columns that are not there, or of a type that no status has, are left for `check_columns`.

    Raises
    ------
    DataError
        If a column is not known to hold statuses and has a value that is not 0 or 1.
    """
    schema = frame.collect_schema()
    names = schema.names()
    made: dict[str, nw.Expr] = {}
    plain: list[str] = []
    read: list[Outcome] = []
    for outcome in outcomes:
        name = outcome.column
        is_asked = outcome.kind == "status" and outcome.coding == "by-type" and name in names
        if is_asked and is_enumeration(schema[name]):
            made[f"{_PREFIX}{name}"] = of_enumeration(name)
        elif is_asked and f"{name}{REASON_SUFFIX}" not in names and _is_plain(schema[name]):
            made[f"{_PREFIX}{name}"] = _of_zero_and_one(name)
            plain.append(name)
        column = f"{_PREFIX}{name}" if is_asked and f"{_PREFIX}{name}" in made else name
        read.append(replace(outcome, column=column, coding="status"))
    _check_plain(frame, list(dict.fromkeys(plain)))
    return (frame.with_columns(**made) if made else frame), tuple(read)


def _is_plain(dtype: Any) -> bool:
    return bool(dtype.is_numeric() or dtype == nw.Boolean)


def of_enumeration(name: str) -> nw.Expr:
    """A status from its word."""
    word = nw.col(name).cast(nw.String)
    found: nw.Expr = nw.when(word == LABELS[YES]).then(status(YES))
    for value, text in LABELS.items():
        found = nw.when(word == text).then(status(value)).otherwise(found)
    return found


def _of_zero_and_one(name: str) -> nw.Expr:
    """A status from 0 and 1; null outside the universe."""
    value = nw.col(name).cast(nw.Float64)
    return nw.when(value == 1.0).then(status(YES)).otherwise(nw.when(value == 0.0).then(status(NO)))


def _check_plain(frame: "nw.LazyFrame[Any]", names: Sequence[str]) -> None:
    """Raise for the first column with values that are neither 0 nor 1."""
    if not names:
        return
    values = {name: nw.col(name).cast(nw.Float64) for name in names}
    wrong = {
        f"wrong{i}": only_where(~value.is_null() & ~((value == 0.0) | (value == 1.0)), nw.lit(1.0))
        for i, value in enumerate(values.values())
    }
    counted = frame.with_columns(**wrong).select(*(nw.col(name).sum() for name in wrong))
    for name, n in zip(names, collect(counted).row(0), strict=True):
        if n:
            raise not_zero_and_one(name, int(n))


def not_zero_and_one(name: str, rows: int) -> DataError:
    """The error for a column that is neither 0 and 1 nor known to hold statuses."""
    return DataError(
        f"{name} is not known to hold statuses and has values other than 0 and 1 in {rows:,} rows",
        code="bad-status",
        where=name,
        hint="make it 0 and 1, or true and false, with 1 for yes; or, if it holds statuses (no 0, "
        f"unknown 1, yes 2), say so: by {name}{REASON_SUFFIX} beside it, by an enumeration of "
        'no, unknown and yes, or by Outcome(..., coding="status")',
    )
