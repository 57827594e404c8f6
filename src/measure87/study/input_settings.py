"""The `[inputs.NAME]` tables of `study.toml`: a sample's files, definitions and tables."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure87.disseminate.standard_tables import table_set_names
from measure87.study.asked import MINIMUM_ITEMS
from measure87.study.toml_values import Section
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.instrument import INTERVIEW_MODES, RESPONDENTS
from measure87.vocabulary.reference_period import EXAMPLES, ReferencePeriod, parse_period

_TABLES = ("persons", "jobs", "circumstances")
_MOST_ITEMS = 20
_NAME = re.compile(r"[\w-]+")
INPUT_KEYS = {
    *_TABLES,
    "definitions",
    "measures",
    "by",
    "tables",
    "side_by_side",
    "reference_period",
    "respondent",
    "mode",
    "minimum_items",
    "outer_bound",
}
MOST_SIDE_BY_SIDE = 5
"""So many measures at most are crossed with each other: ten pairs."""


@dataclass(frozen=True)
class InputSettings:
    """One sample: its files, and what to compute from it."""

    name: str
    persons: Path
    definitions: tuple[str, ...]
    jobs: Path | None = None
    circumstances: Path | None = None
    measures: tuple[str, ...] = ()
    """Names of measures; empty means every measure that the questionnaire supports."""
    by: tuple[str, ...] = ()
    """Tables: a domain variable, or several crossed with `*`."""
    tables: tuple[str, ...] = ()
    """Sets of standard tables, by name."""
    side_by_side: tuple[str, ...] = ()
    """Measures of which every two are crossed, person by person; empty means none."""

    reference_period: ReferencePeriod | None = None
    """How far back its questions look; None where the study does not say."""
    respondent: str | None = None
    """Who answered: a code of `RESPONDENTS`; None where the study does not say."""
    mode: str | None = None
    """Mode of the interview: a code of `INTERVIEW_MODES`; None where the study does not say."""
    minimum_items: int = MINIMUM_ITEMS
    """Named items of each criterion that a measure needs for the name of its text."""
    outer_bound: bool = True
    """Whether main measures have a figure with a yes to each item that was not asked."""

    @property
    def files(self) -> dict[str, Path]:
        """Its files by table, those that it has."""
        every = {
            "persons": self.persons,
            "jobs": self.jobs,
            "circumstances": self.circumstances,
        }
        return {table: path for table, path in every.items() if path is not None}


def read_inputs(
    folder: Path, inputs: Section, period: ReferencePeriod | None = None
) -> dict[str, InputSettings]:
    """Every input by name; a StudyError as in `read_settings`.

    `period` is the study's, for inputs that state none of their own.
    """
    if not inputs.content:
        raise StudyError(
            "a study needs at least one input",
            code="missing-key",
            where=inputs.where,
            hint='write [inputs.NAME], persons = "FILE" and definitions = ["ID"]',
        )
    return {name: _input(folder, name, inputs.section(name), period) for name in inputs.content}


def _input(
    folder: Path, name: str, given: Section, period: ReferencePeriod | None
) -> InputSettings:
    given.only(INPUT_KEYS)
    if not _NAME.fullmatch(name):
        raise StudyError(
            f"{name!r} is no name for an input",
            code="bad-value",
            where=given.where,
            hint="use letters, digits, _ and -",
        )
    paths: dict[str, Any] = {
        table: _file(folder, table, given)
        for table in _TABLES
        if table == "persons" or given.has(table)
    }
    return InputSettings(
        name=name,
        definitions=given.texts("definitions", needed=True),
        measures=given.texts("measures"),
        by=given.texts("by"),
        tables=_table_sets(given),
        side_by_side=_side_by_side(given),
        reference_period=read_period(given) or period,
        respondent=_code(given, "respondent", RESPONDENTS),
        mode=_code(given, "mode", INTERVIEW_MODES),
        outer_bound=given.flag("outer_bound", True),
        minimum_items=given.whole("minimum_items", MINIMUM_ITEMS, 1, _MOST_ITEMS),
        **paths,
    )


def _table_sets(given: Section) -> tuple[str, ...]:
    """Names of sets of standard tables, each known and each once."""
    names = given.texts("tables")
    for place, name in enumerate(names):
        if name not in table_set_names() or name in names[:place]:
            there = name in table_set_names()
            raise StudyError(
                f"the table set {name!r} is named twice" if there else f"no table set {name!r}",
                code="bad-value",
                where=f"{given.where} tables",
                hint=f"sets: {', '.join(table_set_names())}, each once",
            )
    return names


def _side_by_side(given: Section) -> tuple[str, ...]:
    """Names of measures to set side by side: two to five, each once."""
    names = given.texts("side_by_side")
    if names and not 1 < len(names) <= MOST_SIDE_BY_SIDE:
        text = f"side_by_side has {len(names)} measure{'s' if len(names) > 1 else ''}"
    elif len(set(names)) < len(names):
        text = "side_by_side names a measure twice"
    else:
        return names
    raise StudyError(
        text,
        code="bad-value",
        where=given.where,
        hint=f"name 2 to {MOST_SIDE_BY_SIDE} measures of the same persons, each once",
    )


def _code(given: Section, key: str, levels: Iterable[tuple[str, str]]) -> str | None:
    return given.choice(key, "", [code for code, _ in levels]) if given.has(key) else None


def read_period(given: Section) -> ReferencePeriod | None:
    """The reference period that a table states; None where it states none."""
    if not given.has("reference_period"):
        return None
    told = given.text("reference_period")
    period = parse_period(told)
    if period is None:
        raise StudyError(
            f"'reference_period' is {told!r}",
            code="bad-value",
            where=given.where,
            hint=f"write {EXAMPLES}",
        )
    return period


def _file(folder: Path, table: str, given: Section) -> Path:
    """The file of one table."""
    told = given.text(table)
    path = folder / told
    try:
        there = path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        there = False
    if not there:
        raise StudyError(
            f"the file of {table}, {told!r}, is not there",
            code="missing-file",
            where=given.where,
            hint="paths are relative to the study folder",
        )
    return path.resolve()
