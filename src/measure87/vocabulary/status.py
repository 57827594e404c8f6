"""The three answers a rule can give, and the one integer that carries the reason.

A status is an Int8: no 0, unknown 1, yes 2. *Any* is the largest and *all* the
smallest, on every engine. A missing status (null) means that the question does not
arise: the person is outside the measure's universe, or the item was not asked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, Literal

import narwhals as nw

NO: Final = 0
UNKNOWN: Final = 1
YES: Final = 2

LABELS: Final = {NO: "no", UNKNOWN: "unknown", YES: "yes"}

DECLARED: Final = tuple(LABELS.values())
"""Categories of an enumeration that says by its type that a column holds statuses."""

UnknownTreatment = Literal["exclude", "no", "yes"]
"""What an estimate does with unknown statuses."""

_REASON_BASE: Final = 10_000


def status(value: int) -> nw.Expr:
    """A constant status."""
    return nw.lit(value, dtype=nw.Int8)


# A largest or smallest of columns with nulls costs polars fifteen times that of columns
# without; hence nulls are filled by a value that loses, and put back at the end.
# An engine that takes rules as text has no such cost, and there every answer that is written twice
# doubles the text of all that it rests on.
_BELOW_ALL: Final = -1
_ABOVE_ALL: Final = YES + 1
_once: ContextVar[bool] = ContextVar("answers written once", default=False)


@contextmanager
def answers_written_once() -> Iterator[None]:
    """Within it `any_of` and `all_of` name each answer once, for engines that plan by text."""
    token = _once.set(True)
    try:
        yield
    finally:
        _once.reset(token)


def any_of(*statuses: nw.Expr) -> nw.Expr:
    """Yes if one is yes, otherwise unknown if one is unknown; items not asked do not count."""
    # Spark takes the greatest of two columns or more, never of one.
    if len(statuses) == 1:
        return statuses[0]
    if _once.get():
        return nw.max_horizontal(*statuses)
    largest = nw.max_horizontal(*(answer.fill_null(_BELOW_ALL) for answer in statuses))
    return nw.when(largest > _BELOW_ALL).then(largest)


def all_of(*statuses: nw.Expr) -> nw.Expr:
    """No if one is no, otherwise unknown if one is unknown; items not asked do not count."""
    if len(statuses) == 1:
        return statuses[0]
    if _once.get():
        return nw.min_horizontal(*statuses)
    smallest = nw.min_horizontal(*(answer.fill_null(_ABOVE_ALL) for answer in statuses))
    return nw.when(smallest < _ABOVE_ALL).then(smallest)


def negate(answer: nw.Expr) -> nw.Expr:
    """Yes becomes no and no becomes yes; unknown stays unknown."""
    return ((answer - YES) * -1).cast(nw.Int8)


def or_unknown(answer: nw.Expr | None) -> nw.Expr:
    """The answer, and unknown where it was not asked (null, or no such item: None)."""
    if answer is None:
        return status(UNKNOWN)
    return nw.coalesce(answer, status(UNKNOWN))


def from_bounds(low: nw.Expr, high: nw.Expr) -> nw.Expr:
    """Status of a statement whose truth is known only between two answers.

    Parameters
    ----------
    low, high : boolean expressions
        Whether the statement holds at the least and at the greatest value possible;
        `low` implies `high`. What cannot be told (null) is neither yes nor no.
    """
    return nw.when(low).then(status(YES)).when(~high).then(status(NO)).otherwise(status(UNKNOWN))


def reason_key(answer: nw.Expr, rule_order: int) -> nw.Expr:
    """Status and rule in one integer, so that the deciding rule is found by a maximum.

    `status * 10000 + 9999 - rule_order`: the highest status wins, among equals the
    rule that comes first in the text.
    """
    if not 0 <= rule_order < _REASON_BASE:
        raise ValueError(f"rule_order must be 0 to {_REASON_BASE - 1}, not {rule_order}")
    return answer.cast(nw.Int32) * _REASON_BASE + (_REASON_BASE - 1 - rule_order)


def status_of_reason(key: int) -> int:
    """The status that a reason key carries.

    >>> status_of_reason(29_997)
    2
    """
    return key // _REASON_BASE


def rule_of_reason(key: int) -> int:
    """The position of the deciding rule that a reason key carries.

    >>> rule_of_reason(29_997)
    2
    """
    return _REASON_BASE - 1 - key % _REASON_BASE
