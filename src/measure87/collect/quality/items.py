"""The questions that interviewers can be compared on, and what an answer to each may be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from measure87.collect.form.model import Form, Placed, Question, placed

ANSWERED = frozenset(
    ("select_one", "select_multiple", "integer", "decimal", "text", "date", "time", "datetime")
)
"""Kinds whose answers stand in the tables and are given by somebody."""
MAIN = "main"


@dataclass(frozen=True)
class Item:
    """One question, and where its answers are.

    Attributes
    ----------
    placed : the question with its sections
    table : name of its table
    columns : its columns there: one, or one for each choice
    """

    placed: Placed
    table: str
    columns: tuple[str, ...]

    @property
    def question(self) -> Question:
        """The question itself."""
        return self.placed.question

    @property
    def name(self) -> str:
        """Its name, which is unique in a form."""
        return self.placed.question.name


def columns_of(question: Question, form: Form) -> tuple[str, ...]:
    """The columns that a question has in its table."""
    if question.kind != "select_multiple":
        return (question.name,)
    options = form.list_of(question)
    choices = options.choices if options is not None else ()
    return tuple(f"{question.name}/{choice.name}" for choice in choices)


def items_of(form: Form, present: Mapping[str, Sequence[str]]) -> Iterator[Item]:
    """Questions with answers in the tables, in the form's order.

    Parameters
    ----------
    present : table to its columns; a question whose columns are not all there is left out, as are
        direct identifiers, which never are
    """
    for one in placed(form):
        if one.question.kind not in ANSWERED or one.question.identifier:
            continue
        table, columns = one.table or MAIN, columns_of(one.question, form)
        if columns and set(columns) <= set(present.get(table, ())):
            yield Item(one, table, columns)


def serving(form: Form, table: str, column: str) -> str | None:
    """The first question that fills a standard column."""
    return next(
        (
            one.question.name
            for one in placed(form)
            for served in one.question.serves
            if (served.table, served.column) == (table, column)
        ),
        None,
    )


def codes_saying(item: Item, form: Form, *said: str) -> tuple[str, ...]:
    """Codes of an item's list that stand for one of some statuses."""
    options = form.list_of(item.question)
    choices = options.choices if options is not None else ()
    return tuple(choice.name for choice in choices if choice.says in said)
