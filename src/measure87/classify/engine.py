"""Applies the rules of definitions to persons.

Order: a child's hours are summed over her jobs, the rules run at the level that each
declares, finer levels are reduced to coarser ones, the statuses of co-resident parents are
joined and the rules that need them run after. Weights are never seen. The same expressions
run on polars, DuckDB and PySpark.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw

from measure87.classify.causes import bring_causes, cause_of_unknown
from measure87.classify.derived import derive
from measure87.classify.frames import Frame, Levels, Tables
from measure87.classify.parts import bring_parts
from measure87.define import Definition, Measure, Rule
from measure87.define.characteristics import Characteristic
from measure87.define.definition import rules_reached
from measure87.define.rule import LEVELS, PARENTS_PREFIX, SETTINGS, Input
from measure87.vocabulary.columns import (
    CAUSE_SUFFIX,
    HIGH_SUFFIX,
    LOW_SUFFIX,
    REASON_SUFFIX,
    SHARE_SUFFIX,
)
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import NO, YES, any_of, reason_key

__all__ = ["Tables", "classify", "days_share_columns", "evaluate", "in_universe"]


def classify(
    tables: Tables,
    definitions: Sequence[tuple[Definition, Sequence[str]]],
    *,
    carry: Iterable[str] = (),
    reasons: bool = True,
    causes: bool = False,
    parts: Mapping[str, Sequence[Characteristic]] | None = None,
    versions: Mapping[str, str] | None = None,
) -> Frame:
    """Classify persons under one or several definitions.

    Parameters
    ----------
    tables : Tables
        Persons, jobs and circumstances with the columns of `measure87.vocabulary.columns`.
    definitions : sequence of (definition, names of its measures)
        What to compute.
    carry : names of columns of persons
        Design and domain columns to carry along.
    reasons : bool
        Whether to add the reason key of each measure (`MEASURE__reason`).
    causes : bool
        Whether to add what left a person undetermined (`MEASURE__cause`, text).
    parts : mapping
        Measure to the characteristics by which its cases are told apart; adds a status for
        each code (`MEASURE_by_CHARACTERISTIC_CODE`, see `parts`).
    versions : mapping
        Column to the version of its classification, for these characteristics.

    Returns
    -------
    narwhals LazyFrame
        One row a person: `person_id`, the carried columns, and for each measure an Int8
        status that is null outside the universe; for measures with days also the share of
        the reference period, with bounds (`MEASURE__share`, `__share_low`, `__share_high`).
        Persons whose age is unknown are outside every universe.

    Raises
    ------
    DataError
        If a required column is missing, or two definitions have a measure of the same name.
    """
    _refuse_same_name(definitions)
    person: Frame = nw.from_native(tables.persons).lazy()
    kept = dict.fromkeys(("person_id", *carry))
    results: list[str] = []
    for definition, names in definitions:
        measures = [definition.measures[name] for name in names]
        levels = evaluate(
            Tables(person.to_native(), tables.jobs, tables.circumstances), definition, measures
        )
        if causes:
            bring_causes(levels, definition, measures)
        columns: dict[str, nw.Expr] = {}
        for measure in measures:
            columns |= _measure_columns(definition, measure, reasons)
            if causes:
                cause = cause_of_unknown(levels, definition, measure)
                columns[f"{measure.name}{CAUSE_SUFFIX}"] = _within(measure, cause)
            by = (parts or {}).get(measure.name, ())
            for name, answer in bring_parts(
                levels, definition, measure, by, versions or {}
            ).items():
                columns[name] = _within(measure, answer)
        results += columns
        person = levels.frames["person"].with_columns(**columns)
        person = person.select(*_originals(tables), *results)
    return person.select(*kept, *results)


def _refuse_same_name(definitions: Sequence[tuple[Definition, Sequence[str]]]) -> None:
    owners: dict[str, str] = {}
    for definition, names in definitions:
        for name in names:
            if name in owners:
                raise DataError(
                    f"{owners[name]} and {definition.versioned_id} both have the measure {name}",
                    code="same-measure",
                    hint="classify under one of them at a time",
                )
            owners[name] = definition.versioned_id


def _originals(tables: Tables) -> list[str]:
    return list(nw.from_native(tables.persons).lazy().collect_schema().names())


def days_share_columns(measure: str) -> tuple[str, str, str]:
    """Columns with the share of the reference period, its least and its greatest value.

    >>> days_share_columns("forced_labour")[0]
    'forced_labour__share'
    """
    share = f"{measure}{SHARE_SUFFIX}"
    return share, f"{share}{LOW_SUFFIX}", f"{share}{HIGH_SUFFIX}"


def evaluate(tables: Tables, definition: Definition, measures: Sequence[Measure]) -> Levels:
    """Run all rules behind some measures and bring their grounds to the person's level."""
    goals = [name for measure in measures for name in _goals(measure)]
    rules = definition.rules_behind(*goals)
    levels = Levels(tables)
    derive(levels, frozenset(item.name for rule in rules for item in rule.inputs))
    rules = _needed(levels, rules, goals)
    done: set[str] = set()
    waiting = list(rules)
    while waiting:
        ready = [r for r in waiting if _known(r, waiting, done)]
        if not ready:
            raise DataError(f"rules of {definition.id} wait for each other: {waiting[0].name}")
        # The finest level first, as far as it goes: every change of level costs a join.
        finest = min((rule.level for rule in ready), key=LEVELS.index)
        turn = [rule for rule in ready if rule.level == finest]
        _run(levels, definition, turn, goals)
        done |= {rule.name for rule in turn}
        waiting = [rule for rule in waiting if rule.name not in done]
    levels.lift("person", [definition.rule(name) for name in dict.fromkeys(goals)])
    return levels


def _goals(measure: Measure) -> tuple[str, ...]:
    days = (f"{measure.days}_low", f"{measure.days}_high") if measure.days else ()
    return (*measure.grounds, *days)


def _needed(levels: Levels, rules: Sequence[Rule], goals: Sequence[str]) -> tuple[Rule, ...]:
    """The goals and what they rest on, without optional inputs that this survey cannot give."""
    by_name = {rule.name: rule for rule in rules}
    able: set[str] = set()
    for _ in rules:
        able |= {rule.name for rule in rules if _is_able(levels, rule, by_name, able)}
    wanted = rules_reached(by_name, goals, lambda item: item.required or item.column in able)
    return tuple(rule for rule in rules if rule.name in wanted)


def _is_able(levels: Levels, rule: Rule, by_name: Mapping[str, Rule], able: set[str]) -> bool:
    """Whether the survey has the level of a rule and all that the rule requires."""
    if rule.level not in levels.frames:
        return False

    def is_there(item: Input) -> bool:
        if item.column in by_name:
            return item.column in able
        if item.name.startswith(PARENTS_PREFIX):
            return levels.has("person", item.column)
        sources = LEVELS[LEVELS.index(rule.level) :]
        return any(levels.has(level, item.name) for level in sources)

    if rule.needs_one and not any(is_there(item) for item in rule.inputs):
        return False
    return all(is_there(item) for item in rule.inputs if item.required)


def _known(rule: Rule, waiting: Sequence[Rule], done: set[str]) -> bool:
    pending = {other.name for other in waiting} - done
    return not any(item.column in pending for item in rule.inputs)


def _run(
    levels: Levels, definition: Definition, rules: Sequence[Rule], goals: Sequence[str]
) -> None:
    """Run rules of one level whose inputs are all there somewhere.

    What the measures rest on (`goals`) goes along to the person's level when something does.
    """
    level = rules[0].level
    if level not in levels.frames:
        raise DataError(
            f"{definition.id} needs a table of {level}s, which this survey does not have",
            code="missing-table",
        )
    needed = {item.column: item for rule in rules for item in rule.inputs}
    parents = [
        item.column
        for rule in rules
        for item in rule.inputs
        if item.name.startswith(PARENTS_PREFIX)
    ]
    known = {rule.name: rule for rule in definition.rules}
    if parents:
        levels.lift("person", [known[name] for name in parents if name in known])
        levels.join_parents(tuple(dict.fromkeys(parents)))
    along = goals if level == "person" else ()
    levels.lift(level, [known[name] for name in dict.fromkeys((*needed, *along)) if name in known])
    names = [item.name for rule in rules for item in rule.inputs]
    levels.pull_down(level, list(dict.fromkeys(names)))
    levels.add(level, **{rule.name: _expression(levels, definition, rule) for rule in rules})


def _expression(levels: Levels, definition: Definition, rule: Rule) -> nw.Expr:
    arguments: dict[str, Any] = {}
    for item in rule.inputs:
        if levels.has(rule.level, item.name):
            arguments[item.name] = nw.col(item.name)
        elif item.required:
            raise DataError(
                f"{definition.id} needs {item.name}, which this survey does not have",
                code="missing-item",
                hint="map a variable to it, or leave the measure out",
            )
        else:
            arguments[item.name] = None
    if rule.needs_one and all(value is None for value in arguments.values()):
        raise DataError(
            f"{definition.id} needs one of {', '.join(arguments)} for {rule.name}, "
            "and this survey has none",
            code="missing-item",
            hint="map a variable to one of them, or leave the measure out",
        )
    for setting in SETTINGS:
        if setting in rule.function.__code__.co_varnames[: rule.function.__code__.co_argcount]:
            arguments[setting] = getattr(definition, setting)
    expression = rule.function(**arguments)
    kind = nw.Int8() if rule.gives == "status" else nw.Float64()
    return expression.cast(kind)  # type: ignore[no-any-return]


def _measure_columns(definition: Definition, measure: Measure, reasons: bool) -> dict[str, nw.Expr]:
    """Status, reason and shares of one measure, null outside its universe."""

    def universe(expression: nw.Expr) -> nw.Expr:
        return _within(measure, expression)

    grounds = [nw.col(name) for name in measure.grounds]
    columns = {measure.name: universe(any_of(*grounds))}
    if reasons:
        orders = [definition.rule(name).order for name in measure.grounds]
        keys = [reason_key(g, order) for g, order in zip(grounds, orders, strict=True)]
        columns[f"{measure.name}{REASON_SUFFIX}"] = universe(any_of(*keys))
    if measure.days is not None:
        columns |= _shares(definition, measure, any_of(*grounds), universe)
    return columns


def _within(measure: Measure, expression: nw.Expr) -> nw.Expr:
    """The expression for those whom the measure speaks of, null for others."""
    return expression if measure.any_age else nw.when(in_universe(measure)).then(expression)


def in_universe(measure: Measure) -> nw.Expr:
    """Whether a person is one of those whom the measure speaks of."""
    if measure.any_age:
        return nw.lit(True)
    age = nw.col("age_years")
    return (age >= measure.ages[0]) & (age <= measure.ages[1])


def _shares(definition: Definition, measure: Measure, answer: nw.Expr, universe: Any) -> Any:
    """Share of the reference period in the status yes: min(days, period) / period.

    Null where the status is unknown, or the days are (the bounds are given then).
    """
    period = definition.limits["reference_period"].number
    share, low, high = days_share_columns(measure.name)
    least = _capped(nw.col(f"{measure.days}_low"), period)
    most = _capped(nw.col(f"{measure.days}_high"), period)
    nothing = nw.lit(0.0)
    sure = nw.when(answer == NO).then(nothing).when((answer == YES) & (least == most)).then(least)
    return {
        share: universe(sure),
        low: universe(nw.when(answer == YES).then(least).otherwise(nothing)),
        high: universe(nw.when(answer == NO).then(nothing).otherwise(most)),
    }


def _capped(days: nw.Expr, period: float) -> nw.Expr:
    return nw.when(days > period).then(nw.lit(1.0)).otherwise(days / period)
