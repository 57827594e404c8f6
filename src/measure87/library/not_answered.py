"""Persons without an answer who are in no figure, or count: told, and never changed.

An empty cell is outside a measure's universe, in a share of one code every other code is a no, and
in a mean a code is a number. All is what was asked for, and easily asked for without knowing what
the column holds.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from measure87.estimate.survey import Outcome, SurveyDesign
from measure87.estimate.survey.engine_columns import collect
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.levels import code_text
from measure87.estimate.survey.raw_columns import MEASURE_PREFIX
from measure87.estimate.survey.status_columns import holds_statuses
from measure87.library.asking import column_of
from measure87.library.frames import Frame
from measure87.library.numbers_or_codes import OF_NO_ANSWER
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.status import NO, YES

EMPTY, AS_NO, AS_NUMBER = "empty-cells", "no-answer-as-no", "no-answer-as-number"
_YES_ALONE = "yes-alone"
_N, _TOLD = "measure87_n", "measure87_told"
_MOST_CODES = 20_000
"""Combinations of codes that are looked at; a column with more holds numbers."""
_SAYS_NO_ANSWER = re.compile(
    r"^missing|missing$|no (response|answer)|not (stated|known|reported)"
    r"|(don['’]?|do no|does no)t know"
    r"|unknown|refus|\bdk\b|inconsistent|manquant|sans réponse|non réponse|ne sait pas|\bnsp\b"
    r"|sin respuesta|no sabe|no responde|sem resposta|não sabe|não responde|нет ответа|не знае"
    r"|لا يعرف|لا أعرف|بدون إجابة",
    re.IGNORECASE,
)
_YES_AND_NO = ({"0", "1"}, {"1", "2"})
_CODES = frozenset(map(str, OF_NO_ANSWER))


@dataclass(frozen=True)
class _Rows:
    """Persons with one code of a measure's column: how many, and what they count as."""

    code: str
    n: int
    answer: Any
    """The value in the outcome's column."""


def not_answered(
    frame: Frame,
    table: Any,
    outcomes: Sequence[Outcome],
    design: SurveyDesign,
    statuses: Sequence[str],
    where: Mapping[str, Sequence[str]],
    told: Sequence[Notice] = (),
) -> list[Notice]:
    """Warn of empty cells, and of codes for no answer that count as a no or as a number.

    Columns that are known to hold statuses say by themselves who is unknown and who is outside.

    Parameters
    ----------
    frame : Frame
        The table as it was given, with the labels of its file.
    table : table
        The same with the columns of the outcomes, on any engine.
    outcomes, design, where
        What is estimated, of whom; persons of weight 0 do not count.
    statuses : sequence of str
        Columns that the caller says to hold statuses.
    told : sequence of Notice
        Warnings that there are: of a measure of yes alone nothing more is said.
    """
    alone = {notice.values.get("measure") for notice in told if notice.code == _YES_ALONE}
    notices = []
    for outcome in outcomes:
        name, code = _column_of(outcome.name, frame)
        persons = as_frame(table)
        if design.weight is not None:
            persons = persons.filter(nw.col(design.weight) > 0)
        if outcome.kind == "number":
            notices += _of_labelled_numbers(outcome, name, frame, persons, where)
            continue
        if _is_told(frame, name, statuses):
            continue
        if outcome.name not in alone:
            notices += _of_empty_cells(outcome.name, *_answers(persons, outcome.column, where))
        if code is not None:
            rows = _codes(persons, name, outcome.column, where)
            notices += _of_codes(outcome.name, rows, frame.labels.get(name, {}))
    return notices


def _column_of(measure: str, frame: Frame) -> tuple[str, str | None]:
    """A measure's column and code, in the spelling of the file."""
    name, code = column_of(measure, frame.columns)
    return (name if frame.source is None else frame.source.column(name)), code


def _is_told(frame: Frame, name: str, statuses: Sequence[str]) -> bool:
    """Whether a column is known to hold statuses."""
    present = {*frame.columns, *(frame.source.present if frame.source is not None else ())}
    kind = frame.lazy([name]).collect_schema()[name]
    return name in statuses or holds_statuses(name, kind, present)


def _of_labelled_numbers(
    outcome: Outcome,
    name: str,
    frame: Frame,
    table: "nw.LazyFrame[Any]",
    where: Mapping[str, Sequence[str]],
) -> list[Notice]:
    """Warnings of numbers whose label says that there is no answer, of both parts of a ratio."""
    columns = {name: outcome.column}
    if outcome.denominator is not None:
        below = _column_of(outcome.denominator.removeprefix(MEASURE_PREFIX), frame)[0]
        columns.setdefault(below, outcome.denominator)
    notices = []
    for column, held in columns.items():
        labels = frame.labels.get(column, {})
        codes = [code for code, label in labels.items() if _SAYS_NO_ANSWER.search(label)]
        numbers = [number for code in codes if (number := _number(code)) is not None]
        if numbers:
            rows = _rows(table.filter(nw.col(held).is_in(numbers)), [held], where)
            notices += _as_number(column, sum(n for _, n in rows))
    return notices


def _number(code: str) -> float | None:
    try:
        return float(code)
    except ValueError:
        return None


def _as_number(column: str, n: int) -> list[Notice]:
    """The warning of codes for no answer that count as the number that they are."""
    if not n:
        return []
    who = "1 person counts" if n == 1 else f"{n:,} persons count"
    text = (
        f"{column}: {who} with the number of a code whose label says that there is no answer; make "
        "it missing"
    )
    return [Notice(AS_NUMBER, text, {"measure": column, "persons": n})]


def _rows(
    table: "nw.LazyFrame[Any]", keys: Sequence[str], where: Mapping[str, Sequence[str]]
) -> list[tuple[dict[str, Any], int]]:
    """The values of some columns among the persons of a condition, each with how many have them.

    None at all where they are so many that they are numbers and no codes.
    """
    names = list(dict.fromkeys([*keys, *where]))
    counted = table.with_columns(nw.lit(1).alias(_N)).group_by(names).agg(nw.col(_N).sum())
    rows = collect(counted.head(_MOST_CODES + 1))
    if len(rows) > _MOST_CODES:
        return []
    return [
        (row, int(row[_N]))
        for row in rows.iter_rows(named=True)
        if all(code_text(row[one]) in codes for one, codes in where.items())
    ]


def _answers(
    table: "nw.LazyFrame[Any]", column: str, where: Mapping[str, Sequence[str]]
) -> tuple[int, int]:
    """Persons of a condition with an empty cell, and with an answer."""
    told = table.with_columns((~nw.col(column).is_null()).alias(_TOLD))
    rows = _rows(told, [_TOLD], where)
    found = [sum(n for row, n in rows if row[_TOLD] == is_told) for is_told in (False, True)]
    return found[0], found[1]


def _codes(
    table: "nw.LazyFrame[Any]", name: str, column: str, where: Mapping[str, Sequence[str]]
) -> list[_Rows]:
    """The persons of a condition with an answer, by their code."""
    return [
        _Rows(code_text(row[name]), n, row[column])
        for row, n in _rows(table, [name, column], where)
        if row[column] is not None
    ]


def _of_empty_cells(measure: str, n: int, others: int) -> list[Notice]:
    """The warning of empty cells, where somebody has an answer."""
    if not n or not others:
        return []
    who = f"{n:,} persons have an empty cell, and are"
    if n == 1:
        who = "1 person has an empty cell, and is"
    text = (
        f"{measure}: {who} in no share and no total of it; "
        "if an empty cell means no, write 0 into it"
    )
    return [Notice(EMPTY, text, {"measure": measure, "persons": n})]


def _of_codes(measure: str, rows: Sequence[_Rows], labels: Mapping[str, str]) -> list[Notice]:
    """The warning of codes for no answer that count as a no; of the share of such a code none."""
    codes = {row.code for row in rows}
    suspected = {one for one in codes if _SAYS_NO_ANSWER.search(labels.get(one, one))}
    suspected |= _of_numbers(codes, labels)
    n = sum(row.n for row in rows if row.answer == NO and row.code in suspected)
    if not n or any(row.answer == YES and row.code in suspected for row in rows):
        return []
    who = "1 person counts" if n == 1 else f"{n:,} persons count"
    text = (
        f"{measure}: {who} as a no with a code that rather stands for no answer; if "
        "it does, make it missing, or make the column an enumeration of no, unknown and yes"
    )
    return [Notice(AS_NO, text, {"measure": measure, "persons": n})]


def _of_numbers(codes: set[str], labels: Mapping[str, str]) -> set[str]:
    """Numbers for no answer beside those of yes and no, and beside no other code.

    >>> sorted(_of_numbers({"1", "2", "8", "9"}, {})), _of_numbers({"1", "2", "3", "9"}, {})
    (['8', '9'], set())
    >>> _of_numbers({"1", "2", "9"}, {"9": "Nine"})
    set()
    """
    if codes - _CODES not in _YES_AND_NO:
        return set()
    return (codes & _CODES) - {*labels}
