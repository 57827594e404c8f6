"""Answers that a mapping could not read, of those who were asked: skips left blank, codes unnamed.

What is counted: persons whose gate (`asked_if`) is open, and whose answer is unknown because a
cell is empty or holds a code that no line of the mapping names. Few such persons are the
respondent's silence. Many are a mapping at fault: a skip that was taken for a question without an
answer, or a 0 that means no. Which measures that costs, `study` decides; here it is only told.
Columns of persons alone: a job or circumstance is asked about where it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from measure87.collect.expressions import Find, Variable, unanswered
from measure87.collect.mapping import ColumnMapping
from measure87.collect.report import UnmappedCode
from measure87.collect.value_checks import unnamed
from measure87.vocabulary.columns import ACTIVITY_OF_HOURS
from measure87.vocabulary.status import UNKNOWN, YES

Why = Literal["blank", "code"]
_KINDS: tuple[Why, ...] = ("blank", "code")


@dataclass(frozen=True)
class Unread:
    """What could not be read of one standard column of persons.

    column, variable : the standard column; the variable of the file at fault most often
    asked_if : the status that opens the question, if the mapping names one
    codes : codes that no line of the mapping names, most rows first
    """

    column: str
    variable: str
    asked_if: str | None
    codes: tuple[UnmappedCode, ...] = ()


@dataclass(frozen=True)
class Misread:
    """All columns with answers that could not be read.

    columns : by standard column
    persons : one row a person: `person_id`, and of each column whether she was asked
        (`asked_of`) and whether her answer is lost to a blank or a code (`lost_of`)
    """

    columns: Mapping[str, Unread]
    persons: pl.LazyFrame


def asked_of(column: str) -> str:
    """Name of the column that says who was asked."""
    return f"asked: {column}"


def lost_of(column: str, why: Why) -> str:
    """Name of the column that says whose answer is lost, and to what."""
    return f"{why}: {column}"


def find_misread(
    rows: pl.LazyFrame,
    columns: Mapping[str, ColumnMapping],
    expressions: Mapping[str, pl.Expr],
    find: Find,
    unmapped: Iterable[UnmappedCode],
) -> Misread | None:
    """Columns of persons in which somebody who was asked has an answer that could not be read.

    Parameters
    ----------
    rows : the kept rows of the file
    columns, expressions : mapped columns, and what makes each
    unmapped : codes that no line of the mapping names, as `check_columns` counted them

    Returns
    -------
    Misread or None
        None where every answer was read.
    """
    flags: dict[str, pl.Expr] = {}
    for mapping in columns.values():
        flags |= _flags(mapping, _gate(mapping, columns), expressions, find)
    if not flags:
        return None
    counts = rows.select(**{name: flag.sum() for name, flag in flags.items()}).collect()
    found = {name: int(n or 0) for name, n in counts.row(0, named=True).items()}
    lost = [name for name in columns if any(found.get(lost_of(name, why)) for why in _KINDS)]
    if not lost:
        return None
    codes = list(unmapped)
    kept = {key: flags[key] for name in lost for key in _keys(name)}
    return Misread(
        {name: _unread(rows, columns[name], columns, find, codes) for name in lost},
        rows.select(expressions["person_id"], **kept),
    )


def _keys(name: str) -> tuple[str, ...]:
    return (asked_of(name), *(lost_of(name, why) for why in _KINDS))


def _gate(mapping: ColumnMapping, columns: Mapping[str, ColumnMapping]) -> str | None:
    """The status that opens a question; hours are asked of those with the activity."""
    gate = mapping.asked_if
    if gate is None and mapping.column.kind != "status":
        gate = ACTIVITY_OF_HOURS.get(mapping.name)
    return gate if gate in columns else None


def _flags(
    mapping: ColumnMapping,
    gate: str | None,
    expressions: Mapping[str, pl.Expr],
    find: Find,
) -> dict[str, pl.Expr]:
    """Who was asked, and whose answer is lost to a blank and to a code; nothing of other kinds."""
    is_status = mapping.column.kind == "status"
    is_number = mapping.column.kind in ("integer", "number") and gate is not None
    if not mapping.variables or not (is_status or is_number):
        return {}
    made = expressions[mapping.name]
    asked = pl.lit(True) if gate is None else (expressions[gate] == YES).fill_null(False)
    unknown = ((made == UNKNOWN) if is_status else made.is_null()).fill_null(False)
    parts = mapping.leaves
    blank = [find(name).text.is_null() for part in parts for name in part.variables]
    strange = [_strange(part, find(name), is_status) for part in parts for name in part.variables]
    in_code = pl.any_horizontal(strange)
    counts_blank = not is_status or mapping.blank == "unknown"
    is_blank = pl.any_horizontal(blank) if counts_blank else pl.lit(False)
    return {
        asked_of(mapping.name): asked,
        lost_of(mapping.name, "code"): asked & unknown & in_code,
        lost_of(mapping.name, "blank"): asked & unknown & is_blank & ~in_code,
    }


def _strange(mapping: ColumnMapping, variable: Variable, is_status: bool) -> pl.Expr:
    """Whether a cell holds something that no line of the mapping names."""
    if is_status:
        return unnamed(mapping, variable)
    told = variable.text.is_not_null() & ~unanswered(mapping, variable)
    return told & variable.number.is_null()


def _unread(
    rows: pl.LazyFrame,
    mapping: ColumnMapping,
    columns: Mapping[str, ColumnMapping],
    find: Find,
    unmapped: list[UnmappedCode],
) -> Unread:
    """The variable and codes at fault."""
    names = [find(name).name for name in mapping.variables]
    blank = rows.select(find(name).text.is_null().sum() for name in mapping.variables).collect()
    most = max(range(len(names)), key=lambda place: int(blank.row(0)[place]))
    codes = sorted(
        (one for one in unmapped if one.column == mapping.name), key=lambda one: -one.rows
    )
    return Unread(mapping.name, names[most], _gate(mapping, columns), tuple(codes))
