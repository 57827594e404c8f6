"""Reads `published` of `[disclosure]`: counts of the same persons that somebody else published."""

import csv
from collections.abc import Mapping
from pathlib import Path

from measure87.files.settings import Place
from measure87.vocabulary.published_count import PublishedCount

_MEASURE, _ASKED, _CASES, _UNKNOWN = "measure", "asked", "cases", "unknown"
_NEEDED = (_MEASURE, _ASKED, _CASES)
_HINT = (
    "a CSV file with the columns measure, asked, cases, unknown (may be empty) and one for each "
    "variable of the groups, empty where a row is not by it; numbers of persons of the sample"
)
_MOST_ROWS = 10_000


def read_published(path: Path, place: Place) -> tuple[PublishedCount, ...]:
    """The counts of a file, in its order.

    Raises
    ------
    StudyError
        Without the file, a column, or a whole number where one must be.
    """
    if not path.is_file():
        raise place.fault(f"there is no file {path.name!r}", code="missing-file", hint=_HINT)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file, strict=True)
            names = lines.fieldnames or []
            rows = [row for _, row in zip(range(_MOST_ROWS + 1), lines, strict=False)]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise place.fault(f"{path.name} is no CSV file in UTF-8", hint=_HINT) from None
    if lacking := [name for name in _NEEDED if name not in names]:
        raise place.fault(f"{path.name} has no column {', '.join(lacking)}", hint=_HINT)
    if len(rows) > _MOST_ROWS:
        raise place.fault(f"{path.name} has more than {_MOST_ROWS} rows", hint=_HINT)
    return tuple(_count(row, path, k, place) for k, row in enumerate(rows, start=2))


def _count(row: Mapping[str, str], path: Path, line: int, place: Place) -> PublishedCount:
    if None in row or None in row.values():
        raise place.fault(f"{path.name} row {line} has other cells than columns", hint=_HINT)
    numbers = [_number(row.get(name) or "") for name in (_ASKED, _CASES, _UNKNOWN)]
    asked, cases, unknown = numbers
    if asked is None or cases is None or cases > asked or (row.get(_UNKNOWN) and unknown is None):
        raise place.fault(
            f"{path.name} row {line} has no whole numbers of persons with cases among those asked",
            hint=_HINT,
        )
    apart = (*_NEEDED, _UNKNOWN)
    group = {name: code.strip() for name, code in row.items() if name not in apart and code.strip()}
    return PublishedCount(row[_MEASURE].strip(), group, asked, cases, unknown)


def _number(text: str) -> int | None:
    return int(text) if text.strip().isascii() and text.strip().isdigit() else None
