"""Marks on figures that the disclosure gate would not show, for tables that leave the house.

A result of the library has not passed the gate, which looks at all figures of a release at once.
What it would hide of one figure by itself can be marked: fewer respondents than may be shown, one
or two cases (or persons who are none), one or two unknowns. The limits are the gate's own.
"""

from collections.abc import Mapping
from dataclasses import replace

from measure87.disseminate.gate.rules import DisclosureRules
from measure87.vocabulary.estimate import Estimate, Result

TOO_FEW_RESPONDENTS = "too-few-respondents"
TOO_FEW_CASES = "too-few-cases"
TOO_FEW_UNKNOWN = "too-few-unknown"
MARKS = (TOO_FEW_RESPONDENTS, TOO_FEW_CASES, TOO_FEW_UNKNOWN)

_Key = tuple[str, frozenset[tuple[str, str]]]


def marks_of(figure: Estimate, rules: DisclosureRules | None = None) -> tuple[str, ...]:
    """Why the gate would not show a figure as it stands.

    >>> marks_of(Estimate("work", "proportion", "taylor", n=24, n_cases=2, n_unknown=0))
    ('too-few-respondents', 'too-few-cases')
    >>> marks_of(Estimate("work", "proportion", "taylor", n=25, n_cases=3, n_unknown=0))
    ()
    """
    limits = rules or DisclosureRules()
    marks = []
    if figure.n is not None and figure.n < limits.minimum_respondents:
        marks.append(TOO_FEW_RESPONDENTS)
    others = None if figure.n is None or figure.n_cases is None else figure.n - figure.n_cases
    if any(is_few(count, limits) for count in (figure.n_cases, others)):
        marks.append(TOO_FEW_CASES)
    if is_few(figure.n_unknown, limits):
        marks.append(TOO_FEW_UNKNOWN)
    return tuple(marks)


def is_few(count: int | None, rules: DisclosureRules | None = None) -> bool:
    """Whether a count is of one or two persons, whom the gate would not show.

    >>> [is_few(count) for count in (None, 0, 1, 2, 3)]
    [False, False, True, True, False]
    """
    return count is not None and 0 < count < (rules or DisclosureRules()).minimum_cases


def marked(result: Result, rules: DisclosureRules | None = None) -> Result:
    """The result with the marks among the flags; of a difference those of both its sides.

    A released result is given back as it is.
    """
    if result.released:
        return result
    by_figure = {_key(one.name, one.group): marks_of(one, rules) for one in result.estimates}
    differences = []
    for one in result.differences:
        sides = [_key(one.name, one.group)]
        sides += [] if one.minus is None else [_key(one.minus.name, one.minus.group)]
        marks = [mark for side in sides for mark in by_figure.get(side, ())]
        differences.append(one.with_flags(*marks))
    estimates = [one.with_flags(*marks_of(one, rules)) for one in result.estimates]
    trends = [
        one.with_flags(*(mark for round_ in _rounds_of(one, result) for mark in by_figure[round_]))
        for one in result.trends
    ]
    return replace(result, estimates=estimates, differences=differences, trends=trends)


def _rounds_of(trend: Estimate, result: Result) -> list[_Key]:
    """The figures of a trend's rounds: its group, and the round."""
    own = {*trend.group.items()}
    return [
        _key(one.name, one.group)
        for one in result.estimates
        if one.name == trend.name and len(one.group) == len(own) + 1 and own < {*one.group.items()}
    ]


def _key(name: str, group: Mapping[str, str]) -> _Key:
    return name, frozenset(group.items())


def legend(result: Result, rules: DisclosureRules | None = None) -> list[str]:
    """A line for each mark in a marked result, and what a result that was not released is."""
    if result.released:
        return []
    limits = rules or DisclosureRules()
    few = f"1 to {limits.minimum_cases - 1}"
    said = {
        TOO_FEW_RESPONDENTS: f"fewer than {limits.minimum_respondents} respondents",
        TOO_FEW_CASES: f"{few} cases, or {few} respondents who are no cases",
        TOO_FEW_UNKNOWN: f"{few} respondents of whom it is unknown",
    }
    met = {
        flag
        for one in (*result.estimates, *result.differences, *result.trends)
        for flag in one.flags
    }
    lines = [f"{mark}: {text}" for mark, text in said.items() if mark in met]
    return [f"{line}; not to be shown outside" for line in lines]
