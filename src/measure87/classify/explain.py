"""Why a person was classified as she was: every rule, its inputs, its paragraph."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from measure87.classify.engine import Tables, classify, evaluate
from measure87.classify.frames import KEYS
from measure87.define import Definition, Rule
from measure87.define.rule import Level
from measure87.vocabulary.citation import Cite
from measure87.vocabulary.columns import REASON_SUFFIX, TABLES
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import LABELS, rule_of_reason, status_of_reason


@dataclass(frozen=True)
class RuleFinding:
    """One rule as applied to one row (a person, a job, an answer or a circumstance)."""

    rule: str
    level: Level
    row: str
    """Which of her jobs or answers; empty for the person herself."""
    summary: str
    inputs: Mapping[str, Any]
    result: str
    """`yes`, `no`, `unknown`, a number, or `does not arise`."""
    cites: tuple[Cite, ...]


@dataclass(frozen=True)
class MeasureFinding:
    """What a measure came to, and the rule that decided it."""

    measure: str
    status: str
    """`yes`, `no`, `unknown`, or `outside the universe`."""
    decided_by: str | None
    cites: tuple[Cite, ...]


@dataclass(frozen=True)
class Explanation:
    """All measures and all rules of one definition for one person."""

    definition: str
    measures: tuple[MeasureFinding, ...]
    rules: tuple[RuleFinding, ...]


def explain_person(tables: Tables, definition: Definition, person_id: Any) -> Explanation:
    """Explain one person's classification under one definition.

    Parameters
    ----------
    tables : Tables
        Her own rows and those of her household, or the whole survey.
    person_id : str or int
        As in the table of persons.

    Raises
    ------
    DataError
        If there is no such person; the identifier is not repeated in the message.
    """
    measures = list(definition.measures.values())
    found = classify(tables, [(definition, [m.name for m in measures])])
    rows = _rows(found.filter(nw.col("person_id") == person_id))
    if not rows:
        raise DataError("there is no person with that identifier", code="unknown-person")
    levels = evaluate(tables, definition, measures)
    findings = []
    statuses = {rule.name for rule in definition.rules if rule.gives == "status"} | {
        column.name
        for table in TABLES.values()
        for column in table.columns
        if column.kind == "status"
    }
    for rule in definition.rules_behind(*[g for m in measures for g in m.grounds]):
        if not levels.has(rule.level, rule.name):
            continue  # an optional input that this survey cannot give
        frame = levels.frames[rule.level].filter(nw.col("person_id") == person_id)
        findings += [_finding(rule, row, statuses) for row in _rows(frame)]
    return Explanation(
        definition=definition.versioned_id,
        measures=tuple(_measure_finding(definition, name, rows[0]) for name in definition.measures),
        rules=tuple(findings),
    )


def _rows(frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
    return list(frame.collect().iter_rows(named=True))


def _measure_finding(definition: Definition, name: str, row: Mapping[str, Any]) -> MeasureFinding:
    key = row[f"{name}{REASON_SUFFIX}"]
    if key is None:
        return MeasureFinding(name, "outside the universe", None, ())
    status = status_of_reason(key)
    if status == 0:
        return MeasureFinding(name, LABELS[status], None, ())
    rule = definition.rules[rule_of_reason(key)]
    return MeasureFinding(name, LABELS[status], rule.name, rule.cites)


def _finding(rule: Rule, row: Mapping[str, Any], statuses: set[str]) -> RuleFinding:
    keys = [key for key in KEYS[rule.level] if key != "person_id"]
    inputs = {
        item.name: LABELS.get(row[item.name]) if item.column in statuses else row[item.name]
        for item in rule.inputs
        if item.name in row
    }
    return RuleFinding(
        rule=rule.name,
        level=rule.level,
        row=", ".join(f"{key} {row[key]}" for key in keys),
        summary=rule.summary,
        inputs=inputs,
        result=_result(row[rule.name], rule),
        cites=rule.cites,
    )


def _result(value: Any, rule: Rule) -> str:
    """What a rule gave, in words; a status is null where its question did not arise."""
    if value is None:
        return "does not arise"
    return LABELS[value] if rule.gives == "status" else str(value)
