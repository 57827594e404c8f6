"""The `[inputs.NAME]` tables of `study.toml`: a sample's files, definitions and tables."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

from measure87.disseminate.standard_tables import table_set_names
from measure87.files import TableForm
from measure87.files.settings import (
    FLAG,
    TEXT,
    Formerly,
    Kind,
    LeftOut,
    Place,
    choice,
    named_tables,
    refined,
    table_file,
    texts,
    whole,
)
from measure87.study.survey.asked import MINIMUM_ITEMS
from measure87.study.table_form_keys import (
    DecimalSign,
    Encoding,
    FormLine,
    Forms,
    HeaderRow,
    MemberName,
    Separator,
    SheetName,
    form_said,
    refuse_form_twice,
)
from measure87.vocabulary.instrument import INTERVIEW_MODES, RESPONDENTS
from measure87.vocabulary.reference_period import EXAMPLES, ReferencePeriod, parse_period

_MOST_ITEMS = 20
_NAME = re.compile(r"[\w-]+")
MOST_SIDE_BY_SIDE = 5
"""So many measures at most are crossed with each other: ten pairs."""


def _file_of(table: str) -> Kind:
    return table_file(
        f"the file of {table}, {{!r}}, is not there", "paths are relative to the study folder"
    )


def _one_of(levels: Iterable[tuple[str, str]]) -> Kind:
    return choice([code for code, _ in levels])


def _period(key: str, told: str, place: Place) -> ReferencePeriod:
    period = parse_period(told)
    if period is None:
        raise place.wrong(key, told, EXAMPLES)
    return period


def _known_sets(key: str, names: tuple[str, ...], place: Place) -> tuple[str, ...]:
    known = table_set_names()
    for name in names:
        if name not in known:
            raise place.at(f"{place.where} {key}").fault(
                f"no table set {name!r}", hint=f"sets: {', '.join(known)}, each once"
            )
    return names


def _two_to_five(key: str, names: tuple[str, ...], place: Place) -> tuple[str, ...]:
    if names and not 1 < len(names) <= MOST_SIDE_BY_SIDE:
        count = len(names)
        raise place.fault(
            f"{key} has {count} measures" if count > 1 else f"{key} has {count} measure",
            hint=f"name 2 to {MOST_SIDE_BY_SIDE} measures of the same persons, each once",
        )
    return names


PERIOD = refined(TEXT, _period)
_OfPersons = LeftOut("taken from `persons` as far as the mapping says")


@dataclass(frozen=True, kw_only=True)
class InputSettings:
    """One sample: its files, and what to compute from it."""

    name: str
    persons: Annotated[
        Path,
        _file_of("persons"),
        "file of persons: CSV, Parquet, `.sav`, `.dta`, `.xlsx`, `.xls`, `.ods`, a ZIP file; or a "
        "folder, a pattern of names or an address (`s3://`, `gs://`, `az://`) of Parquet in parts",
    ]
    jobs: Annotated[
        Path | None, _file_of("jobs"), "file of jobs, where they have their own", _OfPersons
    ] = None
    circumstances: Annotated[
        Path | None,
        _file_of("circumstances"),
        "file of circumstances, where they have their own",
        _OfPersons,
    ] = None
    encoding: Encoding = None
    separator: Separator = None
    decimal: DecimalSign = None
    sheet: SheetName = None
    member: MemberName = None
    header_row: HeaderRow = None
    form_line: FormLine = None
    forms: Forms = field(default_factory=dict)
    definitions: Annotated[
        tuple[str, ...],
        texts(needed=True),
        "a list of `ID`, `ID:READING` or `ID@DATE`, as `measure87 define list` shows them",
    ]
    measures: Annotated[
        tuple[str, ...],
        texts(),
        "a list of measures",
        LeftOut("every measure that the questionnaire supports"),
    ] = ()
    by: Annotated[
        tuple[str, ...],
        texts(),
        'a list of tables: `"sex"`, or crossed `"sex*age"`',
        LeftOut("figures for everybody only"),
    ] = ()
    tables: Annotated[
        tuple[str, ...],
        refined(texts(), _known_sets),
        'sets of standard tables: `"mics6"`, `"child_labour"`, `"forced_labour"`; '
        "[how to read them](../how-to/lay-beside-a-mics-report.md)",
        LeftOut("the annex of sampling errors only"),
    ] = ()
    comparison: Annotated[
        tuple[str, ...],
        refined(texts(), _two_to_five, maxItems=MOST_SIDE_BY_SIDE),
        Formerly("side_by_side"),
        "two to five measures that are [crossed person by person](../methods/side-by-side.md)",
    ] = ()
    reference_period: Annotated[
        ReferencePeriod | None,
        PERIOD,
        'how far back the questions on forced labour look, in the field\'s words: `"12 months"`, '
        '`"5 years"`, `"lifetime"`; `"not stated"` where the questionnaire names no period',
        LeftOut(
            "that of the study; without any an error where a definition of forced labour other "
            "than the screening profile is named"
        ),
    ] = None
    respondent: Annotated[
        str | None,
        _one_of(RESPONDENTS),
        'who answered: `"self"`, `"proxy"` or `"mixed"`; of persons one by one, map the column '
        "`respondent`; the report says it",
        LeftOut("said to be not stated"),
    ] = None
    mode: Annotated[
        str | None,
        _one_of(INTERVIEW_MODES),
        'of the interview: `"face-to-face"`, `"telephone"`, `"self-administered"` or `"mixed"`; '
        "the report says it",
        LeftOut("said to be not stated"),
    ] = None
    outer_bound: Annotated[
        bool,
        FLAG,
        "`false`: no figure `MEASURE_if_unasked_yes` beside main measures of which some item was "
        "not asked; the disclosure gate then hides fewer others",
    ] = True
    minimum_items: Annotated[
        int,
        whole(1, _MOST_ITEMS),
        "named items (not `INX`, `COX`) of each criterion that a measure needs for the name of its "
        "text; with fewer it is refused under that name and given as "
        "`screened_by_N_items_MEASURE`",
    ] = MINIMUM_ITEMS
    reference_date: date | None = None
    """That of the study, no key of an input."""

    @property
    def files(self) -> dict[str, Path]:
        """Its files by table, those that it has."""
        every = {"persons": self.persons, "jobs": self.jobs, "circumstances": self.circumstances}
        return {table: path for table, path in every.items() if path is not None}

    def form_of(self, table: str) -> TableForm:
        """How the file of a table is to be read, as far as the settings say it."""
        return form_said(self.forms.get(table, self))

    def settled(self, place: Place) -> "InputSettings":
        """Itself, with a name that can be one, and forms of tables that it has."""
        refuse_form_twice(self, place)
        for table in self.forms:
            if table not in self.files:
                raise place.below("forms").unknown(table, list(self.files))
        if not _NAME.fullmatch(self.name):
            raise place.fault(
                f"{self.name!r} is no name for an input", hint="use letters, digits, _ and -"
            )
        return self


Inputs = Annotated[
    Mapping[str, InputSettings],
    named_tables(
        InputSettings,
        example="",
        needed=(
            "a study needs at least one input",
            'write [inputs.NAME], persons = "FILE" and definitions = ["ID"]',
        ),
        made=lambda found: {one.name: one for one in found},
    ),
    "one table `[inputs.NAME]` for each sample",
    LeftOut("an error"),
]
