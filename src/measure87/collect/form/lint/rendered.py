"""A form of our own as the sheets that an XLSForm of it has, so that one check serves both."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from measure87.collect.form.lint.book import Book, Cell, Sheet
from measure87.collect.form.lint.xlsform import Marks
from measure87.collect.form.model import Form, Question, Section, Texts, placed
from measure87.vocabulary.columns import TABLES

type _Row = dict[str, str]


def marks_of(form: Form) -> Marks:
    """What a form says of its questions beyond what its sheets can."""
    every = [one.question for one in placed(form)]

    def codes(says: str) -> dict[str, frozenset[str]]:
        return {
            one.name: frozenset(choice.name for choice in one.choices if choice.says == says)
            for one in form.lists
        }

    return Marks(
        sensitive=frozenset(one.name for one in every if one.sensitive),
        identifiers=frozenset(one.name for one in every if one.identifier),
        consent=frozenset(one.name for one in every if one.consent),
        refusals=codes("refused"),
        unknowns=codes("unknown"),
        residual={one.name: _standard(one) for one in every if one.serves},
        whole=True,
    )


def _standard(question: Question) -> frozenset[str]:
    """Codes of the standard columns that a question fills."""
    tables = [(TABLES[one.table.capitalize()], one.column) for one in question.serves]
    columns = [table[name] for table, name in tables if name in table]
    return frozenset(code for column in columns for code, _ in column.levels)


def book_of(form: Form, source: Path) -> Book:
    """The sheets of a form, row by row in its order."""
    survey = [row for child in form.children for row in _rows(child, form)]
    choices = [
        {"list_name": one.name, "name": choice.name, **_said("label", choice.labels)}
        for one in form.lists
        for choice in one.choices
    ]
    title = form.title.get(form.languages[0], "") if form.languages else ""
    settings = {
        "form_title": title,
        "form_id": form.id,
        "version": form.version,
        "default_language": _language(form.languages[0]) if form.languages else "",
    }
    columns = [f"label::{_language(one)}" for one in form.languages]
    sheets = {
        "survey": _sheet("survey", survey, ["type", "name", *columns]),
        "choices": _sheet("choices", choices, ["list_name", "name", *columns]),
        "settings": _sheet("settings", [settings], []),
    }
    return Book(source, sheets)


def _language(code: str) -> str:
    return f"{code} ({code})"


def _said(column: str, texts: Texts) -> _Row:
    return {f"{column}::{_language(code)}": text for code, text in texts.items() if text}


def _rows(child: Question | Section, form: Form) -> Iterator[_Row]:
    if isinstance(child, Question):
        yield _question(child)
        return
    kind = "repeat" if child.repeats else "group"
    yield {
        "type": f"begin_{kind}",
        "name": child.name,
        **_said("label", child.labels),
        "relevant": child.relevant,
        "repeat_count": child.repeat_count,
        "appearance": child.appearance,
    }
    for one in child.children:
        yield from _rows(one, form)
    yield {"type": f"end_{kind}", "name": child.name}


def _question(one: Question) -> _Row:
    return {
        "type": f"{one.kind} {one.choices}" if one.choices else one.kind,
        "name": one.name,
        **_said("label", one.labels),
        **_said("hint", one.hints),
        "relevant": one.relevant,
        "constraint": one.constraint,
        **_said("constraint_message", one.constraint_messages),
        "calculation": one.calculation,
        "required": "yes" if one.required else "",
        "default": one.default,
        "appearance": one.appearance,
        "bind::type": one.bind_type,
    }


def _sheet(name: str, rows: list[_Row], first: list[str]) -> Sheet:
    filled = [{header: text for header, text in row.items() if text} for row in rows]
    headers = list(dict.fromkeys([*first, *(header for row in filled for header in row)]))
    at = {header: number for number, header in enumerate(headers, start=1)}
    return Sheet(
        name,
        {number: Cell(header, 1, number) for header, number in at.items()},
        tuple(_cells(row, at, number) for number, row in enumerate(filled, start=2)),
    )


def _cells(row: _Row, at: Mapping[str, int], number: int) -> dict[int, Cell]:
    return {at[header]: Cell(text, number, at[header], raw=text) for header, text in row.items()}
