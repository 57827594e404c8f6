"""A form as its sheets have it: questions, groups and repeats in each other, lists, settings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from measure87.collect.form.lint.book import Book, Cell, Sheet
from measure87.collect.form.lint.columns import Column
from measure87.collect.form.lint.finding import Place

type EntryKind = Literal["question", "group", "repeat"]


@dataclass(frozen=True)
class Marks:
    """What a form of our own says of its questions beyond the sheets, by name."""

    sensitive: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    consent: frozenset[str] = frozenset()
    refusals: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """List to its codes for a refusal."""
    unknowns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """List to its codes for an answer that is not known."""
    residual: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Question to its codes that are codes of a standard column, `other` perhaps among them."""
    whole: bool = False
    """Whether these are all: nothing is then guessed from words."""


@dataclass(eq=False)
class Entry:
    """A row of the sheet `survey` that is a question, a group or a repeat."""

    kind: EntryKind
    type: str
    """As written, in small letters, without its list."""
    name: str
    order: int
    sheet: Sheet
    row: int
    cells: Mapping[tuple[str, str], Cell]
    """By column and language."""
    parents: tuple["Entry", ...]
    list_name: str = ""
    or_other: bool = False
    children: list["Entry"] = field(default_factory=list)
    columns: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def text(self, column: str, language: str = "") -> str:
        """What a cell says; empty where there is none."""
        cell = self.cells.get((column, language))
        return "" if cell is None else cell.text

    def place(self, column: str = "name", language: str = "") -> Place:
        """A cell of this row, filled or not; the row alone where there is no such column."""
        at = self.columns.get((column, language))
        if at is None:
            return Place(self.sheet.name, self.row, "", column)
        return self.sheet.at(self.row, at)

    def said(self, column: str) -> dict[str, str]:
        """Texts of a column by language."""
        return {lang: cell.text for (name, lang), cell in self.cells.items() if name == column}

    @property
    def repeats(self) -> tuple["Entry", ...]:
        """The repeats it lies in, outermost first; a repeat lies in itself."""
        own = (self,) if self.kind == "repeat" else ()
        return tuple(one for one in self.parents if one.kind == "repeat") + own

    @property
    def is_select(self) -> bool:
        """Whether it is answered from a list."""
        return self.type in ("select_one", "select_multiple", "rank")

    @property
    def is_required(self) -> bool:
        """Whether it cannot be left blank, always."""
        return self.text("required").lower() in ("yes", "true", "true()")

    @property
    def is_read_only(self) -> bool:
        """Whether nobody can fill it."""
        return self.text("readonly").lower() in ("yes", "true", "true()")


@dataclass(frozen=True)
class Choice:
    """A row of the sheet `choices`."""

    list_name: str
    name: str
    sheet: Sheet
    row: int
    cells: Mapping[tuple[str, str], Cell]
    columns: Mapping[tuple[str, str], int]

    def place(self, column: str = "name", language: str = "") -> Place:
        """A cell of this row."""
        at = self.columns.get((column, language))
        if at is None:
            return Place(self.sheet.name, self.row, "", column)
        return self.sheet.at(self.row, at)

    @property
    def labels(self) -> dict[str, str]:
        """By language."""
        return {lang: cell.text for (name, lang), cell in self.cells.items() if name == "label"}


@dataclass(frozen=True)
class Control:
    """A begin or an end, for the check that they match."""

    is_begin: bool
    kind: EntryKind
    name: str
    row: int
    place: Place
    children: int = 0


@dataclass
class XlsForm:
    """A form as read."""

    book: Book
    columns: Mapping[str, list[Column]]
    """Of each known sheet, in the order of its headers."""
    entries: list[Entry]
    controls: list[Control]
    lists: Mapping[str, list[Choice]]
    settings: Mapping[str, Cell]
    languages: tuple[str, ...]
    marks: Marks = field(default_factory=Marks)

    def __post_init__(self) -> None:
        self.by_name: dict[str, list[Entry]] = {}
        for entry in self.entries:
            self.by_name.setdefault(entry.name, []).append(entry)

    @property
    def questions(self) -> Iterator[Entry]:
        """The entries that are questions."""
        return (one for one in self.entries if one.kind == "question")

    def one(self, name: str) -> Entry | None:
        """The first entry of a name."""
        return next(iter(self.by_name.get(name, ())), None)

    def codes(self, entry: Entry) -> list[str] | None:
        """Codes of a select whose list is on the sheet `choices`; None of others."""
        if not entry.is_select or entry.list_name not in self.lists:
            return None
        codes = [choice.name for choice in self.lists[entry.list_name]]
        return [*codes, "other"] if entry.or_other and "other" not in codes else codes
