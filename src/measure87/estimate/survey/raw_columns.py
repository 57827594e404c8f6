"""Columns of any file as outcomes and domains: which values are yes, and which are unknown.

A column is a status as it stands where `status_columns` knows it for one, or where it is named as
one; every other column of 0 and 1, or true and false, has its yes at 1.

A measure is written as the name of a column, or as COLUMN=CODE for the share of one code; of a
status the code is no, unknown or yes, or their number, and its share leaves the unknown unknown.
Values that the file's maker declared missing are *unknown* in a status and in a domain
variable are `_missing`; an empty cell of a measure is outside its universe. A variable of Stata
that has extended missing values comes as text, and is one of numbers all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from measure87.estimate.survey.engine_columns import Frame
from measure87.estimate.survey.levels import code_text
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.spellings import (
    ANOTHER_SPELLING,
    is_spelt_otherwise,
    labelled,
    require_one_spelling,
)
from measure87.estimate.survey.status_columns import (
    answer_of,
    is_enumeration,
    of_enumeration,
    share_of_answer,
)
from measure87.files import SourceTable, UserMissing
from measure87.vocabulary.columns import REASON_SUFFIX
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import Statistic
from measure87.vocabulary.status import NO, UNKNOWN, YES, UnknownTreatment, status

MEASURE_PREFIX = "measure: "
"""Of the column of the table in which the values of a measure stand."""
_MOST_CODES_SHOWN = 20
MEDIAN = 0.5
_TRUE, _FALSE = "true", "false"
"""How text files write true and false, in capitals or not."""


@dataclass(frozen=True)
class Prepared:
    """A table ready for `estimate_survey`: its rows on their engine, and what to estimate."""

    table: Any
    outcomes: tuple[Outcome, ...]


def split_code(text: str) -> tuple[str, str | None]:
    """A measure's column and code.

    >>> split_code("HC1=2"), split_code("working")
    (('HC1', '2'), ('working', None))
    """
    name, equals, code = text.partition("=")
    return (name, code) if equals else (text, None)


def prepare(
    source: SourceTable,
    measures: Sequence[str],
    statistic: Statistic,
    *,
    denominator: str | None = None,
    unknown: UnknownTreatment = "exclude",
    quantile: float | None = None,
    statuses: Sequence[str] = (),
    domain_variables: Sequence[str] = (),
    rows: Frame | None = None,
) -> Prepared:
    """Turn raw columns into statuses and numbers.

    Parameters
    ----------
    source : SourceTable
        The file.
    measures : sequence of str
        `COLUMN` or `COLUMN=CODE`. A column that `classify` wrote (with its reason beside it),
        an enumeration of no, unknown and yes, and a column named in `statuses` is a status as
        it stands; any other of true and false, or of 0 and 1, is one whose yes is 1; anything
        else is a number.
    statistic, denominator, unknown, quantile
        As in `Outcome`; a quantile without a share is the median.
    statuses : sequence of str
        Columns of no 0, unknown 1 and yes 2 without a type that says so.
    domain_variables : sequence of str
        Columns in which declared missing codes become missing.
    rows : LazyFrame, optional
        The rows of the file on another engine; those of `source` without it.

    Raises
    ------
    DataError
        If a column is not there, is text where a number is wanted, or a proportion is asked
        of values that are neither 0/1 nor statuses.
    """
    if denominator is not None and statistic != "ratio":
        raise UsageError(
            f"a {statistic} has no denominator, and {denominator} was given",
            code="denominator",
            hint="leave --denominator out, or choose --statistic ratio",
        )
    if quantile is not None and statistic != "quantile":
        raise UsageError(
            f"a {statistic} has no share of a quantile, and {quantile:g} was given",
            code="quantile",
            hint="leave --quantile out, or choose --statistic quantile",
        )
    if statistic == "quantile" and quantile is None:
        quantile = MEDIAN
    named = frozenset(source.column(name) for name in statuses)
    asked = _Asked(statistic, denominator, unknown, quantile, named)
    table = nw.from_native(source.lazy) if rows is None else rows
    sheet = _Sheet(source, table)
    columns: dict[str, nw.Expr] = {}
    outcomes: list[Outcome] = []
    for measure in dict.fromkeys(measures):
        outcome, expression = _measure(sheet, measure, asked)
        outcomes.append(outcome)
        columns[outcome.column] = expression
    if denominator is not None:
        columns[f"{MEASURE_PREFIX}{denominator}"] = _number(sheet, source.column(denominator))
    names = dict.fromkeys(source.column(variable) for variable in domain_variables)
    columns |= {name: sheet.known(name) for name in names if sheet.declared(name)}
    changed = table.with_columns(**columns) if columns else table
    return Prepared(changed.to_native(), tuple(outcomes))


@dataclass(frozen=True)
class _Sheet:
    """The rows of a file, wherever they are, and what the file says of them."""

    source: SourceTable
    rows: Frame

    def values(self, name: str) -> list[object]:
        """The different values of a column, missing apart."""
        told = self.rows.select(name).filter(~nw.col(name).is_null()).unique()
        return told.collect(backend="polars")[name].sort().to_list()

    def declared(self, name: str) -> list[object]:
        """The values of a column that the file declares missing."""
        missing = self.source.missing_codes.get(name, UserMissing())
        if not missing.codes and not missing.ranges:
            return []
        return [value for value in self.values(name) if missing.contains(code_text(value))]

    def known(self, name: str) -> nw.Expr:
        """A column without what is declared missing; numbers that came as text are numbers."""
        declared = self.declared(name)
        value = nw.when(~nw.col(name).is_in(declared)).then(nw.col(name))
        if self.source.has_numbers_as_text(name):
            return value.cast(nw.Float64)
        return value if declared else nw.col(name)

    def as_numbers(self, name: str, values: list[object]) -> list[object]:
        """Values as they compare with 0 and 1; see `known`."""
        if not self.source.has_numbers_as_text(name):
            return values
        return [float(str(value)) for value in values]


@dataclass(frozen=True)
class _Asked:
    """What is asked of every measure; see `prepare`."""

    statistic: Statistic
    denominator: str | None
    unknown: UnknownTreatment
    quantile: float | None
    statuses: frozenset[str]


def _measure(sheet: _Sheet, measure: str, asked: _Asked) -> tuple[Outcome, nw.Expr]:
    """One measure as outcome and expression."""
    text, code = split_code(measure)
    name = sheet.source.column(text)
    column = f"{MEASURE_PREFIX}{measure}"
    if code is None and asked.statistic in ("mean", "ratio", "quantile"):
        return _numeric(measure, column, asked), _number(sheet, name)
    expression = _status(sheet, name, code, asked.statuses)
    if expression is not None:
        outcome = Outcome(
            measure, column, "status", asked.statistic, unknown=asked.unknown, coding="status"
        )
        return outcome, expression
    if asked.statistic == "total":
        return _numeric(measure, column, asked), _number(sheet, name)
    raise _no_status(sheet, name)


def _numeric(measure: str, column: str, asked: _Asked) -> Outcome:
    """A measure that is a number."""
    return Outcome(
        measure,
        column,
        "number",
        asked.statistic,
        denominator=None if asked.denominator is None else f"{MEASURE_PREFIX}{asked.denominator}",
        unknown=asked.unknown,
        quantile=asked.quantile,
    )


def _number(sheet: _Sheet, name: str) -> nw.Expr:
    """A column as a number; declared missing values are missing."""
    kind = sheet.rows.collect_schema()[name]
    is_told = sheet.source.has_numbers_as_text(name)
    if not (kind.is_numeric() or kind == nw.Boolean or is_told):
        raise DataError(
            f"{name} holds text and not numbers",
            code="not-a-number",
            where=sheet.source.name,
            hint=f"for the share of one code write {name}=CODE with --statistic proportion",
        )
    return sheet.known(name).cast(nw.Float64)


def _status(sheet: _Sheet, name: str, code: str | None, statuses: frozenset[str]) -> nw.Expr | None:
    """A column as a status, or None if its values are not those of one."""
    known = _known_status(sheet, name, statuses)
    if code is not None:
        wanted = None if known is None else answer_of(code)
        if known is None or wanted is None:
            return _share_of_code(sheet, name, code, is_status=known is not None)
        return share_of_answer(known, wanted)
    if known is not None:
        return known
    declared = sheet.declared(name)
    kept = [value for value in sheet.values(name) if value not in declared]
    numbers = sheet.as_numbers(name, kept)
    if all(number in (0, 1) for number in numbers):
        yes = [value for value, number in zip(kept, numbers, strict=True) if number == 1]
        return _as_status(name, yes, declared)
    words = {value: value.lower() for value in kept if isinstance(value, str)}
    if len(words) == len(kept) and set(words.values()) <= {_TRUE, _FALSE}:
        return _as_status(name, [v for v, word in words.items() if word == _TRUE], declared)
    return None


def _known_status(sheet: _Sheet, name: str, statuses: frozenset[str]) -> nw.Expr | None:
    """A column that is told to hold statuses, as one; None of a column of which nothing is told."""
    source = sheet.source
    if is_enumeration(nw.from_native(source.lazy).collect_schema()[name]):
        return of_enumeration(name)  # other engines read it as text
    if name not in statuses and f"{name}{REASON_SUFFIX}" not in source.present:
        return None
    declared = sheet.declared(name)
    kept = [value for value in sheet.values(name) if value not in declared]
    if not all(number in (NO, UNKNOWN, YES) for number in sheet.as_numbers(name, kept)):
        raise _no_status(sheet, name)
    known = sheet.known(name).cast(nw.Int8)
    if not declared:
        return known
    said = nw.when(~nw.col(name).is_in(declared)).then(known).otherwise(status(UNKNOWN))
    return nw.when(~nw.col(name).is_null()).then(said)


def _share_of_code(sheet: _Sheet, name: str, code: str, *, is_status: bool) -> nw.Expr:
    """The persons of one code as a status; of a status, a code that is declared missing."""
    values = sheet.values(name)
    ours = sheet.declared(name) if is_status else values
    wanted = [value for value in ours if code_text(value) == code]
    if not wanted:
        raise DataError(
            f"{name} never holds the code {code}",
            code="unknown-code",
            where=sheet.source.name,
            hint=_label_of(sheet.source, name, code)
            or _spelt_otherwise(name, code, values)
            or f"the column holds {_shown(sheet.source, name, values)}",
        )
    require_one_spelling(name, code, values, where=sheet.source.name)
    return _as_status(name, wanted, [v for v in sheet.declared(name) if v not in wanted])


def _as_status(name: str, yes: list[object], unknown: list[object]) -> nw.Expr:
    """Yes, unknown, no, and null where the column is null."""
    column = nw.col(name)
    found: nw.Expr = nw.when(~column.is_null()).then(status(NO))
    for value, codes in ((UNKNOWN, unknown), (YES, yes)):
        if codes:
            found = nw.when(column.is_in(codes)).then(status(value)).otherwise(found)
    return found


def _no_status(sheet: _Sheet, name: str) -> DataError:
    """The error for a proportion of something that is no status."""
    source = sheet.source
    shown = _shown(source, name, sheet.values(name))
    return DataError(
        f"a proportion needs 0 and 1, true and false, or statuses; {name} holds {shown}",
        code="not-a-status",
        where=source.name,
        hint=f"write --measure {name}=CODE for the share of one code, --statistic mean, or "
        f"--status {name} if it holds statuses (no 0, unknown 1, yes 2)",
    )


def _label_of(source: SourceTable, name: str, text: str) -> str | None:
    """What to write in the place of a label, or None of a text that is none."""
    labels = source.value_labels.get(name, {})
    code = labelled(text, labels)
    return code and f"{labels[code]} is the label of {code}; write {name}={code}"


def _spelt_otherwise(name: str, code: str, values: list[object]) -> str | None:
    """That the column has a code in another spelling, or None."""
    if is_spelt_otherwise(code, values):
        return f"{name} has it {ANOTHER_SPELLING}: write a code as the column has it"
    return None


def _shown(source: SourceTable, name: str, values: list[object]) -> str:
    """The codes of a column that the file has labels for; of others only how many there are."""
    labels = source.value_labels.get(name, {})
    codes = [code for value in values if (code := code_text(value)) in labels]
    others = len(values) - len(codes)
    if others or len(codes) > _MOST_CODES_SHOWN:
        told = f"{others:,} different values without a label"
        return told if not codes else f"{len(codes):,} codes with a label and {told}"
    return ", ".join(codes)
