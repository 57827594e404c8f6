"""Tables of decision 48, made of submissions whose answers are text by the names of a form."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from measure87.collect.ethics.identifiers import identifies
from measure87.collect.form.model import Form, Placed, placed, repeats
from measure87.collect.intake.servers.source import Record, Submission
from measure87.collect.intake.servers.typed import MAIN_TYPES, READ, TYPES, Cell, time_of, type_of
from measure87.vocabulary.errors import DataError

MAIN = "main"
NOT_TOLD = "(a column whose name is not told)"
_NAME = re.compile(r"[A-Za-z_][\w./:-]{0,63}")
_NOT_KEPT = frozenset(("note", "audit"))


@dataclass(frozen=True)
class Split:
    """What identifies in one row, for the encrypted file; or what goes to the referrals."""

    interview: str
    row: tuple[str, int]
    values: Mapping[str, str]


@dataclass(frozen=True)
class Filled:
    """The tables, what was split off, and how many answers did not fit their type.

    unread : table and column to answers that are not of the question's type: null in the table
    unknown : table and key to answers that no question of the form has: left out of the tables
    """

    tables: Mapping[str, pl.DataFrame]
    identifiers: tuple[Split, ...]
    referrals: tuple[Split, ...]
    unread: Mapping[tuple[str, str], int]
    unknown: Mapping[tuple[str, str], int]


@dataclass
class _Filling:
    rows: dict[str, list[dict[str, Cell]]]
    identifiers: list[Split] = field(default_factory=list)
    referrals: list[Split] = field(default_factory=list)
    unread: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    members: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Members of a repeat so far, by its name and interview."""


@dataclass(frozen=True)
class _Table:
    """Questions of a table by each name that a source may give them, and the repeats in it."""

    questions: Mapping[str, Placed]
    below: Mapping[str, str]


def tables_of(
    form: Form, submissions: Iterable[Submission], submitter_hash: Callable[[str], str]
) -> Filled:
    """Tables of submissions, in their order; types come from the form.

    Parameters
    ----------
    submitter_hash : keyed hash of an account

    Raises
    ------
    DataError
        If an interview comes twice.
    """
    layout = _layout(form)
    filling = _Filling({name: [] for name in layout})
    seen: set[str] = set()
    for one in submissions:
        if one.id in seen:
            raise DataError(
                "an interview comes twice",
                code="twice",
                hint="take the export anew; if it stays so, two interviews share an id",
            )
        seen.add(one.id)
        about: dict[str, Cell] = {
            "_submitted_at": time_of(one.submitted_at),
            "_updated_at": None,
            "_form_version": one.version or None,
            "_submitter": submitter_hash(one.submitter) if one.submitter else None,
            "_review": one.review or None,
            "_edits": None,
            "_deleted": one.deleted,
        }
        if one.submitted_at and about["_submitted_at"] is None:
            _count(filling, MAIN, "_submitted_at")
        _fill(form, layout, filling, MAIN, one.record, one.id, {"_id": one.id, **about})
    nested = {name for at, table in layout.items() if at != MAIN for name in table.below.values()}
    return Filled(
        {
            name: _frame(form, layout[name], rows, main=name == MAIN, nested=name in nested)
            for name, rows in filling.rows.items()
        },
        tuple(filling.identifiers),
        tuple(filling.referrals),
        dict(filling.unread),
        dict(filling.unknown),
    )


def _layout(form: Form) -> dict[str, _Table]:
    questions: dict[str, dict[str, Placed]] = {MAIN: {}}
    below: dict[str, dict[str, str]] = {MAIN: {}}
    for chain in repeats(form):
        name = chain[-1].name
        above = next((s.name for s in reversed(chain[:-1]) if s.repeats), MAIN)
        questions[name], below[name] = {}, {}
        below[above] |= {_path([s.name for s in chain], chain): name, name: name}
    for one in placed(form):
        if one.question.kind not in _NOT_KEPT:
            table = questions[one.table or MAIN]
            table[_path(one.path, one.sections)] = one
            table.setdefault(one.question.name, one)
    return {name: _Table(questions[name], below[name]) for name in questions}


def _path(names: Iterable[str], sections: Iterable[object]) -> str:
    """The path within the innermost repeat above."""
    parts = list(names)
    outer = [bool(getattr(one, "repeats", False)) for one in sections][: len(parts) - 1]
    cut = max((k + 1 for k, one in enumerate(outer) if one), default=0)
    return "/".join(parts[cut:])


def _fill(
    form: Form,
    layout: Mapping[str, _Table],
    filling: _Filling,
    name: str,
    record: Record,
    interview: str,
    keys: dict[str, Cell],
) -> None:
    table = layout[name]
    row, split, referred = dict(keys), dict[str, str](), dict[str, str]()
    line = keys.get("_row")
    number = line if isinstance(line, int) else 0
    filling.rows[name].append(row)
    for key, value in record.items():
        if isinstance(value, list):
            _fill_members(form, layout, filling, (name, key), value, interview, number)
        elif (one := table.questions.get(key)) is None:
            filling.unknown[name, _told(key)] += 1
        elif one.question.safeguard == "referral":
            referred[one.question.name] = value
        elif identifies(one.question):
            split[one.question.name] = value
        else:
            row |= _cells(form, one, value, lambda column: _count(filling, name, column))
    if split:
        filling.identifiers.append(Split(interview, (name, number), split))
    if referred:
        filling.referrals.append(Split(interview, (name, number), referred))


def _told(key: str) -> str:
    """The name of a column, unless it looks like an answer: a file may lack its header."""
    return key if _NAME.fullmatch(key) else NOT_TOLD


def _count(filling: _Filling, name: str, column: str) -> None:
    filling.unread[name, column] += 1


def _fill_members(
    form: Form,
    layout: Mapping[str, _Table],
    filling: _Filling,
    at: tuple[str, str],
    members: list[Record],
    interview: str,
    above: int,
) -> None:
    name = layout[at[0]].below.get(at[1])
    if name is None:
        filling.unknown[at[0], _told(at[1])] += len(members)
        return
    for member in members:
        filling.members[name, interview] += 1
        keys: dict[str, Cell] = {"_id": interview, "_row": filling.members[name, interview]}
        if at[0] != MAIN:
            keys["_parent_row"] = above
        _fill(form, layout, filling, name, member, interview, keys)


def _cells(form: Form, one: Placed, value: str, unread: Callable[[str], None]) -> dict[str, Cell]:
    question = one.question
    listed = form.list_of(question)
    codes = {choice.name for choice in listed.choices} if listed is not None else set()
    if question.kind == "select_multiple" and listed is not None:
        chosen = {_code(text, codes) for text in value.split()}
        if chosen - codes:
            unread(question.name)
        is_read = not chosen or bool(chosen & codes)
        return {f"{question.name}/{code}": code in chosen if is_read else None for code in codes}
    if codes:
        value = _code(value.strip(), codes)
    try:
        return {question.name: READ.get(type_of(one), str)(value.strip())}
    except ValueError:
        unread(question.name)
        return {question.name: None}


def _code(text: str, codes: Collection[str]) -> str:
    """A code as its list has it: other programs write the whole number 1 as 1.0.

    >>> _code("1.0", {"1", "2"}), _code("1.0", {"1.0"}), _code("1.5", {"1"}), _code("a", {"1"})
    ('1', '1.0', '1.5', 'a')
    """
    whole = text.removesuffix(".0")
    return whole if text not in codes and whole in codes else text


def _frame(
    form: Form, table: _Table, rows: list[dict[str, Cell]], *, main: bool, nested: bool
) -> pl.DataFrame:
    schema: dict[str, pl.DataType | type[pl.DataType]] = {"_id": pl.String}
    if main:
        schema |= MAIN_TYPES
    else:
        schema["_row"] = pl.Int64
    if nested:
        schema["_parent_row"] = pl.Int64
    for one in {one.question.name: one for one in table.questions.values()}.values():
        if identifies(one.question) or one.question.safeguard == "referral":
            continue
        listed = form.list_of(one.question)
        if one.question.kind == "select_multiple" and listed is not None:
            schema |= {f"{one.question.name}/{c.name}": pl.Boolean for c in listed.choices}
        else:
            schema[one.question.name] = TYPES.get(type_of(one), pl.String)
    return pl.DataFrame(rows, schema=schema)
