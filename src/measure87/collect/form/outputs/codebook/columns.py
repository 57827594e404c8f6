"""The columns of the tables that a form gives: decision 48 as data, in order.

One table for the interviews and one for each repeat. A select_multiple has a column for each of its
choices. Identifiers are listed, for somebody will look for them, and are in no table.
"""

from collections.abc import Iterator

import msgspec

from measure87.collect.form.model import (
    Choice,
    Form,
    Placed,
    Question,
    Serves,
    placed,
    repeats,
)
from measure87.collect.form.outputs.numbering import Numbered, numbered

MAIN = "main"
_OF_REPEATS = ("_id", "_row")
_PARENT = "_parent_row"
_OF_MAIN = (
    "_id",
    "_submitted_at",
    "_updated_at",
    "_form_version",
    "_submitter",
    "_review",
    "_edits",
    "_deleted",
)


class Column(msgspec.Struct, frozen=True):
    """A column, with the question that fills it."""

    name: str
    placed: Placed
    number: str
    """Number of the question on paper; empty where it has none."""
    asked: str
    """When it is asked, with the conditions of all parts that it lies in; empty for always."""
    choices: tuple[Choice, ...] = ()
    choice: Choice | None = None
    """Of a select_multiple: the choice that this column is about."""

    @property
    def question(self) -> Question:
        """What is asked."""
        return self.placed.question

    @property
    def serves(self) -> tuple[Serves, ...]:
        """Standard columns that it fills."""
        code = self.choice.name if self.choice else ""
        return tuple(one for one in self.question.serves if one.choice in ("", code))


class TableOfForm(msgspec.Struct, frozen=True):
    """A table: `main`, or a repeat under its name."""

    name: str
    section: str
    """Name of the repeat; empty for the main table."""
    own: tuple[str, ...]
    """Columns that we add, which begin with an underscore."""
    columns: tuple[Column, ...]


def tables_of(form: Form) -> tuple[TableOfForm, ...]:
    """All tables of a form with their columns, in order."""
    of = numbered(form)
    every = [one for one in placed(form) if one.question.kind != "note"]
    found = [TableOfForm(MAIN, "", _OF_MAIN, tuple(_columns(of, every, "")))]
    for path in repeats(form):
        name = path[-1].name
        is_inner = sum(section.repeats for section in path) > 1
        own = (*_OF_REPEATS, _PARENT) if is_inner else _OF_REPEATS
        found.append(TableOfForm(name, name, own, tuple(_columns(of, every, name))))
    return tuple(found)


def _columns(of: Numbered, every: list[Placed], table: str) -> Iterator[Column]:
    for one in every:
        if one.table != table:
            continue
        question = one.question
        number = of.numbers.get(question.name, "")
        found = of.form.list_of(question)
        choices = found.choices if found else ()
        if question.kind == "select_multiple":
            for choice in choices:
                name = f"{question.name}/{choice.name}"
                yield Column(name, one, number, asked_of(one), choice=choice)
        else:
            yield Column(question.name, one, number, asked_of(one), choices=choices)


def asked_of(one: Placed) -> str:
    """The condition under which a question is asked, its parts' conditions with it."""
    given = [*(section.relevant for section in one.sections), one.question.relevant]
    parts = [part for part in given if part.strip()]
    return parts[0] if len(parts) == 1 else " and ".join(f"({part})" for part in parts)
