"""The log of what countries answered: `consultation/answers.csv`."""

import csv
import io
from collections.abc import Sequence

from measure87.files import FORMULA_STARTS, csv_text
from measure87.vocabulary.consultation import CONSULTATION_ANSWERS
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.plain_text import escaped

Answer = dict[str, str]
"""One row of `CONSULTATION_ANSWERS`."""


def joined_log(log: Sequence[Answer], new: Sequence[Answer]) -> list[Answer]:
    """The log with new answers; a workbook that is read again does not count twice."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for answer in [*log, *new]:
        key = tuple(answer[name] for name in CONSULTATION_ANSWERS.names if name != "file")
        if key not in seen:
            seen.add(key)
            kept.append(answer)
    return sorted(kept, key=lambda one: (one["country"], one["date"], one["measure"]))


def answers_csv(log: Sequence[Answer]) -> str:
    """The log as CSV that no spreadsheet runs: `consultation/answers.csv`."""
    names = CONSULTATION_ANSWERS.names
    return csv_text([names, *([answer[name] for name in names] for answer in log)])


def read_log(text: str) -> list[Answer]:
    """The log out of `answers_csv`.

    Raises
    ------
    DataError
        `unknown-column`, `uneven-rows`, or `formula` for a cell that a spreadsheet would run.
    """
    rows = csv.DictReader(io.StringIO(text))
    missing = [name for name in CONSULTATION_ANSWERS.names if name not in (rows.fieldnames or ())]
    if missing:
        raise DataError(
            f"the log of answers lacks the column {missing[0]!r}", code="unknown-column"
        )
    return [_answer(row, number) for number, row in enumerate(rows, start=2)]


def _answer(row: dict[str, str | None], number: int) -> Answer:
    """One row of the log; a cell that a spreadsheet would run was not written by `answers_csv`."""
    found = {}
    for name in CONSULTATION_ANSWERS.names:
        text = row[name]
        if text is None:
            raise DataError(
                f"row {number} of the log of answers has no cell for {name!r}",
                code="uneven-rows",
                hint="take the log as it was written, or put the missing cells back",
            )
        if text.lstrip(" ").startswith(FORMULA_STARTS):
            raise DataError(
                f"row {number} of the log of answers has a formula in column {name!r}",
                code="formula",
                hint="a spreadsheet would run it; put an apostrophe before it, or the value",
            )
        found[name] = escaped(_plain(text))
    return found


def _plain(text: str) -> str:
    """Text without the apostrophe that `csv_text` puts before what looks like a formula."""
    guarded = text.startswith("'") and text[1:].lstrip(" ").startswith(FORMULA_STARTS)
    return text[1:] if guarded else text
