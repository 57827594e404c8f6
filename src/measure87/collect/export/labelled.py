"""Each table of a field study in the form's order, with labels in one language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from measure87.collect.export.names import MOST, MOST_WITH_LABELS, name_for_programs
from measure87.collect.form.model import Form, Question, Texts, placed, repeats
from measure87.collect.quality.field_data import FieldData
from measure87.collect.quality.items import MAIN, columns_of
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.keys import nearest

OWN = ("_id", "_row", "_parent_row")
"""Columns of ours that say where a row belongs; others of ours stand at the end."""


@dataclass(frozen=True)
class Column:
    """One column of a table that is given on.

    Attributes
    ----------
    column : as the store has it
    name : as statistical programs take it
    label : words of the question, with those of the choice for one of several; empty for our own
    kind : of the question; empty for our own columns
    codes : each choice of the form in its order, with its label; empty for others
    question, relevant, source : as in the form
    """

    column: str
    name: str
    label: str = ""
    kind: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    question: str = ""
    relevant: str = ""
    source: str = ""


@dataclass(frozen=True)
class LabelledTable:
    """A table with its columns in order; `frame` has them under the store's names."""

    name: str
    frame: pl.DataFrame
    columns: tuple[Column, ...]


def labelled_tables(data: FieldData, language: str | None = None) -> tuple[LabelledTable, ...]:
    """All tables of a field study.

    Parameters
    ----------
    language : of labels; the form's first if None

    Raises
    ------
    UsageError
        If the form has no such language.
    """
    chosen = data.form.languages[0] if language is None else language
    if chosen not in data.form.languages:
        raise UsageError(
            f"the form has no labels in {chosen!r}",
            code="unknown-language",
            hint=f"languages: {', '.join(data.form.languages)}; "
            f"{nearest(chosen, data.form.languages)}",
        )
    names = (MAIN, *dict.fromkeys(way[-1].name for way in repeats(data.form)))
    return tuple(_table(data, name, chosen) for name in names if name in data.tables)


def _table(data: FieldData, name: str, language: str) -> LabelledTable:
    """One table; a member of a repeat with the questions that name her case."""
    frame = data.tables[name]
    if name != MAIN:
        missing = [one for one in data.key if one not in frame.columns]
        case = data.main.select("_id", *missing)
        frame = frame.join(case, on="_id", how="left", maintain_order="left")
    frame = _with_every_choice(frame, data.form)
    asked = [one for one in _asked(data, name, language) if one.column in frame.columns]
    known = {one.column for one in asked}
    own = [one for one in OWN if one in frame.columns]
    rest = [one for one in frame.columns if one not in known and one not in own]
    columns = [*map(_own, own), *asked, *map(_own, rest)]
    taken: set[str] = set()
    named = [_named(one, taken) for one in columns]
    return LabelledTable(name, frame.select([one.column for one in named]), tuple(named))


def _with_every_choice(frame: pl.DataFrame, form: Form) -> pl.DataFrame:
    """A table with a column for each choice of a question of which it has any, empty if new."""
    lacking = [
        column
        for one in placed(form)
        if one.question.kind == "select_multiple"
        for columns in [columns_of(one.question, form)]
        if set(columns) & set(frame.columns)
        for column in columns
        if column not in frame.columns
    ]
    return frame.with_columns(pl.lit(None, pl.Boolean).alias(column) for column in lacking)


def _own(column: str) -> Column:
    return Column(column, "")


def _named(one: Column, taken: set[str]) -> Column:
    """The column under a name that is not taken yet."""
    name = name_for_programs(one.column, taken, MOST_WITH_LABELS if one.codes else MOST)
    taken.add(name)
    return replace(one, name=name)


def _asked(data: FieldData, table: str, language: str) -> Iterator[Column]:
    """Columns of questions in the form's order; the case's first in the table of a repeat."""
    every = list(placed(data.form))
    if table != MAIN:
        case = [one for one in every if one.question.name in data.key and not one.table]
        for one in case:
            yield from _columns(data.form, one.question, language)
    for one in every:
        if (one.table or MAIN) == table:
            yield from _columns(data.form, one.question, language)


def _columns(form: Form, question: Question, language: str) -> Iterator[Column]:
    options = form.list_of(question)
    choices = options.choices if options is not None else ()
    label = words(question.labels, language)
    codes = tuple((one.name, words(one.labels, language) or one.name) for one in choices)
    whole = Column(
        question.name,
        "",
        label,
        question.kind,
        codes,
        question.name,
        question.relevant,
        question.source,
    )
    if question.kind != "select_multiple":
        yield whole
        return
    for column, (_, said) in zip(columns_of(question, form), codes, strict=True):
        yield replace(whole, column=column, codes=(), label=f"{label}: {said}" if label else said)


def words(texts: Texts, language: str) -> str:
    """A text in a language, or else in the first that there is; empty without any."""
    found: Mapping[str, str] = texts
    return found.get(language) or next(iter(found.values()), "")
