"""The leaves of filled forms, by path, and whether two engines left the same there."""

import datetime
import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import Literal

from measure87.collect.form.engines.xform import XForm
from measure87.collect.form.safe_xml import Element, local_name, read_xml

type Verdict = Literal["equal", "written otherwise", "different"]

ABSENT = "(not there)"


def leaves_of(xml: str, xform: XForm, where: str = "submission") -> dict[str, str]:
    """Text of every leaf of a filled form, by its path: `roster[2]/age`."""
    found: dict[str, str] = {}
    _collect(read_xml(xml.encode(), where), "", xform, found)
    return found


def _collect(element: Element, above: str, xform: XForm, found: dict[str, str]) -> None:
    seen: Counter[str] = Counter()
    for child in element:
        name = local_name(child)
        seen[name] += 1
        path = xform.path(f"/data/{above}{name}[{seen[name]}]")
        if len(child):
            _collect(child, f"{above}{name}[{seen[name]}]/", xform, found)
        else:
            found[path] = child.text or ""


def compared(
    first: Mapping[str, str], second: Mapping[str, str], xform: XForm
) -> dict[str, tuple[Verdict, str, str]]:
    """For every leaf of either: whether they are equal, and what both have.

    Of what each engine sets for itself (times, numbers of devices) only that it is there.
    """
    paths = dict.fromkeys((*first, *second))
    return {path: _verdict(path, first, second, xform) for path in paths}


def _verdict(
    path: str, first: Mapping[str, str], second: Mapping[str, str], xform: XForm
) -> tuple[Verdict, str, str]:
    one, other = first.get(path, ABSENT), second.get(path, ABSENT)
    if xform.is_own(path):
        same = (one == ABSENT) == (other == ABSENT)
        return ("equal" if same else "different"), one, other
    if one == other:
        return "equal", one, other
    return ("written otherwise" if _same_value(one, other) else "different"), one, other


_TRAILING = re.compile(r"(\d)\.0+(?![\d.])")


def same_text(one: str, other: str) -> bool:
    """Whether two texts on a screen are the same but for how a number is written."""
    return _TRAILING.sub(r"\1", one) == _TRAILING.sub(r"\1", other)


def _same_value(one: str, other: str) -> bool:
    """Whether two texts are the same number, numbers (a position), or time."""
    try:
        numbers = zip(map(float, one.split()), map(float, other.split()), strict=True)
        return bool(one.split()) and all(math.isclose(a, b, rel_tol=1e-9) for a, b in numbers)
    except ValueError:
        pass
    try:
        return _instant(one) == _instant(other)
    except ValueError:
        return False


def _instant(text: str) -> datetime.datetime | datetime.time:
    """A point in time; a time of day as what it is in UTC."""
    if "T" in text:
        return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC)
    return datetime.time.fromisoformat(text)
