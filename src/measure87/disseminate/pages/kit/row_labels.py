"""Labels of a plot, broken into lines between words: of its rows, its axes and its parts.

A label of several lines is centred on its row.
"""

import re
import textwrap
from collections.abc import Sequence

_ROW = 22
LINE = 14
_LETTER, _BROAD_LETTER = 7.5, 8.0
"""Pixels of a row, of a line of a label, of a letter, and of a Cyrillic one."""
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def wrapped(labels: Sequence[str], width: int) -> list[list[str]]:
    """Each label in lines that fit into so many pixels; a word that does not stays whole."""
    return [
        textwrap.wrap(label, int(width / _letter(label)), break_long_words=False) or [""]
        for label in labels
    ]


def _letter(text: str) -> float:
    return _BROAD_LETTER if _CYRILLIC.search(text) else _LETTER


def axis_title(title: str | None, width: int) -> list[str] | None:
    """The title of an axis in lines that fit beside so many pixels; None where there is none."""
    return wrapped([title], width)[0] if title else None


def block_title(title: str, width: int) -> list[str]:
    """The title of one part of a plot, in bold letters, in lines that fit above so many pixels."""
    return textwrap.wrap(title, int(width / (_letter(title) + 1)), break_long_words=False)


def row_height(lines: Sequence[Sequence[str]]) -> int:
    """Pixels for a row, where the longest label has so many lines."""
    return max(_ROW, LINE * max(map(len, lines)) + 6)
