"""The form: questions, groups and repeats in order, in several languages, and what each serves.

One model for everything that is made of a form (XLSForm, paper, codebook, mapping) or read by it
(the lint, the store, the evening checks). `form/form.json` of a field study holds it as it is here.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from measure87.files.json_file import json_of_file

type Texts = Mapping[str, str]
"""Words by language (`en`, `fr`, `es`, `pt`, `ar`, `ru`)."""

Kind = Literal[
    "select_one",
    "select_multiple",
    "integer",
    "decimal",
    "text",
    "date",
    "time",
    "datetime",
    "geopoint",
    "image",
    "audio",
    "note",
    "acknowledge",
    "calculate",
    "hidden",
    "start",
    "end",
    "today",
    "deviceid",
    "username",
    "audit",
]
"""Types of XLSForm, without the list of a select."""

_NAMED = re.compile(r"\$\{\s*([^\s{}]+)\s*\}")

SHOWN: frozenset[str] = frozenset(
    ("select_one", "select_multiple", "integer", "decimal", "text", "date", "time", "datetime")
) | frozenset(("geopoint", "image", "audio", "note", "acknowledge"))
"""Kinds that a respondent or interviewer sees."""


class Choice(msgspec.Struct, frozen=True):
    """One answer that can be chosen."""

    name: str
    """The code that is stored."""
    labels: Texts = {}
    says: Literal["yes", "no", "unknown", "refused", ""] = ""
    """What it is as a status; empty where it is none."""


class ChoiceList(msgspec.Struct, frozen=True):
    """A list of answers that several questions may share."""

    name: str
    choices: tuple[Choice, ...]


class Serves(msgspec.Struct, frozen=True):
    """A cell of a standard table (`vocabulary.columns`) that an answer fills."""

    table: Literal["persons", "jobs", "circumstances"]
    column: str
    """For circumstances `answer` or `consent_lacked` of the row that the rest names."""
    item: str = ""
    """Circumstances alone: code of the item (`IN1`, `CO2`, ...)."""
    stage: str = ""
    mode: str = ""
    by_whom: str = ""
    on_whom: str = ""
    choice: str = ""
    """For one choice of a select_multiple: its code."""


class Question(msgspec.Struct, frozen=True, tag="question"):
    """A question, or what a form computes or notes itself."""

    name: str
    kind: Kind
    labels: Texts = {}
    hints: Texts = {}
    choices: str = ""
    """Name of the list of a select."""
    required: bool = False
    relevant: str = ""
    """Expressions as in XLSForm: `${age} >= 5 and selected(${tasks}, 'water')`."""
    constraint: str = ""
    constraint_messages: Texts = {}
    calculation: str = ""
    default: str = ""
    appearance: str = ""
    bind_type: str = ""
    """Type of a calculate (`int`, `decimal`, `string`, `date`); XLSForm's `bind::type`."""
    sensitive: bool = False
    """May harm if it is overheard: needs a way to refuse, and a private interview."""
    identifier: bool = False
    """Names or finds a person (name, telephone, address, position): split off at intake."""
    consent: Literal["", "person", "assent", "guardian", "waiver"] = ""
    """Whose agreement the answer records."""
    safeguard: Literal["", "private", "stop", "referral"] = ""
    """What protects the respondent: whether nobody overhears, whether and why the interview stops
    (codes in `collect.ethics.safeguards`), what she wants to be passed on to a service."""
    module: str = ""
    """Folder of the question bank that it comes from."""
    serves: tuple[Serves, ...] = ()
    source: str = ""
    """The concept, and document and paragraph that it serves, as in the bank."""
    cognitive_test: str = "none"
    """`none`, or the record of a test of the wording in the form's languages."""


class Section(msgspec.Struct, frozen=True, tag="section"):
    """A group of questions, or a block that is asked again (persons of a household, their jobs)."""

    name: str
    children: tuple["Question | Section", ...]
    repeats: bool = False
    labels: Texts = {}
    relevant: str = ""
    repeat_count: str = ""
    """An expression; empty where the interviewer says when there are no more."""
    appearance: str = ""
    module: str = ""


class Form(msgspec.Struct, frozen=True):
    """A whole form in its languages."""

    id: str
    version: str
    title: Texts
    languages: tuple[str, ...]
    """The first is the default."""
    lists: tuple[ChoiceList, ...]
    children: tuple[Question | Section, ...]
    country: str = ""
    """ISO 3166-1 alpha-3."""
    draft: bool = True
    """Every screen says DRAFT; a form for fieldwork needs records of cognitive tests."""
    ethics_approval: str = ""
    """Number and board; no form goes to a server without it."""
    measures: tuple[str, ...] = ()
    """`definition/measure` that the country promises to compute."""

    def list_of(self, question: Question) -> ChoiceList | None:
        """The list of a select; None if it has none, or the form has no such list."""
        return next((one for one in self.lists if one.name == question.choices), None)


class Placed(msgspec.Struct, frozen=True):
    """A question with the sections it lies in, outermost first."""

    question: Question
    sections: tuple[Section, ...]

    @property
    def path(self) -> tuple[str, ...]:
        """Names from the outermost section to the question: the XPath without the form's id."""
        return (*(one.name for one in self.sections), self.question.name)

    @property
    def table(self) -> str:
        """The innermost repeat, whose table has the answer; empty for the main table."""
        return next((one.name for one in reversed(self.sections) if one.repeats), "")


def placed(form: Form) -> Iterator[Placed]:
    """Every question of a form in order."""
    yield from _placed(form.children, ())


def _placed(
    children: tuple[Question | Section, ...], above: tuple[Section, ...]
) -> Iterator[Placed]:
    for child in children:
        if isinstance(child, Section):
            yield from _placed(child.children, (*above, child))
        else:
            yield Placed(child, above)


def repeats(form: Form) -> Iterator[tuple[Section, ...]]:
    """Every repeat with the sections it lies in, itself last."""
    yield from _repeats(form.children, ())


def _repeats(
    children: tuple[Question | Section, ...], above: tuple[Section, ...]
) -> Iterator[tuple[Section, ...]]:
    for child in children:
        if isinstance(child, Section):
            if child.repeats:
                yield (*above, child)
            yield from _repeats(child.children, (*above, child))


def form_json(form: Form) -> bytes:
    """`form.json`, the same bytes for the same form."""
    return msgspec.json.format(msgspec.json.encode(form), indent=1) + b"\n"


def read_form(path: Path) -> Form:
    """The form of a field study's `form/form.json`.

    Raises
    ------
    msgspec.DecodeError
        If the file is no form.
    """
    return json_of_file(path, Form)


def named_in(*expressions: str) -> list[str]:
    """Names of the questions that expressions or texts speak of, in order.

    >>> named_in("${age} >= 5 and ${ work } = '1'", "")
    ['age', 'work']
    """
    return [name for text in expressions for name in _NAMED.findall(text)]
