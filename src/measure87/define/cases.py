"""Reads `cases.csv`: invented persons, one a row, with the statuses that the text demands.

Columns
-------
`case`, `who`, `tests`
    Number, a person in words, and the place in the text that she tests; all three are needed.
column names of `Persons`
    Her own answers; statuses are `yes`, `no`, `unknown`, or empty (did not arise).
`household`, `line`, `mother_line`, `father_line`
    Relatives are rows of the same household.
`job.COLUMN`
    Columns of `Jobs`; several jobs of one person stand side by side, parted by `|`.
`circumstances`
    Answers about jobs, parted by `;`: job number, question, item, then `key=value`.
    Example: `1 Q1 IN3 stage=DURING answer=yes consent_lacked=yes; 1 Q2 CO5 answer=yes`.
`expect.MEASURE`
    `yes`, `no`, `unknown`, or `outside` (the universe); empty is not tested.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Any

from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS, Kind, Table
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.keys import nearest
from measure87.vocabulary.status import LABELS

_STATUS = {label: value for value, label in LABELS.items()}
_EXPECT = {**_STATUS, "outside": None}
_NEEDED = ("case", "who", "tests")
_NUMBERS = ("integer", "number")
_OWN = (*_NEEDED, "household", "circumstances")


@dataclass(frozen=True)
class Cases:
    """Rows for the three tables, and what each case must come to.

    `expected` maps a measure to the cases that test it and their status (None: outside).
    """

    persons: list[dict[str, Any]]
    jobs: list[dict[str, Any]] = field(default_factory=list)
    circumstances: list[dict[str, Any]] = field(default_factory=list)
    expected: Mapping[str, Mapping[str, int | None]] = field(default_factory=dict)
    stories: Mapping[str, str] = field(default_factory=dict)
    who: Mapping[str, str] = field(default_factory=dict)
    """Case to the person in words."""
    tests: Mapping[str, str] = field(default_factory=dict)
    """Case to the place in the text that she tests, with a word on why."""


def read_cases(text: str, where: str) -> Cases:
    """Read the content of a `cases.csv`; `where` names it in errors.

    Raises
    ------
    DefinitionError
        On an unknown or missing column, a row with more or fewer cells than the header, an
        unknown status, item, number or job, with the case's number.
    """
    persons: list[dict[str, Any]] = []
    jobs: list[dict[str, Any]] = []
    circumstances: list[dict[str, Any]] = []
    expected: dict[str, dict[str, int | None]] = {}
    rows = _rows(text, where)
    stories: dict[str, str] = {}
    for row in rows:
        number = row["case"]
        place = f"{where}, case {number}"
        if number in stories:
            raise DefinitionError("the case number is used twice", where=place)
        stories[number] = f"{row['who']} ({row['tests']})"
        persons.append(_person(row, number, place))
        own = _jobs(row, number, place)
        jobs.extend(own)
        known = {job["job_id"] for job in own}
        circumstances.extend(_circumstances(row.get("circumstances", ""), number, known, place))
        for measure, status in _expectations(row, place).items():
            expected.setdefault(measure, {})[number] = status
    who, tests = ({row["case"]: row[column] for row in rows} for column in ("who", "tests"))
    return Cases(persons, jobs, circumstances, expected, stories, who, tests)


def _rows(text: str, where: str) -> list[dict[str, str]]:
    """The rows by the names of the header, without the blanks around each cell."""
    lines = [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text)) if line]
    header = lines[0] if lines else []
    for name in _NEEDED:
        if header.count(name) != 1:
            raise DefinitionError(
                f"the first line needs the column {name!r} once, and has {', '.join(header[:8])!r}",
                where=where,
                hint="a CSV with commas between its cells; case, who and tests come first",
            )
    if len(set(header)) < len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise DefinitionError(f"the column {twice!r} is there twice", where=where)
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(header) or not line[header.index("case")]:
            raise DefinitionError(
                f"row {number} has {len(line)} cells and the header {len(header)}"
                if len(line) != len(header)
                else f"row {number} has no case number",
                where=where,
                hint="a cell with a comma in it needs quotation marks",
            )
    return [dict(zip(header, line, strict=True)) for line in lines[1:]]


def _expectations(row: Mapping[str, str], place: str) -> dict[str, int | None]:
    """What the measures must come to for one person."""
    found = {}
    for column, word in row.items():
        if not column.startswith("expect.") or not word:
            continue
        if word not in _EXPECT:
            raise DefinitionError(
                f"{column} is {word!r}", where=place, hint=f"one of {', '.join(_EXPECT)}"
            )
        found[column.removeprefix("expect.")] = _EXPECT[word]
    return found


def _person(row: Mapping[str, str], number: str, place: str) -> dict[str, Any]:
    person: dict[str, Any] = {"person_id": number}
    person["household_id"] = row.get("household") or f"alone-{number}"
    for column, text in row.items():
        if column in _OWN or column.startswith(("job.", "expect.")):
            continue
        person[column] = _value(PERSONS, column, text, place)
    return person


def _jobs(row: Mapping[str, str], number: str, place: str) -> list[dict[str, Any]]:
    cells = {
        column.removeprefix("job."): [part.strip() for part in text.split("|")]
        for column, text in row.items()
        if column.startswith("job.") and text
    }
    count = max((len(parts) for parts in cells.values()), default=0)
    for column, parts in cells.items():
        if len(parts) != count:
            raise DefinitionError(f"job.{column} has {len(parts)} of {count} jobs", where=place)
    return [
        {"person_id": number, "job_id": str(job + 1)}
        | {column: _value(JOBS, column, parts[job], place) for column, parts in cells.items()}
        for job in range(count)
    ]


def _circumstances(text: str, number: str, jobs: set[str], place: str) -> list[dict[str, Any]]:
    rows = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        words = part.split()
        if len(words) < 3:
            raise DefinitionError(f"{part!r} needs job, question and item", where=place)
        if words[0] not in jobs:
            raise DefinitionError(
                f"{part!r} is about job {words[0]}, which is not there", where=place
            )
        answer: dict[str, Any] = {"answer": _STATUS["yes"]}
        for pair in words[3:]:
            key, _, value = pair.partition("=")
            answer[key] = _value(CIRCUMSTANCES, key, value, place)
        item = words[2]
        if item not in dict(CIRCUMSTANCES["item"].levels):
            raise DefinitionError(f"{item!r} is no item", where=place)
        rows.append(
            {"person_id": number, "job_id": words[0], "question": words[1], "item": item} | answer
        )
    return rows


def _value(table: Table, column: str, word: str, place: str) -> Any:
    if column not in table:
        raise DefinitionError(
            f"{column!r} is no column of {table.name}",
            where=place,
            hint=nearest(column, table.names),
        )
    declared = table[column]
    if word == "" or (word == "?" and declared.kind != "status"):
        return None
    if declared.kind == "status":
        if word not in _STATUS:
            raise DefinitionError(f"{column} is {word!r}, not yes, no or unknown", where=place)
        return _STATUS[word]
    if declared.levels and word not in dict(declared.levels):
        raise DefinitionError(
            f"{column} has no level {word!r}",
            where=place,
            hint=f"its levels: {', '.join(code for code, _ in declared.levels)}",
        )
    if declared.kind == "date":
        return _date(column, word, place)
    return _number(column, word, declared.kind, place) if declared.kind in _NUMBERS else word


def _date(column: str, word: str, place: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise DefinitionError(
            f"{column} is {word!r}, not a day", where=place, hint="write 2024-07-01"
        ) from None


def _number(column: str, word: str, kind: Kind, place: str) -> int | float:
    try:
        number = int(word) if kind == "integer" else float(word)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        wanted = "a whole number" if kind == "integer" else "a number"
        raise DefinitionError(f"{column} is {word!r}, not {wanted}", where=place)
    return number
