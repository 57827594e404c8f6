"""Texts of many lines in another language: headings, wrapped paragraphs, tables.

A text comes as lines of English. A paragraph that was wrapped is put together again, said, and
wrapped anew; a table (a line of dashes under its head shows where columns begin) is laid out anew,
and so are names with their values under each other. A line whose parts stand apart by blanks is
said part by part. Whatever is not known stands as it stood.
"""

import re
import textwrap
from collections.abc import Iterator, Sequence

from measure87.cli.speech.choice import ENGLISH, spoken
from measure87.cli.speech.speaker import Speaker, speaker

_COLUMNS = re.compile(r"-+(?:  -+)+")
_UNDERLINE = re.compile(r"-+")
_FACT = re.compile(r"( *[^\s:]+(?: [^\s:]+)* {2,})\S.*")
"""A name, and from a column on its value; a sentence with a colon in it is neither."""
_FIGURE = re.compile(r"( *)(\S.*?) +(-?[\d,.]+  \(-?[\d,.]+ to -?[\d,.]+\))")
"""A name, a number, and its interval in parentheses."""
_ISOLATES = re.compile("[\u2066-\u2069]")
_APART = re.compile(" {2,}")
_GAP = "  "
_ITEM = "- "
_WIDTH = 96
_LONG = 70
"""A line shorter than this was not wrapped."""
_MOST = 14
"""Most lines that are put together."""


def page(text: str) -> str:
    """A text of many lines in the language that is spoken now."""
    language = spoken()
    if language == ENGLISH:
        return text
    return "\n".join(_lines(text.split("\n"), speaker(language)))


def _lines(lines: Sequence[str], said: Speaker) -> Iterator[str]:
    at = 0
    while at < len(lines):
        if at + 1 < len(lines) and _COLUMNS.fullmatch(lines[at + 1]):
            end = _end_of_table(lines, at)
            yield from _table(lines[at:end], said)
        elif (end := _end_of_figures(lines, at)) > at:
            yield from _figures(lines[at:end], said)
        elif (end := _end_of_facts(lines, at)) > at + 1 and (facts := _facts(lines[at:end], said)):
            yield from facts
        else:
            end, spoken_lines = _paragraph(lines, at, said)
            yield from spoken_lines
            if _is_underlined(lines, at, end):
                end += 1
                yield "-" * max(map(len, spoken_lines))
        at = end


def _end_of_figures(lines: Sequence[str], at: int) -> int:
    """The first line from here on that is no name with a number and its interval."""
    return next((n for n in range(at, len(lines)) if not _FIGURE.fullmatch(lines[n])), len(lines))


def _figures(lines: Sequence[str], said: Speaker) -> Iterator[str]:
    """Names with a number and its interval each, in columns as wide as they then are."""
    found = [match for line in lines if (match := _FIGURE.fullmatch(line))]
    names = [match[1] + said.name(match[2]) for match in found]
    values = [said.cell(match[3]) for match in found]
    numbers = [_seen(value.partition(_GAP)[0]) for value in values]
    for name, value, number in zip(names, values, numbers, strict=True):
        blanks = max(map(_seen, names)) - _seen(name) + max(numbers) - number
        yield f"{name}{' ' * blanks}{_GAP}{value}"


def _end_of_facts(lines: Sequence[str], at: int) -> int:
    """The first line that has no value under that of the line where names begin, nor a name."""
    found = _FACT.fullmatch(lines[at])
    if found is None:
        return at
    column = found.end(1)
    end = at + 1
    while end < len(lines) and lines[end].strip() and _is_of(lines[end], column):
        end += 1
    return end


def _is_of(line: str, column: int) -> bool:
    """Whether a line is a name alone, or one with its value at a column."""
    return len(line) < column or (line[column - 2 : column] == _GAP and line[column] != " ")


def _facts(lines: Sequence[str], said: Speaker) -> list[str]:
    """Names with their values, laid out anew; nothing where a name is not known."""
    found = _FACT.fullmatch(lines[0])
    column = 0 if found is None else found.end(1)
    names = [line[:column].rstrip() for line in lines]
    own = [said.known(name.strip()) for name in names]
    if None in own:
        return []
    told = [_indent(name) + (one or "") for name, one in zip(names, own, strict=True)]
    width = max(map(_seen, told))
    values = (said.cell(line[column:]) if line[column:] else "" for line in lines)
    return [
        f"{name}{' ' * (width - _seen(name))}{_GAP}{value}".rstrip()
        for name, value in zip(told, values, strict=True)
    ]


def _seen(text: str) -> int:
    """How many places a text takes: the signs that set a value apart take none."""
    return len(_ISOLATES.sub("", text))


def _is_underlined(lines: Sequence[str], at: int, end: int) -> bool:
    """Whether the heading in one line has a line of dashes under it, as long as itself."""
    if end != at + 1 or end >= len(lines) or not lines[at].strip():
        return False
    return bool(_UNDERLINE.fullmatch(lines[end])) and len(lines[end]) == len(lines[at])


def _paragraph(lines: Sequence[str], at: int, said: Speaker) -> tuple[int, list[str]]:
    """Where the longest known text that begins here ends, and its lines in the language."""
    for end in range(_furthest(lines, at), at, -1):
        own = _known(_joined(lines[at:end]), said, _may_have_values(lines, at, end))
        if own is not None:
            return end, _wrapped(own, lines[at:end])
    return at + 1, [_parted(lines[at], said)]


def _parted(line: str, said: Speaker) -> str:
    """A line whose parts stand apart by blanks, those behind the first in the language.

    Where none of them is known it stays as it is: numbers alone may be anything.
    """
    name, *rest = re.split(f"({_APART.pattern})", line.strip())
    if not any(said.known(part) for part in rest[1::2]):
        return line
    parts = (part if at % 2 == 0 else said.cell(part) for at, part in enumerate(rest))
    return "".join((_indent(line), name, *parts))


def _may_have_values(lines: Sequence[str], at: int, end: int) -> bool:
    """Whether lines are one sentence for certain: a single one, or one with its rest farther in.

    Where all begin at one margin, the next line may be a sentence of its own, which a value would
    take in; there only a text without values is looked for.
    """
    return end == at + 1 or len(_indent(lines[at + 1])) > len(_indent(lines[at]))


def _known(text: str, said: Speaker, with_values: bool) -> str | None:
    """A text, or what stands behind the dash of an item."""
    known = said.known if with_values else said.known_whole
    own = known(text)
    if own is None and text.startswith(_ITEM):
        inner = known(text.removeprefix(_ITEM))
        return None if inner is None else _ITEM + inner
    return own


def _furthest(lines: Sequence[str], at: int) -> int:
    """Where a paragraph that begins here can end: its further lines stand under each other.

    A line whose parts stand apart by blanks is the row of something, and goes on with no sentence.
    """
    end = at + 1
    while (
        end < min(len(lines), at + _MOST)
        and len(lines[end - 1]) >= _LONG
        and lines[end].strip()
        and not _APART.search(lines[end].strip())
        and (end == at + 1 or _indent(lines[end]) == _indent(lines[at + 1]))
    ):
        end += 1
    return end


def _joined(lines: Sequence[str]) -> str:
    """Wrapped lines as one; a word that was parted at its hyphen is whole again."""
    text = " ".join(line.strip() for line in lines)
    return re.sub(r"(?<=\w)- (?=\w)", "-", text) if len(lines) > 1 else text


def _wrapped(own: str, lines: Sequence[str]) -> list[str]:
    """A text with the margins of the lines that it stands for; a single line stays one."""
    first = _indent(lines[0])
    if len(lines) == 1 and len(lines[0]) < _LONG:
        return [first + own]
    rest = _indent(lines[1]) if len(lines) > 1 else first + _GAP
    width = max(_WIDTH, *map(len, lines)) if len(lines) > 1 else len(own) + len(first)
    return textwrap.wrap(
        own, width, initial_indent=first, subsequent_indent=rest,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _end_of_table(lines: Sequence[str], at: int) -> int:
    """The blank line behind a table, or the end."""
    return next((n for n in range(at + 2, len(lines)) if not lines[n].strip()), len(lines))


def _table(lines: Sequence[str], said: Speaker) -> Iterator[str]:
    """A table with its cells in the language, and its columns as wide as they then are."""
    spans = [match.span() for match in re.finditer("-+", lines[1])]
    head, *rows = ([_cell(line, span, spans) for span in spans] for line in (lines[0], *lines[2:]))
    right = [_is_right(i, spans, (lines[0], *lines[2:])) for i in range(len(spans))]
    shown = [[said.cell(cell.strip()) for cell in row] for row in (head, *rows)]
    widths = [max(_seen(row[i]) for row in shown) for i in range(len(spans))]
    for number, row in enumerate(shown):
        blanks = [" " * (widths[i] - _seen(text)) for i, text in enumerate(row)]
        cells = [
            blank + text if right[i] else text + blank
            for i, (blank, text) in enumerate(zip(blanks, row, strict=True))
        ]
        yield _GAP.join(cells).rstrip()
        if number == 0:
            yield _GAP.join("-" * width for width in widths)


def _cell(line: str, span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> str:
    start, end = span
    return line[start:] if span == spans[-1] else line[start:end]


def _is_right(column: int, spans: Sequence[tuple[int, int]], lines: Sequence[str]) -> bool:
    """Whether the cells of a column end under each other, and do not begin so."""
    cells = [_cell(line, spans[column], spans).rstrip() for line in lines]
    filled = [cell for cell in cells if cell.strip()]
    return any(cell[0] == " " for cell in filled)
