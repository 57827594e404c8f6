"""The same persons under two definitions: who is in both, who in one alone, and by which rule.

Persons who are in the universe of both, and determined under both, are crossed; the figures are
proportions of them, each with its design-based error. The first share alone less the second share
alone is the difference of the two prevalences among these persons, with their covariance.

A person can be undetermined under one definition and a case under the other. She is not crossed,
and counted by a figure of her own, so that nobody disappears between the two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import narwhals as nw

from measure87.estimate.survey.contrasts import estimate_differences
from measure87.estimate.survey.differences import Contrast, Side
from measure87.estimate.survey.engines import as_frame
from measure87.estimate.survey.estimates import estimate_survey
from measure87.estimate.survey.intervals import DEFAULT_INTERVAL
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.weighed_persons import PersonsOfGroups
from measure87.estimate.weighting.benchmark import Benchmark
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Estimate, Interval, Notice, Refusal
from measure87.vocabulary.status import (
    NO,
    UNKNOWN,
    YES,
    UnknownTreatment,
    rule_of_reason,
    status,
    status_of_reason,
)
from measure87.vocabulary.survey_design import SurveyDesign

Part = Literal[
    "both", "first-only", "second-only", "first-second-undetermined", "second-first-undetermined"
]
OTHER_RULES = "other_rules"
"""Of those in one alone whom no rule made cases: the measure counts its undetermined as such."""
_SIDES = ("measure87__first", "measure87__second")
"""Columns with both measures, of the persons crossed alone."""


@dataclass(frozen=True)
class Compared:
    """A measure, as its persons were classified.

    Parameters
    ----------
    name, column : str
        The measure, and the column with its status (null outside its universe).
    unknown : str
        What an undetermined person counts as in its own figure.
    reason : str or None
        Column with its reason key; without it no rules are told.
    rules : sequence of str
        Rules of its definition by position, as reason keys have them.
    """

    name: str
    column: str
    unknown: UnknownTreatment = "exclude"
    reason: str | None = None
    rules: Sequence[str] = ()


@dataclass(frozen=True)
class Figure:
    """What one figure of a comparison is of."""

    part: Part
    rule: str | None = None
    """Of those in one alone: the rule that made them cases there."""


@dataclass(frozen=True)
class SideBySide:
    """Two measures of the same persons.

    Attributes
    ----------
    figures : name of each estimate to what it is of
    difference : the first prevalence less the second among the persons crossed; None without one
    nested : (narrow, wide) names, the cases of the first being among those of the second
    persons : who is behind the figures, each a column by its name
    """

    first: str
    second: str
    estimates: tuple[Estimate, ...]
    figures: Mapping[str, Figure]
    difference: Estimate | None
    nested: tuple[tuple[str, str], ...]
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[Notice, ...] = field(default=())
    persons: PersonsOfGroups | None = None


def cross_measures(
    table: Any,
    first: Compared,
    second: Compared,
    design: SurveyDesign,
    *,
    interval: Interval = DEFAULT_INTERVAL,
    level: float = 0.95,
    group: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    benchmark: Benchmark | None = None,
) -> SideBySide:
    """Cross two measures of the same persons.

    Parameters
    ----------
    table, design, interval, level, benchmark
        As `estimate_survey` has them; one row per person.
    first, second : Compared
        The two measures, with their reasons if it is to be told who moves by which rule.
    group, labels : mapping, optional
        What the persons of both universes are called where they are not everybody of each (ages
        5 to 14, of measures of 5 to 17 and of 5 to 14); put on every figure.

    Returns
    -------
    SideBySide
        Proportions of the persons determined under both, `FIRST__and__SECOND`,
        `FIRST__not__SECOND` and `SECOND__not__FIRST`; of those in one alone by the rule that
        made them cases, `..__by__RULE` (`other_rules` where none did); of the
        persons determined under one, `FIRST__open__SECOND`: cases of the first who are
        undetermined under the second, where the second leaves them out.

    Raises
    ------
    UsageError
        If a measure is compared with itself.
    """
    if first.name == second.name:
        raise UsageError(
            f"{first.name} is compared with itself", hint="name two measures of the same persons"
        )
    frame = as_frame(table)
    columns, figures = _parts(first, second)
    frame = frame.with_columns(**columns, **_sides(first, second))
    by_rule, told = _by_rule(frame, first, second)
    frame = frame.with_columns(**by_rule) if by_rule else frame
    figures |= told
    of_both = f"{first.name}+{second.name}"
    names = (*figures, *_SIDES)
    outcomes = [Outcome(name, name, definition=of_both, coding="status") for name in names]
    result = estimate_survey(
        frame.to_native(), outcomes, design, interval=interval, level=level, benchmark=benchmark
    )
    found = estimate_differences(
        frame.to_native(),
        outcomes[-2:],
        design,
        [Contrast(*(Side(name) for name in _SIDES))] if result.estimates else [],
        result.estimates,
        benchmark=benchmark,
    ).estimates
    alone = (_name(first, "not", second), _name(second, "not", first))
    return SideBySide(
        first=first.name,
        second=second.name,
        estimates=tuple(
            _of_group(item, group, labels) for item in result.estimates if item.name in figures
        ),
        figures=figures,
        difference=_of_group(_named(found[0], alone), group, labels) if found else None,
        nested=_nested(first, second, figures),
        refused=tuple(item for item in result.refused if item.name in figures),
        warnings=result.warnings,
        persons=PersonsOfGroups(frame.to_native(), outcomes, design, (), benchmark),
    )


def _named(found: Estimate, alone: tuple[str, str]) -> Estimate:
    """The difference of both prevalences, by the shares alone whose difference it is.

    It is made from the prevalences, which have an error where one share alone has no case.
    """
    minus = None if found.minus is None else replace(found.minus, name=alone[1])
    return replace(found, name=alone[0], minus=minus)


def _name(one: Compared, word: str, other: Compared) -> str:
    return f"{one.name}__{word}__{other.name}"


def _treated(one: Compared) -> nw.Expr:
    """Its status as its own figure counts it: unknown stays only where it is left out."""
    told = nw.col(one.column)
    if one.unknown == "exclude":
        return told
    counted = status(YES if one.unknown == "yes" else NO)
    return nw.when(told == UNKNOWN).then(counted).otherwise(told)


def _parts(first: Compared, second: Compared) -> tuple[dict[str, nw.Expr], dict[str, Figure]]:
    """The parts of the crossing: a status each, and what they are."""
    a, b = _treated(first), _treated(second)
    common = ~a.is_null() & ~b.is_null()
    crossed = common & (a != UNKNOWN) & (b != UNKNOWN)
    columns = {
        _name(first, "and", second): _share(common, crossed, (a == YES) & (b == YES)),
        _name(first, "not", second): _share(common, crossed, (a == YES) & (b == NO)),
        _name(second, "not", first): _share(common, crossed, (b == YES) & (a == NO)),
    }
    parts: list[Part] = ["both", "first-only", "second-only"]
    if second.unknown == "exclude":
        columns[_name(first, "open", second)] = _share(
            common, common & (a != UNKNOWN), (a == YES) & (b == UNKNOWN)
        )
        parts.append("first-second-undetermined")
    if first.unknown == "exclude":
        columns[_name(second, "open", first)] = _share(
            common, common & (b != UNKNOWN), (b == YES) & (a == UNKNOWN)
        )
        parts.append("second-first-undetermined")
    return columns, {name: Figure(part) for name, part in zip(columns, parts, strict=True)}


def _sides(first: Compared, second: Compared) -> dict[str, nw.Expr]:
    """Both measures, of persons whom both determine."""
    a, b = _treated(first), _treated(second)
    crossed = (a != UNKNOWN) & (b != UNKNOWN)
    return {name: nw.when(crossed).then(one) for name, one in zip(_SIDES, (a, b), strict=True)}


def _share(common: nw.Expr, determined: nw.Expr, case: nw.Expr) -> nw.Expr:
    """A status among persons of both universes: unknown where it cannot be told."""
    known = nw.when(case).then(status(YES)).otherwise(status(NO))
    return nw.when(common).then(nw.when(determined).then(known).otherwise(status(UNKNOWN)))


def _by_rule(
    frame: "nw.LazyFrame[Any]", first: Compared, second: Compared
) -> tuple[dict[str, nw.Expr], dict[str, Figure]]:
    """Those in one alone, by the rule that made them cases there."""
    columns: dict[str, nw.Expr] = {}
    figures: dict[str, Figure] = {}
    sides: list[tuple[Compared, Compared, Part]] = [
        (first, second, "first-only"),
        (second, first, "second-only"),
    ]
    for one, other, part in sides:
        if one.reason is None:
            continue
        alone = _name(one, "not", other)
        for rule, keys in _rules_told(frame, one, alone).items():
            name = f"{alone}__by__{rule}"
            case = (nw.col(alone) == YES) & nw.col(one.reason).is_in(keys)
            told = nw.when(case).then(status(YES)).otherwise(status(NO))
            # A share alone of nobody is no case; whoever is unknown in it stays so.
            columns[name] = nw.when(nw.col(alone) != UNKNOWN).then(told).otherwise(nw.col(alone))
            figures[name] = Figure(part, rule)
    return columns, figures


def _rules_told(frame: "nw.LazyFrame[Any]", one: Compared, alone: str) -> dict[str, list[int]]:
    """Reason keys of those in one alone, by rule in the order of its definition.

    Their order by persons would tell the ranks of figures that may not be shown, and so would it to
    put the least frequent together: who is in several rules together are as many persons at least,
    and in none of them more than in one that is told by itself. Persons whom the measure counts as
    cases although they are undetermined have no rule.
    """
    rows = frame.filter(nw.col(alone) == YES).select(key=nw.col(str(one.reason)))
    keys: Any = rows.unique().collect()
    found: dict[str, list[int]] = {}
    for key in keys["key"].to_list():
        sure = key is not None and status_of_reason(int(key)) == YES
        rule = one.rules[rule_of_reason(int(key))] if sure else OTHER_RULES
        found.setdefault(rule, []).extend([] if key is None else [int(key)])
    order = [*one.rules, OTHER_RULES]
    return {rule: sorted(found[rule]) for rule in sorted(found, key=order.index)}


def _of_group(
    item: Estimate, group: Mapping[str, str] | None, labels: Mapping[str, str] | None
) -> Estimate:
    """The figure with the name of the persons that both universes have in common."""
    if not group:
        return item
    minus = item.minus
    if minus is not None:
        minus = replace(minus, group=dict(group), labels=dict(labels or {}))
    return replace(item, group=dict(group), labels=dict(labels or {}), minus=minus)


def _nested(
    first: Compared, second: Compared, figures: Mapping[str, Figure]
) -> tuple[tuple[str, str], ...]:
    """Which cases are among which, for whoever must not give one back from others."""
    pairs: list[tuple[str, str]] = []
    for name, figure in figures.items():
        of_first = figure.part in ("both", "first-only", "first-second-undetermined")
        of_second = figure.part in ("both", "second-only", "second-first-undetermined")
        if figure.rule is not None:
            pairs.append((name, name.partition("__by__")[0]))
        pairs += [(name, first.name)] if of_first else []
        pairs += [(name, second.name)] if of_second else []
    return tuple(pairs)
