"""Which changes of rules and limits does a case of the definition notice?

A change is noticed where an invented person of `cases.csv` no longer comes to what the text
demands: under a reading, or under one of the conditions of `other_conditions.toml`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import narwhals as nw

from measure87.classify import Tables, case_tables, classify
from measure87.classify.engine import evaluate
from measure87.classify.frames import KEYS
from measure87.define import Definition
from measure87.define.cases import Cases, read_cases
from measure87.define.lists import Lists
from measure87.define.rule import Level, Rule
from tests.mutation.definitions import Mutant, changed_definition, loaded, reached_by

CONDITIONS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("other_conditions.toml").read_text("utf-8")
)["condition"]
_BEFORE = "before__"
_NOTICED_BY: dict[tuple[str, str], int] = {}
"""Definition and place of a change: which of `_tried` noticed the last change there."""
_TABLES: dict[Level, str] = {"person": "persons", "job": "jobs", "circumstance": "circumstances"}


def is_noticed(mutant: Mutant, identity: str) -> bool:
    """Whether a case of a definition comes out otherwise, under a reading or another condition.

    A definition that can no longer be built or applied is noticed too. What noticed the last change
    in the same place is tried first: mostly it notices the next one as well.
    """
    tried = _tried(identity)
    likely = _NOTICED_BY.get((identity, mutant.place), 0)
    for number in sorted(range(len(tried)), key=lambda number: number != likely):
        if _notices(tried[number], mutant, identity):
            _NOTICED_BY[identity, mutant.place] = number
            return True
    return False


@cache
def _tried(identity: str) -> "tuple[str | Condition | None, ...]":
    """Readings of a definition, the text itself first, and its other conditions."""
    return (None, *loaded(identity, None).readings, *_other_conditions(identity))


def _notices(one: "str | Condition | None", mutant: Mutant, identity: str) -> bool:
    try:
        if isinstance(one, Condition):
            return one.is_wrong(changed_definition(mutant, identity, one.reading))
        return _changes_a_case(mutant, identity, one)
    except Exception:
        return True


def _changes_a_case(mutant: Mutant, identity: str, reading: str | None) -> bool:
    rules, measures = _reached_from(mutant.place, identity, reading)
    changed = _held_still(changed_definition(mutant, identity, reading), rules, identity, reading)
    cases = _recalling(identity, reading)
    # Most mutants are noticed by the measure that is soonest computed.
    return cases.is_wrong(changed, measures[:1]) or cases.is_wrong(changed, measures[1:])


@dataclass(frozen=True)
class Condition:
    """Cases, and what the measures must come to, under some condition."""

    tables: Tables
    expected: Mapping[str, Mapping[str, int | None]]
    reading: str | None = None
    as_if_verified: bool = False
    """Whether somebody has compared all designated lists with their sources."""

    def is_wrong(self, definition: Definition, measures: Sequence[str] | None = None) -> bool:
        """Whether some case is not what the text demands, by some measures (None: by all)."""
        names = [name for name in self.expected if name in definition.measures]
        names = names if measures is None else list(measures)
        if not names:
            return False
        if self.as_if_verified:
            definition = _as_if_verified(definition)
        # Cases tell statuses and no days.
        told = {name: replace(definition.measures[name], days=None) for name in names}
        definition = replace(definition, measures=told)
        frame: Any = classify(self.tables, [(definition, names)], reasons=False)
        found = frame.select("person_id", *names).collect()
        cases = found["person_id"].to_list()
        for name in names:
            statuses = dict(zip(cases, found[name].to_list(), strict=True))
            if any(statuses[case] != wanted for case, wanted in self.expected[name].items()):
                return True
        return False


def _as_if_verified(definition: Definition) -> Definition:
    entries = definition.lists.entries
    lists = {name: replace(entry, verified=True) for name, entry in entries.items()}
    # Under verified lists a survey need not have asked what a measure asks for otherwise.
    measures = {name: replace(one, one_of=()) for name, one in definition.measures.items()}
    return replace(definition, lists=Lists(lists), measures=measures)


@cache
def _other_conditions(identity: str) -> tuple[Condition, ...]:
    """The conditions of `other_conditions.toml` for the cases of a definition."""
    return tuple(condition(told) for told in CONDITIONS if told["definition"] == identity)


def condition(told: Mapping[str, Any]) -> Condition:
    """Cases of a definition under what an entry of `other_conditions.toml` tells."""
    cases = _cases(told["definition"])
    lacks = told.get("lacks", ())
    asked = set(told.get("cases", cases.stories))
    tables = {
        table: [
            {column: value for column, value in row.items() if column not in lacks}
            for row in getattr(cases, table)
            if row["person_id"] in asked and table not in lacks
        ]
        for table in ("persons", "jobs", "circumstances")
    }
    measures = told.get("measures", {name: name for name in cases.expected})
    expected = {
        name: {case: wanted for case, wanted in cases.expected[other].items() if case in asked}
        for name, other in measures.items()
    }
    return Condition(
        case_tables(Cases(**tables)),
        expected,
        told.get("reading"),
        told.get("as_if_verified", False),
    )


@cache
def _reached_from(
    place: str, identity: str, reading: str | None
) -> tuple[frozenset[str], list[str]]:
    """Rules, and tested measures, that a function, constant or limit may change.

    All of them where no rule names it. The measures of few such rules stand first.
    """
    definition = loaded(identity, reading)
    behind = {
        rule.name: {other.name for other in definition.rules_behind(rule.name)}
        for rule in definition.rules
    }
    touched = {name for name in behind if place in reached_by(name, identity)} or set(behind)
    rules = frozenset(name for name in behind if behind[name] & touched)
    measures = {
        name: {rule.name for rule in definition.rules_behind(*measure.grounds)} & rules
        for name, measure in definition.measures.items()
        if name in _cases(identity).expected
    }
    resting = [name for name, found in measures.items() if found]
    return rules, sorted(resting, key=lambda name: len(measures[name]))


def _held_still(
    definition: Definition, rules: frozenset[str], identity: str, reading: str | None
) -> Definition:
    """The definition with some rules as they are, and of all others what they said before.

    To write them down again takes most of the time; what a change cannot reach stays the same.
    """
    before, _ = _before(identity, reading)
    named = frozenset(rule.name for rule in definition.rules)
    return replace(
        definition,
        rules=tuple(
            rule if rule.name in rules or rule.name not in before else _recalled(rule, named)
            for rule in definition.rules
        ),
    )


def _recalled(rule: Rule, named: frozenset[str]) -> Rule:
    """A rule that repeats what it said before.

    It still asks for what it read of the tables (all but the rules, `named`), for the engine
    completes what some rule asks for.
    """
    said = nw.col(f"{_BEFORE}{rule.name}")
    read = tuple(item for item in rule.inputs if item.column not in named)
    return replace(rule, function=lambda **_: said, inputs=read, needs_one=False)


@cache
def _before(identity: str, reading: str | None) -> tuple[frozenset[str], Tables]:
    """Names of rules of the unchanged definition, and the cases with what these say of them."""
    definition, tables = loaded(identity, reading), case_tables(_cases(identity))
    levels = evaluate(tables, definition, list(definition.measures.values()))
    names: set[str] = set()
    for level, table in _TABLES.items():
        rows = getattr(tables, table)
        if rows is None:
            continue
        said = [r.name for r in definition.rules if r.level == level and levels.has(level, r.name)]
        names |= set(said)
        columns = {f"{_BEFORE}{name}": nw.col(name) for name in said}
        frame = _beside_what_was_told(nw.from_native(rows), levels.frames[level], level, columns)
        tables = replace(tables, **{table: frame.collect().to_native().lazy()})
    return frozenset(names), tables


def _beside_what_was_told(
    rows: nw.LazyFrame[Any], judged: nw.LazyFrame[Any], level: Level, columns: Mapping[str, nw.Expr]
) -> nw.LazyFrame[Any]:
    """Rows of a table of cases as they were told, and beside them what rules said.

    The engine completes persons and jobs and will do so again: were they taken as it left them, an
    answer that it derived would pass for one that was told. It gives tied jobs each other's
    circumstances; those are taken as it left them, and so the tie is not drawn again.
    """
    told = rows.collect_schema().names()
    if level == "circumstance":
        return judged.select(*told, **columns)
    said = judged.select(*KEYS[level], **columns)
    kept = [name for name in told if name != "episode_id"]
    return rows.select(*kept).join(said, on=list(KEYS[level]), how="left")


@cache
def _recalling(identity: str, reading: str | None) -> Condition:
    """All cases, which have beside the answers what the unchanged rules say."""
    _, tables = _before(identity, reading)
    return Condition(tables, _cases(identity).expected)


@cache
def _cases(identity: str) -> Cases:
    return read_cases(loaded(identity, None).cases, identity)
