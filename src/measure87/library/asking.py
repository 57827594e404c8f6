"""From names of columns to what `estimate_survey` takes: outcomes, tables of groups, conditions.

A measure is the name of a column, or COLUMN=CODE for the share of one code. 0 and 1 mean no and
yes; statuses (no 0, unknown 1, yes 2) are known by their type, by their reason beside them, or
because the caller names them: never by their values. COLUMN=yes of statuses is COLUMN.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np

from measure87.estimate.survey import DomainTable, Outcome
from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.survey.levels import code_text
from measure87.estimate.survey.outcomes import StatusCoding
from measure87.estimate.survey.raw_columns import prepare
from measure87.estimate.survey.spellings import (
    ANOTHER_SPELLING,
    is_spelt_otherwise,
    labelled,
    require_one_spelling,
)
from measure87.estimate.survey.status_columns import (
    answer_of,
    holds_statuses,
    is_enumeration,
    of_enumeration,
    share_of_answer,
)
from measure87.library.frames import Frame, Lazy
from measure87.vocabulary.columns import REASON_SUFFIX
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.estimate import MISSING_CATEGORY, Notice, Statistic
from measure87.vocabulary.status import NO, YES, UnknownTreatment, status

Names = str | Sequence[str]
Codes = Mapping[str, Any]
_PREFIX = "measure: "
_OF_NUMBERS = ("mean", "ratio", "quantile")
_TRUE_AND_FALSE = {"True": "1", "False": "0", "true": "1", "false": "0"}
"""How a column of true and false is written down, besides its codes 1 and 0."""


@dataclass(frozen=True)
class Question:
    """What is asked of a survey; see the methods of `Survey`."""

    measures: tuple[str, ...]
    statistic: Statistic
    unknown: UnknownTreatment = "exclude"
    denominator: str | None = None
    quantile: float | None = None


def names_of(given: Names | None) -> tuple[str, ...]:
    """One name or several, each once.

    >>> names_of("sex"), names_of(["sex", "area", "sex"]), names_of(None)
    (('sex',), ('sex', 'area'), ())
    """
    if given is None:
        return ()
    if isinstance(given, str):
        return (given,)
    # What a column of pandas or polars holds are no names; an index of pandas holds names.
    is_column = type(given).__name__ == "Series"
    names = tuple(given) if isinstance(given, Iterable) and not is_column else (given,)
    if not all(isinstance(name, str) for name in names):
        raise UsageError(
            f"names of columns are asked for, and a {type(given).__name__} is given",
            code="names",
            hint='write "COLUMN", or a list of names',
        )
    return tuple(dict.fromkeys(map(str, names)))


def one_name(argument: str, given: Any) -> str:
    """The name of one column.

    Raises
    ------
    UsageError
        If it is none, or are several.
    """
    if not isinstance(given, str):
        raise UsageError(
            f"{argument} takes the name of one column, not a {type(given).__name__}",
            code="names",
            hint=f'write {argument}="COLUMN"',
        )
    return given


def one_name_or_none(argument: str, given: Any) -> str | None:
    """The same of what may be left out."""
    return None if given is None else one_name(argument, given)


def require_mapping(argument: str, given: Any, example: str) -> None:
    """Raise `UsageError` for what is neither None nor a mapping."""
    if given is not None and not isinstance(given, Mapping):
        raise UsageError(
            f"{argument} takes a mapping, not a {type(given).__name__}",
            code=argument,
            hint=f"write {argument}={example}",
        )


def tables_of(by: Names | None) -> tuple[DomainTable, ...]:
    """The tables of groups that `by` asks for: `sex*area` is one, crossed.

    >>> [table.variables for table in tables_of(["sex", "sex*area"])]
    [('sex',), ('sex', 'area')]
    """
    return tuple(
        DomainTable(tuple(name.strip() for name in text.split("*"))) for text in names_of(by)
    )


def codes_of(given: Codes | None, argument: str = "where") -> dict[str, tuple[str, ...]]:
    """Codes by variable, as text; one code or several.

    >>> codes_of({"sex": 2, "area": ["urban", "rural"], "age": range(5, 7)})
    {'sex': ('2',), 'area': ('urban', 'rural'), 'age': ('5', '6')}
    """
    written = f'{argument}={{"sex": 2}}'
    require_mapping(argument, given, '{"sex": 2}')
    for name, codes in (given or {}).items():
        if isinstance(codes, slice | Mapping) or callable(codes):
            raise UsageError(
                f"{argument} takes a code of {name}, or several, not a {type(codes).__name__}",
                code=argument,
                hint="write range(5, 12) for 5 to 11, or a list of codes",
            )
    found = {
        name: tuple(map(code_text, codes if _are_several(codes) else (codes,)))
        for name, codes in (given or {}).items()
    }
    for name, codes in found.items():
        if not isinstance(name, str):
            raise UsageError(
                f"names of columns are asked for, and a {type(name).__name__} is given",
                code="names",
                hint=f"write {written}",
            )
        if not codes:
            raise UsageError(f"no code of {name} is given", code="where", hint=f"write {written}")
    return found


def _are_several(codes: Any) -> bool:
    """Whether codes are several: a list, a range, an array, a column, and no text."""
    return isinstance(codes, Iterable) and not isinstance(codes, str | bytes | np.generic)


def absent_codes(
    frame: Frame, conditions: Mapping[str, Sequence[str]], argument: str = "where"
) -> list[Notice]:
    """Warn of codes of a condition that no row has: more often a slip than a group of nobody.

    A label in the place of its code is told with the code.
    """
    notices = []
    for name, codes in conditions.items():
        rows = collect(frame.lazy([name]).unique())
        present = {code_text(value) for value in rows[name].to_list()}
        labels = frame.labels.get(name, {})
        for code in codes:
            if code not in present and code != MISSING_CATEGORY:
                text = f"{argument}: {name} never holds the code {code}"
                of_label = labelled(code, labels)
                text += f", which is the label of {of_label}" if of_label else ""
                is_near = not of_label and is_spelt_otherwise(code, present)
                text += f"; it has it {ANOTHER_SPELLING}" if is_near else ""
                notices.append(Notice("unknown-code", text, {"column": name, "code": code}))
    return notices


def column_of(measure: str, columns: Sequence[str]) -> tuple[str, str | None]:
    """A measure's column and code.

    >>> column_of("HC1=2", ["HC1"]), column_of("a=b", ["a=b"])
    (('HC1', '2'), ('a=b', None))
    """
    name, equals, code = measure.partition("=")
    return (name, code) if equals and measure not in columns else (measure, None)


def asked_of(
    frame: Frame, question: Question, statuses: Sequence[str], other_columns: Sequence[str]
) -> tuple[Any, tuple[Outcome, ...]]:
    """The table and the outcomes, ready for `estimate_survey`.

    `statuses` names columns that hold statuses without a type that says so, `other_columns` those
    of the design and of groups.
    """
    columns = frame.columns
    pairs = [column_of(measure, columns) for measure in question.measures]
    named = [name for name, _ in pairs] + names_list(
        one_name_or_none("denominator", question.denominator)
    )
    frame.require((*named, *other_columns, *statuses))
    if question.statistic in _OF_NUMBERS:
        _refuse_statuses(frame, named, statuses)
    if frame.source is not None:
        groups = [name for name in other_columns if name in frame.source.missing_codes]
        found = prepare(
            frame.source, question.measures, question.statistic, denominator=question.denominator,
            unknown=question.unknown, quantile=question.quantile, statuses=statuses,
            domain_variables=groups,
        )  # fmt: skip
        return found.table, found.outcomes
    reasons = [f"{name}{REASON_SUFFIX}" for name in named if f"{name}{REASON_SUFFIX}" in columns]
    table = _without_nan(frame.lazy((*named, *other_columns, *statuses, *reasons)), named)
    outcomes = []
    for measure, (name, code) in zip(question.measures, pairs, strict=True):
        table, outcome = _outcome(table, measure, name, code, question, statuses)
        outcomes.append(outcome)
    return table.to_native(), tuple(outcomes)


def names_list(name: str | None) -> list[str]:
    """A name that may not be there, as a list."""
    return [] if name is None else [name]


def _outcome(
    table: Lazy,
    measure: str,
    name: str,
    code: str | None,
    question: Question,
    statuses: Sequence[str],
) -> tuple[Lazy, Outcome]:
    """One measure, and the table with the column that it needs."""
    is_told = _is_told(table, name, statuses)
    if code is not None and (not is_told or _has_answers(table, name)):
        shared = _share_of_answer if is_told else _share_of_code
        column = f"{_PREFIX}{measure}"
        table = shared(table, name, code, column)
        return table, Outcome(
            measure, column, "status", question.statistic, unknown=question.unknown, coding="status"
        )
    if question.statistic in _OF_NUMBERS or not _is_status(table, name, question, statuses):
        return table, Outcome(
            measure, name, "number", question.statistic, denominator=question.denominator,
            unknown=question.unknown, quantile=question.quantile,
        )  # fmt: skip
    by_type = name not in statuses or is_enumeration(table.collect_schema()[name])
    coding: StatusCoding = "by-type" if by_type else "status"
    return table, Outcome(
        measure, name, "status", question.statistic, unknown=question.unknown, coding=coding
    )


def _is_told(table: Lazy, name: str, statuses: Sequence[str]) -> bool:
    """Whether a column is told to hold statuses: by the caller, its type or its reason."""
    schema = table.collect_schema()
    return name in statuses or holds_statuses(name, schema[name], schema.names())


def _has_answers(table: Lazy, name: str) -> bool:
    """Whether a column is of a type that statuses have; one that is not is refused for it."""
    kind = table.collect_schema()[name]
    return bool(kind.is_numeric() or is_enumeration(kind))


def _share_of_answer(table: Lazy, name: str, code: str, column: str) -> Lazy:
    """The table with the persons of one answer of a status as a status: unknown stays unknown."""
    wanted = answer_of(code)
    if wanted is None:
        raise _never_holds(name, code)
    is_words = is_enumeration(table.collect_schema()[name])
    answer = of_enumeration(name) if is_words else nw.col(name)
    return table.with_columns(share_of_answer(answer, wanted).alias(column))


def _share_of_code(table: Lazy, name: str, code: str, column: str) -> Lazy:
    """The table with the persons of one code as a status; nobody is unknown."""
    share = nw.when(_is_code(table, name, code)).then(status(YES)).otherwise(status(NO))
    known = nw.when(~nw.col(name).is_null()).then(share)
    table = table.with_columns(known.alias(column))
    _require_code(table, name, code, column)
    return table


def _is_status(table: Lazy, name: str, question: Question, statuses: Sequence[str]) -> bool:
    """Whether the measure is of persons: always of a share, of a total if nothing but 0 and 1."""
    schema = table.collect_schema()
    kind = schema[name]
    if question.statistic == "proportion" or name in statuses:
        return True
    if holds_statuses(name, kind, schema.names()) or kind == nw.Boolean:
        return True
    if not kind.is_numeric():
        return False
    value = nw.col(name).cast(nw.Float64)
    other = nw.when(~((value == 0.0) | (value == 1.0))).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
    counted = table.with_columns(nw.when(~value.is_null()).then(other).alias("measure87_other"))
    return not collect(counted.select(nw.col("measure87_other").sum())).row(0)[0]


def _refuse_statuses(frame: Frame, names: Sequence[str], statuses: Sequence[str]) -> None:
    """Refuse to average no 0, unknown 1, yes 2 as if these were numbers."""
    schema, columns = frame.lazy(names).collect_schema(), frame.columns
    for name in names:
        if name in statuses or holds_statuses(name, schema[name], columns):
            raise DataError(
                f"{name} holds statuses (no, unknown, yes), which are no numbers",
                code="status-as-number",
                where=frame.name,
                hint=f'for the share of yes write prevalence("{name}")',
            )


def _without_nan(table: Lazy, names: Sequence[str]) -> Lazy:
    """The table with NaN in these columns as missing."""
    schema = table.collect_schema()
    known = {
        name: nw.when(~nw.col(name).is_nan()).then(nw.col(name))
        for name in dict.fromkeys(names)
        if schema[name].is_float()
    }
    return table.with_columns(**known) if known else table


def _is_code(table: Lazy, name: str, code: str) -> nw.Expr:
    """Whether a value is a code given as text."""
    kind = table.collect_schema()[name]
    if kind.is_numeric() or kind == nw.Boolean:
        try:
            number = float(_TRUE_AND_FALSE.get(code, code) if kind == nw.Boolean else code)
        except ValueError:
            return nw.lit(False)
        return nw.col(name).cast(nw.Float64) == number
    return nw.col(name).cast(nw.String) == code


def _require_code(table: Lazy, name: str, code: str, column: str) -> None:
    """Refuse a code that nobody has; it is more often a slip than a share of nobody."""
    found = collect(table.select((nw.col(column) == YES).cast(nw.Int64).sum().alias("n")))
    is_there = bool(found.row(0)[0])
    kind = table.collect_schema()[name]
    if kind.is_numeric() or kind == nw.Boolean:
        if not is_there:
            raise _never_holds(name, code)
        return
    texts = collect(table.select(nw.col(name).cast(nw.String)).unique())
    codes = texts[name].drop_nulls().to_list()
    if not is_there:
        raise _never_holds(name, code, spelt_otherwise=is_spelt_otherwise(code, codes))
    require_one_spelling(name, code, codes, where=name)


def _never_holds(name: str, code: str, *, spelt_otherwise: bool = False) -> DataError:
    """The error for a code that a column does not have, or has in another spelling."""
    has = f"{name} has it {ANOTHER_SPELLING}: " if spelt_otherwise else ""
    return DataError(
        f"{name} never holds the code {code}",
        code="unknown-code",
        where=name,
        hint=f"{has}write a code as the column has it",
    )
