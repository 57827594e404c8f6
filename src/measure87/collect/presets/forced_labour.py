"""The mapping of the project's own forced-labour module: three files with standard names.

Answers are coded 1 yes, 2 no, 8 don't know, 9 refused; an empty cell was not asked. Other
codes are those of the standard columns. The layout is on the reference page of the mapping.
"""

from measure87.collect.quotes import IN_WORDS
from measure87.vocabulary.columns import (
    CIRCUMSTANCES,
    HAZARDS,
    JOBS,
    PERSON_ITEMS_OF_JOBS,
    PERSONS,
    Column,
    Table,
)

INPUT = "forced_labour"
"""Name of the input in `study.toml` and of the section in `mapping.toml`."""

_FILES = {"persons": PERSONS, "jobs": JOBS, "circumstances": CIRCUMSTANCES}
_ASKED_OF_JOBS = (*PERSON_ITEMS_OF_JOBS, *HAZARDS, "economic_activity", "economic_hours")
"""Columns of persons that the module asks of each job instead."""


def forced_labour_mapping() -> str:
    """Text of `mapping.toml` for the project's own forced-labour module."""
    lines = [
        "# Mapping of the forced-labour module: files of persons, jobs and circumstances with",
        "# standard names. Optional columns that a file does not have are left out and reported.",
        "",
        "schema = 1",
        "",
        f"[{INPUT}]",
        'unmapped = "fail"',
        "",
        f"[{INPUT}.versions]",
        'industry = "ISIC4"',
        'occupation = "ISCO08"',
    ]
    for file, table in _FILES.items():
        for column in _columns(table):
            lines += ["", *_entry(file, column)]
    return "\n".join(lines) + "\n"


def _columns(table: Table) -> list[Column]:
    left_out = _ASKED_OF_JOBS if table is PERSONS else (IN_WORDS,)
    return [column for column in table.columns if column.name not in left_out]


def _entry(file: str, column: Column) -> list[str]:
    lines = [f"[{INPUT}.{file}.{column.name}]", f'variable = "{column.name}"']
    if column.kind == "status":
        lines += ["yes = [1]", "no = [2]", "unknown = [8, 9]", 'blank = "null"']
    if not column.required and column.name != "weight":
        lines.append("optional = true")
    return lines
