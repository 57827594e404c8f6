"""Rows of the tables out of trees of interviews, with what identifies persons set apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from measure87.collect.form.interviews.layout import MAIN, Field, Table
from measure87.collect.form.interviews.trees import Tree, written_position


class About(NamedTuple):
    """What the server says of an interview: the columns of `main` that are ours."""

    id: str
    submitted_at: str
    updated_at: str | None
    form_version: str | None
    submitter: str
    review: str | None
    edits: int
    deleted: bool


_NOTHING: Mapping[str, str] = MappingProxyType({})
OWN = (
    "_id", "_submitted_at", "_updated_at", "_form_version", "_submitter", "_review", "_edits",
    "_deleted",
)  # fmt: skip
"""Columns of `main` in the order of `About`."""


@dataclass
class Answers:
    """One table being filled.

    fields : the questions of a row, in its order
    own : our columns
    rows : raw answers
    identifiers : (interview, row, answers by question)
    """

    table: Table
    nested: bool
    fields: list[Field]
    own: dict[str, list[Any]]
    rows: list[list[Any]] = field(default_factory=list)
    identifiers: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)


class Filling:
    """Fills the tables of a form, an interview at a time.

    `_row` counts the members of a table within their interview, in the order of the submission.
    """

    def __init__(self, layout: Table) -> None:
        self.layout = layout
        self.answers = {one.name: _empty(one, nested) for one, nested in _with_depth(layout, 0)}
        self._plans = {one.name: _plan(one) for one in layout}

    def add(self, about: About, tree: Tree, split: Mapping[str, str] = _NOTHING) -> None:
        """Add one interview; a tree without answers still has its row in `main`.

        Parameters
        ----------
        split : what is split off beside its answers, by name
        """
        here = self.answers[self.layout.name]
        for name, value in zip(OWN, about, strict=True):
            here.own[name].append(value)
        counts: dict[str, int] = {}
        self._answers(here, about.id, 0, tree, dict(split))
        self._members(self.layout, about.id, 0, tree, counts)

    def _members(
        self, table: Table, id_: str, parent: int, tree: Tree, counts: dict[str, int]
    ) -> None:
        for below in table.below:
            here, members = self.answers[below.name], _at(tree, below.path)
            for said in members if isinstance(members, list) else ():
                member = said if type(said) is dict else {}
                row = counts[below.name] = counts.get(below.name, 0) + 1
                here.own["_id"].append(id_)
                here.own["_row"].append(row)
                if here.nested:
                    here.own["_parent_row"].append(parent)
                self._answers(here, id_, row, member, {})
                if below.below:
                    self._members(below, id_, row, member, counts)

    def _answers(
        self, here: Answers, id_: str, row: int, tree: Tree, split: dict[str, str]
    ) -> None:
        found: list[Any] = []
        for groups, names, identifying in self._plans[here.table.name]:
            get = (_group(tree, groups) if groups else tree).get
            found += [get(name) for name in names]
            for name, said in identifying:
                value = get(name)
                if value is not None and value != "":
                    split[said] = value if type(value) is str else str(written_position(value))
        here.rows.append(found)
        if split:
            here.identifiers.append((id_, row, split))


def _at(tree: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        if not isinstance(tree, Mapping):
            return None
        tree = tree.get(step)
    return tree


def _group(tree: Any, path: tuple[str, ...]) -> Mapping[str, Any]:
    found = _at(tree, path)
    return found if isinstance(found, Mapping) else {}


type _Plan = list[tuple[tuple[str, ...], list[str], list[tuple[str, str]]]]


def _by_group(table: Table) -> dict[tuple[str, ...], list[Field]]:
    groups: dict[tuple[str, ...], list[Field]] = {}
    for one in table.fields:
        groups.setdefault(one.path[:-1], []).append(one)
    return groups


def _plan(table: Table) -> _Plan:
    """Group by group: its path, names of answers, and names of what is split off."""
    return [
        (
            path,
            [one.path[-1] for one in fields if not one.identifier],
            [(one.path[-1], one.name) for one in fields if one.identifier],
        )
        for path, fields in _by_group(table).items()
    ]


def _with_depth(table: Table, depth: int) -> Iterable[tuple[Table, bool]]:
    yield table, depth > 1
    for one in table.below:
        yield from _with_depth(one, depth + 1)


def _empty(table: Table, nested: bool) -> Answers:
    own = OWN if table.name == MAIN else ("_id", "_row", "_parent_row")[: 3 if nested else 2]
    fields = [one for group in _by_group(table).values() for one in group if not one.identifier]
    return Answers(table, nested, fields, {name: [] for name in own})
