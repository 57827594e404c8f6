"""The keys of a question in a person's row: what it says, and the codes of its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from measure87.collect.column_keys import status_keys
from measure87.collect.mapping import ColumnMapping, QuestionMapping
from measure87.collect.status_kinds import (
    AnyOf,
    AnyOrAll,
    AskedIf,
    Blank_,
    No,
    NotAsked,
    Unknown,
    Yes,
)
from measure87.collect.table_keys import column_kind
from measure87.collect.value_kinds import CODE, one_of, read_by
from measure87.collect.variable_kinds import Confirmed, Note, Value, Variable, Variables
from measure87.files.settings import Kind, LeftOut, Place
from measure87.vocabulary.columns import CIRCUMSTANCES


def _level(column: str) -> Kind:
    codes = [code for code, _ in CIRCUMSTANCES[column].levels]
    return read_by(lambda value, where: one_of(str(value), codes, where), enum=codes)


@dataclass(frozen=True, eq=False)
class _LevelOrEntry(Kind):
    """The same code in every row, or an entry for the variable that tells it."""

    level: Kind = CODE
    entry: Kind = CODE

    def read(self, key: str, value: Any, place: Place) -> str | ColumnMapping:
        kind = self.entry if isinstance(value, dict) else self.level
        found: str | ColumnMapping = kind.read(key, value, place)
        return found


def _level_or_entry(column: str) -> Kind:
    level, entry = _level(column), column_kind(CIRCUMSTANCES[column])
    schema = {"anyOf": [level.schema, entry.schema]}
    return _LevelOrEntry("", schema, lambda _: True, level=level, entry=entry)


def question_keys(
    *,
    place: Place,
    content: Mapping[str, Any],
    question: Annotated[str, CODE, "rows with the same question are one answer"],
    item: Annotated[str, _level("item"), "what a yes says"],
    stage: Annotated[str | None, _level("stage"), "when"] = None,
    mode: Annotated[
        str | ColumnMapping | None, _level_or_entry("mode"), "threatened or done, or an entry"
    ] = None,
    by_whom: Annotated[
        str | ColumnMapping | None,
        _level_or_entry("by_whom"),
        "who did it, or an entry for the question on it",
    ] = None,
    on_whom: Annotated[
        str | ColumnMapping | None,
        _level_or_entry("on_whom"),
        "to whom, or an entry for the question on it",
    ] = None,
    job: Annotated[
        str | None, CODE, "the job it is about", LeftOut("an error where there are several")
    ] = None,
    consent_lacked: Annotated[
        ColumnMapping | None,
        column_kind(CIRCUMSTANCES["consent_lacked"]),
        "an entry for the question on free and informed consent",
    ] = None,
    variable: Variable = None,
    variables: Variables = (),
    value: Value = None,
    yes: Yes = (),
    no: No = (),
    unknown: Unknown = (),
    not_asked: NotAsked = (),
    combine: AnyOrAll = None,
    blank: Blank_ = "unknown",
    asked_if: AskedIf = None,
    any: AnyOf = (),
    confirmed: Confirmed = True,
    note: Note = None,
) -> QuestionMapping:
    """One question that stands in a person's row: its answer and what it says."""
    said = {"item": item, "stage": stage, "mode": mode, "by_whom": by_whom, "on_whom": on_whom}
    answer = status_keys(
        column=CIRCUMSTANCES["answer"], place=place, content=content,
        variable=variable, variables=variables, value=value, yes=yes, no=no, unknown=unknown,
        not_asked=not_asked, combine=combine, blank=blank, asked_if=asked_if, any=any,
    )  # fmt: skip
    fixed = {key: code for key, code in said.items() if isinstance(code, str)}
    told = {key: entry for key, entry in said.items() if isinstance(entry, ColumnMapping)}
    return QuestionMapping(question, job, fixed, answer, consent_lacked, told)
