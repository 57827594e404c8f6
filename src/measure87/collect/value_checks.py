"""What is wrong with the values of raw data: codes, numbers, classifications.

Every error names the variable, how many rows are at fault and which is the first, and the code
where the file itself has a label for it. Other values are never shown: they may be a name.
"""

import re
from collections.abc import Collection, Sequence

import polars as pl

from measure87.collect.checks import ROW, no_number
from measure87.collect.expressions import (
    Find,
    Variable,
    is_sum,
    total_outside,
    total_range,
    unanswered,
    valid_range,
)
from measure87.collect.mapping import ColumnMapping, InputMapping
from measure87.collect.report import OutOfRange, UnmappedCode
from measure87.define.classifications.versions import check_codes, first_impossible
from measure87.vocabulary.cells import cell_kind
from measure87.vocabulary.errors import DataError

_MOST_CODES = 10_000
"""So many distinct codes are looked at; a variable with more is no coded answer."""


def unmapped_codes(
    rows: pl.LazyFrame, mapping: ColumnMapping, find: Find, table: str
) -> list[UnmappedCode]:
    """Codes of a status or code that no line of its mapping names, with their counts."""
    found = [code for part in mapping.parts for code in unmapped_codes(rows, part, find, table)]
    if mapping.parts:
        return found
    for name in mapping.variables:
        variable = find(name)
        for code, count in _strange(rows, mapping, variable):
            named = code in variable.labelled
            found.append(UnmappedCode(table, mapping.name, variable.name, code, count, named))
    return found


def unnamed(mapping: ColumnMapping, variable: Variable) -> pl.Expr:
    """Whether a cell holds a code that no line of its mapping names; never null."""
    statuses = (*mapping.yes, *mapping.no, *mapping.unknown, *mapping.not_asked)
    named = variable.has((*statuses, *mapping.missing))
    named = named.fill_null(False) | variable.declared_missing().fill_null(False)
    code = _code(mapping, variable)
    if mapping.column.kind == "code":
        known = mapping.codes or {code: code for code, _ in mapping.column.levels}
        named = named | _among(known, mapping, variable, code)
    return code.is_not_null() & ~named


def _code(mapping: ColumnMapping, variable: Variable) -> pl.Expr:
    """The code text of a cell, with the zeros that a file has lost."""
    code = variable.text
    return code if mapping.digits is None else code.str.zfill(mapping.digits)


def _strange(
    rows: pl.LazyFrame, mapping: ColumnMapping, variable: Variable
) -> list[tuple[str, int]]:
    code = _code(mapping, variable)
    counts = (
        rows.filter(unnamed(mapping, variable))
        .group_by(code.alias("code"))
        .len("rows")
        .sort("rows", "code", descending=[True, False])
        .limit(_MOST_CODES)
        .collect()
    )
    return list(counts.iter_rows())


def _among(
    known: Collection[str], mapping: ColumnMapping, variable: Variable, code: pl.Expr
) -> pl.Expr:
    if variable.numeric and mapping.digits is None:
        return variable.has(list(known)).fill_null(False)
    filled = [key.zfill(mapping.digits) if mapping.digits else key for key in known]
    return code.is_in(filled).fill_null(False)


_STANDARD_CODES = {
    "sex": 'name each code in the mapping, for instance as codes = { M = "1", F = "2" }, for 1 is '
    "male and 2 female",
    "area": 'name each code in the mapping, for instance as codes = { U = "1", R = "2" }, for 1 is '
    "urban and 2 rural",
    "on_whom": "name each code in the mapping, for instance as "
    'codes = { 1 = "worker", 2 = "parents", 3 = "others", 8 = "unknown" }, for 8 is not known',
    "exclusion": 'name each code in the mapping: the five kinds, "EX_UNKNOWN" for what is not '
    "known, and in `missing` a code for none of the five",
}
"""Columns whose codes are this program's own, and how they are written."""


_ANSWER = (
    "add the code to yes, no or unknown of this entry, for instance unknown = [9]: the row shows "
    "which code it is, and the questionnaire what it means; or write "
    'unmapped = "unknown" to take such codes as unknown'
)
_BESIDE_WORDS = re.compile(r"\s*\d+([.,]\d+)?\s*[^\W\d_]")
"""A number and a word after it, such as a unit."""
_DECIMAL_COMMA = re.compile(r"\s*-?\d+,\d+\s*")
_COMMAS = (
    "a comma stands before the decimals there: write points, as in "
    'frame["HOURS"].str.replace(",", "."), and name codes for no answer in `missing`'
)
_OTHER_DAY = re.compile(
    r"\s*(\d{1,4}[./\- ]\d{1,2}[./\- ]\d{1,4}.*|(19|20)\d{6}(\.0)?"
    r"|\d{1,2}[ -]?[^\W\d]{3,10}[ -]?\d{2,4})\s*"
)
"""A day in another form: 01/07/2024, 20240701, 1 July 2024."""
_OTHER_DAYS = (
    "these seem to be days in another form: write them as 2024-07-01 in the file, for which part "
    "is the day and which the month is known to its maker alone; name codes for no answer in "
    "`missing`"
)
_NUMBERS_ALONE = (
    "numbers stand beside words there, such as a unit, and are not read: leave the numbers alone "
    "in the cells, and name codes for no answer in `missing`"
)


def unmapped_error(
    rows: pl.LazyFrame, strange: Sequence[UnmappedCode], variable: Variable, where: str
) -> DataError:
    """The error for codes that no line of the mapping names: one with a label, or all without."""
    first = strange[0]
    alike = [first] if first.labelled else [one for one in strange if not one.labelled]
    count, row = _counted(rows, alike, variable)
    place = f", first row {row}" if row is not None else ""
    told = f"the code {first.code!r}" if first.labelled else "a code without a label"
    return DataError(
        f"{first.variable} holds {told} in {count:,} row(s){place}, and no line of the "
        "mapping names it",
        code="unmapped-code",
        where=f"{where}.{first.table}.{first.column}",
        hint=_STANDARD_CODES.get(first.column, "name it in the mapping")
        + ', or write unmapped = "unknown" to take such codes as unknown',
    )


def unmapped_answer_error(
    rows: pl.LazyFrame, strange: Sequence[UnmappedCode], variable: Variable, where: str
) -> DataError:
    """The same of an answer of yes and no, with the line to write."""
    error = unmapped_error(rows, strange, variable, where)
    error.hint = _ANSWER
    return error


def _counted(
    rows: pl.LazyFrame, alike: Sequence[UnmappedCode], variable: Variable
) -> tuple[int, int | None]:
    """In how many rows one of some values of a variable stands, and the first of these rows."""
    held = pl.Series([one.code for one in alike], dtype=pl.String)
    first = rows.filter(variable.text.is_in(held.implode())).select(pl.col(ROW).min()).collect()
    return sum(one.rows for one in alike), first[ROW][0]


def not_number_error(
    rows: pl.LazyFrame, strange: Sequence[UnmappedCode], variable: Variable, where: str
) -> DataError:
    """The error for values that are no numbers, or infinite ones.

    Numbers such as `12,5` that are text because another cell is none are not at fault.
    Of `5 years` in most of them no hint offers to take all as not stated.
    """
    held = pl.DataFrame({"code": [one.code for one in strange]})
    alone = held.select(no_number("code")).to_series()
    strange = [one for one, is_alone in zip(strange, alone, strict=True) if is_alone] or strange
    error = _unreadable(rows, strange, variable, where, "finite numbers", "not-a-number", "")
    beside_words = sum(one.rows for one in strange if _BESIDE_WORDS.match(one.code))
    with_commas = sum(one.rows for one in strange if _DECIMAL_COMMA.fullmatch(one.code))
    if 2 * beside_words > sum(one.rows for one in strange):
        error.hint = _NUMBERS_ALONE
    elif 2 * with_commas > sum(one.rows for one in strange):
        error.hint = _COMMAS
    return error


def not_day_error(
    rows: pl.LazyFrame, strange: Sequence[UnmappedCode], variable: Variable, where: str
) -> DataError:
    """The error for values that are no days."""
    ages = "; where only a year is known, map ages (start_age, end_age) instead"
    error = _unreadable(rows, strange, variable, where, "days, as 2024-07-01", "not-a-day", ages)
    in_other_form = sum(one.rows for one in strange if _OTHER_DAY.fullmatch(one.code))
    if 2 * in_other_form > sum(one.rows for one in strange):
        error.hint = _OTHER_DAYS
    return error


def _unreadable(
    rows: pl.LazyFrame,
    strange: Sequence[UnmappedCode],
    variable: Variable,
    where: str,
    wanted: str,
    code: str,
    also: str,
) -> DataError:
    """The error for values that cannot be read as what their column holds.

    All values of one kind are told together: of the kind that stands in most rows.
    """
    kinds: dict[str, list[UnmappedCode]] = {}
    for one in strange:
        kinds.setdefault(cell_kind(one.code), []).append(one)
    kind = max(kinds, key=lambda kind: sum(one.rows for one in kinds[kind]))
    count, row = _counted(rows, kinds[kind], variable)
    first = strange[0]
    return DataError(
        f"{first.variable} must hold {wanted}; {count:,} row(s) hold {kind}, first row {row}",
        code=code,
        where=f"{where}.{first.table}.{first.column}",
        hint='name codes for no answer in `missing`, or write unmapped = "unknown" to take them '
        f"as not stated{also}",
    )


def numbers_outside(
    rows: pl.LazyFrame, mapping: ColumnMapping, find: Find, table: str
) -> list[OutOfRange]:
    """Numbers outside their valid range, with their counts."""
    if mapping.parts:
        return [out for leaf in mapping.leaves for out in numbers_outside(rows, leaf, find, table)]
    limits = valid_range(mapping)
    if limits is None:
        return []
    found = []
    for name in mapping.variables:
        variable = find(name)
        outside = ~unanswered(mapping, variable) & ~variable.number.is_between(*limits)
        count = int(rows.filter(outside).select(pl.len()).collect().item())
        if count:
            found.append(OutOfRange(table, mapping.name, variable.name, *limits, count))
    return found


def sums_outside(
    rows: pl.LazyFrame, mapping: ColumnMapping, find: Find, table: str
) -> list[OutOfRange]:
    """Sums outside their valid range, though each of their parts is inside its own."""
    if mapping.column.kind != "number" or not is_sum(mapping):
        return []
    limits = total_range(mapping)
    if limits is None:
        return []
    count = int(rows.select(total_outside(mapping, find).sum()).collect().item())
    together = " + ".join(dict.fromkeys(find(name).name for name in mapping.variables))
    return [OutOfRange(table, mapping.name, together, *limits, count)] if count else []


def outside_error(
    rows: pl.LazyFrame, outside: OutOfRange, mapping: ColumnMapping, find: Find, where: str
) -> DataError:
    """The error for a number outside the range that its nature sets."""
    variable = find(outside.variable)
    leaf = mapping.leaf_of(outside.variable)
    bad = ~unanswered(leaf, variable) & ~variable.number.is_between(outside.least, outside.greatest)
    first = rows.filter(bad).select(ROW).head(1).collect()
    return DataError(
        f"{outside.variable} must lie between {outside.least:g} and {outside.greatest:g}; "
        f"{outside.rows:,} row(s) do not, first row {first[ROW][0]}",
        code="out-of-range",
        where=f"{where}.{outside.table}.{outside.column}",
        hint="name codes for no answer in `missing`, or write `range` to take other values "
        "as not stated",
    )


def not_numbers(
    rows: pl.LazyFrame, mapping: ColumnMapping, find: Find, table: str
) -> list[UnmappedCode]:
    """What is no finite number in a variable that should hold numbers, with counts."""
    if mapping.parts:
        return [code for leaf in mapping.leaves for code in not_numbers(rows, leaf, find, table)]
    found = []
    for name in mapping.variables:
        variable = find(name)
        if variable.surely_numbers:
            continue
        found += _not_read(rows, mapping, variable, variable.number, table)
    return found


def not_days(
    rows: pl.LazyFrame, mapping: ColumnMapping, find: Find, table: str
) -> list[UnmappedCode]:
    """What is no day in a variable that should hold days, with counts."""
    variable = find(mapping.variables[0])
    return _not_read(rows, mapping, variable, variable.day, table)


def _not_read(
    rows: pl.LazyFrame, mapping: ColumnMapping, variable: Variable, read: pl.Expr, table: str
) -> list[UnmappedCode]:
    """Values that were given and could not be read, with counts."""
    text = variable.text
    strange = text.is_not_null() & read.is_null() & ~unanswered(mapping, variable)
    counts = rows.filter(strange).group_by(text.alias("code")).len("rows")
    ordered = counts.sort("rows", "code", descending=[True, False]).collect()
    return [
        UnmappedCode(table, mapping.name, variable.name, code, count)
        for code, count in ordered.iter_rows()
    ]


def check_versions(
    section: InputMapping, column: str, rows: pl.LazyFrame, variable: Variable, made: pl.Expr
) -> None:
    """Refuse codes of industry or occupation that the declared classification does not have."""
    version = section.versions.get(column)
    if version is None:
        return
    codes = rows.select(made.alias("code").drop_nulls().unique()).collect()["code"].to_list()
    try:
        check_codes(column, codes, version)
    except DataError as error:
        wrong = first_impossible(codes, version)
        place = rows.filter(made == wrong).select(pl.col(ROW).min()).collect().item()
        raise DataError(
            f"{variable.name}: {error.text}, first in row {place}",
            code=error.code,
            where=f"{section.name}.versions.{column}",
            hint=f"{error.hint}; where leading zeros were lost, write `digits`; name codes for no "
            "answer in `missing`",
        ) from error
