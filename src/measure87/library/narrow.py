"""Tables for a terminal that is narrower than they are: a few lines a row, folded at words."""

import sys
from collections.abc import Iterable
from os import get_terminal_size
from textwrap import wrap

from measure87.library.text_table import TextTable
from measure87.vocabulary.printed import aligned

_NAMED = 2
"""The first columns say what a row is of: the measure and its group."""
_PLAIN_HEADS = ("measure", "group")
"""Heads of what says by itself what it is."""
_INDENT, _KEPT = "  ", "\N{NO-BREAK SPACE}"
_SHORT = 30
"""Characters of a cell that stays on one line."""


def terminal_width() -> int | None:
    """Characters in a line of the terminal that is printed to; None if it is no terminal."""
    try:
        return get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else None
    except (AttributeError, OSError, ValueError):
        return None


def table_lines(table: TextTable, width: int | None = None) -> list[str]:
    """A table in columns; where these are wider than the terminal, each row by itself."""
    lines = aligned(table.rows, table.right)
    if width is None or max(map(len, lines)) <= width:
        return lines
    head, *rows = table.rows
    return [line for row in rows for line in _stacked(head, row, width)]


def _stacked(head: tuple[str, ...], row: tuple[str, ...], width: int) -> list[str]:
    """One row: what it is of, and below it every column that is not empty, with its name.

    >>> _stacked(("measure", "group", "value", "se", "flags"), ("work", "sex 1", "8%", "", "few"), 60)
    ['work, sex 1', '  value 8%; flags few']
    """  # noqa: E501
    named = ", ".join(
        text if name in _PLAIN_HEADS else f"{name} {text}"
        for name, text in zip(head[:_NAMED], row[:_NAMED], strict=True)
        if text
    )
    told = [
        f"{name}{_KEPT}{text.replace(' ', _KEPT) if len(text) < _SHORT else text}"
        for name, text in zip(head[_NAMED:], row[_NAMED:], strict=True)
        if text
    ]
    lines = [*folded([named], width), *folded(["; ".join(told)], width, _INDENT)]
    return [line.replace(_KEPT, " ") for line in lines]


def folded(lines: Iterable[str], width: int | None, indent: str = "") -> list[str]:
    """Lines of text as they stand, or folded between words to a width."""
    if width is None:
        return list(lines)
    return [
        part
        for line in lines
        for part in wrap(
            line, max(width, 20), initial_indent=indent, subsequent_indent=indent or _INDENT,
            break_on_hyphens=False, break_long_words=False,
        ) or [""]
    ]  # fmt: skip
