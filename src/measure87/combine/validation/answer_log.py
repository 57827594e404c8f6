"""The log of what countries answered: `consultation/answers.csv`."""

import csv
import io
from collections.abc import Sequence

from measure87.files import csv_text
from measure87.vocabulary.consultation import CONSULTATION_ANSWERS
from measure87.vocabulary.errors import DataError

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
        If a column is missing.
    """
    rows = csv.DictReader(io.StringIO(text))
    missing = [name for name in CONSULTATION_ANSWERS.names if name not in (rows.fieldnames or ())]
    if missing:
        raise DataError(
            f"the log of answers lacks the column {missing[0]!r}", code="unknown-column"
        )
    return [{name: _plain(row[name]) for name in CONSULTATION_ANSWERS.names} for row in rows]


def _plain(text: str) -> str:
    """Text without the apostrophe that `csv_text` puts before what looks like a formula."""
    return text[1:] if text.startswith("'") and text[1:].lstrip(" ")[:1] in "=+-@\t\r" else text
