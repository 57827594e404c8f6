"""Answers in the types of their questions; text that does not fit is never guessed at.

And cells of other programs as the text that answers come in.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from math import isfinite

import polars as pl

from measure87.collect.form.model import Placed

type Cell = str | int | float | bool | date | datetime | None


def type_of(one: Placed) -> str:
    """The type of a question's answers; calculates have that of `bind::type`."""
    kind = one.question.kind
    if kind in ("calculate", "hidden"):
        bound = one.question.bind_type
        return {"int": "integer", "integer": "integer"}.get(bound, bound)
    return "date" if kind == "today" else kind


def _whole(text: str) -> int:
    number = _decimal(text)
    if number != int(number):
        raise ValueError
    return int(text) if text.lstrip("+-").isdigit() else int(number)


def _decimal(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError
    return number


READ: Mapping[str, Callable[[str], Cell]] = {
    "integer": _whole,
    "decimal": _decimal,
    "date": lambda text: date.fromisoformat(text[:10]),
}
TYPES: Mapping[str, type[pl.DataType]] = {
    "integer": pl.Int64,
    "decimal": pl.Float64,
    "date": pl.Date,
}
MAIN_TYPES: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "_submitted_at": pl.Datetime("us", "UTC"),
    "_updated_at": pl.Datetime("us", "UTC"),
    "_form_version": pl.String,
    "_submitter": pl.String,
    "_review": pl.String,
    "_edits": pl.Int64,
    "_deleted": pl.Boolean,
}


def time_of(text: str) -> datetime | None:
    """A time of ISO 8601 in UTC; without a zone it is taken to be UTC."""
    if not text:
        return None
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)


def text_of(value: object) -> str:
    """A cell as text: whole numbers without a point, days as ISO 8601 has them, true as 1."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date | datetime) else str(value).strip()
