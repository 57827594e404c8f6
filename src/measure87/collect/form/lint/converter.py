"""What pyxform refuses that no check of ours found: said in its words, with its place."""

import re
import warnings
from pathlib import Path

from measure87.collect.form.lint.finding import Finding, Place

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(r"On the '(\w+)' sheet")
_COLUMN = re.compile(r"the '([^']+)' value")
_LONGEST = 300


def refusals(path: Path) -> list[Finding]:
    """One finding if pyxform cannot convert a form; nothing where it is not installed."""
    try:
        from pyxform.xls2xform import convert
    except ImportError:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            convert(xlsform=str(path), validate=False, warnings=[])
    except Exception as error:
        # pyxform raises its own errors, and those of what it is made of.
        return [_finding(str(error))]
    return []


def _finding(said: str) -> Finding:
    row, sheet, column = (pattern.search(said) for pattern in (_ROW, _SHEET, _COLUMN))
    text = " ".join(_ROW.sub("", said).split())[:_LONGEST]
    place = Place(
        sheet[1] if sheet else "survey",
        int(row[1]) if row else None,
        "",
        column[1] if column else "",
    )
    return Finding("pyxform-refuses", f"pyxform says: {text}", place)
