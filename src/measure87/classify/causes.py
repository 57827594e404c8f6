"""Which missing answer left a person undetermined?

The search begins at a ground of the measure that is unknown and follows the rules that are
unknown too, at the same level, down to an answer: first one that was asked and not given,
then one that was not asked. Where the ground speaks of jobs, it is sought in each of the jobs
that are unknown, and the last in the alphabet stands for the person. On the way an answer is its
place in the alphabet, a number; text is made of it at the end.
"""

from collections.abc import Mapping, Sequence

import narwhals as nw

from measure87.classify.frames import Levels
from measure87.define import Definition, Measure, Rule
from measure87.define.rule import PARENTS_PREFIX, Input
from measure87.vocabulary.columns import HIGH_SUFFIX, LOW_SUFFIX, TABLES
from measure87.vocabulary.status import UNKNOWN

OTHER_CAUSE = "several answers together"
_NOBODY_ASKED = "answered_on_work"
_WHY, _GROUND, _LACKING = "__why", "__ground", "__lacking"


def lacking_in_jobs(
    levels: Levels, definition: Definition, measures: Sequence[Measure]
) -> dict[str, nw.Expr]:
    """For each ground of measures that speaks of jobs: what an unknown job lacks."""
    rules = [
        rule
        for rule in _grounds(definition, measures)
        if rule.level == "job" and levels.has("job", rule.name)
    ]
    _explain_rules(levels, definition, rules)
    return {
        f"{rule.name}{_WHY}": nw.when(_is_open(rule.name)).then(nw.col(f"{rule.name}{_WHY}"))
        for rule in rules
    }


def explain_persons(
    levels: Levels, definition: Definition, answers: Mapping[Measure, nw.Expr]
) -> None:
    """Find what leaves persons undetermined: the ground of each measure, and what it lacks.

    Both are numbers, in columns of their own: the text of a cause names each of them many times.

    Parameters
    ----------
    answers : of each measure to everybody
    """
    grounds = _grounds(definition, list(answers))
    _explain_rules(levels, definition, [rule for rule in grounds if rule.level == "person"])
    found: dict[str, nw.Expr] = {}
    for measure, answer in answers.items():
        ground, lacking = _ground_and_lacking(levels, definition, measure, answer)
        found |= {f"{measure.name}{_GROUND}": ground, f"{measure.name}{_LACKING}": lacking}
    levels.add("person", **found)


def _ground_and_lacking(
    levels: Levels, definition: Definition, measure: Measure, answer: nw.Expr
) -> tuple[nw.Expr, nw.Expr]:
    """Position of the first unknown ground of a measure, and place of what that lacks."""
    places = _places(definition)
    ground, lacking = nw.lit(None, dtype=nw.Int16), nw.lit(None, dtype=nw.Int16)
    for position, rule in reversed(list(enumerate(_grounds(definition, [measure])))):
        why = f"{rule.name}{_WHY}"
        told = nw.col(why) if levels.has("person", why) else _place(places, OTHER_CAUSE)
        told = nw.coalesce(told, _place(places, _NOBODY_ASKED))
        is_unknown = (answer == UNKNOWN) & (nw.col(rule.name) == UNKNOWN)
        ground = nw.when(is_unknown).then(nw.lit(position, dtype=nw.Int16)).otherwise(ground)
        lacking = nw.when(is_unknown).then(told).otherwise(lacking)
    return ground, lacking


def cause_of_unknown(levels: Levels, definition: Definition, measure: Measure) -> nw.Expr:
    """Text `rule: answer` of what leaves a person undetermined; null for everybody else.

    What `explain_persons` found is at the person's level.
    """
    names = [f"{name}: " for name in measure.grounds]
    named = _named_by_table if levels.frames["person"].implementation.is_polars() else _named
    ground, lacking = (nw.col(f"{measure.name}{end}") for end in (_GROUND, _LACKING))
    return nw.concat_str(named(ground, names), named(lacking, list(_places(definition))))


def _named_by_table(number: nw.Expr, names: Sequence[str]) -> nw.Expr:
    return number.replace_strict(
        list(range(len(names))), names, default=None, return_dtype=nw.String
    )


def _named(number: nw.Expr, names: Sequence[str]) -> nw.Expr:
    """The same on engines, of which Spark Connect has no such table."""
    told = (nw.when(number == i).then(nw.lit(name)) for i, name in enumerate(names))
    return nw.coalesce(*told)


def _grounds(definition: Definition, measures: Sequence[Measure]) -> list[Rule]:
    names = dict.fromkeys(name for measure in measures for name in measure.grounds)
    return [definition.rule(name) for name in names]


def _places(definition: Definition) -> dict[str, int]:
    """Everything that may be lacking, and its place in the alphabet."""
    inputs = {_name(item) for rule in definition.rules for item in rule.inputs}
    denied = {rule.name for rule in definition.rules if rule.contradiction}
    names = sorted({*inputs, *denied, OTHER_CAUSE, _NOBODY_ASKED})
    return {name: i for i, name in enumerate(names)}


def _place(places: Mapping[str, int], name: str) -> nw.Expr:
    return nw.lit(places[name], dtype=nw.Int16)


def _explain_rules(levels: Levels, definition: Definition, rules: Sequence[Rule]) -> None:
    """Add to each rule of one level, and to those behind it, the answer that it lacks."""
    known = {other.name: other for other in definition.rules}
    places = _places(definition)
    stages = [list(rules)]
    while stages[-1]:
        behind = [_same_level(rule, item, known) for rule in stages[-1] for item in rule.inputs]
        stages.append([rule for rule in dict.fromkeys(behind) if rule is not None])
    for stage in reversed(stages):
        new = [
            rule
            for rule in stage
            if levels.has(rule.level, rule.name) and not levels.has(rule.level, rule.name + _WHY)
        ]
        if new:
            places_of = {f"{rule.name}{_WHY}": _why(levels, rule, known, places) for rule in new}
            levels.add(new[0].level, **places_of)


def _same_level(rule: Rule, item: Input, known: Mapping[str, Rule]) -> Rule | None:
    """The rule of the same level that an input is, if it has inputs of its own."""
    if item.name.startswith(PARENTS_PREFIX):
        return None
    behind = known.get(item.column)
    return behind if behind and behind.level == rule.level and behind.inputs else None


def _why(
    levels: Levels, rule: Rule, known: Mapping[str, Rule], places: Mapping[str, int]
) -> nw.Expr:
    """Place of the first input of a rule that was not given, or else that was not asked.

    What was told and contradicts itself is a cause of its own: the rule that says so.
    """
    found = _place(places, rule.name if rule.contradiction else OTHER_CAUSE)
    there = [
        item
        for item in rule.inputs
        if levels.has(rule.level, item.name)
        and (item.column not in known or known[item.column].gives == "status")
    ]
    for item in reversed(there):
        missing = nw.col(item.name).is_null()
        found = nw.when(missing).then(_place(places, _name(item))).otherwise(found)
    for item in reversed(there):
        behind = _same_level(rule, item, known)
        own = _place(places, _name(item))
        inner = own if behind is None else nw.col(f"{behind.name}{_WHY}")
        found = nw.when(_not_given(levels, rule, item)).then(inner).otherwise(found)
    return found


def _name(item: Input) -> str:
    return item.name if item.name.startswith(PARENTS_PREFIX) else item.column


def _is_open(name: str) -> nw.Expr:
    return nw.col(name).is_null() | (nw.col(name) == UNKNOWN)


def _not_given(levels: Levels, rule: Rule, item: Input) -> nw.Expr:
    """The input is unknown, or its bounds are apart."""
    bare = item.name.removesuffix(LOW_SUFFIX).removesuffix(HIGH_SUFFIX)
    low, high = f"{bare}{LOW_SUFFIX}", f"{bare}{HIGH_SUFFIX}"
    if item.name in (low, high):
        both = levels.has(rule.level, low) and levels.has(rule.level, high)
        return nw.col(low) != nw.col(high) if both else nw.lit(False)
    if _is_status(item):
        return nw.col(item.name) == UNKNOWN
    return nw.lit(False)


def _is_status(item: Input) -> bool:
    declared = [table[item.column].kind for table in TABLES.values() if item.column in table]
    return not declared or "status" in declared
