"""Footnote marks: what a mark beside a value means, and whether the value may be used.

The default rules are those of UNICEF's own tables, seen in a public program that carries the
table's notes with its data (`secondary`): "x" values are about other years and not in UNICEF's
averages; "y" values differ from the standard definition or are about part of a country and are in
them if their year is. A country's "y" value is still another measure, so here it is kept with its
note, and the user's rules may leave it out. A mark without a rule is refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from measure87.vocabulary.errors import DataError


@dataclass(frozen=True)
class MarkRule:
    """What one mark means."""

    about: str
    leave_out: bool
    seen: str
    """How the meaning was seen: `printed`, `secondary`, `unseen`, or `user`."""


MarkRules = Mapping[str, MarkRule]

UNICEF_MARKS: MarkRules = {
    "x": MarkRule("about other years than the table's", leave_out=True, seen="secondary"),
    "y": MarkRule(
        "differs from the standard definition or is about part of the country",
        leave_out=False,
        seen="secondary",
    ),
}
"""UNICEF's marks; `leave_out` as UNICEF treats them in its own averages."""

LEAVE_OUT_ALL_MARKED: MarkRules = {
    mark: MarkRule(rule.about, leave_out=True, seen=rule.seen)
    for mark, rule in UNICEF_MARKS.items()
}
"""The same marks, every marked value left out."""

_MARKED = re.compile(r"^\s*([<>]?)\s*([\d.]+)\s*((?:[a-z*+†‡]\s*,?\s*)*)$", re.IGNORECASE)


def split_marks(cell: str) -> tuple[str, tuple[str, ...]]:
    """The number's text and the marks after it; an unmarked text comes back as it is.

    >>> split_marks("12.3 x,y"), split_marks("7"), split_marks("–")
    (('12.3', ('x', 'y')), ('7', ()), ('–', ()))
    """
    found = _MARKED.match(cell)
    if found is None or found[1]:
        return cell, ()
    return found[2], marks_in(found[3])


def marks_in(text: str | None) -> tuple[str, ...]:
    """The marks of a cell that holds nothing else, small letters, each once.

    >>> marks_in("x, y"), marks_in(None), marks_in("XY")
    (('x', 'y'), (), ('x', 'y'))
    """
    letters = re.sub(r"[\s,]", "", text or "").lower()
    return tuple(dict.fromkeys(letters))


def judge_marks(
    marks: tuple[str, ...], rules: MarkRules, *, where: str
) -> tuple[str | None, str | None]:
    """The note that the marks make, and the reason to leave the value out (None: keep it).

    Raises
    ------
    DataError
        If a mark has no rule.
    """
    for mark in marks:
        if mark not in rules:
            raise DataError(
                f"the mark {mark!r} has no rule",
                code="unknown-mark",
                where=where,
                hint=f"say what it means; known marks: {', '.join(rules) or 'none'}",
            )
    note = "; ".join(f"{mark}: {rules[mark].about}" for mark in marks) or None
    against = [f"{mark}: {rules[mark].about}" for mark in marks if rules[mark].leave_out]
    return note, f"marked {'; '.join(against)}" if against else None
