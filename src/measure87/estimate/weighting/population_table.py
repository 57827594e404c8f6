"""A table of the population as a benchmark: one row for a class, one column for a variable.

    age_from,age_to,sex,region,persons,year,source
    5,11,1,,1204000,2024,Invented census projections
    5,11,2,,1161000,2024,Invented census projections
    ,,,01,800000,2024,Invented census projections

`persons` is the number of persons; `year` and `source` say where it comes from; every other
column is a variable of the survey, with its codes. `X_from` and `X_to` are the ends of a range
of X, both included; an empty `X_to` beside an `X_from` is open. A cell left empty means that
the row is not by that variable: rows by the same variables are one margin. Rows without
anything are passed over.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measure87.estimate.weighting.benchmark import Benchmark, Class, Margin, Range
from measure87.files import SourceTable, code_of
from measure87.vocabulary.cells import cell_kind
from measure87.vocabulary.errors import DataError

PERSONS, YEAR, SOURCE = "persons", "year", "source"
FROM, TO = "_from", "_to"
_RANGE = re.compile(r"^\s*(\d+)\s*(?:-\s*(\d+)|(\+))?\s*$")

Row = Mapping[str, object]


@dataclass(frozen=True)
class _Variable:
    """A variable of the table: the column of the survey, and how its class is written."""

    column: str
    code: str | None = None
    """Column of the table with its code."""
    is_range: bool = False
    """Whether the code is a range written as `5-11`, `18+` or `7`."""
    first: str | None = None
    last: str | None = None


def read_population(
    table: SourceTable,
    *,
    columns: Mapping[str, str] | None = None,
    ranges: Sequence[str] = (),
) -> Benchmark:
    """The benchmark that a table of the population gives.

    Parameters
    ----------
    table : SourceTable
        The table as it was read.
    columns : mapping, optional
        Name of a variable in the table to the survey's column, where they differ.
    ranges : sequence of str
        Variables of the table whose codes are ranges: `5-11`, `18+`, `7`.

    Raises
    ------
    DataError
        If there is no column `persons`, a class stands twice or is no class, a number is
        none, years differ, or margins are of different populations.
    """
    rows = table.lazy.collect().to_dicts()
    if PERSONS not in table.columns:
        raise DataError(
            f"the table of the population has no column {PERSONS!r}",
            code="unknown-column",
            where=table.name,
            hint=f"columns: {', '.join(table.columns)}",
        )
    variables = _variables(table, columns or {}, ranges)
    margins: dict[tuple[str, ...], dict[Class, float]] = {}
    for place, row in enumerate(rows):
        if all(value is None for value in row.values()):
            continue
        where = f"{table.name}, line {table.rows.of(place)}"
        parts = {v.column: part for v in variables if (part := _part(v, row, where)) is not None}
        if not parts:
            raise DataError(
                "a row of the population names no class",
                code="population-class",
                where=where,
                hint="fill in at least one variable; the sum of all classes is worked out",
            )
        own = margins.setdefault(tuple(parts), {})
        which = tuple(parts.values())
        if which in own:
            raise DataError(
                f"the class {Margin(tuple(parts), {which: 1.0}).text_of(which)} stands twice",
                code="population-twice",
                where=where,
                hint="give each class one row",
            )
        own[which] = _number(row[PERSONS], where)
    return Benchmark(
        tuple(Margin(names, persons) for names, persons in margins.items()),
        source=_source(rows),
        year=_year(rows, table.name),
    )


def population_variables(table: SourceTable) -> list[str]:
    """The variables by which a table gives the population, as it names them."""
    return list(dict.fromkeys(v for v in map(_stem, table.columns) if v is not None))


def range_variables(table: SourceTable) -> list[str]:
    """The variables whose codes are all ranges, one of them of more than one value: `5-11`, `18+`.

    Where the survey has numbers they are ranges of these.
    """
    frame = table.lazy.collect()
    found = []
    for name in table.columns:
        if _stem(name) != name:
            continue
        matches = [_RANGE.match(code_of(v)) for v in frame[name].to_list() if v is not None]
        if matches and all(matches) and any(m and (m[2] or m[3]) for m in matches):
            found.append(name)
    return found


def _stem(name: str) -> str | None:
    """The variable of a column; None of a column that is none."""
    return None if name in (PERSONS, YEAR, SOURCE) else name.removesuffix(FROM).removesuffix(TO)


def _variables(
    table: SourceTable, columns: Mapping[str, str], ranges: Sequence[str]
) -> list[_Variable]:
    """The variables of the table, in the order of its columns."""
    found: dict[str, _Variable] = {}
    for name in table.columns:
        stem = _stem(name)
        if stem is None:
            continue
        if stem != name:
            found[f"{stem}{FROM}"] = _Variable(
                columns.get(stem, stem), first=f"{stem}{FROM}", last=f"{stem}{TO}"
            )
        else:
            found[name] = _Variable(columns.get(name, name), code=name, is_range=name in ranges)
    for variable in found.values():
        for end in (variable.first, variable.last):
            if end is not None and end not in table.columns:
                raise DataError(
                    f"the table of the population has no column {end!r}",
                    code="unknown-column",
                    where=table.name,
                    hint=f"a range has two columns, {variable.first} and {variable.last}",
                )
    names = [variable.column for variable in found.values()]
    if len(set(names)) < len(names):
        raise DataError(
            f"the table of the population has one variable in two ways: {', '.join(found)}",
            code="population-twice",
            where=table.name,
            hint="give ages as `age`, or as `age_from` and `age_to`",
        )
    return list(found.values())


def _part(variable: _Variable, row: Row, where: str) -> str | Range | None:
    """What a row says of a variable; None where it is not by that variable."""
    if variable.first is not None and variable.last is not None:
        first, last = row[variable.first], row[variable.last]
        if first is None and last is None:
            return None
        if first is None:
            raise _no_class(f"{variable.first} is empty and {variable.last} is {last}", where)
        start, end = _number(first, where), None if last is None else _number(last, where)
        if end is not None and end < start:
            raise _no_class(f"{variable.last} {end:g} is below {variable.first} {start:g}", where)
        return Range(start, end)
    value = row[str(variable.code)]
    if value is None:
        return None
    text = code_of(value)
    return _range(text, where) if variable.is_range else text


def _range(text: str, where: str) -> Range:
    """A range from `5-11`, `18+` or `7`."""
    found = _RANGE.match(text)
    if found is None:
        raise _no_class("a class of age is no range", where)
    first, last, is_open = found.groups()
    if is_open:
        return Range(float(first))
    end = float(last if last is not None else first)
    if end < float(first):
        raise _no_class("a range ends before it begins", where)
    return Range(float(first), end)


def _no_class(text: str, where: str) -> DataError:
    return DataError(
        text,
        code="population-class",
        where=where,
        hint="write ages as 5-11, 18+ or 7, or their ends in two columns",
    )


def _number(value: object, where: str) -> float:
    """A cell that must hold a number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return float(str(value))
    except ValueError:
        raise DataError(
            f"{cell_kind(value)} stands where a number should",
            code="not-a-number",
            where=where,
            hint="write plain numbers, without separators of thousands",
        ) from None


def _year(rows: Sequence[Row], name: str) -> int | None:
    """The year of all rows."""
    years = {int(_number(row[YEAR], name)) for row in rows if row.get(YEAR) is not None}
    if len(years) > 1:
        raise DataError(
            f"the population is of several years: {', '.join(map(str, sorted(years)))}",
            code="population-year",
            where=name,
            hint="give the population of the year of the survey",
        )
    return next(iter(years), None)


def _source(rows: Sequence[Row]) -> str | None:
    """The sources of the rows, each once."""
    named = dict.fromkeys(str(row[SOURCE]) for row in rows if row.get(SOURCE) is not None)
    return "; ".join(named) or None
