"""Sizes of populations as they may be shown: everybody, and each stratum."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from measure87.disseminate.gate.lists.rounding import Rounding
from measure87.disseminate.gate.rules import (
    CONFIDENTIAL,
    FEW_RESPONDENTS,
    IN_BRACKETS,
    DisclosureRules,
)
from measure87.vocabulary.estimate import Estimate

Group = frozenset[tuple[str, str]]
_FEW_PERSONS = 10.0
"""An error from which on whole persons are at most a tenth of it."""
_ERRORS_IN_WIDTH = 4.0
"""Errors that an interval is taken to be wide where there is no error: 2 at either side."""


def safe_figures(
    figures: Sequence[Estimate],
    rules: DisclosureRules,
    rounding: Rounding,
    *,
    all_hidden: bool,
) -> list[Estimate]:
    """Figures in their order: rounded, with their step in `digits`, in brackets, or not shown.

    Parameters
    ----------
    figures : sizes with `n`, persons observed
    rules, rounding
    all_hidden : bool
        Whether each figure would give a hidden count back: with two lists the size is the
        product of theirs over their overlap.
    """
    confidential = _strata_to_hide(figures, rules)
    found = []
    for figure in figures:
        n = figure.n or 0
        if n < rules.minimum_respondents:
            found.append(figure.suppress(FEW_RESPONDENTS))
        elif all_hidden or frozenset(figure.group.items()) in confidential:
            found.append(figure.suppress(CONFIDENTIAL))
        else:
            shown = _rounded(figure, Rounding(n, rounding.exact))
            found.append(shown.with_flags(IN_BRACKETS) if n < rules.brackets_below else shown)
    return found


def _rounded(figure: Estimate, rounding: Rounding) -> Estimate:
    """The size and its limits to one unit; a lower limit not under the persons observed."""
    if figure.value is None:
        return figure
    if rounding.exact:
        return _in_persons(figure)
    size = figure.value
    lower, upper, se = (
        None if x is None else rounding.persons(x, size)
        for x in (figure.lower, figure.upper, figure.se)
    )
    shown, unit = rounding.persons(size), float(rounding.unit(size))
    return replace(
        figure,
        value=max(shown, float(rounding.observed)),
        lower=None if lower is None else max(lower, float(rounding.observed)),
        upper=upper,
        se=se or None,
        digits=unit if shown >= rounding.observed else None,
    )


def _in_persons(figure: Estimate) -> Estimate:
    """A size of public counts in whole persons, or in tenths where its error is of a few.

    Nothing is to be hidden here, and a fraction of a person says nothing beside an error of ten.
    """
    numbers = (figure.value, figure.lower, figure.upper, figure.se)
    decimals = 0 if _error_of(figure) >= _FEW_PERSONS else 1
    value, lower, upper, se = (None if x is None else round(x, decimals) for x in numbers)
    return replace(figure, value=value, lower=lower, upper=upper, se=se, digits=10.0**-decimals)


def _error_of(figure: Estimate) -> float:
    """The standard error; without one a quarter of the interval; without both none is small."""
    if figure.se is not None:
        return figure.se
    if figure.lower is None or figure.upper is None:
        return inf
    return (figure.upper - figure.lower) / _ERRORS_IN_WIDTH


def _strata_to_hide(figures: Sequence[Estimate], rules: DisclosureRules) -> frozenset[Group]:
    """Strata not shown so that what is left of everybody is no stratum of few persons.

    The observed of everybody less those of all strata shown are the persons of the strata that
    are not. Where they are fewer than `minimum_cases`, the smallest other stratum goes too.
    """
    sizes = _observed_by_group(figures)
    everybody = sizes.pop(frozenset(), None)
    if everybody is None or not sizes:
        return frozenset()
    shown = {group: n for group, n in sizes.items() if n >= rules.minimum_respondents}
    hidden: set[Group] = set()
    while shown and 0 < everybody - sum(shown.values()) < rules.minimum_cases:
        smallest = min(shown, key=lambda group: (shown[group], sorted(group)))
        hidden.add(smallest)
        del shown[smallest]
    return frozenset(hidden)


def _observed_by_group(figures: Sequence[Estimate]) -> dict[Group, int]:
    """Persons observed in each group; the most that a method says."""
    found: dict[Group, int] = {}
    for figure in figures:
        group = frozenset(figure.group.items())
        found[group] = max(found.get(group, 0), figure.n or 0)
    return found
