"""What a figure is of, below every table: a figure of a part of the sample says of which.

The group of a figure stands beside it. The persons of a condition, what an unknown counts as and
what a ratio is divided by are the same for all figures of a result, and no figure shows them.
"""

from collections.abc import Mapping, Sequence

from measure87.vocabulary.estimate import MISSING_CATEGORY
from measure87.vocabulary.provenance import Provenance

_EMPTY = "missing"
"""What an empty cell of a group is called."""
_FEWEST_IN_A_ROW = 3
_SAID = {
    "where": "Only persons with {}.",
    "unknown": "Who is unknown counts as a {}.",
    "denominator": "Divided by {}.",
}


def of_whom(provenance: Provenance | None) -> list[str]:
    """Lines for people of what is the same for all figures of an estimate of a survey."""
    return [_SAID[name].format(text) for name, text in of_whom_columns(provenance).items()]


def of_whom_columns(provenance: Provenance | None) -> dict[str, str]:
    """The same as texts by name, for a table of figures; empty where nothing was asked for."""
    settings = provenance.settings if provenance is not None else {}
    found = {}
    if where := _conditions(settings.get("where")):
        found["where"] = condition_text(where)
    if settings.get("unknown") in ("no", "yes"):
        found["unknown"] = settings["unknown"]
    if isinstance(settings.get("denominator"), str):
        found["denominator"] = settings["denominator"]
    return found


def _conditions(given: object) -> dict[str, list[str]]:
    """Codes by variable, of a mapping of these or of texts `COLUMN=CODE`.

    >>> _conditions({"sex": ["2"]}), _conditions(["sex=1", "sex=2"]), _conditions(None)
    ({'sex': ['2']}, {'sex': ['1', '2']}, {})
    """
    if isinstance(given, Mapping):
        return {str(name): list(codes) for name, codes in given.items()}
    found: dict[str, list[str]] = {}
    for text in given if isinstance(given, list) else []:
        name, _, code = str(text).partition("=")
        found.setdefault(name, []).append(code)
    return found


def condition_text(where: Mapping[str, Sequence[str]]) -> str:
    """A condition for people.

    >>> condition_text({"sex": ["2"], "age": ["5", "6", "7", "9"], "area": ["1", "2"]})
    'sex 2; age 5 to 7 or 9; area 1 or 2'
    """
    return "; ".join(f"{name} {' or '.join(_in_rows(codes))}" for name, codes in where.items())


def code_said(code: str, label: str | None = None) -> str:
    """A code for people: its label, or that the cell is empty; a code that is that word is quoted.

    >>> code_said("2", "girl"), code_said("_missing"), code_said("missing")
    ('girl', 'missing', '"missing"')
    """
    if code == MISSING_CATEGORY:
        return _EMPTY
    said = code if label is None else label
    return f'"{said}"' if said == _EMPTY else said


def _in_rows(codes: Sequence[str]) -> list[str]:
    """Codes, and whole numbers that follow each other as from the first to the last."""
    rows: list[list[str]] = []
    for code in codes:
        if rows and _follows(rows[-1][-1], code):
            rows[-1].append(code)
        else:
            rows.append([code_said(code)])
    return [text for row in rows for text in _row_text(row)]


def _row_text(row: list[str]) -> list[str]:
    return row if len(row) < _FEWEST_IN_A_ROW else [f"{row[0]} to {row[-1]}"]


def _follows(one: str, other: str) -> bool:
    return one.isdecimal() and other.isdecimal() and int(other) == int(one) + 1
