"""How many persons are undetermined, and which missing answer left them so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from measure87.classify.frames import Frame, Levels
from measure87.define import Definition, Measure, Rule
from measure87.vocabulary.columns import CAUSE_SUFFIX, PERSONS
from measure87.vocabulary.status import UNKNOWN, any_of

OTHER_CAUSE = "several answers together"


@dataclass(frozen=True)
class Undetermined:
    """Undetermined persons of one measure, unweighted.

    `by_cause` maps the deciding rule and the answer that was missing to a number of
    persons; each undetermined person is counted once, under the first rule in the text
    that is unknown for her and the first unknown answer that it reads.
    """

    measure: str
    persons: int
    by_cause: Mapping[str, int]


def undetermined_by_cause(classified: Any, measure: str) -> Undetermined:
    """Count the undetermined persons of a measure by cause.

    Parameters
    ----------
    classified : frame
        What `classify` gave with `causes=True`, of any engine.
    measure : str
    """
    frame: Frame = nw.from_native(classified).lazy()
    cause = f"{measure}{CAUSE_SUFFIX}"
    rows = frame.filter(~nw.col(cause).is_null()).select(nw.col(cause).alias("cause"))
    counts = rows.group_by("cause").agg(nw.len().alias("persons")).sort("cause")
    table = counts.collect()
    by_cause = {
        str(cause): int(persons)
        for cause, persons in zip(table["cause"].to_list(), table["persons"].to_list(), strict=True)
    }
    return Undetermined(measure, sum(by_cause.values()), by_cause)


def cause_of_unknown(levels: Levels, definition: Definition, measure: Measure) -> nw.Expr:
    """Text `rule: answer` of what leaves a person undetermined; null for everybody else."""
    grounds = [definition.rule(name) for name in measure.grounds]
    unknown = any_of(*[nw.col(rule.name) for rule in grounds]) == UNKNOWN
    return nw.when(unknown).then(_cause(levels, definition, grounds))


def _cause(levels: Levels, definition: Definition, grounds: list[Rule]) -> nw.Expr:
    """Text `rule: item` of the first unknown ground and its first unknown answer."""
    expression = nw.lit(OTHER_CAUSE)
    for rule in reversed(grounds):
        inner = nw.lit(f"{rule.name}: {OTHER_CAUSE}")
        for column in reversed(_answers_behind(levels, definition, rule)):
            missing = _is_missing(column)
            inner = nw.when(missing).then(nw.lit(f"{rule.name}: {column}")).otherwise(inner)
        expression = nw.when(nw.col(rule.name) == UNKNOWN).then(inner).otherwise(expression)
    return expression


def _answers_behind(levels: Levels, definition: Definition, rule: Rule) -> list[str]:
    """Person-level answers that a rule rests on: statuses first, then numbers."""
    columns = [
        item.column
        for behind in definition.rules_behind(rule.name)
        for item in behind.inputs
        if item.column in PERSONS and levels.has("person", item.column)
    ]
    unique = list(dict.fromkeys(columns))
    statuses = [name for name in unique if PERSONS[name].kind == "status"]
    return statuses + [name for name in unique if PERSONS[name].kind == "number"]


def _is_missing(column: str) -> nw.Expr:
    if PERSONS[column].kind == "status":
        return nw.col(column) == UNKNOWN
    return nw.col(column).is_null()
