"""What methods say of themselves: no number that counts persons, none too exact.

Nor which list has everybody of another: that tells of each person on it, as a count of nobody
would, and no such count is shown.
"""

import re
from collections.abc import Mapping, Sequence

from measure87.disseminate.gate.lists.rounding import Rounding

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_PERSONS = re.compile(rf"(\bthe )?\b{_NUMBER}(?: to {_NUMBER})? (?=persons?\b)")
_LARGE = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d{3,})(?![\d.,]*\d|\s*%)")
_MARK = "\x00"
_NAMING_NO_LIST: Mapping[str, str] = {
    "identical-lists": "two lists hold the same persons; if one was copied from the other, "
    "merge them",
    "nested-lists": "all persons on one list are on another too; if one was made from the other, "
    "or refers everybody to it, merge them",
    "list-of-everybody": "one list holds everybody who was observed, and the others add nobody",
}
"""What is said, by code, where everybody on a list is on certain others."""


def safe_sentence(text: str, names: Sequence[str], rounding: Rounding) -> str:
    """A sentence as it may be released; names of lists stay as they are.

    >>> safe_sentence("list B1 holds 214 persons; size 11,313", ["B1"], Rounding(2744))
    'list B1 holds some persons; size 11,300'
    >>> safe_sentence("none of the 214 persons is on two lists", [], Rounding(214))
    'none of the persons is on two lists'
    """
    if rounding.exact:
        return text
    order = sorted((name for name in names if re.search(r"\d", name)), key=len, reverse=True)
    for place, name in enumerate(order):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _MARK + chr(0xE000 + place), text)
    text = _PERSONS.sub(lambda found: found[1] or "some ", text)
    text = _LARGE.sub(lambda found: _rounded(found[0], rounding), text)
    for place, name in enumerate(order):
        text = text.replace(_MARK + chr(0xE000 + place), name)
    return text


def naming_no_list(code: str, text: str, stratum: str | None, rounding: Rounding) -> str:
    """What a method says, without which list has everybody of another.

    Its name stays before it, and that of the stratum that it is of.

    >>> told = "bic: list 'A' holds all 214 persons"
    >>> naming_no_list("list-of-everybody", told, None, Rounding(214))
    'bic: one list holds everybody who was observed, and the others add nobody'
    """
    if rounding.exact or code not in _NAMING_NO_LIST:
        return text
    of_stratum = "" if stratum is None else f"stratum {stratum}: "
    return f"{text.partition(': ')[0]}: {of_stratum}{_NAMING_NO_LIST[code]}"


def _rounded(number: str, rounding: Rounding) -> str:
    value = rounding.persons(float(number.replace(",", "")))
    return f"{value:,.0f}" if "," in number or value >= 1000 else f"{value:.0f}"
