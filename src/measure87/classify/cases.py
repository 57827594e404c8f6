"""Runs the invented persons of a definition's `cases.csv` through the engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from measure87.classify.engine import classify, evaluate
from measure87.classify.frames import Levels, Tables
from measure87.define import Definition, Rule
from measure87.define.cases import Cases, read_cases
from measure87.vocabulary.columns import CIRCUMSTANCES, JOBS, PERSONS, Table
from measure87.vocabulary.errors import DefinitionError
from measure87.vocabulary.status import LABELS, YES

_TYPES: dict[str, Any] = {
    "status": nw.Int8,
    "integer": nw.Int64,
    "number": nw.Float64,
    "date": nw.Date,
    "code": nw.String,
    "identifier": nw.String,
}


@dataclass(frozen=True)
class CaseFailure:
    """An invented person who was not classified as the text demands."""

    case: str
    measure: str
    expected: str
    found: str
    story: str

    def __str__(self) -> str:
        """One line for a person who reads the table of cases."""
        return (
            f"case {self.case}, {self.measure}: expected {self.expected}, "
            f"found {self.found}: {self.story}"
        )


def run_cases(definition: Definition) -> tuple[CaseFailure, ...]:
    """Classify the cases of a definition and compare with what they must come to.

    Only the measures that the definition has under its reading are compared; other columns
    `expect.MEASURE` belong to other readings.

    Raises
    ------
    DefinitionError
        If no case tests any measure of the definition.
    """
    cases = read_cases(definition.cases, f"{definition.id}/cases.csv")
    tested = [name for name in definition.measures if name in cases.expected]
    if not tested:
        raise DefinitionError(
            f"no case of {definition.id} tests one of its measures",
            where=f"{definition.id}/cases.csv",
            hint=f"add a column, for example expect.{next(iter(definition.measures))}",
        )
    found = _classified(definition, cases, tested)
    return tuple(
        CaseFailure(case, name, _word(expected), _word(found[case][name]), cases.stories[case])
        for name in tested
        for case, expected in cases.expected[name].items()
        if found[case][name] != expected
    )


def answers_of_rules(definition: Definition, measure: str) -> dict[str, str]:
    """For each case of a definition what its rules say: yes, no, unknown or outside."""
    cases = read_cases(definition.cases, f"{definition.id}/cases.csv")
    found = _classified(definition, cases, [measure])
    return {case: _word(row[measure]) for case, row in found.items()}


def _classified(
    definition: Definition, cases: Cases, measures: Sequence[str]
) -> dict[str, dict[str, Any]]:
    frame: Any = classify(case_tables(cases), [(definition, measures)], reasons=False).collect()
    return {row["person_id"]: row for row in frame.iter_rows(named=True)}


def cases_of_rules(definition: Definition, least: int = YES) -> dict[str, tuple[str, ...]]:
    """For each rule the cases in which it says yes, or gives more than nothing.

    The table of paragraphs is made from it, and no rule may be without a case. `least` is
    the status to look for, or a higher one.
    """
    cases = read_cases(definition.cases, f"{definition.id}/cases.csv")
    levels = evaluate(case_tables(cases), definition, list(definition.measures.values()))
    return {
        rule.name: _cases_with(levels, rule, least) if levels.has(rule.level, rule.name) else ()
        for rule in definition.rules
    }


def _cases_with(levels: Levels, rule: Rule, least: int) -> tuple[str, ...]:
    result = nw.col(rule.name)
    hit = result > 0 if rule.gives == "number" else result >= least
    rows = levels.frames[rule.level].filter(hit).select("person_id")
    found = set(rows.collect()["person_id"].to_list())
    return tuple(sorted(found, key=lambda case: (len(case), case)))


def case_tables(cases: Cases) -> Tables:
    """The tables of persons, jobs and circumstances of some cases."""
    return Tables(
        persons=_frame(PERSONS, cases.persons),
        jobs=_frame(JOBS, cases.jobs) if cases.jobs else None,
        circumstances=_frame(CIRCUMSTANCES, cases.circumstances) if cases.circumstances else None,
    )


def _frame(table: Table, rows: Sequence[Mapping[str, Any]]) -> Any:
    """Rows as a lazy frame with the declared types; columns that no row has are left out."""
    given = {name for row in rows for name in row}
    names = [name for name in table.names if name in given]
    columns = {name: [row.get(name) for row in rows] for name in names}
    schema = {name: _TYPES[table[name].kind] for name in names}
    return nw.from_dict(columns, schema=schema, backend="polars").lazy().to_native()


def _word(status: int | None) -> str:
    return "outside" if status is None else LABELS[status]
