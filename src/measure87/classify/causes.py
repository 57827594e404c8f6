"""Which missing answer left a person undetermined?

The search begins at a ground of the measure that is unknown and follows the rules that are
unknown too, at the same level, down to an answer: first one that was asked and not given,
then one that was not asked. Where the ground speaks of jobs, it is sought in each of the jobs
that are unknown, and the last in the alphabet stands for the person.
"""

from collections.abc import Mapping, Sequence

import narwhals as nw

from measure87.classify.frames import KEYS, Levels
from measure87.define import Definition, Measure, Rule
from measure87.define.rule import PARENTS_PREFIX, Input
from measure87.vocabulary.columns import HIGH_SUFFIX, LOW_SUFFIX, TABLES
from measure87.vocabulary.status import UNKNOWN, any_of

OTHER_CAUSE = "several answers together"
_NOBODY_ASKED = "answered_on_work"
_WHY = "__why"


def bring_causes(levels: Levels, definition: Definition, measures: Sequence[Measure]) -> None:
    """Find the missing answers behind the grounds of some measures, in one pass over jobs."""
    names = dict.fromkeys(name for measure in measures for name in measure.grounds)
    grounds = [definition.rule(name) for name in names]
    _explain_rules(levels, definition, [rule for rule in grounds if rule.level == "person"])
    jobs = [rule for rule in grounds if rule.level == "job" and levels.has("job", rule.name)]
    _explain_rules(levels, definition, jobs)
    _bring_to_person(levels, jobs)


def cause_of_unknown(levels: Levels, definition: Definition, measure: Measure) -> nw.Expr:
    """Text `rule: answer` of what leaves a person undetermined; null for everybody else.

    The causes of the measure's grounds have been brought.
    """
    grounds = [definition.rule(name) for name in measure.grounds]
    text = nw.lit(OTHER_CAUSE)
    for rule in reversed(grounds):
        why = f"{rule.name}{_WHY}"
        told = nw.col(why) if levels.has("person", why) else nw.lit(OTHER_CAUSE)
        told = nw.when(told.is_null()).then(nw.lit(_NOBODY_ASKED)).otherwise(told)
        told = nw.concat_str(nw.lit(f"{rule.name}: "), told)
        text = nw.when(nw.col(rule.name) == UNKNOWN).then(told).otherwise(text)
    unknown = any_of(*[nw.col(rule.name) for rule in grounds]) == UNKNOWN
    return nw.when(unknown).then(text)


def _bring_to_person(levels: Levels, rules: Sequence[Rule]) -> None:
    """Bring the reasons why jobs are unknown to the person, for several rules in one pass."""
    if not rules:
        return
    keys = list(KEYS["person"])
    texts = {
        f"{rule.name}{_WHY}": nw.when(_is_open(rule.name)).then(nw.col(f"{rule.name}{_WHY}"))
        for rule in rules
    }
    rows = levels.frames["job"].select(*keys, **texts)
    found = rows.group_by(*keys).agg(*[nw.col(name).max().alias(name) for name in texts])
    levels.frames["person"] = levels.frames["person"].join(found, on=keys, how="left")
    levels.columns["person"] |= set(texts)


def _explain_rules(levels: Levels, definition: Definition, rules: Sequence[Rule]) -> None:
    """Add to each rule of one level, and to those behind it, the answer that it lacks."""
    known = {other.name: other for other in definition.rules}
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
            texts = {f"{rule.name}{_WHY}": _why(levels, rule, known) for rule in new}
            levels.add(new[0].level, **texts)


def _same_level(rule: Rule, item: Input, known: Mapping[str, Rule]) -> Rule | None:
    """The rule of the same level that an input is, if it has inputs of its own."""
    if item.name.startswith(PARENTS_PREFIX):
        return None
    behind = known.get(item.column)
    return behind if behind and behind.level == rule.level and behind.inputs else None


def _why(levels: Levels, rule: Rule, known: Mapping[str, Rule]) -> nw.Expr:
    """The first input of a rule that was not given, or else that was not asked."""
    text = nw.lit(OTHER_CAUSE)
    there = [
        item
        for item in rule.inputs
        if levels.has(rule.level, item.name)
        and (item.column not in known or known[item.column].gives == "status")
    ]
    for item in reversed(there):
        missing = nw.col(item.name).is_null()
        text = nw.when(missing).then(nw.lit(_name(item))).otherwise(text)
    for item in reversed(there):
        behind = _same_level(rule, item, known)
        inner = nw.lit(_name(item)) if behind is None else nw.col(f"{behind.name}{_WHY}")
        text = nw.when(_not_given(levels, rule, item)).then(inner).otherwise(text)
    return text


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
