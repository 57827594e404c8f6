"""Turns lists of raw answers into typed columns; what does not fit its type is counted, not kept.

An answer that does not fit (text where a whole number is asked: a cut interview, or a version of
the form that asked otherwise) is null in the table and whole in the journal.
"""

import contextlib
import math
from collections.abc import Iterator
from typing import Any

import polars as pl

from measure87.collect.form.interviews.layout import Field, Table
from measure87.collect.form.interviews.rows import Answers, Filling

_LEAST, _MOST = -(2**63), 2**63 - 1
_OWN: dict[str, Any] = {
    "_id": pl.String, "_row": pl.Int64, "_parent_row": pl.Int64, "_form_version": pl.String,
    "_submitter": pl.String, "_review": pl.String, "_edits": pl.Int64, "_deleted": pl.Boolean,
}  # fmt: skip
_READY: dict[str, Any] = {"integer": pl.Int64, "text": pl.String}
_TIMES = ("_submitted_at", "_updated_at")


def frames_of(filling: Filling) -> tuple[dict[str, pl.DataFrame], dict[str, int]]:
    """The typed rows of each table; of each question how many answers did not fit its type."""
    unread = dict[str, int]()
    frames = {
        name: frame_of(answers, unread).select(_schema_of(answers.table, [*answers.own]))
        for name, answers in filling.answers.items()
    }
    return frames, unread


def frame_of(answers: Answers, unread: dict[str, int]) -> pl.DataFrame:
    """The typed table of answers; `unread` gains how many of each column did not fit."""
    found = [_own(name, values) for name, values in answers.own.items()]
    columns_of = zip(*answers.rows, strict=True) if answers.rows else ([] for _ in answers.fields)
    for one, raw in zip(answers.fields, columns_of, strict=True):
        blank = "" in raw
        columns, lost = _typed(one, [v if v != "" else None for v in raw] if blank else [*raw])
        found += columns
        if lost:
            unread[one.name] = unread.get(one.name, 0) + lost
    return pl.DataFrame(found)


def _schema_of(table: Table, own: list[str]) -> list[str]:
    """Names of the columns in order."""
    return [*own, *(name for one in table.fields if not one.identifier for name in _names(one))]


def _names(one: Field) -> Iterator[str]:
    if one.type == "choices":
        yield from (f"{one.name}/{code}" for code in one.choices)
    else:
        yield one.name


def _own(name: str, values: list[Any]) -> pl.Series:
    if name in _TIMES:
        text = pl.Series(name, values, dtype=pl.String)
        return text.str.to_datetime(
            "%Y-%m-%dT%H:%M:%S%.fZ", time_unit="ms", time_zone="UTC", strict=False
        )
    return pl.Series(name, values, dtype=_OWN[name])


def _typed(one: Field, values: list[Any]) -> tuple[list[pl.Series], int]:
    ready = _READY.get(one.type)
    if ready is not None:
        with contextlib.suppress(TypeError, OverflowError):  # some are of another type: one by one
            return [pl.Series(one.name, values, ready)], 0
    match one.type:
        case "choices":
            return _choices(one, values)
        case "integer":
            return _read(one.name, [_whole(v) for v in values], values, pl.Int64)
        case "decimal":
            return _read(one.name, [_decimal(v) for v in values], values, pl.Float64)
        case "date":
            text = pl.Series(one.name, [None if v is None else str(v) for v in values], pl.String)
            days = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
            return [days], int(days.null_count() - text.null_count())
    return [pl.Series(one.name, [_text(v) for v in values], pl.String)], 0


def _read(name: str, read: list[Any], raw: list[Any], dtype: Any) -> tuple[list[pl.Series], int]:
    return [pl.Series(name, read, dtype)], read.count(None) - raw.count(None)


def _whole(value: Any) -> int | None:
    if type(value) is int:
        return value if _LEAST <= value <= _MOST else None
    if not isinstance(value, str):
        return None
    try:
        number = int(value)
    except ValueError:
        return None
    return number if _LEAST <= number <= _MOST else None


def _decimal(value: Any) -> float | None:
    if type(value) is float:
        return value
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _text(value: Any) -> str | None:
    if value is None or type(value) is str:
        return value
    return str(value)


def _choices(one: Field, values: list[Any]) -> tuple[list[pl.Series], int]:
    """Yes or no for each choice; a code that the form does not have counts as not read.

    Of an answer without any code of the form nothing is known: it is no no to each.
    """
    listed = frozenset(one.choices)
    known: dict[str, tuple[bool | None, ...]] = {}
    empty: tuple[bool | None, ...] = (None,) * len(one.choices)
    strange: dict[str, int] = {}
    rows, lost = [], 0
    for value in values:
        if value is None:
            rows.append(empty)
            continue
        text = str(value)
        if text not in known:
            chosen = frozenset(text.split())
            is_read = bool(chosen & listed)
            known[text] = tuple(code in chosen for code in one.choices) if is_read else empty
            strange[text] = len(chosen - listed)
        rows.append(known[text])
        lost += strange[text] > 0
    columns = zip(*rows, strict=True) if rows else iter([()] * len(one.choices))
    return [
        pl.Series(f"{one.name}/{code}", list(column), pl.Boolean)
        for code, column in zip(one.choices, columns, strict=True)
    ], lost
