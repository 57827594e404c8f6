"""Reads the tables and the running text of a released page, as a reader has them before her."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_SILENT = {"style", "script", "svg", "title"}
_BREAKS = {"p", "li", "dd", "dt", "td", "th", "tr", "h1", "h2", "h3", "h4", "section", "caption"}


@dataclass
class Row:
    """One row of a table: what it is about, and its cells."""

    section: str
    caption: str
    words: list[str] = field(default_factory=list)
    """Its own label, and what the rows under its heading share."""
    cells: list[str] = field(default_factory=list)
    is_of_everybody: bool = False


class _Page(HTMLParser):
    """Rows and texts, by the section that they stand in."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.texts: list[tuple[str, str]] = []
        self._sections = [""]
        self._silent = 0
        self._in_table = False
        self._caption, self._body, self._heading = "", "", ""
        self._row: Row | None = None
        self._kept: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag in _SILENT:
            self._silent += 1
        if tag in _BREAKS:
            self._flush(tag)
        if tag == "section":
            self._sections.append(has.get("aria-labelledby") or "")
        elif tag == "table":
            self._flush(tag)
            self._in_table, self._caption, self._heading = True, "", ""
        elif tag == "tbody":
            self._body, self._heading = has.get("class") or "", ""
        elif tag == "tr":
            self._row = Row(self._sections[-1], self._caption)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent -= 1
        if tag in ("td", "th", "caption"):
            self._take(tag, " ".join("".join(self._kept).split()))
            self._kept = []
        elif tag in _BREAKS:
            self._flush(tag)
        if tag == "section":
            self._sections.pop()
        elif tag == "table":
            self._in_table = False
        elif tag == "tr" and self._row is not None:
            self._end_of_row(self._row)
            self._row = None

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._kept.append(data)

    def _take(self, tag: str, text: str) -> None:
        if tag == "caption":
            self._caption = text
        elif self._row is not None and tag == "td":
            self._row.cells.append(text)
        elif self._row is not None:
            self._row.words.append(text)

    def _end_of_row(self, row: Row) -> None:
        if not row.cells:
            self._heading = row.words[0].partition(": ")[2] if row.words else ""
            return
        row.is_of_everybody = self._body == "all"
        row.words += [self._heading] if self._heading else []
        self.rows.append(row)

    def _flush(self, tag: str) -> None:
        text = " ".join("".join(self._kept).split())
        if text and not self._in_table:
            self.texts.append((self._sections[-1], text))
        self._kept = []


def _read(page: str) -> _Page:
    found = _Page()
    found.feed(re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL))
    return found


def rows_of(page: str) -> Iterator[Row]:
    """Every row with cells of every table."""
    yield from _read(page).rows


def texts_of(page: str) -> Iterator[tuple[str, str]]:
    """Every text outside of tables, with the section that it stands in."""
    yield from _read(page).texts
