"""Numbers in what methods say of themselves: none that counts persons, none too exact."""

import re
from collections.abc import Sequence

from measure87.disseminate.gate.lists.rounding import Rounding

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_PERSONS = re.compile(rf"\b{_NUMBER}(?: to {_NUMBER})? (?=persons?\b)")
_LARGE = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d{3,})(?![\d.,]*\d|\s*%)")
_MARK = "\x00"


def safe_sentence(text: str, names: Sequence[str], rounding: Rounding) -> str:
    """A sentence as it may be released; names of lists stay as they are.

    >>> safe_sentence("list B1 holds 214 persons; size 11,313", ["B1"], Rounding(2744))
    'list B1 holds some persons; size 11,300'
    """
    if rounding.exact:
        return text
    order = sorted((name for name in names if re.search(r"\d", name)), key=len, reverse=True)
    for place, name in enumerate(order):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _MARK + chr(0xE000 + place), text)
    text = _PERSONS.sub("some ", text)
    text = _LARGE.sub(lambda found: _rounded(found[0], rounding), text)
    for place, name in enumerate(order):
        text = text.replace(_MARK + chr(0xE000 + place), name)
    return text


def _rounded(number: str, rounding: Rounding) -> str:
    value = rounding.persons(float(number.replace(",", "")))
    return f"{value:,.0f}" if "," in number or value >= 1000 else f"{value:.0f}"
