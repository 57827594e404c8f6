"""The tables of a form: which column holds which answer, in which type, and which are split off.

One layout serves every version of a form: the columns of the newest come first, then what only
older ones had, so that a question that was dropped keeps its answers. Where versions differ in a
type, the wider one holds: whole numbers fit among decimals, and everything fits in text.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from measure87.collect.form.model import Form, Kind, Question, Section
from measure87.vocabulary.errors import DataError

MAIN = "main"
Type = Literal["integer", "decimal", "date", "text", "choices", "yes"]

_TYPES: dict[Kind, Type] = {
    "integer": "integer", "decimal": "decimal", "date": "date", "today": "date",
    "select_multiple": "choices", "acknowledge": "text",
}  # fmt: skip
_BIND_TYPES: dict[str, Type] = {
    "int": "integer", "integer": "integer", "decimal": "decimal", "date": "date",
}  # fmt: skip
_NO_COLUMN: frozenset[Kind] = frozenset(("note", "audit"))
_ALWAYS_SPLIT: frozenset[Kind] = frozenset(("geopoint", "image", "audio", "username"))
"""Positions, pictures and voices of persons, and the names of interviewers."""
_SAFE_NAME = re.compile(r"[^\W\d][\w.-]*")


@dataclass(frozen=True)
class Field:
    """One question of a table.

    name : of its column; with its groups, where a table has two questions of one name
    path : groups and question, from the element of the table
    choices : codes of a select_multiple, in the order of the form
    identifier : whether its answers go to the encrypted file alone
    """

    name: str
    path: tuple[str, ...]
    type: Type
    choices: tuple[str, ...] = ()
    identifier: bool = False


@dataclass(frozen=True)
class Table:
    """One table: the interviews, or the members of a repeat.

    path : groups and repeat, from the element of the table above
    below : repeats within
    """

    name: str
    path: tuple[str, ...]
    fields: tuple[Field, ...]
    below: tuple["Table", ...] = ()

    def __iter__(self) -> Iterator["Table"]:
        """This table, and those within, in the order of the form."""
        yield self
        for one in self.below:
            yield from one


@dataclass(frozen=True)
class _Found:
    """A question of one version."""

    question: Question
    path: tuple[str, ...]
    choices: tuple[str, ...]


def layout_of(versions: Sequence[Form], identifiers: Collection[str] = ()) -> Table:
    """The tables of a form.

    Parameters
    ----------
    versions : the newest first, at least one
    identifiers : questions that are split off beside those that the form itself marks
    """
    names: set[str] = {MAIN}
    tops = [(form, form.children) for form in versions]
    return _table(MAIN, (), tops, frozenset(identifiers), names)


def _table(
    name: str,
    path: tuple[str, ...],
    parts: Sequence[tuple[Form, tuple[Question | Section, ...]]],
    identifiers: frozenset[str],
    names: set[str],
) -> Table:
    found: dict[tuple[str, ...], list[_Found]] = {}
    repeats: dict[tuple[str, ...], list[tuple[Form, tuple[Question | Section, ...]]]] = {}
    for form, children in parts:
        for one, at in _here(children, ()):
            if isinstance(one, Section):
                repeats.setdefault(at, []).append((form, one.children))
            elif one.kind not in _NO_COLUMN:
                found.setdefault(at, []).append(_Found(one, at, _choices(form, one)))
    fields = _fields(list(found.values()), identifiers)
    below = tuple(
        _table(_new_name(at, names), at, inner, identifiers, names) for at, inner in repeats.items()
    )
    return Table(name, path, fields, below)


def _here(
    children: tuple[Question | Section, ...], at: tuple[str, ...]
) -> Iterator[tuple[Question | Section, tuple[str, ...]]]:
    """Questions and repeats of one table, with their paths."""
    for one in children:
        path = (*at, one.name)
        if isinstance(one, Section) and not one.repeats:
            yield from _here(one.children, path)
        else:
            yield one, path


def _choices(form: Form, question: Question) -> tuple[str, ...]:
    listed = form.list_of(question)
    return () if listed is None else tuple(one.name for one in listed.choices)


def _new_name(path: tuple[str, ...], names: set[str]) -> str:
    """The file name of a repeat's table, which no other has; letters of any language."""
    name = path[-1] if path[-1].casefold() not in names else ".".join(path)
    while name.casefold() in names:
        name += "_"
    if not _SAFE_NAME.fullmatch(name):
        raise DataError(
            f"the form has a repeat whose name {path[-1]!r} cannot be that of a file",
            code="bad-form",
            hint="rename it in the form: letters, digits and _",
        )
    names.add(name.casefold())
    return name


def _fields(found: Sequence[list[_Found]], identifiers: frozenset[str]) -> tuple[Field, ...]:
    plain = [versions[0].path[-1] for versions in found]
    return tuple(_field(one, plain.count(one[0].path[-1]) > 1, identifiers) for one in found)


def _field(versions: list[_Found], shared: bool, identifiers: frozenset[str]) -> Field:
    path = versions[0].path
    name = ".".join(path) if shared else path[-1]
    split = bool({name, path[-1]} & identifiers) or any(
        one.question.identifier or one.question.kind in _ALWAYS_SPLIT for one in versions
    )
    choices = tuple(dict.fromkeys(code for one in versions for code in one.choices))
    type_ = _widest([_type(one) for one in versions])
    return Field(
        f"q{name}" if name.startswith("_") else name,
        path,
        type_,
        choices if type_ == "choices" else (),
        split,
    )


def _type(found: _Found) -> Type:
    question = found.question
    if question.kind in ("calculate", "hidden"):
        return _BIND_TYPES.get(question.bind_type, "text")
    if question.kind == "select_multiple" and not found.choices:
        return "text"  # its list is a file that the form does not hold
    return _TYPES.get(question.kind, "text")


def _widest(types: list[Type]) -> Type:
    if len(set(types)) == 1:
        return types[0]
    return "decimal" if set(types) == {"integer", "decimal"} else "text"
