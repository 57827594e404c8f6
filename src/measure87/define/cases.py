"""Reads `cases.csv`: invented persons, one a row, with the statuses that the text demands.

Columns
-------
`case`, `who`, `tests`
    Number, a person in words, and the place in the text that she tests.
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
from typing import Any

from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS, Table
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.status import LABELS

_STATUS = {label: value for value, label in LABELS.items()}
_EXPECT = {**_STATUS, "outside": None}
_OWN = ("case", "who", "tests", "household", "circumstances")


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


def read_cases(text: str, where: str) -> Cases:
    """Read the content of a `cases.csv`; `where` names it in errors.

    Raises
    ------
    DefinitionError
        On an unknown column, status or item, with the case's number.
    """
    cases = Cases(persons=[], expected={}, stories={})
    expected: dict[str, dict[str, int | None]] = {}
    stories: dict[str, str] = {}
    for row in csv.DictReader(io.StringIO(text)):
        number = row["case"].strip()
        place = f"{where}, case {number}"
        if number in stories:
            raise DefinitionError("the case number is used twice", where=place)
        stories[number] = f"{row['who']} ({row['tests']})"
        cases.persons.append(_person(row, number, place))
        cases.jobs.extend(_jobs(row, number, place))
        cases.circumstances.extend(_circumstances(row.get("circumstances") or "", number, place))
        for column, word in row.items():
            if column.startswith("expect.") and word and word.strip():
                measure = column.removeprefix("expect.")
                if word.strip() not in _EXPECT:
                    raise DefinitionError(f"{column} is {word!r}", where=place)
                expected.setdefault(measure, {})[number] = _EXPECT[word.strip()]
    return Cases(cases.persons, cases.jobs, cases.circumstances, expected, stories)


def _person(row: Mapping[str, str], number: str, place: str) -> dict[str, Any]:
    person: dict[str, Any] = {"person_id": number}
    household = (row.get("household") or "").strip()
    person["household_id"] = household or f"alone-{number}"
    for column, text in row.items():
        if column in _OWN or column.startswith(("job.", "expect.")):
            continue
        person[column] = _value(PERSONS, column, text, place)
    return person


def _jobs(row: Mapping[str, str], number: str, place: str) -> list[dict[str, Any]]:
    cells = {
        column.removeprefix("job."): [part.strip() for part in text.split("|")]
        for column, text in row.items()
        if column.startswith("job.") and text and text.strip()
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


def _circumstances(text: str, number: str, place: str) -> list[dict[str, Any]]:
    rows = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        words = part.split()
        if len(words) < 3:
            raise DefinitionError(f"{part!r} needs job, question and item", where=place)
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


def _value(table: Table, column: str, text: str | None, place: str) -> Any:
    if column not in table:
        raise DefinitionError(f"{column!r} is no column of {table.name}", where=place)
    declared = table[column]
    word = (text or "").strip()
    if word == "" or (word == "?" and declared.kind != "status"):
        return None
    if declared.kind == "status":
        if word not in _STATUS:
            raise DefinitionError(f"{column} is {word!r}, not yes, no or unknown", where=place)
        return _STATUS[word]
    if declared.levels and word not in dict(declared.levels):
        raise DefinitionError(f"{column} has no level {word!r}", where=place)
    if declared.kind == "integer":
        return int(word)
    return float(word) if declared.kind == "number" else word
