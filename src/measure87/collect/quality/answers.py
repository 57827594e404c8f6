"""For each row of a table and each question: was it asked, and what kind of answer was given?"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

import numpy as np
import polars as pl

from measure87.collect.form.model import Placed, placed, repeats
from measure87.collect.quality.field_data import FieldData
from measure87.collect.quality.items import MAIN, Item, codes_saying, columns_of
from measure87.collect.quality.relevance import NotUnderstoodError, Value, compiled
from measure87.numerics.arrays import BoolArray, IntArray


@dataclass(frozen=True)
class Answers:
    """Answers to one question, one entry a row of its table.

    Attributes
    ----------
    interview : (rows,) the place of the interview in the main table
    asked : (rows,) or None where the form's relevance is not one that can be worked out
    given : (rows,) whether there is an answer, a refusal among them
    refused, not_known : (rows,)
    """

    item: Item
    interview: IntArray
    asked: BoolArray | None
    given: BoolArray
    refused: BoolArray
    not_known: BoolArray


def all_answers(data: FieldData) -> Iterator[Answers]:
    """Answers to every question that is in the tables, in the form's order."""
    places = pl.DataFrame({"_id": data.main["_id"], "_place": np.arange(data.main.height)})
    for table, frame in data.tables.items():
        items = [item for item in data.items if item.table == table]
        wide = _with_above(data, table, frame)
        visible = frozenset(wide.columns)
        rows = frame.select("_id").join(places, on="_id", how="left", maintain_order="left")
        interview = rows["_place"].fill_null(-1).to_numpy().astype(np.int64)
        wanted: list[pl.Expr] = []
        known: dict[str, bool] = {}
        for item in items:
            asked = _asked(data, item, visible)
            known[item.name] = asked is not None
            if asked is not None:
                wanted.append(asked.alias(f"{item.name}?asked"))
            wanted += [e.alias(f"{item.name}?{n}") for n, e in _given(data, item).items()]
        found = wide.select(wanted) if wanted else wide
        for item in items:
            yield Answers(
                item,
                interview,
                _bools(found, f"{item.name}?asked") if known[item.name] else None,
                *(_bools(found, f"{item.name}?{n}") for n in ("given", "refused", "not_known")),
            )


def _bools(frame: pl.DataFrame, name: str) -> BoolArray:
    return frame[name].fill_null(False).to_numpy().astype(np.bool_)


def _with_above(data: FieldData, table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A table, beside each of its rows what the tables above it say: `TABLE::column`."""
    if table == MAIN:
        return frame
    above = _tables_above(data, table)[0]
    there = data.tables.get(above)
    keys = {"_id": "_id"} if above == MAIN else {"_id": "_id", "_parent_row": "_row"}
    if there is None or not set(keys) <= set(frame.columns):
        return frame
    wide = _with_above(data, above, there)
    named = {name: name if "::" in name else f"{above}::{name}" for name in wide.columns
             if not name.startswith("_")}  # fmt: skip
    kept = wide.select(*keys.values(), *named).rename(named)
    return frame.join(
        kept, left_on=list(keys), right_on=list(keys.values()), how="left", maintain_order="left"
    )


def _tables_above(data: FieldData, table: str) -> list[str]:
    """Tables in which a repeat lies, the nearest first; `main` is the last."""
    way = next(way for way in repeats(data.form) if way[-1].name == table)
    return [*(one.name for one in reversed(way[:-1]) if one.repeats), MAIN]


def _given(data: FieldData, item: Item) -> dict[str, pl.Expr]:
    """Whether there is an answer, and whether it is a refusal or a don't know."""
    if item.question.kind == "select_multiple":
        given = pl.any_horizontal(pl.col(one).is_not_null() for one in item.columns)
    else:
        given = pl.col(item.name).is_not_null()
    return {
        "given": given,
        "refused": _says(data, item, "refused"),
        "not_known": _says(data, item, "unknown"),
    }


def _says(data: FieldData, item: Item, status: str) -> pl.Expr:
    codes = codes_saying(item, data.form, status)
    if not codes:
        return pl.lit(False)
    if item.question.kind == "select_multiple":
        every = [pl.col(f"{item.name}/{code}").fill_null(False) for code in codes]
        return reduce(lambda one, other: one | other, every)
    return pl.col(item.name).cast(pl.String).is_in(codes).fill_null(False)


def _asked(data: FieldData, item: Item, visible: frozenset[str]) -> pl.Expr | None:
    """Whether a question was asked; None where that cannot be worked out.

    A row of a repeat is there because its block was asked, so only what lies within the
    innermost repeat decides.
    """
    sections = item.placed.sections
    inner = max((n + 1 for n, one in enumerate(sections) if one.repeats), default=0)
    every = [*(one.relevant for one in sections[inner:]), item.question.relevant]
    expressions = [text for text in every if text]
    try:
        parts = [
            compiled(text, lambda name: _value(data, item, name, visible)) for text in expressions
        ]
    except NotUnderstoodError:
        return None
    return reduce(lambda one, other: one & other, parts, pl.lit(True))


def _value(data: FieldData, item: Item, name: str, visible: frozenset[str]) -> Value:
    """What a question of the form says, seen from the rows of an item's table."""
    found = next((one for one in placed(data.form) if one.question.name == name), None)
    if found is None:
        raise NotUnderstoodError
    table = found.table or MAIN
    columns = columns_of(found.question, data.form)
    prefix = "" if table == item.table else f"{table}::"
    if not columns or not {prefix + column for column in columns} <= visible:
        raise NotUnderstoodError
    return _as_value(found, prefix, columns)


def _as_value(found: Placed, prefix: str, columns: tuple[str, ...]) -> Value:
    kind = found.question.kind
    if kind == "select_multiple":
        chosen = {name.split("/", 1)[1]: pl.col(prefix + name) for name in columns}
        answered = pl.any_horizontal(one.is_not_null() for one in chosen.values())
        return Value("many", pl.when(answered).then(pl.lit("chosen")), chosen)
    is_number = kind in ("integer", "decimal") or found.question.bind_type in ("int", "decimal")
    return Value("number" if is_number else "text", pl.col(prefix + columns[0]))
