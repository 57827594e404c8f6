"""What a survey does not ask is, to every rule, as if nobody had answered it."""

import random
from datetime import date, timedelta

import narwhals as nw
import polars as pl
import pytest

from measure87.define import list_definitions, load_definition
from measure87.define.rule import SETTINGS
from measure87.vocabulary.columns import ACTIVITY_OF_HOURS, HIGH_SUFFIX, LOW_SUFFIX, TABLES
from measure87.vocabulary.status import NO, UNKNOWN, YES

ROWS = 120
TOLD_OTHERWISE = {*ACTIVITY_OF_HOURS, "ever_in_union", "forced_to_marry"}
"""Hours that were not asked of who was active are unknown, between two bounds; and where nobody
asked whether she was in a union, or forced, consent alone decides: that reading says so."""
TYPES = {
    "status": pl.Int8,
    "integer": pl.Int64,
    "number": pl.Float64,
    "date": pl.Date,
    "code": pl.String,
    "identifier": pl.String,
}


def kind_of(definition, item):
    """Kind and codes of what a rule reads: a column of the tables, or another rule."""
    for table in TABLES.values():
        if item.column in table:
            column = table[item.column]
            return column.kind, [code for code, _ in column.levels or ()]
    return definition.rule(item.column).gives, []


def value(rng, kind, codes, column):
    if rng.random() < 0.25:
        return None
    if kind == "status":
        return rng.choice((NO, UNKNOWN, YES))
    if kind == "integer":
        return rng.randint(3, 25)
    if kind == "number":
        return rng.choice((0.0, 1.0, 2.0, 13.0, 14.0, 28.0, 43.0, 44.0, 400.0))
    if kind == "date":
        return date(2024, 1, 1) + timedelta(days=rng.randint(0, 400))
    return rng.choice(codes or ["0111", "0510", "9211", "4711"])


def invented(definition, rule):
    """A column for each input; of two bounds the lower is the smaller, and both are there."""
    rng = random.Random(f"{definition.id} {rule.name}")
    columns = {}
    for item in rule.inputs:
        kind, codes = kind_of(definition, item)
        values = [value(rng, kind, codes, item.column) for _ in range(ROWS)]
        columns[item.name] = pl.Series(item.name, values, dtype=TYPES[kind])
    for low in [name for name in columns if name.endswith(LOW_SUFFIX)]:
        high = low.removesuffix(LOW_SUFFIX) + HIGH_SUFFIX
        if high in columns:
            pairs = list(zip(columns[low], columns[high], strict=True))
            both = [None if None in pair else sorted(pair) for pair in pairs]
            for name, side in ((low, 0), (high, 1)):
                ends = [pair and pair[side] for pair in both]
                columns[name] = pl.Series(name, ends, dtype=columns[name].dtype)
    return pl.DataFrame(columns)


def answer(definition, rule, frame, unasked):
    names = [name for name in SETTINGS if name in rule.function.__code__.co_varnames]
    told = {item.name: nw.col(item.name) for item in rule.inputs if item.name not in unasked}
    expression = rule.function(
        **told, **dict.fromkeys(unasked), **{name: getattr(definition, name) for name in names}
    )
    kind = nw.Int8() if rule.gives == "status" else nw.Float64()
    return nw.from_native(frame).select(found=expression.cast(kind))["found"].to_list()


def is_optional_item(item):
    known = any(item.column in table for table in TABLES.values())
    return known and not item.required and item.column not in TOLD_OTHERWISE


RULES = [
    (identity, rule)
    for identity in list_definitions()
    for rule in load_definition(identity).rules
    if any(is_optional_item(item) for item in rule.inputs)
]


@pytest.mark.parametrize(
    ("identity", "rule"), RULES, ids=lambda one: one if isinstance(one, str) else one.name
)
def test_an_item_that_is_not_asked_is_as_one_that_nobody_answered(identity, rule):
    definition = load_definition(identity)
    frame = invented(definition, rule)
    optional = [item for item in rule.inputs if is_optional_item(item)]
    for column in dict.fromkeys(item.column for item in optional):
        names = [item.name for item in optional if item.column == column]
        if rule.needs_one and len(names) == len(optional):
            continue
        nobody = frame.with_columns(
            pl.lit(None, dtype=frame[name].dtype).alias(name) for name in names
        )
        asked = answer(definition, rule, nobody, ())
        unasked = answer(definition, rule, frame.drop(names), names)
        assert unasked == asked or unasked * ROWS == asked, names  # a constant has one row
