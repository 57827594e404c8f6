"""Build one standard table from the columns of one file, and check it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from measure87.collect.checks import (
    ROW,
    check_identifiers,
    check_lines,
    check_present,
    check_weight,
)
from measure87.collect.contrary_labels import contrary_labels
from measure87.collect.expressions import (
    Find,
    Variable,
    column_expression,
    is_sum,
    told_part,
    variable,
)
from measure87.collect.mapping import ColumnMapping, InputMapping
from measure87.collect.misread import Misread, find_misread
from measure87.collect.other_spellings import other_spelling_error, written_otherwise
from measure87.collect.report import ContraryLabels, OutOfRange, UnmappedCode
from measure87.collect.standard_labels import labels_of
from measure87.collect.suspected_codes import SuspectedCodes, suspected_codes
from measure87.collect.value_checks import (
    check_versions,
    not_day_error,
    not_days,
    not_number_error,
    not_numbers,
    numbers_outside,
    outside_error,
    sums_outside,
    unmapped_answer_error,
    unmapped_codes,
    unmapped_error,
)
from measure87.files import SourceTable
from measure87.files.weights_of_totals import refuse_weights_of_totals
from measure87.vocabulary.columns import ACTIVITY_OF_HOURS, AT_LEAST_SUFFIX
from measure87.vocabulary.errors import DataError, StudyError
from measure87.vocabulary.status import UNKNOWN, YES

Needed = Collection[str] | None
"""Standard columns that the measures use; None: all."""
_PARENTS = ("mother_line", "father_line")
_ERRORS = {
    "integer": not_number_error,
    "number": not_number_error,
    "date": not_day_error,
    "status": unmapped_answer_error,
}
"""What is said of a value that a column of that kind cannot hold; of others, a code unmapped."""
_IN_DESIGN = ("stratum", "cluster", "cluster_2")


@dataclass(frozen=True)
class Built:
    """A standard table with what was found while it was built.

    `table` is the table; `keys` holds the identifiers of every row of the file, kept or not.
    """

    table: pl.LazyFrame
    keys: pl.LazyFrame
    columns: tuple[str, ...]
    rows_read: int
    rows_kept: int
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    items: frozenset[str] = frozenset()
    questions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Question to the items that its answer says, of circumstances."""
    unmapped: tuple[UnmappedCode, ...] = ()
    out_of_range: tuple[OutOfRange, ...] = ()
    suspected: tuple[SuspectedCodes, ...] = ()
    contrary: tuple[ContraryLabels, ...] = ()
    unknown: dict[str, int] = field(default_factory=dict)
    without_age: int = 0
    """Persons whose age is not known, though the mapping says where it stands."""
    misread: Misread | None = None
    without_job: pl.LazyFrame | None = None
    """Persons who said of a job in their row that they do not have it."""
    unknown_items: int = 0
    """Answers of circumstances that are a yes or an unknown to an item that is not known."""


class Sheet:
    """The rows of one file, numbered, with a way to find its variables."""

    def __init__(self, source: SourceTable, section: InputMapping, *, keep: bool) -> None:
        self.source = source
        self.schema = dict(source.frame.collect_schema())
        self.all_rows = source.numbered(ROW)
        self.rows = self.all_rows
        if keep:
            for condition in section.keep:
                wanted = self.find(condition.variable).has(condition.codes).fill_null(False)
                self.rows = self.rows.filter(wanted)

    def find(self, name: str) -> Variable:
        """A variable of the file; DataError if it is not there."""
        return variable(self.source, name, self.schema)

    def expressions(self, columns: Mapping[str, ColumnMapping]) -> dict[str, pl.Expr]:
        """One expression for each mapped column."""
        made: dict[str, pl.Expr] = {}
        waiting = dict(columns)
        while waiting:
            ready = [m for m in waiting.values() if m.asked_if is None or m.asked_if in made]
            if not ready:
                gate = next(iter(waiting.values())).asked_if
                raise StudyError(
                    f"asked_if names {gate!r}, which is not mapped here", code="unknown-gate",
                    hint="name a mapped status of the same table",
                )  # fmt: skip
            for mapping in ready:
                made[mapping.name] = column_expression(mapping, self.find, made)
                del waiting[mapping.name]
        return {name: made[name] for name in columns}

    def rows_of(self, columns: Mapping[str, ColumnMapping], *beside: pl.Expr) -> pl.LazyFrame:
        """Each row with its number and its mapped columns, and what was told of sums in part."""
        made = self.expressions(columns).values()
        in_part = [
            told_part(mapping, self.find).alias(f"{name}{AT_LEAST_SUFFIX}")
            for name, mapping in columns.items()
            if mapping.column.most is not None and is_sum(mapping)
        ]
        return self.rows.select(ROW, *beside, *made, *in_part)

    def settled(self, table: pl.LazyFrame) -> pl.LazyFrame:
        """The table, computed once where its file is in memory; lazy where the file is."""
        return table if isinstance(self.source.frame, pl.LazyFrame) else table.collect().lazy()


def build_persons(section: InputMapping, source: SourceTable, needed: Needed) -> Built:
    """The table of persons; errors as in `apply_mapping`."""
    sheet = Sheet(source, section, keep=True)
    expressions = sheet.expressions(section.persons)
    read, kept = _count(sheet.all_rows), _count(sheet.rows)
    if not kept:
        raise DataError(
            f"none of the {read:,} rows of {source.name} is kept",
            code="no-rows",
            where=f"{section.name}.keep",
            hint="check the variables and codes of `keep`" if section.keep else "the file is empty",
        )
    if "weight" in section.persons:
        check_weight(sheet.rows, section.persons["weight"], sheet.find, section.name)
    findings = check_columns(section, "persons", section.persons, sheet, needed)
    numbered = sheet.settled(sheet.rows_of(section.persons))
    if "weight" in section.persons:
        refuse_weights_of_totals(
            numbered,
            section.persons["weight"].variables,
            section.name,
            row=ROW,
            hint="take the rows of totals out of the file, or leave them out by `keep`",
        )
    check_identifiers(numbered, ("person_id",), section.name, "person")
    if {"household_id", "line"} <= set(section.persons) and set(_PARENTS) & set(section.persons):
        check_lines(numbered, section.name)
    for name in _IN_DESIGN:
        if name in section.persons:
            check_present(numbered, name, section.persons[name].variables, section.name)
    return Built(
        table=numbered.drop(ROW),
        keys=sheet.all_rows.select(expressions["person_id"]),
        columns=tuple(section.persons),
        rows_read=read,
        rows_kept=kept,
        labels=code_labels(section.persons, source),
        items=asked(section.persons),
        unmapped=findings.unmapped,
        out_of_range=findings.out_of_range,
        suspected=findings.suspected,
        contrary=findings.contrary,
        unknown=count_unknown(numbered, "persons", section.persons),
        without_age=_without(numbered, "age_years") if "age_years" in section.persons else 0,
        misread=find_misread(
            sheet.rows, section.persons, expressions, sheet.find, findings.unmapped
        ),
    )


def asked(columns: Mapping[str, ColumnMapping]) -> frozenset[str]:
    """Columns that a questionnaire asks for; one that is unknown for everybody it does not."""
    return frozenset(name for name, mapping in columns.items() if not mapping.asks_nothing)


@dataclass(frozen=True)
class Findings:
    """Values that no line of the mapping names, outside their range, perhaps no numbers, or read
    as the contrary of their labels."""

    unmapped: tuple[UnmappedCode, ...] = ()
    out_of_range: tuple[OutOfRange, ...] = ()
    suspected: tuple[SuspectedCodes, ...] = ()
    contrary: tuple[ContraryLabels, ...] = ()

    def __add__(self, other: "Findings") -> "Findings":
        """What was found in both."""
        return Findings(
            self.unmapped + other.unmapped,
            self.out_of_range + other.out_of_range,
            self.suspected + other.suspected,
            self.contrary + other.contrary,
        )


def check_columns(
    section: InputMapping,
    table: str,
    columns: Mapping[str, ColumnMapping],
    sheet: Sheet,
    needed: Needed,
) -> Findings:
    """Look at the national values behind every mapped column.

    Raises
    ------
    DataError
        With `unmapped = "fail"`, for a code that is not mapped, text instead of a number, or
        hours outside their range where the mapping gives none.
    """
    unmapped: list[UnmappedCode] = []
    outside: list[OutOfRange] = []
    suspected: list[SuspectedCodes] = []
    contrary: list[ContraryLabels] = []
    for name, mapping in columns.items():
        strict = section.unmapped == "fail" and (
            needed is None or name in needed or name == "present"
        )
        strange, far = _strange(sheet.rows, mapping, sheet.find, table)
        if strange and strict:
            first = strange[0]
            found = sheet.find(first.variable)
            error = _ERRORS.get(mapping.column.kind, unmapped_error)
            alike = [one for one in strange if one.variable == first.variable]
            leaf = mapping.leaf_of(first.variable)
            if error in (unmapped_error, unmapped_answer_error) and written_otherwise(alike, leaf):
                raise other_spelling_error(sheet.rows, alike, found, leaf, section.name)
            raise error(sheet.rows, alike, found, section.name)
        wrong = [one for one in far if mapping.leaf_of(one.variable).range is None]
        if wrong and strict:
            raise outside_error(sheet.rows, wrong[0], mapping, sheet.find, section.name)
        unmapped += strange
        outside += far + sums_outside(sheet.rows, mapping, sheet.find, table)
        suspected += suspected_codes(sheet.rows, mapping, sheet.find, table)
        contrary += contrary_labels(mapping, sheet.source, table)
        if name in section.versions and mapping.variables:
            made = sheet.expressions({name: mapping})[name]
            check_versions(section, name, sheet.rows, sheet.find(mapping.variables[0]), made)
    return Findings(tuple(unmapped), tuple(outside), tuple(suspected), tuple(contrary))


def _strange(
    rows: pl.LazyFrame, mapping: ColumnMapping, find: Find, table: str
) -> tuple[list[UnmappedCode], list[OutOfRange]]:
    kind = mapping.column.kind
    if kind == "status" or (
        kind == "code" and (mapping.codes is not None or mapping.column.levels)
    ):
        return unmapped_codes(rows, mapping, find, table), []
    if kind == "date":
        return not_days(rows, mapping, find, table), []
    if kind in ("integer", "number") and mapping.name != "weight":
        return (
            not_numbers(rows, mapping, find, table),
            numbers_outside(rows, mapping, find, table),
        )
    return [], []


def code_labels(
    columns: Mapping[str, ColumnMapping], source: SourceTable
) -> dict[str, dict[str, str]]:
    """Labels of every mapped column of kind `code`."""
    return {
        name: labels_of(mapping, source)
        for name, mapping in columns.items()
        if mapping.column.kind == "code"
    }


def count_unknown(
    rows: pl.LazyFrame, table: str, columns: Mapping[str, ColumnMapping]
) -> dict[str, int]:
    """Rows with an unknown status, or with hours not told of an activity that took place."""
    counts = []
    for name, mapping in columns.items():
        activity = ACTIVITY_OF_HOURS.get(name, mapping.asked_if)
        if mapping.column.kind == "status":
            counts.append((pl.col(name) == UNKNOWN).sum().alias(f"{table}.{name}"))
        elif mapping.column.kind in ("number", "integer") and activity and activity in columns:
            untold = (pl.col(activity) == YES) & pl.col(name).is_null()
            counts.append(untold.sum().alias(f"{table}.{name}"))
    if not counts:
        return {}
    found = rows.select(counts).collect().row(0, named=True)
    return {name: int(count or 0) for name, count in found.items() if count}


def _without(rows: pl.LazyFrame, name: str) -> int:
    return int(rows.select(pl.col(name).null_count()).collect().item())


def _count(rows: pl.LazyFrame) -> int:
    return int(rows.select(pl.len()).collect().item())
