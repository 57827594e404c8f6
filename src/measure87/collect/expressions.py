"""From national values to standard ones: one expression per mapped column.

Codes are compared as numbers where the variable holds numbers and as text otherwise, so that
1, 1.0 and "1" are the same code. What the file declares missing is unknown unless the
mapping says otherwise.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import mul

import polars as pl

from measure87.collect.mapping import ColumnMapping
from measure87.files import SourceTable, UserMissing, code_of, code_text
from measure87.vocabulary.columns import OLDEST, Column
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import NO, UNKNOWN, YES

_STATUS = {"no": NO, "unknown": UNKNOWN, "yes": YES}
_JOINER = "-"
_LENGTH_OF_DAY = len("2024-07-01")

WEEKLY_HOURS = (0.0, 168.0)
"""Range of hours per week where the mapping gives none."""
AGE_YEARS = (0.0, OLDEST)
"""Range of ages where the mapping gives none."""
DAYS = (0.0, OLDEST * 366)
"""Range of days where the mapping gives none: those of the longest life."""


@dataclass(frozen=True)
class Variable:
    """A national variable in its source: spelling, type, and what is declared of it."""

    name: str
    dtype: pl.DataType
    missing: UserMissing
    labelled: frozenset[str] = frozenset()
    """Codes for which its file has a label."""

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers."""
        return self.dtype.is_numeric()

    @property
    def text(self) -> pl.Expr:
        """Its values as code text."""
        return code_text(self.name, self.dtype)

    def has(self, codes: Sequence[str]) -> pl.Expr:
        """Whether the value is one of some codes; null where there is no value."""
        numbers = [number for code in codes if (number := _as_number(code)) is not None]
        equal = self.number.is_in(pl.Series(numbers, dtype=pl.Float64).implode())
        if self.numeric:
            return equal
        return self.text.is_in(list(codes)) | equal.fill_null(False)

    def declared_missing(self) -> pl.Expr:
        """Whether the file declares the value missing."""
        found = self.has(self.missing.codes)
        for low, high in self.missing.ranges:
            found = found | self.number.is_between(low, high).fill_null(False)
        return found

    @property
    def number(self) -> pl.Expr:
        """Its values as numbers; what is no finite number is null."""
        exact = self.numeric or self.dtype == pl.Boolean
        number = (pl.col(self.name) if exact else self.text).cast(pl.Float64, strict=False)
        if self.dtype.is_integer() or self.dtype == pl.Boolean:
            return number
        return pl.when(number.is_finite()).then(number)

    @property
    def day(self) -> pl.Expr:
        """Its values as days, from 2024-07-01 with or without a time; what is none is null."""
        return self.text.str.slice(0, _LENGTH_OF_DAY).str.to_date("%Y-%m-%d", strict=False)

    @property
    def surely_numbers(self) -> bool:
        """Whether its type leaves no room for a value that is no finite number."""
        return self.dtype.is_integer() or self.dtype.is_decimal() or self.dtype == pl.Boolean


def variable(source: SourceTable, name: str, schema: Mapping[str, pl.DataType]) -> Variable:
    """A variable of a source by the mapping's name for it; DataError if it is not there."""
    spelt = source.column(name)
    if schema[spelt].is_nested():
        raise DataError(
            f"{spelt} holds several values in one cell ({schema[spelt]})",
            code="nested-column",
            where=source.name,
            hint="write one value in a cell, each in a column of its own",
        )
    if schema[spelt] == pl.Duration:
        raise DataError(
            f"{spelt} holds lengths of time and no numbers",
            code="duration-column",
            where=source.name,
            hint='give numbers, as in frame["HOURS"].dt.total_seconds() / 3600',
        )
    missing = source.missing_codes.get(spelt, UserMissing())
    return Variable(spelt, schema[spelt], missing, frozenset(source.value_labels.get(spelt, ())))


Find = Callable[[str], Variable]


def column_expression(mapping: ColumnMapping, find: Find, gates: Mapping[str, pl.Expr]) -> pl.Expr:
    """The standard column; `find` gives its variables, `gates` the statuses that open it."""
    kind = mapping.column.kind
    if mapping.value is not None:
        made = _constant(mapping.column, mapping.value)
    elif kind == "status":
        gate = gates[mapping.asked_if] if mapping.asked_if else None
        made = _status(mapping, find, gate)
    elif kind == "identifier":
        made = _identifier([find(name) for name in mapping.variables])
    elif kind == "code":
        made = _code(mapping, find(mapping.variables[0]))
    elif kind == "date":
        made = _date(mapping, find(mapping.variables[0]))
    elif is_sum(mapping):
        made = _sum(mapping, find)
    else:
        made = _number(mapping, [find(name) for name in mapping.variables])
    return made.alias(mapping.name)


def _constant(column: Column, value: str) -> pl.Expr:
    if column.kind == "status":
        return pl.lit(_STATUS[value], dtype=pl.Int8)
    if column.kind == "number":
        return pl.lit(float(value), dtype=pl.Float64)
    if column.kind == "integer":
        return pl.lit(int(float(value)), dtype=pl.Int32)
    return pl.lit(value, dtype=pl.String)


def _status(mapping: ColumnMapping, find: Find, gate: pl.Expr | None) -> pl.Expr:
    if mapping.parts:
        return pl.max_horizontal([_status(part, find, gate) for part in mapping.parts])
    parts = [_one_status(mapping, find(name), gate) for name in mapping.variables]
    return pl.min_horizontal(parts) if mapping.combine == "all" else pl.max_horizontal(parts)


def _one_status(mapping: ColumnMapping, each: Variable, gate: pl.Expr | None) -> pl.Expr:
    def lit(status: int) -> pl.Expr:
        return pl.lit(status, dtype=pl.Int8)

    nothing = pl.lit(None, dtype=pl.Int8)
    blank = {"unknown": lit(UNKNOWN), "no": lit(NO), "null": nothing}[mapping.blank]
    if gate is not None:
        blank = pl.when(gate >= UNKNOWN).then(blank).otherwise(nothing)
    return (
        pl.when(each.has(mapping.yes))
        .then(lit(YES))
        .when(each.has(mapping.no))
        .then(lit(NO))
        .when(each.has(mapping.not_asked))
        .then(nothing)
        .when(each.text.is_null())
        .then(blank)
        .otherwise(lit(UNKNOWN))
    )


def _identifier(variables: Sequence[Variable]) -> pl.Expr:
    if len(variables) == 1:
        only = variables[0]
        fits = only.dtype.is_integer() and only.dtype != pl.UInt64
        return pl.col(only.name).cast(pl.Int64) if fits else only.text
    return pl.concat_str([each.text for each in variables], separator=_JOINER)


def _code(mapping: ColumnMapping, each: Variable) -> pl.Expr:
    text = each.text
    if mapping.digits is not None:
        text = text.str.zfill(mapping.digits)
    unanswered = each.has(mapping.missing).fill_null(False)
    if mapping.codes is not None:
        known = _known_codes(mapping, each)
        coded = text.replace_strict(known, default=None, return_dtype=pl.String)
        return _or_not_known(pl.when(~unanswered).then(coded), mapping, each)
    levels = [code for code, _ in mapping.column.levels]
    usable = ~unanswered & ~each.declared_missing().fill_null(False)
    if levels:
        usable = usable & text.is_in(levels)
    return _or_not_known(pl.when(usable).then(text), mapping, each)


def _or_not_known(code: pl.Expr, mapping: ColumnMapping, each: Variable) -> pl.Expr:
    """The code; that for `not known` where something was told which is none, if there is one."""
    column = mapping.column
    if column.not_known is None:
        return code
    told = each.text.is_not_null()
    if column.missing_is_empty:
        told = told & ~unanswered(mapping, each)
    return pl.coalesce(code, pl.when(told).then(pl.lit(column.not_known)))


def _date(mapping: ColumnMapping, each: Variable) -> pl.Expr:
    return pl.when(~unanswered(mapping, each)).then(each.day)


def _known_codes(mapping: ColumnMapping, each: Variable) -> dict[str, str]:
    codes = mapping.codes or {}
    if mapping.digits is not None:
        return {key.zfill(mapping.digits): value for key, value in codes.items()}
    return dict(codes) if not each.numeric else {plain_code(k): v for k, v in codes.items()}


def plain_code(code: str) -> str:
    """ "01" and "1.0" as "1", as a numeric variable has it."""
    number = _as_number(code)
    return code if number is None else code_of(number)


def is_sum(mapping: ColumnMapping) -> bool:
    """Whether a number is added up of several variables or terms."""
    return bool(mapping.parts) or (mapping.combine == "sum" and len(mapping.variables) > 1)


def told_part(mapping: ColumnMapping, find: Find) -> pl.Expr:
    """What was told of a sum of which the rest was not; null where nothing is lacking."""
    total = _total(mapping, find)
    return pl.when(_is_lost(mapping, find) & _is_possible(mapping, total)).then(total)


def total_outside(mapping: ColumnMapping, find: Find) -> pl.Expr:
    """Whether the parts that were told come to more, or less, than there can be; never null."""
    return ~_is_possible(mapping, _total(mapping, find))


def total_range(mapping: ColumnMapping) -> tuple[float, float] | None:
    """Range of a valid sum, in the standard unit; None: it has none."""
    if mapping.parts and mapping.range is not None:
        return mapping.range
    return WEEKLY_HOURS if mapping.column.unit == "hours per week" else None


def _sum(mapping: ColumnMapping, find: Find) -> pl.Expr:
    """A sum of variables, or of numbers and products, in the standard unit; valid in its range.

    A term of which nothing was told adds nothing: the task was not done. A term of which something
    was told and the rest not loses the sum, unless a factor is 0.
    """
    total = _total(mapping, find)
    anything = ~pl.all_horizontal([empty for _, empty in _terms(mapping, find)])
    known = anything & ~_is_lost(mapping, find) & _is_possible(mapping, total)
    return pl.when(known).then(total)


def _terms(mapping: ColumnMapping, find: Find) -> list[tuple[pl.Expr, pl.Expr]]:
    """Each term of a sum, null where it was not told, and whether nothing was told of it."""
    if mapping.parts:
        return [(_term(term, find), _nothing_told(term, find)) for term in mapping.parts]
    variables = [find(name) for name in mapping.variables]
    return [(_told(mapping, each), each.text.is_null()) for each in variables]


def _total(mapping: ColumnMapping, find: Find) -> pl.Expr:
    """Sum of what was told, in the standard unit."""
    return pl.sum_horizontal([number for number, _ in _terms(mapping, find)]) * mapping.scale


def _is_lost(mapping: ColumnMapping, find: Find) -> pl.Expr:
    """Whether of a term something was told and the rest not."""
    terms = _terms(mapping, find)
    return pl.any_horizontal([number.is_null() & ~empty for number, empty in terms])


def _is_possible(mapping: ColumnMapping, total: pl.Expr) -> pl.Expr:
    limits = total_range(mapping)
    return pl.lit(True) if limits is None else total.is_between(*limits)


def _term(term: ColumnMapping, find: Find) -> pl.Expr:
    """One term: a product of its factors, 0 where one of them is; or one variable."""
    told = [_told(leaf, find(leaf.variables[0])) * leaf.scale for leaf in term.leaves]
    if len(told) == 1:
        return told[0]
    none = pl.any_horizontal([(each == 0.0).fill_null(False) for each in told])
    return pl.when(none).then(0.0).otherwise(reduce(mul, told))


def _nothing_told(term: ColumnMapping, find: Find) -> pl.Expr:
    return pl.all_horizontal([find(name).text.is_null() for name in term.variables])


def _number(mapping: ColumnMapping, variables: Sequence[Variable]) -> pl.Expr:
    number = reduce(mul, [_told(mapping, each) for each in variables])
    if mapping.column.kind == "integer":
        return number.floor().cast(pl.Int32, strict=False)
    return number * mapping.scale if mapping.scale != 1.0 else number


def _told(mapping: ColumnMapping, each: Variable) -> pl.Expr:
    """The number where it was told: inside the range and no code for no answer."""
    number = each.number
    usable = ~unanswered(mapping, each)
    limits = valid_range(mapping)
    if limits is not None:
        usable = usable & number.is_between(*limits)
    return pl.when(usable).then(number)


def unanswered(mapping: ColumnMapping, each: Variable) -> pl.Expr:
    """Whether a value stands for no answer, by the mapping or by the file; never null."""
    return (each.has(mapping.missing) | each.declared_missing()).fill_null(False)


def valid_range(mapping: ColumnMapping) -> tuple[float, float] | None:
    """Range of valid national values; hours and ages have one by their nature."""
    if mapping.range is not None:
        return mapping.range
    if mapping.column.unit == "hours per week":
        return WEEKLY_HOURS[0], WEEKLY_HOURS[1] / mapping.scale
    if mapping.name in ("age_years", "age_at_episode", "start_age", "end_age"):
        return AGE_YEARS
    if mapping.column.unit == "days":
        return DAYS[0], DAYS[1] / mapping.scale
    return None


def _as_number(code: str) -> float | None:
    try:
        return float(code)
    except ValueError:
        return None
