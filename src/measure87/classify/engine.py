"""Applies the rules of definitions to persons.

Order: a child's hours are summed over her jobs, the rules run at the level that each
declares, finer levels are reduced to coarser ones, the statuses of co-resident parents are
joined and the rules that need them run after. What causes and parts need of the jobs passes to
the person together with the rules. Weights are never seen. The same expressions run on polars,
DuckDB and PySpark.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from measure87.classify.at_the_same_time import join_parents_then
from measure87.classify.causes import cause_of_unknown, explain_persons, lacking_in_jobs
from measure87.classify.derived import derive
from measure87.classify.frames import Frame, Levels, Settle, Tables
from measure87.classify.job_times import survey_time
from measure87.classify.parts import derive_bounds, flag_jobs, flags_of_persons, parts_of
from measure87.define import Definition, Measure, Rule
from measure87.define.characteristics import Characteristic
from measure87.define.definition import rules_reached
from measure87.define.rule import (
    LEVELS,
    PARENTS_PREFIX,
    PARENTS_THEN_PREFIX,
    SETTINGS,
    Input,
    Level,
)
from measure87.vocabulary.columns import (
    CAUSE_SUFFIX,
    HIGH_SUFFIX,
    JOBS,
    LOW_SUFFIX,
    PERSONS,
    REASON_SUFFIX,
    SHARE_SUFFIX,
)
from measure87.vocabulary.errors import DataError
from measure87.vocabulary.status import (
    NO,
    UNKNOWN,
    YES,
    answers_written_once,
    any_of,
    reason_key,
)

__all__ = [
    "Tables",
    "classify",
    "days_share_columns",
    "evaluate",
    "in_universe",
    "rule_expression",
]


def classify(
    tables: Tables,
    definitions: Sequence[tuple[Definition, Sequence[str]]],
    *,
    carry: Iterable[str] = (),
    reasons: bool = True,
    causes: bool = False,
    parts: Mapping[str, Sequence[Characteristic]] | None = None,
    versions: Mapping[str, str] | None = None,
    settled: Settle | None = None,
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
    settled : callable
        How an engine of its own memory computes a frame once; it keeps its plan without.

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
    told = _Told(reasons, causes, parts or {}, versions or {})
    results: list[str] = []
    with _as_engines_plan(person):
        for definition, names in definitions:
            measures = [definition.measures[name] for name in names]
            rows = Tables(person.to_native(), tables.jobs, tables.circumstances)
            person, columns = _classified(rows, definition, measures, told, settled)
            results += columns
            person = person.select(*_originals(tables), *results)
            if settled is not None and len(definitions) > 1:
                person = settled(person)
    return person.select(*kept, *results)


@dataclass(frozen=True)
class _Told:
    """What is told beside statuses, as `classify` has it."""

    reasons: bool
    causes: bool
    parts: Mapping[str, Sequence[Characteristic]]
    versions: Mapping[str, str]


def _as_engines_plan(frame: Frame) -> AbstractContextManager[None]:
    """How statuses are written: polars finds what is written twice, other engines do not."""
    return nullcontext() if frame.implementation.is_polars() else answers_written_once()


def _classified(
    tables: Tables,
    definition: Definition,
    measures: Sequence[Measure],
    told: _Told,
    settled: Settle | None,
) -> tuple[Frame, tuple[str, ...]]:
    """Persons with what is told of the measures of one definition, and the names of it."""
    by = {m.name: told.parts[m.name] for m in measures if m.name in told.parts}
    along = _along(definition, measures, told.causes, by, told.versions)
    levels = evaluate(tables, definition, measures, along, settled)
    derive_bounds(levels, by)
    levels.add("person", **{_answer(m): any_of(*map(nw.col, m.grounds)) for m in measures})
    if told.causes:
        explain_persons(levels, definition, {m: nw.col(_answer(m)) for m in measures})
    columns: dict[str, nw.Expr] = {}
    for measure in measures:
        found = _measure_columns(definition, measure, told.reasons)
        if told.causes:
            found[f"{measure.name}{CAUSE_SUFFIX}"] = cause_of_unknown(levels, definition, measure)
        found |= parts_of(measure, by.get(measure.name, ()), nw.col(_answer(measure)))
        columns |= {name: _within(measure, column) for name, column in found.items()}
    return levels.frames["person"].with_columns(**columns), tuple(columns)


def _answer(measure: Measure) -> str:
    """Column with the answer of a measure to everybody, in its universe or not."""
    return f"{measure.name}__answer"


def _along(
    definition: Definition,
    measures: Sequence[Measure],
    causes: bool,
    parts: Mapping[str, Sequence[Characteristic]],
    versions: Mapping[str, str],
) -> "Along":
    """What causes and parts need of circumstances and jobs."""

    def along(levels: Levels, level: Level) -> Mapping[str, nw.Expr]:
        if level == "job":
            flag_jobs(levels, parts, versions)
            return {}
        lacking = lacking_in_jobs(levels, definition, measures) if causes else {}
        return lacking | flags_of_persons(levels, definition, measures, parts)

    return along


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


Along = Callable[[Levels, Level], Mapping[str, nw.Expr]]
"""What passes to a level in the same join as the rules: called once all rules of finer levels
have run, it may add columns to the frames and gives columns of jobs for the person."""


def evaluate(
    tables: Tables,
    definition: Definition,
    measures: Sequence[Measure],
    along: Along = lambda levels, level: {},
    settled: Settle | None = None,
) -> Levels:
    """Run all rules behind some measures and bring their grounds to the person's level."""
    goals = [name for measure in measures for name in _goals(measure)]
    rules = definition.rules_behind(*goals)
    levels = Levels(tables, settled)
    wanted = frozenset(item.name for rule in rules for item in rule.inputs)
    derive(levels, wanted, survey_time(definition))
    _refuse_unasked(levels, definition, measures)
    waiting = list(_needed(levels, rules, goals))
    for level in LEVELS[LEVELS.index("job") :]:
        while any(_is_finer(rule.level, level) for rule in waiting):
            waiting = _turn(levels, definition, waiting, goals)
        if level in levels.frames:
            read = [item.column for rule in waiting for item in rule.inputs]
            levels.lift(level, _rules_named(definition, (*read, *goals)), along(levels, level))
    while waiting:
        waiting = _turn(levels, definition, waiting, goals)
    return levels


def _refuse_unasked(levels: Levels, definition: Definition, measures: Sequence[Measure]) -> None:
    """Refuse a measure that needs one of several columns, of which this survey has none.

    A group that has items of circumstances too is checked where the questionnaire is known.
    """
    for measure in measures:
        for group in measure.one_of:
            columns = all(name in PERSONS or name in JOBS for name in group)
            if columns and not any(levels.has(lv, name) for lv in levels.frames for name in group):
                raise DataError(
                    f"{definition.id} needs one of {', '.join(group)} for {measure.name}, "
                    "and this survey has none",
                    code="missing-item",
                    hint="map a variable to one of them, or leave the measure out",
                )


def _is_finer(one: Level, other: Level) -> bool:
    return LEVELS.index(one) < LEVELS.index(other)


def _rules_named(definition: Definition, names: Iterable[str]) -> list[Rule]:
    """The rules among some names, each once."""
    known = {rule.name: rule for rule in definition.rules}
    return [known[name] for name in dict.fromkeys(names) if name in known]


def _turn(
    levels: Levels, definition: Definition, waiting: Sequence[Rule], goals: Sequence[str]
) -> list[Rule]:
    """Run the rules of one level that can run; returns those that still wait."""
    names = {rule.name for rule in waiting}
    ready = [r for r in waiting if not any(item.column in names for item in r.inputs)]
    if not ready:
        raise DataError(f"rules of {definition.id} wait for each other: {waiting[0].name}")
    # The finest level first, as far as it goes: every change of level costs a join.
    finest = min((rule.level for rule in ready), key=LEVELS.index)
    turn = [rule for rule in ready if rule.level == finest]
    if finest == "person" and any(_is_finer(rule.level, finest) for rule in waiting):
        levels.settle("job")  # her jobs go on from here, and so does what she takes from them
    _run(levels, definition, turn, goals)
    return [rule for rule in waiting if rule not in turn]


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
    inputs = [item for rule in rules for item in rule.inputs]
    of_parents = [item for item in inputs if item.name.startswith(PARENTS_PREFIX)]
    then = [item.column for item in of_parents if item.name.startswith(PARENTS_THEN_PREFIX)]
    parents = [item.column for item in of_parents if item.column not in then]
    if parents:
        levels.lift("person", _rules_named(definition, parents))
        levels.settle("person")  # the child, her mother and her father are of one frame
        there = [one for one in dict.fromkeys(parents) if levels.has("person", one)]
        if there:  # the rule says what it is to do without the others
            levels.join_parents(there)
    needed = [item.column for item in inputs]
    along = {"person": goals, "answer": [r.name for r in definition.rules]}.get(level, ())
    levels.lift(level, _rules_named(definition, (*needed, *along)))
    if then:
        levels.settle("job")  # of the child and of her parents
        levels.settle("person")
        join_parents_then(levels, _rules_named(definition, then), definition.limits)
    levels.pull_down(level, list(dict.fromkeys(item.name for item in inputs)))
    levels.add(level, **{rule.name: rule_expression(levels, definition, rule) for rule in rules})


def rule_expression(levels: Levels, definition: Definition, rule: Rule) -> nw.Expr:
    """What a rule says, of the columns that its level has."""
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
    """Status, reason and shares of one measure, whoever is in its universe."""
    answer = nw.col(_answer(measure))
    columns = {measure.name: answer}
    if reasons:
        orders = [definition.rule(name).order for name in measure.grounds]
        pairs = zip(measure.grounds, orders, strict=True)
        keys = [reason_key(nw.col(name), order) for name, order in pairs]
        columns[f"{measure.name}{REASON_SUFFIX}"] = any_of(*keys)
    if measure.days is not None:
        columns |= _shares(definition, measure, answer)
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


def _shares(definition: Definition, measure: Measure, answer: nw.Expr) -> dict[str, nw.Expr]:
    """Share of the reference period in the status yes: min(days, period) / period.

    Null where the status is unknown, or the days are (the bounds are given then).
    """
    period = definition.limits["reference_period"].number
    share, low, high = days_share_columns(measure.name)
    least = _capped(nw.col(f"{measure.days}_low"), period)
    most = _capped(nw.col(f"{measure.days}_high"), period)
    nothing, whole = nw.lit(0.0), nw.lit(1.0)
    # Whoever was not asked has no job that tells days, and may have been so all the time.
    unasked = (answer == UNKNOWN) & (most <= nothing)
    sure = nw.when(answer == NO).then(nothing).when((answer == YES) & (least == most)).then(least)
    return {
        share: sure,
        low: nw.when(answer == YES).then(least).otherwise(nothing),
        high: nw.when(answer == NO).then(nothing).when(unasked).then(whole).otherwise(most),
    }


def _capped(days: nw.Expr, period: float) -> nw.Expr:
    return nw.when(days > period).then(nw.lit(1.0)).otherwise(days / period)
